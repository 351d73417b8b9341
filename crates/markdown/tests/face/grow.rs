//! A block that grows, as a tree of nodes.

#[derive(Debug)]
enum Node {
    Text(String),
    /// Its opening tag, its closing tag (empty where it has none) and what lies between.
    Element(String, String, Vec<Node>),
}

/// The HTML of a block behind `levels`, each the number of nodes that go and the HTML that comes; `None` where they do not fit.
pub(crate) fn grown(html: &str, levels: &[(u32, &str)], cut: u32) -> Option<String> {
    let mut nodes = parsed(html)?;
    let [root] = nodes.as_mut_slice() else { return None };
    grow(root, levels, cut)?;
    let mut out = String::new();
    write(&nodes, &mut out);
    Some(out)
}

fn grow(element: &mut Node, levels: &[(u32, &str)], cut: u32) -> Option<()> {
    let Node::Element(open, _, children) = element else { return None };
    let ((drop, html), inner) = levels.split_first()?;
    if *drop > 0 && open.contains("md-lines") {
        return None;
    }
    children.truncate(children.len().checked_sub(*drop as usize)?);
    if !inner.is_empty() {
        grow(children.last_mut()?, inner, cut)?;
    } else if cut > 0 {
        let Some(Node::Text(text)) = children.last_mut() else { return None };
        let units: Vec<u16> = text.encode_utf16().collect();
        // A text that goes as a whole is a node that goes.
        let left = units.len().checked_sub(cut as usize).filter(|&left| left > 0)?;
        *text = String::from_utf16(&units[..left]).ok()?;
    }
    for node in parsed(html)? {
        match (children.last_mut(), node) {
            (Some(Node::Text(text)), Node::Text(more)) => text.push_str(&more),
            (_, node) => children.push(node),
        }
    }
    Some(())
}

fn parsed(html: &str) -> Option<Vec<Node>> {
    let mut open: Vec<(&str, Vec<Node>)> = vec![("", Vec::new())];
    let mut rest = html;
    while !rest.is_empty() {
        let is_tag = rest.starts_with('<');
        let end = if is_tag { rest.find('>')? + 1 } else { rest.find('<').unwrap_or(rest.len()) };
        let (token, behind) = rest.split_at(end);
        rest = behind;
        let node = if !is_tag {
            Node::Text(unescaped(token))
        } else if token.starts_with("</") {
            let (tag, children) = open.pop()?;
            Node::Element(tag.to_owned(), token.to_owned(), children)
        } else if matches!(token, "<br>" | "<hr>") {
            Node::Element(token.to_owned(), String::new(), Vec::new())
        } else {
            open.push((token, Vec::new()));
            continue;
        };
        open.last_mut()?.1.push(node);
    }
    let (_, nodes) = open.pop()?;
    open.is_empty().then_some(nodes)
}

fn unescaped(text: &str) -> String {
    text.replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&quot;", "\"")
        .replace("&nbsp;", "\u{a0}")
        .replace("&#13;", "\r")
        .replace("&amp;", "&")
}

fn write(nodes: &[Node], out: &mut String) {
    for node in nodes {
        match node {
            Node::Text(text) => out.push_str(
                &text
                    .replace('&', "&amp;")
                    .replace('<', "&lt;")
                    .replace('>', "&gt;")
                    .replace('\u{a0}', "&nbsp;")
                    .replace('\r', "&#13;"),
            ),
            Node::Element(open, close, children) => {
                out.push_str(open);
                write(children, out);
                out.push_str(close);
            }
        }
    }
}
