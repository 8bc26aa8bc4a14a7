//! A topic of ntfy, followed as a stream of lines (`/TOPIC/json`).
//!
//! Every message has an identity, after which the stream can be asked to begin: what was published
//! meanwhile comes then. Of a topic that has had no message yet, the time at which the stream was opened
//! takes its place.

use serde_json::Value;

use super::{Line, Polled, Question, Scheme, Stream, Way};
use crate::sources::fields::Fields;

pub(super) const POLLED: Polled = Polled {
    kind: "ntfy",
    home: None,
    scheme: Scheme::Bearer,
    needs_token: false,
    way: Way::Stream(Stream { question, line }),
};

fn question(after: Option<&str>) -> Question {
    let is_fit =
        |place: &&str| place.chars().all(|c| c.is_ascii_alphanumeric() || "-_".contains(c));
    Question::get(match after.filter(is_fit) {
        Some(place) => format!("/json?since={place}"),
        None => "/json".to_owned(),
    })
}

fn line(bytes: &[u8]) -> Line {
    let Ok(value) = serde_json::from_slice::<Value>(bytes) else { return Line::Nonsense };
    let line = Fields::of(&value);
    match (line.word("event").as_str(), line.text("id"), line.text("time")) {
        ("message", Some(id), _) => Line::Said(id),
        ("open", _, Some(time)) => Line::Begins(time),
        ("", ..) | ("message", None, _) => Line::Nonsense,
        _ => Line::GoesOn,
    }
}
