//! What a person does with code, tables and images in an answer, in the real window.

use std::fmt::Write as _;

use fantoccini::key::Key;
use parlance_journeys::{Desktop, Keyring, Outcome, Page, Role, artifacts, scene};
use parlance_testkit::{Response, ScriptedServer, png};
use serde_json::json;

const CODE: &str = "Here is the parser:\n\n```ts title=\"src/parse.ts\"\n\
    // Reads one line at a time.\nexport function parse(line: string): Token[] {\n  const tokens: Token[] = [];\n\
    \x20 for (const word of line.split(/\\s+/)) tokens.push({ kind: \"word\", text: word, at: 0x10 });\n\
    \x20 return tokens; // never empty, even for a line of spaces, since split gives one empty word there\n}\n```\n\n\
    And what changed:\n\n```diff\n--- a/src/parse.ts\n+++ b/src/parse.ts\n@@ -1,3 +1,3 @@\n export function parse(line: string) {\n\
    -  return line.split(\" \");\n+  return line.split(/\\s+/);\n }\n```\n\n";

fn long_code(lines: usize) -> String {
    let mut code = String::from("The whole of it:\n\n```rust:src/steps.rs\n");
    for number in 1..=lines {
        let _ = writeln!(code, "fn step_{number}(input: &str) -> usize {{ input.len() * {number} }}");
    }
    code.push_str("```\n\nThat is all of the code.");
    code
}

const TABLE: &str = "| City | Founded | People | What it is known for |\n|:--|--:|--:|:-:|\n\
    | **Köln** | 38 | 1,084,831 | the cathedral |\n| Aachen | 765 | 252,000 | [the chapel](https://example.org/chapel) |\n\
    | Bonn | 11 | — | `BEE` \\| thoven |\n| Berlin | 1237 | 3,755,251 | a tower |\n\n";

/// What the page holds now, for the figures that are kept beside the pictures.
async fn measured(page: &Page) -> Result<String, Box<dyn std::error::Error + Send + Sync>> {
    let script = "const count = (selector) => document.querySelectorAll(selector).length;
        return `${count('*')} nodes, ${count('.md-piece')} pieces`";
    Ok(page.run(script, Vec::new()).await?.as_str().unwrap_or_default().to_owned())
}

async fn answer(page: &Page, server: &ScriptedServer, question: &str, words: &str, last: &str) -> Outcome {
    page.ask(question).await?;
    scene::end(scene::begin(server, "").await?, words).await?;
    page.answered("complete", last).await
}

/// Leaves the conversation and comes back to it.
async fn again(page: &Page, title: &str) -> Outcome {
    page.click(Role::Button, "New chat").await?;
    page.until("an empty window", "return document.querySelectorAll('[data-message]').length === 0").await?;
    page.click(Role::Button, title).await?;
    page.until("its messages", "return document.querySelectorAll('[data-message]').length > 1").await?;
    Ok(())
}

async fn scroll_to(page: &Page, selector: &str) -> Outcome {
    let script = "const scroller = document.querySelector('[role=log]');
        scroller.dispatchEvent(new WheelEvent('wheel', { deltaY: -1, bubbles: true }));
        const place = document.querySelector(arguments[0]);
        if (!place) return false;
        const middle = (box) => (box.top + box.bottom) / 2;
        scroller.scrollTop += middle(place.getBoundingClientRect()) - middle(scroller.getBoundingClientRect());
        return true";
    page.until_with(selector, script, vec![json!(selector)]).await?;
    Ok(())
}

