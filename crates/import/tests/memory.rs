//! A large export, read by a process of its own whose peak of memory is then known. The system tells it on Linux alone.
//!
//! `IMPORT_MIB` says how large; without it small enough for every day.
#![cfg(target_os = "linux")]
#![expect(clippy::unwrap_used, reason = "the functions that tests share are not known as tests to clippy")]

use std::io::Write as _;
use std::path::Path;
use std::process::Command;
use std::{env, fs};

use parlance_import::{Bytes, Control, Imported, Sink, Skipped, Stop};

const PATH: &str = "PARLANCE_IMPORT_MEMORY_TEST";
const MAX_GROWTH_KIB: usize = 200_000_000 / 1024;
const MIB: usize = 1024 * 1024;

fn status(field: &str) -> usize {
    let status = fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find_map(|line| line.strip_prefix(field)).unwrap();
    line.trim_start_matches(':').trim().trim_end_matches(" kB").parse().unwrap()
}

#[derive(Default)]
struct Counted {
    conversations: usize,
    messages: usize,
    skipped: usize,
}

impl Sink for Counted {
    fn conversation(&mut self, imported: Imported) -> Result<(), Stop> {
        self.conversations += 1;
        self.messages += imported.conversation.messages.len();
        Ok(())
    }
    fn skipped(&mut self, _: Skipped) -> Result<(), Stop> {
        self.skipped += 1;
        Ok(())
    }
    fn file(&mut self, _: Bytes) -> Result<bool, Stop> {
        Ok(true)
    }
}

#[test]
#[ignore = "run by the test beside it, in a process of its own"]
fn child() {
    let path = env::var(PATH).unwrap();
    let before = status("VmRSS");
    let mut counted = Counted::default();
    let control = Control::default();
    parlance_import::read(Path::new(&path), &control, &mut counted).unwrap();
    let growth = status("VmHWM").saturating_sub(before);
    let read = control.progress().0;
    println!("\ntold {} {} {} {read} {growth}", counted.conversations, counted.messages, counted.skipped);
}

/// Conversations of about 100 KB, one of 24 MiB, and one of 40 MiB that nobody reads, in a ZIP.
fn export(path: &Path, bytes: usize) -> usize {
    let mut zip = zip::ZipWriter::new(fs::File::create(path).unwrap());
    let options = zip::write::SimpleFileOptions::default().compression_level(Some(1)).large_file(true);
    zip.start_file("conversations.json", options).unwrap();
    zip.write_all(b"[").unwrap();
    let (mut written, mut count) = (0, 0);
    let sizes = [24 * MIB, 40 * MIB].into_iter().chain(std::iter::repeat(100_000));
    for size in sizes {
        if written >= bytes {
            break;
        }
        let mut text = format!(
            "{}{{\"id\":\"c{count}\",\"title\":\"T{count}\",\"mapping\":{{",
            if count > 0 { "," } else { "" }
        );
        let mut at = 0;
        while text.len() < size {
            let parent = if at == 0 { "null".to_owned() } else { format!("\"m{}\"", at - 1) };
            let role = if at % 2 == 0 { "user" } else { "assistant" };
            let comma = if at > 0 { "," } else { "" };
            text += &format!(
                "{comma}\"m{at}\":{{\"id\":\"m{at}\",\"parent\":{parent},\"children\":[],\"message\":{{\"id\":\"m{at}\",\"author\":{{\"role\":\"{role}\"}},\
                 \"create_time\":1700000000.5,\"content\":{{\"content_type\":\"text\",\"parts\":[\"{}\"]}},\"metadata\":{{\"model_slug\":\"gpt-4o\",\
                 \"finish_details\":{{\"type\":\"stop\",\"stop_tokens\":[200002]}},\"is_complete\":true}}}}}}",
                "some words ".repeat(60)
            );
            at += 1;
        }
        text += "}}";
        zip.write_all(text.as_bytes()).unwrap();
        written += text.len();
        count += 1;
    }
    zip.write_all(b"]").unwrap();
    zip.finish().unwrap();
    count
}

#[test]
fn a_large_export_is_read_in_little_memory() {
    let mib: usize = env::var("IMPORT_MIB").map_or(96, |mib| mib.parse().unwrap());
    let home = tempfile::tempdir().unwrap();
    let path = home.path().join("export.zip");
    let count = export(&path, mib * MIB);
    let output = Command::new(env::current_exe().unwrap())
        .args(["--exact", "child", "--ignored", "--nocapture"])
        .env(PATH, &path)
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(output.status.success(), "{said}");
    let told = said.lines().find_map(|line| line.strip_prefix("told ")).unwrap();
    let numbers: Vec<usize> = told.split(' ').map(|number| number.parse().unwrap()).collect();
    let [conversations, messages, skipped, read, growth_kib] = numbers[..] else { panic!("{told}") };
    eprintln!("{} MiB, {messages} messages: {} MiB of memory", read / MIB, growth_kib / 1024);
    assert_eq!((conversations, skipped), (count - 1, 1), "the one that is too large");
    assert!(read >= mib * MIB);
    assert!(growth_kib < MAX_GROWTH_KIB, "it took {growth_kib} KiB");
}
