//! A request that a source is to read, and the ways in which the same JSON may be sent.

use std::fmt::Write as _;

use jiff::Timestamp;
use percent_encoding::{NON_ALPHANUMERIC, percent_encode};
use serde_json::Value;
use wail::domain::alert::Severity;
use wail::domain::name::SourceName;
use wail::sources::{Entry, Grades, Head, Map, ParseError, Part, Reading, Request, Source};

use crate::bounds;

/// What is sent.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Sent {
    pub(crate) method: Option<String>,
    pub(crate) path: String,
    pub(crate) query: String,
    pub(crate) content_type: Option<String>,
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: Vec<u8>,
}

impl Sent {
    /// The sample with another body.
    pub(crate) fn sample(source: &Source, body: Vec<u8>) -> Self {
        let sample = source.samples.firing;
        let (path, query) = sample.target.split_once('?').unwrap_or((sample.target, ""));
        let headers = sample.headers.iter();
        Self {
            method: None,
            path: path.to_owned(),
            query: query.to_owned(),
            content_type: Some(sample.content_type.to_owned()),
            headers: headers.map(|(name, value)| ((*name).into(), (*value).into())).collect(),
            body,
        }
    }

    /// The request as a file: a request line, headers, an empty line, the body.
    pub(crate) fn file(&self) -> String {
        let method = self.method.as_deref().unwrap_or("POST");
        let mut file = format!("{method} {}?{}\n", self.path, self.query);
        let kind = self.content_type.iter().map(|kind| ("Content-Type", &**kind));
        let headers = self.headers.iter().map(|(name, value)| (&**name, &**value));
        for (name, value) in kind.chain(headers) {
            // Writing to a string cannot fail.
            let _ = writeln!(file, "{name}: {value}");
        }
        file + "\n" + &String::from_utf8_lossy(&self.body)
    }

    /// The request that such a file holds.
    pub(crate) fn of_file(file: &[u8]) -> Self {
        let end = file.windows(2).position(|pair| pair == b"\n\n").unwrap();
        let head = Head::read(std::str::from_utf8(&file[..end]).unwrap());
        let is_kind = |name: &str| name == "Content-Type";
        let headers = head.headers.iter().filter(|(name, _)| !is_kind(name));
        Self {
            method: head.method.map(str::to_owned),
            path: head.path.to_owned(),
            query: head.query.to_owned(),
            content_type: head.header("Content-Type").map(str::to_owned),
            headers: headers.map(|(name, value)| ((*name).into(), (*value).into())).collect(),
            body: file[end + 2..].to_vec(),
        }
    }

    /// How many bytes it has.
    pub(crate) fn size(&self) -> usize {
        let headers = self.headers.iter().map(|(name, value)| name.len() + value.len());
        self.path.len() + self.query.len() + self.body.len() + headers.sum::<usize>()
    }

    pub(crate) fn read(&self, source: &Source) -> Result<Reading, ParseError> {
        let name = SourceName::from(source.name);
        let grades = Grades::new(Severity::Error);
        let headers = self.headers.iter().map(|(name, value)| (&**name, &**value));
        let map = map_of_the_samples();
        source.read(&Request {
            map: (source.name == "map").then_some(&map),
            source: &name,
            grades: &grades,
            received_at: Timestamp::from_second(1_793_674_800).unwrap(),
            head: Head {
                method: self.method.as_deref(),
                path: &self.path,
                query: &self.query,
                content_type: self.content_type.as_deref(),
                headers: headers.collect(),
            },
            body: &self.body,
        })
    }

    /// Reads it, and says which bound that breaks, if it breaks one.
    pub(crate) fn excess(&self, source: &Source) -> Option<String> {
        let (read, taken) = bounds::counted(|| self.read(source));
        drop(read);
        let excess = taken.excess(self.size())?;
        let begin = String::from_utf8_lossy(&self.body[..self.body.len().min(200)]).into_owned();
        Some(format!("{}: {excess}: {begin}", source.name))
    }
}

