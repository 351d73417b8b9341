//! The words for parameters.

use parlance_domain::{Omission, OmissionReason, ParameterName};

/// As `/set` takes them.
pub(crate) const NAMES: [(&str, ParameterName); 8] = [
    ("system", ParameterName::SystemPrompt),
    ("temperature", ParameterName::Temperature),
    ("top-p", ParameterName::TopP),
    ("max-tokens", ParameterName::MaxOutputTokens),
    ("reasoning", ParameterName::Reasoning),
    ("verbosity", ParameterName::Verbosity),
    ("stop", ParameterName::Stop),
    ("seed", ParameterName::Seed),
];

pub(crate) fn word(name: ParameterName) -> &'static str {
    NAMES.iter().find(|(_, known)| *known == name).map_or("", |(word, _)| word)
}

/// Why a parameter was not sent, as a sentence.
pub(crate) fn omission(omission: Omission) -> String {
    let why = match omission.reason {
        OmissionReason::Refused => "the model refuses it",
        OmissionReason::Unsupported => "this provider has no such parameter",
        OmissionReason::Excluded => "another parameter excludes it",
    };
    format!("{} was not sent: {why}.", word(omission.parameter))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_parameter_has_a_word() {
        assert_eq!(NAMES.map(|(_, name)| name), ParameterName::ALL);
    }
}
