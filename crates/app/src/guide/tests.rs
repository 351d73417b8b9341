use super::*;

fn request(messages: Vec<ChatMessage>) -> ChatRequest {
    ChatRequest { model: MODEL_ID.to_owned(), messages, ..ChatRequest::default() }
}

fn ask(text: &str) -> ChatRequest {
    request(vec![ChatMessage::text(Role::User, text)])
}

fn delta(event: Result<ProviderEvent, ProviderError>) -> Option<String> {
    match event {
        Ok(ProviderEvent::Stream(StreamEvent::TextDelta { text, .. })) => Some(text),
        _ => None,
    }
}

#[tokio::test]
async fn it_streams_word_by_word_and_finishes() {
    let mut events: Vec<_> =
        Guide.stream(ask("How do I add a key?"), CancellationToken::new()).collect().await;
    let end = events.pop().unwrap();
    assert_eq!(end, Ok(ProviderEvent::Stream(StreamEvent::Finished { reason: FinishReason::Stop })));
    let pieces: Vec<_> = events.into_iter().map(|event| delta(event).unwrap()).collect();
    assert!(
        pieces.len() > 30 && pieces.iter().all(|piece| piece.split_whitespace().count() <= 1),
        "{pieces:?}"
    );
    assert_eq!(pieces.concat(), answer::answer("How do I add a key?"));
}

#[tokio::test]
async fn it_stops_when_it_is_told_to() {
    let cancel = CancellationToken::new();
    let mut events = Guide.stream(ask("How do I add a key?"), cancel.clone());
    assert!(delta(events.next().await.unwrap()).is_some());
    cancel.cancel();
    let error = events.next().await.unwrap().unwrap_err();
    assert_eq!((error.kind, error.after_first_token), (FailureKind::Cancelled, true));
    assert!(events.next().await.is_none());
}

#[tokio::test]
async fn it_answers_the_last_question_of_a_conversation() {
    let messages = vec![
        ChatMessage::text(Role::System, "Be brief."),
        ChatMessage::text(Role::User, "How do I use Ollama?"),
        ChatMessage::text(Role::Assistant, "Like this."),
        ChatMessage::text(Role::User, "Which keyboard shortcuts are there?"),
    ];
    assert_eq!(reply(&messages), answer::answer("Which keyboard shortcuts are there?"));
    assert_eq!(reply(&[]), answer::answer(""));
}

#[test]
fn a_broken_answer_is_continued_and_not_repeated() {
    let question = "How do I use Ollama?";
    let whole = answer::answer(question);
    let broken: String = whole.chars().take(40).collect();
    let messages = |last: &str| {
        vec![
            ChatMessage::text(Role::User, question),
            ChatMessage::text(Role::Assistant, broken.clone()),
            ChatMessage::text(Role::User, last),
        ]
    };
    let go_on = format!("{CONTINUATION} Go on.");
    assert_eq!(broken.clone() + &reply(&messages(&go_on)), whole);
    assert_eq!(reply(&messages("How do I use LM Studio?")), answer::answer("How do I use LM Studio?"));
}
