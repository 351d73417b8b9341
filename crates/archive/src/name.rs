/// No file system takes more than 255 bytes, and a letter may have four.
const MAX_CHARS: usize = 60;

/// The names that Windows keeps for devices, whatever their extension.
const RESERVED: &[&str] = &["con", "prn", "aux", "nul"];

/// What a file about something of this title is called, without an extension: its letters and digits, joined by hyphens.
/// `otherwise` where there are none.
pub fn file_name(title: &str, otherwise: &str) -> String {
    let mut name = String::new();
    for word in title.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()) {
        if !name.is_empty() {
            name.push('-');
        }
        name.push_str(word);
    }
    let cut: String = name.chars().take(MAX_CHARS).collect();
    let cut = cut.trim_end_matches('-').to_lowercase();
    let numbered = (cut.starts_with("com") || cut.starts_with("lpt")) && cut.chars().count() == 4;
    if cut.is_empty() || numbered || RESERVED.contains(&cut.as_str()) { otherwise.to_owned() } else { cut }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_title_becomes_a_name_that_every_system_takes() {
        for (title, name) in [
            ("A plan: for/the week?", "a-plan-for-the-week"),
            ("Grüße aus 東京", "grüße-aus-東京"),
            ("../../etc/passwd", "etc-passwd"),
            ("…", "conversation"),
            ("", "conversation"),
            ("CON", "conversation"),
            ("lpt1", "conversation"),
        ] {
            assert_eq!(file_name(title, "conversation"), name);
        }
        assert_eq!(file_name(&"😀a".repeat(300), "x").chars().count(), 59);
    }
}
