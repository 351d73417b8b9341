//! One conversation as each kind of file.

#![expect(clippy::unwrap_used, reason = "a failed step of a test's own machinery is a failed test")]

use parlance_archive::{NotAConversation, Words, from_json, html, markdown, to_json};
use parlance_domain::ArchivedConversation;

const DOCUMENTED: &str = include_str!("../../../docs/export-format.md");

/// The example of the documentation.
fn example() -> String {
    let (_, after) = DOCUMENTED.split_once("```json\n").unwrap();
    after.split_once("```").unwrap().0.to_owned()
}

fn conversation() -> ArchivedConversation {
    from_json(&example()).unwrap()
}

fn page(conversation: &ArchivedConversation) -> String {
    let mut out = Vec::new();
    html(conversation, Words::of("en"), |_| Some(vec![1, 2, 3]), &mut out).unwrap();
    String::from_utf8(out).unwrap()
}

#[test]
fn the_documented_example_is_what_is_written() {
    assert_eq!(to_json(&conversation()).unwrap(), example());
}

#[test]
fn what_is_no_conversation_of_ours_is_told() {
    let newer = example().replacen("\"version\": 1", "\"version\": 2", 1);
    assert_eq!(from_json(&newer), Err(NotAConversation::Newer));
    assert_eq!(from_json("[{\"mapping\": {}}]"), Err(NotAConversation::Foreign));
    let broken = example().replacen("\"title\"", "\"heading\"", 1);
    assert!(matches!(from_json(&broken), Err(NotAConversation::Broken { .. })));
}

#[test]
fn markdown_holds_the_shown_path_and_nothing_else() {
    let text = markdown(&conversation(), Words::of("en"));
    assert!(text.starts_with("---\ntitle: \"A week in Lisbon\"\nid: 0199"), "{text}");
    for told in [
        "created: 2026-11-21T08:05:09Z\n",
        "model: \"openai/gpt-6.1-sol\"\n",
        "folder: \"Travel\"\n",
        "tags: [\"2026\", \"plans\"]\n",
        "# A week in Lisbon\n",
        "## You · 2026-11-21 08:05 UTC\n\nWhere should I stay?\n",
        "*File: dates.pdf (application/pdf)*\n",
        "## gpt-6.1-sol · 2026-11-21 08:05 UTC\n",
        "> **Reasoning (2.1 s)**\n>\n> Near the river, perhaps.\n",
        "**Tool call:** `find_rooms`\n\n```json\n{\"city\":\"Lisbon\"}\n```\n",
        "**Tool result:** `find_rooms`\n\n```\n3 rooms\n```\n",
        "Stay in **Alfama**.\n",
        "*Picture: Alfama at dusk (image/png)*\n",
        "1. Alfama <https://example.org/alfama>\n",
    ] {
        assert!(text.contains(told), "{told} is not in\n{text}");
    }
    assert!(!text.contains("Stay in Belém"), "another branch is in\n{text}");
    assert!(markdown(&conversation(), Words::of("de-AT")).contains("## Du · "));
}

#[test]
fn a_page_holds_everything_and_runs_nothing() {
    let mut conversation = conversation();
    conversation.title = "<script>alert(1)</script>".into();
    let text = page(&conversation);
    for told in [
        "<title>&lt;script&gt;alert(1)&lt;/script&gt;</title>",
        "Where should I stay?",
        "<summary>Reasoning · 2.1 s</summary>",
        "Stay in <strong>Alfama</strong>",
        "<img alt=\"Alfama at dusk\" src=\"data:image/png;base64,AQID\">",
        "<a href=\"https://example.org/alfama\"",
        "prefers-color-scheme: dark",
    ] {
        assert!(text.contains(told), "{told} is not in\n{text}");
    }
    for never in ["<script", "<button", " src=\"http", "url(", "@import", "<link"] {
        assert!(!text.contains(never), "{never} is in\n{text}");
    }
}

#[test]
fn a_picture_that_is_gone_is_named() {
    let mut out = Vec::new();
    html(&conversation(), Words::of("en"), |_| None, &mut out).unwrap();
    let text = String::from_utf8(out).unwrap();
    assert!(text.contains("Picture: Alfama at dusk (not in the history)"));
    assert!(!text.contains("<img"));
}

#[test]
fn what_an_answer_writes_stays_text_on_the_page() {
    let mut conversation = conversation();
    let hostile = "<button class=\"x\" onclick=\"f()\">go</button> ![a](https://example.org/\"onerror=f) \
        [^1] `</style>`\n\n[^1]: note\n\n```html\n<button type=\"button\">\n```";
    for message in &mut conversation.messages {
        message.message.parts = vec![parlance_domain::Part::Text { text: hostile.into() }];
    }
    let text = page(&conversation);
    for never in ["<button", "\"onerror"] {
        assert!(!text.contains(never), "{never} is in\n{text}");
    }
    assert_eq!(text.matches("</style>").count(), 1);
    assert!(text.contains("href=\"https://example.org/"));
}
