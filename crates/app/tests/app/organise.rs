//! Order among conversations, and every deed taken back.

use parlance_domain::{ConversationId, FolderId, TagId};
use parlance_ipc::{
    ChangeArgs, ConversationChange, ConversationsArgs, ErrorCode, FolderOfArgs, ListPlace, ListSort,
    NewNameArgs, NoArgs, Outline, OutlineArgs, PageArgs, RenameFolderArgs, RenameTagArgs, SendArgs, TagArgs,
    TakeBackArgs,
};

use crate::support::*;

async fn start(scene: &Scene, text: &str) -> ConversationId {
    let model = parlance_ipc::ModelChoice { provider: "guide".into(), model: "guide".into() };
    let args = SendArgs { conversation: None, text: text.into(), model, overflow: None };
    let conversation = scene.app.send_message(args).await.unwrap().conversation;
    scene.app.shut_down().await;
    conversation
}

async fn outline(scene: &Scene) -> Outline {
    let args = OutlineArgs { tag: None, sort: ListSort::Updated, bounds: vec![0] };
    scene.app.conversation_outline(args).await.unwrap()
}

fn page(place: ListPlace) -> PageArgs {
    PageArgs { place, tag: None, sort: ListSort::Updated, offset: 0, limit: 100 }
}

fn named(name: &str) -> NewNameArgs {
    NewNameArgs { name: name.into() }
}

#[tokio::test]
async fn many_are_moved_at_once_and_back() {
    let scene = Scene::new().await;
    let conversations = vec![start(&scene, "one").await, start(&scene, "two").await];
    let folder: FolderId = FolderId(scene.app.create_folder(named(" Work ")).await.unwrap().parse().unwrap());
    let change = ConversationChange::Folder { folder: Some(folder) };
    let moved = scene.app.change_conversations(ChangeArgs { conversations, change }).await.unwrap();
    assert_eq!(moved.conversations, 2);
    let there = outline(&scene).await;
    assert_eq!((there.folders[0].name.as_str(), there.folders[0].count), ("Work", 2));
    assert_eq!(there.loose, [0]);

    let deleted = scene.app.delete_folder(FolderOfArgs { folder }).await.unwrap();
    assert_eq!(deleted.conversations, 2);
    assert_eq!(outline(&scene).await.loose, [2]);
    scene.app.take_back(TakeBackArgs { change: deleted.change }).await.unwrap();
    assert_eq!(outline(&scene).await, there);
    scene.app.take_back(TakeBackArgs { change: moved.change }).await.unwrap();
    assert_eq!(outline(&scene).await.loose, [2]);
    let again = scene.app.take_back(TakeBackArgs { change: moved.change }).await.unwrap_err();
    assert_eq!(again.code, ErrorCode::NotFound);
}

#[tokio::test]
async fn names_are_told_apart() {
    let scene = Scene::new().await;
    let folder = FolderId(scene.app.create_folder(named("Work")).await.unwrap().parse().unwrap());
    assert_eq!(scene.app.create_folder(named("work")).await.unwrap_err().code, ErrorCode::Invalid);
    assert_eq!(scene.app.create_folder(named("  ")).await.unwrap_err().code, ErrorCode::Invalid);
    scene.app.create_folder(named("Home")).await.unwrap();
    let rename = |name: &str| RenameFolderArgs { folder, name: name.into() };
    assert_eq!(scene.app.rename_folder(rename("HOME")).await.unwrap_err().code, ErrorCode::Invalid);
    scene.app.rename_folder(rename("WORK")).await.unwrap();
    // A tag is made by being given: the second time it is there.
    let tag = scene.app.create_tag(named("later")).await.unwrap();
    assert_eq!(scene.app.create_tag(named("Later")).await.unwrap(), tag);
    scene.app.create_tag(named("soon")).await.unwrap();
    let tag = TagId(tag.parse().unwrap());
    let taken = RenameTagArgs { tag, name: "Soon".into() };
    assert_eq!(scene.app.rename_tag(taken).await.unwrap_err().code, ErrorCode::Invalid);
}

#[tokio::test]
async fn a_deleted_tag_comes_back_to_what_had_it() {
    let scene = Scene::new().await;
    let conversation = start(&scene, "one").await;
    let tag = TagId(scene.app.create_tag(named("later")).await.unwrap().parse().unwrap());
    let change = ConversationChange::Tag { tag, given: true };
    let args = ChangeArgs { conversations: vec![conversation], change };
    scene.app.change_conversations(args).await.unwrap();
    let deleted = scene.app.delete_tag(TagArgs { tag }).await.unwrap();
    let of = ConversationsArgs { conversations: vec![conversation] };
    assert!(scene.app.tags_of(of.clone()).await.unwrap().is_empty());
    scene.app.take_back(TakeBackArgs { change: deleted.change }).await.unwrap();
    assert_eq!(scene.app.tags_of(of).await.unwrap()[0].tag, tag);
    let rows = scene.app.conversation_page(page(ListPlace::Loose)).await.unwrap();
    assert_eq!(rows[0].tags, [tag]);
}

#[tokio::test]
async fn what_was_deleted_for_good_does_not_come_back() {
    let scene = Scene::new().await;
    let conversations = vec![start(&scene, "one").await, start(&scene, "two").await];
    let change = ConversationChange::Trashed { set: true };
    let args = ChangeArgs { conversations: conversations.clone(), change };
    let deleted = scene.app.change_conversations(args).await.unwrap();
    assert_eq!(outline(&scene).await.trash, 2);
    let rows = scene.app.conversation_page(page(ListPlace::Trash)).await.unwrap();
    assert!(rows.iter().all(|row| row.trashed_at.is_some()));

    let first = ConversationsArgs { conversations: vec![conversations[0]] };
    scene.app.delete_for_good(first).await.unwrap();
    scene.app.take_back(TakeBackArgs { change: deleted.change }).await.unwrap();
    let ids = scene.app.conversation_ids(page(ListPlace::Loose)).await.unwrap();
    assert_eq!(ids, [conversations[1].to_string()]);
    scene.app.empty_trash(NoArgs {}).await.unwrap();
    assert_eq!(outline(&scene).await.trash, 0);
}
