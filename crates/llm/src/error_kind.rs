use crate::ErrorKind;

/// Which kind an error is: the provider's own words decide, then what its sentence gives away, then the status.
pub(crate) fn classify(words: &[String], message: &str, status: Option<u16>) -> ErrorKind {
    words
        .iter()
        .find_map(|word| telling_word(word))
        .or_else(|| telling_sentence(&message.to_lowercase(), status))
        .or_else(|| telling_status(status))
        .or_else(|| words.iter().find_map(|word| vague_word(word)))
        .or(match status {
            Some(400..=499) => Some(ErrorKind::InvalidRequest),
            Some(500..=599) => Some(ErrorKind::Server),
            _ => None,
        })
        .unwrap_or(ErrorKind::Other)
}

fn telling_word(word: &str) -> Option<ErrorKind> {
    let has = |needles: &[&str]| needles.iter().any(|needle| word.contains(needle));
    Some(if has(&["context_length", "context_window", "context_size"]) {
        ErrorKind::ContextLength
    } else if has(&["request_quota_exceeded", "token_quota_exceeded"]) {
        // Cerebras's words for a minute.
        ErrorKind::RateLimit
    } else if has(&["insufficient_quota", "insufficient_balance", "insufficient_credit", "quota_exceeded"])
        || has(&["billing", "payment_required", "spend_limit", "arrearage"])
        || has(&["exceeded_current_quota", "not_enough_balance", "not_enough_credit"])
    {
        ErrorKind::Quota
    } else if has(&["api_key", "authentication", "unauthenticated", "unauthorized"]) || word == "invalid_key"
    {
        ErrorKind::Auth
    } else if has(&["rate_limit", "too_many_requests", "resource_exhausted", "throttl"]) {
        ErrorKind::RateLimit
    } else if has(&["not_found", "unknown_model", "invalid_model", "model_not_available", "model_not_exist"])
    {
        ErrorKind::NotFound
    } else if has(&["content_filter", "content_policy", "data_inspection", "moderation", "safety"]) {
        ErrorKind::ContentFilter
    } else if has(&["permission", "forbidden", "access_denied"]) {
        ErrorKind::Permission
    } else if has(&["overloaded", "service_unavailable"]) || word == "unavailable" {
        ErrorKind::Overloaded
    } else {
        return None;
    })
}

/// For servers whose words are all `invalid_request_error`, or who have none.
fn telling_sentence(message: &str, status: Option<u16>) -> Option<ErrorKind> {
    let has = |needles: &[&str]| needles.iter().any(|needle| message.contains(needle));
    let vague = matches!(status, None | Some(400 | 413 | 422 | 500..=599));
    if vague
        && has(&[
            "context length",
            "context size",
            "context window",
            "context limit",
            "maximum context",
            "prompt is too long",
            "input token count",
        ])
    {
        Some(ErrorKind::ContextLength)
    } else if matches!(status, None | Some(400 | 403))
        && has(&["incorrect api key", "invalid api key", "api key not valid", "api-key you provided"])
    {
        Some(ErrorKind::Auth)
    } else if has(&[
        "credit balance is too low",
        "insufficient balance",
        "insufficient credits",
        "balance is insufficient",
        "have any credits",
        "used all available credits",
        "api usage limits",
    ]) {
        Some(ErrorKind::Quota)
    } else if status == Some(401) && has(&["insufficient permissions"]) {
        // A restricted key, not a wrong one.
        Some(ErrorKind::Permission)
    } else if matches!(status, None | Some(500..=599)) && has(&["overloaded"]) {
        Some(ErrorKind::Overloaded)
    } else {
        None
    }
}

fn telling_status(status: Option<u16>) -> Option<ErrorKind> {
    Some(match status? {
        401 => ErrorKind::Auth,
        402 => ErrorKind::Quota,
        403 => ErrorKind::Permission,
        404 => ErrorKind::NotFound,
        429 => ErrorKind::RateLimit,
        503 | 529 => ErrorKind::Overloaded,
        _ => return None,
    })
}

