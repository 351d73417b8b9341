//! What is read of each format.
#![expect(clippy::unwrap_used, reason = "clippy's exception for tests ends at the functions they share")]

mod samples;

use std::io::Cursor;

use image::metadata::Orientation;
use image::{DynamicImage, ImageEncoder as _, ImageFormat, Rgb, RgbImage, Rgba, RgbaImage};
use parlance_extract::{Fit, Kind, Unreadable, dimensions, fit, text};

fn words(kind: Kind, bytes: &[u8]) -> String {
    text(kind, Cursor::new(bytes)).unwrap().text
}

fn failure(kind: Kind, bytes: &[u8]) -> Unreadable {
    text(kind, Cursor::new(bytes)).unwrap_err()
}

#[test]
fn documents_are_read_without_what_was_struck_out() {
    assert_eq!(words(Kind::Docx, &samples::docx(samples::DOCUMENT)), "Tea & cake \t€5\nsecond\ncell");
}

#[test]
fn tables_are_rows_with_tabs_and_dates_are_dates() {
    assert_eq!(
        words(Kind::Xlsx, &samples::xlsx(samples::SHEET)),
        "shared\t\t42.5\t\n2023-03-15\tinline\tTRUE"
    );
}

#[test]
fn slides_come_in_their_order_with_their_notes() {
    assert_eq!(words(Kind::Pptx, &samples::pptx("first")), "# 1\nfirst\na note\n\n# 2\nlast");
}

#[test]
fn pages_are_read_line_by_line() {
    assert_eq!(words(Kind::Pdf, &samples::pdf(samples::PDF_CONTENT)), "Tea and\ncake today\ngrün");
}

#[test]
fn forms_are_read_where_they_are_drawn() {
    let own = format!("{} /Resources << /Font << /F1 5 0 R >> /XObject << /Inner 7 0 R >> >>", samples::FORM);
    let forms = [
        (own.as_str(), b"BT /F1 9 Tf (stamped) Tj ET /Inner Do /Nobody Do".to_vec()),
        // Without resources of its own it has the page's.
        (samples::FORM, b"BT /F1 9 Tf (within) Tj ET".to_vec()),
        ("/Type /XObject /Subtype /Image /Width 1 /Height 1", b"BT (no words) Tj ET".to_vec()),
    ];
    let content = "BT /F1 9 Tf (before) Tj ET /Fm1 Do /Fm3 Do BT (after) Tj ET";
    assert_eq!(words(Kind::Pdf, &samples::pdf_of(content, &forms)), "before\nstamped\nwithin\nafter");
    // A form that is broken leaves the others.
    let torn =
        [("/Subtype /Form /Filter /FlateDecode", b"no zlib".to_vec()), (samples::FORM, forms[1].1.clone())];
    assert_eq!(words(Kind::Pdf, &samples::pdf_of("/Fm1 Do /Fm2 Do", &torn)), "within");
}

#[test]
fn forms_that_draw_themselves_come_to_an_end() {
    let circle =
        format!("{} /Resources << /XObject << /Fm1 6 0 R >> /Font << /F1 5 0 R >> >>", samples::FORM);
    let again = b"BT /F1 9 Tf (round) Tj ET /Fm1 Do".to_vec();
    let read = words(Kind::Pdf, &samples::pdf_of("/Fm1 Do", &[(&circle, again)]));
    assert_eq!(read.lines().count(), 8);
    // And those that draw themselves twice, and again twice, and so on.
    let many = b"BT /F1 9 Tf (x) Tj ET ".iter().copied().chain(b"/Fm1 Do ".repeat(20)).collect();
    let read = words(Kind::Pdf, &samples::pdf_of("/Fm1 Do", &[(&circle, many)]));
    assert!(read.lines().count() <= 20_000, "{}", read.len());
}

#[test]
fn what_has_no_words_or_cannot_be_read_says_which() {
    assert_eq!(failure(Kind::Pdf, &samples::pdf("0 0 10 10 re f")), Unreadable::NoWords);
    assert_eq!(failure(Kind::Pdf, b"%PDF-1.4 and then nothing"), Unreadable::Damaged);
    assert_eq!(failure(Kind::Docx, b"PK\x03\x04 and then nothing"), Unreadable::Damaged);
    assert_eq!(failure(Kind::Docx, &samples::zipped(&[("other", "x")])), Unreadable::NoWords);
    assert_eq!(failure(Kind::Docx, &samples::docx("<w:p><w:t>a<")), Unreadable::Damaged);
    assert_eq!(failure(Kind::Plain, b" \n "), Unreadable::NoWords);
    assert_eq!(failure(Kind::Unknown, b"\x7fELF"), Unreadable::UnknownType);
    assert_eq!(failure(Kind::OldOffice, b"\xd0\xcf"), Unreadable::OldOffice);
}

