//! Disks that are full or may not be written. Mounting needs root; elsewhere these say that they were left out.
#![expect(clippy::print_stdout, reason = "what is left out must be seen")]

use std::path::Path;
use std::process::Command;

use parlance_journeys::{Desktop, Keyring, Outcome, Role, scene};
use parlance_testkit::{TempHome, sse};

/// A small file system over a folder, unmounted with the value.
struct Mount<'a>(&'a Path);

impl<'a> Mount<'a> {
    /// `None`, with a word about it, when this user may not mount.
    fn new(folder: &'a Path, options: &str) -> Option<Self> {
        let mount = Command::new("mount").args(["-t", "tmpfs", "-o", options, "tmpfs"]).arg(folder).output();
        let mounted = mount.is_ok_and(|output| output.status.success());
        if !mounted {
            println!("LEFT OUT: this user may not mount a file system of {options}");
        }
        mounted.then_some(Self(folder))
    }

    fn again(&self, options: &str) -> Outcome {
        let options = format!("remount,{options}");
        let status = Command::new("mount").args(["-o", &options]).arg(self.0).status()?;
        status.success().then_some(()).ok_or_else(|| format!("no remount with {options}").into())
    }
}

impl Drop for Mount<'_> {
    fn drop(&mut self) {
        // The folder is a temporary one: what stays mounted goes with the machine.
        let _ = Command::new("umount").arg("--lazy").arg(self.0).status();
    }
}

#[tokio::test]
async fn a_folder_that_may_not_be_written_is_named() -> Outcome {
    let home = TempHome::new()?;
    let folder = home.parlance();
    let Some(mount) = Mount::new(&folder, "size=64m") else { return Ok(()) };
    scene::prefer_model(&home, "dark", "en", "guide", "guide")?;
    mount.again("ro")?;
    let (desktop, page) = Desktop::start(&home, Keyring::Unlocked).await?;
    page.says("Parlance may not write to its data folder").await?;
    page.says(&folder.display().to_string()).await?;
    assert_eq!(page.look("read-only-dark").await?, Vec::<String>::new());

    mount.again("rw")?;
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
    let Some(_mount) = Mount::new(&folder, "size=8m") else { return Ok(()) };
    scene::prefer(&home, "dark", "en")?;
    let mut environment = scene::environment(&server);
    // The page's own cache would take the room in its own way.
    environment.push(("WEBKIT_DISABLE_DISK_CACHE".to_owned(), "1".to_owned()));
    let (desktop, page) = Desktop::start_with(&home, Keyring::Unlocked, &environment).await?;
    page.ask("Tell me a lot").await?;
    let mut exchange = scene::begin(&server, "It begins. ").await?;
    page.answered("streaming", "It begins.").await?;
    scene::journaled(&home, &["It begins."]).await?;

    let ballast = folder.join("ballast");
    fill(&ballast)?;
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

/// Writes until nothing more goes in.
fn fill(file: &Path) -> std::io::Result<()> {
    use std::io::Write as _;
    let mut file = std::fs::File::create(file)?;
    for size in [64 * 1024, 4096, 1] {
        while file.write_all(&vec![0; size]).is_ok() {}
    }
    Ok(())
}
