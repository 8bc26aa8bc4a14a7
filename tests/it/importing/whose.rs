//! Who is called after an import: nobody else than before it, and nobody less.

use std::fmt::Write as _;
use std::fs;

use wail::import::Imported;

use super::{document, imported, on_call, settings};
use crate::common::{TestHome, ran};

#[track_caller]
pub(super) fn is_told(imported: &Imported, place: &str, what: &str) {
    let found = imported.left.iter().any(|left| left.place == place && left.what.contains(what));
    assert!(found, "{place}: {what}: {:#?}", imported.left);
}

#[test]
fn a_schedule_without_turns_is_not_called_by_the_name_of_another() {
    let of = |name: &str, people: &str| {
        format!(
            r#"{{"id": "{name}", "name": "{name}", "timezone": "UTC", "enabled": true, "rotations": [
                {{"name": "r", "startDate": "2026-01-05T09:00:00Z", "type": "weekly", "length": 1,
                  "participants": [{people}]}}]}}"#
        )
    };
    let ana = r#"{"type": "user", "username": "ana@example.org"}"#;
    let schedules =
        format!(r#"{{"data": [{}, {}]}}"#, of("web", ana), of("empty", r#"{"type": "none"}"#));
    let rule = |minutes: u8, name: &str| {
        format!(
            r#"{{"delay": {{"timeAmount": {minutes}, "timeUnit": "minutes"}},
                "recipient": {{"type": "schedule", "name": "{name}"}}}}"#
        )
    };
    let escalations = format!(
        r#"{{"data": [{{"name": "alone", "rules": [{}]}}, {{"name": "both", "rules": [{}, {}]}}]}}"#,
        rule(0, "empty"),
        rule(0, "empty"),
        rule(5, "web")
    );
    let imported =
        imported(&[document("s.json", &schedules), document("e.json", &escalations)].concat());
    let settings = settings(&imported.text);
    is_told(&imported, "schedule empty", "nobody takes turns in it");
    is_told(&imported, "escalation alone, rule 1", "`empty` is not in the export");
    is_told(&imported, "escalation alone", "nobody is left in it");
    let policies: Vec<&str> = settings.rules.policies.keys().map(|name| name.as_str()).collect();
    assert_eq!(policies, ["both"], "{}", imported.text);
    assert_eq!(imported.text.matches("who = \"web\"").count(), 1, "{}", imported.text);
}

/// A schedule of `Grafana OnCall` with one shift of two people.
fn shift(keys: &str) -> Imported {
    let text = format!(
        r#"[{{"results": [{{"id": "S", "name": "Web", "type": "calendar", "time_zone": "UTC",
             "on_call_now": [], "shifts": ["O"]}}]}},
            {{"results": [{{"id": "O", "name": "o", "type": "rolling_users", "level": 1, "interval": 1,
             "rolling_users": [["ana"], ["bo"]], {keys}}}]}}]"#
    );
    let imported = imported(&document("all.json", &text));
    settings(&imported.text);
    imported
}

#[track_caller]
fn turns(imported: &Imported, expected: &[(&str, &str)]) {
    let settings = settings(&imported.text);
    for (at, who) in expected {
        assert_eq!(on_call(&settings, "web", at), *who, "{at}\n{}", imported.text);
    }
}

#[test]
fn turns_count_from_the_start_and_not_from_the_last_edit() {
    let edited = shift(
        r#""start": "2026-11-02T09:00:00", "rotation_start": "2026-11-11T15:42:00",
           "duration": 604800, "frequency": "weekly", "week_start": "MO""#,
    );
    turns(
        &edited,
        &[
            ("2026-11-30T08:59:00Z", "bo"),
            ("2026-11-30T09:00:00Z", "ana"),
            ("2026-12-07T08:59:00Z", "ana"),
            ("2026-12-07T09:00:00Z", "bo"),
        ],
    );
    let later = shift(
        r#""start": "2026-11-02T09:00:00", "rotation_start": "2026-12-24T00:00:00",
           "duration": 604800, "frequency": "weekly""#,
    );
    is_told(&later, "schedule Web, shift o", "it only begins later");
}

