//! What is there again after a restart, and what a second start does.

use parlance_journeys::{Desktop, Keyring, Outcome, Role, close_window, eventually, scene};

#[tokio::test]
async fn everything_is_where_it_was() -> Outcome {
    let (home, server) = (scene::home("dark")?, scene::provider().await?);
    let environment = scene::environment(&server);
    let (desktop, page) = Desktop::start_with(&home, Keyring::Unlocked, &environment).await?;
    page.ask("First question").await?;
    scene::end(scene::begin(&server, "First").await?, " answer.").await?;
    page.answered("complete", "First answer.").await?;
    page.type_into(Role::Textbox, "Message", "a draft").await?;
    page.click(Role::Button, "New chat").await?;
    page.type_into(Role::Textbox, "Message", "another draft").await?;
    page.click(Role::Button, "Settings").await?;
    page.click(Role::Button, "Appearance").await?;
    page.click(Role::Radio, "Light").await?;
    page.until("the light theme", "return document.documentElement.dataset.theme === 'light'").await?;
    page.resize(1000, 700).await?;
    desktop.quit(&home).await?;

    let (desktop, page) = Desktop::start_with(&home, Keyring::Unlocked, &environment).await?;
    page.until("the light theme", "return document.documentElement.dataset.theme === 'light'").await?;
    page.until("the size", "return innerWidth === 1000 && innerHeight === 700").await?;
    page.find(Role::Button, &format!("Model: {}…", scene::MODEL)).await?;
    page.until("the draft", "return document.querySelector('textarea').value === 'another draft'").await?;
    page.click(Role::Button, "First question").await?;
    page.answered("complete", "First answer.").await?;
    page.until("its draft", "return document.querySelector('textarea').value === 'a draft'").await?;
    desktop.quit(&home).await?;
    Ok(())
}

/// The pause after which a draft is kept has not passed.
#[tokio::test]
async fn the_last_letters_stay_when_the_window_or_the_session_ends() -> Outcome {
    let home = scene::home("dark")?;
    let (desktop, page) = Desktop::start(&home, Keyring::Unlocked).await?;
    page.type_into(Role::Textbox, "Message", "closed").await?;
    desktop.quit(&home).await?;

    let (desktop, page) = Desktop::start(&home, Keyring::Unlocked).await?;
    let draft = "return document.querySelector('textarea')?.value === arguments[0]";
    page.until_with("the draft", draft, vec!["closed".into()]).await?;
    page.type_into(Role::Textbox, "Message", " and ended").await?;
    desktop.terminate(&home).await?;

    let (desktop, page) = Desktop::start(&home, Keyring::Unlocked).await?;
    page.until_with("the draft", draft, vec!["closed and ended".into()]).await?;
    desktop.quit(&home).await?;
    Ok(())
}

#[tokio::test]
async fn the_language_changes_at_once_and_stays() -> Outcome {
    let home = scene::home("dark")?;
    let (desktop, page) = Desktop::start(&home, Keyring::Unlocked).await?;
    page.click(Role::Button, "Settings").await?;
    page.click(Role::Button, "Language").await?;
    page.click(Role::Radio, "Deutsch").await?;
    page.find(Role::Button, "Neuer Chat").await?;
    assert_eq!(page.look("settings-german-dark").await?, Vec::<String>::new());
    desktop.quit(&home).await?;
    let (desktop, page) = Desktop::start(&home, Keyring::Unlocked).await?;
    page.find(Role::Button, "Neuer Chat").await?;
    assert_eq!(page.run("return document.documentElement.lang", Vec::new()).await?, "de");
    assert_eq!(page.look("welcome-german-dark").await?, Vec::<String>::new());
    desktop.quit(&home).await?;
    Ok(())
}

#[tokio::test]
async fn a_second_start_leaves_the_folder_to_the_first_and_another_folder_has_its_own_window() -> Outcome {
    let home = scene::home("dark")?;
    scene::prefer_model(&home, "dark", "en", "guide", "guide")?;
    let (desktop, page) = Desktop::start(&home, Keyring::Unlocked).await?;
    let first = parlance_journeys::app_process(&home.parlance());
    assert!(desktop.start_again(&home).await?.success());
    assert_eq!(parlance_journeys::app_process(&home.parlance()), first);
    page.ask("How do I add a key?").await?;
    page.answered("complete", "Paste it into the field").await?;

    let other = scene::home("light")?;
    let mut beside = tokio::process::Command::new(std::env::var("PARLANCE_APP")?);
    let mut beside = beside.envs(other.env()).kill_on_drop(true).spawn()?;
    eventually("the other window", || async { close_window(&other).is_ok() }).await?;
    assert!(beside.wait().await?.success());
    page.ask("How do I use a local model?").await?;
    page.answered("complete", "Ollama").await?;
    desktop.quit(&home).await?;
    Ok(())
}
