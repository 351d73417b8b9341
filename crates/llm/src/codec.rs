use parlance_domain::Dropped;
use serde::Deserialize;
use url::Url;

use crate::{ApiError, ChatRequest, StreamEvent};

/// A wire format. It is the provider's configuration, never guessed from a model's name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Wire {
    /// OpenAI's `POST …/chat/completions`, and everybody who speaks it.
    OpenaiChat,
    /// OpenAI's `POST …/responses`.
    OpenaiResponses,
    /// Anthropic's `POST …/messages`.
    AnthropicMessages,
    /// Google's `POST …/models/{model}:streamGenerateContent`.
    Gemini,
    /// Ollama's own `POST …/api/chat`.
    OllamaChat,
}

/// How a wire carries its key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum KeyHeader {
    /// `authorization: Bearer …`
    Bearer,
    /// The key alone, under this name in lower case.
    Named(&'static str),
}

impl Wire {
    pub const ALL: [Self; 5] =
        [Self::OpenaiChat, Self::OpenaiResponses, Self::AnthropicMessages, Self::Gemini, Self::OllamaChat];

    /// As a directory and the database write it.
    pub fn name(self) -> &'static str {
        match self {
            Wire::OpenaiChat => "openai-chat",
            Wire::OpenaiResponses => "openai-responses",
            Wire::AnthropicMessages => "anthropic-messages",
            Wire::Gemini => "gemini",
            Wire::OllamaChat => "ollama-chat",
        }
    }

    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|wire| wire.name() == name)
    }

    pub fn codec(self) -> &'static dyn Codec {
        match self {
            Wire::OpenaiChat => &crate::chat_completions::ChatCompletions,
            Wire::OpenaiResponses => &crate::responses::Responses,
            Wire::AnthropicMessages => &crate::messages::Messages,
            Wire::Gemini => &crate::gemini::Gemini,
            Wire::OllamaChat => &crate::ollama::Ollama,
        }
    }

    /// What the transport adds to every call, lists of models included.
    pub fn headers(self) -> &'static [(&'static str, &'static str)] {
        match self {
            Wire::AnthropicMessages => &[crate::messages::VERSION],
            Wire::OpenaiChat | Wire::OpenaiResponses | Wire::Gemini | Wire::OllamaChat => &[],
        }
    }

    /// Where the models are listed, for a base URL in any of the forms that [`Codec::encode`] takes. On the longest page
    /// that the wire has: nobody's list of models is longer.
    pub fn models_url(self, base: &Url) -> Url {
        let mut url = base.clone();
        url.set_fragment(None);
        let root = match self {
            Wire::OllamaChat => format!("{}/v1", crate::ollama::root(base)),
            Wire::AnthropicMessages => crate::messages::versioned(base),
            Wire::OpenaiChat | Wire::OpenaiResponses | Wire::Gemini => {
                base.path().trim_end_matches('/').to_owned()
            }
        };
        url.set_path(&format!("{root}/models"));
        match self {
            Wire::AnthropicMessages => url.set_query(Some("limit=1000")),
            Wire::Gemini => url.set_query(Some("pageSize=1000")),
            Wire::OpenaiChat | Wire::OpenaiResponses | Wire::OllamaChat => {}
        }
        url
    }

    /// The server may say nothing at all, not even headers, while the model is loaded or thinks.
    pub fn begins_late(self) -> bool {
        matches!(self, Wire::OllamaChat | Wire::Gemini)
    }

    pub fn key_header(self) -> KeyHeader {
        match self {
            Wire::AnthropicMessages => KeyHeader::Named("x-api-key"),
            Wire::Gemini => KeyHeader::Named("x-goog-api-key"),
            Wire::OpenaiChat | Wire::OpenaiResponses | Wire::OllamaChat => KeyHeader::Bearer,
        }
    }
}

