//! Acting on incidents: `ack`, `unack`, `snooze`, `escalate`, `assign`, `resolve`, `note`.

use clap::Args;
use jiff::SignedDuration;

use super::session::{length, number};
use super::{Session, time};
use crate::domain::incident::{Incident, IncidentId, Input, Promise, Refusal, Status};
use crate::domain::label::Matcher;
use crate::domain::name::PersonId;
use crate::domain::rules::Rules;
use crate::domain::text::plain;
use crate::domain::wait::{count, spell};
use crate::engine::Applied;
use crate::error::{Error, Kind};
use crate::store::{Chosen, ListedIncident, PageState, SentPage, Store};

/// The kinds of channels that go on until somebody stops them.
const ALARMS: [&str; 2] = ["sound", "bell"];

/// Which incidents are meant.
#[derive(Args, Clone, Debug, Default)]
pub(super) struct Which {
    /// The incidents' numbers; the only one that is open may be left out
    #[arg(value_name = "ID", value_parser = number)]
    ids: Vec<i64>,
    /// Every open incident
    #[arg(long, conflicts_with = "ids")]
    all: bool,
    /// Every open incident with this label: `service=db`, `host=~web-.*`; all must match
    #[arg(long = "match", value_name = "LABEL=VALUE", value_parser = matcher, conflicts_with = "ids")]
    matchers: Vec<Matcher>,
}

fn matcher(text: &str) -> Result<Matcher, String> {
    Matcher::parse(text).map_err(|error| error.to_string())
}

/// The arguments of `wail ack`.
#[derive(Args, Debug, Default)]
#[command(after_help = "Examples:\n  \
    wail ack                                   the only one that is open\n  \
    wail ack 412 -m \"on my way\"                that one, with a note\n  \
    wail ack --match service=db --check-in 1h  all of them, for an hour\n\n\
    Exit code 0 once everything that was meant is saved, 1 if any of it could not be acknowledged.")]
pub(super) struct Acknowledge {
    #[command(flatten)]
    which: Which,
    /// How long until it must be renewed, else the alarm returns: `20m`, `2h`
    #[arg(long, value_name = "LENGTH", value_parser = length)]
    check_in: Option<SignedDuration>,
    /// A note for the record
    #[arg(short, long, value_name = "TEXT")]
    message: Option<String>,
}

/// The arguments of `wail unack`.
#[derive(Args, Debug)]
pub(super) struct Unacknowledge {
    #[command(flatten)]
    which: Which,
}

/// The arguments of `wail snooze`.
#[derive(Args, Debug)]
#[command(after_help = "Example:\n  wail snooze 412 --for 2h")]
pub(super) struct Snooze {
    #[command(flatten)]
    which: Which,
    /// For how long: `20m`, `2h`
    #[arg(long = "for", value_name = "LENGTH", value_parser = length, default_value = "30m")]
    length: SignedDuration,
}

/// The arguments of `wail escalate`.
#[derive(Args, Debug)]
pub(super) struct Escalate {
    #[command(flatten)]
    which: Which,
}

/// The arguments of `wail assign`.
#[derive(Args, Debug)]
#[command(after_help = "Example:\n  wail assign 412 --to bo")]
pub(super) struct Assign {
    #[command(flatten)]
    which: Which,
    /// To whom
    #[arg(long, value_name = "PERSON")]
    to: String,
}

/// The arguments of `wail resolve`.
#[derive(Args, Debug)]
pub(super) struct Resolve {
    #[command(flatten)]
    which: Which,
    /// A note for the record
    #[arg(short, long, value_name = "TEXT")]
    message: Option<String>,
}

/// The arguments of `wail note`.
#[derive(Args, Debug)]
pub(super) struct Note {
    /// The incident's number
    #[arg(value_name = "ID", value_parser = number)]
    id: i64,
    /// What to write down
    #[arg(value_name = "TEXT", required = true)]
    text: Vec<String>,
}

pub(super) fn acknowledge(session: &Session, args: &Acknowledge) -> Result<(), Error> {
    let Acknowledge { which, check_in, message } = args;
    let by = session.person()?;
    let inputs = note_first(
        message.as_deref(),
        &by,
        Input::Acknowledge { by: by.clone(), check_in: *check_in },
    );
    act(session, which, &session.rules_or_none(), &inputs)
}

/// Acknowledges everything that is open; for a key on the screen.
pub(super) fn acknowledge_all(session: &Session) -> Result<(), Error> {
    let which = Which { all: true, ..Which::default() };
    acknowledge(session, &Acknowledge { which, ..Acknowledge::default() })
}

/// Acknowledges that one.
pub(super) fn acknowledge_one(session: &Session, id: IncidentId) -> Result<(), Error> {
    let which = Which { ids: vec![id.0], ..Which::default() };
    acknowledge(session, &Acknowledge { which, ..Acknowledge::default() })
}

/// Snoozes everything that is open; for a key on the screen.
pub(super) fn snooze_all(session: &Session, length: SignedDuration) -> Result<(), Error> {
    snooze(session, &Snooze { which: Which { all: true, ..Which::default() }, length })
}

