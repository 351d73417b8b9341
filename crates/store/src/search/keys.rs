//! The messages that filters leave over, found by an index.

use sqlx::QueryBuilder;
use sqlx::sqlite::{Sqlite, SqliteConnection};

use super::conditions::{Condition, Kind};
use crate::StoreError;
use crate::rows::from_json;

/// Of one filter no more are looked at. In a history of ten years that is a fiftieth.
const MOST: usize = 20_000;

/// Keys (`pk`) of messages, the newest first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Keys {
    pub(super) newest: Vec<i64>,
    /// No other message passes the filters that have an index.
    pub(super) complete: bool,
}

impl Keys {
    /// The newest `most`, for `json_each`.
    pub(super) fn json(keys: &[i64], most: usize) -> String {
        serde_json::Value::from(&keys[..keys.len().min(most)]).to_string()
    }

    /// Those before one, or all.
    pub(super) fn before(&self, key: Option<i64>) -> &[i64] {
        let start = key.map_or(0, |key| self.newest.partition_point(|own| *own >= key));
        &self.newest[start..]
    }

    /// From the oldest to the newest.
    pub(super) fn range(&self) -> (i64, i64) {
        (self.newest.last().copied().unwrap_or(0), self.newest.first().copied().unwrap_or(-1))
    }

    /// Those of `others`, which go from the newest to the oldest as well, that are here.
    pub(super) fn among(&self, others: &[i64]) -> Vec<i64> {
        let mut own = self.newest.iter().peekable();
        let mut both = Vec::new();
        for other in others {
            while own.next_if(|key| *key > other).is_some() {}
            if own.peek() == Some(&other) {
                both.push(*other);
            }
        }
        both
    }
}

/// What those of the conditions leave over that have an index; `None` where none has. Others are still to be looked at.
pub(super) async fn left_over(
    conditions: &[Condition],
    connection: &mut SqliteConnection,
) -> Result<Option<Keys>, StoreError> {
    let mut keys: Option<Keys> = None;
    for Driver { mut sql, has_order } in drivers(conditions) {
        let limit = i64::try_from(MOST + 1).unwrap_or(i64::MAX);
        sql.push(" LIMIT ").push_bind(limit).push(")");

        let json: String = sql.build_query_scalar().fetch_one(&mut *connection).await?;
        let mut newest: Vec<i64> = from_json("pk", &json)?;
        newest.sort_unstable_by_key(|key| std::cmp::Reverse(*key));
        newest.dedup();
        let found = Keys { complete: newest.len() <= MOST, newest };
        if !found.complete && !has_order {
            continue;
        }
        keys = Some(match keys {
            Some(known) if known.complete && found.complete => {
                Keys { newest: known.among(&found.newest), complete: true }
            }
            // Part of one says nothing of another.
            Some(known) if known.complete || !found.complete => known,
            _ => found,
        });
    }
    Ok(keys)
}

/// A query without its limit, whose one row is a JSON array of keys.
struct Driver {
    sql: QueryBuilder<Sqlite>,
    /// The newest come first.
    has_order: bool,
}

/// One for each index.
fn drivers(conditions: &[Condition]) -> Vec<Driver> {
    let asked: Vec<_> = conditions.iter().filter(|condition| !condition.negated).collect();
    let mut all: Vec<_> = asked.iter().filter_map(|condition| driver(condition)).collect();
    // Both ends of a time are one range.
    let times: Vec<_> =
        asked.iter().filter(|it| matches!(it.kind, Kind::Before(_) | Kind::After(_))).collect();
    if !times.is_empty() {
        let mut sql = begin("m.pk FROM message m INDEXED BY message_time WHERE true");
        for time in times {
            sql.push(" AND ");
            time.push_bare(&mut sql);
        }
        sql.push(" ORDER BY m.created_at DESC");
        all.push(Driver { sql, has_order: true });
    }
    all
}

fn begin(select: &str) -> QueryBuilder<Sqlite> {
    QueryBuilder::new(format!("SELECT json_group_array(pk) FROM (SELECT {select}"))
}

fn driver(condition: &Condition) -> Option<Driver> {
    let mut has_order = true;
    let sql = match &condition.kind {
        Kind::Folders(_) | Kind::Pinned | Kind::Archived => {
            // Sorted as conversations, which are fewer.
            let mut sql = begin("m.pk FROM (SELECT c.pk FROM conversation c WHERE ");
            condition.push_bare(&mut sql);
            sql.push(" ORDER BY c.pk DESC LIMIT ").push_bind(i64::try_from(MOST).unwrap_or(i64::MAX));
            sql.push(") c CROSS JOIN message m ON m.conversation = c.pk");
            sql
        }
        Kind::Tags(tags) => {
            let mut sql = begin(
                "m.pk FROM (SELECT DISTINCT t.conversation FROM conversation_tag t WHERE t.tag IN (SELECT value FROM json_each(",
            );
            sql.push_bind(tags.clone()).push(")) ORDER BY t.conversation DESC LIMIT ");
            sql.push_bind(i64::try_from(MOST).unwrap_or(i64::MAX));
            sql.push(") t CROSS JOIN message m ON m.conversation = t.conversation");
            sql
        }
        Kind::Models(models) => {
            let mut sql = begin("m.pk FROM json_each(");
            sql.push_bind(models.clone()).push(
                ") v CROSS JOIN message m INDEXED BY message_model \
                 ON m.provider = v.value ->> 0 AND m.model = v.value ->> 1 WHERE m.model IS NOT NULL",
            );
            // To sort them would take longer than to look at each.
            has_order = false;
            sql
        }
        Kind::Image | Kind::File => {
            let mut sql = begin(
                "mb.message AS pk FROM message_blob mb JOIN blob b ON b.hash = mb.blob WHERE b.media_type ",
            );
            sql.push(if matches!(condition.kind, Kind::File) {
                "NOT GLOB 'image/*'"
            } else {
                "GLOB 'image/*'"
            });
            sql.push(" ORDER BY mb.message DESC");
            sql
        }
        Kind::Code => begin(
            "m.pk FROM message m INDEXED BY message_code WHERE instr(m.text, '```') > 0 ORDER BY m.created_at DESC",
        ),
        Kind::Before(_) | Kind::After(_) | Kind::Role(_) => return None,
    };
    Some(Driver { sql, has_order })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_are_gone_through_once() {
        let keys = Keys { newest: vec![9, 7, 5, 2], complete: true };
        assert_eq!(keys.among(&[10, 9, 8, 5, 3, 2, 1]), [9, 5, 2]);
        assert_eq!(keys.among(&[]), [0; 0]);
        assert_eq!(keys.range(), (2, 9));
        assert_eq!(Keys::json(&keys.newest, 2), "[9,7]");
        assert_eq!(keys.before(Some(7)), [5, 2]);
        assert_eq!(
            (keys.before(Some(8)).len(), keys.before(Some(2)).len(), keys.before(None).len()),
            (3, 0, 4)
        );
    }
}
