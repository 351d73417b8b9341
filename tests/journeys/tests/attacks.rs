//! The corpus of attempts on the reader (`crates/markdown/tests/attacks.json`), streamed into the real window: what stands in the
//! document is the fixed vocabulary, and nobody is called.

use parlance_journeys::{Desktop, Keyring, Outcome, scene};
use serde::Deserialize;
use serde_json::json;
use tokio::net::{TcpListener, TcpStream};

#[derive(Deserialize)]
struct Attack {
    group: String,
    source: String,
}

/// Elements and attributes of answers that are none of the vocabulary, or lead anywhere but to a page or a mail.
const STRANGERS: &str = r#"
    const html = new Set(`a p br hr em strong del code pre ul ol li blockquote h3 h4 h5 h6 table thead tbody tr th td div span button
        sup sub kbd details summary`.split(/\s+/));
    const mathml = new Set(`math mrow mi mo mn mtext mspace msup msub msubsup mfrac msqrt mroot munder mover munderover mtable mtr mtd
        mstyle menclose mpadded mphantom mmultiscripts mprescripts none`.split(/\s+/));
    const plain = /^(class|dir|title|rel|role|tabindex|type|start|scope|id|hidden|open|data-[\w-]+|aria-[\w-]+)$/;
    const found = [];
    for (const element of document.querySelectorAll('[role=log] .md *')) {
        const name = element.localName;
        const isMath = element.namespaceURI === 'http://www.w3.org/1998/Math/MathML';
        if (!(isMath ? mathml : html).has(name) || element.namespaceURI.endsWith('svg')) found.push(name);
        for (const { name: attribute, value } of element.attributes) {
            if (attribute === 'href') {
                if (name !== 'a' || !/^(https?:|mailto:)/.test(value)) found.push(`${name} href ${value}`);
            } else if (attribute === 'style') {
                // Those are the window's own: the numbers of lines, and the place of blocks that are far from view.
                const own = element.className === 'md-box' && element.childNodes.length === 0
                    ? /^height: [\d.]+px;( margin-top: [\d.]+px; margin-bottom: [\d.]+px;)?$/
                    : /^counter-reset: line \d+$/;
                if (!own.test(value)) found.push(`${name} style ${value}`);
            } else if (isMath ? /^(on|src|xlink|action)/.test(attribute) : !plain.test(attribute)) {
                found.push(`${name} ${attribute} ${value}`);
            }
        }
    }
    return [...new Set(found)];
"#;

#[tokio::test]
async fn nothing_that_is_tried_becomes_more_than_text() -> Outcome {
    let listener = TcpListener::bind(("127.0.0.1", 0)).await?;
    let there = format!("//127.0.0.1:{}", listener.local_addr()?.port());
    let file = concat!(env!("CARGO_MANIFEST_DIR"), "/../../crates/markdown/tests/attacks.json");
    let attacks: Vec<Attack> = serde_json::from_str(&std::fs::read_to_string(file)?)?;
    assert!(attacks.len() >= 200, "{} are too few", attacks.len());

    let (home, server) = (scene::home("dark")?, scene::provider().await?);
    let environment = scene::environment(&server);
    let (desktop, page) = Desktop::start_with(&home, Keyring::Unlocked, &environment).await?;
    for group in attacks.chunk_by(|one, next| one.group == next.group) {
        let name = &group[0].group;
        page.ask(&format!("Show me {name}")).await?;
        let sources: Vec<_> =
            group.iter().map(|attack| attack.source.replace("//evil.example", &there)).collect();
        // The last word must be text, whatever was left open.
        let exchange = scene::begin(&server, &sources.join("\n\n")).await?;
        scene::end(exchange, "\n\n~~~\n```\n$$\n\n-->\n\nThat was all.").await?;
        page.answered("complete", "That was all.").await?;
        let strangers = page.run(STRANGERS, Vec::new()).await?;
        assert_eq!(strangers, json!([]), "{name}");
    }
    page.screenshot("attacks").await?;
    desktop.quit(&home).await?;
    // Whoever had called would come before this.
    let control = TcpStream::connect(listener.local_addr()?).await?;
    let (_, caller) = listener.accept().await?;
    assert_eq!(caller, control.local_addr()?, "somebody called");
    Ok(())
}
