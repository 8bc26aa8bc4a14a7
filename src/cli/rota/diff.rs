//! `wail rota diff`, `wail rota check`: whom an edit moves, ahead and in the past.

use std::collections::{BTreeMap, BTreeSet};

use clap::Args;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp, Zoned};
use serde_json::json;

use super::revision::settings_at;
use crate::cli::Session;
use crate::cli::config::{change_lines, change_values};
use crate::cli::json::instant;
use crate::cli::out::Tone;
use crate::cli::table::Table;
use crate::domain::name::{PersonId, RotaName};
use crate::domain::rota::history::{self, Accepted, Called, Moved, Place, present_ends};
use crate::domain::rota::{Rota, differences};
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
    /// When the first of it begins, by the clock of its rota.
    first: Option<Zoned>,
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
                "first_at": balance.first.as_ref().map(|first| instant(first.timestamp())),
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
            Err(Error::new(Kind::No, format!("the next 90 days change for {whom}"))
                .hint("`wail rota show` shows the calendar as it is now"))
        }
    }
}

pub(super) fn check(session: &Session, args: &Check) -> Result<(), Error> {
    let old = settings_at(session, &args.against)?.rules;
    let new = session.settings()?.rules.rotas;
    let was = as_it_was(&old.rotas, session.now);
    let moved = history::moved(&new, &was, &old.zone, session.now);
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
    let mut accepted = Accepted::new();
    for (name, rota) in rotas {
        for (place, tier) in rota.tiers().iter().enumerate() {
            let held = rota.held(place, rota.remembered_from(place, now), present_ends(now));
            accepted.insert(Place { rota: name.clone(), place, tier: tier.clone() }, held);
        }
    }
    accepted
}

/// Where two sets of rotas differ in the next 90 days. The first tier is compared with the first,
/// every other by its name; where only one set has it, nobody holds it in the other.
fn ahead(old: &Rotas, new: &Rotas, now: Timestamp) -> Vec<Moved> {
    let to = now.saturating_add(AHEAD).unwrap_or(Timestamp::MAX);
    let names: BTreeSet<&RotaName> = old.keys().chain(new.keys()).collect();
    let mut moved = Vec::new();
    for name in names {
        let versions = [old.get(name), new.get(name)];
        let Some(zone) = versions[1].or(versions[0]).map(|rota| rota.zone().clone()) else {
            continue;
        };
        for called in
            versions.iter().flatten().flat_map(|rota| pagers(rota)).collect::<BTreeSet<_>>()
        {
            let found = versions.map(|rota| Some((rota?, called.place_in(rota?)?)));
            let held = found.map(|found| {
                found.map(|(rota, place)| rota.held(place, now, to)).unwrap_or_default()
            });
            let changes = differences(&held[0], &held[1], now, to);
            if let (false, Some((rota, place))) = (changes.is_empty(), found[1].or(found[0])) {
                moved.push(Moved {
                    called: called.phrase(name),
                    rota: name.clone(),
                    tier: rota.tiers()[place].clone(),
                    zone: zone.clone(),
                    changes,
                });
            }
        }
    }
    moved
}

/// What a policy can call of a rota.
fn pagers(rota: &Rota) -> impl Iterator<Item = Called> {
    rota.tiers().iter().enumerate().map(|(place, tier)| Called::of(place, tier))
}

fn balances(moved: &[Moved]) -> BTreeMap<PersonId, Balance> {
    let mut people: BTreeMap<PersonId, Balance> = BTreeMap::new();
    let changes = moved.iter().flat_map(|moved| moved.changes.iter().map(move |it| (moved, it)));
    for (moved, change) in changes {
        let length = change.end.duration_since(change.start);
        for (person, gains) in [(&change.was, false), (&change.is, true)] {
            let Some(person) = person else { continue };
            let balance = people.entry(person.clone()).or_default();
            *(if gains { &mut balance.gains } else { &mut balance.loses }) += length;
            let first = balance.first.as_ref();
            if first.is_none_or(|first| change.start < first.timestamp()) {
                balance.first = Some(change.start.to_zoned(moved.zone.clone()));
            }
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
    let mut table = Table::new(&["PERSON", "GAINS", "LOSES", "FROM", "ZONE"]);
    for (person, balance) in people {
        let hours = |length: SignedDuration| format!("{}h", length.as_hours());
        let first = balance.first.as_ref();
        let from = first.map(|first| first.strftime("%Y-%m-%d %H:%M").to_string());
        let zone = first.map(|first| zone_name(first.time_zone()));
        table.row(vec![
            (Tone::Strong, plain(person.as_str()).into_owned()),
            (Tone::Plain, hours(balance.gains)),
            (Tone::Plain, hours(balance.loses)),
            (Tone::Plain, from.unwrap_or_default()),
            (Tone::Plain, zone.unwrap_or_default()),
        ]);
    }
    session.out.text(table.render(session.out))?;
    for of_zone in moved.chunk_by(|one, other| one.zone == other.zone) {
        let lines = of_zone.iter().flat_map(|moved| {
            // The first change comes first, each with its end.
            let lines: Vec<String> = moved.lines(Timestamp::MAX).collect();
            lines.into_iter().rev()
        });
        let zone = zone_name(&of_zone[0].zone);
        let lines = change_lines(&lines.collect::<Vec<_>>());
        session.out.line(format_args!("\ntimes of {zone}:\n{lines}"))?;
    }
    Ok(())
}

fn zone_name(zone: &TimeZone) -> String {
    zone.iana_name().unwrap_or("UTC").to_owned()
}
