//! PagerDuty: schedules, users, escalation policies and services, as its REST API answers.

use std::collections::BTreeMap;

use serde_json::Value;

use super::draft::{Draft, Known, Policy, Step};
use super::fields::{all, civil, instant, list, says, text, time, whole};
use super::hours::{self, Stretch};
use super::layer::{Layer, every, taken};
use super::written::Block;
use super::{Content, Document, Importer};
use crate::domain::text::plain;
use jiff::civil::Weekday;

/// PagerDuty.
pub(super) static IMPORTER: Importer = Importer {
    name: "pagerduty",
    about: "people, rotas with their overrides, policies, and a route for each service",
    export: "JSON of its REST API: `/schedules/ID`, `/users`, `/escalation_policies`, `/services`",
    recognises,
    read,
};

/// What its answers are called.
const SCHEDULES: [&str; 2] = ["schedules", "schedule"];
const USERS: [&str; 2] = ["users", "user"];
const POLICIES: [&str; 2] = ["escalation_policies", "escalation_policy"];
const SERVICES: [&str; 2] = ["services", "service"];

fn recognises(content: &Content) -> bool {
    let Some(data) = content.data() else { return false };
    let any = |keys: [&str; 2], is: &dyn Fn(&Value) -> bool| {
        keys.iter().filter_map(|key| data.get(key)).any(|value| match value {
            // Of an answer without members, only that it comes in pages tells.
            Value::Array(list) if list.is_empty() => data.get("more").is_some(),
            Value::Array(list) => list.first().is_some_and(is),
            value => is(value),
        })
    };
    let is_type = |word: &'static str| {
        move |value: &Value| text(value, "type").is_some_and(|it| it.starts_with(word))
    };
    any(SCHEDULES, &|it| it.get("schedule_layers").is_some() || is_type("schedule")(it))
        || any(USERS, &is_type("user"))
        || any(POLICIES, &|it| it.get("escalation_rules").is_some())
        || any(SERVICES, &|it| it.get("escalation_policy").is_some())
        || data.get("overrides").is_some_and(Value::is_array)
}

/// What is known of everybody and everything by its id.
#[derive(Default)]
struct Index {
    users: BTreeMap<String, Known>,
    /// The rota of a schedule.
    rotas: BTreeMap<String, String>,
    /// The policy of an escalation policy.
    policies: BTreeMap<String, String>,
}

impl Index {
    /// The name of whom a reference means.
    fn person(&self, reference: &Value, draft: &mut Draft<'_>) -> Option<String> {
        let id = text(reference, "id")?;
        let named = || Known {
            name: text(reference, "name").or(text(reference, "summary")).map(str::to_owned),
            ..Known::default()
        };
        let known = self.users.get(id).cloned().unwrap_or_else(named);
        if known.name.is_none() && known.address.is_none() {
            return Some(draft.person(&Known { name: Some(id.to_owned()), ..Known::default() }));
        }
        Some(draft.person(&known))
    }
}

fn read(documents: &[&Document], draft: &mut Draft<'_>) {
    let mut index = Index::default();
    for (file, user) in all(documents, &USERS) {
        let Some(id) = text(user, "id") else { continue };
        let known = Known {
            name: text(user, "name").or(text(user, "summary")).map(str::to_owned),
            address: text(user, "email").map(str::to_owned),
            zone: text(user, "time_zone").map(str::to_owned),
            file: file.to_owned(),
        };
        index.users.insert(id.to_owned(), known);
    }
    for (file, schedule) in all(documents, &SCHEDULES) {
        read_schedule(file, schedule, &mut index, draft);
    }
    loose_overrides(documents, &index, draft);
    for (file, policy) in all(documents, &POLICIES) {
        read_policy(file, policy, &mut index, draft);
    }
    for (file, service) in all(documents, &SERVICES) {
        read_service(file, service, &index, draft);
    }
}

