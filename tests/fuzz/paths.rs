//! Every way from bytes to values by itself.

use std::io::Write as _;

use flate2::Compression;
use flate2::write::{DeflateEncoder, GzEncoder, ZlibEncoder};
use proptest::prelude::*;
use proptest::sample::select;
use ruzstd::encoding::{CompressionLevel, compress_to_vec};
use serde_json::json;
use wail::inbox::encoding::Encoding;
use wail::sources::{BodyFields, Head, Reading, find};

use crate::bounds::{self, GRACE};
use crate::chance::{SIZE, search, soup};
use crate::request::{Sent, Wrapping};

const JSON: &[&str] = &[
    "{",
    "}",
    "[",
    "]",
    ",",
    ":",
    "\"",
    "\\",
    "\\\"",
    "\\u",
    "\\ud800",
    "\\udc00",
    "\\u0041",
    "0",
    "-",
    "1e",
    "9",
    ".",
    "null",
    "true",
    "\"a\":",
    "\"a\"",
    "[0],",
    "{\"\":0},",
    "0,",
    " ",
    "\n",
    "\u{feff}",
];

const FORM: &[&str] = &[
    "=", "&", "+", "%", "%7B", "%5B", "%7D", "%22", "%ff", "%00", "a", "a=b&", "payload=", "data=",
    "{", "}", "[0,", "0]", "\"a\":", ";", "x",
];

const PARTS: &[&str] = &[
    "--a",
    "--a\r\n",
    "--a--",
    "--",
    "\r\n",
    "\r\n\r\n",
    "\n\n",
    "Content-Disposition: form-data; ",
    "name=",
    "name=\"a\"",
    "name=\"payload\"",
    "filename=\"b\"",
    "\"",
    ";",
    "{\"a\":0}",
    "[0,0]",
    "x",
];

/// What zstd may look back at, in bytes; while that grows, the old is there beside the new.
const WINDOW: usize = 8 * 1024 * 1024;

/// The fields of a body, looked for at a few places.
fn fields(body: &[u8], kind: &str) -> Result<(), String> {
    let ((), taken) = bounds::counted(|| {
        let fields = BodyFields::of(body, Some(kind));
        drop([fields.text("a"), fields.exact("a.0"), fields.text("")]);
    });
    taken.excess(body.len() + kind.len()).map_or(Ok(()), Err)
}

#[test]
fn json_is_within_bounds() {
    search(&soup(JSON), |body| fields(body, "application/json"));
}

#[test]
fn json_in_a_text_is_within_bounds() {
    let inputs = soup(JSON).prop_map(|text| {
        let text = String::from_utf8_lossy(&text).into_owned();
        Wrapping::InString.wrap(Sent::default(), &text).body
    });
    search(&inputs, |body| fields(body, "text/plain"));
}

#[test]
fn forms_are_within_bounds() {
    search(&soup(FORM), |body| fields(body, "application/x-www-form-urlencoded"));
}

#[test]
fn forms_with_json_are_within_bounds() {
    let inputs = soup(JSON).prop_map(|text| {
        let text = String::from_utf8_lossy(&text).into_owned();
        Wrapping::InForm.wrap(Sent::default(), &text).body
    });
    search(&inputs, |body| fields(body, "application/x-www-form-urlencoded"));
}

#[test]
fn parts_are_within_bounds() {
    const KINDS: &[&str] =
        &["multipart/form-data; boundary=a", "multipart/form-data", "text/plain"];
    search(&(soup(PARTS), select(KINDS)), |(body, kind)| fields(body, kind));
}

#[test]
fn addresses_are_within_bounds() {
    let source = find("generic").unwrap();
    search(&soup(FORM), |query| {
        let query = String::from_utf8_lossy(query).into_owned();
        let sent = Sent { method: Some("GET".to_owned()), query, ..Sent::default() };
        sent.excess(source).map_or(Ok(()), Err)
    });
}

#[test]
fn heads_are_within_bounds_and_read_as_they_were_written() {
    let header = ("[A-Za-z-]{1,20}", "[ -~]{0,40}");
    let kept = (
        select(&[None, Some("GET"), Some("PUT"), Some("DELETE")][..]),
        "(/[a-z0-9%.]{0,9}){0,4}",
        "[a-z0-9=&%+]{0,30}",
        prop::collection::vec(header, 0..4),
    );
    search(&kept, |(method, path, query, headers)| {
        let headers = headers.iter().map(|(name, value)| (&**name, &**value)).collect();
        let head = Head { method: *method, path, query, content_type: None, headers };
        let written = head.written().unwrap_or_default();
        if Head::read(&written) == head { Ok(()) } else { Err(format!("{written:?}")) }
    });
    search(&soup(&["POST ", "GET", " ", "/", "?", "\n", ": ", "a", "%2F"]), |text| {
        let text = String::from_utf8_lossy(text).into_owned();
        let (_, taken) = bounds::counted(|| Head::read(&text).written());
        taken.excess(text.len()).map_or(Ok(()), Err)
    });
}

const ENCODINGS: &[Encoding] = &[Encoding::Gzip, Encoding::Deflate, Encoding::Zstd, Encoding::None];

