//! `conversations`, `search` and `models`.

use crate::shell::{Shell, provider};

#[tokio::test]
async fn what_was_asked_is_listed_and_found() {
    let server = provider(["The capital is ", "**Reykjavík**."]).await;
    let shell = Shell::with(&server);
    let run = shell.run(&["conversations"]).await.expect(0);
    assert_eq!(run.stdout, "");
    assert_eq!(shell.run(&["search", "capital", "--json"]).await.expect(0).stdout, "[]\n");

    for question in ["Where in Iceland?\x1b[2J", "Another one"] {
        shell.run(&["ask", question, "--model", "openai/scripted"]).await.expect(0);
    }
    let run = shell.run(&["conversations"]).await.expect(0);
    let rows: Vec<_> = run.stdout.lines().collect();
    assert_eq!(rows.len(), 2, "{run:?}");
    assert!(rows[0].ends_with("Another one") && rows[1].contains("Where in Iceland?"), "{run:?}");
    assert!(!run.stdout.contains('\x1b'), "{run:?}");
    let known = shell.conversations().await;
    assert!(rows[1].starts_with(known[1]["id"].as_str().unwrap()), "{run:?}");

    let run = shell.run(&["search", "reykjavik", "capital"]).await.expect(0);
    assert!(run.stdout.contains("Where in Iceland?") && !run.stdout.contains('\x1b'), "{run:?}");
    let hits = shell.run(&["search", "--json", "Reykjavík"]).await.expect(0).json();
    assert_eq!(hits.as_array().unwrap().len(), 2, "{hits}");
    let snippet = hits[0]["snippet"].as_array().unwrap();
    assert!(snippet.iter().any(|piece| piece["hit"] == true && piece["text"] == "Reykjavík"), "{hits}");

    let run = shell.run(&["search", "nowhere"]).await.expect(0);
    assert_eq!((run.stdout.as_str(), run.stderr.as_str()), ("", "Nothing was found.\n"));
}

#[tokio::test]
async fn models_are_listed_as_the_model_option_takes_them() {
    let server = provider(["x"]).await;
    let run = Shell::with(&server).run(&["models"]).await.expect(0);
    let models: Vec<_> = run.stdout.lines().collect();
    assert!(models.contains(&"openai/scripted") && models.contains(&"guide/guide"), "{run:?}");
    assert!(run.stderr.contains("No key yet for") && run.stderr.contains("Groq"), "{run:?}");

    let models = Shell::with(&server).run(&["models", "--json"]).await.expect(0).json();
    let openai = models.as_array().unwrap().iter().find(|provider| provider["provider"] == "openai").unwrap();
    assert_eq!(openai["models"][0]["model"]["model"], "scripted");
}
