//! Templates and personas: what a question is begun with, and their lists.

use std::collections::BTreeMap;

use parlance_app::{App, Filled};
use parlance_ipc::{PersonaView, PromptsArgs, TemplateTextArgs, TemplateView};

use crate::args::{Format, Prompted};
use crate::exit::{Exit, Failure};
use crate::terminal::neutral;
use crate::{home, model, output};

/// The program speaks English, and so do the starters in its lists.
const LANGUAGE: &str = "en";

/// The template, filled in, with `question` below it; or the question alone.
pub(crate) async fn begin(app: &App, prompted: &Prompted, question: String) -> Result<String, Failure> {
    let Some(name) = &prompted.template else { return Ok(question) };
    let template = app.find_template(name).await?.ok_or_else(|| {
        Failure::usage(format!("There is no template “{name}”. See `parlance-cli templates`."))
    })?;
    let values: BTreeMap<_, _> = prompted.var.iter().cloned().collect();
    let text = match app.fill_template(&template.body, &values).await? {
        Filled::Text(text) => text,
        Filled::Missing(names) => {
            let wanted: Vec<_> = names.iter().map(|name| format!("--var \"{name}=…\"")).collect();
            return Err(Failure::usage(format!("The template asks for more: {}.", wanted.join(" "))));
        }
        Filled::Unknown { name, known } if known.is_empty() => {
            return Err(Failure::usage(format!("The template has no variables, and so no “{name}”.")));
        }
        Filled::Unknown { name, known } => {
            let known = known.join(", ");
            return Err(Failure::usage(format!("The template has no variable “{name}”. It has: {known}.")));
        }
        Filled::NotListed { name, options } => {
            let options = options.join(", ");
            return Err(Failure::usage(format!("“{name}” is one of: {options}.")));
        }
    };
    Ok(if question.is_empty() { text } else { format!("{text}\n\n{question}") })
}

pub(crate) async fn persona(app: &App, prompted: &Prompted) -> Result<Option<PersonaView>, Failure> {
    let Some(name) = &prompted.persona else { return Ok(None) };
    let unknown = || Failure::usage(format!("There is no persona “{name}”. See `parlance-cli personas`."));
    app.find_persona(name).await?.map(Some).ok_or_else(unknown)
}

pub(crate) async fn list_templates(format: Format) -> Result<Exit, Failure> {
    let opened = home::open().await?;
    let app = &opened.app;
    let prompts = app.list_prompts(PromptsArgs { language: LANGUAGE.into() }).await?;
    let shown: Vec<_> = prompts.templates.into_iter().filter(|template| !template.hidden).collect();
    if format.json {
        output::json(&shown)?;
        return Ok(Exit::Done);
    }
    let mut rows = Vec::new();
    for TemplateView { name, description, body, .. } in shown {
        let fields = app.preview_template(TemplateTextArgs { body }).await?;
        let mut names: Vec<_> = fields.fields.into_iter().map(|field| field.name).collect();
        if fields.pieces.contains(&parlance_ipc::TemplatePiece::Clipboard) {
            names.push("clipboard".to_owned());
        }
        rows.push((name, [names.join(", "), description].join("  ")));
    }
    output::write(&table(&rows))?;
    Ok(Exit::Done)
}

pub(crate) async fn list_personas(format: Format) -> Result<Exit, Failure> {
    let opened = home::open().await?;
    let prompts = opened.app.list_prompts(PromptsArgs { language: LANGUAGE.into() }).await?;
    let shown: Vec<_> = prompts.personas.into_iter().filter(|persona| !persona.hidden).collect();
    if format.json {
        output::json(&shown)?;
        return Ok(Exit::Done);
    }
    let row = |persona: PersonaView| {
        let model = persona.model.as_ref().map(|choice| format!("  ({})", model::name(choice)));
        (persona.name, format!("{}{}", persona.description, model.unwrap_or_default()))
    };
    output::write(&table(&shown.into_iter().map(row).collect::<Vec<_>>()))?;
    Ok(Exit::Done)
}

/// A name and what there is to say of it, a line each.
fn table(rows: &[(String, String)]) -> String {
    let width = rows.iter().map(|(name, _)| name.chars().count()).max().unwrap_or_default();
    rows.iter()
        .map(|(name, said)| {
            let row = format!("{:<width$}  {}", neutral::line(name), neutral::line(said.trim_end()));
            format!("{}\n", row.trim_end())
        })
        .collect()
}
