//! A day's work without a mouse: what has the focus is all that is ever acted on.

use fantoccini::key::Key;
use parlance_journeys::{Desktop, Keyring, Outcome, Page, scene};
use parlance_testkit::ScriptedServer;
use serde_json::json;

/// What a screen reader calls the element that has the focus.
const NAME: &str = "const focused = document.activeElement;
    const label = focused?.labels?.[0]?.textContent;
    const name = (focused?.getAttribute('aria-label') ?? label ?? focused?.textContent ?? '').replace(/\\s+/g, ' ').trim();";
/// More stops than any screen has.
const STOPS: usize = 80;

async fn at(page: &Page, name: &str) -> Outcome {
    let script = format!("{NAME}\nreturn name === arguments[0]");
    page.until_with(&format!("the focus on \"{name}\""), &script, vec![json!(name)]).await?;
    Ok(())
}

async fn is_at(page: &Page, name: &str) -> Result<bool, Box<dyn std::error::Error + Send + Sync>> {
    let script = format!("{NAME}\nreturn name === arguments[0]");
    Ok(page.run(&script, vec![json!(name)]).await? == json!(true))
}

/// Goes from stop to stop until it is there.
async fn tab_to(page: &Page, name: &str, back: bool) -> Outcome {
    for _ in 0..STOPS {
        if is_at(page, name).await? {
            return Ok(());
        }
        if back { page.shift(Key::Tab).await? } else { page.press(Key::Tab).await? }
    }
    at(page, name).await
}

/// Goes down an open menu or a list.
async fn down_to(page: &Page, name: &str) -> Outcome {
    for _ in 0..STOPS {
        if is_at(page, name).await? {
            return Ok(());
        }
        page.press(Key::Down).await?;
    }
    at(page, name).await
}

async fn write(page: &Page, text: &str) -> Outcome {
    for key in text.chars() {
        page.key(key).await?;
    }
    Ok(())
}

/// Opens the menu of a row of the list that has the focus and chooses from it.
async fn choose(page: &Page, item: &str) -> Outcome {
    page.shift(Key::F10).await?;
    page.until("a menu", "return document.activeElement?.closest('[role=menu]')").await?;
    down_to(page, item).await?;
    page.press(Key::Enter).await?;
    Ok(())
}

/// To the list from wherever: the search is a key away, and the list follows it.
async fn to_row(page: &Page, name: &str) -> Outcome {
    page.control('k').await?;
    at(page, "Search conversations").await?;
    // While something is looked for there is no list.
    if page.run("return document.activeElement.value !== ''", Vec::new()).await? == json!(true) {
        page.press(Key::Escape).await?;
    }
    tab_to(page, "List options", false).await?;
    page.press(Key::Tab).await?;
    page.press(Key::Home).await?;
    down_to(page, name).await
}

/// Takes back what was done last.
async fn undo(page: &Page) -> Outcome {
    page.press(Key::F8).await?;
    tab_to(page, "Undo", false).await?;
    page.press(Key::Enter).await?;
    Ok(())
}

async fn ask(page: &Page, server: &ScriptedServer, question: &str, answer: &str) -> Outcome {
    at(page, "Message").await?;
    write(page, question).await?;
    page.press(Key::Enter).await?;
    scene::end(scene::begin(server, answer).await?, ".").await?;
    page.answered("complete", answer).await
}

/// Asks, says it in other words, goes back to the first version.
async fn talk(page: &Page, server: &ScriptedServer) -> Outcome {
    ask(page, server, "Which apples keep?", "Late ones").await?;
    page.press(Key::Up).await?;
    at(page, "Edit your question").await?;
    write(page, " And pears?").await?;
    page.press(Key::Enter).await?;
    scene::end(scene::begin(server, "Hard ones").await?, ".").await?;
    page.answered("complete", "Hard ones").await?;
    tab_to(page, "Previous version", true).await?;
    page.press(Key::Enter).await?;
    page.answered("complete", "Late ones").await?;
    // The way on is where the way back was.
    tab_to(page, "Next version", false).await?;
    page.press(Key::Enter).await?;
    page.answered("complete", "Hard ones").await?;
    for (question, answer) in [("A name for a boat", "Halcyon"), ("The tides in June", "High at noon")] {
        page.control('n').await?;
        ask(page, server, question, answer).await?;
    }
    Ok(())
}

