//! Addresses that stand among words without any mark, as GitHub finds them (GFM, "Autolinks (extended)").

use std::{borrow::Cow, ops::Range};

/// Where an address stands, and what it leads to.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Bare<'t> {
    pub(super) range: Range<usize>,
    pub(super) target: Cow<'t, str>,
}

/// `http://`, `https://`, `www.` and addresses of mail, in the order of the text.
pub(super) fn addresses(text: &str) -> Vec<Bare<'_>> {
    let mut found: Vec<Bare<'_>> = Vec::new();
    let mut from = 0;
    while let Some((at, start)) = next(text, from) {
        let range = match start {
            Start::Web { prefix } => web(text, at, prefix),
            Start::Mail => mail(text, from, at),
        };
        let Some(range) = range else {
            from = at + 1;
            continue;
        };
        let shown = &text[range.clone()];
        let target = match start {
            Start::Web { .. } if starts(shown, "www.") => Cow::Owned(format!("https://{shown}")),
            Start::Mail if !starts(shown, MAILTO) => Cow::Owned(format!("{MAILTO}{shown}")),
            _ => Cow::Borrowed(shown),
        };
        from = range.end;
        found.push(Bare { range, target });
    }
    found
}

const MAILTO: &str = "mailto:";

#[derive(Clone, Copy)]
enum Start {
    /// So many bytes stand before the host.
    Web { prefix: usize },
    /// The sign of a mail address, within it.
    Mail,
}

fn next(text: &str, from: usize) -> Option<(usize, Start)> {
    text.bytes().enumerate().skip(from).find_map(|(at, byte)| {
        let start = match byte {
            b'@' => Start::Mail,
            b'h' | b'H' | b'w' | b'W' => {
                let prefix =
                    ["http://", "https://", "www."].into_iter().find(|lead| starts(&text[at..], lead))?;
                if !may_precede(&text[..at]) {
                    return None;
                }
                Start::Web { prefix: prefix.len() }
            }
            _ => return None,
        };
        Some((at, start))
    })
}

fn starts(text: &str, lead: &str) -> bool {
    text.get(..lead.len()).is_some_and(|start| start.eq_ignore_ascii_case(lead))
}

fn may_precede(before: &str) -> bool {
    before
        .chars()
        .next_back()
        .is_none_or(|last| !last.is_ascii_alphanumeric() && !matches!(last, '/' | '@' | '.' | '-' | '_'))
}

fn web(text: &str, start: usize, prefix: usize) -> Option<Range<usize>> {
    let rest = text.get(start + prefix..)?;
    // Looked at before the end is looked for: what is no address is then not read again for each start in it.
    let end =
        rest.find(|character: char| !character.is_alphanumeric() && !matches!(character, '.' | '-' | '_'));
    let host = rest[..end.unwrap_or(rest.len())].trim_end_matches(['.', '_']);
    (host == "localhost" || is_domain(host)).then(|| start..start + end_of(&text[start..]))
}

/// "Valid domain": at least one period, no underscore in the last two segments.
fn is_domain(host: &str) -> bool {
    let mut segments = host.rsplit('.');
    let (Some(last), Some(before)) = (segments.next(), segments.next()) else { return false };
    host.starts_with(char::is_alphanumeric) && !last.contains('_') && !before.contains('_')
}

/// The mail address around the sign at `at`, not reaching before `from`.
fn mail(text: &str, from: usize, at: usize) -> Option<Range<usize>> {
    let bytes = text.as_bytes();
    let is_name = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-' | b'_' | b'+');
    let name = bytes[from..at].iter().rev().take_while(|byte| is_name(byte)).count();
    let start = at - name;
    let before = start.checked_sub(1).map(|before| bytes[before]);
    if name == 0 || matches!(before, Some(b'/' | b'@')) {
        return None;
    }
    let is_host = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-' | b'_');
    let host = bytes[at + 1..].iter().take_while(|byte| is_host(byte)).count();
    let shown = text[at + 1..at + 1 + host].trim_end_matches('.');
    let end = at + 1 + shown.len();
    let (domain, last) = shown.rsplit_once('.')?;
    // A version of a package, `name@1.2.0`, is no address.
    let is_mail = last.starts_with(|first: char| first.is_ascii_alphabetic())
        && !last.ends_with(['-', '_'])
        && domain.split('.').all(|segment| !segment.is_empty())
        && bytes.get(at + 1 + host) != Some(&b'@');
    let scheme = text[from..start].len().checked_sub(MAILTO.len()).map(|skipped| from + skipped);
    let start =
        scheme.filter(|&scheme| starts(text.get(scheme..).unwrap_or_default(), MAILTO)).unwrap_or(start);
    is_mail.then_some(start..end)
}

