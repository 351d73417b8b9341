//! Whatever is done in whatever order: a stamp belongs to what is here, nothing that is here counts as deleted, and what went for
//! good has left a mark.

use std::collections::BTreeSet;
use std::path::Path;

use parlance_domain::{
    ArchivedConversation, ConversationId, FolderId, MessageId, MessageStatus, Organisation, Parameters,
    Persona, PersonaId, TagId, Template, TemplateId, Timestamp,
};
use parlance_store::{
    Change, Changes, Deleted, DeletedFolder, DeletedTag, NewBranch, PersonaPlace, Seal, Store,
};
use proptest::prelude::*;
use sqlx::Row as _;

use crate::support::*;

#[derive(Debug, Clone)]
enum Op {
    Talk,
    Rename(usize),
    /// Goes on with an answer that was cut off.
    Resume(usize),
    Change(usize, What),
    TakeBack(usize),
    AddFolder,
    RenameFolder(usize),
    OrderFolders,
    DeleteFolder(usize),
    RestoreFolder(usize),
    AddTag,
    RenameTag(usize),
    DeleteTag(usize),
    RestoreTag(usize),
    /// As it is, or with other words.
    PutTemplate(usize, bool),
    RemoveTemplate(usize),
    PutPersona(usize, bool),
    Choose(usize, usize),
    RemovePersona(usize),
    RestorePersona(usize),
    TrashBranch(usize),
    RestoreBranch(usize),
    BranchOff(usize),
    Purge,
    ClearTrash,
    /// Keeps a conversation, and what lies beside it, as an export does.
    Archive(usize),
    Merge(usize, bool),
    MergeOrganisation(usize),
}

#[derive(Debug, Clone, Copy)]
enum What {
    Folder(Option<usize>),
    Tag(usize, bool),
    Pinned(bool),
    Archived(bool),
    Trashed(bool),
}

fn what() -> impl Strategy<Value = What> {
    prop_oneof![
        any::<Option<usize>>().prop_map(What::Folder),
        any::<(usize, bool)>().prop_map(|(n, given)| What::Tag(n, given)),
        any::<bool>().prop_map(What::Pinned),
        any::<bool>().prop_map(What::Archived),
        any::<bool>().prop_map(What::Trashed),
    ]
}

fn op() -> impl Strategy<Value = Op> {
    let n = any::<usize>;
    prop_oneof![
        3 => Just(Op::Talk),
        1 => n().prop_map(Op::Rename),
        1 => n().prop_map(Op::Resume),
        8 => (n(), what()).prop_map(|(n, what)| Op::Change(n, what)),
        2 => n().prop_map(Op::TakeBack),
        2 => Just(Op::AddFolder),
        1 => n().prop_map(Op::RenameFolder),
        1 => Just(Op::OrderFolders),
        2 => n().prop_map(Op::DeleteFolder),
        2 => n().prop_map(Op::RestoreFolder),
        2 => Just(Op::AddTag),
        1 => n().prop_map(Op::RenameTag),
        2 => n().prop_map(Op::DeleteTag),
        2 => n().prop_map(Op::RestoreTag),
        3 => (n(), any::<bool>()).prop_map(|(n, other)| Op::PutTemplate(n, other)),
        1 => n().prop_map(Op::RemoveTemplate),
        3 => (n(), any::<bool>()).prop_map(|(n, other)| Op::PutPersona(n, other)),
        2 => (n(), n()).prop_map(|(n, persona)| Op::Choose(n, persona)),
        1 => n().prop_map(Op::RemovePersona),
        1 => n().prop_map(Op::RestorePersona),
        2 => n().prop_map(Op::TrashBranch),
        1 => n().prop_map(Op::RestoreBranch),
        1 => n().prop_map(Op::BranchOff),
        1 => Just(Op::Purge),
        1 => Just(Op::ClearTrash),
        2 => n().prop_map(Op::Archive),
        3 => (n(), any::<bool>()).prop_map(|(n, again)| Op::Merge(n, again)),
        1 => n().prop_map(Op::MergeOrganisation),
    ]
}

/// What there was at any time. What is done to something that is gone is refused, and changes nothing.
#[derive(Default)]
struct Known {
    conversations: Vec<ConversationId>,
    messages: Vec<(ConversationId, MessageId)>,
    folders: Vec<FolderId>,
    tags: Vec<TagId>,
    templates: Vec<Template>,
    personas: Vec<Persona>,
    changes: Vec<Changes>,
    deleted_folders: Vec<DeletedFolder>,
    deleted_tags: Vec<DeletedTag>,
    removed_personas: Vec<(Persona, Vec<ConversationId>)>,
    archives: Vec<(ArchivedConversation, Organisation)>,
}

