//! Nothing that a model writes becomes active, and nothing is loaded: the HTML is held against a parser of HTML5 that knows only
//! our vocabulary.

use std::collections::{HashMap, HashSet};

use ammonia::{Builder, UrlRelative};
use parlance_markdown::{BlockOp, Cursor, Renderer, render};
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
];

/// Our vocabulary, as written down in the crate's documentation.
fn vocabulary() -> Builder<'static> {
    let with = |names: &[&'static str]| names.iter().copied().collect::<HashSet<_>>();
    let text = || with(&["dir"]);
    let mut attributes: HashMap<&str, HashSet<&str>> = HashMap::from([
        ("a", with(&["href", "title", "rel", "data-link"])),
        (
            "button",
            with(&[
                "type",
                "class",
                "data-copy",
                "data-image-src",
                "data-host",
                "data-alt",
                "title",
                "data-footnote",
            ]),
        ),
        ("div", with(&["class", "data-lang", "data-file", "dir", "tabindex", "data-footnote-def"])),
        ("span", with(&["class", "role", "aria-label", "data-checked", "dir"])),
        ("p", with(&["class", "dir", "data-alert"])),
        ("pre", with(&["tabindex", "dir"])),
        ("ol", with(&["start", "dir"])),
        ("sup", with(&["class"])),
        ("th", with(&["class", "dir", "scope"])),
        ("td", with(&["class", "dir"])),
        ("blockquote", text()),
        ("ul", text()),
        ("li", text()),
    ]);
    for heading in ["h3", "h4", "h5", "h6"] {
        attributes.insert(heading, with(&["class", "dir"]));
    }
    let tags = attributes.keys().copied().chain([
        "em", "strong", "del", "code", "br", "hr", "table", "thead", "tbody", "tr", "kbd", "sub", "details",
        "summary",
    ]);
    let mut builder = Builder::empty();
    builder
        .tags(tags.collect())
        .tag_attributes(attributes.clone())
        .url_schemes(with(&["http", "https", "mailto"]))
        .url_relative(UrlRelative::Deny)
        .link_rel(None)
        .strip_comments(true)
        .clean_content_tags(HashSet::new());
    builder
}

/// Parsing `html` and keeping our vocabulary only gives `html` again: so it has no other element or attribute, no other
/// scheme, and no element that the parser would have to move or close by itself.
fn assert_inert(vocabulary: &Builder<'_>, html: &str, source: &str) {
    // A carriage return is the only character that we escape and the serialisation does not; it is not part of our text.
    assert_eq!(vocabulary.clean(html).to_string(), html, "{source:?}");
    for loads in ["<img", " src=", "srcset=", "style=", " on", "<script", "<iframe", "<svg", "<link"] {
        let outside_text = html.match_indices(loads).find(|(at, _)| in_tag(html, *at));
        assert_eq!(outside_text, None, "{loads} in {html} of {source:?}");
    }
}

/// Whether a place lies in a tag and there outside of a quoted value. Our text has no bare `<`.
fn in_tag(html: &str, at: usize) -> bool {
    let before = &html[..at];
    match (before.rfind('<'), before.rfind('>')) {
        (Some(open), close) if close.is_none_or(|close| open > close) => {
            before[open..].matches('"').count().is_multiple_of(2)
        }
        _ => html[at..].starts_with('<'),
    }
}

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
        let mut cursor = Cursor::default();
        let mut ops = Vec::new();
        for character in attempt.chars() {
            renderer.push(character.encode_utf8(&mut [0; 4]));
            renderer.ops_since(&mut cursor, &mut ops);
        }
        renderer.finish();
        renderer.ops_since(&mut cursor, &mut ops);
        for op in ops {
            if let BlockOp::Append { html, .. }
            | BlockOp::Replace { html, .. }
            | BlockOp::AppendLines { html, .. } = op
            {
                assert_inert(&vocabulary, &html, attempt);
            }
        }
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
        assert!(depth == 0 && deepest < 64, "{mark:?}: {deepest}");
    }
}

fn cases() -> ProptestConfig {
    ProptestConfig { cases: 2_000, failure_persistence: None, ..ProptestConfig::default() }
}

proptest! {
    #![proptest_config(cases())]

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
