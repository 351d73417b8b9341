//! What the requests of all wires have in common.

use serde::Serialize;
use url::Url;

use crate::{EncodeError, HttpMethod, HttpRequest};

/// A request that asks for a streamed answer of the media type `accept`.
pub(crate) fn request(url: Url, accept: &str, body: &impl Serialize) -> Result<HttpRequest, EncodeError> {
    Ok(HttpRequest {
        method: HttpMethod::Post,
        url,
        headers: vec![
            ("content-type", "application/json".to_owned()),
            ("accept", accept.to_owned()),
            // A compressed stream arrives in the compressor's blocks instead of in tokens.
            ("accept-encoding", "identity".to_owned()),
        ],
        body: serde_json::to_vec(body)?,
    })
}

/// `path` below the base, whose query (Azure's `api-version`) stays. A base that already is the whole endpoint, as people
/// paste it, is left alone.
pub(crate) fn below(base: &Url, path: &[&str]) -> Result<Url, EncodeError> {
    let mut url = base.clone();
    url.set_fragment(None);
    let whole = url.path().trim_end_matches('/').ends_with(&format!("/{}", path.join("/")));
    let mut segments = url.path_segments_mut().map_err(|()| EncodeError::BaseUrl(base.clone()))?;
    segments.pop_if_empty();
    if !whole {
        segments.extend(path);
    }
    drop(segments);
    Ok(url)
}
