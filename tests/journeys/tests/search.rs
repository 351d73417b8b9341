//! What was said years ago is found, narrowed down and jumped to, by keyboard alone.

use fantoccini::key::Key;
use parlance_journeys::{Desktop, Keyring, Outcome, Page, Role, scene};
use parlance_testkit::ScriptedServer;
use serde_json::json;

const SEARCH: &str = "Search conversations";
const FIND: &str = "Words to find";

/// Three conversations; the last begins with what is looked for and goes on for pages.
async fn talk(page: &Page, server: &ScriptedServer) -> Outcome {
    let long = "The harbour has a light that is seen from far out.\n\n".repeat(40);
    for (question, answer) in [
        ("A recipe for bread with the harbour in view", "Knead it, let it rest, bake it."),
        ("Who painted the harbour at dusk?", "Nobody knows the name.\n\n```rust\nlet harbour = 1;\n```"),
        ("Describe Zanzibar and its harbour", &format!("Zanzibar lies off the coast.\n\n{long}")),
    ] {
        page.click(Role::Button, "New chat").await?;
        page.ask(question).await?;
        scene::end(scene::begin(server, "").await?, answer).await?;
        page.answered("complete", "").await?;
        page.find(Role::Button, question).await?;
    }
    page.click(Role::Button, "New chat").await?;
    Ok(())
}

/// Looks for other words than before. The keys of the search find its field wherever the focus is.
async fn search(page: &Page, words: &str) -> Outcome {
    page.control('k').await?;
    page.until_with("the field of the search", FOCUSED, vec![json!(SEARCH)]).await?;
    page.type_into(Role::Searchbox, SEARCH, words).await?;
    Ok(())
}

async fn results(page: &Page, count: usize) -> Outcome {
    let script =
        "return document.querySelectorAll('[aria-label=\"Search results\"] > li').length === arguments[0]";
    page.until_with(&format!("{count} results"), script, vec![json!(count)]).await?;
    Ok(())
}

const FOCUSED: &str = "return document.activeElement?.getAttribute('aria-label') === arguments[0]";

/// The sidebar, beside the conversation and over it.
async fn look_at_search(
    page: &Page,
    name: &str,
) -> Result<Vec<String>, Box<dyn std::error::Error + Send + Sync>> {
    page.screenshot(&format!("{name}-1280")).await?;
    let mut findings = page.axe().await?;
    page.resize(400, 800).await?;
    page.click(Role::Button, "Open sidebar").await?;
    page.find(Role::Searchbox, SEARCH).await?;
    page.screenshot(&format!("{name}-400")).await?;
    findings.extend(page.axe().await?);
    page.click(Role::Button, "Close sidebar").await?;
    page.resize(1280, 800).await?;
    page.find(Role::Searchbox, SEARCH).await?;
    Ok(findings)
}

