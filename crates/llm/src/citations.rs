use parlance_domain::Citation;
use serde_json::Value;

use crate::StreamEvent;
use crate::json::text;

/// Tells each source once, however often an answer names it.
#[derive(Debug, Default)]
pub(crate) struct Citations {
    told: Vec<Citation>,
}

impl Citations {
    pub(crate) fn tell(&mut self, citation: Citation, out: &mut Vec<StreamEvent>) {
        let same = |told: &Citation| match (&told.url, &citation.url) {
            (Some(told), Some(url)) => told == url,
            (None, None) => *told == citation,
            _ => false,
        };
        if !self.told.iter().any(same) {
            self.told.push(citation.clone());
            out.push(StreamEvent::Citation(citation));
        }
    }
}

/// `None` where nothing is there. An address that no browser opens is none.
pub(crate) fn citation(url: Option<&str>, title: Option<&str>, quote: Option<&str>) -> Option<Citation> {
    let words = |text: Option<&str>| {
        let text = text.map(str::trim).filter(|text| !text.is_empty());
        text.map(str::to_owned)
    };
    let opens = |url: &String| url.starts_with("https://") || url.starts_with("http://");
    let citation = Citation { url: words(url).filter(opens), title: words(title), quote: words(quote) };
    let any = citation.url.is_some() || citation.title.is_some() || citation.quote.is_some();
    any.then_some(citation)
}

/// An annotation of OpenAI's wires: `{"type":"url_citation","url","title"}`, the same below `url_citation`, or a file by
/// its `filename`.
pub(crate) fn annotation(annotation: &Value) -> Option<Citation> {
    let holder = annotation.get("url_citation").filter(|inner| inner.is_object()).unwrap_or(annotation);
    citation(text(holder, "url"), text(holder, "title").or_else(|| text(holder, "filename")), None)
}

/// Those in a list.
pub(crate) fn annotations(holder: &Value, key: &str) -> Vec<Citation> {
    let items = holder.get(key).and_then(Value::as_array).into_iter().flatten();
    items.filter_map(annotation).collect()
}
