use std::io::Write as _;

use tokio::io::{AsyncRead, AsyncReadExt as _};

/// One request as it came over the wire. It holds what a client sent, keys included: for assertions only.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RecordedRequest {
    pub method: String,
    /// As written in the request line, with the query.
    pub path: String,
    /// Names in lower case, in the order of the wire.
    pub headers: Vec<(String, String)>,
    pub body: Vec<u8>,
}

impl RecordedRequest {
    /// The first header of this lower-case name.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(other, _)| other == name).map(|(_, value)| value.as_str())
    }

    /// The key of an `authorization: Bearer …` header.
    pub fn bearer(&self) -> Option<&str> {
        self.header("authorization")?.strip_prefix("Bearer ")
    }

    /// The body as JSON; null when it is none.
    pub fn json(&self) -> serde_json::Value {
        serde_json::from_slice(&self.body).unwrap_or_default()
    }

    /// Reads one HTTP/1.1 request with an optional `content-length` body. `None` when the client went away before it was
    /// complete.
    pub(crate) async fn read(stream: &mut (impl AsyncRead + Unpin)) -> Option<Self> {
        let mut bytes = Vec::new();
        let head_end = loop {
            if let Some(at) = bytes.windows(4).position(|window| window == b"\r\n\r\n") {
                break at;
            }
            if stream.read_buf(&mut bytes).await.ok()? == 0 {
                return None;
            }
        };
        let head = String::from_utf8_lossy(&bytes[..head_end]).into_owned();
        let mut lines = head.split("\r\n");
        let mut request_line = lines.next()?.split(' ');
        let (method, path) = (request_line.next()?.to_owned(), request_line.next()?.to_owned());
        let headers: Vec<(String, String)> = lines
            .filter_map(|line| line.split_once(':'))
            .map(|(name, value)| (name.to_ascii_lowercase(), value.trim().to_owned()))
            .collect();
        let mut request = Self { method, path, headers, body: bytes.split_off(head_end + 4) };
        let length = request.header("content-length").and_then(|value| value.parse().ok()).unwrap_or(0);
        while request.body.len() < length {
            if stream.read_buf(&mut request.body).await.ok()? == 0 {
                return None;
            }
        }
        Some(request)
    }
}

/// A response, written out exactly as it is told: nothing is checked, lies are welcome.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Response {
    status: u16,
    headers: Vec<(String, String)>,
    body: Vec<u8>,
}

impl Response {
    /// An empty response of this status. Every response says `connection: close`.
    pub fn status(status: u16) -> Self {
        Self { status, headers: vec![("connection".into(), "close".into())], body: Vec::new() }
    }

    /// 200 with an event stream; the end of the connection ends the body.
    pub fn events(body: impl Into<Vec<u8>>) -> Self {
        Self::status(200).header("content-type", "text/event-stream").body(body)
    }

    pub fn json(status: u16, body: impl ToString) -> Self {
        Self::status(status).header("content-type", "application/json").sized_body(body.to_string())
    }

    pub fn html(status: u16, body: &str) -> Self {
        Self::status(status).header("content-type", "text/html; charset=utf-8").sized_body(body)
    }

    pub fn redirect(status: u16, location: &str) -> Self {
        Self::status(status).header("location", location).header("content-length", "0")
    }

    /// A list of models as OpenAI gives it.
    pub fn models<'a>(ids: impl IntoIterator<Item = &'a str>) -> Self {
        let data: Vec<_> =
            ids.into_iter().map(|id| serde_json::json!({ "id": id, "object": "model" })).collect();
        Self::json(200, serde_json::json!({ "object": "list", "data": data }))
    }

    /// An error in OpenAI's shape.
    pub fn error(status: u16, kind: &str, message: &str) -> Self {
        let error = serde_json::json!({ "message": message, "type": kind, "param": null, "code": kind });
        Self::json(status, serde_json::json!({ "error": error }))
    }

    #[must_use]
    pub fn header(mut self, name: &str, value: &str) -> Self {
        self.headers.push((name.to_owned(), value.to_owned()));
        self
    }

    /// A body that the end of the connection ends.
    #[must_use]
    pub fn body(mut self, body: impl Into<Vec<u8>>) -> Self {
        self.body = body.into();
        self
    }

    /// A body with its true `content-length`.
    #[must_use]
    pub fn sized_body(self, body: impl Into<Vec<u8>>) -> Self {
        let body = body.into();
        self.header("content-length", &body.len().to_string()).body(body)
    }

    /// The bytes on the wire, head and body.
    pub fn bytes(&self) -> Vec<u8> {
        let mut out = format!("HTTP/1.1 {} Scripted\r\n", self.status).into_bytes();
        for (name, value) in &self.headers {
            out.extend_from_slice(format!("{name}: {value}\r\n").as_bytes());
        }
        out.extend_from_slice(b"\r\n");
        out.extend_from_slice(&self.body);
        out
    }
}

/// One chunk of `transfer-encoding: chunked`; an empty one ends the body.
pub fn chunk(data: impl AsRef<[u8]>) -> Vec<u8> {
    let data = data.as_ref();
    let mut out = format!("{:x}\r\n", data.len()).into_bytes();
    out.extend_from_slice(data);
    out.extend_from_slice(b"\r\n");
    out
}

/// `data` as a gzip member.
pub fn gzip(data: impl AsRef<[u8]>) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    // Writing to memory has no way to fail.
    encoder.write_all(data.as_ref()).and_then(|()| encoder.finish()).unwrap_or_default()
}
