//! `Grafana OnCall`: schedules, shifts, users, escalation chains and their steps, as its HTTP API answers.

mod chains;

use std::collections::BTreeMap;

use jiff::ToSpan as _;
use jiff::civil::{DateTime, Weekday};
use jiff::tz::TimeZone;
use serde_json::Value;

use super::draft::{Draft, Known};
use super::fields::{civil, list, text, texts, whole};
use super::hours::{self, Stretch, weekday};
use super::layer::{Layer, every_of, taken};
use super::{Content, Document, Importer};
use crate::domain::text::plain;

/// `Grafana OnCall`.
pub(super) static IMPORTER: Importer = Importer {
    name: "grafana-oncall",
    about: "people, rotas with their overrides, and a policy for each escalation chain",
    export: "JSON of its HTTP API: `/schedules/`, `/on_call_shifts/`, `/users/`, `/escalation_chains/`, `/escalation_policies/`",
    recognises,
    read,
};

fn recognises(content: &Content) -> bool {
    let Some(data) = content.data() else { return false };
    match data.get("results") {
        Some(Value::Array(results)) => match results.first() {
            Some(first) => is_own(first),
            None => data.get("count").is_some(),
        },
        Some(_) => false,
        None => is_shift(data) || is_schedule(data) || is_step(data),
    }
}

fn is_own(it: &Value) -> bool {
    is_shift(it) || is_schedule(it) || is_step(it) || is_chain(it) || is_user(it) || is_route(it)
}

fn is_shift(it: &Value) -> bool {
    it.get("duration").is_some() && it.get("start").is_some() && it.get("type").is_some()
}

fn is_schedule(it: &Value) -> bool {
    it.get("on_call_now").is_some() || (it.get("shifts").is_some() && it.get("type").is_some())
}

fn is_step(it: &Value) -> bool {
    it.get("escalation_chain_id").is_some() && it.get("position").is_some() && !is_route(it)
}

fn is_route(it: &Value) -> bool {
    it.get("integration_id").is_some()
}

fn is_chain(it: &Value) -> bool {
    it.get("team_id").is_some() && it.get("name").is_some() && it.get("type").is_none()
}

fn is_user(it: &Value) -> bool {
    it.get("username").is_some() && it.get("email").is_some()
}

/// What is known of everybody and everything by its id.
#[derive(Default)]
struct Index {
    users: BTreeMap<String, Known>,
    rotas: BTreeMap<String, String>,
}

impl Index {
    fn person(&self, id: &str, draft: &mut Draft<'_>) -> String {
        let named = || Known { name: Some(id.to_owned()), ..Known::default() };
        draft.person(&self.users.get(id).cloned().unwrap_or_else(named))
    }
}

/// Where something stands: its file and its place in words.
#[derive(Clone, Copy)]
struct Spot<'a> {
    file: &'a str,
    place: &'a str,
}

fn read(documents: &[&Document], draft: &mut Draft<'_>) {
    let mut found: Vec<(&str, &Value)> = Vec::new();
    for document in documents {
        let Some(data) = document.content.data() else { continue };
        match data.get("results").and_then(Value::as_array) {
            Some(results) => found.extend(results.iter().map(|it| (document.file.as_str(), it))),
            None => found.push((document.file.as_str(), data)),
        }
    }
    let mut index = Index::default();
    for (file, user) in found.iter().filter(|(_, it)| is_user(it)) {
        let known = Known {
            name: text(user, "username").map(str::to_owned),
            address: text(user, "email").map(str::to_owned),
            zone: text(user, "timezone").map(str::to_owned),
            file: (*file).to_owned(),
        };
        index.users.extend(text(user, "id").map(|id| (id.to_owned(), known)));
    }
    let shifts: BTreeMap<&str, &Value> = found
        .iter()
        .filter(|(_, it)| is_shift(it))
        .filter_map(|(_, it)| Some((text(it, "id")?, *it)))
        .collect();
    for (file, schedule) in found.iter().filter(|(_, it)| is_schedule(it)) {
        read_schedule(file, schedule, &shifts, &mut index, draft);
    }
    chains::read_chains(&found, &index, draft);
    for (file, route) in found.iter().filter(|(_, it)| is_route(it)) {
        let pattern = text(route, "routing_regex").unwrap_or("everything");
        let place = format!("route {pattern}");
        draft.leave(
            file,
            &place,
            "it looks into the payload; write a `[[route]]` on labels for it",
        );
    }
}

