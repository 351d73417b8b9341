//! `parlance-cli`: Parlance in a terminal. The same use cases, history and keys as the window.

mod args;
mod ask;
mod chat;
mod data;
mod exit;
mod face;
mod home;
mod import;
mod interrupt;
mod lists;
mod model;
mod model_facts;
mod output;
mod overflow;
mod parameters;
mod passphrase;
mod prompts;
mod terminal;
mod turn;

use std::process::ExitCode;

use clap::Parser as _;

use crate::args::{Cli, Command};
use crate::exit::{Exit, Failure};

fn main() -> ExitCode {
    let cli = Cli::parse();
    let runtime = match tokio::runtime::Builder::new_multi_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => {
            output::note(&format!("The system gives no threads: {error}."));
            return Exit::Failed.into();
        }
    };
    let exit = runtime.block_on(run(cli.command)).unwrap_or_else(|failure| {
        if !failure.message.is_empty() {
            output::note(&failure.message);
        }
        failure.exit
    });
    // A keyring that does not answer must not hold the prompt back.
    runtime.shutdown_background();
    exit.into()
}

async fn run(command: Command) -> Result<Exit, Failure> {
    match command {
        Command::Ask(args) => ask::run(args).await,
        Command::Chat(args) => chat::run(args).await,
        Command::Conversations(format) => lists::conversations(format).await,
        Command::Search(args) => lists::search(args).await,
        Command::Templates(format) => prompts::list_templates(format).await,
        Command::Personas(format) => prompts::list_personas(format).await,
        Command::Models(format) => lists::models(format).await,
        Command::Providers(format) => lists::providers(format).await,
        Command::Backup(args) => data::back_up(args).await,
        Command::Restore(args) => data::restore(args).await,
        Command::Export(args) => data::export(args).await,
        Command::Verify(args) => data::verify(args).await,
        Command::Import(args) => import::run(args).await,
    }
}
