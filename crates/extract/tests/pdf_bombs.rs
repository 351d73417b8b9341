//! PDFs that unpack to much, in a process of its own whose memory is looked at.
#![cfg(target_os = "linux")]
#![expect(clippy::unwrap_used, reason = "clippy's exception for tests ends at the functions they share")]

mod samples;

use std::io::{Cursor, Write as _};

use parlance_extract::{Kind, Unreadable, text};

const MAX_GROWTH_KB: u64 = 64 * 1024;

/// The most memory that this process has had, in KB.
fn peak() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap();
    line.trim().trim_end_matches("kB").trim().parse().unwrap()
}

/// What zlib makes of this, repeated up to so many bytes.
fn packed(again: &[u8], bytes: usize) -> Vec<u8> {
    let mut packer = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::best());
    for _ in 0..bytes / again.len() {
        packer.write_all(again).unwrap();
    }
    packer.finish().unwrap()
}

#[test]
fn pdfs_that_swell_are_read_in_bounded_memory() {
    let flate = format!("{} /Filter /FlateDecode", samples::FORM);
    let near_the_limit = 8 << 20;
    let bombs = [
        ("beyond the limit", samples::pdf_of("/Fm1 Do", &[(&flate, packed(b"q Q ", 64 << 20))])),
        ("operations", samples::pdf_of("/Fm1 Do", &[(&flate, packed(b"q Q ", near_the_limit))])),
        ("the same again", samples::pdf_of(&"/Fm1 Do ".repeat(40), &[(&flate, packed(b"q Q\n", 1 << 20))])),
        ("words", samples::pdf_of("BT /F1 9 Tf /Fm1 Do", &[(&flate, packed(b"(word) ' ", near_the_limit))])),
    ];
    for (what, bytes) in bombs {
        assert!(bytes.len() < 1 << 20, "{what} is no bomb");
        let before = peak();
        let read = text(Kind::Pdf, Cursor::new(&bytes));
        let growth = peak() - before;
        assert!(growth < MAX_GROWTH_KB, "{what}: {growth} KB");
        match what {
            "words" => assert!(read.unwrap().text.starts_with("word\nword")),
            _ => assert!(matches!(read, Err(Unreadable::TooLarge | Unreadable::NoWords)), "{what}: {read:?}"),
        }
    }
}
