//! Filters as SQL. `m` is the message that is looked at, `c` its conversation.

use sqlx::sqlite::{Sqlite, SqliteConnection};
use sqlx::{QueryBuilder, Row};

use super::query::{Filter, FilterKey, Query};
use crate::StoreError;

/// A filter whose names were looked up.
#[derive(Debug)]
pub(super) struct Condition {
    pub(super) kind: Kind,
    pub(super) negated: bool,
}

#[derive(Debug)]
pub(super) enum Kind {
    /// JSON arrays: keys of rows, or `provider/model`.
    Folders(String),
    Tags(String),
    Models(String),
    Role(&'static str),
    /// Milliseconds since 1970, at the beginning of that day here.
    Before(i64),
    After(i64),
    Image,
    File,
    Code,
    Pinned,
    Archived,
}

/// The filters of the query; those that are not finished or not understood are left out.
pub(super) async fn resolve(
    query: &Query,
    connection: &mut SqliteConnection,
) -> Result<Vec<Condition>, StoreError> {
    let mut conditions = Vec::new();
    for filter in query.filters.iter().filter(|filter| !filter.value.is_empty()) {
        if let Some(kind) = kind(filter, connection).await? {
            conditions.push(Condition { kind, negated: filter.negated });
        }
    }
    Ok(conditions)
}

async fn kind(filter: &Filter, connection: &mut SqliteConnection) -> Result<Option<Kind>, StoreError> {
    let value = filter.value.to_lowercase();
    Ok(Some(match filter.key {
        FilterKey::Folder => Kind::Folders(named("SELECT pk, name FROM folder", &value, connection).await?),
        FilterKey::Tag => Kind::Tags(named("SELECT pk, name FROM tag", &value, connection).await?),
        FilterKey::Model => Kind::Models(models(connection, |_, model| model.contains(&value)).await?),
        FilterKey::Provider => {
            Kind::Models(models(connection, |provider, _| provider.starts_with(&value)).await?)
        }
        FilterKey::Role => match FilterKey::Role.values().iter().find(|role| role.starts_with(&value)) {
            Some(role) => Kind::Role(role),
            None => return Ok(None),
        },
        FilterKey::Before | FilterKey::After => match date(&value) {
            Some(date) if filter.key == FilterKey::Before => Kind::Before(began(&date, connection).await?),
            Some(date) => Kind::After(began(&date, connection).await?),
            None => return Ok(None),
        },
        FilterKey::Has => match value.as_str() {
            "image" => Kind::Image,
            "file" => Kind::File,
            "code" => Kind::Code,
            _ => return Ok(None),
        },
        FilterKey::Is => match value.as_str() {
            "pinned" => Kind::Pinned,
            "archived" => Kind::Archived,
            _ => return Ok(None),
        },
    }))
}

/// When a day began here. Asked once: SQLite would look at the time zone for each row.
async fn began(date: &str, connection: &mut SqliteConnection) -> Result<i64, StoreError> {
    Ok(sqlx::query_scalar("SELECT unixepoch(?, 'utc') * 1000").bind(date).fetch_one(connection).await?)
}

/// The rows whose name is the value; where none is, those whose name begins with it.
async fn named(
    select: &'static str,
    value: &str,
    connection: &mut SqliteConnection,
) -> Result<String, StoreError> {
    let mut exact = Vec::new();
    let mut begins = Vec::new();
    for row in sqlx::query(select).fetch_all(connection).await? {
        let (pk, name): (i64, String) = (row.try_get("pk")?, row.try_get("name")?);
        let name = name.to_lowercase();
        if name == value {
            exact.push(pk);
        } else if name.starts_with(value) {
            begins.push(pk);
        }
    }
    Ok(json(if exact.is_empty() { begins } else { exact }))
}

/// Every provider and model that has answered, without a look at every answer: from each to the next in the index.
pub(super) async fn all_models(
    connection: &mut SqliteConnection,
) -> Result<Vec<(String, String)>, StoreError> {
    let rows = sqlx::query(
        "WITH RECURSIVE known (provider, model) AS (
            SELECT * FROM (SELECT provider, model FROM message INDEXED BY message_model WHERE model IS NOT NULL
                ORDER BY provider, model LIMIT 1)
            UNION ALL
            SELECT n.value ->> 0, n.value ->> 1 FROM known, json_each(json_array(
                coalesce((
                    SELECT json_array(m.provider, m.model) FROM message m INDEXED BY message_model
                    WHERE m.model IS NOT NULL AND m.provider = known.provider AND m.model > known.model
                    ORDER BY m.model LIMIT 1
                ), (
                    SELECT json_array(m.provider, m.model) FROM message m INDEXED BY message_model
                    WHERE m.model IS NOT NULL AND m.provider > known.provider
                    ORDER BY m.provider, m.model LIMIT 1
                ))
            )) n WHERE n.value IS NOT NULL
        ) SELECT provider, model FROM known",
    )
    .fetch_all(connection)
    .await?;
    rows.iter().map(|row| Ok((row.try_get("provider")?, row.try_get("model")?))).collect()
}

async fn models(
    connection: &mut SqliteConnection,
    wanted: impl Fn(&str, &str) -> bool,
) -> Result<String, StoreError> {
    let mut models = all_models(connection).await?;
    models.retain(|(provider, model)| wanted(&provider.to_lowercase(), &model.to_lowercase()));
    Ok(json(models))
}

