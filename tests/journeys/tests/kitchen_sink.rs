//! One answer with everything that answers can have, in each theme, wide and narrow: pictures to be looked at.

use parlance_journeys::{Desktop, Keyring, Outcome, Role, scene};
use parlance_testkit::sse;

const ANSWER: &str = include_str!("kitchen_sink.md");

async fn looks(theme: &str) -> Outcome {
    let (home, server) = (scene::home(theme)?, scene::provider().await?);
    let environment = scene::environment(&server);
    let (desktop, page) = Desktop::start_with(&home, Keyring::Unlocked, &environment).await?;
    page.find(Role::Button, &format!("Model: {}", scene::MODEL)).await?;
    page.ask("Show me everything that you can").await?;
    let thought = sse::reasoning("First I think about **what** there is. Then I write it down.");
    let mut exchange = scene::begin(&server, "").await?;
    exchange.send(thought).await?;
    scene::end(exchange, ANSWER).await?;
    page.answered("complete", "The last words").await?;
    let mut findings = Vec::new();
    for (width, name) in [(1280, "1280"), (400, "400")] {
        page.resize(width, 800).await?;
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
            page.screenshot(&format!("kitchen-{theme}-{name}-{at}")).await?;
        }
        let across = page.run("return document.documentElement.scrollWidth > innerWidth", vec![]).await?;
        assert_eq!(across, false, "the page itself scrolls sideways");
        findings.extend(page.axe().await?);
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