#[test]
fn turns_of_a_week_are_handed_over_with_the_week() {
    // Started on a Wednesday: Ana has the rest of that week, and Bo the whole of the next.
    let days = r#""by_day": ["MO", "TU", "WE", "TH", "FR"], "duration": 28800,
                  "start": "2026-11-04T09:00:00", "frequency": "weekly""#;
    turns(
        &shift(days),
        &[
            ("2026-11-30T10:00:00Z", "ana"),
            ("2026-12-04T10:00:00Z", "ana"),
            ("2026-12-07T10:00:00Z", "bo"),
            ("2026-12-11T10:00:00Z", "bo"),
        ],
    );
    // A week of Sunday to Saturday.
    let sunday = r#""by_day": ["SU", "MO"], "duration": 28800, "week_start": "SU",
                    "start": "2026-11-02T09:00:00", "frequency": "weekly""#;
    turns(
        &shift(sunday),
        &[
            ("2026-11-29T10:00:00Z", "ana"),
            ("2026-11-30T10:00:00Z", "ana"),
            ("2026-12-06T10:00:00Z", "bo"),
            ("2026-12-07T10:00:00Z", "bo"),
        ],
    );
    // On none of its days: it starts with the next week.
    let none = r#""by_day": ["MO", "TU"], "duration": 28800,
                  "start": "2026-11-04T09:00:00", "frequency": "weekly""#;
    turns(&shift(none), &[("2026-11-30T10:00:00Z", "bo"), ("2026-12-07T10:00:00Z", "ana")]);
    // By the day, turns count from the start on.
    let daily = r#""by_day": ["MO", "TU", "WE", "TH", "FR"], "duration": 28800,
                   "start": "2026-11-25T09:00:00", "frequency": "daily""#;
    turns(&shift(daily), &[("2026-11-30T10:00:00Z", "bo"), ("2026-12-01T10:00:00Z", "ana")]);
}

#[test]
fn what_was_called_is_called_though_a_condition_cannot_be_read() {
    let home = TestHome::new();
    let export = r#"
receivers:
  - { name: nobody }
  - { name: team, webhook_configs: [{ url: "http://127.0.0.1" }] }
route:
  receiver: nobody
  routes:
    - { receiver: team, matchers: ['service="db"', 'host=~"("'] }
    - { receiver: nobody, matchers: ['severity="info"'] }
    - { receiver: nobody, matchers: ['service="quiet"', 'host=~"("'] }
    - receiver: team
      matchers: ['service="web"']
      routes: [{ receiver: nobody, matchers: ['host=~"("'] }]
"#;
    fs::write(home.path().join("alertmanager.yml"), export).unwrap();
    let target = home.path().join("new.toml");
    let mut command = home.command(&["init", "--from", "alertmanager.yml", "--config"]);
    let run = ran(command.arg(&target).env_remove("WAIL_CONFIG"));
    assert_eq!(run.code, 0, "{run:?}");
    assert!(run.stderr.contains("alertmanager.yml: route 1: it would be missed"), "{run:?}");
    assert!(!run.stderr.contains("route 3: it would be missed"), "it tells nobody: {run:?}");
    let told = "alertmanager.yml: route 1: what route 2 would only write down goes to it";
    assert!(run.stderr.contains(told), "{run:?}");
    let mut text = fs::read_to_string(&target).unwrap();
    for (number, (labels, then)) in [
        ("service = \"db\"", "policy = \"team\""),
        ("service = \"db\", severity = \"info\"", "policy = \"team\""),
        ("service = \"mail\", severity = \"info\"", "logged = true"),
        ("service = \"web\", host = \"a\"", "policy = \"team\""),
        ("service = \"else\"", "logged = true"),
    ]
    .into_iter()
    .enumerate()
    {
        write!(
            text,
            "\n[[test]]\nname = \"{number}\"\nat = 2026-12-01T12:00:00Z\nlabels = {{ {labels} }}\n\
             severity = \"critical\"\n{then}\n"
        )
        .unwrap();
    }
    fs::write(&target, text).unwrap();
    let checked = home.wail(&["config", "check", "--config", target.to_str().unwrap()]);
    assert_eq!(checked.code, 0, "{checked:?}");
}

