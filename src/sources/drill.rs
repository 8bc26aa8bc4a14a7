//! What `wail drill` sends: the JSON shape of `wail` itself, marked as practice.

use super::{Alert, ParseError, Request, Samples, Source, generic};
use crate::domain::drill;

pub(super) const SOURCE: Source = Source {
    name: drill::SOURCE,
    about: "practice, sent by `wail drill`",
    docs: "docs/alarms.md",
    parse,
    samples: Samples {
        firing: include_str!("../../tests/fixtures/drill/firing.json"),
        resolved: include_str!("../../tests/fixtures/drill/resolved.json"),
    },
};

/// The mark is put here and not by the sender, so that nothing comes in by this door without it.
fn parse(request: &Request<'_>) -> Result<Vec<Alert>, ParseError> {
    let alerts = (generic::SOURCE.parse)(request)?;
    Ok(alerts.into_iter().map(marked).collect())
}

fn marked(alert: Alert) -> Alert {
    let summary = format!("{}{}", drill::PREFIX, alert.summary);
    alert.summary(&summary)
}
