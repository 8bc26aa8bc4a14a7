//! `wail promise`: say what will be done, by whom and by when; say that it is, or that it will be later.

mod change;
pub(super) mod list;
pub(super) mod offer;

use clap::Args;
use jiff::Timestamp;

use super::session::number;
use super::status::renew_after;
use super::{Session, time};
use crate::cli::unknown;
use crate::domain::incident::IncidentId;
use crate::domain::name::PersonId;
use crate::domain::promise::{
    BadPromise, Closed, END_OF_WORK, Promise as Owed, Wanted, end_of_work,
};
use crate::domain::rules::Rules;
use crate::domain::spoken::{Spoken, Toward, read};
use crate::domain::text::plain;
use crate::domain::wait::spell;
use crate::error::{Error, Kind};

/// The arguments of `wail promise`.
#[derive(Args, Debug)]
#[command(args_conflicts_with_subcommands = true)]
#[command(after_help = "Examples:\n  \
    wail promise \"add the missing index\" --owner bob --by friday\n  \
    wail promise \"tell what happened\" --owner ana --by \"tomorrow 12:00\" --incident 412 --to customers --public\n  \
    wail promise close 3 -m \"index added in 1.4.2\"\n  \
    wail promise move 3 --by monday -m \"the vendor is late\"\n\n\
    A day means 18:00 of it where the owner lives. Its owner is reminded before, and told when it is late; a \
    day later whoever is on call hears of it too. `wail promises` lists what is owed.")]
pub(super) struct Promise {
    #[command(subcommand)]
    change: Option<change::Change>,
    /// What will be done
    #[arg(value_name = "TEXT")]
    text: Vec<String>,
    /// Who does it
    #[arg(long, value_name = "PERSON")]
    owner: Option<String>,
    /// By when: `friday`, `tomorrow 12:00`, `in 2h`, `2026-12-24`
    #[arg(long, value_name = "TIME")]
    by: Option<String>,
    /// The incident it comes from
    #[arg(long, value_name = "ID", value_parser = number)]
    incident: Option<i64>,
    /// To whom it is said: `customers`
    #[arg(long, value_name = "WHOM")]
    to: Option<String>,
    /// Let everybody read it, on the status page, until it is closed
    #[arg(long)]
    public: bool,
}

pub(super) fn run(session: &Session, args: &Promise) -> Result<(), Error> {
    if let Some(change) = &args.change {
        return change::run(session, change);
    }
    let text = args.text.join(" ");
    if text.trim().is_empty() {
        return Err(Error::new(Kind::Usage, "the promise says nothing")
            .hint("say what will be done: `wail promise \"add the missing index\" --owner bob --by friday`"));
    }
    let rules = session.settings()?.rules;
    let owner = args.owner.as_ref().filter(|name| !name.trim().is_empty()).ok_or_else(|| {
        let names: Vec<&str> = rules.names().into_iter().collect();
        Error::new(Kind::Usage, "nobody is said to keep this promise")
            .hint(format!("`--owner NAME`: the configuration knows {}", names.join(", ")))
    })?;
    let said = args.by.as_ref().ok_or_else(|| {
        Error::new(Kind::Usage, "nothing says by when it is done")
            .hint("`--by friday`, `--by \"tomorrow 12:00\"`, `--by \"in 2h\"`")
    })?;
    let (owner, by) = (PersonId::from(owner.as_str()), session.person()?);
    let due = due(session, said, &owner, &rules)?;
    let wanted = Wanted {
        text,
        owner,
        by,
        due_at: due.at,
        incident: args.incident.map(IncidentId),
        to: args.to.clone().filter(|to| !to.trim().is_empty()),
        public: args.public,
        fixes: false,
    };
    let promise = make(session, &rules, &wanted)?;
    if session.out.json {
        session.out.json(&list::value(&promise, session.now))?;
    } else {
        session.out.line(format_args!("{}{}", sentence(session, &promise), due.meant()))?;
        session.out.talk(told(&promise, &rules, session.now));
    }
    renew(session, &promise)
}

/// Writes the status page anew where everybody may read of the promise.
fn renew(session: &Session, promise: &Owed) -> Result<(), Error> {
    if promise.what.public { renew_after(session, Ok(()), &[]) } else { Ok(()) }
}

/// Makes a promise that is new.
pub(super) fn make(session: &Session, rules: &Rules, wanted: &Wanted) -> Result<Owed, Error> {
    let mut store = session.store()?;
    session.decide(&mut store, rules, |_, engine| {
        engine.promise(wanted)?.map_err(|bad| refused(session, &bad, rules))
    })
}

/// When something is due, and whether only a day of it was said.
pub(super) struct Due {
    /// The instant.
    pub(super) at: Timestamp,
    /// The zone whose end of work is meant, if it was a day.
    zone: Option<String>,
}

