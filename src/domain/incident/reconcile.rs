//! What a list of everything that is open at a source does to what is known to be open there: what is
//! news, and what is over because it is not in the list.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;

use super::IncidentId;
use crate::domain::alert::{Alert, Fingerprint, Severity, Signal};

/// A problem of a source that was last reported to be there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Standing {
    /// Where it is kept.
    pub place: i64,
    /// The incident its last report belonged to, if it had one.
    pub incident: Option<IncidentId>,
    /// Whether that incident is open.
    pub is_open: bool,
    /// Its identity.
    pub fingerprint: Fingerprint,
    /// What its last report said: not that it is over.
    pub signal: Signal,
    /// How grave it was by its last report.
    pub severity: Severity,
    /// When its episode began, if the sender said so.
    pub started_at: Option<Timestamp>,
    /// What its last report said of it.
    pub summary: String,
}

/// What a list comes to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Reconciled<'a> {
    /// What must be heard, in the order of the list.
    pub news: Vec<News<'a>>,
    /// What is over: it stands, and the list does not name it.
    pub over: Vec<&'a Standing>,
}

/// One report of a list that must be heard.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct News<'a> {
    /// The report.
    pub alert: &'a Alert,
    /// What is known of the same problem, if anything stands.
    pub known: Option<&'a Standing>,
}

/// Says what a list of everything that is open at a source comes to. `standing` is what is known, the
/// newest incident of a problem first. A list that is not whole ends nothing.
///
/// A list is said again and again, so what it says of a problem is heard once: what somebody has ended
/// here stays ended for as long as the list goes on to name that episode no graver than it was, and what
/// somebody has there is acknowledged here once.
#[must_use]
pub fn reconcile<'a>(
    standing: &'a [Standing],
    listed: &'a [Alert],
    is_whole: bool,
) -> Reconciled<'a> {
    let mut newest: BTreeMap<&Fingerprint, &Standing> = BTreeMap::new();
    for known in standing {
        newest.entry(&known.fingerprint).or_insert(known);
    }
    let named: BTreeSet<&Fingerprint> = listed.iter().map(|alert| &alert.fingerprint).collect();
    let news = listed.iter().filter_map(|alert| {
        let known = newest.get(&alert.fingerprint).copied();
        known.is_none_or(|known| says_more(alert, known)).then_some(News { alert, known })
    });
    let is_over = |known: &&Standing| {
        is_whole && !known.fingerprint.is_our_own() && !named.contains(&known.fingerprint)
    };
    Reconciled { news: news.collect(), over: standing.iter().filter(is_over).collect() }
}

/// Whether the report says more of a problem than is known.
fn says_more(alert: &Alert, known: &Standing) -> bool {
    match alert.signal {
        Signal::Resolved => true,
        Signal::Acknowledged => known.signal != Signal::Acknowledged,
        Signal::Firing => {
            let is_ended_here = known.incident.is_some() && !known.is_open;
            !is_ended_here || alert.severity > known.severity || is_newer(alert, known)
        }
    }
}

/// Whether it is another, later episode.
fn is_newer(alert: &Alert, known: &Standing) -> bool {
    alert.started_at.zip(known.started_at).is_some_and(|(told, known)| told > known)
}

#[cfg(test)]
mod tests;
