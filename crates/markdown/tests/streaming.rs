//! Text that is streamed in any cuts ends as the same blocks as text that is rendered at once, for every watcher.

mod face;

use face::Watcher;
use parlance_markdown::{Renderer, render};
use proptest::{collection::vec, prelude::*, sample::select};

/// Pieces that mean something at the start of a line, in a line, or across lines.
fn fragment() -> impl Strategy<Value = String> {
    let pieces = vec![
        "word",
        "two words",
        " ",
        "  ",
        "    ",
        "\t",
        "\n",
        "\n",
        "\n\n",
        "\n\n",
        "\r\n",
        "\r\n\r\n",
        "\r",
        "# ",
        "## Title\n",
        "===\n",
        "---\n",
        "---",
        "- ",
        "* ",
        "+ ",
        "1. ",
        "2) ",
        "- [ ] ",
        "- [x] ",
        "  - ",
        "   ",
        "> ",
        ">",
        "> > ",
        "> [!NOTE]\n",
        "> [!TIP]\n> ",
        "```\n",
        "```rust\n",
        "```",
        "~~~\n",
        "````\n",
        "  ```\n",
        "   ```py\n",
        "`",
        "``",
        "fn main() {}\n",
        "**",
        "*",
        "_",
        "~~",
        "***bold***",
        "[a]",
        "[a][b]",
        "[a][]",
        "[A]: https://a.example/1\n",
        "[a]: https://a.example/2 \"title\"\n",
        "[b]: <https://b.example>\n",
        "[a]:\n",
        "\"tit\n",
        "le\"\n",
        "'x'\n",
        "(t)\n",
        "https://c.example/x_y",
        "www.d.example/?a&b;",
        "a.b+c@d-e.fg",
        "@h.ij",
        "[b]: javascript:alert(1)\n",
        "![a]",
        "![alt](https://i.example/p.png)",
        "[text](https://t.example)",
        "[text](",
        "![",
        "[",
        "]",
        "(",
        ")",
        "[^1]",
        "[^1]: note\n",
        "[^n]",
        "[^n]: other\n",
        "    more\n",
        "[^1]: ",
        "| a | b |\n",
        "|---|:-:|\n",
        "| 1 | 2 |\n",
        "|",
        "a | b\n",
        "--|--\n",
        "<div>\n",
        "</div>\n",
        "<br>",
        "<kbd>",
        "</kbd>",
        "<details>\n",
        "</details>\n",
        "<summary>s</summary>",
        "<!-- c\n",
        "-->\n",
        "<pre>\n",
        "</pre>\n",
        "<script>",
        "<https://x.example>",
        "<?",
        "?>",
        "\\",
        "\\*",
        "&amp;",
        "&#x41;",
        "<",
        ">",
        "日本語",
        "文字。",
        "🎉",
        "👩‍👩‍👧",
        "שלום",
        "مرحبا",
        "é",
        "ß",
        "\u{a0}",
        "\0",
        "$5-$10",
        "$",
        "$$",
        "$x$",
        "$a_1^2$",
        "$5 and $6",
        "$$\n",
        "$$a\n===\nb$$",
        "$$\\begin{align}\na &= b \\\\\n",
        "\\end{align}$$\n",
        "\\(",
        "\\)",
        "\\[",
        "\\[\n",
        "\\]\n",
        "\\]",
        "\\[x\\]",
        "\\\\",
        "\\frac{1}{2}",
        "\\text{a b}",
        "$\\newcommand{\\q}[1]{\\sqrt{#1}}$",
        "\\(\\def\\q#1{#1}\\)",
        "$\\q{x}$",
        "$$\\q x$$\n",
        "$\\ce{H2O}$",
        "$`",
        "\u{fdd0}",
        ":",
        "!",
        "^",
        "...",
        "--",
        "***\n",
        "* * *\n",
        "%",
        "\u{202e}",
        "\u{200b}",
        "1",
        "12",
        "=",
        "-",
        "#",
        "~",
        "~~~",
    ];
    prop_oneof![
        12 => select(pieces).prop_map(str::to_owned),
        1 => "[a-c \\n*_`\\[\\]()!<>#|~$^\\\\-]{1,12}",
    ]
}

fn document() -> impl Strategy<Value = String> {
    vec(fragment(), 0..40).prop_map(|pieces| pieces.concat())
}

