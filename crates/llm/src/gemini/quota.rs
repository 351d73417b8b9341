use serde_json::Value;

use crate::{ApiError, ErrorKind, json};

/// Adds the name of a daily limit to an error that says only "quota". It stands in the details alone
/// (`google.rpc.QuotaFailure.violations[].quotaId`, such as `GenerateRequestsPerDayPerProjectPerModel-FreeTier`), where
/// `RetryInfo.retryDelay` speaks of seconds all the same.
pub(super) fn named(mut error: ApiError, body: &[u8]) -> ApiError {
    if !matches!(error.kind, ErrorKind::RateLimit | ErrorKind::Quota) {
        return error;
    }
    if let Some(quota) = serde_json::from_slice(body).ok().as_ref().and_then(daily_quota) {
        error.message = format!("{} ({quota})", error.message);
    }
    error
}

fn daily_quota(body: &Value) -> Option<String> {
    let outer = body.as_array().and_then(|items| items.first()).unwrap_or(body);
    let details = outer.get("error")?.get("details")?.as_array()?;
    let violations = details.iter().filter_map(|detail| detail.get("violations")?.as_array());
    violations
        .flatten()
        .filter_map(|violation| json::text(violation, "quotaId"))
        .find(|quota| quota.contains("PerDay") && quota.len() <= 200)
        .map(str::to_owned)
}
