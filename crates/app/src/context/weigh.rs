//! How many tokens messages are.

use parlance_llm::{ChatMessage, Content, ToolOutput};
use parlance_store::Store;

use super::factors::{Method, times};
use crate::App;
use crate::attachments::tokens_of_bytes;

/// An envelope of its own for each message.
const ENVELOPE_TOKENS: u64 = 4;
/// Shares of the context, in percent, between which it is worth to count: below there is room in any case, above there is not.
const CLOSE_PERCENT: std::ops::RangeInclusive<u64> = 30..=300;

/// What messages weigh.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Weights {
    /// In tokens of the provider, one for each message.
    pub(crate) each: Vec<u64>,
    /// By a rule of thumb and not counted.
    pub(crate) estimated: bool,
    factor: f64,
}

impl Weights {
    #[cfg(test)]
    pub(crate) fn even(messages: usize, tokens: u64) -> Self {
        Self { each: vec![tokens; messages], estimated: false, factor: 1.0 }
    }

    pub(crate) fn total(&self) -> u64 {
        self.each.iter().sum()
    }

    /// A message of so many bytes that is yet to be written.
    pub(crate) fn add_bytes(&mut self, bytes: u64) {
        self.each.push(times(bytes / 4 + ENVELOPE_TOKENS, self.factor));
    }

    /// About what a text of so many bytes weighs.
    pub(crate) fn of_bytes(&self, bytes: usize) -> u64 {
        times(bytes as u64 / 4, self.factor)
    }
}

impl App {
    /// What the messages weigh for a provider. Near the limit of a context of `context_tokens` they are counted, else estimated.
    pub(crate) async fn weigh(
        &self,
        store: &Store,
        provider: &str,
        messages: &[ChatMessage],
        context_tokens: Option<u64>,
    ) -> Weights {
        let factors = &self.inner.factors;
        let factor = factors.get(store, provider, Method::Bytes).await;
        let each: Vec<_> = messages.iter().map(|message| times(by_bytes(message), factor)).collect();
        let estimate = Weights { each, estimated: true, factor };
        let close = context_tokens
            .is_some_and(|context| CLOSE_PERCENT.contains(&(estimate.total() * 100 / context.max(1))));
        if !close {
            return estimate;
        }
        let Some(counts) = self.count(messages).await else { return estimate };
        let factor = factors.get(store, provider, Method::Counted).await;
        Weights {
            each: counts.into_iter().map(|count| times(count, factor)).collect(),
            estimated: false,
            factor,
        }
    }

    /// Learns from what a provider says that `messages` were.
    pub(crate) async fn learn_tokens(
        &self,
        store: &Store,
        provider: &str,
        messages: &[ChatMessage],
        reported: u64,
    ) {
        // Nobody knows what is in a document: its words are not counted, and would be taken for the others'.
        let is_document = |content: &Content| matches!(content, Content::Document { .. });
        if messages.iter().any(|message| message.content.iter().any(is_document)) {
            return;
        }
        let factors = &self.inner.factors;
        let bytes = messages.iter().map(by_bytes).sum();
        factors.learn(store, provider, Method::Bytes, bytes, reported).await;
        // Loading the vocabulary for this alone is not worth its memory.
        if self.inner.tokenizer.is_loaded().await
            && let Some(counts) = self.count(messages).await
        {
            factors.learn(store, provider, Method::Counted, counts.iter().sum(), reported).await;
        }
    }

    async fn count(&self, messages: &[ChatMessage]) -> Option<Vec<u64>> {
        let texts: Vec<Vec<&str>> = messages.iter().map(|message| sent(message).collect()).collect();
        let mut counts = self.inner.tokenizer.count(&texts.concat()).await?.into_iter();
        let of_message = |texts: &Vec<&str>| counts.by_ref().take(texts.len()).sum::<u64>() + ENVELOPE_TOKENS;
        let words: Vec<_> = texts.iter().map(of_message).collect();
        Some(words.into_iter().zip(messages).map(|(words, message)| words + pictures(message)).collect())
    }
}

