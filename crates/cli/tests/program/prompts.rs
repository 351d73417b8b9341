//! `--persona`, `--template`, and their lists.

use serde_json::json;

use crate::shell::{Shell, last_message, provider};

const MODEL: [&str; 2] = ["--model", "openai/scripted"];

#[tokio::test]
async fn a_question_is_begun_with_a_template_and_asked_as_a_persona_says() {
    let server = provider(["ok"]).await;
    let shell = Shell::with(&server);
    let words =
        ["ask", "--template", "/explain", "--var", "what=tides", "--persona", "programmer", "Briefly."];
    shell.run(&[&words[..], &MODEL].concat()).await.expect(0);
    let request = server.request(0).await;
    let asked = "Explain tides to an adult who knows nothing of it. Begin with an example.\n\nBriefly.";
    assert_eq!(last_message(&request), asked);
    let body = request.json();
    assert_eq!(body["temperature"], json!(0.2));
    assert!(
        body["messages"][0]["content"].as_str().unwrap().starts_with("You are an experienced programmer")
    );

    // Nothing of it is kept, and the person's own templates are there all the same.
    let run = shell.run(&[&words[..], &MODEL, &["--no-save"]].concat()).await.expect(0);
    assert_eq!(run.stdout, "ok\n");
    assert_eq!(shell.conversations().await.len(), 1);
    let personas = shell.run(&["personas", "--json"]).await.expect(0).json();
    let own = personas.as_array().unwrap().iter().filter(|persona| persona["starter"] == false);
    assert_eq!(own.map(|persona| persona["name"].as_str().unwrap()).collect::<Vec<_>>(), ["Programmer"]);
}

#[tokio::test]
async fn what_a_template_wants_is_said() {
    let server = provider(["ok"]).await;
    let shell = Shell::with(&server);
    for (words, told) in [
        (&["--template", "nothing"][..], "no template “nothing”"),
        (&["--template", "explain"], "--var \"what=…\""),
        (&["--template", "explain", "--var", "who=me"], "It has: what, whom."),
        (&["--template", "explain", "--var", "what=x", "--var", "whom=me"], "is one of: an adult"),
        (&["--template", "summarise"], "--var \"clipboard=…\""),
        (&["--persona", "nobody", "Why?"], "no persona “nobody”"),
        (&["--var", "a=b", "Why?"], "--template"),
    ] {
        let run = shell.run(&[&["ask"], words, &MODEL].concat()).await.expect(2);
        assert!(run.stderr.contains(told), "{words:?}: {run:?}");
    }
    let run = shell.run(&["templates"]).await.expect(0);
    let row = run.stdout.lines().find(|line| line.starts_with("summarise ")).unwrap();
    assert!(row.contains("length, clipboard"), "{row}");
}
