//! `wail swap`: two people trade one shift each, and keep all their others.

use clap::Args;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};

use super::Session;
use super::rota::change::{self, Addition, How};
use super::rota::moment::{DayOrMoment, Stretch, later, read};
use crate::config::edit::{Block, List, Target};
use crate::domain::name::PersonId;
use crate::domain::rota::{Rota, Shift};
use crate::domain::text::plain;
use crate::error::{Error, Kind};

/// How many shifts ahead are looked through.
const AHEAD: usize = 500;

/// The arguments of `wail swap`.
#[derive(Args, Debug)]
#[command(after_help = "Examples:\n  \
    wail swap bob\n  \
    wail swap bob --my next --their 2026-12-07\n  \
    wail swap bob --my \"2026-12-24 18:00\" --their monday --yes\n\n\
    Each stands in for the other during that one shift.")]
pub(super) struct Swap {
    /// With whom
    #[arg(value_name = "PERSON")]
    whom: String,
    /// Your shift: `next`, the day it begins on, or a time within it
    #[arg(long, value_name = "SHIFT", default_value = "next")]
    my: String,
    /// Their shift
    #[arg(long, value_name = "SHIFT", default_value = "next")]
    their: String,
    #[command(flatten)]
    how: How,
}

/// A shift to come, and the tier it is in.
struct Place {
    tier: usize,
    person: PersonId,
    stretch: Stretch,
}

pub(super) fn run(session: &Session, args: &Swap) -> Result<(), Error> {
    let settings = session.settings()?;
    let (name, rota) = change::rota(&settings, &args.how)?;
    let me = change::me(session, &settings)?;
    let other = change::known_person(&args.whom, &settings)?;
    if me == other {
        return Err(Error::new(Kind::Usage, "a swap is between two people")
            .hint("name somebody else, or yourself with `--as NAME`"));
    }
    let here = session.zone();
    let mine = shift(rota, &me, &args.my, (session.now, &here))?;
    let theirs = shift(rota, &other, &args.their, (session.now, &here))?;
    let what = format!(
        "{me} and {other} trade shifts in {name}: {} for {}",
        mine.stretch.told(&here, rota.zone()),
        theirs.stretch.told(&here, rota.zone())
    );
    let blocks = vec![cover(rota, &mine, &other), cover(rota, &theirs, &me)];
    let target = Target { rota: Some(name), list: List::Overrides };
    let draft = change::draft(session, &settings, Addition { target, blocks, what })?;
    change::carry_out(session, &settings, &args.how.consent, &draft)
}

fn cover(rota: &Rota, place: &Place, by: &PersonId) -> Block {
    let block = place.stretch.block(rota.zone());
    let block = block.text("who", by.as_str()).text("for", place.person.as_str());
    match rota.tiers() {
        [_] => block,
        tiers => block.text("tier", tiers[place.tier].as_str()),
    }
}

/// The shift of a person that these words mean; it has not begun.
fn shift(
    rota: &Rota,
    person: &PersonId,
    words: &str,
    (now, here): (Timestamp, &TimeZone),
) -> Result<Place, Error> {
    let zone = rota.zone();
    let (from, to, contains) = if words.trim() == "next" {
        (now, Timestamp::MAX, false)
    } else {
        match read(words, now, here)? {
            DayOrMoment::Day(day) => {
                let begin = day.to_zoned(zone.clone()).map_or(now, |zoned| zoned.timestamp());
                let end = day.saturating_add(jiff::Span::new().days(1)).to_zoned(zone.clone());
                let end = end.map_or(Timestamp::MAX, |zoned| zoned.timestamp());
                (begin, end, false)
            }
            DayOrMoment::Moment(at) => (at, at, true),
        }
    };
    let before = later(from, SignedDuration::from_secs(-1)).max(now);
    let mut found: Vec<Place> = (0..rota.tiers().len())
        .filter_map(|tier| {
            let shift = if contains {
                rota.shift_at(tier, from).filter(|shift| shift.person == *person)
            } else {
                let next = rota.next_shifts(tier, before).take(AHEAD);
                let mut within = next.take_while(|shift| shift.start < to);
                within.find(|shift| shift.person == *person)
            };
            let Shift { person, start, end, .. } = shift?;
            let stretch = Stretch { from: start, to: end? };
            (start > now).then_some(Place { tier, person, stretch })
        })
        .collect();
    found.sort_by_key(|place| place.stretch.from);
    found.into_iter().next().ok_or_else(|| {
        let message = format!("{person} has no shift `{}` that is still to begin", plain(words));
        Error::new(Kind::No, message).hint("`wail rota show` shows the calendar")
    })
}
