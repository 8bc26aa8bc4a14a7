//! Nagios Core, asked by its `statusjson.cgi`: first for hosts that are down, then for services.
//!
//! What is in a soft state is being looked at again and not open yet; what is in a downtime is meant to
//! be so. A Nagios that has stopped leaves its last state for ever: what it says then is no word.

use serde_json::Value;

use super::{List, Polled, Question, Scheme, Step, Way};
use crate::domain::alert::Signal;
use crate::sources::fields::{self, Fields};
use crate::sources::{Alert, ParseError, Request};

pub(super) const POLLED: Polled = Polled {
    kind: "nagios",
    home: None,
    scheme: Scheme::Bearer,
    needs_token: false,
    way: Way::List(List { next, read }),
};

const QUESTIONS: [&str; 2] = [
    "/cgi-bin/statusjson.cgi?query=hostlist&details=true&formatoptions=enumerate\
     &hoststatus=down+unreachable",
    "/cgi-bin/statusjson.cgi?query=servicelist&details=true&formatoptions=enumerate\
     &servicestatus=warning+critical+unknown",
];

/// How old its state may be, in milliseconds; it is written every 10 seconds unless it is told otherwise.
const OLDEST: i64 = 5 * 60 * 1000;

fn next(answers: &[Value]) -> Step {
    if let Some(fault) = answers.last().and_then(fault) {
        return Step::Refused(fault);
    }
    match QUESTIONS.get(answers.len()) {
        Some(path) => Step::Ask(Question::get(*path)),
        None => Step::Whole,
    }
}

/// What is wrong with an answer.
fn fault(answer: &Value) -> Option<String> {
    let result = Fields::of(answer).at("result");
    if result.text("type_code").as_deref() != Some("0") {
        let why = result.first(&["message", "type_text"]);
        return Some(why.unwrap_or_else(|| "the answer is not Nagios's".to_owned()));
    }
    let at = |name| result.at(name).value().as_i64();
    let age = at("query_time").zip(at("last_data_update")).map(|(now, then)| now - then);
    age.filter(|age| *age > OLDEST)
        .map(|age| format!("Nagios has not written its state for {} minutes", age / 60_000))
}

fn read(request: &Request<'_>) -> Result<Vec<Alert>, ParseError> {
    let content = request.content()?;
    let empty = serde_json::Map::new();
    let mut alerts = Vec::new();
    for answer in Fields::of(&content).items("") {
        let members = |value: Fields<'_>| value.value().as_object().cloned();
        for (host, about) in members(answer.at("data.hostlist")).unwrap_or(empty.clone()) {
            alerts.extend(problem(request, &host, None, Fields::of(&about)));
        }
        for (host, services) in members(answer.at("data.servicelist")).unwrap_or(empty.clone()) {
            let services = services.as_object().unwrap_or(&empty);
            alerts.extend(services.iter().filter_map(|(service, about)| {
                problem(request, &host, Some(service), Fields::of(about))
            }));
        }
    }
    Ok(alerts)
}

fn problem(
    request: &Request<'_>,
    host: &str,
    service: Option<&String>,
    about: Fields<'_>,
) -> Option<Alert> {
    let state = about.word("status");
    let is_problem =
        ["down", "unreachable", "warning", "critical", "unknown"].contains(&state.as_str());
    let is_soft = about.word("state_type") == "soft";
    let is_meant = about.text("scheduled_downtime_depth").is_some_and(|depth| depth != "0");
    if !is_problem || is_soft || is_meant {
        return None;
    }
    let is_taken = about.truth("problem_has_been_acknowledged") == Some(true);
    let signal = if is_taken { Signal::Acknowledged } else { Signal::Firing };
    let host = host.to_owned();
    let identity = fields::identity([Some(host.clone()), service.cloned()])?;
    let output = about.text("plugin_output");
    let subject = fields::on(service, Some(&host));
    let what = output.clone().or_else(|| Some(state.clone()));
    let since = ["last_hard_state_change", "last_state_change"];
    Some(
        request
            .alert(identity, signal)
            .graded(request.grade(Some(state)))
            .summary(&fields::headline(subject, what))
            .details(about.text("long_plugin_output").or(output).unwrap_or_default())
            .origin(Some(host))
            .service(service.cloned())
            .started_at(since.iter().find_map(|name| about.instant(name))),
    )
}
