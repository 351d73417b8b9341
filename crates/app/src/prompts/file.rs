//! Templates and personas as a TOML file, to pass on and to keep: one or many. The starters are such files, too.
//!
//! ```toml
//! version = 1                           # of this format
//!
//! [[template]]
//! name = "translate"                    # what is typed behind the slash
//! description = "Into another language" # optional
//! body = "Into {{language}}: {{text}}"
//!
//! [[persona]]
//! name = "Editor"
//! icon = "🖋"                            # one character; optional, as is all that follows
//! description = "Makes texts clearer"
//! model = "openai/gpt-6-luna"           # provider/model
//! starters = ["Make this clearer:"]     # beginnings of a message
//! [persona.parameters]                  # what is not set is left to the model and its provider
//! system_prompt = "You are an editor."
//! temperature = 0.3
//! top_p = 0.9
//! max_output_tokens = 1000
//! reasoning = { effort = "low" }        # or { budget_tokens = 2048 }
//! verbosity = "low"                     # low, medium, high
//! stop = ["END"]
//! seed = 7
//! ```

use std::fmt;
use std::ops::Range;

use parlance_domain::{ModelRef, Parameters, Reasoning, Verbosity};
use serde::{Deserialize, Serialize};
use toml::Spanned;

use super::check;
use crate::checked_parameters;

const VERSION: i64 = 1;
/// What no collection of texts written by hand comes near.
const MAX_BYTES: usize = 8 * 1024 * 1024;

/// What a file holds, checked.
#[derive(Debug, Clone, PartialEq, Default)]
pub(super) struct PromptFile {
    pub(super) templates: Vec<TemplateText>,
    pub(super) personas: Vec<PersonaText>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(super) struct TemplateText {
    pub(super) name: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub(super) description: String,
    pub(super) body: String,
}

#[derive(Debug, Clone, PartialEq)]
pub(super) struct PersonaText {
    pub(super) name: String,
    pub(super) icon: String,
    pub(super) description: String,
    pub(super) model: Option<ModelRef>,
    pub(super) parameters: Parameters,
    pub(super) starters: Vec<String>,
}

/// Why a file is none of these, for the person who wrote it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct FileError {
    /// From 1, where there is one to look at.
    line: Option<usize>,
    problem: String,
}

impl fmt::Display for FileError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.line {
            Some(line) => write!(f, "Line {line}: {}", self.problem),
            None => f.write_str(&self.problem),
        }
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Read {
    // Read before the rest.
    #[serde(rename = "version")]
    _version: i64,
    #[serde(default)]
    template: Vec<ReadTemplate>,
    #[serde(default)]
    persona: Vec<ReadPersona>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ReadTemplate {
    name: Spanned<String>,
    #[serde(default)]
    description: Option<Spanned<String>>,
    body: Spanned<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ReadPersona {
    name: Spanned<String>,
    icon: Option<Spanned<String>>,
    description: Option<Spanned<String>>,
    model: Option<Spanned<String>>,
    starters: Option<Spanned<Vec<String>>>,
    parameters: Option<Spanned<ReadParameters>>,
}

/// As the domain's, and an unknown one is a mistake.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ReadParameters {
    system_prompt: Option<String>,
    temperature: Option<f32>,
    top_p: Option<f32>,
    max_output_tokens: Option<u32>,
    reasoning: Option<Reasoning>,
    verbosity: Option<Verbosity>,
    #[serde(default)]
    stop: Vec<String>,
    seed: Option<u32>,
}

#[derive(Serialize)]
struct Written<'a> {
    version: i64,
    #[serde(skip_serializing_if = "<[TemplateText]>::is_empty")]
    template: &'a [TemplateText],
    #[serde(skip_serializing_if = "Vec::is_empty")]
    persona: Vec<WrittenPersona<'a>>,
}

#[derive(Serialize)]
struct WrittenPersona<'a> {
    name: &'a str,
    #[serde(skip_serializing_if = "str::is_empty")]
    icon: &'a str,
    #[serde(skip_serializing_if = "str::is_empty")]
    description: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    model: Option<String>,
    #[serde(skip_serializing_if = "<[String]>::is_empty")]
    starters: &'a [String],
    // A table comes after the values.
    #[serde(skip_serializing_if = "Parameters::is_empty")]
    parameters: &'a Parameters,
}

