use std::borrow::Cow;
use std::collections::HashSet;

use crate::{ChatMessage, Content, ToolOutput};

/// Every call of a conversation with its id and its result, and every result with whether it has a call; both are given
/// out in the order of the conversation.
pub(super) struct Calls<'a> {
    calls: std::vec::IntoIter<Call<'a>>,
    results: std::vec::IntoIter<bool>,
}

struct Call<'a> {
    /// The provider's own.
    id: Option<&'a str>,
    name: &'a str,
    result: Option<Result<'a>>,
    /// The provider's own, or one that was made.
    wire_id: Cow<'a, str>,
    given: bool,
}

#[derive(Clone, Copy)]
pub(super) struct Result<'a> {
    pub content: &'a [ToolOutput],
    pub is_error: bool,
}

impl<'a> Calls<'a> {
    pub(super) fn new(messages: &'a [ChatMessage], takes_id: impl Fn(&str) -> bool) -> Self {
        let mut calls: Vec<Call<'a>> = Vec::new();
        let mut results = Vec::new();
        for content in messages.iter().flat_map(|message| &message.content) {
            match content {
                Content::ToolCall { id, name, .. } => {
                    let id = id.as_deref().filter(|id| !id.is_empty());
                    calls.push(Call { id, name, result: None, wire_id: "".into(), given: false });
                }
                Content::ToolResult { id, name, content, is_error } => {
                    let id = id.as_deref().filter(|id| !id.is_empty());
                    let result = Result { content, is_error: *is_error };
                    let call = find(&calls, id, name).and_then(|at| calls.get_mut(at));
                    results.push(call.is_some());
                    if let Some(call) = call {
                        call.result = Some(result);
                    }
                }
                Content::Text(_)
                | Content::Reasoning { .. }
                | Content::Image { .. }
                | Content::Document { .. } => {}
            }
        }
        name_all(&mut calls, takes_id);
        Self { calls: calls.into_iter(), results: results.into_iter() }
    }

    /// The id of the next call, whether it is the provider's own, and the result.
    pub(super) fn next_call(&mut self) -> (Cow<'a, str>, bool, Option<Result<'a>>) {
        self.calls.next().map_or_else(Default::default, |call| (call.wire_id, call.given, call.result))
    }

    pub(super) fn next_result_has_call(&mut self) -> bool {
        self.results.next().unwrap_or_default()
    }
}

/// The call that a result belongs to: the newest with its id, as some servers count anew in each answer; else the oldest
/// of its name where one of the two has no id.
fn find(calls: &[Call<'_>], id: Option<&str>, name: &str) -> Option<usize> {
    let by_id = calls.iter().rposition(|call| id.is_some() && call.id == id && call.result.is_none());
    by_id.or_else(|| {
        calls.iter().position(|call| {
            (id.is_none() || call.id.is_none()) && call.name == name && call.result.is_none()
        })
    })
}

/// Nine letters and digits: what the strictest wire wants (Mistral's). Counted, so that a call keeps its name while the
/// conversation grows.
fn name_all(calls: &mut [Call<'_>], takes_id: impl Fn(&str) -> bool) {
    let mut taken: HashSet<&str> = HashSet::new();
    for call in calls.iter_mut() {
        if let Some(id) = call.id.filter(|id| takes_id(id) && taken.insert(id)) {
            call.wire_id = id.into();
            call.given = true;
        }
    }
    let mut made =
        (1_u32..).map(|number| format!("call{number:05}")).filter(|id| !taken.contains(id.as_str()));
    for call in calls.iter_mut().filter(|call| !call.given) {
        call.wire_id = made.next().unwrap_or_default().into();
    }
}
