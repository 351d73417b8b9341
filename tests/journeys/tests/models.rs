//! How models are asked, what they draw, and what becomes of a conversation that is too long for them.

use fantoccini::key::Key;
use parlance_journeys::scene::{self, MODEL};
use parlance_journeys::{Desktop, Error, Keyring, Outcome, Page, Role, eventually};
use parlance_testkit::{Response, ScriptedServer, TempHome, drawn, sse};
use serde_json::{Value, json};

/// The bodies of the questions so far.
fn asked(server: &ScriptedServer) -> Vec<Value> {
    let requests = server.requests().into_iter();
    requests.filter(|request| request.method == "POST").map(|request| request.json()).collect()
}

fn good(words: &str) -> Response {
    Response::events(sse::answer([words]))
}

#[tokio::test]
async fn parameters_reach_the_model_and_what_it_refuses_is_told_with_the_answer() -> Outcome {
    let (home, server) = (scene::home("dark")?, scene::provider().await?);
    let environment = scene::environment(&server);
    let (desktop, page) = Desktop::start_with(&home, Keyring::Unlocked, &environment).await?;
    server.respond(good("Before."));
    page.ask("First?").await?;
    page.answered("complete", "Before.").await?;

    page.click(Role::Button, "Parameters").await?;
    page.type_into(Role::Textbox, "Temperature", "0.3").await?;
    page.choose("Reasoning", "High").await?;
    page.press(Key::Escape).await?;
    page.find(Role::Button, "Parameters: 2 set").await?;
    server.respond(good("With both."));
    page.ask("Second?").await?;
    page.answered("complete", "With both.").await?;
    let body = asked(&server).pop().unwrap_or_default();
    assert_eq!((&body["temperature"], &body["reasoning_effort"]), (&json!(0.3), &json!("high")));

    let refusal = "Unsupported parameter: 'temperature' is not supported with this model.";
    server.respond(Response::json(
        400,
        json!({ "error": { "message": refusal, "type": "invalid_request_error",
            "param": "temperature", "code": "unsupported_parameter" } }),
    ));
    server.respond(good("Without the one."));
    page.ask("Third?").await?;
    page.answered("complete", "Without the one.").await?;
    page.answered("complete", "Not sent, since the model refuses it: Temperature").await?;
    let body = asked(&server).pop().unwrap_or_default();
    assert_eq!((&body["temperature"], &body["reasoning_effort"]), (&Value::Null, &json!("high")));

    page.click(Role::Button, "Parameters: 2 set").await?;
    page.says("The model refuses this. It is not sent.").await?;
    page.press(Key::Escape).await?;
    // Another conversation has its own.
    page.click(Role::Button, "New chat").await?;
    page.find(Role::Button, "Parameters").await?;
    desktop.quit(&home).await?;
    Ok(())
}

#[tokio::test]
async fn a_picture_is_in_the_conversation_with_its_words_and_after_a_restart() -> Outcome {
    const PROMPT: &str = "A wide evening sky";
    let (home, server) = (TempHome::new()?, ScriptedServer::start().await?);
    scene::prefer_model(&home, "dark", "en", "openai", "gpt-image-2")?;
    server.route("/models", vec![Response::models(["gpt-image-2"]).into()]);
    server.route("/images/generations", vec![drawn(640, 400).into()]);
    let environment = scene::environment(&server);
    let (desktop, page) = Desktop::start_with(&home, Keyring::Unlocked, &environment).await?;
    page.ask(PROMPT).await?;
    let shown = "const picture = document.querySelector('article img');
        return picture?.alt === arguments[0] && picture.complete && picture.naturalWidth === 640
            && picture.getBoundingClientRect().width > 300";
    page.until_with("the picture", shown, vec![PROMPT.into()]).await?;
    page.answered("complete", "").await?;
    let request = server.requests().into_iter().find(|request| request.method == "POST");
    assert_eq!(request.map(|request| request.json()["prompt"].clone()), Some(json!(PROMPT)));
    desktop.quit(&home).await?;

    drop(server);
    let (desktop, page) = Desktop::start_with(&home, Keyring::Unlocked, &environment).await?;
    page.click(Role::Button, PROMPT).await?;
    page.until_with("the picture", shown, vec![PROMPT.into()]).await?;
    desktop.quit(&home).await?;
    Ok(())
}

