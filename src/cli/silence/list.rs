//! `wail silence list`: what is quiet, for whom, until when and why; and what came of it.

use clap::Args;
use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};

use crate::cli::format::Format;
use crate::cli::out::Tone;
use crate::cli::table::Table;
use crate::cli::{Session, json as fields, time};
use crate::domain::alert::one_line;
use crate::domain::incident::IncidentId;
use crate::domain::label::Matcher;
use crate::domain::quiet::silence::{Silence, SilenceState};
use crate::domain::text::plain;
use crate::domain::wait::count;
use crate::error::Error;
use crate::store::StoreError;

/// For how long what is over is listed with `--all`.
const REMEMBERED: SignedDuration = SignedDuration::from_hours(30 * 24);

/// The arguments of `wail silence list`.
#[derive(Args, Debug)]
pub(super) struct List {
    /// Those that ended in the last 30 days as well
    #[arg(long)]
    all: bool,
    #[command(flatten)]
    format: Format,
}

pub(super) fn run(session: &Session, args: &List) -> Result<(), Error> {
    let now = session.now;
    let after = if args.all { now.saturating_sub(REMEMBERED).unwrap_or(now) } else { now };
    let found = session.kept()?.read(|tx| {
        let silences = tx.silences(after)?.into_iter();
        let held = silences.map(|silence| {
            let held = tx.silenced_incidents(silence.id)?;
            Ok((silence, held))
        });
        held.collect::<Result<Vec<(Silence, Vec<IncidentId>)>, StoreError>>()
    })?;
    if args.format.is_asked(session.out) {
        let values = found.iter().map(|(silence, held)| value(silence, held, now));
        return args.format.print(session.out, "silence-list", &values.collect());
    }
    if found.is_empty() {
        return session.out.line("nothing is quiet that somebody asked for");
    }
    let mut table = Table::new(&["ID", "STATE", "BY", "ABOUT", "HELD", "REASON"]);
    for (silence, held) in &found {
        table.row(cells(session, silence, held));
    }
    session.out.text(table.render(session.out))
}

fn cells(session: &Session, silence: &Silence, held: &[IncidentId]) -> Vec<(Tone, String)> {
    let Silence { id, what, .. } = silence;
    let state = silence.state(session.now);
    let tone = match state {
        SilenceState::Pending => Tone::Plain,
        SilenceState::Active => Tone::Calm,
        SilenceState::Expired => Tone::Faint,
    };
    vec![
        (Tone::Strong, id.to_string()),
        (tone, stands(session, silence)),
        (Tone::Plain, plain(&what.by).into_owned()),
        (Tone::Plain, plain(&what.about()).into_owned()),
        (Tone::Plain, hid(silence, held)),
        (Tone::Plain, plain(&one_line(&what.comment)).into_owned()),
    ]
}

/// `until 05:00, in 2h`, `from 09:00, in 6h`, `over 03:00, 10m ago`.
fn stands(session: &Session, silence: &Silence) -> String {
    let (now, zone) = (session.now, session.zone());
    let when = |at| time::with_distance(at, now, &zone);
    let calm = if silence.what.until_resolved.is_some() { " at most" } else { "" };
    match silence.state(now) {
        SilenceState::Pending => format!("from {}", when(silence.what.starts_at)),
        SilenceState::Active => format!("until {}{calm}", when(silence.what.ends_at)),
        SilenceState::Expired => format!("over {}", when(silence.what.ends_at)),
    }
}

/// How many alerts it kept from paging, and what it holds now; that nothing ever matched is said.
fn hid(silence: &Silence, held: &[IncidentId]) -> String {
    let alerts = count(usize::try_from(silence.hidden).unwrap_or_default(), "alert");
    match held.len() {
        0 if !silence.matched => "never matched".to_owned(),
        0 => alerts,
        now => format!("{alerts}, {now} now"),
    }
}

/// A silence as JSON, with the incidents that it holds now.
pub(in crate::cli) fn value(silence: &Silence, held: &[IncidentId], now: Timestamp) -> Value {
    let Silence { id, what, hidden, matched, calm_since, .. } = silence;
    json!({
        "id": id.0,
        "state": silence.state(now).word(),
        "matchers": what.matchers.iter().map(Matcher::to_string).collect::<Value>(),
        "starts_at": fields::instant(what.starts_at),
        "ends_at": fields::instant(what.ends_at),
        "hold_down_seconds": what.until_resolved.map(|wait| wait.as_secs()),
        "calm_since": fields::maybe(*calm_since),
        "by": what.by,
        "reason": what.comment,
        "hidden": hidden,
        "matched": matched,
        "holds": held.iter().map(|id| id.0).collect::<Value>(),
    })
}
