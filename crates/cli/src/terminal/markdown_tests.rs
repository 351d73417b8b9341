use proptest::prelude::*;

use super::*;

fn shown_in(pieces: &[&str]) -> String {
    let (mut markdown, mut out) = (Markdown::default(), String::new());
    pieces.iter().for_each(|piece| markdown.push(piece, &mut out));
    markdown.finish(&mut out);
    out
}

fn shown(text: &str) -> String {
    shown_in(&[text])
}

/// The text that a reader sees.
fn unstyled(shown: &str) -> String {
    let mut text = String::new();
    let mut rest = shown;
    while let Some(at) = rest.find("\x1b[") {
        text += &rest[..at];
        let sequence = &rest[at + 2..];
        let end = sequence.find('m').unwrap();
        assert!(sequence[..end].chars().all(|char| char.is_ascii_digit() || char == ';'), "{sequence:?}");
        rest = &sequence[end + 1..];
    }
    text + rest
}

#[test]
fn emphasis_code_and_links_lose_their_marks() {
    assert_eq!(shown("a **b** *c* `d*e*`"), "a \x1b[1mb\x1b[0m \x1b[3mc\x1b[0m \x1b[36md*e*\x1b[0m");
    assert_eq!(shown("**b *c* d**"), "\x1b[1mb \x1b[0m\x1b[1;3mc\x1b[0m\x1b[1m d\x1b[0m");
    assert_eq!(shown("[a](http://b)"), "\x1b[4ma\x1b[0m\x1b[2m (http://b)\x1b[0m");
    assert_eq!(shown("~~a~~ ``b`c``"), "\x1b[9ma\x1b[0m \x1b[36mb`c\x1b[0m");
}

#[test]
fn what_is_no_markup_stays() {
    for text in [
        "2 * 3 * 4",
        "snake_case_name",
        "a ** b",
        "*open",
        "`open",
        "[x] y",
        "[a] (b)",
        "C:\\dir\\new",
        "\\(x_1\\)",
        "~5~",
        "#tag",
        "3.14",
        "a|b",
        "~~~a",
        "obj.__init__x and **kwargs",
    ] {
        let kept = shown(text);
        assert_eq!(unstyled(&kept).trim_end(), text.trim_end(), "{kept:?}");
    }
    assert_eq!(shown(r"\*a\*"), "*a*");
}

#[test]
fn blocks_are_told_by_their_first_characters() {
    assert_eq!(shown("# A `b`\n"), "\x1b[1;4mA \x1b[0m\x1b[1;4;36mb\x1b[0m\n");
    assert_eq!(shown("- a\n  - [ ] b\n1. c"), "• a\n  ☐ b\n1. c");
    assert_eq!(shown("> a\n> > b"), "\x1b[2m│ \x1b[0ma\n\x1b[2m│ \x1b[0m\x1b[2m│ \x1b[0mb");
    assert_eq!(unstyled(&shown("a\n\n---\n")), format!("a\n\n{RULE}\n"));
}

#[test]
fn code_is_kept_to_the_letter_and_coloured() {
    let code = "```rust\nlet x = \"**\"; // `a`\n\n    # not a heading\n```\n**b**";
    let out = shown(code);
    assert_eq!(unstyled(&out), "```rust\nlet x = \"**\"; // `a`\n\n    # not a heading\n```\nb");
    assert!(out.contains("\x1b[35mlet\x1b[0m"), "{out:?}");
    // In a list and in a quote.
    assert_eq!(unstyled(&shown("- ```\n  *a*\n  ```\n*b*")), "• ```\n  *a*\n  ```\nb");
    assert_eq!(unstyled(&shown("> ```\n> *a*\n*b*")), "│ ```\n│ *a*\nb");
    assert_eq!(unstyled(&shown("a\n\n    *b*\n")), "a\n\n    *b*\n");
}

#[test]
fn words_are_not_held_back() {
    let (mut markdown, mut out) = (Markdown::default(), String::new());
    markdown.push("The answer is", &mut out);
    assert_eq!(out, "The answer is");
    markdown.push(" **4", &mut out);
    assert_eq!(out, "The answer is ");
    markdown.push("2** and", &mut out);
    assert_eq!(out, "The answer is \x1b[1m42\x1b[0m and");
    markdown.push(&format!(" *{}", "far ".repeat(200)), &mut out);
    assert!(out.ends_with("far "), "a mark without a partner does not hold the line back");
}

#[test]
fn nothing_a_model_writes_reaches_the_terminal_as_a_command() {
    let attack = "\x1b]52;c;aGk=\x07\x1b[2J\u{9b}2J `\x1b[31m`\r\n```sh\n\x1b]0;x\x07\n```\n# \x1b[8mhidden\n[\x1b[1m](\x1bc)";
    let out = shown(attack);
    // `unstyled` accepts graphic renditions alone, and those of this crate are the only ones.
    let text = unstyled(&out);
    assert!(!text.chars().any(|char| char.is_control() && char != '\n'), "{text:?}");
    assert!(text.contains("␛]52;c;aGk=␇") && text.contains("␛[31m"), "{text:?}");
    assert!(!out.contains("\x1b[31m") && !out.contains("\x1b[8m"), "{out:?}");
}

/// Texts that are thick with marks.
fn markup() -> impl Strategy<Value = String> {
    let token = prop_oneof![
        4 => "[ab1 ]{1,4}".prop_map(String::from),
        6 => prop::sample::select(vec![
            "*", "**", "_", "`", "```", "~~", "[", "](", ")", "\n", "\n\n", "- ", "> ", "# ", "1. ", "\\", "    ", "|", "---", "é",
            "\r\n", "\x1b[1m", "```rust\n", "- [x] ",
        ]).prop_map(String::from),
        1 => (380_usize..420).prop_map(|long| "w".repeat(long)),
    ];
    prop::collection::vec(token, 0..40).prop_map(|tokens| tokens.concat())
}

proptest! {
    #[test]
    fn it_does_not_matter_how_the_text_is_cut(text in markup(), cuts in prop::collection::vec(any::<prop::sample::Index>(), 0..20)) {
        let mut ends: Vec<_> = cuts
            .iter()
            .map(|cut| cut.index(text.len() + 1))
            .filter(|at| text.is_char_boundary(*at))
            .chain([0, text.len()])
            .collect();
        ends.sort_unstable();
        let pieces: Vec<_> = ends.windows(2).map(|ends| &text[ends[0]..ends[1]]).collect();
        prop_assert_eq!(shown_in(&pieces), shown(&text));
    }

    #[test]
    fn any_text_is_shown_without_a_foreign_control(text in any::<String>()) {
        prop_assert!(!unstyled(&shown(&text)).chars().any(|char| char.is_control() && !matches!(char, '\n' | '\t')));
    }

    #[test]
    fn letters_are_never_lost(text in markup()) {
        let letters = |text: &str| -> String { text.chars().filter(|char| matches!(char, 'a' | 'b' | 'w' | 'é')).collect() };
        prop_assert_eq!(letters(&unstyled(&shown(&text))), letters(&text));
    }
}
