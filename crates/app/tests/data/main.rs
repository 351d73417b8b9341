//! Whole histories: exported, backed up, restored, over real files.

#![expect(clippy::unwrap_used, reason = "the functions that tests share are not known as tests to clippy")]

mod attaching;
mod backup;
mod choosing;
mod diagrams;
mod disk;
mod export;
mod kill;
mod one;
mod support;
