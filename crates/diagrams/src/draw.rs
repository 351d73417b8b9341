//! From the source to a picture, by merman.

use merman::svg::{
    CssOverridePolicy, Presentation, RenderResourcePolicy, ResolvedPresentation, SvgOutputPolicy,
    SvgPipelinePreset, SvgRenderOptions,
};
use merman::{
    Engine, MermaidConfig, OperationControl, RenderError, RenderOutput, RenderRequest, Renderer,
    SvgEnvironment, SvgRequest, TerminalDiagnostic,
};
use serde_json::json;

use crate::author::{self, Kind};
use crate::gate::{self, Gated};
use crate::{Diagram, MAX_SVG_BYTES, PATIENCE, Problem, Theme, measure};

/// Longer words of the parser say nothing more.
const MAX_MESSAGE_CHARS: usize = 240;

pub(crate) fn draw(source: &str, theme: Theme) -> Result<Diagram, Problem> {
    let theme = if author::paints(source) { theme.light() } else { theme };
    let host = theme.host().map_err(|_| Problem::Unsupported)?;
    let resolved = Presentation::new().with_theme(host).resolve();
    let renderer = Renderer::new()
        .with_engine(resolved.materialize_engine(Engine::new().with_site_config(config(source))));
    let control = OperationControl::new().with_deadline(PATIENCE);
    let plain = author::without_markup(source);
    let request = RenderRequest::svg(plain.as_str(), control, request(&resolved, theme));
    match renderer.render(request) {
        Ok(RenderOutput::Svg(Some(drawn))) => picture(source, drawn.svg(), theme),
        Ok(_) => Err(Problem::Unknown),
        Err(error) => Err(problem(&plain, &error)),
    }
}

/// The tones, the letters and the layout are ours, whatever the source asks for: another theme's words would stand on our ground.
fn config(source: &str) -> MermaidConfig {
    MermaidConfig::from_value(json!({
        "layout": "dagre",
        "look": "classic",
        "securityLevel": "strict",
        // Words that were laid out as HTML come out in the middle of their boxes, except in this kind, where they are lost.
        "flowchart": { "htmlLabels": !author::is_flowchart(source) },
        "sankey": { "linkColor": "source" },
        "secure": [
            "secure", "securityLevel", "startOnLoad", "maxTextSize", "maxEdges", "suppressErrorRendering", "dompurifyConfig",
            "theme", "themeVariables", "themeCSS", "darkMode", "fontFamily", "altFontFamily", "fontSize", "look", "layout",
            "defaultRenderer", "htmlLabels", "useMaxWidth", "elk",
        ],
    }))
}

fn request(resolved: &ResolvedPresentation, theme: Theme) -> SvgRequest {
    let output = SvgOutputPolicy {
        // Without it labels are HTML.
        preset: SvgPipelinePreset::ResvgSafe,
        css_override_policy: CssOverridePolicy::StripExistingImportant,
        root_background_color: Some(theme.ground().to_owned()),
        // Half of what is meant would leave the line behind the words.
        scoped_css: Some(".edgeLabel rect{opacity:1}".to_owned()),
        ..SvgOutputPolicy::default()
    };
    SvgRequest {
        environment: SvgEnvironment::deterministic()
            .with_resource_policy(RenderResourcePolicy::interactive())
            .with_text_measurement_policy(measure::policy()),
        options: SvgRenderOptions { diagram_id: Some("diagram".into()), ..SvgRenderOptions::default() },
        pipeline: Some(output.pipeline()),
        presentation: resolved.render_policy(),
        ..SvgRequest::default()
    }
}

fn picture(source: &str, drawn: &str, theme: Theme) -> Result<Diagram, Problem> {
    if drawn.len() > MAX_SVG_BYTES {
        return Err(Problem::TooMuch);
    }
    let Gated { svg, width, height, role, title, description } =
        gate::pass(drawn).ok_or(Problem::Unsupported)?;
    let title = if title.is_empty() { author::title(source) } else { title };
    let kind = Kind::of(&role);
    Ok(Diagram { svg, width, height, ground: theme.ground(), kind, title, description })
}

fn problem(source: &str, error: &RenderError) -> Problem {
    match error {
        RenderError::NoDiagram => Problem::Unknown,
        RenderError::Cancelled(_) | RenderError::ResourceLimitExceeded(_) => Problem::TooMuch,
        RenderError::Parse(diagnostic) => syntax(source, diagnostic),
        _ => Problem::Unsupported,
    }
}

fn syntax(source: &str, diagnostic: &TerminalDiagnostic) -> Problem {
    let details = diagnostic.terminal_diagnostic_details();
    if details.code.ends_with("no_diagram_detected") || details.code.ends_with("unsupported_diagram") {
        return Problem::Unknown;
    }
    let whole = diagnostic.terminal_safe_message();
    // The kind of the diagram stands before it, and is shown anyway.
    let words = whole.split_once("): ").map_or(whole.as_str(), |(_, words)| words);
    let message = words.lines().next().unwrap_or_default().trim().chars().take(MAX_MESSAGE_CHARS).collect();
    let line = details.span.and_then(|span| {
        let before = source.get(..span.start)?;
        u32::try_from(before.matches('\n').count() + 1).ok()
    });
    Problem::Syntax { message, line }
}