/// Whether more text behind an address and the `rest` that follows it could make it another one.
pub(super) fn may_grow(rest: &str) -> bool {
    rest.chars().all(|character| character.is_ascii_punctuation() || is_trailing(character))
}

/// Length of the address at the start of `text`: up to white space or `<`, without trailing punctuation, without what looks
/// like an entity, and without closing brackets that it did not open.
fn end_of(text: &str) -> usize {
    let stop = |character: char| {
        character.is_whitespace() || character.is_control() || matches!(character, '<' | '>' | '"' | '`')
    };
    let mut end = text.find(stop).unwrap_or(text.len());
    // Counted once: a bracket that is cut off below is subtracted, so that a run of brackets costs linear time.
    let mut open = text[..end].matches('(').count();
    let mut close = text[..end].matches(')').count();
    while let Some(last) = text[..end].chars().next_back() {
        match last {
            ')' if close > open => close -= 1,
            ';' => end -= entity(&text[..end - 1]),
            '(' => open -= 1,
            last if is_trailing(last) => {}
            _ => break,
        }
        end -= last.len_utf8();
    }
    end
}

fn is_trailing(character: char) -> bool {
    matches!(character, '?' | '!' | '.' | ',' | ':' | '*' | '_' | '~' | '\'' | '|' | ']' | '}')
        || matches!(character, '。' | '，' | '、' | '）' | '」')
}

/// Length of the ampersand and the name that `text` ends in.
fn entity(text: &str) -> usize {
    let name = text.bytes().rev().take_while(u8::is_ascii_alphanumeric).count();
    if name > 0 && text[..text.len() - name].ends_with('&') { name + 1 } else { 0 }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> Vec<&str> {
        addresses(text).into_iter().map(|bare| &text[bare.range]).collect()
    }

    #[test]
    fn addresses_end_where_a_reader_would_end_them() {
        assert_eq!(found("see https://example.org/a_b?c=d&e=f."), ["https://example.org/a_b?c=d&e=f"]);
        assert_eq!(found("(https://en.example.org/wiki/A_(b))"), ["https://en.example.org/wiki/A_(b)"]);
        assert_eq!(
            found("www.example.org, HTTP://localhost:3000/x"),
            ["www.example.org", "HTTP://localhost:3000/x"]
        );
        assert_eq!(found("见https://example.org。"), ["https://example.org"]);
        assert_eq!(found("https://a.b/?c&amp; https://a.b/?c;"), ["https://a.b/?c", "https://a.b/?c"]);
        assert_eq!(found("xhttp://a.b http:// https://x www. user@www. http://a_b.c"), [""; 0]);
        assert_eq!(found("http://a_b.c.d"), ["http://a_b.c.d"]);
    }

    #[test]
    fn mail_has_a_name_a_host_and_an_end() {
        assert_eq!(found("Write to a.b-c_d+e@f-g.h_i.jk."), ["a.b-c_d+e@f-g.h_i.jk"]);
        assert_eq!(found("<a@b.cd>, (e@f.gh), 邮箱i@j.kl。"), ["a@b.cd", "e@f.gh", "i@j.kl"]);
        assert_eq!(found("a@b.cd- a@b.cd_ a@b a@ @b.cd a@b..cd a@b.cd@e.fg /a@b.cd a@.cd"), [""; 0]);
        assert_eq!(found("react@18.2.0 and a@127.0.0.1"), [""; 0]);
        assert_eq!(found("https://a@b.cd/e"), [""; 0]);
        let targets: Vec<_> = addresses("mailto:a@b.cd c@d.ef").into_iter().map(|bare| bare.target).collect();
        assert_eq!(targets, ["mailto:a@b.cd", "mailto:c@d.ef"]);
    }
}
