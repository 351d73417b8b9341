//! Files that somebody broke: whatever comes, no panic and an answer.

mod samples;

use std::io::Cursor;

use parlance_extract::{Fit, Kind, dimensions, fit, text};
use proptest::prelude::*;

/// Bytes that are changed, and where the file ends.
fn broken(sample: Vec<u8>) -> impl Strategy<Value = Vec<u8>> {
    let size = sample.len();
    let changes = prop::collection::vec((0..size, any::<u8>()), 0..24);
    (changes, prop::option::of(0..size)).prop_map(move |(changes, end)| {
        let mut bytes = sample.clone();
        changes.into_iter().for_each(|(at, byte)| bytes[at] = byte);
        end.into_iter().for_each(|end| bytes.truncate(end));
        bytes
    })
}

/// The same for what is packed: broken before it is.
fn broken_text(sample: &'static str) -> impl Strategy<Value = String> {
    broken(sample.as_bytes().to_vec()).prop_map(|bytes| String::from_utf8_lossy(&bytes).into_owned())
}

fn read(kind: Kind, bytes: &[u8]) {
    if let Ok(read) = text(kind, Cursor::new(bytes)) {
        assert!(read.text.len() <= parlance_extract::MAX_TEXT_BYTES);
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn packages(docx in broken(samples::docx(samples::DOCUMENT)), xlsx in broken(samples::xlsx(samples::SHEET)),
                pptx in broken(samples::pptx("first"))) {
        read(Kind::Docx, &docx);
        read(Kind::Xlsx, &xlsx);
        read(Kind::Pptx, &pptx);
    }

    #[test]
    fn their_contents(document in broken_text(samples::DOCUMENT), sheet in broken_text(samples::SHEET)) {
        read(Kind::Docx, &samples::docx(&document));
        read(Kind::Xlsx, &samples::xlsx(&sheet));
    }

    #[test]
    fn pdfs(pdf in broken(samples::pdf(samples::PDF_CONTENT)), content in broken_text(samples::PDF_CONTENT)) {
        read(Kind::Pdf, &pdf);
        read(Kind::Pdf, &samples::pdf(&content));
    }

    #[test]
    fn forms(form in broken_text("BT /F1 9 Tf 1 0 0 1 0 9 Tm [(a) -300 (b)] TJ (c) ' ET /Fm1 Do /Fm2 Do"),
             dictionary in broken_text("/Type /XObject /Subtype /Form /Resources << /XObject << /Fm1 6 0 R /Fm2 7 0 R >> >>"),
             pdf in broken(samples::pdf_of("/Fm1 Do", &[(samples::FORM, b"BT /F1 9 Tf (words) Tj ET".to_vec())]))) {
        let forms = [(dictionary.as_str(), form.as_bytes().to_vec()), (samples::FORM, form.as_bytes().to_vec())];
        read(Kind::Pdf, &samples::pdf_of("/Fm1 Do", &forms));
        read(Kind::Pdf, &pdf);
    }

    #[test]
    fn slides_and_sheets(slide in broken_text("first</a:t></a:r><a:br/><a:r><a:t>second &amp; &#x41;"),
                         sheet in broken_text(samples::SHEET)) {
        read(Kind::Pptx, &samples::pptx(&slide));
        read(Kind::Xlsx, &samples::xlsx(&sheet));
    }

    #[test]
    fn pages_and_texts(html in broken(b"<html><head><title>a</title></head><p>b &amp; c<script>x</script><pre>d</pre>".to_vec()),
                       any in prop::collection::vec(any::<u8>(), 0..2048)) {
        read(Kind::Html, &html);
        for kind in [Kind::Html, Kind::Plain, Kind::Pdf, Kind::Docx, Kind::of(&any, "a.xlsx")] {
            read(kind, &any);
        }
    }

    #[test]
    fn pictures(bytes in broken(include_bytes!("../../../icons/32x32.png").to_vec())) {
        let _ = dimensions(Cursor::new(&bytes));
        if let Ok(fitted) = fit(Cursor::new(&bytes), Fit { side: 64, bytes: 10_000 }) {
            assert!(fitted.data.len() <= 10_000);
        }
    }
}
