//! A picture of a diagram holds nothing that runs, loads or leads anywhere, whatever the source tries.

use parlance_diagrams::{Theme, draw};

const ATTEMPTS: &[&str] = &[
    "graph TD\n A[\"<script>alert(1)</script>\"] --> B",
    "graph TD\n A[\"<img src=http://evil.example/a onerror=alert(1)>\"] --> B",
    "graph TD\n A[\"<iframe src=http://evil.example>\"] --> B",
    "graph TD\n A[\"<svg onload=alert(1)>\"] --> B",
    "graph TD\n A[\"<foreignObject><body onload=alert(1)></foreignObject>\"] --> B",
    "graph TD\n A[\"<style>@import 'http://evil.example'</style>\"] --> B",
    "graph TD\n A[\"&lt;script&gt;alert(1)&lt;/script&gt;\"] --> B",
    "graph TD\n A[\"#lt;script#gt;alert(1)#lt;/script#gt;\"] --> B",
    "graph TD\n A[\"]]><script>alert(1)</script>\"] --> B",
    "graph TD\n A --> B\n click A \"javascript:alert(1)\"",
    "graph TD\n A --> B\n click A href \"http://evil.example/\" _blank",
    "graph TD\n A --> B\n click A call alert(1)",
    "graph TD\n A --> B\n style A fill:url(http://evil.example/a)",
    "graph TD\n A --> B\n style A fill:url(\"//evil.example/a\")",
    "graph TD\n A --> B\n style A fill:u\\72l(http://evil.example/a)",
    "graph TD\n A --> B\n style A background-image:url(data:image/svg+xml;base64,AAAA)",
    "graph TD\n A --> B\n classDef x fill:red,stroke:url(http://evil.example/b)\n class A x",
    "graph TD\n A --> B\n classDef x fill:red}</style><script>alert(1)</script>\n class A x",
    "graph TD\n A --> B\n classDef x fill:red;@import url(http://evil.example/)\n class A x",
    "graph TD\n A --> B\n linkStyle 0 stroke:url(http://evil.example/c)",
    "graph TD\n A@{ img: \"http://evil.example/x.png\", label: \"x\" }",
    "graph TD\n A@{ icon: \"fa:user\", label: \"x\" }",
    "graph TD\n A[fa:fa-user <b onclick=alert(1)>x</b>]",
    "%%{init: {'themeCSS': '@import url(http://evil.example/t.css);'}}%%\ngraph TD\n A --> B",
    "%%{init: {'themeCSS': '* { background: url(http://evil.example/t) }'}}%%\ngraph TD\n A --> B",
    "%%{init: {'themeVariables': {'primaryColor': 'url(http://evil.example/t)'}}}%%\ngraph TD\n A --> B",
    "%%{init: {'fontFamily': 'x;}@import url(http://evil.example/);a{'}}%%\ngraph TD\n A --> B",
    "%%{init: {'securityLevel': 'loose', 'htmlLabels': true}}%%\ngraph TD\n A[\"<img src=x onerror=alert(1)>\"] --> B\n click A call alert(1)",
    "%%{init: {'flowchart': {'htmlLabels': true}}}%%\ngraph TD\n A[\"<a href='javascript:alert(1)'>x</a>\"] --> B",
    "---\nconfig:\n  securityLevel: loose\n  themeCSS: \"@font-face{font-family:x;src:url(http://evil.example/f)}\"\n---\ngraph TD\n A --> B",
    "---\ntitle: \"<script>alert(1)</script>\"\n---\ngraph TD\n A --> B",
    "graph TD\n accTitle: </title><script>alert(1)</script>\n accDescr: </desc><image href='http://evil.example'/>\n A --> B",
    "sequenceDiagram\n A->>B: <script>alert(1)</script>\n link A: Home @ javascript:alert(1)",
    "sequenceDiagram\n participant A\n links A: {\"Home\": \"http://evil.example/\"}\n A->>A: x",
    "sequenceDiagram\n rect url(http://evil.example/r)\n A->>B: x\n end",
    "sequenceDiagram\n box url(http://evil.example/r) Group\n participant A\n end\n A->>A: x",
    "classDiagram\n class A {\n  +x() <script>alert(1)</script>\n }\n link A \"http://evil.example/\" \"tip\"\n callback A \"alert\"",
    "classDiagram\n class A\n style A fill:url(http://evil.example/)",
    "stateDiagram-v2\n A : <img src=x onerror=alert(1)>\n classDef x fill:url(http://evil.example/)\n class A x",
    "erDiagram\n A ||--o{ B : \"<script>alert(1)</script>\"\n A {\n string x \"<img src=http://evil.example>\"\n }",
    "gantt\n dateFormat YYYY-MM-DD\n title <script>alert(1)</script>\n X :a, 2026-01-01, 3d\n click a href \"javascript:alert(1)\"",
    "pie title <script>alert(1)</script>\n \"<img src=http://evil.example>\" : 3",
    "gitGraph\n commit id: \"<script>\" tag: \"<img src=x onerror=alert(1)>\"",
    "journey\n title <script>alert(1)</script>\n section s\n  x: 5: <img src=http://evil.example>",
    "mindmap\n  root((<img src=http://evil.example onerror=alert(1)>))\n    ::icon(fa fa-book)\n    x",
    "timeline\n title <script>alert(1)</script>\n 2004 : <img src=http://evil.example>",
    "quadrantChart\n title <script>alert(1)</script>\n <b>x</b>: [0.3, 0.6] color: url(http://evil.example/)",
    "xychart-beta\n title \"<script>alert(1)</script>\"\n bar [5, 6]",
    "block-beta\n a[\"<img src=http://evil.example>\"]\n style a fill:url(http://evil.example/)",
    "C4Context\n Person(a, \"<script>alert(1)</script>\", \"x\", $sprite=\"http://evil.example/x.png\", $link=\"javascript:alert(1)\")",
    "C4Context\n Person(a, \"x\")\n UpdateElementStyle(a, $bgColor=\"url(http://evil.example/)\")",
    "requirementDiagram\n requirement x {\n id: 1\n text: \"<script>alert(1)</script>\"\n risk: high\n verifymethod: test\n }\n style x fill:url(http://evil.example/)",
    "sankey-beta\n\n\"<script>alert(1)</script>\",b,5\n",
    "packet-beta\n0-15: \"<script>alert(1)</script>\"",
    "kanban\n  Todo\n    a[x]@{ ticket: \"<script>\", assigned: \"<img src=http://evil.example>\" }",
    "---\nconfig:\n  kanban:\n    ticketBaseUrl: 'javascript:alert(#TICKET#)'\n---\nkanban\n  Todo\n    a[x]@{ ticket: 1 }",
    "architecture-beta\n service a(http://evil.example/i.svg)[<script>alert(1)</script>]",
    "architecture-beta\n service a(logos:aws)[x]",
    "radar-beta\n title <script>alert(1)</script>\n axis a[\"<img src=http://evil.example>\"], b[\"b\"], c[\"c\"]\n curve x{1, 2, 3}",
    "treemap-beta\n\"<script>alert(1)</script>\"\n    \"<img src=http://evil.example>\": 12:::x\nclassDef x fill:url(http://evil.example/)",
];

