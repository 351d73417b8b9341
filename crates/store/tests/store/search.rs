use parlance_domain::Timestamp;
use parlance_store::{Change, Hit, NewTurn, Origin, Store, TurnPlace};

use crate::support::*;

async fn titles(store: &Store, query: &str) -> Vec<String> {
    store.search(query, 20).await.unwrap().into_iter().map(|hit| hit.title).collect()
}

fn marked(hit: &Hit) -> Vec<&str> {
    hit.snippet.iter().filter(|piece| piece.hit).map(|piece| piece.text.as_str()).collect()
}

#[tokio::test]
async fn words_prefixes_and_diacritics() {
    let home = home();
    let store = open(home.path()).await;
    let (id, _, answer) = talk(&store, "Breakfast", "where to?", "The Café by the Élysée opens early").await;
    talk(&store, "Other", "no", "nothing of that").await;

    for query in ["cafe", "CAFÉ", "caf", "élys", "early cafe", "where"] {
        assert_eq!(titles(&store, query).await, ["Breakfast"], "{query}");
    }
    assert_eq!(titles(&store, "cafe nothing").await, Vec::<String>::new(), "all words must occur");
    let hits = store.search("cafe ear", 20).await.unwrap();
    assert_eq!((hits[0].conversation, hits[0].message), (id, Some(answer)));
    assert_eq!(marked(&hits[0]), ["Café", "early"]);
    let whole: String = hits[0].snippet.iter().map(|piece| piece.text.as_str()).collect();
    assert_eq!(whole, "The Café by the Élysée opens early");
}

#[tokio::test]
async fn titles_are_found_and_lift_their_conversation() {
    let home = home();
    let store = open(home.path()).await;
    let (by_title, ..) = talk(&store, "Sourdough bread", "q", "flour and water").await;
    let hits = store.search("sourd", 5).await.unwrap();
    assert_eq!((hits[0].conversation, hits[0].message), (by_title, None));
    assert_eq!(marked(&hits[0]), ["Sourdough"]);
    store.set_title(by_title, "Rye").await.unwrap();
    assert_eq!(titles(&store, "sourdough").await, Vec::<String>::new());
    assert_eq!(titles(&store, "rye").await, ["Rye"]);

    let (both, _, answer) = talk(&store, "All about rye", "q", "rye is a grass").await;
    let hits = store.search("rye", 5).await.unwrap();
    assert_eq!((hits[0].conversation, hits[0].message), (both, Some(answer)));
}

#[tokio::test]
async fn letters_in_the_middle_of_a_title_are_found() {
    let home = home();
    let store = open(home.path()).await;
    for title in ["如何投资A股", "Eisgetränke", "mysrc/library", "1\u{439}2\u{439}3", "u\u{438}\u{306}v"]
    {
        talk(&store, title, "q", "a").await;
    }
    for (query, title) in [
        ("a股", "如何投资A股"),
        ("tränk", "Eisgetränke"),
        ("TRANK", "Eisgetränke"),
        ("src/lib", "mysrc/library"),
        ("brary ysrc", "mysrc/library"),
        ("\u{439}2\u{439}", "1\u{439}2\u{439}3"),
        ("u\u{438}\u{306}", "u\u{438}\u{306}v"),
    ] {
        assert_eq!(titles(&store, query).await, [title], "{query}");
    }
}

#[tokio::test]
async fn a_phrase_that_fills_no_page_is_looked_for_to_the_end() {
    let home = home();
    let store = open(home.path()).await;
    talk(&store, "Old", "q", "of 0.12 alone").await;
    let (crowd, _, mut leaf) = talk(&store, "Crowd", "q", "0.12").await;
    for _ in 0..110 {
        leaf = more(&store, crowd, Some(leaf), "more of 0.12").await.1;
    }
    talk(&store, "Letters", "q", "of v0.12").await;
    for (query, expected) in [("0.12", &["Crowd", "Old", "Letters"][..]), ("\"of 0.12\"", &["Crowd", "Old"])]
    {
        assert_eq!(titles(&store, query).await, expected, "{query}");
    }
}

#[tokio::test]
async fn substrings_and_languages_without_spaces() {
    let home = home();
    let store = open(home.path()).await;
    talk(&store, "Tokyo", "q", "私は昨日東京タワーに行きました").await;
    talk(&store, "Bangkok", "q", "ฉันไปกรุงเทพเมื่อวานนี้").await;
    talk(&store, "東京の天気", "q", "rain").await;
    talk(&store, "Code", "q", "call getElementById('x_y') 100%").await;

    assert_eq!(titles(&store, "東京タワー").await, ["Tokyo"]);
    assert_eq!(titles(&store, "กรุงเทพ").await, ["Bangkok"]);
    let mut two: Vec<_> = titles(&store, "東京").await;
    two.sort();
    assert_eq!(two, ["Tokyo", "東京の天気"]);
    assert_eq!(titles(&store, "行き").await, ["Tokyo"]);
    assert_eq!(titles(&store, "elementby").await, ["Code"]);
    assert_eq!(titles(&store, "x_y").await, ["Code"]);
    assert_eq!(titles(&store, "xay").await, Vec::<String>::new());
    assert_eq!(titles(&store, "昨日 京タワ").await, ["Tokyo"], "short and long together");
    let hits = store.search("昨日", 5).await.unwrap();
    assert_eq!(marked(&hits[0]), ["昨日"]);
    let hits = store.search("京タワー", 5).await.unwrap();
    assert_eq!(marked(&hits[0]), ["京タワー"]);
}