/// The n-th of those that there are.
fn nth<T: Clone>(of: &[T], n: usize) -> Option<T> {
    (!of.is_empty()).then(|| of[n % of.len()].clone())
}

fn cut_off(message: MessageId) -> Seal {
    Seal { status: MessageStatus::Interrupted, ..seal(message, "words") }
}

async fn apply(op: &Op, store: &Store, known: &mut Known) -> Option<()> {
    let now = Timestamp::now();
    match op {
        Op::Talk => {
            let (id, question, answer) = ask_new(store, "t", "q").await;
            store.seal(&cut_off(answer)).await.unwrap();
            known.conversations.push(id);
            known.messages.extend([(id, question), (id, answer)]);
        }
        Op::Rename(n) => drop(store.set_title(nth(&known.conversations, *n)?, "other").await),
        Op::Resume(n) => {
            let (_, message) = nth(&known.messages, *n)?;
            if store.resume_turn(message).await.is_ok() {
                store.seal(&cut_off(message)).await.unwrap();
            }
        }
        Op::Change(n, what) => {
            let change = match *what {
                What::Folder(None) => Change::Folder(None),
                What::Folder(Some(folder)) => Change::Folder(Some(nth(&known.folders, folder)?)),
                What::Tag(tag, given) => Change::Tag { tag: nth(&known.tags, tag)?, given },
                What::Pinned(set) => Change::Pinned(set),
                What::Archived(set) => Change::Archived(set),
                What::Trashed(set) => Change::Trashed(set),
            };
            known.changes.extend(store.change(&[nth(&known.conversations, *n)?], change, now).await);
        }
        Op::TakeBack(n) => drop(store.take_back(&nth(&known.changes, *n)?).await),
        Op::AddFolder => known.folders.push(store.add_folder("f", now).await.unwrap()),
        Op::RenameFolder(n) => drop(store.rename_folder(nth(&known.folders, *n)?, "other").await),
        Op::OrderFolders => {
            known.folders.reverse();
            store.order_folders(&known.folders).await.unwrap();
        }
        Op::DeleteFolder(n) => {
            known.deleted_folders.extend(store.delete_folder(nth(&known.folders, *n)?).await);
        }
        Op::RestoreFolder(n) => store.restore_folder(&nth(&known.deleted_folders, *n)?).await.unwrap(),
        Op::AddTag => known.tags.push(store.add_tag("t", now).await.unwrap()),
        Op::RenameTag(n) => drop(store.rename_tag(nth(&known.tags, *n)?, "other").await),
        Op::DeleteTag(n) => known.deleted_tags.extend(store.delete_tag(nth(&known.tags, *n)?).await),
        Op::RestoreTag(n) => store.restore_tag(&nth(&known.deleted_tags, *n)?).await.unwrap(),
        Op::PutTemplate(n, other) => {
            let mut template = nth(&known.templates, *n).unwrap_or_else(|| Template {
                id: TemplateId::new(),
                name: "t".into(),
                description: String::new(),
                body: "b".into(),
            });
            if *other {
                template.body.push('c');
            }
            store.put_template(&template).await.unwrap();
            known.templates.push(template);
        }
        Op::RemoveTemplate(n) => drop(store.remove_template(nth(&known.templates, *n)?.id).await),
        Op::PutPersona(n, other) => {
            let mut persona = nth(&known.personas, *n).unwrap_or_else(|| Persona {
                id: PersonaId::new(),
                name: "p".into(),
                icon: String::new(),
                description: String::new(),
                model: None,
                parameters: Parameters::default(),
                starters: Vec::new(),
            });
            if *other {
                persona.description.push('d');
            }
            store.put_persona(&persona).await.unwrap();
            known.personas.push(persona);
        }
        Op::Choose(n, persona) => {
            let place = PersonaPlace {
                persona: Some(nth(&known.personas, *persona)?.id),
                parameters: Parameters { temperature: Some(0.5), ..Parameters::default() },
                model: Some(model()),
            };
            drop(store.set_persona(Some(nth(&known.conversations, *n)?), &place).await);
        }
        Op::RemovePersona(n) => {
            let persona = nth(&known.personas, *n)?;
            let had = store.remove_persona(persona.id).await;
            known.removed_personas.extend(had.map(|had| (persona, had)));
        }
        Op::RestorePersona(n) => {
            let (persona, had) = nth(&known.removed_personas, *n)?;
            store.restore_persona(&persona, &had).await.unwrap();
        }
        Op::TrashBranch(n) => {
            let (conversation, message) = nth(&known.messages, *n)?;
            drop(store.trash_branch(conversation, message, Timestamp(7)).await);
        }
        Op::RestoreBranch(n) => {
            let (conversation, message) = nth(&known.messages, *n)?;
            drop(store.restore_branch(conversation, message).await);
        }
        Op::BranchOff(n) => {
            let (conversation, message) = nth(&known.messages, *n)?;
            let new = NewBranch { id: ConversationId::new(), title: "b".into(), at: now };
            if store.branch_off(conversation, message, &new).await.is_ok() {
                known.conversations.push(new.id);
                let copies = store.messages(new.id).await.unwrap();
                known.messages.extend(copies.iter().map(|copy| (new.id, copy.id)));
            }
        }
        Op::Purge => {
            store.purge(now).await.unwrap();
        }
        Op::ClearTrash => {
            store.doom_trash().await.unwrap();
            store.purge(now).await.unwrap();
        }
        Op::Archive(n) => {
            let archived = store.archive(nth(&known.conversations, *n)?).await.ok()?;
            known.archives.push((archived, store.organisation().await.unwrap()));
        }
        Op::Merge(n, again) => {
            let (mut archived, _) = nth(&known.archives, *n)?;
            archived.updated_at = now;
            let deleted = if *again { Deleted::ComesBack } else { Deleted::StaysDeleted };
            let merged = store.merge(&[archived], deleted).await.unwrap()[0];
            known.conversations.push(merged.id);
            if let Ok(here) = store.messages(merged.id).await {
                known.messages.extend(here.iter().map(|message| (merged.id, message.id)));
            }
        }
        Op::MergeOrganisation(n) => {
            store.merge_organisation(&nth(&known.archives, *n)?.1).await.unwrap();
        }
    }
    Some(())
}

