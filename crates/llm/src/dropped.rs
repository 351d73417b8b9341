/// What a request had and its wire cannot take, so that a face can say what the model was not shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Dropped {
    pub kind: DroppedKind,
    /// How many of them, at least 1.
    pub count: u32,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum DroppedKind {
    /// Of a kind that the wire does not know, or in a message that cannot hold one.
    Image,
    Document,
    /// That a tool must be called, or which.
    ToolChoice,
}

/// Counts while a request is written.
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
