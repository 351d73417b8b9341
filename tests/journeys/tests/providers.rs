//! Keys, addresses, models: the way to an answer, and the ways in which it fails.

use parlance_journeys::scene::{self, KEY, MODEL};
use parlance_journeys::{Desktop, Keyring, Outcome, Page, Role};
use parlance_testkit::{AutoModel, AutoProvider, Response, ScriptedServer, TempHome};
use serde_json::json;

async fn auto() -> std::io::Result<ScriptedServer> {
    let model = AutoModel::new(MODEL, ["Here is **code**:\n\n```rust\n", "fn main() {}\n", "```\n"]);
    ScriptedServer::auto(AutoProvider { models: vec![model], key: Some(KEY.to_owned()) }).await
}

/// Opens Settings and points OpenAI at the server.
async fn point_openai_at(page: &Page, server: &ScriptedServer) -> Outcome {
    page.click(Role::Button, "Settings").await?;
    page.retype(Role::Textbox, "Base URL for OpenAI", &format!("{}/\n", server.base_url())).await?;
    page.says("The base URL is saved.").await
}

#[tokio::test]
async fn a_key_is_added_a_model_chosen_an_answer_streamed_and_copied() -> Outcome {
    let (home, server) = (TempHome::new()?, auto().await?);
    let (desktop, page) = Desktop::start(&home, Keyring::Unlocked).await?;
    point_openai_at(&page, &server).await?;
    page.type_into(Role::Textbox, "API key for OpenAI", &format!("{KEY}\n")).await?;
    page.says("The key works: 1 model.").await?;
    page.says("Key in the keyring · ends in cdef").await?;
    // The field lets go of it when the core has answered, which may be a moment after the card says so.
    let gone = "return !document.documentElement.outerHTML.includes(arguments[0])";
    page.until_with("the key to leave the page", gone, vec![KEY.into()]).await?;

    page.click(Role::Button, "New chat").await?;
    page.click(Role::Button, "Model: Auto…").await?;
    page.click(Role::Option, &format!("{MODEL}…")).await?;
    page.find(Role::Button, &format!("Model: {MODEL}")).await?;
    page.ask("Show me code").await?;
    page.answered("complete", "fn main() {}").await?;
    page.until("highlighted code", "return document.querySelector('.md-code .k')?.textContent === 'fn'")
        .await?;

    page.click(Role::Button, "Copy code").await?;
    assert_eq!(page.clipboard().await?.trim_end(), "fn main() {}");
    desktop.quit(&home).await?;

    let database = std::fs::read(home.parlance().join("history.db")).unwrap_or_default();
    assert!(!database.windows(KEY.len()).any(|bytes| bytes == KEY.as_bytes()), "the key is in the database");

    // The keyring's files lie in the home, so the next start finds the key again.
    let (desktop, page) = Desktop::start(&home, Keyring::Unlocked).await?;
    page.find(Role::Button, &format!("Model: {MODEL}…")).await?;
    page.ask("And again").await?;
    page.answered("complete", "fn main() {}").await?;
    desktop.quit(&home).await?;
    Ok(())
}

