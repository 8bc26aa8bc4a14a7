//! `wail send`: what a source sends, through the front door, as a drill.

use std::path::Path;

use clap::Args;
use jiff::SignedDuration;
use serde_json::{Value, json};

use super::Session;
use super::drill::{FrontDoor, Patience, needs_daemon};
use super::out::Progress;
use super::sources::{Named, Recorded, Shape, source_parser, unknown};
use super::web::Letter;
use crate::config::Settings;
use crate::daemon::{self, clock};
use crate::domain::alert::{Alert, Signal};
use crate::domain::drill;
use crate::domain::incident::triage::{Known, WhyNot};
use crate::domain::name::SourceName;
use crate::domain::text::plain;
use crate::error::{Error, Kind};
use crate::inbox::read;
use crate::sources::{Reading, find};
use crate::store::{EnvelopeId, Store, StoreError};

/// How long what was taken may wait to be decided.
const DECIDING: SignedDuration = SignedDuration::from_secs(15);

/// The arguments of `wail send`.
#[derive(Args, Debug)]
#[command(after_help = "Examples:\n  \
    wail send prometheus firing\n  \
    wail send prometheus resolved\n  \
    wail send prometheus body.json\n\n\
    It is read as that source is, with its severities and its map, and it is a drill: marked \
    everywhere and in no statistic. But it calls whoever a real one would call, until somebody \
    acknowledges or it is resolved.")]
pub(super) struct Send {
    /// A source of the configuration
    #[arg(value_name = "SOURCE", value_parser = source_parser(), hide_possible_values = true)]
    source: String,
    /// `firing` or `resolved`, which are requests that its kind is known to send; or a file with a body
    #[arg(value_name = "SAMPLE")]
    sample: String,
    #[command(flatten)]
    shape: Shape,
}

pub(super) fn run(session: &Session, args: &Send) -> Result<(), Error> {
    let settings = session.settings()?;
    let named = configured(&args.source, &settings)?;
    let recorded = recorded(&named, args)?;
    let before = format!("/{}", named.name);
    let envelope = recorded.envelope(SourceName::from(drill::SOURCE), &before, clock::now());
    let reading = read::read(&daemon::door_of(&settings, None), &envelope).map_err(|why| {
        let message = format!("{} cannot be read as `{}`: {why}", recorded.name, named.kind.name);
        Error::new(Kind::No, message)
            .hint(format!("`wail sources read {} FILE` tries a body that can be", named.name))
    })?;
    let mut store = session.store()?;
    needs_daemon(&store)?;
    let before = known(&mut store, &reading)?;
    let mut patience = Patience::begin()?;
    let door = FrontDoor::find(&settings, &mut store)?;
    let answer = patience.wait_for(door.deliver(letter(&named, &recorded)))?;
    let id = received(&answer)?;
    let progress = Progress::of(session, "waiting until it is decided");
    wait_for(&mut store, id, &mut patience)?;
    drop(progress);
    let after = known(&mut store, &reading)?;
    let verdicts = reading.alerts().iter().zip(before.iter().zip(&after));
    let verdicts: Vec<Verdict<'_>> =
        verdicts.map(|(alert, (before, after))| Verdict::of(alert, before, after)).collect();
    tell(session, id, &reading, &verdicts)
}

/// The source of the configuration.
fn configured(name: &str, settings: &Settings) -> Result<Named, Error> {
    let source = SourceName::from(name);
    if let Some(found) = settings.sources.get(&source) {
        return Ok(Named { name: source, kind: found.kind, settings: Some(found.clone()) });
    }
    if find(name).is_some() {
        let message = format!("there is no source `{name}` in the configuration");
        return Err(Error::new(Kind::Usage, message)
            .hint(format!("`wail sources {name}` prints what to write there")));
    }
    Err(unknown(name, settings.sources.keys().map(SourceName::as_str)))
}

fn recorded(named: &Named, args: &Send) -> Result<Recorded, Error> {
    let kind = named.kind;
    match args.sample.as_str() {
        "firing" => Ok(Recorded::sample(kind.samples.firing)),
        "resolved" => kind.samples.resolved.map(Recorded::sample).ok_or_else(|| {
            let message = format!("`{}` never says that something is over", kind.name);
            Error::new(Kind::Usage, message).hint("`wail resolve ID` ends the incident")
        }),
        file => Recorded::open(Path::new(file), kind, &args.shape),
    }
}

fn letter(named: &Named, recorded: &Recorded) -> Letter {
    let Recorded { path, query, content_type, headers, body, .. } = recorded;
    let question = if query.is_empty() { "" } else { "?" };
    Letter {
        path: format!("/in/{}/{}{path}{question}{query}", drill::SOURCE, named.name),
        content_type: content_type.clone(),
        headers: headers.clone(),
        body: body.clone(),
    }
}

