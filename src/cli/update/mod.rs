//! `wail update`: say what is up, to whom, and when the next word comes.

mod again;
mod draft;
mod editor;
mod facts;
pub(super) mod list;
mod next;
mod promised;
mod publish;
mod twice;
mod write;

use std::path::PathBuf;

use clap::Args;

use super::Session;
use super::act::which::{Set, Which, choose};
use super::session::number;
use crate::config::{Settings, UpdateSettings};
use crate::domain::incident::IncidentId;
use crate::domain::rules::Rules;
use crate::error::{Error, Kind};
use crate::store::Store;

pub(super) use list::{Updates, owed_line, owed_value, updates};

/// The arguments of `wail update`.
#[derive(Args, Debug)]
#[expect(clippy::struct_excessive_bools, reason = "one for each flag that can be typed")]
#[command(after_help = "Examples:\n  \
    wail update 412 \"still read-only; next update 14:00\"\n  \
    wail update \"half of it is back\" --next \"in 30 min\"  the only one that is open\n  \
    wail update 412 --draft                    what could be said next\n  \
    wail update 412 --edit                     the same in your editor, and then it asks\n  \
    wail update 412 \"all is well\" --last --to public,support --yes\n  \
    wail update 412 \"all is well\" --last --promise \"add the index\" --by friday --owner bob\n  \
    wail update --again                        publish once more what failed\n\n\
    Exit code 1 where it was kept and did not reach everybody.")]
pub(super) struct Update {
    /// The incident's number, or several: `412,413`; then what to say
    #[arg(value_name = "ID TEXT")]
    words: Vec<String>,
    /// When the next one comes, where the text does not say: `14:00`, `in 30 min`, `tomorrow 9`, `none`
    #[arg(long, value_name = "TIME")]
    next: Option<String>,
    /// That it is the last one: nothing is promised any more
    #[arg(long, conflicts_with = "next")]
    last: bool,
    /// Say what stands in a file; `-` for standard input
    #[arg(long, value_name = "FILE")]
    file: Option<PathBuf>,
    /// Print what could be said next, and keep nothing
    #[arg(long, conflicts_with = "promises")]
    draft: bool,
    /// Write it in your editor (`$VISUAL` or `$EDITOR`), beginning with the draft
    #[arg(long)]
    edit: bool,
    /// Who reads it: audiences of the configuration, `all` or `none`; all unless given
    #[arg(long, value_name = "AUDIENCE", value_delimiter = ',')]
    to: Vec<String>,
    /// What is promised with it: it is made with the update, for the same audiences; may be repeated
    #[arg(long = "promise", value_name = "TEXT", requires = "due")]
    promises: Vec<String>,
    /// By when that is done: `friday`, `tomorrow 12:00`
    #[arg(long = "by", value_name = "TIME", requires = "promises")]
    due: Option<String>,
    /// Who does it; you unless given
    #[arg(long, value_name = "PERSON", requires = "promises")]
    owner: Option<String>,
    /// Publish without asking
    #[arg(long)]
    yes: bool,
    /// Also where somebody else has just written one
    #[arg(long)]
    anyway: bool,
    /// Publish once more what failed
    #[arg(long, conflicts_with_all = ["next", "last", "file", "draft", "edit", "to", "anyway", "promises"])]
    again: bool,
    #[command(flatten)]
    set: Set,
}

/// What an update goes by: who is on call, who reads updates, and what a draft says.
struct Known {
    rules: Rules,
    updates: UpdateSettings,
    /// Whether nobody knows who reads updates, because the configuration is at fault.
    is_at_fault: bool,
}

impl Known {
    /// By the configuration; where it is at fault, an update can still be written down.
    fn of(session: &Session) -> Self {
        if let Ok(Settings { rules, updates, .. }) = session.settings() {
            return Self { rules, updates, is_at_fault: false };
        }
        let rules = Rules { zone: session.zone(), ..session.rules_or_none() };
        Self { rules, updates: UpdateSettings::default(), is_at_fault: session.located().is_ok() }
    }
}

pub(super) fn run(session: &Session, args: &Update) -> Result<(), Error> {
    if let Some(asked) = list::asked(&args.words) {
        return updates(session, &asked?);
    }
    let (ids, text) = numbers(&args.words);
    if args.draft && !args.edit && !(text.is_empty() && args.file.is_none()) {
        return Err(Error::new(
            Kind::Usage,
            "`--draft` only prints what could be said, and takes no text",
        )
        .hint("leave `--draft` out to say it, or add `--edit` to change the draft first"));
    }
    if args.again {
        return again::run(session, &ids, args.yes);
    }
    let known = Known::of(session);
    let mut store = session.store_as_named()?;
    let which = Which { ids, set: args.set.clone() };
    let ids = meant(session, &mut store, &which)?;
    if args.draft && !args.edit {
        return draft::draft(session, &mut store, &known, (&ids, args));
    }
    write::run(session, &mut store, &known, (&ids, &text, args))
}

/// The numbers that stand before the text, and the text.
fn numbers(words: &[String]) -> (Vec<i64>, String) {
    let given = words.split_first().and_then(|(first, rest)| {
        let ids: Result<Vec<i64>, String> = first.split(',').map(number).collect();
        Some((ids.ok()?, rest.join(" ")))
    });
    given.unwrap_or_else(|| (Vec::new(), words.join(" ")))
}

/// The incidents that are meant. Where nothing is open, the one that is over and of which a last word is
/// owed.
fn meant(session: &Session, store: &mut Store, which: &Which) -> Result<Vec<IncidentId>, Error> {
    let none = match choose(session, store, which, &[]) {
        Err(error) if error.kind() == Kind::No && !which.set.chooses() => error,
        chosen => return chosen,
    };
    let owed = store.read(|tx| tx.owed_updates())?;
    match owed.as_slice() {
        [owed] => Ok(vec![owed.incident]),
        [] => Err(none.hint("name the number of what is over: `wail update 412 \"all is well\"`")),
        several => {
            let ids: Vec<String> = several.iter().map(|owed| owed.incident.to_string()).collect();
            Err(none.hint(format!("updates are owed of {}; name one", ids.join(", "))))
        }
    }
}

#[cfg(test)]
mod tests;
