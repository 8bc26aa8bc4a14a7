//! What `wail drill` sends: the JSON shape of `wail` itself, marked as practice.

use super::{Alert, ParseError, Proof, Reading, Request, Resolves, Samples, Source, generic};
use crate::domain::alert::Fingerprint;
use crate::domain::drill;
use crate::domain::name::SourceName;

pub(super) const SOURCE: Source = Source {
    name: drill::SOURCE,
    about: "practice, sent by `wail drill`",
    docs: "docs/alarms.md",
    setup: "nothing: `wail drill` sends it",
    resolves: Resolves::Yes,
    proof: Proof::Key,
    headers: &[],
    parse,
    samples: Samples::json(
        include_str!("../../tests/fixtures/drill/firing.json"),
        include_str!("../../tests/fixtures/drill/resolved.json"),
    ),
};

/// The mark is put here and not by the sender, so that nothing comes in by this door without it.
fn parse(request: &Request<'_>) -> Result<Reading, ParseError> {
    match (generic::SOURCE.parse)(request)? {
        Reading::Alerts(alerts) => Ok(Reading::Alerts(alerts.into_iter().map(marked).collect())),
        other => Ok(other),
    }
}

/// What another source made of a request, as practice with it: it happens now, whenever the request was
/// recorded, and problems of two sources are never one.
#[must_use]
pub fn rehearsal(reading: Reading, source: &SourceName) -> Reading {
    let Reading::Alerts(alerts) = reading else { return reading };
    let own = |text: &str| Fingerprint::of([source.as_str(), text]);
    let alerts = alerts.into_iter().map(|alert| {
        let alert = marked(alert).started_at(None).ended_at(None);
        Alert {
            source: SourceName::from(drill::SOURCE),
            fingerprint: own(alert.fingerprint.as_str()),
            group: alert.group.as_deref().map(|group| own(group).as_str().to_owned()),
            ..alert
        }
    });
    Reading::Alerts(alerts.collect())
}

fn marked(alert: Alert) -> Alert {
    let summary = format!("{}{}", drill::PREFIX, alert.summary);
    alert.summary(&summary)
}
