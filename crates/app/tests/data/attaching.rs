//! Large files, deaths and a full disk while files are attached.

use std::fs::{self, File};
use std::io::{BufWriter, Write as _};
use std::path::{Path, PathBuf};
use std::process::Stdio;

use parlance_app::App;
use parlance_domain::BlobId;
use parlance_ipc::{
    AttachOfferedArgs, Attached, DraftArgs, DraftFileView, DraftFilesArgs, FileContent, NoArgs,
    UnreadableFile,
};
use rand::RngExt as _;
use sha2::{Digest as _, Sha256};
use tokio::io::{AsyncBufReadExt as _, BufReader};
use tokio::process::Command;

use crate::support::*;

const FOLDER: &str = "PARLANCE_ATTACHING_FOLDER";
const FILES: &str = "PARLANCE_ATTACHING_FILES";
const MIB: usize = 1024 * 1024;
const DRAFT: &str = "What do these files say?";

async fn attach(app: &App, path: &Path) -> Attached {
    let offered = app.offer_files(vec![path.to_owned()]).remove(0).id;
    app.attach_offered(AttachOfferedArgs { conversation: None, offered }).await.unwrap()
}

async fn files(app: &App) -> Vec<DraftFileView> {
    app.draft_files(DraftFilesArgs { conversation: None }).await.unwrap()
}

async fn save_draft(app: &App) {
    app.save_draft(DraftArgs { conversation: None, text: DRAFT.into() }).await.unwrap();
}

/// In KiB; the system tells it on Linux alone.
#[cfg(target_os = "linux")]
fn status(field: &str) -> usize {
    let status = fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find_map(|line| line.strip_prefix(field)).unwrap();
    line.trim_start_matches(':').trim().trim_end_matches(" kB").parse().unwrap()
}

/// Not a test by itself: a process in which one file is attached and read. Says what became of it, how often other commands
/// were answered until then, and by how many KiB its memory grew.
#[cfg(target_os = "linux")]
#[tokio::test]
async fn large_child() {
    let (Ok(folder), Ok(path)) = (std::env::var(FOLDER), std::env::var(FILES)) else { return };
    let app = app(folder.as_ref()).await;
    save_draft(&app).await;
    let before = status("VmRSS");
    let mut answered = 0;
    // One thread: where the work on the file holds it, nobody else is answered.
    let mut attached = std::pin::pin!(attach(&app, path.as_ref()));
    let attached = loop {
        tokio::select! {
            biased;
            attached = &mut attached => break attached,
            draft = app.new_chat_draft(NoArgs {}) => {
                assert_eq!(draft.unwrap(), DRAFT);
                answered += 1;
            }
        }
    };
    let Attached::Attached { .. } = attached else { panic!("{attached:?}") };
    let copied = answered;
    let content = loop {
        save_draft(&app).await;
        answered += 1;
        let [file] = files(&app).await.try_into().unwrap();
        if file.content != FileContent::Reading {
            break file.content;
        }
    };
    let growth = status("VmHWM").saturating_sub(before);
    let content = serde_json::to_string(&content).unwrap();
    writeln!(std::io::stdout(), "\ntold {copied} {} {growth} {content}", answered - copied).unwrap();
}

struct Large {
    copied: usize,
    read: usize,
    growth_kib: usize,
    content: serde_json::Value,
}

#[cfg(target_os = "linux")]
async fn large(path: &Path) -> Large {
    let home = home();
    let output = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "attaching::large_child", "--nocapture"])
        .env(FOLDER, home.path())
        .env(FILES, path)
        .output()
        .await
        .unwrap();
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(output.status.success(), "{said}{}", String::from_utf8_lossy(&output.stderr));
    let told = said.lines().find_map(|line| line.strip_prefix("told ")).unwrap();
    let [copied, read, growth_kib, content] = told.splitn(4, ' ').collect::<Vec<_>>().try_into().unwrap();
    let told = format!("{}: {told}\n", path.file_name().unwrap().display());
    std::io::stderr().write_all(told.as_bytes()).unwrap();
    Large {
        copied: copied.parse().unwrap(),
        read: read.parse().unwrap(),
        growth_kib: growth_kib.parse().unwrap(),
        content: serde_json::from_str(content).unwrap(),
    }
}

fn written(folder: &Path, name: &str, fill: impl FnOnce(&mut BufWriter<File>)) -> PathBuf {
    let path = folder.join(name);
    let mut file = BufWriter::new(File::create(&path).unwrap());
    fill(&mut file);
    file.flush().unwrap();
    path
}

