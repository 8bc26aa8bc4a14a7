//! `LogicMonitor`, custom HTTP delivery.
//!
//! The body is a template of tokens; what is read are the tokens' own names in lower case, as in the
//! vendor's example. `internalid` is the identity, and `alertstatus` the state. `date` is when the
//! message was made, in a zone with a short name, so that it seldom helps; `startepoch` does.

use super::fields::{self, Fields};
use super::{ParseError, Proof, Reading, Request, Resolves, Samples, Source};
use crate::domain::alert::Signal;

pub(super) const SOURCE: Source = Source {
    name: "logicmonitor",
    about: "LogicMonitor, custom HTTP delivery",
    docs: "logicmonitor.com/support, Custom HTTP Delivery",
    setup: "Settings, Integrations, Custom HTTP Delivery: this address as URL, POST, JSON, and as \
            data one field for each token, such as `\"internalid\":\"##INTERNALID##\"`",
    resolves: Resolves::Yes,
    proof: Proof::Key,
    headers: &[],
    parse,
    samples: Samples::json(
        include_str!("../../tests/fixtures/logicmonitor/firing.json"),
        include_str!("../../tests/fixtures/logicmonitor/resolved.json"),
    ),
};

fn parse(request: &Request<'_>) -> Result<Reading, ParseError> {
    let content = request.content()?;
    let body = Fields::of(&content);
    let host = body.text("host");
    let of_what = ["datasource", "instance", "datapoint"].map(|path| body.text(path));
    let identity = fields::identity([body.first(&["internalid", "alertid"])])
        .or_else(|| {
            let [source, instance, point] = of_what.clone();
            fields::identity([host.clone(), source, instance, point])
        })
        .ok_or(ParseError::Missing("internalid"))?;
    let signal = match body.word("alertstatus").as_str() {
        "clear" | "cleared" => Signal::Resolved,
        "ack" | "acked" | "acknowledged" => Signal::Acknowledged,
        "test" => return Ok(Reading::Test("LogicMonitor's test button".to_owned())),
        "insdt" => return Ok(Reading::Ignored("a scheduled downtime".to_owned())),
        _ => Signal::Firing,
    };
    let told = body.first(&["eventmsg", "subject", "message"]);
    let made = || {
        let parts = [host.clone()].into_iter().chain(of_what).flatten();
        let value = body.text("value").map(|value| format!("is {value}"));
        parts.chain(value).collect::<Vec<_>>().join(" ")
    };
    let summary = told.unwrap_or_else(made);
    // The time of the message is that of the problem only when it is told for the first time.
    let at = body.instant("date");
    Ok(request
        .alert(identity, signal)
        .graded(request.grade(body.text("level")))
        .summary(&summary)
        .details(body.first(&["eventlogmsg", "datapointdesc", "dsdesc"]).unwrap_or_default())
        .origin(host)
        .service(body.text("service"))
        .link(body.link("alerturl").or_else(|| body.link("alertdetailurl")))
        .started_at(body.instant("startepoch").or(at))
        .ended_at(body.instant("endepoch").or(at).filter(|_| signal == Signal::Resolved))
        .labels(fields::labelled([
            ("alert", body.text("alertid")),
            ("datasource", body.text("datasource")),
            ("group", body.text("group")),
            ("instance", body.text("instance")),
        ]))
        .into())
}
