//! A day's work without a mouse. Nothing is clicked and nothing gets the focus but by keys; after each step what has it is known by
//! its name.

use std::path::Path;

use fantoccini::key::Key;
use parlance_journeys::{Desktop, Keyring, Outcome, Page, scene};
use parlance_testkit::{Response, ScriptedServer, TempHome};
use serde_json::json;

type Name = Result<String, Box<dyn std::error::Error + Send + Sync>>;

const SEARCH: &str = "Search conversations";
const LIST: &str = "[aria-label=Conversations]";
const OTHER: &str = "deep-2";

/// Answers whoever is asked next.
async fn answer(page: &Page, server: &ScriptedServer, words: &str) -> Outcome {
    scene::end(scene::begin(server, words).await?, ".").await?;
    page.answered("complete", words).await
}

async fn ask(page: &Page, server: &ScriptedServer, question: &str, words: &str) -> Outcome {
    page.at("Message").await?;
    page.write(question).await?;
    page.strike(Key::Enter).await?;
    answer(page, server, words).await?;
    page.at("Message").await?;
    Ok(())
}

/// To a row of the list, from wherever: the search is a key away, and the list follows it.
async fn to_row(page: &Page, name: &str) -> Outcome {
    page.strike_control('k').await?;
    page.at(SEARCH).await?;
    // While something is looked for there is no list.
    if page.run("return document.activeElement.value !== ''", Vec::new()).await? == json!(true) {
        page.strike(Key::Escape).await?;
    }
    page.tab_to("List options").await?;
    page.strike(Key::Tab).await?;
    page.at_in(LIST).await?;
    page.strike(Key::Home).await?;
    page.at_in("[data-index='0']").await?;
    page.down_to(name).await?;
    Ok(())
}

/// Opens the menu of the row that has the focus and chooses from it.
async fn choose(page: &Page, item: &str) -> Outcome {
    page.strike_shifted(Key::F10).await?;
    page.at_in("[role=menu]").await?;
    page.down_to(item).await?;
    page.strike(Key::Enter).await?;
    Ok(())
}

/// Takes back what was done last, and is back where that was done.
async fn undo(page: &Page) -> Name {
    let before = page.focus().await?;
    page.strike(Key::F8).await?;
    page.tab_to("Undo").await?;
    page.strike(Key::Enter).await?;
    Ok(before)
}

async fn row_is_there(page: &Page, name: &str, there: bool) -> Outcome {
    let script = "return [...document.querySelectorAll('[data-item]')]
        .some((row) => row.textContent === arguments[0]) === arguments[1]";
    page.until_with("the rows", script, vec![json!(name), json!(there)]).await?;
    Ok(())
}

/// Asks, says it in other words, goes from version to version, asks again, branches off.
async fn talk(page: &Page, server: &ScriptedServer) -> Outcome {
    ask(page, server, "Which apples keep?", "Late ones").await?;
    page.strike(Key::Up).await?;
    page.at("Edit your question").await?;
    page.write(" And pears?").await?;
    page.strike(Key::Enter).await?;
    answer(page, server, "Hard ones").await?;
    page.at("Message").await?;

    page.tab_back_to("Previous version").await?;
    page.strike(Key::Enter).await?;
    page.answered("complete", "Late ones").await?;
    // There is none before it, so that the way back is where the focus is.
    page.at("Next version").await?;
    page.strike(Key::Enter).await?;
    page.answered("complete", "Hard ones").await?;
    page.at("Previous version").await?;

    page.tab_to("Regenerate").await?;
    page.strike(Key::Enter).await?;
    answer(page, server, "Winter ones").await?;
    page.at("Message").await?;

    page.tab_back_to("More").await?;
    page.strike(Key::Enter).await?;
    page.at_in("[role=menu]").await?;
    page.down_to("Branch into a new conversation").await?;
    page.strike(Key::Enter).await?;
    page.until(
        "the branch",
        "return document.querySelector('h1')?.textContent === 'Branch: Which apples keep?'",
    )
    .await?;
    ask(page, server, "And plums?", "None").await?;
    for (question, words) in [
        ("A name for a boat", "Halcyon is a bird, and Halcyon is a boat"),
        ("The tides in June", "High at noon"),
    ] {
        page.strike_control('n').await?;
        ask(page, server, question, words).await?;
    }
    Ok(())
}

