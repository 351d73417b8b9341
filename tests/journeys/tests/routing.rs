//! Who answers when one cannot, how long a limit is waited for, and what a budget stops.

use fantoccini::key::Key;
use parlance_journeys::scene::{self, KEY};
use parlance_journeys::{Desktop, Error, Keyring, Outcome, Page, Role, eventually};
use parlance_testkit::{Response, ScriptedServer, Step, TempHome, sse};

/// Groq's place, played by `one`; OpenAI's is played by another server, from the environment.
async fn point_groq_at(page: &Page, one: &ScriptedServer) -> Outcome {
    page.click(Role::Button, "Settings").await?;
    page.find(Role::Textbox, "API key for OpenAI").await?;
    page.retype(Role::Textbox, "Base URL for Groq", &format!("{}/\n", one.base_url())).await?;
    page.says("The base URL is saved.").await?;
    page.type_into(Role::Textbox, "API key for Groq", &format!("{KEY}\n")).await?;
    page.says("The key works: 1 model.").await
}

fn good(words: &str) -> Response {
    Response::events(sse::answer([words]))
}

#[tokio::test]
async fn whoever_cannot_answer_makes_way_and_the_answer_says_so() -> Outcome {
    let (home, one, two) = (scene::home("dark")?, ScriptedServer::start().await?, scene::provider().await?);
    one.route("/models", vec![Response::models(["first-1"]).into()]);
    let environment = scene::environment(&two);
    let (desktop, page) = Desktop::start_with(&home, Keyring::Unlocked, &environment).await?;
    point_groq_at(&page, &one).await?;
    page.click(Role::Switch, "Also for models chosen by name").await?;
    page.click(Role::Button, "New chat").await?;
    page.click(Role::Button, "Model:…").await?;
    page.click(Role::Option, "first-1…").await?;

    one.respond(Response::error(503, "", "There is no available provider."));
    two.respond(good("The second answers."));
    page.ask("Is anybody there?").await?;
    page.answered("complete", "The second answers.").await?;
    page.click(Role::Button, "instead of Groq").await?;
    page.find(Role::Dialog, "Why OpenAI answered").await?;
    page.says("Groq is failing").await?;
    page.screenshot("route-dark").await?;
    assert_eq!(page.axe().await?, Vec::<String>::new());
    page.press(Key::Escape).await?;

    // A dead host: it is asked once more, and then somebody else.
    one.enqueue([Step::Reset]);
    one.enqueue([Step::Reset]);
    two.respond(good("The second again."));
    page.ask("And now?").await?;
    page.answered("complete", "The second again.").await?;

    one.respond(Response::error(429, "rate_limit_exceeded", "Slow down.").header("retry-after", "600"));
    two.respond(good("The second for the third time."));
    page.ask("Once more?").await?;
    page.answered("complete", "The second for the third time.").await?;
    let asked = one.requests().len();

    // The limit is known now: nobody is asked in vain.
    two.respond(good("Straight from the second."));
    page.ask("Without a detour?").await?;
    page.answered("complete", "Straight from the second.").await?;
    assert_eq!(one.requests().len(), asked, "Groq was asked beyond its limit");
    desktop.quit(&home).await?;
    Ok(())
}

/// Two providers behind Auto, Groq's first.
async fn auto(home: &TempHome, one: &ScriptedServer, two: &ScriptedServer) -> Result<(Desktop, Page), Error> {
    let (desktop, page) = Desktop::start_with(home, Keyring::Unlocked, &scene::environment(two)).await?;
    point_groq_at(&page, one).await?;
    // Settings grows by a row of the chain; what is clicked before moves away under the pointer.
    page.says("Groq: Limits").await?;
    Ok((desktop, page))
}

/// Asks, and looks up why it was not Groq who answered.
async fn ask_past_groq(page: &Page, two: &ScriptedServer, why: &str) -> Outcome {
    page.click(Role::Button, "New chat").await?;
    page.find(Role::Button, "Model: Auto…").await?;
    two.respond(good("The second answers."));
    page.ask("Is anybody there?").await?;
    page.answered("complete", "The second answers.").await?;
    page.click(Role::Button, "instead of Groq").await?;
    page.find(Role::Dialog, "Why OpenAI answered").await?;
    page.says(why).await
}

