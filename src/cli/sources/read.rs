//! `wail sources read`: what a source makes of a body, by the same code as when it arrives.

use std::collections::BTreeMap;
use std::path::PathBuf;

use clap::Args;
use serde_json::{Value, json};

use super::recorded::{Recorded, Shape};
use super::{Configuration, Named, source_parser};
use crate::cli::Session;
use crate::cli::json::instant;
use crate::config::Settings;
use crate::daemon;
use crate::domain::alert::{Alert, Severity};
use crate::domain::text::plain;
use crate::error::{Error, Kind};
use crate::inbox::{Door, DropIns, Gate, read};
use crate::sources::{Grades, Reading};

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
    #[command(flatten)]
    shape: Shape,
    /// The verb of the request; POST unless given
    #[arg(long, value_name = "VERB")]
    method: Option<String>,
}

pub(super) fn run(session: &Session, args: &Read) -> Result<(), Error> {
    let configuration = Configuration::of(session)?;
    let named = Named::find(&args.source, &configuration)?;
    if named.settings.is_none() {
        configuration.warn(session);
    }
    let mut recorded = Recorded::open(&args.file, named.kind, &args.shape)?;
    recorded.method = args.method.clone().or(recorded.method);
    let door = door(&named, configuration.settings());
    let envelope = recorded.envelope(named.name.clone(), "", session.now);
    let reading = read::read(&door, &envelope).map_err(|why| {
        let kind = named.kind.name;
        let message = format!("{} cannot be read as `{kind}`: {why}", recorded.name);
        let hint =
            format!("`wail sources {kind}` says what sends it; a header or a query may be missing");
        Error::new(Kind::No, message).hint(hint)
    })?;
    for remark in read::remarks(&door, &envelope) {
        session.out.talk(plain(&remark));
    }
    session.out.json(&value(&reading))
}

/// The door of the configuration, or one with that kind alone behind it.
fn door(named: &Named, settings: Option<&Settings>) -> Door {
    if let (Some(settings), Some(_)) = (settings, &named.settings) {
        return daemon::door_of(settings, None);
    }
    let gate = Gate {
        kind: named.kind,
        grades: Grades::new(SEVERITY),
        map: None,
        key: None,
        secret: None,
        auto_resolve: None,
        is_polled: false,
    };
    let gates = BTreeMap::from([(named.name.clone(), gate)]);
    Door { gates, body_limit: usize::MAX, dropins: DropIns::default(), calendars: None }
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
