//! `wail silence extend` and `wail silence end`.

use clap::Args;
use jiff::{SignedDuration, Timestamp};
use serde_json::Value;

use super::{Asked, list, missing, named, number, refused};
use crate::cli::rota::range::instant;
use crate::cli::session::length;
use crate::cli::{Session, time};
use crate::domain::alert::one_line;
use crate::domain::incident::{Incident, IncidentId, Status};
use crate::domain::quiet::silence::{Silence, SilenceId, SilenceState, Wanted};
use crate::domain::text::plain;
use crate::domain::wait::count;
use crate::engine::Silenced;
use crate::error::{Error, Kind};
use crate::store::Tx;

/// The arguments of `wail silence extend`.
#[derive(Args, Debug)]
#[command(after_help = "Example:\n  wail silence extend 3 --for 1h")]
pub(super) struct Extend {
    /// The silence's number
    #[arg(value_name = "ID", value_parser = number)]
    id: i64,
    /// How much later it ends: `1h`
    #[arg(
        long = "for",
        value_name = "LENGTH",
        value_parser = length,
        conflicts_with = "until",
        required_unless_present = "until"
    )]
    length: Option<SignedDuration>,
    /// When it ends: `18:00`, `monday 09:00`; sooner than it would, too
    #[arg(long, value_name = "TIME")]
    until: Option<String>,
}

/// The arguments of `wail silence end`.
#[derive(Args, Debug)]
pub(super) struct End {
    /// The silences' numbers
    #[arg(value_name = "ID", value_parser = number, required = true)]
    ids: Vec<i64>,
}

pub(super) fn extend(session: &Session, args: &Extend) -> Result<(), Error> {
    let (now, zone) = (session.now, session.zone());
    let until = args.until.as_ref().map(|text| instant(text, now, &zone)).transpose()?;
    let rules = session.rules_or_none();
    let mut store = session.kept()?;
    let (silence, held) = session.decide(&mut store, &rules, |tx, engine| {
        let known = lasting(tx, args.id, now)?;
        let starts_at = known.what.starts_at;
        let later = args.length.unwrap_or_default();
        let later = known.what.ends_at.saturating_add(later).unwrap_or(Timestamp::MAX);
        let wanted = Wanted { ends_at: until.unwrap_or(later), ..known.what };
        match engine.silence(Some(known.id), &wanted)? {
            Silenced::Kept(id) => kept(tx, id),
            Silenced::Bad(bad) => {
                // The minute that has begun is typed, so that it is never a little too much.
                let latest = starts_at.max(now).saturating_add(rules.silence.longest);
                let latest = latest.unwrap_or(Timestamp::MAX).to_zoned(zone.clone());
                let latest = latest.strftime("%Y-%m-%d %H:%M").to_string();
                Err(refused(bad, Asked::Extend(args.id, latest)))
            }
            Silenced::Missing => Err(missing(args.id)),
        }
    })?;
    if session.out.json {
        return session.out.json(&list::value(&silence, &held, now));
    }
    let ends = time::with_distance(silence.what.ends_at, now, &zone);
    session.out.line(format_args!("{} ends at {ends}", named(&silence)))
}

pub(super) fn end(session: &Session, args: &End) -> Result<(), Error> {
    let rules = session.rules_or_none();
    let mut store = session.kept()?;
    let mut values = Vec::new();
    for id in &args.ids {
        let (silence, paging) = session.decide(&mut store, &rules, |tx, engine| {
            let Silence { id, .. } = lasting(tx, *id, session.now)?;
            let held = tx.silenced_incidents(id)?;
            engine.end_silence(id)?;
            let now = held.iter().map(|id| tx.incident(*id)).collect::<Result<Vec<_>, _>>()?;
            let pages = |incident: &&Incident| matches!(incident.status, Status::Triggered { .. });
            Ok((kept(tx, id)?.0, now.iter().flatten().filter(pages).count()))
        })?;
        if session.out.json {
            values.push(list::value(&silence, &[], session.now));
            continue;
        }
        let now = match paging {
            0 => String::new(),
            1 => "; 1 incident pages now".to_owned(),
            several => format!("; {several} incidents page now"),
        };
        let alerts = count(usize::try_from(silence.hidden).unwrap_or_default(), "alert");
        session.out.line(format_args!("{} is over: it held {alerts}{now}", named(&silence)))?;
    }
    if session.out.json { session.out.json(&Value::Array(values)) } else { Ok(()) }
}

/// The silence of that number, unless it is over.
fn lasting(tx: &Tx<'_>, id: i64, now: Timestamp) -> Result<Silence, Error> {
    let silence = tx.silence(SilenceId(id))?.ok_or_else(|| missing(id))?;
    if silence.state(now) == SilenceState::Expired {
        return Err(Error::new(Kind::No, format!("{} is already over", named(&silence)))
            .hint(format!("`{}` makes a new one", again(&silence.what))));
    }
    Ok(silence)
}

/// The command that asks for the same once more.
fn again(what: &Wanted) -> String {
    let conditions = what.matchers.iter().map(|matcher| typed(&plain(&matcher.to_string())));
    let conditions: Vec<String> = conditions.map(|it| format!(" --match {it}")).collect();
    let reason = typed(&plain(&one_line(&what.comment)));
    format!("wail silence add{} --for 1h -m {reason}", conditions.concat())
}

/// A word as it is typed in a shell.
fn typed(word: &str) -> String {
    let is_bare = |c: char| c.is_alphanumeric() || "=._-/:@%+,".contains(c);
    if !word.is_empty() && word.chars().all(is_bare) {
        return word.to_owned();
    }
    format!("'{}'", word.replace('\'', r"'\''"))
}

/// A silence as it is now, and the incidents that it holds.
fn kept(tx: &Tx<'_>, id: SilenceId) -> Result<(Silence, Vec<IncidentId>), Error> {
    let silence = tx.silence(id)?.ok_or_else(|| missing(id.0))?;
    Ok((silence, tx.silenced_incidents(id)?))
}
