//! Opsgenie, asked for its open alerts (Alert API v2).
//!
//! What is snoozed there waits there, and so counts as acknowledged.

use serde_json::Value;

use super::pages::{Pages, SIZE};
use super::{List, Polled, Question, Scheme, Step, Way};
use crate::domain::alert::Signal;
use crate::sources::fields::Fields;
use crate::sources::{Alert, ParseError, Request, opsgenie_webhook};

pub(super) const POLLED: Polled = Polled {
    kind: "opsgenie-webhook",
    home: Some("https://api.opsgenie.com"),
    scheme: Scheme::After("GenieKey "),
    needs_token: true,
    way: Way::List(List { next, read }),
};

const PAGES: Pages = Pages { items: "data", page };

fn next(answers: &[Value]) -> Step {
    PAGES.after(answers)
}

fn page(offset: usize) -> Question {
    Question::get(format!(
        "/v2/alerts?query=status%3Aopen&sort=createdAt&order=asc&limit={SIZE}&offset={offset}"
    ))
}

fn read(request: &Request<'_>) -> Result<Vec<Alert>, ParseError> {
    let content = request.content()?;
    let pages = Fields::of(&content).items("");
    let alerts: Vec<Fields<'_>> = pages.flat_map(|page| page.items("data")).collect();
    let known = alerts.iter().filter(|alert| alert.word("status") != "closed");
    let known = known.filter_map(|alert| {
        let is_taken = ["acknowledged", "snoozed"].map(|path| alert.truth(path) == Some(true));
        let signal = if is_taken.contains(&true) { Signal::Acknowledged } else { Signal::Firing };
        opsgenie_webhook::alert(request, *alert, signal)
    });
    Ok(known.collect())
}
