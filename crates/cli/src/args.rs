use std::path::PathBuf;

use clap::{Args, Parser, Subcommand};
use parlance_domain::ConversationId;

use crate::data;
use crate::overflow::TooLong;

const EXIT_CODES: &str = "\
Exit codes:
    0  the answer is complete, the list was printed, the work is done
    1  the answer broke off (what came of it was printed), the provider failed or refused, or `verify` or
       `restore` found damage
    2  wrong arguments, unknown model, nothing to ask
    3  the key is missing, wrong or may not do this
    4  the provider cannot be reached
    5  the history, the data folder or the output cannot be read or written
  130  Ctrl-C; what came of the answer is in the history
  141  the reader of the output went away

Environment:
  PARLANCE_HOME            the data folder, in place of the usual one
  OPENAI_API_KEY, …        keys, for providers without one in the system keyring
  OPENAI_BASE_URL, …       addresses of providers
  PARLANCE_PASSPHRASE      opens and closes backups and archives, see also --passphrase-file
  NO_COLOR, TERM=dumb      no colours, no escape sequences, Markdown as it was written";

const JSON: &str = "\
With --json, one JSON object a line, each with a `type`:
  started    conversation (null with --no-save), provider, model
  text       delta: a piece of the answer
  reasoning  delta: a piece of what the model thought
  picture    alt, file: a picture that the model made, as the file that holds it
  status     status: {type: connecting | streaming | waiting, silent_ms | retrying, attempt, delay_ms, reason
             | limited, provider, wait_ms | trying, provider, passed, code, wait_ms | summarising}
  ended      the last line, always: state (complete | interrupted | failed), error ({code, message} or null),
             omissions ([{parameter, reason}]: what was set and not sent), exit_code, and
             stats ({first_token_ms, duration_ms, input_tokens, output_tokens, cost, cost_estimated} or null);
             cost is in millionths of a US dollar";

/// Ask any AI model from the terminal, with the keys and the history of the Parlance window.
#[derive(Debug, Parser)]
#[command(name = "parlance-cli", version = parlance_app::VERSION, after_help = EXIT_CODES)]
pub(crate) struct Cli {
    #[command(subcommand)]
    pub(crate) command: Command,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Ask one question and print the answer
    ///
    /// Text from standard input, when that is not a terminal, is added below the question. The answer is Markdown with
    /// colours on a terminal and plain text in a pipe or a file.
    #[command(after_help = EXIT_CODES, after_long_help = format!("{JSON}\n\n{EXIT_CODES}"))]
    Ask(Ask),
    /// Talk with a model; type /help there
    Chat(Chat),
    /// List the conversations, the last used first
    #[command(after_help = EXIT_CODES)]
    Conversations(Format),
    /// Find words in titles and messages
    #[command(after_help = EXIT_CODES)]
    Search(Search),
    /// List the models of every provider that can be asked, as --model takes them
    #[command(after_help = EXIT_CODES)]
    Models(Format),
    /// List the templates, with the variables of each
    #[command(after_help = EXIT_CODES)]
    Templates(Format),
    /// List the personas
    #[command(after_help = EXIT_CODES)]
    Personas(Format),
    /// List the providers with their addresses and what is known of their keys
    #[command(after_help = EXIT_CODES)]
    Providers(Format),
    /// Back the history up into a folder, checked, and print the path of the backup
    #[command(after_help = EXIT_CODES)]
    Backup(data::Backup),
    /// Merge a backup or an exported archive into the history; nothing that is there is overwritten
    #[command(after_help = EXIT_CODES)]
    Restore(data::Restore),
    /// Write conversations, or everything, into files
    #[command(after_help = EXIT_CODES)]
    Export(data::Export),
    /// Read the whole history and every file of it, and say what is damaged (exit code 1)
    #[command(after_help = EXIT_CODES)]
    Verify(data::Verify),
    /// Take over what ChatGPT, Claude, Open WebUI, LibreChat, Jan or Chatbox exported, or Parlance as JSON
    ///
    /// What is in the history already stays as it is and gets what it is missing; the same file again changes nothing.
    #[command(after_help = EXIT_CODES)]
    Import(Import),
}

#[derive(Debug, Args)]
pub(crate) struct Import {
    /// The export: a ZIP, a JSON file or a folder
    pub(crate) file: PathBuf,
    /// Say what is in it and write nothing
    #[arg(long)]
    pub(crate) dry_run: bool,
    /// Also bring back what was deleted for good
    #[arg(long)]
    pub(crate) deleted_too: bool,
    #[command(flatten)]
    pub(crate) format: Format,
}

#[derive(Debug, Args)]
pub(crate) struct Ask {
    /// The question; several words are joined by spaces
    pub(crate) question: Vec<String>,
    #[command(flatten)]
    pub(crate) asked: Asked,
    #[command(flatten)]
    pub(crate) prompted: Prompted,
    /// Print one JSON object a line, see `ask --help`
    #[arg(long)]
    pub(crate) json: bool,
    /// Write nothing to the history
    #[arg(long)]
    pub(crate) no_save: bool,
}

/// With what the question is begun.
#[derive(Debug, Clone, Args)]
pub(crate) struct Prompted {
    /// Ask as this persona says: its system prompt, its parameters and, unless --model names another, its model
    #[arg(long, value_name = "NAME")]
    pub(crate) persona: Option<String>,
    /// Begin the question with this template; see `parlance-cli templates`
    #[arg(long, value_name = "NAME")]
    pub(crate) template: Option<String>,
    /// What a variable of the template is; once for each
    #[arg(long, value_name = "NAME=VALUE", requires = "template", value_parser = variable)]
    pub(crate) var: Vec<(String, String)>,
}

fn variable(text: &str) -> Result<(String, String), &'static str> {
    match text.split_once('=') {
        Some((name, value)) if !name.trim().is_empty() => Ok((name.trim().to_owned(), value.to_owned())),
        _ => Err("write it as name=value"),
    }
}

/// Who is asked.
#[derive(Debug, Clone, Args)]
pub(crate) struct Asked {
    /// provider/model, or the id of a model that one provider serves. Without it: the model used last, else the first model
    /// of the first provider with a key, else the offline Guide
    #[arg(long, short, value_name = "MODEL")]
    pub(crate) model: Option<String>,
    /// A server that speaks OpenAI's Chat Completions, for this call alone; its only model unless --model names one
    #[arg(long, value_name = "URL")]
    pub(crate) base_url: Option<String>,
    /// The environment variable with the key for --base-url
    #[arg(long, value_name = "NAME", requires = "base_url", default_value = "OPENAI_API_KEY")]
    pub(crate) key_env: String,
}

#[derive(Debug, Args)]
pub(crate) struct Chat {
    #[command(flatten)]
    pub(crate) asked: Asked,
    /// Go on with the last conversation, or with the one of this id
    #[arg(long = "continue", value_name = "ID", num_args = 0..=1, require_equals = true)]
    pub(crate) go_on: Option<Option<ConversationId>>,
    /// What to do with a conversation that is too long for its model. Without it: what the window's settings say, else ask
    #[arg(long, value_name = "WHAT")]
    pub(crate) overflow: Option<TooLong>,
}

#[derive(Debug, Args)]
pub(crate) struct Format {
    /// Print one JSON array
    #[arg(long)]
    pub(crate) json: bool,
}

#[derive(Debug, Args)]
pub(crate) struct Search {
    #[arg(required = true)]
    pub(crate) words: Vec<String>,
    #[command(flatten)]
    pub(crate) format: Format,
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory as _;

    #[test]
    fn the_arguments_are_consistent() {
        super::Cli::command().debug_assert();
    }
}
