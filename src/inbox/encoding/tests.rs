//! Compressed bodies: what is read, and what is refused without taking memory for it.

use std::io::Write as _;
use std::sync::Arc;

use flate2::Compression;
use flate2::write::{DeflateEncoder, GzEncoder, ZlibEncoder};
use ruzstd::encoding::{CompressionLevel, compress_to_vec};

use super::*;
use crate::inbox::budget::Budget;

const LIMIT: usize = 100_000;

fn held(bytes: Vec<u8>) -> HeldBody {
    let share = Arc::new(Budget::default()).share(bytes.len()).unwrap();
    HeldBody { bytes, share }
}

fn inflate(encoding: Encoding, bytes: Vec<u8>) -> Result<Vec<u8>, Refused> {
    encoding.inflate(held(bytes), LIMIT).map(|held| held.bytes)
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

fn zlib(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = ZlibEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

fn deflate(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = DeflateEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

fn zstd(bytes: &[u8]) -> Vec<u8> {
    compress_to_vec(bytes, CompressionLevel::Fastest)
}

type Compress = fn(&[u8]) -> Vec<u8>;

const ALL: [(Encoding, Compress); 4] = [
    (Encoding::Gzip, gzip),
    (Encoding::Deflate, zlib),
    (Encoding::Deflate, deflate),
    (Encoding::Zstd, zstd),
];

#[test]
fn a_body_is_as_it_was_before_it_was_compressed() {
    let body = b"{\"summary\": \"disk full\"}".repeat(50);
    for (encoding, compress) in ALL {
        assert_eq!(inflate(encoding, compress(&body)), Ok(body.clone()), "{encoding:?}");
    }
    assert_eq!(inflate(Encoding::None, body.clone()), Ok(body));
}

#[test]
fn what_would_be_larger_than_any_body_is_refused_before_it_is() {
    for (encoding, compress) in ALL {
        let fits = vec![b'x'; LIMIT];
        assert_eq!(inflate(encoding, compress(&fits)).map(|it| it.len()), Ok(LIMIT));
        let bomb = compress(&vec![b'x'; 50_000_000]);
        let refused = inflate(encoding, bomb).unwrap_err();
        assert_eq!(refused, Refused::NotRead(BodyError::TooLarge(LIMIT)), "{encoding:?}");
    }
}

#[test]
fn what_is_not_compressed_as_it_says_is_an_error() {
    let whole = b"{\"summary\": \"disk full\"}".repeat(50);
    for (encoding, compress) in ALL {
        for body in [b"not at all".to_vec(), compress(&whole)[..20].to_vec()] {
            let refused = inflate(encoding, body).unwrap_err();
            assert_eq!(refused, Refused::NotRead(BodyError::NotInflated), "{encoding:?}");
        }
    }
}

#[test]
fn encodings_are_read_in_any_case_and_others_are_not_understood() {
    let of = |text: &str| Encoding::of(Some(&HeaderValue::from_str(text).unwrap()));
    assert_eq!(Encoding::of(None), Some(Encoding::None));
    for (text, expected) in [
        ("identity", Encoding::None),
        ("GZIP", Encoding::Gzip),
        ("x-gzip", Encoding::Gzip),
        ("deflate", Encoding::Deflate),
        (" zstd ", Encoding::Zstd),
    ] {
        assert_eq!(of(text), Some(expected), "{text}");
    }
    assert_eq!(of("br"), None);
    assert_eq!(of("gzip, gzip"), None);
}

/// A frame of zstd with a window of that many bits that says nothing for long.
fn wide(bits: u8) -> Vec<u8> {
    let mut frame = vec![0x28, 0xb5, 0x2f, 0xfd, 0, (bits - 10) << 3];
    for _ in 0..1000 {
        // 128 KiB of one letter.
        frame.extend([0b010, 0, 0b1_0000, b' ']);
    }
    frame
}

#[test]
fn a_window_that_no_sender_may_use_is_refused() {
    let refused = |bits| match inflate(Encoding::Zstd, wide(bits)) {
        Err(Refused::NotRead(error)) => error,
        _ => panic!("a window of {bits} bits is taken"),
    };
    assert_eq!(refused(26), BodyError::NotInflated);
    assert_eq!(refused(23), BodyError::TooLarge(LIMIT));
}
