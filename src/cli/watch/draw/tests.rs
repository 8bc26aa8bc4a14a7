//! Frames as they are seen, letter by letter, on terminals large and small, able and not.

mod room;

use std::fs;
use std::time::Duration;

use ratatui::Terminal;
use ratatui::backend::TestBackend;
use ratatui::style::Color;

use super::super::data::{
    Data, Detail, Entry, Fact, Gauge, OnCall, Quiet, Row, State, StationSeen,
};
use super::super::keys::Key;
use super::*;
use crate::domain::alert::Severity;
use crate::domain::incident::IncidentId;
use crate::store::OpenCount;

const UNICODE: Able = Able { colours: true, unicode: true };
const ASCII: Able = Able { colours: false, unicode: false };

/// So many minutes before three in the morning, or after it.
fn at(minutes: i64) -> Timestamp {
    let three: Timestamp = "2026-03-09T03:00:00Z".parse().unwrap();
    three + jiff::SignedDuration::from_mins(minutes)
}

fn row(id: i64, severity: Severity, state: State, ages: (i64, Option<i64>), summary: &str) -> Row {
    Row {
        id: IncidentId(id),
        severity,
        state,
        opened_at: at(-ages.0),
        next_at: ages.1.map(at),
        summary: summary.to_owned(),
        others: 0,
        times: 0,
        labels: vec!["host=db-1".to_owned()],
    }
}

fn rows() -> Vec<Row> {
    use Severity::{Critical, Error, Warning};
    let has = State::Has("ana".to_owned());
    let held = State::Held("by silence 2".to_owned());
    vec![
        Row {
            others: 3,
            times: 4,
            ..row(412, Critical, State::Rings, (6, Some(4)), "disk full on db-1")
        },
        row(409, Error, State::ReachesNobody, (75, Some(12)), "queue of mails grows"),
        row(398, Critical, has, (190, Some(28)), "replica of orders is an hour behind"),
        row(401, Error, State::Snoozed("bo".to_owned()), (100, Some(300)), "certificate of shop"),
        row(390, Warning, held, (2000, Some(60)), "load on web-3"),
    ]
}

fn fact(name: &'static str, text: &str, is_grave: bool) -> Fact {
    Fact { name, text: text.to_owned(), is_grave }
}

fn detail() -> Detail {
    let happened = [
        (-6, "opened", "prometheus reports critical: disk full on db-1"),
        (-6, "paged", "page ana by sound, first page (on call for primary: layer 1)"),
        (-5, "heard", "ana's alarm is heard"),
        (-2, "noted", "bo notes: the nightly dump is still running"),
    ];
    let entry = |(minutes, event, text): &(i64, &str, &str)| Entry {
        at: at(*minutes),
        incident: Some(IncidentId(412)),
        event: (*event).to_owned(),
        text: (*text).to_owned(),
    };
    Detail {
        row: rows().remove(0),
        facts: vec![
            fact("caution", "never delete /var/lib/db/wal by hand: the replica needs it", true),
            fact(
                "before",
                "4 times in 30 days, last 9 days ago for 41m; bo: grew the volume",
                false,
            ),
            fact("fix", "grew the volume by 20 GB", false),
            fact("labels", "host=db-1 service=orders", false),
            fact("from", "prometheus, policy default, step 1", false),
        ],
        link: Some("https://runbooks.example.org/disk-full".to_owned()),
        alerts: (1..=4)
            .map(|place| format!("{place:>3}  firing    critical  disk {place} full"))
            .collect(),
        alert_count: 4,
        timeline: happened.iter().map(entry).collect(),
    }
}

fn data(rows: Vec<Row>, detail: Option<Detail>) -> Data {
    let count = |status, severity, number| OpenCount { status, severity, number };
    let on_call = |rota: &str, people: &str, until: i64| OnCall {
        rota: rota.to_owned(),
        people: people.to_owned(),
        instead_of: None,
        also: None,
        until: Some(at(until)),
    };
    let gauge = |name: &str, used, left: &str, is_urgent| Gauge {
        name: name.to_owned(),
        used,
        left: left.to_owned(),
        is_urgent,
    };
    Data {
        at: at(0),
        counts: vec![
            count("triggered", Severity::Critical, 2),
            count("acknowledged", Severity::Critical, 2),
            count("held", Severity::Warning, 1),
        ],
        on_call: vec![on_call("primary", "ana", 360), on_call("db", "bo", 8000)],
        gravest: rows.iter().filter(|row| row.state.is_loose()).cloned().collect(),
        listed: rows.len(),
        rows,
        detail,
        lately: vec![Entry {
            at: at(-70),
            incident: Some(IncidentId(388)),
            event: "cleared".to_owned(),
            text: "alert clears".to_owned(),
        }],
        quiet: vec![Quiet {
            name: "silence 2".to_owned(),
            about: "env=staging: load test (bo)".to_owned(),
            until: at(60),
        }],
        stations: vec![
            StationSeen { name: "desk".to_owned(), unable: Vec::new() },
            StationSeen { name: "hub".to_owned(), unable: Vec::new() },
        ],
        audible_at: Some(at(-14)),
        gauges: vec![gauge("events.id", 0.93, "12d", true), gauge("disk", 0.4, "", false)],
        people: vec!["ana".to_owned(), "bo".to_owned()],
        ..Data::default()
    }
}