/// Asks two models at once and goes on with one of them.
async fn compare(page: &Page, server: &ScriptedServer) -> Outcome {
    page.strike_control('n').await?;
    page.at("Message").await?;
    page.tab_to("Compare with another model").await?;
    page.strike(Key::Enter).await?;
    page.at("Search models").await?;
    page.write(OTHER).await?;
    let found = "return document.querySelectorAll('[role=option]').length === 1";
    page.until("one model", found).await?;
    page.strike(Key::Enter).await?;
    page.at("Compare with another model").await?;
    page.tab_back_to("Message").await?;
    page.write("Why is the sky blue?").await?;
    page.strike(Key::Enter).await?;
    for _ in 0..2 {
        let exchange = scene::begin(server, "Air scatters blue light").await?;
        scene::end(exchange, ".").await?;
    }
    page.until(
        "two answers",
        "return document.querySelectorAll('article[data-status=complete]').length >= 2",
    )
    .await?;
    page.at("Message").await?;
    page.tab_back_to(&format!("Go on with the answer of {OTHER}")).await?;
    page.strike(Key::Enter).await?;
    page.answered("complete", "Air scatters").await?;
    page.at("Message").await?;
    page.says("2/2").await?;
    Ok(())
}

async fn organise(page: &Page) -> Outcome {
    to_row(page, "Why is the sky blue?").await?;
    page.strike(Key::F2).await?;
    page.at("New title").await?;
    page.write("Blue").await?;
    page.strike(Key::Enter).await?;
    page.at("Blue").await?;

    to_row(page, "The tides in June").await?;
    choose(page, "Move to…").await?;
    page.tab_to("New folder").await?;
    page.strike(Key::Enter).await?;
    page.at("Name of the folder").await?;
    page.write("Sea").await?;
    page.strike(Key::Enter).await?;
    page.says("1 conversation is in “Sea”.").await?;
    row_is_there(page, "The tides in June", false).await?;
    page.at_in(LIST).await?;

    to_row(page, "A name for a boat").await?;
    choose(page, "Tags…").await?;
    page.at("New tag").await?;
    page.write("later").await?;
    page.strike(Key::Enter).await?;
    page.until("the tag", "return document.querySelector('[role=dialog] input[type=checkbox]')?.checked")
        .await?;
    page.at("New tag").await?;
    page.strike(Key::Escape).await?;
    page.at_in(LIST).await?;

    to_row(page, "A name for a boat").await?;
    choose(page, "Pin").await?;
    page.says("is pinned.").await?;
    page.at_in(LIST).await?;

    to_row(page, "Blue").await?;
    choose(page, "Archive").await?;
    page.says("“Blue” is in the archive.").await?;
    row_is_there(page, "Blue", false).await?;
    page.at_in(LIST).await?;
    let before = undo(page).await?;
    row_is_there(page, "Blue", true).await?;
    page.at(&before).await?;

    // Two at once into the trash, and back. The focus is on the first of them.
    to_row(page, "Blue").await?;
    page.strike(Key::Space).await?;
    page.says("1 selected").await?;
    page.strike_shifted(Key::Down).await?;
    page.says("2 selected").await?;
    page.strike(Key::Up).await?;
    page.at("Blue").await?;
    page.strike(Key::Delete).await?;
    page.says("2 conversations are in the trash.").await?;
    row_is_there(page, "Blue", false).await?;
    page.at_in(LIST).await?;
    undo(page).await?;
    row_is_there(page, "Blue", true).await?;
    // It was open, and is again.
    page.at("Message").await?;
    Ok(())
}

/// Found with a filter, jumped to, found within.
async fn search(page: &Page) -> Outcome {
    page.strike_control('k').await?;
    page.at(SEARCH).await?;
    page.write("halcyon role:assistant").await?;
    let one = "return document.querySelectorAll('[aria-label=\"Search results\"] > li').length === 1";
    page.until("one result", one).await?;
    page.tab_to("Remove the filter Written by: a model").await?;
    page.tab_back_to(SEARCH).await?;
    page.strike(Key::Down).await?;
    page.at("A name for a boat…").await?;
    page.strike(Key::Enter).await?;
    page.until("the words marked", "return CSS.highlights.get('found')?.size === 2").await?;
    page.at("Message").await?;

    page.strike_control('f').await?;
    page.at("Words to find").await?;
    page.write("halcyon").await?;
    page.says("1 of 2").await?;
    page.strike(Key::Enter).await?;
    page.says("2 of 2").await?;
    page.tab_to("Previous").await?;
    page.strike(Key::Enter).await?;
    page.says("1 of 2").await?;
    page.at("Previous").await?;
    page.tab_to("Next").await?;
    page.strike(Key::Enter).await?;
    page.says("2 of 2").await?;
    page.tab_to("Close").await?;
    page.strike(Key::Enter).await?;
    page.until("no find bar", "return !CSS.highlights.has('find')").await?;
    page.at("Message").await?;
    Ok(())
}

