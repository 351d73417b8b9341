//! The lists: conversations, hits, models, providers. Without `--json` a line each, made for people and for `cut`.

use parlance_domain::Timestamp;
use parlance_ipc::{
    Availability, KeyState, KeyView, ListModelsArgs, NoArgs, ProviderFilesArgs, ProviderView, SearchArgs,
};

use crate::args::{Format, Search};
use crate::exit::{Exit, Failure};
use crate::model_facts::facts;
use crate::output::{self, Target};
use crate::terminal::{Style, neutral};
use crate::{home, model};

pub(crate) async fn conversations(format: Format) -> Result<Exit, Failure> {
    let opened = home::open().await?;
    let conversations = opened.app.list_conversations(NoArgs {}).await?;
    if format.json {
        output::json(&conversations)?;
        return Ok(Exit::Done);
    }
    let now = Timestamp::now();
    let mut out = String::new();
    for conversation in &conversations {
        let age = age(now, conversation.updated_at);
        row(&conversation.id.to_string(), &age, &conversation.title, &mut out);
    }
    output::write(&out)?;
    if conversations.is_empty() {
        output::note("There are no conversations yet.");
    }
    Ok(Exit::Done)
}

pub(crate) async fn search(args: Search) -> Result<Exit, Failure> {
    let opened = home::open().await?;
    let hits = opened.app.search(SearchArgs { query: args.words.join(" ") }).await?;
    if args.format.json {
        output::json(&hits)?;
        return Ok(Exit::Done);
    }
    let now = Timestamp::now();
    let mut out = String::new();
    for hit in &hits {
        row(&hit.conversation.to_string(), &age(now, hit.updated_at), &hit.title, &mut out);
        if hit.snippet.is_empty() {
            continue;
        }
        out.push_str("    ");
        for piece in &hit.snippet {
            let style = if piece.hit && Target::of_stdout() == Target::Styled {
                Style::BOLD
            } else {
                Style::default()
            };
            style.paint(&neutral::line(&piece.text), &mut out);
        }
        out.push('\n');
    }
    output::write(&out)?;
    if hits.is_empty() {
        output::note("Nothing was found.");
    }
    Ok(Exit::Done)
}

pub(crate) async fn models(format: Format) -> Result<Exit, Failure> {
    let opened = home::open().await?;
    let providers = opened.app.list_models(ListModelsArgs { refresh: false }).await?;
    if format.json {
        output::json(&providers)?;
        return Ok(Exit::Done);
    }
    output::write(&models_text(&providers, Target::of_stdout()))?;
    Ok(Exit::Done)
}

pub(crate) async fn providers(format: Format) -> Result<Exit, Failure> {
    let opened = home::open().await?;
    let providers = opened.app.list_providers(NoArgs {}).await?;
    if format.json {
        output::json(&providers)?;
        return Ok(Exit::Done);
    }
    let id_width = providers.iter().map(|provider| provider.id.chars().count()).max().unwrap_or(0);
    let key =
        |provider: &ProviderView| neutral::line(&key_in_use(&provider.key, &provider.keys)).into_owned();
    let keys: Vec<_> = providers.iter().map(key).collect();
    let key_width = keys.iter().map(|key| key.chars().count()).max().unwrap_or(0);
    let mut out = String::new();
    for (provider, key) in providers.iter().zip(&keys) {
        let id = neutral::line(&provider.id);
        let address =
            if provider.base_url.is_empty() { "(no address yet)" } else { provider.base_url.as_str() };
        out.push_str(&format!("{id:<id_width$}  {key:<key_width$}  {}\n", neutral::line(address)));
    }
    output::write(&out)?;
    let files = opened.app.provider_files(ProviderFilesArgs { refresh: false }).await?;
    for broken in &files.broken {
        output::note(&neutral::line(&format!("{} describes no provider. {}", broken.file, broken.message)));
    }
    Ok(Exit::Done)
}

/// Where the key in use is, and among several its name.
fn key_in_use(state: &KeyState, keys: &[KeyView]) -> String {
    let named = keys.iter().find(|key| key.in_use && !key.from_environment && !key.name.is_empty());
    match named.filter(|_| keys.len() > 1) {
        Some(named) => format!("{} ({})", key(state), named.name),
        None => key(state).to_owned(),
    }
}

