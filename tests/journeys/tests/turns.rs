//! Stop, death and return.

use parlance_journeys::{Desktop, Keyring, Outcome, Role, scene};
use parlance_testkit::sse;

#[tokio::test]
async fn stop_keeps_the_words_and_continue_goes_on() -> Outcome {
    let (home, server) = (scene::home("dark")?, scene::provider().await?);
    let environment = scene::environment(&server);
    let (desktop, page) = Desktop::start_with(&home, Keyring::Unlocked, &environment).await?;
    page.ask("Count").await?;
    let mut exchange = scene::begin(&server, "One, two, ").await?;
    page.answered("streaming", "One, two,").await?;
    page.screenshot("streaming-dark").await?;
    page.click(Role::Button, "Stop").await?;
    page.answered("interrupted", "One, two,").await?;
    tokio::time::timeout(std::time::Duration::from_secs(20), exchange.closed()).await?;

    page.click(Role::Button, "Continue").await?;
    let exchange = scene::begin(&server, "three, ").await?;
    let sent = exchange.request.json();
    assert_eq!(sent["messages"][1]["content"], "One, two, ");
    page.answered("streaming", "three,").await?;
    scene::end(exchange, "four.").await?;
    page.answered("complete", "One, two, three, four.").await?;
    assert_eq!(page.count(Role::Article, "Assistant").await?, 1);

    page.click(Role::Button, "Regenerate").await?;
    scene::end(scene::begin(&server, "Five, ").await?, "six.").await?;
    page.answered("complete", "Five, six.").await?;
    page.click(Role::Button, "Previous version").await?;
    page.answered("complete", "three, four.").await?;
    desktop.quit(&home).await?;
    Ok(())
}

#[tokio::test]
async fn a_cut_connection_keeps_the_words() -> Outcome {
    let (home, server) = (scene::home("dark")?, scene::provider().await?);
    let environment = scene::environment(&server);
    let (desktop, page) = Desktop::start_with(&home, Keyring::Unlocked, &environment).await?;
    page.ask("Tell me").await?;
    let exchange = scene::begin(&server, "It begins with").await?;
    page.answered("streaming", "It begins with").await?;
    exchange.reset()?;
    page.answered("interrupted", "It begins with").await?;
    page.screenshot("interrupted-dark").await?;
    assert_eq!(page.axe().await?, Vec::<String>::new());
    desktop.quit(&home).await?;
    Ok(())
}

#[tokio::test]
async fn a_question_asked_while_an_answer_streams_waits_its_turn() -> Outcome {
    let (home, server) = (scene::home("dark")?, scene::provider().await?);
    let environment = scene::environment(&server);
    let (desktop, page) = Desktop::start_with(&home, Keyring::Unlocked, &environment).await?;
    page.ask("First").await?;
    let exchange = scene::begin(&server, "Answer one").await?;
    page.answered("streaming", "Answer one").await?;
    page.type_into(Role::Textbox, "Message", "Second\n").await?;
    page.says("Next: Second").await?;
    scene::end(exchange, ".").await?;
    let exchange = scene::begin(&server, "Answer two").await?;
    scene::end(exchange, ".").await?;
    page.answered("complete", "Answer two.").await?;
    assert_eq!(page.count(Role::Article, "You").await?, 2);
    desktop.quit(&home).await?;
    Ok(())
}

#[tokio::test]
async fn a_kill_in_the_middle_loses_nothing_and_search_finds_it() -> Outcome {
    let (home, server) = (scene::home("dark")?, scene::provider().await?);
    let environment = scene::environment(&server);
    let (desktop, page) = Desktop::start_with(&home, Keyring::Unlocked, &environment).await?;
    page.ask("Name a rare bird").await?;
    let mut exchange = scene::begin(&server, "The kakapo ").await?;
    page.answered("streaming", "kakapo").await?;
    exchange.send(sse::text("cannot fly. ")).await?;
    page.answered("streaming", "cannot fly.").await?;
    // A draft that was typed and not sent survives as well.
    page.type_into(Role::Textbox, "Message", "and where").await?;
    scene::journaled(&home, &["cannot fly.", "and where"]).await?;
    desktop.kill(&home).await?;

    let (desktop, page) = Desktop::start_with(&home, Keyring::Unlocked, &environment).await?;
    page.control('k').await?;
    page.type_into(Role::Searchbox, "Search conversations", "kakap").await?;
    page.screenshot("search-dark").await?;
    assert_eq!(page.axe().await?, Vec::<String>::new());
    page.click_css("[aria-label='Search results'] button").await?;
    page.answered("interrupted", "The kakapo cannot fly.").await?;
    let draft = "return document.querySelector('textarea').value === 'and where'";
    page.until("the draft", draft).await?;
    page.click(Role::Button, "Continue").await?;
    scene::end(scene::begin(&server, "It climbs").await?, " well.").await?;
    page.answered("complete", "cannot fly. It climbs well.").await?;
    desktop.quit(&home).await?;
    Ok(())
}

#[tokio::test]
async fn the_end_of_a_session_seals_what_came() -> Outcome {
    let (home, server) = (scene::home("dark")?, scene::provider().await?);
    let environment = scene::environment(&server);
    let (desktop, page) = Desktop::start_with(&home, Keyring::Unlocked, &environment).await?;
    page.ask("Tell me").await?;
    let _exchange = scene::begin(&server, "Half an answer").await?;
    page.answered("streaming", "Half an answer").await?;
    desktop.terminate(&home).await?;
    let database = home.parlance().join("history.db");
    let status = scene::sql(&database, "SELECT status FROM message WHERE role = 'assistant'").await?;
    assert_eq!(status, ["interrupted"]);
    Ok(())
}