/// A setting changes, and an export of another client comes in.
async fn settings(page: &Page, export: &Path) -> Outcome {
    page.strike_control(',').await?;
    page.at("Settings").await?;
    page.tab_to("Appearance").await?;
    page.strike(Key::Enter).await?;
    page.at("Appearance").await?;
    page.strike(Key::Tab).await?;
    page.at("Dark").await?;
    page.strike(Key::Right).await?;
    page.at("Light").await?;
    page.until("the other theme", "return document.documentElement.dataset.theme === 'light'").await?;

    page.tab_to("Path of an export").await?;
    page.write(&export.to_string_lossy()).await?;
    page.strike(Key::Enter).await?;
    page.says("Import 2 conversations").await?;
    page.tab_to("Import 2 conversations").await?;
    page.strike(Key::Enter).await?;
    page.says("“claude-export.json” is imported").await?;
    // What had the focus gave way to the report.
    page.at("Data").await?;
    page.screenshot("by-keyboard-import-1280").await?;
    page.tab_to("Open the newest").await?;
    page.strike(Key::Enter).await?;
    page.until("its heading", "return document.querySelector('h1')?.textContent.startsWith('Old talk')")
        .await?;
    page.at("Message").await?;
    Ok(())
}

async fn export(page: &Page, home: &TempHome) -> Outcome {
    to_row(page, "A name for a boat").await?;
    choose(page, "Export…").await?;
    page.at_in("[role=dialog]").await?;
    page.tab_to("Save to").await?;
    let file = home.path().join("boat.md");
    page.write(&file.to_string_lossy()).await?;
    page.tab_to("Export").await?;
    page.strike(Key::Enter).await?;
    page.says("boat.md").await?;
    page.until("no dialog", "return document.querySelector('[role=dialog]') === null").await?;
    page.at("A name for a boat").await?;
    assert!(std::fs::read_to_string(file)?.contains("Halcyon is a bird"), "not what was said");
    Ok(())
}

/// A template behind its slash, and the way to files.
async fn write_more(page: &Page) -> Outcome {
    page.strike_control('n').await?;
    page.at("Message").await?;
    page.write("/explain").await?;
    page.until("one template", "return document.querySelectorAll('[role=option]').length === 1").await?;
    page.strike(Key::Enter).await?;
    page.at("what").await?;
    page.write("tides").await?;
    page.strike(Key::Enter).await?;
    page.at("Message").await?;
    page.until("the template", "return document.activeElement.value.startsWith('Explain tides')").await?;
    // What it opens is a window of the system.
    page.tab_to("Attach files").await?;
    page.tab_back_to("Message").await?;
    Ok(())
}

/// An export of two conversations.
fn claude(path: &Path) -> std::io::Result<()> {
    let talk = |n: usize| {
        json!({
            "uuid": format!("c{n}"), "name": format!("Old talk {n}"),
            "created_at": "2025-01-02T03:04:05Z", "updated_at": "2025-01-02T03:04:06Z",
            "chat_messages": [{
                "uuid": "m", "sender": "human", "text": "What was it?", "created_at": "2025-01-02T03:04:05Z",
            }],
        })
    };
    std::fs::write(path, json!([talk(0), talk(1)]).to_string())
}

#[tokio::test]
async fn a_day_by_keyboard_alone() -> Outcome {
    let (home, server) = (scene::home("dark")?, ScriptedServer::start().await?);
    server.route("/models", vec![Response::models([scene::MODEL, OTHER]).into()]);
    let file = home.path().join("claude-export.json");
    claude(&file)?;
    let environment = scene::environment(&server);
    let (desktop, page) = Desktop::start_with(&home, Keyring::Unlocked, &environment).await?;
    page.says("· OpenAI").await?;
    page.at("Message").await?;
    talk(&page, &server).await?;
    compare(&page, &server).await?;
    organise(&page).await?;
    search(&page).await?;
    page.screenshot("by-keyboard-1280").await?;
    settings(&page, &file).await?;
    export(&page, &home).await?;
    write_more(&page).await?;
    assert_eq!(page.axe().await?, Vec::<String>::new());
    desktop.quit(&home).await?;
    let kept = "SELECT title FROM conversation WHERE folder IS NOT NULL OR pinned_at IS NOT NULL OR trashed_at IS NOT NULL
        OR archived_at IS NOT NULL ORDER BY title";
    let kept = scene::sql(&home.parlance().join("history.db"), kept).await?;
    assert_eq!(kept, ["A name for a boat", "The tides in June"]);
    Ok(())
}
