//! What a user may do wrong, or a disk: a clear word, and nothing lost.

use parlance_journeys::{Desktop, Keyring, Outcome, Role, eventually, scene};
use parlance_testkit::TempHome;

#[tokio::test]
async fn nothing_and_blanks_are_not_sent() -> Outcome {
    let (home, server) = (scene::home("dark")?, scene::provider().await?);
    let environment = scene::environment(&server);
    let (desktop, page) = Desktop::start_with(&home, Keyring::Unlocked, &environment).await?;
    for blank in ["\n", "  \n", "\t\u{3000}\n"] {
        page.type_into(Role::Textbox, "Message", blank).await?;
        let disabled = "return document.querySelector('[aria-label=Send]').disabled";
        page.until("no way to send", disabled).await?;
    }
    page.retype(Role::Textbox, "Message", "words\n").await?;
    scene::end(scene::begin(&server, "An").await?, " answer.").await?;
    page.answered("complete", "An answer.").await?;
    assert_eq!(page.count(Role::Article, "You").await?, 1);
    desktop.quit(&home).await?;
    Ok(())
}

#[tokio::test]
async fn two_megabytes_are_pasted_sent_and_kept() -> Outcome {
    let (home, server) = (scene::home("dark")?, scene::provider().await?);
    let environment = scene::environment(&server);
    let text = format!("{} the needle", "pasted words in a row\n".repeat(2 * 1024 * 1024 / 22));
    assert!(text.len() > 2_000_000);
    let (desktop, page) = Desktop::start_with(&home, Keyring::Unlocked, &environment).await?;
    page.click(Role::Textbox, "Message").await?;
    page.paste(&text).await?;
    page.screenshot("long-paste").await?;
    page.click(Role::Button, "Send").await?;
    let exchange = scene::begin(&server, "Long").await?;
    let sent = exchange.request.json();
    assert!(sent["messages"][0]["content"] == text, "the text was changed on its way");
    scene::end(exchange, ", that.").await?;
    page.answered("complete", "Long, that.").await?;
    desktop.quit(&home).await?;

    let (desktop, page) = Desktop::start_with(&home, Keyring::Unlocked, &environment).await?;
    page.control('k').await?;
    page.type_into(Role::Searchbox, "Search conversations", "needle").await?;
    page.click_css("[aria-label='Search results'] button").await?;
    page.answered("complete", "Long, that.").await?;
    page.screenshot("long-message").await?;
    desktop.quit(&home).await?;
    Ok(())
}

/// A home with one conversation, and the copy of its history that the app keeps.
async fn home_with_history() -> Result<TempHome, Box<dyn std::error::Error + Send + Sync>> {
    let home = scene::home("dark")?;
    scene::prefer_model(&home, "light", "en", "guide", "guide")?;
    let (desktop, page) = Desktop::start(&home, Keyring::Unlocked).await?;
    page.ask("How do I add a key?").await?;
    page.answered("complete", "Paste it into the field").await?;
    desktop.quit(&home).await?;

    // The next start keeps a copy in the background.
    let (desktop, _) = Desktop::start(&home, Keyring::Unlocked).await?;
    let copies = home.parlance().join("copies");
    eventually("a kept copy", || async {
        let names = std::fs::read_dir(&copies).into_iter().flatten().flatten();
        names.into_iter().any(|entry| entry.path().extension().is_some_and(|end| end == "db"))
    })
    .await?;
    desktop.quit(&home).await?;
    Ok(home)
}

#[tokio::test]
async fn a_damaged_history_is_named_and_a_kept_copy_restored() -> Outcome {
    let home = home_with_history().await?;
    let database = home.parlance().join("history.db");
    let damage = b"this is no database ".repeat(200);
    std::fs::write(&database, &damage)?;
    let _ = std::fs::remove_file(home.parlance().join("history.db-wal"));

    let (desktop, page) = Desktop::start(&home, Keyring::Unlocked).await?;
    page.says("Your history file is damaged").await?;
    page.says(&database.display().to_string()).await?;
    assert_eq!(page.look("damaged-light").await?, Vec::<String>::new());
    assert_eq!(std::fs::read(&database)?, damage, "the damaged file was touched");
    page.click(Role::Button, "Restore the copy of …").await?;
    page.click(Role::Button, "How do I add a key?…").await?;
    page.answered("complete", "Paste it into the field").await?;
    desktop.quit(&home).await?;
    let aside = std::fs::read_dir(home.parlance().join("set-aside"))?;
    let kept = aside
        .flatten()
        .any(|folder| std::fs::read(folder.path().join("history.db")).is_ok_and(|bytes| bytes == damage));
    assert!(kept, "the damaged file is gone");
    Ok(())
}

/// The number of a page that neither opening nor reading needs.
const UNREAD_PAGE: &str =
    "SELECT CAST(rootpage AS TEXT) FROM sqlite_master WHERE name = 'sqlite_autoindex_base_url_1'";

#[tokio::test]
async fn damage_that_a_check_finds_is_told_beside_the_history() -> Outcome {
    let home = home_with_history().await?;
    let database = home.parlance().join("history.db");
    scene::fold(&database).await?;
    let page = scene::sql(&database, UNREAD_PAGE).await?.pop().ok_or("no such index")?;
    let mut bytes = std::fs::read(&database)?;
    // The header of a database says how large its pages are.
    let page_bytes = usize::from(u16::from_be_bytes([bytes[16], bytes[17]]));
    let start = (page.parse::<usize>()? - 1) * page_bytes;
    bytes[start..start + 64].fill(0xA5);
    std::fs::write(&database, &bytes)?;
    let _ = std::fs::remove_file(home.parlance().join("last-check"));

    // As a window that was opened in the place of one that crashed.
    let environment = [("PARLANCE_RESTARTED".to_owned(), "1".to_owned())];
    let (desktop, page) = Desktop::start_with(&home, Keyring::Unlocked, &environment).await?;
    page.says("A check of your history found damage").await?;
    page.says("Parlance ran into a fault and was started again").await?;
    assert_eq!(page.look("damage-found-light").await?, Vec::<String>::new());
    page.click(Role::Button, "What can I do?").await?;
    page.says(&database.display().to_string()).await?;
    desktop.quit(&home).await?;
    Ok(())
}

#[tokio::test]
async fn a_history_of_a_newer_version_is_left_alone() -> Outcome {
    let home = home_with_history().await?;
    let database = home.parlance().join("history.db");
    scene::sql(
        &database,
        "INSERT INTO _sqlx_migrations (version, description, success, checksum, execution_time)
         VALUES (99990101000000, 'from the future', TRUE, x'00', 0)",
    )
    .await?;
    let before = std::fs::read(&database)?;
    let (desktop, page) = Desktop::start(&home, Keyring::Unlocked).await?;
    page.says("Your history was written by a newer Parlance").await?;
    page.says(&database.display().to_string()).await?;
    page.screenshot("newer-light").await?;
    desktop.quit(&home).await?;
    assert!(std::fs::read(&database)? == before, "the newer file was changed");
    Ok(())
}
