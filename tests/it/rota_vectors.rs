//! Rota vectors: files of rotas, questions and answers, in the format `rota-vectors/1`.

use std::collections::BTreeMap;
use std::path::Path;

use jiff::civil::{Date, DateTime, Time, Weekday};
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use serde_json::Value;
use wail::domain::name::PersonId;
use wail::domain::rota::{
    Duty, EraDraft, FIRST_TIER, Gap, LayerDraft, LeaveDraft, LeaveStretch, Moment, OverrideDraft,
    OverrideKind, Rota, RotaDraft, TierDraft, TierName, TurnUnit, Weekdays, Window,
};

#[test]
fn our_own_vectors_hold() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/rota/vectors.json");
    check(&vectors(Path::new(path)));
}

#[test]
fn the_vectors_of_the_environment_hold() {
    if let Some(vectors) = vectors_of_the_environment() {
        check(&vectors);
    }
}

/// The vectors that whoever tests has somewhere else.
#[expect(clippy::disallowed_methods, reason = "the file lies wherever the tester has it")]
pub(super) fn vectors_of_the_environment() -> Option<Vec<Value>> {
    std::env::var_os("WAIL_ROTA_VECTORS").map(|path| vectors(Path::new(&path)))
}

/// The vectors of a file, of which there are some.
pub(super) fn vectors(path: &Path) -> Vec<Value> {
    let text = std::fs::read_to_string(path).unwrap();
    let file: Value = serde_json::from_str(&text).unwrap();
    let vectors = list(&file["vectors"]).to_vec();
    assert!(!vectors.is_empty(), "{} has no vectors", path.display());
    vectors
}

fn check(vectors: &[Value]) {
    let failures: Vec<String> = vectors.iter().flat_map(failures).collect();
    assert!(
        failures.is_empty(),
        "{} answers of {} vectors differ\n{}",
        failures.len(),
        vectors.len(),
        failures.join("\n")
    );
}

/// Everything in which the rota's answers differ from the vector's.
fn failures(vector: &Value) -> Vec<String> {
    let rota = Rota::build(draft(&vector["rota"])).unwrap();
    let mut failures = Vec::new();
    let mut compare = |what: &str, found: String, expected: String| {
        if found != expected {
            let name = text(&vector["name"]);
            failures.push(format!("{name}: {what}\n  found    {found}\n  expected {expected}"));
        }
    };
    for query in list(&vector["queries"]) {
        let on_call = rota.on_call(tier_of(&rota, &query["tier"]), instant(&query["at"]));
        let expected: Vec<PersonId> = people(&query["expect"]);
        let at = text(&query["at"]);
        compare(&format!("at {at}"), format!("{on_call:?}"), format!("{expected:?}"));
    }
    let range = &vector["range"];
    if !range.is_null() {
        let tier = tier_of(&rota, &range["tier"]);
        let (from, to) = (instant(&range["from"]), instant(&range["to"]));
        let shifts = shifts(&rota, tier, from, to);
        compare("shifts", shifts, stretches(&vector["expect_shifts"]));
        compare("gaps", empty(&rota, tier, from, to), stretches(&vector["expect_gaps"]));
        if !vector["expect_seconds"].is_null() {
            let duties = rota.duties(tier, from, to);
            let expected = duties_of(&vector["expect_seconds"]);
            compare("duties", format!("{duties:?}"), format!("{expected:?}"));
        }
    }
    failures
}

fn shifts(rota: &Rota, tier: usize, from: Timestamp, to: Timestamp) -> String {
    let shifts = rota.shifts(tier, from, to);
    let lines = shifts
        .iter()
        .map(|shift| format!("{}..{} {}", shift.start, shift.end.unwrap(), shift.person));
    lines.collect::<Vec<_>>().join(", ")
}

/// What is left of a range without shifts. In these files nobody on purpose is nobody as well.
fn empty(rota: &Rota, tier: usize, from: Timestamp, to: Timestamp) -> String {
    let mut empty: Vec<Gap> = rota.gaps(tier, from, to);
    empty.extend(rota.silences(tier, from, to));
    empty.sort_by_key(|gap| gap.start);
    let mut merged: Vec<(Timestamp, Timestamp)> = Vec::new();
    for gap in empty {
        match merged.last_mut() {
            Some(last) if last.1 == gap.start => last.1 = gap.end,
            _ => merged.push((gap.start, gap.end)),
        }
    }
    let lines = merged.iter().map(|(start, end)| format!("{start}..{end}"));
    lines.collect::<Vec<_>>().join(", ")
}

fn stretches(expected: &Value) -> String {
    let lines = list(expected).iter().map(|stretch| {
        let span = format!("{}..{}", instant(&stretch["start"]), instant(&stretch["end"]));
        stretch["user"].as_str().map_or(span.clone(), |user| format!("{span} {user}"))
    });
    lines.collect::<Vec<_>>().join(", ")
}

fn duties_of(expected: &Value) -> BTreeMap<PersonId, Duty> {
    let duty = |seconds: &Value| {
        let span = |key: &str| SignedDuration::from_secs(seconds[key].as_i64().unwrap());
        Duty {
            shifts: seconds["shifts"].as_u64().unwrap().try_into().unwrap(),
            total: span("total"),
            nights: span("night"),
            weekends: span("weekend"),
            holidays: span("holiday"),
        }
    };
    expected
        .as_object()
        .unwrap()
        .iter()
        .map(|(user, it)| (PersonId::from(&**user), duty(it)))
        .collect()
}

