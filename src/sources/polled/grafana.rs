//! Grafana, asked for the alerts of its own Alertmanager.

use serde_json::Value;

use super::{List, Polled, Scheme, Step, Way, alertmanager};

pub(super) const POLLED: Polled = Polled {
    kind: "grafana",
    home: None,
    scheme: Scheme::Bearer,
    needs_token: true,
    way: Way::List(List { next, read: alertmanager::read }),
};

fn next(answers: &[Value]) -> Step {
    let path = "/api/alertmanager/grafana/api/v2/alerts?active=true&silenced=false&inhibited=false";
    alertmanager::after(path, answers)
}
