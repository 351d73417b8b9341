//! Reasoning that a server leaves in the text, between `<think>` and `</think>`.
//!
//! Only a tag at the very start of an answer opens reasoning: later ones are words of the answer. Models whose prompt
//! already ends with `<think>` send only the closing tag; what came before it was shown as text and stays text, and the
//! tag itself is taken out when it stands at the start of a line, outside of a code block, in a stream without other
//! reasoning. Nothing is trimmed.

use std::mem;

const OPEN: &str = "<think>";
const CLOSE: &str = "</think>";
/// Whitespace before a tag is held no longer than this, which keeps the time linear.
const MAX_LEADING_BYTES: usize = 64;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Segment<'a> {
    Text(&'a str),
    Reasoning(&'a str),
    /// The place of a closing tag without an opening one: what follows is another part.
    Break,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
enum State {
    #[default]
    Start,
    Reasoning,
    /// The answer, where an orphan closing tag may still come.
    Answer,
    /// The answer, where a tag is only a word.
    Plain,
}

/// Splits the deltas of one text stream. Text that may be the beginning of a tag is held back until the next delta.
#[derive(Debug, Default)]
pub(crate) struct ThinkSplitter {
    state: State,
    held: String,
    lines: Lines,
    /// The stream has reasoning of its own, so a lone closing tag in the text is a word.
    other_reasoning: bool,
}

impl ThinkSplitter {
    pub(crate) fn push(&mut self, delta: &str, emit: &mut dyn FnMut(Segment<'_>)) {
        if self.held.is_empty() {
            self.split(delta, emit);
        } else {
            let mut text = mem::take(&mut self.held);
            text.push_str(delta);
            self.split(&text, emit);
        }
    }

    /// Gives out what is held: the stream ended, or something else than text follows.
    pub(crate) fn flush(&mut self, emit: &mut dyn FnMut(Segment<'_>)) {
        let held = mem::take(&mut self.held);
        if held.is_empty() {
            return;
        }
        match self.state {
            State::Reasoning => emit(Segment::Reasoning(&held)),
            State::Start | State::Answer | State::Plain => {
                if self.state == State::Start && !held.trim().is_empty() {
                    self.state = self.answer();
                }
                self.lines.see(&held);
                emit(Segment::Text(&held));
            }
        }
    }

    /// Reasoning came by another way than in the text.
    pub(crate) fn saw_other_reasoning(&mut self) {
        self.other_reasoning = true;
        if self.state == State::Answer {
            self.state = State::Plain;
        }
    }

    fn split(&mut self, text: &str, emit: &mut dyn FnMut(Segment<'_>)) {
        match self.state {
            State::Start => self.split_start(text, emit),
            State::Reasoning => self.split_reasoning(text, emit),
            State::Answer => self.split_answer(text, emit),
            State::Plain if text.is_empty() => {}
            State::Plain => emit(Segment::Text(text)),
        }
    }

    fn answer(&self) -> State {
        if self.other_reasoning { State::Plain } else { State::Answer }
    }

    fn split_start(&mut self, text: &str, emit: &mut dyn FnMut(Segment<'_>)) {
        let body = text.trim_start();
        let leading = text.strip_suffix(body).unwrap_or_default();
        if leading.len() > MAX_LEADING_BYTES {
            self.state = self.answer();
            self.split(text, emit);
        } else if let Some(thought) = body.strip_prefix(OPEN) {
            self.state = State::Reasoning;
            if !leading.is_empty() {
                emit(Segment::Reasoning(leading));
            }
            self.split_reasoning(thought, emit);
        } else if OPEN.starts_with(body) {
            text.clone_into(&mut self.held);
        } else {
            self.state = self.answer();
            self.split(text, emit);
        }
    }

    fn split_reasoning(&mut self, text: &str, emit: &mut dyn FnMut(Segment<'_>)) {
        if let Some((thought, answer)) = text.split_once(CLOSE) {
            self.state = State::Plain;
            if !thought.is_empty() {
                emit(Segment::Reasoning(thought));
            }
            return self.split(answer, emit);
        }
        let (thought, held) = text.split_at(text.len() - tag_start_len(text));
        if !thought.is_empty() {
            emit(Segment::Reasoning(thought));
        }
        held.clone_into(&mut self.held);
    }

    fn split_answer(&mut self, text: &str, emit: &mut dyn FnMut(Segment<'_>)) {
        let mut rest = text;
        let mut shown = 0;
        while !rest.is_empty() {
            if self.lines.at_plain_line_start() {
                if let Some(answer) = rest.strip_prefix(CLOSE) {
                    self.state = State::Plain;
                    give(text, shown, emit);
                    emit(Segment::Break);
                    return self.split(answer, emit);
                }
                if CLOSE.starts_with(rest) {
                    rest.clone_into(&mut self.held);
                    break;
                }
            }
            let (line, after) = rest.split_at(rest.find('\n').map_or(rest.len(), |at| at + 1));
            self.lines.see(line);
            shown += line.len();
            rest = after;
        }
        give(text, shown, emit);
    }
}

fn give(text: &str, len: usize, emit: &mut dyn FnMut(Segment<'_>)) {
    if let Some(shown) = text.get(..len).filter(|shown| !shown.is_empty()) {
        emit(Segment::Text(shown));
    }
}

/// How many bytes at the end of `text` could be the beginning of a closing tag.
fn tag_start_len(text: &str) -> usize {
    (1..CLOSE.len())
        .rev()
        .find(|len| CLOSE.get(..*len).is_some_and(|start| text.ends_with(start)))
        .unwrap_or(0)
}

/// Where the text stands: at the start of a line or not, in a fenced code block or not.
#[derive(Debug, Default)]
struct Lines {
    /// The last line has other characters than the beginning of a fence.
    in_line: bool,
    /// Characters of the last line so far.
    any: bool,
    backticks: u8,
    in_fence: bool,
}

impl Lines {
    fn at_plain_line_start(&self) -> bool {
        !self.any && !self.in_fence
    }

    fn see(&mut self, text: &str) {
        for byte in text.bytes() {
            match byte {
                b'\n' => (self.any, self.in_line, self.backticks) = (false, false, 0),
                b'`' if !self.in_line => {
                    self.any = true;
                    self.backticks += 1;
                    if self.backticks == 3 {
                        self.in_fence = !self.in_fence;
                        self.in_line = true;
                    }
                }
                _ => {
                    self.any = true;
                    self.in_line |= byte != b' ' || self.backticks > 0;
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Text parts in `[]`, reasoning in `()`, joined while the kind stays.
    fn split(deltas: &[&str]) -> String {
        let mut segments: Vec<(char, String)> = Vec::new();
        let mut emit = |segment: Segment<'_>| match segment {
            Segment::Break => segments.push(('|', String::new())),
            Segment::Text(text) | Segment::Reasoning(text) => {
                assert!(!text.is_empty(), "an empty delta came out");
                let kind = if matches!(segment, Segment::Text(_)) { '[' } else { '(' };
                match segments.last_mut() {
                    Some((last, joined)) if *last == kind => joined.push_str(text),
                    _ => segments.push((kind, text.to_owned())),
                }
            }
        };
        let mut splitter = ThinkSplitter::default();
        deltas.iter().for_each(|delta| splitter.push(delta, &mut emit));
        splitter.flush(&mut emit);
        segments
            .into_iter()
            .map(|(kind, text)| match kind {
                '[' => format!("[{text}]"),
                '(' => format!("({text})"),
                _ => "|".to_owned(),
            })
            .collect()
    }

    #[test]
    fn reasoning_is_told_from_text() {
        assert_eq!(split(&["<think>\nhm</think>\n\nYes"]), "(\nhm)[\n\nYes]");
        assert_eq!(split(&["\n<think>hm</think>Yes"]), "(\nhm)[Yes]");
        assert_eq!(split(&["<think></think>Yes"]), "[Yes]");
        assert_eq!(split(&["<think>unfinished"]), "(unfinished)");
    }

    #[test]
    fn a_tag_inside_an_answer_is_a_word() {
        assert_eq!(
            split(&["The tag <think> opens, </think> closes."]),
            "[The tag <think> opens, </think> closes.]"
        );
        assert_eq!(split(&["<think>a</think>b\n</think>\nc"]), "(a)[b\n</think>\nc]");
        assert_eq!(split(&["```\n</think>\n```\n"]), "[```\n</think>\n```\n]");
    }

    #[test]
    fn an_orphan_closing_tag_parts_the_text() {
        assert_eq!(split(&["hm, 2+2\n</think>\n\n4"]), "[hm, 2+2\n]|[\n\n4]");
        assert_eq!(split(&["</think>4"]), "|[4]");
        assert_eq!(split(&["```\na\n```\n</think>4"]), "[```\na\n```\n]|[4]");
    }

    #[test]
    fn what_only_looks_like_a_tag_is_given_out_at_the_end() {
        assert_eq!(split(&["<thin"]), "[<thin]");
        assert_eq!(split(&["  "]), "[  ]");
        assert_eq!(split(&["<think>a</thi"]), "(a</thi)");
        assert_eq!(split(&["a\n</think"]), "[a\n</think]");
    }

    proptest! {
        #[test]
        fn cuts_between_deltas_change_nothing(
            pieces in prop::collection::vec(
                prop::sample::select(vec!["<think>", "</think>", "<", "/think>", "\n", "```", "é", " ", "a", "``"]), 0..12),
            cuts in prop::collection::vec(0usize..60, 0..8),
        ) {
            let text: String = pieces.concat();
            let mut cuts: Vec<usize> = cuts.into_iter().filter(|at| text.is_char_boundary(*at)).collect();
            cuts.extend([0, text.len()]);
            cuts.sort_unstable();
            let deltas: Vec<&str> = cuts.windows(2).map(|cut| &text[cut[0]..cut[1]]).collect();
            prop_assert_eq!(split(&deltas), split(&[&text]));
        }
    }
}
