//! `wail why`: why something rang or did not, or whom an alert would call: the whole chain, stage by
//! stage.

mod shown;

use clap::{ArgGroup, Args};
use jiff::Timestamp;
use serde_json::json;

use self::shown::{Shown, plan_value, told_value};
use super::page::{label, severity};
use super::rota::range;
use super::session::number;
use super::{Session, json::instant};
use crate::config::{Asked, Settings};
use crate::domain::alert::{Alert, Severity, Signal};
use crate::domain::explain::{Explanation, Happened, Plan, Question, Told, continued};
use crate::domain::explain::{explain, findings_of};
use crate::domain::incident::escalation::Context;
use crate::domain::incident::{Incident, IncidentId};
use crate::domain::label::Labels;
use crate::domain::quiet::silence::Silence;
use crate::domain::relief::Relief;
use crate::domain::rota::acceptance::Pending;
use crate::domain::station::Stations;
use crate::engine::explain::{Met, met};
use crate::engine::stations;
use crate::error::{Error, Kind};
use crate::store::{Recorded, Store, StoreError, TimelineQuery};

/// The arguments of `wail why`.
#[derive(Args, Debug)]
#[command(group(ArgGroup::new("what").required(true).args(["id", "labels"])))]
#[command(after_help = "Examples:\n  \
    wail why 412\n  \
    wail why --labels service=db,severity=critical\n  \
    wail why --labels service=db --source prometheus --at \"saturday 03:00\"\n  \
    wail why --labels service=db --at 2026-10-25T01:30[Europe/London] --json\n\n\
    The plan says whom it calls if nobody acknowledges. Exit code 1 if that is nobody.")]
pub(super) struct Why {
    /// Of this incident: what happened, and what comes next
    #[arg(value_name = "ID", value_parser = number)]
    id: Option<i64>,
    /// Of an alert with these labels: what would happen
    #[arg(long, value_name = "LABEL=VALUE,…", value_delimiter = ',', value_parser = label)]
    labels: Vec<(String, String)>,
    /// From this source; raised by hand unless given
    #[arg(long, value_name = "SOURCE", requires = "labels")]
    source: Option<String>,
    /// Of this severity; as the label `severity` or the source says unless given
    #[arg(long, value_name = "SEVERITY", requires = "labels", value_parser = severity)]
    severity: Option<Severity>,
    /// At this time instead of now
    #[arg(long, value_name = "INSTANT", requires = "labels")]
    at: Option<String>,
}

pub(super) fn run(session: &Session, args: &Why) -> Result<(), Error> {
    match args.id {
        Some(id) => happened(session, IncidentId(id)),
        None => would(session, args),
    }
}

/// What would become of an alert.
fn would(session: &Session, args: &Why) -> Result<(), Error> {
    // Of any other time the file is asked.
    let settings =
        if args.at.is_none() { session.settings_in_force()? } else { session.settings()? };
    let zone = settings.rules.zone.clone();
    let at = match &args.at {
        Some(text) => range::instant(text, session.now, &zone)?,
        None => session.now,
    };
    let asked = Asked {
        labels: args.labels.iter().cloned().collect(),
        source: args.source.clone(),
        service: None,
        severity: args.severity,
    };
    let alert = settings.asked(asked);
    let met = what_it_meets(&settings, &alert, (at, args.at.is_none()))?;
    let everywhere = Stations::everywhere(&settings.rules);
    let Met { board, alike, storm, cascade, silences, pending, reliefs, .. } =
        met.clone().unwrap_or_default();
    let cx = Context {
        rules: &settings.rules,
        stations: &everywhere,
        pending: &pending,
        reliefs: &reliefs,
    };
    let question =
        Question { alert: &alert, board, alike, storm, cascade, silences: &silences, cx, now: at };
    let explanation = explain(&question);
    let Explanation { findings, routed, severity, policy, held, plan } = &explanation;
    let stations = met.as_ref().filter(|_| args.at.is_none()).map(|met| &met.stations);
    let unless = "if nobody acknowledges";
    let shown = Shown { settings: &settings, labels: &alert.labels, stations, since: at, unless };
    if session.out.json {
        session.out.json(&json!({
            "at": instant(at),
            "source": alert.source.as_str(),
            "severity": severity.word(),
            "labels": alert.labels,
            "route": routed.by.as_str(),
            "policy": policy.as_ref().map(|policy| policy.as_str()),
            "held": held,
            "findings": findings.iter().map(shown::finding_value).collect::<Vec<_>>(),
            "plan": plan_value(plan, &shown),
        }))?;
    } else {
        let mut text = shown::question_text(session, &alert, at, &zone);
        text.push_str(&shown::findings_text(session, findings, at, &zone));
        text.push_str(&shown::plan_text(plan, &shown, &zone));
        session.out.text(text)?;
    }
    if plan.steps.iter().any(|step| !step.calls.is_empty()) {
        return Ok(());
    }
    Err(Error::new(Kind::No, "nobody is called for it"))
}