fn draft(rota: &Value) -> RotaDraft {
    let tiers = match rota["tiers"].as_array() {
        Some(tiers) => tiers.iter().map(|it| tier(text(&it["name"]), &it["layers"])).collect(),
        None => vec![tier("primary", &rota["layers"])],
    };
    let people = rota["people"].as_object();
    let zones = people
        .into_iter()
        .flatten()
        .filter_map(|(name, person)| Some((PersonId::from(&**name), zone(person.get("zone")?))));
    RotaDraft {
        zone: zone(&rota["zone"]),
        tiers,
        coverage: Vec::new(),
        holidays: list(&rota["holidays"]).iter().map(date).collect(),
        zones: zones.collect(),
        overrides: list(&rota["overrides"]).iter().map(an_override).collect(),
        leave: list(&rota["time_off"]).iter().map(leave).collect(),
    }
}

fn tier(name: &str, layers: &Value) -> TierDraft {
    TierDraft { name: TierName::new(name), layers: list(layers).iter().map(layer).collect() }
}

fn layer(layer: &Value) -> LayerDraft {
    LayerDraft {
        name: layer["name"].as_str().map(Into::into),
        zone: layer.get("zone").map(zone),
        eras: list(&layer["rotation"]).iter().map(era).collect(),
        windows: layer
            .get("restrictions")
            .map(|windows| list(windows).iter().map(window).collect()),
        until: layer.get("until").map(civil),
    }
}

fn era(era: &Value) -> EraDraft {
    EraDraft {
        start: date(&era["start"]),
        handoff: time(text(&era["handoff"])),
        unit: match text(&era["unit"]) {
            "hour" => TurnUnit::Hour,
            "day" => TurnUnit::Day,
            "week" => TurnUnit::Week,
            "month" => TurnUnit::Month,
            other => panic!("no unit: {other}"),
        },
        length: era["length"].as_u64().unwrap().try_into().unwrap(),
        people: people(&era["users"]),
        turn_days: era.get("turn_days").map(weekdays),
    }
}

fn window(window: &Value) -> Window {
    let (from, to) = (text(&window["from"]), text(&window["to"]));
    if let (Some(from), Some(to)) = (from.split_once(' '), to.split_once(' ')) {
        let moment = |(day, at): (&str, &str)| (weekday(day), time(at));
        return Window::Weekly { from: moment(from), to: moment(to) };
    }
    let days = window.get("days").map_or(Weekdays::ALL, weekdays);
    Window::Daily { days, from: time(from), to: time(to) }
}

fn an_override(each: &Value) -> OverrideDraft {
    let person = |key: &str| PersonId::from(text(&each[key]));
    OverrideDraft {
        kind: match text(&each["kind"]) {
            "take" => OverrideKind::Take { by: person("user") },
            "cover" => OverrideKind::Cover { by: person("user"), instead_of: person("for") },
            "swap" => {
                let [one, other] = people(&each["users"]).try_into().unwrap();
                OverrideKind::Swap { one, other }
            }
            "nobody" => OverrideKind::Nobody,
            other => panic!("no kind of override: {other}"),
        },
        from: moment(&each["from"]),
        to: moment(&each["to"]),
        tier: each["tier"].as_str().map(TierName::new),
        why: None,
    }
}

fn leave(leave: &Value) -> LeaveDraft {
    let stretch = LeaveStretch::Moments { from: moment(&leave["from"]), to: moment(&leave["to"]) };
    LeaveDraft { person: PersonId::from(text(&leave["user"])), stretch }
}

fn moment(moment: &Value) -> Moment {
    match text(moment).parse() {
        Ok(instant) => Moment::Instant(instant),
        Err(_) => Moment::Civil(civil(moment)),
    }
}

fn tier_of(rota: &Rota, tier: &Value) -> usize {
    let place = |name| rota.tiers().iter().position(|tier| tier.as_str() == name).unwrap();
    tier.as_str().map_or(FIRST_TIER, place)
}

fn people(names: &Value) -> Vec<PersonId> {
    list(names).iter().map(|name| PersonId::from(text(name))).collect()
}

fn weekdays(days: &Value) -> Weekdays {
    list(days).iter().map(|day| weekday(text(day))).collect()
}

fn weekday(day: &str) -> Weekday {
    let days = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];
    let place = days.iter().position(|each| *each == day).unwrap();
    Weekday::from_monday_zero_offset(place.try_into().unwrap()).unwrap()
}

fn time(time: &str) -> Time {
    // The end of a day is the beginning of the next.
    if time == "24:00" { Time::midnight() } else { time.parse().unwrap() }
}

fn zone(zone: &Value) -> TimeZone {
    TimeZone::get(text(zone)).unwrap()
}

fn civil(civil: &Value) -> DateTime {
    text(civil).parse().unwrap()
}

fn date(date: &Value) -> Date {
    text(date).parse().unwrap()
}

pub(super) fn instant(instant: &Value) -> Timestamp {
    text(instant).parse().unwrap()
}

pub(super) fn text(value: &Value) -> &str {
    value.as_str().unwrap()
}

pub(super) fn list(value: &Value) -> &[Value] {
    value.as_array().map_or(&[], |values| values)
}