#[tokio::test]
async fn a_provider_with_another_api_format_is_added_and_answers() -> Outcome {
    let (home, server) = (scene::home("dark")?, ScriptedServer::start().await?);
    let models = json!({ "data": [{ "type": "model", "id": "claude-test", "display_name": "Claude Test" }] });
    server.route("/models", vec![Response::json(200, models).into()]);
    let (desktop, page) = Desktop::start(&home, Keyring::Unlocked).await?;
    page.click(Role::Button, "Settings").await?;
    // The list has come: what stands below it moves no more.
    page.find(Role::Textbox, "API key for OpenAI").await?;
    page.click(Role::Button, "Add a provider").await?;
    page.type_into(Role::Textbox, "Name", "Claude at work").await?;
    page.type_into(Role::Textbox, "Base URL", &server.base_url()).await?;
    page.choose("API format", "Anthropic Messages").await?;
    page.type_into(Role::Textbox, "API key, if it wants one", &format!("{KEY}\n")).await?;
    page.find(Role::Button, "Edit Claude at work").await?;
    page.click(Role::Button, "New chat").await?;
    page.click(Role::Button, "Model:…").await?;
    page.click(Role::Option, "Claude Test…").await?;

    let events = [
        json!({ "type": "message_start", "message": { "usage": { "input_tokens": 9 } } }),
        json!({ "type": "content_block_start", "index": 0, "content_block": { "type": "text", "text": "" } }),
        json!({ "type": "content_block_delta", "index": 0, "delta": { "type": "text_delta", "text": "Hello from Claude" } }),
        json!({ "type": "content_block_stop", "index": 0 }),
        json!({ "type": "message_delta", "delta": { "stop_reason": "end_turn" }, "usage": { "output_tokens": 5 } }),
        json!({ "type": "message_stop" }),
    ];
    let body: String = events.iter().map(|event| format!("data: {event}\n\n")).collect();
    server.respond(Response::events(body));
    page.ask("Hello").await?;
    page.answered("complete", "Hello from Claude").await?;
    let asked = server.requests().into_iter().find(|request| request.method == "POST").ok_or("not asked")?;
    assert_eq!((asked.path.as_str(), asked.header("x-api-key")), ("/v1/messages", Some(KEY)));
    desktop.quit(&home).await?;
    Ok(())
}

#[tokio::test]
async fn a_file_that_describes_a_provider_is_imported_and_a_broken_one_told_with_its_line() -> Outcome {
    let (home, server) = (scene::home("dark")?, auto().await?);
    let folder = home.parlance().join("providers");
    std::fs::create_dir_all(&folder)?;
    std::fs::write(folder.join("broken.toml"), "version = 1\nname = \"Broken\"\nbase_url = \"ftp://lab\"\n")?;
    let (desktop, page) = Desktop::start(&home, Keyring::Unlocked).await?;
    page.click(Role::Button, "Settings").await?;
    page.find(Role::Textbox, "API key for OpenAI").await?;
    page.says("These files describe no provider").await?;
    page.says("Line 3:").await?;
    page.screenshot("provider-files-dark").await?;
    assert_eq!(page.axe().await?, Vec::<String>::new());

    let describe =
        |more: &str| format!("version = 1\nname = \"Lab\"\nbase_url = \"{}\"\n{more}", server.base_url());
    page.click(Role::Button, "Import a provider…").await?;
    page.find(Role::Dialog, "Import a provider").await?;
    page.choose_file("Choose a file", "lab.toml", &describe("wire = \"open-ai\"\n")).await?;
    let text =
        "return document.querySelector('[role=dialog] textarea').value.includes('wire') === arguments[0]";
    page.until_with("the file's text", text, vec![true.into()]).await?;
    page.click(Role::Button, "Import").await?;
    page.says("Line 4: \"open-ai\" is none of the API formats").await?;
    page.screenshot("provider-import-dark").await?;
    // The same file, corrected.
    page.choose_file("Choose a file", "lab.toml", &describe("")).await?;
    page.until_with("the new text", text, vec![false.into()]).await?;
    page.click(Role::Button, "Import").await?;
    page.says("Lab is imported.").await?;
    // A file holds no key: it is asked for at once.
    page.find(Role::Dialog, "Edit Lab").await?;
    page.type_into(Role::Textbox, "API key, if it wants one", &format!("{KEY}\n")).await?;
    page.until("the end of the dialog", "return !document.querySelector('[role=dialog]')").await?;
    page.says("Key in the keyring · ends in cdef").await?;
    page.click(Role::Button, "New chat").await?;
    page.click(Role::Button, "Model:…").await?;
    page.click(Role::Option, &format!("{MODEL}…")).await?;
    page.ask("Show me code").await?;
    page.answered("complete", "fn main() {}").await?;
    page.answered("complete", "Lab").await?;
    desktop.quit(&home).await?;
    Ok(())
}