async fn code(theme: &str) -> Outcome {
    let (home, server) = (scene::home(theme)?, scene::provider().await?);
    let (desktop, page) = Desktop::start_with(&home, Keyring::Unlocked, &scene::environment(&server)).await?;
    let mut findings = Vec::new();
    let words = format!("{CODE}{}", long_code(120));
    page.ask("Show me the parser").await?;
    let exchange = scene::begin(&server, &words[..words.len() / 2]).await?;
    page.answered("streaming", "The whole of it").await?;
    scene::end(exchange, &words[words.len() / 2..]).await?;
    page.answered("complete", "all of the code").await?;
    // Whoever saw it come has it whole.
    page.until(
        "a long block as it came",
        "return document.querySelector('.md-fold') && !document.querySelector('[data-folded]')",
    )
    .await?;
    again(&page, "Show me the parser").await?;
    page.find(Role::Button, "Show all 120 lines").await?;
    scroll_to(&page, ".md-code").await?;
    findings.extend(page.look(&format!("blocks-code-{theme}")).await?);
    scroll_to(&page, ".md-fold").await?;
    findings.extend(page.look(&format!("blocks-folded-{theme}")).await?);

    let height = "return document.querySelectorAll('.md-code')[2].offsetHeight";
    let folded = page.run(height, Vec::new()).await?.as_u64().unwrap_or_default();
    page.click(Role::Button, "Show all 120 lines").await?;
    page.until_with(
        "the whole block",
        "return document.querySelectorAll('.md-code')[2].offsetHeight > arguments[0] * 3",
        vec![json!(folded)],
    )
    .await?;
    page.click(Role::Button, "Show less").await?;
    page.find(Role::Button, "Show all 120 lines").await?;
    // What is looked for unfolds.
    page.control('f').await?;
    page.type_into(Role::Textbox, "Words to find", "step_97").await?;
    page.find(Role::Button, "Show less").await?;
    let seen = "const { top, bottom } = [...document.querySelectorAll('.line')].find((line) => line.textContent.includes('step_97')).getBoundingClientRect();
        return top > 0 && bottom < innerHeight";
    page.until("the line in view", seen).await?;
    assert_eq!(page.run("return document.scrollingElement.scrollTop", Vec::new()).await?, json!(0));
    page.press(Key::Escape).await?;

    page.click(Role::Button, "Settings").await?;
    page.click(Role::Button, "Appearance").await?;
    page.click(Role::Switch, "Line numbers").await?;
    page.click(Role::Radio, "Classic").await?;
    findings.extend(page.look_at_section(&format!("blocks-settings-{theme}"), "Appearance").await?);
    page.click(Role::Button, "Show me the parser").await?;
    page.find(Role::Button, "Show all 120 lines").await?;
    scroll_to(&page, ".md-code").await?;
    page.click_css(".md-code .md-wrap").await?;
    page.until(
        "broken lines",
        "const pre = document.querySelector('.md-code pre'); return pre.scrollWidth <= pre.clientWidth",
    )
    .await?;
    findings.extend(page.look(&format!("blocks-classic-{theme}")).await?);
    let numbers =
        "document.querySelectorAll('[data-folded]').forEach((one) => one.querySelector('.md-fold').click());
        document.querySelectorAll('.md-piece')[4].lastElementChild.scrollIntoView({ block: 'center' });
        return true";
    page.until("all of the lines", numbers).await?;
    page.screenshot(&format!("blocks-numbers-{theme}")).await?;
    page.click(Role::Button, "Show less").await?;
    page.find(Role::Button, "Show all 120 lines").await?;

    // Copied from the page: the source and nothing else, with numbers beside it.
    page.press(Key::Tab).await?;
    let select = "getSelection().selectAllChildren(document.querySelectorAll('.md-code pre code')[arguments[0]]); return true";
    let same = "const source = document.querySelectorAll('.md-code pre code')[arguments[0]].textContent;
        return getSelection().toString().replace(/\\n$/, '') === source.replace(/\\n$/, '')";
    for block in [0, 1] {
        page.run(select, vec![json!(block)]).await?;
        page.until_with("the selected source", same, vec![json!(block)]).await?;
    }
    // Of the folded one all of it, though little is laid out.
    page.run(select, vec![json!(2)]).await?;
    page.control('c').await?;
    let copied = page.clipboard().await?;
    assert!(copied.starts_with("fn step_1(input") && copied.trim_end().ends_with("* 120 }"), "{copied}");
    assert_eq!(copied.trim_end().lines().count(), 120);
    page.run("getSelection().removeAllRanges()", Vec::new()).await?;
    desktop.quit(&home).await?;
    assert_eq!(findings, Vec::<String>::new());
    Ok(())
}

#[tokio::test]
async fn code_is_folded_numbered_wrapped_and_found_dark() -> Outcome {
    code("dark").await
}

#[tokio::test]
async fn code_is_folded_numbered_wrapped_and_found_light() -> Outcome {
    code("light").await
}

