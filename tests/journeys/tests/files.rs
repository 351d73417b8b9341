//! Files that go out and come in: where a person says, one conversation by itself, an import that was cut off; and taking back
//! what was typed.

use std::io::{BufWriter, Write as _};
use std::path::Path;

use fantoccini::key::Key;
use parlance_journeys::{Desktop, Keyring, Outcome, Page, Role, eventually, scene};

const CONVERSATIONS: usize = 3_000;

/// A Claude export of short conversations.
fn export(path: &Path) -> std::io::Result<()> {
    let mut file = BufWriter::new(std::fs::File::create(path)?);
    for n in 0..CONVERSATIONS {
        let (before, minute) = (if n == 0 { "[" } else { "," }, n % 60);
        let words: String = (0..200).map(|word| format!("word{} ", (n * 31 + word) % 4000)).collect();
        write!(
            file,
            "{before}{{\"uuid\":\"c{n}\",\"name\":\"Old talk {n}\",\"created_at\":\"2025-01-02T03:{minute:02}:05Z\",\
             \"updated_at\":\"2025-01-02T03:{minute:02}:06Z\",\"chat_messages\":[{{\"uuid\":\"m\",\"sender\":\"human\",\
             \"text\":\"{words}\",\"created_at\":\"2025-01-02T03:{minute:02}:05Z\"}}]}}"
        )?;
    }
    writeln!(file, "]")
}

async fn killed_and_gone_on(theme: &str) -> Outcome {
    let (home, server) = (scene::home(theme)?, scene::provider().await?);
    let file = home.path().join("claude-export.json");
    export(&file)?;
    let environment = scene::environment(&server);
    let (desktop, page) = Desktop::start_with(&home, Keyring::Unlocked, &environment).await?;
    page.click(Role::Button, "Settings").await?;
    page.type_into(Role::Textbox, "Path of an export", &file.to_string_lossy()).await?;
    page.press(Key::Enter).await?;
    page.click(Role::Button, "Import 3,000 conversations").await?;
    let database = home.parlance().join("history.db");
    eventually("the first conversations", || async {
        let counted = scene::sql(&database, "SELECT CAST(count(*) AS TEXT) FROM conversation").await;
        counted.is_ok_and(|count| count != ["0".to_owned()])
    })
    .await?;
    desktop.kill(&home).await?;
    let counted = scene::sql(&database, "SELECT CAST(count(*) AS TEXT) FROM conversation").await?;
    assert_ne!(counted, [CONVERSATIONS.to_string()], "it was cut off");

    // The next start says so, where nobody looks for it.
    let (desktop, page) = Desktop::start_with(&home, Keyring::Unlocked, &environment).await?;
    page.says("“claude-export.json” was cut off when Parlance ended").await?;
    let wrong = page.look(&format!("import-notice-{theme}")).await?;
    page.click(Role::Button, "Not now").await?;
    page.until("no notice", "return !document.body.innerText.includes('was cut off')").await?;
    desktop.quit(&home).await?;

    let (desktop, page) = Desktop::start_with(&home, Keyring::Unlocked, &environment).await?;
    page.click(Role::Button, "Go on").await?;
    page.says("“claude-export.json” is imported").await?;
    let counted = scene::sql(&database, "SELECT CAST(count(*) AS TEXT) FROM conversation").await?;
    assert_eq!(counted, [CONVERSATIONS.to_string()]);
    desktop.quit(&home).await?;
    assert_eq!(wrong, [""; 0], "{wrong:#?}");
    Ok(())
}

#[tokio::test]
async fn an_import_that_was_killed_is_offered_at_the_next_start() -> Outcome {
    killed_and_gone_on("dark").await
}

/// Opens the dialog of the only conversation's export.
async fn open_export(page: &Page, title: &str) -> Outcome {
    let row = page.find(Role::Button, title).await?;
    page.run("arguments[0].focus()", vec![serde_json::to_value(row)?]).await?;
    let actions = format!("Actions for {title}");
    let focus = format!(
        "document.querySelector('[aria-label=\"{actions}\"]')?.focus();
         return document.activeElement.getAttribute('aria-label') === '{actions}'"
    );
    page.until("the button of the menu", &focus).await?;
    page.press(Key::Enter).await?;
    page.click(Role::MenuItem, "Export…").await?;
    page.find(Role::Dialog, "Export conversation").await?;
    Ok(())
}