/// The number that was answered.
fn received(answer: &str) -> Result<EnvelopeId, Error> {
    let value: Option<Value> = serde_json::from_str(answer).ok();
    let id = value.and_then(|value| value["received"].as_i64()).map(EnvelopeId);
    id.ok_or_else(|| {
        Error::new(Kind::Unreachable, format!("the daemon answers what it should not: {answer}"))
            .hint("`wail doctor` looks whether that is a daemon of wail")
    })
}

/// Waits until that has been decided.
fn wait_for(store: &mut Store, id: EnvelopeId, patience: &mut Patience) -> Result<(), Error> {
    let until = clock::now() + DECIDING;
    loop {
        if store.read(|tx| Ok::<_, StoreError>(tx.read_up_to()?.0 >= id.0))? {
            return Ok(());
        }
        if clock::now() >= until {
            return Err(Error::new(Kind::Unreachable, "it was taken, and is not decided yet")
                .hint("`wail log` shows when it is; `wail doctor` looks what is wrong"));
        }
        patience.rest().map_err(|_| {
            Error::new(Kind::No, "it was sent, and nobody waits for what becomes of it")
                .hint("`wail list` shows what is open")
        })?;
    }
}

/// What is known of a problem, and why its last report opened nothing.
type Standing = (Option<Known>, Option<String>);

fn known(store: &mut Store, reading: &Reading) -> Result<Vec<Standing>, Error> {
    let alerts = reading.alerts().iter();
    Ok(store.read(|tx| {
        let known = alerts.map(|alert| tx.board(alert).map(|(board, why)| (board.known, why)));
        known.collect::<Result<_, StoreError>>()
    })?)
}

/// What became of one alert.
struct Verdict<'a> {
    alert: &'a Alert,
    incident: Option<i64>,
    outcome: &'static str,
    why: Option<&'static str>,
}

impl<'a> Verdict<'a> {
    fn of(alert: &'a Alert, before: &Standing, after: &Standing) -> Self {
        let id = |standing: &Standing| standing.0.as_ref().and_then(|known| known.incident);
        let incident = id(after).map(|id| id.0);
        let why = after.1.as_deref().map(why_not);
        let was_open = before.0.as_ref().is_some_and(|known| {
            known.open.is_some() && known.signal != Signal::Resolved && id(before) == id(after)
        });
        let outcome = match alert.signal {
            _ if why.is_some() || incident.is_none() => "nothing",
            Signal::Firing if was_open => "counted",
            Signal::Firing => "open",
            Signal::Acknowledged => "acknowledged",
            Signal::Resolved => "resolved",
        };
        Self { alert, incident, outcome, why }
    }

    /// `incident 7 is open: critical, DRILL: disk full`
    fn sentence(&self) -> String {
        let Self { alert, incident, outcome, why } = self;
        let summary = plain(&alert.summary);
        let what = format!("{}, {summary}", alert.severity);
        match (incident, *outcome) {
            (Some(id), "open") => format!("incident {id} is open: {what}"),
            (Some(id), "counted") => format!("incident {id} was open already: {what}"),
            (Some(id), "acknowledged") => format!("incident {id} is acknowledged there: {summary}"),
            (Some(id), "resolved") => format!("it is over, of incident {id}: {summary}"),
            _ => format!("nothing follows: {}: {what}", why.unwrap_or("it was not decided")),
        }
    }

    fn value(&self) -> Value {
        json!({
            "signal": self.alert.signal.word(),
            "severity": self.alert.severity.word(),
            "summary": self.alert.summary,
            "incident": self.incident.filter(|_| self.outcome != "nothing"),
            "outcome": self.outcome,
            "reason": self.why,
        })
    }
}

/// The reason as a person reads it.
fn why_not(word: &str) -> &'static str {
    let found = WhyNot::ALL.into_iter().find(|why| why.word() == word);
    found.map_or("it changes nothing", WhyNot::phrase)
}

fn tell(
    session: &Session,
    id: EnvelopeId,
    reading: &Reading,
    verdicts: &[Verdict<'_>],
) -> Result<(), Error> {
    if session.out.json {
        return session.out.json(&json!({
            "received": id.0,
            "disposition": reading.disposition(),
            "alerts": verdicts.iter().map(Verdict::value).collect::<Value>(),
        }));
    }
    match reading {
        Reading::Alerts(_) => {}
        Reading::Handshake { about, .. } | Reading::Test(about) | Reading::Ignored(about) => {
            let disposition = reading.disposition();
            session.out.line(format_args!("nobody is called: {disposition}, {}", plain(about)))?;
        }
    }
    verdicts.iter().try_for_each(|verdict| session.out.line(verdict.sentence()))?;
    let open = verdicts.iter().find(|verdict| verdict.outcome == "open");
    if let Some(id) = open.and_then(|verdict| verdict.incident) {
        session.out.talk(format_args!("`wail ack {id}` silences it, `wail resolve {id}` ends it"));
    }
    Ok(())
}
