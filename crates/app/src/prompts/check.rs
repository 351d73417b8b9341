//! What templates and personas may hold, with a word for who wrote them.

const MAX_NAME_CHARS: usize = 40;
const MAX_DESCRIPTION_CHARS: usize = 200;
const MAX_BODY_BYTES: usize = 256 * 1024;
const MAX_STARTERS: usize = 12;
const MAX_STARTER_BYTES: usize = 16 * 1024;
/// One character as a person sees it may be several: a family has seven.
const MAX_ICON_CHARS: usize = 12;

type Checked<T> = Result<T, String>;

/// The name as it is typed behind the slash: lower case, and no white space.
pub(super) fn slash_name(name: &str) -> Checked<String> {
    let name = name.trim().trim_start_matches('/').trim().to_lowercase();
    let name = name.split_whitespace().collect::<Vec<_>>().join("-");
    let is_good = |c: char| c.is_alphanumeric() || c == '-' || c == '_';
    if name.is_empty() || name.chars().count() > MAX_NAME_CHARS {
        return Err(format!("The name of a template has 1 to {MAX_NAME_CHARS} characters."));
    }
    if !name.chars().all(is_good) {
        return Err(format!("The name /{name} can only have letters, digits, - and _."));
    }
    Ok(name)
}

pub(super) fn persona_name(name: &str) -> Checked<String> {
    let name = name.split_whitespace().collect::<Vec<_>>().join(" ");
    if name.is_empty() || name.chars().count() > MAX_NAME_CHARS {
        return Err(format!("The name of a persona has 1 to {MAX_NAME_CHARS} characters."));
    }
    Ok(name)
}

pub(super) fn description(text: &str) -> Checked<String> {
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if text.chars().count() > MAX_DESCRIPTION_CHARS {
        return Err(format!("A description has at most {MAX_DESCRIPTION_CHARS} characters."));
    }
    Ok(text)
}

pub(super) fn body(text: String) -> Checked<String> {
    if text.trim().is_empty() {
        return Err("A template needs a text.".to_owned());
    }
    if text.len() > MAX_BODY_BYTES {
        return Err(format!("The text of a template is at most {} KiB long.", MAX_BODY_BYTES / 1024));
    }
    Ok(text)
}

pub(super) fn icon(icon: &str) -> Checked<String> {
    let icon = icon.trim();
    let is_one = icon.chars().count() <= MAX_ICON_CHARS
        && !icon.contains(|c: char| c.is_whitespace() || c.is_control());
    if is_one { Ok(icon.to_owned()) } else { Err("An icon is one character, such as an emoji.".to_owned()) }
}

/// Without empty ones.
pub(super) fn starters(starters: Vec<String>) -> Checked<Vec<String>> {
    let starters: Vec<_> = starters.into_iter().filter(|text| !text.trim().is_empty()).collect();
    if starters.len() > MAX_STARTERS {
        return Err(format!("A persona has at most {MAX_STARTERS} starters."));
    }
    if starters.iter().any(|text| text.len() > MAX_STARTER_BYTES) {
        return Err(format!("A starter is at most {} KiB long.", MAX_STARTER_BYTES / 1024));
    }
    Ok(starters)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slash_name_is_made_typeable() {
        for (typed, name) in
            [("/Summarise", "summarise"), (" my notes ", "my-notes"), ("Übersetze_2", "übersetze_2")]
        {
            assert_eq!(slash_name(typed).as_deref(), Ok(name));
        }
        for wrong in ["", " / ", "a/b", "a.b", &"x".repeat(41)] {
            assert!(slash_name(wrong).is_err(), "{wrong:?}");
        }
    }

    #[test]
    fn an_icon_is_one_character_as_a_person_sees_it() {
        for good in ["", "✍", "👩‍👩‍👧‍👦", "🏴󠁧󠁢󠁳󠁣󠁴󠁿"] {
            assert_eq!(icon(good).as_deref(), Ok(good));
        }
        assert!(icon("a b").is_err() && icon("not one character").is_err());
    }

    #[test]
    fn sizes_are_bounded() {
        assert!(body(" \n".into()).is_err() && body("x".repeat(MAX_BODY_BYTES + 1)).is_err());
        assert!(description(&"x".repeat(201)).is_err() && persona_name("").is_err());
        assert_eq!(starters(vec![" ".into(), "a".into()]), Ok(vec!["a".to_owned()]));
        assert!(
            starters(vec!["a".into(); 13]).is_err() && starters(vec!["a".repeat(16 * 1024 + 1)]).is_err()
        );
        assert_eq!(persona_name(" a\n b ").as_deref(), Ok("a b"));
    }
}
