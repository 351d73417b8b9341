//! The list of conversations as a face shows it: in places, page by page.

use parlance_domain::{ConversationId, FolderId, TagId, Timestamp};
use sqlx::query::Query;
use sqlx::sqlite::{Sqlite, SqliteArguments, SqliteRow};
use sqlx::{AssertSqlSafe, Row};
use uuid::Uuid;

use crate::rows;
use crate::{Store, StoreError};

/// Where in the list a conversation is. Each is in one place: the trash goes before the archive, that before the pins, and these
/// before the folders.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ListPlace {
    Pinned,
    Folder(FolderId),
    /// In none of the other places.
    Loose,
    Archived,
    /// The last deleted first, whatever the order.
    Trash,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ListSort {
    /// The last used first.
    Updated,
    /// The newest first.
    Created,
    Title,
}

/// A piece of one place of the list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Page {
    pub place: ListPlace,
    /// Only what has this tag.
    pub tag: Option<TagId>,
    pub sort: ListSort,
    pub offset: u32,
    pub limit: u32,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListedConversation {
    pub id: ConversationId,
    pub title: String,
    pub folder: Option<FolderId>,
    pub tags: Vec<TagId>,
    pub pinned_at: Option<Timestamp>,
    pub archived_at: Option<Timestamp>,
    pub trashed_at: Option<Timestamp>,
    pub created_at: Timestamp,
    pub updated_at: Timestamp,
    /// An answer has ended there since somebody last looked.
    pub unread: bool,
}

/// How many conversations are in each place.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Counts {
    pub pinned: u64,
    /// Of the folders that hold any.
    pub folders: Vec<(FolderId, u64)>,
    /// Of [`ListPlace::Loose`]: since each of the bounds and before the one in front of it. What is older than all of them is the
    /// last one's.
    pub loose: Vec<u64>,
    pub archived: u64,
    pub trash: u64,
}

impl ListPlace {
    /// Its condition; where it is a folder, its id is the second parameter.
    fn condition(self) -> &'static str {
        match self {
            Self::Pinned => "c.trashed_at IS NULL AND c.archived_at IS NULL AND c.pinned_at IS NOT NULL",
            Self::Folder(_) => {
                "c.trashed_at IS NULL AND c.archived_at IS NULL AND c.pinned_at IS NULL \
                 AND c.folder = (SELECT pk FROM folder WHERE id = ?2)"
            }
            Self::Loose => {
                "c.trashed_at IS NULL AND c.archived_at IS NULL AND c.pinned_at IS NULL AND c.folder IS NULL"
            }
            Self::Archived => "c.trashed_at IS NULL AND c.archived_at IS NOT NULL",
            Self::Trash => "c.trashed_at > 0",
        }
    }
}

impl ListSort {
    fn order(self, place: ListPlace) -> &'static str {
        match (place, self) {
            (ListPlace::Trash, _) => "c.trashed_at DESC, c.pk DESC",
            (_, Self::Updated) => "c.updated_at DESC, c.pk DESC",
            (_, Self::Created) => "c.created_at DESC, c.pk DESC",
            (_, Self::Title) => "c.title COLLATE NOCASE, c.pk",
        }
    }
}

/// What all folders hold.
const FOLDERS: &str =
    "c.trashed_at IS NULL AND c.archived_at IS NULL AND c.pinned_at IS NULL AND c.folder IS NOT NULL";

/// The id of the tag is the first parameter.
const HAS_TAG: &str = "EXISTS (SELECT 1 FROM conversation_tag x JOIN tag t ON t.pk = x.tag \
                       WHERE x.conversation = c.pk AND t.id = ?1)";

fn tagged(by_tag: bool) -> &'static str {
    if by_tag { HAS_TAG } else { "true" }
}

/// What is counted outside of the trash: nothing of it is read but the index.
fn counted(by_tag: bool) -> String {
    format!("conversation c INDEXED BY conversation_listed WHERE {}", tagged(by_tag))
}

fn bound<'q>(sql: String, tag: Option<Vec<u8>>) -> Query<'q, Sqlite, SqliteArguments> {
    let query = sqlx::query(AssertSqlSafe(sql));
    if let Some(tag) = tag { query.bind(tag) } else { query }
}