fn key(state: &KeyState) -> &'static str {
    match state {
        KeyState::NotNeeded => "key optional",
        KeyState::NotSet => "no key",
        KeyState::Keyring { .. } => "keyring",
        KeyState::Session { .. } => "this session",
        KeyState::Environment { .. } => "environment",
        KeyState::Unreachable => "keyring locked",
    }
}

/// A model a line, in a terminal with what is known of it; who cannot be asked and why is told on standard error.
pub(crate) fn models_text(providers: &[parlance_ipc::ProviderModels], target: Target) -> String {
    let rows: Vec<_> = providers
        .iter()
        .flat_map(|provider| &provider.models)
        .map(|known| (neutral::line(&model::name(&known.model)).into_owned(), facts(known)))
        .collect();
    let width = rows.iter().map(|(name, _)| name.chars().count()).max().unwrap_or_default();
    let mut out = String::new();
    for (name, facts) in rows {
        match target {
            Target::Styled | Target::Bare if !facts.is_empty() => {
                out.push_str(&format!("{name:<width$}  {facts}"));
            }
            _ => out.push_str(&name),
        }
        out.push('\n');
    }
    let without_key: Vec<_> = providers
        .iter()
        .filter(|provider| provider.availability == Availability::NeedsKey)
        .map(|provider| provider.name.as_str())
        .collect();
    if !without_key.is_empty() {
        output::note(&format!("No key yet for {}.", without_key.join(", ")));
    }
    for provider in providers.iter().filter(|provider| model::is_news(provider)) {
        if let Availability::Unavailable { message, .. } = &provider.availability {
            output::note(&format!("{}: {message}", provider.name));
        }
    }
    out
}

fn row(id: &str, age: &str, title: &str, out: &mut String) {
    let title = match title.trim() {
        "" => "(no title)".into(),
        title => neutral::line(title),
    };
    out.push_str(&format!("{id}  {age:>8}  {title}\n"));
}

/// How long ago `then` was, both in milliseconds since 1970. A clock that was set back shows as now.
fn age(now: Timestamp, then: i64) -> String {
    let seconds = now.0.saturating_sub(then).max(0) / 1_000;
    match seconds {
        0..60 => "now".to_owned(),
        60..3_600 => format!("{} min", seconds / 60),
        3_600..86_400 => format!("{} h", seconds / 3_600),
        _ => format!("{} days", seconds / 86_400),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_age_is_told_in_its_largest_unit() {
        let now = Timestamp(1_000_000_000_000);
        let ago = |seconds: i64| age(now, now.0 - seconds * 1_000);
        assert_eq!(
            [ago(59), ago(60), ago(7_200), ago(200_000), ago(-5)],
            ["now", "1 min", "2 h", "2 days", "now"]
        );
        assert_eq!(age(Timestamp(i64::MIN), i64::MAX), "now");
    }

    #[test]
    fn a_key_is_named_where_there_are_several() {
        let state = KeyState::Keyring { last4: "1234".into() };
        let key = |name: &str, in_use| KeyView {
            id: name.into(),
            name: name.into(),
            state: state.clone(),
            from_environment: name == "X_API_KEY",
            in_use,
            last_used_at: None,
            last_error: None,
        };
        assert_eq!(key_in_use(&state, &[key("Work", true)]), "keyring");
        assert_eq!(key_in_use(&state, &[key("Work", false), key("Private", true)]), "keyring (Private)");
        assert_eq!(key_in_use(&state, &[key("", true), key("Private", false)]), "keyring");
        let environment = KeyState::Environment { variable: "X_API_KEY".into(), last4: "1234".into() };
        assert_eq!(key_in_use(&environment, &[key("Work", false), key("X_API_KEY", true)]), "environment");
    }

    #[test]
    fn a_row_is_one_line_whatever_the_title() {
        let mut out = String::new();
        row("id", "now", "two\nlines\x1b[2J", &mut out);
        assert_eq!(out, "id       now  two lines␛[2J\n");
    }
}
