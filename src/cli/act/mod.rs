//! Acting on incidents: `ack`, `unack`, `snooze`, `escalate`, `assign`, `resolve`, `note`, `mark`.

mod mark;
mod note;
mod told;
mod trial;
pub(super) mod which;

use std::borrow::Cow;

use clap::Args;
use jiff::SignedDuration;

use self::told::{Done, Had, tell};
use self::trial::try_out;
use self::which::{Set, Which, choose};

pub(super) use self::mark::{Mark, mark};
pub(super) use self::note::{Note, note};

use super::session::length;
use super::{Session, promise, unknown};
use crate::config::closest;
use crate::domain::incident::{IncidentId, Input};
use crate::domain::name::PersonId;
use crate::domain::rules::Rules;
use crate::domain::text::plain;
use crate::engine::{Applied, Engine};
use crate::error::Error;
use crate::store::{PageState, SentPage, StoreError};

/// The kinds of channels that go on until somebody stops them.
const ALARMS: [&str; 2] = ["sound", "bell"];

/// The arguments of `wail ack`.
#[derive(Args, Debug, Default)]
#[command(after_help = "Examples:\n  \
    wail ack                                   the only one that is open\n  \
    wail ack 412 -m \"on my way\"                that one, with a note\n  \
    wail ack 412,413 --dry-run                 what would happen\n  \
    wail ack --mine                            renew what I have, take what I was paged for\n  \
    wail ack --match service=db --check-in 1h  all of them, for an hour\n\n\
    Exit code 0 once everything that was meant is saved, 1 if any of it could not be acknowledged.")]
pub(super) struct Acknowledge {
    #[command(flatten)]
    which: Which,
    /// How long until it must be renewed, else the alarm returns: `20m`, `2h`
    #[arg(long, value_name = "LENGTH", value_parser = length)]
    check_in: Option<SignedDuration>,
    /// Also what somebody else has
    #[arg(long)]
    take: bool,
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
    /// Also what somebody else has
    #[arg(long)]
    take: bool,
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

pub(super) fn acknowledge(session: &Session, args: &Acknowledge) -> Result<(), Error> {
    let Acknowledge { which, check_in, take, message } = args;
    let (by, check_in) = (session.person()?, *check_in);
    let input = if *take {
        Input::TakeOver { by: by.clone(), check_in }
    } else {
        Input::Acknowledge { by: by.clone(), check_in }
    };
    let rules = session.rules_or_none();
    act(
        session,
        which,
        &rules,
        &noted(message.as_deref(), &by).chain([input]).collect::<Vec<_>>(),
    )?;
    warn_of_stranger(session, &rules, &by);
    Ok(())
}

/// An alarm can be stopped by anybody; but whoever is nobody is not called when the check-in is missed.
fn warn_of_stranger(session: &Session, rules: &Rules, by: &PersonId) {
    if !rules.people.is_empty() && !rules.people.contains_key(by) {
        session.out.warn(format_args!(
            "warning: the configuration knows nobody called `{}`, so the first step follows a missed \
             check-in\nhint: {}say who you are with `--as NAME`, or with `WAIL_AS`",
            plain(by.as_str()),
            meant(rules, by).map_or_else(String::new, |meant| format!("did you mean `{meant}`? ")),
        ));
    }
}

/// Whom somebody most likely is whose name nobody has.
fn meant<'r>(rules: &'r Rules, by: &PersonId) -> Option<Cow<'r, str>> {
    if rules.people.contains_key(by) {
        return None;
    }
    closest(by.as_str(), rules.names()).map(plain)
}

/// The same of whatever else is done: what was mistyped stands on the record.
fn warn_of_slip(session: &Session, rules: &Rules, by: &PersonId) {
    if let Some(meant) = meant(rules, by) {
        session.out.warn(format_args!(
            "warning: `{}` is on the record, and the configuration knows nobody of this name\n\
             hint: did you mean `{meant}`?",
            plain(by.as_str())
        ));
    }
}

/// Acknowledges everything that is open; for a key on the screen.
pub(super) fn acknowledge_all(session: &Session) -> Result<(), Error> {
    acknowledge(session, &Acknowledge { which: everything(), ..Acknowledge::default() })
}

/// Acknowledges that one.
pub(super) fn acknowledge_one(session: &Session, id: IncidentId) -> Result<(), Error> {
    let which = Which { ids: vec![id.0], ..Which::default() };
    acknowledge(session, &Acknowledge { which, ..Acknowledge::default() })
}

