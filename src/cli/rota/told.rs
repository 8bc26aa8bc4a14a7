//! What an edit changes, told: who has the pager otherwise, and what may not be meant.

use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};

use super::change::Draft;
use super::moment::{Stretch, shown};
use crate::cli::json::instant;
use crate::cli::{Session, relief};
use crate::config::{Fault, Settings};
use crate::domain::name::{PersonId, RotaName};
use crate::domain::relief::Relief;
use crate::domain::rota::{Change, FIRST_TIER, Rota, changes};
use crate::domain::rules::Rules;
use crate::domain::text::plain;
use crate::domain::wait::count;
use crate::error::Error;

/// How many lines are shown at the most.
const MOST_LINES: usize = 20;

/// A difference of one tier of one rota.
pub(super) struct Told<'a> {
    rota: &'a RotaName,
    tier: usize,
    /// The rota as it will be.
    then: &'a Rota,
    change: Change,
}

/// The time that is looked at.
#[derive(Clone, Copy)]
pub(super) struct Range {
    pub(super) from: Timestamp,
    pub(super) to: Timestamp,
}

/// Everything that two configurations differ in, over a range.
pub(super) fn told<'a>(old: &'a Rules, then: &'a Rules, range: Range) -> Vec<Told<'a>> {
    let mut told = Vec::new();
    for (name, rota) in &old.rotas {
        let Some(then) = then.rotas.get(name) else { continue };
        for tier in 0..rota.tiers().len() {
            let changes = changes(rota, then, tier, range.from, range.to).into_iter();
            told.extend(changes.map(|change| Told { rota: name, tier, then, change }));
        }
    }
    told.sort_by_key(|told| told.change.start);
    told
}

/// Prints what a draft does, and every difference; they were looked for so far ahead.
pub(super) fn show(
    session: &Session,
    draft: &Draft,
    told: &[Told<'_>],
    ahead: SignedDuration,
) -> Result<(), Error> {
    let days = ahead.as_hours() / 24;
    session.out.line(plain(&draft.what))?;
    let is_one = told.iter().all(|each| each.rota == told[0].rota && each.tier == FIRST_TIER);
    let here = session.zone();
    for each in told.iter().take(MOST_LINES) {
        let place = if is_one { String::new() } else { format!("{}: ", called(each)) };
        session.out.line(format_args!("  {}", line(each, &place, &here)))?;
    }
    if told.len() > MOST_LINES {
        let rest = count(told.len() - MOST_LINES, "more change");
        session.out.line(format_args!("  and {rest} within {days} days"))?;
    }
    if told.is_empty() {
        session.out.line(format_args!("  nobody's next {days} days change"))?;
    }
    Ok(())
}

/// The rota as a step of a policy names it.
fn called(told: &Told<'_>) -> String {
    match told.tier {
        FIRST_TIER => plain(told.rota.as_str()).into_owned(),
        tier => format!("{}.{}", told.rota, told.then.tiers()[tier]),
    }
}

/// A difference as a line, by the clock here; the rota's is named where it shows other times.
pub(super) fn line(told: &Told<'_>, place: &str, here: &TimeZone) -> String {
    let Change { start, end, was, is } = &told.change;
    let name = |who: &Option<PersonId>| {
        who.as_ref().map_or_else(|| "nobody".to_owned(), |who| plain(who.as_str()).into_owned())
    };
    let (zone, stretch) = (told.then.zone(), Stretch { from: *start, to: *end });
    let when = if stretch.is_same(here, zone) {
        format!("{} to {}", shown(*start, zone), shown(*end, zone))
    } else {
        stretch.told(here, zone)
    };
    format!("{place}{} -> {}  {when}", name(was), name(is))
}

/// A draft and its differences as JSON, and who of those that get the pager is relieved.
pub(super) fn value(
    draft: &Draft,
    is_written: bool,
    told: &[Told<'_>],
    relieved: &[Relief],
) -> Value {
    let change = |told: &Told<'_>| {
        json!({
            "rota": told.rota.as_str(),
            "tier": told.then.tiers().get(told.tier).map(|tier| tier.as_str()),
            "start": instant(told.change.start),
            "end": instant(told.change.end),
            "was": told.change.was.as_ref().map(PersonId::as_str),
            "is": told.change.is.as_ref().map(PersonId::as_str),
        })
    };
    json!({
        "what": draft.what,
        "file": draft.file.to_string_lossy(),
        "written": is_written,
        "changes": told.iter().map(change).collect::<Value>(),
        "relieved": relieved.iter().map(relief::value).collect::<Value>(),
    })
}

/// Says what is most likely not meant in an edited configuration and was not there before.
pub(super) fn warn_of_new(session: &Session, old: &Settings, then: &Settings) {
    let is_new = |warning: &&Fault| old.warnings.iter().all(|each| each.message != warning.message);
    for warning in then.warnings.iter().filter(is_new) {
        session.out.warn(format_args!("warning:\n{}", warning.to_string().trim_end()));
    }
}
