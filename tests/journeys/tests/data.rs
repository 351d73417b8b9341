//! Backups and exports, by hand: a history is backed up, damaged, and there again.

use fantoccini::key::Key;
use parlance_journeys::{Desktop, Keyring, Outcome, Page, Role, scene};

/// Clicks a button of a long page. The driver scrolls there itself, but does not wait until the page is at rest.
async fn click_below(page: &Page, name: &str) -> Outcome {
    let button = page.find(Role::Button, name).await?;
    let scroll = "arguments[0].scrollIntoView({ behavior: 'instant', block: 'center' })";
    page.run(scroll, vec![serde_json::to_value(button)?]).await?;
    page.click(Role::Button, name).await?;
    Ok(())
}

#[tokio::test]
async fn a_backup_brings_a_damaged_history_back() -> Outcome {
    let (home, server) = (scene::home("dark")?, scene::provider().await?);
    let environment = scene::environment(&server);
    let folder = home.path().join("drive");
    let (desktop, page) = Desktop::start_with(&home, Keyring::Unlocked, &environment).await?;
    page.ask("Where is the sea?").await?;
    scene::end(scene::begin(&server, "Behind the").await?, " dunes.").await?;
    page.answered("complete", "Behind the dunes.").await?;

    page.click(Role::Button, "Settings").await?;
    page.click(Role::Button, "Data").await?;
    page.type_into(Role::Textbox, "Folder for backups", &format!("{}\n", folder.display())).await?;
    page.click(Role::Button, "Back up now").await?;
    page.says("The backup is made and checked.").await?;
    page.find(Role::Button, "Restore the backup of…").await?;
    // The notice lies over the list.
    page.click(Role::Button, "Dismiss").await?;
    assert_eq!(page.look_at_section("settings-data-dark", "Data").await?, Vec::<String>::new());
    click_below(&page, "Restore the backup of…").await?;
    page.says("Everything in it is here already.").await?;
    assert_eq!(page.look("restore-dark").await?, Vec::<String>::new());
    page.click(Role::Button, "Done").await?;
    click_below(&page, "Show what takes room").await?;
    page.says("Search index").await?;
    assert_eq!(storage(&page, "storage-dark").await?, Vec::<String>::new());
    desktop.quit(&home).await?;

    let database = home.parlance().join("history.db");
    let damage = b"this is no database ".repeat(200);
    std::fs::write(&database, &damage)?;
    // The log would bring the pages back.
    for end in ["history.db-wal", "history.db-shm"] {
        std::fs::remove_file(home.parlance().join(end)).ok();
    }
    std::fs::remove_dir_all(home.parlance().join("copies")).ok();
    scene::prefer(&home, "light", "en")?;
    let (desktop, page) = Desktop::start_with(&home, Keyring::Unlocked, &environment).await?;
    page.says("Your history file is damaged").await?;
    page.find(Role::Button, "Restore the backup of…").await?;
    assert_eq!(page.look("damaged-backups-light").await?, Vec::<String>::new());
    assert_eq!(std::fs::read(&database)?, damage, "the damaged file was touched");
    page.click(Role::Button, "Restore the backup of…").await?;
    page.click(Role::Button, "Where is the sea?").await?;
    page.answered("complete", "Behind the dunes.").await?;
    desktop.quit(&home).await?;
    Ok(())
}

#[tokio::test]
async fn the_pages_of_data_are_as_clear_in_the_light() -> Outcome {
    let (home, server) = (scene::home("light")?, scene::provider().await?);
    let folder = home.path().join("drive");
    let (desktop, page) = Desktop::start_with(&home, Keyring::Unlocked, &scene::environment(&server)).await?;
    for question in ["Where is the sea?", "And the dunes?"] {
        page.click(Role::Button, "New chat").await?;
        page.ask(question).await?;
        scene::end(scene::begin(&server, "Behind the").await?, " dunes.").await?;
        page.answered("complete", "Behind the dunes.").await?;
    }
    // Something for the trash.
    let row = page.find(Role::Button, "Where is the sea?").await?;
    page.run("arguments[0].focus()", vec![serde_json::to_value(row)?]).await?;
    page.press(Key::Delete).await?;
    page.find(Role::Button, "Trash, 1 conversation").await?;
    page.click(Role::Button, "Settings").await?;
    page.click(Role::Button, "Data").await?;
    page.type_into(Role::Textbox, "Folder for backups", &format!("{}\n", folder.display())).await?;
    page.click(Role::Button, "Back up now").await?;
    page.says("The backup is made and checked.").await?;
    let mut findings = page.look_at_section("settings-data-light", "Data").await?;
    click_below(&page, "Restore the backup of…").await?;
    page.says("Everything in it is here already.").await?;
    findings.extend(page.look("restore-light").await?);
    page.click(Role::Button, "Done").await?;

    click_below(&page, "Show what takes room").await?;
    page.says("1 backup in your folder").await?;
    click_below(&page, "Clean up: Empty the trash").await?;
    page.find(Role::Button, "Keep them").await?;
    findings.extend(storage(&page, "storage-light").await?);
    click_below(&page, "Delete for good").await?;
    page.says("before, 0 bytes now.").await?;
    // The list hears of it after the page does.
    let gone = "return ![...document.querySelectorAll('button')].some((button) =>
        (button.getAttribute('aria-label') ?? button.textContent).includes('Trash, 1 conversation'))";
    page.until("no trash in the list", gone).await?;
    assert_eq!(findings, Vec::<String>::new());
    desktop.quit(&home).await?;
    Ok(())
}

/// The page of storage from its top on, wide and narrow.
async fn storage(page: &Page, name: &str) -> Result<Vec<String>, Box<dyn std::error::Error + Send + Sync>> {
    let mut findings = Vec::new();
    for (width, height) in [(1280, 800), (400, 800)] {
        page.resize(width, height).await?;
        let top = "document.querySelector('table[aria-label=Storage]').scrollIntoView({ behavior: 'instant', block: 'start' })";
        page.run(top, Vec::new()).await?;
        page.screenshot(&format!("{name}-{width}")).await?;
        findings.extend(page.axe().await?);
    }
    page.resize(1280, 800).await?;
    Ok(findings)
}

async fn export(theme: &str) -> Outcome {
    let (home, server) = (scene::home(theme)?, scene::provider().await?);
    let (desktop, page) = Desktop::start_with(&home, Keyring::Unlocked, &scene::environment(&server)).await?;
    page.ask("Where is the sea?").await?;
    scene::end(scene::begin(&server, "Behind the").await?, " dunes.").await?;
    page.answered("complete", "Behind the dunes.").await?;
    let focus = "document.querySelector('[aria-label=\"Actions for Where is the sea?\"]')?.focus();
        return document.activeElement.getAttribute('aria-label') === 'Actions for Where is the sea?'";
    let row = page.find(Role::Button, "Where is the sea?").await?;
    page.run("arguments[0].focus()", vec![serde_json::to_value(row)?]).await?;
    page.until("the button of the menu", focus).await?;
    page.press(Key::Enter).await?;
    page.click(Role::MenuItem, "Export…").await?;
    page.find(Role::Dialog, "Export conversation").await?;
    assert_eq!(page.look(&format!("export-{theme}")).await?, Vec::<String>::new());
    page.click(Role::Button, "Export").await?;
    page.says("where-is-the-sea.md").await?;
    desktop.quit(&home).await?;
    Ok(())
}

#[tokio::test]
async fn a_conversation_is_exported_from_its_menu_by_keyboard() -> Outcome {
    export("light").await
}

#[tokio::test]
async fn the_same_in_the_dark() -> Outcome {
    export("dark").await
}
