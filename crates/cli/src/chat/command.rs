pub(super) const HELP: &str = "\
/model            who is asked now
/model MODEL      ask this one from now on: provider/model, or an id that one provider serves
/models           the models that can be asked
/set              how the model is asked in this conversation
/set NAME VALUE   ask it otherwise, such as /set temperature 0.2; without a value as by default
/new              begin another conversation
/quit             leave, as Ctrl-D does
A paste of several lines is one message. Up and down bring back what was written before.";

/// A line that is not for the model.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Command<'t> {
    Help,
    /// Empty asks which one it is.
    Model(&'t str),
    Models,
    New,
    /// Empty asks what is set.
    Set(&'t str),
    Quit,
    Unknown(&'t str),
}

/// The command in `text`: one line that begins with a slash and a word of letters. A path or a pasted text is none.
pub(super) fn parse(text: &str) -> Option<Command<'_>> {
    let line = text.trim_end();
    let (word, rest) = line.split_once(char::is_whitespace).unwrap_or((line, ""));
    let letters = word.strip_prefix('/')?;
    if line.contains('\n') || letters.is_empty() || !letters.chars().all(|char| char.is_ascii_alphabetic()) {
        return None;
    }
    Some(match letters {
        "help" => Command::Help,
        "model" => Command::Model(rest.trim()),
        "models" => Command::Models,
        "new" => Command::New,
        "set" => Command::Set(rest.trim()),
        "quit" | "exit" => Command::Quit,
        _ => Command::Unknown(word),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn commands_are_told_from_messages() {
        assert_eq!(parse("/model openai/gpt \n"), Some(Command::Model("openai/gpt")));
        assert_eq!(parse("/model"), Some(Command::Model("")));
        assert_eq!(parse("/set temperature 0.2"), Some(Command::Set("temperature 0.2")));
        assert_eq!(parse("/quit"), Some(Command::Quit));
        assert_eq!(parse("/modle x"), Some(Command::Unknown("/modle")));
        for text in ["hello", "/etc/passwd holds what?", "/", " /help", "/help\nand more", "// a comment", ""]
        {
            assert_eq!(parse(text), None, "{text:?}");
        }
    }
}
