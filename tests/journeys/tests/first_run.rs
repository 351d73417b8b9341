//! From nothing: no key, no network, no history.

use parlance_journeys::{Desktop, Keyring, Outcome, Role};
use parlance_testkit::TempHome;

#[tokio::test]
async fn the_guide_answers_a_first_question() -> Outcome {
    let home = TempHome::new()?;
    let (desktop, page) = Desktop::start(&home, Keyring::Unlocked).await?;
    page.find(Role::Textbox, "Message").await?;
    page.screenshot("first-run").await?;
    assert_eq!(page.axe().await?, Vec::<String>::new());

    page.ask("How do I add a key?").await?;
    page.answered("complete", "key").await?;
    page.screenshot("guide-answer").await?;
    assert_eq!(page.axe().await?, Vec::<String>::new());
    page.find(Role::List, "Conversations").await?;
    desktop.quit(&home).await?;

    let (desktop, page) = Desktop::start(&home, Keyring::Unlocked).await?;
    page.click(Role::Button, "How do I add a key?").await?;
    page.answered("complete", "key").await?;
    desktop.quit(&home).await?;
    Ok(())
}