fn read_schedule(file: &str, schedule: &Value, index: &mut Index, draft: &mut Draft<'_>) {
    let name = text(schedule, "name").or(text(schedule, "summary")).unwrap_or("rota");
    let place = format!("schedule {name}");
    let Some(layers) = schedule.get("schedule_layers").and_then(Value::as_array) else {
        let what = "its layers are not in the list: export `/schedules/ID` of it as well";
        return draft.leave(file, &place, what);
    };
    let zone = draft.zone(file, &place, text(schedule, "time_zone"));
    let rota = draft.rota(name, zone.as_deref());
    // The API names the layer that outranks the others first; here the last one does.
    let mut names: Vec<String> = Vec::new();
    for layer in layers.iter().rev() {
        let found = read_layer(file, &place, layer, zone.as_deref(), index, draft);
        if let Some(mut layer) = found {
            let name = name_of_its_own(layer.name.take().unwrap_or_default(), &names);
            names.push(name.clone());
            layer.name = Some(name);
            draft.add(&rota, layer.block(&rota));
        }
    }
    if names.is_empty() {
        draft.leave(file, &place, "nobody takes turns in it, so it is no rota here");
        return draft.drop_rota(&rota);
    }
    if let Some(id) = text(schedule, "id") {
        index.rotas.insert(id.to_owned(), rota.clone());
    }
    let overrides = schedule.get("overrides_subschedule");
    for entry in overrides.iter().flat_map(|it| list(it, "rendered_schedule_entries")) {
        read_override(file, &place, entry, &rota, index, draft);
    }
}

/// The name, with a number where another layer has it.
fn name_of_its_own(name: String, taken: &[String]) -> String {
    let numbered = (2..).map(|number| format!("{} {number}", name.trim()));
    let mut all = std::iter::once(name.trim().to_owned()).chain(numbered);
    all.find(|name| !taken.contains(name)).unwrap_or(name)
}

fn read_layer(
    file: &str,
    place: &str,
    layer: &Value,
    zone: Option<&str>,
    index: &Index,
    draft: &mut Draft<'_>,
) -> Option<Layer> {
    let name = text(layer, "name").unwrap_or("layer");
    let place = format!("{place}, layer {name}");
    let clock = draft.clock(zone);
    let until = text(layer, "end").and_then(instant);
    if until.is_some_and(|until| until <= draft.around.now) {
        draft.leave(file, &place, "it is over, and left out");
        return None;
    }
    let members = list(layer, "users").iter().map(|it| it.get("user").unwrap_or(it));
    let people: Vec<String> = members.filter_map(|it| index.person(it, draft)).collect();
    let seconds = whole(layer, "rotation_turn_length_seconds").unwrap_or_default();
    let start = text(layer, "rotation_virtual_start").or(text(layer, "start"));
    let (every, start) = match (every(seconds), start.and_then(|it| civil(it, &clock))) {
        _ if people.is_empty() => {
            draft.leave(file, &place, "nobody is in it, and it is left out");
            return None;
        }
        (Some(every), Some(start)) => (every, start),
        (None, _) => {
            let what =
                format!("turns of {seconds} seconds are no whole hours; write a layer for it");
            draft.leave(file, &place, what);
            return None;
        }
        (_, None) => {
            draft.leave(file, &place, "it does not say when it begins; write a layer for it");
            return None;
        }
    };
    if text(layer, "start").and_then(instant).is_some_and(|start| start > draft.around.now) {
        draft.leave(file, &place, "it only begins later; here it counts from its first turn on");
    }
    let stretches = restrictions(file, &place, layer, draft);
    let mut read = Layer::new(people, every, start);
    read.name = Some(plain(name).chars().take(56).collect());
    read.only = hours::windows(&stretches);
    read.until = until.map(|until| until.to_zoned(clock).datetime());
    Some(read)
}

fn restrictions(file: &str, place: &str, layer: &Value, draft: &mut Draft<'_>) -> Vec<Stretch> {
    let mut stretches = Vec::new();
    for restriction in list(layer, "restrictions") {
        let from = text(restriction, "start_time_of_day").and_then(time);
        let length = whole(restriction, "duration_seconds");
        let is_weekly = text(restriction, "type") == Some("weekly_restriction");
        let day = whole(restriction, "start_day_of_week").and_then(|day| i8::try_from(day).ok());
        let day = day.and_then(|day| Weekday::from_monday_one_offset(day).ok());
        match (from, length) {
            (Some(from), Some(length)) if length > 0 && (!is_weekly || day.is_some()) => {
                stretches.push(Stretch { day: day.filter(|_| is_weekly), from, length });
            }
            _ => draft.leave(file, place, "a restriction of its hours is not understood"),
        }
    }
    stretches
}

