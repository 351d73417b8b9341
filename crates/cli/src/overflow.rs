//! What happens with a conversation that is too long for its model.

use parlance_app::Home;
use parlance_ipc::{ContextGauge, MessageView, Overflow, OverflowPreview};
use serde_json::Value;

use crate::exit::{Exit, Failure};
use crate::output;

/// Where the window keeps its settings, in the data folder, and the place of this one in the file.
const FILE: &str = "preferences.json";
const PLACE: &str = "/settings/overflow";

#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum TooLong {
    /// Ask each time
    Ask,
    /// Leave out the oldest messages
    Trim,
    /// Send a summary of the oldest messages, which the model makes
    Compact,
    /// Send all of it
    All,
}

impl TooLong {
    /// As the window's settings have it.
    pub(crate) fn of_settings(home: &Home) -> Self {
        let kept = std::fs::read(home.folder().join(FILE)).ok();
        let kept: Option<Value> = kept.and_then(|bytes| serde_json::from_slice(&bytes).ok());
        let word = kept.as_ref().and_then(|settings| settings.pointer(PLACE)).and_then(Value::as_str);
        match word {
            Some("trim") => Self::Trim,
            Some("compact") => Self::Compact,
            _ => Self::Ask,
        }
    }

    /// What the core is told; asking is for the face.
    pub(crate) fn wish(self) -> Overflow {
        match self {
            Self::Trim => Overflow::Trim,
            Self::Compact => Overflow::Compact,
            Self::Ask | Self::All => Overflow::Ask,
        }
    }

    /// The answer to [`question`]; `None` is none.
    pub(crate) fn answered(line: &str) -> Option<Self> {
        match line.trim() {
            "t" | "trim" => Some(Self::Trim),
            "c" | "compact" => Some(Self::Compact),
            "a" | "all" => Some(Self::All),
            _ => None,
        }
    }
}

/// What a person is asked.
pub(crate) fn question(gauge: &ContextGauge, preview: &OverflowPreview) -> String {
    let summary = match (preview.to_summarise, preview.summary_cost) {
        (0, _) => "send the summary that was made before".to_owned(),
        (messages, None) => format!("have the model summarise {} first", oldest(messages)),
        (messages, Some(cost)) => {
            format!("have the model summarise {} first, for about {}", oldest(messages), dollars(cost))
        }
    };
    format!(
        "{}\n  t      leave out {}\n  c      {summary}\n  a      send all of it; the provider may refuse it\n  Enter  do \
         not send it",
        too_long(gauge),
        oldest(preview.left_out),
    )
}

/// Where nobody can be asked.
pub(crate) fn unasked(gauge: &ContextGauge) -> Failure {
    let message = format!("{} Say with --overflow trim, compact or all what to do.", too_long(gauge));
    Failure::new(Exit::Failed, message)
}

fn too_long(gauge: &ContextGauge) -> String {
    let ContextGauge { used_tokens: used, context_tokens: limit, .. } = gauge;
    format!(
        "This conversation is too long: it has about {used} tokens, and the model takes {limit} with its answer."
    )
}

fn oldest(messages: u32) -> String {
    if messages == 1 { "the oldest message".to_owned() } else { format!("the {messages} oldest messages") }
}

#[expect(clippy::cast_precision_loss, reason = "an amount of money for people")]
fn dollars(micros: i64) -> String {
    format!("${:.3}", micros as f64 / 1e6)
}

/// What of the conversation did not go along as it is.
pub(crate) fn shortened(answer: &MessageView) -> Option<String> {
    let route = answer.route.as_ref()?;
    let summary = route.summary.as_ref().map(|summary| summary.messages);
    match (summary, route.left_out) {
        (Some(messages), _) => Some(format!("Sent as a summary: {}.", oldest(messages))),
        (None, Some(messages)) => {
            Some(format!("Left out, as the conversation is too long: {}.", oldest(messages)))
        }
        (None, None) => None,
    }
}

/// Says it on standard error.
pub(crate) fn tell(shortened: Option<&str>) {
    if let Some(shortened) = shortened {
        output::note(shortened);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_settings_of_the_window_hold_as_far_as_they_can_be_read() {
        let folder = tempfile::tempdir().unwrap();
        let home = Home::new(folder.path());
        assert_eq!(TooLong::of_settings(&home), TooLong::Ask);
        for (kept, expected) in [
            (r#"{"settings":{"overflow":"trim"}}"#, TooLong::Trim),
            (r#"{"settings":{"overflow":"compact","theme":"dark"}}"#, TooLong::Compact),
            (r#"{"settings":{"overflow":"of the future"}}"#, TooLong::Ask),
            ("broken", TooLong::Ask),
        ] {
            std::fs::write(folder.path().join(FILE), kept).unwrap();
            assert_eq!(TooLong::of_settings(&home), expected, "{kept}");
        }
    }
}
