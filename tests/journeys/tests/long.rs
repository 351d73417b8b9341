//! A conversation of years, and an answer as long as a book: the end is there at once, and everything before it when it is
//! looked for.

use fantoccini::key::Key;
use parlance_journeys::{Desktop, Keyring, Outcome, Page, Role, scene};
use parlance_testkit::{Response, TempHome, sse};
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

const SECTIONS: usize = 300;

/// One answer of sections that are not as high as anybody would guess.
const BOOK: &str = r"INSERT INTO conversation (id, title, created_at, updated_at)
        VALUES (randomblob(16), 'A book', unixepoch() * 1000, unixepoch() * 1000);
    INSERT INTO message (pk, id, conversation, role, status, text, parts, created_at)
        VALUES (1, randomblob(16), (SELECT pk FROM conversation), 'user', 'complete', 'Write me a book.',
            json_array(json_object('type', 'text', 'text', 'Write me a book.')), unixepoch() * 1000);
    INSERT INTO message (pk, id, conversation, parent, role, status, text, parts, created_at)
        WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 300),
        section (i, words) AS (SELECT i, '## Section ' || i || '.' || char(10, 10) || 'These are the words of section ' || i
            || iif(i = 40, ' with a needle', '') || replace(hex(zeroblob(i % 11 * 20)), '00', ' and so on') || '.'
            || iif(i % 3, '', char(10, 10) || '| a | b |' || char(10) || '|---|---|'
                || replace(hex(zeroblob(i % 7)), '00', char(10) || '| one | two |'))
            || iif(i % 4, '', char(10, 10) || '$$' || char(10) || '\frac{1}{' || i || '}' || char(10) || '$$')
            || iif(i % 5, '', char(10, 10) || '```rust' || replace(hex(zeroblob(i % 13)), '00', char(10) || 'let a = 1;')
                || char(10) || '```') FROM n)
        SELECT 2, randomblob(16), (SELECT pk FROM conversation), 1, 'assistant', 'complete',
            group_concat(words, char(10, 10)), '[]', unixepoch() * 1000 FROM section;
    UPDATE message SET parts = json_array(json_object('type', 'text', 'text', text)) WHERE pk = 2;
    UPDATE conversation SET leaf = 2";

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

/// Where the block is that crosses the upper edge; up by as many pixels, and where it has to be then in each picture.
const UP: &str = "const scroller = document.querySelector('[role=log]');
    const { left, top, width } = scroller.getBoundingClientRect();
    const at = (y) => document.elementFromPoint(left + width / 2, top + y)?.closest('.md > *');
    const block = [2, 14, 27, 40].map(at).find((it) => it);
    window.held = { now: () => block };
    scroller.dispatchEvent(new WheelEvent('wheel', { deltaY: -1, bubbles: true }));
    scroller.scrollTop -= arguments[0];
    window.held.top = block.getBoundingClientRect().top;
    window.tops = [];
    return block.textContent.slice(0, 40)";

/// Goes to a place far away; notes where that is which is in the middle of the first picture of it.
const JUMP: &str = "const scroller = document.querySelector('[role=log]');
    window.tops = [];
    window.held = null;
    scroller.scrollTop = 20000;
    requestAnimationFrame(() => requestAnimationFrame(() => {
      const { left, top, width, height } = scroller.getBoundingClientRect();
      const at = (y) => document.elementFromPoint(left + width / 2, top + height / 2 + y)?.closest('.md > *');
      const block = [2, 14, 27, 40].map(at).find((it) => it);
      window.held = { now: () => block, top: block.getBoundingClientRect().top };
    }));";

/// Nothing near what is in view is left out.
const DRAWN: &str = "const view = document.querySelector('[role=log]').getBoundingClientRect();
    return [...document.querySelectorAll('.md-box')].every((box) => {
        const { top, bottom } = box.getBoundingClientRect();
        return bottom < view.top - 1000 || top > view.bottom + 1000;
    })";
const BLOCK_BOXES: &str = "return document.querySelectorAll('.md-box').length > 5";

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

/// The app with a history that has come to be otherwise.
async fn start_after(
    history: &'static str,
    home: &TempHome,
    environment: &[(String, String)],
) -> Result<(Desktop, Page), parlance_journeys::Error> {
    let (desktop, page) = Desktop::start_with(home, Keyring::Unlocked, environment).await?;
    page.find(Role::Textbox, "Message").await?;
    desktop.quit(home).await?;
    scene::sql(&home.parlance().join("history.db"), history).await?;
    Ok(Desktop::start_with(home, Keyring::Unlocked, environment).await?)
}

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
    let (desktop, page) = start_after(TALK, &home, &scene::environment(&server)).await?;

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
    stood_still(&page).await?;
    page.run("window.tops = null", Vec::new()).await?;

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

/// What is held stood where it was in every picture since.
async fn stood_still(page: &Page) -> Outcome {
    page.until("pictures of it", "return window.tops.length > 2").await?;
    let tops = page.run("return [window.held.top, ...window.tops]", Vec::new()).await?;
    let tops: Vec<f64> = serde_json::from_value(tops)?;
    let moved = tops.windows(2).map(|two| (two[1] - two[0]).abs()).fold(0.0, f64::max);
    if moved > 2.0 {
        return Err(format!("it moved by {moved} px from one picture to the next: {tops:?}").into());
    }
    Ok(())
}

