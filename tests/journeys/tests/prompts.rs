//! Templates behind the slash and personas, written, used and looked at.

use fantoccini::key::Key;
use parlance_journeys::{Desktop, Keyring, Outcome, Page, Role, scene};
use serde_json::json;

type Findings = Result<Vec<String>, Box<dyn std::error::Error + Send + Sync>>;

const BODY: &str = "Explain {{topic}} in {{how: a line|a page}}.";

async fn write_template(page: &Page, theme: &str) -> Findings {
    page.click(Role::Button, "Settings").await?;
    page.click(Role::Button, "Prompts").await?;
    page.click(Role::Button, "New template").await?;
    page.type_into(Role::Textbox, "Name, to type behind /", "teach").await?;
    page.type_into(Role::Textbox, "Description", "Something new").await?;
    page.type_into(Role::Textbox, "Text", BODY).await?;
    page.says("Asks for: topic, how").await?;
    let mut findings = page.look(&format!("template-form-{theme}")).await?;
    page.type_into(Role::Textbox, "Description", "\n").await?;
    page.find(Role::Button, "Actions for /teach").await?;
    findings.extend(page.look_at_section(&format!("prompts-{theme}"), "Prompts").await?);
    Ok(findings)
}

async fn write_persona(page: &Page, theme: &str) -> Findings {
    page.click(Role::Button, "New persona").await?;
    page.type_into(Role::Textbox, "Name", "Poet").await?;
    page.type_into(Role::Textbox, "Icon", "✿").await?;
    page.type_into(Role::Textbox, "System prompt", "Answer in a haiku.").await?;
    page.type_into(Role::Textbox, "Temperature", "0.5").await?;
    page.type_into(Role::Textbox, "Beginnings", "Write of the sea").await?;
    let findings = page.look(&format!("persona-form-{theme}")).await?;
    page.type_into(Role::Textbox, "Icon", "\n").await?;
    page.find(Role::Button, "Actions for Poet").await?;
    page.click(Role::Button, "New chat").await?;
    Ok(findings)
}

/// Takes the template by the keyboard alone; its text is in the message field then.
async fn use_template(page: &Page, theme: &str) -> Findings {
    page.type_into(Role::Textbox, "Message", "/").await?;
    page.find(Role::Option, "/teach…").await?;
    let mut findings = page.look(&format!("slash-{theme}")).await?;
    page.type_into(Role::Textbox, "Message", "tea").await?;
    page.until("one template", "return document.querySelectorAll('[role=option]').length === 1").await?;
    page.press(Key::Enter).await?;
    page.find(Role::Dialog, "Fill in /teach").await?;
    page.type_into(Role::Textbox, "topic", "tides {{how}}").await?;
    page.says("Explain tides {{how}} in a line.").await?;
    findings.extend(page.look(&format!("fill-{theme}")).await?);
    page.find(Role::Textbox, "topic").await?;
    page.type_into(Role::Textbox, "topic", "\n").await?;
    let filled = "return document.activeElement.value === 'Explain tides {{how}} in a line.'";
    page.until("the text in the field, which has the focus", filled).await?;
    // It can be taken back as if it had been typed.
    page.run("document.execCommand('undo')", Vec::new()).await?;
    page.until("the slash again", "return document.activeElement.value.startsWith('/tea')").await?;
    page.press(Key::Escape).await?;
    page.run("document.activeElement.select()", Vec::new()).await?;
    page.insert("Explain tides").await?;
    Ok(findings)
}

async fn prompts(theme: &str) -> Outcome {
    let (home, server) = (scene::home(theme)?, scene::provider().await?);
    let environment = scene::environment(&server);
    let (desktop, page) = Desktop::start_with(&home, Keyring::Unlocked, &environment).await?;
    let mut findings = write_template(&page, theme).await?;
    findings.extend(write_persona(&page, theme).await?);

    page.find(Role::Button, "Poet").await?;
    findings.extend(page.look(&format!("new-chat-{theme}")).await?);
    page.click(Role::Button, "Persona").await?;
    page.until("the personas", "return document.querySelector('[role=menuitemradio]')").await?;
    findings.extend(page.look(&format!("personas-{theme}")).await?);
    page.press(Key::Escape).await?;
    page.click(Role::Button, "Poet").await?;
    page.find(Role::Button, "Persona: Poet").await?;
    page.find(Role::Button, "Write of the sea").await?;
    findings.extend(page.look(&format!("new-chat-persona-{theme}")).await?);

    findings.extend(use_template(&page, theme).await?);
    page.click(Role::Button, "Send").await?;
    let exchange = scene::begin(&server, "Waves come, ").await?;
    let asked = exchange.request.json();
    scene::end(exchange, "waves go home").await?;
    page.answered("complete", "waves go home").await?;
    assert_eq!(asked["messages"][0], json!({ "role": "system", "content": "Answer in a haiku." }));
    assert_eq!(asked["messages"][1]["content"], "Explain tides");
    assert_eq!(asked["temperature"], 0.5);
    page.until(
        "its name beside the title",
        "return document.querySelector('header')?.innerText.includes('Poet')",
    )
    .await?;
    findings.extend(page.look(&format!("persona-chat-{theme}")).await?);
    desktop.quit(&home).await?;
    assert_eq!(findings, Vec::<String>::new());
    Ok(())
}

#[tokio::test]
async fn dark() -> Outcome {
    prompts("dark").await
}

#[tokio::test]
async fn light() -> Outcome {
    prompts("light").await
}
