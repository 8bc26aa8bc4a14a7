//! Every format tells the whole story, and whatever stands in a text stays words.

use super::*;
use crate::domain::record::gaps::Why;

fn at(second: i64) -> Timestamp {
    // 2026-03-08, 03:00 in Berlin.
    Timestamp::from_second(1_772_935_200 + second).unwrap()
}

fn line(number: i64, second: i64, text: &str) -> Line {
    Line {
        number,
        at: at(second),
        steady_at: at(second),
        written_at: None,
        incident: Some(IncidentId(412)),
        event: "noted".to_owned(),
        who: Some("ana".to_owned()),
        reason: None,
        text: text.to_owned(),
        station: Some("db-1".to_owned()),
        clock: None,
        corrections: Vec::new(),
    }
}

fn timeline(lines: Vec<Line>) -> Timeline {
    let events =
        [("opened", at(125)), ("paged", at(125)), ("delivered", at(126)), ("resolved", at(725))];
    let subject = Subject {
        id: IncidentId(412),
        severity: Severity::Critical,
        summary: "disk of <db-1> | full".to_owned(),
        status: "resolved",
        moments: Moments::of(Some(at(0)), events),
    };
    let gap = Gap { from: at(200), to: Some(at(500)), why: Why::Deaf };
    let zone = TimeZone::get("Europe/Berlin").unwrap();
    Timeline { subjects: vec![subject], lines, gaps: vec![gap], zone }
}

/// What happened, with everything that a line may have.
fn told() -> Timeline {
    let mut corrected = line(2, 130, "ana notes: it is db-1");
    corrected.corrections.push(Correction {
        number: 4,
        at: at(700),
        text: "bo corrects entry 2: it was db-2".to_owned(),
    });
    let mut late = line(3, 140, "ana notes: failed over");
    late.written_at = Some(at(690));
    late.clock = Some(SignedDuration::from_mins(3));
    timeline(vec![line(1, 125, "prometheus reports critical: disk full"), corrected, late])
}

#[test]
fn markdown_tells_moments_gaps_and_what_happened() {
    assert_eq!(
        markdown(&told()),
        "\
# Incident 412: disk of &lt;db-1\\> \\| full

critical, resolved

| moment | UTC | Europe/Berlin | |
|---|---|---|---|
| began | 2026-03-08 02:00:00 | 2026-03-08 03:00:00 |  |
| detected | 2026-03-08 02:02:05 | 2026-03-08 03:02:05 | 2m 5s after that |
| paged | 2026-03-08 02:02:05 | 2026-03-08 03:02:05 | at once, 2m 5s after it began |
| heard | 2026-03-08 02:02:06 | 2026-03-08 03:02:06 | 1s after that, 2m 6s after it began |
| acknowledged |  |  | not at all |
| mitigated |  |  | not marked |
| resolved | 2026-03-08 02:12:05 | 2026-03-08 03:12:05 | 9m 59s after that, 12m 5s after it began |

## What the record does not know

- 2026-03-08 02:03:20 to 2026-03-08 02:08:20 UTC (2026-03-08 03:03:20 to 2026-03-08 03:08:20), 5m: this machine slept or stood still, nothing was heard or decided

## What happened

| UTC | Europe/Berlin | incident | what |
|---|---|---|---|
| 2026-03-08 02:02:05 | 2026-03-08 03:02:05 | 412 | prometheus reports critical: disk full |
| 2026-03-08 02:02:10 | 2026-03-08 03:02:10 | 412 | ana notes: it is db-1<br>*2026-03-08 02:11:40 UTC:* bo corrects entry 2: it was db-2 |
| 2026-03-08 02:02:20 | 2026-03-08 03:02:20 | 412 | **the clock was put forward by 3m here**<br>ana notes: failed over (written 2026-03-08 02:11:30 UTC) |
"
    );
}

#[test]
fn csv_has_a_row_for_each_entry() {
    assert_eq!(
        csv(&told()),
        "entry,utc,local,written_utc,incident,event,who,reason,text,corrected,station\r\n\
         1,2026-03-08T02:02:05Z,2026-03-08T03:02:05+01:00,,412,noted,ana,,\
         prometheus reports critical: disk full,,db-1\r\n\
         2,2026-03-08T02:02:10Z,2026-03-08T03:02:10+01:00,,412,noted,ana,,ana notes: it is db-1,\
         bo corrects entry 2: it was db-2,db-1\r\n\
         3,2026-03-08T02:02:20Z,2026-03-08T03:02:20+01:00,2026-03-08T02:11:30Z,412,noted,ana,,\
         ana notes: failed over,,db-1\r\n"
    );
}

