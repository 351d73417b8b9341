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
        (
            "costs $5-$10, $$ or $x$",
            "<p dir=\"auto\">costs $5-$10, $$ or <span class=\"md-math\" dir=\"ltr\" data-tex=\"x\"><math><mi>x</mi></math></span></p>",
        ),
        (
            "$$\na < b\n\n===\n$$",
            "<div class=\"md-math md-display\" dir=\"ltr\" data-tex=\"a &lt; b\n\n===\"><math display=\"block\"><mi>a</mi><mo>&lt;</mo><mi>b</mi>\
             <mo>=</mo><mo>=</mo><mo>=</mo></math></div>",
        ),
        (
            "so \\[x\\] and \\(\\foo\\)",
            "<p dir=\"auto\">so <span class=\"md-math md-display\" dir=\"ltr\" data-tex=\"x\"><math display=\"block\"><mi>x</mi></math></span> \
             and <span class=\"md-math\" dir=\"ltr\" data-tex=\"\\foo\"><code class=\"md-math-error\" data-math-error=\"command\" \
             title=\"This formula has a command that is not known\">\\foo</code></span></p>",
        ),
    ] {
        assert_eq!(html(source), expected, "{source:?}");
    }
}

#[test]
fn a_long_html_block_is_laid_out_in_parts() {
    let line = "b".repeat(1500);
    let source = format!("<script>\n{line}\n\nhttps://example.org\n{line}\n<b>\n\nc");
    let link = "<a href=\"https://example.org/\" title=\"https://example.org/\" rel=\"noopener noreferrer\" \
                data-link=\"\">https://example.org</a>";
    let expected = format!(
        "<div class=\"md-raw\" dir=\"auto\">&lt;script&gt;\n{line}\n\n{link}\n{line}<div>&lt;b&gt;\n\nc</div></div>"
    );
    assert_eq!(html(&source), expected);
    // A tag that is open belongs to all that it holds.
    let source = format!("<details>\n{line}\n{line}\n</details>");
    assert_eq!(html(&source), format!("<div class=\"md-raw\" dir=\"auto\">{source}</div>"));
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

/// What models write, with the MathML that it becomes.
#[test]
fn formulas_become_mathml() {
    for (tex, expected) in [
        ("x^2_1", "<msubsup><mi>x</mi><mn>1</mn><mn>2</mn></msubsup>"),
        (
            "\\frac{-b}{2a}",
            "<mfrac><mrow><mo lspace=\"0\" rspace=\"0\">−</mo><mi>b</mi></mrow><mrow><mn>2</mn><mi>a</mi></mrow></mfrac>",
        ),
        ("\\sqrt[3]{x}", "<mroot><mi>x</mi><mn>3</mn></mroot>"),
        (
            "\\sum_{i=1}^n i",
            "<munderover><mo movablelimits=\"false\">∑</mo><mrow><mi>i</mi><mo>=</mo><mn>1</mn></mrow><mi>n</mi></munderover><mi>i</mi>",
        ),
        ("\\mathbb{R}\\mathbf{v}", "<mi>ℝ</mi><mi>𝐯</mi>"),
        ("\\text{if } x", "<mtext>if&nbsp;</mtext><mi>x</mi>"),
        (
            "a\\sin x",
            "<mi>a</mi><mspace width=\"0.167em\"></mspace><mi>sin</mi><mspace width=\"0.167em\"></mspace><mi>x</mi>",
        ),
        ("\\operatorname*{arg\\,max}_x", "<munder><mi>arg\u{2009}max</mi><mi>x</mi></munder>"),
        ("\\boxed{1}", "<menclose notation=\"box\"><mn>1</mn></menclose>"),
        ("f''", "<mrow><mi>f</mi><mo lspace=\"0\" rspace=\"0\">″</mo></mrow>"),
        ("\\overline{AB}", "<menclose notation=\"top\"><mrow><mi>A</mi><mi>B</mi></mrow></menclose>"),
        ("\\hat x", "<mover accent=\"true\"><mi>x</mi><mo stretchy=\"true\">^</mo></mover>"),
        (
            "1,000 (1,2)",
            "<mn>1,000</mn><mo form=\"prefix\" stretchy=\"false\">(</mo><mrow><mn>1</mn><mo separator=\"true\">,</mo><mn>2</mn></mrow>\
          <mo form=\"postfix\" stretchy=\"false\">)</mo>",
        ),
        (
            "\\begin{pmatrix}a&b\\\\c&d\\end{pmatrix}",
            "<mrow><mo form=\"prefix\" stretchy=\"true\">(</mo><mtable class=\"md-matrix\"><mtr><mtd><mi>a</mi></mtd><mtd><mi>b</mi></mtd></mtr>\
             <mtr><mtd><mi>c</mi></mtd><mtd><mi>d</mi></mtd></mtr></mtable><mo form=\"postfix\" stretchy=\"true\">)</mo></mrow>",
        ),
        (
            "\\begin{array}{l|r}a&b\\\\\\hline c&d\\end{array}",
            "<mtable class=\"md-matrix\"><mtr><mtd class=\"md-left md-rule-right\"><mi>a</mi></mtd><mtd class=\"md-right\"><mi>b</mi></mtd></mtr>\
             <mtr class=\"md-rule-above\"><mtd class=\"md-left md-rule-right\"><mi>c</mi></mtd><mtd class=\"md-right\"><mi>d</mi></mtd></mtr></mtable>",
        ),
        (
            "\\begin{align}a&=b\\\\c&=d\\end{align}",
            "<mtable class=\"md-rows\" displaystyle=\"true\"><mtr><mtd class=\"md-right\"><mi>a</mi></mtd><mtd class=\"md-left\"><mrow><mo>=</mo><mi>b</mi></mrow></mtd></mtr>\
             <mtr><mtd class=\"md-right\"><mi>c</mi></mtd><mtd class=\"md-left\"><mrow><mo>=</mo><mi>d</mi></mrow></mtd></mtr></mtable>",
        ),
        (
            "\\begin{cases}1&x\\end{cases}",
            "<mrow><mo form=\"prefix\" stretchy=\"true\">{</mo><mtable class=\"md-cases\"><mtr><mtd class=\"md-left\"><mn>1</mn></mtd>\
             <mtd class=\"md-left md-gap\"><mi>x</mi></mtd></mtr></mtable></mrow>",
        ),
        (
            "\\tfrac12",
            "<mstyle displaystyle=\"false\" scriptlevel=\"0\"><mfrac><mn>1</mn><mn>2</mn></mfrac></mstyle>",
        ),
    ] {
        let html = html(&format!("$${tex}$$"));
        let mathml =
            html.split_once("<math display=\"block\">").and_then(|(_, math)| math.split_once("</math>"));
        assert_eq!(mathml.map(|(math, _)| math), Some(expected), "{tex}: {html}");
    }
}

#[test]
fn whatever_models_write_is_a_formula() {
    let known = include_str!("formulas.txt").split("\n%%\n").map(str::trim);
    let unread: Vec<_> =
        known.filter(|tex| !html(&format!("$$\n{tex}\n$$")).contains("<math display")).collect();
    assert_eq!(unread, [""; 0]);
}

#[test]
fn a_formula_that_cannot_be_read_says_why() {
    for (tex, code) in [
        ("\\foo", "command"),
        ("\\begin{foo}\\end{foo}", "environment"),
        ("{x", "unbalanced"),
        ("\\frac{1}", "syntax"),
        ("x & y", "syntax"),
        ("\\edef\\a{x}\\a", "definition"),
        ("\\def\\a{\\a}\\a", "definition"),
        (&"\\sqrt".repeat(100), "limit"),
        (&"{x".repeat(100), "limit"),
    ] {
        let html = html(&format!("$${tex}$$"));
        assert!(html.contains(&format!("data-math-error=\"{code}\"")), "{tex}: {html}");
        assert!(!html.contains("<math"), "{html}");
    }
}

#[test]
fn money_and_code_are_no_formulas() {
    for source in [
        "costs $5-$10",
        "costs $5 and $6",
        "$5/month, $6/month",
        "between $1,000 and $2,000 a year",
        "US$5 and A$6",
        "$HOME:$PATH",
        "`$x$`",
        "``a ` $x$``",
        "```\n$x$\n$$\ny\n$$\n```",
        "    $x$",
        "- ```sh\n  echo $$ $x$\n  ```",
        "\\$x\\$",
        "a $ b $ c",
        "$$$ or $$ to eat, $$$",
        "https://example.org/$x$",
        "[a](https://example.org/$x$)",
        "<kbd>$",
        "as in \\[1\\] and \\[see below\\](x)",
        "| $5 | $6 |\n|---|---|\n| $7 | $8 |",
    ] {
        assert!(!html(source).contains("md-math"), "{source}: {}", html(source));
    }
}

#[test]
fn formulas_stand_where_they_were_written() {
    for (source, tex) in [
        ("the $n$th", "n"),
        ("速度$v$です", "v"),
        ("($x$)", "x"),
        ("**$x$**", "x"),
        ("| $|x|$ |\n|---|", "|x|"),
        ("# Title $x$", "x"),
        ("- $$\n  a\n  \n  b\n  $$", "a\n  \n  b"),
        ("> $$\n> a\n> $$", "a"),
        ("text\n\\[\na\n---\nb\n\\]\nmore", "a\n---\nb"),
        ("$$\n- a\n- b\n$$", "- a\n- b"),
        ("[link $x$](https://example.org)", "x"),
    ] {
        let html = html(source);
        assert!(html.contains(&format!("data-tex=\"{tex}\"")), "{source:?}: {html}");
        assert_eq!(html.matches("<math").count(), 1, "{source:?}: {html}");
    }
    assert!(html("![a $x$](https://example.org/a.png)").contains("data-alt=\"a x\""));
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