/// The tags of a picture, without the words between them.
fn tags(svg: &str) -> Vec<String> {
    svg.split('<').skip(1).filter_map(|piece| Some(piece.split_once('>')?.0.to_ascii_lowercase())).collect()
}

fn style_sheets(svg: &str) -> Vec<String> {
    let sheets = svg.split("<style").skip(1);
    sheets.filter_map(|sheet| Some(sheet.split_once("</style>")?.0.to_ascii_lowercase())).collect()
}

#[test]
fn nothing_of_them_runs_loads_or_leads_anywhere() {
    let mut pictures = 0;
    for source in ATTEMPTS {
        // To refuse it is as good.
        let Ok(diagram) = draw(source, Theme::Dark) else { continue };
        pictures += 1;
        for tag in tags(&diagram.svg) {
            let name = tag.trim_start_matches('/').split([' ', '/']).next().unwrap_or_default();
            for forbidden in
                ["script", "foreignobject", "image", "img", "iframe", "a", "animate", "set", "body", "link"]
            {
                assert_ne!(name, forbidden, "{source}");
            }
            for attribute in tag.split_whitespace().skip(1).filter(|part| part.contains('=')) {
                assert!(
                    !attribute.starts_with("on") || attribute.starts_with("one"),
                    "{attribute}: {source}"
                );
                if let Some((_, address)) = attribute.split_once("href=\"") {
                    assert!(address.starts_with('#'), "{attribute}: {source}");
                }
            }
            let plain = tag.replace("http://www.w3.org/", "");
            assert!(!plain.contains("javascript:") && !plain.contains("://"), "{tag}: {source}");
            assert!(plain.split("url(").skip(1).all(|inside| inside.starts_with('#')), "{tag}: {source}");
        }
        for sheet in style_sheets(&diagram.svg) {
            assert!(
                !sheet.contains("@import") && !sheet.contains("@font-face") && !sheet.contains("//"),
                "{source}"
            );
            assert!(sheet.split("url(").skip(1).all(|inside| inside.starts_with('#')), "{source}");
        }
    }
    assert!(
        pictures * 2 > ATTEMPTS.len(),
        "{pictures} of {} are drawn: the others say nothing",
        ATTEMPTS.len()
    );
}
