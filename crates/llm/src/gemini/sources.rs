//! Where an answer's words come from: the pages that a search found, those that were read, and those that are recited.
//!
//! Shapes: <https://ai.google.dev/api/generate-content#GroundingMetadata>

use parlance_domain::Citation;
use serde_json::Value;

use super::response::items;
use crate::citations::citation;
use crate::json::text;

pub(super) fn sources(candidate: &Value) -> Vec<Citation> {
    let grounding = candidate.get("groundingMetadata");
    let grounded = grounding.into_iter().flat_map(|metadata| items(metadata, "groundingChunks"));
    let grounded = grounded.filter_map(|chunk| {
        let source = ["web", "retrievedContext", "maps"].iter().find_map(|kind| chunk.get(kind))?;
        citation(text(source, "uri"), text(source, "title"), None)
    });
    let read = candidate.get("urlContextMetadata").into_iter();
    let read = read.flat_map(|metadata| items(metadata, "urlMetadata")).filter_map(|page| {
        let status = text(page, "urlRetrievalStatus").unwrap_or_default();
        citation(text(page, "retrievedUrl").filter(|_| status.ends_with("_SUCCESS")), None, None)
    });
    let recited = candidate
        .get("citationMetadata")
        .into_iter()
        .flat_map(|metadata| items(metadata, "citations").chain(items(metadata, "citationSources")));
    let recited = recited.filter_map(|source| citation(text(source, "uri"), text(source, "title"), None));
    grounded.chain(read).chain(recited).collect()
}
