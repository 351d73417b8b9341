//! Small files that unpack to large ones, in a process of its own whose memory is looked at.
#![cfg(target_os = "linux")]
#![expect(clippy::unwrap_used, reason = "clippy's exception for tests ends at the functions they share")]

mod samples;

use std::io::{Cursor, Write as _};

use parlance_extract::{Kind, Unreadable, text};
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

const MAX_GROWTH_KB: u64 = 64 * 1024;

/// The most memory that this process has had, in KB.
fn peak() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap();
    line.trim().trim_end_matches("kB").trim().parse().unwrap()
}

/// A part that begins so and goes on without end, 140 MB of it.
fn bomb(part: &str, beginning: &str, again: &str) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    zip.start_file(part, SimpleFileOptions::default()).unwrap();
    zip.write_all(beginning.as_bytes()).unwrap();
    let block = again.repeat((1 << 20) / again.len());
    for _ in 0..140 {
        zip.write_all(block.as_bytes()).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

#[test]
fn bombs_are_refused_in_little_memory() {
    let bombs = [
        (Kind::Docx, bomb("word/document.xml", "<w:p><w:t>", " ")),
        (Kind::Docx, bomb("word/document.xml", "<w:p>", "<w:x/>")),
        (Kind::Xlsx, bomb("xl/sharedStrings.xml", "<sst>", "<si><t></t></si>")),
        (Kind::Xlsx, bomb("xl/worksheets/sheet1.xml", "<sheetData>", "<row/>")),
    ];
    let before = peak();
    for (at, (kind, bytes)) in bombs.iter().enumerate() {
        assert!(bytes.len() < 4 << 20, "bomb {at} is no bomb");
        let read = text(*kind, Cursor::new(bytes));
        // Strings that nobody refers to are given up early, and then there are no words.
        assert!(matches!(read, Err(Unreadable::TooLarge | Unreadable::NoWords)), "bomb {at}: {read:?}");
    }
    let growth = peak() - before;
    assert!(growth < MAX_GROWTH_KB, "{growth} KB");
}
