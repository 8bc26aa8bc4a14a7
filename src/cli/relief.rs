//! `wail relief`: who is relieved after a hard night, and the way to end that.

use clap::{Args, Subcommand};
use serde_json::{Value, json};

use super::format::Format;
use super::rota::change;
use super::{Session, json, time};
use crate::config::Settings;
use crate::domain::name::PersonId;
use crate::domain::relief::{Relief as Relieved, in_force};
use crate::domain::rota::FIRST_TIER;
use crate::domain::rota::acceptance::called;
use crate::domain::rules::Rules;
use crate::domain::text::plain;
use crate::error::{Error, Kind};
use crate::store::Store;

/// The arguments of `wail relief`.
#[derive(Args, Debug)]
#[command(
    args_conflicts_with_subcommands = true,
    after_help = "Examples:\n  \
    wail relief             who is relieved, and until when\n  \
    wail relief decline     you take the first page after all\n  \
    wail relief end ana     ana does\n\n\
    `[relief]` in the configuration says when somebody is relieved; docs/relief.md tells it with an\n\
    example. Exit code 1 if there is nothing to end."
)]
pub(super) struct Relief {
    #[command(subcommand)]
    command: Option<Command>,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// List who is relieved
    List(Format),
    /// Decline: you take the first page again
    Decline,
    /// End the relief of somebody, or all there are
    End {
        /// Of whom; of everybody unless given
        #[arg(value_name = "PERSON")]
        person: Option<String>,
    },
}

pub(super) fn run(session: &Session, args: &Relief) -> Result<(), Error> {
    let settings = session.settings_in_force()?;
    let mut store = session.kept()?;
    let reliefs = in_force(&store.read(|tx| tx.reliefs())?, &settings.rules, session.now);
    let of = match &args.command {
        None => return list(session, &settings, &reliefs, &Format::default()),
        Some(Command::List(format)) => return list(session, &settings, &reliefs, format),
        Some(Command::Decline) => Some(change::me(session, &settings)?),
        Some(Command::End { person: Some(person) }) => {
            Some(change::known_person(person, &settings)?)
        }
        Some(Command::End { person: None }) => None,
    };
    let me = change::me(session, &settings)?;
    let is_meant = |relief: &&Relieved| of.as_ref().is_none_or(|of| relief.person == *of);
    let meant: Vec<Relieved> = reliefs.iter().filter(is_meant).cloned().collect();
    if meant.is_empty() {
        return Err(nobody(of.as_ref()));
    }
    session.decide(&mut store, &settings.rules, |_, engine| {
        meant.iter().try_for_each(|relief| engine.end_relief(relief, &me))?;
        Ok::<_, Error>(())
    })?;
    if session.out.json {
        return session.out.json(&meant.iter().map(value).collect());
    }
    meant.iter().try_for_each(|relief| {
        let (person, pager) = (&relief.person, pager(relief, &settings.rules));
        session.out.line(format_args!("{person} takes the first page of {pager} again"))
    })
}

fn nobody(of: Option<&PersonId>) -> Error {
    let who =
        of.map_or_else(|| "nobody is".to_owned(), |of| format!("{} is not", plain(of.as_str())));
    Error::new(Kind::No, format!("{who} relieved now")).hint("`wail who` shows who is called first")
}

fn list(
    session: &Session,
    settings: &Settings,
    reliefs: &[Relieved],
    format: &Format,
) -> Result<(), Error> {
    if format.is_asked(session.out) {
        return format.print(session.out, "relief-list", &reliefs.iter().map(value).collect());
    }
    if reliefs.is_empty() {
        session.out.talk("nobody is relieved");
        if settings.rules.relief.is_none() {
            session
                .out
                .talk("hint: `[relief]` in the configuration relieves whoever is woken twice");
        }
    }
    reliefs
        .iter()
        .try_for_each(|relief| session.out.line(sentence(session, &settings.rules, relief)))
}

/// `primary: ana is relieved until 12:00, in 6h: bo takes the first page`
pub(super) fn sentence(session: &Session, rules: &Rules, relief: &Relieved) -> String {
    let zone = rules.people.get(&relief.person).map(|person| &person.zone);
    let zone = zone.unwrap_or(&rules.zone);
    let until = time::with_distance(relief.ends_at, session.now, zone);
    let Relieved { person, by, .. } = relief;
    format!(
        "{}: {person} is relieved until {until}: {by} takes the first page",
        plain(&pager(relief, rules))
    )
}

fn pager(relief: &Relieved, rules: &Rules) -> String {
    let first = rules.rotas.get(&relief.rota).and_then(|it| it.tiers().get(FIRST_TIER));
    called(&relief.rota, &relief.tier, first)
}

/// Who takes the first page instead of whom and until when, a line for each, above a list.
pub(super) fn lines(session: &Session, store: &mut Store) -> Result<Vec<String>, Error> {
    let reliefs = store.read(|tx| tx.reliefs())?;
    if reliefs.is_empty() {
        return Ok(Vec::new());
    }
    let rules = session.rules_or_none();
    let reliefs = in_force(&reliefs, &rules, session.now);
    Ok(reliefs.iter().map(|relief| sentence(session, &rules, relief)).collect())
}

/// A relief as JSON.
pub(super) fn value(relief: &Relieved) -> Value {
    json!({
        "rota": relief.rota.as_str(),
        "tier": relief.tier.as_str(),
        "person": relief.person.as_str(),
        "by": relief.by.as_str(),
        "begins_at": json::instant(relief.begins_at),
        "ends_at": json::instant(relief.ends_at),
    })
}
