//! A chat of which nothing is ever on the disk, and one that is kept after all.

use fantoccini::key::Key;
use parlance_journeys::{Desktop, Keyring, Outcome, Page, Role, scene};
use std::path::Path;

/// In no dictionary, and in nothing that the app writes by itself.
const QUESTION: &str = "quixotryzzle";
const ANSWER: &str = "flumberwick";

/// The files below a folder in which the words are.
fn traces(folder: &Path, words: &str) -> std::io::Result<Vec<String>> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            found.extend(traces(&path, words)?);
            continue;
        }
        // A socket holds nothing, and a file may have gone meanwhile.
        let bytes = if path.is_file() { std::fs::read(&path).unwrap_or_default() } else { Vec::new() };
        if bytes.windows(words.len()).any(|window| window == words.as_bytes()) {
            found.push(path.display().to_string());
        }
    }
    Ok(found)
}

async fn focused(page: &Page, name: &str) -> Outcome {
    let script = "return document.activeElement?.getAttribute('aria-label') === arguments[0]";
    page.until_with("the focus", script, vec![name.into()]).await?;
    Ok(())
}

async fn journey(theme: &str) -> Outcome {
    let (home, server) = (scene::home(theme)?, scene::provider().await?);
    let environment = scene::environment(&server);
    let (desktop, page) = Desktop::start_with(&home, Keyring::Unlocked, &environment).await?;
    page.find(Role::Button, &format!("Model: {}", scene::MODEL)).await?;
    page.ask("An ordinary question").await?;
    scene::end(scene::begin(&server, "An ordinary").await?, " answer.").await?;
    page.answered("complete", "An ordinary answer.").await?;
    assert_ne!(traces(home.path(), "An ordinary question")?, [""; 0], "the search for traces finds nothing");

    page.click(Role::Button, "New chat").await?;
    page.click(Role::Button, "Temporary chat").await?;
    page.says("Nothing of it is written to the disk").await?;
    focused(&page, "Message").await?;
    let mut findings = page.look(&format!("temporary-new-{theme}")).await?;
    page.ask(QUESTION).await?;
    let exchange = scene::begin(&server, ANSWER).await?;
    page.answered("streaming", ANSWER).await?;
    // In the middle of an answer, when others are in the journal.
    assert_eq!(traces(home.path(), QUESTION)?, [""; 0]);
    assert_eq!(traces(home.path(), ANSWER)?, [""; 0]);
    scene::end(exchange, " to the end.").await?;
    page.answered("complete", "to the end.").await?;
    page.type_into(Role::Textbox, "Message", QUESTION).await?;
    findings.extend(page.look(&format!("temporary-chat-{theme}")).await?);

    page.control('k').await?;
    page.type_into(Role::Searchbox, "Search conversations", ANSWER).await?;
    page.says(&format!("Nothing matches “{ANSWER}”.")).await?;
    page.press(Key::Escape).await?;
    page.click(Role::Button, "An ordinary question").await?;
    page.find(Role::Dialog, "Close the temporary chat?").await?;
    findings.extend(page.look(&format!("temporary-leave-{theme}")).await?);
    page.click(Role::Button, "Stay here").await?;
    page.answered("complete", "to the end.").await?;
    page.click(Role::Button, "Close the temporary chat").await?;
    page.click(Role::Button, "Close it").await?;
    page.says("What's on your mind?").await?;
    assert_eq!(traces(home.path(), QUESTION)?, [""; 0]);
    assert_eq!(traces(home.path(), ANSWER)?, [""; 0]);

    // By its keys, and kept.
    let field = page.find(Role::Textbox, "Message").await?;
    let keys = [Key::Control, Key::Shift].map(char::from).iter().collect::<String>();
    field.send_keys(&format!("{keys}n{}", char::from(Key::Null))).await?;
    page.says("Nothing of it is written to the disk").await?;
    page.ask("Worth keeping?").await?;
    scene::end(scene::begin(&server, "It turns").await?, " out so.").await?;
    page.answered("complete", "It turns out so.").await?;
    page.click(Role::Button, "Keep this chat").await?;
    page.find(Role::Heading, "Worth keeping?").await?;
    page.find(Role::Button, "Worth keeping?").await?;
    desktop.quit(&home).await?;

    let titles = "SELECT title FROM conversation ORDER BY title";
    let titles = scene::sql(&home.parlance().join("history.db"), titles).await?;
    assert_eq!(titles, ["An ordinary question", "Worth keeping?"]);
    assert_eq!(traces(home.path(), QUESTION)?, [""; 0]);
    assert_eq!(traces(home.path(), ANSWER)?, [""; 0]);
    assert_eq!(findings, Vec::<String>::new());
    Ok(())
}

#[tokio::test]
async fn dark() -> Outcome {
    journey("dark").await
}

#[tokio::test]
async fn light() -> Outcome {
    journey("light").await
}
