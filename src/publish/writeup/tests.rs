//! What a write-up says, word for word, and that nothing from outside means anything in it.

use jiff::SignedDuration;
use jiff::tz::TimeZone;

use super::*;
use crate::domain::promise::{PromiseId, Wanted};
use crate::domain::record::gaps::{Gap, Why};
use crate::publish::timeline::{Correction, Subject};

fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

fn around(id: Option<i64>, when: &str, event: &str, text: &str) -> Happened {
    let (incident, event, text) = (id.map(IncidentId), event.to_owned(), text.to_owned());
    Happened { at: at(when), incident, event, text }
}

/// What happened on each of these days, from three in the morning in Berlin on.
const LINES: [(&str, &str, &str, &str); 7] = [
    ("02:00:00", "opened", "prometheus", "prometheus reports critical: disk full"),
    ("02:00:00", "paged", "ana", "page ana by sound, first page"),
    ("02:00:01", "delivered", "ana", "sound reaches out to ana: 48000 samples"),
    ("02:03:00", "acknowledged", "ana", "ana acknowledges, check-in in 30m"),
    ("02:10:00", "fix-noted", "ana", "ana notes the fix: logrotate -f db"),
    ("02:35:00", "updated", "ana", "ana updates: nearly over (the next one by 03:50)"),
    ("02:40:00", "resolved", "prometheus", "resolved, prometheus reports that it is over"),
];

fn lines(id: i64, day: &str) -> Vec<Line> {
    let line = |(place, (time, event, who, text)): (i64, (&str, &str, &str, &str))| Line {
        number: id * 10 + place,
        at: at(&format!("2026-11-{day}T{time}Z")),
        steady_at: at(&format!("2026-11-{day}T{time}Z")),
        written_at: None,
        incident: Some(IncidentId(id)),
        event: event.to_owned(),
        who: Some(who.to_owned()),
        reason: None,
        text: text.to_owned(),
        station: None,
        clock: None,
        corrections: Vec::new(),
    };
    (0_i64..).zip(LINES).map(line).collect()
}

