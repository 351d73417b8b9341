//! Whole histories: exported, backed up, restored, over real files.

#![expect(clippy::unwrap_used, reason = "the functions that tests share are not known as tests to clippy")]

mod backup;
mod disk;
mod export;
mod kill;
mod support;
