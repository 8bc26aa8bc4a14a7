//! `wail leave`: somebody is off, the next in line steps in, and nobody's later turns move.

use clap::Args;
use jiff::civil::{Date, Time};
use jiff::tz::TimeZone;

use super::Session;
use super::rota::change::{self, Addition, Consent};
use super::rota::moment::{DayOrMoment, Stretch, read};
use crate::config::Settings;
use crate::config::edit::{Block, List, Target};
use crate::domain::name::{PersonId, RotaName};
use crate::domain::rota::Moment;
use crate::domain::text::plain;
use crate::error::{Error, Kind};

/// The arguments of `wail leave`.
#[derive(Args, Debug)]
#[command(after_help = "Examples:\n  \
    wail leave bob --from 2026-07-13 --to 2026-07-24      whole days, both of them off\n  \
    wail leave bob --from \"friday 13:00\" --to \"monday 09:00\" --why \"a wedding\"\n  \
    wail leave bob --from now --to friday                 from now on, friday included\n  \
    wail leave bob --from 2026-07-13 --rota payments\n\n\
    Times are those of this machine's zone, days those of that person. Without `--rota` it is for every rota.")]
pub(super) struct Leave {
    /// Who is off
    #[arg(value_name = "PERSON")]
    whom: String,
    /// The first day off, or the time it begins at
    #[arg(long, value_name = "DAY")]
    from: String,
    /// The last day off, or the time it ends at; the first day unless given
    #[arg(long, value_name = "DAY")]
    to: Option<String>,
    /// Why, for whoever asks later
    #[arg(long, value_name = "TEXT")]
    why: Option<String>,
    /// Only in this rota
    #[arg(long, value_name = "ROTA")]
    rota: Option<String>,
    #[command(flatten)]
    consent: Consent,
}

pub(super) fn run(session: &Session, args: &Leave) -> Result<(), Error> {
    let settings = session.settings()?;
    let person = change::known_person(&args.whom, &settings)?;
    let rota = match &args.rota {
        Some(name) => Some(change::named(&settings, name)?),
        None => None,
    };
    let zone = zone_of(&settings, rota, &person);
    let here = session.zone();
    let when = |text: &str| read(text, session.now, &here);
    let from = when(&args.from)?;
    let to = args.to.as_deref().map(when).transpose()?;
    let to = match (args.from.trim(), to) {
        ("now", None) => Some(end_of(session.now.to_zoned(zone.clone()).date(), &zone)),
        ("now", Some(DayOrMoment::Day(last))) => Some(end_of(last, &zone)),
        (_, to) => to,
    };
    let block = Block::new().text("who", person.as_str());
    let (block, stretch) = match (from, to) {
        (DayOrMoment::Day(first), None) => (block.day("first", first), format!("on {first}")),
        (DayOrMoment::Day(first), Some(DayOrMoment::Day(last))) => (
            block.day("first", first).day("last", last),
            format!("from {first} to {last}, both included"),
        ),
        (DayOrMoment::Moment(from), Some(DayOrMoment::Moment(to))) => {
            let stretch = Stretch { from, to };
            (stretch.added_to(block, &zone), format!("from {}", stretch.told(&here, &zone)))
        }
        (DayOrMoment::Moment(_), Some(DayOrMoment::Day(_)) | None)
        | (DayOrMoment::Day(_), Some(DayOrMoment::Moment(_))) => {
            return Err(Error::new(Kind::Usage, "one of the two is a day, the other a time")
                .hint("write two days, both of them off, or two times such as `monday 09:00`; only `now` goes with a day"));
        }
    };
    let place = rota.map_or_else(|| "every rota".to_owned(), |rota| format!("rota {rota}"));
    let what = format!("{} is off in {place} {stretch}", plain(person.as_str()));
    let block = block.maybe_text("why", args.why.as_deref());
    let list = if rota.is_some() { List::Leave } else { List::SharedLeave };
    let target = Target { rota, list };
    let draft = change::draft(session, &settings, Addition { target, blocks: vec![block], what })?;
    change::carry_out(session, &settings, &args.consent, &draft)
}

/// The first moment after a day.
fn end_of(day: Date, zone: &TimeZone) -> DayOrMoment {
    let after = day.tomorrow().unwrap_or(day).to_datetime(Time::midnight());
    DayOrMoment::Moment(Moment::Civil(after).in_zone(zone))
}

/// The person's clock, as the rotas that name them have it.
pub(super) fn zone_of(settings: &Settings, rota: Option<&RotaName>, person: &PersonId) -> TimeZone {
    let rotas = settings.rules.rotas.iter();
    let mut meant = rotas.filter(|(name, _)| rota.is_none_or(|rota| rota == *name));
    let named = meant.find(|(_, rota)| rota.people().contains(person));
    named.map_or_else(|| settings.rules.zone.clone(), |(_, rota)| rota.zone_of(person).clone())
}
