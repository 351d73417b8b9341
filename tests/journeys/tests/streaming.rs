//! What a reader does while an answer streams: selects, scrolls away, reloads the page.

use parlance_journeys::{Desktop, Keyring, Outcome, Page, Role, scene};
use parlance_testkit::{Exchange, sse};
use serde_json::json;

const PARAGRAPHS: usize = 30;

async fn paragraphs(exchange: &mut Exchange, page: &Page, name: &str) -> Outcome {
    for at in 0..PARAGRAPHS {
        exchange.send(sse::text(&format!("The {name} paragraph, number {at}, with some words.\n\n"))).await?;
    }
    page.answered("streaming", &format!("The {name} paragraph, number {}, with", PARAGRAPHS - 1)).await?;
    Ok(())
}

#[tokio::test]
async fn a_selection_survives_the_stream_and_its_end() -> Outcome {
    let (home, server) = (scene::home("dark")?, scene::provider().await?);
    let environment = scene::environment(&server);
    let (desktop, page) = Desktop::start_with(&home, Keyring::Unlocked, &environment).await?;
    page.ask("Tell me").await?;
    let mut exchange = scene::begin(&server, "First words. ").await?;
    page.answered("streaming", "First words.").await?;
    // In the paragraph that still grows.
    let select = "const text = [...document.querySelectorAll('article .md p')].at(-1).firstChild;
        getSelection().setBaseAndExtent(text, 0, text, 11);";
    page.run(select, Vec::new()).await?;
    let selected = "return getSelection().toString() === 'First words'";
    exchange.send(sse::text("More of the same, **bold** and `code`.\n\n")).await?;
    page.answered("streaming", "More of the same, bold").await?;
    page.until("the selection", selected).await?;
    paragraphs(&mut exchange, &page, "next").await?;
    page.until("the selection", selected).await?;
    scene::end(exchange, "```rust\nfn main() {}\n```\n\nThe end.").await?;
    page.answered("complete", "The end.").await?;
    page.until("the selection", selected).await?;
    page.screenshot("selected-while-streaming").await?;
    desktop.quit(&home).await?;
    Ok(())
}

#[tokio::test]
async fn who_scrolls_away_is_left_there_until_they_ask() -> Outcome {
    let (home, server) = (scene::home("dark")?, scene::provider().await?);
    let environment = scene::environment(&server);
    let (desktop, page) = Desktop::start_with(&home, Keyring::Unlocked, &environment).await?;
    page.ask("Tell me").await?;
    let mut exchange = scene::begin(&server, "It begins.\n\n").await?;
    paragraphs(&mut exchange, &page, "first").await?;
    let at_end = "const log = document.querySelector('[role=log]');
        return log.scrollHeight - log.scrollTop - log.clientHeight < 30";
    page.until("the end in view", at_end).await?;
    let away = "const log = document.querySelector('[role=log]');
        log.dispatchEvent(new WheelEvent('wheel', { deltaY: -400, bubbles: true }));
        log.scrollTop -= 400;
        return log.scrollTop";
    let top = page.run(away, Vec::new()).await?;
    page.find(Role::Button, "Jump to latest").await?;
    paragraphs(&mut exchange, &page, "second").await?;
    let stays = "return document.querySelector('[role=log]').scrollTop === arguments[0]";
    page.until_with("the place to stay", stays, vec![top.clone()]).await?;
    page.screenshot("scrolled-away").await?;
    page.click(Role::Button, "Jump to latest").await?;
    page.until("the end in view", at_end).await?;
    paragraphs(&mut exchange, &page, "third").await?;
    page.until("the end in view again", at_end).await?;
    scene::end(exchange, "The end.").await?;
    page.answered("complete", "The end.").await?;
    page.until("the end in view at last", at_end).await?;
    desktop.quit(&home).await?;
    Ok(())
}

#[tokio::test]
async fn a_page_that_is_loaded_anew_goes_on_with_the_stream() -> Outcome {
    let (home, server) = (scene::home("dark")?, scene::provider().await?);
    let environment = scene::environment(&server);
    let (desktop, page) = Desktop::start_with(&home, Keyring::Unlocked, &environment).await?;
    page.ask("Tell me").await?;
    let mut exchange = scene::begin(&server, "It begins.\n\n```rust\nfn one() {}\n").await?;
    page.answered("streaming", "fn one() {}").await?;
    page.run("window.before = true; location.reload()", Vec::new()).await?;
    page.until("the new page", "return window.before === undefined && document.querySelector('[data-item]')")
        .await?;
    page.click(Role::Button, "answer is being writtenTell me").await?;
    page.answered("streaming", "fn one() {}").await?;
    exchange.send(sse::text("fn two() {}\n```\n\n")).await?;
    paragraphs(&mut exchange, &page, "later").await?;
    scene::end(exchange, "The end.").await?;
    page.answered("complete", "The end.").await?;
    let code = page.run("return document.querySelector('article pre code').textContent", Vec::new()).await?;
    assert_eq!(code, json!("fn one() {}\nfn two() {}\n"));
    let once = "return [...document.querySelectorAll('article .md p')].filter((p) => p.textContent.includes('number 3,')).length";
    assert_eq!(page.run(once, Vec::new()).await?, json!(1));
    desktop.quit(&home).await?;
    Ok(())
}
