use proptest::prelude::*;

use super::*;

fn line_of(text: &str) -> (Option<usize>, String) {
    let error = ProviderFile::parse(text).unwrap_err();
    (error.line, error.to_string())
}

#[test]
fn the_documented_file_is_read() {
    let text = "version = 1\nid = \"lab\"\nname = \" Lab \"\nbase_url = \"https://lab.example/v1/{model}/\"\n\
                wire = \"gemini\"\nauth = \"header:API-Key\"\nheaders = [\"X-Team\", \"x-team\"]\n\
                models = [\"one\", \" two\", \"one\", \"\"]\n[query]\napi-version = \"2024-10-21\"\n";
    let file = ProviderFile::parse(text).unwrap();
    assert_eq!(
        file,
        ProviderFile {
            id: Some("lab".into()),
            name: "Lab".into(),
            base_url: normalise_base_url("https://lab.example/v1/{model}").unwrap(),
            wire: Wire::Gemini,
            auth: Some(Auth::Header("api-key".into())),
            headers: vec!["x-team".into()],
            query: BTreeMap::from([("api-version".into(), "2024-10-21".into())]),
            models: vec!["one".into(), "two".into()],
        }
    );
    let least = ProviderFile::parse("version = 1\nname = \"L\"\nbase_url = \"http://h\"").unwrap();
    assert_eq!((least.wire, least.auth, least.id), (Wire::OpenaiChat, None, None));
}

#[test]
fn what_is_wrong_is_told_with_its_line() {
    let file = |lines: &str| format!("version = 1\nname = \"L\"\nbase_url = \"http://h/v1\"\n{lines}");
    for (lines, line, word) in [
        ("colour = \"red\"", 4, "colour"),
        ("\nkey = \"sk-1\"", 5, "key"),
        ("wire = \"soap\"", 4, "openai-responses"),
        ("wire = 3", 4, "string"),
        ("auth = \"basic\"", 4, "bearer"),
        ("auth = \"header:a b\"", 4, "a b"),
        ("headers = [\n\"x-a\",\n\"host\"]", 6, "host"),
        ("headers = { x-a = \"secret\" }", 4, "sequence"),
        ("id = \"My Lab\"", 4, "a-z"),
        ("models = [", 4, ""),
        ("[query]\n\" \" = \"1\"", 5, "name"),
        ("[query]\nn = 1", 5, "string"),
    ] {
        let (at, message) = line_of(&file(lines));
        assert_eq!(at, Some(line), "{lines}: {message}");
        assert!(
            message.starts_with(&format!("Line {line}: ")) && message.contains(word),
            "{lines}: {message}"
        );
        assert!(!message.contains('\n') && !message.contains("sk-1"), "{message}");
    }
    assert_eq!(line_of("version = 1\nname = \"\"\nbase_url = \"http://h\"").0, Some(2));
    assert_eq!(line_of("version = 1\nname = \"L\"\n\nbase_url = \"h\"").0, Some(4));
    assert!(line_of("version = 1\nname = \"L\"").1.contains("base_url"));
}

#[test]
fn another_version_is_told_before_its_fields() {
    assert!(line_of("version = 2\nnew_field = 1").1.contains("version 2"));
    for text in ["", "name = \"L\"", "version = \"1\"", "version = 0"] {
        assert_eq!(ProviderFile::parse(text).unwrap_err().problem, ProviderFileProblem::NoVersion, "{text}");
    }
}

#[test]
fn the_files_of_the_help_are_read() {
    for page in [
        include_str!("../../../help/en/custom-endpoints.md"),
        include_str!("../../../help/de/custom-endpoints.md"),
    ] {
        let (_, after) = page.split_once("```toml\n").unwrap();
        let file = ProviderFile::parse(after.split_once("```").unwrap().0).unwrap();
        assert_eq!((file.headers.len(), file.models.len(), file.query.len()), (1, 2, 1));
        assert!(file.auth.is_some());
    }
}

fn any_auth() -> impl Strategy<Value = Option<Auth>> {
    prop_oneof![
        Just(None),
        Just(Some(Auth::Bearer)),
        Just(Some(Auth::None)),
        "[a-z][a-z-]{0,9}".prop_map(|name| Auth::header(&name).ok()),
        "\\PC{1,9}".prop_map(|name| Auth::query(&name).ok()),
    ]
}

fn any_file() -> impl Strategy<Value = ProviderFile> {
    let text = || "\\PC{0,12}";
    (
        proptest::option::of("[a-z0-9_-]{1,12}"),
        "\\PC{1,20}".prop_filter("a name", |name| ProviderFile::check_name(name).is_ok()),
        "https?://[a-z]{1,8}(/[a-z0-9]{1,6}){0,3}(/\\{model\\})?",
        proptest::sample::select(Wire::ALL.to_vec()),
        any_auth(),
        proptest::collection::btree_set("x-[a-z]{1,8}", 0..3),
        proptest::collection::btree_map(text(), text(), 0..3),
        proptest::collection::vec(text(), 0..4),
    )
        .prop_map(|(id, name, base_url, wire, auth, headers, query, models)| ProviderFile {
            id,
            name: name.trim().to_owned(),
            base_url: normalise_base_url(&base_url).unwrap(),
            wire,
            auth,
            headers: headers.into_iter().collect(),
            query: query
                .into_iter()
                .filter_map(|(name, value)| Some((query_name(&name).ok()?.to_owned(), value)))
                .collect(),
            models: tidy_models(models),
        })
}

proptest! {
    #[test]
    fn what_is_written_is_read_again(file in any_file()) {
        let text = file.to_toml().unwrap();
        prop_assert_eq!(ProviderFile::parse(&text), Ok(file), "{}", text);
    }

    #[test]
    fn no_text_panics(text in "(version = 1\n)?\\PC{0,80}") {
        if let Err(error) = ProviderFile::parse(&text) {
            prop_assert!(!error.to_string().is_empty());
        }
    }
}