/// Cuts `text` at the given places, moved to the next boundary of a character.
fn cut<'t>(text: &'t str, places: &[prop::sample::Index]) -> Vec<&'t str> {
    let mut at: Vec<usize> = places
        .iter()
        .map(|place| place.index(text.len() + 1))
        .map(|at| (at..=text.len()).find(|&at| text.is_char_boundary(at)).unwrap_or(text.len()))
        .collect();
    at.extend([0, text.len()]);
    at.sort_unstable();
    at.windows(2).map(|pair| &text[pair[0]..pair[1]]).collect()
}

fn has_definitions(text: &str) -> bool {
    text.contains("]:")
}

fn streamed(text: &str, deltas: &[&str], joins_at: usize) {
    let mut renderer = Renderer::new();
    let mut first = Watcher::default();
    let mut second = Watcher::default();
    let mut committed = 0;
    for (place, delta) in deltas.iter().enumerate() {
        renderer.push(delta);
        let touched = first.look(&renderer).touched;
        if !has_definitions(text) {
            assert!(
                touched.iter().all(|&block| block >= committed),
                "a committed block was touched: {touched:?} < {committed}"
            );
        }
        committed = renderer.stats().committed_blocks;
        if place >= joins_at && place % 3 == 0 {
            second.look(&renderer);
        }
    }
    renderer.finish();
    first.look(&renderer);
    second.look(&renderer);
    let whole = render(text);
    assert_eq!(renderer.source(), text);
    assert_eq!(first.blocks, whole, "streamed is not rendered at once: {text:?}");
    assert_eq!(second.blocks, whole, "the second watcher differs: {text:?}");
    let mut late = Watcher::default();
    late.look(&renderer);
    assert_eq!(late.blocks, whole, "a watcher after the end differs");
    assert!(first.look(&renderer).changed.is_empty());
}

fn cases(default: u32) -> ProptestConfig {
    let cases = std::env::var("PROPTEST_CASES").ok().and_then(|cases| cases.parse().ok()).unwrap_or(default);
    ProptestConfig { cases, failure_persistence: None, ..ProptestConfig::default() }
}

proptest! {
    #![proptest_config(cases(4_000))]

    #[test]
    fn streamed_is_rendered_at_once(text in document(), places in vec(any::<prop::sample::Index>(), 0..24), joins in 0_usize..24) {
        streamed(&text, &cut(&text, &places), joins);
    }

    #[test]
    fn character_by_character_too(text in document()) {
        let deltas: Vec<&str> = text.split_inclusive(|_: char| true).collect();
        streamed(&text, &deltas, text.len() / 3);
    }
}

#[test]
fn text_after_the_end_reopens() {
    let mut renderer = Renderer::new();
    let mut watcher = Watcher::default();
    renderer.push("one\n\n```rust\nfn a() {}\n");
    watcher.look(&renderer);
    renderer.finish();
    watcher.look(&renderer);
    renderer.push("fn b() {}\n```\ntwo");
    watcher.look(&renderer);
    renderer.finish();
    watcher.look(&renderer);
    assert_eq!(watcher.blocks, render(renderer.source()));
}

/// What 300,000 generated texts have found.
#[test]
fn rare_texts() {
    for text in [
        "[a]:\n|---|:-:|\n--|--\n<https://x.example>word1. ",
        "- [b]: <https://b.example>\n- [ ] \n[b]: <https://b.example>\n    ~~~\n",
        "[A]: https://a.example/1\n    # ![a][A]: https://a.example/1\n===\n",
        "- [A]: https://a.example/1\n[a][A]: https://a.example/1\n  ```\n[a]:\n[b]: <https://b.example>\n# \n[b]: <https://b.example>\n",
        "- `[b]: <https://b.example>\n[A]: https://a.example/1\n  ```\n  ```\na\n><details>\n[A]: https://a.example/1\n",
        "<div>\n```\n\n- ```\n\\[x\\]",
        "  ```\n    ```\n$$\n ===\nword$$\n",
    ] {
        let deltas: Vec<&str> = text.split_inclusive(|_: char| true).collect();
        streamed(text, &deltas, 0);
    }
}