/// A PDF of one page with these words, and a stream beside it that nobody draws.
fn pdf(file: &mut BufWriter<File>, beside: usize) {
    let content = "BT /F1 12 Tf (Words of the page) Tj ET";
    write!(
        file,
        "%PDF-1.4\n1 0 obj\n<< /Type /Catalog /Pages 2 0 R >>\nendobj\n2 0 obj\n<< /Type /Pages /Kids [3 0 R] /Count 1 >>\nendobj\n\
         3 0 obj\n<< /Type /Page /Parent 2 0 R /MediaBox [0 0 9 9] /Contents 4 0 R >>\nendobj\n\
         4 0 obj\n<< /Length {} >>\nstream\n{content}\nendstream\nendobj\n5 0 obj\n<< /Length {beside} >>\nstream\n",
        content.len()
    )
    .unwrap();
    for _ in 0..beside / MIB {
        file.write_all(&vec![b'\x81'; MIB]).unwrap();
    }
    write!(file, "\nendstream\nendobj\ntrailer\n<< /Root 1 0 R >>\n%%EOF").unwrap();
}

/// A document whose words unpack to 200 MB, beside 100 MB that do not pack.
fn bomb(file: &mut BufWriter<File>) {
    use zip::CompressionMethod::Stored;
    use zip::write::SimpleFileOptions;
    let mut zip = zip::ZipWriter::new(file.get_mut().try_clone().unwrap());
    zip.start_file("word/document.xml", SimpleFileOptions::default()).unwrap();
    zip.write_all(b"<w:document><w:body><w:p>").unwrap();
    let block = "<w:r/>".repeat(MIB / 6);
    for _ in 0..200 {
        zip.write_all(block.as_bytes()).unwrap();
    }
    zip.start_file("word/media/film.bin", SimpleFileOptions::default().compression_method(Stored)).unwrap();
    for _ in 0..100 {
        zip.write_all(&vec![b'\x99'; MIB]).unwrap();
    }
    zip.finish().unwrap();
}

#[cfg(target_os = "linux")]
#[tokio::test(flavor = "multi_thread")]
async fn a_hundred_megabytes_hold_nobody_up_and_take_little_memory() {
    let made = home();
    let text = written(made.path(), "log.txt", |file| {
        for n in 0..100 * MIB / 40 {
            writeln!(file, "{n:>10} a line like any other line").unwrap();
        }
    });
    let scan = written(made.path(), "scan.pdf", |file| pdf(file, 100 * MIB));
    let book = written(made.path(), "book.pdf", |file| pdf(file, 60 * MIB));
    let bomb = written(made.path(), "bomb.docx", bomb);
    let too_large = serde_json::json!({
        "type": "unreadable",
        "reason": serde_json::to_value(UnreadableFile::TooLarge).unwrap(),
    });
    for (path, expected, most_mib) in [
        (&text, serde_json::json!({ "type": "text", "tokens": (4 << 20) / 4, "cut": true }), 96),
        (&scan, too_large.clone(), 48),
        // The largest that is read: its bytes, and the objects once more.
        (&book, serde_json::json!({ "type": "text", "tokens": 4, "cut": false }), 192),
        (&bomb, too_large, 64),
    ] {
        assert!(fs::metadata(path).unwrap().len() > 60 << 20);
        let Large { copied, read, growth_kib, content } = large(path).await;
        assert_eq!(content["type"], expected["type"], "{}", path.display());
        assert_eq!(content["reason"], expected["reason"], "{}", path.display());
        assert_eq!(content["cut"], expected["cut"], "{}", path.display());
        assert!(copied > 10 && read > 0, "{copied} and {read} answers beside {}", path.display());
        assert!(growth_kib < most_mib * 1024, "{growth_kib} KiB for {}", path.display());
    }
}

const ROUNDS: usize = 50;

/// Not a test by itself: the process that is started and killed. Attaches the files of a folder, one after the other.
#[tokio::test(flavor = "multi_thread")]
async fn killed_child() {
    let (Ok(folder), Ok(from)) = (std::env::var(FOLDER), std::env::var(FILES)) else { return };
    let app = app(folder.as_ref()).await;
    save_draft(&app).await;
    let mut from: Vec<_> = fs::read_dir(from).unwrap().map(|entry| entry.unwrap().path()).collect();
    from.sort();
    writeln!(std::io::stdout(), "\nbegun").unwrap();
    for path in &from {
        let Attached::Attached { file } = attach(&app, path).await else { panic!("refused") };
        writeln!(std::io::stdout(), "\nattached {}", file.blob).unwrap();
    }
    std::future::pending::<()>().await;
}

