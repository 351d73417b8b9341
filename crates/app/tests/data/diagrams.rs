//! Diagrams: drawn or refused, and saved as the window painted them, through a dialog that is a seam here.

use std::cell::RefCell;
use std::fs;

use parlance_app::{App, Asked};
use parlance_ipc::{DiagramKind, DiagramPngArgs, DiagramProblem, DiagramView, DrawDiagramArgs, ErrorCode};

use crate::support::*;

/// The least that begins like a PNG.
const PNG: &str = "iVBORw0KGgo=";

async fn draw(app: &App, source: &str, dark: bool) -> DiagramView {
    let args = DrawDiagramArgs { source: source.into(), dark, contrast: false };
    app.draw_diagram(args).await.unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_diagram_is_drawn_for_its_ground_or_refused_with_the_line() {
    let home = home();
    let app = app(home.path()).await;
    let source = "flowchart TD\n accTitle: Orders\n A --> B";
    let DiagramView::Drawn(dark) = draw(&app, source, true).await else { panic!("refused") };
    assert_eq!((dark.kind, dark.title.as_str()), (DiagramKind::Flowchart, "Orders"));
    let DiagramView::Drawn(light) = draw(&app, source, false).await else { panic!("refused") };
    assert_ne!(dark.ground, light.ground);
    assert_eq!(
        draw(&app, source, true).await,
        DiagramView::Drawn(dark),
        "kept or drawn again, it is the same"
    );

    let DiagramView::Refused(refused) = draw(&app, "graph TD\n A[x --> B", true).await else {
        panic!("drawn")
    };
    assert_eq!((refused.problem, refused.line), (DiagramProblem::Syntax, Some(2)));
    let DiagramView::Refused(refused) = draw(&app, "what is this", true).await else { panic!("drawn") };
    assert_eq!(refused.problem, DiagramProblem::Unknown);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_picture_goes_where_the_dialog_says_and_nothing_else_does() {
    let (from, out) = (home(), home());
    let app = app(from.path()).await;
    let png = |name: &str, png: &str| DiagramPngArgs { name: name.into(), png: png.into() };
    for (name, file) in
        [("How an order goes", "how-an-order-goes.png"), ("../x", "x.png"), ("", "diagram.png")]
    {
        let asked = RefCell::new(None);
        let dialog = async |question: Asked| {
            *asked.borrow_mut() = Some(question);
            Ok(None)
        };
        assert_eq!(app.save_diagram(png(name, PNG), dialog).await.unwrap(), None);
        let expected = Asked::NewFile { name: file.to_owned(), ending: Some("png") };
        assert_eq!(asked.into_inner(), Some(expected));
    }

    let path = out.path().join("mine.png");
    let written = app.save_diagram(png("x", PNG), async |_| Ok(Some(path.clone()))).await.unwrap().unwrap();
    assert_eq!(written.path, path.display().to_string());
    assert_eq!(fs::read(&path).unwrap(), b"\x89PNG\r\n\x1a\n");

    // "#!/bin/sh" is no picture: nobody is asked.
    let failure = app.save_diagram(png("x", "IyEvYmluL3No"), async |_| panic!("asked")).await.unwrap_err();
    assert_eq!(failure.code, ErrorCode::Invalid);
}
