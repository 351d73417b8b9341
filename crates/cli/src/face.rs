//! The three looks of a running answer: on a terminal, in a pipe, as JSON.

use std::io;
use std::path::Path;

use parlance_domain::{ConversationId, Omission};
use parlance_ipc::{MessageError, MessageState, MessageStats, ModelChoice, TurnStatus};
use serde::Serialize;

use crate::exit::Exit;
use crate::output::{self, Target};
use crate::terminal::neutral::Neutral;
use crate::terminal::{Markdown, Style};

/// How a turn ended.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Ended {
    pub(crate) state: MessageState,
    pub(crate) error: Option<MessageError>,
    pub(crate) stats: Option<MessageStats>,
    /// What of the parameters was not sent.
    pub(crate) omissions: Vec<Omission>,
    /// What of the conversation did not go along as it is, for people.
    pub(crate) shortened: Option<String>,
    pub(crate) exit: Exit,
}

/// Shows one turn.
pub(crate) trait Face: Send {
    fn text(&mut self, delta: &str) -> io::Result<()>;
    fn reasoning(&mut self, delta: &str) -> io::Result<()>;
    /// A picture, as the file that holds it.
    fn picture(&mut self, alt: &str, file: &Path) -> io::Result<()>;
    fn status(&mut self, status: &TurnStatus) -> io::Result<()>;
    fn ended(&mut self, ended: &Ended) -> io::Result<()>;
}

/// The face for a person or a pipe.
pub(crate) fn of(target: Target) -> Box<dyn Face> {
    match target {
        Target::Styled => Box::new(Styled {
            markdown: Markdown::default(),
            neutral: Neutral::default(),
            line: Spoken::Nothing,
        }),
        Target::Bare => Box::new(Bare { neutral: Neutral::default(), line: Spoken::Nothing }),
        Target::Data => Box::new(Data { ends_line: true }),
    }
}

fn tell(status: &TurnStatus) {
    match status {
        TurnStatus::Retrying { delay_ms, reason, .. } => {
            let seconds = delay_ms.div_ceil(1_000);
            output::note(&format!("{reason} Asking again in {seconds} s."));
        }
        TurnStatus::Limited { provider, wait_ms } => {
            let seconds = wait_ms.div_ceil(1_000);
            output::note(&format!("{provider} is at its limit. Asking in {seconds} s."));
        }
        TurnStatus::Trying { provider, passed, .. } => {
            output::note(&format!("{passed} could not answer. Asking {provider}."));
        }
        TurnStatus::Summarising => output::note("Summarising the oldest messages."),
        TurnStatus::Connecting | TurnStatus::Streaming | TurnStatus::Waiting { .. } => {}
    }
}

/// A picture on a line of its own, for who reads.
fn line(file: &Path) -> String {
    format!("[picture] {}\n", file.display())
}

/// What was written last, to know where a line has to end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Spoken {
    Nothing,
    Reasoning { ends_line: bool },
    Text { ends_line: bool },
}

impl Spoken {
    /// What has to come before more of the kind that `reasoning` names.
    fn gap(self, reasoning: bool) -> &'static str {
        match self {
            Self::Reasoning { ends_line } if !reasoning => {
                if ends_line {
                    "\n"
                } else {
                    "\n\n"
                }
            }
            Self::Text { ends_line } if reasoning => {
                if ends_line {
                    "\n"
                } else {
                    "\n\n"
                }
            }
            _ => "",
        }
    }

    fn after(self, reasoning: bool, written: &str) -> Self {
        let ends_line = match (written.chars().next_back(), self) {
            (Some(char), _) => char == '\n',
            (None, Self::Reasoning { ends_line } | Self::Text { ends_line }) => ends_line,
            (None, Self::Nothing) => return self,
        };
        if reasoning { Self::Reasoning { ends_line } } else { Self::Text { ends_line } }
    }

    /// What ends the line, if one is open.
    fn end(self) -> &'static str {
        match self {
            Self::Nothing | Self::Reasoning { ends_line: true } | Self::Text { ends_line: true } => "",
            Self::Reasoning { ends_line: false } | Self::Text { ends_line: false } => "\n",
        }
    }
}

struct Styled {
    markdown: Markdown,
    neutral: Neutral,
    line: Spoken,
}

impl Face for Styled {
    fn text(&mut self, delta: &str) -> io::Result<()> {
        let mut shown = String::new();
        self.markdown.push(delta, &mut shown);
        output::write(self.line.gap(false))?;
        output::write(&shown)?;
        self.line = self.line.after(false, &shown);
        Ok(())
    }

    fn reasoning(&mut self, delta: &str) -> io::Result<()> {
        let mut shown = String::new();
        self.neutral.push(delta, &mut shown);
        output::write(self.line.gap(true))?;
        self.line = self.line.after(true, &shown);
        // One escape sequence a line, so that a break in between leaves no dim terminal.
        let mut dim = String::new();
        for line in shown.split_inclusive('\n') {
            let text = line.trim_end_matches('\n');
            Style::DIM.paint(text, &mut dim);
            dim.push_str(&line[text.len()..]);
        }
        output::write(&dim)
    }

