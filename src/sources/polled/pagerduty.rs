//! PagerDuty, asked for the incidents that are triggered or acknowledged (REST API v2).

use serde_json::Value;

use super::pages::{Pages, SIZE};
use super::{List, Polled, Question, Scheme, Step, Way};
use crate::domain::alert::Signal;
use crate::sources::fields::Fields;
use crate::sources::{Alert, ParseError, Request, pagerduty_webhooks};

pub(super) const POLLED: Polled = Polled {
    kind: "pagerduty-webhooks",
    home: Some("https://api.pagerduty.com"),
    scheme: Scheme::After("Token token="),
    needs_token: true,
    way: Way::List(List { next, read }),
};

const PAGES: Pages = Pages { items: "incidents", page };

fn next(answers: &[Value]) -> Step {
    PAGES.after(answers)
}

fn page(offset: usize) -> Question {
    Question {
        path: format!(
            "/incidents?statuses%5B%5D=triggered&statuses%5B%5D=acknowledged&date_range=all\
             &sort_by=created_at%3Aasc&limit={SIZE}&offset={offset}"
        ),
        headers: &[("accept", "application/vnd.pagerduty+json;version=2")],
        body: None,
    }
}

fn read(request: &Request<'_>) -> Result<Vec<Alert>, ParseError> {
    let content = request.content()?;
    let pages = Fields::of(&content).items("");
    let incidents: Vec<Fields<'_>> = pages.flat_map(|page| page.items("incidents")).collect();
    let known = incidents.iter().filter_map(|incident| {
        let signal = match incident.word("status").as_str() {
            "triggered" => Signal::Firing,
            "acknowledged" => Signal::Acknowledged,
            _ => return None,
        };
        pagerduty_webhooks::incident(request, *incident, signal)
    });
    Ok(known.collect())
}
