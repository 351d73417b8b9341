//! Closes a displayed formula that grows: its complete rows are shown, and nothing before the first of them.

/// The complete rows of `tex` with every environment closed.
pub(super) fn healed(tex: &str) -> Option<String> {
    let mut environments: Vec<&str> = Vec::new();
    // Groups and brackets that are open inside of the innermost environment.
    let mut groups = vec![0_usize];
    let mut rows = None;
    let bytes = tex.as_bytes();
    let mut at = 0;
    while at < bytes.len() {
        match bytes[at] {
            b'{' => *groups.last_mut()? += 1,
            b'}' => *groups.last_mut()? = groups.last()?.saturating_sub(1),
            b'\\' if bytes.get(at + 1) == Some(&b'\\') => {
                // Until something stands behind it, it may be cut.
                if *groups.last()? == 0 && !environments.is_empty() && at + 2 < bytes.len() {
                    rows = Some((at, environments.clone()));
                }
                at += 1;
            }
            b'\\' => {
                let rest = &tex[at + 1..];
                if let Some(name) = rest.strip_prefix("begin{").and_then(until_brace) {
                    environments.push(name);
                    groups.push(0);
                    at += "begin{".len() + name.len() + 1;
                } else if let Some(name) = rest.strip_prefix("end{").and_then(until_brace) {
                    if environments.pop() != Some(name) {
                        return None;
                    }
                    groups.pop();
                    at += "end{".len() + name.len() + 1;
                } else if rest.starts_with("left") && !rest.starts_with("leftarrow") {
                    *groups.last_mut()? += 1;
                } else if rest.starts_with("right") && !rest.starts_with("rightarrow") {
                    *groups.last_mut()? = groups.last()?.saturating_sub(1);
                } else if rest.starts_with(['{', '}']) {
                    at += 1;
                }
            }
            _ => {}
        }
        at += 1;
    }
    let (end, open) = rows?;
    let mut healed = tex[..end].to_owned();
    for name in open.iter().rev() {
        healed.push_str(&format!("\\end{{{name}}}"));
    }
    // Brackets around an environment are not known to close.
    super::is_readable(&healed).then_some(healed)
}

fn until_brace(text: &str) -> Option<&str> {
    text.split_once('}').map(|(name, _)| name)
}

#[cfg(test)]
mod tests {
    use super::healed;

    #[test]
    fn complete_rows_are_shown() {
        for (tex, shown) in [
            ("x = \\frac{1}{2}", None),
            ("\\begin{align} a &= b", None),
            ("\\begin{align} a &= b \\\\", None),
            ("\\begin{align} a &= b \\\\ c", Some("\\begin{align} a &= b \\end{align}")),
            ("\\begin{align} a &= b \\\\ c \\\\ \\frac{", Some("\\begin{align} a &= b \\\\ c \\end{align}")),
            ("A = \\begin{pmatrix} 1 & 2 \\\\ 3", Some("A = \\begin{pmatrix} 1 & 2 \\end{pmatrix}")),
            ("\\begin{aligned} \\text{a \\\\ b", None),
            ("\\begin{aligned} \\unknown \\\\ b", None),
        ] {
            assert_eq!(healed(tex).as_deref(), shown, "{tex}");
        }
    }
}
