//! The same vectors as `rota_vectors.rs`, written as configurations and asked by `wail who` and
//! `wail rota show`.

use std::fmt::Write as _;
use std::path::Path;

use jiff::Timestamp;
use serde_json::Value;

use super::rota_vectors::{instant, list, text, vectors, vectors_of_the_environment};
use crate::common::TestHome;

#[test]
fn our_own_vectors_hold_for_commands() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/rota/vectors.json");
    check(&vectors(Path::new(path)));
}

#[test]
fn the_vectors_of_the_environment_hold_for_commands() {
    if let Some(vectors) = vectors_of_the_environment() {
        check(&vectors);
    }
}

fn check(vectors: &[Value]) {
    let (mut failures, mut asked) = (Vec::new(), 0);
    for vector in vectors.iter().filter(|vector| can_be_written(vector)) {
        let home =
            TestHome::with(&configuration(&vector["rota"])).in_zone(text(&vector["rota"]["zone"]));
        asked += 1;
        failures.extend(queries(&home, vector));
        failures.extend(range(&home, vector));
    }
    assert!(failures.is_empty(), "{}", failures.join("\n"));
    assert!(asked * 10 >= vectors.len() * 9, "only {asked} of {} were asked", vectors.len());
}

/// Whether somebody would write it so: a configuration without anybody in it is refused.
fn can_be_written(vector: &Value) -> bool {
    let layers = layers(&vector["rota"]);
    !layers.is_empty() && layers.iter().all(|(_, layer)| !list(&layer["rotation"]).is_empty())
}

/// Every question of a vector, in one run.
fn queries(home: &TestHome, vector: &Value) -> Vec<String> {
    let queries = list(&vector["queries"]);
    let asked: Vec<&str> = queries.iter().map(|query| text(&query["at"])).collect();
    if asked.is_empty() {
        return Vec::new();
    }
    let run = home.wail_reading(&asked.join("\n"), &["who", "--at", "-", "--json"]);
    assert!(matches!(run.code, 0 | 1), "{}: {run:?}", vector["name"]);
    let answers: Vec<Value> = serde_json::from_str(&run.stdout).unwrap();
    let differs = |query: &&Value| {
        let tier = query["tier"].as_str().unwrap_or("primary");
        let mut answers = answers.iter().filter(|answer| answer["tier"] == tier);
        let answer =
            answers.find(|answer| instant(&answer["at"]) == instant(&query["at"])).unwrap();
        answer["on_call"] != query["expect"]
    };
    let wrong = queries.iter().filter(differs);
    wrong.map(|query| format!("{}: at {}", vector["name"], query["at"])).collect()
}

/// The shifts, gaps and hours of a vector's range.
fn range(home: &TestHome, vector: &Value) -> Vec<String> {
    let range = &vector["range"];
    if range.is_null() {
        return Vec::new();
    }
    let tier = range["tier"].as_str().unwrap_or("primary");
    let (from, to) = (text(&range["from"]), text(&range["to"]));
    let shown = home.json(&["rota", "show", "--from", from, "--to", to, "--tier", tier]);
    let shifts = spans(&shown["shifts"], "person");
    let mut empty = [list(&shown["gaps"]), list(&shown["silences"])].concat();
    empty.sort_by_key(|gap| instant(&gap["start"]));
    let mut failures = Vec::new();
    let mut compare = |what: &str, is_same: bool| {
        if !is_same {
            failures.push(format!("{}: {what}: {shown}", vector["name"]));
        }
    };
    compare("shifts", shifts == spans(&vector["expect_shifts"], "user"));
    compare("gaps", merged(&empty) == merged(list(&vector["expect_gaps"])));
    let expected = &vector["expect_seconds"];
    compare("hours", expected.is_null() || shown["hours"] == *expected);
    failures
}

fn spans(shifts: &Value, person: &str) -> Vec<(Timestamp, Timestamp, String)> {
    let shifts = list(shifts).iter();
    shifts
        .map(|it| (instant(&it["start"]), instant(&it["end"]), text(&it[person]).to_owned()))
        .collect()
}

fn merged(gaps: &[Value]) -> Vec<(Timestamp, Timestamp)> {
    let mut merged: Vec<(Timestamp, Timestamp)> = Vec::new();
    for gap in gaps {
        let (start, end) = (instant(&gap["start"]), instant(&gap["end"]));
        match merged.last_mut() {
            Some(last) if last.1 == start => last.1 = end,
            _ => merged.push((start, end)),
        }
    }
    merged
}

