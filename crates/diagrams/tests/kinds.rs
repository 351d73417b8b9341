//! Each kind of diagram that the program promises is drawn, in every theme, with words for those who cannot see it.
#![expect(clippy::unwrap_used, clippy::panic, reason = "a failed step of a test is a failed test")]

use parlance_diagrams::{Diagram, Kind, Problem, Theme, draw};

const THEMES: [Theme; 4] = [Theme::Dark, Theme::Light, Theme::DarkContrast, Theme::LightContrast];

/// A diagram of each kind, and words that its picture must show.
const KINDS: [(Kind, &str, &[&str]); 22] = [
    (Kind::Flowchart, "graph LR\n A[Start] -->|yes| B((End))", &["Start", "yes", "End"]),
    (
        Kind::Sequence,
        "sequenceDiagram\n Ann->>Bob: Hello\n Note over Ann: thinks",
        &["Ann", "Hello", "thinks"],
    ),
    (Kind::Class, "classDiagram\n Animal <|-- Duck\n Duck : +swim()", &["Animal", "Duck", "+swim()"]),
    (Kind::State, "stateDiagram-v2\n [*] --> Still\n Still --> Moving : push", &["Still", "Moving", "push"]),
    (
        Kind::EntityRelationship,
        "erDiagram\n CUSTOMER ||--o{ ORDER : places",
        &["CUSTOMER", "ORDER", "places"],
    ),
    (
        Kind::Gantt,
        "gantt\n dateFormat YYYY-MM-DD\n section Build\n Design :a1, 2026-01-01, 10d",
        &["Build", "Design"],
    ),
    (Kind::Pie, "pie\n \"Dogs\" : 3\n \"Cats\" : 1", &["Dogs", "75%"]),
    (
        Kind::GitGraph,
        "gitGraph\n commit id: \"one\"\n branch next\n commit id: \"two\"",
        &["main", "next", "two"],
    ),
    (Kind::Journey, "journey\n section Morning\n  Tea: 5: Me", &["Morning", "Tea", "Me"]),
    (Kind::Mindmap, "mindmap\n  root((Middle))\n    Leaf", &["Middle", "Leaf"]),
    (Kind::Timeline, "timeline\n 2004 : Facebook", &["2004", "Facebook"]),
    (Kind::Quadrant, "quadrantChart\n x-axis Low --> High\n One: [0.3, 0.6]", &["Low", "One"]),
    (Kind::XyChart, "xychart-beta\n x-axis [jan, feb]\n bar [5, 6]", &["jan", "feb"]),
    (Kind::Block, "block-beta\n columns 2\n a[\"Front\"] b[\"Back\"]", &["Front", "Back"]),
    (Kind::C4, "C4Context\n Person(a, \"Customer\", \"Pays\")", &["Customer", "Pays"]),
    (
        Kind::Requirement,
        "requirementDiagram\n requirement fast {\n id: 1\n text: soon\n risk: high\n verifymethod: test\n }",
        &["fast", "soon"],
    ),
    (Kind::Sankey, "sankey-beta\n\nCoal,Power,5\nPower,Light,3\n", &["Coal", "Light"]),
    (Kind::Packet, "packet-beta\n0-15: \"Source Port\"", &["Source Port"]),
    (Kind::Kanban, "kanban\n  Todo\n    [Write tests]", &["Todo", "Write tests"]),
    (Kind::Architecture, "architecture-beta\n service db(database)[Database]", &["Database"]),
    (
        Kind::Radar,
        "radar-beta\n axis m[\"Math\"], s[\"Science\"], e[\"English\"]\n curve a[\"Alice\"]{85, 90, 80}",
        &["Math", "Alice"],
    ),
    (Kind::Treemap, "treemap-beta\n\"Section\"\n    \"Leaf\": 12", &["Section", "Leaf"]),
];

