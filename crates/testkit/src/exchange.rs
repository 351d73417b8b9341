use std::io;
use std::time::Duration;

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

use crate::{RecordedRequest, Response};

/// One thing that the server does to a connection.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Step {
    /// These bytes, in one write.
    Send(Vec<u8>),
    /// Nothing for this long; for benches that need a pace of their own.
    Pause(Duration),
    /// Close in good order.
    Finish,
    /// Close with a TCP reset.
    Reset,
    /// Keep the connection open and silent until the client closes it.
    Stall,
}

/// The answer to one request. Closes in good order after the last step.
pub type Script = Vec<Step>;

impl From<Response> for Step {
    fn from(response: Response) -> Self {
        Step::Send(response.bytes())
    }
}

/// A request that waits for its answer, byte by byte, from the test. Dropping it closes the connection; holding it stalls.
#[derive(Debug)]
pub struct Exchange {
    pub request: RecordedRequest,
    stream: TcpStream,
}

impl Exchange {
    pub(crate) fn new(request: RecordedRequest, stream: TcpStream) -> Self {
        Self { request, stream }
    }

    /// Writes the bytes at once and returns when the system took them.
    pub async fn send(&mut self, bytes: impl AsRef<[u8]>) -> io::Result<()> {
        self.stream.write_all(bytes.as_ref()).await?;
        self.stream.flush().await
    }

    /// Writes a whole response.
    pub async fn respond(&mut self, response: &Response) -> io::Result<()> {
        self.send(response.bytes()).await
    }

    /// Closes in good order.
    pub async fn finish(mut self) -> io::Result<()> {
        self.stream.shutdown().await
    }

    /// Closes with a TCP reset: the client's next read fails.
    pub fn reset(self) -> io::Result<()> {
        self.stream.set_zero_linger()
    }

    /// Returns when the client has closed its end.
    pub async fn closed(&mut self) {
        let mut rest = [0; 1024];
        while matches!(self.stream.read(&mut rest).await, Ok(1..)) {}
    }

    pub(crate) async fn run(mut self, script: Script) -> io::Result<()> {
        for step in script {
            match step {
                Step::Send(bytes) => self.send(bytes).await?,
                Step::Pause(span) => tokio::time::sleep(span).await,
                Step::Finish => break,
                Step::Reset => return self.reset(),
                Step::Stall => {
                    self.closed().await;
                    return Ok(());
                }
            }
        }
        self.finish().await
    }
}
