use std::borrow::Cow;

use serde::{Serialize, Serializer};
use serde_json::value::RawValue;

/// Arguments that are no object, such as those of a call that was cut off, are wrapped in one: most servers read them.
pub(super) fn object(arguments: &str) -> Cow<'_, str> {
    let arguments = arguments.trim();
    if arguments.is_empty() {
        return "{}".into();
    }
    if arguments.starts_with('{') && serde_json::from_str::<&RawValue>(arguments).is_ok() {
        return arguments.into();
    }
    serde_json::json!({ "arguments": arguments }).to_string().into()
}

/// The arguments of a call, for wires that want them as JSON and not as text.
pub(crate) struct Object<'a>(pub(super) &'a str);

impl Serialize for Object<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let raw: &RawValue = serde_json::from_str(self.0).map_err(serde::ser::Error::custom)?;
        raw.serialize(serializer)
    }
}
