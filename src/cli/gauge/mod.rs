//! `wail gauge`: how full something is, and when it runs out.

mod chart;
mod fields;
mod list;
mod record;
mod show;

use clap::{Args, Subcommand};
use jiff::Timestamp;
use jiff::tz::TimeZone;

use super::Session;
use super::rota::range;
use crate::domain::gauge::{NOT_NAMES, Standing};
use crate::domain::name::GaugeName;
use crate::domain::text::plain;
use crate::domain::wait::spell;
use crate::error::{Error, Kind};

/// The arguments of `wail gauge`.
#[derive(Args, Debug)]
#[command(args_conflicts_with_subcommands = true, subcommand_negates_reqs = true)]
#[command(after_help = "Examples:\n  \
    wail gauge events.id 1931000000 --max 2147483647\n  \
    wail gauge disk 85%\n  \
    wail gauge disk 412GB --max 500GB --at \"2026-03-01 09:00\"   a reading of the past\n  \
    wail gauge list\n  \
    wail gauge show disk\n\n\
    With less than 90 days left, that is an incident, which is raised with less than 14 and with less\n\
    than 2 days. No configuration is needed; `[gauges.NAME]` says more.")]
pub(super) struct Gauge {
    #[command(subcommand)]
    asked: Option<Asked>,
    #[command(flatten)]
    reading: record::Given,
}

#[derive(Debug, Subcommand)]
enum Asked {
    /// List the gauges: how full each is, its curve, and what is left
    List(list::List),
    /// Show one gauge as a chart, with the day on which it runs out
    Show(show::Show),
}

pub(super) fn run(session: &Session, args: &Gauge) -> Result<(), Error> {
    match &args.asked {
        None => record::run(session, &args.reading),
        Some(Asked::List(args)) => list::run(session, args),
        Some(Asked::Show(args)) => show::run(session, args),
    }
}

/// The instant that is asked about: now, unless another is given.
fn asked_at(session: &Session, text: Option<&str>, zone: &TimeZone) -> Result<Timestamp, Error> {
    text.map_or(Ok(session.now), |text| range::instant(text, session.now, zone))
}

/// The name of a gauge, if it can be one.
fn name(text: &str) -> Result<GaugeName, Error> {
    if NOT_NAMES.contains(&text) {
        return Err(no_name(text));
    }
    if !crate::config::is_name(text) {
        let message = format!("`{}` cannot be the name of a gauge", plain(text));
        let hint = "a name has 1 to 64 letters, digits, `.`, `_` and `-`";
        return Err(Error::new(Kind::Usage, message).hint(hint));
    }
    Ok(GaugeName::from(text))
}

fn no_name(text: &str) -> Error {
    let message = format!("no gauge can be called `{text}`: that is a command");
    Error::new(Kind::Usage, message).hint("give it another name")
}

/// What is wrong with its readings, if they do not come.
fn trouble(standing: &Standing, now: Timestamp) -> Option<String> {
    let silent = || spell(now.duration_since(standing.heard_at));
    let why = standing.why.as_ref().map(|why| plain(why).into_owned());
    match (standing.is_stale, why) {
        (true, Some(why)) => Some(format!("no reading for {}: {why}", silent())),
        (true, None) => Some(format!("no reading for {}", silent())),
        (false, why) => why,
    }
}
