//! `conversations`, `search`, `models` and `providers`.

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

#[tokio::test]
async fn providers_are_listed_with_those_of_files_and_what_is_wrong_with_which() {
    let server = provider(["x"]).await;
    let shell = Shell::with(&server);
    let folder = shell.home.parlance().join("providers");
    std::fs::create_dir_all(&folder).unwrap();
    let lab =
        |lines: &str| format!("version = 1\nname = \"Lab\"\nbase_url = \"{}\"\n{lines}", server.base_url());
    std::fs::write(folder.join("lab.toml"), lab("auth = \"none\"\nmodels = [\"scripted\"]")).unwrap();
    std::fs::write(folder.join("bad.toml"), lab("wire = \"soap\"")).unwrap();
    let run = shell.run(&["providers"]).await.expect(0);
    let line = |id: &str| run.stdout.lines().find(|line| line.starts_with(&format!("{id} "))).unwrap();
    assert!(line("openai").contains("environment") && line("openai").contains(&server.base_url()));
    assert!(line("azure").contains("no address yet") && line("perplexity").contains("no key"));
    assert!(line("lab").contains("key optional"), "{run:?}");
    assert!(run.stderr.starts_with("bad.toml describes no provider. Line 4: "), "{run:?}");

    let models = shell.run(&["models"]).await.expect(0);
    assert!(models.stdout.lines().any(|model| model == "lab/scripted"), "{models:?}");
    // What the folder describes is there without the history, too; this server wants a key, and a file can say that none is sent.
    let asked = shell.run(&["ask", "--no-save", "--model", "lab/scripted", "Hi"]).await.expect(3);
    assert_eq!(server.requests().last().unwrap().bearer(), None, "{asked:?}");

    let json = shell.run(&["providers", "--json"]).await.expect(0).json();
    let lab = json.as_array().unwrap().iter().find(|provider| provider["id"] == "lab").unwrap();
    assert_eq!((&lab["file"], &lab["auth"]["type"]), (&"lab.toml".into(), &"none".into()));
}
