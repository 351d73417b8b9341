//! What somebody makes of an artifact.

use parlance_ipc::{ArtifactPlace, ErrorCode, KeepArtifactArgs};

use crate::support::*;

#[tokio::test]
async fn a_change_is_kept_beside_the_answer() {
    let scene = Scene::new().await;
    let started = scene.talk("draw", "```html\n<p>\n```").await;
    let message = message_args(&started).message;
    let place = ArtifactPlace { conversation: started.conversation, message, block: 0 };
    let keep = |text: Option<String>| scene.app.keep_artifact_edit(KeepArtifactArgs { place, text });
    keep(Some("<p>mine".into())).await.unwrap();
    assert_eq!(scene.app.artifact_edit(place).await.unwrap().as_deref(), Some("<p>mine"));
    let answer = scene.view(&started).await.messages.pop().unwrap();
    assert_eq!(answer.source, "```html\n<p>\n```");

    let long = keep(Some("x".repeat(5 * 1024 * 1024))).await.unwrap_err();
    assert_eq!(long.code, ErrorCode::Invalid);
    assert_eq!(scene.app.artifact_edit(place).await.unwrap().as_deref(), Some("<p>mine"));
    keep(None).await.unwrap();
    assert_eq!(scene.app.artifact_edit(place).await.unwrap(), None);
}
