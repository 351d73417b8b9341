//! Several keys of one provider: which one is asked with, and which one was refused.

use parlance_journeys::{Desktop, Keyring, Outcome, Page, Role, scene};
use parlance_testkit::{Response, ScriptedServer, sse};

const FIRST: &str = "sk-first-000000001111";
const WORK: &str = "sk-at-work-00000002222";

/// The key of the newest question.
fn asked_with(server: &ScriptedServer) -> Option<String> {
    let asked = server.requests().into_iter().rfind(|request| request.method == "POST")?;
    asked.bearer().map(str::to_owned)
}

async fn add_two(page: &Page) -> Outcome {
    page.click(Role::Button, "Settings").await?;
    page.type_into(Role::Textbox, "API key for OpenAI", &format!("{FIRST}\n")).await?;
    page.says("The key works: 1 model.").await?;
    page.click(Role::Button, "Another key for OpenAI").await?;
    page.type_into(Role::Textbox, "Name of the new key", "Work").await?;
    page.type_into(Role::Textbox, "New key", &format!("{WORK}\n")).await?;
    page.find(Role::Radio, "Work").await?;
    Ok(())
}

async fn checked(page: &Page, name: &str) -> Outcome {
    let radio = serde_json::to_value(page.find(Role::Radio, name).await?)?;
    let script = "return arguments[0].getAttribute('aria-checked') === 'true'";
    page.until_with(&format!("\"{name}\" to be in use"), script, vec![radio]).await?;
    Ok(())
}

#[tokio::test]
async fn a_refused_key_is_named_and_the_conversation_goes_on_with_another() -> Outcome {
    let (home, server) = (scene::home("dark")?, scene::provider().await?);
    let environment = [("OPENAI_BASE_URL".to_owned(), server.base_url())];
    let (desktop, page) = Desktop::start_with(&home, Keyring::Unlocked, &environment).await?;
    add_two(&page).await?;
    checked(&page, "Key").await?;

    page.click(Role::Button, "New chat").await?;
    server.respond(Response::error(401, "invalid_api_key", "Incorrect API key provided."));
    page.ask("Is this the right key?").await?;
    page.answered("failed", "OpenAI did not accept the key").await?;
    page.answered("failed", "The first key: Incorrect API key provided.").await?;
    assert_eq!(asked_with(&server).as_deref(), Some(FIRST));

    page.click(Role::Button, "Open settings").await?;
    page.says("OpenAI did not accept it").await?;
    page.click(Role::Radio, "Work").await?;
    checked(&page, "Work").await?;
    page.click(Role::Button, "Back").await?;
    server.respond(Response::events(sse::answer(["It is now."])));
    page.ask("And this one?").await?;
    page.answered("complete", "It is now.").await?;
    assert_eq!(asked_with(&server).as_deref(), Some(WORK));
    assert_eq!(page.count(Role::Article, "You").await?, 2, "it is another conversation");

    server.respond(Response::error(401, "invalid_api_key", "It was revoked."));
    page.ask("And later?").await?;
    page.answered("failed", "The key “Work”: It was revoked.").await?;
    for secret in [FIRST, WORK] {
        let told = "return document.documentElement.outerHTML.includes(arguments[0])";
        assert_eq!(page.run(told, vec![secret.into()]).await?, false, "a key is in the page");
    }
    desktop.quit(&home).await?;
    Ok(())
}

#[tokio::test]
async fn a_removed_key_is_gone_and_the_other_takes_over() -> Outcome {
    let (home, server) = (scene::home("light")?, scene::provider().await?);
    let environment = [("OPENAI_BASE_URL".to_owned(), server.base_url())];
    let (desktop, page) = Desktop::start_with(&home, Keyring::Unlocked, &environment).await?;
    add_two(&page).await?;
    page.click(Role::Button, "Actions for the key Key").await?;
    page.click(Role::MenuItem, "Remove").await?;
    page.find(Role::Dialog, "Remove the key “Key”?").await?;
    page.click(Role::Button, "Remove").await?;
    page.says("The key was removed.").await?;
    page.says("Key in the keyring · ends in 2222").await?;
    assert_eq!(page.count(Role::Radio, "Work").await?, 0, "one key is no choice");
    page.click(Role::Button, "New chat").await?;
    server.respond(Response::events(sse::answer(["With the other."])));
    page.ask("Who pays?").await?;
    page.answered("complete", "With the other.").await?;
    assert_eq!(asked_with(&server).as_deref(), Some(WORK));
    desktop.quit(&home).await?;

    // The keyring gives what is left to the next start, too.
    let (desktop, page) = Desktop::start_with(&home, Keyring::Unlocked, &environment).await?;
    server.respond(Response::events(sse::answer(["Still."])));
    page.ask("And now?").await?;
    page.answered("complete", "Still.").await?;
    assert_eq!(asked_with(&server).as_deref(), Some(WORK));
    desktop.quit(&home).await?;
    Ok(())
}
