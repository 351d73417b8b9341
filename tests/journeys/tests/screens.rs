//! Pictures of every screen, dark and light, wide and narrow, each of them without a finding of axe-core.

use fantoccini::key::Key;
use parlance_journeys::{Desktop, Keyring, Outcome, Page, Role, scene};
use parlance_testkit::{Response, ScriptedServer, TempHome, sse};

const ANSWER: &str = include_str!("answer.md");

/// A month with two models, the second without a price.
const A_MONTH: &str = "WITH RECURSIVE day(n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM day WHERE n < 29)
    INSERT INTO usage (provider, model, input_tokens, output_tokens, cost_micro_dollars, at)
    SELECT iif(n % 3, 'openai', 'ollama'), iif(n % 3, 'gpt-6.1-sol', 'qwen3:8b'), 9000 + n * 400, 1200 + n * 30,
        iif(n % 3, (n * 7919) % 97 * 4000, NULL), (unixepoch('now') - n * 86400) * 1000
    FROM day RETURNING provider";

async fn provider() -> std::io::Result<ScriptedServer> {
    let server = ScriptedServer::start().await?;
    let models =
        ["quick-1", "quick-1-mini", "deep-2", "deep-2-thinking", "a-model-with-quite-a-long-name-2026-11-20"];
    server.route("/models", vec![Response::models(models).into()]);
    Ok(server)
}

/// Puts one history behind the pictures: a few conversations, the last with everything that an answer can hold.
async fn talk(page: &Page, server: &ScriptedServer) -> Outcome {
    for question in
        ["A name for a small boat", "Why is the sky blue at noon and red in the evening, in two sentences?"]
    {
        page.ask(question).await?;
        scene::end(scene::begin(server, "Sunlight is scattered").await?, " by the air.").await?;
        page.answered("complete", "by the air.").await?;
        page.click(Role::Button, "New chat").await?;
    }
    page.ask("How does a write-ahead log survive a crash?").await?;
    let mut exchange = scene::begin(server, "").await?;
    exchange.send(sse::reasoning("The user wants the idea and an example. Keep it short.")).await?;
    scene::end(exchange, ANSWER).await?;
    page.answered("complete", "checksum").await
}

async fn pictures(theme: &str) -> Outcome {
    let mut findings = Vec::new();
    let home = TempHome::new()?;
    scene::prefer_model(&home, theme, "en", "guide", "guide")?;
    let (desktop, page) = Desktop::start(&home, Keyring::Unlocked).await?;
    page.find(Role::Button, "Model: Guide").await?;
    findings.extend(page.look(&format!("first-run-{theme}")).await?);
    desktop.quit(&home).await?;

    let (home, server) = (scene::home(theme)?, provider().await?);
    let environment = scene::environment(&server);
    let (desktop, page) = Desktop::start_with(&home, Keyring::Unlocked, &environment).await?;
    page.find(Role::Button, &format!("Model: {}", scene::MODEL)).await?;
    findings.extend(page.look(&format!("new-chat-{theme}")).await?);
    talk(&page, &server).await?;
    findings.extend(page.look(&format!("conversation-{theme}")).await?);

    page.click(Role::Button, &format!("Model: {}", scene::MODEL)).await?;
    page.find(Role::Option, "deep-2…").await?;
    findings.extend(page.look(&format!("models-{theme}")).await?);
    page.press(Key::Escape).await?;
    page.click(Role::Button, "Parameters").await?;
    page.find(Role::Dialog, "Parameters").await?;
    findings.extend(page.look(&format!("parameters-{theme}")).await?);
    page.press(Key::Escape).await?;

    page.ask("And what does it cost?").await?;
    let exchange = scene::begin(&server, "It costs one more write,").await?;
    page.answered("streaming", "one more write").await?;
    findings.extend(page.look(&format!("streaming-{theme}")).await?);
    exchange.reset()?;
    page.answered("interrupted", "one more write").await?;
    findings.extend(page.look(&format!("interrupted-{theme}")).await?);
    page.ask("And again?").await?;
    let mut exchange = server.exchange().await?;
    exchange.respond(&Response::error(401, "invalid_api_key", "Incorrect API key provided.")).await?;
    exchange.finish().await?;
    page.answered("failed", "did not accept the key").await?;
    findings.extend(page.look(&format!("failed-{theme}")).await?);

    page.control('k').await?;
    page.type_into(Role::Searchbox, "Search conversations", "sun").await?;
    page.find(Role::List, "Search results").await?;
    findings.extend(page.look(&format!("search-{theme}")).await?);

    page.press(Key::Escape).await?;
    page.resize(400, 800).await?;
    page.click(Role::Button, "Open sidebar").await?;
    page.find(Role::Dialog, "Sidebar").await?;
    page.screenshot(&format!("sidebar-{theme}-400")).await?;
    findings.extend(page.axe().await?);
    page.press(Key::Escape).await?;
    page.resize(1280, 800).await?;
    scene::sql(&home.parlance().join("history.db"), A_MONTH).await?;
    page.click(Role::Button, "Settings").await?;
    page.find(Role::Textbox, "API key for OpenAI").await?;
    findings.extend(page.look(&format!("settings-{theme}")).await?);
    for section in ["Auto and limits", "Appearance", "Usage", "Network", "About"] {
        let name = section.to_lowercase().replace(' ', "-");
        findings.extend(page.look_at_section(&format!("settings-{name}-{theme}"), section).await?);
    }
    page.click(Role::Button, "Providers and keys").await?;
    page.click(Role::Button, "Add a provider").await?;
    page.find(Role::Dialog, "Add a provider").await?;
    findings.extend(page.look(&format!("custom-provider-{theme}")).await?);
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
