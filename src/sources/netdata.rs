//! Netdata Cloud, notification integration *Webhook*.
//!
//! Three shapes: an alert, whose severity `clear` is its end; a node that can or cannot be reached;
//! and a test whose token must be given back to Netdata. An alert names no host, so that alert,
//! chart, context and space are all there is of an identity: what two nodes of one space say of the
//! same chart is one problem.

use super::fields::{self, Fields};
use super::{Alert, ParseError, Proof, Reading, Request, Resolves, Samples, Source};
use crate::domain::alert::Signal;

pub(super) const SOURCE: Source = Source {
    name: "netdata",
    about: "Netdata Cloud, notification integration Webhook",
    docs: "learn.netdata.cloud, Centralized Cloud Notifications, Webhook",
    setup: "Space settings, Alerts & Notifications, Add configuration, Webhook: this address over \
            https, authentication Bearer with the key, and the token of the test that arrives here",
    resolves: Resolves::Yes,
    proof: Proof::Key,
    headers: &[],
    parse,
    samples: Samples::json(
        include_str!("../../tests/fixtures/netdata/firing.json"),
        include_str!("../../tests/fixtures/netdata/resolved.json"),
    ),
};

fn parse(request: &Request<'_>) -> Result<Reading, ParseError> {
    let content = request.content()?;
    let body = Fields::of(&content);
    if body.has("status") && !body.has("alert") {
        return reachability(request, body).map(Reading::from);
    }
    if let Some(token) = body.text("token").filter(|_| !body.has("alert")) {
        return Ok(Reading::Test(format!("Netdata asks for the token {token}")));
    }
    alert(request, body).map(Reading::from)
}

fn alert(request: &Request<'_>, body: Fields<'_>) -> Result<Alert, ParseError> {
    let name = body.text("alert").ok_or(ParseError::Missing("alert"))?;
    let place = ["host", "chart", "context", "space"].map(|path| body.text(path));
    let [host, chart, context, space] = place;
    let parts = [Some(name.clone()), chart.clone(), context.clone(), space.clone(), host.clone()];
    let identity = fields::identity(parts).ok_or(ParseError::Missing("alert"))?;
    let signal = match body.word("severity").as_str() {
        "clear" => Signal::Resolved,
        _ => Signal::Firing,
    };
    let at = body.instant_in_utc("date");
    Ok(request
        .alert(identity, signal)
        .graded(request.grade(body.text("severity")))
        .summary(&body.text("message").unwrap_or(name))
        .details(body.text("info").unwrap_or_default())
        .origin(host)
        .service(body.text("family"))
        .link(body.link("alert_url"))
        .started_at(at)
        .ended_at(at.filter(|_| signal == Signal::Resolved))
        .labels(fields::labelled([
            ("chart", chart),
            ("class", body.text("class")),
            ("context", context),
            ("space", space),
        ])))
}

fn reachability(request: &Request<'_>, body: Fields<'_>) -> Result<Alert, ParseError> {
    let host = body.text("host");
    let identity = fields::identity([host.clone()]).ok_or(ParseError::Missing("host"))?;
    let is_reached =
        body.truth("status.reachable") == Some(true) || body.word("status.text") == "reachable";
    let alert = if is_reached {
        // Its severity is then that of good news, and says nothing of the problem that was.
        request.alert(identity, Signal::Resolved)
    } else {
        request.alert(identity, Signal::Firing).graded(request.grade(body.text("severity")))
    };
    Ok(alert
        .summary(&body.text("message").unwrap_or_default())
        .details(body.text("status.text").unwrap_or_default())
        .origin(host)
        .link(body.link("url")))
}

#[cfg(test)]
mod tests;
