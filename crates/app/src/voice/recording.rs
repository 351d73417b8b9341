//! What was said into a microphone, as small as speech may be.

use super::sound::wav;

/// What models that write down speech work with.
const RATE_HZ: u32 = 16_000;
/// 19 MB: providers take 25.
pub(super) const MAX_SECONDS: u32 = 600;

/// One channel at 16 kHz. Each of its samples is the mean of what was heard in its time, which keeps out most of what is higher
/// than it can hold.
pub(super) struct Recording {
    samples: Vec<i16>,
    /// Samples of the microphone for one of ours.
    step: f64,
    sum: f64,
    /// How much of the present sample's time has been heard, in samples of the microphone.
    heard: f64,
}

impl Recording {
    pub(super) fn new(rate_hz: u32) -> Self {
        let step = f64::from(rate_hz.max(1)) / f64::from(RATE_HZ);
        Self { samples: Vec::new(), step, sum: 0.0, heard: 0.0 }
    }

    /// Takes what was heard, from -1 to 1, and gives the loudest of it, from 0 to 1. What is beyond the limit is dropped.
    pub(super) fn push(&mut self, heard: &[f32]) -> f32 {
        for sample in heard {
            let mut left = 1.0;
            while self.heard + left >= self.step {
                let part = self.step - self.heard;
                self.keep((self.sum + f64::from(*sample) * part) / self.step);
                (self.sum, self.heard) = (0.0, 0.0);
                left -= part;
            }
            self.sum += f64::from(*sample) * left;
            self.heard += left;
        }
        heard.iter().fold(0.0_f32, |peak, sample| peak.max(sample.abs())).min(1.0)
    }

    fn keep(&mut self, sample: f64) {
        if !self.is_full() {
            self.samples.push((sample.clamp(-1.0, 1.0) * f64::from(i16::MAX)) as i16);
        }
    }

    pub(super) fn is_full(&self) -> bool {
        self.samples.len() >= (MAX_SECONDS * RATE_HZ) as usize
    }

    pub(super) fn elapsed_ms(&self) -> u64 {
        self.samples.len() as u64 * 1000 / u64::from(RATE_HZ)
    }

    /// The file that is sent.
    pub(super) fn wav(&self) -> Vec<u8> {
        let bytes: Vec<u8> = self.samples.iter().flat_map(|sample| sample.to_le_bytes()).collect();
        wav(&bytes, RATE_HZ)
    }
}

#[cfg(test)]
mod tests {
    use std::f64::consts::TAU;

    use super::*;

    fn tone(rate_hz: u32, hz: f64, seconds: f64) -> Vec<f32> {
        let count = (f64::from(rate_hz) * seconds) as u32;
        (0..count).map(|at| (f64::from(at) * hz * TAU / f64::from(rate_hz)).sin() as f32 * 0.5).collect()
    }

    fn recorded(rate_hz: u32, hz: f64) -> Recording {
        let mut recording = Recording::new(rate_hz);
        for piece in tone(rate_hz, hz, 1.0).chunks(441) {
            recording.push(piece);
        }
        recording
    }

    fn loudness(samples: &[i16]) -> f64 {
        let squares: f64 = samples.iter().map(|sample| (f64::from(*sample) / 32_767.0).powi(2)).sum();
        (squares / samples.len() as f64).sqrt()
    }

    #[test]
    fn speech_keeps_its_pitch_and_loudness_at_any_rate() {
        for rate_hz in [8_000, 16_000, 44_100, 48_000, 96_000] {
            let recording = recorded(rate_hz, 440.0);
            let samples = &recording.samples;
            assert!(samples.len().abs_diff(16_000) <= 1, "{rate_hz}: {}", samples.len());
            let crossings = samples.windows(2).filter(|pair| pair[0] < 0 && pair[1] >= 0).count();
            assert!(crossings.abs_diff(440) <= 1, "{rate_hz}: {crossings}");
            assert!((loudness(samples) - 0.353).abs() < 0.02, "{rate_hz}: {}", loudness(samples));
            assert_eq!(recording.elapsed_ms() / 10, samples.len() as u64 / 160);
        }
    }

    #[test]
    fn what_is_too_high_is_no_noise() {
        assert!(loudness(&recorded(48_000, 15_500.0).samples) < 0.15);
    }

    #[test]
    fn the_level_is_the_loudest_and_the_end_is_kept() {
        let mut recording = Recording::new(RATE_HZ);
        assert_eq!(recording.push(&[0.1, -0.8, 0.2]), 0.8);
        assert_eq!(recording.push(&[3.0]), 1.0);
        assert_eq!(recording.push(&[]), 0.0);
        assert_eq!(recording.samples.len(), 4);
        recording.push(&vec![0.5; (MAX_SECONDS * RATE_HZ) as usize]);
        assert!(recording.is_full());
        assert_eq!(recording.elapsed_ms(), u64::from(MAX_SECONDS) * 1000);
        assert!(recording.wav().len() < 25 * 1024 * 1024);
    }
}
