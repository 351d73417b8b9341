//! Imports as a person meets them: looked at, begun, cancelled, killed, gone on with, on a disk that is full.

use std::io::{BufRead as _, BufReader, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use parlance_app::App;
use parlance_ipc::{
    ChangeArgs, ConversationArgs, ConversationChange, ImportEnd, ImportFormat, ImportPathArgs, ImportReport,
    ImportSkipReason, ImportStartArgs, ImportStatus, NoArgs,
};
use parlance_store::Store;
use parlance_testkit::{Disk, TempHome};
use rand::RngExt as _;

use crate::support::{self, Scene};

/// Of every conversation in an export that a test makes.
const MESSAGES: usize = 6;

/// A ChatGPT export of `count` conversations whose messages have `words` each.
fn export(path: &Path, count: usize, words: usize) {
    let mut file = std::io::BufWriter::new(std::fs::File::create(path).unwrap());
    file.write_all(b"[").unwrap();
    for n in 0..count {
        let nodes: Vec<_> = (0..MESSAGES).map(|at| node(n, at, words)).collect();
        let comma = if n == 0 { "" } else { "," };
        let at = 1_700_000_000 + n * 60;
        write!(
            file,
            "{comma}{{\"id\":\"c{n}\",\"title\":\"Talk {n}\",\"create_time\":{at},\"update_time\":{at},\
             \"current_node\":\"m{}\",\"mapping\":{{{}}}}}",
            MESSAGES - 1,
            nodes.join(",")
        )
        .unwrap();
    }
    file.write_all(b"]").unwrap();
}

fn node(conversation: usize, at: usize, words: usize) -> String {
    let parent = if at == 0 { "null".to_owned() } else { format!("\"m{}\"", at - 1) };
    let role = if at.is_multiple_of(2) { "user" } else { "assistant" };
    let said: String =
        (0..words).map(|word| format!("w{}x{word} ", (conversation * 31 + at * 7 + word) % 5000)).collect();
    format!(
        "\"m{at}\":{{\"id\":\"m{at}\",\"parent\":{parent},\"message\":{{\"author\":{{\"role\":\"{role}\"}},\
         \"content\":{{\"content_type\":\"text\",\"parts\":[\"{said}\"]}}}}}}"
    )
}

fn start(path: &Path) -> ImportStartArgs {
    ImportStartArgs { path: path.display().to_string(), deleted_too: false }
}

async fn ended(app: &App) -> ImportReport {
    loop {
        match app.import_status(NoArgs {}).await.unwrap() {
            ImportStatus::Ended(report) => return report,
            ImportStatus::Running(_) => tokio::task::yield_now().await,
            other => panic!("{other:?}"),
        }
    }
}

async fn import(app: &App, path: &Path) -> ImportReport {
    app.import_start(start(path)).await.unwrap();
    ended(app).await
}

#[tokio::test]
async fn an_export_is_looked_at_taken_over_once_and_its_report_stays_until_it_is_dismissed() {
    let scene = Scene::new().await;
    let path = scene.home.parlance().join("export.json");
    export(&path, 40, 5);
    let preview =
        scene.app.import_preview(ImportPathArgs { path: path.display().to_string() }).await.unwrap();
    assert_eq!(preview.format, ImportFormat::Chatgpt);
    assert_eq!((preview.conversations, preview.messages, preview.known), (40, 240, 0));
    assert_eq!(preview.first_at, Some(1_700_000_000_000));
    assert!(scene.app.list_conversations(NoArgs {}).await.unwrap().is_empty(), "a look writes nothing");

    let report = import(&scene.app, &path).await;
    assert_eq!(
        (report.end, report.merged.new, report.merged.messages, report.skipped.count),
        (ImportEnd::Complete, 40, 240, 0)
    );
    let listed = scene.app.list_conversations(NoArgs {}).await.unwrap();
    assert_eq!((listed.len(), listed[0].title.as_str()), (40, "Talk 39"));
    assert_eq!(report.newest, Some(listed[0].id));
    let view = scene.app.open_conversation(ConversationArgs { conversation: listed[0].id }).await.unwrap();
    assert_eq!(view.messages.len(), MESSAGES);

    // Another process finds the report, and dismisses it.
    let again = support::app(&scene.home.parlance(), &scene.server.base_url());
    again.open_history().await;
    assert_eq!(again.import_status(NoArgs {}).await.unwrap(), ImportStatus::Ended(report));
    again.import_dismiss(NoArgs {}).await.unwrap();
    assert_eq!(again.import_status(NoArgs {}).await.unwrap(), ImportStatus::Idle);

    let change = ConversationChange::Trashed { set: true };
    let args = ChangeArgs { conversations: vec![listed[0].id], change };
    scene.app.change_conversations(args).await.unwrap();
    let preview = again.import_preview(ImportPathArgs { path: path.display().to_string() }).await.unwrap();
    assert_eq!((preview.known, preview.in_trash), (39, 1));
    let report = import(&again, &path).await;
    assert_eq!(
        (report.merged.new, report.merged.known, report.merged.in_trash, report.merged.messages),
        (0, 39, 1, 0)
    );
    assert_eq!(again.list_conversations(NoArgs {}).await.unwrap().len(), 39);
}

#[tokio::test]
async fn what_is_broken_is_told_and_the_rest_comes() {
    let scene = Scene::new().await;
    let path = scene.home.parlance().join("export.json");
    export(&path, 3, 5);
    let whole = std::fs::read_to_string(&path).unwrap();
    std::fs::write(&path, whole.replacen("\"title\":\"Talk 1\"", "\"title\":\"Talk 1\",\"mapping\":nope", 1))
        .unwrap();
    let report = import(&scene.app, &path).await;
    assert_eq!((report.end, report.merged.new), (ImportEnd::Complete, 2));
    let skipped = &report.skipped.first[0];
    assert_eq!((skipped.title.as_str(), skipped.reason), ("Talk 1", ImportSkipReason::Unreadable));

    let unknown = scene.home.parlance().join("letter.txt");
    std::fs::write(&unknown, "Dear Ada,").unwrap();
    let args = ImportPathArgs { path: unknown.display().to_string() };
    assert!(!scene.app.offer_import(args.clone()).await);
    assert!(scene.app.offer_import(ImportPathArgs { path: path.display().to_string() }).await);
    assert!(scene.app.import_preview(args).await.unwrap_err().message.contains("no export"));
    let report = import(&scene.app, &unknown).await;
    assert_eq!((report.end, report.merged.new), (ImportEnd::Failed, 0));
    let missing = start(&scene.home.parlance().join("missing"));
    assert!(scene.app.import_start(missing).await.unwrap_err().message.contains("not there"));
}

#[tokio::test]
async fn a_cancelled_import_keeps_what_came_and_goes_on() {
    let scene = Scene::new().await;
    let path = scene.home.parlance().join("export.json");
    export(&path, 400, 40);
    scene.app.import_start(start(&path)).await.unwrap();
    let busy = scene.app.import_start(start(&path)).await.unwrap_err();
    assert_eq!(busy.code, parlance_ipc::ErrorCode::Busy);
    while scene.app.list_conversations(NoArgs {}).await.unwrap().is_empty() {
        tokio::task::yield_now().await;
    }
    scene.app.import_cancel(NoArgs {}).await.unwrap();
    let report = ended(&scene.app).await;
    assert_eq!(report.end, ImportEnd::Cancelled);
    let came = scene.app.list_conversations(NoArgs {}).await.unwrap().len();
    assert!((1..400).contains(&came), "{came}");
    let report = import(&scene.app, &path).await;
    assert_eq!(
        (report.end, report.merged.known as usize, report.merged.new as usize),
        (ImportEnd::Complete, came, 400 - came)
    );
}

const FOLDER: &str = "PARLANCE_IMPORT_TEST_CHILD";
const ROUNDS: usize = 50;
const IN_EXPORT: usize = 160;

/// Not a test by itself: the process that `an_import_that_is_killed_leaves_nothing_half_done` starts and kills.
#[tokio::test]
async fn child() {
    let Ok(folder) = std::env::var(FOLDER) else { return };
    let app = support::app(Path::new(&folder), "http://127.0.0.1:9");
    app.open_history().await;
    app.import_start(start(&export_beside(Path::new(&folder)))).await.unwrap();
    let mut out = std::io::stdout();
    writeln!(out, "\nbegun").unwrap();
    let mut told = 0;
    while matches!(app.import_status(NoArgs {}).await.unwrap(), ImportStatus::Running(_)) {
        let here = app.list_conversations(NoArgs {}).await.unwrap().len();
        if here > told {
            told = here;
            writeln!(out, "here {here}").unwrap();
        }
    }
}

fn export_beside(folder: &Path) -> PathBuf {
    folder.with_file_name("export.json")
}

#[tokio::test]
async fn an_import_that_is_killed_leaves_nothing_half_done() {
    let mut cut_off = 0;
    let mut home = TempHome::new().unwrap();
    export(&export_beside(&home.parlance()), IN_EXPORT, 20);
    for _ in 0..ROUNDS {
        let mut child = Command::new(std::env::current_exe().unwrap())
            .args(["--exact", "import::child", "--nocapture"])
            .env(FOLDER, home.parlance())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let enough = rand::rng().random_range(1..4);
        let told = lines.map_while(Result::ok).filter(|line| line == "begun" || line.starts_with("here "));
        assert!(told.take(enough).count() > 0);
        child.kill().unwrap();
        child.wait().unwrap();

        let store = Store::open(&home.parlance()).await.unwrap();
        let here = whole(&store).await;
        store.close().await;
        cut_off += usize::from(here < IN_EXPORT);
        let app = support::app(&home.parlance(), "http://127.0.0.1:9");
        app.open_history().await;
        let status = app.import_status(NoArgs {}).await.unwrap();
        assert!(matches!(status, ImportStatus::Interrupted { .. } | ImportStatus::Ended(_)), "{status:?}");
        if here == IN_EXPORT {
            let report = import(&app, &export_beside(&home.parlance())).await;
            assert_eq!((report.end, report.merged.known as usize), (ImportEnd::Complete, IN_EXPORT));
            home = TempHome::new().unwrap();
            export(&export_beside(&home.parlance()), IN_EXPORT, 20);
        }
    }
    assert!(cut_off > 0, "every kill came after the end");
}

/// Every conversation has all of its messages; how many there are.
async fn whole(store: &Store) -> usize {
    assert_eq!(store.integrity_check().await.unwrap(), Vec::<String>::new());
    let here = store.conversations().await.unwrap();
    for conversation in &here {
        let messages = store.messages(conversation.id).await.unwrap();
        assert_eq!(messages.len(), MESSAGES, "{}", conversation.title);
        assert_eq!(conversation.leaf, messages.last().map(|message| message.id));
    }
    here.len()
}

#[tokio::test]
async fn a_full_disk_ends_an_import_and_what_came_is_whole() {
    let Some(disk) = Disk::small() else { return };
    let outside = tempfile::tempdir().unwrap();
    let path = outside.path().join("export.json");
    export(&path, 600, 200);
    let app = support::app(disk.path(), "http://127.0.0.1:9");
    app.open_history().await;
    let report = import(&app, &path).await;
    assert_eq!(report.end, ImportEnd::Failed);
    assert!(report.error.as_ref().unwrap().contains("disk is full"), "{report:?}");
    assert!(report.merged.new > 0);
    drop(app);

    let store = Store::open(disk.path()).await;
    match store {
        Ok(store) => assert_eq!(whole(&store).await as u64, report.merged.new),
        Err(error) => assert_eq!(error.kind, parlance_store::OpenErrorKind::DiskFull, "{error}"),
    }
}
