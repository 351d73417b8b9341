//! The scripted provider as a process of its own, for journeys that are not written in Rust. Prints its base URL on one
//! line and serves until it is killed. It speaks every wire, each at its path below that URL; Ollama's `/api/chat` also
//! beside it.

use std::io::{self, Write as _};
use std::time::Duration;

use clap::{Parser, ValueEnum};
use parlance_testkit::{AutoModel, AutoProvider, Ending, ScriptedServer};

#[derive(Parser)]
struct Args {
    /// 0 takes a free one.
    #[arg(long, default_value_t = 0)]
    port: u16,
    /// Refuse requests without this key.
    #[arg(long)]
    key: Option<String>,
    /// A model to serve; may be given again.
    #[arg(long = "model", default_values_t = [String::from("scripted")])]
    models: Vec<String>,
    /// A piece of every answer; may be given again. `{now_us}` becomes the time of writing.
    #[arg(long = "chunk", default_values_t = ["Hel", "lo ", "there."].map(String::from))]
    chunks: Vec<String>,
    /// Say all the pieces this many times over.
    #[arg(long, default_value_t = 1)]
    repeat: usize,
    /// Between two pieces.
    #[arg(long, default_value_t = 0)]
    interval_ms: u64,
    #[arg(long, value_enum, default_value_t = End::Finish)]
    ending: End,
}

#[derive(Clone, Copy, ValueEnum)]
enum End {
    Finish,
    Reset,
    Stall,
    Truncate,
    Error,
}

#[tokio::main]
async fn main() -> io::Result<()> {
    let args = Args::parse();
    let ending = match args.ending {
        End::Finish => Ending::Finish,
        End::Reset => Ending::Reset,
        End::Stall => Ending::Stall,
        End::Truncate => Ending::Truncate,
        End::Error => Ending::Error,
    };
    let chunks: Vec<String> =
        args.chunks.iter().cycle().take(args.chunks.len() * args.repeat).cloned().collect();
    let interval = Duration::from_millis(args.interval_ms);
    let models = args
        .models
        .into_iter()
        .map(|id| AutoModel { id, chunks: chunks.clone(), interval, ending })
        .collect();
    let server = ScriptedServer::bind(args.port, Some(AutoProvider { models, key: args.key })).await?;
    let mut out = io::stdout();
    writeln!(out, "{}", server.base_url())?;
    out.flush()?;
    server.stopped().await;
    Ok(())
}
