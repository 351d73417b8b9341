use std::collections::HashSet;

use parlance_domain::ArchivedConversation;
use sqlx::Row;
use sqlx::sqlite::SqliteConnection;

use super::{Places, names, set_leaf};
use crate::StoreError;
use crate::rows::uuid_bytes;

/// Takes over what was never changed here, where the other conversation is newer; a path that goes on below the one that is shown
/// is followed in any case. Whether anything changed.
pub(super) async fn take_over(
    tx: &mut SqliteConnection,
    pk: i64,
    other: &ArchivedConversation,
    places: &Places,
) -> Result<bool, StoreError> {
    let stamps: Vec<String> =
        sqlx::query_scalar("SELECT field FROM sync_field WHERE entity = 'conversation' AND id = ?")
            .bind(uuid_bytes(&other.id.0))
            .fetch_all(&mut *tx)
            .await?;
    let here = sqlx::query(
        "SELECT c.title, c.updated_at, c.folder, c.pinned_at, c.archived_at, c.leaf, \
         EXISTS (SELECT 1 FROM message m WHERE m.pk = c.leaf AND m.status = 'streaming') AS busy \
         FROM conversation c WHERE c.pk = ?",
    )
    .bind(pk)
    .fetch_one(&mut *tx)
    .await?;
    let is_newer = other.updated_at.0 > here.try_get::<i64, _>("updated_at")?;
    let untouched = |field: &str| is_newer && !stamps.iter().any(|stamp| stamp == field);

    let mut changed = names::tag(tx, pk, other, &stamps).await? > 0;
    if untouched("title") && here.try_get::<&str, _>("title")? != other.title {
        sqlx::query("UPDATE conversation SET title = ? WHERE pk = ?")
            .bind(other.title.as_str())
            .bind(pk)
            .execute(&mut *tx)
            .await?;
        changed = true;
    }
    for (field, column, theirs, update) in [
        ("pinned", "pinned_at", other.pinned_at, "UPDATE conversation SET pinned_at = ? WHERE pk = ?"),
        (
            "archived",
            "archived_at",
            other.archived_at,
            "UPDATE conversation SET archived_at = ? WHERE pk = ?",
        ),
    ] {
        let ours: Option<i64> = here.try_get(column)?;
        if untouched(field) && ours.is_some() != theirs.is_some() {
            sqlx::query(update).bind(theirs.map(|at| at.0)).bind(pk).execute(&mut *tx).await?;
            changed = true;
        }
    }
    if untouched("folder")
        && here.try_get::<Option<i64>, _>("folder")?.is_none()
        && let Some(folder) = &other.folder
        && let Some(folder) = names::folder(tx, folder).await?
    {
        sqlx::query("UPDATE conversation SET folder = ? WHERE pk = ?")
            .bind(folder)
            .bind(pk)
            .execute(&mut *tx)
            .await?;
        changed = true;
    }
    let shown: Option<i64> = here.try_get("leaf")?;
    // What is in the trash here is not shown.
    let theirs = other.leaf.and_then(|leaf| places.get(&leaf)).filter(|here| here.trashed_at.is_none());
    let theirs = theirs.map(|here| here.pk);
    if let Some(leaf) = theirs
        && theirs != shown
        && !here.try_get::<bool, _>("busy")?
        && (untouched("leaf") || shown.is_none_or(|shown| goes_on(other, places, shown)))
    {
        set_leaf(tx, pk, Some(leaf)).await?;
        changed = true;
    }
    Ok(changed)
}

/// Whether the path to the other history's leaf leads through a message that is here.
fn goes_on(other: &ArchivedConversation, places: &Places, through: i64) -> bool {
    let mut next = other.leaf;
    let mut met = HashSet::new();
    while let Some(id) = next {
        if places.get(&id).is_some_and(|here| here.pk == through) {
            return true;
        }
        if !met.insert(id) {
            return false;
        }
        next = other.messages.iter().find(|it| it.message.id == id).and_then(|it| it.message.parent);
    }
    false
}
