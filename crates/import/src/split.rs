//! Takes a JSON array or object apart into its elements without reading them, so that a broken one does not take its neighbours
//! along and one at a time is in memory.

use std::io::{self, BufRead};

/// More than any conversation has. What is larger is passed over without being kept.
pub(crate) const MAX_ELEMENT_BYTES: usize = 32 << 20;
const MAX_KEY_BYTES: usize = 64 << 10;

#[derive(Debug, PartialEq)]
pub(crate) struct Element {
    /// Of a member of an object; `None` in an array.
    pub(crate) key: Option<String>,
    pub(crate) text: Text,
}

#[derive(Debug, PartialEq)]
pub(crate) enum Text {
    Whole(Vec<u8>),
    /// Its beginning.
    TooLarge(Vec<u8>),
    /// The input ended within it.
    CutOff(Vec<u8>),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Array,
    Object,
}

pub(crate) struct Splitter<R> {
    input: R,
    pub(crate) kind: Kind,
    /// Of the largest element that is kept, in bytes.
    pub(crate) limit: usize,
    ended: bool,
}

/// How much of an element that cannot be read is kept, to find its title.
const HEAD_BYTES: usize = 64 << 10;

impl<R: BufRead> Splitter<R> {
    /// `None` where the input is neither an array nor an object.
    pub(crate) fn new(mut input: R) -> io::Result<Option<Self>> {
        if input.fill_buf()?.starts_with(b"\xef\xbb\xbf") {
            input.consume(3);
        }
        let kind = match skip_space(&mut input)? {
            Some(b'[') => Kind::Array,
            Some(b'{') => Kind::Object,
            _ => return Ok(None),
        };
        input.consume(1);
        Ok(Some(Self { input, kind, limit: MAX_ELEMENT_BYTES, ended: false }))
    }

    /// `None` at the end, also where the input ends early between two elements or goes on as no JSON does.
    pub(crate) fn next(&mut self) -> io::Result<Option<Element>> {
        if self.ended {
            return Ok(None);
        }
        let mut first = skip_space(&mut self.input)?;
        while first == Some(b',') {
            self.input.consume(1);
            first = skip_space(&mut self.input)?;
        }
        if matches!(first, None | Some(b']' | b'}' | b':')) {
            self.ended = true;
            return Ok(None);
        }
        let key = match self.kind {
            Kind::Array => None,
            Kind::Object => {
                let key = match value(&mut self.input, MAX_KEY_BYTES)? {
                    Text::Whole(key) => serde_json::from_slice(&key).ok(),
                    Text::TooLarge(_) | Text::CutOff(_) => None,
                };
                if key.is_none() || skip_space(&mut self.input)? != Some(b':') {
                    self.ended = true;
                    return Ok(None);
                }
                self.input.consume(1);
                skip_space(&mut self.input)?;
                key
            }
        };
        let text = value(&mut self.input, self.limit)?;
        self.ended = matches!(text, Text::CutOff(_));
        Ok(Some(Element { key, text }))
    }
}

/// The next byte that is no white space, which stays where it is.
fn skip_space(input: &mut impl BufRead) -> io::Result<Option<u8>> {
    loop {
        let buffer = input.fill_buf()?;
        if buffer.is_empty() {
            return Ok(None);
        }
        match buffer.iter().position(|byte| !byte.is_ascii_whitespace()) {
            Some(at) => {
                let byte = buffer[at];
                input.consume(at);
                return Ok(Some(byte));
            }
            None => {
                let all = buffer.len();
                input.consume(all);
            }
        }
    }
}

/// Where in a value the scan is.
#[derive(Default)]
struct Scan {
    depth: usize,
    in_string: bool,
    escaped: bool,
    /// A number, `true`, `null`: it ends before what does not belong to it.
    bare: bool,
}

enum Step {
    Goes,
    /// With this byte.
    Ends,
    EndsBefore,
}

