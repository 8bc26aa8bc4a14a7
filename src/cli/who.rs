//! `wail who`: who is on call, now or at any other time, and why.

use std::io::{self, BufRead as _};

use clap::Args;
use jiff::civil::DateTime;
use jiff::fmt::temporal::DateTimeParser;
use jiff::tz::{AmbiguousOffset, Offset, TimeZone};
use jiff::{SignedDuration, Timestamp};
use serde_json::json;

use super::format::Format;
use super::out::Tone;
use super::rota::range;
use super::table::Table;
use super::{Session, json::instant, time, unknown};
use crate::config::{Settings, zone_data};
use crate::domain::name::RotaName;
use crate::domain::relief::{Relief, in_force};
use crate::domain::rota::acceptance::{Pending, also_called};
use crate::domain::rota::{FIRST_TIER, Rota, Shift};
use crate::domain::text::plain;
use crate::error::{Error, Kind};
use crate::store::{Store, StoreError};

/// The arguments of `wail who`.
#[derive(Args, Debug)]
#[command(after_help = "Examples:\n  \
    wail who\n  \
    wail who --at \"2026-12-24 18:00\"           a time of the configuration's zone\n  \
    wail who --at \"tomorrow 18:00\"             or in words; a day is its midnight\n  \
    wail who --at 2026-12-24T18:00:00Z --json\n  \
    wail who --rota payments --next 4\n\n\
    Exit code 1 if nobody is on call.")]
pub(super) struct Who {
    /// At this time instead of now; `-` reads one a line from stdin; may be repeated
    #[arg(long, value_name = "INSTANT")]
    at: Vec<String>,
    /// Only this rota
    #[arg(long, value_name = "ROTA")]
    rota: Option<String>,
    /// Only this tier
    #[arg(long, value_name = "TIER")]
    tier: Option<String>,
    /// So many shifts that follow as well
    #[arg(long, value_name = "NUMBER")]
    next: Option<u16>,
    #[command(flatten)]
    format: Format,
}

/// One answer.
struct Answer<'a> {
    at: Timestamp,
    name: &'a str,
    rota: &'a Rota,
    tier: usize,
    on_call: Vec<String>,
    shift: Option<Shift>,
    until: Option<Timestamp>,
    next: Vec<Shift>,
    /// The hand-over that has begun and was not accepted.
    waits: Option<Pending>,
    /// That whoever is called first is relieved.
    relief: Option<Relief>,
}

impl Answer<'_> {
    /// The rota, as a step of a policy names it: with the tier, unless it is the first.
    fn called(&self) -> String {
        match self.tier {
            FIRST_TIER => plain(self.name).into_owned(),
            tier => format!("{}.{}", plain(self.name), plain(self.rota.tiers()[tier].as_str())),
        }
    }
}

pub(super) fn run(session: &Session, args: &Who) -> Result<(), Error> {
    // Of any other time the file is asked.
    let settings =
        if args.at.is_empty() { session.settings_in_force()? } else { session.settings()? };
    let instants = instants(session, args, &settings.rules.zone)?;
    let rotas = rotas(args, &settings)?;
    let next = usize::from(args.next.unwrap_or(1));
    let mut answers = Vec::with_capacity(instants.len() * rotas.len());
    for at in instants {
        for (name, rota) in &rotas {
            let wanted = |tier: &usize| {
                let name = rota.tiers()[*tier].as_str();
                args.tier.as_ref().is_none_or(|wanted| wanted == name)
            };
            let tiers = (0..rota.tiers().len()).filter(wanted);
            answers.extend(tiers.map(|tier| answer(name, rota, tier, at, next)));
        }
    }
    if args.at.is_empty() {
        let (pending, reliefs) = standing(&settings);
        let reliefs = in_force(&reliefs, &settings.rules, session.now);
        for answer in &mut answers {
            let (rota, tier) = (RotaName::from(answer.name), &answer.rota.tiers()[answer.tier]);
            answer.waits = also_called(&pending, &rota, tier, answer.at).cloned();
            let is_of = |it: &&Relief| it.rota == rota && it.tier == *tier;
            answer.relief = reliefs.iter().find(is_of).cloned();
        }
    }
    if let (Some(tier), true) = (&args.tier, answers.is_empty()) {
        return Err(unknown::tier(tier, rotas.iter().map(|(_, rota)| *rota)));
    }
    if args.format.is_asked(session.out) {
        args.format.print(session.out, "who", &answers.iter().map(value).collect())?;
    } else {
        print(session, &settings, &answers, args.next.is_some())?;
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
        return Err(unknown::rota(wanted, settings));
    }
    Ok(found)
}

