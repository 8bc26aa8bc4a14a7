//! `wail promise close`, `move`, `give` and `drop`.

use clap::{Args, Subcommand};

use super::{due, list, refused, renew, sentence};
use crate::cli::Session;
use crate::domain::name::PersonId;
use crate::domain::promise::{Promise, PromiseId};
use crate::domain::rules::Rules;
use crate::domain::text::plain;
use crate::domain::wait::spell;
use crate::engine::PromiseChange;
use crate::error::Error;

#[derive(Debug, Subcommand)]
pub(super) enum Change {
    /// Say that it is done, and how
    Close(Close),
    /// Say that it is due at another time, and why
    Move(Move),
    /// Give it to somebody else
    Give(Give),
    /// Say that it will not be done, and why
    Drop(Drop),
}

/// The arguments of `wail promise close`.
#[derive(Args, Debug)]
#[command(after_help = "Example:\n  wail promise close 3 -m \"index added in 1.4.2\"")]
pub(super) struct Close {
    /// The promise's number
    #[arg(value_name = "ID", value_parser = number)]
    id: i64,
    /// How it was kept
    #[arg(short, long, value_name = "HOW")]
    message: Option<String>,
}

/// The arguments of `wail promise move`.
#[derive(Args, Debug)]
#[command(after_help = "Example:\n  wail promise move 3 --by monday -m \"the vendor is late\"")]
pub(super) struct Move {
    /// The promise's number
    #[arg(value_name = "ID", value_parser = number)]
    id: i64,
    /// By when it is done now: `monday`, `tomorrow 12:00`, `in 2h`
    #[arg(long, value_name = "TIME")]
    by: String,
    /// Why
    #[arg(short, long, value_name = "WHY")]
    message: Option<String>,
}

/// The arguments of `wail promise give`.
#[derive(Args, Debug)]
pub(super) struct Give {
    /// The promise's number
    #[arg(value_name = "ID", value_parser = number)]
    id: i64,
    /// Who does it now
    #[arg(long, value_name = "PERSON")]
    owner: String,
}

/// The arguments of `wail promise drop`.
#[derive(Args, Debug)]
pub(super) struct Drop {
    /// The promise's number
    #[arg(value_name = "ID", value_parser = number)]
    id: i64,
    /// Why
    #[arg(short, long, value_name = "WHY")]
    message: Option<String>,
}

/// The number of a promise.
fn number(text: &str) -> Result<i64, String> {
    text.parse().map_err(|_| "it is a number, as `wail promises` shows it".to_owned())
}

pub(super) fn run(session: &Session, change: &Change) -> Result<(), Error> {
    let word = |message: &Option<String>| message.clone().unwrap_or_default();
    match change {
        Change::Close(args) => {
            let rules = session.rules_or_none();
            apply(session, &rules, args.id, PromiseChange::Keep(word(&args.message)))
        }
        Change::Drop(args) => {
            let rules = session.rules_or_none();
            apply(session, &rules, args.id, PromiseChange::Drop(word(&args.message)))
        }
        Change::Give(args) => {
            let rules = session.settings()?.rules;
            apply(session, &rules, args.id, PromiseChange::Give(PersonId::from(&*args.owner)))
        }
        Change::Move(args) => {
            let rules = session.settings()?.rules;
            let id = PromiseId(args.id);
            let known = session.kept()?.read(|tx| tx.promise(id))?;
            // Whose it is says what a day means; that there is none is said where it is changed.
            let me = session.person()?;
            let owner = known.map_or(me, |promise| promise.what.owner);
            let due = due(session, &args.by, &owner, &rules)?;
            apply(session, &rules, args.id, PromiseChange::Move(due.at, word(&args.message)))
        }
    }
}

fn apply(session: &Session, rules: &Rules, id: i64, change: PromiseChange) -> Result<(), Error> {
    let by = session.person()?;
    let mut store = session.kept()?;
    let promise = session.decide(&mut store, rules, |_, engine| {
        let changed = engine.change_promise(PromiseId(id), &by, change)?;
        changed.map_err(|bad| refused(session, &bad, rules))
    })?;
    if session.out.json {
        session.out.json(&list::value(&promise, session.now))?;
    } else {
        session.out.line(became(session, &promise))?;
    }
    renew(session, &promise)
}

/// What has become of it.
fn became(session: &Session, promise: &Promise) -> String {
    let Some(closed) = &promise.closed else { return sentence(session, promise) };
    let (id, what) = (promise.id, plain(&promise.what.text));
    if !closed.kept {
        return format!("promise {id} is dropped: {what}");
    }
    let left = promise.what.due_at.duration_since(session.now);
    let when = if left.is_negative() {
        format!("{} after it was due", spell(-left))
    } else {
        format!("{} before it was due", spell(left))
    };
    format!("promise {id} is kept, {when}: {what}")
}
