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
        "\n\nWhat mended it, as it was noted:\n\n- 1: logrotate -f db\n\n> **To write:** What",
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
    assert_eq!(facts[0]["fixes"], serde_json::json!(["logrotate -f db"]));
    assert_eq!(facts[0]["problems"][0]["summary"], "disk <b>full</b>");
    let well = facts[0]["went_well"].as_array().unwrap();
    assert!(well.contains(&"no check-in was missed".into()), "{facts}");
    home.wail(&["report", "incident", "1", "--json", "--title", "x"]).is(
        2,
        "",
        "error: the facts as JSON have no title\nhint: leave out `--title` or `--json`\n",
    );
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

#[test]
fn what_was_corrected_is_told_as_it_is_right_and_a_mark_can_be_taken_back() {
    let home = TestHome::new();
    home.wail(&["page", "disk full"]);
    let wrote = |arguments: &[&str]| {
        assert_eq!(home.wail(arguments).code, 0, "{arguments:?}");
        let log = home.json(&["log", "1"]);
        let written = log.as_array().unwrap().iter().rev();
        let mut written = written.filter(|it| it["event"] == "noted" || it["event"] == "mitigated");
        written.next().unwrap()["id"].to_string()
    };
    let cause = wrote(&["note", "1", "Cause: bob deleted the table"]);
    wrote(&["note", "1", "impact: no orders"]);
    let marked = wrote(&["mark", "mitigated", "1"]);
    let draft = home.wail(&["update", "1", "--draft", "--next", "in 2h"]).stdout;
    assert!(draft.contains("bob deleted") && draft.contains("Mitigated since"), "{draft}");
    assert!(home.json(&["report", "incident", "1"])[0]["mitigated_at"].is_string());
    home.wail(&["note", "--corrects", &cause, "cause: it was no table"]);
    let first = home.json(&["log", "-n", "1"])[0]["id"].to_string();
    home.wail(&["note", "--corrects", &first, "the disk was full"]);
    home.wail(&["note", "--corrects", &marked, "that was another one"]);
    let draft = home.wail(&["update", "1", "--draft", "--next", "in 2h"]).stdout;
    assert!(draft.contains("Cause: the disk was full."), "{draft}");
    assert!(!draft.contains("bob") && !draft.contains("Mitigated"), "{draft}");
    let text = home.wail(&["report", "incident", "1"]).stdout;
    assert!(
        text.contains("\n\nAs it was noted:\n\n- no orders\n\n> **To write:** Who noticed"),
        "{text}"
    );
    assert!(text.contains("\n## Contributing causes\n\n- the disk was full\n\n"), "{text}");
    assert_eq!(text.matches("<br>*corrected ").count(), 3, "both texts stay on the record: {text}");
    assert!(home.json(&["report", "incident", "1"])[0]["mitigated_at"].is_null());
    let told = home.wail(&["timeline", "1"]).stdout;
    assert!(told.contains("\n  mitigated     not marked"), "{told}");
}
