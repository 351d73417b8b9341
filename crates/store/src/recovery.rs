//! What a process left behind when it died in the middle of a turn.

use parlance_domain::{MessageId, MessageStatus, ModelRef, Timings};
use sqlx::Row;
use sqlx::sqlite::SqliteRow;
use uuid::Uuid;

use crate::files::Folder;
use crate::fold::{Folded, fold};
use crate::journal::SoFar;
use crate::store::{Durability, Writer};
use crate::{Store, StoreError, UsageRow, blobs, instance, journal, open, rows, turns, usage};

impl Store {
    /// Ends the turns of processes that died since this store was opened: they become `interrupted` with the words of their
    /// journal. Opening does the same. Gives the messages that were ended.
    pub async fn recover(&self) -> Result<Vec<MessageId>, StoreError> {
        let _opening = open::wait_for_lock(&self.folder).await?;
        recover(&self.folder, &mut *self.writer().await?).await
    }
}

/// The caller holds the folder's open lock.
pub(crate) async fn recover(folder: &Folder, writer: &mut Writer) -> Result<Vec<MessageId>, StoreError> {
    let alive = instance::alive(folder)?;
    blobs::sweep(folder, &alive)?;
    let mut tx = writer.begin(Durability::Full).await?;
    let rows = sqlx::query("SELECT pk, id, owner, text, parts FROM message WHERE owner IS NOT NULL")
        .fetch_all(&mut *tx)
        .await?;
    let mut ended = Vec::new();
    for row in &rows {
        let (pk, id, owner) = turn(row)?;
        if alive.contains(&owner) {
            continue;
        }
        let Folded { parts, asked, taken } = fold(rows::parts(row)?, journal::read(&mut tx, pk).await?);
        turns::end(&mut tx, pk, MessageStatus::Interrupted, &parts).await?;
        if let Some(asked) = asked {
            turns::answered_by(&mut tx, pk, Some(&asked.model), asked.route.as_ref()).await?;
            if let Some(call) = taken.and_then(|(taken, said_bytes)| paid(asked.model, taken, said_bytes)) {
                usage::record(&mut tx, Some(pk), &call).await?;
            }
        }
        ended.push(id);
    }
    tx.commit().await?;
    if !ended.is_empty() {
        tracing::info!(turns = ended.len(), "ended turns whose process died");
    }
    Ok(ended)
}

/// What counts of a call that was made by a process that died. Its price is not known here.
fn paid(model: ModelRef, so_far: SoFar, said_bytes: u64) -> Option<UsageRow> {
    let usage = so_far.taken.usage(said_bytes)?;
    Some(UsageRow { model, usage, cost: usage.cost, timings: Timings::default(), at: so_far.at })
}

fn turn(row: &SqliteRow) -> Result<(i64, MessageId, Uuid), StoreError> {
    Ok((row.try_get("pk")?, MessageId(rows::uuid(row, "id")?), rows::uuid(row, "owner")?))
}
