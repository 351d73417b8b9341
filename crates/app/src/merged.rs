//! What is counted of conversations that come from elsewhere.

use parlance_ipc::MergeCounts;
use parlance_store::{MergeOutcome, Merged};

pub(crate) fn count(counts: &mut MergeCounts, merged: &Merged) {
    let counter = match merged.outcome {
        MergeOutcome::New => &mut counts.new,
        MergeOutcome::Completed => &mut counts.completed,
        MergeOutcome::Known => &mut counts.known,
        MergeOutcome::InTrash => &mut counts.in_trash,
        MergeOutcome::Deleted => &mut counts.deleted,
    };
    *counter += 1;
    counts.messages += merged.messages_added as u64;
}