/// About 125 tokens in 620 bytes.
fn long(topic: &str) -> String {
    format!("{topic} {}", "word ".repeat(120))
}

/// A conversation of two turns of about 250 tokens each, and a third question that is one too many.
async fn too_long(home: &TempHome, server: &ScriptedServer) -> Result<(Desktop, Page), Error> {
    let models = json!({ "data": [{ "id": MODEL, "context_length": 560 }] });
    server.route("/models", vec![Response::json(200, models).into()]);
    let (desktop, page) = Desktop::start_with(home, Keyring::Unlocked, &scene::environment(server)).await?;
    // The context is known once the list of models is.
    page.click(Role::Button, &format!("Model: {MODEL}")).await?;
    page.find(Role::Option, &format!("{MODEL}…")).await?;
    page.press(Key::Escape).await?;
    for (question, answer) in [("one", "first"), ("two", "second")] {
        server.respond(good(&long(answer)));
        page.click(Role::Textbox, "Message").await?;
        page.insert(&long(question)).await?;
        page.click(Role::Button, "Send").await?;
        page.answered("complete", answer).await?;
    }
    too_much(&page).await?;
    Ok((desktop, page))
}

/// Writes a question with which the conversation is too long, and sends it.
async fn too_much(page: &Page) -> Outcome {
    page.until("the gauge", "return !!document.querySelector('[role=img][aria-label*=\"tokens\"]')").await?;
    page.ask("three?").await?;
    page.find(Role::Dialog, "This conversation is too long").await?;
    Ok(())
}

#[tokio::test]
async fn a_conversation_that_is_too_long_is_asked_about_and_the_oldest_stay_behind() -> Outcome {
    let (home, server) = (scene::home("dark")?, ScriptedServer::start().await?);
    let (desktop, page) = too_long(&home, &server).await?;
    let before = asked(&server).len();
    page.says("2 oldest messages are not sent").await?;
    page.click(Role::Button, "Back to the message").await?;
    page.until("the words", "return document.querySelector('textarea').value === 'three?'").await?;
    assert_eq!(asked(&server).len(), before, "it was sent all the same");

    page.click(Role::Button, "Send").await?;
    server.respond(good("Short."));
    page.click(Role::Button, "Leave out the oldest…").await?;
    page.answered("complete", "Short.").await?;
    page.answered("complete", "The 2 oldest messages were left out").await?;
    let body = asked(&server).pop().unwrap_or_default();
    assert_eq!(body["messages"].as_array().map(Vec::len), Some(3), "{body}");
    desktop.quit(&home).await?;
    Ok(())
}

#[tokio::test]
async fn the_oldest_go_along_as_a_summary_or_everything_is_sent() -> Outcome {
    let (home, server) = (scene::home("light")?, ScriptedServer::start().await?);
    let (desktop, page) = too_long(&home, &server).await?;
    server.respond(good("Short."));
    page.click(Role::Button, "Send all of it…").await?;
    page.answered("complete", "Short.").await?;
    let body = asked(&server).pop().unwrap_or_default();
    assert_eq!(body["messages"].as_array().map(Vec::len), Some(5), "{body}");

    too_much(&page).await?;
    let before = asked(&server).len();
    // The first is what the summary is made of.
    for words in ["They spoke of one.", "They spoke of one and two.", "Here it is.", "Here it is."] {
        server.respond(good(words));
    }
    page.click(Role::Button, "Summarise the oldest…").await?;
    eventually("an answer", || async { asked(&server).len() > before }).await?;
    page.answered("complete", "oldest messages went along as a summary").await?;
    let body = asked(&server).pop().unwrap_or_default().to_string();
    assert!(body.contains("They spoke of one"), "{body}");
    desktop.quit(&home).await?;
    Ok(())
}