fn read_schedule(
    file: &str,
    schedule: &Value,
    shifts: &BTreeMap<&str, &Value>,
    index: &mut Index,
    draft: &mut Draft<'_>,
) {
    let name = text(schedule, "name").unwrap_or("rota");
    let place = format!("schedule {name}");
    if text(schedule, "type") == Some("ical") {
        let what = "it is a calendar somewhere else: export that as .ics and give it as well";
        return draft.leave(file, &place, what);
    }
    let zone = draft.zone(file, &place, text(schedule, "time_zone"));
    let rota = draft.rota(name, zone.as_deref());
    let mut own: Vec<&Value> = Vec::new();
    for id in texts(schedule, "shifts") {
        match shifts.get(id) {
            Some(shift) => own.push(shift),
            None => draft.leave(file, &place, format!("its shift {id} is not in the export")),
        }
    }
    // The higher level outranks the lower one, as the later layer does here.
    // What is only once outranks both, and comes last.
    own.sort_by_key(|shift| (is_single(shift), whole(shift, "level").unwrap_or(0)));
    let mut layers = 0;
    let mut levels = Vec::new();
    for shift in own {
        let called = text(shift, "name").unwrap_or("shift");
        let place = format!("{place}, shift {called}");
        let spot = Spot { file, place: &place };
        let shift_zone = draft.zone(file, &place, text(shift, "time_zone"));
        let shift_zone = shift_zone.filter(|it| Some(it) != zone.as_ref());
        let clock = draft.clock(shift_zone.as_deref().or(zone.as_deref()));
        if is_single(shift) {
            single(spot, shift, &rota, (index, &clock), draft);
            continue;
        }
        let Some(mut layer) = read_shift(spot, shift, index, &clock, draft) else { continue };
        let level = whole(shift, "level").unwrap_or(0);
        if levels.contains(&level) {
            let what = "it has the level of another; where they meet, both are on call there and it alone here";
            draft.leave(file, &place, what);
        }
        levels.push(level);
        layers += 1;
        layer.name =
            Some(format!("{} {layers}", plain(called).chars().take(48).collect::<String>()));
        layer.zone = shift_zone;
        draft.add(&rota, layer.block(&rota));
    }
    if layers == 0 {
        draft.leave(file, &place, "no shift of it comes again, so it is no rota here");
        return draft.drop_rota(&rota);
    }
    index.rotas.extend(text(schedule, "id").map(|id| (id.to_owned(), rota)));
}

fn is_single(shift: &Value) -> bool {
    matches!(text(shift, "type"), Some("single_event" | "override"))
}

/// A shift that is once.
fn single(
    spot: Spot<'_>,
    shift: &Value,
    rota: &str,
    (index, clock): (&Index, &TimeZone),
    draft: &mut Draft<'_>,
) {
    let from = text(shift, "start").and_then(|it| civil(it, clock));
    let from =
        from.and_then(|civil| Some(clock.to_ambiguous_zoned(civil).compatible().ok()?.timestamp()));
    let length = whole(shift, "duration").unwrap_or(0);
    let to = from.and_then(|from| from.checked_add(jiff::SignedDuration::from_secs(length)).ok());
    let (Some(from), Some(to)) = (from, to) else {
        return draft.leave(spot.file, spot.place, "it does not say when it is");
    };
    if to <= draft.around.now || to <= from {
        return;
    }
    let people = people(spot, shift, index, draft);
    match people.first() {
        Some(who) => draft.add(rota, taken(rota, who, from, to)),
        None => draft.leave(spot.file, spot.place, "it names nobody"),
    }
}

/// Who takes turns in a shift, in order.
fn people(spot: Spot<'_>, shift: &Value, index: &Index, draft: &mut Draft<'_>) -> Vec<String> {
    let rolling = list(shift, "rolling_users");
    if rolling.is_empty() {
        let users = texts(shift, "users");
        if users.len() > 1 {
            draft.leave(
                spot.file,
                spot.place,
                "several have it at once; here the first has it alone",
            );
        }
        return users.iter().take(1).map(|id| index.person(id, draft)).collect();
    }
    let mut people = Vec::new();
    for turn in rolling {
        let users: Vec<&str> = match turn {
            Value::Array(users) => users.iter().filter_map(Value::as_str).collect(),
            // Also seen: a table of users.
            Value::Object(users) => users.keys().map(String::as_str).collect(),
            other => other.as_str().into_iter().collect(),
        };
        if users.len() > 1 {
            draft.leave(
                spot.file,
                spot.place,
                "a turn is of several at once; here of the first of them",
            );
        }
        people.extend(users.first().map(|id| index.person(id, draft)));
    }
    let first =
        whole(shift, "start_rotation_from_user_index").and_then(|it| usize::try_from(it).ok());
    if !people.is_empty() {
        let first = first.unwrap_or(0) % people.len();
        people.rotate_left(first);
    }
    people
}

