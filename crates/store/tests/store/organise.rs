//! Folders, tags, pins, the archive and the trash, for one conversation and for many.

use parlance_domain::{ConversationId, FolderId, Timestamp};
use parlance_store::{Change, Counts, ListPlace, ListSort, Page, Purged, Store, StoreErrorKind};

use crate::support::*;

const DAY_MS: i64 = 24 * 60 * 60 * 1000;

fn page(place: ListPlace) -> Page {
    Page { place, tag: None, sort: ListSort::Updated, offset: 0, limit: 100 }
}

async fn titles(store: &Store, page: Page) -> Vec<String> {
    store.page(page).await.unwrap().into_iter().map(|row| row.title).collect()
}

async fn counts(store: &Store) -> Counts {
    store.counts(None, ListSort::Updated, &[Timestamp(0)]).await.unwrap()
}

/// Conversations of these titles, each used a second after the one before.
async fn talks(store: &Store, titles: &[&str]) -> Vec<ConversationId> {
    let mut ids = Vec::new();
    for (title, at) in titles.iter().zip(1_i64..) {
        let (id, _, _) = talk(store, title, "question", "answer").await;
        store.touch(id, Timestamp(at * 1000)).await.unwrap();
        ids.push(id);
    }
    ids
}

#[tokio::test]
async fn each_conversation_is_in_one_place() {
    let home = home();
    let store = open(home.path()).await;
    let ids = talks(&store, &["loose", "filed", "pinned", "archived", "deleted"]).await;
    let folder = store.add_folder("Work", Timestamp(1)).await.unwrap();
    // All of them are in the folder, and the later places go before it.
    store.change(&ids[1..], Change::Folder(Some(folder)), Timestamp(1)).await.unwrap();
    store.change(&ids[2..], Change::Pinned(true), Timestamp(2)).await.unwrap();
    store.change(&ids[3..], Change::Archived(true), Timestamp(3)).await.unwrap();
    store.change(&ids[4..], Change::Trashed(true), Timestamp(4)).await.unwrap();
    for (place, title) in [
        (ListPlace::Loose, "loose"),
        (ListPlace::Folder(folder), "filed"),
        (ListPlace::Pinned, "pinned"),
        (ListPlace::Archived, "archived"),
        (ListPlace::Trash, "deleted"),
    ] {
        assert_eq!(titles(&store, page(place)).await, [title], "{place:?}");
    }
    let expected = Counts { pinned: 1, folders: vec![(folder, 1)], loose: vec![1], archived: 1, trash: 1 };
    assert_eq!(counts(&store).await, expected);
    let [deleted] = &store.page(page(ListPlace::Trash)).await.unwrap()[..] else { panic!("one is there") };
    assert_eq!(deleted.trashed_at, Some(Timestamp(4)));
    assert_eq!((deleted.folder, deleted.pinned_at), (Some(folder), Some(Timestamp(2))));
}

#[tokio::test]
async fn a_page_is_a_piece_of_its_order() {
    let home = home();
    let store = open(home.path()).await;
    talks(&store, &["b", "C", "a"]).await;
    let of = |sort, offset, limit| Page { sort, offset, limit, ..page(ListPlace::Loose) };
    assert_eq!(titles(&store, of(ListSort::Updated, 0, 2)).await, ["a", "C"]);
    assert_eq!(titles(&store, of(ListSort::Updated, 2, 2)).await, ["b"]);
    assert_eq!(titles(&store, of(ListSort::Title, 0, 9)).await, ["a", "b", "C"]);
    let created = titles(&store, of(ListSort::Created, 0, 9)).await;
    assert_eq!(created, ["a", "C", "b"]);
    let ids = store.page_ids(of(ListSort::Title, 1, 9)).await.unwrap();
    let listed = store.page(of(ListSort::Title, 1, 9)).await.unwrap();
    assert_eq!(ids, listed.iter().map(|row| row.id).collect::<Vec<_>>());
}

#[tokio::test]
async fn periods_are_counted_between_their_bounds() {
    let home = home();
    let store = open(home.path()).await;
    talks(&store, &["1 s", "2 s", "3 s", "4 s"]).await;
    let count = async |bounds: &[i64]| {
        let bounds: Vec<_> = bounds.iter().copied().map(Timestamp).collect();
        store.counts(None, ListSort::Updated, &bounds).await.unwrap().loose
    };
    assert_eq!(count(&[4000, 2000, 1500]).await, [1, 2, 1]);
    assert_eq!(count(&[9000, 3000]).await, [0, 4]);
    assert_eq!(count(&[]).await, [] as [u64; 0]);
}

