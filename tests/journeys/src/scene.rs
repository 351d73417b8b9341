use std::fs;
use std::path::Path;
use std::time::Duration;

use parlance_testkit::{Exchange, Response, ScriptedServer, TempHome, sse};
use serde_json::json;
use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{ConnectOptions as _, Connection as _};

use crate::{Error, eventually};

const PATIENCE: Duration = Duration::from_secs(40);

/// The model that the scripted provider serves.
pub const MODEL: &str = "quick-1";
pub const KEY: &str = "sk-test-0123456789abcdef";

/// A home whose window is set to a theme and to the scripted provider's model.
///
/// # Errors
/// When the home cannot be made.
pub fn home(theme: &str) -> Result<TempHome, Error> {
    let home = TempHome::new()?;
    prefer(&home, theme, "en")?;
    Ok(home)
}

/// Writes the preferences as the app itself keeps them.
///
/// # Errors
/// When the file cannot be written.
pub fn prefer(home: &TempHome, theme: &str, language: &str) -> Result<(), Error> {
    prefer_model(home, theme, language, "openai", MODEL)
}

/// As [`prefer`], with another model.
///
/// # Errors
/// When the file cannot be written.
pub fn prefer_model(
    home: &TempHome,
    theme: &str,
    language: &str,
    provider: &str,
    model: &str,
) -> Result<(), Error> {
    let settings = json!({
        "theme": theme,
        "language": language,
        "last_model": { "provider": provider, "model": model },
    });
    fs::write(home.parlance().join("preferences.json"), json!({ "settings": settings }).to_string())?;
    Ok(())
}

/// Runs one statement on a database, beside the app or without it, and gives the texts of its first column.
///
/// # Errors
/// When SQLite refuses it.
pub async fn sql(database: &Path, statement: &'static str) -> Result<Vec<String>, Error> {
    let mut connection = SqliteConnectOptions::new().filename(database).connect().await?;
    let rows = sqlx::query_scalar(statement).fetch_all(&mut connection).await?;
    connection.close().await?;
    Ok(rows)
}

/// Moves everything from the write-ahead log into the file of a database that nobody has open.
///
/// # Errors
/// When SQLite cannot.
pub async fn fold(database: &Path) -> Result<(), Error> {
    let mut connection = SqliteConnectOptions::new().filename(database).connect().await?;
    sqlx::query("PRAGMA wal_checkpoint(TRUNCATE)").execute(&mut connection).await?;
    connection.close().await?;
    Ok(())
}

/// A provider that lists its model; the test answers each question by hand.
///
/// # Errors
/// When no port is free.
pub async fn provider() -> Result<ScriptedServer, Error> {
    let server = ScriptedServer::start().await?;
    server.route("/models", vec![Response::models([MODEL]).into()]);
    Ok(server)
}

/// The environment by which the app finds the provider.
pub fn environment(server: &ScriptedServer) -> Vec<(String, String)> {
    vec![("OPENAI_BASE_URL".to_owned(), server.base_url()), ("OPENAI_API_KEY".to_owned(), KEY.to_owned())]
}

/// Begins an answer with these words and leaves it open.
///
/// # Errors
/// When the app has gone.
pub async fn begin(server: &ScriptedServer, words: &str) -> Result<Exchange, Error> {
    let asked = tokio::time::timeout(PATIENCE, server.exchange()).await;
    let mut exchange = asked.map_err(|_| "the app did not ask the provider")??;
    exchange.respond(&Response::events("")).await?;
    exchange.send(sse::text(words)).await?;
    Ok(exchange)
}

/// Ends an answer with these words.
///
/// # Errors
/// When the app has gone.
pub async fn end(mut exchange: Exchange, words: &str) -> Result<(), Error> {
    exchange.send(sse::text(words)).await?;
    exchange.send(format!("{}{}{}", sse::finish("stop"), sse::usage(12, 34), sse::DONE)).await?;
    exchange.finish().await?;
    Ok(())
}

/// Waits until the words have reached the disk.
///
/// # Errors
/// When they do not.
pub async fn journaled(home: &TempHome, words: &[&str]) -> std::io::Result<()> {
    let log = home.parlance().join("history.db-wal");
    eventually("the words on the disk", || async {
        let log = fs::read(&log).unwrap_or_default();
        words.iter().all(|words| log.windows(words.len()).any(|bytes| bytes == words.as_bytes()))
    })
    .await
}