#[tokio::test]
async fn a_wrong_key_in_the_chain_is_passed_over_and_told() -> Outcome {
    let (home, one, two) = (TempHome::new()?, scene::provider().await?, scene::provider().await?);
    let (desktop, page) = auto(&home, &one, &two).await?;
    one.respond(Response::error(401, "invalid_api_key", "Invalid API Key"));
    ask_past_groq(&page, &two, "Groq did not accept the key").await?;
    desktop.quit(&home).await?;
    Ok(())
}

#[tokio::test]
async fn whoever_accepts_and_says_nothing_makes_way_after_its_time_out() -> Outcome {
    let (home, one, two) = (TempHome::new()?, scene::provider().await?, scene::provider().await?);
    let (desktop, page) = auto(&home, &one, &two).await?;
    page.choose("Wait otherwise for…", "Groq").await?;
    page.click(Role::Button, "Add").await?;
    // An entry without any time is none: the old one is typed over.
    page.type_over(Role::Textbox, "First word, s", "1\n").await?;
    let database = home.parlance().join("history.db");
    eventually("the time-out to be kept", || async {
        let kept = scene::sql(&database, "SELECT value FROM preference WHERE name = 'network'").await;
        kept.is_ok_and(|rows| rows.iter().any(|row| row.contains("\"first_byte_s\":1,")))
    })
    .await?;
    one.enqueue([Step::Stall]);
    ask_past_groq(&page, &two, "did not answer within 1 s.").await?;
    page.says("Groq could not be reached").await?;
    desktop.quit(&home).await?;
    Ok(())
}

#[tokio::test]
async fn what_broke_off_goes_on_with_another_provider() -> Outcome {
    let (home, one, two) = (TempHome::new()?, scene::provider().await?, scene::provider().await?);
    let environment = scene::environment(&two);
    let (desktop, page) = Desktop::start_with(&home, Keyring::Unlocked, &environment).await?;
    point_groq_at(&page, &one).await?;
    page.click(Role::Button, "New chat").await?;
    page.find(Role::Button, "Model: Auto…").await?;
    page.ask("Tell me a story").await?;
    let exchange = scene::begin(&one, "Once upon ").await?;
    page.answered("streaming", "Once upon").await?;
    drop(exchange);
    page.find(Role::Button, "Continue").await?;
    two.respond(good("a time."));
    page.click(Role::Button, "Continue").await?;
    page.answered("complete", "Once upon a time.").await?;
    page.find(Role::Button, "Auto").await?;
    let told = "return document.querySelector('article[data-status=complete]:last-of-type')?.textContent.includes('OpenAI')";
    page.until("who answered", told).await?;
    desktop.quit(&home).await?;
    Ok(())
}

#[tokio::test]
async fn a_limit_is_waited_for_with_a_countdown_and_a_budget_stops_what_costs() -> Outcome {
    let (home, server) = (scene::home("light")?, ScriptedServer::start().await?);
    // A model whose price the catalogue knows.
    server.route("/models", vec![Response::models(["gpt-6-astra"]).into()]);
    let environment = scene::environment(&server);
    let (desktop, page) = Desktop::start_with(&home, Keyring::Unlocked, &environment).await?;
    page.click(Role::Button, "Model:…").await?;
    page.click(Role::Option, "gpt-6-astra…").await?;
    server.respond(
        good("The first.")
            .header("x-ratelimit-remaining-requests", "0")
            .header("x-ratelimit-reset-requests", "8s"),
    );
    page.ask("First?").await?;
    page.answered("complete", "The first.").await?;
    let dear =
        [sse::text("The second."), sse::finish("stop"), sse::usage(1_000, 1_000), sse::DONE.to_owned()];
    server.respond(Response::events(dear.concat()));
    page.ask("Second?").await?;
    page.says("OpenAI is at its limit. Asking in").await?;
    page.screenshot("limit-light").await?;
    page.answered("complete", "The second.").await?;

    page.click(Role::Button, "Settings").await?;
    page.type_into(Role::Textbox, "A day", "0.01\n").await?;
    page.says("$0.06 of $0.01 spent").await?;
    page.screenshot("routing-light").await?;
    assert_eq!(page.axe().await?, Vec::<String>::new());
    page.click(Role::Button, "Back").await?;
    page.says("budget of $0.01 is used up").await?;
    let asked = server.requests().len();
    page.ask("Third?").await?;
    page.says("Your budget is used up").await?;
    page.screenshot("budget-light").await?;
    assert_eq!(server.requests().len(), asked, "it was asked beyond the budget");
    desktop.quit(&home).await?;
    Ok(())
}
