//! `wail sources read`: what a source makes of a body, by the same code as when it arrives.

use std::collections::BTreeMap;
use std::fs;
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};

use clap::Args;
use jiff::Timestamp;
use serde_json::{Value, json};

use super::{Configuration, Named, source_parser};
use crate::cli::Session;
use crate::cli::json::instant;
use crate::daemon;
use crate::domain::alert::{Alert, Severity};
use crate::domain::text::plain;
use crate::error::{Error, Kind};
use crate::inbox::{Door, Gate, read};
use crate::sources::{Grades, Head, Reading};
use crate::store::Envelope;

/// How grave an alert is whose sender does not say, where nothing is configured.
const SEVERITY: Severity = Severity::Error;

/// The arguments of `wail sources read`.
#[derive(Args, Debug)]
#[command(after_help = "Examples:\n  \
    wail sources read alertmanager body.json\n  \
    curl -s https://example.org/last-webhook | wail sources read grafana -\n  \
    wail sources read github push.json --header 'X-GitHub-Event: workflow_run'\n\n\
    Nothing is kept and nobody is called. With the name of a source of the configuration, its \
    severities and its map count.")]
pub(super) struct Read {
    /// A kind, or a source of the configuration
    #[arg(value_name = "SOURCE", value_parser = source_parser(), hide_possible_values = true)]
    source: String,
    /// The body; `-` for standard input; a file whose name ends in `.query` is the query of a GET
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// A header of the request; more than once for more
    #[arg(long = "header", value_name = "NAME: VALUE", value_parser = header)]
    headers: Vec<(String, String)>,
    /// What stands in the address after /in/NAME
    #[arg(long, value_name = "PATH", default_value = "", hide_default_value = true)]
    path: String,
    /// What stands in the address after the `?`
    #[arg(long, value_name = "QUERY")]
    query: Option<String>,
    /// The verb of the request
    #[arg(long, value_name = "VERB", default_value = "POST")]
    method: String,
    /// What the sender says the body is
    #[arg(long, value_name = "TYPE")]
    content_type: Option<String>,
}

fn header(text: &str) -> Result<(String, String), String> {
    let (name, value) = text.split_once(':').ok_or("write `Name: value`")?;
    Ok((name.trim().to_owned(), value.trim().to_owned()))
}

pub(super) fn run(session: &Session, args: &Read) -> Result<(), Error> {
    let configuration = Configuration::of(session)?;
    let named = Named::find(&args.source, &configuration)?;
    if named.settings.is_none() {
        configuration.warn(session);
    }
    let recorded = Recorded::open(&args.file)?;
    let door = door(&named, configuration.settings());
    let envelope = recorded.envelope(session.now, &named, args);
    let reading = read::read(&door, &envelope).map_err(|why| {
        let kind = named.kind.name;
        let message = format!("{} cannot be read as `{kind}`: {why}", recorded.name);
        Error::new(Kind::No, message).hint(hint(kind))
    })?;
    session.out.json(&value(&reading))
}

fn hint(kind: &str) -> String {
    format!("`wail sources {kind}` says what sends it; a header or a query may be missing")
}

/// A door with that source alone behind it.
fn door(named: &Named, settings: Option<&crate::config::Settings>) -> Door {
    match (settings, &named.settings) {
        (Some(settings), Some(_)) => daemon::door_of(settings, None),
        _ => {
            let gate =
                Gate { kind: named.kind, grades: Grades::new(SEVERITY), key: None, secret: None };
            let gates = BTreeMap::from([(named.name.clone(), gate)]);
            Door { gates, body_limit: usize::MAX, calendars: None }
        }
    }
}

/// A request that somebody has kept in a file.
struct Recorded {
    /// What the file is called, for whoever reads.
    name: String,
    bytes: Vec<u8>,
    is_query: bool,
}

impl Recorded {
    fn open(file: &Path) -> Result<Self, Error> {
        let is_input = file == Path::new("-");
        let name = if is_input {
            "standard input".to_owned()
        } else {
            plain(&file.to_string_lossy()).into_owned()
        };
        let bytes = if is_input {
            let mut bytes = Vec::new();
            io::stdin().lock().read_to_end(&mut bytes).map(|_| bytes)
        } else {
            fs::read(file)
        };
        let bytes = bytes.map_err(|error| {
            Error::new(Kind::No, format!("{name} cannot be opened: {error}"))
                .hint("name a file with the body, or `-` for standard input")
        })?;
        let is_query = file.extension().is_some_and(|extension| extension == "query");
        Ok(Self { name, bytes, is_query })
    }

    /// The request as it is kept when it arrives: with those headers alone that its kind reads.
    fn envelope(&self, now: Timestamp, named: &Named, args: &Read) -> Envelope {
        let text = String::from_utf8_lossy(&self.bytes);
        let own_query = if self.is_query { text.trim_end() } else { "" };
        let method = if self.is_query { "GET" } else { args.method.as_str() };
        let known = named.kind.headers.iter().filter_map(|name| {
            let sent = args.headers.iter().find(|(sent, _)| sent.eq_ignore_ascii_case(name))?;
            Some((*name, sent.1.as_str()))
        });
        let head = Head {
            method: Some(method).filter(|method| *method != "POST"),
            path: &args.path,
            query: args.query.as_deref().unwrap_or(own_query),
            content_type: None,
            headers: known.collect(),
        };
        let said = args.headers.iter().find(|(name, _)| name.eq_ignore_ascii_case("content-type"));
        let said = said.map(|(_, value)| value.clone());
        Envelope {
            source: named.name.clone(),
            received_at: now,
            content_type: args.content_type.clone().or(said),
            head: head.written(),
            body: if self.is_query { Vec::new() } else { self.bytes.clone() },
        }
    }
}

fn value(reading: &Reading) -> Value {
    let alerts: Vec<Value> = reading.alerts().iter().map(alert).collect();
    let disposition = reading.disposition();
    match reading {
        Reading::Alerts(_) => json!({ "disposition": disposition, "alerts": alerts }),
        Reading::Handshake { about, .. } | Reading::Test(about) | Reading::Ignored(about) => {
            json!({ "disposition": disposition, "about": about, "alerts": alerts })
        }
    }
}

fn alert(alert: &Alert) -> Value {
    json!({
        "signal": alert.signal.word(),
        "fingerprint": alert.fingerprint.as_str(),
        "severity": alert.severity.word(),
        "severity_raw": alert.severity_word.as_deref().unwrap_or_default(),
        "summary": alert.summary,
        "source": alert.origin,
        "service": alert.service,
        "link": alert.link,
        "started_at": alert.started_at.map(instant),
        "ended_at": alert.ended_at.map(instant),
        "labels": alert.labels,
    })
}
