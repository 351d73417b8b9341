//! From nothing: no key, no network, no history.

use parlance_journeys::{Desktop, Keyring, Outcome, Role};
use parlance_testkit::TempHome;

#[tokio::test]
async fn the_guide_answers_a_first_question_and_a_restart_keeps_it() -> Outcome {
    let home = TempHome::new()?;
    let (desktop, page) = Desktop::start(&home, Keyring::Unlocked).await?;
    page.find(Role::Button, "Model: Guide").await?;
    page.find(Role::Textbox, "Message").await?;

    page.ask("How do I add a key?").await?;
    page.answered("complete", "Paste it into the field").await?;
    page.find(Role::List, "Conversations").await?;
    page.find(Role::Log, "Conversation").await?;
    desktop.quit(&home).await?;

    let (desktop, page) = Desktop::start(&home, Keyring::Unlocked).await?;
    page.click(Role::Button, "How do I add a key?").await?;
    page.answered("complete", "Paste it into the field").await?;
    assert_eq!(page.count(Role::Article, "You").await?, 1);
    desktop.quit(&home).await?;
    Ok(())
}
