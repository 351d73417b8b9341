use parlance_domain::{Dropped, DroppedKind};

/// Counts what a wire cannot take while a request is written.
#[derive(Debug, Default)]
pub(crate) struct Losses(Vec<Dropped>);

impl Losses {
    pub(crate) fn add(&mut self, kind: DroppedKind) {
        match self.0.iter_mut().find(|dropped| dropped.kind == kind) {
            Some(dropped) => dropped.count = dropped.count.saturating_add(1),
            None => self.0.push(Dropped { kind, count: 1 }),
        }
    }

    pub(crate) fn into_vec(self) -> Vec<Dropped> {
        self.0
    }
}
