//! `wail rota import`: who is off, read out of another calendar and written as a rota has it.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use clap::Args;
use jiff::Timestamp;
use serde_json::{Value, json};

use super::change::{self, Addition, Consent};
use super::moment::{Stretch, next_minute};
use super::{calendar_faults, calendar_text, find, person_of};
use crate::cli::Session;
use crate::cli::json::instant;
use crate::config::edit::{self, Block, List, Target};
use crate::config::{self, Settings};
use crate::domain::name::{PersonId, RotaName};
use crate::domain::rota::{LeaveStretch, Rota};
use crate::domain::text::plain;
use crate::domain::wait::count;
use crate::error::Error;
use crate::ical::{Absence, Reading, import};

/// The arguments of `wail rota import`.
#[derive(Args, Debug)]
#[command(after_help = "Examples:\n  \
    wail rota import leave.ics\n  \
    wail rota import ~/bo.ics --person bo --rota payments --write\n  \
    wail rota import leave.ics --dry-run\n\n\
    Every event is leave of whoever takes part, is named in its title, or owns it. What is over by \
    now is left out, and so is what the rota has already.")]
pub(super) struct Import {
    /// The calendar
    file: PathBuf,
    /// Whose leave all of it is
    #[arg(long = "person", value_name = "NAME")]
    whose: Option<String>,
    /// The rota; the only one unless given
    #[arg(long, value_name = "ROTA")]
    rota: Option<String>,
    /// Write it into the rota's file instead of printing it, once it was shown and meant
    #[arg(long)]
    write: bool,
    #[command(flatten)]
    consent: Consent,
}

pub(super) fn run(session: &Session, args: &Import) -> Result<(), Error> {
    let settings = session.settings()?;
    let (name, rota) = find(&settings, args.rota.as_deref())?;
    let person = args.whose.as_deref().map(|name| person_of(rota, name)).transpose()?;
    let text = calendar_text(&args.file)?;
    let zone_of = |person: &PersonId| rota.zone_of(person).clone();
    let reading = Reading {
        people: rota.people(),
        person,
        zone_of: &zone_of,
        zones: &config::zone,
        now: session.now,
    };
    let imported =
        import(&text, &reading).map_err(|errors| calendar_faults(&args.file, &errors))?;
    let all = imported.absences.len();
    let is_new = |it: &&Absence| is_new(it, rota, session.now);
    let new: Vec<&Absence> = imported.absences.iter().filter(is_new).collect();
    if imported.endless > 0 {
        let events = count(imported.endless, "event");
        session.out.talk(format_args!("{events} without an end: the next two years are taken"));
    }
    match (all, all - new.len()) {
        (0, _) => session.out.talk("nobody is off in it from now on"),
        (_, 0) => {}
        (1, _) => session.out.talk("the one absence of it is in the rota already"),
        (_, known) if known == all => {
            session.out.talk(format_args!("all {all} absences of it are in the rota already"));
        }
        (_, known) => {
            session.out.talk(format_args!("{known} of {all} absences are in the rota already"));
        }
    }
    let leave = Found { file: &args.file, rota: name, of: rota, new };
    if !(args.write || args.consent.is_said()) {
        return leave.print(session, &settings);
    }
    leave.write(session, &settings, &args.consent)
}

/// What a calendar has that a rota has not.
struct Found<'a> {
    /// The calendar.
    file: &'a Path,
    rota: &'a RotaName,
    of: &'a Rota,
    new: Vec<&'a Absence>,
}

impl Found<'_> {
    fn target(&self) -> Target<'_> {
        Target { rota: Some(self.rota), list: List::Leave }
    }

    /// Prints the blocks as they would stand in the rota's file.
    fn print(&self, session: &Session, settings: &Settings) -> Result<(), Error> {
        if session.out.json {
            return session.out.json(&self.new.iter().map(|absence| value(absence)).collect());
        }
        let blocks: Vec<Block> = self.new.iter().map(|absence| block(absence)).collect();
        session.out.text(edit::shown(change::home(settings, self.target()).target, &blocks))
    }

    /// Writes them as any other change is written.
    fn write(
        &self,
        session: &Session,
        settings: &Settings,
        consent: &Consent,
    ) -> Result<(), Error> {
        if self.new.is_empty() {
            let file = change::home(settings, self.target()).file.to_string_lossy();
            let nothing = json!({
                "what": self.what(), "file": file, "written": false, "changes": [],
            });
            return if session.out.json { session.out.json(&nothing) } else { Ok(()) };
        }
        let draft = |blocks: Vec<Block>| {
            let addition = Addition { target: self.target(), blocks, what: self.what() };
            change::draft(session, settings, addition)
        };
        let whole = draft(self.new.iter().map(|absence| block(absence)).collect())?;
        if change::keeps_the_past(session, settings, &whole)? {
            return change::carry_out(session, settings, consent, &whole);
        }
        session.out.talk("what has begun already counts from now on");
        let next = next_minute(session.now);
        let rest = self.new.iter().filter(|absence| next < absence.to);
        let rest = rest.map(|absence| block_from(absence, next, self.of)).collect();
        change::carry_out(session, settings, consent, &draft(rest)?)
    }

    fn what(&self) -> String {
        let absences = count(self.new.len(), "absence");
        let people: BTreeSet<&str> =
            self.new.iter().map(|absence| absence.leave.person.as_str()).collect();
        let people = people.into_iter().collect::<Vec<_>>().join(", ");
        let whose = if people.is_empty() { String::new() } else { format!(" of {people}") };
        let file = self.file.file_name().unwrap_or_default().to_string_lossy();
        format!("{absences}{whose} out of {file} into {}", self.rota)
    }
}

/// An absence as it is written into a rota.
fn block(absence: &Absence) -> Block {
    let block = Block::new().text("who", absence.leave.person.as_str());
    let block = match absence.leave.stretch {
        LeaveStretch::Days { first, last } => block.day("first", first).day("last", last),
        LeaveStretch::Moments { from, to } => {
            block.text("from", &from.to_string()).text("to", &to.to_string())
        }
    };
    with_why(block, absence)
}

/// An absence as it is written if it has begun before an instant: only the rest of it.
fn block_from(absence: &Absence, from: Timestamp, rota: &Rota) -> Block {
    if from <= absence.from {
        return block(absence);
    }
    let person = &absence.leave.person;
    let stretch = Stretch { from, to: absence.to };
    let block = Block::new().text("who", person.as_str());
    with_why(stretch.added_to(block, rota.zone_of(person)), absence)
}

fn with_why(block: Block, absence: &Absence) -> Block {
    // Nothing that would upset a terminal, or somebody who reads the file in one.
    let why = plain(&absence.why);
    block.maybe_text("why", Some(&*why).filter(|why| !why.is_empty()))
}

/// Whether the rota does not have it yet, from this file or from another; what is over of it does not
/// matter.
fn is_new(absence: &Absence, rota: &Rota, now: Timestamp) -> bool {
    !rota.has_leave(&absence.leave.person, absence.from.max(next_minute(now)), absence.to)
}

fn value(absence: &Absence) -> Value {
    json!({
        "person": absence.leave.person.as_str(),
        "start": instant(absence.from),
        "end": instant(absence.to),
        "because": absence.why,
    })
}
