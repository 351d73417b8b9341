use crate::ImageType;

/// Width and height in pixels, from the head of the file. `None` where it does not say, or says nonsense.
pub(crate) fn size(kind: ImageType, bytes: &[u8]) -> Option<(u32, u32)> {
    let (width, height) = match kind {
        // PNG 1.2, 11.2.2: IHDR is the first chunk.
        ImageType::Png => (big(bytes, 16, 4)?, big(bytes, 20, 4)?),
        ImageType::Gif => (little(bytes, 6, 2)?, little(bytes, 8, 2)?),
        ImageType::Jpeg => jpeg(bytes)?,
        ImageType::Webp => webp(bytes)?,
        ImageType::Avif => avif(bytes)?,
    };
    (width > 0 && height > 0).then_some((width, height))
}

/// The first frame header (ITU T.81, B.2.2) behind the segments before it.
fn jpeg(bytes: &[u8]) -> Option<(u32, u32)> {
    let mut at = 2;
    loop {
        match (bytes.get(at)?, bytes.get(at + 1)?) {
            // Filled up.
            (0xff, 0xff) => at += 1,
            // C4, C8 and CC are tables.
            (0xff, 0xc0..=0xc3 | 0xc5..=0xc7 | 0xc9..=0xcb | 0xcd..=0xcf) => {
                return Some((big(bytes, at + 7, 2)?, big(bytes, at + 5, 2)?));
            }
            (0xff, _) => at += 2 + usize::try_from(big(bytes, at + 2, 2)?).ok()?,
            _ => return None,
        }
    }
}

/// The three forms of <https://developers.google.com/speed/webp/docs/riff_container>.
fn webp(bytes: &[u8]) -> Option<(u32, u32)> {
    match bytes.get(12..16)? {
        b"VP8 " => Some((little(bytes, 26, 2)? & 0x3fff, little(bytes, 28, 2)? & 0x3fff)),
        b"VP8L" => {
            let bits = little(bytes, 21, 4)?;
            Some(((bits & 0x3fff) + 1, (bits >> 14 & 0x3fff) + 1))
        }
        b"VP8X" => Some((little(bytes, 24, 3)? + 1, little(bytes, 27, 3)? + 1)),
        _ => None,
    }
}

/// The largest `ispe` box (ISO 23008-12, 6.5.3): a grid has one for its tiles and one for the whole.
fn avif(bytes: &[u8]) -> Option<(u32, u32)> {
    let head = bytes.get(..bytes.len().min(64 * 1024))?;
    let boxes = (0..head.len()).filter(|at| head.get(*at..at + 4) == Some(b"ispe"));
    let sizes = boxes.filter_map(|at| Some((big(head, at + 8, 4)?, big(head, at + 12, 4)?)));
    sizes.max_by_key(|(width, height)| u64::from(*width) * u64::from(*height))
}

fn big(bytes: &[u8], at: usize, length: usize) -> Option<u32> {
    Some(bytes.get(at..at + length)?.iter().fold(0, |number, byte| number << 8 | u32::from(*byte)))
}

fn little(bytes: &[u8], at: usize, length: usize) -> Option<u32> {
    Some(bytes.get(at..at + length)?.iter().rev().fold(0, |number, byte| number << 8 | u32::from(*byte)))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Made with Pillow: 300 by 7 pixels, cut behind the head.
    const PICTURES: [(&str, &[u8]); 7] = [
        ("png", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\x01,\0\0\0\x07"),
        ("gif", b"GIF87a,\x01\x07\0"),
        ("jpeg", b"\xff\xd8\xff\xe0\0\x10JFIF\0\x01\x01\0\0\x01\0\x01\0\0\xff\xff\xdb\0\x04ab\xff\xc0\0\x11\x08\0\
              \x07\x01,"),
        ("webp, lossy", b"RIFFR\0\0\0WEBPVP8 F\0\0\0\xf0\x03\0\x9d\x01*,\x01\x07\0"),
        ("webp, lossless", b"RIFF$\0\0\0WEBPVP8L\x17\0\0\0/+\x81\x01\0\x07P\x8f\"\xd7"),
        ("webp, extended", b"RIFF|\0\0\0WEBPVP8X\n\0\0\0\x10\0\0\0+\x01\0\x06\0\0"),
        ("avif", b"\0\0\0 ftypavif\0\0\0\0avifmif1miafMA1B\0\0\0\xebmeta\0\0\0\0\0\0\0!hdlr\0\0\0\0\0\0\0\0pict\0\0\
              \0\0\0\0\0\0\0\0\0\0\0\0\0\0\x0epitm\0\0\0\0\0\x01\0\0\0\x1eiloc\0\0\0\0D\0\0\x01\0\x01\0\0\0\
              \x01\0\0\x01\x13\0\0\x005\0\0\0(iinf\0\0\0\0\0\x01\0\0\0\x1ainfe\x02\0\0\0\0\x01\0\0av01Color\0\0\
              \0\0jiprp\0\0\0Kipco\0\0\0\x14ispe\0\0\0\0\0\0\x01,\0\0\0\x07"),
    ];

    #[test]
    fn every_format_says_how_large_it_is() {
        for (name, bytes) in PICTURES {
            let kind = ImageType::of(bytes).unwrap();
            assert_eq!(size(kind, bytes), Some((300, 7)), "{name}");
        }
    }

    proptest! {
        #[test]
        fn no_bytes_panic(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
            for kind in [ImageType::Png, ImageType::Jpeg, ImageType::Gif, ImageType::Webp, ImageType::Avif] {
                size(kind, &bytes);
            }
        }
    }
}
