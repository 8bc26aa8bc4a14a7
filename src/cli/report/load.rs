//! `wail report load`: what being on call cost the people, and what each alert cost.

mod csv;
mod json;
mod remarks;
mod table;

pub(super) use self::table::heading;

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use clap::Args;

use super::period::Period;
use crate::cli::Session;
use crate::cli::time::stamp;
use crate::cli::unknown;
use crate::domain::load::Load as Loaded;
use crate::domain::name::PersonId;
use crate::domain::text::plain;
use crate::engine::load;
use crate::error::{Error, Kind};
use crate::publish;

/// From when on it is counted, unless somebody says otherwise.
pub(super) const USUAL: &str = "30d";

/// The arguments of `wail report load`.
#[derive(Args, Debug)]
#[command(after_help = "Examples:\n  \
    wail report load\n  \
    wail report load --since 90d --person ana\n  \
    wail report load --since 2026-01-01 --csv > load.csv\n  \
    wail report load --svg load.svg\n\n\
    A night is the sleeper's own, by their zone and the hours of `sleep` in the configuration; practice\n\
    counts as none. docs/reports.md says what each number counts.")]
pub(super) struct Load {
    #[command(flatten)]
    period: Period,
    /// Only this person, and the alerts that paged them; may be repeated
    #[arg(long = "person", value_name = "NAME")]
    people: Vec<String>,
    /// Print a line of comma-separated values for each person and alert
    #[arg(long, conflicts_with = "svg")]
    csv: bool,
    /// Draw a picture into this file, `-` for standard output
    #[arg(long, value_name = "FILE")]
    svg: Option<PathBuf>,
}

pub(super) fn run(session: &Session, args: &Load) -> Result<(), Error> {
    if session.out.json && (args.csv || args.svg.is_some()) {
        return Err(Error::new(Kind::Usage, "it is one of `--csv`, `--svg` and `--json`")
            .hint("leave the others out"));
    }
    let rules = session.settings_in_force()?.rules;
    let window = args.period.span_since(session.now, &rules.zone, USUAL)?;
    let people: Vec<PersonId> = args.people.iter().map(|name| PersonId::from(&**name)).collect();
    let mut loaded = session.kept()?.read(|tx| load::load(tx, &rules, window))?;
    for person in &people {
        let is_known = rules.people.contains_key(person)
            || loaded.people.iter().any(|found| found.person == *person);
        if !is_known {
            let people = rules.people.keys().chain(loaded.people.iter().map(|found| &found.person));
            return Err(nobody(person, &people.collect()));
        }
    }
    only(&mut loaded, &people);
    if args.csv {
        return session.out.text(csv::text(&loaded));
    }
    if session.out.json {
        return session.out.json(&json::value(&loaded, &rules.zone));
    }
    if let Some(file) = &args.svg {
        let days = |at| stamp(at, &rules.zone).chars().take(10).collect::<String>();
        let period = format!("{} to {}", days(window.from), days(window.to));
        return draw(session, file, &publish::load::picture(&loaded, &period));
    }
    table::print(session, &loaded, &rules, !people.is_empty())
}

/// Somebody who is neither in the configuration nor, by then, on the record: whoever left is.
fn nobody(person: &PersonId, people: &BTreeSet<&PersonId>) -> Error {
    let names = people.iter().map(|person| person.as_str());
    unknown::unknown("person", person.as_str(), names, "`wail report load` shows who was called")
}

/// Leaves out everybody else, and the alerts that paged none of them.
fn only(loaded: &mut Loaded, people: &[PersonId]) {
    if people.is_empty() {
        return;
    }
    loaded.people.retain(|found| people.contains(&found.person));
    loaded.alerts.retain(|alert| people.iter().any(|person| alert.people.contains(person)));
}

fn draw(session: &Session, file: &Path, picture: &str) -> Result<(), Error> {
    if file.as_os_str() == "-" {
        return session.out.text(picture);
    }
    fs::write(file, picture).map_err(|error| {
        let name = plain(&file.to_string_lossy()).into_owned();
        Error::new(Kind::No, format!("{name} cannot be written: {error}"))
            .hint("check who may write that directory, or name another file")
    })?;
    session.out.talk(format_args!("the picture is in {}", plain(&file.to_string_lossy())));
    Ok(())
}
