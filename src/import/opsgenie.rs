//! Opsgenie: schedules with their rotations, users, teams and escalations, as its API answers.

use std::collections::BTreeMap;

use jiff::civil::Time;
use serde_json::Value;

use super::draft::{Draft, Known, Policy, Step};
use super::fields::{all, civil, instant, list, text, truth, whole};
use super::hours::{self, Stretch, weekday};
use super::layer::{Layer, every_of, taken};
use super::{Content, Document, Importer};

/// Opsgenie.
pub(super) static IMPORTER: Importer = Importer {
    name: "opsgenie",
    about: "people, rotas with their overrides, and policies",
    export: "JSON of its API: `/v2/schedules?expand=rotation`, `/v2/users`, `/v2/teams/ID`, `/v2/escalations`",
    recognises,
    read,
};

fn recognises(content: &Content) -> bool {
    let Some(data) = content.data().and_then(|it| it.get("data")) else { return false };
    let is_own = |it: &Value| {
        is_schedule(it) || is_user(it) || is_escalation(it) || is_team(it) || is_override(it)
    };
    match data {
        Value::Array(list) => match list.first() {
            Some(first) => is_own(first),
            None => content.data().is_some_and(|it| it.get("requestId").is_some()),
        },
        value => is_own(value),
    }
}

fn is_schedule(it: &Value) -> bool {
    it.get("rotations").is_some() || (it.get("timezone").is_some() && it.get("enabled").is_some())
}

fn is_user(it: &Value) -> bool {
    it.get("username").is_some() && it.get("fullName").is_some()
}

fn is_escalation(it: &Value) -> bool {
    list(it, "rules").first().is_some_and(|rule| rule.get("recipient").is_some())
}

fn is_team(it: &Value) -> bool {
    it.get("members").is_some_and(Value::is_array)
}

fn is_override(it: &Value) -> bool {
    it.get("alias").is_some() && it.get("startDate").is_some() && it.get("user").is_some()
}

/// What is known of everybody and everything, by id and by name.
#[derive(Default)]
struct Index {
    users: BTreeMap<String, Known>,
    /// The rotas of a schedule: all its rotations are on call at once.
    rotas: BTreeMap<String, Vec<String>>,
    /// Who is in a team.
    teams: BTreeMap<String, Vec<Value>>,
}

impl Index {
    fn person(&self, reference: &Value, draft: &mut Draft<'_>) -> Option<String> {
        let address = text(reference, "username");
        let known = text(reference, "id").and_then(|id| self.users.get(id));
        let known = known.or_else(|| self.users.get(address?)).cloned();
        let named = || address.map(|it| Known { address: Some(it.to_owned()), ..Known::default() });
        known.or_else(named).map(|known| draft.person(&known))
    }

    /// Everybody whom a recipient or participant means, in their order.
    fn called(&self, reference: &Value, draft: &mut Draft<'_>) -> Option<Vec<String>> {
        let id = text(reference, "id").unwrap_or_default();
        let name = text(reference, "name").unwrap_or_default();
        match text(reference, "type")? {
            "user" => Some(vec![self.person(reference, draft)?]),
            "schedule" => self.rotas.get(id).or_else(|| self.rotas.get(name)).cloned(),
            "team" => {
                let members = self.teams.get(id).or_else(|| self.teams.get(name))?;
                let members = members.iter().filter_map(|it| self.person(it.get("user")?, draft));
                Some(members.collect()).filter(|members: &Vec<String>| !members.is_empty())
            }
            _ => None,
        }
    }
}

fn read(documents: &[&Document], draft: &mut Draft<'_>) {
    let mut index = Index::default();
    let data = all(documents, &["data"]);
    for (file, user) in data.iter().filter(|(_, it)| is_user(it)) {
        let known = Known {
            name: text(user, "fullName").map(str::to_owned),
            address: text(user, "username").map(str::to_owned),
            zone: text(user, "timeZone").map(str::to_owned),
            file: (*file).to_owned(),
        };
        let keys = [text(user, "id"), text(user, "username")].into_iter().flatten();
        index.users.extend(keys.map(|key| (key.to_owned(), known.clone())));
    }
    for (_, team) in data.iter().filter(|(_, it)| is_team(it)) {
        let keys = [text(team, "id"), text(team, "name")].into_iter().flatten();
        index.teams.extend(keys.map(|key| (key.to_owned(), list(team, "members").to_vec())));
    }
    for (file, schedule) in data.iter().filter(|(_, it)| is_schedule(it)) {
        read_schedule(file, schedule, &mut index, draft);
    }
    for (file, entry) in data.iter().filter(|(_, it)| is_override(it)) {
        read_override(file, entry, &index, draft);
    }
    for (file, escalation) in data.iter().filter(|(_, it)| is_escalation(it)) {
        read_escalation(file, escalation, &index, draft);
    }
}

