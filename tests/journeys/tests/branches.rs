//! A conversation that is a tree: edited, branched, compared, deleted and brought back.

use fantoccini::key::Key;
use parlance_journeys::{Desktop, Keyring, Outcome, Page, Role, scene};
use parlance_testkit::{Response, ScriptedServer, sse};

/// The first of a name on the page: later messages have the same buttons.
async fn click_first(page: &Page, article: &str, button: &str) -> Outcome {
    let selector = format!("article:nth-of-type({article}) button[aria-label=\"{button}\"]");
    page.click_css(&selector).await?;
    Ok(())
}

async fn answer(server: &ScriptedServer, words: &str) -> Outcome {
    scene::end(scene::begin(server, "").await?, words).await?;
    Ok(())
}

async fn edit(theme: &str) -> Outcome {
    let (home, server) = (scene::home(theme)?, scene::provider().await?);
    let environment = scene::environment(&server);
    let (desktop, page) = Desktop::start_with(&home, Keyring::Unlocked, &environment).await?;
    page.ask("Which apples keep?").await?;
    answer(&server, "Late ones.").await?;
    page.answered("complete", "Late ones.").await?;

    // By keyboard alone: up in the empty field, other words, Enter.
    page.press(Key::Up).await?;
    page.find(Role::Textbox, "Edit your question").await?;
    page.retype(Role::Textbox, "Edit your question", "Which pears keep?").await?;
    page.screenshot(&format!("edit-question-{theme}")).await?;
    page.press(Key::Enter).await?;
    let exchange = scene::begin(&server, "Hard ones").await?;
    assert_eq!(exchange.request.json()["messages"].as_array().map(Vec::len), Some(1));
    scene::end(exchange, ".").await?;
    page.answered("complete", "Hard ones.").await?;
    page.says("2/2").await?;
    let mut findings = page.look(&format!("edited-{theme}")).await?;

    page.click(Role::Button, "Previous version").await?;
    page.answered("complete", "Late ones.").await?;
    page.click(Role::Button, "Next version").await?;
    page.answered("complete", "Hard ones.").await?;

    click_first(&page, "2", "More").await?;
    page.click(Role::MenuItem, "Show all branches").await?;
    page.find(Role::Dialog, "All branches").await?;
    page.says("Which apples keep?").await?;
    findings.extend(page.look(&format!("map-{theme}")).await?);
    page.press(Key::Down).await?;
    page.press(Key::Escape).await?;

    click_first(&page, "2", "More").await?;
    page.click(Role::MenuItem, "Delete from here on").await?;
    page.says("The answer and what followed it were deleted.").await?;
    page.until("no answer", "return document.querySelectorAll('article[data-message]').length === 1").await?;
    page.click(Role::Button, "Undo").await?;
    page.answered("complete", "Hard ones.").await?;
    findings.extend(trash_and_back(&page, theme).await?);

    click_first(&page, "2", "More").await?;
    page.click(Role::MenuItem, "Branch into a new conversation").await?;
    page.find(Role::Heading, "Branch: Which apples keep?").await?;
    page.ask("And plums?").await?;
    let exchange = scene::begin(&server, "None").await?;
    let sent = exchange.request.json();
    assert_eq!(sent["messages"][0]["content"], "Which pears keep?");
    scene::end(exchange, ".").await?;
    page.answered("complete", "None.").await?;
    assert_eq!(findings, Vec::<String>::new());
    desktop.quit(&home).await?;
    Ok(())
}

