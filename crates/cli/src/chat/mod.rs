//! `chat`: a conversation, line by line.

mod command;
mod editor;
mod parameters;

use parlance_domain::{ConversationId, Parameters};
use parlance_ipc::{
    ConversationArgs, ConversationView, GaugeArgs, IpcError, ListModelsArgs, MessageRole, ModelChoice,
    NoArgs, Overflow, SendArgs,
};

use self::command::{Command, HELP};
use self::editor::{Editor, Input};
use crate::args::Chat;
use crate::exit::{Exit, Failure};
use crate::home::Opened;
use crate::interrupt::Interrupts;
use crate::output::{self, Target};
use crate::overflow::TooLong;
use crate::terminal::{Markdown, neutral};
use crate::turn::Impatience;
use crate::{ask, face, home, lists, model, overflow, turn};

pub(crate) async fn run(args: Chat) -> Result<Exit, Failure> {
    let mut interrupts = Interrupts::listen()?;
    let opened = home::open().await?;
    let continued = match args.go_on {
        Some(id) => Some(continued(&opened, id).await?),
        None => None,
    };
    let before = continued.as_ref().and_then(|view| view.model.clone());
    let model = tokio::select! {
        model = model::choose(&opened, &args.asked, before) => model?,
        () = interrupts.next() => return Err(Failure::new(Exit::Interrupted, "")),
    };
    let target = Target::of_stdout();
    match &continued {
        Some(view) => output::write(&last_words(view, target))?,
        None => offer(&opened).await?,
    }
    output::note("/help lists the commands, Ctrl-C stops an answer, Ctrl-D leaves.");
    let editor = Editor::open(opened.app.home())?;
    let too_long = args.overflow.unwrap_or_else(|| TooLong::of_settings(opened.app.home()));
    let conversation = continued.map(|view| view.id);
    let mut session = Session {
        opened,
        conversation,
        parameters: Parameters::default(),
        model,
        target,
        interrupts,
        too_long,
    };
    let exit = session.talk(editor).await;
    session.opened.app.shut_down().await;
    exit
}

struct Session {
    opened: Opened,
    conversation: Option<ConversationId>,
    /// What is set for the conversation that begins with the next message.
    parameters: Parameters,
    model: ModelChoice,
    target: Target,
    interrupts: Interrupts,
    too_long: TooLong,
}

impl Session {
    async fn talk(&mut self, mut editor: Editor) -> Result<Exit, Failure> {
        loop {
            let interactive = editor.is_interactive();
            let input;
            (editor, input) = tokio::select! {
                read = editor.read() => read?,
                // In a terminal Ctrl-C reaches the editor as a key.
                () = self.interrupts.next(), if !interactive => return Ok(Exit::Interrupted),
            };
            match input {
                Input::End => return Ok(Exit::Done),
                // At the prompt Ctrl-C gives up the line alone.
                Input::Interrupted => {}
                Input::Text(text) => match command::parse(&text) {
                    None if text.trim().is_empty() => {}
                    None => editor = self.ask(text, editor).await?,
                    Some(Command::Quit) => return Ok(Exit::Done),
                    Some(command) => self.obey(command).await?,
                },
            }
        }
    }

    async fn ask(&mut self, text: String, editor: Editor) -> Result<Editor, Failure> {
        self.interrupts.clear();
        let (editor, overflow) = self.settle(&text, editor).await?;
        if overflow.is_none() {
            output::note("Not sent.");
            return Ok(editor);
        }
        let args = SendArgs { conversation: self.conversation, text, model: self.model.clone(), overflow };
        let started = match self.opened.app.ask(args, self.parameters.clone()).await {
            Ok(started) => started,
            Err(error) => {
                output::note(&error.message);
                return Ok(editor);
            }
        };
        self.conversation = Some(started.conversation);
        self.parameters = Parameters::default();
        let mut face = face::of(self.target);
        let app = &self.opened.app;
        let ended = turn::show(app, &started, face.as_mut(), &mut self.interrupts, Impatience::Wait).await?;
        ask::tell(&ended);
        if self.target != Target::Data {
            output::write("\n")?;
        }
        Ok(editor)
    }

