//! Formulas in the real window: drawn in the font that comes with the program, copied by click and key, wide ones scroll inside.

use fantoccini::key::Key;
use parlance_journeys::{Desktop, Keyring, Outcome, Role, scene};
use parlance_testkit::{Response, ScriptedServer};

const ANSWER: &str = include_str!("formulas.md");

async fn formulas(theme: &str) -> Outcome {
    let (home, server) = (scene::home(theme)?, ScriptedServer::start().await?);
    server.route("/models", vec![Response::models([scene::MODEL]).into()]);
    let environment = scene::environment(&server);
    let (desktop, page) = Desktop::start_with(&home, Keyring::Unlocked, &environment).await?;
    page.find(Role::Button, &format!("Model: {}", scene::MODEL)).await?;
    page.ask("Show me some formulas").await?;
    scene::end(scene::begin(&server, "").await?, ANSWER).await?;
    page.answered("complete", "the last formula").await?;
    page.until("the font", "return document.fonts.check('16px \"STIX Two Math\"') && [...document.fonts].some((font) => font.family.includes('STIX') && font.status === 'loaded')")
        .await?;
    let mut findings = Vec::new();

    page.run("document.querySelector('.md-display').scrollIntoView({ block: 'start' })", vec![]).await?;
    findings.extend(page.look(&format!("formulas-{theme}")).await?);
    page.run("[...document.querySelectorAll('.md-display')].at(-1).scrollIntoView({ block: 'end' })", vec![])
        .await?;
    page.screenshot(&format!("formulas-end-{theme}")).await?;
    page.resize(400, 800).await?;
    page.run("[...document.querySelectorAll('.md-display')].at(-1).scrollIntoView({ block: 'end' })", vec![])
        .await?;
    page.screenshot(&format!("formulas-{theme}-400")).await?;
    let wide = page
        .run("const wide = [...document.querySelectorAll('.md-display')].at(-1); \
              return [wide.scrollWidth > wide.clientWidth, document.documentElement.scrollWidth > innerWidth]", vec![])
        .await?;
    assert_eq!(wide, serde_json::json!([true, false]));
    page.resize(1280, 800).await?;

    page.click_css(".md-math:not(.md-display)").await?;
    page.until(
        "said so",
        "return document.querySelector('.md-math[data-copied]')?.dataset.copied === 'TeX copied'",
    )
    .await?;
    page.screenshot(&format!("formula-copied-{theme}")).await?;
    assert_eq!(page.clipboard().await?, "ax^2 + bx + c");
    page.run("document.querySelector('.md-display').focus()", vec![]).await?;
    page.press(Key::Enter).await?;
    page.until("said so", "return document.querySelector('.md-display[data-copied]') !== null").await?;
    assert!(page.clipboard().await?.ends_with("x = \\frac{-b \\pm \\sqrt{b^2-4ac}}{2a} \\tag{1}"));
    desktop.quit(&home).await?;
    assert_eq!(findings, Vec::<String>::new());
    Ok(())
}

#[tokio::test]
async fn dark() -> Outcome {
    formulas("dark").await
}

#[tokio::test]
async fn light() -> Outcome {
    formulas("light").await
}
