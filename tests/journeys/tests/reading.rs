//! A conversation as it is read: its questions, keys from message to message, other conversations that go on meanwhile.

use fantoccini::key::Key;
use parlance_journeys::{Desktop, Keyring, Outcome, Page, Role, scene};
use parlance_testkit::{Exchange, ScriptedServer};

const STREAMS: usize = 10;

async fn talk(page: &Page, server: &ScriptedServer, question: &str, words: &str) -> Outcome {
    page.ask(question).await?;
    scene::end(scene::begin(server, words).await?, ".").await?;
    page.answered("complete", words).await?;
    Ok(())
}

async fn read(theme: &str) -> Outcome {
    let (home, server) = (scene::home(theme)?, scene::provider().await?);
    let environment = scene::environment(&server);
    let (desktop, page) = Desktop::start_with(&home, Keyring::Unlocked, &environment).await?;
    let long =
        "A paragraph that goes on for some time, so that not everything is in view at once.\n\n".repeat(12);
    for question in ["Which apples keep?", "And which pears?", "What of quinces?", "And where do they keep?"]
    {
        talk(&page, &server, question, &long).await?;
    }
    page.click(Role::Button, "Questions of this conversation").await?;
    page.find(Role::Option, "And which pears?").await?;
    let mut findings = page.look(&format!("outline-{theme}")).await?;
    page.write("apples").await?;
    page.until("one question", "return document.querySelectorAll('[role=option]').length === 1").await?;
    page.press(Key::Enter).await?;
    let on = |role: &str, words: &str| {
        format!(
            "return document.activeElement.dataset.role === '{role}' && document.activeElement.textContent.includes('{words}')"
        )
    };
    page.until("the first question", &on("user", "Which apples keep?")).await?;
    // Its mark fades before a picture is taken.
    findings.extend(page.look(&format!("question-focused-{theme}")).await?);
    page.stroke(&[Key::Alt.into(), Key::Shift.into(), Key::Down.into()]).await?;
    page.until("its answer", &on("assistant", "A paragraph")).await?;
    page.stroke(&[Key::Alt.into(), Key::Shift.into(), Key::Down.into()]).await?;
    page.until("the next question", &on("user", "And which pears?")).await?;
    page.stroke(&[Key::Alt.into(), Key::Shift.into(), Key::Up.into()]).await?;
    page.stroke(&[Key::Alt.into(), Key::Shift.into(), Key::Up.into()]).await?;
    page.until("the first again", &on("user", "Which apples keep?")).await?;
    assert_eq!(findings, Vec::<String>::new());
    desktop.quit(&home).await?;
    Ok(())
}

#[tokio::test]
async fn reading_in_the_dark() -> Outcome {
    read("dark").await
}

#[tokio::test]
async fn reading_with_high_contrast() -> Outcome {
    read("contrast").await
}

/// Answers go on in conversations that nobody looks at, and say so in the list when they have ended.
#[tokio::test]
async fn ten_conversations_stream_at_once() -> Outcome {
    let (home, server) = (scene::home("dark")?, scene::provider().await?);
    let environment = scene::environment(&server);
    let (desktop, page) = Desktop::start_with(&home, Keyring::Unlocked, &environment).await?;
    let mut exchanges: Vec<Exchange> = Vec::new();
    for at in 0..STREAMS {
        page.control('n').await?;
        page.ask(&format!("Question number {at}")).await?;
        exchanges.push(scene::begin(&server, &format!("Answer number {at} begins")).await?);
        page.answered("streaming", &format!("Answer number {at} begins")).await?;
    }
    let all = "return document.querySelectorAll('[data-item] .animate-beat').length === arguments[0]";
    page.until_with("all of them at it", all, vec![STREAMS.into()]).await?;
    page.screenshot("ten-streams").await?;
    for (at, exchange) in exchanges.into_iter().enumerate() {
        scene::end(exchange, &format!(", and ends with {at}.")).await?;
    }
    page.answered("complete", "and ends with 9.").await?;
    // Of all but the one that is open.
    let unread = "return document.querySelectorAll('[data-item] .bg-blue').length === arguments[0]";
    page.until_with("the unread ones", unread, vec![(STREAMS - 1).into()]).await?;
    page.screenshot("unread").await?;
    page.click(Role::Button, "new answerQuestion number 3").await?;
    page.answered("complete", "Answer number 3 begins, and ends with 3.").await?;
    page.until_with("one fewer", unread, vec![(STREAMS - 2).into()]).await?;
    desktop.quit(&home).await?;

    let (desktop, page) = Desktop::start_with(&home, Keyring::Unlocked, &environment).await?;
    page.until_with("those that nobody has read since", unread, vec![(STREAMS - 2).into()]).await?;
    desktop.quit(&home).await?;
    Ok(())
}