/// Words that many servers put on everything: worth less than a telling status.
fn vague_word(word: &str) -> Option<ErrorKind> {
    if word.contains("invalid_") || word.contains("bad_request") || word.contains("validation") {
        Some(ErrorKind::InvalidRequest)
    } else if word.contains("server_error")
        || word.starts_with("internal")
        || matches!(word, "api_error" | "timeout_error")
    {
        Some(ErrorKind::Server)
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kind(words: &[&str], message: &str, status: u16) -> ErrorKind {
        let words: Vec<String> = words.iter().map(|word| (*word).to_owned()).collect();
        classify(&words, message, Some(status).filter(|status| *status != 0))
    }

    #[test]
    fn the_providers_word_wins_over_the_status() {
        assert_eq!(kind(&["model_not_found"], "", 400), ErrorKind::NotFound);
        assert_eq!(kind(&["insufficient_quota"], "", 429), ErrorKind::Quota);
        assert_eq!(
            kind(&["context_length_exceeded", "invalid_request_error"], "", 400),
            ErrorKind::ContextLength
        );
        assert_eq!(kind(&["api_key_invalid"], "", 400), ErrorKind::Auth);
        assert_eq!(kind(&["overloaded_error"], "", 0), ErrorKind::Overloaded);
    }

    #[test]
    fn a_limit_of_a_minute_is_no_empty_account() {
        for code in ["request_quota_exceeded", "token_quota_exceeded"] {
            assert_eq!(kind(&[code, "too_many_requests_error"], "", 429), ErrorKind::RateLimit);
        }
        assert_eq!(kind(&["exceeded_current_quota_error"], "", 429), ErrorKind::Quota);
        assert_eq!(kind(&["not_enough_balance"], "", 403), ErrorKind::Quota);
        for words in [
            "Sorry, your account balance is insufficient",
            "Your newly created team doesn't have any credits or licenses yet.",
            "Your team has either used all available credits or reached its monthly spending limit.",
        ] {
            assert_eq!(kind(&[], words, 403), ErrorKind::Quota, "{words}");
        }
    }

    #[test]
    fn a_word_on_everything_yields_to_the_status() {
        assert_eq!(kind(&["invalid_request_error"], "", 401), ErrorKind::Auth);
        assert_eq!(kind(&["invalid_request_error"], "", 429), ErrorKind::RateLimit);
        assert_eq!(kind(&["invalid_request_error"], "", 0), ErrorKind::InvalidRequest);
        assert_eq!(kind(&["server_error"], "", 0), ErrorKind::Server);
    }

    #[test]
    fn the_sentence_tells_what_words_do_not() {
        assert_eq!(kind(&[], "Context size has been exceeded.", 500), ErrorKind::ContextLength);
        assert_eq!(
            kind(&[], "You have insufficient permissions for this operation.", 401),
            ErrorKind::Permission
        );
        assert_eq!(
            kind(
                &["invalid_argument"],
                "The input token count (9) exceeds the maximum number of tokens.",
                400
            ),
            ErrorKind::ContextLength
        );
        assert_eq!(kind(&[], "Incorrect API key provided", 400), ErrorKind::Auth);
        assert_eq!(kind(&[], "The context window is full of requests", 429), ErrorKind::RateLimit);
    }

    #[test]
    fn the_status_is_the_last_resort() {
        assert_eq!(kind(&[], "", 402), ErrorKind::Quota);
        assert_eq!(kind(&[], "", 418), ErrorKind::InvalidRequest);
        assert_eq!(kind(&[], "", 529), ErrorKind::Overloaded);
        assert_eq!(kind(&[], "", 521), ErrorKind::Server);
        assert_eq!(kind(&[], "", 302), ErrorKind::Other);
        assert_eq!(kind(&[], "", 0), ErrorKind::Other);
    }
}
