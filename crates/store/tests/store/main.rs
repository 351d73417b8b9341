//! The store as its users see it, each test in a folder of its own.
#![expect(clippy::unwrap_used, reason = "clippy's exception for tests ends at the functions they share")]

mod blobs;
mod branches;
mod broken;
mod check;
mod copies;
mod doomed_branches;
mod draft_files;
mod fixture;
mod keys;
mod kill;
mod kill_bulk;
mod kill_migration;
mod long_ago;
mod memory;
mod merge;
mod models;
mod mounts;
mod mounts_whole;
mod organise;
mod orphans;
mod parameters;
mod path;
mod preferences;
mod prompts;
mod property;
mod recovery;
mod search;
mod search_filters;
mod summaries;
mod support;
mod sync_fields;
mod sync_property;
mod turns;
mod unread_files;
mod usage;
