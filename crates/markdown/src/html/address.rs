use url::Url;

/// A longer address is shown as text only: browsers and servers refuse it anyway.
const MAX_ADDRESS_BYTES: usize = 8 * 1024;
/// So much of a refused address is shown; a `data:` address can have megabytes.
const MAX_SHOWN_CHARS: usize = 200;

/// Where a link leads, in the form a browser would ask for: host in Punycode, everything else in ASCII, so that no look-alike
/// or bidirectional character can hide it. `None` unless the scheme is http, https or mailto.
pub(super) fn link(destination: &str) -> Option<Url> {
    parse(destination).filter(|url| matches!(url.scheme(), "http" | "https" | "mailto"))
}

/// Where an image lies: http or https only.
pub(super) fn image(destination: &str) -> Option<Url> {
    parse(destination).filter(|url| matches!(url.scheme(), "http" | "https"))
}

fn parse(destination: &str) -> Option<Url> {
    if destination.len() > MAX_ADDRESS_BYTES {
        return None;
    }
    Url::parse(destination).ok()
}

/// A refused address for people, cut to a length that fits a sentence; characters without a shape of their own (control,
/// zero-width, bidirectional) are shown by their number.
pub(super) fn shown(destination: &str) -> String {
    let mut shown = String::new();
    let mut characters = destination.chars();
    for character in characters.by_ref().take(MAX_SHOWN_CHARS) {
        let shapeless = matches!(
            character,
            '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}'
        );
        if shapeless || character.is_control() {
            shown.extend(character.escape_unicode());
        } else {
            shown.push(character);
        }
    }
    if characters.next().is_some() {
        shown.push('…');
    }
    shown
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_web_and_mail_addresses_are_links() {
        for good in ["https://example.org/a?b=c#d", "HTTP://EXAMPLE.ORG", "mailto:a@example.org"] {
            assert!(link(good).is_some(), "{good}");
        }
        for bad in [
            "javascript:alert(1)",
            " javascript:alert(1)",
            "java\nscript:alert(1)",
            "JaVaScRiPt:alert(1)",
            "data:text/html,x",
            "vbscript:x",
            "file:///etc/passwd",
            "/relative",
            "//example.org/x",
            "#anchor",
            "",
            "tauri://localhost/x",
            "blob:https://example.org/x",
        ] {
            assert!(link(bad).is_none(), "{bad}");
            assert!(image(bad).is_none(), "{bad}");
        }
        assert!(image("mailto:a@example.org").is_none());
    }

    #[test]
    fn an_address_cannot_disguise_itself() {
        let url = link("https://exаmple.org/\u{202e}gpj.exe").expect("an address");
        assert!(url.as_str().is_ascii());
        assert!(url.as_str().starts_with("https://xn--"));
        assert_eq!(shown("x:\u{202e}y"), "x:\\u{202e}y");
        assert_eq!(shown(&"a".repeat(300)).chars().count(), 201);
    }
}
