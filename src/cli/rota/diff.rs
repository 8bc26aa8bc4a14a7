//! `wail rota diff`, `wail rota check`: whom an edit moves, ahead and in the past.

use std::collections::{BTreeMap, BTreeSet};

use clap::Args;
use jiff::{SignedDuration, Timestamp};
use serde_json::json;

use super::revision::settings_at;
use crate::cli::Session;
use crate::cli::config::{change_lines, change_values};
use crate::cli::out::Tone;
use crate::cli::table::Table;
use crate::domain::name::{PersonId, RotaName};
use crate::domain::rota::history::{self, Accepted, Held, Moved};
use crate::domain::rota::{Change, FIRST_TIER, Rota, changes};
use crate::domain::text::plain;
use crate::domain::wait::count;
use crate::error::{Error, Kind};

/// How far ahead is looked.
const AHEAD: SignedDuration = SignedDuration::from_hours(90 * 24);

/// The arguments of `wail rota diff`.
#[derive(Args, Debug)]
#[command(after_help = "Examples:\n  \
    wail rota diff                 against what was committed last\n  \
    wail rota diff main~3 --json\n\n\
    Exit code 1 if somebody's next 90 days change.")]
pub(super) struct Diff {
    /// The revision of git to compare with
    #[arg(value_name = "REV", default_value = "HEAD")]
    revision: String,
}

/// The arguments of `wail rota check`.
#[derive(Args, Debug)]
#[command(after_help = "Example, before a commit:\n  \
    wail --config ./config.toml rota check --against HEAD\n\n\
    Exit code 1 if it changes who was on call in the last 400 days, or who is now.")]
pub(super) struct Check {
    /// The revision of git to compare with
    #[arg(long, value_name = "REV")]
    against: String,
}

/// What somebody gains and loses.
#[derive(Default)]
struct Balance {
    gains: SignedDuration,
    loses: SignedDuration,
    first_at: Option<Timestamp>,
}

type Rotas = BTreeMap<RotaName, Rota>;

pub(super) fn diff(session: &Session, args: &Diff) -> Result<(), Error> {
    let old = settings_at(session, &args.revision)?.rules.rotas;
    let new = session.settings()?.rules.rotas;
    let moved = ahead(&old, &new, session.now);
    let people = balances(&moved);
    if session.out.json {
        session.out.json(&json!({
            "people": people.iter().map(|(person, balance)| json!({
                "person": person.as_str(),
                "gains": balance.gains.as_secs(),
                "loses": balance.loses.as_secs(),
                "first_at": balance.first_at.map(crate::cli::json::instant),
            })).collect::<Vec<_>>(),
            "changes": change_values(&moved),
        }))?;
    } else {
        print(session, &people, &moved)?;
    }
    match people.len() {
        0 => Ok(()),
        number => {
            let whom = if number == 1 { "1 person".to_owned() } else { format!("{number} people") };
            Err(Error::new(Kind::No, format!("the next 90 days change for {whom}")))
        }
    }
}

pub(super) fn check(session: &Session, args: &Check) -> Result<(), Error> {
    let old = settings_at(session, &args.against)?.rules.rotas;
    let new = session.settings()?.rules.rotas;
    let moved = history::moved(&new, &as_it_was(&old, session.now), session.now);
    let lines: Vec<String> = moved.iter().flat_map(|moved| moved.lines(session.now)).collect();
    if session.out.json {
        session.out.json(&change_values(&moved))?;
    } else if moved.is_empty() {
        session.out.line("the past stays, and who is on call now")?;
    } else {
        session.out.line(change_lines(&lines))?;
    }
    if moved.is_empty() {
        return Ok(());
    }
    let message = format!("this changes who was on call: {}", count(lines.len(), "change"));
    Err(Error::new(Kind::No, message)
        .hint("write it as a `[[rota.NAME.layer.change]]` from a coming day on")
        .hint("if it is meant, a daemon takes it after `wail config accept`"))
}

/// What a set of rotas says of the past and of now.
fn as_it_was(rotas: &Rotas, now: Timestamp) -> Accepted {
    let soon = now.saturating_add(SignedDuration::from_mins(1)).unwrap_or(Timestamp::MAX);
    let mut accepted = Accepted::new();
    for (name, rota) in rotas {
        for (place, tier) in rota.tiers().iter().enumerate() {
            let held = rota.held(place, rota.remembered_from(place, now), soon);
            accepted.insert((name.clone(), tier.clone()), held);
        }
    }
    accepted
}