pub(super) fn unacknowledge(session: &Session, args: &Unacknowledge) -> Result<(), Error> {
    let input = Input::Unacknowledge { by: session.person()? };
    act(session, &args.which, &session.settings()?.rules, &[input])
}

pub(super) fn snooze(session: &Session, args: &Snooze) -> Result<(), Error> {
    let input = Input::Snooze { by: session.person()?, until: session.now + args.length };
    act(session, &args.which, &session.rules_or_none(), &[input])
}

pub(super) fn escalate(session: &Session, args: &Escalate) -> Result<(), Error> {
    let input = Input::Escalate { by: session.person()? };
    act(session, &args.which, &session.settings()?.rules, &[input])
}

pub(super) fn assign(session: &Session, args: &Assign) -> Result<(), Error> {
    let rules = session.settings()?.rules;
    let to = known(&args.to, &rules)?;
    act(session, &args.which, &rules, &[Input::Assign { by: session.person()?, to }])
}

pub(super) fn resolve(session: &Session, args: &Resolve) -> Result<(), Error> {
    let by = session.person()?;
    let inputs = note_first(args.message.as_deref(), &by, Input::Resolve { by: by.clone() });
    act(session, &args.which, &session.rules_or_none(), &inputs)
}

pub(super) fn note(session: &Session, args: &Note) -> Result<(), Error> {
    let which = Which { ids: vec![args.id], ..Which::default() };
    let text = args.text.join(" ");
    if text.trim().is_empty() {
        return Err(Error::new(Kind::Usage, "the note says nothing"));
    }
    let input = Input::Note { by: session.person()?, text };
    act(session, &which, &Rules::none(), &[input])
}

/// What was asked for, after the note if there is one: a script whose note is empty still acts.
fn note_first(message: Option<&str>, by: &PersonId, input: Input) -> Vec<Input> {
    let message = message.filter(|text| !text.trim().is_empty());
    let note = message.map(|text| Input::Note { by: by.clone(), text: text.to_owned() });
    note.into_iter().chain([input]).collect()
}

/// The person of that name, if the rules know one.
fn known(name: &str, rules: &Rules) -> Result<PersonId, Error> {
    if let Some((person, _)) = rules.people.get_key_value(name) {
        return Ok(person.clone());
    }
    let names: Vec<&str> = rules.names().into_iter().collect();
    Err(Error::new(Kind::Usage, format!("there is no person `{}`", plain(name)))
        .hint(format!("the configuration knows {}", names.join(", "))))
}

/// Does the same to every incident that is meant, saves it, and says what became of each.
fn act(session: &Session, which: &Which, rules: &Rules, inputs: &[Input]) -> Result<(), Error> {
    let mut store = session.store()?;
    let ids = choose(session, &mut store, which, inputs)?;
    let applied = session.decide(&mut store, rules, |tx, engine| {
        let mut applied = Vec::with_capacity(ids.len());
        for id in &ids {
            let alarms = alarms(&tx.pages(*id)?, rules);
            let mut last = Applied::Missing;
            for input in inputs {
                last = engine.apply(*id, input.clone())?;
                if !matches!(last, Applied::Changed(_)) {
                    break;
                }
            }
            applied.push((*id, last, alarms));
        }
        Ok::<_, Error>(applied)
    })?;
    tell(session, &mut store, inputs, applied)
}

/// How many of these pages ring on until they are hushed.
fn alarms(pages: &[SentPage], rules: &Rules) -> usize {
    let rings = |page: &&SentPage| {
        let person = rules.people.get(page.person.as_str());
        let channels = person.map(|person| &*person.channels).unwrap_or_default();
        let reach = channels.iter().find(|reach| reach.channel.as_str() == page.channel);
        let kind = reach.map_or(page.channel.as_str(), |reach| reach.kind.as_str());
        ALARMS.contains(&kind) && matches!(page.state, PageState::Out | PageState::Delivered)
    };
    pages.iter().filter(rings).count()
}

/// The incidents that are meant: those named, those that match, or the only one there is.
fn choose(
    session: &Session,
    store: &mut Store,
    which: &Which,
    inputs: &[Input],
) -> Result<Vec<IncidentId>, Error> {
    if !which.ids.is_empty() {
        return Ok(which.ids.iter().copied().map(IncidentId).collect());
    }
    let is_chosen = which.all || !which.matchers.is_empty();
    // What somebody has already is not meant by an acknowledgement of everything.
    let skips_acknowledged = inputs
        .iter()
        .any(|input| matches!(input, Input::Acknowledge { .. } | Input::Snooze { .. }));
    let chosen = Chosen { matchers: which.matchers.clone(), ..Chosen::default() };
    let mut found: Vec<ListedIncident> = Vec::new();
    let mut taken = 0;
    store.read(|tx| {
        tx.list(&chosen, |listed| {
            let is_acknowledged = matches!(listed.incident.status, Status::Acknowledged { .. });
            if skips_acknowledged && is_acknowledged {
                taken += 1;
            } else {
                found.push(listed);
            }
        })
    })?;
    match (found.len(), is_chosen) {
        (0, _) => Err(none_meant(which, taken)),
        (1, _) | (_, true) => Ok(found.iter().map(|listed| listed.incident.id).collect()),
        (several, false) => Err(which_one(session, &found, several)),
    }
}

