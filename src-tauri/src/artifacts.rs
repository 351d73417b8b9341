//! Pages that models wrote, for frames. They are served under a scheme of their own with a policy that leaves them neither an
//! origin nor a network: what is in them can compute and draw, and nothing else.

use std::borrow::Cow;
use std::collections::VecDeque;
use std::sync::{Arc, Mutex, PoisonError};

use tauri::http::{Method, Request, Response, StatusCode, header};

pub(crate) const SCHEME: &str = "artifact";
/// A frame that is shown is among the newest.
const KEPT: usize = 4;

/// `frame-ancestors` are the app's own pages on each platform and in development. Whatever the page itself asks for besides is refused.
const POLICY: &str = "sandbox allow-scripts; default-src 'none'; script-src 'unsafe-inline' 'unsafe-eval' blob:; \
    style-src 'unsafe-inline'; img-src data: blob:; font-src data:; media-src data: blob:; worker-src blob:; \
    connect-src 'none'; frame-src 'none'; object-src 'none'; form-action 'none'; base-uri 'none'; \
    frame-ancestors tauri://localhost http://tauri.localhost https://tauri.localhost http://localhost:1420";

/// Tells the pane what was refused and what went wrong. It says no more than the page could say itself.
const REPORTER: &str = include_str!("artifact-reporter.html");

#[derive(Default)]
pub(crate) struct Artifacts {
    pages: Mutex<Pages>,
}

#[derive(Default)]
struct Pages {
    added: u64,
    newest: VecDeque<(u64, Arc<str>)>,
}

impl Artifacts {
    /// Keeps a page and gives its address.
    pub(crate) fn add(&self, source: &str) -> String {
        let mut pages = self.pages.lock().unwrap_or_else(PoisonError::into_inner);
        pages.added += 1;
        let id = pages.added;
        pages.newest.push_back((id, page(source).into()));
        if pages.newest.len() > KEPT {
            pages.newest.pop_front();
        }
        if cfg!(any(windows, target_os = "android")) {
            format!("http://{SCHEME}.localhost/{id}")
        } else {
            format!("{SCHEME}://localhost/{id}")
        }
    }

    pub(crate) fn serve<B>(&self, request: &Request<B>) -> Response<Cow<'static, [u8]>> {
        let id = request.uri().path().trim_start_matches('/').parse().ok();
        let pages = self.pages.lock().unwrap_or_else(PoisonError::into_inner);
        let found = pages.newest.iter().find(|(known, _)| Some(*known) == id);
        match found.filter(|_| request.method() == Method::GET) {
            Some((_, page)) => answer(StatusCode::OK, page.as_bytes().to_vec()),
            None => answer(StatusCode::NOT_FOUND, Vec::new()),
        }
    }
}

fn answer(status: StatusCode, body: Vec<u8>) -> Response<Cow<'static, [u8]>> {
    let mut response = Response::new(Cow::Owned(body));
    *response.status_mut() = status;
    for (name, value) in [
        (header::CONTENT_TYPE, "text/html; charset=utf-8"),
        (header::CONTENT_SECURITY_POLICY, POLICY),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::REFERRER_POLICY, "no-referrer"),
        (header::CACHE_CONTROL, "no-store"),
    ] {
        response.headers_mut().insert(name, header::HeaderValue::from_static(value));
    }
    response
}

/// With the reporter before everything else that runs, and behind the document type, without which a browser draws as in 1998.
fn page(source: &str) -> String {
    let source = source.trim_start_matches(['\u{feff}', ' ', '\t', '\r', '\n']);
    let has_type = source.get(..9).is_some_and(|start| start.eq_ignore_ascii_case("<!doctype"));
    let end = if has_type { source.find('>').map(|at| at + 1) } else { None };
    let (doctype, rest) = end.map_or(("<!doctype html>", source), |end| source.split_at(end));
    format!("{doctype}{}{rest}", REPORTER.trim_end())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn get(artifacts: &Artifacts, url: &str) -> Response<Cow<'static, [u8]>> {
        artifacts.serve(&Request::builder().uri(url).body(()).unwrap())
    }

    #[test]
    fn a_page_comes_with_its_policy_and_nothing_else_comes() {
        let artifacts = Artifacts::default();
        let url = artifacts.add("<p>hi</p>");
        let response = get(&artifacts, &url);
        assert_eq!(response.status(), StatusCode::OK);
        assert!(String::from_utf8_lossy(response.body()).ends_with("<p>hi</p>"));
        let policy = response.headers()[header::CONTENT_SECURITY_POLICY].to_str().unwrap();
        assert!(policy.starts_with("sandbox allow-scripts; default-src 'none'; "), "{policy}");
        for open in
            ["allow-same-origin", "allow-top-navigation", "allow-popups", "allow-modals", "https:", "*"]
        {
            assert!(!policy.replace("https://tauri.localhost", "").contains(open), "{open} in {policy}");
        }
        let other = get(&artifacts, "artifact://localhost/99");
        assert_eq!(other.status(), StatusCode::NOT_FOUND);
        assert!(other.headers().contains_key(header::CONTENT_SECURITY_POLICY));
        let post = Request::builder().method(Method::POST).uri(&url).body(()).unwrap();
        assert_eq!(artifacts.serve(&post).status(), StatusCode::NOT_FOUND);
    }

    #[test]
    fn only_the_newest_are_kept() {
        let artifacts = Artifacts::default();
        let urls: Vec<_> = (0..=KEPT).map(|at| artifacts.add(&at.to_string())).collect();
        assert_eq!(get(&artifacts, &urls[0]).status(), StatusCode::NOT_FOUND);
        assert_eq!(get(&artifacts, &urls[1]).status(), StatusCode::OK);
    }

    #[test]
    fn the_document_type_stays_first() {
        assert!(page("\n<!DOCTYPE html>\n<p>").starts_with("<!DOCTYPE html><script>"));
        assert!(page("<p>").starts_with("<!doctype html><script>"));
        assert!(page("<!doctype").ends_with("</script><!doctype"));
        assert!(page("ä").ends_with('ä'));
    }
}
