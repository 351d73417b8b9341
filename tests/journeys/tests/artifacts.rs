//! A page that a model wrote, in its frame: it draws and computes, and reaches neither the network nor the app.

use parlance_journeys::{Desktop, Keyring, Outcome, Role, scene};
use tokio::net::{TcpListener, TcpStream};

const KINDS: &str = "A page, a picture and a document:\n\n\
```html\n<!doctype html>\n<title>Clock</title>\n<style>body{font:600 40px sans-serif;display:grid;place-items:center;height:90vh;margin:0;background:linear-gradient(135deg,#dff,#fdf)}</style>\n<output id=o></output>\n<script>o.textContent = [1, 2, 3].map((n) => n * 7).join(' : ')</script>\n```\n\n\
```svg\n<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 120 80\"><rect width=\"120\" height=\"80\" rx=\"12\" fill=\"#0a0a0a\"/><circle cx=\"60\" cy=\"40\" r=\"24\" fill=\"#00d9ff\"/></svg>\n```\n\n\
```markdown\n# Plan\n\n- one\n- **two**\n\n| a | b |\n|---|---|\n| 1 | 2 |\n```\n\n";

/// Tries what a hostile page would, and says which attempts went through. Of the others that it makes, a listener knows.
fn hostile(port: u16) -> String {
    let there = format!("http://127.0.0.1:{port}");
    format!(
        "```html\n<!doctype html>\n<title>Hostile</title>\n<link rel=stylesheet href=\"{there}/style\">\n\
<link rel=prefetch href=\"{there}/prefetch\">\n<img src=\"{there}/img\">\n<iframe src=\"{there}/frame\"></iframe>\n\
<form action=\"{there}/form\" method=post><button>x</button></form>\n<pre id=out></pre>\n<script>\n\
const results = [];\n\
const attempt = async (name, work) => {{ let reached = true; try {{ await work(); }} catch {{ reached = false; }} if (reached) results.push(name); }};\n\
(async () => {{\n\
await attempt('fetch', () => fetch('{there}/fetch', {{ mode: 'no-cors' }}));\n\
navigator.sendBeacon('{there}/beacon', 'x');\n\
await attempt('socket', () => new Promise((ok, no) => {{ const s = new WebSocket('ws://127.0.0.1:{port}/ws'); s.onopen = ok; s.onerror = no; }}));\n\
await attempt('parent', () => {{ parent.document.body.textContent; }});\n\
await attempt('storage', () => {{ localStorage.setItem('a', 'b'); }});\n\
await attempt('internals', () => {{ if (!window.__TAURI_INTERNALS__) throw 0; }});\n\
await attempt('ipc', () => fetch('ipc://localhost/get_settings', {{ method: 'POST', body: '{{\"args\":{{}}}}' }}));\n\
await attempt('app page', () => fetch('tauri://localhost/index.html'));\n\
await attempt('handler', () => {{ window.webkit.messageHandlers.ipc.postMessage(JSON.stringify({{ cmd: 'open_link', callback: 0, error: 0, payload: {{ args: {{ url: '{there}/opened' }} }}, options: {{}} }})); throw 0; }});\n\
await attempt('popup', () => {{ if (!window.open('{there}/popup')) throw 0; }});\n\
await attempt('dialog', () => {{ alert('hello'); if (confirm('sure?')) return; throw 0; }});\n\
document.querySelector('form').submit();\n\
try {{ top.location = '{there}/top'; }} catch {{}}\n\
out.textContent = 'reached: ' + (results.join(', ') || 'nothing');\n\
location.href = '{there}/navigated';\n\
parent.postMessage({{ error: 'attempts are over; reached: ' + (results.join(', ') || 'nothing') }}, '*');\n\
}})();\n</script>\n```\n\n"
    )
}

async fn kinds(theme: &str) -> Outcome {
    let (home, server) = (scene::home(theme)?, scene::provider().await?);
    let environment = scene::environment(&server);
    let (desktop, page) = Desktop::start_with(&home, Keyring::Unlocked, &environment).await?;
    page.ask("Draw me something").await?;
    scene::end(scene::begin(&server, KINDS).await?, "There.").await?;
    page.answered("complete", "There.").await?;
    let open =
        |at: u32| format!("[data-message]:last-of-type .md > .md-code:nth-of-type({at}) [data-preview]");
    let mut findings = Vec::new();
    for (at, name) in [(1, "page"), (2, "picture"), (3, "document")] {
        page.wheel_to(&open(at)).await?;
        page.click_css(&open(at)).await?;
        page.find(Role::Complementary, "Artifact").await?;
        page.until(
            "what it shows",
            "return document.querySelector('aside [role=tabpanel] :is(iframe, img, .md > *)') !== null",
        )
        .await?;
        findings.extend(page.look(&format!("artifact-{name}-{theme}")).await?);
        page.click(Role::Tab, "Source").await?;
        page.screenshot(&format!("artifact-{name}-source-{theme}")).await?;
        page.click(Role::Button, "Close the artifact").await?;
    }
    assert_eq!(findings, Vec::<String>::new());
    desktop.quit(&home).await?;
    Ok(())
}

