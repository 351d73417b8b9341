//! `multipart/form-data` (RFC 7578) of a few short fields and one file.

/// The media type with its boundary, and the body.
pub(super) fn form(fields: &[(&str, &str)], file: File<'_>) -> (String, Vec<u8>) {
    // 128 random bits do not occur in what is sent.
    let boundary = format!("parlance-{:032x}", rand::random::<u128>());
    let mut body = Vec::with_capacity(file.bytes.len() + 1024);
    for (name, value) in fields {
        let head =
            format!("--{boundary}\r\ncontent-disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n");
        body.extend_from_slice(head.as_bytes());
    }
    let File { field, name, media_type, bytes } = file;
    let (name, media_type) = (header_text(name), header_text(media_type));
    let head = format!(
        "--{boundary}\r\ncontent-disposition: form-data; name=\"{field}\"; filename=\"{name}\"\r\n\
         content-type: {media_type}\r\n\r\n"
    );
    body.extend_from_slice(head.as_bytes());
    body.extend_from_slice(bytes);
    body.extend_from_slice(format!("\r\n--{boundary}--\r\n").as_bytes());
    (format!("multipart/form-data; boundary={boundary}"), body)
}

pub(super) struct File<'a> {
    pub(super) field: &'a str,
    pub(super) name: &'a str,
    pub(super) media_type: &'a str,
    pub(super) bytes: &'a [u8],
}

/// What would end a header or a quoted text is left out.
fn header_text(text: &str) -> String {
    text.chars().filter(|char| !char.is_control() && !matches!(char, '"' | '\\')).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_name_breaks_out_of_its_header() {
        let file =
            File { field: "file", name: "a\"\r\nx: y\".mp3", media_type: "audio/mpeg\r\n", bytes: b"\r\n--" };
        let (media_type, body) = form(&[("model", "m")], file);
        let boundary = media_type.strip_prefix("multipart/form-data; boundary=").unwrap();
        let expected = format!(
            "--{boundary}\r\ncontent-disposition: form-data; name=\"model\"\r\n\r\nm\r\n--{boundary}\r\n\
             content-disposition: form-data; name=\"file\"; filename=\"ax: y.mp3\"\r\ncontent-type: audio/mpeg\r\n\r\n\
             \r\n--\r\n--{boundary}--\r\n"
        );
        assert_eq!(String::from_utf8(body).unwrap(), expected);
    }
}
