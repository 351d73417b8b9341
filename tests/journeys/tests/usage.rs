//! What was used and what it cost: the figures of the window, of the file and of the provider are the same.

use parlance_journeys::{Desktop, Keyring, Outcome, Role, scene};
use parlance_testkit::{Response, ScriptedServer, sse};

/// Its price is in the catalogue: $10 a million tokens in, $50 out.
const DEAR: &str = "gpt-6-astra";

fn answer(words: &str, input_tokens: u64, output_tokens: u64) -> Response {
    let usage = sse::usage(input_tokens, output_tokens);
    Response::events([sse::text(words), sse::finish("stop"), usage, sse::DONE.to_owned()].concat())
}

#[tokio::test]
async fn the_figures_are_the_providers_and_go_into_a_file() -> Outcome {
    let (home, server) = (scene::home("dark")?, ScriptedServer::start().await?);
    scene::prefer_model(&home, "dark", "en", "openai", DEAR)?;
    server.route("/models", vec![Response::models([DEAR]).into()]);
    let environment = scene::environment(&server);
    let (desktop, page) = Desktop::start_with(&home, Keyring::Unlocked, &environment).await?;
    for (question, input, output) in [("First?", 1_000, 200), ("Second?", 4_000, 600)] {
        server.respond(answer("Yes.", input, output));
        page.ask(question).await?;
        page.answered("complete", "Yes.").await?;
        page.click(Role::Button, "New chat").await?;
    }

    page.click(Role::Button, "Settings").await?;
    page.click(Role::Button, "Usage").await?;
    let sums = "return [...document.querySelectorAll('#settings-usage dl > div')]
        .map((figure) => figure.innerText.replace(/\\s+/g, ' ').trim()).join(' | ') === arguments[0]";
    // 5,000 in and 800 out.
    page.until_with("the sums", sums, vec!["Cost ≈ $0.09 | Tokens 5,800 | Calls 2".into()]).await?;
    page.click(Role::Radio, "Conversation").await?;
    let row = "return [...document.querySelectorAll('#settings-usage tbody tr')]
        .find((row) => row.querySelector('th').innerText.includes('Second?'))?.innerText.replace(/\\s+/g, ' ')";
    let row = page.until("the second conversation", row).await?;
    assert_eq!(row, "Second? 1 4,000 0 600 0 ≈ $0.07");

    page.click(Role::Button, "Save as CSV").await?;
    page.says("Every call is in").await?;
    let mut tables = std::fs::read_dir(home.parlance().join("exports"))?;
    let table = std::fs::read_to_string(tables.next().ok_or("no file")??.path())?;
    let calls: Vec<Vec<&str>> = table.lines().skip(1).map(|line| line.split(',').collect()).collect();
    let mut kept: Vec<_> = calls.iter().map(|call| call[1..=9].join(",")).collect();
    kept.sort();
    assert_eq!(
        kept,
        [
            "openai,gpt-6-astra,First?,1000,200,,,0.020000,estimated",
            "openai,gpt-6-astra,Second?,4000,600,,,0.070000,estimated",
        ]
    );
    desktop.quit(&home).await?;
    Ok(())
}
