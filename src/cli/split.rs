//! `wail split`: some alerts of an incident get one of their own.

use clap::Args;
use serde_json::json;

use super::called::called;
use super::session::number;
use super::{Session, list};
use crate::domain::alert::Signal;
use crate::domain::incident::IncidentId;
use crate::domain::label::{Matcher, all_match};
use crate::domain::text::plain;
use crate::domain::wait::count;
use crate::engine::{Engine, NotRegrouped, Regrouped};
use crate::error::{Error, Kind};
use crate::store::{AlertRow, Tx};

/// The arguments of `wail split`.
#[derive(Args, Debug)]
#[command(after_help = "Examples:\n  \
    wail split 412 3                   the alert that `wail show 412` numbers 3\n  \
    wail split 412 --match host=web-1  those with that label\n  \
    wail split 412 3 --dry-run         only say what would come of it\n\n\
    They open an incident, which pages at once as any new one does, and never join again by\n\
    themselves. `wail merge` undoes it. Exit code 1 if nothing could be split off.")]
pub(super) struct Split {
    /// The incident's number
    #[arg(value_name = "ID", value_parser = number)]
    id: i64,
    /// Its alerts, by the numbers of `wail show ID` or by their fingerprints
    #[arg(value_name = "ALERT")]
    alerts: Vec<String>,
    /// Its alerts with this label: `host=web-1`, `host=~web-.*`; all must match
    #[arg(long = "match", value_name = "LABEL=VALUE", value_parser = matcher, conflicts_with = "alerts")]
    matchers: Vec<Matcher>,
    /// Change nothing and say what would happen
    #[arg(long)]
    dry_run: bool,
}

fn matcher(text: &str) -> Result<Matcher, String> {
    Matcher::parse(text).map_err(|error| error.to_string())
}

pub(super) fn run(session: &Session, args: &Split) -> Result<(), Error> {
    let by = session.person()?;
    let id = IncidentId(args.id);
    regroup(session, args.dry_run, |tx, engine| {
        if tx.incident(id)?.is_some() {
            are_chosen(args, &tx.alerts(id)?)?;
        }
        let split = engine.split(id, &by, |place, alert| is_chosen(args, place, alert))?;
        split.map_err(|why| refused(why, id))
    })
}

/// Whether that alert, at that place, is meant.
fn is_chosen(args: &Split, place: usize, alert: &AlertRow) -> bool {
    if !args.matchers.is_empty() {
        return all_match(&args.matchers, &alert.labels);
    }
    args.alerts.iter().any(|named| names(named, place, alert))
}

fn names(named: &str, place: usize, alert: &AlertRow) -> bool {
    named.parse() == Ok(place + 1) || named == alert.fingerprint
}

/// Whether something was chosen, and everything that was named is there.
fn are_chosen(args: &Split, alerts: &[AlertRow]) -> Result<(), Error> {
    let id = args.id;
    if args.alerts.is_empty() && args.matchers.is_empty() {
        let lines = alerts.iter().enumerate().take(20).map(|(place, alert)| {
            format!("  {:>2}  {:<8}  {}", place + 1, alert.severity, plain(&alert.summary))
        });
        let lines: Vec<String> = lines.collect();
        let what = format!("which alerts? {id} has {}", count(alerts.len(), "alert"));
        return Err(Error::new(Kind::Usage, what)
            .detail(lines.join("\n"))
            .hint("name their numbers, or say `--match LABEL=VALUE`"));
    }
    for named in &args.alerts {
        if !alerts.iter().enumerate().any(|(place, alert)| names(named, place, alert)) {
            let what = format!("incident {id} has no alert `{}`", plain(named));
            return Err(
                Error::new(Kind::No, what).hint(format!("`wail show {id}` numbers its alerts"))
            );
        }
    }
    Ok(())
}

/// Does it, or only tries it, and says what came of it.
pub(super) fn regroup(
    session: &Session,
    is_dry: bool,
    work: impl FnOnce(&Tx<'_>, &Engine<'_>) -> Result<Regrouped, Error>,
) -> Result<(), Error> {
    let rules = session.settings()?.rules;
    let mut store = session.kept()?;
    let work = |tx: &Tx<'_>, engine: &Engine<'_>| {
        let done = work(tx, engine)?;
        let called = (
            called(session, &done.to, &tx.pages(done.to.id)?),
            called(session, &done.from, &tx.pages(done.from.id)?),
        );
        let value = if session.out.json {
            json!({
                "dry_run": is_dry,
                "moved": done.number,
                "from": list::value_in(session, tx, &rules, done.from.id)?,
                "to": list::value_in(session, tx, &rules, done.to.id)?,
            })
        } else {
            serde_json::Value::Null
        };
        Ok((done, value, called))
    };
    let (done, value, (to_calls, from_calls)) = if is_dry {
        session.imagine(&mut store, &rules, work)?
    } else {
        session.decide(&mut store, &rules, work)?
    };
    if session.out.json {
        return session.out.json(&value);
    }
    if is_dry {
        session.out.talk("nothing is changed; this would be so:");
    }
    let Regrouped { from, to, number } = done;
    let alerts = count(number, "alert");
    let of = |incident| list::status(session, incident, None);
    session.out.line(format_args!(
        "{alerts} of {} {} in {} now: {} ({}){to_calls}",
        from.id,
        if number == 1 { "is" } else { "are" },
        to.id,
        plain(&to.summary),
        of(&to)
    ))?;
    let summary = plain(&from.summary);
    session.out.line(format_args!("{}: {summary} ({}){from_calls}", from.id, of(&from)))
}

/// Why it was not done, with what to do.
pub(super) fn refused(why: NotRegrouped, id: IncidentId) -> Error {
    let numbers = format!("`wail show {id}` numbers its alerts");
    let (what, hint) = match why {
        NotRegrouped::Missing(id) => {
            (format!("there is no incident {id}"), "`wail list` shows what is open".to_owned())
        }
        NotRegrouped::Resolved(id) => {
            let hint = format!("`wail show {id}` tells what happened");
            (format!("incident {id} is already resolved"), hint)
        }
        NotRegrouped::NothingChosen => {
            (format!("no alert of {id} that is {} is meant", Signal::Firing.word()), numbers)
        }
        NotRegrouped::NothingLeft => {
            (format!("nothing that is firing would be left in {id}"), "leave one out".to_owned())
        }
        NotRegrouped::OnlyLogged(severity) => (
            format!("{severity} is only logged, so that it cannot be an incident of its own"),
            "`[severities]` in the configuration says what each severity does".to_owned(),
        ),
        NotRegrouped::Same => {
            (format!("{id} cannot be merged into itself"), "name another number".to_owned())
        }
        NotRegrouped::Drill => (
            "a drill and an incident cannot be merged".to_owned(),
            "`wail list` marks neither; `wail show` names the source".to_owned(),
        ),
        NotRegrouped::Storm => (
            "a storm and an incident cannot be merged: a storm ends by itself".to_owned(),
            "acknowledge the storm: that is for everything in it".to_owned(),
        ),
    };
    Error::new(Kind::No, what).hint(hint)
}
