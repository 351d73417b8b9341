//! Pictures of what belongs to providers and models, dark and light, wide and narrow, without a finding of axe-core.

use fantoccini::key::Key;
use parlance_journeys::scene::{self, KEY, MODEL};
use parlance_journeys::{Desktop, Keyring, Outcome, Page, Role};
use parlance_testkit::{Response, ScriptedServer, drawn, sse};
use serde_json::json;

type Findings = Result<Vec<String>, Box<dyn std::error::Error + Send + Sync>>;

const PAINTER: &str = "gpt-image-2";

/// A few models with prices, contexts and abilities; the default one takes little.
async fn provider() -> std::io::Result<ScriptedServer> {
    let server = ScriptedServer::start().await?;
    let models = json!({ "data": [
        { "id": MODEL, "context_length": 560 },
        { "id": "gpt-6-astra" }, { "id": "gpt-6.1-sol" }, { "id": "gpt-6-luna" }, { "id": PAINTER },
        { "id": "a-model-with-quite-a-long-name-2026-11-20", "context_length": 128_000 },
    ] });
    server.route("/models", vec![Response::json(200, models).into()]);
    server.route("/images/generations", vec![drawn(960, 600).into()]);
    Ok(server)
}

async fn keys(page: &Page, server: &ScriptedServer, theme: &str) -> Findings {
    page.click(Role::Button, "Settings").await?;
    page.type_into(Role::Textbox, "API key for OpenAI", &format!("{KEY}\n")).await?;
    page.says("The key works: 6 models.").await?;
    page.click(Role::Button, "Another key for OpenAI").await?;
    page.type_into(Role::Textbox, "Name of the new key", "Work, the team in Vienna").await?;
    page.type_into(Role::Textbox, "New key", "sk-of-work-00000001\n").await?;
    page.find(Role::Radio, "Work, the team in Vienna").await?;
    page.click(Role::Button, "New chat").await?;
    server.respond(Response::error(401, "invalid_api_key", "Incorrect API key provided."));
    page.ask("Is this the right key?").await?;
    page.answered("failed", "The first key").await?;
    page.click(Role::Button, "Open settings").await?;
    page.says("OpenAI did not accept it").await?;
    page.click(Role::Button, "Another key for OpenAI").await?;
    let mut findings = page.look(&format!("keys-{theme}")).await?;
    page.press(Key::Escape).await?;
    // The next questions are asked with the other one.
    page.click(Role::Radio, "Work, the team in Vienna").await?;

    page.click(Role::Button, "Auto and limits").await?;
    page.type_into(Role::Textbox, "A day", "2.5\n").await?;
    page.type_into(Role::Textbox, "A month", "40\n").await?;
    page.says("of $40.00 spent").await?;
    findings.extend(page.look_at_section(&format!("budgets-{theme}"), "Auto and limits").await?);
    page.click(Role::Button, "Network").await?;
    page.click(Role::Radio, "My own").await?;
    page.choose("Wait otherwise for…", "Groq").await?;
    page.click(Role::Button, "Add").await?;
    page.find(Role::Textbox, "First word, s").await?;
    findings.extend(page.look_at_section(&format!("network-{theme}"), "Network").await?);
    Ok(findings)
}

async fn picker(page: &Page, theme: &str) -> Findings {
    page.click(Role::Button, "New chat").await?;
    page.click(Role::Button, &format!("Model: {MODEL}")).await?;
    page.find(Role::Option, "gpt-6-astra…").await?;
    page.click(Role::Button, "Filters").await?;
    page.click(Role::Button, "Vision").await?;
    page.find(Role::Button, "Filters: 1 set").await?;
    let mut findings = page.look(&format!("filters-{theme}")).await?;
    page.type_into(Role::Combobox, "Search models", "no such model").await?;
    page.says("No model passes these filters.").await?;
    findings.extend(page.look(&format!("filters-nothing-{theme}")).await?);
    page.press(Key::Escape).await?;
    Ok(findings)
}

async fn picture(page: &Page, theme: &str) -> Findings {
    page.click(Role::Button, "New chat").await?;
    page.click(Role::Button, &format!("Model: {MODEL}")).await?;
    page.click(Role::Option, &format!("{PAINTER}…")).await?;
    page.ask("A wide evening sky over the plain, without clouds").await?;
    page.until("the picture", "return document.querySelector('article img')?.complete").await?;
    page.answered("complete", "").await?;
    page.look(&format!("picture-{theme}")).await
}

async fn overflow(page: &Page, server: &ScriptedServer, theme: &str) -> Findings {
    page.click(Role::Button, "New chat").await?;
    page.click(Role::Button, &format!("Model: {PAINTER}")).await?;
    page.click(Role::Option, &format!("{MODEL}…")).await?;
    for part in ["one", "two"] {
        let long = format!("{part} {}", "word ".repeat(120));
        server.respond(Response::events(sse::answer([long.as_str()])));
        page.click(Role::Textbox, "Message").await?;
        page.insert(&long).await?;
        page.click(Role::Button, "Send").await?;
        page.answered("complete", part).await?;
    }
    page.until("the gauge", "return !!document.querySelector('[role=img][aria-label*=\"tokens\"]')").await?;
    page.ask("three?").await?;
    page.find(Role::Dialog, "This conversation is too long").await?;
    page.look(&format!("overflow-{theme}")).await
}

async fn pictures(theme: &str) -> Outcome {
    let (home, server) = (scene::home(theme)?, provider().await?);
    let environment = [("OPENAI_BASE_URL".to_owned(), server.base_url())];
    let (desktop, page) = Desktop::start_with(&home, Keyring::Unlocked, &environment).await?;
    let mut findings = keys(&page, &server, theme).await?;
    findings.extend(picker(&page, theme).await?);
    findings.extend(picture(&page, theme).await?);
    findings.extend(overflow(&page, &server, theme).await?);
    desktop.quit(&home).await?;
    assert_eq!(findings, Vec::<String>::new());
    Ok(())
}

#[tokio::test]
async fn dark() -> Outcome {
    pictures("dark").await
}

#[tokio::test]
async fn light() -> Outcome {
    pictures("light").await
}
