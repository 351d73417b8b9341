//! The least that asks for a streamed answer: hyper over a socket, and JSON read as it comes.

use http_body_util::{BodyExt as _, Full};
use hyper::body::Bytes;
use hyper::client::conn::http1;
use hyper::{Request, Uri};
use hyper_util::rt::TokioIo;
use serde_json::{Value, json};
use tokio::net::TcpStream;
use tokio::time::Instant;

use crate::first_token::{Server, WORDS};
use crate::run::Result;

/// From before the connection is made to the first word, in milliseconds. Reads the whole answer.
pub(crate) async fn first_word_ms(server: &Server, question: &str) -> Result<f64> {
    let Server { base_url, model, key } = server;
    let uri: Uri = format!("{base_url}/chat/completions").parse()?;
    let address = uri.authority().ok_or("a server without an address")?.as_str();
    let messages = json!([{ "role": "user", "content": question }]);
    let body = json!({ "model": model, "messages": messages, "stream": true }).to_string();
    let mut request =
        Request::post(uri.path()).header("host", address).header("content-type", "application/json");
    if let Some(key) = key {
        request = request.header("authorization", format!("Bearer {key}"));
    }
    let request = request.body(Full::new(Bytes::from(body)))?;

    let began = Instant::now();
    let socket = TcpStream::connect(address).await?;
    socket.set_nodelay(true)?;
    let (mut sender, connection) = http1::handshake(TokioIo::new(socket)).await?;
    // Ends with the sender; a failure of it is one of the answer as well.
    tokio::spawn(connection);
    let mut answer = sender.send_request(request).await?;
    let mut words = Words::default();
    let mut first_ms = None;
    while let Some(frame) = answer.frame().await {
        if let Ok(bytes) = frame?.into_data() {
            words.read(&bytes)?;
            if words.count > 0 {
                first_ms.get_or_insert(began.elapsed().as_secs_f64() * 1000.0);
            }
        }
    }
    if words.count != WORDS {
        return Err(format!("{base_url}: {} with {} words of {WORDS}", answer.status(), words.count).into());
    }
    Ok(first_ms.ok_or("no word came")?)
}

/// Counts the words of a stream.
#[derive(Default)]
struct Words {
    /// A line that has not ended.
    rest: Vec<u8>,
    count: usize,
}

impl Words {
    fn read(&mut self, bytes: &[u8]) -> Result<()> {
        self.rest.extend_from_slice(bytes);
        while let Some(end) = self.rest.iter().position(|byte| *byte == b'\n') {
            let line: Vec<u8> = self.rest.drain(..=end).collect();
            let Some(data) = line.strip_prefix(b"data: ") else { continue };
            if data.trim_ascii() == b"[DONE]" {
                continue;
            }
            let event: Value = serde_json::from_slice(data)?;
            let text = event["choices"][0]["delta"]["content"].as_str().unwrap_or_default();
            self.count += text.split_whitespace().count();
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use parlance_testkit::sse;

    use super::*;

    #[test]
    fn words_are_counted_however_the_stream_is_cut() {
        let stream =
            [sse::text("Hello "), sse::text("there"), sse::finish("stop"), sse::DONE.to_owned()].concat();
        for size in 1..stream.len() {
            let mut words = Words::default();
            stream.as_bytes().chunks(size).for_each(|bytes| words.read(bytes).unwrap());
            assert_eq!(words.count, 2, "pieces of {size} bytes");
        }
    }
}