fn pack(encoding: Encoding, bytes: &[u8]) -> Vec<u8> {
    let level = Compression::fast();
    match encoding {
        Encoding::Gzip => {
            let mut packer = GzEncoder::new(Vec::new(), level);
            packer.write_all(bytes).and_then(|()| packer.finish()).unwrap()
        }
        Encoding::Deflate if bytes.len().is_multiple_of(2) => {
            let mut packer = ZlibEncoder::new(Vec::new(), level);
            packer.write_all(bytes).and_then(|()| packer.finish()).unwrap()
        }
        Encoding::Deflate => {
            let mut packer = DeflateEncoder::new(Vec::new(), level);
            packer.write_all(bytes).and_then(|()| packer.finish()).unwrap()
        }
        Encoding::Zstd => compress_to_vec(bytes, CompressionLevel::Fastest),
        Encoding::None => bytes.to_vec(),
    }
}

#[test]
fn what_is_compressed_is_within_bounds_of_what_it_may_become() {
    let edits = prop::collection::vec((any::<u32>(), any::<u8>()), 0..4);
    let inputs = (select(ENCODINGS), any::<bool>(), soup(JSON), edits);
    search(&inputs, |(encoding, is_packed, bytes, edits)| {
        let mut body = if *is_packed { pack(*encoding, bytes) } else { bytes.clone() };
        for (at, byte) in edits {
            let length = body.len().max(1);
            if let Some(place) = body.get_mut(*at as usize % length) {
                *place = *byte;
            }
        }
        let limit = SIZE / 4;
        let (unpacked, taken) = bounds::counted(|| encoding.unpacked(&body, limit));
        if unpacked.as_ref().is_ok_and(|unpacked| unpacked.len() > limit) {
            return Err("more than the limit".to_owned());
        }
        if *is_packed && edits.is_empty() && bytes.len() <= limit && unpacked.as_ref() != Ok(bytes)
        {
            return Err(format!("{encoding:?} of {} bytes is not read", bytes.len()));
        }
        // Of the little that is sent, much may be made: never more than any body may be, and the
        // window of zstd besides.
        let most = 3 * limit + GRACE + if *encoding == Encoding::Zstd { 3 * WINDOW } else { 0 };
        if taken.bytes > most {
            return Err(format!("{} bytes of memory of {most}", taken.bytes));
        }
        taken.excess(limit).map_or(Ok(()), Err)
    });
}

#[test]
fn a_window_of_zstd_is_bounded_before_anything_is_in_it() {
    let _alone = bounds::alone();
    for bits in 10..42_u8 {
        let mut frame = vec![0x28, 0xb5, 0x2f, 0xfd, 0, (bits - 10) << 3];
        // Blocks of 128 KiB of one letter, as many as fill the widest window that is taken, twice.
        frame.extend([0b010, 0, 0b1_0000, b' '].repeat(128));
        let (unpacked, taken) = bounds::counted(|| Encoding::Zstd.unpacked(&frame, 1 << 20));
        assert!(unpacked.is_err(), "{bits} bits");
        let most = 3 * WINDOW + GRACE;
        assert!(taken.bytes < most, "{bits} bits: {taken:?}");
        assert_eq!(taken.excess(most), None, "{bits} bits");
    }
}

#[test]
fn times_are_read_or_left_out() {
    let source = find("generic").unwrap();
    let texts = prop_oneof![
        "[0-9]{1,4}-[0-9]{1,2}-[0-9]{1,2}[T ][0-9]{1,2}:[0-9]{1,2}(:[0-9]{1,2}([.,][0-9]{0,12})?)?( ?(Z|UTC|[+-][0-9:]{0,6}))?",
        "[A-Z][a-z]{2}, [0-9]{1,2} [A-Z][a-z]{2} [0-9]{4} [0-9:]{0,8} [+-]?[A-Z0-9]{0,5}",
        "[+-]?[0-9]{0,30}(\\.[0-9]{0,20})?(e[+-]?[0-9]{0,4})?",
        "inf|nan|-inf|NaN|infinity|.{0,20}",
    ];
    let values = prop_oneof![
        texts.prop_map(|text| json!(text)),
        any::<f64>().prop_map(|number| json!(number)),
        any::<i64>().prop_map(|number| json!(number)),
        any::<u64>().prop_map(|number| json!(number)),
    ];
    search(&values, |at| {
        let body = json!({"summary": "a", "at": at}).to_string();
        let sent = Sent { body: body.into_bytes(), ..Sent::default() };
        match sent.read(source) {
            Ok(Reading::Alerts(alerts)) if alerts.len() == 1 => {
                let is_late =
                    alerts[0].started_at.is_some_and(|at| at.as_second() > 1_793_674_800 + 900);
                if is_late { Err("it begins in the future".to_owned()) } else { Ok(()) }
            }
            other => Err(format!("{other:?}")),
        }
    });
}

#[test]
fn severities_and_labels_of_any_kind_are_kept() {
    let source = find("generic").unwrap();
    let labels = prop::collection::btree_map(".{0,8}", ".{0,8}", 0..12);
    search(&(".{1,12}", labels), |(word, labels)| {
        let body = json!({"summary": "a", "severity": word, "labels": labels}).to_string();
        let sent = Sent { body: body.into_bytes(), ..Sent::default() };
        let read = sent.read(source).map_err(|error| error.to_string())?;
        let [alert] = read.alerts() else { return Err(format!("{read:?}")) };
        let missing = labels.iter().find(|(name, value)| alert.labels.get(*name) != Some(*value));
        if let Some(missing) = missing {
            return Err(format!("{missing:?} is missing of {:?}", alert.labels));
        }
        let said = alert.severity_word.as_deref();
        if said.is_some_and(|said| said != word.trim()) { Err(format!("{said:?}")) } else { Ok(()) }
    });
}