/// Thousands of lines, and one of a quarter of a megabyte: what the window lays out is what is in view.
#[tokio::test]
async fn very_many_and_very_long_lines_do_not_hold_the_window_up() -> Outcome {
    let (home, server) = (scene::home("dark")?, scene::provider().await?);
    let (desktop, page) = Desktop::start_with(&home, Keyring::Unlocked, &scene::environment(&server)).await?;
    let mut words = long_code(5_000);
    let _ = write!(
        words,
        "\n\n```json\n[{}]\n```\n\nAnd that is a long line.",
        "\"0123456789abcdef\", ".repeat(13_000)
    );
    answer(&page, &server, "Show me a lot", &words, "a long line").await?;
    page.click(Role::Button, "New chat").await?;
    page.until("an empty window", "return document.querySelectorAll('[data-message]').length === 0").await?;
    let mut figures = String::new();
    page.run("window.began = performance.now()", Vec::new()).await?;
    page.click(Role::Button, "Show me a lot").await?;
    let folded =
        "if (!document.querySelector('[data-folded]')) return 0; return performance.now() - window.began";
    let _ = writeln!(figures, "opened after {} ms", page.until("the block", folded).await?);
    let _ = writeln!(figures, "folded: {}", measured(&page).await?);
    let timed = "const began = performance.now();
        arguments[0] === 'fold' ? document.querySelector('.md-fold').click() : document.querySelector(arguments[0]).click();
        document.body.offsetHeight;
        return performance.now() - began";
    for what in [".md-fold", ".md-wrap", ".md-wrap"] {
        let _ = writeln!(figures, "{what}: {} ms of layout", page.run(timed, vec![json!(what)]).await?);
    }
    let _ = writeln!(figures, "unfolded: {}", measured(&page).await?);
    let anew = "const block = document.querySelector('.md-code');
        const style = document.createElement('style');
        if (arguments[0]) style.textContent = '.md-code .md-piece, .md-code .run { content-visibility: visible !important; }';
        document.head.append(style);
        block.style.display = 'none';
        document.body.offsetHeight;
        const began = performance.now();
        block.style.display = '';
        document.body.offsetHeight;
        const took = performance.now() - began;
        style.remove();
        return took";
    for all in [true, false, true, false] {
        let took = page.run(anew, vec![json!(all)]).await?;
        let _ = writeln!(
            figures,
            "laid out anew, {}: {took} ms",
            if all { "every line" } else { "those in view" }
        );
    }
    let text = "return document.querySelectorAll('.md-code pre code')[1].textContent.length";
    assert_eq!(page.run(text, Vec::new()).await?, json!(13_000 * 20 + 3));
    let skipped = "return [...document.querySelectorAll('.md-piece[data-past]')].filter((piece) => !piece.firstElementChild.checkVisibility({ contentVisibilityAuto: true })).length";
    assert!(page.run(skipped, Vec::new()).await?.as_u64().unwrap_or_default() > 50, "every line is laid out");
    tokio::fs::write(artifacts().join("blocks-figures.txt"), figures).await?;
    desktop.quit(&home).await?;
    Ok(())
}

async fn tables(theme: &str) -> Outcome {
    let (home, server) = (scene::home(theme)?, scene::provider().await?);
    let (desktop, page) = Desktop::start_with(&home, Keyring::Unlocked, &scene::environment(&server)).await?;
    let mut findings = Vec::new();
    let mut words = String::from(TABLE);
    words.push_str("| Number | Square | Cube |\n|--:|--:|--:|\n");
    for number in 1..=60_u64 {
        let _ = writeln!(words, "| {number} | {} | {} |", number * number, number.pow(3));
    }
    words.push_str("\nThese are the tables.");
    answer(&page, &server, "Compare the cities", &words, "These are the tables").await?;
    again(&page, "Compare the cities").await?;
    scroll_to(&page, ".md-table").await?;

    let cities = "return [...document.querySelectorAll('.md-table tbody')][0].innerText.match(/Köln|Aachen|Bonn|Berlin/g).join()";
    let order = async |expected: &str| {
        page.until_with(expected, &format!("{cities} === arguments[0]"), vec![json!(expected)]).await
    };
    order("Köln,Aachen,Bonn,Berlin").await?;
    page.until("a button", "document.querySelectorAll('.md-sort')[2].focus(); return true").await?;
    page.press(Key::Enter).await?;
    order("Aachen,Köln,Berlin,Bonn").await?;
    findings.extend(page.look(&format!("blocks-table-{theme}")).await?);
    page.press(Key::Enter).await?;
    order("Berlin,Köln,Aachen,Bonn").await?;
    page.press(Key::Enter).await?;
    order("Köln,Aachen,Bonn,Berlin").await?;

    page.until("the other button", "document.querySelector('.md-table-copy').focus(); return true").await?;
    page.press(Key::Enter).await?;
    page.find(Role::MenuItem, "As Markdown").await?;
    page.screenshot(&format!("blocks-table-menu-{theme}")).await?;
    findings.extend(page.axe_in("[role=menu]").await?);
    page.find(Role::MenuItem, "As Markdown").await?;
    page.press(Key::Down).await?;
    page.press(Key::Enter).await?;
    page.says("copied as Markdown").await?;
    let copied = page.clipboard().await?;
    assert!(
        copied.starts_with(
            "| City | Founded | People | What it is known for |\n| :-- | --: | --: | :-: |\n| **Köln** | 38 |"
        ),
        "{copied}"
    );
    assert!(copied.contains("| `BEE` \\| thoven |"), "{copied}");

    // The header of a tall table stays while its rows pass below.
    scroll_to(&page, "[data-tall]").await?;
    let sticks = "const box = document.querySelector('[data-tall] .md-table');
        box.scrollTop = 400;
        const head = box.querySelector('th').getBoundingClientRect();
        return box.scrollTop > 300 && Math.abs(head.top - box.getBoundingClientRect().top) < 3";
    page.until("a header that stays", sticks).await?;
    findings.extend(page.look(&format!("blocks-table-tall-{theme}")).await?);
    desktop.quit(&home).await?;
    assert_eq!(findings, Vec::<String>::new());
    Ok(())
}

