//! Order among the conversations: the list, what is done to many of them, folders, tags, the trash.

mod changes;
mod names;
mod trash;

use parlance_domain::Timestamp;
use parlance_ipc::{
    ConversationRow, ConversationsArgs, FolderView, IpcError, ListPlace, ListSort, Outline, OutlineArgs,
    PageArgs, TagUse, TagView,
};
use parlance_store::{self as store, ListedConversation};

pub(crate) use self::changes::Done;
pub(crate) use self::trash::purge;
use crate::{App, error};

/// A page is what a window shows, not a way to the whole history.
const PAGE: u32 = 500;

impl App {
    pub async fn conversation_page(&self, args: PageArgs) -> Result<Vec<ConversationRow>, IpcError> {
        let page = store::Page { limit: args.limit.min(PAGE), ..page(args) };
        let rows = self.store().await?.page(page).await.map_err(error::store)?;
        Ok(rows.into_iter().map(|row| self.row(row)).collect())
    }

    /// As [`App::conversation_page`], the ids alone and as many as are asked for: what a selection takes in.
    pub async fn conversation_ids(&self, args: PageArgs) -> Result<Vec<String>, IpcError> {
        let ids = self.store().await?.page_ids(page(args)).await.map_err(error::store)?;
        Ok(ids.into_iter().map(|id| id.to_string()).collect())
    }

    pub async fn conversation_outline(&self, args: OutlineArgs) -> Result<Outline, IpcError> {
        let store = self.store().await?;
        let bounds: Vec<_> = args.bounds.into_iter().map(Timestamp).collect();
        let (counts, folders, tags, trashed_branches) = futures::try_join!(
            store.counts(args.tag, sort(args.sort), &bounds),
            store.folders(),
            store.tags(),
            store.trashed_branch_count(),
        )
        .map_err(error::store)?;
        let count =
            |id| counts.folders.iter().find(|(folder, _)| *folder == id).map_or(0, |(_, count)| *count);
        Ok(Outline {
            pinned: counts.pinned,
            folders: folders
                .into_iter()
                .map(|folder| FolderView { count: count(folder.id), id: folder.id, name: folder.name })
                .collect(),
            loose: counts.loose,
            archived: counts.archived,
            trash: counts.trash,
            trashed_branches,
            tags: tags
                .into_iter()
                .map(|tag| TagView { id: tag.id, name: tag.name, count: tag.count })
                .collect(),
        })
    }

    pub async fn tags_of(&self, args: ConversationsArgs) -> Result<Vec<TagUse>, IpcError> {
        let used = self.store().await?.tags_of(&args.conversations).await.map_err(error::store)?;
        Ok(used.into_iter().map(|(tag, count)| TagUse { tag, count }).collect())
    }

    fn row(&self, row: ListedConversation) -> ConversationRow {
        ConversationRow {
            id: row.id,
            title: row.title,
            folder: row.folder,
            tags: row.tags,
            pinned: row.pinned_at.is_some(),
            archived: row.archived_at.is_some(),
            created_at: row.created_at.0,
            updated_at: row.updated_at.0,
            trashed_at: row.trashed_at.map(|at| at.0),
            streaming: self.inner.turns.in_conversation(row.id).is_some(),
            unread: row.unread,
        }
    }
}

fn page(args: PageArgs) -> store::Page {
    store::Page {
        place: match args.place {
            ListPlace::Pinned => store::ListPlace::Pinned,
            ListPlace::Folder { folder } => store::ListPlace::Folder(folder),
            ListPlace::Loose => store::ListPlace::Loose,
            ListPlace::Archived => store::ListPlace::Archived,
            ListPlace::Trash => store::ListPlace::Trash,
        },
        tag: args.tag,
        sort: sort(args.sort),
        offset: args.offset,
        limit: args.limit,
    }
}

fn sort(sort: ListSort) -> store::ListSort {
    match sort {
        ListSort::Updated => store::ListSort::Updated,
        ListSort::Created => store::ListSort::Created,
        ListSort::Title => store::ListSort::Title,
    }
}
