//! Pictures as the clipboard takes them: clipboards know pixels and no files.

use std::io::Cursor;

use image::{DynamicImage, ImageDecoder as _, ImageReader};
use parlance_ipc::{ErrorCode, IpcError};
use tauri::image::Image;

/// 256 MB as pixels. A few bytes can promise more than any memory holds.
const MAX_PIXELS: u64 = 64 * 1024 * 1024;

/// The pixels of a picture, the way up in which it is shown.
pub(crate) fn pixels(bytes: &[u8]) -> Result<Image<'static>, IpcError> {
    let unreadable = || invalid("This picture is of a type that cannot be copied. Save it instead.");
    let reader = ImageReader::new(Cursor::new(bytes)).with_guessed_format().map_err(|_| unreadable())?;
    let mut decoder = reader.into_decoder().map_err(|_| unreadable())?;
    let (width, height) = decoder.dimensions();
    if u64::from(width) * u64::from(height) > MAX_PIXELS {
        return Err(invalid("This picture is too large to be copied. Save it instead."));
    }
    let orientation = decoder.orientation().map_err(|_| unreadable())?;
    let mut picture = DynamicImage::from_decoder(decoder).map_err(|_| unreadable())?;
    picture.apply_orientation(orientation);
    let pixels = picture.into_rgba8();
    let (width, height) = pixels.dimensions();
    Ok(Image::new_owned(pixels.into_raw(), width, height))
}

fn invalid(message: &str) -> IpcError {
    IpcError::new(ErrorCode::Invalid, message)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn encoded(format: image::ImageFormat) -> Vec<u8> {
        let picture = image::RgbImage::from_pixel(3, 2, image::Rgb([200, 30, 40]));
        let mut bytes = Cursor::new(Vec::new());
        picture.write_to(&mut bytes, format).unwrap();
        bytes.into_inner()
    }

    #[test]
    fn every_type_that_models_make_becomes_pixels() {
        use image::ImageFormat::{Gif, Jpeg, Png, WebP};
        for format in [Png, Jpeg, Gif, WebP] {
            let image = pixels(&encoded(format)).unwrap();
            assert_eq!((image.width(), image.height(), image.rgba().len()), (3, 2, 24), "{format:?}");
            let [red, green, _, alpha] = image.rgba()[..4] else { panic!("too few pixels") };
            assert!(red > 180 && green < 60 && alpha == 255, "{format:?}: {:?}", &image.rgba()[..4]);
        }
    }

    #[test]
    fn what_cannot_be_decoded_is_said_to_be_so() {
        let mut huge = encoded(image::ImageFormat::Png);
        // Width and height of the header, and its checksum is not looked at before them.
        huge[16..24].copy_from_slice(&[0, 1, 0, 0, 0, 1, 0, 0]);
        for bytes in [b"\0\0\0\x20ftypavif".as_slice(), b"", b"<svg/>", &huge] {
            assert_eq!(pixels(bytes).unwrap_err().code, ErrorCode::Invalid);
        }
        assert!(pixels(&encoded(image::ImageFormat::Png)[..40]).is_err(), "cut off");
    }
}
