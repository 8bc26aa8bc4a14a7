//! `wail report nines`: how available each service and monitor was, from what was observed.

mod csv;
mod json;
mod table;

use std::collections::BTreeMap;

use clap::Args;

use super::period::{Period, stretch};
use crate::cli::Session;
use crate::cli::unknown;
use crate::config::Settings;
use crate::domain::label::Matcher;
use crate::domain::name::MonitorName;
use crate::domain::nines::budget::Target;
use crate::domain::text::plain;
use crate::engine::nines::{self, Question, Targets};
use crate::error::{Error, Kind};

/// The arguments of `wail report nines`.
#[derive(Args, Debug)]
#[command(after_help = "Examples:\n  \
    wail report nines --label service=db\n  \
    wail report nines --since 2026-03-01 --until 2026-04-01 --target 99.95\n  \
    wail report nines --since 90d --csv > nines.csv\n\n\
    Percentages are cut, never rounded up; time of which nobody knows counts neither way.")]
pub(super) struct Nines {
    #[command(flatten)]
    period: Period,
    /// Only this monitor; may be repeated
    #[arg(long = "monitor", value_name = "NAME")]
    monitors: Vec<String>,
    /// Only monitors with this label: `service=db`, `host=~web-.*`; all must match
    #[arg(long = "label", value_name = "LABEL=VALUE", value_parser = matcher)]
    matchers: Vec<Matcher>,
    /// What has to be reached, in percent; the monitor's `target` unless given, else 99.9
    #[arg(long, value_name = "PERCENT", value_parser = target)]
    target: Option<Target>,
    /// Leave a planned time out: `2026-03-08 02:00..2026-03-08 04:00`; may be repeated
    #[arg(long, value_name = "FROM..TO")]
    maintenance: Vec<String>,
    /// How many of the longest outages to list
    #[arg(long, value_name = "NUMBER", default_value_t = 5)]
    worst: usize,
    /// Print a line of comma-separated values for each
    #[arg(long)]
    csv: bool,
}

/// What to type to see which monitors there are.
const EVERY: &str = "`wail report nines` lists all that have ever looked";

fn matcher(text: &str) -> Result<Matcher, String> {
    Matcher::parse(text).map_err(|error| error.to_string())
}

fn target(text: &str) -> Result<Target, String> {
    let percent = text.trim().trim_end_matches('%').trim_end().parse().ok();
    // As in the configuration: what must never be down can only be missed.
    percent
        .filter(|percent| *percent < 100.0)
        .and_then(Target::percent)
        .ok_or_else(|| "it is a percentage above 0 and below 100, such as `99.95`".to_owned())
}

pub(super) fn run(session: &Session, args: &Nines) -> Result<(), Error> {
    if args.csv && session.out.json {
        return Err(Error::new(Kind::Usage, "it is either `--csv` or `--json`")
            .hint("leave one of them out"));
    }
    let question = question(session, args)?;
    let nines = session.kept()?.read(|tx| nines::nines(tx, &question))?;
    for name in &question.monitors {
        if question.matchers.is_empty() && !nines.monitors.iter().any(|it| it.is(name)) {
            let message = format!("there is no record of a monitor `{}`", plain(name.as_str()));
            return Err(match &question.present {
                Some(present) if !present.contains(name) => {
                    let known = present.iter().map(MonitorName::as_str);
                    unknown::unknown("monitor", name.as_str(), known, EVERY)
                }
                _ => Error::new(Kind::No, message).hint(EVERY),
            });
        }
    }
    if nines.monitors.is_empty() && !question.matchers.is_empty() {
        return Err(Error::new(Kind::No, "no monitor on record is like that").hint(EVERY));
    }
    if args.csv {
        return session.out.text(csv::text(&nines));
    }
    if session.out.json {
        return session.out.json(&json::value(&nines, &question.zone));
    }
    table::print(session, &nines, &question.zone, args.period.is_usual())
}

fn question(session: &Session, args: &Nines) -> Result<Question, Error> {
    let settings = settings(session);
    let zone = settings.as_ref().map_or_else(|| session.zone(), |it| it.rules.zone.clone());
    let read = |text: &String| stretch(text, session.now, &zone);
    let maintenance = args.maintenance.iter().map(read).collect::<Result<_, _>>()?;
    Ok(Question {
        window: args.period.span(session.now, &zone)?,
        monitors: args.monitors.iter().map(|name| MonitorName::from(name.as_str())).collect(),
        present: settings.as_ref().map(|it| it.monitors.keys().cloned().collect()),
        matchers: args.matchers.clone(),
        maintenance,
        targets: targets(args.target, settings.as_ref()),
        worst: args.worst,
        zone,
    })
}

/// What the configuration says. What was observed is told without one, too.
fn settings(session: &Session) -> Option<Settings> {
    match session.settings() {
        Ok(settings) => Some(settings),
        Err(error) => {
            if error.kind() == Kind::Config && session.located().is_ok() {
                session.out.warn(format_args!("warning: {}", error.message()));
                session.out.warn("hint: `wail config check` shows what is wrong with it");
            }
            None
        }
    }
}

/// What was typed holds for all; else each monitor has its own target, or the usual one.
fn targets(typed: Option<Target>, settings: Option<&Settings>) -> Targets {
    let mut targets = Targets { of: BTreeMap::new(), otherwise: typed.unwrap_or(Target::DEFAULT) };
    if typed.is_some() {
        return targets;
    }
    for (name, monitor) in settings.into_iter().flat_map(|settings| &settings.monitors) {
        if let Some(target) = monitor.target.and_then(Target::percent) {
            targets.of.insert(name.clone(), target);
        }
    }
    targets
}