async fn organise(page: &Page) -> Outcome {
    to_row(page, "The tides in June").await?;
    choose(page, "Move to…").await?;
    tab_to(page, "New folder", false).await?;
    page.press(Key::Enter).await?;
    at(page, "Name of the folder").await?;
    write(page, "Sea").await?;
    page.press(Key::Enter).await?;
    page.says("1 conversation is in “Sea”.").await?;

    to_row(page, "A name for a boat").await?;
    choose(page, "Tags…").await?;
    tab_to(page, "New tag", false).await?;
    write(page, "later").await?;
    page.press(Key::Enter).await?;
    page.until("the tag", "return document.querySelector('[role=dialog] input[type=checkbox]')?.checked")
        .await?;
    page.press(Key::Escape).await?;
    to_row(page, "A name for a boat").await?;
    choose(page, "Pin").await?;
    page.says("Pinned").await?;

    // Two at once into the trash, and back.
    to_row(page, "A name for a boat").await?;
    page.press(Key::Space).await?;
    page.shift(Key::Down).await?;
    page.shift(Key::Down).await?;
    page.says("selected").await?;
    page.press(Key::Delete).await?;
    page.says("are in the trash").await?;
    undo(page).await?;
    let back = "return [...document.querySelectorAll('[data-item]')].some((row) => row.textContent === 'A name for a boat')";
    page.until("the row again", back).await?;
    Ok(())
}

#[tokio::test]
async fn a_day_by_keyboard_alone() -> Outcome {
    let (home, server) = (scene::home("dark")?, scene::provider().await?);
    let environment = scene::environment(&server);
    let (desktop, page) = Desktop::start_with(&home, Keyring::Unlocked, &environment).await?;
    page.says(scene::MODEL).await?;
    talk(&page, &server).await?;
    organise(&page).await?;

    // Found, and jumped to.
    page.control('k').await?;
    at(&page, "Search conversations").await?;
    write(&page, "halcyon").await?;
    page.until("the result", "return document.querySelector('[aria-label=\"Search results\"] > li')").await?;
    page.press(Key::Enter).await?;
    page.until("the words marked", "return CSS.highlights.get('found')?.size > 0").await?;
    page.press(Key::Escape).await?;

    // A template from the starter set, by its slash.
    page.control('n').await?;
    at(&page, "Message").await?;
    write(&page, "/").await?;
    page.until("the templates", "return document.querySelector('[role=option]')").await?;
    page.press(Key::Down).await?;
    page.press(Key::Enter).await?;
    page.until(
        "its form or its text",
        "return document.querySelector('[role=dialog]') || document.activeElement?.value?.length > 1",
    )
    .await?;
    page.press(Key::Escape).await?;

    // The button for files is a stop; what it opens is the system's.
    page.control('n').await?;
    at(&page, "Message").await?;
    tab_to(&page, "Attach files", false).await?;

    to_row(&page, "A name for a boat").await?;
    choose(&page, "Export…").await?;
    page.says("Export conversation").await?;
    page.until("the focus in the dialog", "return document.activeElement?.closest('[role=dialog]')").await?;
    page.press(Key::Escape).await?;
    page.until("no dialog", "return document.querySelector('[role=dialog]') === null").await?;
    at(&page, "A name for a boat").await?;
    assert_eq!(page.axe().await?, Vec::<String>::new());
    page.screenshot("by-keyboard-dark-1280").await?;
    desktop.quit(&home).await?;
    Ok(())
}