impl Store {
    pub async fn page(&self, page: Page) -> Result<Vec<ListedConversation>, StoreError> {
        let rows = self
            .listed(
                page,
                "c.id, c.title, c.pinned_at, c.archived_at, c.trashed_at, c.created_at, c.updated_at, \
                 (SELECT id FROM folder WHERE pk = c.folder) AS folder_id, \
                 (SELECT group_concat(hex(t.id), ' ') FROM conversation_tag x JOIN tag t ON t.pk = x.tag \
                  WHERE x.conversation = c.pk) AS tags, \
                 EXISTS (SELECT 1 FROM unread WHERE conversation = c.pk) AS unread",
            )
            .await?;
        rows.iter().map(listed).collect()
    }

    /// As [`Store::page`], the ids alone.
    pub async fn page_ids(&self, page: Page) -> Result<Vec<ConversationId>, StoreError> {
        let rows = self.listed(page, "c.id").await?;
        rows.iter().map(|row| rows::uuid(row, "id").map(ConversationId)).collect()
    }

    async fn listed(&self, page: Page, columns: &str) -> Result<Vec<SqliteRow>, StoreError> {
        let tagged = tagged(page.tag.is_some());
        let (place, order) = (page.place.condition(), page.sort.order(page.place));
        let sql = format!(
            "SELECT {columns} FROM conversation c WHERE {place} AND {tagged} ORDER BY {order} LIMIT ?3 OFFSET ?4"
        );
        let folder = if let ListPlace::Folder(folder) = page.place {
            Some(folder.0.as_bytes().to_vec())
        } else {
            None
        };
        let tag = page.tag.map(|tag| tag.0.as_bytes().to_vec());
        let query = sqlx::query(AssertSqlSafe(sql)).bind(tag).bind(folder);
        Ok(query.bind(page.limit).bind(page.offset).fetch_all(&self.readers).await?)
    }

    /// Counts what has `tag`, or everything. `bounds` are moments, the latest first.
    pub async fn counts(
        &self,
        tag: Option<TagId>,
        sort: ListSort,
        bounds: &[Timestamp],
    ) -> Result<Counts, StoreError> {
        let tag = tag.map(|tag| tag.0.as_bytes().to_vec());
        let (places, loose) = tokio::try_join!(self.places(tag.clone()), self.loose(tag, sort, bounds))?;
        Ok(Counts { loose, ..places })
    }

    /// All but [`Counts::loose`].
    async fn places(&self, tag: Option<Vec<u8>>) -> Result<Counts, StoreError> {
        let (counted, tagged) = (counted(tag.is_some()), tagged(tag.is_some()));
        let sql = format!(
            "SELECT 'pinned' AS place, NULL AS id, count(*) AS n FROM {counted} AND {} \
             UNION ALL SELECT 'archived', NULL, count(*) FROM {counted} AND {} \
             UNION ALL SELECT 'trash', NULL, count(*) FROM conversation c WHERE {tagged} AND {} \
             UNION ALL SELECT 'folder', f.id, n FROM (SELECT c.folder AS folder, count(*) AS n FROM {counted} AND {FOLDERS} \
                GROUP BY c.folder) JOIN folder f ON f.pk = folder",
            ListPlace::Pinned.condition(),
            ListPlace::Archived.condition(),
            ListPlace::Trash.condition(),
        );
        let mut counts = Counts::default();
        for row in bound(sql, tag).fetch_all(&self.readers).await? {
            let n = rows::count(&row, "n")?.unwrap_or_default();
            match row.try_get("place")? {
                "pinned" => counts.pinned = n,
                "archived" => counts.archived = n,
                "trash" => counts.trash = n,
                _ => counts.folders.push((FolderId(rows::uuid(&row, "id")?), n)),
            }
        }
        Ok(counts)
    }

