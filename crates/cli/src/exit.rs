//! How the program ends: the codes that scripts branch on.

use std::io;
use std::process::ExitCode;

use parlance_ipc::{ErrorCode, IpcError, MessageError, MessageState};

/// The exit codes, as `--help` documents them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub(crate) enum Exit {
    /// The answer is complete.
    Done = 0,
    /// The answer broke off, or the provider refused it or failed.
    Failed = 1,
    /// Wrong arguments, an unknown model, nothing to ask. Also clap's own code.
    Usage = 2,
    Key = 3,
    Network = 4,
    /// The history, the data folder or the output cannot be written or read.
    Disk = 5,
    /// 128 + SIGINT, as shells report it.
    Interrupted = 130,
    /// 128 + SIGPIPE: the reader of the output went away.
    ReaderGone = 141,
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(exit as u8)
    }
}

/// Why a command did not do its job. An empty message means that everything was said.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Failure {
    pub(crate) exit: Exit,
    pub(crate) message: String,
    /// The failure in the closed vocabulary, where it came from the core.
    pub(crate) code: Option<ErrorCode>,
}

impl Failure {
    pub(crate) fn new(exit: Exit, message: impl Into<String>) -> Self {
        Self { exit, message: message.into(), code: None }
    }

    /// The failure as `ask --json` tells it.
    pub(crate) fn card(&self) -> MessageError {
        let code = self.code.unwrap_or(match self.exit {
            Exit::Key => ErrorCode::Key,
            Exit::Network => ErrorCode::Network,
            Exit::Disk => ErrorCode::Database,
            Exit::Usage => ErrorCode::Invalid,
            Exit::Done | Exit::Failed | Exit::Interrupted | Exit::ReaderGone => ErrorCode::Internal,
        });
        MessageError { code, message: self.message.clone() }
    }

    pub(crate) fn usage(message: impl Into<String>) -> Self {
        Self::new(Exit::Usage, message)
    }
}

impl From<IpcError> for Failure {
    /// A failure before a turn began: what was asked could not be asked.
    fn from(error: IpcError) -> Self {
        let exit = match error.code {
            ErrorCode::Invalid | ErrorCode::NotFound => Exit::Usage,
            code => exit_of(code),
        };
        Self { exit, message: error.message, code: Some(error.code) }
    }
}

impl From<io::Error> for Failure {
    /// A failure of the output.
    fn from(error: io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::BrokenPipe => Self::new(Exit::ReaderGone, ""),
            _ => Self::new(Exit::Disk, format!("The output could not be written: {error}.")),
        }
    }
}

/// The code for a turn that ended.
pub(crate) fn of_turn(state: MessageState, error: Option<&MessageError>) -> Exit {
    match (state, error.map(|error| exit_of(error.code))) {
        (MessageState::Complete, None) => Exit::Done,
        // A key, an address or a network is not what failed once words came.
        (MessageState::Interrupted, Some(Exit::Key | Exit::Network)) => Exit::Failed,
        (_, Some(exit)) => exit,
        (_, None) => Exit::Failed,
    }
}

fn exit_of(code: ErrorCode) -> Exit {
    match code {
        ErrorCode::Key | ErrorCode::Permission | ErrorCode::Keyring => Exit::Key,
        ErrorCode::Network => Exit::Network,
        ErrorCode::DiskFull | ErrorCode::ReadOnly | ErrorCode::Database => Exit::Disk,
        ErrorCode::RateLimit
        | ErrorCode::Budget
        | ErrorCode::Quota
        | ErrorCode::Server
        | ErrorCode::ModelNotFound
        | ErrorCode::ContextLength
        | ErrorCode::ContentFilter
        | ErrorCode::Invalid
        | ErrorCode::NotFound
        | ErrorCode::Busy
        | ErrorCode::Internal => Exit::Failed,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ended(state: MessageState, code: ErrorCode) -> Exit {
        of_turn(state, Some(&MessageError { code, message: String::new() }))
    }

    #[test]
    fn a_broken_answer_is_told_from_one_that_never_came() {
        assert_eq!(of_turn(MessageState::Complete, None), Exit::Done);
        assert_eq!(of_turn(MessageState::Interrupted, None), Exit::Failed);
        assert_eq!(ended(MessageState::Interrupted, ErrorCode::Network), Exit::Failed);
        assert_eq!(ended(MessageState::Failed, ErrorCode::Network), Exit::Network);
        assert_eq!(ended(MessageState::Failed, ErrorCode::Key), Exit::Key);
        assert_eq!(ended(MessageState::Interrupted, ErrorCode::DiskFull), Exit::Disk);
        assert_eq!(ended(MessageState::Failed, ErrorCode::Invalid), Exit::Failed);
    }

    #[test]
    fn what_cannot_be_asked_is_a_matter_of_usage() {
        let failure = Failure::from(IpcError::new(ErrorCode::Invalid, "Write a message first."));
        assert_eq!(failure.exit, Exit::Usage);
        assert_eq!(Failure::from(io::Error::from(io::ErrorKind::BrokenPipe)).exit, Exit::ReaderGone);
    }
}