impl PromptFile {
    /// # Errors
    /// The first thing that is wrong, with its line.
    pub(super) fn parse(text: &str) -> Result<Self, FileError> {
        let without_line = |problem: &str| Err(FileError { line: None, problem: problem.to_owned() });
        if text.len() > MAX_BYTES {
            return without_line("The file is larger than 8 MiB.");
        }
        let toml = |error: toml::de::Error| {
            let line = error.span().map(|span| line(text, &span));
            FileError { line, problem: format!("{}.", sentence(error.message())) }
        };
        // Before the fields: those of a newer version may be others.
        let table: toml::Table = toml::from_str(text).map_err(toml)?;
        match table.get("version").and_then(toml::Value::as_integer) {
            Some(VERSION) => {}
            Some(newer) if newer > VERSION => {
                return without_line(&format!(
                    "The file is of version {newer}, which a newer Parlance reads."
                ));
            }
            _ => {
                return without_line(
                    "The file does not say \"version = 1\", so it is none with templates or personas.",
                );
            }
        }
        let read: Read = toml::from_str(text).map_err(toml)?;
        let templates =
            read.template.into_iter().map(|template| template.checked(text)).collect::<Result<_, _>>()?;
        let personas =
            read.persona.into_iter().map(|persona| persona.checked(text)).collect::<Result<_, _>>()?;
        Ok(Self { templates, personas })
    }

    /// The file that [`PromptFile::parse`] reads.
    ///
    /// # Errors
    /// None that is known of: TOML can hold every text.
    pub(super) fn to_toml(&self) -> Result<String, toml::ser::Error> {
        let persona = self.personas.iter().map(|persona| WrittenPersona {
            name: &persona.name,
            icon: &persona.icon,
            description: &persona.description,
            model: persona.model.as_ref().map(|model| format!("{}/{}", model.provider, model.model)),
            starters: &persona.starters,
            parameters: &persona.parameters,
        });
        let written = Written { version: VERSION, template: &self.templates, persona: persona.collect() };
        let fields = toml::to_string_pretty(&written)?;
        Ok(format!(
            "# Templates and personas for Parlance: import them in Settings, under Prompts.\n\n{fields}"
        ))
    }
}

impl ReadTemplate {
    fn checked(self, text: &str) -> Result<TemplateText, FileError> {
        Ok(TemplateText {
            name: at(text, self.name, |name| check::slash_name(&name))?,
            description: optional(text, self.description, |said| check::description(&said))?,
            body: at(text, self.body, check::body)?,
        })
    }
}

impl ReadPersona {
    fn checked(self, text: &str) -> Result<PersonaText, FileError> {
        Ok(PersonaText {
            name: at(text, self.name, |name| check::persona_name(&name))?,
            icon: optional(text, self.icon, |icon| check::icon(&icon))?,
            description: optional(text, self.description, |said| check::description(&said))?,
            model: self.model.map(|model| at(text, model, |model| model_ref(&model))).transpose()?,
            starters: optional(text, self.starters, check::starters)?,
            parameters: optional(text, self.parameters, |read| {
                checked_parameters(read.into()).map_err(|failure| failure.message)
            })?,
        })
    }
}

impl From<ReadParameters> for Parameters {
    fn from(read: ReadParameters) -> Self {
        let ReadParameters { system_prompt, temperature, top_p, max_output_tokens, .. } = read;
        let ReadParameters { reasoning, verbosity, stop, seed, .. } = read;
        Self { system_prompt, temperature, top_p, max_output_tokens, reasoning, verbosity, stop, seed }
    }
}

fn model_ref(text: &str) -> Result<ModelRef, String> {
    match text.trim().split_once('/') {
        Some((provider, model)) if !provider.is_empty() && !model.is_empty() => {
            Ok(ModelRef { provider: provider.to_owned(), model: model.to_owned() })
        }
        _ => Err(format!("A model is written as provider/model, unlike {text:?}.")),
    }
}

fn at<T, U>(
    text: &str,
    value: Spanned<T>,
    read: impl FnOnce(T) -> Result<U, String>,
) -> Result<U, FileError> {
    let line = line(text, &value.span());
    read(value.into_inner()).map_err(|problem| FileError { line: Some(line), problem })
}

fn optional<T, U: Default>(
    text: &str,
    value: Option<Spanned<T>>,
    read: impl FnOnce(T) -> Result<U, String>,
) -> Result<U, FileError> {
    value.map_or_else(|| Ok(U::default()), |value| at(text, value, read))
}

fn line(text: &str, span: &Range<usize>) -> usize {
    let before = text.as_bytes().get(..span.start).unwrap_or(text.as_bytes());
    before.iter().filter(|byte| **byte == b'\n').count() + 1
}

/// One line that begins with a capital.
fn sentence(message: &str) -> String {
    let message = message.trim().trim_end_matches('.').replace('\n', ", ");
    let mut chars = message.chars();
    chars.next().map_or_else(String::new, |first| first.to_uppercase().chain(chars).collect())
}

#[cfg(test)]
#[path = "file_tests.rs"]
mod tests;