type Thing = (String, Vec<u8>);

async fn things(home: &Path, sql: &'static str) -> BTreeSet<Thing> {
    let rows = sqlx::query(sql).fetch_all(&mut raw(home).await).await.unwrap();
    rows.iter().map(|row| (row.get(0), row.get(1))).collect()
}

const HERE: &str = "SELECT 'conversation', id FROM conversation UNION ALL SELECT 'message', id FROM message \
    UNION ALL SELECT 'folder', id FROM folder UNION ALL SELECT 'tag', id FROM tag \
    UNION ALL SELECT 'template', id FROM template UNION ALL SELECT 'persona', id FROM persona";
const STAMPED: &str = "SELECT entity, id FROM sync_field UNION \
    SELECT 'tag', unhex(substr(field, 5)) FROM sync_field WHERE field GLOB 'tag:*'";
const DELETED: &str = "SELECT entity, id FROM sync_tombstone";
/// A conversation's mark stands for its messages.
const OWNERS: &str =
    "SELECT lower(hex(c.id)), m.id FROM message m JOIN conversation c ON c.pk = m.conversation";

proptest! {
    #![proptest_config(ProptestConfig { cases: 32, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn stamps_and_marks_belong_to_what_they_say(ops in prop::collection::vec(op(), 1..60)) {
        tokio::runtime::Runtime::new().unwrap().block_on(async {
            let home = home();
            let store = open(home.path()).await;
            let mut known = Known::default();
            let (mut met, mut owners) = (BTreeSet::new(), BTreeSet::new());
            for op in [Op::Talk, Op::AddFolder, Op::AddTag].iter().chain(&ops) {
                let _ = apply(op, &store, &mut known).await;
                let here = things(home.path(), HERE).await;
                let stamped = things(home.path(), STAMPED).await;
                let deleted = things(home.path(), DELETED).await;
                owners.extend(things(home.path(), OWNERS).await);
                assert_eq!(stamped.difference(&here).next(), None, "a stamp of nothing after {op:?}");
                assert_eq!(deleted.intersection(&here).next(), None, "deleted and here after {op:?}");
                met.extend(here.iter().cloned());
                for gone in met.difference(&here).filter(|gone| !deleted.contains(*gone)) {
                    let its_conversation = owners.iter().find(|(_, message)| gone.0 == "message" && *message == gone.1);
                    let marked = its_conversation.is_some_and(|(owner, _)| {
                        deleted.iter().any(|(entity, id)| entity == "conversation" && hex(id) == *owner)
                    });
                    assert!(marked, "{gone:?} went without a mark after {op:?}");
                }
            }
            assert_sound(&store).await;
        });
    }
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