fn json(values: impl serde::Serialize) -> String {
    // Numbers and texts: there is nothing that JSON could not say.
    serde_json::to_string(&values).unwrap_or_else(|_| "[]".to_owned())
}

/// A day from a date of which month and day may be missing.
pub fn date(value: &str) -> Option<String> {
    let mut numbers = Vec::new();
    for part in value.split(['-', '/', '.']) {
        if part.is_empty() || part.len() > 4 || !part.bytes().all(|byte| byte.is_ascii_digit()) {
            return None;
        }
        numbers.push(part.parse::<u32>().ok()?);
    }
    let (year, month, day) = match numbers[..] {
        [year] => (year, 1, 1),
        [year, month] => (year, month, 1),
        [year, month, day] => (year, month, day),
        _ => return None,
    };
    let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let days = match month {
        2 => 28 + u32::from(leap),
        4 | 6 | 9 | 11 => 30,
        1..=12 => 31,
        _ => return None,
    };
    ((1970..=9999).contains(&year) && (1..=days).contains(&day))
        .then(|| format!("{year:04}-{month:02}-{day:02}"))
}

impl Condition {
    /// Whether it is one of the conversation alone.
    pub(super) fn is_of_conversation(&self) -> bool {
        matches!(self.kind, Kind::Folders(_) | Kind::Tags(_) | Kind::Pinned | Kind::Archived)
    }

    /// Whether all that it asks of a message is in the index `message_look`.
    pub(super) fn is_in_look(&self) -> bool {
        !matches!(self.kind, Kind::Models(_) | Kind::Role(_) | Kind::Code)
    }

    /// Adds ` AND …`.
    pub(super) fn push(&self, sql: &mut QueryBuilder<Sqlite>) {
        sql.push(if self.negated { " AND NOT coalesce((" } else { " AND coalesce((" });
        self.push_bare(sql);
        sql.push("), 0)");
    }

    /// The same where there are conversations alone, which an index may find then.
    pub(super) fn push_alone(&self, sql: &mut QueryBuilder<Sqlite>) {
        if self.negated {
            return self.push(sql);
        }
        sql.push(" AND ");
        self.push_bare(sql);
    }

    pub(super) fn push_bare(&self, sql: &mut QueryBuilder<Sqlite>) {
        match &self.kind {
            Kind::Folders(folders) => {
                sql.push("c.folder IN (SELECT value FROM json_each(").push_bind(folders.clone()).push("))");
            }
            Kind::Tags(tags) => {
                // Not EXISTS: that would be asked of every conversation, and few have it.
                sql.push(
                    "c.pk IN (SELECT t.conversation FROM conversation_tag t WHERE t.tag IN (SELECT value FROM json_each(",
                );
                sql.push_bind(tags.clone()).push(")))");
            }
            Kind::Models(models) => {
                sql.push("(m.provider || '/' || m.model) IN (SELECT (value ->> 0) || '/' || (value ->> 1) FROM json_each(");
                sql.push_bind(models.clone()).push("))");
            }
            Kind::Role(role) => {
                sql.push("m.role = ").push_bind(*role);
            }
            Kind::Before(date) => {
                sql.push("m.created_at < ").push_bind(*date);
            }
            Kind::After(date) => {
                sql.push("m.created_at >= ").push_bind(*date);
            }
            Kind::Image => {
                sql.push(
                    "EXISTS (SELECT 1 FROM message_blob mb JOIN blob b ON b.hash = mb.blob WHERE mb.message = m.pk AND b.media_type GLOB 'image/*')",
                );
            }
            Kind::File => {
                sql.push(
                    "EXISTS (SELECT 1 FROM message_blob mb JOIN blob b ON b.hash = mb.blob WHERE mb.message = m.pk AND b.media_type NOT GLOB 'image/*')",
                );
            }
            Kind::Code => {
                sql.push("instr(m.text, '```') > 0");
            }
            Kind::Pinned => {
                // Few are: they are looked up before anything is gone through for them.
                sql.push(
                    "c.pk IN (SELECT p.pk FROM conversation p INDEXED BY conversation_listed \
                        WHERE p.trashed_at IS NULL AND p.archived_at IS NULL AND p.pinned_at IS NOT NULL \
                     UNION ALL SELECT p.pk FROM conversation p INDEXED BY conversation_listed \
                        WHERE p.trashed_at IS NULL AND p.archived_at IS NOT NULL AND p.pinned_at IS NOT NULL)",
                );
            }
            Kind::Archived => {
                sql.push("c.archived_at IS NOT NULL");
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_may_be_short_and_must_exist() {
        assert_eq!(date("2026").as_deref(), Some("2026-01-01"));
        assert_eq!(date("2026-3").as_deref(), Some("2026-03-01"));
        assert_eq!(date("2028/02/29").as_deref(), Some("2028-02-29"));
        for wrong in [
            "",
            "2",
            "2026-",
            "2026-13",
            "2027-02-29",
            "2026-1-1-1",
            "last week",
            "20260",
            "2026-1-32",
            "+202",
        ] {
            assert_eq!(date(wrong), None, "{wrong}");
        }
    }
}