/// The files of the history that have a name of their own.
fn blobs(home: &Path) -> Vec<PathBuf> {
    let Ok(shelves) = fs::read_dir(home.join("blobs")) else { return Vec::new() };
    let shelves = shelves.map(|shelf| shelf.unwrap().path()).filter(|shelf| !shelf.ends_with("incoming"));
    let in_shelf = |shelf: PathBuf| fs::read_dir(shelf).unwrap().map(|entry| entry.unwrap().path());
    shelves.filter(|shelf| shelf.file_name().is_some_and(|name| name.len() == 2)).flat_map(in_shelf).collect()
}

fn is_whole(blob: &Path) -> bool {
    let name = blob.file_name().unwrap().to_str().unwrap().to_owned();
    BlobId(Sha256::digest(fs::read(blob).unwrap()).into()).to_string() == name
}

#[tokio::test(flavor = "multi_thread")]
async fn fifty_deaths_leave_whole_files_and_a_draft_that_opens() {
    let made = home();
    for n in 0..6 {
        let bytes = format!("file {n} ").repeat(100_000 + n * 50_000);
        fs::write(made.path().join(format!("{n}.txt")), bytes).unwrap();
    }
    let mut cut_off = 0;
    for round in 0..ROUNDS {
        let to = home();
        let mut child = Command::new(std::env::current_exe().unwrap())
            .args(["--exact", "attaching::killed_child", "--nocapture"])
            .env(FOLDER, to.path())
            .env(FILES, made.path())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let mut told = Vec::new();
        while lines.next_line().await.unwrap().unwrap() != "begun" {}
        // Some are told of before, and then it dies at a moment that nobody chose.
        for _ in 0..round % 5 {
            let line = loop {
                let line = lines.next_line().await.unwrap().unwrap();
                if let Some(blob) = line.strip_prefix("attached ") {
                    break blob.to_owned();
                }
            };
            told.push(line);
        }
        for _ in 0..rand::rng().random_range(0..300) {
            let _ = fs::read_dir(to.path()).unwrap().count();
            tokio::task::yield_now().await;
        }
        child.kill().await.unwrap();

        let half = fs::read_dir(to.path().join("blobs/incoming")).map_or(0, Iterator::count);
        cut_off += usize::from(half > 0);
        for blob in blobs(to.path()) {
            assert!(is_whole(&blob), "half of {} is there", blob.display());
        }
        let app = app(to.path()).await;
        assert!(is_ready(&app).await);
        assert_eq!(app.new_chat_draft(NoArgs {}).await.unwrap(), DRAFT);
        let there = files(&app).await;
        for file in &there {
            assert_eq!(fs::metadata(app.blob_file(file.blob)).unwrap().len(), file.size_bytes);
        }
        for blob in told {
            assert!(there.iter().any(|file| file.blob.to_string() == blob), "what was acknowledged is there");
        }
        let left = fs::read_dir(to.path().join("blobs/incoming")).map_or(0, Iterator::count);
        assert_eq!(left, 0, "what was cut off is swept at the next start");
        // And the next one is attached beside them.
        let path = made.path().join("5.txt");
        if !there.iter().any(|file| file.name == "5.txt") {
            assert!(matches!(attach(&app, &path).await, Attached::Attached { .. }));
        }
    }
    assert!(cut_off > 0, "no file was cut off");
}

#[cfg(target_os = "linux")]
#[tokio::test(flavor = "multi_thread")]
async fn a_full_disk_takes_no_file_and_keeps_the_draft() {
    let Some(disk) = parlance_testkit::Disk::small() else { return };
    let (made, to) = (home(), disk.path().join("home"));
    let app = app(&to).await;
    save_draft(&app).await;
    let small = written(made.path(), "small.txt", |file| file.write_all(b"few words").unwrap());
    let large = written(made.path(), "large.txt", |file| {
        file.write_all("many words ".repeat(400_000).as_bytes()).unwrap();
    });
    assert!(matches!(attach(&app, &small).await, Attached::Attached { .. }));
    let ballast = disk.fill().unwrap();
    let offered = app.offer_files(vec![large.clone()]).remove(0).id;
    let failure = app.attach_offered(AttachOfferedArgs { conversation: None, offered }).await.unwrap_err();
    assert_eq!(failure.code, parlance_ipc::ErrorCode::DiskFull, "{failure:?}");
    assert!(failure.message.contains("full") && failure.message.contains("room"), "{failure:?}");
    assert_eq!(app.new_chat_draft(NoArgs {}).await.unwrap(), DRAFT);
    assert_eq!(files(&app).await.len(), 1);
    assert_eq!(fs::read_dir(to.join("blobs/incoming")).unwrap().count(), 0, "half a file takes no room");
    fs::remove_file(ballast).unwrap();
    assert!(matches!(attach(&app, &large).await, Attached::Attached { .. }));
    assert_eq!(files(&app).await.len(), 2);
}
