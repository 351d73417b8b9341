//! Sound in a form that every window plays by itself, without decoders that a system may lack.

use std::sync::Arc;

/// What providers send without a header has this rate, unless it says another.
const PCM_RATE_HZ: u32 = 24_000;
const HEADER_BYTES: usize = 44;
/// The window gets it in front of the bytes, in a field of this length.
const MAX_TYPE_CHARS: usize = 32;

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sound {
    pub media_type: String,
    pub bytes: Arc<[u8]>,
}

impl Sound {
    /// Bare samples get a header, and a header that was written before the length was known gets the length.
    pub(super) fn playable(media_type: &str, bytes: Vec<u8>) -> Self {
        let kind = media_type.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
        let kind: String = kind.chars().take(MAX_TYPE_CHARS).collect();
        if kind == "audio/pcm" || kind == "audio/l16" {
            let rate = media_type
                .split(';')
                .filter_map(|part| part.trim().strip_prefix("rate=")?.parse().ok())
                .next();
            return Self {
                media_type: "audio/wav".into(),
                bytes: wav(&bytes, rate.unwrap_or(PCM_RATE_HZ)).into(),
            };
        }
        let is_wav = bytes.starts_with(b"RIFF") && bytes.get(8..12) == Some(b"WAVE");
        let bytes = if is_wav { with_lengths(bytes) } else { bytes };
        let media_type = if is_wav { "audio/wav".into() } else { kind };
        Self { media_type, bytes: bytes.into() }
    }
}

/// Samples of 16 bits and one channel, little-endian, as a file of the format that Microsoft and IBM described in 1991.
pub(crate) fn wav(samples: &[u8], rate_hz: u32) -> Vec<u8> {
    let length = |bytes: usize| u32::try_from(bytes).unwrap_or(u32::MAX).to_le_bytes();
    let mut out = Vec::with_capacity(HEADER_BYTES + samples.len());
    out.extend_from_slice(b"RIFF");
    out.extend_from_slice(&length(HEADER_BYTES - 8 + samples.len()));
    out.extend_from_slice(b"WAVEfmt ");
    out.extend_from_slice(&16_u32.to_le_bytes());
    // PCM, one channel.
    out.extend_from_slice(&[1, 0, 1, 0]);
    out.extend_from_slice(&rate_hz.to_le_bytes());
    out.extend_from_slice(&(rate_hz.saturating_mul(2)).to_le_bytes());
    // Two bytes a frame, 16 bits a sample.
    out.extend_from_slice(&[2, 0, 16, 0]);
    out.extend_from_slice(b"data");
    out.extend_from_slice(&length(samples.len()));
    out.extend_from_slice(samples);
    out
}

/// A provider that streams writes 0 or the largest number where lengths belong.
fn with_lengths(mut bytes: Vec<u8>) -> Vec<u8> {
    let whole = bytes.len();
    let mut at = 12;
    while let Some(head) = bytes.get(at..at + 8) {
        let told = u32::from_le_bytes([head[4], head[5], head[6], head[7]]) as usize;
        let rest = whole - at - 8;
        if head.starts_with(b"data") {
            if told == 0 || told > rest {
                put_length(&mut bytes, at + 4, rest);
            }
            put_length(&mut bytes, 4, whole - 8);
            break;
        }
        // Chunks begin at even places.
        at = at.saturating_add(8).saturating_add(told).saturating_add(told % 2);
    }
    bytes
}

fn put_length(bytes: &mut [u8], at: usize, length: usize) {
    let length = u32::try_from(length).unwrap_or(u32::MAX).to_le_bytes();
    if let Some(place) = bytes.get_mut(at..at + 4) {
        place.copy_from_slice(&length);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bare_samples_become_a_file() {
        let sound = Sound::playable("audio/L16;codec=pcm;rate=16000", vec![1, 2, 3, 4]);
        assert_eq!(sound.media_type, "audio/wav");
        assert_eq!(sound.bytes.len(), HEADER_BYTES + 4);
        assert_eq!(sound.bytes[24..28], 16_000_u32.to_le_bytes());
        assert_eq!(sound.bytes[40..], [4, 0, 0, 0, 1, 2, 3, 4]);
        assert_eq!(Sound::playable("audio/pcm", vec![]).bytes[24..28], PCM_RATE_HZ.to_le_bytes());
    }

    #[test]
    fn a_header_of_a_stream_gets_its_lengths() {
        let good = wav(&[9; 100], 24_000);
        for unknown in [u32::MAX, 0] {
            let mut streamed = good.clone();
            put_length(&mut streamed, 4, unknown as usize);
            put_length(&mut streamed, 40, unknown as usize);
            assert_eq!(*Sound::playable("audio/wav", streamed).bytes, good[..]);
        }
        // What ends early, or says what cannot be, is left as it came.
        for cut in 0..good.len() {
            let sound = Sound::playable("audio/x-wav", good[..cut].to_vec());
            assert_eq!(sound.bytes.len(), cut);
        }
    }

    #[test]
    fn other_formats_stay() {
        let sound = Sound::playable("audio/mpeg; charset=x", vec![255, 251, 0]);
        assert_eq!((sound.media_type.as_str(), &*sound.bytes), ("audio/mpeg", [255, 251, 0].as_slice()));
    }
}