    /// What is done this time if the conversation is too long; `None` when the person would rather not send `text`.
    async fn settle(
        &mut self,
        text: &str,
        mut editor: Editor,
    ) -> Result<(Editor, Option<Overflow>), Failure> {
        if self.conversation.is_none() || self.too_long != TooLong::Ask {
            return Ok((editor, Some(self.too_long.wish())));
        }
        let (conversation, model) = (self.conversation, self.model.clone());
        let args = GaugeArgs { conversation, model, draft_bytes: text.len() as u64 };
        // The provider has the last word on what it takes.
        let gauge = tokio::select! {
            gauge = self.opened.app.context_gauge(args) => gauge.ok().flatten(),
            () = self.interrupts.next() => return Ok((editor, None)),
        };
        let Some((gauge, preview)) = gauge.and_then(|gauge| Some((gauge.clone(), gauge.overflow?))) else {
            return Ok((editor, Some(Overflow::Ask)));
        };
        if !editor.is_interactive() {
            return Err(overflow::unasked(&gauge));
        }
        output::note(&overflow::question(&gauge, &preview));
        loop {
            let input;
            (editor, input) = editor.line("t, c, a or Enter? ").await?;
            let Input::Text(line) = input else { return Ok((editor, None)) };
            let answered = TooLong::answered(&line);
            if answered.is_some() || line.trim().is_empty() {
                return Ok((editor, answered.map(TooLong::wish)));
            }
        }
    }

    async fn obey(&mut self, command: Command<'_>) -> Result<(), Failure> {
        match command {
            Command::Help => output::note(HELP),
            Command::New => {
                self.conversation = None;
                self.parameters = Parameters::default();
                output::note("A new conversation begins with your next message.");
            }
            Command::Model("") => output::note(&format!("Asking {}.", model::name(&self.model))),
            Command::Model(wanted) => {
                self.interrupts.clear();
                let found = tokio::select! {
                    found = model::resolve(&self.opened.app, wanted) => found,
                    () = self.interrupts.next() => return Ok(()),
                };
                match found {
                    Ok(model) => {
                        output::note(&format!("Asking {} from now on.", model::name(&model)));
                        self.model = model;
                    }
                    Err(failure) => output::note(&failure.message),
                }
            }
            Command::Models => {
                self.interrupts.clear();
                let providers = tokio::select! {
                    providers = self.opened.app.list_models(ListModelsArgs { refresh: false }) => providers,
                    () = self.interrupts.next() => return Ok(()),
                };
                match providers {
                    Ok(providers) => output::write(&lists::models_text(&providers, self.target))?,
                    Err(error) => output::note(&error.message),
                }
            }
            Command::Set(words) => {
                let (app, held) = (&self.opened.app, &mut self.parameters);
                let said = parameters::set(app, self.conversation, held, &self.model, words).await;
                output::note(&said.unwrap_or_else(|error| error.message));
            }
            Command::Unknown(word) => output::note(&format!(
                "{word} is no command; /help lists them. To send it as a message, put a space in front."
            )),
            Command::Quit => {}
        }
        Ok(())
    }
}

/// The conversation to go on with: the one of this id, or the one that was used last.
async fn continued(opened: &Opened, id: Option<ConversationId>) -> Result<ConversationView, Failure> {
    let newest = match id {
        Some(id) => Some(id),
        None => opened.app.list_conversations(NoArgs {}).await?.first().map(|newest| newest.id),
    };
    let Some(conversation) = newest else {
        return Err(Failure::usage("There is no conversation to go on with yet."));
    };
    Ok(opened.app.open_conversation(ConversationArgs { conversation }).await?)
}

/// Says how the last conversation can be gone on with.
async fn offer(opened: &Opened) -> Result<(), IpcError> {
    if let Some(newest) = opened.app.list_conversations(NoArgs {}).await?.first() {
        output::note(&format!(
            "Your last conversation was “{}”. Go on with it: parlance-cli chat --continue",
            newest.title
        ));
    }
    Ok(())
}

/// The end of a conversation, to find one's way back into it.
fn last_words(view: &ConversationView, target: Target) -> String {
    let mut out = format!("{}\n\n", neutral::line(&view.title));
    let from = view.messages.iter().rposition(|message| message.role == MessageRole::User).unwrap_or(0);
    for message in &view.messages[from..] {
        match (message.role, target) {
            (MessageRole::Assistant, Target::Styled) => {
                let mut markdown = Markdown::default();
                markdown.push(&message.source, &mut out);
                markdown.finish(&mut out);
            }
            (role, _) => {
                let mut neutral = neutral::Neutral::default();
                out.push_str(if role == MessageRole::User { "> " } else { "" });
                neutral.push(&message.source, &mut out);
                neutral.finish(&mut out);
            }
        }
        out.push_str("\n\n");
    }
    out
}