fn read_schedule(file: &str, schedule: &Value, index: &mut Index, draft: &mut Draft<'_>) {
    let name = text(schedule, "name").unwrap_or("rota");
    let place = format!("schedule {name}");
    if truth(schedule, "enabled") == Some(false) {
        return draft.leave(file, &place, "it is disabled, and left out");
    }
    let rotations = list(schedule, "rotations");
    if rotations.is_empty() {
        let what = "it has no rotations: export it with `?expand=rotation`";
        return draft.leave(file, &place, what);
    }
    let zone = draft.zone(file, &place, text(schedule, "timezone"));
    let mut rotas = Vec::new();
    for (number, rotation) in rotations.iter().enumerate() {
        let number = number + 1;
        let called = text(rotation, "name").map_or_else(|| number.to_string(), str::to_owned);
        let place = format!("{place}, rotation {called}");
        let layer = read_rotation(file, &place, rotation, zone.as_deref(), index, draft);
        let Some(layer) = layer else { continue };
        // Rotations are all on call at once, and layers outrank one another: so each is a rota.
        let title = if rotations.len() == 1 { name.to_owned() } else { format!("{name} {called}") };
        let rota = draft.rota(&title, zone.as_deref());
        draft.add(&rota, layer.block(&rota));
        rotas.push(rota);
    }
    if rotas.is_empty() {
        // Whoever calls it is told that it is not there, and nobody else is called for it.
        return draft.leave(file, &place, "nobody takes turns in it, so it is no rota here");
    }
    let keys = [text(schedule, "id"), text(schedule, "name")].into_iter().flatten();
    index.rotas.extend(keys.map(|key| (key.to_owned(), rotas.clone())));
}

fn read_rotation(
    file: &str,
    place: &str,
    rotation: &Value,
    zone: Option<&str>,
    index: &Index,
    draft: &mut Draft<'_>,
) -> Option<Layer> {
    let clock = draft.clock(zone);
    let until = text(rotation, "endDate").and_then(instant);
    if until.is_some_and(|until| until <= draft.around.now) {
        draft.leave(file, place, "it is over, and left out");
        return None;
    }
    let mut people = Vec::new();
    for participant in list(rotation, "participants") {
        match index.called(participant, draft) {
            Some(called) if called.len() == 1 => people.extend(called),
            Some(called) => {
                draft.leave(
                    file,
                    place,
                    "a team takes a turn together; here its members take one each",
                );
                people.extend(called);
            }
            None => {
                let kind = text(participant, "type").unwrap_or("participant");
                let name = text(participant, "name").or(text(participant, "id")).unwrap_or("");
                let whose = format!("{kind} {name}");
                let whose = whose.trim_end();
                let what = format!("the turn of `{whose}` is nobody's here, and left out");
                draft.leave(file, place, what);
            }
        }
    }
    let length = whole(rotation, "length").unwrap_or(1).max(1);
    let every = match text(rotation, "type") {
        Some("hourly") => every_of(length, "hour"),
        Some("daily") => every_of(length, "day"),
        Some("weekly") => every_of(length, "week"),
        other => {
            let what =
                format!("turns of the type `{}` are not understood", other.unwrap_or("none"));
            draft.leave(file, place, what);
            return None;
        }
    };
    let start = text(rotation, "startDate").and_then(|it| civil(it, &clock));
    let Some(start) = start.filter(|_| !people.is_empty()) else {
        draft.leave(file, place, "it does not say who takes turns from when on, and is left out");
        return None;
    };
    let mut layer = Layer::new(people, every, start);
    layer.only = restriction(file, place, rotation, draft);
    layer.until = until.map(|until| until.to_zoned(clock).datetime());
    Some(layer)
}

fn restriction(file: &str, place: &str, rotation: &Value, draft: &mut Draft<'_>) -> Vec<String> {
    let Some(restriction) = rotation.get("timeRestriction").filter(|it| it.is_object()) else {
        return Vec::new();
    };
    let single = restriction.get("restriction").into_iter();
    let all: Vec<&Value> = list(restriction, "restrictions").iter().chain(single).collect();
    let mut stretches = Vec::new();
    for each in all {
        match stretch(each) {
            Some(stretch) => stretches.push(stretch),
            None => draft.leave(file, place, "a restriction of its hours is not understood"),
        }
    }
    hours::windows(&stretches)
}