impl Due {
    /// That a day means its end of work, where it was a day.
    fn meant(&self) -> String {
        let zone = self.zone.as_ref();
        zone.map_or_else(String::new, |zone| {
            format!("; a day is meant until {END_OF_WORK}:00 in {zone}")
        })
    }
}

/// Understands by when something is done. A time is that of whoever says it, a day that of its owner.
pub(super) fn due(
    session: &Session,
    said: &str,
    owner: &PersonId,
    rules: &Rules,
) -> Result<Due, Error> {
    let zone_of = |person: &PersonId| rules.people.get(person).map(|it| it.zone.clone());
    let here = session.person().ok().and_then(|me| zone_of(&me)).unwrap_or_else(|| session.zone());
    let spoken = read(said, session.now, &here, Toward::Future).map_err(|error| {
        Error::new(Kind::Usage, plain(&error.to_string()).into_owned()).hint(error.hint())
    })?;
    let due = match spoken {
        Spoken::Moment(at) => Due { at, zone: None },
        Spoken::Day(day) => {
            let zone = zone_of(owner).unwrap_or_else(|| rules.zone.clone());
            let name = zone.iana_name().unwrap_or("that zone").to_owned();
            Due { at: end_of_work(day, &zone), zone: Some(name) }
        }
    };
    if due.at <= session.now {
        let when = time::with_distance(due.at, session.now, &here);
        return Err(Error::new(Kind::Usage, format!("that time has passed: {when}"))
            .hint("a promise is about what is to come: `--by friday`, `--by \"in 2h\"`"));
    }
    Ok(due)
}

/// Says what was promised by naming an owner just now.
pub(super) fn tell_of_fixes(session: &Session, owner: &str) -> Result<(), Error> {
    let open = session.kept()?.read(|tx| tx.open_promises())?;
    let now = session.now.as_millisecond();
    for promise in open {
        let is_new =
            promise.told_at.as_millisecond() == now && promise.what.owner.as_str() == owner;
        if is_new && promise.what.fixes {
            session.out.talk(sentence(session, &promise));
        }
    }
    Ok(())
}

/// `promise 3: bob owes "add the missing index" by Fri 18:00, in 4d`
pub(super) fn sentence(session: &Session, promise: &Owed) -> String {
    let Owed { id, what, .. } = promise;
    let when = time::with_distance(what.due_at, session.now, &session.zone());
    let to = what.to.as_ref().map(|to| format!(" to {}", plain(to))).unwrap_or_default();
    let (owner, text) = (plain(what.owner.as_str()), plain(&what.text));
    format!("promise {id}: {owner} owes{to} by {when}: {text}")
}

/// When its owner hears of it, and what to type once it is done.
fn told(promise: &Owed, rules: &Rules, now: Timestamp) -> String {
    let left = promise.what.due_at.duration_since(now);
    let before = rules.promises.remind_before.iter().filter(|before| **before < left);
    let before: Vec<String> = before.map(|before| spell(*before)).collect();
    let (owner, id) = (plain(promise.what.owner.as_str()), promise.id);
    let reminded = match before.as_slice() {
        [] => format!("{owner} is told when it is late"),
        before => format!("{owner} is reminded {} before", before.join(" and ")),
    };
    format!("{reminded}; `wail promise close {id} -m HOW` once it is done")
}

/// Why something cannot be promised, or a promise not be changed, and what to type instead.
pub(super) fn refused(session: &Session, bad: &BadPromise, rules: &Rules) -> Error {
    let message = plain(&bad.to_string()).into_owned();
    match bad {
        BadPromise::Empty => Error::new(Kind::Usage, message),
        BadPromise::TooLong(_) => Error::new(Kind::Usage, message)
            .hint("say it in a sentence, and where the rest is written down"),
        BadPromise::NoWord(word) => Error::new(Kind::Usage, message)
            .hint(format!("say {word} with `-m TEXT`: whoever reads it later wants to know")),
        BadPromise::Stranger(name) => {
            Error::new(Kind::Usage, message).hint(unknown::meant_by(name.as_str(), rules))
        }
        BadPromise::Past => Error::new(Kind::Usage, message)
            .hint("a promise is about what is to come: `--by friday`, `--by \"in 2h\"`"),
        BadPromise::NoIncident(_) => {
            Error::new(Kind::No, message).hint("`wail list --all` shows every incident")
        }
        BadPromise::Missing(_) => {
            Error::new(Kind::No, message).hint("`wail promises --all` lists all there were")
        }
        BadPromise::Over(promise) => {
            let error = Error::new(Kind::No, message);
            let Some(Closed { at, by, word, .. }) = &promise.closed else { return error };
            let when = time::with_distance(*at, session.now, &session.zone());
            error
                .detail(format!("  by {} at {when}: {}", plain(by.as_str()), plain(word)))
                .hint("make a new one: `wail promise TEXT --owner NAME --by TIME`")
        }
    }
}