/// A screen of ana's, on which nothing was read yet.
fn unread() -> Model {
    let mut model = Model::default();
    model.me = "ana".to_owned();
    model.sees(10);
    model
}

fn model() -> Model {
    let mut model = unread();
    model.took(Data { look: model.look(), ..data(rows(), Some(detail())) }, Duration::ZERO);
    model
}

/// Draws it, and gives back the letters and which links there are.
fn drawn(model: &Model, able: Able, (width, height): (u16, u16)) -> (String, Option<Link>, Buffer) {
    let mut terminal = Terminal::new(TestBackend::new(width, height)).unwrap();
    let scene = Scene { model, now: at(0), zone: &TimeZone::UTC, able };
    let mut link = None;
    terminal.draw(|frame| link = draw(frame, scene).link).unwrap();
    let buffer = terminal.backend().buffer().clone();
    let lines = (0..height).map(|y| {
        let mut covered = 0;
        let line: String = (0..width)
            .filter_map(|x| {
                let symbol = buffer[(x, y)].symbol();
                if covered > 0 {
                    covered -= 1;
                    return None;
                }
                covered = unicode_width::UnicodeWidthStr::width(symbol).saturating_sub(1);
                Some(symbol.to_owned())
            })
            .collect();
        line.trim_end().to_owned() + "\n"
    });
    (lines.collect(), link, buffer)
}

/// Holds a frame to its file.
#[track_caller]
fn is_as_kept(name: &str, model: &Model, able: Able, size: (u16, u16)) {
    let (frame, ..) = drawn(model, able, size);
    let file = format!("{}/src/cli/watch/draw/frames/{name}.txt", env!("CARGO_MANIFEST_DIR"));
    let kept = fs::read_to_string(&file).unwrap_or_default();
    assert!(kept == frame, "{file} should be:\n<<<{name}\n{frame}>>>");
}

#[test]
fn a_bad_night_on_a_small_terminal() {
    is_as_kept("night-80x24", &model(), UNICODE, (80, 24));
}

#[test]
fn a_bad_night_on_a_large_terminal() {
    is_as_kept("night-200x60", &model(), UNICODE, (200, 60));
}

#[test]
fn a_bad_night_in_plain_letters_and_without_colours() {
    is_as_kept("night-ascii", &model(), ASCII, (80, 24));
}

#[test]
fn a_quiet_night_says_so() {
    let mut model = unread();
    let quiet = Data { counts: Vec::new(), ..data(Vec::new(), None) };
    model.took(Data { look: model.look(), ..quiet }, Duration::ZERO);
    is_as_kept("quiet-80x24", &model, UNICODE, (80, 24));
}

#[test]
fn everything_about_one_incident() {
    let mut model = model();
    model.press(&Key::Enter, Duration::ZERO);
    is_as_kept("whole-80x24", &model, UNICODE, (80, 24));
}

#[test]
fn every_key_is_under_the_question_mark() {
    let mut model = model();
    model.press(&Key::Letter('?'), Duration::ZERO);
    model.passed(Duration::from_secs(1));
    is_as_kept("keys-80x24", &model, UNICODE, (80, 24));
    let (frame, ..) = drawn(&model, UNICODE, (80, 40));
    for command in super::super::model::COMMANDS {
        assert!(frame.contains(&format!("  {} ", command.key)), "{frame}");
    }
}

#[test]
fn a_line_that_is_written_has_the_cursor() {
    let mut model = model();
    model.press(&Key::Letter('s'), Duration::ZERO);
    model.passed(Duration::from_secs(1));
    let mut terminal = Terminal::new(TestBackend::new(80, 24)).unwrap();
    let scene = Scene { model: &model, now: at(0), zone: &TimeZone::UTC, able: UNICODE };
    terminal.draw(|frame| drop(draw(frame, scene))).unwrap();
    let (frame, ..) = drawn(&model, UNICODE, (80, 24));
    let line = frame.lines().nth(22).unwrap();
    assert_eq!(line, " snooze 412 for [30m]:    Enter does it, Esc leaves");
    terminal.backend_mut().assert_cursor_position((23, 22));
}

