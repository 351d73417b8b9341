//! Diagrams that answers write as code: drawn one at a time, away from the threads that others wait for, and kept for a while.

use std::collections::VecDeque;
use std::path::PathBuf;
use std::sync::{Mutex, PoisonError};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use parlance_diagrams::{Diagram, Kind, Problem, Theme};
use parlance_ipc::{
    DiagramKind, DiagramPngArgs, DiagramProblem, DiagramView, DrawDiagramArgs, DrawnDiagram, IpcError,
    RefusedDiagram, WrittenFile,
};

use crate::{App, Asked, error, new_file};

/// What is scrolled away and back, and what another theme showed a moment ago.
const MOST_KEPT: usize = 48;
const MOST_KEPT_BYTES: usize = 8 * 1024 * 1024;
const PNG: &[u8] = b"\x89PNG\r\n\x1a\n";

/// The diagrams that were drawn last.
#[derive(Debug, Default)]
pub(crate) struct Drawings {
    kept: Mutex<VecDeque<Kept>>,
    /// Held while one is drawn: the processor is others' as well.
    drawing: tokio::sync::Mutex<()>,
}

#[derive(Debug)]
struct Kept {
    source: String,
    theme: Theme,
    view: DiagramView,
}

impl Kept {
    fn bytes(&self) -> usize {
        let drawn = if let DiagramView::Drawn(drawn) = &self.view { drawn.svg.len() } else { 0 };
        self.source.len() + drawn
    }
}

impl Drawings {
    fn get(&self, source: &str, theme: Theme) -> Option<DiagramView> {
        let mut all = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        let at = all.iter().position(|kept| kept.theme == theme && kept.source == source)?;
        let kept = all.remove(at)?;
        let view = kept.view.clone();
        all.push_back(kept);
        Some(view)
    }

    fn keep(&self, kept: Kept) {
        let mut all = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        all.push_back(kept);
        while all.len() > MOST_KEPT || all.iter().map(Kept::bytes).sum::<usize>() > MOST_KEPT_BYTES {
            all.pop_front();
        }
    }
}

impl App {
    /// Draws a diagram, or says why there is none.
    pub async fn draw_diagram(&self, args: DrawDiagramArgs) -> Result<DiagramView, IpcError> {
        let DrawDiagramArgs { source, dark, contrast } = args;
        let theme = match (dark, contrast) {
            (true, false) => Theme::Dark,
            (false, false) => Theme::Light,
            (true, true) => Theme::DarkContrast,
            (false, true) => Theme::LightContrast,
        };
        let drawings = &self.inner.drawings;
        if let Some(view) = drawings.get(&source, theme) {
            return Ok(view);
        }
        let _alone = drawings.drawing.lock().await;
        // It may be what the one before drew.
        if let Some(view) = drawings.get(&source, theme) {
            return Ok(view);
        }
        let drawn = tokio::task::spawn_blocking(move || {
            let drawn = parlance_diagrams::draw(&source, theme);
            (source, drawn)
        });
        let (source, drawn) = drawn.await.map_err(|_| error::internal("The diagram was not drawn."))?;
        let view = view_of(drawn);
        drawings.keep(Kept { source, theme, view: view.clone() });
        Ok(view)
    }

    /// Has a person choose where a diagram goes as a picture, and writes it there, as [`App::save_code`] does.
    pub async fn save_diagram(
        &self,
        args: DiagramPngArgs,
        ask: impl AsyncFnOnce(Asked) -> Result<Option<PathBuf>, IpcError>,
    ) -> Result<Option<WrittenFile>, IpcError> {
        let png = png_of(&args.png)?;
        let name = format!("{}.png", parlance_archive::file_name(&args.name, "diagram"));
        let Some(path) = ask(Asked::NewFile { name, ending: Some("png") }).await? else { return Ok(None) };
        let written = path.display().to_string();
        tokio::task::spawn_blocking(move || new_file::replace(&path, &png))
            .await
            .map_err(|_| error::internal("The file was not written."))?
            .map_err(|failure| error::file(&failure))?;
        Ok(Some(WrittenFile { path: written }))
    }
}

/// The bytes of a picture that the window painted.
pub fn png_of(base64: &str) -> Result<Vec<u8>, IpcError> {
    let bytes = STANDARD.decode(base64).ok().filter(|bytes| bytes.starts_with(PNG));
    bytes.ok_or_else(|| error::invalid("This is no picture."))
}

