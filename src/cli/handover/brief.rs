//! The brief of a hand-over: what is open, who has what, which quiet ends soon, what comes again and
//! again, which drills failed, what is owed.

use std::fmt::Write as _;

use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};

use crate::cli::wrap::fitted;
use crate::cli::{Session, json, list, promise, time};
use crate::config::Settings;
use crate::domain::incident::{Incident, Status};
use crate::domain::promise::{Promise, Standing};
use crate::domain::quiet::silence::Silence;
use crate::domain::rota::FIRST_TIER;
use crate::domain::rota::acceptance::Pending;
use crate::domain::text::plain;
use crate::domain::wait::count;
use crate::error::Error;
use crate::store::{Chosen, MissedDrill, Recurring, Store, StoreError};

/// How far back problems are looked for that come again and again.
const AGAIN_WITHIN: SignedDuration = SignedDuration::from_hours(7 * 24);

/// How often a problem has come that comes again and again.
const AGAIN: i64 = 3;

/// How long a shift is taken to be whose beginning or end is not known.
const SHIFT: SignedDuration = SignedDuration::from_hours(7 * 24);

/// What whoever takes a pager over has to know.
pub(in crate::cli) struct Brief {
    /// What the pager is called.
    pub(super) called: String,
    pending: Pending,
    /// Everything that is open, the gravest first.
    open: Vec<Incident>,
    /// The silences that end in the shift to come.
    silences: Vec<Silence>,
    again: Vec<Recurring>,
    drills: Vec<MissedDrill>,
    /// What is owed, late first.
    owed: Vec<Promise>,
    /// How many incidents opened in the shift that ends.
    opened: i64,
}

/// Gathers what there is to know.
pub(in crate::cli) fn gather(
    session: &Session,
    store: &mut Store,
    settings: &Settings,
    pending: &Pending,
) -> Result<Brief, Error> {
    let now = session.now;
    let rota = settings.rules.rotas.get(&pending.rota);
    let place = rota.and_then(|rota| rota.tiers().iter().position(|tier| *tier == pending.tier));
    let ahead = pending.begins_at.saturating_add(SHIFT).unwrap_or(Timestamp::MAX);
    let behind = pending.begins_at.saturating_sub(SHIFT).unwrap_or(Timestamp::MIN);
    let (mut ends, mut began) = (ahead, behind);
    if let (Some(rota), Some(place)) = (rota, place) {
        ends = rota.shift_at(place, pending.begins_at).and_then(|it| it.end).unwrap_or(ahead);
        let before = rota.shifts(place, behind, pending.begins_at);
        began = before.last().map_or(behind, |shift| shift.start.max(behind));
    }
    let called = pending.called(rota.and_then(|rota| rota.tiers().get(FIRST_TIER)));
    let again_since = now.saturating_sub(AGAIN_WITHIN).unwrap_or(now);
    store
        .read(|tx| {
            let mut open = Vec::new();
            tx.list(&Chosen::default(), |listed| open.push(listed.incident))?;
            open.retain(|incident| !incident.is_drill());
            let mut silences = tx.silences(now)?;
            let shift = pending.begins_at.max(now)..=ends;
            silences.retain(|silence| shift.contains(&silence.what.ends_at));
            Ok::<_, StoreError>(Brief {
                called,
                pending: pending.clone(),
                open,
                silences,
                again: tx.recurring(again_since, AGAIN)?,
                drills: tx.missed_drills(began)?,
                owed: tx.open_promises()?,
                opened: tx.opened_since(began)?,
            })
        })
        .map_err(Error::from)
}

impl Brief {
    /// It in one line, for the record and for whoever is told, with what the giver adds.
    pub(super) fn in_short(&self, message: Option<&str>, now: Timestamp) -> String {
        let taken = self.open.iter().filter(|incident| is_taken(incident)).count();
        let mut parts = match self.open.len() {
            0 => vec!["nothing is open".to_owned()],
            open => vec![format!("{open} open, {taken} of them acknowledged")],
        };
        let number = |number: usize, what: &str| (number > 0).then(|| count(number, what));
        parts.extend(number(self.silences.len(), "silence").map(|it| format!("{it} to end")));
        parts.extend(number(self.again.len(), "problem").map(|it| format!("{it} again and again")));
        parts.extend(number(self.drills.len(), "missed drill"));
        let late = self.owed.iter().filter(|it| it.standing(now) == Standing::Late).count();
        parts.extend(number(self.owed.len(), "promise").map(|it| match late {
            0 => format!("{it} owed"),
            late => format!("{it} owed, {late} of them late"),
        }));
        let message = message.filter(|text| !text.trim().is_empty());
        parts.extend(message.map(|text| format!("\"{}\"", text.trim())));
        parts.join(", ")
    }