fn stretch(restriction: &Value) -> Option<Stretch> {
    let clock = |hour: &str, minute: &str| {
        let part = |key| whole(restriction, key).and_then(|it| i8::try_from(it).ok());
        Time::new(part(hour)? % 24, part(minute).unwrap_or(0), 0, 0).ok()
    };
    let (from, to) = (clock("startHour", "startMin")?, clock("endHour", "endMin")?);
    let seconds = |time: Time| i64::from(time.hour()) * 3600 + i64::from(time.minute()) * 60;
    let of_day = seconds(to) - seconds(from);
    let Some(first) = text(restriction, "startDay") else {
        let length = if of_day <= 0 { of_day + 86_400 } else { of_day };
        return Some(Stretch { day: None, from, length });
    };
    let (first, last) = (weekday(first)?, weekday(text(restriction, "endDay")?)?);
    let length = i64::from(first.until(last)) * 86_400 + of_day;
    let length = if length <= 0 { length + 7 * 86_400 } else { length };
    Some(Stretch { day: Some(first), from, length })
}

fn read_override(file: &str, entry: &Value, index: &Index, draft: &mut Draft<'_>) {
    let alias = text(entry, "alias").unwrap_or_default();
    let place = format!("override {alias}");
    let schedule = entry.get("_parent").or_else(|| entry.get("parent"));
    let keys = [schedule.and_then(|it| text(it, "id")), schedule.and_then(|it| text(it, "name"))];
    let rotas = keys.into_iter().flatten().find_map(|key| index.rotas.get(key));
    let from = text(entry, "startDate").and_then(instant);
    let to = text(entry, "endDate").and_then(instant);
    let who = entry.get("user").and_then(|user| index.person(user, draft));
    match (rotas.map(Vec::as_slice), from, to, who) {
        (_, _, Some(to), _) if to <= draft.around.now => {}
        (Some([rota]), Some(from), Some(to), Some(who)) if from < to => {
            draft.add(rota, taken(rota, &who, from, to));
        }
        _ => draft.leave(
            file,
            &place,
            "it cannot be told whose turn it takes: `wail take` writes it",
        ),
    }
}

fn read_escalation(file: &str, escalation: &Value, index: &Index, draft: &mut Draft<'_>) {
    let title = text(escalation, "name").unwrap_or("policy");
    let place = format!("escalation {title}");
    // Delays count from the alert on, and waits from the step before.
    let mut steps: BTreeMap<i64, Vec<String>> = BTreeMap::new();
    for (number, rule) in list(escalation, "rules").iter().enumerate() {
        let place = format!("{place}, rule {}", number + 1);
        let recipient = rule.get("recipient").unwrap_or(&Value::Null);
        if !matches!(text(rule, "notifyType"), None | Some("default" | "all" | "users")) {
            let what =
                "it calls the one before or after in the schedule; here, whoever has the turn";
            draft.leave(file, &place, what);
        }
        if text(rule, "condition") == Some("if-not-closed") {
            draft.leave(file, &place, "it goes on after an acknowledgement; here that stops it");
        }
        if let Some(called) = index.called(recipient, draft) {
            steps.entry(delay(rule)).or_default().extend(called);
        } else {
            let name = text(recipient, "name").or(text(recipient, "id")).unwrap_or("nobody");
            let what = format!("`{name}` is not in the export, and nobody stands in");
            draft.leave(file, &place, what);
        }
    }
    let Some(first) = steps.keys().next().copied() else {
        return draft.leave(file, &place, "nobody is left in it, and it is left out");
    };
    if first > 0 {
        draft.leave(file, &place, "its first step waits for a while; here it calls at once");
    }
    let delays: Vec<i64> = steps.keys().copied().collect();
    let waits = delays.windows(2).map(|pair| Some(pair[1] - pair[0])).chain([None]);
    let steps = steps.into_values().zip(waits).map(|(mut who, wait)| {
        let mut seen = std::collections::BTreeSet::new();
        who.retain(|name| seen.insert(name.clone()));
        Step { who, wait }
    });
    let steps: Vec<Step> = steps.collect();
    let repeat = escalation.get("repeat").and_then(|it| whole(it, "count"));
    let name = draft.name("policy", title);
    let notes = if name == title { Vec::new() } else { vec![title.to_owned()] };
    draft.policies.push(Policy { name, steps, repeat, notes });
}

/// After how many seconds a rule is due.
fn delay(rule: &Value) -> i64 {
    let Some(delay) = rule.get("delay") else { return 0 };
    let amount = whole(delay, "timeAmount").unwrap_or(0).clamp(0, 100_000);
    amount
        * match text(delay, "timeUnit") {
            Some("hours") => 3_600,
            Some("days") => 86_400,
            Some("seconds") => 1,
            _ => 60,
        }
}
