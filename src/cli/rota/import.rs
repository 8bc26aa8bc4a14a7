//! `wail rota import`: who is off, read out of another calendar and written as a rota has it.

use std::fs;
use std::io;
use std::path::PathBuf;

use clap::Args;
use serde_json::{Value, json};

use super::{calendar_faults, calendar_text, find, person_of};
use crate::cli::Session;
use crate::cli::json::instant;
use crate::config::edit::{NotReplaced, replace};
use crate::config::{self, LeaveBlock, Settings, appended};
use crate::domain::name::{PersonId, RotaName};
use crate::domain::rota::Rota;
use crate::domain::text::plain;
use crate::domain::wait::count;
use crate::error::{Error, Kind};
use crate::ical::{Absence, Reading, import};

/// The arguments of `wail rota import`.
#[derive(Args, Debug)]
#[command(after_help = "Examples:\n  \
    wail rota import leave.ics\n  \
    wail rota import ~/bo.ics --person bo --rota payments --write\n\n\
    Every event is leave of whoever takes part, is named in its title, or owns it. What is over by \
    now is left out, and so is what the rota has already.")]
pub(super) struct Import {
    /// The calendar
    file: PathBuf,
    /// Whose leave all of it is
    #[arg(long, value_name = "NAME")]
    person: Option<String>,
    /// The rota; the only one unless given
    #[arg(long, value_name = "ROTA")]
    rota: Option<String>,
    /// Append it to the rota's file instead of printing it
    #[arg(long)]
    write: bool,
}

pub(super) fn run(session: &Session, args: &Import) -> Result<(), Error> {
    let settings = session.settings()?;
    let (name, rota) = find(&settings, args.rota.as_deref())?;
    let person = args.person.as_deref().map(|name| person_of(rota, name)).transpose()?;
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
    let new: Vec<&Absence> = imported.absences.iter().filter(|it| is_new(it, rota)).collect();
    if imported.endless > 0 {
        let events = count(imported.endless, "event");
        session.out.talk(format_args!("{events} without an end: the next two years are taken"));
    }
    if all > new.len() {
        let known = count(all - new.len(), "absence");
        session.out.talk(format_args!("{known} of it in the rota already"));
    }
    let home = Home::of(name, &settings);
    let blocks: Vec<String> = new.iter().map(|absence| home.block(absence)).collect();
    if args.write && !blocks.is_empty() {
        home.append(session, &blocks)?;
    }
    if session.out.json {
        return session.out.json(&new.into_iter().map(value).collect());
    }
    if blocks.is_empty() {
        session.out.talk("nobody is off");
        return Ok(());
    }
    if args.write {
        let (number, file) = (count(blocks.len(), "absence"), home.file.display());
        return session.out.line(format_args!("wrote {number} into {file}"));
    }
    session.out.text(blocks.join("\n"))
}

/// Whether the rota does not have it yet, from this file or from another.
fn is_new(absence: &Absence, rota: &Rota) -> bool {
    !rota.has_leave(&absence.leave.person, absence.from, absence.to)
}

fn value(absence: &Absence) -> Value {
    json!({
        "person": absence.leave.person.as_str(),
        "start": instant(absence.from),
        "end": instant(absence.to),
        "because": absence.why,
    })
}

/// Where a rota is written.
struct Home<'s> {
    rota: &'s RotaName,
    file: PathBuf,
    /// Whether that file holds nothing else.
    is_own: bool,
}

impl<'s> Home<'s> {
    fn of(rota: &'s RotaName, settings: &Settings) -> Self {
        let main = settings.files.first().cloned().unwrap_or_default();
        let file = settings.rota_lines.get(rota).map_or(&main, |lines| &lines.rota.file).clone();
        Self { rota, is_own: file != main, file }
    }

    fn block(&self, absence: &Absence) -> String {
        let rota = (!self.is_own).then_some(self.rota);
        // Nothing that would upset a terminal, or somebody who reads the file in one.
        let why = plain(&absence.why);
        LeaveBlock { rota, leave: &absence.leave, why: &why }.to_string()
    }

    /// Appends the blocks, if the configuration is without a fault then.
    fn append(&self, session: &Session, blocks: &[String]) -> Result<(), Error> {
        let file = self.file.display().to_string();
        let not_written = |error: io::Error| {
            Error::new(Kind::Config, format!("{} cannot be written", plain(&file)))
                .detail(format!("  {error}"))
        };
        let text = fs::read_to_string(&self.file).map_err(not_written)?;
        let whole = appended(&text, blocks);
        config::load_edited(&session.located()?, &self.file, &whole).map_err(|faults| {
            let refused = format!("nothing was written: {} would not be right", plain(&file));
            Error::new(Kind::Config, refused)
                .detail(format!("\n{}", faults.body()))
                .hint("print the blocks without `--write`, and put them where they belong")
        })?;
        replace(&self.file, &text, &whole).map_err(|error| match error {
            NotReplaced::Changed => {
                let file = plain(&file);
                let message = format!("{file} has changed meanwhile, nothing was written");
                Error::new(Kind::Config, message).hint("do it again")
            }
            NotReplaced::Failed(error) => not_written(error),
        })
    }
}