#[tokio::test]
async fn a_change_is_taken_back_where_it_changed_something() {
    let home = home();
    let store = open(home.path()).await;
    let ids = talks(&store, &["a", "b"]).await;
    let [one, other] = [store.add_folder("1", Timestamp(1)), store.add_folder("2", Timestamp(1))];
    let (one, other) = (one.await.unwrap(), other.await.unwrap());
    let tag = store.add_tag("later", Timestamp(1)).await.unwrap();
    store.change(&ids[..1], Change::Folder(Some(one)), Timestamp(1)).await.unwrap();
    store.change(&ids[..1], Change::Pinned(true), Timestamp(7)).await.unwrap();
    store.change(&ids[..1], Change::Tag { tag, given: true }, Timestamp(1)).await.unwrap();
    let all = async || {
        let mut rows = store.page(page(ListPlace::Loose)).await.unwrap();
        for place in
            [ListPlace::Pinned, ListPlace::Folder(one), ListPlace::Folder(other), ListPlace::Archived]
        {
            rows.append(&mut store.page(page(place)).await.unwrap());
        }
        rows.sort_by_key(|row| row.id);
        rows
    };
    let before = all().await;
    for (change, changed) in [
        (Change::Folder(Some(other)), 2),
        (Change::Folder(Some(one)), 1),
        (Change::Folder(None), 1),
        (Change::Pinned(true), 1),
        (Change::Pinned(false), 1),
        (Change::Archived(true), 2),
        (Change::Trashed(true), 2),
        (Change::Trashed(false), 0),
        (Change::Tag { tag, given: true }, 1),
        (Change::Tag { tag, given: false }, 1),
    ] {
        let changes = store.change(&ids, change, Timestamp(100)).await.unwrap();
        assert_eq!(changes.conversations().len(), changed, "{change:?}");
        assert_eq!(all().await == before, changed == 0, "{change:?}");
        store.take_back(&changes).await.unwrap();
        assert_eq!(all().await, before, "{change:?}");
    }
    assert_sound(&store).await;
}

#[tokio::test]
async fn what_is_not_there_cannot_be_changed_or_used() {
    let home = home();
    let store = open(home.path()).await;
    let ids = talks(&store, &["a"]).await;
    let refused = async |ids: &[ConversationId], change| {
        store.change(ids, change, Timestamp(1)).await.unwrap_err().kind
    };
    assert_eq!(refused(&[ConversationId::new()], Change::Pinned(true)).await, StoreErrorKind::NotFound);
    assert_eq!(refused(&ids, Change::Folder(Some(FolderId::new()))).await, StoreErrorKind::NotFound);
    // One that went meanwhile does not keep the others back.
    let changes = store.change(&[ConversationId::new(), ids[0]], Change::Pinned(true), Timestamp(1)).await;
    assert_eq!(changes.unwrap().conversations(), ids);
}

#[tokio::test]
async fn a_deleted_folder_comes_back_with_its_conversations() {
    let home = home();
    let store = open(home.path()).await;
    let ids = talks(&store, &["a", "b"]).await;
    let folder = store.add_folder("Work", Timestamp(1)).await.unwrap();
    let other = store.add_folder("Home", Timestamp(1)).await.unwrap();
    store.change(&ids, Change::Folder(Some(folder)), Timestamp(1)).await.unwrap();
    let deleted = store.delete_folder(folder).await.unwrap();
    assert_eq!(titles(&store, page(ListPlace::Loose)).await, ["b", "a"]);
    // What was put elsewhere in between stays there.
    store.change(&ids[1..], Change::Folder(Some(other)), Timestamp(1)).await.unwrap();
    store.restore_folder(&deleted).await.unwrap();
    store.restore_folder(&deleted).await.unwrap();
    let folders: Vec<_> = store.folders().await.unwrap().into_iter().map(|folder| folder.name).collect();
    assert_eq!(folders, ["Work", "Home"]);
    assert_eq!(titles(&store, page(ListPlace::Folder(folder))).await, ["a"]);
    assert_eq!(titles(&store, page(ListPlace::Folder(other))).await, ["b"]);
    assert_eq!(store.delete_folder(FolderId::new()).await.unwrap_err().kind, StoreErrorKind::NotFound);
}

#[tokio::test]
async fn folders_keep_the_order_they_are_given() {
    let home = home();
    let store = open(home.path()).await;
    let mut ids = Vec::new();
    for name in ["a", "b", "c"] {
        ids.push(store.add_folder(name, Timestamp(1)).await.unwrap());
    }
    store.order_folders(&[ids[2], FolderId::new()]).await.unwrap();
    store.rename_folder(ids[0], "A").await.unwrap();
    let names: Vec<_> = store.folders().await.unwrap().into_iter().map(|folder| folder.name).collect();
    assert_eq!(names, ["c", "A", "b"]);
}