fn drawn(source: &str) -> Diagram {
    draw(source, Theme::Dark).unwrap_or_else(|problem| panic!("{problem:?}: {source}"))
}

/// What stands between the tags.
fn words(svg: &str) -> String {
    let mut words = String::new();
    for piece in svg.split('<').skip(1) {
        words.push_str(piece.split_once('>').unwrap().1);
    }
    words
}

#[test]
fn every_kind_shows_its_words_in_every_theme() {
    for (kind, source, expected) in KINDS {
        for theme in THEMES {
            let diagram = draw(source, theme).unwrap_or_else(|problem| panic!("{problem:?}: {source}"));
            assert_eq!(diagram.kind, kind);
            let shown = words(&diagram.svg);
            for word in expected {
                assert!(shown.contains(word), "{kind:?} lacks {word}: {shown}");
            }
            assert!(diagram.svg.contains(diagram.ground), "{kind:?} stands on nothing");
        }
    }
}

#[test]
fn a_picture_tells_its_title_and_what_it_shows() {
    let titled = drawn("flowchart TD\n accTitle: How an order goes\n accDescr: From start to end\n A --> B");
    assert_eq!(
        (titled.title.as_str(), titled.description.as_str()),
        ("How an order goes", "From start to end")
    );
    assert_eq!(drawn("pie title Pets\n \"Dogs\" : 3").title, "Pets");
    assert_eq!(drawn("---\ntitle: Order\n---\nflowchart TD\n A --> B").title, "Order");
    assert_eq!(drawn("flowchart TD\n A --> B").title, "");
}

#[test]
fn the_tones_are_ours_and_a_picture_with_its_own_colours_stands_on_light_ground() {
    let forest = "flowchart TD\n A --> B";
    let asked = format!(
        "%%{{init: {{'theme': 'forest', 'themeVariables': {{'primaryColor': '#ff0000'}}}}}}%%\n{forest}"
    );
    assert_eq!(drawn(&asked).svg, drawn(forest).svg);
    let elk = format!("---\nconfig:\n  layout: elk\n  look: handDrawn\n  theme: dark\n---\n{forest}");
    assert_eq!(drawn(&elk).svg, drawn(forest).svg);

    let painted = "flowchart TD\n A --> B\n style A fill:#ff99ff";
    assert_eq!(drawn(painted).ground, draw(forest, Theme::Light).unwrap().ground);
    assert_ne!(drawn(forest).ground, drawn(painted).ground);
    assert!(drawn(painted).svg.contains("#ff99ff"));
}

#[test]
fn labels_of_more_lines_and_of_other_scripts_are_drawn() {
    let shown = words(&drawn("graph TD\n A[\"one<br/>two &amp; <b>three</b>\"] --> B[漢字 مرحبا 🙂]").svg);
    for word in ["one", "two", "three", "漢字", "مرحبا", "🙂"] {
        assert!(shown.contains(word), "{word}: {shown}");
    }
    assert!(!shown.contains("&lt;b&gt;"), "{shown}");
}

#[test]
fn what_is_broken_says_where() {
    for (source, at) in [
        ("graph TD\n    A[Start --> B", 2),
        ("sequenceDiagram\n    A->>B: hi\n    B->A->C", 3),
        ("---\ntitle: x\n---\ngraph TD\n    A[Start --> B", 5),
    ] {
        let Err(Problem::Syntax { message, line }) = draw(source, Theme::Dark) else {
            panic!("drawn: {source}")
        };
        assert_eq!(line, Some(at), "{message}");
        assert!(!message.is_empty() && !message.contains('\n'));
    }
    for source in ["", "  \n", "hello there", "flowchrt TD\n A --> B", "%% only a remark"] {
        assert_eq!(draw(source, Theme::Dark), Err(Problem::Unknown), "{source}");
    }
    assert_eq!(draw("flowchart TD\n A[$$x^2$$] --> B", Theme::Dark), Err(Problem::Unsupported));
}