/// Where a request goes and what that server is known to want.
#[derive(Debug, Clone, PartialEq)]
pub struct Target {
    /// With or without a path and a trailing slash: `https://api.groq.com/openai/v1`.
    pub base_url: Url,
    /// The server refuses `max_tokens` and wants `max_completion_tokens`.
    pub max_completion_tokens: bool,
    /// The server accepts `stream_options: {include_usage: true}`.
    pub stream_usage: bool,
    /// The server gives reasoning in a form of its own and takes it back. Only OpenAI's Responses looks at it.
    pub encrypted_reasoning: bool,
    /// The server refuses as much output as the newest models give. Only Anthropic's Messages, which has to name a limit,
    /// looks at it.
    pub small_output: bool,
    /// The server wants the reasoning of a turn with tool calls back, as `reasoning_content` (DeepSeek's). Only Chat
    /// Completions looks at it.
    pub reasoning_content: bool,
    /// Without it pictures are left out, but for those in the user's newest message: an answer that does not see what it is
    /// asked about is worse than none.
    pub images: bool,
    /// The same for documents.
    pub documents: bool,
    /// The server takes ids of tool calls of nine letters and digits alone, and no user's words straight behind a tool's
    /// result (Mistral's). Only Chat Completions looks at it.
    pub short_call_ids: bool,
    /// Documents go as `document_url` (Mistral's) and not as `file`. Only Chat Completions looks at it.
    pub document_url: bool,
}

impl Target {
    /// A server that keeps to its wire and takes all of it.
    pub fn new(base_url: Url) -> Self {
        Self {
            base_url,
            max_completion_tokens: false,
            stream_usage: false,
            encrypted_reasoning: true,
            small_output: false,
            reasoning_content: false,
            images: true,
            documents: true,
            short_call_ids: false,
            document_url: false,
        }
    }
}

/// A request as bytes; the transport adds credentials and [`Wire::headers`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HttpRequest {
    pub method: HttpMethod,
    pub url: Url,
    /// Names in lower case.
    pub headers: Vec<(&'static str, String)>,
    pub body: Vec<u8>,
    /// What the wire cannot take of the request, in the order in which it was found. Reasoning that does not go back, and
    /// foreign signatures, are no loss.
    pub dropped: Vec<Dropped>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum HttpMethod {
    Get,
    Post,
}

#[derive(Debug, thiserror::Error)]
pub enum EncodeError {
    #[error("the conversation has no message to answer")]
    Empty,
    #[error("the request could not be written as JSON")]
    Json(#[from] serde_json::Error),
    #[error("{0} cannot be the base of a URL")]
    BaseUrl(Url),
}

/// One unit of a framing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Frame<'a> {
    /// A server-sent event: its `event` field, if it had one, and its `data` lines joined with newlines.
    Event { event: Option<&'a str>, data: &'a str },
    /// Text that is not in the framing at all: HTML, a bare JSON document, a JSON error among events.
    Stray(&'a str),
}

/// One wire format.
pub trait Codec: Send + Sync {
    /// Writes `request` for `target`.
    fn encode(&self, target: &Target, request: &ChatRequest) -> Result<HttpRequest, EncodeError>;

    /// A reader of one streamed answer.
    fn decoder(&self) -> Box<dyn Decoder + Send>;

    /// Reads the body of a non-2xx answer by content, whatever its content type says. `header` looks a response header
    /// up by its lower-case name.
    fn error(&self, status: u16, header: &dyn Fn(&str) -> Option<String>, body: &[u8]) -> ApiError;
}

/// Reads the frames of one answer. Unknown data is logged and skipped; corrupt data ends the stream with an error.
pub trait Decoder {
    fn feed(&mut self, frame: Frame<'_>, out: &mut Vec<StreamEvent>);

    /// The body ended. Without a terminal event before, this yields [`StreamEvent::Truncated`] or an error.
    fn finish(&mut self, out: &mut Vec<StreamEvent>);

    /// The terminal event was seen: what follows is ignored and the connection can be closed.
    fn is_done(&self) -> bool;

    /// The model has stopped, and only something like token counts can still follow. Some servers then hold the
    /// connection open without a terminal event: after a short silence a transport may call [`Decoder::finish`].
    fn is_settled(&self) -> bool {
        self.is_done()
    }

    /// What is kept of the answer and was not given out, such as calls without a name. Whoever reads the answer ends it
    /// where this grows too large.
    fn held_bytes(&self) -> usize {
        0
    }
}
