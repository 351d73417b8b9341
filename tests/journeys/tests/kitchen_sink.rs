//! One answer with everything that answers can have, in each theme, wide and narrow: pictures to be looked at.

use parlance_journeys::{Desktop, Error, Keyring, Outcome, Page, Role, scene};
use parlance_testkit::{ScriptedServer, TempHome, sse};

const ANSWER: &str = include_str!("kitchen_sink.md");

/// A conversation with it, opened at its end.
async fn open(home: &TempHome, server: &ScriptedServer) -> Result<(Desktop, Page), Error> {
    let (desktop, page) = Desktop::start_with(home, Keyring::Unlocked, &scene::environment(server)).await?;
    page.find(Role::Button, &format!("Model: {}", scene::MODEL)).await?;
    page.ask("Show me everything that you can").await?;
    let thought = sse::reasoning("First I think about **what** there is. Then I write it down.");
    let mut exchange = scene::begin(server, "").await?;
    exchange.send(thought).await?;
    scene::end(exchange, ANSWER).await?;
    page.answered("complete", "The last words").await?;
    Ok((desktop, page))
}

/// Keeps pictures of all of it, and gives what axe-core finds.
async fn look(page: &Page, name: &str) -> Result<Vec<String>, Error> {
    let pages = page
        .run(
            "const log = document.querySelector('[role=log]'); \
             return Math.ceil(log.scrollHeight / (log.clientHeight - 40))",
            vec![],
        )
        .await?
        .as_u64()
        .unwrap_or_default();
    assert!(pages > 2, "it is all in view");
    for at in 0..pages {
        page.run(
            "const log = document.querySelector('[role=log]'); \
             log.dispatchEvent(new WheelEvent('wheel', { deltaY: -1, bubbles: true })); \
             log.scrollTop = arguments[0] * (log.clientHeight - 40)",
            vec![at.into()],
        )
        .await?;
        page.screenshot(&format!("kitchen-{name}-{at}")).await?;
    }
    let across = page.run("return document.documentElement.scrollWidth > innerWidth", vec![]).await?;
    assert_eq!(across, false, "the page itself scrolls sideways");
    page.axe().await
}

async fn looks(theme: &str) -> Outcome {
    let (home, server) = (scene::home(theme)?, scene::provider().await?);
    let (desktop, page) = open(&home, &server).await?;
    let mut findings = Vec::new();
    for width in [1280, 400] {
        page.resize(width, 800).await?;
        findings.extend(look(&page, &format!("{theme}-{width}")).await?);
    }
    desktop.quit(&home).await?;
    assert_eq!(findings, Vec::<String>::new());
    Ok(())
}

#[tokio::test]
async fn in_the_dark() -> Outcome {
    looks("dark").await
}

#[tokio::test]
async fn in_the_light() -> Outcome {
    looks("light").await
}

#[tokio::test]
async fn with_high_contrast() -> Outcome {
    looks("contrast").await
}

/// As who needs it large sees it, also after the next start.
#[tokio::test]
async fn at_twice_the_size() -> Outcome {
    let (home, server) = (scene::home("dark")?, scene::provider().await?);
    let (desktop, page) = open(&home, &server).await?;
    for _ in [110, 125, 150, 175, 200] {
        page.control('=').await?;
    }
    page.until("half as much in the window", "return innerWidth === 640").await?;
    let mut findings = look(&page, "dark-200").await?;
    page.control(',').await?;
    page.find(Role::Heading, "Settings").await?;
    page.screenshot("settings-200").await?;
    findings.extend(page.axe().await?);
    desktop.quit(&home).await?;
    assert_eq!(findings, Vec::<String>::new());

    let (desktop, page) = Desktop::start_with(&home, Keyring::Unlocked, &[]).await?;
    page.until("as large as before", "return innerWidth === 640").await?;
    page.screenshot("start-200").await?;
    page.control('0').await?;
    page.until("the usual size", "return innerWidth === 1280").await?;
    desktop.quit(&home).await?;
    Ok(())
}
