use std::collections::HashMap;
use std::fmt::Write as _;
use std::io::Write as _;
use std::path::{Path, PathBuf};

use parlance_domain::{ArchivedConversation, MessageId, Part, ToolContent};
use parlance_import::{Bytes, Control, Format, ImportError, Imported, Sink, Skipped, Stop};

/// One pixel.
pub(crate) const PICTURE: &[u8] = &[
    0x89, b'P', b'N', b'G', 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 0x0d, b'I', b'H', b'D', b'R', 0, 0, 0, 1, 0, 0,
    0, 1, 8, 6, 0, 0, 0, 0x1f, 0x15, 0xc4, 0x89, 0, 0, 0, 0x0d, b'I', b'D', b'A', b'T', 0x78, 0xda, 0x63,
    0x64, 0xf8, 0xcf, 0x50, 0x0f, 0, 3, 0x86, 1, 0x80, 0x5a, 0x34, 0x7d, 0x6b, 0, 0, 0, 0, b'I', b'E', b'N',
    b'D', 0xae, 0x42, 0x60, 0x82,
];

#[derive(Debug, Default)]
pub(crate) struct Collected {
    pub(crate) conversations: Vec<ArchivedConversation>,
    pub(crate) skipped: Vec<Skipped>,
    pub(crate) files: Vec<Bytes>,
    pub(crate) lost: usize,
}

impl Sink for Collected {
    fn conversation(&mut self, imported: Imported) -> Result<(), Stop> {
        self.lost += imported.lost_files;
        self.conversations.push(imported.conversation);
        Ok(())
    }
    fn skipped(&mut self, skipped: Skipped) -> Result<(), Stop> {
        self.skipped.push(skipped);
        Ok(())
    }
    fn file(&mut self, bytes: Bytes) -> Result<bool, Stop> {
        self.files.push(bytes);
        Ok(true)
    }
}

pub(crate) fn fixture(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures").join(name)
}

pub(crate) fn collect(path: &Path) -> (Result<Format, ImportError>, Collected) {
    let mut collected = Collected::default();
    (parlance_import::read(path, &Control::default(), &mut collected), collected)
}

#[allow(dead_code, reason = "not every suite packs")]
pub(crate) fn pack(path: &Path, files: &[(&str, &[u8])]) {
    let mut zip = zip::ZipWriter::new(std::fs::File::create(path).unwrap());
    for (name, bytes) in files {
        zip.start_file(*name, zip::write::SimpleFileOptions::default()).unwrap();
        zip.write_all(bytes).unwrap();
    }
    zip.finish().unwrap();
}

/// What a person can compare: messages by number, in the order in which they come.
#[allow(dead_code, reason = "not every suite compares")]
pub(crate) fn render(collected: &Collected) -> String {
    let mut out = String::new();
    for it in &collected.conversations {
        let numbers: HashMap<MessageId, usize> =
            it.messages.iter().enumerate().map(|(at, it)| (it.message.id, at + 1)).collect();
        let number = |id: Option<MessageId>| id.map_or("-".into(), |id| numbers[&id].to_string());
        writeln!(
            out,
            "== {} {:?} {}..{}",
            it.source.as_deref().unwrap_or("?"),
            it.title,
            it.created_at.0,
            it.updated_at.0
        )
        .unwrap();
        writeln!(
            out,
            "{} leaf {} pinned {:?} archived {:?} tags {:?} system {:?}",
            it.id,
            number(it.leaf),
            it.pinned_at.map(|at| at.0),
            it.archived_at.map(|at| at.0),
            it.tags.iter().map(|tag| tag.name.as_str()).collect::<Vec<_>>(),
            it.parameters.system_prompt,
        )
        .unwrap();
        for archived in &it.messages {
            let message = &archived.message;
            assert_eq!(message.conversation, it.id);
            let model =
                message.model.as_ref().map(|it| format!(" {}/{}", it.provider, it.model)).unwrap_or_default();
            writeln!(
                out,
                "{}<{} {:?} {:?}{model} {}",
                number(Some(message.id)),
                number(message.parent),
                message.role,
                message.status,
                message.created_at.0
            )
            .unwrap();
            message.parts.iter().for_each(|part| writeln!(out, "  {}", line(part)).unwrap());
        }
    }
    for skipped in &collected.skipped {
        writeln!(out, "skipped {:?} {:?}", skipped.title, skipped.reason).unwrap();
    }
    writeln!(out, "lost {}", collected.lost).unwrap();
    out
}

fn line(part: &Part) -> String {
    match part {
        Part::Text { text } => format!("text {text:?}"),
        Part::Reasoning { text, duration_ms, .. } => format!("reasoning {text:?} {duration_ms:?}"),
        Part::ToolCall { id, name, arguments, .. } => format!("call {id:?} {name} {arguments}"),
        Part::ToolResult(it) => {
            let text = match &it.content[0] {
                ToolContent::Text { text } => text.as_str(),
                ToolContent::Image(picture) => &picture.alt,
            };
            format!("result {:?} {} {text:?}{}", it.call, it.name, if it.is_error { " failed" } else { "" })
        }
        Part::Image(it) => format!("image {} {:?}x{:?} {:?}", it.media_type, it.width, it.height, it.alt),
        Part::File(it) => format!("file {} {} {}", it.name, it.media_type, it.size_bytes),
        Part::Citation(it) => format!("source {:?} {:?} {:?}", it.url, it.title, it.quote),
        other => format!("{other:?}"),
    }
}