    async fn loose(
        &self,
        tag: Option<Vec<u8>>,
        sort: ListSort,
        bounds: &[Timestamp],
    ) -> Result<Vec<u64>, StoreError> {
        let mut periods = vec![0; bounds.len()];
        if bounds.is_empty() {
            return Ok(periods);
        }
        let (counted, place) = (counted(tag.is_some()), ListPlace::Loose.condition());
        let sql = match sort {
            // Each period is a piece of the index.
            ListSort::Updated | ListSort::Title => format!(
                "SELECT period, (SELECT count(*) FROM {counted} AND {place} AND c.updated_at >= since AND c.updated_at < until) AS n \
                 FROM ({})",
                spans(bounds)
            ),
            ListSort::Created => format!(
                "SELECT {} AS period, count(*) AS n FROM {counted} AND {place} GROUP BY 1",
                period("c.created_at", bounds, 0)
            ),
        };
        for row in bound(sql, tag).fetch_all(&self.readers).await? {
            let number = rows::count(&row, "period")?.and_then(|number| usize::try_from(number).ok());
            if let Some(period) = number.and_then(|number| periods.get_mut(number)) {
                *period = rows::count(&row, "n")?.unwrap_or_default();
            }
        }
        Ok(periods)
    }

    /// How many of these conversations have each tag; tags that none of them has are left out.
    pub async fn tags_of(&self, conversations: &[ConversationId]) -> Result<Vec<(TagId, u64)>, StoreError> {
        let rows = sqlx::query(
            "SELECT t.id, count(*) AS n FROM conversation_tag x JOIN tag t ON t.pk = x.tag \
             WHERE x.conversation IN (SELECT pk FROM conversation WHERE id IN \
                (SELECT unhex(value) FROM json_each(?))) GROUP BY x.tag",
        )
        .bind(ids_json(conversations)?)
        .fetch_all(&self.readers)
        .await?;
        rows.iter()
            .map(|row| Ok((TagId(rows::uuid(row, "id")?), rows::count(row, "n")?.unwrap_or_default())))
            .collect()
    }
}

/// A query for the number, beginning and end of each period.
fn spans(bounds: &[Timestamp]) -> String {
    let until = std::iter::once(i64::MAX).chain(bounds.iter().map(|bound| bound.0));
    let spans: Vec<_> = bounds
        .iter()
        .zip(until)
        .enumerate()
        .map(|(number, (since, until))| {
            // What is older than all of them is the last one's.
            let since = if number + 1 == bounds.len() { i64::MIN } else { since.0 };
            format!("({number}, {since}, {until})")
        })
        .collect();
    format!("WITH span (period, since, until) AS (VALUES {}) SELECT * FROM span", spans.join(", "))
}

/// An expression for the number of the period that a time lies in, halving what is left of the bounds: each row of a long history
/// is compared with a handful of them. `bounds` are those from number `first` on, and at least one.
fn period(time: &str, bounds: &[Timestamp], first: usize) -> String {
    if bounds.len() < 2 {
        return first.to_string();
    }
    let (later, earlier) = bounds.split_at(bounds.len() / 2);
    // What is not before the last bound of the later half is in it.
    let since = later.last().map_or(i64::MIN, |bound| bound.0);
    let (in_later, in_earlier) = (period(time, later, first), period(time, earlier, first + later.len()));
    format!("iif({time} >= {since}, {in_later}, {in_earlier})")
}

/// For `SELECT unhex(value) FROM json_each(?)`.
pub(crate) fn ids_json(conversations: &[ConversationId]) -> Result<String, StoreError> {
    rows::uuids_json(conversations.iter().map(|id| id.0))
}

fn listed(row: &SqliteRow) -> Result<ListedConversation, StoreError> {
    let time =
        |column| -> Result<_, StoreError> { Ok(row.try_get::<Option<i64>, _>(column)?.map(Timestamp)) };
    let tags: Option<&str> = row.try_get("tags")?;
    let tags = tags.unwrap_or_default().split_whitespace().map(Uuid::try_parse);
    Ok(ListedConversation {
        id: ConversationId(rows::uuid(row, "id")?),
        title: row.try_get("title")?,
        folder: rows::optional_uuid(row, "folder_id")?.map(FolderId),
        tags: tags
            .map(|id| id.map(TagId).map_err(|_| StoreError::unreadable("tag")))
            .collect::<Result<_, _>>()?,
        pinned_at: time("pinned_at")?,
        archived_at: time("archived_at")?,
        trashed_at: time("trashed_at")?,
        created_at: Timestamp(row.try_get("created_at")?),
        updated_at: Timestamp(row.try_get("updated_at")?),
        unread: row.try_get("unread")?,
    })
}
