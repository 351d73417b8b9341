//! The info string of a fence, as models write it: a language, a file, or both.

use crate::highlight;

/// A longer word after a fence names no language.
const MAX_LANGUAGE_CHARS: usize = 40;
/// A longer name is no file's.
const MAX_FILE_CHARS: usize = 200;

/// The keys of a file name, as the documentation tools that models learnt from have them.
const FILE_KEYS: &[&str] = &["title", "filename", "file", "path", "name"];
/// Languages and frameworks that look like a file.
const DOTTED_LANGUAGES: &[&str] = &["node.js", "vue.js", "react.js", "next.js", "asp.net", "vb.net"];

/// What a fence says of the code in it. Both are empty where nothing is said.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Info {
    pub(crate) language: String,
    /// The name of the file, with its folders. It holds no character that could disguise it.
    pub(crate) file: String,
}

impl Info {
    /// `ts`, `ts title="src/x.ts"`, `ts:src/x.ts`, `12:20:src/x.ts`, `src/x.ts`, `python main.py`, `js {filename=x.js}`.
    pub(crate) fn parse(info: &str) -> Self {
        let info = info.trim();
        let first = info.split(char::is_whitespace).next().unwrap_or_default();
        let rest = info[first.len()..].trim_start();
        let keyed = keyed_file(info);
        if keyed.is_none() && is_file(first) && !first.contains(':') {
            return Self { language: ending(first), file: shown(first) };
        }
        let word = first.split([',', '{', ':', ';']).next().unwrap_or_default();
        let named = keyed.or_else(|| colon_file(first)).or_else(|| {
            let word = rest.split(char::is_whitespace).next().unwrap_or_default();
            is_file(word).then_some(word)
        });
        let file = named.map(shown).unwrap_or_default();
        let is_language = !word.contains(['=', '"', '\''])
            && !word.bytes().all(|byte| byte.is_ascii_digit())
            && word.chars().count() <= MAX_LANGUAGE_CHARS;
        let language = if is_language { word.to_owned() } else { ending(&file) };
        Self { language, file }
    }
}

/// `title="…"`, `filename='…'`, `file=…`, wherever it stands.
fn keyed_file(info: &str) -> Option<&str> {
    FILE_KEYS.iter().find_map(|key| {
        info.match_indices(key).find_map(|(at, _)| {
            let before = info[..at].chars().next_back();
            if before
                .is_some_and(|before| !before.is_whitespace() && !matches!(before, '{' | ',' | ':' | ';'))
            {
                return None;
            }
            let value = info[at + key.len()..].trim_start().strip_prefix('=')?.trim_start();
            let quote = value.chars().next().filter(|first| matches!(first, '"' | '\'' | '`'));
            let value = match quote {
                Some(quote) => value[1..].split(quote).next(),
                None => value.split(|c: char| c.is_whitespace() || matches!(c, '}' | ',' | ';')).next(),
            };
            value.filter(|value| !value.trim().is_empty())
        })
    })
}

/// What stands behind the colon of `ts:src/x.ts`, without the numbers of lines.
fn colon_file(word: &str) -> Option<&str> {
    let (_, mut name) = word.split_once(':')?;
    while let Some((number, rest)) = name.split_once(':')
        && number.bytes().all(|byte| byte.is_ascii_digit())
    {
        name = rest;
    }
    (name.contains(['.', '/', '\\']) && !name.contains('=')).then_some(name)
}

fn is_file(word: &str) -> bool {
    if word.contains(['=', '{', '}', '"', '<', '>'])
        || DOTTED_LANGUAGES.contains(&word.to_lowercase().as_str())
    {
        return false;
    }
    let name = name_of(word);
    let is_name = name.chars().any(char::is_alphanumeric);
    let has_folder = name.len() < word.len() && name.contains('.');
    let known_ending = name.rsplit_once('.').is_some_and(|(_, ending)| {
        // `5` is the ending of a manual page, and of a version.
        ending.starts_with(|first: char| first.is_ascii_alphabetic()) && highlight::knows(ending)
    });
    is_name && (has_folder || known_ending)
}

/// The word that stands for the language of a file: its ending, else its name (`Dockerfile`).
fn ending(file: &str) -> String {
    let name = name_of(file);
    name.rsplit('.').next().unwrap_or_default().chars().take(MAX_LANGUAGE_CHARS).collect()
}

/// The last part of a path.
pub(crate) fn name_of(file: &str) -> &str {
    file.rsplit(['/', '\\']).next().unwrap_or_default()
}

/// Without control characters and those that turn the direction of text: `exe.txt` must not be a disguise of `txt.exe`.
fn shown(file: &str) -> String {
    let plain: String = file.trim().chars().filter(|&c| !c.is_control() && !turns_text(c)).collect();
    if plain.chars().count() > MAX_FILE_CHARS { String::new() } else { plain }
}

fn turns_text(c: char) -> bool {
    matches!(c, '\u{61c}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn language_and_file_are_read_as_models_write_them() {
        for (info, language, file) in [
            ("", "", ""),
            ("rust", "rust", ""),
            ("rust,ignore", "rust", ""),
            ("ts {1,3-5}", "ts", ""),
            ("ts title=\"src/x.ts\"", "ts", "src/x.ts"),
            ("ts title='my file.ts' {1}", "ts", "my file.ts"),
            ("js {filename=a.js}", "js", "a.js"),
            ("js filename = \"a.js\"", "js", "a.js"),
            ("js:title=src/a.js", "js", "src/a.js"),
            ("title=\"src/a.py\"", "py", "src/a.py"),
            ("file=Dockerfile", "Dockerfile", "Dockerfile"),
            ("ts:src/x.ts", "ts", "src/x.ts"),
            ("diff:src/x.ts", "diff", "src/x.ts"),
            ("12:20:src/x.ts", "ts", "src/x.ts"),
            ("ts:12:20:src/x.ts", "ts", "src/x.ts"),
            ("ts:line-numbers", "ts", ""),
            ("src/x.ts", "ts", "src/x.ts"),
            ("src\\main.rs", "rs", "src\\main.rs"),
            ("main.py", "py", "main.py"),
            ("python main.py", "python", "main.py"),
            ("bash $ ls", "bash", ""),
            ("js 1.5", "js", ""),
            ("node.js", "node.js", ""),
            ("c++", "c++", ""),
            ("objective-c", "objective-c", ""),
            ("html <script>", "html", ""),
            ("rs title=\"\u{202e}sr.exe\u{7}\"", "rs", "sr.exe"),
            ("rs title=\"\"", "rs", ""),
            ("rs subtitle=\"x.rs\"", "rs", ""),
        ] {
            let expected = Info { language: language.to_owned(), file: file.to_owned() };
            assert_eq!(Info::parse(info), expected, "{info:?}");
        }
        assert_eq!(Info::parse(&"x".repeat(41)), Info::default());
        assert_eq!(Info::parse(&format!("rs title={}", "x".repeat(201))).file, "");
    }
}
