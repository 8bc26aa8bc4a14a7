//! `wail why`: why something rang or did not, or whom an alert would call: the whole chain, stage by
//! stage.

mod moment;
mod shown;
mod unknown;

use clap::{ArgGroup, Args};
use jiff::Timestamp;
use jiff::tz::TimeZone;
use serde_json::{Value, json};

use self::moment::Moment;
use self::shown::{Shown, plan_value, told_value};
use super::page::{label, severity};
use super::rota::range;
use super::session::{length, number};
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
use crate::engine::explain::{Met, foresee, met};
use crate::engine::stations;
use crate::error::{Error, Kind};
use crate::store::{Recorded, StoreError, TimelineQuery};

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
    /// Of a problem that began so long before, or then; at the time of its report unless given
    #[arg(long, value_name = "INSTANT", requires = "labels")]
    began: Option<String>,
}

pub(super) fn run(session: &Session, args: &Why) -> Result<(), Error> {
    match args.id {
        Some(id) => happened(session, IncidentId(id)),
        None => would(session, args),
    }
}

/// When a problem began: so long before its report, or at a time.
fn began(text: &str, at: Timestamp, zone: &TimeZone) -> Result<Timestamp, Error> {
    match length(text) {
        Ok(before) => Ok(at.saturating_sub(before).unwrap_or(at)),
        Err(_) => range::instant(text, at, zone),
    }
}

/// What would become of an alert.
fn would(session: &Session, args: &Why) -> Result<(), Error> {
    // Of any other time the file is asked.
    let settings =
        if args.at.is_none() { session.settings_in_force()? } else { session.settings()? };
    let zone = session.zone();
    let moment = match &args.at {
        Some(text) => Moment::read(text, session, &zone)?,
        None => Moment { at: session.now, zone, is_named: false, hint: None },
    };
    let Moment { at, zone, .. } = &moment;
    let at = *at;
    if let Some(hint) = &moment.hint {
        session.out.warn(format_args!("hint: {hint}"));
    }
    let began = args.began.as_deref().map(|text| began(text, at, zone)).transpose()?;
    if let Some(source) = &args.source {
        unknown::tell_of_source(session, source, &settings);
    }
    let asked = Asked {
        labels: args.labels.iter().cloned().collect(),
        source: args.source.clone(),
        service: None,
        severity: args.severity,
    };
    let alert = settings.asked(asked).started_at(began);
    let met = what_it_meets(session, &settings, &alert, (at, args.at.is_none()))?;
    let everywhere = Stations::everywhere(&settings.rules);
    let Met { board, alike, storm, foreseen, silences, pending, reliefs, .. } =
        met.clone().unwrap_or_default();
    let cx = Context {
        rules: &settings.rules,
        stations: &everywhere,
        pending: &pending,
        reliefs: &reliefs,
    };
    let (is_now, silences) = (args.at.is_none(), &silences);
    let question =
        Question { alert: &alert, board, alike, storm, foreseen, is_now, silences, cx, now: at };
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
        let mut text = shown::question_text(session, &alert, &moment);
        text.push_str(&shown::findings_text(session, findings, at, zone));
        text.push_str(&shown::plan_text(plan, &shown, zone));
        session.out.text(text)?;
    }
    if plan.steps.iter().any(|step| !step.calls.is_empty()) {
        return Ok(());
    }
    Err(Error::new(Kind::No, "nobody is called for it"))
}

/// What is in the store that concerns it; nothing where there is no store. Of now it is found out by
/// taking it to the board and keeping nothing of that.
fn what_it_meets(
    session: &Session,
    settings: &Settings,
    alert: &Alert,
    (at, is_now): (Timestamp, bool),
) -> Result<Option<Met>, Error> {
    if !settings.store.path.exists() {
        session.is_not_misnamed()?;
        return Ok(None);
    }
    let (mut store, rules) = (session.kept()?, &settings.rules);
    unknown::tell(session, &store.read(|tx| unknown::unknown(tx, &alert.labels))?);
    let met = if is_now {
        session.imagine(&mut store, rules, |tx, _| Ok(foresee(tx, rules, alert, at)?))?
    } else {
        store.read(|tx| met(tx, rules, alert, at))?
    };
    Ok(Some(met))
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
    Ok(session.kept()?.read(|tx| {
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

/// What became of an incident, and what comes next. What happened is on record, and needs no
/// configuration.
fn happened(session: &Session, id: IncidentId) -> Result<(), Error> {
    let whole = read(session, id)?.ok_or_else(|| {
        Error::new(Kind::No, format!("there is no incident {id}"))
            .hint("`wail list --all` shows every incident")
    })?;
    let record: Vec<Happened<'_>> = whole.timeline.iter().map(entry).collect();
    let told: Vec<Told> = findings_of(&record);
    let incident = &whole.incident;
    let mut text = shown::incident_text(session, incident);
    text.push_str(&shown::told_text(session, &told, incident, &session.zone()));
    let mut value = json!({
        "incident": id.0,
        "status": incident.status.word(),
        "policy": incident.policy.as_str(),
        "findings": told.iter().map(told_value).collect::<Vec<_>>(),
        "plan": null,
    });
    let unknown = match comes_next(session, &whole) {
        Ok((plan_text, plan_value)) => {
            text.push_str(&plan_text);
            value["plan"] = plan_value;
            None
        }
        Err(error) if error.kind() == Kind::Config => {
            incident.is_open().then(|| not_known(session, &error))
        }
        Err(error) => return Err(error),
    };
    if session.out.json {
        session.out.json(&value)?;
    } else {
        session.out.text(text)?;
    }
    unknown.map_or(Ok(()), Err)
}

/// That nobody knows what comes next, for what is wrong with the configuration.
fn not_known(session: &Session, error: &Error) -> Error {
    let why = error.message();
    let why = why.strip_prefix("cannot start: ").unwrap_or(why);
    let message = format!("what comes next is not known: {why}");
    let hint = match session.located() {
        Ok(_) => "`wail config check` shows what is wrong with it",
        Err(_) => "name the configuration: `--config FILE`",
    };
    Error::new(Kind::Config, message).hint(hint)
}

/// What comes next by the configuration, as text and as JSON.
fn comes_next(session: &Session, whole: &Whole) -> Result<(String, Value), Error> {
    let settings = session.settings_in_force()?;
    let Whole { incident, labels, silences, stations, pending, reliefs, .. } = whole;
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
    let text = shown::plan_text(&plan, &shown, &session.zone());
    Ok((text, plan_value(&plan, &shown)))
}

fn entry(recorded: &Recorded) -> Happened<'_> {
    Happened {
        at: recorded.at,
        event: &recorded.event,
        reason: recorded.reason.as_deref(),
        text: &recorded.text,
    }
}
