//! `ask`: one question, one answer, one exit code.

use std::io::{self, IsTerminal as _, Read as _};

use parlance_ipc::{MessageState, SendArgs};

use crate::args::Ask;
use crate::exit::{Exit, Failure};
use crate::face::{self, Ended, Face, Json, Line};
use crate::interrupt::Interrupts;
use crate::output::{self, Target};
use crate::turn::{self, Impatience};
use crate::{home, model, overflow, parameters, prompts};

/// Above this the core refuses a message anyway; what follows is not read.
const INPUT_BYTES: u64 = 9 * 1024 * 1024;

pub(crate) async fn run(args: Ask) -> Result<Exit, Failure> {
    let json = args.json;
    let result = ask(args).await;
    if let Err(failure) = &result
        && json
        && !matches!(failure.exit, Exit::ReaderGone)
    {
        // Scripts wait for this line.
        let error = (!failure.message.is_empty()).then(|| failure.card());
        let state = match failure.exit {
            Exit::Interrupted => MessageState::Interrupted,
            _ => MessageState::Failed,
        };
        let (omissions, exit) = (Vec::new(), failure.exit);
        Json.ended(&Ended { state, error, stats: None, omissions, shortened: None, exit })?;
    }
    result
}

async fn ask(args: Ask) -> Result<Exit, Failure> {
    let template = args.prompted.template.is_some();
    let text = tokio::task::spawn_blocking(move || question(&args.question.join(" "), template))
        .await
        .map_err(io::Error::other)??;
    let mut interrupts = Interrupts::listen()?;
    let opened = if args.no_save { home::open_temporary().await? } else { home::open().await? };
    let app = &opened.app;
    let text = prompts::begin(app, &args.prompted, text).await?;
    let persona = prompts::persona(app, &args.prompted).await?;
    let own_model = persona.as_ref().and_then(|persona| persona.model.clone());
    let model = tokio::select! {
        model = model::choose(&opened, &args.asked, own_model) => model?,
        () = interrupts.next() => return Err(Failure::new(Exit::Interrupted, "")),
    };
    let asked = SendArgs { conversation: None, text, model: model.clone(), overflow: None };
    let parameters = persona.as_ref().map(|persona| persona.parameters.clone()).unwrap_or_default();
    let started = app.ask(asked, parameters).await?;
    if let Some(persona) = &persona {
        app.note_persona(started.conversation, persona).await?;
    }
    let mut face: Box<dyn Face> = if args.json { Box::new(Json) } else { face::of(Target::of_stdout()) };
    if args.json {
        let conversation = opened.keeps.then_some(started.conversation);
        output::json(&Line::Started { conversation, model: &model })?;
    }
    let ended = turn::show(app, &started, face.as_mut(), &mut interrupts, Impatience::Leave).await?;
    if !opened.keeps && turn::has_pictures(app, &started).await {
        output::note("The picture is removed with everything else. Ask without --no-save to keep it.");
    }
    app.shut_down().await;
    tell(&ended);
    Ok(ended.exit)
}

/// What to say on standard error about an answer that was not asked for as wanted, or did not end well.
pub(crate) fn tell(ended: &Ended) {
    overflow::tell(ended.shortened.as_deref());
    for omission in &ended.omissions {
        output::note(&parameters::omission(*omission));
    }
    match (&ended.error, ended.exit) {
        (Some(error), Exit::Key) => {
            output::note(&error.message);
            output::note("A key can also come from the environment: OPENAI_API_KEY, GROQ_API_KEY and so on.");
        }
        (Some(error), _) => output::note(&error.message),
        (None, Exit::Interrupted) => output::note("Stopped."),
        (None, Exit::Done) => {}
        (None, _) => output::note("The answer broke off."),
    }
}

/// The question with standard input below it, when that is not a terminal. Below a template there need be none.
fn question(words: &str, template: bool) -> Result<String, Failure> {
    let mut bytes = Vec::new();
    if !io::stdin().is_terminal() {
        let read = io::stdin().lock().take(INPUT_BYTES).read_to_end(&mut bytes);
        read.map_err(|error| Failure::usage(format!("Standard input could not be read: {error}.")))?;
    }
    let input = String::from_utf8(bytes).unwrap_or_else(|error| {
        output::note("Standard input is not UTF-8; what could not be read is replaced.");
        String::from_utf8_lossy(error.as_bytes()).into_owned()
    });
    joined(words, &input)
        .or_else(|| template.then(String::new))
        .ok_or_else(|| Failure::usage("There is nothing to ask. Write a question: parlance-cli ask \"…\"."))
}

fn joined(words: &str, input: &str) -> Option<String> {
    let (words, input) = (words.trim(), input.trim_end());
    match (words.is_empty(), input.trim().is_empty()) {
        (true, true) => None,
        (false, true) => Some(words.to_owned()),
        (true, false) => Some(input.to_owned()),
        (false, false) => Some(format!("{words}\n\n{input}")),
    }
}