#[test]
fn a_page_holds_it_all_and_needs_nothing_else() {
    let page = html(&told());
    for part in [
        "<title>Incident 412</title>",
        "<h2>412: disk of &lt;db-1&gt; | full</h2>",
        "<th scope=\"row\">heard</th><td><time datetime=\"2026-03-08T02:02:06Z\">2026-03-08 02:02:06</time>",
        "<li class=\"warn\">2026-03-08 02:03:20 to 2026-03-08 02:08:20 UTC",
        "<strong class=\"warn\">the clock was put forward by 3m here</strong>\nana notes: failed over \
         <span class=\"faint\">(written 2026-03-08 02:11:30 UTC)</span>",
        "<em>2026-03-08 02:11:40 UTC: bo corrects entry 2: it was db-2</em>",
        "<tr id=\"entry-2\">",
    ] {
        assert!(page.contains(part), "`{part}` is not in\n{page}");
    }
    for outside in ["<script", "<link", "<img", "src=", "href="] {
        assert!(!page.contains(outside), "`{outside}` is in\n{page}");
    }
}

/// What might be taken for something else by whoever reads the text.
const EVIL: &str = "=1+1 \u{1b}[2J\u{9b}31m\u{202e} <script>alert(1)</script> [x](javascript:y) ![p](//q) \
    **b** http://evil.example/ https://evil.example www.evil.example | c `d` \"e\", 'f' &lt; </td>\r\n# g\n| h |";

#[test]
fn whatever_stands_in_a_text_stays_words() {
    let mut timeline = timeline(vec![line(1, 125, EVIL)]);
    timeline.subjects[0].summary = EVIL.to_owned();
    timeline.lines[0].who = Some(EVIL.to_owned());
    timeline.lines[0].station = Some(EVIL.to_owned());
    let correction = Correction { number: 2, at: at(126), text: EVIL.to_owned() };
    timeline.lines[0].corrections.push(correction);
    for text in [markdown(&timeline), csv(&timeline), html(&timeline)] {
        for unfit in ['\u{1b}', '\u{9b}', '\u{202e}'] {
            assert!(!text.contains(unfit), "{unfit:?} is in\n{text}");
        }
    }
    let markdown = markdown(&timeline);
    let marks = markdown.replace("\\]", "").replace("\\*", "");
    assert!(!markdown.contains("<script") && !marks.contains("](") && !marks.contains("**b"));
    for link in ["http://evil.example", "https://evil.example", "www.evil.example"] {
        assert!(!markdown.contains(link), "`{link}` is in\n{markdown}");
    }
    let table = markdown.split("## What happened").nth(1).unwrap();
    assert_eq!(table.trim().lines().count(), 3, "a line break opens no row:\n{table}");
    let row = table.trim().lines().last().unwrap();
    let unescaped = row.replace("\\|", "").matches('|').count();
    assert_eq!(unescaped, 5, "and a bar no column:\n{row}");
    let html = html(&timeline);
    assert!(!html.contains("<script") && html.contains("&lt;/td&gt;"), "{html}");
    let csv = csv(&timeline);
    assert!(csv.contains(",\"'=1+1 "), "nothing that is computed:\n{csv}");
    assert!(csv.contains("\"\"e\"\""), "{csv}");
}

#[test]
fn no_field_of_a_spreadsheet_is_computed_whatever_it_begins_with() {
    for start in ['=', '+', '-', '@', '＝', '＋', '－', '＠'] {
        let text = csv(&timeline(vec![line(1, 125, &format!("{start}1+1"))]));
        assert!(text.contains(&format!(",\"'{start}1+1\",")), "{text}");
    }
}

#[test]
fn a_note_of_a_hundred_kilobytes_is_told_whole() {
    let long = "ü ".repeat(34_000);
    let timeline = timeline(vec![line(1, 125, &long)]);
    for text in [markdown(&timeline), csv(&timeline), html(&timeline)] {
        assert!(text.contains(long.trim_end()), "{} bytes of {}", text.len(), long.len());
    }
}

#[test]
fn a_moment_is_told_against_the_one_before_it_and_the_beginning() {
    let moment = |after: i64, since: i64| Moment {
        word: "mitigated",
        at: Some(at(0)),
        after: Some(SignedDuration::from_secs(after)),
        since_began: Some(SignedDuration::from_secs(since)),
    };
    for (moment, said) in [
        (moment(0, 0), "at once"),
        (moment(60, 60), "1m after that"),
        (moment(60, 90), "1m after that, 1m 30s after it began"),
        (moment(-60, 30), "1m before that, 30s after it began"),
        (moment(-90, -60), "1m 30s before that, 1m before it began"),
        (Moment { after: None, ..moment(0, 0) }, ""),
    ] {
        assert_eq!(distance(&moment), said);
    }
}
