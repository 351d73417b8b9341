use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use uuid::Uuid;

macro_rules! id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub Uuid);

        impl $name {
            /// A fresh UUIDv7: ids sort by the time they were made.
            #[expect(clippy::new_without_default, reason = "a default id would be a random one")]
            pub fn new() -> Self {
                Self(Uuid::now_v7())
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }

        impl FromStr for $name {
            type Err = uuid::Error;

            fn from_str(text: &str) -> Result<Self, Self::Err> {
                text.parse().map(Self)
            }
        }
    };
}

id!(
    /// One conversation.
    ConversationId
);
id!(
    /// One message of one conversation.
    MessageId
);
id!(
    /// One folder of conversations.
    FolderId
);
id!(
    /// One tag of conversations.
    TagId
);
id!(
    /// One run of a model, from the request to the sealed answer. Lives only as long as the process.
    TurnId
);
id!(
    /// One text with variables.
    TemplateId
);
id!(
    /// One way to begin a conversation.
    PersonaId
);
