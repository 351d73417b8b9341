use super::*;

fn api(kind: ErrorKind, status: Option<u16>, message: &str) -> ApiError {
    ApiError { kind, message: message.into(), status, code: None, parameter: None, retry_after: None }
}

#[test]
fn every_row_of_the_table_has_its_class() {
    use ErrorKind::*;
    use FailureClass::*;
    let rows = [
        (InvalidRequest, Some(408), "", Transient),
        (InvalidRequest, Some(409), "", Transient),
        (RateLimit, Some(429), "Rate limit reached", Transient),
        (Other, Some(429), "", Transient),
        (Server, Some(500), "", Transient),
        (Server, Some(502), "", Transient),
        (Server, Some(503), "Service unavailable", Transient),
        (Overloaded, Some(503), "The model is overloaded", Transient),
        (Server, Some(504), "", Transient),
        (Overloaded, Some(529), "", Transient),
        (Overloaded, None, "Overloaded", Transient),
        (Server, None, "internal error", Transient),
        (RateLimit, Some(429), "Rate limit reached on tokens per day (TPD)", FallBack),
        (RateLimit, Some(429), "Rate limit exceeded: free-models-per-day", FallBack),
        (NotFound, Some(404), "The model does not exist", FallBack),
        (Server, Some(503), "There is no available model provider", FallBack),
        (Quota, Some(402), "Insufficient credits", FallBack),
        (Auth, Some(401), "", Key),
        (Auth, Some(400), "API key not valid", Key),
        (Quota, Some(429), "You exceeded your current quota", Key),
        (Permission, Some(403), "", Key),
        (InvalidRequest, Some(400), "", Request),
        (InvalidRequest, Some(422), "", Request),
        (InvalidRequest, Some(413), "", Request),
        (ContextLength, Some(400), "", Request),
        (ContextLength, Some(500), "", Request),
        (ContentFilter, Some(400), "", Request),
        (Server, Some(501), "", Request),
    ];
    for (kind, status, message, expected) in rows {
        let error = ProviderError::from(api(kind, status, message));
        assert_eq!(error.class, expected, "{kind:?} {status:?} {message:?}");
        assert_eq!(error.kind, FailureKind::Api(kind));
        assert_eq!(error.status, status);
    }
}