#[test]
fn a_long_html_block() {
    let line = format!("<b>{} https://x.example/a", "word ".repeat(300));
    let text = format!("<script>\n{line}\n\n{line}\n<kbd>a</kbd>\n{line}\n[a]\n{line}");
    for length in [3, 64] {
        let deltas: Vec<&str> =
            text.as_bytes().chunks(length).map(|delta| str::from_utf8(delta).unwrap()).collect();
        streamed(&text, &deltas, 0);
    }
}

/// What a reader sees: without tags, and so without the TeX in their attributes.
fn seen(blocks: &[String]) -> String {
    let mut seen = String::new();
    for html in blocks {
        let mut rest = html.as_str();
        while let Some((text, tag)) = rest.split_once('<') {
            seen.push_str(text);
            rest = tag.split_once('>').map_or("", |(_, behind)| behind);
        }
        seen.push_str(rest);
    }
    seen
}

#[test]
fn a_formula_is_never_seen_as_text_and_never_goes_away() {
    for text in [
        "So $x^2$ is, and $a_1$.",
        "the $n$th of $\\frac{a}{b}$, then",
        "with $10^5$ and $2n$ of them",
        "made of $\\ce{2H2 + O2 -> 2H2O}$ and $\\ce{SO4^2-}$",
        "let $\\newcommand{\\R}{\\mathbb{R}}$ be, and $x \\in \\R$",
        "where \\(a \\le b\\) holds",
        "Then\n\n$$\n\\frac{a}{b}\n\n= c\n$$\n\nand on",
        "Then \\[ x = 1 \\] and",
        "- first $$x$$ and\n- $y$",
        "| $|x|$ | $y$ |\n|---|---|\n| $z$ | 1 |\n",
        "$$\\begin{align}\na &= b \\\\\nc &= d \\\\\ne &= f\n\\end{align}$$\n\nand on",
    ] {
        let mut renderer = Renderer::new();
        let mut watcher = Watcher::default();
        let mut formulas = 0;
        for character in text.chars() {
            renderer.push(character.encode_utf8(&mut [0; 4]));
            watcher.look(&renderer);
            let seen = seen(&watcher.blocks);
            assert!(!seen.contains(['$', '\\', '^']), "{seen:?} of {text:?}");
            let now = watcher.blocks.concat().matches("<math").count();
            assert!(now >= formulas, "a formula went away: {:?} of {text:?}", watcher.blocks);
            formulas = now;
        }
        assert!(formulas > 0, "{text:?}");
    }
}

#[test]
fn rows_of_a_formula_are_shown_as_they_are_complete() {
    let mut renderer = Renderer::new();
    let mut watcher = Watcher::default();
    renderer.push("$$\\begin{align}\na &= b \\\\\nc &= \\frac{");
    watcher.look(&renderer);
    assert_eq!(watcher.blocks.concat().matches("<mtr>").count(), 1, "{:?}", watcher.blocks);
}

#[test]
fn a_price_is_not_waited_for() {
    for text in [
        "It costs $5 a",
        "It costs $5 per month and",
        "from $1,000 to",
        "$HOME and the path",
        "rated $$ or more",
    ] {
        let mut renderer = Renderer::new();
        let mut watcher = Watcher::default();
        renderer.push(text);
        watcher.look(&renderer);
        assert_eq!(seen(&watcher.blocks), text);
    }
}

#[test]
fn a_bare_address_is_a_link_once_it_is_whole() {
    for (text, link) in [
        ("Write to a.b@c.de.fg, please", "mailto:a.b@c.de.fg"),
        ("- see https://a.example/b_c?d=e.", "https://a.example/b_c?d=e"),
        ("**www.a.example/b** is", "https://www.a.example/b"),
    ] {
        let mut renderer = Renderer::new();
        let mut watcher = Watcher::default();
        let mut linked = false;
        for character in text.chars() {
            renderer.push(character.encode_utf8(&mut [0; 4]));
            watcher.look(&renderer);
            let html = watcher.blocks.concat();
            let whole = html.contains(&format!("<a href=\"{link}\""));
            assert!(whole || !html.contains("<a ") && !linked, "{html}");
            linked = whole;
        }
        renderer.finish();
        watcher.look(&renderer);
        assert!(watcher.blocks.concat().contains(&format!("<a href=\"{link}\"")), "{:?}", watcher.blocks);
    }
}
