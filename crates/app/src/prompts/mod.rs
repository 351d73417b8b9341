//! Templates and personas: texts with variables, and ways to begin a conversation. The person's own are rows of the history; those
//! that come with the program are not, and give way to an own one of their name.

mod check;
mod chosen;
mod file;
mod fill;
mod shared;
mod starters;
mod text;

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::{Mutex, PoisonError};

use parlance_domain::{ConversationId, ModelRef, Persona, PersonaId, Template, TemplateId, Timestamp};
use parlance_ipc::{
    AppEvent, ErrorCode, IpcError, ModelChoice, PersonaView, PromptArgs, Prompts, PromptsArgs,
    SavePersonaArgs, SaveTemplateArgs, TemplateView,
};
use parlance_store::Store;

pub use self::fill::Filled;
use crate::{App, checked_parameters, error, view};

/// The preference with the starters that are hidden.
const HIDDEN: &str = "hidden_starters";
/// The preference with the moment at which each was used last.
const USED: &str = "used_prompts";

/// What was removed in this run, to be brought back.
#[derive(Default)]
pub(crate) struct Removed(Mutex<HashMap<String, Gone>>);

#[derive(Clone)]
enum Gone {
    Template(Template),
    /// With the conversations that had it.
    Persona(Persona, Vec<ConversationId>),
}

impl Removed {
    fn put(&self, id: String, gone: Gone) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).insert(id, gone);
    }

    fn get(&self, id: &str) -> Option<Gone> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).get(id).cloned()
    }
}

impl App {
    /// All templates and personas, hidden starters among them.
    pub async fn list_prompts(&self, args: PromptsArgs) -> Result<Prompts, IpcError> {
        let store = self.store().await?;
        let hidden = hidden(&store).await?;
        let used: BTreeMap<String, i64> =
            store.preference(USED).await.map_err(error::store)?.unwrap_or_default();
        let mut templates: Vec<_> =
            store.templates().await.map_err(error::store)?.into_iter().map(template_view).collect();
        let own: BTreeSet<_> = templates.iter().map(|own| own.name.clone()).collect();
        templates.extend(
            starter_templates(&args.language, &hidden).filter(|starter| !own.contains(&starter.name)),
        );
        let mut personas: Vec<_> =
            store.personas().await.map_err(error::store)?.into_iter().map(persona_view).collect();
        let own: BTreeSet<_> = personas.iter().map(|own| own.name.to_lowercase()).collect();
        personas.extend(
            starter_personas(&args.language, &hidden)
                .filter(|starter| !own.contains(&starter.name.to_lowercase())),
        );
        let place = |id: &str, starter: bool, name: &str| {
            (std::cmp::Reverse(used.get(id).copied()), starter, name.to_lowercase())
        };
        templates.sort_by_key(|template| place(&template.id, template.starter, &template.name));
        personas.sort_by_key(|persona| place(&persona.id, persona.starter, &persona.name));
        Ok(Prompts { templates, personas })
    }

    /// Adds a template or changes one. A starter is copied.
    pub async fn save_template(&self, args: SaveTemplateArgs) -> Result<TemplateView, IpcError> {
        let store = self.store().await?;
        let id = args.id.as_deref().and_then(|id| id.parse().ok()).map(TemplateId);
        let template = Template {
            id: id.unwrap_or_else(TemplateId::new),
            name: check::slash_name(&args.name).map_err(error::invalid)?,
            description: check::description(&args.description).map_err(error::invalid)?,
            body: check::body(args.body).map_err(error::invalid)?,
        };
        let known = store.templates().await.map_err(error::store)?;
        if id.is_some_and(|id| known.iter().all(|other| other.id != id)) {
            return Err(no_prompt());
        }
        if known.iter().any(|other| other.id != template.id && other.name == template.name) {
            return Err(error::invalid(format!(
                "There is a template /{} already. Give this one another name.",
                template.name
            )));
        }
        store.put_template(&template).await.map_err(error::store)?;
        self.inner.events.send(AppEvent::Prompts);
        Ok(template_view(template))
    }