fn by_bytes(message: &ChatMessage) -> u64 {
    sent(message).map(|text| text.len() as u64).sum::<u64>() / 4 + pictures(message) + ENVELOPE_TOKENS
}

/// About what the pictures of a message cost.
fn pictures(message: &ChatMessage) -> u64 {
    let shown = message.content.iter().map(|content| match content {
        Content::Image { data, .. } => tokens_of_bytes(data),
        _ => 0,
    });
    shown.sum()
}

/// Thoughts without a signature stay here on nearly every wire.
fn sent(message: &ChatMessage) -> impl Iterator<Item = &str> {
    message.content.iter().flat_map(|content| match content {
        Content::Text(text) | Content::Reasoning { text, signature: Some(_) } => vec![text.as_str()],
        Content::ToolCall { arguments, .. } => vec![arguments.as_str()],
        Content::ToolResult { content, .. } => texts(content).collect(),
        // What a file takes is the model's own affair.
        Content::Reasoning { signature: None, .. } | Content::Image { .. } | Content::Document { .. } => {
            Vec::new()
        }
    })
}

/// The words of what a tool gave.
pub(crate) fn texts(content: &[ToolOutput]) -> impl Iterator<Item = &str> {
    content.iter().filter_map(|output| match output {
        ToolOutput::Text(text) => Some(text.as_str()),
        ToolOutput::Image { .. } => None,
    })
}

#[cfg(test)]
mod tests {
    use parlance_domain::Role;

    use super::*;
    use crate::Home;

    async fn app() -> (tempfile::TempDir, App, Store) {
        let home = tempfile::tempdir().unwrap();
        let store = Store::open(home.path()).await.unwrap();
        (home, App::new(Home::new("nowhere")), store)
    }

    #[tokio::test]
    async fn what_a_provider_reports_scales_the_next_estimate_and_loads_nothing() {
        let (_home, app, store) = app().await;
        let messages = [ChatMessage::text(Role::User, "word ".repeat(1000))];
        let before = app.weigh(&store, "lab", &messages, None).await;
        for _ in 0..20 {
            app.learn_tokens(&store, "lab", &messages, before.total() * 2).await;
        }
        let after = app.weigh(&store, "lab", &messages, None).await;
        assert!(before.estimated && after.estimated);
        assert!((before.total() * 19 / 10..=before.total() * 2).contains(&after.total()), "{after:?}");
        assert_eq!(app.weigh(&store, "other", &messages, None).await, before);
        assert!(!app.inner.tokenizer.is_loaded().await);
    }

    #[tokio::test]
    async fn near_the_limit_it_is_counted() {
        let (_home, app, store) = app().await;
        let messages = [ChatMessage::text(Role::User, "word ".repeat(1000))];
        let counted = app.weigh(&store, "lab", &messages, Some(2_000)).await;
        assert!(!counted.estimated && (1_000..1_050).contains(&counted.total()), "{counted:?}");
        app.learn_tokens(&store, "lab", &messages, counted.total() * 3).await;
        assert!(app.weigh(&store, "lab", &messages, Some(2_000)).await.total() > counted.total());
    }

    #[test]
    fn thoughts_that_stay_here_weigh_nothing() {
        let thought = |signature: Option<&str>| {
            let text = "hm ".repeat(100);
            let thought = Content::Reasoning { text, signature: signature.map(str::to_owned) };
            by_bytes(&ChatMessage { role: Role::Assistant, content: vec![thought] })
        };
        assert_eq!(thought(None), ENVELOPE_TOKENS);
        assert_eq!(thought(Some("s")), 75 + ENVELOPE_TOKENS);
    }

    #[test]
    fn what_a_tool_gave_weighs_what_its_words_do() {
        let output = ToolOutput::Text("found ".repeat(100));
        let content = vec![output.clone(), output];
        let result = Content::ToolResult { id: None, name: "search".into(), content, is_error: false };
        let message = ChatMessage { role: Role::Assistant, content: vec![result] };
        assert_eq!(by_bytes(&message), 300 + ENVELOPE_TOKENS);
    }
}