#[test]
fn a_question_is_one_line_and_says_what_yes_is() {
    let mut model = model();
    model.press(&Key::Letter('d'), Duration::ZERO);
    model.passed(Duration::from_secs(1));
    let (frame, ..) = drawn(&model, UNICODE, (80, 24));
    let line = frame.lines().nth(22).unwrap();
    assert_eq!(line, " is 412 (disk full on db-1) over? y: yes, else no");
}

#[test]
fn where_there_is_no_room_what_rings_is_still_seen_and_why_there_is_no_more() {
    is_as_kept("tiny-20x5", &model(), UNICODE, (20, 5));
    for width in 1..=60 {
        for height in 1..=20 {
            let (frame, ..) = drawn(&model(), UNICODE, (width, height));
            let rings = if width < 50 || height < 12 { height > 1 && width > 4 } else { true };
            assert!(!rings || frame.contains("412"), "{width}x{height}:\n{frame}");
        }
    }
}

#[test]
fn wide_letters_emoji_and_other_directions_break_no_column() {
    let odd = [
        "数据库宕机了 on db-1",
        "disk 💾💾 full 👩‍💻",
        "שרת למטה",
        "e\u{301}te\u{301} a\u{300}",
        &"long ".repeat(200),
    ];
    let rows: Vec<Row> = (1..)
        .zip(odd)
        .map(|(id, text)| row(id, Severity::Critical, State::Rings, (3, None), text))
        .collect();
    let mut model = model();
    model.took(Data { look: model.look(), ..data(rows, None) }, Duration::ZERO);
    for size in [(80, 24), (140, 30), (50, 12)] {
        for able in [UNICODE, ASCII] {
            let (frame, _, buffer) = drawn(&model, able, size);
            assert!(able.unicode || frame.is_ascii(), "{frame}");
            let id = frame.lines().nth(4).unwrap();
            assert!(id.contains("1  rings"), "{frame}");
            assert_eq!(buffer.area.width, size.0);
        }
    }
}

#[test]
fn without_colours_there_are_none_and_with_them_no_more_than_sixteen() {
    let (_, _, plain) = drawn(&model(), ASCII, (80, 24));
    assert!(plain.content.iter().all(|cell| cell.fg == Color::Reset && cell.bg == Color::Reset));
    let (_, _, coloured) = drawn(&model(), UNICODE, (200, 60));
    let is_named = |colour: Color| !matches!(colour, Color::Rgb(..) | Color::Indexed(_));
    assert!(coloured.content.iter().all(|cell| is_named(cell.fg) && is_named(cell.bg)));
    assert!(coloured.content.iter().any(|cell| cell.bg == Color::Red));
    let blinks = |cell: &ratatui::buffer::Cell| {
        use ratatui::style::Modifier;
        cell.modifier.intersects(Modifier::SLOW_BLINK | Modifier::RAPID_BLINK)
    };
    assert!(!coloured.content.iter().any(blinks), "nothing blinks");
}

#[test]
fn the_link_is_where_it_is_written() {
    let (frame, link, _) = drawn(&model(), UNICODE, (80, 24));
    let link = link.unwrap();
    assert_eq!(link.to, "https://runbooks.example.org/disk-full");
    let line: Vec<char> = frame.lines().nth(usize::from(link.area.y)).unwrap().chars().collect();
    let begin = usize::from(link.area.x);
    let text: String = line[begin..begin + usize::from(link.area.width)].iter().collect();
    assert_eq!(text, link.to);
}

#[test]
fn what_is_old_or_cannot_be_read_says_so() {
    let mut model = model();
    model.unread = Some("the disk of the store is full".to_owned());
    let (frame, ..) = drawn(&model, UNICODE, (140, 24));
    assert!(frame.contains("the store cannot be read for 0s: the disk of the store is full"));
    model.unread = Some(format!("the store failed: {}", "a long sentence ".repeat(20)));
    for columns in [60, 80, 160] {
        let (frame, ..) = drawn(&model, UNICODE, (columns, 24));
        let is_told = frame.contains("the store cannot be read for 0s: the s");
        assert!(is_told && frame.contains("acts as ana"), "{columns}: {frame}");
    }
    model.unread = None;
    let old = Data { at: at(-3), look: model.look(), ..data(rows(), Some(detail())) };
    model.took(old, Duration::ZERO);
    let (frame, ..) = drawn(&model, UNICODE, (140, 24));
    assert!(frame.contains("all this is 3m old"), "{frame}");
}
