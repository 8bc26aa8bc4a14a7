//! `wail rota undo`: what was changed last by these commands is taken back, or ends now.

use std::path::{Path, PathBuf};

use clap::Args;
use jiff::Timestamp;
use jiff::civil::{Date, Time};
use jiff::tz::TimeZone;

use super::change::{self, Consent, Draft};
use super::moment::{next_minute, written};
use crate::cli::{Session, leave};
use crate::config::edit::{BlockKind, Fate, Written, last_noted};
use crate::config::{self, Settings};
use crate::domain::name::{PersonId, RotaName};
use crate::domain::rota::Moment;
use crate::domain::text::plain;
use crate::error::{Error, Kind};

/// The arguments of `wail rota undo`.
#[derive(Args, Debug)]
#[command(after_help = "Examples:\n  \
    wail rota undo --dry-run\n  \
    wail rota undo --yes\n\n\
    Finds the last change by the note above it, `# wail: TIME NAME: …`, in the configuration and in \
    the files of its rotas. What has begun already ends with the next minute, so that what has been stays \
    as it was; also leave in whole days. A changed line-up that has begun stays. A second undo takes \
    back the change before.")]
pub(super) struct Undo {
    #[command(flatten)]
    consent: Consent,
}

pub(super) fn run(session: &Session, args: &Undo) -> Result<(), Error> {
    let settings = session.settings()?;
    let Some(Changed { file, text }) = last_changed(&settings)? else {
        return Err(Error::new(Kind::No, "no change is left that could be taken back")
            .hint("only what `wail` wrote is found, by the note above it"));
    };
    let Some(tail) = last_noted(&text) else { return Ok(()) };
    let said = format!("{} (by {})", tail.noted.what, tail.noted.by);
    let draft = |what: &str, new: String| Draft {
        file: file.clone(),
        old: text.clone(),
        new,
        what: format!("{what}: {said}"),
        to: None,
    };
    let whole = draft("taken back", tail.without());
    if change::keeps_the_past(session, &settings, &whole)? {
        return change::carry_out(session, &settings, &args.consent, &whole);
    }
    if tail.blocks.iter().any(|block| block.kind == BlockKind::Change) {
        return Err(Error::new(Kind::No, format!("{} has begun already", plain(&said))).hint(
            "what has been stays; `wail rota add`, `remove` or `reorder` changes who takes turns from \
             the next handoff on, `wail take` or `give` who has the pager until then",
        ));
    }
    let of_file = OfFile { settings: &settings, file: &file };
    let fate = |block: &Written| of_file.fate(block, session.now);
    if tail.blocks.iter().all(|block| fate(block) == Fate::Stays) {
        return Err(Error::new(Kind::No, format!("{} is over already", plain(&said)))
            .hint("what has been stays; whatever was changed before it is taken back by hand"));
    }
    let ended = draft("ends now", tail.with(fate));
    change::carry_out(session, &settings, &args.consent, &ended)
}

/// A file with what was written into it.
struct OfFile<'s> {
    settings: &'s Settings,
    file: &'s Path,
}

/// From when to when a block is in force.
struct Stretch {
    begin: Timestamp,
    end: Timestamp,
    /// Its begin as a time, if it is written in days.
    first: Option<String>,
}

impl OfFile<'_> {
    /// What is over stays, what runs ends with the next minute, and what is still to come goes.
    fn fate(&self, block: &Written, now: Timestamp) -> Fate {
        let Some(zone) = self.zone_of(block) else { return Fate::Stays };
        let Some(stretch) = stretch(block, &zone) else { return Fate::Stays };
        let next = next_minute(now);
        if now < stretch.begin {
            return Fate::Goes;
        }
        if stretch.end <= next {
            return Fate::Stays;
        }
        Fate::Ends { from: stretch.first, to: written(next, &zone) }
    }

    /// The clock that the times of a block are on.
    fn zone_of(&self, block: &Written) -> Option<TimeZone> {
        let Settings { rules, rota_lines, .. } = self.settings;
        let is_own = |name: &&RotaName| {
            self.file != change::main_file(self.settings)
                && rota_lines.get(*name).is_some_and(|lines| lines.rota.file == self.file)
        };
        let name = block.rota.as_ref().or_else(|| rules.rotas.keys().find(is_own));
        let person = || block.value("who").map(PersonId::from);
        match block.kind {
            BlockKind::Leave => Some(leave::zone_of(self.settings, name, &person()?)),
            BlockKind::Override | BlockKind::Change => Some(rules.rotas.get(name?)?.zone().clone()),
        }
    }
}

fn stretch(block: &Written, zone: &TimeZone) -> Option<Stretch> {
    let moment = |key: &str| -> Option<Timestamp> {
        let text = block.value(key)?;
        let civil = || text.parse().ok().map(Moment::Civil);
        let moment = text.parse().ok().map(Moment::Instant).or_else(civil)?;
        Some(moment.in_zone(zone))
    };
    let day = |key: &str| -> Option<Date> { block.value(key)?.parse().ok() };
    let midnight = |day: Date| Moment::Civil(day.to_datetime(Time::midnight()));
    let Some(first) = day("first") else {
        return Some(Stretch { begin: moment("from")?, end: moment("to")?, first: None });
    };
    let after = day("last").unwrap_or(first).tomorrow().ok()?;
    Some(Stretch {
        begin: midnight(first).in_zone(zone),
        end: midnight(after).in_zone(zone),
        first: Some(midnight(first).to_string()),
    })
}

/// A file, and what stands in it.
struct Changed {
    file: PathBuf,
    text: String,
}

/// The file that was changed last.
fn last_changed(settings: &Settings) -> Result<Option<Changed>, Error> {
    let mut last: Option<Changed> = None;
    let mut latest = Timestamp::MIN;
    for file in &settings.files {
        let text = config::text_of(file)?;
        let Some(at) = last_noted(&text).map(|tail| tail.noted.at) else { continue };
        if last.is_none() || latest < at {
            latest = at;
            last = Some(Changed { file: file.clone(), text });
        }
    }
    Ok(last)
}