    /// It as text, a block for each kind of thing.
    pub(in crate::cli) fn render(&self, session: &Session) -> String {
        let mut text = String::new();
        let zone = session.zone();
        let when = |at| time::with_distance(at, session.now, &zone);
        let (taken, left): (Vec<&Incident>, Vec<&Incident>) =
            self.open.iter().partition(|incident| is_taken(incident));
        let lines = |of: &[&Incident]| -> Vec<String> {
            of.iter().map(|incident| list::one_line(session, incident)).collect()
        };
        block(&mut text, "open", "nothing is open that nobody has", &lines(&left));
        block(&mut text, "acknowledged", "nobody has anything to check in on", &lines(&taken));
        let silences = self.silences.iter().map(|silence| {
            let (id, what) = (silence.id, plain(&silence.what.comment).into_owned());
            format!("  silence {id} ends {}: {what}", when(silence.what.ends_at))
        });
        let silences: Vec<String> = silences.collect();
        block(&mut text, "quiet that ends", "no silence ends in the next shift", &silences);
        let again = self.again.iter().map(|again| {
            let summary = plain(&again.summary);
            format!("  {} times in 7d, last {}: {summary}", again.times, again.latest)
        });
        block(&mut text, "again and again", "nothing came three times", &again.collect::<Vec<_>>());
        let drills = self.drills.iter().map(|drill| {
            format!("  {} {}: {}", drill.incident, when(drill.at), plain(&drill.text))
        });
        block(&mut text, "missed drills", "no drill was missed", &drills.collect::<Vec<_>>());
        let owed = self.owed.iter().map(|promise| {
            let (owner, what) = (plain(promise.what.owner.as_str()), plain(&promise.what.text));
            let stands = promise::list::stands(session, promise);
            format!("  promise {} of {owner}, {stands}: {what}", promise.id)
        });
        block(&mut text, "owed", "nothing is owed", &owed.collect::<Vec<_>>());
        let opened = usize::try_from(self.opened).unwrap_or_default();
        let _ = writeln!(text, "{} opened in the shift before", count(opened, "incident"));
        text
    }

    /// It as JSON.
    pub(super) fn value(&self, now: Timestamp) -> Value {
        let Pending { rota, tier, giver, taker, begins_at } = &self.pending;
        let incident = |incident: &Incident| {
            json!({
                "id": incident.id.0,
                "severity": incident.severity.word(),
                "status": incident.status.word(),
                "summary": incident.summary,
                "opened_at": json::instant(incident.opened_at),
                "check_in_at": check_in(incident).map(json::instant),
            })
        };
        let silence = |silence: &Silence| {
            json!({
                "id": silence.id.0,
                "ends_at": json::instant(silence.what.ends_at),
                "reason": silence.what.comment,
                "by": silence.what.by,
            })
        };
        let again = |again: &Recurring| {
            json!({
                "summary": again.summary,
                "times": again.times,
                "latest": again.latest.0,
            })
        };
        let drill = |drill: &MissedDrill| {
            json!({
                "incident": drill.incident.0,
                "at": json::instant(drill.at),
                "text": drill.text,
            })
        };
        json!({
            "rota": rota.as_str(),
            "tier": tier.as_str(),
            "giver": giver.as_str(),
            "taker": taker.as_str(),
            "begins_at": json::instant(*begins_at),
            "open": self.open.iter().map(incident).collect::<Value>(),
            "silences": self.silences.iter().map(silence).collect::<Value>(),
            "recurring": self.again.iter().map(again).collect::<Value>(),
            "missed_drills": self.drills.iter().map(drill).collect::<Value>(),
            "promises": self.owed.iter().map(|it| promise::list::value(it, now)).collect::<Value>(),
            "opened": self.opened,
        })
    }
}

fn is_taken(incident: &Incident) -> bool {
    matches!(incident.status, Status::Acknowledged { .. })
}

fn check_in(incident: &Incident) -> Option<Timestamp> {
    match incident.status {
        Status::Acknowledged { check_in_at, .. } => Some(check_in_at),
        Status::Held { .. } | Status::Triggered { .. } | Status::Resolved { .. } => None,
    }
}

/// A block with its heading, or a line that there is nothing.
fn block(text: &mut String, heading: &str, nothing: &str, lines: &[String]) {
    if lines.is_empty() {
        let _ = writeln!(text, "{nothing}");
        return;
    }
    let _ = writeln!(text, "{heading}:");
    for line in lines {
        let _ = writeln!(text, "{}", fitted(line, 4));
    }
}
