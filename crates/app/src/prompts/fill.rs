//! A template on its way to a message.

use std::collections::BTreeMap;

use parlance_ipc::{
    IpcError, OpenedTemplate, PromptArgs, TemplateField, TemplatePiece, TemplateTextArgs, TemplateView,
};
use parlance_store::Store;

use super::text::{Known, Parsed, Piece};
use super::{Prompt, hidden, no_prompt, starter_templates, starters, template_view};
use crate::{App, error};

/// What came of filling in a template without a person to ask.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Filled {
    Text(String),
    /// Variables without a value, in their order.
    Missing(Vec<String>),
    /// A value for a variable that the template does not have, and those that it has.
    Unknown {
        name: String,
        known: Vec<String>,
    },
    /// A value that is none of the list's.
    NotListed {
        name: String,
        options: Vec<String>,
    },
}

impl App {
    /// A template to be filled in. The clipboard is read by `clipboard`, and only for a template that asks for it; where that gives
    /// nothing, the person is asked.
    pub async fn use_template(
        &self,
        args: PromptArgs,
        clipboard: impl AsyncFnOnce() -> Option<String>,
    ) -> Result<OpenedTemplate, IpcError> {
        let store = self.store().await?;
        let Prompt::Template(template) = self.prompt(&store, &args).await? else { return Err(no_prompt()) };
        let mut parsed = Parsed::new(&template.body);
        fill_time(&store, &mut parsed).await?;
        if parsed.has(Known::Clipboard) {
            match clipboard().await.filter(|text| !text.is_empty()) {
                Some(text) => parsed.fill(Known::Clipboard, &text),
                None => parsed.ask(Known::Clipboard),
            }
        }
        self.used_now(&store, args.id).await;
        Ok(opened(parsed))
    }

    /// A text as the template that it would be. Reads no clipboard.
    pub async fn preview_template(&self, args: TemplateTextArgs) -> Result<OpenedTemplate, IpcError> {
        let store = self.store().await?;
        let mut parsed = Parsed::new(&args.body);
        fill_time(&store, &mut parsed).await?;
        Ok(opened(parsed))
    }

    /// The template of a name, with or without a slash: the person's own, or else a starter of any language.
    pub async fn find_template(&self, name: &str) -> Result<Option<TemplateView>, IpcError> {
        let store = self.store().await?;
        let name = name.trim().trim_start_matches('/').to_lowercase();
        let own = store.templates().await.map_err(error::store)?.into_iter().map(template_view);
        let hidden = hidden(&store).await?;
        let all = own.chain(starters::languages().flat_map(|language| starter_templates(language, &hidden)));
        let mut all = all.filter(|template| template.name == name);
        Ok(all.next())
    }

    /// Fills in `body` with `values` alone. Those of `date` and `time` go before the clock's; a clipboard is a variable like others.
    pub async fn fill_template(
        &self,
        body: &str,
        values: &BTreeMap<String, String>,
    ) -> Result<Filled, IpcError> {
        let store = self.store().await?;
        let mut parsed = Parsed::new(body);
        for known in [Known::Date, Known::Time, Known::Clipboard] {
            if known == Known::Clipboard || values.contains_key(known.name()) {
                parsed.ask(known);
            }
        }
        fill_time(&store, &mut parsed).await?;
        let known = || parsed.fields.iter().map(|field| field.name.clone()).collect();
        if let Some(name) = values.keys().find(|name| parsed.fields.iter().all(|field| field.name != **name))
        {
            return Ok(Filled::Unknown { name: name.clone(), known: known() });
        }
        let mut missing = Vec::new();
        for field in &mut parsed.fields {
            match values.get(&field.name) {
                Some(value) if field.options.is_empty() || field.options.contains(value) => {
                    field.value.clone_from(value);
                }
                Some(_) => {
                    let (name, options) = (field.name.clone(), field.options.clone());
                    return Ok(Filled::NotListed { name, options });
                }
                None if field.value.is_empty() => missing.push(field.name.clone()),
                None => {}
            }
        }
        if !missing.is_empty() {
            return Ok(Filled::Missing(missing));
        }
        let piece = |piece: &Piece| match piece {
            Piece::Text(text) => text.clone(),
            Piece::Field(at) => parsed.fields.get(*at).map(|field| field.value.clone()).unwrap_or_default(),
            Piece::Known(_) => String::new(),
        };
        Ok(Filled::Text(parsed.pieces.iter().map(piece).collect()))
    }
}

async fn fill_time(store: &Store, parsed: &mut Parsed) -> Result<(), IpcError> {
    if parsed.has(Known::Date) || parsed.has(Known::Time) {
        let (date, time) = store.local_time().await.map_err(error::store)?;
        parsed.fill(Known::Date, &date);
        parsed.fill(Known::Time, &time);
    }
    Ok(())
}

fn opened(parsed: Parsed) -> OpenedTemplate {
    let Parsed { fields, pieces } = parsed;
    let piece = |piece| match piece {
        Piece::Text(text) => TemplatePiece::Text { text },
        Piece::Field(at) => TemplatePiece::Field { field: u32::try_from(at).unwrap_or(u32::MAX) },
        Piece::Known(_) => TemplatePiece::Clipboard,
    };
    let field = |field: super::text::Field| TemplateField {
        name: field.name,
        value: field.value,
        options: field.options,
    };
    OpenedTemplate {
        fields: fields.into_iter().map(field).collect(),
        pieces: pieces.into_iter().map(piece).collect(),
    }
}
