use std::mem;

/// Finds the JSON objects in lines of text, be they bare, glued together or the elements of one array, and gives out
/// each as soon as it closes. Follows brackets and strings only, so it takes linear time.
#[derive(Debug, Default)]
pub(super) struct Objects {
    /// The object that has not closed yet.
    pub text: String,
    depth: usize,
    in_string: bool,
    escaped: bool,
}

impl Objects {
    pub(super) fn is_open(&self) -> bool {
        self.depth > 0
    }

    /// Reads one line and appends the objects that close in it to `closed`. `false`: the line holds words outside of
    /// any object, and what stands behind them was not read.
    pub(super) fn push(&mut self, line: &str, closed: &mut Vec<String>) -> bool {
        let mut start = 0;
        if self.is_open() {
            self.text.push('\n');
        }
        for (at, byte) in line.bytes().enumerate() {
            match byte {
                _ if self.escaped => self.escaped = false,
                b'\\' if self.in_string => self.escaped = true,
                b'"' if self.is_open() => self.in_string = !self.in_string,
                _ if self.in_string => {}
                b'{' => {
                    if !self.is_open() {
                        start = at;
                    }
                    self.depth += 1;
                }
                b'[' if self.is_open() => self.depth += 1,
                b'}' | b']' if self.is_open() => {
                    self.depth -= 1;
                    if !self.is_open() {
                        self.text.push_str(line.get(start..=at).unwrap_or_default());
                        closed.push(mem::take(&mut self.text));
                    }
                }
                // Around and between the elements of the array.
                b'[' | b']' | b',' => {}
                _ if self.is_open() || byte.is_ascii_whitespace() => {}
                _ => return false,
            }
        }
        if self.is_open() {
            self.text.push_str(line.get(start..).unwrap_or_default());
        }
        true
    }

    /// Gives up the open object. `None` where there is none.
    pub(super) fn take(&mut self) -> Option<String> {
        let open = self.is_open();
        let text = mem::take(self).text;
        open.then_some(text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn closed(lines: &[&str]) -> (Vec<String>, bool) {
        let mut objects = Objects::default();
        let mut closed = Vec::new();
        let json = lines.iter().all(|line| objects.push(line, &mut closed));
        assert!(!objects.is_open());
        (closed, json)
    }

    #[test]
    fn the_elements_of_an_array_come_out_one_by_one() {
        let expected = vec!["{\n \"a\": [1]\n}".to_owned(), "{\"b\":{}}".to_owned()];
        assert_eq!(closed(&["[{", " \"a\": [1]", "}", ",", "{\"b\":{}}]"]), (expected.clone(), true));
        assert_eq!(closed(&["[", "{", " \"a\": [1]", "},{\"b\":{}}", "]"]), (expected.clone(), true));
        assert_eq!(closed(&["{", " \"a\": [1]", "}{\"b\":{}}"]), (expected, true));
    }

    #[test]
    fn brackets_in_strings_are_words() {
        let object = r#"{"a":"}\"]{\\"}"#.to_owned();
        assert_eq!(closed(&[&object]), (vec![object.clone()], true));
    }

    #[test]
    fn words_are_told_from_json() {
        assert_eq!(closed(&["Bad gateway {}"]), (vec![], false));
        assert_eq!(closed(&["[DONE]"]), (vec![], false));
        assert_eq!(closed(&["{} <html>"]), (vec!["{}".to_owned()], false));
        assert_eq!(closed(&["[]", " "]), (vec![], true));
    }

    #[test]
    fn an_open_object_can_be_given_up() {
        let mut objects = Objects::default();
        assert!(objects.push("[{\"a\":\"", &mut Vec::new()));
        assert_eq!(objects.take().as_deref(), Some("{\"a\":\""));
        assert_eq!(objects.take(), None);
        assert_eq!(closed(&["{}"]), (vec!["{}".to_owned()], true));
    }
}
