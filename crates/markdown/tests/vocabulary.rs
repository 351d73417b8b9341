//! What comes out for what goes in: the contract with style sheets and event handlers.

use parlance_markdown::render;

fn html(source: &str) -> String {
    render(source).concat()
}

#[test]
fn each_construct_has_its_markup() {
    for (source, expected) in [
        ("# a\n\n###### b", "<h3 class=\"md-h1\" dir=\"auto\">a</h3><h4 class=\"md-h6\" dir=\"auto\">b</h4>"),
        (
            "a *b* **c** ~~d~~ `e`",
            "<p dir=\"auto\">a <em>b</em> <strong>c</strong> <del>d</del> <code>e</code></p>",
        ),
        ("a\\\nb\nc", "<p dir=\"auto\">a<br>b\nc</p>"),
        ("3. a\n4. b", "<ol start=\"3\" dir=\"auto\"><li dir=\"auto\">a</li><li dir=\"auto\">b</li></ol>"),
        (
            "- [x] a",
            "<ul dir=\"auto\"><li dir=\"auto\"><span class=\"md-check\" role=\"img\" aria-label=\"done\" data-checked=\"true\">☑</span> \
             a</li></ul>",
        ),
        (
            "| a | b |\n|--:|---|\n| 1 | 2 |",
            "<div class=\"md-table\" tabindex=\"0\"><table><thead><tr><th scope=\"col\" class=\"md-right\" dir=\"auto\">a</th>\
             <th scope=\"col\" dir=\"auto\">b</th></tr></thead><tbody><tr><td class=\"md-right\" dir=\"auto\">1</td>\
             <td dir=\"auto\">2</td></tr></tbody></table></div>",
        ),
        (
            "> [!WARNING]\n> a",
            "<div class=\"md-alert md-warning\" dir=\"auto\"><p class=\"md-alert-title\" data-alert=\"warning\">Warning</p>\
             <p dir=\"auto\">a</p></div>",
        ),
        (
            "[a](https://example.org/ü \"t\")",
            "<p dir=\"auto\"><a href=\"https://example.org/%C3%BC\" title=\"https://example.org/%C3%BC\" rel=\"noopener noreferrer\" \
             data-link=\"\">a</a></p>",
        ),
        (
            "![a \"b\"](https://example.org/p.png)",
            "<p dir=\"auto\"><button type=\"button\" class=\"md-image\" data-image-src=\"https://example.org/p.png\" \
             data-host=\"example.org\" data-alt=\"a &quot;b&quot;\" title=\"https://example.org/p.png\">\
             <span class=\"md-image-alt\" dir=\"auto\">a \"b\"</span> <span class=\"md-image-host\">example.org</span></button></p>",
        ),
        (
            "a[^x]\n\n[^x]: b",
            "<p dir=\"auto\">a<sup class=\"md-fn-ref\"><button type=\"button\" data-footnote=\"1\">1</button></sup></p>\
             <div class=\"md-fn\" data-footnote-def=\"1\" dir=\"auto\"><span class=\"md-fn-number\">1.</span> <p dir=\"auto\">b</p></div>",
        ),
        ("H<sub>2</sub>O <b>x</b>", "<p dir=\"auto\">H<sub>2</sub>O &lt;b&gt;x&lt;/b&gt;</p>"),
        ("*a <kbd>b* c", "<p dir=\"auto\"><em>a <kbd>b</kbd></em> c</p>"),
        (
            "<details>\n<summary>a</summary>\nb\n</details>",
            "<div class=\"md-raw\" dir=\"auto\"><details>\n<summary>a</summary>\nb\n</details></div>",
        ),
        ("costs $5-$10, $$ or $x$", "<p dir=\"auto\">costs $5-$10, $$ or $x$</p>"),
    ] {
        assert_eq!(html(source), expected, "{source:?}");
    }
}

#[test]
fn code_keeps_its_text() {
    let source = "fn a<T>(x: &str) -> u8 {\n\n\t\"&amp; <b>\" // 🎉\n}\n";
    let html = html(&format!("```rust,ignore\n{source}```"));
    assert!(html.starts_with("<div class=\"md-code\" data-lang=\"rust\"><div class=\"md-code-bar\"><span class=\"md-code-lang\">rust</span>"));
    assert!(html.contains("<span class=\"k\">"), "{html}");
    let code = &html[html.find("<code>").expect("code")..html.find("</code>").expect("its end")];
    let mut text = String::new();
    let mut rest = code;
    while let Some(open) = rest.find('<') {
        text.push_str(&rest[..open]);
        rest = &rest[open + rest[open..].find('>').expect("the end of a tag") + 1..];
    }
    text.push_str(rest);
    assert_eq!(text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&"), source);
}

#[test]
fn a_code_block_names_its_file() {
    let html = html("```ts title=\"src/a<b>.ts\"\nx\n```");
    assert!(
        html.starts_with(
            "<div class=\"md-code\" data-lang=\"ts\" data-file=\"src/a&lt;b&gt;.ts\"><div class=\"md-code-bar\">\
             <span class=\"md-code-lang\">ts</span><span class=\"md-code-file\">src/a&lt;b&gt;.ts</span><button"
        ),
        "{html}"
    );
    for (file, language, name) in [
        ("src/x.ts", "ts", "x.ts"),
        ("a\\b.cs", "", "b.cs"),
        ("", "rust", "code.rs"),
        ("", "", "code.txt"),
        ("..", "python", "code.py"),
    ] {
        assert_eq!(parlance_markdown::code_file_name(file, language), name);
    }
}

#[test]
fn lines_of_a_diff_and_long_lines_are_marked() {
    let diff = html("```diff\n-old\n+new\n same\n```");
    for line in [
        "<span class=\"line removed\"><span class=\"x\">-old</span>\n</span>",
        "<span class=\"line added\"><span class=\"i\">+new</span>\n</span>",
        "<span class=\"line\"> same\n</span>",
    ] {
        assert!(diff.contains(line), "{line} in {diff}");
    }
    let long = html(&format!("```\n{}\n{}\n```", "é".repeat(2_001), "x".repeat(4_000)));
    assert_eq!(long.matches("<span class=\"run\">").count(), 4);
    assert!(long.contains(&format!("<span class=\"run\">{}</span>", "é".repeat(500))));
    assert!(long.contains(&format!("<span class=\"line\">{}\n</span>", "x".repeat(4_000))));
}