#[tokio::test]
async fn a_conversation_goes_as_json_to_another_history() -> Outcome {
    let (home, server) = (scene::home("dark")?, scene::provider().await?);
    let environment = scene::environment(&server);
    let (desktop, page) = Desktop::start_with(&home, Keyring::Unlocked, &environment).await?;
    page.ask("Where is the sea?").await?;
    scene::end(scene::begin(&server, "Behind the").await?, " dunes.").await?;
    page.answered("complete", "Behind the dunes.").await?;
    open_export(&page, "Where is the sea?").await?;
    let file = home.path().join("sea.md");
    page.type_into(Role::Textbox, "Save to", &file.to_string_lossy()).await?;
    page.find(Role::Button, "Choose… (Save to)").await?;
    page.click(Role::Radio, "JSON").await?;
    page.until(
        "the ending of the format",
        "return document.querySelector('[aria-label=\"Save to\"]').value.endsWith('/sea.json')",
    )
    .await?;
    let mut wrong = page.look("export-to-dark").await?;
    page.click(Role::Button, "Export").await?;
    page.says("sea.json").await?;
    let file = home.path().join("sea.json");
    assert!(std::fs::read_to_string(&file)?.contains("Behind the dunes."));
    page.click(Role::Button, "Settings").await?;
    wrong.append(&mut page.look_at_section("choosers-dark", "Data").await?);
    desktop.quit(&home).await?;

    let other = scene::home("light")?;
    let (desktop, page) = Desktop::start_with(&other, Keyring::Unlocked, &environment).await?;
    page.click(Role::Button, "Settings").await?;
    page.click(Role::Button, "Data").await?;
    wrong.append(&mut page.look_at_section("choosers-light", "Data").await?);
    page.type_into(Role::Textbox, "Path of an export", &file.to_string_lossy()).await?;
    page.press(Key::Enter).await?;
    page.says("Parlance export “sea.json”").await?;
    page.click(Role::Button, "Import 1 conversation").await?;
    page.says("“sea.json” is imported").await?;
    page.click(Role::Button, "Open the newest").await?;
    page.answered("complete", "Behind the dunes.").await?;
    open_export(&page, "Where is the sea?").await?;
    wrong.append(&mut page.look("export-to-light").await?);
    desktop.quit(&other).await?;
    assert_eq!(wrong, [""; 0], "{wrong:#?}");
    Ok(())
}

#[tokio::test]
async fn ctrl_z_takes_back_what_was_typed_and_what_a_template_put() -> Outcome {
    let (home, server) = (scene::home("light")?, scene::provider().await?);
    let (desktop, page) = Desktop::start_with(&home, Keyring::Unlocked, &scene::environment(&server)).await?;
    let field = |test: &str| {
        format!("return document.activeElement.tagName === 'TEXTAREA' && document.activeElement.value {test}")
    };
    page.type_into(Role::Textbox, "Message", "Why is").await?;
    page.until("what was typed", &field("=== 'Why is'")).await?;
    page.control('z').await?;
    page.until("less of it", &field("!== 'Why is'")).await?;

    // A deletion is taken back by its own button: Ctrl+Z stays the field's.
    page.retype(Role::Textbox, "Message", "Where is the sea?").await?;
    page.click(Role::Button, "Send").await?;
    scene::end(scene::begin(&server, "Behind the").await?, " dunes.").await?;
    page.answered("complete", "Behind the dunes.").await?;
    page.click(Role::Button, "New chat").await?;
    let row = page.find(Role::Button, "Where is the sea?").await?;
    page.run("arguments[0].focus()", vec![serde_json::to_value(row)?]).await?;
    page.press(Key::Delete).await?;
    page.find(Role::Button, "Undo").await?;
    page.type_into(Role::Textbox, "Message", "Still").await?;
    page.until("what was typed", &field("=== 'Still'")).await?;
    page.control('z').await?;
    page.until("less of it", &field("!== 'Still'")).await?;
    page.find(Role::Button, "Undo").await?;
    assert_eq!(page.count(Role::Button, "Where is the sea?").await?, 0);
    page.click(Role::Button, "Undo").await?;
    page.find(Role::Button, "Where is the sea?").await?;

    // From the menu behind the slash.
    page.retype(Role::Textbox, "Message", "/explain").await?;
    page.find(Role::Option, "/explain…").await?;
    page.press(Key::Enter).await?;
    page.find(Role::Dialog, "Fill in /explain").await?;
    page.type_into(Role::Textbox, "what", "tides\n").await?;
    page.until("the template", &field(".startsWith('Explain tides')")).await?;
    page.control('z').await?;
    page.until("the slash again", &field("=== '/explain'")).await?;
    desktop.quit(&home).await?;
    Ok(())
}