fn view_of(drawn: Result<Diagram, Problem>) -> DiagramView {
    match drawn {
        Ok(Diagram { svg, width, height, ground, kind, title, description }) => {
            DiagramView::Drawn(DrawnDiagram {
                svg,
                width,
                height,
                ground: ground.to_owned(),
                kind: kind_of(kind),
                title,
                description,
            })
        }
        Err(problem) => DiagramView::Refused(refusal(problem)),
    }
}

fn refusal(problem: Problem) -> RefusedDiagram {
    let plain = |problem| RefusedDiagram { problem, message: String::new(), line: None };
    match problem {
        Problem::TooLong => plain(DiagramProblem::TooLong),
        Problem::TooMuch => plain(DiagramProblem::TooMuch),
        Problem::Unknown => plain(DiagramProblem::Unknown),
        Problem::Unsupported => plain(DiagramProblem::Unsupported),
        Problem::Syntax { message, line } => {
            RefusedDiagram { problem: DiagramProblem::Syntax, message, line }
        }
    }
}

fn kind_of(kind: Kind) -> DiagramKind {
    match kind {
        Kind::Flowchart => DiagramKind::Flowchart,
        Kind::Sequence => DiagramKind::Sequence,
        Kind::Class => DiagramKind::Class,
        Kind::State => DiagramKind::State,
        Kind::EntityRelationship => DiagramKind::EntityRelationship,
        Kind::Gantt => DiagramKind::Gantt,
        Kind::Pie => DiagramKind::Pie,
        Kind::GitGraph => DiagramKind::GitGraph,
        Kind::Journey => DiagramKind::Journey,
        Kind::Mindmap => DiagramKind::Mindmap,
        Kind::Timeline => DiagramKind::Timeline,
        Kind::Quadrant => DiagramKind::Quadrant,
        Kind::XyChart => DiagramKind::XyChart,
        Kind::Block => DiagramKind::Block,
        Kind::C4 => DiagramKind::C4,
        Kind::Requirement => DiagramKind::Requirement,
        Kind::Sankey => DiagramKind::Sankey,
        Kind::Packet => DiagramKind::Packet,
        Kind::Kanban => DiagramKind::Kanban,
        Kind::Architecture => DiagramKind::Architecture,
        Kind::Radar => DiagramKind::Radar,
        Kind::Treemap => DiagramKind::Treemap,
        Kind::Other => DiagramKind::Other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kept(source: &str, theme: Theme, bytes: usize) -> Kept {
        let problem = RefusedDiagram { problem: DiagramProblem::Syntax, message: source.into(), line: None };
        let view = if bytes == 0 {
            DiagramView::Refused(problem)
        } else {
            DiagramView::Drawn(DrawnDiagram {
                svg: "x".repeat(bytes),
                width: 1,
                height: 1,
                ground: String::new(),
                kind: DiagramKind::Other,
                title: String::new(),
                description: String::new(),
            })
        };
        Kept { source: source.into(), theme, view }
    }

    #[test]
    fn what_was_not_looked_at_for_longest_goes_first() {
        let drawings = Drawings::default();
        for at in 0..MOST_KEPT {
            drawings.keep(kept(&at.to_string(), Theme::Dark, 0));
        }
        assert!(drawings.get("0", Theme::Dark).is_some());
        assert!(drawings.get("0", Theme::Light).is_none(), "another theme is another picture");
        drawings.keep(kept("new", Theme::Dark, 0));
        assert!(drawings.get("0", Theme::Dark).is_some());
        assert!(drawings.get("1", Theme::Dark).is_none());
        drawings.keep(kept("large", Theme::Dark, MOST_KEPT_BYTES - "large".len()));
        assert!(drawings.get("0", Theme::Dark).is_none());
        assert!(drawings.get("large", Theme::Dark).is_some());
    }

    #[test]
    fn a_picture_of_the_window_is_a_png_or_nothing() {
        assert_eq!(png_of("iVBORw0KGgo=").unwrap(), PNG);
        for wrong in ["", "iVBORw0KG", "PHN2Zy8+", "%%"] {
            assert!(png_of(wrong).is_err(), "{wrong}");
        }
    }
}
