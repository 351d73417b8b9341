//! Diagrams in the real window: drawn when their fence is closed, as images that reach nobody; copied, looked at, and refused in words.

use fantoccini::key::Key;
use parlance_journeys::{Desktop, Keyring, Outcome, Page, Role, scene};
use serde_json::json;
use tokio::net::{TcpListener, TcpStream};

const ORDER: &str = "```mermaid\nflowchart TD\n    accTitle: How an order goes\n    A[Order comes in] --> B{Is it in stock?}\n    B -->|Yes| C[Ship it today]\n    B -->|No, never| D[(Backorder database)]\n    C --> E([Done])\n    D -.-> E\n    subgraph Warehouse\n      C\n      D\n    end\n";
const MORE: &str = "```mermaid\nsequenceDiagram\n    participant U as User\n    participant S as Server\n    U->>+S: POST /login (name, password)\n    alt is valid\n    S-->>U: 200 OK\n    else is not\n    S-->>-U: 401 Unauthorised\n    end\n    Note over U,S: Everything over TLS\n```\n\n\
```mermaid\nstateDiagram-v2\n    [*] --> Still\n    Still --> Moving : push\n    Moving --> Still\n    Moving --> [*]\n```\n\n\
```mermaid\npie title Pets\n    \"Dogs\" : 386\n    \"Cats\" : 85\n    \"Rats\" : 15\n```\n\n\
With colours of its own:\n\n\
```mermaid\ngraph LR\n    A[Paper] --> B[Scissors]\n    style A fill:#ffd6e7,stroke:#c2185b\n```\n\n";
const BROKEN: &str = "```mermaid\ngraph TD\n    A[Start --> B\n```\n\n";

/// Pictures that are whole, of all blocks of Mermaid.
const PICTURES: &str = "return [...document.querySelectorAll('.md-diagram img')].filter((image) => image.complete && image.naturalWidth > 0).length";

async fn drawn(page: &Page, count: u64) -> Outcome {
    let script = PICTURES.replace("return ", "return arguments[0] === ");
    page.until_with("the diagrams", &script, vec![json!(count)]).await?;
    Ok(())
}

/// What says that something was copied may lie over the field: no pointer is used.
async fn paste(page: &Page) -> Outcome {
    page.until("no menu", "return document.querySelector('[role=menu]') === null").await?;
    page.run("document.querySelector('textarea').focus()", vec![]).await?;
    page.control('v').await
}

async fn scroll_to(page: &Page, at: u32) -> Outcome {
    let script = "document.querySelectorAll('.md-mermaid')[arguments[0]].scrollIntoView({ block: 'start' }); return true";
    page.until_with("the block", script, vec![json!(at)]).await?;
    Ok(())
}

async fn diagrams(theme: &str) -> Outcome {
    let (home, server) = (scene::home(theme)?, scene::provider().await?);
    let (desktop, page) = Desktop::start_with(&home, Keyring::Unlocked, &scene::environment(&server)).await?;
    let mut findings = Vec::new();
    page.ask("Draw it").await?;
    let mut exchange = scene::begin(&server, ORDER).await?;
    page.answered("streaming", "subgraph Warehouse").await?;
    assert_eq!(page.run(PICTURES, vec![]).await?, json!(0));
    // The fence is closed and the answer goes on.
    exchange.send(parlance_testkit::sse::text("```\n\nThat is the way of an order.\n\n")).await?;
    drawn(&page, 1).await?;
    page.answered("streaming", "the way of an order").await?;
    page.until(
        "its name",
        "return document.querySelector('.md-diagram img').alt === 'Flowchart: How an order goes'",
    )
    .await?;
    page.run("document.querySelector('.md-diagram img').dataset.seen = 'yes'", vec![]).await?;
    scene::end(exchange, &format!("{MORE}{BROKEN}There.")).await?;
    page.answered("complete", "There.").await?;
    // What was there is the same still.
    page.until("the same picture", "return document.querySelector('.md-diagram img').dataset.seen === 'yes'")
        .await?;
    page.until(
        "words on what is broken",
        "return document.querySelector('.md-diagram-note')?.textContent.includes('line 2')",
    )
    .await?;
    page.screenshot(&format!("diagrams-broken-{theme}")).await?;
    scroll_to(&page, 3).await?;
    scroll_to(&page, 1).await?;
    drawn(&page, 5).await?;
    findings.extend(page.look(&format!("diagrams-more-{theme}")).await?);
    page.resize(1280, 800).await?;
    scroll_to(&page, 3).await?;
    page.screenshot(&format!("diagrams-painted-{theme}")).await?;
    scroll_to(&page, 0).await?;
    findings.extend(page.look(&format!("diagrams-{theme}")).await?);

    page.run("document.querySelector('.md-diagram-toggle').click()", vec![]).await?;
    page.find(Role::Button, "Show the diagram").await?;
    page.screenshot(&format!("diagrams-source-{theme}")).await?;
    page.click(Role::Button, "Show the diagram").await?;
    page.click(Role::Button, "Enlarge: Flowchart: How an order goes").await?;
    page.find(Role::Dialog, "Flowchart: How an order goes").await?;
    page.click(Role::Button, "Larger").await?;
    findings.extend(page.look(&format!("diagrams-large-{theme}")).await?);
    page.press(Key::Escape).await?;

    scroll_to(&page, 0).await?;
    page.run("document.querySelector('.md-diagram-menu').click()", vec![]).await?;
    page.find(Role::MenuItem, "Save as PNG").await?;
    page.screenshot(&format!("diagrams-menu-{theme}")).await?;
    page.click(Role::MenuItem, "Copy SVG").await?;
    page.says("SVG copied").await?;
    paste(&page).await?;
    let svg = page.until("a pasted text", "return document.activeElement.value").await?;
    let svg = svg.as_str().unwrap_or_default();
    assert!(
        svg.starts_with("<svg xmlns=") && svg.contains("Backorder") && svg.contains("data:font/woff2"),
        "{svg:.300}"
    );
    page.control('a').await?;
    page.press(Key::Delete).await?;
    scroll_to(&page, 0).await?;
    page.run("document.querySelector('.md-diagram-menu').click()", vec![]).await?;
    page.find(Role::MenuItem, "Copy as a picture").await?;
    page.run("document.querySelector('[role=menuitem]').click()", vec![]).await?;
    page.says("Picture copied").await?;
    paste(&page).await?;
    // A clipboard takes no picture that is empty or broken: what comes back was painted.
    page.until("the painted diagram", "return document.body.innerText.includes('screenshot.png')").await?;
    page.screenshot(&format!("diagrams-copied-{theme}")).await?;
    assert_eq!(findings, Vec::<String>::new());
    desktop.quit(&home).await?;
    Ok(())
}