#[tokio::test]
async fn nothing_typed_is_an_operator() {
    let home = home();
    let store = open(home.path()).await;
    talk(&store, "Logic", "q", r#"use AND, OR, NOT and NEAR("a" "b") with col:umn ^caret *star*"#).await;
    for query in [
        "AND",
        "NOT",
        "OR NOT",
        r#"NEAR("a""#,
        r#"""#,
        r#""""#,
        "col:umn",
        "^caret",
        "*",
        "(",
        ")",
        "star*",
        "-star",
        "+",
        "{a}",
        "\0",
        "a\0b",
        "';--",
        "%",
        "_",
        "\\",
        "text:x",
        "\u{fdd0}",
    ] {
        store.search(query, 5).await.unwrap_or_else(|error| panic!("{query:?}: {error:?}"));
    }
    for query in ["AND", "not", "near(\"a\"", "col:umn", "^caret", "star*"] {
        assert_eq!(titles(&store, query).await, ["Logic"], "{query}");
    }
    assert_eq!(titles(&store, "logic OR nonsense").await, Vec::<String>::new());
    assert_eq!(titles(&store, "  ").await, Vec::<String>::new());
    store.search(&"very long query ".repeat(10_000), 5).await.unwrap();
    assert_eq!(store.search("logic", 0).await.unwrap(), []);
}

#[tokio::test]
async fn a_two_megabyte_message_is_found_at_its_end() {
    let home = home();
    let store = open(home.path()).await;
    let long = format!("{} needle {}", "hay ".repeat(520_000), "straw ".repeat(10));
    let (_, _, answer) = talk(&store, "Barn", &long, &"界".repeat(700_000)).await;
    let hits = store.search("needle", 5).await.unwrap();
    assert_eq!(marked(&hits[0]), ["needle"]);
    let hits = store.search("界界界界", 5).await.unwrap();
    assert_eq!(hits[0].message, Some(answer));
    let shown: usize = hits[0].snippet.iter().map(|piece| piece.text.chars().count()).sum();
    assert!(shown < 300, "{shown} characters");
    assert_eq!(store.message(answer).await.unwrap().text().chars().count(), 700_000);
}

#[tokio::test]
async fn all_that_was_found_is_told_also_beyond_the_snippet() {
    let home = home();
    let store = open(home.path()).await;
    let text = format!("Zanzibar {} the COAST, a coast of Zanzibar's", "lies far off. ".repeat(100));
    talk(&store, "Islands", "where?", &text).await;
    let hits = store.search("zanzibar coa", 5).await.unwrap();
    assert_eq!(hits[0].words, ["Zanzibar", "COAST"]);
    let hits = store.search("islands", 5).await.unwrap();
    assert_eq!(hits[0].words, ["Islands"]);
}

#[tokio::test]
async fn the_trash_is_not_searched() {
    let home = home();
    let store = open(home.path()).await;
    let (id, ..) = talk(&store, "Secret garden", "roses", "and thorns 東京").await;
    store.change(&[id], Change::Trashed(true), Timestamp(1)).await.unwrap();
    for query in ["roses", "garden", "horn", "東京"] {
        assert_eq!(titles(&store, query).await, Vec::<String>::new(), "{query}");
    }
    store.change(&[id], Change::Trashed(false), Timestamp(1)).await.unwrap();
    for query in ["roses", "garden", "horn", "東京"] {
        assert_eq!(titles(&store, query).await, ["Secret garden"], "{query}");
    }
}

#[tokio::test]
async fn other_branches_are_found_once_a_conversation() {
    let home = home();
    let store = open(home.path()).await;
    let (id, question, first) = talk(&store, "t", "Name a whale", "The narwhal").await;
    let second = answer(id, question);
    let turn = NewTurn {
        place: TurnPlace::Existing(id),
        user: None,
        origin: Origin::Composer,
        assistant: second.clone(),
    };
    store.begin_turn(&turn).await.unwrap();
    store.journal(second.id, &[entry(0, "beluga")]).await.unwrap();
    assert_eq!(titles(&store, "beluga").await, Vec::<String>::new(), "only sealed text is searched");
    store.seal(&seal(second.id, "The beluga, a whale")).await.unwrap();

    let hits = store.search("narwhal", 5).await.unwrap();
    assert_eq!(hits[0].message, Some(first), "not on the shown path");
    assert_eq!(store.search("whale", 5).await.unwrap().len(), 1);
}

#[tokio::test]
async fn words_come_before_substrings_and_the_recent_before_the_old() {
    let home = home();
    let store = open(home.path()).await;
    let mut old = conversation("old");
    old.created_at = Timestamp(0);
    let mut question = user(old.id, None, "about art");
    question.created_at = Timestamp(0);
    let reply = answer(old.id, question.id);
    let turn = NewTurn {
        place: TurnPlace::New(old),
        user: Some(question),
        origin: Origin::Composer,
        assistant: reply.clone(),
    };
    store.begin_turn(&turn).await.unwrap();
    store.seal(&seal(reply.id, "x")).await.unwrap();
    talk(&store, "substring", "about carting", "x").await;
    talk(&store, "new", "about art", "x").await;
    assert_eq!(titles(&store, "art").await, ["new", "old", "substring"]);
    assert_eq!(store.search("art", 2).await.unwrap().len(), 2);
}