/// What is in the store that concerns it; nothing where there is no store.
fn what_it_meets(
    settings: &Settings,
    alert: &Alert,
    when: (Timestamp, bool),
) -> Result<Option<Met>, Error> {
    if !settings.store.path.exists() {
        return Ok(None);
    }
    let mut store = Store::open(&settings.store.path)?;
    Ok(Some(store.read(|tx| met(tx, &settings.rules, alert, when))?))
}

/// An incident, with what is on its record and around it.
struct Whole {
    incident: Incident,
    labels: Vec<Labels>,
    timeline: Vec<Recorded>,
    silences: Vec<Silence>,
    stations: Stations,
    pending: Vec<Pending>,
    reliefs: Vec<Relief>,
}

fn read(session: &Session, id: IncidentId) -> Result<Option<Whole>, Error> {
    let now = session.now;
    Ok(session.store()?.read(|tx| {
        let Some(incident) = tx.incident(id)? else { return Ok(None) };
        let mut timeline = Vec::new();
        tx.timeline(TimelineQuery::Of(id), |entry| timeline.push(entry))?;
        let firing = tx.alerts(id)?.into_iter().filter(|alert| alert.signal != Signal::Resolved);
        let labels = firing.map(|alert| alert.labels).collect();
        let (silences, stations) = (tx.silences(now)?, stations(tx, now)?);
        let (pending, reliefs) = (tx.pending_handovers()?, tx.reliefs()?);
        let whole = Whole { incident, labels, timeline, silences, stations, pending, reliefs };
        Ok::<_, StoreError>(Some(whole))
    })?)
}

/// What became of an incident, and what comes next.
fn happened(session: &Session, id: IncidentId) -> Result<(), Error> {
    let settings = session.settings_in_force()?;
    let whole = read(session, id)?.ok_or_else(|| {
        Error::new(Kind::No, format!("there is no incident {id}"))
            .hint("`wail list --all` shows every incident")
    })?;
    let record: Vec<Happened<'_>> = whole.timeline.iter().map(entry).collect();
    let told: Vec<Told> = findings_of(&record);
    let Whole { incident, labels, silences, stations, pending, reliefs, .. } = &whole;
    let everywhere = Stations::everywhere(&settings.rules);
    let cx = Context { rules: &settings.rules, stations: &everywhere, pending, reliefs };
    let plan = if incident.is_open() {
        continued(incident.clone(), labels, silences, cx, session.now)
    } else {
        Plan::default()
    };
    let shown = Shown {
        settings: &settings,
        labels: &incident.labels,
        stations: Some(stations),
        since: session.now,
        unless: "if nobody does anything from now on",
    };
    if session.out.json {
        return session.out.json(&json!({
            "incident": id.0,
            "status": incident.status.word(),
            "policy": incident.policy.as_str(),
            "findings": told.iter().map(told_value).collect::<Vec<_>>(),
            "plan": plan_value(&plan, &shown),
        }));
    }
    let zone = session.zone();
    let mut text = shown::incident_text(session, incident);
    text.push_str(&shown::told_text(session, &told, incident, &zone));
    if incident.is_open() {
        text.push_str(&shown::plan_text(&plan, &shown, &zone));
    }
    session.out.text(text)
}

fn entry(recorded: &Recorded) -> Happened<'_> {
    Happened {
        at: recorded.at,
        event: &recorded.event,
        reason: recorded.reason.as_deref(),
        text: &recorded.text,
    }
}
