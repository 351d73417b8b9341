//! Pictures as models take them: not too large, the right way up, and without what cameras write into them.

use std::io::{BufRead, Cursor, Seek};

use image::codecs::jpeg::JpegEncoder;
use image::imageops::FilterType;
use image::metadata::Orientation;
use image::{DynamicImage, ImageDecoder, ImageFormat, ImageReader, Limits};

/// As pixels in memory, in bytes. A few bytes can promise more than any memory holds.
const MAX_DECODED_BYTES: u64 = 400 * 1024 * 1024;
/// In tries, from the best on.
const JPEG_QUALITIES: [u8; 3] = [85, 70, 50];

/// What a picture must fit into.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Fit {
    /// The longer side, in pixels.
    pub side: u32,
    pub bytes: usize,
}

/// A picture that fits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fitted {
    /// `image/png` or `image/jpeg`.
    pub media_type: &'static str,
    pub data: Vec<u8>,
    /// In pixels.
    pub width: u32,
    pub height: u32,
}

/// It cannot be decoded, or is larger than any memory should hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the picture cannot be read")]
pub struct NoPicture;

/// Width and height in pixels, as it is shown.
pub fn dimensions(source: impl BufRead + Seek) -> Result<(u32, u32), NoPicture> {
    let mut decoder = reader(source)?.into_decoder().map_err(|_| NoPicture)?;
    let (width, height) = decoder.dimensions();
    let turned = matches!(
        decoder.orientation(),
        Ok(Orientation::Rotate90
            | Orientation::Rotate270
            | Orientation::Rotate90FlipH
            | Orientation::Rotate270FlipH)
    );
    Ok(if turned { (height, width) } else { (width, height) })
}

/// The picture, encoded anew: nothing but its pixels is left. Of one that moves it is the first frame.
pub fn fit(source: impl BufRead + Seek, limits: Fit) -> Result<Fitted, NoPicture> {
    let mut decoder = reader(source)?.into_decoder().map_err(|_| NoPicture)?;
    let orientation = decoder.orientation().unwrap_or(Orientation::NoTransforms);
    if decoder.total_bytes() > MAX_DECODED_BYTES {
        return Err(NoPicture);
    }
    let mut picture = DynamicImage::from_decoder(decoder).map_err(|_| NoPicture)?;
    let mut side = limits.side.max(1);
    if picture.width().max(picture.height()) > side {
        picture = picture.resize(side, side, FilterType::CatmullRom);
    }
    picture.apply_orientation(orientation);
    loop {
        if let Some(fitted) = encoded(&picture, limits.bytes) {
            return Ok(fitted);
        }
        side = picture.width().max(picture.height()) / 4 * 3;
        if side == 0 {
            return Err(NoPicture);
        }
        picture = picture.resize(side, side, FilterType::Triangle);
    }
}

fn reader<S: BufRead + Seek>(source: S) -> Result<ImageReader<S>, NoPicture> {
    let mut reader = ImageReader::new(source).with_guessed_format().map_err(|_| NoPicture)?;
    let mut limits = Limits::default();
    limits.max_alloc = Some(MAX_DECODED_BYTES);
    reader.limits(limits);
    Ok(reader)
}

/// As PNG, which keeps letters sharp, where that is small; else as JPEG, with what is transparent on white.
fn encoded(picture: &DynamicImage, most: usize) -> Option<Fitted> {
    let (width, height) = (picture.width(), picture.height());
    let mut png = Cursor::new(Vec::new());
    let eight_bits = match picture {
        DynamicImage::ImageRgb8(_) | DynamicImage::ImageRgba8(_) | DynamicImage::ImageLuma8(_) => None,
        other if other.color().has_alpha() => Some(DynamicImage::from(other.to_rgba8())),
        other => Some(DynamicImage::from(other.to_rgb8())),
    };
    let picture = eight_bits.as_ref().unwrap_or(picture);
    picture.write_to(&mut png, ImageFormat::Png).ok()?;
    // Three times what a photograph of this size takes: it is none.
    let enough = (u64::from(width) * u64::from(height) / 2).max(64 * 1024);
    let png = png.into_inner();
    if png.len() <= most && png.len() as u64 <= enough {
        return Some(Fitted { media_type: "image/png", data: png, width, height });
    }
    let flat = on_white(picture);
    JPEG_QUALITIES.into_iter().find_map(|quality| {
        let mut jpeg = Vec::new();
        flat.write_with_encoder(JpegEncoder::new_with_quality(&mut jpeg, quality)).ok()?;
        (jpeg.len() <= most).then_some(Fitted { media_type: "image/jpeg", data: jpeg, width, height })
    })
}

fn on_white(picture: &DynamicImage) -> DynamicImage {
    if !picture.color().has_alpha() {
        return DynamicImage::from(picture.to_rgb8());
    }
    let mut flat = image::RgbImage::from_pixel(picture.width(), picture.height(), image::Rgb([255; 3]));
    for (to, from) in flat.pixels_mut().zip(picture.to_rgba8().pixels()) {
        let [red, green, blue, alpha] = from.0.map(u32::from);
        let mixed = [red, green, blue].map(|colour| (colour * alpha + 255 * (255 - alpha)) / 255);
        to.0 = mixed.map(|colour| u8::try_from(colour).unwrap_or(u8::MAX));
    }
    DynamicImage::from(flat)
}
