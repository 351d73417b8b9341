//! Templates and personas from and to files.

use parlance_domain::{Persona, PersonaId, Template, TemplateId};
use parlance_ipc::{
    AppEvent, ExportPromptsArgs, ImportPromptsArgs, ImportedPrompts, IpcError, PromptArgs, RenamedPrompt,
    WrittenFile,
};

use super::file::{PersonaText, PromptFile, TemplateText};
use super::{Names, Prompt};
use crate::{App, error, new_file};

impl App {
    /// Adds what a file holds, all of it or nothing. What is there already, word for word, is not added again; where only the name
    /// is another's, it gets a number.
    pub async fn import_prompts(&self, args: ImportPromptsArgs) -> Result<ImportedPrompts, IpcError> {
        let file = tokio::task::spawn_blocking(move || PromptFile::parse(&args.text)).await;
        let file = file.map_err(|_| error::internal("The file could not be read."))?;
        let file = file.map_err(|failure| error::invalid(failure.to_string()))?;
        if file == PromptFile::default() {
            return Err(error::invalid("The file holds no templates and no personas."));
        }
        let store = self.store().await?;
        let (mut known, mut renamed) = (0, Vec::new());
        let mut add = |names: &mut Names, name: &mut String| {
            let free = names.free(name);
            if free != *name {
                renamed.push(RenamedPrompt { from: std::mem::replace(name, free.clone()), to: free });
            }
        };
        let own = store.templates().await.map_err(error::store)?;
        let mut names = Names::new(own.iter().map(|own| own.name.clone()));
        let mut seen: Vec<_> = own.into_iter().map(template_text).collect();
        let mut templates = Vec::new();
        for mut text in file.templates {
            if seen.contains(&text) {
                known += 1;
                continue;
            }
            seen.push(text.clone());
            add(&mut names, &mut text.name);
            templates.push(template(text));
        }
        let own = store.personas().await.map_err(error::store)?;
        let mut names = Names::new(own.iter().map(|own| own.name.clone()));
        let mut seen: Vec<_> = own.into_iter().map(persona_text).collect();
        let mut personas = Vec::new();
        for mut text in file.personas {
            if seen.contains(&text) {
                known += 1;
                continue;
            }
            seen.push(text.clone());
            add(&mut names, &mut text.name);
            personas.push(persona(text));
        }
        store.put_prompts(&templates, &personas).await.map_err(error::store)?;
        self.inner.events.send(AppEvent::Prompts);
        let count = |count: usize| u32::try_from(count).unwrap_or(u32::MAX);
        Ok(ImportedPrompts {
            templates: count(templates.len()),
            personas: count(personas.len()),
            known,
            renamed,
        })
    }

    /// Writes templates and personas into the folder for exports. No file that is there is replaced.
    pub async fn export_prompts(&self, args: ExportPromptsArgs) -> Result<WrittenFile, IpcError> {
        let store = self.store().await?;
        let mut file = PromptFile::default();
        let mut name = "parlance-prompts".to_owned();
        if args.ids.is_empty() {
            let (templates, personas) = (store.templates().await, store.personas().await);
            file.templates = templates.map_err(error::store)?.into_iter().map(template_text).collect();
            file.personas = personas.map_err(error::store)?.into_iter().map(persona_text).collect();
        }
        for id in &args.ids {
            let asked = PromptArgs { id: id.clone(), language: args.language.clone() };
            match self.prompt(&store, &asked).await? {
                Prompt::Template(template) => file.templates.push(template_text(template)),
                Prompt::Persona(persona) => file.personas.push(persona_text(persona)),
            }
        }
        if file == PromptFile::default() {
            return Err(error::invalid("There are no templates and personas of your own yet."));
        }
        if let ([_], [template], []) =
            (args.ids.as_slice(), file.templates.as_slice(), file.personas.as_slice())
        {
            // Its characters are letters, digits, - and _.
            name = format!("parlance-{}", template.name);
        }
        let text = file.to_toml().map_err(|_| error::internal("The file could not be written."))?;
        new_file::write(self.inner.home.exports(), name, "toml", text.into_bytes()).await
    }
}

pub(super) fn template(text: TemplateText) -> Template {
    let TemplateText { name, description, body } = text;
    Template { id: TemplateId::new(), name, description, body }
}

pub(super) fn persona(text: PersonaText) -> Persona {
    let PersonaText { name, icon, description, model, parameters, starters } = text;
    Persona { id: PersonaId::new(), name, icon, description, model, parameters, starters }
}

fn template_text(template: Template) -> TemplateText {
    let Template { id: _, name, description, body } = template;
    TemplateText { name, description, body }
}

fn persona_text(persona: Persona) -> PersonaText {
    let Persona { id: _, name, icon, description, model, parameters, starters } = persona;
    PersonaText { name, icon, description, model, parameters, starters }
}
