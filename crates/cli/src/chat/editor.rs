use std::io::{self, IsTerminal as _};
use std::path::PathBuf;

use parlance_app::Home;
use rustyline::config::Builder;
use rustyline::error::ReadlineError;
use rustyline::history::FileHistory;

use crate::exit::{Exit, Failure};

const PROMPT: &str = "> ";
/// In the data folder: what was typed at the prompt.
const FILE: &str = "chat-input.txt";

/// What came from the prompt.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Input {
    /// One line, or several that were pasted together.
    Text(String),
    Interrupted,
    End,
}

/// The line editor. Reads lines as they are when standard input is not a terminal.
pub(super) struct Editor {
    lines: rustyline::Editor<(), FileHistory>,
    /// Where the lines are kept; `None` when no person types them.
    file: Option<PathBuf>,
}

impl Editor {
    pub(super) fn open(home: &Home) -> Result<Self, Failure> {
        let config = Builder::new().bracketed_paste(true).history_ignore_space(true).build();
        let mut lines = rustyline::Editor::with_config(config).map_err(failure)?;
        let file = io::stdin().is_terminal().then(|| home.folder().join(FILE));
        if let Some(file) = &file
            && let Err(error) = lines.load_history(file)
        {
            // The first time there is none; a damaged one is not worth a word to the person.
            tracing::debug!(%error, "no history of the prompt");
        }
        Ok(Self { lines, file })
    }

    pub(super) fn is_interactive(&self) -> bool {
        self.file.is_some()
    }

    /// Waits for the next input, which can be brought back later.
    pub(super) async fn read(self) -> Result<(Self, Input), Failure> {
        let (mut editor, input) = self.line(PROMPT).await?;
        if let Input::Text(text) = &input {
            editor.remember(text);
        }
        Ok((editor, input))
    }

    /// Waits for an answer to `prompt`, off the runtime's threads.
    pub(super) async fn line(mut self, prompt: &'static str) -> Result<(Self, Input), Failure> {
        let read = tokio::task::spawn_blocking(move || {
            let input = self.lines.readline(prompt);
            (self, input)
        });
        let (editor, input) = read.await.map_err(io::Error::other)?;
        let input = match input {
            Ok(text) => Input::Text(text),
            Err(ReadlineError::Interrupted) => Input::Interrupted,
            Err(ReadlineError::Eof) => Input::End,
            Err(error) => return Err(failure(error)),
        };
        Ok((editor, input))
    }

    fn remember(&mut self, text: &str) {
        let Some(file) = &self.file else { return };
        let kept = match self.lines.add_history_entry(text) {
            Ok(true) => self.lines.append_history(file),
            Ok(false) => Ok(()),
            Err(error) => Err(error),
        };
        if let Err(error) = kept {
            tracing::debug!(%error, "the prompt's history was not kept");
        }
    }
}

fn failure(error: ReadlineError) -> Failure {
    Failure::new(Exit::Failed, format!("The terminal cannot be read: {error}."))
}
