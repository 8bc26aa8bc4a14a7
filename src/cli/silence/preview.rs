//! What a silence would cover now, and what in it no alert has ever had.

use std::collections::{BTreeMap, BTreeSet};

use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};

use crate::cli::{Session, list};
use crate::config::closest;
use crate::domain::incident::{Incident, IncidentId, Status};
use crate::domain::label::{Matcher, all_match};
use crate::domain::quiet::silence::Wanted;
use crate::domain::text::plain;
use crate::domain::wait::count;
use crate::error::Error;
use crate::store::{Chosen, Store, StoreError};

/// How many incidents are named.
const NAMED: usize = 5;

/// For how long labels are remembered that some alert had.
const REMEMBERED: SignedDuration = SignedDuration::from_hours(30 * 24);

/// What a silence would cover now.
pub(super) struct Preview {
    covered: Vec<Covered>,
    /// What is odd about its conditions, each with what may be meant.
    oddities: Vec<(String, Option<String>)>,
}

/// An open incident of which it covers something.
struct Covered {
    incident: Incident,
    /// How many of its alerts that fire it covers, and how many there are.
    alerts: usize,
    of: usize,
}

impl Preview {
    /// Looks what these conditions cover.
    pub(super) fn of(store: &mut Store, wanted: &Wanted, now: Timestamp) -> Result<Self, Error> {
        let since = now.saturating_sub(REMEMBERED).unwrap_or(now);
        Ok(store.read(|tx| {
            let mut numbers: BTreeMap<IncidentId, (usize, usize)> = BTreeMap::new();
            for firing in tx.firing()? {
                let (alerts, of) = numbers.entry(firing.incident).or_default();
                *alerts += usize::from(all_match(&wanted.matchers, &firing.alert.labels));
                *of += 1;
            }
            let mut covered = Vec::new();
            tx.list(&Chosen::default(), |listed| {
                let number = numbers.get(&listed.incident.id).filter(|(alerts, _)| *alerts > 0);
                covered.extend(number.map(|(alerts, of)| Covered {
                    incident: listed.incident,
                    alerts: *alerts,
                    of: *of,
                }));
            })?;
            let known = tx.labels_since(since)?;
            let oddities = wanted.matchers.iter().filter_map(|matcher| odd(matcher, &known));
            Ok::<_, StoreError>(Self { covered, oddities: oddities.collect() })
        })?)
    }

    /// Tells what is odd about the conditions.
    pub(super) fn warn(&self, session: &Session) {
        for (oddity, meant) in &self.oddities {
            session.out.warn(format_args!("warning: {oddity}"));
            if let Some(meant) = meant {
                session.out.warn(format_args!("hint: did you mean `{meant}`?"));
            }
        }
    }

    /// Shows what is covered, the first of it by name.
    pub(super) fn print(&self, session: &Session) -> Result<(), Error> {
        let out = &session.out;
        if self.covered.is_empty() {
            return out.line("nothing that is open now is covered");
        }
        let alerts = self.covered.iter().map(|covered| covered.alerts).sum();
        let (alerts, incidents) = (count(alerts, "alert"), count(self.covered.len(), "incident"));
        let verb = if self.covered.len() == 1 { "is" } else { "are" };
        out.line(format_args!("it covers {alerts} of {incidents} that {verb} open now:"))?;
        for Covered { incident, alerts, of } in self.covered.iter().take(NAMED) {
            let line = list::one_line(session, incident);
            if alerts < of {
                out.line(format_args!("{line}, {alerts} of {}", count(*of, "alert")))?;
            } else {
                out.line(line)?;
            }
        }
        if let Some(more) = self.covered.len().checked_sub(NAMED).filter(|more| *more > 0) {
            out.line(format_args!("  and {more} more"))?;
        }
        let rings =
            |covered: &&Covered| matches!(covered.incident.status, Status::Triggered { .. });
        if let Some(Covered { incident, .. }) = self.covered.iter().find(rings) {
            out.talk(format_args!(
                "what rings already rings on until somebody acknowledges it: wail ack {}",
                incident.id
            ));
        }
        Ok(())
    }

    pub(super) fn value(&self) -> Value {
        let value = |covered: &Covered| {
            json!({
                "id": covered.incident.id.0,
                "summary": covered.incident.summary,
                "alerts": covered.alerts,
                "of": covered.of,
            })
        };
        self.covered.iter().map(value).collect()
    }
}

/// What is odd about a condition: no alert had that label, or that value of it.
fn odd(
    matcher: &Matcher,
    known: &BTreeMap<String, BTreeSet<String>>,
) -> Option<(String, Option<String>)> {
    let label = matcher.label();
    // Who asks for a label not to be there, or not to be so, is right where no alert has it.
    if known.is_empty() || matcher.matches(&BTreeMap::new()) {
        return None;
    }
    let never = "no alert of the last 30 days had";
    let Some(values) = known.get(label) else {
        let meant = closest(label, known.keys().map(String::as_str));
        let meant = meant.map(|meant| plain(meant).into_owned());
        return Some((format!("{never} a label `{}`", plain(label)), meant));
    };
    let (_, value) = matcher.exact()?;
    if values.contains(value) {
        return None;
    }
    let meant = closest(value, values.iter().map(String::as_str));
    let meant = meant.map(|meant| format!("{}={}", plain(label), plain(meant)));
    Some((format!("{never} `{}`", plain(&matcher.to_string())), meant))
}
