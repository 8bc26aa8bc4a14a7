//! `wail promises`: what is owed, to whom and since when; what is late first.

use clap::Args;
use jiff::Timestamp;
use serde_json::{Value, json};

use super::{offer, refused};
use crate::cli::format::Format;
use crate::cli::out::Tone;
use crate::cli::table::Table;
use crate::cli::{Session, json as fields, time};
use crate::domain::alert::one_line;
use crate::domain::promise::{BadPromise, Promise, Standing};
use crate::domain::text::plain;
use crate::domain::wait::{count, spell};
use crate::error::Error;

/// The arguments of `wail promises`.
#[derive(Args, Debug)]
#[command(after_help = "Examples:\n  \
    wail promises                what is owed, late first\n  \
    wail promises --owner bob    what bob owes\n  \
    wail promises --all          with how each ended that is owed no more")]
pub(in crate::cli) struct List {
    /// Those that were kept or dropped as well
    #[arg(long)]
    all: bool,
    /// Only those of this person
    #[arg(long, value_name = "PERSON")]
    owner: Option<String>,
    #[command(flatten)]
    format: Format,
}

pub(in crate::cli) fn run(session: &Session, args: &List) -> Result<(), Error> {
    let mut found =
        session.kept()?.read(|tx| if args.all { tx.all_promises() } else { tx.open_promises() })?;
    if let Some(owner) = &args.owner {
        found.retain(|promise| promise.what.owner.as_str() == owner);
        if found.is_empty() {
            is_somebody(session, owner)?;
        }
    }
    if args.format.is_asked(session.out) {
        let values = found.iter().map(|it| value(it, session.now)).collect();
        return args.format.print(session.out, "promises", &values);
    }
    if found.is_empty() {
        let whose = args.owner.as_ref().map(|owner| format!(" by {}", plain(owner)));
        session.out.line(format_args!("nothing is owed{}", whose.unwrap_or_default()))?;
        return if args.owner.is_none() { offer::of_all(session) } else { Ok(()) };
    }
    let mut table = Table::new(&["ID", "DUE", "OWNER", "TO", "SINCE", "WHAT"]);
    for promise in &found {
        table.row(cells(session, promise));
    }
    session.out.text(table.render(session.out))?;
    let late = found.iter().filter(|it| it.standing(session.now) == Standing::Late).count();
    if late > 0 {
        let verb = if late == 1 { "is" } else { "are" };
        session.out.talk(format_args!(
            "{} {verb} late: `wail promise close ID -m HOW`, or `move ID --by TIME -m WHY`",
            count(late, "promise")
        ));
    }
    if args.owner.is_none() { offer::of_all(session) } else { Ok(()) }
}

/// Whether the configuration knows that person, as far as there is one: whoever is misspelt owes nothing.
fn is_somebody(session: &Session, owner: &str) -> Result<(), Error> {
    match session.settings() {
        Ok(settings) if !settings.rules.people.contains_key(owner) => {
            Err(refused(session, &BadPromise::Stranger(owner.into()), &settings.rules))
        }
        Ok(_) | Err(_) => Ok(()),
    }
}

fn cells(session: &Session, promise: &Promise) -> Vec<(Tone, String)> {
    let Promise { id, what, made_at, .. } = promise;
    let tone = match promise.standing(session.now) {
        Standing::Late => Tone::Alarm,
        Standing::Open => Tone::Plain,
        Standing::Kept => Tone::Over,
        Standing::Dropped => Tone::Faint,
    };
    let to = what.to.as_deref().map_or_else(|| "-".to_owned(), |to| plain(to).into_owned());
    let public = if what.public { " (public)" } else { "" };
    let since = time::local(*made_at, session.now, &session.zone());
    vec![
        (Tone::Strong, id.to_string()),
        (tone, stands(session, promise)),
        (Tone::Plain, plain(what.owner.as_str()).into_owned()),
        (Tone::Plain, format!("{to}{public}")),
        (Tone::Plain, since),
        (Tone::Plain, said(promise)),
    ]
}

/// `late by 2d, Fri 18:00`, `Fri 18:00, in 4d`, `kept Fri 17:02, 3d ago`.
pub(in crate::cli) fn stands(session: &Session, promise: &Promise) -> String {
    let (now, zone, due_at) = (session.now, session.zone(), promise.what.due_at);
    let standing = promise.standing(now);
    match (&promise.closed, standing) {
        (Some(closed), _) => {
            format!("{} {}", standing.word(), time::with_distance(closed.at, now, &zone))
        }
        (None, Standing::Late) => {
            let (late, due) = (spell(now.duration_since(due_at)), time::local(due_at, now, &zone));
            format!("late by {late}, {due}")
        }
        (None, _) => time::with_distance(due_at, now, &zone),
    }
}

/// What was promised, where it comes from, and how it ended.
fn said(promise: &Promise) -> String {
    let what = &promise.what;
    let incident = what.incident.map(|id| format!(" ({id})")).unwrap_or_default();
    let ended =
        promise.closed.as_ref().map(|closed| format!(": {}", plain(&one_line(&closed.word))));
    format!("{}{incident}{}", plain(&one_line(&what.text)), ended.unwrap_or_default())
}

/// A promise as JSON.
pub(in crate::cli) fn value(promise: &Promise, now: Timestamp) -> Value {
    let Promise { id, what, made_at, closed, .. } = promise;
    json!({
        "id": id.0,
        "status": promise.standing(now).word(),
        "text": what.text,
        "owner": what.owner.as_str(),
        "due_at": fields::instant(what.due_at),
        "promised_to": what.to,
        "public": what.public,
        "incident": what.incident.map(|id| id.0),
        "fixes": what.fixes,
        "made_by": what.by.as_str(),
        "made_at": fields::instant(*made_at),
        "closed_at": fields::maybe(closed.as_ref().map(|closed| closed.at)),
        "closed_by": closed.as_ref().map(|closed| closed.by.as_str()),
        "how": closed.as_ref().map(|closed| closed.word.as_str()),
    })
}
