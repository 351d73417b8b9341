use url::Url;

/// Why a text is no base URL. The messages are for the person who typed it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BaseUrlError {
    #[error("Enter an address such as http://localhost:8080/v1.")]
    Empty,
    #[error("The address must begin with http:// or https://. Did you mean {suggestion}?")]
    NoScheme { suggestion: String },
    #[error("The address must begin with http:// or https://, not {scheme}://.")]
    Scheme { scheme: String },
    #[error("The address has no host name.")]
    NoHost,
    #[error("The address must not hold a user name or password. Enter the key in its own field.")]
    UserInfo,
    #[error("The address must end before \"?\" or \"#\".")]
    QueryOrFragment,
    #[error("This is not a valid address: {0}.")]
    Invalid(#[from] url::ParseError),
}

/// Endpoints that people paste along with the base; longest first.
const PASTED_ENDINGS: [&str; 6] =
    ["/chat/completions", "/completions", "/responses", "/messages", "/embeddings", "/models"];

/// Reads a base URL as people type it. The result has no trailing slash, no query and no user name, and is http or https.
pub fn normalise_base_url(text: &str) -> Result<Url, BaseUrlError> {
    let text = text.trim();
    if text.is_empty() {
        return Err(BaseUrlError::Empty);
    }
    let Some((scheme, rest)) = text.split_once("://") else {
        return Err(without_scheme(text));
    };
    let scheme = scheme.to_ascii_lowercase();
    if scheme != "http" && scheme != "https" {
        return Err(BaseUrlError::Scheme { scheme });
    }
    // The parser would skip extra slashes and take the first word of the path for the host.
    if rest.is_empty() || rest.starts_with(['/', '\\', '?', '#', ':']) {
        return Err(BaseUrlError::NoHost);
    }
    let mut url = Url::parse(text).map_err(|error| match error {
        url::ParseError::EmptyHost => BaseUrlError::NoHost,
        error => BaseUrlError::Invalid(error),
    })?;
    if !url.username().is_empty() || url.password().is_some() || rest.starts_with('@') {
        return Err(BaseUrlError::UserInfo);
    }
    if url.query().is_some() || url.fragment().is_some() {
        return Err(BaseUrlError::QueryOrFragment);
    }
    let path = url.path().trim_end_matches('/');
    let path = PASTED_ENDINGS.iter().find_map(|ending| path.strip_suffix(ending)).unwrap_or(path);
    let path = path.trim_end_matches('/').to_owned();
    url.set_path(&path);
    Ok(url)
}

fn without_scheme(text: &str) -> BaseUrlError {
    if let Some((scheme @ ("http" | "https"), rest)) = text.split_once(':') {
        let suggestion = format!("{scheme}://{}", rest.trim_start_matches('/'));
        return BaseUrlError::NoScheme { suggestion };
    }
    let host = text.split(['/', ':']).next().unwrap_or_default();
    let is_local =
        host == "localhost" || host.ends_with(".local") || host.parse::<std::net::IpAddr>().is_ok();
    let scheme = if is_local || text.starts_with('[') { "http" } else { "https" };
    let suggestion = format!("{scheme}://{text}");
    match Url::parse(&suggestion) {
        Ok(url) if url.username().is_empty() && url.password().is_none() => {
            BaseUrlError::NoScheme { suggestion }
        }
        Ok(_) => BaseUrlError::UserInfo,
        Err(error) => BaseUrlError::Invalid(error),
    }
}

/// Where a base URL's path names the model, as a URL writes `{model}`.
const MODEL: &str = "%7Bmodel%7D";

/// The path of the base URL has a `{model}`: each model has an address of its own, and there is none for a list of them.
pub fn names_model(base: &Url) -> bool {
    base.path().contains(MODEL)
}

/// The base URL for people, with `{model}` as they typed it.
pub fn display_base_url(base: &Url) -> String {
    base.as_str().replace(MODEL, "{model}")
}

/// The base URL with `model` for every `{model}`, as one segment of the path whatever the model is called.
pub(crate) fn with_model(base: &Url, model: &str) -> Url {
    let mut url = base.clone();
    if !names_model(base) {
        return url;
    }
    let mut segment = base.clone();
    segment.set_path("");
    if let Ok(mut segments) = segment.path_segments_mut() {
        segments.push(model);
    }
    url.set_path(&base.path().replace(MODEL, segment.path().trim_start_matches('/')));
    url
}

