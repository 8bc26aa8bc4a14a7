//! Icinga 2, asked by its REST API: first for hosts that are down, then for services.
//!
//! The filter goes in a body, so that it is posted and the header says that it is a question. Only hard
//! states are asked for, and nothing that is in a downtime.

use serde_json::{Value, json};

use super::{List, Polled, Question, Scheme, Step, Way};
use crate::domain::alert::Signal;
use crate::sources::fields::{self, Fields};
use crate::sources::{Alert, ParseError, Request};

pub(super) const POLLED: Polled = Polled {
    kind: "icinga",
    home: None,
    scheme: Scheme::Bearer,
    needs_token: true,
    way: Way::List(List { next, read }),
};

/// What is asked for, and what it is called in a filter.
const OBJECTS: [(&str, &str); 2] =
    [("/v1/objects/hosts", "host"), ("/v1/objects/services", "service")];

const ATTRIBUTES: [&str; 10] = [
    "__name",
    "name",
    "host_name",
    "state",
    "state_type",
    "acknowledgement",
    "downtime_depth",
    "last_hard_state_change",
    "last_check_result",
    "action_url",
];

fn next(answers: &[Value]) -> Step {
    if let Some(answer) = answers.last().map(Fields::of)
        && !answer.at("results").value().is_array()
    {
        let why = answer.text("status").unwrap_or_else(|| "the answer has no results".to_owned());
        return Step::Refused(why);
    }
    let Some((path, name)) = OBJECTS.get(answers.len()) else { return Step::Whole };
    let filter = format!("{name}.state!=0 && {name}.state_type==1 && {name}.downtime_depth==0");
    Step::Ask(Question {
        path: (*path).to_owned(),
        body: Some(json!({ "filter": filter, "attrs": ATTRIBUTES }).to_string()),
        headers: &[
            ("accept", "application/json"),
            ("content-type", "application/json"),
            ("x-http-method-override", "GET"),
        ],
    })
}

fn read(request: &Request<'_>) -> Result<Vec<Alert>, ParseError> {
    let content = request.content()?;
    let answers = Fields::of(&content).items("");
    let objects: Vec<Fields<'_>> = answers.flat_map(|answer| answer.items("results")).collect();
    Ok(objects.iter().filter_map(|object| problem(request, *object)).collect())
}

fn problem(request: &Request<'_>, object: Fields<'_>) -> Option<Alert> {
    let about = object.at("attrs");
    let number = |name| about.at(name).value().as_f64().unwrap_or_default();
    let is_soft = about.has("state_type") && number("state_type") < 1.0;
    if is_soft || number("downtime_depth") > 0.0 {
        return None;
    }
    let is_service = object.text("type").as_deref() == Some("Service");
    // Numbers of Icinga have a fraction, which is always zero.
    let state = about.at("state").value().as_f64().filter(|state| *state > 0.0)?;
    let state = match is_service {
        false => "down",
        true if state < 1.5 => "warning",
        true if state < 2.5 => "critical",
        true => "unknown",
    };
    let (host, service) = if is_service {
        (about.text("host_name"), about.text("name"))
    } else {
        (about.first(&["name", "__name"]), None)
    };
    let identity = fields::identity([host.clone(), service.clone()])?;
    let is_taken = number("acknowledgement") > 0.0;
    let signal = if is_taken { Signal::Acknowledged } else { Signal::Firing };
    let output = about.text("last_check_result.output");
    let what = output.clone().or_else(|| Some(state.to_owned()));
    Some(
        request
            .alert(identity, signal)
            .graded(request.grade(Some(state.to_owned())))
            .summary(&fields::headline(fields::on(service.as_ref(), host.as_ref()), what))
            .details(output.unwrap_or_default())
            .origin(host)
            .service(service)
            .link(about.link("action_url"))
            .started_at(about.instant("last_hard_state_change")),
    )
}
