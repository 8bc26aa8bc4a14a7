//! `wail config accept`: a configuration may change who was on call, once somebody says so.

use std::io::{self, BufRead as _, IsTerminal as _};

use clap::Args;
use serde_json::{Value, json};

use crate::cli::Session;
use crate::cli::json::instant;
use crate::domain::name::PersonId;
use crate::domain::rota::history::Moved;
use crate::domain::text::plain;
use crate::engine::history;
use crate::error::{Error, Kind};

/// The arguments of `wail config accept`.
#[derive(Args, Debug)]
#[command(after_help = "Exit codes: 0 accepted, or there is nothing to accept; 1 not accepted; 2 \
    neither `--yes` nor a terminal to ask in.")]
pub(super) struct Accept {
    /// Do not ask
    #[arg(long)]
    yes: bool,
}

/// How many changes are shown.
const SHOWN: usize = 20;

pub(super) fn run(session: &Session, args: &Accept) -> Result<(), Error> {
    let rules = session.settings()?.rules;
    let mut store = session.store_as_named()?;
    let moved = store.read(|tx| history::moved(tx, &rules, session.now))?;
    if session.out.json {
        session.out.json(&values(&moved))?;
    } else if moved.is_empty() {
        session.out.line("nothing to accept: the past stays, and who is on call now")?;
    } else {
        session.out.line(lines(&changes(session, &moved)))?;
    }
    if moved.is_empty() {
        return Ok(());
    }
    if !args.yes {
        ask(session)?;
    }
    let by = session.person()?;
    store.write(|tx| history::accept(tx, &rules, &by, session.now))?;
    session.saved(&store);
    session.out.talk("accepted: a running daemon takes it now, and every one at its start");
    Ok(())
}

fn ask(session: &Session) -> Result<(), Error> {
    if !(io::stdin().is_terminal() && io::stderr().is_terminal()) {
        return Err(Error::new(
            Kind::Usage,
            "this changes who was on call, and nobody can be asked",
        )
        .hint("look at it, then `wail config accept --yes`"));
    }
    session.out.warn("Is this how it was? [y/N]");
    let mut answer = String::new();
    let read = io::stdin().lock().read_line(&mut answer);
    match answer.trim().to_lowercase().as_str() {
        "y" | "yes" if read.is_ok() => Ok(()),
        _ => Err(Error::new(Kind::No, "not accepted: what was accepted before stays")),
    }
}

fn changes(session: &Session, moved: &[Moved]) -> Vec<String> {
    moved.iter().flat_map(|moved| moved.lines(session.now)).collect()
}

/// The first changes, a line each, and how many more there are.
pub(in crate::cli) fn lines(changes: &[String]) -> String {
    let mut shown: Vec<String> =
        changes.iter().take(SHOWN).map(|line| format!("  {}", plain(line))).collect();
    let rest = changes.len().saturating_sub(SHOWN);
    if rest > 0 {
        shown.push(format!("  and {rest} more"));
    }
    shown.join("\n")
}

/// Every change, for programs.
pub(in crate::cli) fn values(moved: &[Moved]) -> Value {
    let name = |person: &Option<PersonId>| person.as_ref().map(ToString::to_string);
    let each = moved.iter().flat_map(|moved| moved.changes.iter().map(move |it| (moved, it)));
    each.map(|(moved, change)| {
        json!({
            "rota": moved.rota.as_str(),
            "tier": moved.tier.as_str(),
            "start": instant(change.start),
            "end": instant(change.end),
            "was": name(&change.was),
            "is": name(&change.is),
        })
    })
    .collect()
}
