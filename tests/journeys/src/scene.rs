use std::fs;

use parlance_testkit::{Exchange, Response, ScriptedServer, TempHome, sse};
use serde_json::json;

type Error = Box<dyn std::error::Error + Send + Sync>;

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
    let settings = json!({
        "theme": theme,
        "language": language,
        "last_model": { "provider": "openai", "model": MODEL },
    });
    fs::write(home.parlance().join("preferences.json"), json!({ "settings": settings }).to_string())?;
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
    let mut exchange = server.exchange().await?;
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
