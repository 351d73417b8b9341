//! What the source says beside the drawing: its kind, its title, and whether it brings colours of its own.

/// The kinds of diagrams that are drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    Flowchart,
    Sequence,
    Class,
    State,
    EntityRelationship,
    Gantt,
    Pie,
    GitGraph,
    Journey,
    Mindmap,
    Timeline,
    Quadrant,
    XyChart,
    Block,
    C4,
    Requirement,
    Sankey,
    Packet,
    Kanban,
    Architecture,
    Radar,
    Treemap,
    Other,
}

impl Kind {
    /// By what the picture says of itself in `aria-roledescription`.
    pub(crate) fn of(role: &str) -> Self {
        match role {
            "flowchart" | "flowchart-v2" | "graph" => Self::Flowchart,
            "sequence" => Self::Sequence,
            "class" | "classDiagram" => Self::Class,
            "state" | "stateDiagram" => Self::State,
            "er" => Self::EntityRelationship,
            "gantt" => Self::Gantt,
            "pie" => Self::Pie,
            "gitGraph" => Self::GitGraph,
            "journey" => Self::Journey,
            "mindmap" => Self::Mindmap,
            "timeline" => Self::Timeline,
            "quadrantChart" => Self::Quadrant,
            "xychart" => Self::XyChart,
            "block" => Self::Block,
            "c4" => Self::C4,
            "requirement" | "requirementDiagram" => Self::Requirement,
            "sankey" => Self::Sankey,
            "packet" => Self::Packet,
            "kanban" => Self::Kanban,
            "architecture" => Self::Architecture,
            "radar" => Self::Radar,
            "treemap" => Self::Treemap,
            _ => Self::Other,
        }
    }
}

/// What brings colours. Flowcharts and their like, then sequences, then C4.
const PAINTS: [&str; 8] = [
    "style ",
    "classDef ",
    "linkStyle ",
    "cssClass ",
    "rect ",
    "box ",
    "UpdateElementStyle(",
    "UpdateRelStyle(",
];

/// Whether the source paints something. Where it does not really, it is drawn on a light ground for nothing.
pub(crate) fn paints(source: &str) -> bool {
    source
        .lines()
        .flat_map(|line| line.split(';'))
        .any(|statement| PAINTS.iter().any(|paint| statement.trim_start().starts_with(paint)))
        // Its bands multiply with what they lie on, and are lost on black.
        || first_word(source).starts_with("sankey")
}

/// Whether it is a flowchart. What looks so and is none draws its words in another way.
pub(crate) fn is_flowchart(source: &str) -> bool {
    ["flowchart", "graph"].iter().any(|word| first_word(source).starts_with(word))
}

/// The word that says what it is, behind front matter and comments.
fn first_word(source: &str) -> &str {
    let body = source.trim_start().strip_prefix("---").and_then(|rest| Some(rest.split_once("\n---")?.1));
    let lines = body.unwrap_or(source).lines().map(str::trim);
    let mut said = lines.filter(|line| !line.is_empty() && !line.starts_with("%%"));
    said.next().and_then(|line| line.split_whitespace().next()).unwrap_or_default()
}

/// Elements of HTML that models write into labels, where a picture has one face of letters.
const INLINE: [&str; 11] = ["b", "i", "u", "em", "strong", "small", "sub", "sup", "code", "span", "font"];

/// The source without tags that would be shown as they are written. Its lines stay.
pub(crate) fn without_markup(source: &str) -> String {
    let mut plain = String::with_capacity(source.len());
    let mut rest = source;
    while let Some(at) = rest.find('<') {
        let (before, tag) = rest.split_at(at);
        plain.push_str(before);
        let end = tag[1..].find(['>', '\n', '<']).map(|end| end + 1);
        let is_markup = end.is_some_and(|end| {
            let name = tag[1..end].trim_start_matches('/').split([' ', '\t']).next().unwrap_or_default();
            tag[end..].starts_with('>') && INLINE.iter().any(|inline| name.eq_ignore_ascii_case(inline))
        });
        let skipped = if is_markup { end.map_or(1, |end| end + 1) } else { 1 };
        if !is_markup {
            plain.push('<');
        }
        rest = &tag[skipped..];
    }
    plain.push_str(rest);
    plain
}

/// The title that stands in the drawing.
pub(crate) fn title(source: &str) -> String {
    let named = source.lines().map(str::trim).find_map(|line| {
        let rest = line
            .strip_prefix("title:")
            .or_else(|| line.strip_prefix("title "))
            .or_else(|| line.strip_prefix("pie").and_then(|rest| Some(rest.split_once("title ")?.1)))?;
        let rest = rest.trim().trim_matches(['"', '\'']).trim();
        (!rest.is_empty()).then(|| rest.to_owned())
    });
    named.unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_title_is_found_where_each_kind_has_it() {
        for (source, expected) in [
            ("gantt\n    title A plan", "A plan"),
            ("pie showData title Pets\n \"a\": 1", "Pets"),
            ("pie\n title Pets", "Pets"),
            ("---\ntitle: \"Order\"\n---\nflowchart TD\nA-->B", "Order"),
            ("xychart-beta\n title \"Sales\"", "Sales"),
            ("flowchart TD\n titles --> B", ""),
        ] {
            assert_eq!(title(source), expected, "{source}");
        }
    }

    #[test]
    fn the_kind_is_found_behind_what_stands_before_it() {
        assert!(is_flowchart("---\ntitle: x\n---\n%% y\n\n  graph TD; A-->B"));
        assert!(is_flowchart("flowchart-elk LR\nA-->B"));
        assert!(!is_flowchart("classDiagram\n A <|-- graph"));
        assert!(!is_flowchart(""));
    }

    #[test]
    fn markup_of_labels_falls_away_and_arrows_stay() {
        for (source, expected) in [
            ("A[<b>x</b> <I>y</I>]", "A[x y]"),
            ("A[<span style='a'>x</span>]", "A[x]"),
            ("A <--> B", "A <--> B"),
            ("A <|-- B\nB <|-- C", "A <|-- B\nB <|-- C"),
            ("A[a<br/>b < c]", "A[a<br/>b < c]"),
            ("A<b", "A<b"),
            ("<", "<"),
        ] {
            assert_eq!(without_markup(source), expected);
        }
    }

    #[test]
    fn what_brings_colours_is_known() {
        for source in [
            "graph TD\n A-->B\n style A fill:#f9f",
            "graph TD; A-->B; classDef hot fill:#fee; class A hot",
            "sequenceDiagram\n rect rgb(0,0,255)\n A->>B: x\n end",
            "%% flows\nsankey-beta\n\na,b,1",
        ] {
            assert!(paints(source), "{source}");
        }
        for source in ["graph TD\n A[style guide]-->B", "erDiagram\n A ||--o{ B : has", "pie\n \"rect\": 1"] {
            assert!(!paints(source), "{source}");
        }
    }
}
