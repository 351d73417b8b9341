//! Disks that are full or may not be written. Mounting needs root; elsewhere these say that they were left out.

use parlance_journeys::{Desktop, Keyring, Outcome, Role, scene};
use parlance_testkit::{Disk, TempHome, sse};

#[tokio::test]
async fn a_folder_that_may_not_be_written_is_named() -> Outcome {
    let home = TempHome::new()?;
    let folder = home.parlance();
    let Some(disk) = Disk::over(&folder, "64m") else { return Ok(()) };
    scene::prefer_model(&home, "dark", "en", "guide", "guide")?;
    assert!(disk.set_writable(false));
    let (desktop, page) = Desktop::start(&home, Keyring::Unlocked).await?;
    page.says("Parlance may not write to its data folder").await?;
    page.says(&folder.display().to_string()).await?;
    assert_eq!(page.look("read-only-dark").await?, Vec::<String>::new());

    assert!(disk.set_writable(true));
    page.click(Role::Button, "Try again").await?;
    page.ask("How do I add a key?").await?;
    page.answered("complete", "Paste it into the field").await?;
    desktop.quit(&home).await?;
    Ok(())
}

#[tokio::test]
async fn a_disk_that_fills_up_loses_no_word() -> Outcome {
    let (home, server) = (TempHome::new()?, scene::provider().await?);
    let folder = home.parlance();
    let Some(disk) = Disk::over(&folder, "8m") else { return Ok(()) };
    scene::prefer(&home, "dark", "en")?;
    let mut environment = scene::environment(&server);
    // The page's own cache would take the room in its own way.
    environment.push(("WEBKIT_DISABLE_DISK_CACHE".to_owned(), "1".to_owned()));
    let (desktop, page) = Desktop::start_with(&home, Keyring::Unlocked, &environment).await?;
    page.ask("Tell me a lot").await?;
    let mut exchange = scene::begin(&server, "It begins. ").await?;
    page.answered("streaming", "It begins.").await?;
    scene::journaled(&home, &["It begins."]).await?;

    let ballast = disk.fill()?;
    let much = "More than a page of the database holds. ".repeat(2_000);
    exchange.send(sse::text(&format!("{much}The last words."))).await?;
    let words =
        "return [...document.querySelectorAll('article')].at(-1)?.innerText.includes('The last words.')";
    page.until("the last words", words).await?;
    page.says("The disk is full").await?;
    page.screenshot("disk-full-dark").await?;
    page.type_into(Role::Textbox, "Message", "And now?").await?;
    page.says("The draft is not being saved.").await?;

    // With room again everything goes to the disk by itself.
    std::fs::remove_file(&ballast)?;
    let silent = "return !document.body.innerText.includes('The draft is not being saved.')";
    page.until("the saved draft", silent).await?;
    desktop.quit(&home).await?;

    let (desktop, page) = Desktop::start_with(&home, Keyring::Unlocked, &environment).await?;
    page.click(Role::Button, "Tell me a lot…").await?;
    page.until("the last words again", words).await?;
    let draft = "return document.querySelector('textarea').value === 'And now?'";
    page.until("the draft", draft).await?;
    desktop.quit(&home).await?;
    Ok(())
}