#[test]
fn a_sibling_that_only_writes_down_takes_nothing_from_a_route_that_cannot_be_read() {
    let export = r#"
receivers:
  - { name: nobody }
  - { name: team, webhook_configs: [{ url: "http://127.0.0.1" }] }
  - { name: db, webhook_configs: [{ url: "http://127.0.0.1" }] }
route:
  receiver: team
  routes:
    - receiver: db
      matchers: ['host=~"("']
      routes: [{ receiver: nobody, matchers: ['stage="test"'] }]
    - receiver: team
      matchers: ['service="web"']
      routes: [{ receiver: nobody, matchers: ['severity="info"'] }]
    - { receiver: team, matchers: ['service="mail"'] }
"#;
    let imported = imported(&document("alertmanager.yml", export));
    let routes: Vec<&str> = imported.text.split("[[route]]").skip(1).collect();
    // What the second one would only write down first goes where the first one may have sent it.
    let taken = [
        ("\"severity=info\", \"stage=test\"", "log = true"),
        ("\"severity=info\"]", "policy = \"db\""),
        ("\"severity=info\"]", "log = true"),
        ("\"service=web\"]", "policy = \"team\""),
        ("\"service=mail\"]", "policy = \"team\""),
    ];
    for (route, (conditions, then)) in routes.iter().zip(taken) {
        assert!(route.contains(conditions) && route.contains(then), "{conditions}: {route}");
    }
    let whole = &imported.text;
    assert_eq!(routes.len(), taken.len() + 1, "and one that takes everything: {whole}");
    is_told(&imported, "route 1", "what route 2.1 would only write down goes to it");
}

/// A calendar on the clock of New York with these shifts, each a day and its lines.
fn calendar(shifts: &[(&str, &str, &str)]) -> Imported {
    let mut text =
        "BEGIN:VCALENDAR\r\nX-WR-CALNAME:Web\r\nX-WR-TIMEZONE:America/New_York\r\n".to_owned();
    for (number, (from, to, lines)) in shifts.iter().enumerate() {
        write!(
            text,
            "BEGIN:VEVENT\r\nUID:{number}\r\nDTSTART;VALUE=DATE:{from}\r\nDTEND;VALUE=DATE:{to}\r\n\
             {lines}\r\nEND:VEVENT\r\n"
        )
        .unwrap();
    }
    let imported = imported(&document("web.ics", &format!("{text}END:VCALENDAR\r\n")));
    settings(&imported.text);
    imported
}

#[test]
fn whoever_wrote_a_calendar_has_not_all_its_shifts() {
    let boss = "ORGANIZER;CN=Boss:mailto:boss@example.org\r\nSUMMARY:On Call - ";
    let (ana, bo) = (format!("{boss}ana"), format!("{boss}bo"));
    let imported = calendar(&[
        ("20261130", "20261207", &ana),
        ("20261207", "20261214", &bo),
        ("20261214", "20261221", &ana),
    ]);
    turns(&imported, &[("2026-12-02T12:00:00Z", "ana"), ("2026-12-09T12:00:00Z", "bo")]);
    let several = "ATTENDEE:mailto:ana@example.org\r\nATTENDEE:mailto:bo@example.org";
    let imported = calendar(&[("20261130", "20261207", several)]);
    is_told(&imported, "calendar Web", "several take part in a shift");
}

#[test]
fn whole_days_are_those_of_the_calendar() {
    let imported = calendar(&[
        ("20261130", "20261207", "SUMMARY:ana"),
        ("20261207", "20261214", "SUMMARY:bo"),
        ("20261214", "20261221", "SUMMARY:ana"),
    ]);
    // Midnight of New York.
    turns(&imported, &[("2026-12-07T04:59:00Z", "ana"), ("2026-12-07T05:00:00Z", "bo")]);
}

#[test]
fn shifts_that_overlap_are_told() {
    let imported = calendar(&[
        ("20261130", "20261207", "SUMMARY:ana"),
        ("20261202", "20261203", "SUMMARY:bo"),
    ]);
    is_told(&imported, "calendar Web", "overlap, first from 2026-12-02 00:00 on");
    let apart = calendar(&[
        ("20261130", "20261202", "SUMMARY:ana"),
        ("20261202", "20261203", "SUMMARY:bo"),
    ]);
    assert!(!apart.left.iter().any(|left| left.what.contains("overlap")), "{:?}", apart.left);
}
