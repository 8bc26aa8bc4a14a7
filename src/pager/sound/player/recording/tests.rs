//! Files good and bad; every bad one gives a reason.

use std::fs;
use std::path::PathBuf;

use tempfile::TempDir;

use super::*;

struct Folder(TempDir);

impl Folder {
    fn new() -> Self {
        Self(TempDir::new().unwrap())
    }

    fn file(&self, name: &str, bytes: &[u8]) -> PathBuf {
        let path = self.0.path().join(name);
        fs::write(&path, bytes).unwrap();
        path
    }
}

/// A WAV file of 16-bit samples.
fn wav(channels: u16, rate: u32, samples: &[i16]) -> Vec<u8> {
    let length = u32::try_from(samples.len() * 2).unwrap();
    let mut bytes = Vec::new();
    bytes.extend(b"RIFF");
    bytes.extend((36 + length).to_le_bytes());
    bytes.extend(b"WAVEfmt \x10\0\0\0\x01\0");
    bytes.extend(channels.to_le_bytes());
    bytes.extend(rate.to_le_bytes());
    bytes.extend((rate * u32::from(channels) * 2).to_le_bytes());
    bytes.extend((channels * 2).to_le_bytes());
    bytes.extend(16_u16.to_le_bytes());
    bytes.extend(b"data");
    bytes.extend(length.to_le_bytes());
    bytes.extend(samples.iter().flat_map(|sample| sample.to_le_bytes()));
    bytes
}

fn all(recording: Recording) -> Vec<f32> {
    recording.beginning.into_iter().chain(recording.rest.into_iter().flatten()).collect()
}

fn reason(path: &Path) -> String {
    open(path).err().expect("a reason")
}

#[test]
fn channels_are_mixed_and_the_rate_is_ours() {
    let folder = Folder::new();
    let stereo: Vec<i16> = (0..24_000).flat_map(|_| [16_384, 0]).collect();
    let heard = all(open(&folder.file("a.wav", &wav(2, 24_000, &stereo))).unwrap());
    assert!(heard.len().abs_diff(48_000) < 10, "{} samples", heard.len());
    assert!(heard[100..47_000].iter().all(|sample| (sample - 0.25).abs() < 0.001));
}

#[test]
fn what_is_too_short_to_be_an_alarm_is_none() {
    let folder = Folder::new();
    let of = |milliseconds: usize| wav(1, 48_000, &vec![16_384; 48 * milliseconds]);
    assert_eq!(reason(&folder.file("cut.wav", &of(8))), "is only 8 ms long");
    assert_eq!(reason(&folder.file("short.wav", &of(99))), "is only 99 ms long");
    assert_eq!(all(open(&folder.file("enough.wav", &of(100))).unwrap()).len(), 4800);
}

#[test]
fn silence_before_the_sound_is_allowed() {
    let folder = Folder::new();
    let mut samples = vec![0_i16; 48_000];
    samples.extend(vec![8_000; 48_000]);
    let recording = open(&folder.file("a.wav", &wav(1, 48_000, &samples))).unwrap();
    assert_eq!(recording.beginning.len(), 52_800);
    assert_eq!(all(recording).len(), 96_000);
}

#[test]
fn a_silent_file_is_refused() {
    let folder = Folder::new();
    assert_eq!(reason(&folder.file("a.wav", &wav(1, 48_000, &vec![3; 48_000]))), "is silent");
    assert_eq!(reason(&folder.file("b.wav", &wav(1, 8_000, &vec![0; 160_000]))), "is silent");
    assert_eq!(reason(&folder.file("c.wav", &wav(1, 8_000, &[]))), "is silent");
}

#[test]
fn what_is_no_sound_could_not_be_decoded() {
    let folder = Folder::new();
    for (name, bytes) in [("a.txt", &b"not a sound"[..]), ("b.mp3", &[0xff; 4000]), ("c.wav", b"")]
    {
        assert_eq!(reason(&folder.file(name, bytes)), "could not be decoded", "{name}");
    }
}

#[test]
fn what_is_not_there_could_not_be_read() {
    let folder = Folder::new();
    let missing = reason(&folder.0.path().join("none.wav"));
    assert!(missing.starts_with("could not be read (No such file"), "{missing}");
    let directory = reason(folder.0.path());
    assert!(directory.starts_with("could not be read (is a directory"), "{directory}");
}

#[test]
fn a_file_that_is_large_is_not_read_to_its_end() {
    let folder = Folder::new();
    let path = folder.file("a.wav", &wav(1, 8_000, &vec![9_000_i16; 16_000]));
    File::options().write(true).open(&path).unwrap().set_len(2_000_000_000).unwrap();
    let length = all(open(&path).unwrap()).len();
    assert!(length.abs_diff(2 * RATE as usize) < 10, "{length}");
}

#[test]
fn at_most_a_minute_is_played() {
    let folder = Folder::new();
    let samples = vec![9_000_i16; 70 * 8_000];
    assert_eq!(all(open(&folder.file("a.wav", &wav(1, 8_000, &samples))).unwrap()).len(), LONGEST);
}

#[test]
fn what_an_encoder_added_to_a_file_is_not_played() {
    let klaxon = Path::new(env!("CARGO_MANIFEST_DIR")).join("sounds/klaxon.ogg");
    assert_eq!(all(open(&klaxon).unwrap()).len(), 153_600);
}
