//! Redirects: to where a key may go.

use parlance_providers::{FailureClass, FailureKind, KeyVerdict, check_key};
use parlance_testkit::{Response, Step, sse};

use super::*;

#[tokio::test]
async fn quirk_38_the_key_never_follows_to_another_host() {
    let (server, other) = (start().await, start().await);
    for status in [301, 302, 303, 307, 308] {
        // Another port, another name for the same machine, and another scheme are all other servers.
        for target in [
            format!("{}/chat/completions", other.base_url()),
            format!("http://localhost:{}/v1/chat/completions", server.address().port()),
            format!("//{}/v1/chat/completions", other.address()),
        ] {
            server.respond(Response::redirect(status, &target));
            let outcome = ask(&provider(&server, patient(), 3)).await;
            assert_eq!(
                (outcome.error().class, outcome.error().kind),
                (FailureClass::Request, FailureKind::Redirect)
            );
            assert!(outcome.error().message.contains("redirects to"), "{outcome:?}");
        }
    }
    assert_eq!(other.requests(), []);
    assert_eq!(server.requests().len(), 15);

    server.respond(Response::redirect(302, &format!("{}/models", other.base_url())));
    let verdict = check_key(&HttpClient::new(patient()), &endpoint(&server)).await;
    assert!(matches!(verdict, KeyVerdict::Unreachable { error } if error.kind == FailureKind::Redirect));
    assert_eq!(other.requests(), []);
}

#[tokio::test]
async fn quirk_38_a_redirect_on_the_same_host_keeps_the_question_and_the_key() {
    let server = start().await;
    for status in [301, 302, 307, 308] {
        let asked = server.requests().len();
        server.respond(Response::redirect(status, "/v2/chat/completions?a=b"));
        server.respond(Response::events(sse::answer(["Hi"])));
        assert!(ask(&provider(&server, patient(), 0)).await.finished());
        let (first, second) = (server.request(asked).await, server.request(asked + 1).await);
        assert_eq!((second.method.as_str(), second.path.as_str()), ("POST", "/v2/chat/completions?a=b"));
        assert_eq!(second.bearer(), Some(KEY));
        assert_eq!(second.body, first.body);
    }
}

#[tokio::test]
async fn quirk_38_a_circle_and_a_redirect_to_nowhere_end() {
    let server = start().await;
    server.respond(Response::status(302).sized_body(""));
    assert_eq!(ask(&provider(&server, patient(), 3)).await.error().kind, FailureKind::Redirect);
    server.route("/chat/completions", [Step::from(Response::redirect(307, "/v1/chat/completions"))]);
    assert_eq!(ask(&provider(&server, patient(), 3)).await.error().kind, FailureKind::Redirect);
    assert_eq!(server.requests().len(), 7);
}
