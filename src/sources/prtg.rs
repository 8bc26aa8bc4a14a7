//! PRTG, notification *Execute HTTP Action*, whose postdata is a form of placeholders.
//!
//! `sensorid` is the identity. The state is a text: `Down`, `Warning`, `Down (Acknowledged)`,
//! `Down ended (now: Up)`. A test leaves the placeholders as they are. `%datetime` is in the zone of
//! PRTG's server and is not read.

use super::fields::{self, Fields};
use super::{ParseError, Proof, Reading, Request, Resolves, Sample, Samples, Source};
use crate::domain::alert::{Severity, Signal};

pub(super) const SOURCE: Source = Source {
    name: "prtg",
    about: "PRTG, notification Execute HTTP Action",
    docs: "paessler.com, PRTG manual, Notifications, Execute HTTP Action",
    setup: "Setup, Notification Templates, Execute HTTP Action: this address as URL, POST, and as \
            postdata `sensorid=%sensorid&status=%status&name=%name&device=%device&group=%group\
            &message=%message&link=%linksensor`; the template in the triggers for down and for its end",
    resolves: Resolves::Yes,
    proof: Proof::Key,
    headers: &[],
    parse,
    samples: Samples {
        firing: Sample::form(include_str!("../../tests/fixtures/prtg/firing.form")),
        resolved: Some(Sample::form(include_str!("../../tests/fixtures/prtg/resolved.form"))),
    },
};

fn parse(request: &Request<'_>) -> Result<Reading, ParseError> {
    let content = request.content()?;
    let body = Fields::of(&content);
    if body.exact("status").is_some_and(|status| status.starts_with('%')) {
        return Ok(Reading::Test("PRTG's test button".to_owned()));
    }
    let identity = fields::identity([body.first(&["sensorid", "sensor_id"])])
        .or_else(|| fields::identity([body.text("device"), body.first(&["name", "sensor"])]))
        .ok_or(ParseError::Missing("sensorid"))?;
    let status = body.text("status").unwrap_or_default();
    let word = status.to_lowercase();
    let signal = match word.as_str() {
        word if word.starts_with("paused") => {
            return Ok(Reading::Ignored("a sensor is paused".to_owned()));
        }
        word if word == "up" || word.contains(" ended") => Signal::Resolved,
        word if word.contains("acknowledged") => Signal::Acknowledged,
        _ => Signal::Firing,
    };
    let is_half = signal == Signal::Firing && ["warning", "unusual"].contains(&word.as_str());
    let severity = body.text("severity").or_else(|| is_half.then(|| status.clone()));
    let grade = request.grade_by(severity, |word| (word == "unusual").then_some(Severity::Warning));
    let sensor = body.first(&["name", "sensor"]);
    let device = body.first(&["device", "host"]);
    let subject = fields::on(sensor.as_ref(), device.as_ref());
    Ok(request
        .alert(identity, signal)
        .graded(grade)
        .summary(&fields::headline(subject, body.text("message").or(Some(status))))
        .origin(device)
        .service(sensor)
        .link(body.link("link"))
        .labels(fields::labelled([("group", body.text("group"))]))
        .into())
}

#[cfg(test)]
mod tests;