/// Deletes two branches, puts one back from the trash and lets the other go for good.
async fn trash_and_back(
    page: &Page,
    theme: &str,
) -> Result<Vec<String>, Box<dyn std::error::Error + Send + Sync>> {
    page.click(Role::Button, "Previous version").await?;
    page.answered("complete", "Late ones.").await?;
    click_first(page, "1", "More").await?;
    page.click(Role::MenuItem, "Delete from here on").await?;
    // The version beside it is shown in its place.
    page.answered("complete", "Hard ones.").await?;
    click_first(page, "2", "More").await?;
    page.click(Role::MenuItem, "Delete from here on").await?;
    page.until("no answer", "return document.querySelectorAll('article[data-message]').length === 1").await?;
    page.click(Role::Button, "Trash, 0 conversations, 2 branches").await?;
    page.find(Role::List, "Branches of conversations").await?;
    let findings = page.look(&format!("trash-branches-{theme}")).await?;
    page.click(Role::Button, "Delete for good: Which apples keep?").await?;
    page.says("Gone for good?").await?;
    page.press(Key::Enter).await?;
    let one = "return document.querySelectorAll('[role=dialog] li').length === 1";
    page.until("one branch", one).await?;
    page.click(Role::Button, "Put back: Hard ones.").await?;
    page.until("no dialog", "return document.querySelector('[role=dialog]') === null").await?;
    page.answered("complete", "Hard ones.").await?;
    Ok(findings)
}

#[tokio::test]
async fn a_question_is_edited_and_a_branch_goes_its_own_way() -> Outcome {
    edit("dark").await
}

#[tokio::test]
async fn the_same_in_the_light() -> Outcome {
    edit("light").await
}

async fn compare(theme: &str) -> Outcome {
    let (home, server) = (scene::home(theme)?, ScriptedServer::start().await?);
    server.route("/models", vec![Response::models([scene::MODEL, "deep-2", "small-3", "wide-4"]).into()]);
    let environment = scene::environment(&server);
    let (desktop, page) = Desktop::start_with(&home, Keyring::Unlocked, &environment).await?;
    // Before the provider has its name, the buttons behind it still move.
    page.says("· OpenAI").await?;
    for other in ["deep-2", "small-3", "wide-4"] {
        page.click(Role::Button, "Compare with another model").await?;
        page.click(Role::Option, &format!("{other}…")).await?;
    }
    let mut findings = page.look(&format!("compare-composer-{theme}")).await?;
    page.ask("Why is the sky blue?").await?;
    let mut exchanges = Vec::new();
    for _ in 0..4 {
        exchanges.push(scene::begin(&server, "Air scatters ").await?);
    }
    page.says("Go on with this one").await?;
    findings.extend(page.look(&format!("comparing-{theme}")).await?);
    for mut exchange in exchanges {
        let model = exchange.request.json()["model"].as_str().unwrap_or_default().to_owned();
        if model == "small-3" {
            exchange.reset()?;
            continue;
        }
        let words = format!("blue light more than red, says {model}.\n\n").repeat(if model == "deep-2" {
            20
        } else {
            2
        });
        exchange.send(sse::text(&words)).await?;
        scene::end(exchange, "That is all.").await?;
    }
    page.until("three whole answers", "return document.querySelectorAll('article[data-status=complete] h2').length >= 4 && document.querySelectorAll('article[data-status=streaming]').length === 0").await?;
    findings.extend(page.look(&format!("compared-{theme}")).await?);

    page.type_into(Role::Textbox, "Message", "And at night?\n").await?;
    page.says("Choose first which answer you go on with.").await?;
    page.click(Role::Button, "Go on with the answer of wide-4").await?;
    page.answered("complete", "says wide-4.").await?;
    page.says("4/4").await?;
    assert_eq!(page.count(Role::Article, "Assistant").await?, 1);
    page.find(Role::Button, "Model: wide-4").await?;
    page.click(Role::Button, "Send").await?;
    let exchange = scene::begin(&server, "It is dark").await?;
    let sent = exchange.request.json();
    assert_eq!(sent["model"], "wide-4");
    assert!(!sent.to_string().contains("deep-2"), "another answer was sent along: {sent}");
    scene::end(exchange, ".").await?;
    page.answered("complete", "It is dark.").await?;
    assert_eq!(findings, Vec::<String>::new());
    desktop.quit(&home).await?;
    Ok(())
}

#[tokio::test]
async fn four_models_are_compared_in_the_dark() -> Outcome {
    compare("dark").await
}

#[tokio::test]
async fn four_models_are_compared_in_the_light() -> Outcome {
    compare("light").await
}
