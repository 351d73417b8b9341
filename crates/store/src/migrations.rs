use std::borrow::Cow;

use sqlx::SqlSafeStr;
use sqlx::migrate::{Migrate, MigrateError, Migration, MigrationType, Migrator};

use crate::store::{Durability, Writer};

/// sqlx's own table of the migrations that a database has been through.
pub(crate) const TABLE: &str = "_sqlx_migrations";

/// Every schema change, oldest first. A list and not a scan of the folder, so that a build needs no macro; a test compares it
/// with the folder.
const ALL: [(i64, &str, &str); 16] = [
    (1, "history", include_str!("../../../migrations/app/0001_history.sql")),
    (2, "custom_wire", include_str!("../../../migrations/app/0002_custom_wire.sql")),
    (3, "parameters", include_str!("../../../migrations/app/0003_parameters.sql")),
    (4, "custom_details", include_str!("../../../migrations/app/0004_custom_details.sql")),
    (5, "routing", include_str!("../../../migrations/app/0005_routing.sql")),
    (6, "keys", include_str!("../../../migrations/app/0006_keys.sql")),
    (7, "catalogue", include_str!("../../../migrations/app/0007_catalogue.sql")),
    (8, "overflow", include_str!("../../../migrations/app/0008_overflow.sql")),
    (9, "blobs", include_str!("../../../migrations/app/0009_blobs.sql")),
    (10, "organisation", include_str!("../../../migrations/app/0010_organisation.sql")),
    (11, "search", include_str!("../../../migrations/app/0011_search.sql")),
    (12, "stamps", include_str!("../../../migrations/app/0012_stamps.sql")),
    (13, "list", include_str!("../../../migrations/app/0013_list.sql")),
    (14, "image_hosts", include_str!("../../../migrations/app/0014_image_hosts.sql")),
    (15, "kept", include_str!("../../../migrations/app/0015_kept.sql")),
    (16, "look", include_str!("../../../migrations/app/0016_look.sql")),
];

pub(crate) fn all() -> Migrator {
    let migrations = ALL.map(|(version, name, sql)| {
        Migration::new(version, Cow::Borrowed(name), MigrationType::Simple, sql.into_sql_str(), false)
    });
    Migrator::with_migrations(migrations.into())
}

/// Takes a database through those that it has not been through: all of them or, with an error, none. A step on the way is a schema
/// that no version may have, of which the copy made before would not be the one to go back to.
///
/// Not the migrator's own way: within a transaction each step of it would be a savepoint, for which SQLite keeps in memory what
/// each page held.
pub(crate) async fn run(migrator: &Migrator, writer: &mut Writer) -> Result<(), MigrateError> {
    let mut tx = writer.begin(Durability::Full).await?;
    tx.ensure_migrations_table(TABLE).await?;
    let applied = tx.list_applied_migrations(TABLE).await?;
    let is_new = |migration: &&Migration| applied.iter().all(|done| done.version != migration.version);
    for migration in migrator.iter().filter(is_new) {
        sqlx::raw_sql(migration.sql.clone())
            .execute(&mut *tx)
            .await
            .map_err(|error| MigrateError::ExecuteMigration(error, migration.version))?;
        // Notes it as done.
        tx.skip(TABLE, migration).await?;
    }
    tx.commit().await?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_file_of_the_folder_is_listed() {
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../migrations/app");
        let mut files: Vec<_> = std::fs::read_dir(folder)
            .unwrap()
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .filter(|name| name.ends_with(".sql"))
            .collect();
        files.sort();
        let listed: Vec<_> =
            ALL.iter().map(|(version, name, _)| format!("{version:04}_{name}.sql")).collect();
        assert_eq!(files, listed);
    }
}