/// The layers with their tiers.
fn layers(rota: &Value) -> Vec<(&str, &Value)> {
    match rota["tiers"].as_array() {
        Some(tiers) => tiers
            .iter()
            .flat_map(|tier| list(&tier["layers"]).iter().map(|it| (text(&tier["name"]), it)))
            .collect(),
        None => list(&rota["layers"]).iter().map(|layer| ("primary", layer)).collect(),
    }
}

/// The rota as somebody would write it.
fn configuration(rota: &Value) -> String {
    let mut toml = String::from("fallback = \"nobody-else\"\n[store]\npath = \"wail.db\"\n");
    toml.push_str("[policy.default]\nsteps = [{ who = \"everyone\" }]\n");
    for (name, person) in rota["people"].as_object().into_iter().flatten() {
        if let Some(zone) = person["zone"].as_str() {
            writeln!(toml, "[people.{name}]\nzone = \"{zone}\"").unwrap();
        }
    }
    writeln!(toml, "[rota.team]\nzone = {}", rota["zone"]).unwrap();
    if let Some(tiers) = rota["tiers"].as_array() {
        let names: Vec<&Value> = tiers.iter().map(|tier| &tier["name"]).collect();
        writeln!(toml, "escalate = {}", serde_json::to_string(&names).unwrap()).unwrap();
    }
    let holidays: Vec<&str> = list(&rota["holidays"]).iter().map(text).collect();
    writeln!(toml, "holidays = [{}]", holidays.join(", ")).unwrap();
    for (tier, layer) in layers(rota) {
        write_layer(&mut toml, tier, layer);
    }
    for each in list(&rota["overrides"]) {
        write_override(&mut toml, each);
    }
    for off in list(&rota["time_off"]) {
        writeln!(toml, "[[rota.team.off]]\nwho = {}", off["user"]).unwrap();
        writeln!(toml, "from = {}\nto = {}", off["from"], off["to"]).unwrap();
    }
    toml
}

fn write_layer(toml: &mut String, tier: &str, layer: &Value) {
    for (number, era) in list(&layer["rotation"]).iter().enumerate() {
        let table = if number == 0 { "layer" } else { "layer.change" };
        writeln!(toml, "[[rota.team.{table}]]\nstart = {}", text(&era["start"])).unwrap();
        writeln!(toml, "people = {}", era["users"]).unwrap();
        writeln!(toml, "handoff = {}", era["handoff"]).unwrap();
        writeln!(toml, "every = \"{} {}\"", era["length"], text(&era["unit"])).unwrap();
        if let Some(days) = era.get("turn_days") {
            writeln!(toml, "turns_on = {days}").unwrap();
        }
        if number > 0 {
            continue;
        }
        writeln!(toml, "tier = \"{tier}\"").unwrap();
        for key in ["zone", "until", "name"] {
            if let Some(value) = layer.get(key).filter(|value| !value.is_null()) {
                writeln!(toml, "{key} = {value}").unwrap();
            }
        }
        if let Some(windows) = layer.get("restrictions") {
            let windows: Vec<String> = list(windows).iter().map(window).collect();
            writeln!(toml, "only = {}", serde_json::to_string(&windows).unwrap()).unwrap();
        }
    }
}

fn window(window: &Value) -> String {
    let (from, to) = (text(&window["from"]), text(&window["to"]));
    let days: Vec<&str> = list(&window["days"]).iter().map(text).collect();
    format!("{} {from} - {to}", days.join(",")).trim().to_owned()
}

fn write_override(toml: &mut String, each: &Value) {
    writeln!(toml, "[[rota.team.override]]\nfrom = {}\nto = {}", each["from"], each["to"]).unwrap();
    match text(&each["kind"]) {
        "take" => writeln!(toml, "who = {}", each["user"]),
        "cover" => writeln!(toml, "who = {}\nfor = {}", each["user"], each["for"]),
        "swap" => writeln!(toml, "swap = {}", each["users"]),
        _ => writeln!(toml, "nobody = true"),
    }
    .unwrap();
    if let Some(tier) = each.get("tier").filter(|tier| !tier.is_null()) {
        writeln!(toml, "tier = {tier}").unwrap();
    }
}