/// Snoozes everything that is open; for a key on the screen.
pub(super) fn snooze_all(session: &Session, length: SignedDuration) -> Result<(), Error> {
    snooze(session, &Snooze { which: everything(), length, take: false })
}

fn everything() -> Which {
    Which { set: Set { all: true, ..Set::default() }, ..Which::default() }
}

pub(super) fn unacknowledge(session: &Session, args: &Unacknowledge) -> Result<(), Error> {
    let input = Input::Unacknowledge { by: session.person()? };
    act(session, &args.which, &session.settings()?.rules, &[input]).map(drop)
}

pub(super) fn snooze(session: &Session, args: &Snooze) -> Result<(), Error> {
    let (by, until) = (session.person()?, session.now + args.length);
    let taken = args.take.then(|| Input::TakeOver { by: by.clone(), check_in: None });
    let rules = session.rules_or_none();
    let snoozed = Input::Snooze { by: by.clone(), until };
    act(session, &args.which, &rules, &taken.into_iter().chain([snoozed]).collect::<Vec<_>>())?;
    warn_of_stranger(session, &rules, &by);
    Ok(())
}

pub(super) fn escalate(session: &Session, args: &Escalate) -> Result<(), Error> {
    let input = Input::Escalate { by: session.person()? };
    act(session, &args.which, &session.settings()?.rules, &[input]).map(drop)
}

pub(super) fn assign(session: &Session, args: &Assign) -> Result<(), Error> {
    let rules = session.settings()?.rules;
    let to = unknown::person(&args.to, &rules)?;
    act(session, &args.which, &rules, &[Input::Assign { by: session.person()?, to }]).map(drop)
}

pub(super) fn resolve(session: &Session, args: &Resolve) -> Result<(), Error> {
    let by = session.person()?;
    // It is over before the note: one that comes with the end keeps nothing for longer.
    let resolved = Input::Resolve { by: by.clone() };
    let inputs: Vec<Input> =
        [resolved].into_iter().chain(noted(args.message.as_deref(), &by)).collect();
    let ended = act(session, &args.which, &session.rules_or_none(), &inputs)?;
    if session.out.json { Ok(()) } else { promise::offer::of_ended(session, &ended) }
}

/// The note, if there is one: a script whose note is empty still acts.
fn noted(message: Option<&str>, by: &PersonId) -> impl Iterator<Item = Input> + use<> {
    let message = message.filter(|text| !text.trim().is_empty());
    let note = message.map(|text| Input::Note { by: by.clone(), text: text.to_owned() });
    note.into_iter()
}

/// Does the same to every incident that is meant, saves it, and says what became of each. Returns those to
/// which it was done; none where it was only tried out.
fn act(
    session: &Session,
    which: &Which,
    rules: &Rules,
    inputs: &[Input],
) -> Result<Vec<IncidentId>, Error> {
    let by = session.person()?;
    let mut store = session.kept()?;
    let ids = choose(session, &mut store, which, inputs)?;
    if which.set.dry_run {
        return try_out(session, &mut store, rules, (&ids, inputs)).map(|()| Vec::new());
    }
    let applied = session.decide(&mut store, rules, |tx, engine| {
        let mut applied = Vec::with_capacity(ids.len());
        for id in &ids {
            let alarms = alarms(&tx.pages(*id)?, rules);
            let had = Had::of(tx.incident(*id)?, &by);
            let done = apply(engine, *id, inputs)?;
            let pages = tx.pages(*id)?;
            applied.push(Done { id: *id, applied: done, alarms, had, pages });
        }
        Ok::<_, Error>(applied)
    })?;
    tell(session, &mut store, inputs, applied)?;
    // Whoever claims something is warned of more than that.
    if !inputs.iter().any(|it| matches!(it, Input::Acknowledge { .. } | Input::TakeOver { .. })) {
        warn_of_slip(session, rules, &by);
    }
    Ok(ids)
}

/// Does one after the other to an incident, until one cannot be done; says what the last one came to.
fn apply(engine: &Engine<'_>, id: IncidentId, inputs: &[Input]) -> Result<Applied, StoreError> {
    let mut last = Applied::Missing;
    for input in inputs {
        last = engine.apply(id, input.clone())?;
        if matches!(last, Applied::Refused(..) | Applied::Missing) {
            break;
        }
    }
    Ok(last)
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
