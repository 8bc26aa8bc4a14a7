//! What a write-up says, word for word, and that nothing from outside means anything in it.

use jiff::SignedDuration;

use super::*;
use crate::domain::promise::{PromiseId, Wanted};

fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

fn entry(id: i64, when: &str, event: &str, who: Option<&str>, text: &str) -> Happened {
    Happened {
        at: at(when),
        incident: Some(IncidentId(id)),
        event: event.to_owned(),
        who: who.map(str::to_owned),
        text: text.to_owned(),
    }
}

/// Three in the morning in Berlin, for forty minutes.
fn disk(id: i64, day: &str) -> Told {
    let on = |time: &str| format!("2026-11-{day}T{time}Z");
    let entry = |time: &str, event: &str, who: Option<&str>, text: &str| {
        entry(id, &on(time), event, who, text)
    };
    Told {
        id: IncidentId(id),
        severity: Severity::Critical,
        summary: "disk full".to_owned(),
        services: vec!["db".to_owned()],
        source: "prometheus".to_owned(),
        began_at: at(&on("01:58:00")),
        opened_at: at(&on("02:00:00")),
        resolved_at: Some(at(&on("02:40:00"))),
        problems: vec![("prometheus/1".to_owned(), "disk full".to_owned())],
        origin: None,
        pages: vec![(at(&on("02:00:00")), "ana".to_owned(), "sound".to_owned())],
        times: 1,
        before: None,
        owner: None,
        happened: vec![
            entry(
                "02:00:00",
                "opened",
                Some("prometheus"),
                "prometheus reports critical: disk full",
            ),
            entry("02:00:00", "paged", Some("ana"), "page ana by sound, first page"),
            entry("02:00:01", "delivered", Some("ana"), "sound reaches out to ana: 48000 samples"),
            entry("02:03:00", "acknowledged", Some("ana"), "ana acknowledges, check-in in 30m"),
            entry("02:10:00", "fix-noted", Some("ana"), "ana notes the fix: logrotate -f db"),
            entry(
                "02:40:00",
                "resolved",
                Some("prometheus"),
                "resolved, prometheus reports that it is over",
            ),
        ],
    }
}

fn promise() -> Promise {
    let what = Wanted {
        text: "grow the disk".to_owned(),
        owner: "bo".into(),
        by: "ana".into(),
        due_at: at("2026-11-06T17:00:00Z"),
        incident: Some(IncidentId(1)),
        to: None,
        public: false,
        fixes: false,
    };
    let made_at = at("2026-11-03T09:00:00Z");
    Promise { id: PromiseId(3), what, made_at, told_at: made_at, closed: None }
}

fn of(incidents: Vec<Told>) -> WriteUp {
    WriteUp {
        title: None,
        now: at("2026-11-05T12:00:00Z"),
        zone: TimeZone::get("Europe/Berlin").unwrap(),
        incidents,
        around: vec![
            Happened {
                incident: None,
                ..entry(0, "2026-11-03T01:30:00Z", "changed", None, "ci reports a change: db 4.2")
            },
            entry(7, "2026-11-04T12:00:00Z", "opened", None, "ana raises error: slow queries"),
        ],
        promises: vec![promise()],
        picture: None,
    }
}

#[test]
fn the_write_up_of_one_incident() {
    let expected = include_str!("tests/one.md");
    let written = of(vec![disk(1, "03")]).markdown();
    assert_eq!(written, expected, "\n{written}");
}

#[test]
fn the_write_up_of_several_is_one_story() {
    let expected = include_str!("tests/two.md");
    let written =
        WriteUp { title: Some("Two nights".to_owned()), ..of(vec![disk(1, "03"), disk(2, "05")]) };
    let written = written.markdown();
    assert_eq!(written, expected, "\n{written}");
}

#[test]
fn what_comes_from_outside_means_nothing_in_it() {
    let evil = "<script>alert(1)</script> [x](javascript:alert(1)) | # `rm` **b** \u{1b}[31m\n# heading\n- 1. x";
    let mut told = disk(1, "03");
    told.summary = evil.to_owned();
    told.services = vec![evil.to_owned()];
    told.problems = vec![(evil.to_owned(), evil.to_owned()); 2];
    told.origin = Some(evil.to_owned());
    told.pages[0].1 = evil.to_owned();
    for entry in &mut told.happened {
        entry.text = evil.to_owned();
        entry.who = Some(evil.to_owned());
    }
    let mut promise = promise();
    promise.what.text = evil.to_owned();
    promise.what.owner = evil.into();
    let written =
        WriteUp { title: Some(evil.to_owned()), promises: vec![promise], ..of(vec![told]) };
    for text in [written.html(), written.picture()] {
        assert!(!text.contains("<script") && !text.contains('\u{1b}'), "{text}");
    }
    let text = written.markdown();
    for inside in ["<script", "[x](", "\u{1b}", "`rm`", "**b**", "\n# heading", "| #"] {
        let plain = text.replace("> **To write:**", "");
        assert!(!plain.contains(inside), "{inside} is in\n{text}");
    }
    let headings = text.lines().filter(|line| line.starts_with('#')).count();
    assert_eq!(headings, 10, "{text}");
}

#[test]
fn a_text_of_a_hundred_kilobytes_is_cut_and_said_to_be() {
    let mut told = disk(1, "03");
    told.happened[4].text = "x".repeat(100_000);
    let text = of(vec![told]).markdown();
    assert!(text.len() < 20_000, "{} bytes", text.len());
    assert!(text.contains("x… (100000 characters, cut)"), "{text}");
}

#[test]
fn the_picture_marks_pages_answer_and_end_and_says_so_in_words() {
    let picture = of(vec![disk(1, "03"), disk(2, "05")]).picture();
    let says = "1 disk full, from Tue 2026-11-03 02:58 for 42m, 1 page, acknowledged after 5m";
    assert!(picture.contains(says), "{picture}");
    for look in ["class=\"warn\"", "class=\"bad\"", "class=\"accent\"", "class=\"good\""] {
        assert!(picture.matches(look).count() >= 2, "{look} in\n{picture}");
    }
}

#[test]
fn moments_are_those_of_the_record() {
    let Moments { began, detected, paged, heard, acknowledged, mitigated, resolved } =
        disk(1, "03").moments();
    assert_eq!(detected.duration_since(began), SignedDuration::from_mins(2));
    assert_eq!(paged, Some(at("2026-11-03T02:00:00Z")));
    assert_eq!(heard, Some(at("2026-11-03T02:00:01Z")));
    assert_eq!(acknowledged, Some(at("2026-11-03T02:03:00Z")));
    assert_eq!((mitigated, resolved), (None, Some(at("2026-11-03T02:40:00Z"))));
}
