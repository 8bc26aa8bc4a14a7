//! `wail updates`: what was said, to whom, and what is owed next.

use clap::Args;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};

use crate::cli::format::Format;
use crate::cli::json::{instant, maybe};
use crate::cli::out::Tone;
use crate::cli::session::number;
use crate::cli::wrap::fitted;
use crate::cli::{Session, time};
use crate::domain::incident::{Incident, IncidentId};
use crate::domain::text::plain;
use crate::domain::update::{Owed, Publication, PublicationState, Update};
use crate::error::{Error, Kind};
use crate::store::{Store, StoreError, UpdateQuery};

/// How far back updates are shown unless somebody asks for more.
const SHOWN: SignedDuration = SignedDuration::from_hours(7 * 24);

/// The arguments of `wail updates`.
#[derive(Args, Debug, Default)]
pub(in crate::cli) struct Updates {
    /// Only this incident
    #[arg(value_name = "ID", value_parser = number)]
    id: Option<i64>,
    /// All there ever were, not those of the last week
    #[arg(long, conflicts_with = "id")]
    all: bool,
    #[command(flatten)]
    format: Format,
}

/// `wail update list` and `wail update list ID`, which are the same as `wail updates`.
pub(super) fn asked(words: &[String]) -> Option<Result<Updates, Error>> {
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    match words.as_slice() {
        ["list"] => Some(Ok(Updates::default())),
        ["list", id] => {
            let id = number(id).map_err(|why| {
                Error::new(Kind::Usage, why).hint("`wail list --all` shows every incident")
            });
            Some(id.map(|id| Updates { id: Some(id), ..Updates::default() }))
        }
        _ => None,
    }
}

/// What was said of an incident and what is owed.
struct Said {
    incident: Incident,
    updates: Vec<Update>,
    owed: Option<Owed>,
}

pub(in crate::cli) fn updates(session: &Session, args: &Updates) -> Result<(), Error> {
    let last_week = session.now.saturating_sub(SHOWN).unwrap_or(Timestamp::MIN);
    let since = if args.all { Timestamp::MIN } else { last_week };
    let said = session.kept()?.read(|tx| {
        let (mut updates, mut owed) = match args.id.map(IncidentId) {
            Some(id) => {
                (tx.updates(UpdateQuery::Of(id))?, tx.owed_update(id)?.into_iter().collect())
            }
            None => (tx.updates(UpdateQuery::Since(since))?, tx.owed_updates()?),
        };
        let mut ids: Vec<IncidentId> = updates.iter().map(|update| update.incident).collect();
        ids.extend(owed.iter().map(|owed: &Owed| owed.incident));
        ids.extend(args.id.map(IncidentId));
        ids.sort();
        ids.dedup();
        let mut said = Vec::new();
        for id in ids {
            let Some(incident) = tx.incident(id)? else { continue };
            let updates = updates.extract_if(.., |update| update.incident == id).collect();
            let owed = owed.extract_if(.., |owed| owed.incident == id).next();
            said.push(Said { incident, updates, owed });
        }
        Ok::<_, StoreError>(said)
    })?;
    if let (Some(id), true) = (args.id, said.is_empty()) {
        return Err(Error::new(Kind::No, format!("there is no incident {id}"))
            .hint("`wail list --all` shows every incident"));
    }
    if args.format.is_asked(session.out) {
        let said = said.iter().map(|said| {
            json!({
                "incident": said.incident.id.0,
                "summary": said.incident.summary,
                "status": said.incident.status.word(),
                "updates": said.updates.iter().map(value).collect::<Vec<_>>(),
                "update_owed": said.owed.as_ref().map(|owed| owed_value(owed, session.now)),
            })
        });
        return args.format.print(session.out, "updates", &said.collect());
    }
    if said.iter().all(|said| said.updates.is_empty() && said.owed.is_none()) {
        session.out.talk("hint: `wail update 412 \"…; next update 14:00\"` writes one");
        return session.out.line("nothing was said, and nothing is owed");
    }
    said.iter().try_for_each(|said| session.out.text(text(session, said)))
}

fn text(session: &Session, Said { incident, updates, owed }: &Said) -> String {
    let zone = session.zone();
    let (id, summary) = (incident.id, plain(&incident.summary));
    let head = format!("{id} {}: {summary}", incident.status.word());
    let mut lines = vec![session.out.paint(Tone::Strong, head)];
    for update in updates {
        let start = format!("  {}  ", time::stamp(update.at, &zone));
        let said = format!("{start}{}: {}", plain(update.by.as_str()), plain(&update.text));
        lines.push(fitted(&said, start.len()));
        for to in &update.publications {
            let line = format!("{}{}", " ".repeat(start.len()), reached(session, to));
            lines.push(fitted(&line, start.len()));
        }
    }
    let tone = match owed {
        Some(owed) if owed.next_at <= session.now => Tone::Alarm,
        _ => Tone::Faint,
    };
    let owed = owed.as_ref().map(|owed| owed_line(session, owed, &session.zone()));
    let owed = owed.unwrap_or_else(|| "nothing more is owed".to_owned());
    lines.push(format!("  {}", session.out.paint(tone, owed)));
    lines.join("\n") + "\n"
}

fn reached(session: &Session, to: &Publication) -> String {
    let when = time::local(to.at, session.now, &session.zone());
    match &to.state {
        PublicationState::Published => format!("to {}, published {when}", to.audience),
        PublicationState::Failed(why) => {
            format!("to {}, failed {when}: {}", to.audience, plain(why))
        }
        PublicationState::Pending => {
            format!("to {}, not known whether it was published", to.audience)
        }
    }
}

/// `the next one by 14:00, in 12m, as ana promised`, on the clock of whoever reads it.
pub(in crate::cli) fn owed_line(session: &Session, owed: &Owed, zone: &TimeZone) -> String {
    let when = time::on_clock_of(zone, owed.next_at, (session.now, &session.zone()));
    let by = plain(owed.by.as_str());
    let what = if owed.next_at <= session.now { "owed since" } else { "the next one by" };
    format!("{what} {when}, as {by} promised")
}

/// An update that is owed.
pub(in crate::cli) fn owed_value(owed: &Owed, now: Timestamp) -> Value {
    json!({
        "by": owed.by.as_str(),
        "promised_at": instant(owed.made_at),
        "next_at": instant(owed.next_at),
        "is_late": owed.next_at <= now,
    })
}

/// An update and what was published of it.
pub(in crate::cli) fn value(update: &Update) -> Value {
    let publications = update.publications.iter().map(|to| {
        let why = match &to.state {
            PublicationState::Failed(why) => Some(why),
            PublicationState::Pending | PublicationState::Published => None,
        };
        json!({
            "audience": to.audience.as_str(),
            "text": to.text,
            "state": to.state.word(),
            "why": why,
            "at": instant(to.at),
        })
    });
    json!({
        "id": update.id.0,
        "incident": update.incident.0,
        "by": update.by.as_str(),
        "at": instant(update.at),
        "text": update.text,
        "next_at": maybe(update.next_at),
        "publications": publications.collect::<Vec<_>>(),
    })
}

/// An update as it stands in the store by now.
pub(super) fn fresh(store: &mut Store, update: &Update) -> Result<Value, Error> {
    let all = store.read(|tx| tx.updates(UpdateQuery::Of(update.incident)))?;
    Ok(value(all.iter().find(|it| it.id == update.id).unwrap_or(update)))
}
