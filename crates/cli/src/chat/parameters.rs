//! `/set`: how the model is asked in this conversation.

use parlance_app::{App, checked_parameters};
use parlance_domain::{ConversationId, ParameterName, Parameters, Reasoning};
use parlance_ipc::{ConversationParametersArgs, IpcError, ModelChoice, ParametersArgs};
use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::parameters::{NAMES, word};

/// Does what stands behind `/set` and says what holds then. Before there is a conversation, `held` has what is set for it.
pub(super) async fn set(
    app: &App,
    conversation: Option<ConversationId>,
    held: &mut Parameters,
    model: &ModelChoice,
    words: &str,
) -> Result<String, IpcError> {
    let view = app.parameters(ParametersArgs { conversation, model: model.clone() }).await?;
    let here = if conversation.is_some() { view.here } else { held.clone() };
    if words.is_empty() {
        return Ok(list(&here.over(view.everywhere)));
    }
    let (wanted, value) = words.split_once(char::is_whitespace).unwrap_or((words, ""));
    let Some((_, name)) = NAMES.iter().find(|(word, _)| *word == wanted) else {
        return Ok(format!("{wanted} is no parameter. There are {}.", names()));
    };
    let mut parameters = here;
    parameters.clear(*name);
    if !value.trim().is_empty() && !put(&mut parameters, *name, value.trim()) {
        return Ok(format!("{value} is no value for {wanted}."));
    }
    if conversation.is_some() {
        let args = ConversationParametersArgs { conversation, parameters: parameters.clone() };
        app.set_conversation_parameters(args).await?;
    } else {
        parameters = checked_parameters(parameters)?;
        held.clone_from(&parameters);
    }
    Ok(list(&parameters.over(view.everywhere)))
}

fn names() -> String {
    NAMES.map(|(word, _)| word).join(", ")
}

fn list(parameters: &Parameters) -> String {
    let set: Vec<_> = ParameterName::ALL
        .into_iter()
        .filter_map(|name| Some(format!("{} {}", word(name), parameters.value(name)?.replace('\n', " "))))
        .collect();
    if set.is_empty() {
        return format!("Nothing is set. /set NAME VALUE sets {}.", names());
    }
    set.join("\n")
}

/// Whether `text` is a value of the parameter. Its range is the app's to check.
fn put(parameters: &mut Parameters, name: ParameterName, text: &str) -> bool {
    match name {
        ParameterName::SystemPrompt => parameters.system_prompt = Some(text.to_owned()),
        ParameterName::Temperature => parameters.temperature = text.parse().ok(),
        ParameterName::TopP => parameters.top_p = text.parse().ok(),
        ParameterName::MaxOutputTokens => parameters.max_output_tokens = text.parse().ok(),
        ParameterName::Reasoning => {
            let budget = text.parse().ok().map(Reasoning::BudgetTokens);
            parameters.reasoning = budget.or_else(|| known(text).map(Reasoning::Effort));
        }
        ParameterName::Verbosity => parameters.verbosity = known(text),
        ParameterName::Stop => parameters.stop = text.split_whitespace().map(str::to_owned).collect(),
        ParameterName::Seed => parameters.seed = text.parse().ok(),
    }
    parameters.has(name)
}

/// The value of a closed set that has this word.
fn known<T: DeserializeOwned>(word: &str) -> Option<T> {
    serde_json::from_value(Value::from(word)).ok()
}

#[cfg(test)]
mod tests {
    use parlance_domain::{ReasoningEffort, Verbosity};

    use super::*;

    #[test]
    fn values_are_read_as_they_are_listed() {
        let mut parameters = Parameters::default();
        for (name, text) in [
            (ParameterName::SystemPrompt, "Be brief."),
            (ParameterName::Temperature, "0.2"),
            (ParameterName::Reasoning, "high"),
            (ParameterName::Verbosity, "low"),
            (ParameterName::Stop, "END ###"),
            (ParameterName::Seed, "7"),
        ] {
            assert!(put(&mut parameters, name, text), "{name:?}");
        }
        assert_eq!(parameters.reasoning, Some(Reasoning::Effort(ReasoningEffort::High)));
        assert_eq!((parameters.verbosity, parameters.seed), (Some(Verbosity::Low), Some(7)));
        assert_eq!(
            list(&parameters),
            "system Be brief.\ntemperature 0.2\nreasoning high\nverbosity low\nstop END ###\nseed 7"
        );
        assert!(put(&mut parameters, ParameterName::Reasoning, "2000"));
        assert_eq!(parameters.reasoning, Some(Reasoning::BudgetTokens(2000)));
        for (name, text) in [
            (ParameterName::Temperature, "warm"),
            (ParameterName::Reasoning, "much"),
            (ParameterName::Verbosity, "none"),
            (ParameterName::Seed, "-1"),
        ] {
            assert!(!put(&mut parameters, name, text), "{name:?}");
        }
    }
}
