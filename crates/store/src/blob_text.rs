//! The texts of files.

use std::collections::HashMap;

use parlance_domain::BlobId;
use sqlx::Row;

use crate::store::Durability;
use crate::{Store, StoreError};

impl Store {
    /// Keeps the text of a file, in place of what was kept of it. It goes with its file.
    ///
    /// # Errors
    /// `NotFound` where there is no such file.
    pub async fn set_blob_text(&self, blob: BlobId, text: &str) -> Result<(), StoreError> {
        let mut writer = self.writer().await?;
        let mut tx = writer.begin(Durability::Normal).await?;
        let known: bool = sqlx::query_scalar("SELECT EXISTS (SELECT 1 FROM blob WHERE hash = ?)")
            .bind(blob.0.as_slice())
            .fetch_one(&mut *tx)
            .await?;
        if !known {
            return Err(StoreError::no_blob(blob));
        }
        sqlx::query(
            "INSERT INTO blob_text (blob, text) VALUES (?, ?) ON CONFLICT (blob) DO UPDATE SET text = excluded.text",
        )
        .bind(blob.0.as_slice())
        .bind(text)
        .execute(&mut *tx)
        .await?;
        tx.commit().await?;
        Ok(())
    }

    /// The text of a file; `None` where none was kept.
    pub async fn blob_text(&self, blob: BlobId) -> Result<Option<String>, StoreError> {
        let text = sqlx::query_scalar("SELECT text FROM blob_text WHERE blob = ?")
            .bind(blob.0.as_slice())
            .fetch_optional(&self.readers)
            .await?;
        Ok(text)
    }

    /// How long the texts of files are, in bytes, and how they end; those without one are left out.
    pub async fn blob_text_sizes(
        &self,
        blobs: &[BlobId],
        tail_chars: u32,
    ) -> Result<HashMap<BlobId, (u64, String)>, StoreError> {
        let mut sizes = HashMap::new();
        for blob in blobs {
            let row = sqlx::query(
                "SELECT octet_length(text) AS size, substr(text, -?2) AS tail FROM blob_text WHERE blob = ?1",
            )
            .bind(blob.0.as_slice())
            .bind(tail_chars)
            .fetch_optional(&self.readers)
            .await?;
            if let Some(row) = row {
                let size = crate::rows::count(&row, "size")?.unwrap_or_default();
                sizes.insert(*blob, (size, row.try_get("tail")?));
            }
        }
        Ok(sizes)
    }
}