/// What somebody would write who gets the samples of `map`.
fn map_of_the_samples() -> Map {
    let parts = [
        (Part::Key, "sensor.id"),
        (Part::Severity, "priority"),
        (Part::Summary, "{{ sensor.name }} is {{ state }}: {{ celsius }}"),
        (Part::Link, "page"),
        (Part::At, "since"),
    ];
    let parts = parts.map(|(part, text)| (part, Entry::read(text).unwrap()));
    Map { parts: parts.into(), ..Map::default() }
}

/// A way to send JSON.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Wrapping {
    Plain,
    /// As the text of a JSON string.
    InString,
    /// As the field of a form.
    InForm,
    /// Each field as a field of a form.
    AsForm,
    /// Each field as a field of the address, without a body.
    AsQuery,
    /// Each field as a part of its own.
    AsParts,
}

impl Wrapping {
    pub(crate) const ALL: [Self; 6] =
        [Self::Plain, Self::InString, Self::InForm, Self::AsForm, Self::AsQuery, Self::AsParts];

    /// The request with that JSON in it.
    pub(crate) fn wrap(self, mut sent: Sent, json: &str) -> Sent {
        let form = "application/x-www-form-urlencoded";
        match self {
            Self::Plain => sent.body = json.into(),
            Self::InString => sent.body = Value::from(json).to_string().into_bytes(),
            Self::InForm => {
                sent.content_type = Some(form.to_owned());
                sent.body = format!("payload={}", encoded(json)).into_bytes();
            }
            Self::AsForm => {
                sent.content_type = Some(form.to_owned());
                sent.body = fields(json).into_bytes();
            }
            Self::AsQuery => {
                sent.method = Some("GET".to_owned());
                sent.query = fields(json);
                sent.body = Vec::new();
            }
            Self::AsParts => {
                sent.content_type = Some("multipart/form-data; boundary=x-y".to_owned());
                sent.body = parts(json).into_bytes();
            }
        }
        sent
    }
}

fn encoded(text: &str) -> String {
    percent_encode(text.as_bytes(), NON_ALPHANUMERIC).to_string()
}

/// The fields of an object as they are written; of anything else, one.
fn pairs(json: &str) -> Vec<(String, String)> {
    match serde_json::from_str(json) {
        Ok(Value::Object(fields)) => fields
            .into_iter()
            .map(|(name, value)| match value {
                Value::String(text) => (name, text),
                other => (name, other.to_string()),
            })
            .collect(),
        _ => vec![("data".to_owned(), json.to_owned())],
    }
}

fn fields(json: &str) -> String {
    let pairs = pairs(json).into_iter();
    let pairs = pairs.map(|(name, value)| format!("{}={}", encoded(&name), encoded(&value)));
    pairs.collect::<Vec<_>>().join("&")
}

fn parts(json: &str) -> String {
    let mut body = String::new();
    for (name, value) in pairs(json) {
        // Writing to a string cannot fail.
        let _ = write!(
            body,
            "--x-y\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n"
        );
    }
    body + "--x-y--\r\n"
}

#[test]
fn a_request_is_kept_in_a_file_as_it_is() {
    let source = wail::sources::find("github").unwrap();
    let sent = Sent::sample(source, b"{\n\n}\n".to_vec());
    assert_eq!(Sent::of_file(sent.file().as_bytes()), sent);
}

#[test]
fn a_sample_says_the_same_however_it_is_wrapped() {
    let source = wail::sources::find("generic").unwrap();
    let json = source.samples.firing.body;
    let plain = Sent::sample(source, json.into()).read(source).unwrap();
    for wrapping in Wrapping::ALL {
        let sent = wrapping.wrap(Sent::sample(source, Vec::new()), json);
        assert_eq!(sent.read(source).as_ref(), Ok(&plain), "{wrapping:?}");
    }
}
