//! Text in whatever encoding.

use std::io::Read;

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{Encoding, UTF_8};

use crate::Unreadable;
use crate::words::{MAX_TEXT_BYTES, Text, Words};

pub(crate) fn read(source: impl Read) -> Result<Text, Unreadable> {
    let (text, cut) = decoded(source)?;
    let mut words = Words::default();
    words.push(&text.replace("\r\n", "\n").replace('\0', ""));
    let text = words.finish();
    Ok(Text { cut: cut || text.cut, ..text })
}

/// The beginning of a file as text, and whether there is more of it.
pub(crate) fn decoded(source: impl Read) -> Result<(String, bool), Unreadable> {
    let mut bytes = Vec::new();
    // A letter of UTF-16 is two bytes, and of one that is cut nothing is left.
    let most = MAX_TEXT_BYTES as u64 + 1;
    source.take(most).read_to_end(&mut bytes).map_err(|_| Unreadable::Damaged)?;
    let cut = bytes.len() as u64 == most;
    let encoding = encoding(&bytes, cut);
    // Not the end: half a letter is left out and is no damage.
    let mut decoder = encoding.new_decoder();
    let room = decoder.max_utf8_buffer_length(bytes.len()).ok_or(Unreadable::TooLarge)?;
    let mut text = String::with_capacity(room);
    let _ = decoder.decode_to_string(&bytes, &mut text, !cut);
    Ok((text, cut))
}

fn encoding(bytes: &[u8], cut: bool) -> &'static Encoding {
    if let Some((encoding, _)) = Encoding::for_bom(bytes) {
        return encoding;
    }
    match std::str::from_utf8(bytes) {
        Ok(_) => return UTF_8,
        Err(error) if cut && error.error_len().is_none() => return UTF_8,
        Err(_) => {}
    }
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    detector.feed(bytes, !cut);
    detector.guess(None, Utf8Detection::Allow)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(bytes: &[u8]) -> String {
        read(bytes).unwrap().text
    }

    #[test]
    fn encodings_are_found_out() {
        assert_eq!(text("Grüße, 漢字\r\nzwei".as_bytes()), "Grüße, 漢字\nzwei");
        assert_eq!(text(b"\xef\xbb\xbfwith a mark"), "with a mark");
        assert_eq!(text(b"\xff\xfeh\0i\0\xfc\0"), "hiü");
        let (german, ..) = encoding_rs::WINDOWS_1252.encode("Die Straße über dem Fluß ist schön und gut");
        assert_eq!(text(&german), "Die Straße über dem Fluß ist schön und gut");
        let (japanese, ..) = encoding_rs::SHIFT_JIS.encode("これは日本語の文章です。とても良い天気ですね。");
        assert_eq!(text(&japanese), "これは日本語の文章です。とても良い天気ですね。");
    }

    #[test]
    fn of_a_huge_text_the_beginning_is_read_and_no_letter_is_broken() {
        let huge = "x".to_owned() + &"ü".repeat(MAX_TEXT_BYTES);
        let text = read(huge.as_bytes()).unwrap();
        assert!(text.cut && text.text.len() <= MAX_TEXT_BYTES && text.text.ends_with('ü'));
        assert!(!text.text.contains('\u{fffd}'));
    }
}
