use parlance_domain::{Persona, Template, TemplateId, Timestamp};
use sqlx::Row;
use sqlx::sqlite::{SqliteConnection, SqliteRow};

use crate::rows::{self, uuid_bytes};
use crate::store::Durability;
use crate::{Store, StoreError, personas};

impl Store {
    /// Every template, the oldest first.
    pub async fn templates(&self) -> Result<Vec<Template>, StoreError> {
        let rows = sqlx::query("SELECT id, name, description, body FROM template ORDER BY pk")
            .fetch_all(&self.readers)
            .await?;
        rows.iter().map(template).collect()
    }

    /// Adds a template, replaces the one of its id, or brings back one that was removed.
    pub async fn put_template(&self, template: &Template) -> Result<(), StoreError> {
        self.put_prompts(std::slice::from_ref(template), &[]).await
    }

    /// As [`Store::put_template`] and [`Store::put_persona`]: all of them or none.
    pub async fn put_prompts(&self, templates: &[Template], personas: &[Persona]) -> Result<(), StoreError> {
        let mut writer = self.writer().await?;
        let mut tx = writer.begin(Durability::Full).await?;
        for template in templates {
            put(&mut tx, template).await?;
        }
        for persona in personas {
            personas::put(&mut tx, persona).await?;
        }
        tx.commit().await?;
        Ok(())
    }

    /// The date and the time of day here and now, such as `2026-11-21` and `14:05`.
    pub async fn local_time(&self) -> Result<(String, String), StoreError> {
        let now = "SELECT date('now', 'localtime') AS date, strftime('%H:%M', 'now', 'localtime') AS time";
        let row = sqlx::query(now).fetch_one(&self.readers).await?;
        Ok((row.try_get("date")?, row.try_get("time")?))
    }

    /// [`Store::put_template`] brings it back.
    pub async fn remove_template(&self, id: TemplateId) -> Result<(), StoreError> {
        let mut writer = self.writer().await?;
        let mut tx = writer.begin(Durability::Full).await?;
        let done = sqlx::query("DELETE FROM template WHERE id = ?")
            .bind(uuid_bytes(&id.0))
            .execute(&mut *tx)
            .await?;
        if done.rows_affected() == 0 {
            return Err(StoreError::no_template(id));
        }
        tx.commit().await?;
        Ok(())
    }
}

async fn put(connection: &mut SqliteConnection, template: &Template) -> Result<(), StoreError> {
    let now = Timestamp::now();
    sqlx::query(
        "INSERT INTO template (id, name, description, body, created_at, updated_at) VALUES (?, ?, ?, ?, ?, ?) \
         ON CONFLICT (id) DO UPDATE SET name = excluded.name, description = excluded.description, \
         body = excluded.body, updated_at = excluded.updated_at",
    )
    .bind(uuid_bytes(&template.id.0))
    .bind(template.name.as_str())
    .bind(template.description.as_str())
    .bind(template.body.as_str())
    .bind(now.0)
    .bind(now.0)
    .execute(connection)
    .await?;
    Ok(())
}

fn template(row: &SqliteRow) -> Result<Template, StoreError> {
    Ok(Template {
        id: TemplateId(rows::uuid(row, "id")?),
        name: row.try_get("name")?,
        description: row.try_get("description")?,
        body: row.try_get("body")?,
    })
}
