use super::*;

#[test]
fn the_bundled_directory_is_valid_and_whole() {
    let ids: Vec<_> = Directory::bundled().iter().map(|spec| spec.id.as_str()).collect();
    assert_eq!(
        ids,
        [
            "openai",
            "anthropic",
            "gemini",
            "groq",
            "xai",
            "openrouter",
            "mistral",
            "deepseek",
            "together",
            "fireworks",
            "cerebras",
            "perplexity",
            "nvidia",
            "azure",
            "ollama",
            "lmstudio",
            "llamacpp",
            "vllm",
            "jan"
        ]
    );
}

#[test]
fn local_providers_are_looked_for_where_their_base_url_points() {
    let mut ports = HashSet::new();
    for spec in Directory::bundled().iter().filter(|spec| spec.kind == ProviderKind::Local) {
        assert!(spec.ports.iter().all(|port| ports.insert(*port)), "{}: the port is another's", spec.id);
        assert!(spec.ports.contains(&spec.base_url.port().unwrap()), "{}", spec.id);
        assert!(crate::address::is_this_machine(&spec.base_url), "{}", spec.id);
        assert!(!spec.needs_key());
    }
}

#[test]
fn a_key_is_checked_where_it_is_proved() {
    let check = |id: &str| {
        let spec = Directory::bundled().get(id).unwrap();
        spec.key_check.as_ref().map(|path| join(&spec.base_url, path).to_string())
    };
    assert_eq!(check("openrouter").as_deref(), Some("https://openrouter.ai/api/v1/key"));
    assert_eq!(check("xai").as_deref(), Some("https://api.x.ai/v1/api-key"));
    assert_eq!(check("openai"), None);
}

#[test]
fn documents_go_as_the_row_says() {
    let specs = Directory::bundled().iter().filter(|spec| spec.document_url);
    assert_eq!(specs.map(|spec| spec.id.as_str()).collect::<Vec<_>>(), ["mistral"]);
}

#[test]
fn a_bad_row_is_refused_with_its_reason() {
    let row = |changes: &[(&str, &str)]| {
        let mut fields = vec![
            ("id", "\"x\""),
            ("name", "\"X\""),
            ("kind", "\"cloud\""),
            ("wire", "\"openai-chat\""),
            ("base_url", "\"https://x.example/v1\""),
            ("key_variable", "\"X_API_KEY\""),
            ("key_page", "\"https://x.example/keys\""),
            ("max_completion_tokens", "false"),
            ("stream_usage", "false"),
        ];
        for change in changes {
            fields.retain(|(name, _)| *name != change.0);
            fields.push(*change);
        }
        let lines: String = fields.iter().map(|(name, value)| format!("{name} = {value}\n")).collect();
        format!("[[provider]]\n{lines}")
    };
    assert!(Directory::parse(&row(&[])).is_ok());
    assert!(Directory::parse(&format!("{}{}", row(&[]), row(&[]))).is_err());
    for change in [
        ("id", "\"X y\""),
        ("name", "\" \""),
        ("kind", "\"custom\""),
        ("kind", "\"local\""),
        ("kind", "\"other\""),
        ("wire", "\"unknown\""),
        ("base_url", "\"http://x.example/v1\""),
        ("base_url", "\"https://x.example/v1/\""),
        ("base_url", "\"https://key@x.example/v1\""),
        ("key_variable", "\"x_key\""),
        ("key_page", "\"http://x.example\""),
        ("auth", "\"basic\""),
        ("query", "{ \"\" = \"1\" }"),
        ("unknown_field", "1"),
    ] {
        assert!(Directory::parse(&row(&[change])).is_err(), "{change:?}");
    }
}

#[test]
fn ollama_host_is_read_in_its_own_forms() {
    let ollama = Directory::bundled().get("ollama").unwrap();
    for (value, expected) in [
        ("127.0.0.1:11500", "http://127.0.0.1:11500/v1"),
        ("0.0.0.0", "http://127.0.0.1:11434/v1"),
        ("0.0.0.0:80", "http://127.0.0.1/v1"),
        (":8080", "http://127.0.0.1:8080/v1"),
        ("box", "http://box:11434/v1"),
        (" \"box:1234\" ", "http://box:1234/v1"),
        ("http://box", "http://box/v1"),
        ("https://box.example/ollama", "https://box.example/ollama/v1"),
        ("http://box:1/v1", "http://box:1/v1"),
        ("::1", "http://[::1]:11434/v1"),
        ("[::]:99", "http://[::1]:99/v1"),
        ("[::1]", "http://[::1]:11434/v1"),
    ] {
        assert_eq!(ollama.base_url_from(value).map(String::from).as_deref(), Ok(expected), "{value:?}");
    }
    for value in ["", "ftp://box", "user@box:1", "box:1?x"] {
        assert!(ollama.base_url_from(value).is_err(), "{value:?}");
    }
}

#[test]
fn a_base_url_variable_of_the_plain_form_is_a_base_url() {
    let openai = Directory::bundled().get("openai").unwrap();
    assert_eq!(
        openai.base_url_from("http://localhost:9/v1/").map(String::from).as_deref(),
        Ok("http://localhost:9/v1")
    );
    assert!(openai.base_url_from("localhost:9").is_err());
}

#[test]
fn an_address_of_ones_own_is_completed() {
    let azure = Directory::bundled().get("azure").unwrap();
    for text in [
        "https://lab.openai.azure.com",
        "https://lab.openai.azure.com/",
        "https://lab.openai.azure.com/openai/v1",
        "https://lab.openai.azure.com/openai/v1/chat/completions",
    ] {
        let expected = "https://lab.openai.azure.com/openai/v1";
        assert_eq!(azure.read_base_url(text).map(String::from).as_deref(), Ok(expected), "{text}");
        assert_eq!(azure.base_url_from(text), azure.read_base_url(text));
    }
    let other = "https://gateway.example/azure";
    assert_eq!(azure.read_base_url(other).map(String::from).as_deref(), Ok(other));
    let openai = Directory::bundled().get("openai").unwrap();
    assert_eq!(openai.read_base_url("http://h").map(String::from).as_deref(), Ok("http://h/"));
}
