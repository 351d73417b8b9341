//! The persona of a conversation, or of the new chat.

use parlance_domain::{ConversationId, Parameters, PersonaId};
use parlance_ipc::{
    AppEvent, ChoosePersonaArgs, ConversationPersonaArgs, IpcError, PersonaBefore, PersonaView, PromptArgs,
};
use parlance_store::{PersonaPlace, Store};

use super::{Prompt, hidden, no_prompt, persona_view, reference, same_name, starter_personas, starters};
use crate::{App, error, view};

impl App {
    pub async fn conversation_persona(
        &self,
        args: ConversationPersonaArgs,
    ) -> Result<Option<PersonaView>, IpcError> {
        let history = self.history_in(args.conversation).await?;
        let persona = history.persona_of(args.conversation).await.map_err(error::store)?;
        Ok(persona.map(persona_view))
    }

    /// Goes on with a persona: its model and its parameters, as they are now, take the place of the present ones. Without one the
    /// parameters that came from the last one go, unless they were changed since. Gives what `back` takes.
    pub async fn choose_persona(&self, args: ChoosePersonaArgs) -> Result<PersonaBefore, IpcError> {
        let (store, conversation) = (self.store().await?, args.conversation);
        let history = self.history_in(conversation).await?;
        let old = history.persona_of(conversation).await.map_err(error::store)?;
        let parameters = history.conversation_parameters(conversation).await.map_err(error::store)?;
        let model = match conversation {
            Some(id) => history.conversation(id).await.map_err(error::store)?.model,
            None => None,
        };
        let before = PersonaBefore {
            persona: old.as_ref().map(|persona| persona.id.to_string()),
            parameters: parameters.clone(),
            model: model.map(view::choice),
        };
        let place = match (args.persona, args.back) {
            (persona, Some(back)) => PersonaPlace {
                persona: match persona {
                    Some(id) => Some(id.parse::<PersonaId>().map_err(|_| no_prompt())?),
                    None => None,
                },
                parameters: back.parameters,
                model: back.model.map(reference),
            },
            (Some(id), None) => {
                let asked = PromptArgs { id, language: args.language };
                let persona = match self.prompt(&store, &asked).await? {
                    Prompt::Persona(persona) => persona,
                    Prompt::Template(_) => return Err(no_prompt()),
                };
                // A conversation can only have what its history has.
                if starters::is_starter(&asked.id) {
                    store.put_persona(&persona).await.map_err(error::store)?;
                }
                if history.is_in_memory() {
                    history.put_persona(&persona).await.map_err(error::store)?;
                }
                self.used_now(&store, persona.id.to_string()).await;
                PersonaPlace {
                    persona: Some(persona.id),
                    parameters: persona.parameters,
                    model: persona.model,
                }
            }
            (None, None) => {
                let unchanged = old.is_some_and(|persona| persona.parameters == parameters);
                let parameters = if unchanged { Parameters::default() } else { parameters };
                PersonaPlace { persona: None, parameters, model: None }
            }
        };
        self.set_persona(&history, conversation, &place).await?;
        Ok(before)
    }

    /// The persona of a name: the person's own, or else a starter of any language.
    pub async fn find_persona(&self, name: &str) -> Result<Option<PersonaView>, IpcError> {
        let store = self.store().await?;
        let own = store.personas().await.map_err(error::store)?.into_iter().map(persona_view);
        let hidden = hidden(&store).await?;
        let all = own.chain(starters::languages().flat_map(|language| starter_personas(language, &hidden)));
        let mut all = all.filter(|persona| same_name(&persona.name, name.trim()));
        Ok(all.next())
    }

    /// Notes the persona with which a conversation was asked elsewhere than in the window, as it was asked.
    pub async fn note_persona(
        &self,
        conversation: ConversationId,
        persona: &PersonaView,
    ) -> Result<(), IpcError> {
        let id = match persona.id.parse::<PersonaId>() {
            Ok(id) => id,
            // A starter.
            Err(_) => {
                let args = parlance_ipc::SavePersonaArgs {
                    id: None,
                    name: persona.name.clone(),
                    icon: persona.icon.clone(),
                    description: persona.description.clone(),
                    model: persona.model.clone(),
                    parameters: persona.parameters.clone(),
                    starters: persona.starters.clone(),
                };
                self.save_persona(args).await?.id.parse().map_err(|_| no_prompt())?
            }
        };
        let store = self.store().await?;
        let parameters = persona.parameters.clone();
        let place = PersonaPlace { persona: Some(id), parameters, model: None };
        self.set_persona(&store, Some(conversation), &place).await
    }

    async fn set_persona(
        &self,
        store: &Store,
        conversation: Option<ConversationId>,
        place: &PersonaPlace,
    ) -> Result<(), IpcError> {
        store.set_persona(conversation, place).await.map_err(error::store)?;
        self.inner.events.send(AppEvent::Prompts);
        self.inner.events.send(AppEvent::Parameters);
        if let Some(id) = conversation {
            self.inner.events.conversation(id);
        }
        Ok(())
    }
}
