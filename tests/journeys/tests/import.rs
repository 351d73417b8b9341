//! Years of another client's conversations come in while the window is used.

use std::io::{BufWriter, Write as _};
use std::path::Path;

use fantoccini::key::Key;
use parlance_journeys::scene;
use parlance_journeys::{Desktop, Keyring, Outcome, Role, eventually};
use parlance_testkit::{Response, sse};

const CONVERSATIONS: usize = 2_000;

/// A ChatGPT export; each conversation has six messages, and one of them is broken.
fn export(path: &Path, conversations: usize) -> std::io::Result<()> {
    let mut file = BufWriter::new(std::fs::File::create(path)?);
    write!(file, "[{{\"id\":\"broken\",\"title\":\"Torn page\",\"mapping\":{{oops}}}}")?;
    for n in 0..conversations {
        let at = 1_672_900_000 + n * 50_000;
        let nodes = (0..6).map(|m| {
            let parent = if m == 0 { "null".to_owned() } else { format!("\"m{}\"", m - 1) };
            let role = if m % 2 == 0 { "user" } else { "assistant" };
            let words: String = (0..60).map(|word| format!("word{} ", (n * 31 + m * 7 + word) % 4000)).collect();
            format!(
                "\"m{m}\":{{\"id\":\"m{m}\",\"parent\":{parent},\"message\":{{\"author\":{{\"role\":\"{role}\"}},\"create_time\":{}.5,\
                 \"content\":{{\"content_type\":\"text\",\"parts\":[\"{words}\"]}},\"metadata\":{{\"model_slug\":\"gpt-4o\"}}}}}}",
                at + m
            )
        });
        let nodes = nodes.collect::<Vec<_>>().join(",");
        write!(
            file,
            ",{{\"id\":\"c{n}\",\"title\":\"Old talk {n}\",\"create_time\":{at},\"update_time\":{at},\"current_node\":\"m5\",\"mapping\":{{{nodes}}}}}"
        )?;
    }
    writeln!(file, "]")
}

#[tokio::test]
async fn two_thousand_conversations_come_in_while_the_app_is_used() -> Outcome {
    let (home, server) = (scene::home("dark")?, scene::provider().await?);
    let file = home.parlance().join("chatgpt-export.json");
    export(&file, CONVERSATIONS)?;
    let environment = scene::environment(&server);
    let (desktop, page) = Desktop::start_with(&home, Keyring::Unlocked, &environment).await?;
    page.click(Role::Button, "Settings").await?;
    page.type_into(Role::Textbox, "Path of an export", &file.to_string_lossy()).await?;
    page.press(Key::Enter).await?;
    page.find(Role::Button, "Import 2,000 conversations").await?;
    page.says("12,000").await?;
    let mut wrong = page.look_at_section("import-preview", "Data").await?;
    page.click(Role::Button, "Import 2,000 conversations").await?;
    page.until("the progress", "return document.querySelector('[role=progressbar]') !== null").await?;
    page.screenshot("import-running-1280").await?;

    // Meanwhile somebody asks something.
    page.click(Role::Button, "New chat").await?;
    server.respond(Response::events(sse::answer(["While it imports."])));
    page.ask("Still there?").await?;
    page.answered("complete", "While it imports.").await?;

    let database = parlance_database(&home);
    eventually("every conversation", || async {
        let counted = scene::sql(&database, "SELECT CAST(count(*) AS TEXT) FROM conversation").await;
        counted.is_ok_and(|count| count == [(CONVERSATIONS + 1).to_string()])
    })
    .await?;
    page.says("“chatgpt-export.json” is imported").await?;
    page.click(Role::Button, "Show report").await?;
    page.says("1 conversation was skipped").await?;
    wrong.append(&mut page.look_at_section("import-report", "Data").await?);
    page.click(Role::Button, "Open the newest").await?;
    page.until("its messages", "return document.querySelectorAll('article').length > 1").await?;

    // The same again changes nothing.
    page.click(Role::Button, "Settings").await?;
    page.type_into(Role::Textbox, "Path of an export", &file.to_string_lossy()).await?;
    page.press(Key::Enter).await?;
    page.says("2,000 of them are here already and only get what they are missing.").await?;
    assert_eq!(wrong, [""; 0], "{wrong:#?}");
    desktop.quit(&home).await?;
    Ok(())
}

fn parlance_database(home: &parlance_testkit::TempHome) -> std::path::PathBuf {
    home.parlance().join("history.db")
}

#[tokio::test]
async fn an_import_that_was_killed_goes_on() -> Outcome {
    let (home, server) = (scene::home("light")?, scene::provider().await?);
    let file = home.parlance().join("chatgpt-export.json");
    export(&file, CONVERSATIONS)?;
    let environment = scene::environment(&server);
    let (desktop, page) = Desktop::start_with(&home, Keyring::Unlocked, &environment).await?;
    page.click(Role::Button, "Settings").await?;
    page.type_into(Role::Textbox, "Path of an export", &file.to_string_lossy()).await?;
    page.press(Key::Enter).await?;
    page.click(Role::Button, "Import 2,000 conversations").await?;
    let database = parlance_database(&home);
    eventually("the first conversations", || async {
        let counted = scene::sql(&database, "SELECT CAST(count(*) AS TEXT) FROM conversation").await;
        counted.is_ok_and(|count| count != ["0".to_owned()])
    })
    .await?;
    desktop.kill(&home).await?;

    let (desktop, page) = Desktop::start_with(&home, Keyring::Unlocked, &environment).await?;
    page.click(Role::Button, "Settings").await?;
    page.says("was cut off when Parlance ended").await?;
    let mut wrong = page.look_at_section("import-interrupted", "Data").await?;
    page.click(Role::Button, "Go on").await?;
    page.says("“chatgpt-export.json” is imported").await?;
    page.says("1 conversation was skipped").await?;
    wrong.extend(page.look_at_section("import-report-light", "Data").await?);
    assert_eq!(wrong, [""; 0], "{wrong:#?}");
    let counted = scene::sql(&database, "SELECT CAST(count(*) AS TEXT) FROM conversation").await?;
    assert_eq!(counted, [CONVERSATIONS.to_string()]);
    desktop.quit(&home).await?;
    Ok(())
}
