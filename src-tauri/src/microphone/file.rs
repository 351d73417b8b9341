use std::path::PathBuf;
use std::time::Duration;

use parlance_app::ipc::MicrophoneProblem;
use parlance_app::{Heard, Hearing, Microphone};
use tokio::sync::mpsc::UnboundedSender;
use tokio::time::MissedTickBehavior;

/// Pieces of this length, as a sound card hands them out.
const PIECE_MS: u32 = 20;
const HEADER_BYTES: usize = 44;

/// A file that is heard again and again, at the pace of speech.
pub(super) struct SoundFile {
    path: PathBuf,
}

impl SoundFile {
    pub(super) fn new(path: PathBuf) -> Self {
        Self { path }
    }
}

impl Microphone for SoundFile {
    fn names(&self) -> Vec<String> {
        vec!["File".to_owned()]
    }

    fn open(&self, _: Option<&str>, heard: UnboundedSender<Heard>) -> Result<Hearing, MicrophoneProblem> {
        let file = std::fs::read(&self.path).map_err(|_| MicrophoneProblem::Missing)?;
        let (head, sound) = file.split_at_checked(HEADER_BYTES).ok_or(MicrophoneProblem::Failed)?;
        let rate_hz = match head {
            [b'R', b'I', b'F', b'F', rest @ ..] => {
                u32::from_le_bytes([rest[20], rest[21], rest[22], rest[23]])
            }
            _ => return Err(MicrophoneProblem::Failed),
        };
        let samples: Vec<f32> = sound
            .chunks_exact(2)
            .map(|pair| f32::from(i16::from_le_bytes([pair[0], pair[1]])) / f32::from(i16::MAX))
            .collect();
        let piece = (rate_hz * PIECE_MS / 1000) as usize;
        if piece == 0 || samples.is_empty() {
            return Err(MicrophoneProblem::Failed);
        }
        let task = tauri::async_runtime::spawn(async move {
            let mut pace = tokio::time::interval(Duration::from_millis(u64::from(PIECE_MS)));
            pace.set_missed_tick_behavior(MissedTickBehavior::Delay);
            for piece in samples.chunks(piece).cycle() {
                pace.tick().await;
                if heard.send(Heard::Samples(piece.to_vec())).is_err() {
                    return;
                }
            }
        });
        Ok(Hearing { rate_hz, open: Box::new(Playing(task)) })
    }
}

struct Playing(tauri::async_runtime::JoinHandle<()>);

impl Drop for Playing {
    fn drop(&mut self) {
        self.0.abort();
    }
}