#[tokio::test]
async fn dark() -> Outcome {
    diagrams("dark").await
}

#[tokio::test]
async fn light() -> Outcome {
    diagrams("light").await
}

#[tokio::test]
async fn another_theme_draws_them_anew() -> Outcome {
    let (home, server) = (scene::home("dark")?, scene::provider().await?);
    let (desktop, page) = Desktop::start_with(&home, Keyring::Unlocked, &scene::environment(&server)).await?;
    page.ask("Draw it").await?;
    scene::end(scene::begin(&server, ORDER).await?, "```\n\nThere.").await?;
    page.answered("complete", "There.").await?;
    let ground = "const { backgroundColor } = document.querySelector('.md-diagram')?.style ?? {}; return backgroundColor === arguments[0]";
    page.until_with("a dark ground", ground, vec![json!("rgb(15, 15, 15)")]).await?;
    page.run("document.documentElement.dataset.theme = 'light'", vec![]).await?;
    page.until_with("a light ground", ground, vec![json!("rgb(250, 250, 250)")]).await?;
    page.run("document.documentElement.dataset.contrast = ''", vec![]).await?;
    page.until_with("a white ground", ground, vec![json!("rgb(255, 255, 255)")]).await?;
    drawn(&page, 1).await?;
    page.screenshot("diagrams-contrast-light").await?;
    page.run("document.documentElement.dataset.theme = 'dark'", vec![]).await?;
    page.until_with("a black ground", ground, vec![json!("rgb(0, 0, 0)")]).await?;
    drawn(&page, 1).await?;
    page.screenshot("diagrams-contrast-dark").await?;
    desktop.quit(&home).await?;
    Ok(())
}

#[tokio::test]
async fn a_hostile_diagram_reaches_nobody() -> Outcome {
    let listener = TcpListener::bind(("127.0.0.1", 0)).await?;
    let there = format!("http://127.0.0.1:{}", listener.local_addr()?.port());
    let hostile = [
        format!(
            "graph TD\n A[\"<img src={there}/img onerror=alert(1)>\"] --> B\n click A href \"{there}/click\"\n style A fill:url({there}/fill)"
        ),
        format!("graph TD\n A@{{ img: \"{there}/x.png\", label: \"x\" }} --> B"),
        format!(
            "%%{{init: {{'themeCSS': '@import url({there}/t.css);', 'securityLevel': 'loose', 'htmlLabels': true}}}}%%\ngraph TD\n A[\"<script src={there}/s></script>\"] --> B"
        ),
        format!("architecture-beta\n service a({there}/i.svg)[x]"),
        "graph TD\n A --> B".to_owned(),
    ];
    let words: String = hostile.iter().map(|source| format!("```mermaid\n{source}\n```\n\n")).collect();
    let (home, server) = (scene::home("dark")?, scene::provider().await?);
    let (desktop, page) = Desktop::start_with(&home, Keyring::Unlocked, &scene::environment(&server)).await?;
    page.ask("Be bad").await?;
    scene::end(scene::begin(&server, &words).await?, "There.").await?;
    page.answered("complete", "There.").await?;
    for at in (0..5).rev() {
        scroll_to(&page, at).await?;
    }
    page.until(
        "all of them, drawn or refused",
        "return document.querySelectorAll('[data-diagram]').length === 5",
    )
    .await?;
    page.screenshot("diagrams-hostile").await?;
    desktop.quit(&home).await?;
    // Whoever had called would come before this.
    let control = TcpStream::connect(listener.local_addr()?).await?;
    let (_, caller) = listener.accept().await?;
    assert_eq!(caller, control.local_addr()?, "somebody called");
    Ok(())
}
