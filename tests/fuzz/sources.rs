//! Every source, with its samples changed by chance and with anything at all.

use proptest::prelude::*;
use proptest::sample::select;
use wail::sources::{SOURCES, Source};

use crate::chance::{SIZE, search, soup};
use crate::mutation::{Change, changed, wrapping};
use crate::request::{Sent, Wrapping};

/// Texts that somebody may take for something else.
const ODD: [&str; 24] = [
    "null",
    "true",
    "0",
    "-1",
    "-0",
    "1e999",
    "1e-999",
    "18446744073709551616",
    "9223372036854775808",
    "0.1",
    "\"\"",
    "\" \"",
    "\"null\"",
    "\"{}\"",
    "\"[0,0]\"",
    "[]",
    "{}",
    "[[]]",
    "[{}]",
    "[null]",
    "\"\\u0000\"",
    "\"\\ud800\"",
    "\"\\u202e\"",
    "NaN",
];

const KINDS: &[&str] = &[
    "application/json",
    "text/plain",
    "application/x-www-form-urlencoded",
    "multipart/form-data",
    "multipart/form-data; boundary=a",
    "multipart/form-data; boundary=\"",
    "application/cloudevents+json",
];

const WORDS: &[&str] = &[
    "{",
    "}",
    "[",
    "]",
    ",",
    ":",
    "\"",
    "\\",
    "\"a\":",
    "\"id\":",
    "\"status\":\"resolved\"",
    "0",
    "0,",
    "1e999",
    "null",
    "\\ud800",
    "{\"\":0},",
    "[0],",
    "=",
    "&",
    "%",
    "%7B",
    "payload=",
    "a=b&",
    "--a",
    "\r\n",
    "\r\n\r\n",
    "name=\"a\"",
    "\u{feff}",
    " ",
    "x",
];

fn change() -> impl Strategy<Value = Change> {
    let raw = || select(&ODD[..]).prop_map(str::to_owned);
    let many = || prop_oneof![3 => 0..20_usize, 1 => 0..100_000_usize];
    prop_oneof![
        4 => raw().prop_map(Change::Other),
        1 => "[ -~]{0,12}|[0-9TZ:.+ -]{0,30}|.{0,8}".prop_map(Change::text),
        1 => (select(&['x', '"', '\\', '\u{1}', 'é', '9', '{', ':'][..]), many())
            .prop_map(|(letter, times)| Change::Long(letter, times)),
        1 => many().prop_map(Change::Repeat),
        1 => (many(), raw()).prop_map(|(number, value)| Change::Keys(number, value)),
        1 => prop_oneof![1..10_usize, 100..200_usize].prop_map(Change::Deep),
        1 => raw().prop_map(Change::Twice),
        2 => Just(Change::Gone),
        1 => "[a-z_.]{0,8}".prop_map(Change::Renamed),
    ]
}

/// What stands before a body, by chance.
#[derive(Clone, Debug)]
struct Before {
    method: Option<&'static str>,
    path: Option<String>,
    query: Option<String>,
    content_type: Option<String>,
    header: Option<String>,
}

fn before() -> impl Strategy<Value = Before> {
    (
        select(&[None, None, None, Some("GET"), Some("PUT"), Some("DELETE")][..]),
        prop::option::weighted(0.2, "[/a-z0-9%.]{0,30}"),
        prop::option::weighted(0.2, "[a-z]{1,8}=[ -~]{0,20}(&[a-z]{1,8}=[ -~]{0,9}){0,3}|.{0,30}"),
        prop::option::weighted(0.2, select(KINDS).prop_map(str::to_owned)),
        prop::option::weighted(0.3, "[a-z_.:-]{0,20}|.{0,20}"),
    )
        .prop_map(|(method, path, query, content_type, header)| Before {
            method,
            path,
            query,
            content_type,
            header,
        })
}

impl Before {
    fn put(&self, source: &Source, mut sent: Sent) -> Sent {
        sent.method = self.method.map(str::to_owned).or(sent.method);
        sent.path = self.path.clone().unwrap_or(sent.path);
        sent.query = self.query.clone().unwrap_or(sent.query);
        sent.content_type = self.content_type.clone().or(sent.content_type);
        if let Some(value) = &self.header {
            let names = source.headers.iter();
            sent.headers = names.map(|name| ((*name).to_owned(), value.clone())).collect();
        }
        sent
    }
}

fn checked(source: &Source, sent: &Sent) -> Result<(), String> {
    sent.excess(source).map_or(Ok(()), Err)
}

#[test]
fn samples_that_are_changed_by_chance_are_within_bounds() {
    let changes = prop::collection::vec((any::<u16>(), change()), 1..6);
    let wrap = prop::option::weighted(0.2, select(&Wrapping::ALL[..]));
    let edits = prop::collection::vec((any::<u32>(), any::<u8>()), 0..3);
    let edits = prop_oneof![3 => Just(Vec::new()), 1 => edits];
    let cut = prop::option::weighted(0.05, any::<u32>());
    let inputs = (0..SOURCES.len(), any::<bool>(), changes, wrap, edits, cut, before());
    let inputs = inputs.prop_map(|(source, is_over, changes, wrap, edits, cut, before)| {
        let source = SOURCES[source];
        let json = changed(source, is_over, &changes, SIZE);
        let sent = Sent::sample(source, Vec::new());
        let mut sent = wrap.unwrap_or(wrapping(source)).wrap(sent, &json);
        for (at, byte) in edits {
            let length = sent.body.len().max(1);
            if let Some(place) = sent.body.get_mut(at as usize % length) {
                *place = byte;
            }
        }
        if let Some(cut) = cut {
            sent.body.truncate(cut as usize % (sent.body.len() + 1));
        }
        Read { source, sent: before.put(source, sent) }
    });
    search(&inputs, |read| checked(read.source, &read.sent));
}

#[test]
fn anything_at_all_is_within_bounds_at_every_source() {
    let inputs = (0..SOURCES.len(), soup(WORDS), before());
    let inputs = inputs.prop_map(|(source, body, before)| {
        let source = SOURCES[source];
        let sent = before.put(source, Sent::sample(source, body));
        Read { source, sent }
    });
    search(&inputs, |read| checked(read.source, &read.sent));
}

/// Shown when a bound is broken: as a file of `tests/fuzz/found`.
struct Read {
    source: &'static Source,
    sent: Sent,
}

impl std::fmt::Debug for Read {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}\n{}", self.source.name, self.sent.file())
    }
}