#[test]
fn a_document_cannot_name_entities_of_its_own() {
    let bomb = r#"<!DOCTYPE d [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]><w:p><w:t>x&b;y</w:t></w:p>"#;
    assert_eq!(words(Kind::Docx, &samples::docx(bomb)), "xy");
}

const LIMITS: Fit = Fit { side: 100, bytes: 100_000 };

fn png(picture: impl Into<DynamicImage>) -> Vec<u8> {
    let mut bytes = Cursor::new(Vec::new());
    picture.into().write_to(&mut bytes, ImageFormat::Png).unwrap();
    bytes.into_inner()
}

/// Every pixel another: nothing packs it.
fn noise(side: u32) -> RgbImage {
    RgbImage::from_fn(side, side, |x, y| {
        let seed =
            x.wrapping_mul(2_654_435_761).wrapping_add(y.wrapping_mul(40_503)).wrapping_mul(2_246_822_519);
        Rgb([(seed >> 8) as u8, (seed >> 16) as u8, (seed >> 24) as u8])
    })
}

#[test]
fn pictures_are_made_to_fit() {
    let wide = fit(Cursor::new(png(RgbImage::from_pixel(400, 50, Rgb([9, 9, 9])))), LIMITS).unwrap();
    assert_eq!((wide.width, wide.height, wide.media_type), (100, 13, "image/png"));
    let small = fit(Cursor::new(png(RgbImage::new(3, 2))), LIMITS).unwrap();
    assert_eq!((small.width, small.height), (3, 2));
    // In bytes as well, whatever that takes.
    let tight = Fit { side: 800, bytes: 20_000 };
    let photograph = fit(Cursor::new(png(noise(800))), tight).unwrap();
    assert!(photograph.data.len() <= 20_000 && photograph.media_type == "image/jpeg");
    assert!(photograph.width == photograph.height && photograph.width < 800);
    assert!(image::load_from_memory(&photograph.data).is_ok());
}

#[test]
fn what_is_transparent_lies_on_white_where_it_must() {
    let mut clear = RgbaImage::from_pixel(600, 600, Rgba([0, 0, 0, 0]));
    for (x, y, pixel) in clear.enumerate_pixels_mut() {
        if x > 300 {
            *pixel = Rgba([noise(1).get_pixel(0, 0).0[0], (x * y) as u8, (x ^ y) as u8, 255]);
        }
    }
    let flat = fit(Cursor::new(png(clear)), Fit { side: 600, bytes: 60_000 }).unwrap();
    assert_eq!(flat.media_type, "image/jpeg");
    let pixels = image::load_from_memory(&flat.data).unwrap().to_rgb8();
    assert!(pixels.get_pixel(10, 10).0.iter().all(|colour| *colour > 250));
}

#[test]
fn a_picture_is_turned_as_its_camera_says_and_tells_nothing_else() {
    // EXIF with the orientation "rotated by 90 degrees" and a place in it.
    let exif = b"Exif\0\0MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0\x06\0\0\0\0\0\0GPS:52.5,13.4";
    let mut jpeg = Cursor::new(Vec::new());
    let mut encoder = image::codecs::jpeg::JpegEncoder::new(&mut jpeg);
    encoder.set_exif_metadata(exif[6..].to_vec()).unwrap();
    let picture = RgbImage::from_fn(60, 20, |x, _| if x < 30 { Rgb([250, 0, 0]) } else { Rgb([0, 0, 250]) });
    encoder.write_image(&picture, 60, 20, image::ExtendedColorType::Rgb8).unwrap();
    let jpeg = jpeg.into_inner();
    assert!(jpeg.windows(4).any(|window| window == b"GPS:"));
    assert_eq!(Orientation::from_exif(6), Some(Orientation::Rotate90));

    assert_eq!(dimensions(Cursor::new(&jpeg)).unwrap(), (20, 60));
    let fitted = fit(Cursor::new(&jpeg), LIMITS).unwrap();
    assert_eq!((fitted.width, fitted.height), (20, 60));
    assert!(!fitted.data.windows(4).any(|window| window == b"GPS:" || window == b"Exif"));
    let pixels = image::load_from_memory(&fitted.data).unwrap().to_rgb8();
    assert!(pixels.get_pixel(10, 5).0[0] > 200 && pixels.get_pixel(10, 55).0[2] > 200);
}

#[test]
fn a_picture_that_promises_too_much_is_refused() {
    let mut huge = png(RgbImage::new(3, 2));
    huge[16..24].copy_from_slice(&[0, 1, 0, 0, 0, 1, 0, 0]);
    assert!(fit(Cursor::new(&huge), LIMITS).is_err());
    assert!(fit(Cursor::new(b"no picture"), LIMITS).is_err());
}