#[tokio::test]
async fn a_wrong_key_is_refused_in_settings_and_in_an_answer() -> Outcome {
    let (home, server) = (scene::home("dark")?, auto().await?);
    let environment = [
        ("OPENAI_BASE_URL".to_owned(), server.base_url()),
        ("OPENAI_API_KEY".to_owned(), "sk-wrong-000000000000".to_owned()),
    ];
    let (desktop, page) = Desktop::start_with(&home, Keyring::Unlocked, &environment).await?;
    page.ask("Hello").await?;
    page.answered("failed", "did not accept the key").await?;
    page.screenshot("error-key-dark").await?;
    assert_eq!(page.axe().await?, Vec::<String>::new());

    page.click(Role::Button, "Open settings").await?;
    page.says("from the environment (OPENAI_API_KEY)").await?;
    page.type_into(Role::Textbox, "API key for OpenAI", "sk-also-wrong-1111\n").await?;
    page.says("OpenAI refused this key, so it was not saved.").await?;
    desktop.quit(&home).await?;
    Ok(())
}

#[tokio::test]
async fn a_dead_endpoint_says_so_and_can_be_tried_again() -> Outcome {
    let home = scene::home("dark")?;
    // A port on which nobody listens any more.
    let gone = ScriptedServer::start().await?;
    let environment = scene::environment(&gone);
    let address = gone.address();
    drop(gone);
    let (desktop, page) = Desktop::start_with(&home, Keyring::Unlocked, &environment).await?;
    page.ask("Anybody there?").await?;
    page.answered("failed", "could not be reached").await?;

    let model = AutoModel::new(MODEL, ["Now I am."]);
    let back =
        ScriptedServer::bind(address.port(), Some(AutoProvider { models: vec![model], key: None })).await?;
    page.click(Role::Button, "Try again").await?;
    page.answered("complete", "Now I am.").await?;
    drop(back);
    desktop.quit(&home).await?;
    Ok(())
}

#[tokio::test]
async fn without_a_keyring_a_key_lasts_for_the_session() -> Outcome {
    let (home, server) = (scene::home("light")?, auto().await?);
    let (desktop, page) = Desktop::start(&home, Keyring::Absent).await?;
    point_openai_at(&page, &server).await?;
    page.says("kept in memory until Parlance closes").await?;
    page.type_into(Role::Textbox, "API key for OpenAI", &format!("{KEY}\n")).await?;
    page.says("Key until Parlance closes · ends in cdef").await?;
    page.screenshot("no-keyring-light").await?;
    assert_eq!(page.axe().await?, Vec::<String>::new());
    page.click(Role::Button, "New chat").await?;
    page.ask("Show me code").await?;
    page.answered("complete", "fn main() {}").await?;
    desktop.quit(&home).await?;

    let (desktop, page) = Desktop::start(&home, Keyring::Absent).await?;
    page.click(Role::Button, "Settings").await?;
    page.find(Role::Textbox, "API key for OpenAI").await?;
    assert_eq!(page.run("return document.body.innerText.includes('ends in cdef')", Vec::new()).await?, false);
    desktop.quit(&home).await?;
    Ok(())
}

#[tokio::test]
async fn an_address_that_cannot_be_one_is_refused_with_a_reason() -> Outcome {
    let home = scene::home("dark")?;
    let (desktop, page) = Desktop::start(&home, Keyring::Unlocked).await?;
    page.click(Role::Button, "Settings").await?;
    for wrong in ["not an address", "ftp://example.com", "https://user:pw@example.com/v1", "http://"] {
        page.retype(Role::Textbox, "Base URL for OpenAI", &format!("{wrong}\n")).await?;
        let script = "const field = document.querySelector('[aria-label=\"Base URL for OpenAI\"]');
            return field.getAttribute('aria-invalid') === 'true' && field.value === arguments[0]";
        page.until_with(wrong, script, vec![wrong.into()]).await?;
    }
    desktop.quit(&home).await?;
    Ok(())
}
