//! `wail report incident`: the write-up of what really happened, as Markdown, HTML, JSON and a picture.

use std::fs;

use crate::common::TestHome;

/// Two incidents of the same problem, the first over, with a promise.
fn home() -> TestHome {
    let home = TestHome::new();
    let page = ["page", "disk <b>full</b>", "--key", "disk", "--label", "service=db"];
    home.wail(&page);
    home.wail(&["ack", "1"]);
    home.wail(&["note", "1", "--fix", "logrotate -f db"]);
    home.wail(&["promise", "grow the disk", "--owner", "bo", "--by", "in 2h", "--incident", "1"]);
    home.wail(&["resolve", "1"]);
    home.wail(&page);
    home
}

#[test]
fn the_facts_are_filled_in_and_the_rest_is_asked_for() {
    let home = home();
    let text = home.wail(&["report", "incident", "2,1", "--title", "Two outages"]).stdout;
    assert!(text.starts_with("# Two outages\n\n## Summary\n\n2 incidents from "), "{text}");
    for said in [
        "\n> **To write:** What happened, in three sentences",
        "| 1 | critical | db | ",
        " | not over | ",
        "ana acknowledges, check-in in 30m |",
        "- 1: ana notes the fix: logrotate -f db\n",
        "\n## What they share\n\n- the service db: 1, 2\n- the problem disk &lt;b&gt;full&lt;/b&gt;: 1, 2\n",
        "- 2: the same problem was incident 1, ",
        "| 1 | 1 | grow the disk | bo | ",
    ] {
        assert!(text.contains(said), "{said:?} is not in\n{text}");
    }
}

#[test]
fn a_page_holds_its_picture_and_a_text_leads_to_it() {
    let home = home();
    let page = home.wail(&["report", "incident", "1", "--format", "html"]).stdout;
    assert!(page.starts_with("<!doctype html>") && page.contains("<svg "), "{page}");
    assert!(page.contains("disk &lt;b&gt;full&lt;/b&gt;") && !page.contains("<b>"), "{page}");
    let text = home.wail(&["report", "incident", "1", "--chart", "the hours.svg"]).stdout;
    assert!(text.contains("![The hours, as a picture](the%20hours.svg)"), "{text}");
    let picture = fs::read_to_string(home.path().join("the hours.svg")).unwrap();
    assert!(picture.starts_with("<svg ") && page.contains(&picture), "{picture}");
    let run = home.wail(&["report", "incident", "1", "--chart", "nowhere/x.svg"]);
    assert!(run.code == 4 && run.stderr.starts_with("error: `nowhere/x.svg` cannot"), "{run:?}");
}

#[test]
fn its_facts_are_there_for_programs_and_an_unknown_number_is_said_to_be_one() {
    let home = home();
    let facts = home.json(&["report", "incident", "1"]);
    assert_eq!(facts[0]["services"], serde_json::json!(["db"]));
    assert!(
        facts[0]["acknowledged_at"].is_string() && facts[0]["mitigated_at"].is_null(),
        "{facts}"
    );
    home.wail(&["report", "incident", "7"]).is(
        1,
        "",
        "error: there is no incident 7\nhint: `wail list --all` shows every incident\n",
    );
}

#[test]
fn its_moments_are_those_of_the_timeline() {
    let home = home();
    home.wail(&["mark", "mitigated", "1", "--at", "1 min ago"]);
    home.wail(&["note", "1", "it is db-1"]);
    let log = home.json(&["timeline", "1"]);
    let entries = log["entries"].as_array().unwrap();
    let noted = entries.iter().find(|entry| entry["event"] == "noted").unwrap()["id"].to_string();
    home.wail(&["note", "--corrects", &noted, "it was db-2"]);
    let [told, written] =
        [&["timeline", "1"][..], &["report", "incident", "1"]].map(|it| home.json(it));
    let moments = told["incidents"][0]["moments"].as_array().unwrap();
    for (moment, field) in [
        ("began", "began_at"),
        ("detected", "opened_at"),
        ("acknowledged", "acknowledged_at"),
        ("mitigated", "mitigated_at"),
        ("resolved", "resolved_at"),
    ] {
        let at = &moments.iter().find(|it| it["moment"] == moment).unwrap()["at"];
        assert!(at.is_string() && *at == written[0][field], "{moment}: {at} in {written}");
    }
    let text = home.wail(&["report", "incident", "1"]).stdout;
    let row = text.lines().find(|line| line.contains("ana notes: it is db-1")).unwrap();
    assert!(row.contains("<br>*corrected ") && row.ends_with(": it was db-2* |"), "{row}");
}
