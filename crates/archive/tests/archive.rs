//! The ZIP: what is packed is unpacked, and whatever else comes is refused.

#![expect(clippy::unwrap_used, reason = "a failed step of a test's own machinery is a failed test")]

use std::io::{Cursor, Read as _, Write as _};

use parlance_archive::{
    Archive, ArchiveError, BlobRecord, Counts, PackError, Packer, SealError, from_json, is_sealed,
    open_sealed, seal,
};
use parlance_domain::{
    ArchivedConversation, ArchivedFolder, ArchivedTemplate, ArchivedUsage, BlobId, Organisation, Part,
    Timestamp, Timings, Usage,
};
use proptest::prelude::*;
use sha2::{Digest as _, Sha256};

fn conversation() -> ArchivedConversation {
    let documented = include_str!("../../../docs/export-format.md");
    let (_, after) = documented.split_once("```json\n").unwrap();
    from_json(after.split_once("```").unwrap().0).unwrap()
}

fn organisation() -> Organisation {
    let now = Timestamp(5);
    Organisation {
        folders: vec![ArchivedFolder { id: uuid(1), name: "Travel".into(), position: 2, created_at: now }],
        templates: vec![ArchivedTemplate {
            id: uuid(2),
            name: "brief".into(),
            description: String::new(),
            body: "{{topic}}".into(),
            created_at: now,
            updated_at: now,
        }],
        ..Organisation::default()
    }
}

fn uuid(n: u128) -> uuid::Uuid {
    uuid::Uuid::from_u128(n)
}

fn call() -> ArchivedUsage {
    ArchivedUsage {
        message: None,
        provider: "openai".into(),
        model: "m".into(),
        usage: Usage { input_tokens: Some(3), ..Usage::default() },
        cost_reported: false,
        timings: Timings::default(),
        at: Timestamp(9),
    }
}

fn blob(bytes: &[u8]) -> BlobRecord {
    BlobRecord {
        hash: BlobId(Sha256::digest(bytes).into()),
        size_bytes: bytes.len() as u64,
        media_type: "image/png".into(),
    }
}

fn packed(conversations: &[ArchivedConversation], blobs: &[&[u8]]) -> Vec<u8> {
    let mut packer = Packer::new(Vec::new(), &organisation()).unwrap();
    for conversation in conversations {
        packer.conversation(conversation).unwrap();
    }
    packer.usage(&call()).unwrap();
    let records: Vec<_> = blobs.iter().map(|bytes| blob(bytes)).collect();
    packer.blob_list(&records).unwrap();
    for (record, bytes) in records.iter().zip(blobs) {
        packer.blob(record.hash, &mut &bytes[..]).unwrap();
    }
    packer.finish("0.1.0", Timestamp(7)).unwrap().0
}

/// Reads all of it, as far as that goes.
fn unpacked(bytes: &[u8]) -> Result<(Vec<ArchivedConversation>, Vec<Vec<u8>>), ArchiveError> {
    let mut archive = Archive::open(Cursor::new(bytes))?;
    archive.organisation()?;
    let (mut conversations, mut records, mut blobs) = (Vec::new(), Vec::new(), Vec::new());
    let whole = archive.conversations(|found| {
        conversations.extend(found);
        true
    })?;
    let usage_whole = archive.usage(|_| true)?;
    let blobs_whole = archive.blobs(|found| {
        records.extend(found);
        true
    })?;
    for record in &records {
        blobs.extend(archive.blob(record)?);
    }
    if whole && usage_whole && blobs_whole {
        Ok((conversations, blobs))
    } else {
        Err(ArchiveError::Damaged { what: "a line".into() })
    }
}

#[test]
fn what_is_packed_is_unpacked() {
    let bytes = packed(&[conversation()], &[b"one", b"two"]);
    let (conversations, blobs) = unpacked(&bytes).unwrap();
    assert_eq!(conversations, [conversation()]);
    assert_eq!(blobs, [b"one".to_vec(), b"two".to_vec()]);
    let mut archive = Archive::open(Cursor::new(&bytes)).unwrap();
    assert_eq!(archive.organisation().unwrap(), organisation());
    let counts =
        Counts { conversations: 1, messages: 3, usage: 1, blobs: 2, blob_bytes: 6, missing_blobs: 0 };
    assert_eq!(archive.manifest().counts, counts);
    assert_eq!(archive.manifest().made_at, Timestamp(7));
    let mut calls = Vec::new();
    assert!(
        archive
            .usage(|found| {
                calls.extend(found);
                true
            })
            .unwrap()
    );
    assert_eq!(calls, [call()]);
}

