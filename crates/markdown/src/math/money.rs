//! What stands between dollar signs and is no formula.

/// Words that formulas have without a backslash.
const FUNCTIONS: &[&str] =
    &["arg", "cos", "det", "exp", "lim", "log", "max", "min", "mod", "sin", "sup", "tan"];

/// Whether the text between two dollar signs is words: prices and what is said about them, variables of a shell.
pub(super) fn is_words(body: &str) -> bool {
    if body.contains(['\\', '{', '}']) {
        return false;
    }
    let least = if body.starts_with(|first: char| first.is_ascii_digit()) { 1 } else { 2 };
    words(body) >= least
}

/// Whether text behind an open dollar sign is still waited for: it may become a formula.
pub(super) fn may_become_formula(body: &str) -> bool {
    if body.is_empty() || body.contains(['\\', '^', '_', '{', '=']) {
        return !is_words(body);
    }
    let number = body.trim_start_matches(|c: char| c.is_ascii_digit() || matches!(c, '.' | ','));
    if number.len() < body.len() {
        // Behind a price there are words or the end of what is said.
        let next = number.trim_start().chars().next();
        return match next {
            None => true,
            Some(next) => {
                !number.starts_with(' ') && next.is_ascii_alphabetic() && words(body) == 0
                    || matches!(next, '+' | '*' | '<' | '>')
            }
        };
    }
    words(body) < 2
}

/// Whether the text behind `$$` in the midst of a line is words.
pub(super) fn is_prose(body: &str) -> bool {
    !body.contains(['\\', '{', '^', '_', '=', '+', '<', '>']) && words(body) >= 1
}

fn words(text: &str) -> usize {
    text.split(|c: char| c.is_whitespace() || matches!(c, ',' | '.' | ';' | ':' | '(' | ')' | '-' | '/'))
        .filter(|word| word.len() >= 3 && word.bytes().all(|byte| byte.is_ascii_alphabetic()))
        .filter(|word| !FUNCTIONS.contains(word))
        .count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn prices_and_variables_are_words() {
        for body in ["5 per month and 6", "10/month, up from 8", "HOME and the", "5 (five) or 6"] {
            assert!(is_words(body), "{body}");
        }
        for body in [
            "5",
            "x",
            "2n",
            "10^5",
            "x mod n",
            "\\text{if so and so}",
            "a, b, c",
            "n log n",
            "E = mc^2",
            "5 + 3",
        ] {
            assert!(!is_words(body), "{body}");
        }
    }

    #[test]
    fn only_what_may_become_a_formula_is_waited_for() {
        for body in ["", "x", "x^2 + ", "5", "5.", "2n", "10^", "5 +", "\\fr", "f(x)"] {
            assert!(may_become_formula(body), "{body}");
        }
        for body in ["5 and", "5-", "20 per", "1,000 of", "HOME and the way", "5)"] {
            assert!(!may_become_formula(body), "{body}");
        }
    }
}