#[tokio::test]
async fn kinds_in_the_dark() -> Outcome {
    kinds("dark").await
}

#[tokio::test]
async fn kinds_in_the_light() -> Outcome {
    kinds("light").await
}

/// What somebody makes of a page, and of the room that it has, is there in the next window.
#[tokio::test]
async fn a_changed_page_and_its_width_stay() -> Outcome {
    let (home, server) = (scene::home("dark")?, scene::provider().await?);
    let environment = scene::environment(&server);
    let (desktop, page) = Desktop::start_with(&home, Keyring::Unlocked, &environment).await?;
    page.ask("Draw me something").await?;
    scene::end(scene::begin(&server, KINDS).await?, "There.").await?;
    page.answered("complete", "There.").await?;
    page.wheel_to("[data-preview]").await?;
    page.click_css("[data-preview]").await?;
    page.find(Role::Complementary, "Artifact").await?;
    let width =
        "return Math.abs(document.querySelector('aside')?.getBoundingClientRect().width - arguments[0]) < 14";
    page.until_with("half of the window", width, vec![640.into()]).await?;
    // To the left, over the conversation, and back over the frame, which must not take the pointer.
    page.pull(Role::Separator, "Width of the artifact", -240.0).await?;
    page.until_with("what the conversation leaves", width, vec![652.into()]).await?;
    page.screenshot("artifact-wide").await?;
    page.pull(Role::Separator, "Width of the artifact", 172.0).await?;
    page.until_with("a narrow one", width, vec![480.into()]).await?;
    page.click(Role::Tab, "Source").await?;
    page.type_over(Role::Textbox, "Source of Clock", "<title>Clock</title>").await?;
    page.screenshot("artifact-narrow-changed").await?;
    // At once: what was typed last is kept while the window closes.
    page.type_into(Role::Textbox, "Source of Clock", "mine").await?;
    desktop.quit(&home).await?;

    let (desktop, page) = Desktop::start_with(&home, Keyring::Unlocked, &environment).await?;
    page.click(Role::Button, "Draw me something").await?;
    page.answered("complete", "There.").await?;
    page.wheel_to("[data-preview]").await?;
    page.click_css("[data-preview]").await?;
    page.until_with("as narrow as before", width, vec![480.into()]).await?;
    page.click(Role::Tab, "Source").await?;
    let source = "return document.querySelector('aside textarea')?.value === arguments[0]";
    page.until_with("the change", source, vec!["<title>Clock</title>mine".into()]).await?;
    page.click(Role::Button, "Discard your changes").await?;
    page.until(
        "the page as it was written",
        "return document.querySelector('aside textarea').value.includes('<output id=o>')",
    )
    .await?;
    desktop.quit(&home).await?;
    Ok(())
}

#[tokio::test]
async fn a_hostile_page_reaches_neither_the_network_nor_the_app() -> Outcome {
    let listener = TcpListener::bind(("127.0.0.1", 0)).await?;
    let port = listener.local_addr()?.port();
    let (home, server) = (scene::home("dark")?, scene::provider().await?);
    let environment = scene::environment(&server);
    let (desktop, page) = Desktop::start_with(&home, Keyring::Unlocked, &environment).await?;
    page.ask("Be bad").await?;
    scene::end(scene::begin(&server, &hostile(port)).await?, "There.").await?;
    page.answered("complete", "There.").await?;
    page.wheel_to("[data-preview]").await?;
    page.click(Role::Button, "Preview of the code").await?;
    // It says itself that it has tried everything.
    page.says("attempts are over; reached: nothing").await?;
    page.says("has no network: 127.0.0.1").await?;
    page.screenshot("artifact-hostile").await?;
    // The app is there and answers.
    page.click(Role::Button, "Close the artifact").await?;
    page.ask("Still there?").await?;
    scene::end(scene::begin(&server, "Of course").await?, ".").await?;
    page.answered("complete", "Of course.").await?;
    desktop.quit(&home).await?;
    // Whoever had called would come before this.
    let control = TcpStream::connect(listener.local_addr()?).await?;
    let (_, caller) = listener.accept().await?;
    assert_eq!(caller, control.local_addr()?, "somebody called");
    Ok(())
}
