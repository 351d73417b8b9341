use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// A diagram of Mermaid that is to be drawn for the ground that it will stand on.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, TS)]
pub struct DrawDiagramArgs {
    pub source: String,
    pub dark: bool,
    pub contrast: bool,
}

/// What became of a diagram.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum DiagramView {
    Drawn(DrawnDiagram),
    Refused(RefusedDiagram),
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct DrawnDiagram {
    /// To be shown as an image. It names the font `Parlance Diagram` and holds none.
    pub svg: String,
    /// In CSS pixels.
    pub width: u32,
    pub height: u32,
    /// What it is painted on, `#rrggbb`: not what was asked for where it brings colours of its own.
    pub ground: String,
    pub kind: DiagramKind,
    /// What it calls itself; empty where it does not.
    pub title: String,
    /// What it says of itself to those who cannot see it; empty where it says nothing.
    pub description: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct RefusedDiagram {
    pub problem: DiagramProblem,
    /// In the words of the parser, in English; empty where it is not about the source's words.
    pub message: String,
    /// From 1, where it is known.
    pub line: Option<u32>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum DiagramProblem {
    TooLong,
    TooMuch,
    Unknown,
    Syntax,
    Unsupported,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum DiagramKind {
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

/// A diagram as the window painted it.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, TS)]
pub struct DiagramPngArgs {
    /// Base64.
    pub png: String,
    /// What it shows. The file's name is made of it.
    pub name: String,
}
