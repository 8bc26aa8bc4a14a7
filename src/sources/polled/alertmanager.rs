//! Alertmanager, asked for its alerts (API v2).
//!
//! An alert that is silenced or inhibited there is not in the answer, so that it counts as over here.

use serde_json::Value;

use super::{List, Polled, Question, Scheme, Step, Way};
use crate::sources::fields::Fields;
use crate::sources::{Alert, ParseError, Request, alertmanager};

pub(super) const POLLED: Polled = Polled {
    kind: "alertmanager",
    home: None,
    scheme: Scheme::Bearer,
    needs_token: false,
    way: Way::List(List { next, read }),
};

fn next(answers: &[Value]) -> Step {
    after("/api/v2/alerts?active=true&silenced=false&inhibited=false", answers)
}

/// Asks once at that path for a list of alerts.
pub(super) fn after(path: &str, answers: &[Value]) -> Step {
    match answers.first() {
        None => Step::Ask(Question::get(path)),
        Some(Value::Array(_)) => Step::Whole,
        Some(_) => Step::Refused("the answer is no list of alerts".to_owned()),
    }
}

/// Reads the alerts of an Alertmanager, or of what is like one.
pub(super) fn read(request: &Request<'_>) -> Result<Vec<Alert>, ParseError> {
    let content = request.content()?;
    let Value::Array(alerts) = &content else {
        return Err(ParseError::Wrong { field: "body", expected: "a list of alerts" });
    };
    let nothing = Value::Null;
    let is_open = |alert: &&Value| Fields::of(alert).word("status.state") != "suppressed";
    let alerts = alerts.iter().filter(is_open);
    alerts.map(|alert| alertmanager::read(request, Fields::of(&nothing), None, alert)).collect()
}
