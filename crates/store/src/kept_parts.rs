//! The parts of a message as they are kept: a text that lies in the column `text` is not written a second time.

use std::borrow::Cow;

use parlance_domain::{Attachment, Part, Picture};
use serde::{Deserialize, Serialize};

use crate::StoreError;
use crate::rows::{from_json, to_json};

#[derive(Serialize, Deserialize)]
#[serde(untagged)]
enum Kept<'a> {
    Text {
        #[serde(rename = "type")]
        kind: TextKind,
        /// From byte to byte of the visible text.
        at: (usize, usize),
    },
    Whole(Cow<'a, Part>),
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum TextKind {
    Text,
}

/// The columns `text` and `parts` of a message.
pub(crate) fn columns(parts: &[Part]) -> Result<(String, String), StoreError> {
    let mut visible = String::new();
    let mut kept = Vec::with_capacity(parts.len());
    for part in parts {
        let from = visible.len();
        push_visible(&mut visible, part);
        kept.push(match part {
            Part::Text { .. } => Kept::Text { kind: TextKind::Text, at: (from, visible.len()) },
            _ => Kept::Whole(Cow::Borrowed(part)),
        });
    }
    let json = to_json("parts", &kept)?;
    Ok((visible, json))
}

/// What can be searched for in a message: the visible text, as `Message::text` joins it, and a line for what each picture
/// shows and each file is called.
fn push_visible(visible: &mut String, part: &Part) {
    match part {
        Part::Text { text } => visible.push_str(text),
        Part::Image(Picture { alt: line, .. }) | Part::File(Attachment { name: line, .. }) => {
            let before = if visible.is_empty() || visible.ends_with('\n') { "" } else { "\n" };
            visible.extend([before, line, "\n"]);
        }
        _ => {}
    }
}

/// The parts of a message from its columns.
pub(crate) fn parts(text: &str, json: &str) -> Result<Vec<Part>, StoreError> {
    let kept: Vec<Kept<'_>> = from_json("parts", json)?;
    kept.into_iter()
        .map(|kept| match kept {
            Kept::Whole(part) => Ok(part.into_owned()),
            Kept::Text { at: (from, to), .. } => {
                let text = text.get(from..to).ok_or_else(|| StoreError::unreadable("parts"))?;
                Ok(Part::Text { text: text.to_owned() })
            }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(text: &str) -> Part {
        Part::Text { text: text.into() }
    }

    #[test]
    fn parts_come_back_as_they_were_and_their_text_lies_once() {
        let reasoning = Part::Reasoning { text: "hm".into(), duration_ms: None, signature: None };
        let all = [
            text("One é"),
            reasoning,
            text(""),
            text(" two \0"),
            Part::Error { code: "x".into(), message: "y".into() },
        ];
        let (visible, json) = columns(&all).unwrap();
        assert_eq!(visible, "One é two \0");
        assert!(!json.contains("two"), "{json}");
        assert_eq!(parts(&visible, &json).unwrap(), all);
    }

    #[test]
    fn texts_that_are_written_out_are_read() {
        assert_eq!(parts("", r#"[{"type":"text","text":"a"}]"#).unwrap(), [text("a")]);
    }

    #[test]
    fn a_place_outside_of_the_text_is_an_error() {
        for at in ["[0,9]", "[1,2]", "[2,1]"] {
            parts("éa", &format!(r#"[{{"type":"text","at":{at}}}]"#)).unwrap_err();
        }
    }
}
