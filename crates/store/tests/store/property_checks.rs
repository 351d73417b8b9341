//! A history and the model of it, compared: as a whole, and over what changes much at once.

use std::collections::BTreeSet;

use parlance_domain::{ArchivedMessage, ConversationId, MessageStatus, Timestamp, Tree};
use parlance_store::{Deleted, MergeOutcome, Store};

use crate::property_model::{Model, Said};

/// Conversations in the trash go, and branches. What a turn writes stays for this time.
pub(crate) async fn purge(store: &Store, model: &mut Model) {
    let streams = |id: ConversationId| model.of(id).any(|said| said.status == MessageStatus::Streaming);
    let gone: BTreeSet<_> = model
        .leaves
        .iter()
        .filter(|(id, (_, trashed))| *trashed && !streams(**id))
        .map(|(id, _)| *id)
        .collect();
    let branches = model
        .messages
        .iter()
        .filter(|said| said.trashed.is_some() && !gone.contains(&said.conversation))
        .count();
    let purged = store.purge(Timestamp::now()).await.unwrap();
    assert_eq!((purged.conversations, purged.messages), (gone.len() as u64, branches as u64));
    let (stays, goes) = std::mem::take(&mut model.messages)
        .into_iter()
        .partition(|said| said.trashed.is_none() && !gone.contains(&said.conversation));
    model.messages = stays;
    model.purged.extend(goes.iter().map(|said: &Said| said.id));
    model.leaves.retain(|id, _| !gone.contains(id));
    model.comparing.retain(|id, _| !gone.contains(id));
}

/// What is here stays as it is, and what was deleted for good stays away. What is new hangs where it did, in the trash if that is
/// there.
pub(crate) async fn import(store: &Store, model: &mut Model, n: usize) {
    if model.exports.is_empty() {
        return;
    }
    let export = &model.exports[n % model.exports.len()];
    let id = export.id;
    let is_here = model.leaves.contains_key(&id);
    let mut new = Vec::new();
    for ArchivedMessage { message, .. } in &export.messages {
        let known = model.purged.contains(&message.id) || model.of(id).any(|said| said.id == message.id);
        let parent = message.parent.and_then(|parent| model.of(id).find(|said| said.id == parent));
        if let (true, false, Some(parent)) = (is_here, known, parent) {
            new.push((message.clone(), parent.trashed));
        }
    }
    let merged = store.merge(std::slice::from_ref(export), Deleted::StaysDeleted).await.unwrap()[0];
    assert_eq!(merged.messages_added, new.len());
    assert_eq!(merged.outcome == MergeOutcome::Deleted, !is_here);
    for (message, trashed) in new {
        model.add([&message]);
        model.messages.last_mut().unwrap().trashed = trashed;
    }
    if is_here {
        shown(store, model, id).await;
    }
    let again =
        store.merge(std::slice::from_ref(&model.exports[n % model.exports.len()]), Deleted::StaysDeleted);
    assert_eq!(again.await.unwrap()[0].messages_added, 0, "a repetition brings nothing");
    if is_here {
        shown(store, model, id).await;
    }
}

/// What is shown after a branch went or came: the end of a path that is not in the trash, as long as there is one.
pub(crate) async fn shown(store: &Store, model: &mut Model, conversation: ConversationId) {
    let leaf = store.conversation(conversation).await.unwrap().leaf;
    let mut live =
        model.messages.iter().filter(|said| said.conversation == conversation && said.trashed.is_none());
    match leaf {
        Some(leaf) => assert_eq!(model.find(leaf).trashed, None, "the trash is shown"),
        None => assert!(live.next().is_none(), "nothing is shown although there is something"),
    }
    model.shows(conversation, leaf);
}

pub(crate) async fn compare(store: &Store, model: &Model) {
    let mut listed: Vec<_> = store.conversations().await.unwrap().into_iter().map(|c| c.id).collect();
    let mut expected: Vec<_> =
        model.leaves.iter().filter(|(_, (_, trashed))| !trashed).map(|(id, _)| *id).collect();
    listed.sort();
    expected.sort();
    assert_eq!(listed, expected);
    for (id, (leaf, _)) in &model.leaves {
        assert_eq!(store.conversation(*id).await.unwrap().leaf, *leaf);
        let messages = store.messages(*id).await.unwrap();
        let tree = Tree::new(&messages);
        let (said, gone): (Vec<_>, Vec<_>) =
            model.messages.iter().filter(|m| m.conversation == *id).partition(|m| m.trashed.is_none());
        let branches = store.trashed_branches(Some(*id)).await.unwrap();
        assert_eq!(branches.iter().map(|branch| branch.messages as usize).sum::<usize>(), gone.len());
        assert_eq!(
            branches.iter().map(|branch| model.find(branch.message).trashed).collect::<BTreeSet<_>>(),
            gone.iter().map(|m| m.trashed).collect::<BTreeSet<_>>()
        );
        assert_eq!(store.comparing(*id).await.unwrap(), model.comparing.get(id).copied());
        let outline: BTreeSet<_> = store.outline(*id).await.unwrap().iter().map(|entry| entry.id).collect();
        assert_eq!(outline, said.iter().map(|m| m.id).collect());
        assert_eq!(
            messages.iter().map(|m| m.id).collect::<Vec<_>>(),
            said.iter().map(|m| m.id).collect::<Vec<_>>()
        );
        for (message, said) in messages.iter().zip(said) {
            assert_eq!((message.text(), message.status), (said.words.clone(), said.status));
            assert_eq!(message.parent, said.parent);
            let path = tree.path(message.id);
            assert_eq!(path.first().unwrap().parent, None, "a path that ends before the root");
            assert_eq!(path.last().unwrap().id, message.id);
        }
    }
}