fn answer<'a>(
    name: &'a str,
    rota: &'a Rota,
    tier: usize,
    at: Timestamp,
    next: usize,
) -> Answer<'a> {
    let on_call = rota.on_call(tier, at).iter().map(ToString::to_string).collect();
    let shift = rota.shift_at(tier, at);
    let until = match &shift {
        Some(shift) => shift.end,
        None => rota.next_handoff(tier, at),
    };
    let next = rota.next_shifts(tier, at).take(next).collect();
    Answer { at, name, rota, tier, on_call, shift, until, next, waits: None, relief: None }
}

/// The hand-overs that nobody has accepted, and who is relieved. A store that cannot be read keeps nobody
/// from an answer: that was told before.
fn standing(settings: &Settings) -> (Vec<Pending>, Vec<Relief>) {
    if !settings.store.path.exists() {
        return <_>::default();
    }
    let store = Store::open(&settings.store.path);
    let found = store.and_then(|mut store| {
        store.read(|tx| Ok::<_, StoreError>((tx.pending_handovers()?, tx.reliefs()?)))
    });
    found.unwrap_or_default()
}

fn instants(session: &Session, args: &Who, zone: &TimeZone) -> Result<Vec<Timestamp>, Error> {
    let mut instants = Vec::new();
    let read = |text: &str| range::instant(text, session.now, zone);
    for text in &args.at {
        if text == "-" {
            for line in io::stdin().lock().lines() {
                let line = line.map_err(|error| {
                    Error::new(Kind::Usage, "stdin cannot be read").detail(format!("  {error}"))
                })?;
                if !line.trim().is_empty() {
                    instants.push(read(&line)?);
                }
            }
        } else {
            instants.push(read(text)?);
        }
    }
    if args.at.is_empty() {
        instants.push(session.now);
    }
    Ok(instants)
}

/// An instant with an offset, or a local time of that zone that exists once.
pub(super) fn instant_of(text: &str, zone: &TimeZone) -> Result<Timestamp, Error> {
    if let Ok(at) = text.parse::<Timestamp>() {
        return Ok(at);
    }
    if text.contains('[')
        && let Ok(at) = DateTimeParser::new().parse_zoned_with(zone_data().used.database(), text)
    {
        return Ok(at.timestamp());
    }
    let not_a_time = || {
        Error::new(Kind::Usage, format!("`{}` is no time", plain(text)))
            .hint("write `2026-12-24 18:00` or `2026-12-24T18:00:00+01:00`")
    };
    let civil: DateTime = text.parse().map_err(|_| not_a_time())?;
    let local = zone.to_ambiguous_timestamp(civil);
    let offset = local.offset();
    local.unambiguous().map_err(|_| not_once(text, civil, offset))
}

/// Why a local time is not one instant, and what to write instead.
fn not_once(text: &str, civil: DateTime, offset: AmbiguousOffset) -> Error {
    let with = |offset: Offset| {
        let shown = civil.strftime("%Y-%m-%dT%H:%M:%S");
        let (sign, seconds) =
            if offset.is_negative() { ('-', -offset.seconds()) } else { ('+', offset.seconds()) };
        format!("{shown}{sign}{:02}:{:02}", seconds / 3600, seconds / 60 % 60)
    };
    let text = plain(text);
    match offset {
        AmbiguousOffset::Fold { before, after } => {
            let message = format!("the clocks are put back, and show `{text}` twice");
            Error::new(Kind::Usage, message).hint(format!(
                "write `{}` for the first time, `{}` for the second",
                with(before),
                with(after)
            ))
        }
        AmbiguousOffset::Gap { before, after } => {
            let message = format!("the clocks are put forward, and never show `{text}`");
            let moved = SignedDuration::from_secs((after.seconds() - before.seconds()).into());
            let later = civil.saturating_add(moved).strftime("%Y-%m-%d %H:%M").to_string();
            Error::new(Kind::Usage, message)
                .hint(format!("write `{later}`, which they show instead"))
        }
        AmbiguousOffset::Unambiguous { .. } => {
            Error::new(Kind::Usage, format!("`{text}` is not on the calendar"))
                .hint("name another time: `--at \"friday 18:00\"`")
        }
    }
}

