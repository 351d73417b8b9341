//! Examples of a specification against our HTML: both as a list of what they say.

use std::collections::BTreeMap;

use parlance_markdown::render;
use url::Url;

pub(crate) struct Example {
    /// The name of its section, if it is told, and its number there.
    name: String,
    markdown: String,
    html: String,
}

/// The examples in the text of a specification.
pub(crate) fn examples(text: &str) -> Vec<Example> {
    let fence = "`".repeat(32);
    let opens = format!("\n{fence} example");
    let mut numbers: BTreeMap<&str, usize> = BTreeMap::new();
    let mut example = |part| {
        let (section, part) = str::split_once(part, '\n')?;
        let number = numbers.entry(section).or_default();
        *number += 1;
        let (example, _) = part.split_once(&format!("\n{fence}\n"))?;
        let (markdown, html) = match example.split_once("\n.\n") {
            Some(both) => both,
            None => (example.strip_suffix("\n.")?, ""),
        };
        // Addresses without a host are refused here; with one they show the same.
        let absolute = |text: &str| text.replace('→', "\t").replace("/url", "https://example.com/url");
        Some(Example {
            name: format!("{section} {number}").trim_start().to_owned(),
            markdown: absolute(markdown) + "\n",
            html: absolute(html),
        })
    };
    text.split(&opens).skip(1).filter_map(&mut example).collect()
}

/// Each example says the same here, unless it is listed in `differences`; a listed one that is equal is wrong as well.
pub(crate) fn assert_equal(examples: &[Example], differences: &str) {
    let differences = reasons(differences);
    let mut wrong = Vec::new();
    for Example { name, markdown, html } in examples {
        let ours = render(markdown).concat();
        let equal = said(&ours) == said(html);
        if equal == differences.contains_key(name.as_str()) {
            let what = if equal { "listed, but equal" } else { "differs" };
            wrong.push(format!("{name} {what}:\n{markdown}\n--- specified\n{html}\n--- ours\n{ours}\n"));
        }
    }
    assert!(wrong.is_empty(), "{} of {}:\n{}", wrong.len(), examples.len(), wrong.join("\n"));
}

/// Name and reason of each example that differs on purpose.
fn reasons(differences: &str) -> BTreeMap<&str, &str> {
    differences
        .lines()
        .filter(|line| !line.starts_with('#'))
        .filter_map(|line| line.rsplit_once(' '))
        .collect()
}

/// HTML as a list of what it says: elements with what matters of them, and words.
fn said(html: &str) -> Vec<String> {
    let mut said: Vec<String> = Vec::new();
    let mut rest = html;
    // Closing tags of elements that are not said, by their names.
    let mut silent: Vec<&str> = Vec::new();
    while !rest.is_empty() {
        let text_end = rest.find('<').unwrap_or(rest.len());
        let (text, behind) = rest.split_at(text_end);
        if !text.is_empty() {
            let words = unescaped(text);
            match said.last_mut() {
                Some(last) if last.starts_with('"') => last.push_str(&words),
                _ => said.push(format!("\"{words}")),
            }
        }
        let Some((tag, behind)) = behind.strip_prefix('<').and_then(|tag| tag.split_once('>')) else { break };
        rest = behind;
        let name = tag.trim_start_matches('/').split([' ', '/']).next().unwrap_or_default();
        let attribute = |name: &str| {
            let (_, value) = tag.split_once(&format!("{name}=\""))?;
            value.split_once('"').map(|(value, _)| unescaped(value))
        };
        if tag.starts_with('/') {
            if matches!(name, "div" | "span" | "button") && silent.pop().is_some() {
                continue;
            }
            let heading = name.len() == 2 && name.starts_with('h') && name != "hr";
            said.push(if heading { "</h".to_owned() } else { format!("</{name}") });
            continue;
        }
        let class = attribute("class").unwrap_or_default();
        match (name, class.as_str()) {
            ("div", "md-code-bar") => {
                rest = rest.split_once("</div>").map_or("", |(_, behind)| behind);
            }
            ("button", "md-image") => {
                said.push(image(attribute("data-image-src"), attribute("data-alt")));
                rest = rest.split_once("</button>").map_or("", |(_, behind)| behind);
            }
            ("img", _) => said.push(image(attribute("src"), attribute("alt"))),
            ("span", "md-check") => {
                said.push(format!("<check {}", attribute("data-checked").unwrap_or_default()));
                rest = rest.split_once("</span>").map_or("", |(_, behind)| behind);
            }
            ("input", _) => said.push(format!("<check {}", tag.contains("checked"))),
            ("th" | "td", class) => {
                let align = class.strip_prefix("md-").map(str::to_owned).or_else(|| attribute("align"));
                said.push(format!("<{name} {}", align.unwrap_or_default()));
            }
            ("div" | "span" | "button", _) => silent.push(name),
            ("a", _) => said.push(format!("<a {}", address(&attribute("href").unwrap_or_default()))),
            ("ol", _) => said.push(format!("<ol {}", attribute("start").unwrap_or("1".to_owned()))),
            ("h1" | "h2" | "h3" | "h4" | "h5" | "h6", class) => {
                let level = class.strip_prefix("md-h").or(name.strip_prefix('h')).unwrap_or_default();
                said.push(format!("<h{level}"));
            }
            _ => said.push(format!("<{name}")),
        }
    }
    trimmed(said)
}

fn image(source: Option<String>, alt: Option<String>) -> String {
    format!("<img {} {}", address(&source.unwrap_or_default()), alt.unwrap_or_default())
}

fn address(address: &str) -> String {
    Url::parse(address).map_or(address.to_owned(), |url| url.to_string())
}

fn unescaped(text: &str) -> String {
    text.replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&quot;", "\"")
        .replace("&nbsp;", "\u{a0}")
        .replace("&amp;", "&")
}

/// Line ends beside the tags of blocks say nothing, nor does an empty text.
fn trimmed(said: Vec<String>) -> Vec<String> {
    let inline = ["check", "a", "em", "strong", "code", "img", "br", "del"];
    let is_block = |item: Option<&String>| {
        item.is_none_or(|item| {
            let name = item.trim_start_matches(['<', '/']).split(' ').next().unwrap_or_default();
            item.starts_with('<') && !inline.contains(&name)
        })
    };
    let mut trimmed: Vec<String> = Vec::new();
    for (place, item) in said.iter().enumerate() {
        let Some(words) = item.strip_prefix('"') else {
            // A table without rows has a body here.
            if item == "</tbody" && trimmed.pop_if(|before| before == "<tbody").is_some() {
                continue;
            }
            trimmed.push(item.clone());
            continue;
        };
        let mut words = words;
        if is_block(place.checked_sub(1).and_then(|before| said.get(before))) {
            words = words.trim_start_matches('\n');
        }
        if is_block(said.get(place + 1)) {
            words = words.trim_end_matches('\n');
        }
        // A line break of the source behind a hard one.
        if place > 0 && said[place - 1] == "<br" {
            words = words.trim_start_matches('\n');
        }
        if !words.is_empty() {
            trimmed.push(format!("\"{words}"));
        }
    }
    trimmed
}