fn read_shift(
    spot: Spot<'_>,
    shift: &Value,
    index: &Index,
    clock: &TimeZone,
    draft: &mut Draft<'_>,
) -> Option<Layer> {
    let until =
        text(shift, "until").or(text(shift, "rotation_end")).and_then(|it| civil(it, clock));
    let now = draft.around.now.to_zoned(clock.clone()).datetime();
    if until.is_some_and(|until| until <= now) {
        draft.leave(spot.file, spot.place, "it is over, and left out");
        return None;
    }
    let people = people(spot, shift, index, draft);
    let later = text(shift, "rotation_start").and_then(|it| civil(it, clock));
    // Turns and hours count from the start; from when on they are in force does not move them.
    let start = text(shift, "start").and_then(|it| civil(it, clock)).or(later);
    let days: Vec<Weekday> = texts(shift, "by_day").into_iter().filter_map(weekday).collect();
    let week_start = text(shift, "week_start").and_then(weekday).unwrap_or(Weekday::Monday);
    let is_weekly = text(shift, "frequency") == Some("weekly");
    let start = start.and_then(|start| first_turn(start, &days, week_start, is_weekly));
    let Some(start) = start.filter(|_| !people.is_empty()) else {
        draft.leave(
            spot.file,
            spot.place,
            "it does not say who has it from when on, and is left out",
        );
        return None;
    };
    let interval = whole(shift, "interval").unwrap_or(1).max(1);
    let is_rolling = text(shift, "type") == Some("rolling_users");
    if interval > 1 && !is_rolling {
        draft.leave(spot.file, spot.place, "it only comes every so often; write a layer for it");
        return None;
    }
    if ["by_month", "by_monthday"].iter().any(|key| !list(shift, key).is_empty()) {
        draft.leave(spot.file, spot.place, "it is on days of months; write a layer for it");
        return None;
    }
    let length = whole(shift, "duration").unwrap_or(0);
    let (unit, seconds) = match text(shift, "frequency") {
        Some("hourly") => ("hour", 3_600),
        Some("daily") => ("day", 86_400),
        Some("weekly") => ("week", 7 * 86_400),
        other => {
            let what = format!("the frequency `{}` is not understood", other.unwrap_or("none"));
            draft.leave(spot.file, spot.place, what);
            return None;
        }
    };
    if later.is_some_and(|later| later > now && later > start) {
        draft.leave(
            spot.file,
            spot.place,
            "it only begins later; here it counts from its first turn on",
        );
    }
    let mut layer = Layer::new(people, every_of(interval, unit), start);
    let from = layer.start.time();
    let is_whole = length >= seconds * interval;
    if interval > 1 && !is_whole && unit != "hour" {
        let what = format!("it leaves {unit}s between its turns; here the one before keeps them");
        draft.leave(spot.file, spot.place, what);
    }
    layer.only = match unit {
        _ if is_whole => Vec::new(),
        "hour" => {
            draft.leave(
                spot.file,
                spot.place,
                "it leaves time between its turns; here there is none",
            );
            Vec::new()
        }
        "day" if days.is_empty() => hours::windows(&[Stretch { day: None, from, length }]),
        _ => {
            let days = if days.is_empty() { vec![start.weekday()] } else { days.clone() };
            let of_day = |day: &Weekday| Stretch { day: Some(*day), from, length };
            hours::windows(&days.iter().map(of_day).collect::<Vec<_>>())
        }
    };
    if unit == "day" && !days.is_empty() {
        layer.turns_on = Some(hours::named(days));
    }
    layer.until = until;
    Some(layer)
}

/// When turns begin to count. What starts on none of its days starts on the first of them that follows;
/// turns of a week are handed over with the week, so on the first of its days and not on that of the start.
fn first_turn(
    start: DateTime,
    days: &[Weekday],
    week_start: Weekday,
    is_weekly: bool,
) -> Option<DateTime> {
    let Some(first) = week_start.cycle_forward().take(7).find(|day| days.contains(day)) else {
        return Some(start);
    };
    let day = start.weekday();
    let moved = match (days.contains(&day), is_weekly) {
        (false, _) => i64::from(day.until(first)),
        (true, true) => -i64::from(day.since(first)),
        (true, false) => 0,
    };
    start.checked_add(moved.days()).ok()
}