fn value(answer: &Answer<'_>) -> serde_json::Value {
    let shift = |shift: &Shift| {
        json!({
            "person": shift.person.as_str(),
            "start": instant(shift.start),
            "end": shift.end.map(instant),
            "because": shift.cause.phrase(),
        })
    };
    let local_time = answer.shift.as_ref().map(|shift| {
        let there = answer.at.to_zoned(answer.rota.zone_of(&shift.person).clone());
        there.strftime("%Y-%m-%dT%H:%M:%S%:z").to_string()
    });
    json!({
        "at": instant(answer.at),
        "rota": answer.name,
        "tier": answer.rota.tiers()[answer.tier].as_str(),
        "on_call": answer.on_call,
        "since": answer.shift.as_ref().map(|shift| instant(shift.start)),
        "until": answer.until.map(instant),
        "local_time": local_time,
        "because": because(answer),
        "relieved": answer.relief.as_ref().map(super::relief::value),
        "also_called": answer.waits.as_ref().map(|waits| waits.giver.as_str()),
        "next": answer.next.iter().map(shift).collect::<serde_json::Value>(),
    })
}

fn because(answer: &Answer<'_>) -> String {
    if let Some(shift) = &answer.shift {
        return shift.cause.phrase();
    }
    let vacancy = answer.rota.vacancy(answer.tier, answer.at);
    vacancy.map_or_else(|| "nobody".to_owned(), |vacancy| vacancy.phrase())
}

fn print(
    session: &Session,
    settings: &Settings,
    answers: &[Answer<'_>],
    follows: bool,
) -> Result<(), Error> {
    if answers.is_empty() {
        session.out.line(format_args!(
            "there is no rota; {} is called for everything that names nobody",
            settings.rules.fallback
        ))?;
        return Ok(());
    }
    let zone = &settings.rules.zone;
    let mut table = Table::new(&["ROTA", "ON CALL", "SINCE", "UNTIL", "THEN", "BECAUSE"]);
    for answer in answers {
        let since = answer.shift.as_ref().map(|shift| time::local(shift.start, session.now, zone));
        let until = answer.until.map(|at| time::with_distance(at, session.now, zone));
        let then = answer.next.first().map(|shift| plain(shift.person.as_str()).into_owned());
        table.row(vec![
            (Tone::Plain, answer.called()),
            holder(answer, zone),
            (Tone::Plain, since.unwrap_or_else(|| "-".to_owned())),
            (Tone::Plain, until.unwrap_or_else(|| "further notice".to_owned())),
            (Tone::Plain, then.unwrap_or_else(|| "-".to_owned())),
            (Tone::Faint, plain(&because(answer)).into_owned()),
        ]);
    }
    session.out.text(table.render(session.out))?;
    for answer in answers {
        let Some(Pending { giver, taker, .. }) = &answer.waits else { continue };
        let (giver, taker) = (plain(giver.as_str()), plain(taker.as_str()));
        session.out.line(format_args!(
            "{giver} is called for {} as well: {taker} has not accepted it (`wail accept`)",
            answer.called()
        ))?;
    }
    for relief in answers.iter().filter_map(|answer| answer.relief.as_ref()) {
        session.out.line(super::relief::sentence(session, &settings.rules, relief))?;
    }
    if follows { print_next(session, zone, answers) } else { Ok(()) }
}

/// Who is on call, with the time it is for them if that is another than here.
fn holder(answer: &Answer<'_>, zone: &TimeZone) -> (Tone, String) {
    let Some(shift) = &answer.shift else { return (Tone::Alarm, "nobody".to_owned()) };
    let there = answer.at.to_zoned(answer.rota.zone_of(&shift.person).clone());
    let here = answer.at.to_zoned(zone.clone());
    let name = plain(shift.person.as_str());
    let text = if there.offset() == here.offset() {
        name.into_owned()
    } else {
        format!("{name} ({} there)", there.strftime("%H:%M"))
    };
    (Tone::Strong, text)
}

/// The shifts that follow, one line each.
fn print_next(session: &Session, zone: &TimeZone, answers: &[Answer<'_>]) -> Result<(), Error> {
    let mut table = Table::new(&["ROTA", "THEN", "FROM", "UNTIL", "BECAUSE"]);
    for answer in answers {
        for shift in &answer.next {
            let local = |at| time::local(at, session.now, zone);
            table.row(vec![
                (Tone::Plain, answer.called()),
                (Tone::Strong, plain(shift.person.as_str()).into_owned()),
                (Tone::Plain, local(shift.start)),
                (Tone::Plain, shift.end.map_or_else(|| "further notice".to_owned(), local)),
                (Tone::Faint, plain(&shift.cause.phrase()).into_owned()),
            ]);
        }
    }
    session.out.text(format_args!("\n{}", table.render(session.out)))
}

fn nobody(answer: &Answer<'_>, settings: &Settings) -> Error {
    Error::new(Kind::No, format!("nobody is on call in rota {}", answer.called()))
        .hint(format!("{} is called instead, as `fallback` says", settings.rules.fallback))
}
