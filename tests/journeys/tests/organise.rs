//! Order in a long history, and the way back from everything, by keyboard and by mouse.

use fantoccini::key::Key;
use parlance_journeys::{Desktop, Keyring, Outcome, Page, Role, scene};
use parlance_testkit::TempHome;
use serde_json::json;

/// Ten years, two conversations a day.
const TEN_YEARS: &str = "WITH RECURSIVE n (i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < 7299)
    INSERT INTO conversation (id, title, created_at, updated_at)
    SELECT randomblob(16), 'Conversation ' || i, (unixepoch('now') - i * 43200) * 1000, (unixepoch('now') - i * 43200) * 1000
    FROM n RETURNING title";

async fn start(theme: &str) -> Result<(TempHome, Desktop, Page), Box<dyn std::error::Error + Send + Sync>> {
    let home = TempHome::new()?;
    scene::prefer_model(&home, theme, "en", "guide", "guide")?;
    let (desktop, page) = Desktop::start(&home, Keyring::Unlocked).await?;
    page.find(Role::Button, "Model: Guide").await?;
    desktop.quit(&home).await?;
    scene::sql(&home.parlance().join("history.db"), TEN_YEARS).await?;
    let (desktop, page) = Desktop::start(&home, Keyring::Unlocked).await?;
    page.find(Role::Button, "Conversation 0").await?;
    Ok((home, desktop, page))
}

async fn gone(page: &Page, name: &str) -> Outcome {
    let script = "return ![...document.querySelectorAll('button')].some((button) => button.textContent === arguments[0])";
    page.until_with("a row to go", script, vec![json!(name)]).await?;
    Ok(())
}

async fn new_folder(page: &Page, name: &str) -> Outcome {
    page.click(Role::Button, "List options").await?;
    page.click(Role::MenuItem, "New folder").await?;
    page.type_into(Role::Textbox, "Name of the folder", &format!("{name}\n")).await?;
    page.find(Role::Button, &format!("{name}, folder with 0 conversations")).await?;
    Ok(())
}

async fn focus(page: &Page, name: &str) -> Outcome {
    let button = page.find(Role::Button, name).await?;
    page.run("arguments[0].focus()", vec![serde_json::to_value(button)?]).await?;
    Ok(())
}

/// Takes back what was done last: its notice is below the others.
async fn undo(page: &Page) -> Outcome {
    let script = "[...document.querySelectorAll('button')].filter((button) => button.textContent === 'Undo').at(-1).click()";
    page.run(script, Vec::new()).await?;
    Ok(())
}

async fn organise(theme: &str) -> Outcome {
    let (home, desktop, page) = start(theme).await?;
    let mut findings = Vec::new();
    // Of seven thousand rows a screenful is drawn.
    let drawn = page
        .run("return document.querySelectorAll('[aria-label=Conversations] > li').length", vec![])
        .await?;
    assert!(drawn.as_u64().is_some_and(|rows| rows < 100), "{drawn} rows are drawn");

    new_folder(&page, "Work").await?;
    new_folder(&page, "Home").await?;
    page.drag(Role::Button, "Conversation 1", "Work, folder with 0 conversations").await?;
    page.find(Role::Button, "Work, folder with 1 conversation").await?;
    page.says("1 conversation is in “Work”.").await?;
    focus(&page, "Conversation 2").await?;
    page.click(Role::Button, "Actions for Conversation 2").await?;
    page.click(Role::MenuItem, "Move to…").await?;
    page.find(Role::Dialog, "Move 1 conversation").await?;
    findings.extend(page.look(&format!("organise-move-{theme}")).await?);
    page.click(Role::Button, "Work").await?;
    page.click(Role::Button, "Work, folder with 2 conversations").await?;
    page.find(Role::Button, "Conversation 2").await?;

    focus(&page, "Conversation 3").await?;
    page.click(Role::Button, "Actions for Conversation 3").await?;
    page.click(Role::MenuItem, "Pin").await?;
    page.find(Role::Heading, "Pinned").await?;
    focus(&page, "Conversation 4").await?;
    page.click(Role::Button, "Actions for Conversation 4").await?;
    page.click(Role::MenuItem, "Tags…").await?;
    page.type_into(Role::Textbox, "New tag", "later\n").await?;
    page.until("the tag", "return document.querySelector('[role=dialog] input[type=checkbox]')?.checked")
        .await?;
    findings.extend(page.look(&format!("organise-tags-{theme}")).await?);
    page.press(Key::Escape).await?;

    // By keyboard alone: three rows into the trash as one, and back.
    focus(&page, "Conversation 5").await?;
    page.press(Key::Space).await?;
    page.shift(Key::Down).await?;
    page.shift(Key::Down).await?;
    page.says("3 selected").await?;
    findings.extend(page.look(&format!("organise-selection-{theme}")).await?);
    focus(&page, "Conversation 6").await?;
    page.press(Key::Delete).await?;
    page.says("3 conversations are in the trash.").await?;
    gone(&page, "Conversation 6").await?;
    undo(&page).await?;
    page.find(Role::Button, "Conversation 6").await?;

    focus(&page, "Conversation 7").await?;
    page.press(Key::Delete).await?;
    gone(&page, "Conversation 7").await?;
    focus(&page, "Conversation 8").await?;
    page.press(Key::Delete).await?;
    gone(&page, "Conversation 8").await?;
    findings.extend(page.look(&format!("organise-list-{theme}")).await?);
    page.resize(400, 800).await?;
    page.click(Role::Button, "Open sidebar").await?;
    page.find(Role::Button, "Work, folder with 2 conversations").await?;
    page.screenshot(&format!("organise-drawer-{theme}-400")).await?;
    findings.extend(page.axe().await?);
    page.press(Key::Escape).await?;
    page.resize(1280, 800).await?;

    // The end of the list is a key away.
    focus(&page, "Conversation 9").await?;
    page.press(Key::End).await?;
    let trash = "return document.activeElement?.textContent.startsWith('Trash, 2 conversations')";
    page.until("the last row with the focus", trash).await?;
    page.screenshot(&format!("organise-end-{theme}-1280")).await?;
    page.press(Key::Enter).await?;
    page.find(Role::Dialog, "Trash").await?;
    page.find(Role::Button, "Restore all").await?;
    findings.extend(page.look(&format!("organise-trash-{theme}")).await?);
    page.click(Role::Button, "Restore all").await?;
    page.says("2 conversations are restored.").await?;
    page.says("The trash is empty.").await?;
    // The notice that came last closes first.
    page.press(Key::Escape).await?;
    page.press(Key::Escape).await?;
    page.find(Role::Button, "Conversation 8").await?;
    focus(&page, "Work, folder with 2 conversations").await?;
    page.press(Key::Delete).await?;
    page.says("The folder “Work” is deleted.").await?;
    undo(&page).await?;
    page.find(Role::Button, "Work, folder with 2 conversations").await?;
    desktop.quit(&home).await?;
    let kept =
        "SELECT title FROM conversation WHERE folder IS NOT NULL OR trashed_at IS NOT NULL ORDER BY title";
    let kept = scene::sql(&home.parlance().join("history.db"), kept).await?;
    assert_eq!(kept, ["Conversation 1", "Conversation 2"]);
    assert_eq!(findings, Vec::<String>::new());
    Ok(())
}

#[tokio::test]
async fn dark() -> Outcome {
    organise("dark").await
}

#[tokio::test]
async fn light() -> Outcome {
    organise("light").await
}