#[tokio::test]
async fn a_table_is_sorted_and_copied_dark() -> Outcome {
    tables("dark").await
}

#[tokio::test]
async fn a_table_is_sorted_and_copied_light() -> Outcome {
    tables("light").await
}

#[tokio::test]
async fn images_are_loaded_by_a_click_or_for_a_host_and_looked_at_large() -> Outcome {
    let (home, server) = (scene::home("dark")?, scene::provider().await?);
    // A proxy: the app connects to no private address itself, and nothing here is on the internet.
    let proxy = ScriptedServer::start().await?;
    for (path, width, height) in [("/boat.png", 900, 500), ("/sea.png", 640, 480), ("/map.png", 300, 300)] {
        proxy.route(path, vec![Response::status(200).sized_body(png(width, height)).into()]);
    }
    let (desktop, page) = Desktop::start_with(&home, Keyring::Unlocked, &scene::environment(&server)).await?;
    page.click(Role::Button, "Settings").await?;
    page.find(Role::Textbox, "API key for OpenAI").await?;
    page.click(Role::Button, "Network").await?;
    page.click(Role::Radio, "My own").await?;
    page.type_into(Role::Textbox, "Address of the proxy", &format!("http://{}", proxy.address())).await?;
    page.press(Key::Enter).await?;
    page.click(Role::Button, "New chat").await?;
    let mut findings = Vec::new();
    let words = "A boat:\n\n![A boat at sea](http://pictures.example/boat.png)\n\nThe sea:\n\n\
        ![The sea](http://pictures.example/sea.png)\n\nA map:\n\n![A map](http://maps.example/map.png)\n\nThese are three.";
    answer(&page, &server, "Show me pictures", words, "These are three").await?;
    findings.extend(page.look("blocks-images-unloaded-dark").await?);
    assert_eq!(proxy.requests(), [], "nothing is loaded by itself");

    page.click(Role::Button, "Load image from pictures.example: A boat at sea").await?;
    page.find(Role::Button, "Enlarge: A boat at sea").await?;
    assert_eq!(proxy.requests().len(), 1);
    findings.extend(page.look("blocks-image-dark").await?);
    page.click(Role::Button, "Always show in this conversation: images from pictures.example").await?;
    scroll_to(&page, "[data-alt='The sea']").await?;
    page.find(Role::Button, "Enlarge: The sea").await?;
    assert_eq!(proxy.requests().len(), 2);
    page.find(Role::Button, "Load image from maps.example: A map").await?;

    again(&page, "Show me pictures").await?;
    scroll_to(&page, "[data-alt='The sea']").await?;
    page.find(Role::Button, "Enlarge: The sea").await?;
    scroll_to(&page, "[data-alt='A boat at sea']").await?;
    page.click(Role::Button, "Enlarge: A boat at sea").await?;
    page.find(Role::Dialog, "A boat at sea").await?;
    page.press(Key::Right).await?;
    page.find(Role::Dialog, "The sea").await?;
    page.stroke(&['+']).await?;
    page.says("125 %").await?;
    findings.extend(page.look("blocks-viewer-dark").await?);
    page.press(Key::Escape).await?;
    page.until("the focus back", "return document.activeElement.matches('[data-zoom]')").await?;

    let before = proxy.requests().len();
    page.click(Role::Button, "Ask before each again: images from pictures.example").await?;
    page.find(Role::Button, "Load image from pictures.example: A boat at sea").await?;
    again(&page, "Show me pictures").await?;
    page.find(Role::Button, "Load image from pictures.example: The sea").await?;
    assert_eq!(proxy.requests().len(), before);
    desktop.quit(&home).await?;
    assert_eq!(findings, Vec::<String>::new());
    Ok(())
}