    fn picture(&mut self, _: &str, file: &Path) -> io::Result<()> {
        let mut shown = String::new();
        self.markdown.finish(&mut shown);
        output::write(self.line.gap(false))?;
        output::write(&shown)?;
        output::write(self.line.after(false, &shown).end())?;
        self.line = Spoken::Text { ends_line: true };
        output::write(&line(file))
    }

    fn status(&mut self, status: &TurnStatus) -> io::Result<()> {
        tell(status);
        Ok(())
    }

    fn ended(&mut self, _: &Ended) -> io::Result<()> {
        let mut shown = String::new();
        self.markdown.finish(&mut shown);
        if !shown.is_empty() {
            output::write(self.line.gap(false))?;
            output::write(&shown)?;
            self.line = self.line.after(false, &shown);
        }
        output::write(self.line.end())
    }
}

struct Bare {
    neutral: Neutral,
    line: Spoken,
}

impl Bare {
    fn show(&mut self, reasoning: bool, delta: &str) -> io::Result<()> {
        let mut shown = String::new();
        self.neutral.push(delta, &mut shown);
        output::write(self.line.gap(reasoning))?;
        self.line = self.line.after(reasoning, &shown);
        output::write(&shown)
    }
}

impl Face for Bare {
    fn text(&mut self, delta: &str) -> io::Result<()> {
        self.show(false, delta)
    }

    fn reasoning(&mut self, delta: &str) -> io::Result<()> {
        // Nothing could set it apart from the answer but words.
        if !matches!(self.line, Spoken::Reasoning { .. }) {
            output::write(self.line.gap(true))?;
            output::write("Thinking:\n")?;
            self.line = Spoken::Reasoning { ends_line: true };
        }
        self.show(true, delta)
    }

    fn picture(&mut self, _: &str, file: &Path) -> io::Result<()> {
        output::write(self.line.gap(false))?;
        output::write(self.line.end())?;
        self.line = Spoken::Text { ends_line: true };
        output::write(&line(file))
    }

    fn status(&mut self, status: &TurnStatus) -> io::Result<()> {
        tell(status);
        Ok(())
    }

    fn ended(&mut self, _: &Ended) -> io::Result<()> {
        let mut shown = String::new();
        self.neutral.finish(&mut shown);
        output::write(&shown)?;
        output::write(self.line.end())
    }
}

/// The answer to the letter, with a line end behind it.
struct Data {
    ends_line: bool,
}

impl Face for Data {
    fn text(&mut self, delta: &str) -> io::Result<()> {
        if !delta.is_empty() {
            self.ends_line = delta.ends_with('\n');
        }
        output::write(delta)
    }

    fn reasoning(&mut self, _: &str) -> io::Result<()> {
        Ok(())
    }

    /// Its path on a line of its own.
    fn picture(&mut self, _: &str, file: &Path) -> io::Result<()> {
        output::write(if self.ends_line { "" } else { "\n" })?;
        self.ends_line = true;
        output::write(&format!("{}\n", file.display()))
    }

    fn status(&mut self, status: &TurnStatus) -> io::Result<()> {
        tell(status);
        Ok(())
    }

    fn ended(&mut self, _: &Ended) -> io::Result<()> {
        output::write(if self.ends_line { "" } else { "\n" })
    }
}

/// A line of `ask --json`, as its `--help` documents it.
#[derive(Debug, Serialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub(crate) enum Line<'l> {
    Started {
        /// `None` when nothing is kept.
        conversation: Option<ConversationId>,
        #[serde(flatten)]
        model: &'l ModelChoice,
    },
    Text {
        delta: &'l str,
    },
    Reasoning {
        delta: &'l str,
    },
    Picture {
        alt: &'l str,
        file: &'l Path,
    },
    Status {
        status: &'l TurnStatus,
    },
    Ended {
        state: MessageState,
        error: Option<&'l MessageError>,
        stats: Option<MessageStats>,
        #[serde(skip_serializing_if = "<[Omission]>::is_empty")]
        omissions: &'l [Omission],
        exit_code: u8,
    },
}

pub(crate) struct Json;

impl Face for Json {
    fn text(&mut self, delta: &str) -> io::Result<()> {
        output::json(&Line::Text { delta })
    }

    fn reasoning(&mut self, delta: &str) -> io::Result<()> {
        output::json(&Line::Reasoning { delta })
    }

    fn picture(&mut self, alt: &str, file: &Path) -> io::Result<()> {
        output::json(&Line::Picture { alt, file })
    }

    fn status(&mut self, status: &TurnStatus) -> io::Result<()> {
        output::json(&Line::Status { status })
    }

    fn ended(&mut self, ended: &Ended) -> io::Result<()> {
        output::json(&Line::Ended {
            state: ended.state,
            error: ended.error.as_ref(),
            stats: ended.stats,
            omissions: &ended.omissions,
            exit_code: ended.exit as u8,
        })
    }
}
