//! Finding words in one conversation.

use parlance_ipc::{FindArgs, NoArgs};

use crate::support::*;

async fn found(scene: &Scene, words: &str) -> Vec<u32> {
    let conversation = scene.app.list_conversations(NoArgs {}).await.unwrap()[0].id;
    let args = FindArgs { conversation, words: words.into() };
    scene.app.find_in_conversation(args).await.unwrap().iter().map(|found| found.count).collect()
}

#[tokio::test]
async fn words_are_found_as_they_are_shown_without_case_and_diacritics() {
    let scene = Scene::new().await;
    scene
        .talk("The **café** of cafes", "Two ca**fés** in a [list](https://cafe.example):\n\n- `CAFE`\n- cafe")
        .await;
    // As typed in the question; of the answer what its markup shows, and no address.
    assert_eq!(found(&scene, "cafe").await, [2, 3]);
    assert_eq!(found(&scene, "**CAFÉ**").await, [1]);
    assert_eq!(found(&scene, "cafés in").await, [1]);
    assert!(found(&scene, "tea").await.is_empty());
    assert!(found(&scene, "").await.is_empty());
}