/// Why no incident is meant: none is open, none matches, or somebody has those that do already.
fn none_meant(which: &Which, taken: usize) -> Error {
    let what = match (taken, which.matchers.is_empty()) {
        (0, true) => "nothing is open",
        (0, false) => "nothing open matches",
        (_, true) => "somebody has everything that is open",
        (_, false) => "somebody has everything open that matches",
    };
    let hint = match taken {
        0 => "`wail list --all` shows what is over as well",
        _ => "`wail list` shows who; name an incident's number to take it or to renew",
    };
    Error::new(Kind::No, what).hint(hint)
}

fn which_one(session: &Session, found: &[ListedIncident], several: usize) -> Error {
    let lines: Vec<String> = found
        .iter()
        .take(10)
        .map(|listed| super::list::one_line(session, &listed.incident))
        .collect();
    Error::new(Kind::Usage, format!("which one? {} are open", count(several, "incident")))
        .detail(lines.join("\n"))
        .hint("name its number, or say `--all` or `--match LABEL=VALUE`")
}

/// Says what became of each incident; fails if anything that was asked for could not be done.
fn tell(
    session: &Session,
    store: &mut Store,
    inputs: &[Input],
    applied: Vec<(IncidentId, Applied, usize)>,
) -> Result<(), Error> {
    let mut failures = Vec::new();
    let mut values = Vec::new();
    for (id, applied, alarms) in applied {
        match applied {
            Applied::Changed(incident) | Applied::Unchanged(incident) => {
                if session.out.json {
                    values.push(super::list::value(session, store, incident.id)?);
                } else {
                    session.out.line(sentence(session, inputs, &incident, alarms))?;
                }
            }
            Applied::Refused(refusal, incident) => {
                failures.push(refused(session, refusal, &incident));
            }
            Applied::Missing => failures.push(missing(id)),
        }
    }
    if session.out.json {
        session.out.json(&serde_json::Value::Array(values))?;
    }
    match failures.len() {
        0 | 1 => failures.pop().map_or(Ok(()), Err),
        several => {
            let lines: Vec<String> =
                failures.iter().map(|failure| format!("  {}", failure.message())).collect();
            Err(Error::new(
                Kind::No,
                format!("{} could not be changed", count(several, "incident")),
            )
            .detail(lines.join("\n")))
        }
    }
}

fn missing(id: IncidentId) -> Error {
    Error::new(Kind::No, format!("there is no incident {id}"))
        .hint("`wail list` shows what is open")
}

fn refused(session: &Session, refusal: Refusal, incident: &Incident) -> Error {
    let id = incident.id;
    let hint = format!("`wail show {id}` tells what happened");
    match (refusal, &incident.status) {
        (Refusal::AlreadyResolved, Status::Resolved { by, at }) => {
            let when = time::with_distance(*at, session.now, &session.zone());
            Error::new(Kind::No, format!("incident {id} is already resolved"))
                .detail(format!("  resolved by {} at {when}", plain(&by.to_string())))
                .hint(hint)
        }
        (Refusal::AlreadyResolved, _) => {
            Error::new(Kind::No, format!("incident {id} is already resolved")).hint(hint)
        }
        (Refusal::NotAcknowledged, _) => {
            Error::new(Kind::No, format!("incident {id} is not acknowledged")).hint(hint)
        }
    }
}

/// What is true of the incident now, in one line.
fn sentence(session: &Session, inputs: &[Input], incident: &Incident, alarms: usize) -> String {
    let (id, summary) = (incident.id, plain(&incident.summary));
    let is_note_only = inputs.iter().all(|input| matches!(input, Input::Note { .. }));
    if is_note_only {
        return format!("noted on {id}: {summary}");
    }
    let stopped = match alarms {
        0 => String::new(),
        alarms => format!("; {} stopped", count(alarms, "alarm")),
    };
    let when = |at| time::with_distance(at, session.now, &session.zone());
    match &incident.status {
        Status::Acknowledged { by, check_in_at, promise: Promise::CheckIn, .. } => {
            let (by, when) = (plain(by.as_str()), when(*check_in_at));
            format!("{by} has {id}: {summary}{stopped}; quiet until {when}")
        }
        Status::Acknowledged { check_in_at, promise: Promise::Snooze, .. } => {
            format!("{id} is snoozed: {summary}{stopped}; quiet until {}", when(*check_in_at))
        }
        Status::Triggered { next_at, .. } => {
            let wait = spell(next_at.duration_since(session.now));
            format!("{id} is triggered: {summary}; the next step is due in {wait}")
        }
        Status::Resolved { by, .. } => {
            format!("{id} is resolved by {}: {summary}{stopped}", plain(&by.to_string()))
        }
        Status::Held { .. } => format!("{id} is held: {summary}"),
    }
}
