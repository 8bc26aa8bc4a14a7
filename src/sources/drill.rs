//! What `wail drill` sends: the JSON shape of `wail` itself, marked as practice.

use super::{Alert, ParseError, Proof, Reading, Request, Resolves, Samples, Source, generic};
use crate::domain::drill;

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

fn marked(alert: Alert) -> Alert {
    let summary = format!("{}{}", drill::PREFIX, alert.summary);
    alert.summary(&summary)
}