/// An incident of forty minutes, and what happened.
fn disk(id: i64, day: &str) -> (Told, Vec<Line>) {
    let lines = lines(id, day);
    let began = at(&format!("2026-11-{day}T01:58:00Z"));
    let moments = Moments::of(Some(began), lines.iter().map(|line| (&*line.event, line.at)));
    let told = Told {
        id: IncidentId(id),
        severity: Severity::Critical,
        summary: "disk full".to_owned(),
        services: vec!["db".to_owned()],
        source: "prometheus".to_owned(),
        moments,
        began_at: began,
        resolved_at: moments.resolved,
        problems: vec![("prometheus/1".to_owned(), "disk full".to_owned())],
        origin: None,
        asleep: 1,
        pages: vec![(moments.paged.unwrap(), "ana".to_owned(), "sound".to_owned())],
        times: 1,
        before: None,
        owner: None,
    };
    (told, lines)
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

fn of(incidents: Vec<(Told, Vec<Line>)>) -> WriteUp {
    let subject = |told: &Told| Subject {
        id: told.id,
        severity: told.severity,
        summary: told.summary.clone(),
        status: "resolved",
        moments: told.moments,
    };
    let (incidents, lines): (Vec<Told>, Vec<Vec<Line>>) = incidents.into_iter().unzip();
    let timeline = Timeline {
        subjects: incidents.iter().map(subject).collect(),
        lines: lines.concat(),
        gaps: Vec::new(),
        zone: TimeZone::get("Europe/Berlin").unwrap(),
    };
    WriteUp {
        title: None,
        now: at("2026-11-05T12:00:00Z"),
        timeline,
        incidents,
        around: vec![
            around(None, "2026-11-03T01:30:00Z", "changed", "ci reports a change: db 4.2"),
            around(Some(7), "2026-11-04T12:00:00Z", "opened", "ana raises error: slow queries"),
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
    let evil = "<script>alert(1)</script> [x](javascript:alert(1)) | # `rm` **b** \u{1b}[31m\n# heading\n- 1. x https://evil.example www.evil.example @everyone";
    let (mut told, mut lines) = disk(1, "03");
    told.summary = evil.to_owned();
    told.services = vec![evil.to_owned()];
    told.problems = vec![(evil.to_owned(), evil.to_owned()); 2];
    told.origin = Some(evil.to_owned());
    told.pages[0].1 = evil.to_owned();
    let correction = Correction { number: 99, at: told.began_at, text: evil.to_owned() };
    for line in &mut lines {
        line.text = evil.to_owned();
        line.who = Some(evil.to_owned());
        line.corrections.push(correction.clone());
    }
    let mut promise = promise();
    promise.what.text = evil.to_owned();
    promise.what.owner = evil.into();
    let written = WriteUp {
        title: Some(evil.to_owned()),
        promises: vec![promise],
        ..of(vec![(told, lines)])
    };
    for text in [written.html(), written.picture()] {
        assert!(!text.contains("<script") && !text.contains('\u{1b}'), "{text}");
    }
    let text = written.markdown();
    for inside in [
        "<script",
        "[x](",
        "\u{1b}",
        "`rm`",
        "**b**",
        "\n# heading",
        "| #",
        "https://",
        "www.evil",
        " @everyone",
    ] {
        let plain = text.replace("> **To write:**", "");
        assert!(!plain.contains(inside), "{inside} is in\n{text}");
    }
    let headings = text.lines().filter(|line| line.starts_with('#')).count();
    assert_eq!(headings, 10, "{text}");
}

#[test]
fn a_text_of_a_hundred_kilobytes_is_cut_and_said_to_be() {
    let (told, mut lines) = disk(1, "03");
    lines[4].text = "x".repeat(100_000);
    let text = of(vec![(told, lines)]).markdown();
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
fn what_was_written_later_or_is_wrong_is_said_beside_it_and_so_is_what_nobody_knows() {
    let (told, mut lines) = disk(1, "03");
    lines[4].written_at = Some(at("2026-11-03T02:50:00Z"));
    lines[4].clock = Some(SignedDuration::from_mins(3));
    let (number, text) = (18, "bo corrects entry 14: it was <db-2>".to_owned());
    lines[4].corrections.push(Correction { number, at: at("2026-11-03T03:00:00Z"), text });
    let mut written = of(vec![(told, lines)]);
    let (from, to) = (at("2026-11-03T02:20:00Z"), Some(at("2026-11-03T02:31:00Z")));
    written.timeline.gaps.push(Gap { from, to, why: Why::Deaf });
    let row = "| 14 | Tue 2026-11-03 03:10:00 | 2026-11-03 02:10:00Z | 1 | ana notes the fix: logrotate -f db\
               <br>*written Tue 2026-11-03 03:50:00*<br>*before this the clock was put forward by 3m here*\
               <br>*corrected Tue 2026-11-03 04:00:00, entry 18: bo corrects entry 14: it was &lt;db-2&gt;* |\n";
    let text = written.markdown();
    assert!(text.contains(row), "{text}");
    let deaf = "2026-11-03 02:20:00 to 2026-11-03 02:31:00 UTC (2026-11-03 03:20:00 to 2026-11-03 03:31:00), 11m";
    assert!(text.contains(&format!("knows nothing:\n\n- {deaf}: this machine slept")), "{text}");
    assert!(text.contains("- from Tue 2026-11-03 03:20 to Tue 2026-11-03 03:31: this"), "{text}");
    let page = written.html();
    let below = "<br><em>corrected Tue 2026-11-03 04:00:00, entry 18: bo corrects entry 14: it was &lt;db-2&gt;</em>";
    assert!(page.contains(below) && page.contains(&format!("<li>{deaf}")), "{page}");
}

/// What the record says went well and was hard, where these lines are other ones.
fn judged(change: impl Fn(&mut Vec<Line>)) -> [Vec<String>; 2] {
    let (mut told, mut lines) = disk(1, "03");
    change(&mut lines);
    let events = lines.iter().map(|line| (&*line.event, line.at));
    told.moments = Moments::of(Some(told.began_at), events);
    let written = of(vec![(told, lines)]);
    let told = &written.incidents[0];
    [facts::went_well(&written, told), facts::was_hard(&written, told)]
}

#[test]
fn a_quick_night_is_told_as_one() {
    let [well, hard] = judged(|_| {});
    assert_eq!(
        well,
        [
            "it was detected 2m after it began",
            "somebody was paged at once, and was heard at once",
            "ana had it 3m after the first page",
            "no check-in was missed",
            "1 update was said, and none came later than promised",
            "1 note was written while it went on",
        ]
    );
    let expected = [
        "the first update came 37m after it began",
        "1 page was sent to somebody in the hours in which they sleep",
    ];
    assert_eq!(hard, expected);
}

#[test]
fn who_was_relieved_in_it_is_told_though_it_is_written_down_of_nobodys_incident() {
    let [_, hard] = judged(|lines| {
        for minutes in [-6, 12] {
            let mut line = lines[3].clone();
            line.steady_at += SignedDuration::from_mins(minutes);
            lines.push(Line { event: "relieved".to_owned(), incident: None, ..line });
        }
    });
    assert!(
        hard.contains(&"somebody was relieved after being woken too often".to_owned()),
        "{hard:?}"
    );
}

#[test]
fn a_slow_night_is_told_without_blame() {
    let [well, hard] = judged(|lines| {
        for (place, minutes) in [(1, 2), (2, 12), (3, 25)] {
            lines[place].at += SignedDuration::from_mins(minutes);
            lines[place].steady_at = lines[place].at;
        }
        lines.remove(5);
        lines[4].event = "check-in-missed".to_owned();
    });
    assert_eq!(well, ["it was detected 2m after it began"]);
    assert_eq!(
        hard,
        [
            "nobody was paged for 2m after it was detected",
            "nobody heard a page for 10m 1s",
            "nobody had it for 26m after the first page",
            "no update was said in 42m",
            "1 page was sent to somebody in the hours in which they sleep",
            "a check-in was missed",
        ]
    );
    let [_, hard] = judged(|lines| lines.retain(|line| line.event != "delivered"));
    assert_eq!(hard[0], "no channel proved that anybody heard a page");
    let [_, hard] = judged(|lines| lines.retain(|line| line.event != "acknowledged"));
    assert_eq!(hard[0], "nobody ever had it, in 40m after the first page");
}
