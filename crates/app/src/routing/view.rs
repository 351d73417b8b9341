//! The choice as a face shows it.

use std::collections::{BTreeMap, HashMap};

use parlance_domain::{MessageId, Route};
use parlance_ipc::{
    Availability, PassedView, ProviderKind, ProviderModels, RouteReason, RouteView, SummaryView,
};
use parlance_providers::routing::Reason;
use serde::Deserialize;
use serde::de::IntoDeserializer;
use serde::de::value::{Error as ValueError, StrDeserializer};

use super::{AUTO, AUTO_NAME, auto};
use crate::providers::bare_view;
use crate::{error, view};

/// The word that a message keeps.
pub(crate) fn word(reason: Reason) -> String {
    match serde_json::to_value(reason) {
        Ok(serde_json::Value::String(word)) => word,
        _ => String::new(),
    }
}

/// A word of a newer version is left out.
fn reason(word: &str) -> Option<RouteReason> {
    let word: StrDeserializer<'_, ValueError> = word.into_deserializer();
    RouteReason::deserialize(word).ok()
}

pub(crate) fn route(
    route: &Route,
    names: &BTreeMap<String, String>,
    summaries: &HashMap<MessageId, String>,
) -> RouteView {
    RouteView {
        auto: route.auto.as_ref().map(|words| words.iter().filter_map(|word| reason(word)).collect()),
        passed: route
            .passed
            .iter()
            .map(|passed| PassedView {
                provider_name: names.get(&passed.model.provider).unwrap_or(&passed.model.provider).clone(),
                model: view::choice(passed.model.clone()),
                code: error::from_code_word(&passed.code),
                message: passed.message.clone(),
                wait_ms: passed.wait_ms,
            })
            .collect(),
        left_out: route.left_out,
        summary: route.summary.map(|summary| SummaryView {
            messages: summary.messages,
            text: summaries.get(&summary.through).cloned().unwrap_or_default(),
        }),
    }
}

/// "Let Parlance choose", among the models.
pub(crate) fn auto_models() -> ProviderModels {
    let model = bare_view(view::choice(auto()), AUTO_NAME);
    ProviderModels {
        provider: AUTO.to_owned(),
        name: AUTO_NAME.to_owned(),
        kind: ProviderKind::Auto,
        availability: Availability::Ready,
        models: vec![model],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_reason_crosses_and_a_word_of_the_future_does_not() {
        for known in [
            Reason::First,
            Reason::Next,
            Reason::Preferred,
            Reason::Named,
            Reason::Fast,
            Reason::Best,
            Reason::Cheap,
            Reason::HardQuestion,
            Reason::EasyQuestion,
            Reason::Room,
            Reason::Images,
            Reason::Tools,
            Reason::Reasoning,
            Reason::Began,
        ] {
            assert!(reason(&word(known)).is_some(), "{known:?}");
        }
        assert_eq!(reason("from_the_future"), None);
    }
}
