use proptest::prelude::*;

use super::*;

fn field(name: &str, value: &str, options: &[&str]) -> Field {
    let options = options.iter().map(|&option| option.to_owned()).collect();
    Field { name: name.to_owned(), value: value.to_owned(), options }
}

fn text(text: &str) -> Piece {
    Piece::Text(text.to_owned())
}

/// What a person gets who enters these.
fn rendered(parsed: &Parsed, values: &[&str]) -> String {
    let piece = |piece: &Piece| match piece {
        Piece::Text(text) => text.clone(),
        Piece::Field(at) => values[*at].to_owned(),
        Piece::Known(known) => panic!("{known:?} is open"),
    };
    parsed.pieces.iter().map(piece).collect()
}

#[test]
fn a_name_is_asked_for_once() {
    let parsed = Parsed::new("Write on {{topic}} as {{ author = Ada }}. {{topic}}!");
    assert_eq!(parsed.fields, [field("topic", "", &[]), field("author", "Ada", &[])]);
    assert_eq!(rendered(&parsed, &["rain", "Grace"]), "Write on rain as Grace. rain!");
}

#[test]
fn a_list_is_chosen_from_and_its_first_is_chosen() {
    let parsed = Parsed::new("{{tone: plain | warm|| formal }}");
    assert_eq!(parsed.fields, [field("tone", "plain", &["plain", "warm", "formal"])]);
}

#[test]
fn the_first_sign_counts() {
    let parsed = Parsed::new("{{url=https://a.example}}{{time of day: 8:00|12:00=noon}}");
    assert_eq!(
        parsed.fields,
        [field("url", "https://a.example", &[]), field("time of day", "8:00", &["8:00", "12:00=noon"])]
    );
}

#[test]
fn a_later_place_says_what_the_first_leaves_open() {
    let parsed = Parsed::new("{{a}} {{a=1}} {{a=2}} {{b}} {{b: x|y}}");
    assert_eq!(parsed.fields, [field("a", "1", &[]), field("b", "x", &["x", "y"])]);
}

#[test]
fn what_is_known_is_filled_in_and_not_looked_into() {
    let mut parsed = Parsed::new("{{date}}: {{clipboard}} {{ time }}{{x}}");
    assert!(parsed.has(Known::Clipboard));
    parsed.fill(Known::Clipboard, "{{x}} {{date}}");
    parsed.fill(Known::Date, "2026-11-21");
    parsed.fill(Known::Time, "14:05");
    assert_eq!(parsed.pieces, [text("2026-11-21: {{x}} {{date}} 14:05"), Piece::Field(0)]);
    assert_eq!(rendered(&parsed, &["{{y}}"]), "2026-11-21: {{x}} {{date}} 14:05{{y}}");
}

#[test]
fn an_empty_clipboard_is_asked_for() {
    let mut parsed = Parsed::new("{{clipboard}} {{topic}} {{clipboard}}");
    parsed.ask(Known::Clipboard);
    assert_eq!(parsed.fields, [field("topic", "", &[]), field("clipboard", "", &[])]);
    assert_eq!(rendered(&parsed, &["t", "c"]), "c t c");
    let mut without = Parsed::new("{{topic}}");
    without.ask(Known::Clipboard);
    assert_eq!(without.fields.len(), 1);
}

#[test]
fn what_is_no_variable_is_text() {
    let long = format!("{{{{{}}}}}", "x".repeat(61));
    for body in [
        "{{",
        "{{}}",
        "{{ }}",
        "{{=x}}",
        "{{a",
        "{{a}",
        "{{a\n}}",
        "{ {a}}",
        "{{a:}}",
        "{{a: | }}",
        "}}{{",
        "{",
        &long,
        "fn main() { println!(\"{}\", 1) }",
    ] {
        let parsed = Parsed::new(body);
        assert_eq!((parsed.fields.len(), parsed.pieces), (0, vec![text(body)]), "{body:?}");
    }
}

#[test]
fn braces_can_be_escaped() {
    assert_eq!(Parsed::new(r"\{{a}} \\{{b}} \{").pieces, [text(r"{{a}} \{{b}} \{")]);
    let parsed = Parsed::new(r"{{{a}}}");
    assert_eq!(parsed.pieces, [text("{"), Piece::Field(0), text("}")]);
}

#[test]
fn a_text_full_of_braces_takes_no_longer_than_another() {
    // Quadratic it would be four billion steps.
    let body = "{".repeat(64 * 1024);
    assert_eq!(Parsed::new(&body).pieces, [text(&body)]);
}

/// Texts in which there is something to find.
fn bodies() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        Just("{".to_owned()),
        Just("}".to_owned()),
        Just("{{".to_owned()),
        Just("}}".to_owned()),
        Just("\\".to_owned()),
        Just("|".to_owned()),
        Just("=".to_owned()),
        Just(":".to_owned()),
        Just("\n".to_owned()),
        Just("{{name}}".to_owned()),
        Just("{{date}}".to_owned()),
        Just("ü😀".to_owned()),
        "[a-c ]{0,3}",
    ];
    prop::collection::vec(piece, 0..24).prop_map(|pieces| pieces.concat())
}

proptest! {
    #[test]
    fn every_text_is_a_template(body in prop_oneof![bodies(), any::<String>()]) {
        let parsed = Parsed::new(&body);
        for (index, field) in parsed.fields.iter().enumerate() {
            prop_assert!(parsed.pieces.contains(&Piece::Field(index)));
            prop_assert!(parsed.fields[..index].iter().all(|other| other.name != field.name));
            prop_assert!(field.options.is_empty() || field.options.contains(&field.value));
        }
        for pair in parsed.pieces.windows(2) {
            prop_assert!(!matches!(pair, [Piece::Text(_), Piece::Text(_)]));
        }
    }

    #[test]
    fn a_text_without_double_braces_stays_as_it_is(body in any::<String>()) {
        let body = body.replace("{{", "{ {");
        let expected: Vec<_> = (!body.is_empty()).then(|| text(&body)).into_iter().collect();
        prop_assert_eq!(Parsed::new(&body).pieces, expected);
    }

    #[test]
    fn a_text_whose_braces_are_escaped_stays_as_it_is(body in bodies()) {
        let escaped = body.replace("{{", "\\{{");
        prop_assert_eq!(rendered(&Parsed::new(&escaped), &[]), body);
    }

    #[test]
    fn what_is_entered_arrives_as_it_is(value in bodies(), before in "[a-z{]{0,4}", after in "[a-z}]{0,4}") {
        let parsed = Parsed::new(&format!("{before} {{{{x}}}} {after}"));
        prop_assert_eq!(rendered(&parsed, &[value.as_str()]), format!("{before} {value} {after}"));
        let mut known = Parsed::new("{{clipboard}}");
        known.fill(Known::Clipboard, &value);
        prop_assert_eq!(rendered(&known, &[]), value);
    }
}
