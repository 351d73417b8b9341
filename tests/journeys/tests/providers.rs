//! Keys, addresses, models: the way to an answer, and the ways in which it fails.

use parlance_journeys::scene::{self, KEY, MODEL};
use parlance_journeys::{Desktop, Keyring, Outcome, Page, Role};
use parlance_testkit::{AutoModel, AutoProvider, ScriptedServer, TempHome};

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
    let source = page.run("return document.documentElement.outerHTML", Vec::new()).await?;
    assert!(!source.as_str().unwrap_or_default().contains(KEY), "the key came back into the page");

    page.click(Role::Button, "New chat").await?;
    page.click(Role::Button, "Model: Guide").await?;
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
