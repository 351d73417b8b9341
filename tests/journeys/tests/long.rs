//! A conversation of years: its end is there at once, and everything before it when it is looked for.

use fantoccini::key::Key;
use parlance_journeys::{Desktop, Keyring, Outcome, Page, Role, scene};
use parlance_testkit::{Response, sse};
use serde_json::json;

const MESSAGES: usize = 600;

/// Questions and answers in turns, some of them long.
const TALK: &str = "INSERT INTO conversation (id, title, created_at, updated_at)
        VALUES (randomblob(16), 'Long talk', unixepoch() * 1000, unixepoch() * 1000);
    INSERT INTO message (pk, id, conversation, parent, role, status, text, parts, created_at)
        WITH RECURSIVE n (i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < 599)
        SELECT 1 + i, randomblob(16), (SELECT pk FROM conversation WHERE title = 'Long talk'), nullif(i, 0),
            iif(i % 2, 'assistant', 'user'), 'complete', 'x', '[]', (unixepoch() - 600 + i) * 1000 FROM n;
    UPDATE message SET text = 'This is number ' || (pk - 1) || iif(pk = 6, ' with a needle', '') || iif(pk % 7 = 0,
        replace(hex(zeroblob(400)), '00', ' and so on'), '') || '.';
    UPDATE message SET parts = json_array(json_object('type', 'text', 'text', text));
    UPDATE conversation SET leaf = 600 WHERE title = 'Long talk'";

/// Notes in each frame where the message that is held stands. What watches sizes is called in the order in which it began, so
/// that this sees what is about to be painted, and nothing that the window mends before that.
const RECORD: &str = "const probe = document.createElement('i');
    probe.style.cssText = 'position:fixed;top:0;left:0;height:1px;width:1px;pointer-events:none';
    document.body.append(probe);
    window.tops = [];
    new ResizeObserver(() => {
      if (window.tops && window.held) window.tops.push(window.held.now().getBoundingClientRect().top);
    }).observe(probe);
    const frame = () => {
      if (!window.tops) return probe.remove();
      probe.style.width = probe.style.width === '1px' ? '2px' : '1px';
      requestAnimationFrame(frame);
    };
    frame();";

const FEW: &str = "return document.querySelectorAll('[data-message]:not([data-box])').length < 60";
const BOXES: &str = "return document.querySelectorAll('[data-box]').length > 10";

/// Begins to select at message number 4 and goes to the end.
const SELECT: &str = "const first = [...document.querySelectorAll('[data-message]')]
        .find((message) => message.innerText.includes('This is number 4.'));
    getSelection().collapse(first, 0);
    const scroller = document.querySelector('[role=log]');
    scroller.dispatchEvent(new PointerEvent('pointerdown', { bubbles: true }));
    window.dispatchEvent(new PointerEvent('pointerup'));
    scroller.scrollTop = scroller.scrollHeight;";

/// Selects up to the last message, copies, and gives what is selected then.
const COPY: &str = "const last = [...document.querySelectorAll('[data-message]')].at(-1);
    getSelection().extend(last, last.childNodes.length);
    last.dispatchEvent(new ClipboardEvent('copy', { bubbles: true }));
    return getSelection().toString();";

async fn shown(page: &Page) -> Result<u64, Box<dyn std::error::Error + Send + Sync>> {
    let count = page.run("return document.querySelectorAll('[data-message]').length", Vec::new()).await?;
    Ok(count.as_u64().unwrap_or_default())
}

async fn shows(page: &Page, text: &str) -> Outcome {
    let script = "return [...document.querySelectorAll('[data-message]')].some((message) => {
        const { top, bottom } = message.getBoundingClientRect();
        return bottom > 0 && top < innerHeight && message.innerText.includes(arguments[0]);
    })";
    page.until_with(&format!("“{text}” in view"), script, vec![json!(text)]).await?;
    Ok(())
}

#[tokio::test]
async fn the_end_is_there_at_once_and_the_rest_when_it_is_wanted() -> Outcome {
    let (home, server) = (scene::home("dark")?, scene::provider().await?);
    let environment = scene::environment(&server);
    let (desktop, page) = Desktop::start_with(&home, Keyring::Unlocked, &environment).await?;
    page.find(Role::Textbox, "Message").await?;
    desktop.quit(&home).await?;
    scene::sql(&home.parlance().join("history.db"), TALK).await?;
    let (desktop, page) = Desktop::start_with(&home, Keyring::Unlocked, &environment).await?;

    page.click(Role::Button, "Long talk").await?;
    shows(&page, "This is number 599").await?;
    assert!(shown(&page).await? < 100, "all of it is read");
    page.until("boxes for what is far from view", BOXES).await?;

    // Up to the first one that is there: others come before it, and it stays where it is in every picture that is painted.
    page.run(RECORD, Vec::new()).await?;
    let up = "const scroller = document.querySelector('[role=log]');
        const first = document.querySelector('[data-message]');
        scroller.dispatchEvent(new WheelEvent('wheel', { deltaY: -1, bubbles: true }));
        scroller.scrollTop = first.offsetTop;
        const now = () => document.querySelector(`[data-message='${first.dataset.message}']`);
        window.held = { first: first.dataset.message, now, top: first.getBoundingClientRect().top };";
    page.run(up, Vec::new()).await?;
    let still = "return document.querySelector('[data-message]').dataset.message !== window.held.first
        && Math.abs(window.held.now().getBoundingClientRect().top - window.held.top) < 2";
    page.until("earlier messages above the one that was first", still).await?;
    let tops = page.run("const { tops } = window; window.tops = null; return tops", Vec::new()).await?;
    let tops: Vec<f64> = serde_json::from_value(tops)?;
    assert!(tops.len() > 2, "{} pictures", tops.len());
    let moved = tops.windows(2).map(|two| (two[1] - two[0]).abs()).fold(0.0, f64::max);
    assert!(moved <= 2.0, "it moved by {moved} px from one picture to the next: {tops:?}");

    // Another question keeps them.
    let before = shown(&page).await?;
    server.respond(Response::events(sse::answer(["So be it."])));
    page.ask("And now?").await?;
    page.answered("complete", "So be it.").await?;
    assert!(shown(&page).await? >= before + 2, "earlier messages are gone");

    // What is found far above is shown with what stands around it.
    page.type_into(Role::Searchbox, "Search conversations", "needle").await?;
    page.says("number 5 with a needle").await?;
    page.click_css("[aria-label='Search results'] button").await?;
    shows(&page, "number 5 with a needle").await?;

    // Found within: nothing of the conversation is left out.
    page.control('k').await?;
    page.control('a').await?;
    page.press(Key::Backspace).await?;
    page.click(Role::Button, "New chat").await?;
    page.click(Role::Button, "Long talk").await?;
    page.control('f').await?;
    page.type_into(Role::Textbox, "Words to find", "number 3.").await?;
    shows(&page, "This is number 3.").await?;
    assert!(shown(&page).await? > MESSAGES as u64 - 10, "it is not read up to what was found");
    // As little as ever is drawn, and what is copied is whole all the same.
    page.until("few messages that are drawn", FEW).await?;
    page.run(SELECT, Vec::new()).await?;
    shows(&page, "So be it.").await?;
    page.until("few messages that are drawn", FEW).await?;
    let copied = page.run(COPY, Vec::new()).await?;
    let copied = copied.as_str().unwrap_or_default();
    let missing: Vec<usize> = (4..599).filter(|n| !copied.contains(&format!("This is number {n}"))).collect();
    assert!(missing.is_empty(), "not copied: {missing:?}");
    desktop.quit(&home).await?;
    Ok(())
}
