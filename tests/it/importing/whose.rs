//! Who is called after an import: nobody else than before it, and nobody less.

use wail::import::Imported;

use super::{document, imported, settings};

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
