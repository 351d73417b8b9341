use parlance_domain::ModelRef;

use crate::Format;

/// What exports call a provider, and its id here.
const PROVIDERS: &[(&str, &str)] = &[
    ("openai", "openai"),
    ("azureopenai", "azure"),
    ("azure", "azure"),
    ("anthropic", "anthropic"),
    ("claude", "anthropic"),
    ("google", "gemini"),
    ("gemini", "gemini"),
    ("groq", "groq"),
    ("mistral", "mistral"),
    ("mistral-ai", "mistral"),
    ("deepseek", "deepseek"),
    ("openrouter", "openrouter"),
    ("ollama", "ollama"),
    ("xai", "xai"),
];
const NAMES: &[(&str, &str)] = &[
    ("gpt-", "openai"),
    ("chatgpt", "openai"),
    ("o1", "openai"),
    ("o3", "openai"),
    ("o4", "openai"),
    ("claude", "anthropic"),
    ("gemini", "gemini"),
];

/// A model by its name and what the export says of its provider. One that nobody knows has the name of the export in its place:
/// it says who answered, and is asked no more.
pub(super) fn model(format: Format, provider: Option<&str>, name: Option<&str>) -> Option<ModelRef> {
    let name = name.map(str::trim).filter(|name| !name.is_empty())?;
    let said = provider.map(|provider| provider.trim().to_ascii_lowercase());
    let known = said.as_deref().and_then(|said| PROVIDERS.iter().find(|(word, _)| *word == said));
    let by_name = NAMES.iter().find(|(beginning, _)| name.starts_with(beginning));
    let provider = known.or(by_name).map_or(format.word(), |(_, id)| id);
    Some(ModelRef { provider: provider.to_owned(), model: name.to_owned() })
}