#[tokio::test]
async fn a_tag_is_a_filter_and_comes_back_when_it_was_deleted() {
    let home = home();
    let store = open(home.path()).await;
    let ids = talks(&store, &["a", "b", "c"]).await;
    let tag = store.add_tag("later", Timestamp(1)).await.unwrap();
    store.change(&ids[1..], Change::Tag { tag, given: true }, Timestamp(1)).await.unwrap();
    store.change(&ids[2..], Change::Pinned(true), Timestamp(1)).await.unwrap();
    let tagged = Page { tag: Some(tag), ..page(ListPlace::Loose) };
    assert_eq!(titles(&store, tagged).await, ["b"]);
    let counted = store.counts(Some(tag), ListSort::Updated, &[Timestamp(0)]).await.unwrap();
    assert_eq!((counted.pinned, counted.loose), (1, vec![1]));
    assert_eq!(store.tags_of(&ids).await.unwrap(), [(tag, 2)]);
    let known = store.tags().await.unwrap();
    assert_eq!((known[0].name.as_str(), known[0].count), ("later", 2));

    let deleted = store.delete_tag(tag).await.unwrap();
    assert_eq!(store.tags_of(&ids).await.unwrap(), []);
    store.restore_tag(&deleted).await.unwrap();
    assert_eq!(store.tags().await.unwrap(), known);
    assert_eq!(titles(&store, tagged).await, ["b"]);
    store.rename_tag(tag, "soon").await.unwrap();
    assert_eq!(store.tags().await.unwrap()[0].name, "soon");
}

#[tokio::test]
async fn the_trash_is_emptied_at_once_and_leaves_nothing() {
    let home = home();
    let store = open(home.path()).await;
    let ids = talks(&store, &["kept", "deleted", "also deleted"]).await;
    let trashed = store.change(&ids[1..], Change::Trashed(true), Timestamp::now()).await.unwrap();
    assert_eq!(store.doom(&ids[..2]).await.unwrap(), 1, "what is not in the trash is not doomed");
    assert_eq!(titles(&store, page(ListPlace::Trash)).await, ["also deleted"]);
    // Undo comes too late for what was deleted for good.
    store.take_back(&trashed).await.unwrap();
    assert_eq!(titles(&store, page(ListPlace::Loose)).await, ["also deleted", "kept"]);
    store.change(&ids[2..], Change::Trashed(true), Timestamp::now()).await.unwrap();
    assert_eq!(store.doom_trash().await.unwrap(), 1);
    let purged = store.purge(Timestamp::now()).await.unwrap();
    assert_eq!(purged, Purged { conversations: 2, messages: 0 });
    assert_eq!(store.conversation(ids[1]).await.unwrap_err().kind, StoreErrorKind::NotFound);
    assert_eq!(titles(&store, page(ListPlace::Loose)).await, ["kept"]);
    assert_sound(&store).await;
}

#[tokio::test]
async fn thirty_days_bring_it_back_and_a_turn_keeps_it_longer() {
    let home = home();
    let store = open(home.path()).await;
    let (old, _, _) = talk(&store, "old", "q", "a").await;
    let (new, _, _) = talk(&store, "new", "q", "a").await;
    let (writing, _, answer) = ask_new(&store, "writing", "q").await;
    let now = Timestamp(100 * DAY_MS);
    store.change(&[old, writing], Change::Trashed(true), Timestamp(70 * DAY_MS - 1)).await.unwrap();
    store.change(&[new], Change::Trashed(true), Timestamp(70 * DAY_MS)).await.unwrap();
    assert_eq!(store.purge(now).await.unwrap().conversations, 1);
    assert_eq!(titles(&store, page(ListPlace::Trash)).await, ["new", "writing"]);
    store.seal(&seal(answer, "done")).await.unwrap();
    assert_eq!(store.purge(now).await.unwrap().conversations, 1);
    assert_eq!(titles(&store, page(ListPlace::Trash)).await, ["new"]);
}

#[tokio::test]
async fn an_old_branch_leaves_the_trash_with_all_that_hangs_on_it() {
    let home = home();
    let store = open(home.path()).await;
    let (id, question, answer) = talk(&store, "t", "question", "first").await;
    let (_, _, other) = talk(&store, "another", "question", "first").await;
    let mark = |messages: &[parlance_domain::MessageId], at: i64| {
        let ids: Vec<_> = messages.iter().map(|id| format!("x'{}'", id.0.simple())).collect();
        format!("UPDATE message SET trashed_at = {at} WHERE id IN ({})", ids.join(","))
    };
    let now = Timestamp(100 * DAY_MS);
    // A branch that is shown, and one that a message outside of the trash hangs on, stay.
    run_sql(home.path(), &mark(&[question, answer], 1)).await;
    assert_eq!(store.purge(now).await.unwrap(), Purged::default());
    run_sql(home.path(), &format!("UPDATE conversation SET leaf = NULL WHERE id = x'{}'", id.0.simple()))
        .await;
    run_sql(home.path(), &mark(&[answer], 80 * DAY_MS)).await;
    assert_eq!(store.purge(now).await.unwrap(), Purged::default());
    run_sql(home.path(), &mark(&[answer], 2)).await;
    assert_eq!(store.purge(now).await.unwrap(), Purged { conversations: 0, messages: 2 });
    assert!(store.messages(id).await.unwrap().is_empty());
    assert!(store.message(other).await.is_ok());
    assert_sound(&store).await;
}