async fn journey(theme: &str) -> Outcome {
    let (home, server) = (scene::home(theme)?, scene::provider().await?);
    let environment = scene::environment(&server);
    let (desktop, page) = Desktop::start_with(&home, Keyring::Unlocked, &environment).await?;
    page.find(Role::Button, &format!("Model: {}", scene::MODEL)).await?;
    talk(&page, &server).await?;
    let mut findings = Vec::new();

    // From the first letter on, and words in any order.
    search(&page, "z").await?;
    results(&page, 1).await?;
    search(&page, "harbour").await?;
    results(&page, 3).await?;
    findings.extend(look_at_search(&page, &format!("search-words-{theme}")).await?);
    search(&page, "harbour -bread").await?;
    results(&page, 2).await?;
    search(&page, "\"harbour at dusk\"").await?;
    results(&page, 1).await?;

    // A filter that is typed is a chip, and the chip can be taken off.
    search(&page, "harbour has:code").await?;
    results(&page, 1).await?;
    page.find(Role::Button, "Remove the filter With: code").await?;
    findings.extend(look_at_search(&page, &format!("search-filter-{theme}")).await?);
    page.control('k').await?;
    page.press(Key::Tab).await?;
    page.press(Key::Tab).await?;
    page.until_with("the chip", FOCUSED, vec![json!("Remove the filter With: code")]).await?;
    page.press(Key::Enter).await?;
    results(&page, 3).await?;
    page.until_with("the field again", FOCUSED, vec![json!(SEARCH)]).await?;

    // One from the menu is typed for who does not know its name.
    search(&page, "harbour").await?;
    page.press(Key::Tab).await?;
    page.press(Key::Tab).await?;
    page.until("the menu's button", "return document.activeElement?.textContent === 'Add filter'").await?;
    page.press(Key::Enter).await?;
    page.find(Role::MenuItem, "Written by").await?;
    let highlighted = "return document.activeElement?.textContent === arguments[0]";
    for name in ["Folder", "Tag", "Model", "Written by"] {
        page.until_with(name, highlighted, vec![json!(name)]).await?;
        page.press(if name == "Written by" { Key::Right } else { Key::Down }).await?;
    }
    page.until_with("its first value", highlighted, vec![json!("me")]).await?;
    page.screenshot(&format!("search-menu-{theme}-1280")).await?;
    findings.extend(page.axe_in("[role=menu]").await?);
    page.press(Key::Enter).await?;
    let typed = "return document.querySelector('input[type=search]').value === 'role:user harbour'";
    page.until("the filter in the field", typed).await?;
    results(&page, 3).await?;

    // What makes no sense is said, and nothing is lost.
    search(&page, "harbour before:yesterdayish").await?;
    page.says("Before: yesterdayish (not known)").await?;
    findings.extend(look_at_search(&page, &format!("search-wrong-{theme}")).await?);
    search(&page, "gooseberries").await?;
    page.says("Nothing matches “gooseberries”.").await?;
    findings.extend(look_at_search(&page, &format!("search-empty-{theme}")).await?);

    // To the place in the text, with its words marked.
    search(&page, "zanzibar coast").await?;
    // The same one was found for the first word alone.
    let both = "return [...document.querySelectorAll('[aria-label=\"Search results\"] mark')]
        .map((mark) => mark.textContent).join(', ') === 'Zanzibar, coast'";
    page.until("the result of both words", both).await?;
    page.press(Key::Down).await?;
    page.until(
        "the first result",
        "return document.activeElement?.closest('[aria-label=\"Search results\"]')",
    )
    .await?;
    page.press(Key::Enter).await?;
    page.find(Role::Heading, "Describe Zanzibar and its harbour").await?;
    let marked = "return [...CSS.highlights.get('found') ?? []].map(String).join(', ') === 'Zanzibar, coast'";
    page.until("every word marked", marked).await?;
    let seen = "const at = [...document.querySelectorAll('article p')].find((p) => p.textContent.startsWith('Zanzibar lies'));
        const { top, bottom } = at.getBoundingClientRect();
        return top >= 0 && bottom <= innerHeight";
    page.until("the place in view", seen).await?;
    findings.extend(page.look(&format!("search-jump-{theme}")).await?);

    // Within the conversation.
    page.control('f').await?;
    page.until_with("the find bar", FOCUSED, vec![json!(FIND)]).await?;
    page.type_into(Role::Textbox, FIND, "harbour").await?;
    page.says("1 of 41").await?;
    page.press(Key::Enter).await?;
    page.says("2 of 41").await?;
    page.shift(Key::Enter).await?;
    page.says("1 of 41").await?;
    findings.extend(page.look(&format!("find-bar-{theme}")).await?);
    page.press(Key::Tab).await?;
    page.until_with("the way back", FOCUSED, vec![json!("Previous")]).await?;
    page.press(Key::Enter).await?;
    page.says("41 of 41").await?;
    page.control('f').await?;
    page.until_with("the find bar", FOCUSED, vec![json!(FIND)]).await?;
    page.type_into(Role::Textbox, FIND, "gooseberries").await?;
    page.says("Nothing found").await?;
    findings.extend(page.look(&format!("find-bar-nothing-{theme}")).await?);
    // With nothing to go to, "Close" is the next stop.
    page.press(Key::Tab).await?;
    page.until_with("the last button", FOCUSED, vec![json!("Close")]).await?;
    page.press(Key::Enter).await?;
    let closed = "return !document.querySelector('search[aria-label]')
        && !CSS.highlights.has('find') && document.activeElement !== document.body";
    page.until("no find bar", closed).await?;
    desktop.quit(&home).await?;
    assert_eq!(findings, Vec::<String>::new());
    Ok(())
}

#[tokio::test]
async fn dark() -> Outcome {
    journey("dark").await
}

#[tokio::test]
async fn light() -> Outcome {
    journey("light").await
}