impl Scan {
    fn step(&mut self, byte: u8) -> Step {
        if self.in_string {
            match byte {
                _ if self.escaped => self.escaped = false,
                b'\\' => self.escaped = true,
                b'"' => {
                    self.in_string = false;
                    if self.depth == 0 {
                        return Step::Ends;
                    }
                }
                _ => {}
            }
            return Step::Goes;
        }
        match byte {
            b',' | b']' | b'}' | b':' if self.depth == 0 => return Step::EndsBefore,
            b'"' if self.bare => return Step::EndsBefore,
            b'"' => self.in_string = true,
            b'{' | b'[' => self.depth += 1,
            b'}' | b']' => {
                self.depth -= 1;
                if self.depth == 0 {
                    return Step::Ends;
                }
            }
            byte if byte.is_ascii_whitespace() && self.depth == 0 => return Step::EndsBefore,
            _ if self.depth == 0 => self.bare = true,
            _ => {}
        }
        Step::Goes
    }
}

fn value(input: &mut impl BufRead, limit: usize) -> io::Result<Text> {
    let mut scan = Scan::default();
    let mut text = Vec::new();
    let mut too_large = false;
    loop {
        let buffer = input.fill_buf()?;
        if buffer.is_empty() {
            return Ok(match (too_large, scan.bare) {
                (true, _) => Text::TooLarge(text),
                (false, true) => Text::Whole(text),
                (false, false) => Text::CutOff(text),
            });
        }
        let mut taken = buffer.len();
        let mut ended = false;
        for (at, byte) in buffer.iter().enumerate() {
            match scan.step(*byte) {
                Step::Goes => continue,
                Step::Ends => taken = at + 1,
                Step::EndsBefore => taken = at,
            }
            ended = true;
            break;
        }
        if !too_large {
            text.extend_from_slice(&buffer[..taken]);
            if text.len() > limit {
                too_large = true;
                text.truncate(HEAD_BYTES);
                text.shrink_to_fit();
            }
        }
        input.consume(taken);
        if ended {
            return Ok(if too_large { Text::TooLarge(text) } else { Text::Whole(text) });
        }
    }
}

/// The members of an object that is in memory, unread; `None` where it is none.
pub(crate) fn members(object: &[u8]) -> Option<Vec<(String, Vec<u8>)>> {
    let mut splitter = Splitter::new(object).ok()?.filter(|it| it.kind == Kind::Object)?;
    let mut members = Vec::new();
    while let Some(Element { key, text }) = splitter.next().ok()? {
        let Text::Whole(text) = text else { return None };
        members.push((key?, text));
    }
    Some(members)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn elements(input: &str, at_once: usize) -> Vec<Element> {
        let mut splitter =
            Splitter::new(io::BufReader::with_capacity(at_once, input.as_bytes())).unwrap().unwrap();
        std::iter::from_fn(|| splitter.next().unwrap()).collect()
    }

    fn whole(key: Option<&str>, text: &str) -> Element {
        Element { key: key.map(Into::into), text: Text::Whole(text.into()) }
    }

    #[test]
    fn elements_are_found_wherever_the_input_is_cut() {
        let array = " [ {\"a\":\"]}\\\"\"} ,[1,[2]], \"x,y\" ,-1.5e3,null\n] tail";
        let object = "{\"a\" : {\"b\":[{}]}, \"\\u0063\":[] ,\"d\":true}";
        for at_once in 1..9 {
            assert_eq!(
                elements(array, at_once),
                ["{\"a\":\"]}\\\"\"}", "[1,[2]]", "\"x,y\"", "-1.5e3", "null"].map(|it| whole(None, it))
            );
            let members = [("a", "{\"b\":[{}]}"), ("c", "[]"), ("d", "true")].map(|(k, v)| whole(Some(k), v));
            assert_eq!(elements(object, at_once), members);
        }
    }

    #[test]
    fn a_broken_element_does_not_take_its_neighbours_along() {
        let found = elements("[{\"a\": nonsense}, {\"b\":1}, {\"c", 64);
        assert_eq!(found[..2], [whole(None, "{\"a\": nonsense}"), whole(None, "{\"b\":1}")]);
        assert_eq!(found[2].text, Text::CutOff("{\"c".into()));
        assert_eq!(elements("{\"a\":1,oops", 64), [whole(Some("a"), "1")]);
    }

    #[test]
    fn what_is_no_json_is_none() {
        for input in ["", "  ", "hello", "\"text\"", "7"] {
            assert!(Splitter::new(input.as_bytes()).unwrap().is_none(), "{input:?}");
        }
        assert!(Splitter::new("\u{feff}[]".as_bytes()).unwrap().is_some());
    }
}
