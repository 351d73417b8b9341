use std::sync::LazyLock;

use syntect::parsing::{SyntaxReference, SyntaxSet};

/// bat's syntaxes: syntect's own lack TypeScript, TOML, Dockerfile, Kotlin, Swift, Zig and more.
pub(super) static SYNTAXES: LazyLock<SyntaxSet> = LazyLock::new(two_face::syntax::extra_newlines);

/// Names that models write after a fence and that are neither a syntax's name nor one of its file extensions.
const ALIASES: &[(&str, &str)] = &[
    // Languages without a syntax of their own here, by the one that is nearest.
    ("astro", "TypeScriptReact"),
    ("bicep", "Terraform"),
    ("gleam", "Rust"),
    ("mojo", "Python"),
    ("prisma", "GraphQL"),
    ("bat", "Batch File"),
    ("c++", "C++"),
    ("console", "Bourne Again Shell (bash)"),
    ("csharp", "C#"),
    ("docker", "Dockerfile"),
    ("fsharp", "F#"),
    ("golang", "Go"),
    ("hcl", "Terraform"),
    ("json5", "JSON"),
    ("jsonc", "JSON"),
    ("jsonl", "JSON"),
    ("node", "JavaScript"),
    ("nodejs", "JavaScript"),
    ("obj-c", "Objective-C"),
    ("objc", "Objective-C"),
    ("objectivec", "Objective-C"),
    ("powershell", "PowerShell"),
    ("protobuf", "Protocol Buffer"),
    ("ps", "PowerShell"),
    ("pwsh", "PowerShell"),
    ("py3", "Python"),
    ("python3", "Python"),
    ("rustlang", "Rust"),
    ("shell", "Bourne Again Shell (bash)"),
    ("shell-session", "Bourne Again Shell (bash)"),
    ("shellsession", "Bourne Again Shell (bash)"),
    ("sh-session", "Bourne Again Shell (bash)"),
    ("terminal", "Bourne Again Shell (bash)"),
    ("vim", "VimL"),
    ("viml", "VimL"),
];

/// Names that say "no language".
const PLAIN: &[&str] = &["", "none", "output", "plain", "plaintext", "text", "txt"];

/// The syntax for the word after a fence, in any case; `None` when it names none that is known.
pub(super) fn find(language: &str) -> Option<&'static SyntaxReference> {
    let language = language.to_lowercase();
    if PLAIN.contains(&language.as_str()) {
        return None;
    }
    let alias = ALIASES.iter().find(|(alias, _)| *alias == language);
    match alias {
        Some((_, name)) => SYNTAXES.find_syntax_by_name(name),
        None => SYNTAXES.find_syntax_by_token(&language),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_alias_names_a_syntax() {
        for (alias, name) in ALIASES {
            assert!(find(alias).is_some(), "{alias} → {name}");
        }
    }

    #[test]
    fn the_languages_models_write_are_known() {
        let known = "rust rs python py javascript js jsx typescript ts tsx json yaml yml toml html css scss xml sql bash sh zsh \
            fish java kotlin kt swift go c cpp c++ h hpp cs csharp ruby rb php perl lua r julia scala haskell hs elixir ex \
            erlang clojure dart zig nim ocaml makefile dockerfile cmake nginx ini diff patch graphql terraform tf tex latex \
            astro prisma gleam mojo bicep markdown md vue svelte powershell ps1 groovy gradle solidity nix glsl wgsl matlab objc proto jsonc json5 docker";
        for language in known.split_whitespace() {
            assert!(find(language).is_some(), "{language}");
            assert!(find(&language.to_uppercase()).is_some(), "{language} in capitals");
        }
        for language in ["", "text", "plaintext", "no-such-language"] {
            assert!(find(language).is_none(), "{language}");
        }
    }
}
