//! `wail who`: who is on call, now or at any other time, and why.

use std::io::{self, BufRead as _};

use clap::Args;
use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::TimeZone;
use serde_json::json;

use super::out::Tone;
use super::table::Table;
use super::{Session, json::instant, time};
use crate::config::Settings;
use crate::domain::name::RotaName;
use crate::domain::rota::{Rota, Shift};
use crate::domain::text::plain;
use crate::error::{Error, Kind};

/// The arguments of `wail who`.
#[derive(Args, Debug)]
#[command(after_help = "Examples:\n  \
    wail who\n  \
    wail who --at \"2026-12-24 18:00\"           a time of the configuration's zone\n  \
    wail who --at 2026-12-24T18:00:00Z --json\n\n\
    Exit code 1 if nobody is on call.")]
pub(super) struct Who {
    /// At this time instead of now; `-` reads one a line from stdin; may be repeated
    #[arg(long, value_name = "INSTANT")]
    at: Vec<String>,
    /// Only this rota
    #[arg(long, value_name = "ROTA")]
    rota: Option<String>,
}

/// One answer.
struct Answer<'a> {
    at: Timestamp,
    rota: &'a str,
    tier: &'a str,
    on_call: Vec<String>,
    shift: Option<Shift>,
    until: Option<Timestamp>,
}

pub(super) fn run(session: &Session, args: &Who) -> Result<(), Error> {
    let settings = session.settings()?;
    let instants = instants(session, args, &settings.rules.zone)?;
    let rotas = rotas(args, &settings)?;
    let mut answers = Vec::with_capacity(instants.len() * rotas.len());
    for at in instants {
        for (name, rota) in &rotas {
            answers.extend((0..rota.tiers().len()).map(|tier| answer(name, rota, tier, at)));
        }
    }
    if session.out.json {
        session.out.json(&answers.iter().map(value).collect())?;
    } else {
        print(session, &settings, &answers)?;
    }
    match answers.iter().find(|answer| answer.on_call.is_empty()) {
        None => Ok(()),
        Some(empty) => Err(nobody(empty, &settings)),
    }
}

fn rotas<'a>(args: &Who, settings: &'a Settings) -> Result<Vec<(&'a str, &'a Rota)>, Error> {
    let all = settings.rules.rotas.iter().map(|(name, rota)| (name.as_str(), rota));
    let Some(wanted) = &args.rota else { return Ok(all.collect()) };
    let found: Vec<_> = all.filter(|(name, _)| name == wanted).collect();
    if found.is_empty() {
        let names: Vec<&str> = settings.rules.rotas.keys().map(RotaName::as_str).collect();
        let message = format!("there is no rota `{}`", plain(wanted));
        return Err(Error::new(Kind::Usage, message).hint(if names.is_empty() {
            "the configuration has none".to_owned()
        } else {
            format!("the configuration has {}", names.join(", "))
        }));
    }
    Ok(found)
}

fn answer<'a>(name: &'a str, rota: &'a Rota, tier: usize, at: Timestamp) -> Answer<'a> {
    let on_call = rota.on_call(tier, at).iter().map(ToString::to_string).collect();
    let shift = rota.shift_at(tier, at);
    let until = match &shift {
        Some(shift) => shift.end,
        None => rota.next_handoff(tier, at),
    };
    Answer { at, rota: name, tier: rota.tiers()[tier].as_str(), on_call, shift, until }
}

fn instants(session: &Session, args: &Who, zone: &TimeZone) -> Result<Vec<Timestamp>, Error> {
    let mut instants = Vec::new();
    for text in &args.at {
        if text == "-" {
            for line in io::stdin().lock().lines() {
                let line = line.map_err(|error| {
                    Error::new(Kind::Usage, "stdin cannot be read").detail(format!("  {error}"))
                })?;
                if !line.trim().is_empty() {
                    instants.push(instant_of(line.trim(), zone)?);
                }
            }
        } else {
            instants.push(instant_of(text.trim(), zone)?);
        }
    }
    if args.at.is_empty() {
        instants.push(session.now);
    }
    Ok(instants)
}

/// An instant with an offset, or a local time of the configuration's zone that exists once.
fn instant_of(text: &str, zone: &TimeZone) -> Result<Timestamp, Error> {
    if let Ok(at) = text.parse::<Timestamp>() {
        return Ok(at);
    }
    if let Ok(at) = text.parse::<jiff::Zoned>() {
        return Ok(at.timestamp());
    }
    let not_a_time = || {
        Error::new(Kind::Usage, format!("`{}` is no time", plain(text)))
            .hint("write `2026-12-24 18:00` or `2026-12-24T18:00:00+01:00`")
    };
    let civil: DateTime = text.parse().map_err(|_| not_a_time())?;
    let local = zone.to_ambiguous_timestamp(civil);
    local.unambiguous().map_err(|_| {
        let message = format!("`{}` does not exist once on that day", plain(text));
        Error::new(Kind::Usage, message)
            .hint("the clocks change then: say the offset, as in `2026-10-25T02:30:00+01:00`")
    })
}

fn value(answer: &Answer<'_>) -> serde_json::Value {
    json!({
        "at": instant(answer.at),
        "rota": answer.rota,
        "tier": answer.tier,
        "on_call": answer.on_call,
        "since": answer.shift.as_ref().map(|shift| instant(shift.start)),
        "until": answer.until.map(instant),
        "because": because(answer),
    })
}

fn because(answer: &Answer<'_>) -> String {
    match &answer.shift {
        Some(shift) => shift.cause.phrase(),
        None => "nobody has this turn".to_owned(),
    }
}

fn print(session: &Session, settings: &Settings, answers: &[Answer<'_>]) -> Result<(), Error> {
    if answers.is_empty() {
        session.out.line(format_args!(
            "there is no rota; {} is called for everything that names nobody",
            settings.rules.fallback
        ))?;
        return Ok(());
    }
    let zone = &settings.rules.zone;
    let mut table = Table::new(&["ROTA", "ON CALL", "UNTIL", "BECAUSE"]);
    for answer in answers {
        let person = match answer.on_call.first() {
            Some(person) => (Tone::Strong, plain(person).into_owned()),
            None => (Tone::Alarm, "nobody".to_owned()),
        };
        let until = answer.until.map(|at| time::with_distance(at, session.now, zone));
        table.row(vec![
            (Tone::Plain, plain(answer.rota).into_owned()),
            person,
            (Tone::Plain, until.unwrap_or_else(|| "further notice".to_owned())),
            (Tone::Faint, plain(&because(answer)).into_owned()),
        ]);
    }
    session.out.text(table.render(session.out))
}

fn nobody(answer: &Answer<'_>, settings: &Settings) -> Error {
    Error::new(Kind::No, format!("nobody is on call in rota {}", answer.rota))
        .hint(format!("{} is called instead, as `fallback` says", settings.rules.fallback))
}
