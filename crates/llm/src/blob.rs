//! Bytes in a JSON document. Written straight into it: pictures are large, and a copy as base64 is larger still.

use std::fmt;

use base64::display::Base64Display;
use base64::engine::general_purpose::STANDARD;
use serde::{Serialize, Serializer};

/// The bytes of a picture or a document.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Blob<'a> {
    pub media_type: &'a str,
    pub data: &'a [u8],
}

impl<'a> Blob<'a> {
    pub(crate) fn base64(self) -> Base64<'a> {
        Base64(self.data)
    }

    pub(crate) fn data_url(self) -> DataUrl<'a> {
        DataUrl(self)
    }
}

/// A string of base64.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Base64<'a>(&'a [u8]);

impl Serialize for Base64<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(&Base64Display::new(self.0, &STANDARD))
    }
}

/// `data:image/png;base64,…`
#[derive(Debug, Clone, Copy)]
pub(crate) struct DataUrl<'a>(Blob<'a>);

impl fmt::Display for DataUrl<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Blob { media_type, data } = self.0;
        write!(f, "data:{media_type};base64,{}", Base64Display::new(data, &STANDARD))
    }
}

impl Serialize for DataUrl<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}
