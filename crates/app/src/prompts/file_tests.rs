use parlance_domain::ReasoningEffort;
use proptest::prelude::*;

use super::*;

fn problem(text: &str) -> String {
    PromptFile::parse(text).unwrap_err().to_string()
}

#[test]
fn the_documented_file_is_read_and_written_again() {
    let source = include_str!("file.rs");
    let text: String = source
        .lines()
        .skip_while(|line| *line != "//! ```toml")
        .skip(1)
        .take_while(|line| *line != "//! ```")
        .map(|line| format!("{}\n", line.trim_start_matches("//!").trim_start()))
        .collect();
    let file = PromptFile::parse(&text).unwrap();
    assert_eq!(file.templates[0].name, "translate");
    let persona = &file.personas[0];
    assert_eq!(persona.model.as_ref().unwrap().model, "gpt-6-luna");
    assert_eq!(persona.parameters.temperature, Some(0.3));
    assert_eq!(persona.parameters.reasoning, Some(Reasoning::Effort(ReasoningEffort::Low)));
    let written = file.to_toml().unwrap();
    assert!(written.contains("temperature = 0.3\n"), "{written}");
    assert_eq!(PromptFile::parse(&written).unwrap(), file);
}

#[test]
fn a_mistake_is_told_with_its_line() {
    let template = "version = 1\n[[template]]\nname = \"a\"\n";
    for (text, told) in [
        (template.to_owned(), "Line 2: Missing field `body`."),
        (format!("{template}body = \"\"\n"), "Line 4: A template needs a text."),
        (format!("{template}body = \"x\"\nbdoy = 1\n"), "Line 5: Unknown field"),
        (
            "version = 1\n[[template]]\nname = \"a/b\"\nbody = \"x\"\n".to_owned(),
            "Line 3: The name /a/b can only",
        ),
        (
            "version = 1\n[[persona]]\nname = \"a\"\nmodel = \"gpt\"\n".to_owned(),
            "Line 4: A model is written",
        ),
        (
            "version = 1\n[[persona]]\nname = \"a\"\n[persona.parameters]\ntemperature = 3.0\n".to_owned(),
            "Line 4: The temperature is a number from 0 to 2.",
        ),
        (
            "version = 1\n[[persona]]\nname = \"a\"\n[persona.parameters]\ntop_q = 1\n".to_owned(),
            "Line 5: Unknown field",
        ),
        ("version = 1\n[[template]\n".to_owned(), "Line 2: "),
        (
            "version = 2\nwhat = \"else\"\n".to_owned(),
            "The file is of version 2, which a newer Parlance reads.",
        ),
        ("name = \"Lab\"\n".to_owned(), "The file does not say \"version = 1\""),
    ] {
        assert!(problem(&text).starts_with(told), "{text}: {}", problem(&text));
    }
    assert_eq!(problem(&"#".repeat(MAX_BYTES + 1)), "The file is larger than 8 MiB.");
}

proptest! {
    #[test]
    fn what_is_written_is_read(
        body in "\\PC{0,20}[\\t\\n\"'\\\\{}]{0,4}x",
        description in "[^\\s\\pC]{0,20}",
        temperature in 0.0_f32..=2.0,
        prompt in proptest::option::of("(?s).{0,40}y"),
        starters in prop::collection::vec("(?s).{0,20}z", 0..4),
    ) {
        let template = TemplateText { name: "a".into(), description: description.clone(), body };
        let parameters = Parameters { system_prompt: prompt, temperature: Some(temperature), ..Parameters::default() };
        let persona = PersonaText {
            name: "A".into(), icon: "🖋".into(), description, model: None, parameters, starters,
        };
        let file = PromptFile { templates: vec![template.clone(), template], personas: vec![persona] };
        prop_assert_eq!(PromptFile::parse(&file.to_toml().unwrap()).unwrap(), file);
    }

    #[test]
    fn no_text_ends_the_reader(text in "(version = 1\n)?(?s).{0,200}") {
        let _ = PromptFile::parse(&text);
    }
}
