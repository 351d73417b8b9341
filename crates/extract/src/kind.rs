//! What a file is: by its first bytes, and by its name where these say little.

/// How much of a file's beginning says what it is.
pub const HEAD_BYTES: usize = 8 * 1024;

/// A control character in so many is no text.
const FEW: usize = 50;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// One that can be decoded here.
    Picture,
    Pdf,
    Docx,
    Xlsx,
    Pptx,
    /// Of Word, Excel or PowerPoint before 2007.
    OldOffice,
    Html,
    /// Text, code, tables.
    Plain,
    Unknown,
}

impl Kind {
    /// By the first [`HEAD_BYTES`] of a file, or all of a smaller one, and by its name.
    pub fn of(head: &[u8], name: &str) -> Self {
        let extension = extension(name);
        match head {
            [0x89, b'P', b'N', b'G', ..] | [0xff, 0xd8, 0xff, ..] | [b'G', b'I', b'F', b'8', ..] => {
                Self::Picture
            }
            [b'R', b'I', b'F', b'F', _, _, _, _, b'W', b'E', b'B', b'P', ..] => Self::Picture,
            [0xd0, 0xcf, 0x11, 0xe0, ..] => Self::OldOffice,
            [b'P', b'K', 3, 4, ..] => match extension.as_str() {
                "docx" | "docm" | "dotx" => Self::Docx,
                "xlsx" | "xlsm" | "xltx" => Self::Xlsx,
                "pptx" | "pptm" | "ppsx" => Self::Pptx,
                _ => Self::Unknown,
            },
            // Some begin with a line of their mail program's.
            _ if head.get(..1024.min(head.len())).is_some_and(|head| find(head, b"%PDF-")) => Self::Pdf,
            _ if !is_text(head) => Self::Unknown,
            _ if matches!(extension.as_str(), "html" | "htm" | "xhtml") => Self::Html,
            _ => Self::Plain,
        }
    }

    /// The media type of a file of this kind; a name says what a text is. `None` for pictures, whose bytes say more.
    pub fn media_type(self, name: &str) -> Option<&'static str> {
        Some(match self {
            Self::Picture => return None,
            Self::Pdf => "application/pdf",
            Self::Docx => "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
            Self::Xlsx => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            Self::Pptx => "application/vnd.openxmlformats-officedocument.presentationml.presentation",
            Self::OldOffice => "application/x-ole-storage",
            Self::Html => "text/html",
            Self::Plain => match extension(name).as_str() {
                "md" | "markdown" => "text/markdown",
                "csv" => "text/csv",
                "json" => "application/json",
                "xml" => "text/xml",
                _ => "text/plain",
            },
            Self::Unknown => "application/octet-stream",
        })
    }

    /// The kind that a media type of [`Kind::media_type`] stands for.
    pub fn from_media_type(media_type: &str) -> Self {
        match media_type {
            "application/pdf" => Self::Pdf,
            "application/vnd.openxmlformats-officedocument.wordprocessingml.document" => Self::Docx,
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet" => Self::Xlsx,
            "application/vnd.openxmlformats-officedocument.presentationml.presentation" => Self::Pptx,
            "application/x-ole-storage" => Self::OldOffice,
            "text/html" => Self::Html,
            "application/json" => Self::Plain,
            other if other.starts_with("image/") => Self::Picture,
            other if other.starts_with("text/") => Self::Plain,
            _ => Self::Unknown,
        }
    }
}

/// What stands behind the last dot of a name, in lower case.
fn extension(name: &str) -> String {
    name.rsplit_once('.').map(|(_, extension)| extension.to_lowercase()).unwrap_or_default()
}

fn find(bytes: &[u8], wanted: &[u8]) -> bool {
    bytes.windows(wanted.len()).any(|window| window == wanted)
}

fn is_text(head: &[u8]) -> bool {
    if let [0xff, 0xfe, ..] | [0xfe, 0xff, ..] = head {
        return true;
    }
    let control = |byte: &&u8| matches!(byte, 0..=8 | 11 | 14..=26 | 28..=31 | 127);
    !head.contains(&0) && head.iter().filter(control).count() * FEW <= head.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_say_what_a_file_is_and_names_only_where_bytes_do_not() {
        for (head, name, kind) in [
            (b"%PDF-1.7\n".as_slice(), "a.txt", Kind::Pdf),
            (b"X-Mailer: a\r\n%PDF-1.4", "a", Kind::Pdf),
            (b"PK\x03\x04...", "Report.DOCX", Kind::Docx),
            (b"PK\x03\x04...", "archive.zip", Kind::Unknown),
            (b"\xd0\xcf\x11\xe0\xa1", "old.doc", Kind::OldOffice),
            (b"\x89PNG\r\n\x1a\n", "picture", Kind::Picture),
            (b"fn main() {}\n", "main.rs", Kind::Plain),
            (b"plain words", "no-extension", Kind::Plain),
            (b"<p>words", "page.htm", Kind::Html),
            (b"\xff\xfeh\0i\0", "utf16.txt", Kind::Plain),
            (b"gr\xfc\xdfe", "latin.txt", Kind::Plain),
            (b"\x7fELF\x02\x01\x01\0\0", "program.txt", Kind::Unknown),
            (b"", "empty", Kind::Plain),
        ] {
            assert_eq!(Kind::of(head, name), kind, "{name}");
        }
    }

    #[test]
    fn a_media_type_leads_back_to_its_kind() {
        for kind in
            [Kind::Pdf, Kind::Docx, Kind::Xlsx, Kind::Pptx, Kind::OldOffice, Kind::Html, Kind::Unknown]
        {
            assert_eq!(Kind::from_media_type(kind.media_type("a.b").unwrap()), kind);
        }
        for name in ["a.md", "a.csv", "a.json", "a.xml", "a.rs"] {
            assert_eq!(Kind::from_media_type(Kind::Plain.media_type(name).unwrap()), Kind::Plain, "{name}");
        }
        assert_eq!(Kind::from_media_type("image/webp"), Kind::Picture);
    }
}