/// Where two sets of rotas differ in the next 90 days. Where only one has a rota or a tier, the other
/// has nobody.
fn ahead(old: &Rotas, new: &Rotas, now: Timestamp) -> Vec<Moved> {
    let to = now.saturating_add(AHEAD).unwrap_or(Timestamp::MAX);
    let names: BTreeSet<&RotaName> = old.keys().chain(new.keys()).collect();
    let mut moved = Vec::new();
    for name in names {
        let versions = [old.get(name), new.get(name)];
        let mut tiers: Vec<_> = versions.iter().flatten().flat_map(|rota| rota.tiers()).collect();
        tiers.sort_unstable();
        tiers.dedup();
        for tier in tiers {
            let place = |rota: Option<&Rota>| rota?.tiers().iter().position(|it| it == tier);
            let places = versions.map(place);
            let Some(zone) = versions[1].or(versions[0]).map(|rota| rota.zone().clone()) else {
                continue;
            };
            let changes = match (versions, places) {
                ([Some(old), Some(new)], [Some(one), Some(other)]) if one == other => {
                    changes(old, new, one, now, to)
                }
                _ => differences(versions, places, now, to),
            };
            if !changes.is_empty() {
                let called = match places[1].or(places[0]) {
                    Some(FIRST_TIER) => name.to_string(),
                    _ => format!("{name}.{tier}"),
                };
                let (rota, tier) = (name.clone(), tier.clone());
                moved.push(Moved { called, rota, tier, zone, changes });
            }
        }
    }
    moved
}

/// The changes of a tier that stands at another place in the two versions, or is only in one.
fn differences(
    versions: [Option<&Rota>; 2],
    places: [Option<usize>; 2],
    from: Timestamp,
    to: Timestamp,
) -> Vec<Change> {
    // Both are put into the shape of one that has this tier, the new one if it does.
    let [old, new] = [0, 1].map(|at| versions[at].zip(places[at]));
    let Some((shape, place)) = new.or(old) else { return Vec::new() };
    let name = &shape.tiers()[place];
    let held = |version: Option<(&Rota, usize)>| {
        version.map(|(rota, place)| rota.held(place, from, to)).unwrap_or_default()
    };
    let [old, new] = [held(old), held(new)];
    let shaped = |held: &[Held]| shape.as_accepted(|tier| if tier == name { held } else { &[] });
    match (shaped(&old), shaped(&new)) {
        (Some(old), Some(new)) => changes(&old, &new, place, from, to),
        _ => Vec::new(),
    }
}

fn balances(moved: &[Moved]) -> BTreeMap<PersonId, Balance> {
    let mut people: BTreeMap<PersonId, Balance> = BTreeMap::new();
    for change in moved.iter().flat_map(|moved| &moved.changes) {
        let length = change.end.duration_since(change.start);
        for (person, gains) in [(&change.was, false), (&change.is, true)] {
            let Some(person) = person else { continue };
            let balance = people.entry(person.clone()).or_default();
            *(if gains { &mut balance.gains } else { &mut balance.loses }) += length;
            let first = balance.first_at.unwrap_or(change.start);
            balance.first_at = Some(first.min(change.start));
        }
    }
    people
}

fn print(
    session: &Session,
    people: &BTreeMap<PersonId, Balance>,
    moved: &[Moved],
) -> Result<(), Error> {
    if people.is_empty() {
        return session.out.line("nobody's next 90 days change");
    }
    let mut table = Table::new(&["PERSON", "GAINS", "LOSES", "FROM"]);
    let zone = session.zone();
    for (person, balance) in people {
        let hours = |length: SignedDuration| format!("{}h", length.as_hours());
        let first = balance.first_at.map(|at| at.to_zoned(zone.clone()));
        let first = first.map(|at| at.strftime("%Y-%m-%d %H:%M").to_string());
        table.row(vec![
            (Tone::Strong, plain(person.as_str()).into_owned()),
            (Tone::Plain, hours(balance.gains)),
            (Tone::Plain, hours(balance.loses)),
            (Tone::Plain, first.unwrap_or_default()),
        ]);
    }
    session.out.text(table.render(session.out))?;
    let lines = moved.iter().flat_map(|moved| {
        // The first change comes first, each with its end.
        let lines: Vec<String> = moved.lines(Timestamp::MAX).collect();
        lines.into_iter().rev()
    });
    session.out.line(format_args!("\n{}", change_lines(&lines.collect::<Vec<_>>())))
}