fn read_override(
    file: &str,
    place: &str,
    entry: &Value,
    rota: &str,
    index: &Index,
    draft: &mut Draft<'_>,
) {
    let moments = (text(entry, "start").and_then(instant), text(entry, "end").and_then(instant));
    let (Some(from), Some(to)) = moments else {
        return draft.leave(file, place, "an override does not say when it is");
    };
    if to <= draft.around.now || to <= from {
        return;
    }
    match entry.get("user").and_then(|user| index.person(user, draft)) {
        Some(who) => draft.add(rota, taken(rota, &who, from, to)),
        None => draft.leave(file, place, format!("the override from {from} names nobody")),
    }
}

/// Overrides of an answer of their own do not say of which schedule they are.
fn loose_overrides(documents: &[&Document], index: &Index, draft: &mut Draft<'_>) {
    let rotas: Vec<&String> = index.rotas.values().collect();
    for (file, entry) in all(documents, &["overrides"]) {
        if let [rota] = rotas.as_slice() {
            read_override(file, "overrides", entry, rota, index, draft);
        } else {
            let what = "they do not say of which schedule they are: `wail take` writes each";
            draft.leave(file, "overrides", what);
        }
    }
}

fn read_policy(file: &str, policy: &Value, index: &mut Index, draft: &mut Draft<'_>) {
    let title = text(policy, "name").or(text(policy, "summary")).unwrap_or("policy");
    let place = format!("escalation policy {title}");
    let rules = list(policy, "escalation_rules");
    if rules.is_empty() {
        return draft.leave(file, &place, "it has no rules, and is left out");
    }
    let mut steps = Vec::new();
    for (number, rule) in rules.iter().enumerate() {
        let place = format!("{place}, rule {}", number + 1);
        let mut who = Vec::new();
        for target in list(rule, "targets") {
            let kind = text(target, "type").unwrap_or_default();
            let id = text(target, "id").unwrap_or_default();
            let called = text(target, "summary").unwrap_or(id);
            let found = match kind {
                _ if kind.starts_with("user") => index.person(target, draft),
                _ if kind.starts_with("schedule") => index.rotas.get(id).cloned(),
                _ => None,
            };
            match found {
                Some(name) if !who.contains(&name) => who.push(name),
                Some(_) => {}
                None => {
                    let what =
                        format!("`{called}` is not in the export, and nobody stands in for it");
                    draft.leave(file, &place, what);
                }
            }
        }
        let wait = whole(rule, "escalation_delay_in_minutes").map(|minutes| minutes.max(1) * 60);
        if says(rule, "escalation_rule_assignment_strategy")
            && rule["escalation_rule_assignment_strategy"]["type"] == "round_robin"
        {
            draft.leave(
                file,
                &place,
                "it calls one after the other in turn; here it calls all of them",
            );
        }
        if who.is_empty() {
            draft.leave(file, &place, "nobody is left in it; whoever is on call is called instead");
        }
        steps.push(Step { who, wait });
    }
    let name = draft.name("policy", title);
    if let Some(id) = text(policy, "id") {
        index.policies.insert(id.to_owned(), name.clone());
    }
    let notes = if name == title { Vec::new() } else { vec![title.to_owned()] };
    draft.policies.push(Policy { name, steps, repeat: whole(policy, "num_loops"), notes });
}

fn read_service(file: &str, service: &Value, index: &Index, draft: &mut Draft<'_>) {
    let Some(name) = text(service, "name").or(text(service, "summary")) else { return };
    let place = format!("service {name}");
    let policy = service.get("escalation_policy").and_then(|it| text(it, "id"));
    let Some(policy) = policy.and_then(|id| index.policies.get(id)) else {
        let what = "its escalation policy is not in the export: give that file as well";
        return draft.leave(file, &place, what);
    };
    let route = Block::item("route").text("service", name).text("policy", policy);
    draft.routes.push(route);
    if says(service, "integrations") {
        let what = "its integrations have addresses of their own; senders are given one of wail's";
        draft.leave(file, &place, what);
    }
}