/// What is copied of everything that is shown has each section once and in order.
async fn copies_all(page: &Page, sections: usize) -> Outcome {
    let all = "const log = document.querySelector('[role=log]');
        getSelection().selectAllChildren(log.querySelector('[data-role=assistant] .md'));
        log.dispatchEvent(new ClipboardEvent('copy', { bubbles: true }));
        return getSelection().toString();";
    let copied = page.run(all, Vec::new()).await?;
    let copied = copied.as_str().unwrap_or_default();
    let mut from = 0;
    for n in 1..=sections {
        let words = format!("words of section {n}");
        let at = copied[from..]
            .find(&words)
            .ok_or_else(|| format!("“{words}” is not copied, or not in its place"))?;
        from += at + words.len();
    }
    page.run("getSelection().removeAllRanges()", Vec::new()).await?;
    Ok(())
}

#[tokio::test]
async fn of_a_long_answer_is_drawn_what_is_near() -> Outcome {
    let (home, server) = (scene::home("dark")?, scene::provider().await?);
    let (desktop, page) = start_after(BOOK, &home, &scene::environment(&server)).await?;

    page.click(Role::Button, "A book").await?;
    shows(&page, &format!("words of section {SECTIONS}")).await?;
    page.until("boxes for what is far from view", BLOCK_BOXES).await?;

    // What is in view stays where it is in every picture, while others come above it that are not as high as was guessed.
    page.run(RECORD, Vec::new()).await?;
    for _ in 0..12 {
        page.until("the blocks near the view", DRAWN).await?;
        let block = page.run(UP, vec![json!(700)]).await?;
        page.until("the blocks near the view", DRAWN).await?;
        stood_still(&page).await.map_err(|error| format!("{block}: {error}"))?;
    }

    // Far from everything that was drawn, what is painted first stays there.
    page.run(JUMP, Vec::new()).await?;
    page.until("the place that it jumped to", "return window.held !== null").await?;
    page.until("the blocks near the view", DRAWN).await?;
    stood_still(&page).await?;
    page.run("window.tops = null", Vec::new()).await?;
    page.screenshot("long-answer").await?;
    page.type_into(Role::Searchbox, "Search conversations", "needle").await?;
    page.says("section 40 with a needle").await?;
    page.click_css("[aria-label='Search results'] button").await?;
    shows(&page, "section 40 with a needle").await?;
    let found = "const words = [...CSS.highlights.get('found') ?? []][0];
        const { top, bottom } = words?.getBoundingClientRect() ?? {};
        return bottom > 0 && top < innerHeight && words.toString() === 'needle'";
    page.until("the word in view", found).await?;
    page.control('f').await?;
    page.type_into(Role::Textbox, "Words to find", "section 200").await?;
    let found = "const words = [...CSS.highlights.get('find-current') ?? []][0];
        const { top, bottom } = words?.getBoundingClientRect() ?? {};
        return bottom > 0 && top < innerHeight && words.toString().toLowerCase() === 'section 200'";
    page.until("the words in view", found).await?;
    page.press(Key::Escape).await?;
    // Keys that go from control to control do not pass by those in boxes.
    page.run(
        "[...document.querySelectorAll('.md-box')].find((box) => box.tabIndex === 0).focus()",
        Vec::new(),
    )
    .await?;
    let focused = "const { top, bottom } = document.activeElement.getBoundingClientRect();
        return document.activeElement.closest('.md') !== null && bottom > 0 && top < innerHeight";
    page.until("a control in view that has the focus", focused).await?;
    copies_all(&page, SECTIONS).await?;
    desktop.quit(&home).await?;
    Ok(())
}

#[tokio::test]
async fn a_long_answer_leaves_what_is_above_while_it_is_written() -> Outcome {
    let (home, server) = (scene::home("dark")?, scene::provider().await?);
    let (desktop, page) = Desktop::start_with(&home, Keyring::Unlocked, &scene::environment(&server)).await?;
    page.ask("Write me a book.").await?;
    let section = |n: usize| {
        format!(
            "## Section {n}\n\nThese are the words of section {n}, of which {}.\n\n",
            "there are many ".repeat(40)
        )
    };
    let (first, rest): (String, String) = ((1..=60).map(section).collect(), (61..=80).map(section).collect());
    let exchange = scene::begin(&server, &first).await?;
    shows(&page, "words of section 60").await?;
    page.until("boxes above", BLOCK_BOXES).await?;
    // The reader looks at the beginning while it goes on.
    page.run(
        "const scroller = document.querySelector('[role=log]');
        scroller.dispatchEvent(new WheelEvent('wheel', { deltaY: -1, bubbles: true }));
        scroller.scrollTop = 0",
        Vec::new(),
    )
    .await?;
    shows(&page, "words of section 1,").await?;
    page.until("the blocks near the view", DRAWN).await?;
    scene::end(exchange, &rest).await?;
    page.answered("complete", "words of section 80").await?;
    copies_all(&page, 80).await?;
    shows(&page, "words of section 1,").await?;
    desktop.quit(&home).await?;
    Ok(())
}