    /// Adds a persona or changes one. A starter is copied. Conversations that were begun with it stay as they are.
    pub async fn save_persona(&self, args: SavePersonaArgs) -> Result<PersonaView, IpcError> {
        let store = self.store().await?;
        let id = args.id.as_deref().and_then(|id| id.parse().ok()).map(PersonaId);
        let persona = Persona {
            id: id.unwrap_or_else(PersonaId::new),
            name: check::persona_name(&args.name).map_err(error::invalid)?,
            icon: check::icon(&args.icon).map_err(error::invalid)?,
            description: check::description(&args.description).map_err(error::invalid)?,
            model: args.model.map(reference),
            parameters: checked_parameters(args.parameters)?,
            starters: check::starters(args.starters).map_err(error::invalid)?,
        };
        let known = store.personas().await.map_err(error::store)?;
        if id.is_some_and(|id| known.iter().all(|other| other.id != id)) {
            return Err(no_prompt());
        }
        if known.iter().any(|other| other.id != persona.id && same_name(&other.name, &persona.name)) {
            return Err(error::invalid(format!(
                "There is a persona {} already. Give this one another name.",
                persona.name
            )));
        }
        store.put_persona(&persona).await.map_err(error::store)?;
        self.inner.events.send(AppEvent::Prompts);
        Ok(persona_view(persona))
    }

    /// Copies a template or a persona under a free name and gives the copy's id.
    pub async fn duplicate_prompt(&self, args: PromptArgs) -> Result<String, IpcError> {
        let store = self.store().await?;
        let id = match self.prompt(&store, &args).await? {
            Prompt::Template(original) => {
                let mut names = Names::of_templates(&store, &args.language).await?;
                let copy = Template { id: TemplateId::new(), name: names.free(&original.name), ..original };
                store.put_template(&copy).await.map_err(error::store)?;
                copy.id.to_string()
            }
            Prompt::Persona(original) => {
                let mut names = Names::of_personas(&store, &args.language).await?;
                let copy = Persona { id: PersonaId::new(), name: names.free(&original.name), ..original };
                store.put_persona(&copy).await.map_err(error::store)?;
                copy.id.to_string()
            }
        };
        self.inner.events.send(AppEvent::Prompts);
        Ok(id)
    }

    /// Removes a template or a persona, or hides a starter. [`App::restore_prompt`] takes it back.
    pub async fn remove_prompt(&self, args: PromptArgs) -> Result<(), IpcError> {
        let store = self.store().await?;
        if starters::is_starter(&args.id) {
            return self.hide(&store, args.id, true).await;
        }
        let gone = match self.prompt(&store, &args).await? {
            Prompt::Template(template) => {
                store.remove_template(template.id).await.map_err(error::store)?;
                Gone::Template(template)
            }
            Prompt::Persona(persona) => {
                let had = store.remove_persona(persona.id).await.map_err(error::store)?;
                Gone::Persona(persona, had)
            }
        };
        self.inner.removed_prompts.put(args.id, gone);
        self.inner.events.send(AppEvent::Prompts);
        Ok(())
    }

    /// Brings back what was removed in this run, or shows a starter again.
    pub async fn restore_prompt(&self, args: PromptArgs) -> Result<(), IpcError> {
        let store = self.store().await?;
        if starters::is_starter(&args.id) {
            return self.hide(&store, args.id, false).await;
        }
        match self.inner.removed_prompts.get(&args.id).ok_or_else(no_prompt)? {
            Gone::Template(mut template) => {
                // Another one may have got its name meanwhile.
                let known = store.templates().await.map_err(error::store)?;
                template.name = Names::new(known.into_iter().map(|known| known.name)).free(&template.name);
                store.put_template(&template).await.map_err(error::store)?;
            }
            Gone::Persona(mut persona, had) => {
                let known = store.personas().await.map_err(error::store)?;
                persona.name = Names::new(known.into_iter().map(|known| known.name)).free(&persona.name);
                store.restore_persona(&persona, &had).await.map_err(error::store)?;
            }
        }
        self.inner.events.send(AppEvent::Prompts);
        Ok(())
    }

    async fn hide(&self, store: &Store, id: String, hide: bool) -> Result<(), IpcError> {
        let mut all = hidden(store).await?;
        if hide {
            all.insert(id);
        } else {
            all.remove(&id);
        }
        store.set_preference(HIDDEN, &all).await.map_err(error::store)?;
        self.inner.events.send(AppEvent::Prompts);
        Ok(())
    }

