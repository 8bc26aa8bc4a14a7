//! Samples in which something is changed.

use serde_json::Value;
use wail::sources::Source;

use crate::request::{Sent, Wrapping};
use crate::tree::Node;

/// What is done to one place of a sample.
#[derive(Clone, Debug)]
pub(crate) enum Change {
    /// Something else stands there, as it is written.
    Other(String),
    /// The text goes on for so many characters.
    Long(char, usize),
    /// A list has its first member so many times more; anything else becomes a list of itself.
    Repeat(usize),
    /// An object has so many fields more; anything else becomes an object.
    Keys(usize, String),
    /// It stands so deep within lists.
    Deep(usize),
    /// The first field is there twice.
    Twice(String),
    /// It is not there: of an object or a list, its last field or member.
    Gone,
    /// The first field has another name.
    Renamed(String),
}

impl Change {
    /// Another text.
    pub(crate) fn text(text: String) -> Self {
        Self::Other(Value::String(text).to_string())
    }

    /// Makes the change, as far as it has room for so many bytes.
    pub(crate) fn make(&self, node: &mut Node, room: usize) {
        match (self, &mut *node) {
            (Self::Other(raw), _) => *node = Node::Raw(raw.clone()),
            (Self::Long(letter, length), Node::Raw(raw)) => {
                let text: Value = serde_json::from_str(raw).unwrap_or_default();
                let start = text.as_str().unwrap_or_default().to_owned();
                *node = Node::text(&(start + &letter.to_string().repeat((*length).min(room / 2))));
            }
            (Self::Repeat(times), Node::List(members)) => {
                let first = members.first().cloned().unwrap_or(Node::Raw("0".to_owned()));
                let times = (*times).min(room / (first.written().len() + 1));
                members.extend(std::iter::repeat_n(first, times));
            }
            (Self::Repeat(times), _) => {
                let times = (*times).min(room / (node.written().len() + 1));
                *node = Node::List(std::iter::repeat_n(node.clone(), times).collect());
            }
            (Self::Keys(number, value), Node::Object(fields)) => {
                let number = (*number).min(room / (value.len() + 10));
                fields.extend((0..number).map(|it| (format!("{it:x}"), Node::Raw(value.clone()))));
            }
            (Self::Keys(..), _) => {
                *node = Node::Object(Vec::new());
                self.make(node, room);
            }
            (Self::Twice(raw), Node::Object(fields)) => {
                if let Some((name, _)) = fields.first().cloned() {
                    fields.push((name, Node::Raw(raw.clone())));
                }
            }
            (Self::Gone, Node::Object(fields)) => drop(fields.pop()),
            (Self::Gone, Node::List(members)) => drop(members.pop()),
            (Self::Renamed(name), Node::Object(fields)) => {
                if let Some(first) = fields.first_mut() {
                    first.0.clone_from(name);
                }
            }
            (Self::Deep(depth), _) => {
                let inner = node.written();
                *node = Node::Raw(["[".repeat(*depth), inner, "]".repeat(*depth)].concat());
            }
            (Self::Gone | Self::Twice(_) | Self::Renamed(_) | Self::Long(..), _) => {
                *node = Node::Raw("null".to_owned());
            }
        }
    }
}

/// The sample as JSON with some changes, each at a place that is told by a number of any size.
pub(crate) fn changed(
    source: &Source,
    is_over: bool,
    changes: &[(u16, Change)],
    size: usize,
) -> String {
    let sample = source.samples.resolved.filter(|_| is_over).unwrap_or(source.samples.firing);
    let mut node = json(sample.body);
    for (number, change) in changes {
        let room = size.saturating_sub(node.written().len());
        let places = node.places();
        if let Some(place) = node.place(usize::from(*number) % places) {
            change.make(place, room);
        }
    }
    node.written()
}

/// What a sample says as JSON, whichever shape it has.
fn json(body: &str) -> Node {
    serde_json::from_str::<Value>(body).map_or_else(|_| of_form(body), |value| Node::from(&value))
}

fn of_form(body: &str) -> Node {
    let pairs = body.trim().split('&').filter_map(|pair| pair.split_once('='));
    let decoded = |text: &str| {
        let spaced = text.replace('+', " ");
        percent_encoding::percent_decode_str(&spaced).decode_utf8_lossy().into_owned()
    };
    Node::Object(pairs.map(|(name, value)| (decoded(name), Node::text(&decoded(value)))).collect())
}

/// How the sample is sent.
pub(crate) fn wrapping(source: &Source) -> Wrapping {
    let is_json = source.samples.firing.content_type.contains("json");
    if is_json { Wrapping::Plain } else { Wrapping::AsForm }
}

/// The sample with one text that fills the body: one for every place where a scalar stands.
pub(crate) fn swollen(source: &Source, size: usize) -> Vec<Sent> {
    let sample = json(source.samples.firing.body);
    let room = size.saturating_sub(sample.written().len());
    let mut all = Vec::new();
    for number in 0..sample.places() {
        let mut changed = sample.clone();
        let Some(place @ Node::Raw(_)) = changed.place(number) else { continue };
        Change::Long('x', room).make(place, 2 * room);
        let sent = Sent::sample(source, Vec::new());
        all.push(wrapping(source).wrap(sent, &changed.written()));
    }
    all
}