/// `base` with `path` below it, whether or not either has a slash where they meet.
pub(crate) fn join(base: &Url, path: &str) -> Url {
    let mut url = base.clone();
    let joined = format!("{}/{}", base.path().trim_end_matches('/'), path.trim_start_matches('/'));
    url.set_path(&joined);
    url
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn what_people_type_becomes_a_base() {
        for (text, expected) in [
            ("https://api.openai.com/v1", "https://api.openai.com/v1"),
            ("  https://api.openai.com/v1/\n", "https://api.openai.com/v1"),
            ("https://api.openai.com/v1/chat/completions", "https://api.openai.com/v1"),
            ("https://api.openai.com/v1/models/", "https://api.openai.com/v1"),
            ("HTTP://LocalHost:8080", "http://localhost:8080/"),
            ("http://localhost:8080/", "http://localhost:8080/"),
            ("http://[::1]:8080/v1//", "http://[::1]:8080/v1"),
            ("https://gateway.example/a/b/v1", "https://gateway.example/a/b/v1"),
        ] {
            assert_eq!(normalise_base_url(text).map(String::from).as_deref(), Ok(expected), "{text:?}");
        }
    }

    #[test]
    fn what_cannot_be_a_base_is_refused_with_its_reason() {
        let suggest = |suggestion: &str| BaseUrlError::NoScheme { suggestion: suggestion.into() };
        for (text, expected) in [
            ("", BaseUrlError::Empty),
            (" \n", BaseUrlError::Empty),
            ("localhost:8080/v1", suggest("http://localhost:8080/v1")),
            ("192.168.1.5:11434", suggest("http://192.168.1.5:11434")),
            ("api.openai.com/v1", suggest("https://api.openai.com/v1")),
            ("https:/api.openai.com", suggest("https://api.openai.com")),
            ("ftp://example.com", BaseUrlError::Scheme { scheme: "ftp".into() }),
            ("file:///etc/passwd", BaseUrlError::Scheme { scheme: "file".into() }),
            ("http://", BaseUrlError::NoHost),
            ("http:///v1", BaseUrlError::NoHost),
            ("http://:8080/v1", BaseUrlError::NoHost),
            ("https://user:pw@example.com/v1", BaseUrlError::UserInfo),
            ("https://sk-key@example.com/v1", BaseUrlError::UserInfo),
            ("sk-key@example.com/v1", BaseUrlError::UserInfo),
            ("https://example.com/v1?key=x", BaseUrlError::QueryOrFragment),
            ("https://example.com/v1#x", BaseUrlError::QueryOrFragment),
            ("http://localhost:99999", BaseUrlError::Invalid(url::ParseError::InvalidPort)),
        ] {
            assert_eq!(normalise_base_url(text), Err(expected), "{text:?}");
        }
    }

    #[test]
    fn joining_copes_with_slashes_and_paths() {
        for base in ["http://h/v1", "http://h/v1/", "http://h/v1//"] {
            let base = Url::parse(base).unwrap();
            assert_eq!(join(&base, "models").as_str(), "http://h/v1/models");
            assert_eq!(join(&base, "/models").as_str(), "http://h/v1/models");
        }
        assert_eq!(join(&Url::parse("http://h").unwrap(), "models").as_str(), "http://h/models");
    }

    #[test]
    fn a_model_in_the_path_is_one_segment() {
        let base =
            normalise_base_url("https://r.openai.azure.com/openai/deployments/{model}/chat/completions");
        let base = base.unwrap();
        assert!(names_model(&base));
        assert_eq!(display_base_url(&base), "https://r.openai.azure.com/openai/deployments/{model}");
        for (model, expected) in [
            ("gpt-6", "/openai/deployments/gpt-6"),
            ("Größe 1/x?y#z%41", "/openai/deployments/Gr%C3%B6%C3%9Fe%201%2Fx%3Fy%23z%2541"),
            ("%2e%2e/secret", "/openai/deployments/%252e%252e%2Fsecret"),
            ("..", "/openai/deployments/"),
        ] {
            assert_eq!(with_model(&base, model).path(), expected, "{model}");
        }
        let plain = normalise_base_url("https://api.openai.com/v1").unwrap();
        assert_eq!(with_model(&plain, "m"), plain);
    }

    proptest! {
        #[test]
        fn a_normalised_base_is_a_fixed_point(text in "https?://[a-z]{1,8}(:[1-9][0-9]{0,3})?(/[a-z0-9]{0,6}){0,4}") {
            if let Ok(url) = normalise_base_url(&text) {
                prop_assert!(url.query().is_none() && url.username().is_empty());
                // A path that ends in two pasted endings loses one a time; all else is stable.
                let again = normalise_base_url(url.as_str()).unwrap();
                prop_assert!(again == url || PASTED_ENDINGS.iter().any(|end| url.path().ends_with(end)));
            }
        }

        #[test]
        fn no_text_panics(text in "\\PC{0,40}") {
            let _ = normalise_base_url(&text);
        }
    }
}