    /// What an id stands for. A starter's copy has an id of its own.
    async fn prompt(&self, store: &Store, args: &PromptArgs) -> Result<Prompt, IpcError> {
        if starters::is_starter(&args.id) {
            let template = starters::templates(&args.language).find(|(id, _)| *id == args.id);
            let persona = starters::personas(&args.language).find(|(id, _)| *id == args.id);
            let template = template.map(|(_, text)| Prompt::Template(shared::template(text.clone())));
            return template
                .or_else(|| persona.map(|(_, text)| Prompt::Persona(shared::persona(text.clone()))))
                .ok_or_else(no_prompt);
        }
        let Ok(id) = args.id.parse() else { return Err(no_prompt()) };
        let templates = store.templates().await.map_err(error::store)?;
        if let Some(found) = templates.into_iter().find(|template| template.id == TemplateId(id)) {
            return Ok(Prompt::Template(found));
        }
        let personas = store.personas().await.map_err(error::store)?;
        personas
            .into_iter()
            .find(|persona| persona.id == PersonaId(id))
            .map(Prompt::Persona)
            .ok_or_else(no_prompt)
    }

    /// Only the order of the lists comes of it: failing to keep it must not get into anybody's way.
    async fn used_now(&self, store: &Store, id: String) {
        let keep = async {
            let mut used: BTreeMap<String, i64> = store.preference(USED).await?.unwrap_or_default();
            used.insert(id, Timestamp::now().0);
            store.set_preference(USED, &used).await
        };
        if let Err(failure) = keep.await {
            tracing::warn!(kind = ?failure.kind, "the use of a template or persona was not noted");
        }
        self.inner.events.send(AppEvent::Prompts);
    }
}

enum Prompt {
    Template(Template),
    Persona(Persona),
}

/// The names that are taken, in lower case.
struct Names(BTreeSet<String>);

impl Names {
    fn new(taken: impl IntoIterator<Item = String>) -> Self {
        Self(taken.into_iter().map(|name| name.to_lowercase()).collect())
    }

    async fn of_templates(store: &Store, language: &str) -> Result<Self, IpcError> {
        let own = store.templates().await.map_err(error::store)?.into_iter().map(|own| own.name);
        Ok(Self::new(own.chain(starters::templates(language).map(|(_, starter)| starter.name.clone()))))
    }

    async fn of_personas(store: &Store, language: &str) -> Result<Self, IpcError> {
        let own = store.personas().await.map_err(error::store)?.into_iter().map(|own| own.name);
        Ok(Self::new(own.chain(starters::personas(language).map(|(_, starter)| starter.name.clone()))))
    }

    /// `name`, or with a number behind it where that is taken. It is taken from now on.
    fn free(&mut self, name: &str) -> String {
        let mut free = name.to_owned();
        let mut number = 1_u32;
        while !self.0.insert(free.to_lowercase()) {
            number += 1;
            free = format!("{name}-{number}");
        }
        free
    }
}

async fn hidden(store: &Store) -> Result<BTreeSet<String>, IpcError> {
    Ok(store.preference(HIDDEN).await.map_err(error::store)?.unwrap_or_default())
}

fn same_name(a: &str, b: &str) -> bool {
    a.to_lowercase() == b.to_lowercase()
}

fn template_view(template: Template) -> TemplateView {
    let Template { id, name, description, body } = template;
    TemplateView { id: id.to_string(), name, description, body, starter: false, hidden: false }
}

fn persona_view(persona: Persona) -> PersonaView {
    let Persona { id, name, icon, description, model, parameters, starters } = persona;
    let (id, model) = (id.to_string(), model.map(view::choice));
    PersonaView { id, name, icon, description, model, parameters, starters, starter: false, hidden: false }
}

fn starter_templates(language: &str, hidden: &BTreeSet<String>) -> impl Iterator<Item = TemplateView> {
    starters::templates(language).map(|(id, text)| TemplateView {
        starter: true,
        hidden: hidden.contains(&id),
        id,
        ..template_view(shared::template(text.clone()))
    })
}

fn starter_personas(language: &str, hidden: &BTreeSet<String>) -> impl Iterator<Item = PersonaView> {
    starters::personas(language).map(|(id, text)| PersonaView {
        starter: true,
        hidden: hidden.contains(&id),
        id,
        ..persona_view(shared::persona(text.clone()))
    })
}

fn reference(model: ModelChoice) -> ModelRef {
    ModelRef { provider: model.provider, model: model.model }
}

fn no_prompt() -> IpcError {
    IpcError::new(ErrorCode::NotFound, "This template or persona is not there any more.")
}
