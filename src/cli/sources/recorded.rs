//! Requests that are kept in a file or come with the program, and how they stand in the inbox.

use std::fs;
use std::io::{self, Read as _};
use std::path::Path;

use clap::Args;
use jiff::Timestamp;

use crate::domain::name::SourceName;
use crate::domain::text::plain;
use crate::error::{Error, Kind};
use crate::sources::{Head, Sample, Source};
use crate::store::Envelope;

/// What a request has besides its body.
#[derive(Args, Debug)]
pub(in crate::cli) struct Shape {
    /// A header of the request; more than once for more
    #[arg(long = "header", value_name = "NAME: VALUE", value_parser = header)]
    headers: Vec<(String, String)>,
    /// What stands in the address after /in/NAME
    #[arg(long, value_name = "PATH")]
    path: Option<String>,
    /// What stands in the address after the `?`
    #[arg(long, value_name = "QUERY")]
    query: Option<String>,
    /// What the sender says the body is
    #[arg(long, value_name = "TYPE")]
    content_type: Option<String>,
}

fn header(text: &str) -> Result<(String, String), String> {
    let (name, value) = text.split_once(':').ok_or("write `Name: value`")?;
    Ok((name.trim().to_owned(), value.trim().to_owned()))
}

impl Shape {
    fn header(&self, name: &str) -> Option<&str> {
        let found = self.headers.iter().find(|(sent, _)| sent.eq_ignore_ascii_case(name));
        found.map(|(_, value)| value.as_str())
    }
}

/// A request.
pub(in crate::cli) struct Recorded {
    /// What it is called, for whoever reads.
    pub(in crate::cli) name: String,
    /// The verb, if it is not POST.
    pub(in crate::cli) method: Option<String>,
    /// What stands in the address after that of the source; with its `/`.
    pub(in crate::cli) path: String,
    /// What stands after the `?`.
    pub(in crate::cli) query: String,
    /// What the sender says the body is.
    pub(in crate::cli) content_type: Option<String>,
    /// Those headers that its kind reads.
    pub(in crate::cli) headers: Vec<(&'static str, String)>,
    /// The bytes.
    pub(in crate::cli) body: Vec<u8>,
}

impl Recorded {
    /// The request whose body stands in a file, or on standard input for `-`. A file whose name ends
    /// in `.query` has the query of a request without a body.
    pub(in crate::cli) fn open(file: &Path, kind: &Source, shape: &Shape) -> Result<Self, Error> {
        let is_input = file == Path::new("-");
        let name = if is_input {
            "standard input".to_owned()
        } else {
            plain(&file.to_string_lossy()).into_owned()
        };
        let bytes = if is_input { everything() } else { fs::read(file) };
        let bytes = bytes.map_err(|error| {
            Error::new(Kind::No, format!("{name} cannot be opened: {error}"))
                .hint("name a file with the body, or `-` for standard input")
        })?;
        let is_query = file.extension().is_some_and(|extension| extension == "query");
        let query = if is_query {
            String::from_utf8_lossy(&bytes).trim_end().to_owned()
        } else {
            String::new()
        };
        let headers = kind.headers.iter();
        let headers = headers.filter_map(|name| Some((*name, shape.header(name)?.to_owned())));
        let said = shape.content_type.as_deref().or_else(|| shape.header("content-type"));
        Ok(Self {
            name,
            method: is_query.then(|| "GET".to_owned()),
            path: shape.path.clone().unwrap_or_default(),
            query: shape.query.clone().unwrap_or(query),
            content_type: said.map(str::to_owned),
            headers: headers.collect(),
            body: if is_query { Vec::new() } else { bytes },
        })
    }

    /// A request that comes with the program.
    pub(in crate::cli) fn sample(sample: Sample) -> Self {
        let (path, query) = sample.target.split_once('?').unwrap_or((sample.target, ""));
        let headers = sample.headers.iter().map(|(name, value)| (*name, (*value).to_owned()));
        Self {
            name: "the sample".to_owned(),
            method: None,
            path: path.to_owned(),
            query: query.to_owned(),
            content_type: Some(sample.content_type.to_owned()),
            headers: headers.collect(),
            body: sample.body.as_bytes().to_vec(),
        }
    }

    /// It as the inbox keeps it when it comes to that source, with that before its path.
    pub(in crate::cli) fn envelope(
        &self,
        source: SourceName,
        before: &str,
        received_at: Timestamp,
    ) -> Envelope {
        let path = format!("{before}{}", self.path);
        let method = self.method.as_deref().filter(|method| *method != "POST");
        let headers = self.headers.iter().map(|(name, value)| (*name, value.as_str())).collect();
        let head = Head { method, path: &path, query: &self.query, content_type: None, headers };
        Envelope {
            source,
            received_at,
            content_type: self.content_type.clone().filter(|kind| kind != "application/json"),
            head: head.written(),
            body: self.body.clone(),
        }
    }
}

fn everything() -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    io::stdin().lock().read_to_end(&mut bytes).map(|_| bytes)
}
