//! `wail note`: something written down, what mended it, whose task it is.

use clap::Args;

use super::super::session::number;
use super::super::{Session, promise};
use super::which::{Set, Which};
use super::{act, known};
use crate::domain::incident::Input;
use crate::domain::rules::Rules;
use crate::error::{Error, Kind};

/// The arguments of `wail note`.
#[derive(Args, Debug)]
#[command(after_help = "Examples:\n  \
    wail note 412 the replica lags              and your check-in is renewed, if you have it\n  \
    wail note 412,413 looking at both\n  \
    wail note --mine still at it\n  \
    wail note 412 --fix \"restarted the replica\"  shown to whoever meets the same problem next\n  \
    wail note 412 --owner ana --by friday        whose task it is that it comes no more: a promise")]
pub(in crate::cli) struct Note {
    /// The incident's number, or several: `412,413`; then what to write down
    #[arg(value_name = "ID TEXT")]
    words: Vec<String>,
    /// What mended it
    #[arg(long, value_name = "TEXT")]
    fix: Option<String>,
    /// Whose task it is that it comes no more
    #[arg(long, value_name = "PERSON")]
    owner: Option<String>,
    /// By when: a promise is made of it, for a week unless given
    #[arg(long, value_name = "TIME", requires = "owner")]
    by: Option<String>,
    #[command(flatten)]
    set: Set,
}

pub(in crate::cli) fn note(session: &Session, args: &Note) -> Result<(), Error> {
    let Note { words, fix, owner, by: due, set } = args;
    let (ids, words) = if set.chooses() { (Vec::new(), &words[..]) } else { numbers(words)? };
    let by = session.person()?;
    let text = words.join(" ");
    let mut inputs = Vec::new();
    for text in [Some(&text).filter(|_| !words.is_empty()), fix.as_ref()].into_iter().flatten() {
        if text.trim().is_empty() {
            return Err(Error::new(Kind::Usage, "the note says nothing"));
        }
    }
    if !words.is_empty() {
        inputs.push(Input::Note { by: by.clone(), text });
    }
    if let Some(fix) = fix {
        inputs.push(Input::NoteFix { by: by.clone(), text: fix.clone() });
    }
    // Who is meant is known by the configuration alone; a note needs none.
    let mut rules = Rules { zone: session.zone(), ..Rules::none() };
    if let Some(owner) = owner {
        rules = session.settings()?.rules;
        let owner = known(owner, &rules)?;
        let due = due.as_ref().map(|said| promise::due(session, said, &owner, &rules));
        let due_at = due.transpose()?.map(|due| due.at);
        inputs.push(Input::Own { by: by.clone(), owner, due_at });
    }
    if inputs.is_empty() {
        return Err(Error::new(Kind::Usage, "the note says nothing")
            .hint("write it behind the number: `wail note 412 the replica lags`"));
    }
    act(session, &Which { ids, set: set.clone() }, &rules, &inputs)?;
    owner.as_ref().map_or(Ok(()), |owner| promise::tell_of_fixes(session, owner))
}

/// The numbers that stand before the note.
fn numbers(words: &[String]) -> Result<(Vec<i64>, &[String]), Error> {
    let missing = || {
        Error::new(Kind::Usage, "this does not say which incident is meant")
            .hint("begin with its number, `wail note 412 …`, or say `--mine`, `--match` or `--all`")
    };
    let (first, words) = words.split_first().ok_or_else(missing)?;
    let ids = first.split(',').map(number).collect::<Result<_, _>>().map_err(|_| missing())?;
    Ok((ids, words))
}
