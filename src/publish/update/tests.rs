//! What a draft says of an incident that lasts, is understood, or is over; and what an audience reads.

use super::*;

fn facts() -> Facts {
    Facts {
        incident: 412,
        summary: "db-1 is read-only.".to_owned(),
        status: "acknowledged".to_owned(),
        since: "13:12 UTC".to_owned(),
        lasted: "48m".to_owned(),
        next: Some("14:30 UTC".to_owned()),
        ..Facts::default()
    }
}

#[test]
fn a_draft_says_the_impact_then_what_is_done_then_when_the_next_word_comes() {
    let usual = "\
        db-1 is read-only, since 13:12 UTC (48m).\n\
        We are working on it.\n\
        Next update 14:30 UTC.";
    assert_eq!(draft(None, &facts()).as_deref(), Ok(usual));
    let known = Facts {
        impact: Some("uploads fail for a third of you".to_owned()),
        doing: Some("We move them to another database.".to_owned()),
        cause: Some("a table ran out of numbers".to_owned()),
        ..facts()
    };
    let understood = "\
        Uploads fail for a third of you, since 13:12 UTC (48m).\n\
        We move them to another database.\n\
        Cause: a table ran out of numbers.\n\
        Next update 14:30 UTC.";
    assert_eq!(draft(None, &known).as_deref(), Ok(understood));
}

#[test]
fn a_draft_says_since_when_it_does_no_harm_any_more() {
    let mitigated = Facts { mitigated: Some("13:40 UTC".to_owned()), ..facts() };
    let text = draft(None, &mitigated).unwrap();
    assert_eq!(text.lines().nth(1), Some("Mitigated since 13:40 UTC."), "{text}");
}

#[test]
fn a_line_begins_with_a_capital_and_a_name_stays_as_it_is() {
    for (noted, said) in [
        ("uploads fail", "Uploads fail"),
        ("öffnen geht nicht", "Öffnen geht nicht"),
        ("db-1 is down", "db-1 is down"),
        ("iOS cannot log in", "iOS cannot log in"),
        ("example.org is down", "example.org is down"),
    ] {
        let text = draft(None, &Facts { impact: Some(noted.to_owned()), ..facts() }).unwrap();
        assert!(text.starts_with(&format!("{said}, since ")), "{text}");
    }
}

#[test]
fn a_draft_of_what_is_over_says_so_first_and_that_it_is_the_last() {
    let over = Facts {
        over_at: Some("14:01 UTC".to_owned()),
        fix: Some("moved to a wider table".to_owned()),
        next: None,
        ..facts()
    };
    let text = "\
        It is over: db-1 is read-only, from 13:12 UTC to 14:01 UTC (48m).\n\
        What mended it: moved to a wider table.\n\
        This is the last update.";
    assert_eq!(draft(None, &over).as_deref(), Ok(text));
}

#[test]
fn an_audience_reads_it_as_it_was_written_or_in_its_own_words() {
    let mean = "<b>{{ summary }}</b> & \"all\"";
    assert_eq!(for_audience(None, &facts(), mean).as_deref(), Ok(mean), "it is no template");
    let json = "{\"text\": {{ text | tojson }}, \"n\": {{ incident }}}";
    let read: serde_json::Value =
        serde_json::from_str(&for_audience(Some(json), &facts(), mean).unwrap()).unwrap();
    assert_eq!(read, serde_json::json!({"text": mean, "n": 412}));
    let html = for_audience(Some("<p>{{ text | escape }}</p>"), &facts(), mean).unwrap();
    assert!(html.contains("&lt;b&gt;") && !html.contains("<b>"), "{html}");
}