#[test]
fn an_empty_history_is_an_archive_too() {
    assert_eq!(unpacked(&packed(&[], &[])).unwrap(), (Vec::new(), Vec::new()));
}

#[test]
fn a_blob_with_other_bytes_is_not_packed() {
    let mut packer = Packer::new(Vec::new(), &Organisation::default()).unwrap();
    packer.blob_list(&[blob(b"one")]).unwrap();
    let id = blob(b"one").hash;
    assert!(matches!(packer.blob(id, &mut &b"two"[..]), Err(PackError::Damaged(named)) if named == id));
}

#[test]
fn a_newer_archive_and_a_foreign_zip_are_told() {
    let bytes = packed(&[], &[]);
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    zip.start_file("manifest.json", zip::write::SimpleFileOptions::default()).unwrap();
    let mut manifest = serde_json::to_value(Archive::open(Cursor::new(&bytes)).unwrap().manifest()).unwrap();
    manifest["version"] = 2.into();
    zip.write_all(manifest.to_string().as_bytes()).unwrap();
    let newer = zip.finish().unwrap().into_inner();
    assert!(matches!(unpacked(&newer), Err(ArchiveError::Newer)));
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    zip.start_file("conversations.json", zip::write::SimpleFileOptions::default()).unwrap();
    let foreign = zip.finish().unwrap().into_inner();
    assert!(matches!(unpacked(&foreign), Err(ArchiveError::Foreign)));
    assert!(matches!(unpacked(b"PK"), Err(ArchiveError::Foreign)));
}

#[test]
fn a_passphrase_closes_and_opens() {
    let bytes = packed(&[conversation()], &[b"one"]);
    let mut out = seal(Vec::new(), "correct horse").unwrap();
    out.write_all(&bytes).unwrap();
    let sealed = out.finish().unwrap();
    assert!(is_sealed(Cursor::new(&sealed)).unwrap());
    assert!(!is_sealed(Cursor::new(&bytes)).unwrap());
    assert!(!sealed.windows(6).any(|found| found == b"Lisbon"));
    assert!(matches!(open_sealed(Cursor::new(&sealed), "wrong"), Err(SealError::Passphrase)));
    let reader = open_sealed(Cursor::new(&sealed), "correct horse").unwrap();
    let mut archive = Archive::open(reader).unwrap();
    assert_eq!(archive.manifest().counts.conversations, 1);
    assert_eq!(archive.blob(&blob(b"one")).unwrap(), Some(b"one".to_vec()));
    // A file that was cut reads as damaged, never as short.
    let cut = &sealed[..sealed.len() - 20];
    let all = open_sealed(Cursor::new(cut), "correct horse").and_then(|mut reader| {
        let mut all = Vec::new();
        Ok(reader.read_to_end(&mut all)?)
    });
    assert!(all.is_err());
}

proptest! {
    /// The same history, whatever is said in it.
    #[test]
    fn any_words_come_back(title in ".*", said in proptest::collection::vec(".{0,200}", 1..6), blob in any::<Vec<u8>>()) {
        let mut conversation = conversation();
        conversation.title = title;
        conversation.messages[0].message.parts = said.into_iter().map(|text| Part::Text { text }).collect();
        let bytes = packed(std::slice::from_ref(&conversation), &[&blob]);
        let (conversations, blobs) = unpacked(&bytes).unwrap();
        prop_assert_eq!(&conversations, &[conversation.clone()]);
        prop_assert_eq!(blobs, std::slice::from_ref(&blob));
        prop_assert_eq!(packed(&conversations, &[&blob]), bytes, "the same history gives the same bytes");
    }

    /// No panic, and never other words than those that were packed.
    #[test]
    fn fuzz_archive(changes in proptest::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 0..8), cut in any::<Option<prop::sample::Index>>()) {
        let mut bytes = packed(&[conversation()], &[b"one"]);
        for (place, byte) in changes {
            let place = place.index(bytes.len());
            bytes[place] = byte;
        }
        if let Some(cut) = cut {
            bytes.truncate(cut.index(bytes.len()));
        }
        if let Ok((conversations, blobs)) = unpacked(&bytes) {
            prop_assert_eq!(conversations, [conversation()]);
            prop_assert!(blobs.iter().all(|blob| blob == b"one"));
        }
    }

    #[test]
    fn fuzz_whatever_comes(bytes in any::<Vec<u8>>()) {
        prop_assert!(unpacked(&bytes).is_err());
        prop_assert!(open_sealed(Cursor::new(&bytes), "x").is_err());
    }
}
