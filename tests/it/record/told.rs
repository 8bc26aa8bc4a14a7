//! `wail timeline`: what happened, by the moment, with its lengths, its gaps and what was corrected.

use crate::common::{TestHome, timeless, until};
use crate::record::home_with;

/// The text with the times as they are told left out, and how long anything took.
fn told(text: &str) -> String {
    let lengths = regex::Regex::new(r"\b\d+s (after|later|before)").unwrap();
    lengths.replace_all(&timeless(text), "Ns $1").replace("Ns after that", "at once")
}

/// An incident about which somebody wrote something later.
fn home() -> TestHome {
    let home = home_with(&["disk full"]);
    home.wail(&["ack", "1", "--as", "bo"]);
    home.wail(&["note", "1", "it is db-1"]);
    home.wail(&["note", "1", "--at", "20 min ago", "the disk grew"]);
    home.wail(&["note", "1", "--cmd", "df -h", "--exit", "0"]);
    home.wail(&["note", "--corrects", "5", "it was db-2", "--as", "eve"]);
    home.wail(&["mark", "mitigated", "1"]);
    home.wail(&["resolve", "1"]);
    home
}

#[test]
fn a_story_is_told_by_the_moment_with_corrections_beside_what_they_correct() {
    let home = home();
    let ran = home.wail(&["timeline", "1"]);
    assert_eq!((ran.code, ran.stderr.as_str()), (0, ""), "{ran:?}");
    let text = told(&ran.stdout);
    let (head, entries) = text.split_once("\n\n").unwrap();
    let moments: Vec<&str> = head.lines().skip(1).map(|line| &line[2..14]).collect();
    assert!(head.starts_with("1 critical: disk full, resolved\n  began         STAMP\n"), "{head}");
    assert_eq!(
        moments.iter().map(|word| word.trim()).collect::<Vec<_>>(),
        ["began", "detected", "paged", "heard", "acknowledged", "mitigated", "resolved"]
    );
    assert!(head.contains("\n  paged         not at all\n"), "{head}");
    let entries: Vec<String> =
        entries.lines().map(|line| line.split_whitespace().collect::<Vec<_>>().join(" ")).collect();
    assert_eq!(
        entries,
        [
            "#6 STAMP ana notes: the disk grew (written HH:MM)",
            "#1 STAMP ana reports critical by hand: disk full",
            "#2 STAMP ana cannot be reached: no channel is left that works now",
            "#3 STAMP bo cannot be reached: no channel is left that works now",
            "#4 STAMP bo acknowledges, check-in in 30m",
            "#5 STAMP ana notes: it is db-1",
            "HH:MM, #8: eve corrects entry 5: it was db-2",
            "#7 STAMP ana ran: df -h (exit 0)",
            "#9 STAMP ana says that it is mitigated",
            "#10 STAMP bo has had it for Ns",
            "#11 STAMP ana resolves it",
        ]
    );
}

#[test]
fn every_format_has_every_entry_and_both_clocks() {
    let home = home();
    let markdown = home.wail(&["timeline", "1", "--export", "md"]).stdout;
    assert!(
        markdown.starts_with("# Incident 1: disk full\n\ncritical, resolved\n\n"),
        "{markdown}"
    );
    assert!(markdown.contains("| UTC | UTC | incident | what |"), "{markdown}");
    let csv = home.wail(&["timeline", "1", "--export", "csv"]).stdout;
    let rows: Vec<&str> = csv.split("\r\n").filter(|row| !row.is_empty()).collect();
    assert_eq!(rows.len(), 12, "{csv}");
    assert!(csv.contains(",eve corrects entry 5: it was db-2,"), "{csv}");
    let html = home.wail(&["timeline", "1", "--export", "html"]).stdout;
    assert!(html.starts_with("<!doctype html>\n") && html.ends_with("</html>\n"), "{html}");
    assert_eq!(html.matches("<tr id=\"entry-").count(), 10, "the correction is beside\n{html}");
    let json = home.json(&["timeline", "1"]);
    let exported = home.wail(&["timeline", "1", "--export", "json"]).stdout;
    assert_eq!(serde_json::from_str::<serde_json::Value>(&exported).unwrap(), json);
    assert_eq!(json["entries"].as_array().unwrap().len(), 11);
    let first = &json["entries"][0];
    assert_eq!((&first["id"], &first["text"]), (&6.into(), &"ana notes: the disk grew".into()));
    assert_ne!(first["moment"], first["at"]);
    let corrected = json["entries"].as_array().unwrap().iter().find(|it| it["id"] == 5).unwrap();
    assert_eq!(corrected["corrected_by"], serde_json::json!([8]));
    let moments = json["incidents"][0]["moments"].as_array().unwrap();
    assert_eq!(
        moments[2],
        serde_json::json!({
            "moment": "paged", "at": null, "seconds_after": null, "seconds_since_began": null,
        })
    );
    assert!(moments[5]["seconds_since_began"].is_number(), "{json}");
}

#[test]
fn several_incidents_are_one_story() {
    let home = home_with(&["disk full", "slow"]);
    home.wail(&["note", "--apart", "the office is dark"]);
    let text = told(&home.wail(&["timeline", "1,2,1"]).stdout);
    assert!(text.contains("1 critical: disk full, triggered\n"), "{text}");
    assert!(text.contains("2 critical: slow, triggered\n"), "{text}");
    let entries = text.rsplit_once("\n\n").unwrap().1;
    let last = entries.lines().last().unwrap();
    assert_eq!(
        last.split_whitespace().collect::<Vec<_>>().join(" "),
        "#7 STAMP - ana notes: the office is dark"
    );
    assert_eq!(entries.lines().count(), 7, "{text}");
    home.wail(&["timeline", "1,9"]).is(
        1,
        "",
        "error: there is no incident 9\nhint: `wail list --all` shows every incident\n",
    );
}

#[test]
fn a_time_in_which_no_daemon_ran_is_a_gap() {
    let home = TestHome::new();
    let daemon = home.daemon();
    home.wail(&["page", "disk full"]);
    let is_delivered = || home.wail(&["log", "1", "--json"]).stdout.contains("\"delivered\"");
    until("ana is paged", is_delivered);
    assert_eq!(daemon.stop(), 0);
    let open = told(&home.wail(&["timeline", "1"]).stdout);
    let why = "no daemon ran, nothing was heard or decided\n";
    assert!(open.contains(&format!("gap from STAMP on: {why}")), "{open}");
    let daemon = home.daemon();
    home.wail(&["resolve", "1"]);
    assert_eq!(daemon.stop(), 0);
    let json = home.json(&["timeline", "1"]);
    let gaps = json["gaps"].as_array().unwrap();
    assert_eq!(gaps.len(), 1, "what was stopped after its end is no gap of it: {json}");
    assert_eq!(gaps[0]["why"], "stopped");
    assert!(gaps[0]["to"].is_string(), "{json}");
    let moments: Vec<_> = json["incidents"][0]["moments"]
        .as_array()
        .unwrap()
        .iter()
        .map(|moment| (moment["moment"].as_str().unwrap().to_owned(), moment["at"].is_string()))
        .collect();
    assert!(moments.contains(&("paged".to_owned(), true)), "{moments:?}");
    assert!(moments.contains(&("heard".to_owned(), true)), "{moments:?}");
}

#[test]
fn a_daemon_that_was_stopped_before_it_began_is_a_gap_too() {
    let home = TestHome::new();
    assert_eq!(home.daemon().stop(), 0);
    home.wail(&["page", "disk full"]);
    let open = told(&home.wail(&["timeline", "1"]).stdout);
    assert!(open.contains("gap from STAMP on: no daemon ran, nothing was heard"), "{open}");
    home.wail(&["resolve", "1"]);
    let json = home.json(&["timeline", "1"]);
    let [gap] = json["gaps"].as_array().unwrap().as_slice() else { panic!("{json}") };
    assert_eq!(gap["why"], "stopped");
    assert_eq!(gap["to"], json["entries"].as_array().unwrap().last().unwrap()["at"]);
    assert!(!json["entries"].to_string().contains("daemon-stopped"), "it is no part of it: {json}");
}

#[test]
fn the_story_of_what_was_merged_ends_with_the_merge() {
    let home = home_with(&["disk full", "slow"]);
    assert_eq!(home.wail(&["merge", "2", "1"]).code, 0);
    home.wail(&["note", "--apart", "the office is dark"]);
    assert_eq!(home.daemon().stop(), 0);
    let [open, over] = ["1", "2"].map(|id| home.json(&["timeline", id]));
    let last = |told: &serde_json::Value| {
        told["entries"].as_array().unwrap().last().unwrap()["event"].as_str().unwrap().to_owned()
    };
    assert_eq!(last(&over), "merged-into");
    assert_eq!(over["gaps"].as_array().unwrap().len(), 0, "{over}");
    assert!(open["entries"].to_string().contains("the office is dark"), "{open}");
    assert_eq!(open["gaps"].as_array().unwrap().len(), 1, "{open}");
}

/// As if the last daemon had listened until ten minutes ago, and nobody since.
fn unheard(home: &TestHome) {
    let store = rusqlite::Connection::open(home.store_file()).unwrap();
    let back = "update mark set value = value - 600000 where name = 'listened';
        update timeline set at = at - 600000";
    store.execute_batch(back).unwrap();
}

#[test]
fn a_daemon_that_broke_off_is_a_gap_that_the_next_one_writes_down() {
    let home = TestHome::new();
    let daemon = home.daemon();
    home.wail(&["page", "disk full"]);
    home.until_incident(1, "triggered");
    drop(daemon);
    unheard(&home);
    let daemon = home.daemon();
    until("it is written down", || home.wail(&["log", "--json"]).stdout.contains("daemon-lost"));
    let json = home.json(&["timeline", "1"]);
    let [gap] = json["gaps"].as_array().unwrap().as_slice() else { panic!("{json}") };
    assert_eq!((&gap["why"], gap["to"].is_string()), (&"lost".into(), true), "{json}");
    let text = home.wail(&["timeline", "1"]).stdout;
    assert!(text.contains(": the daemon had broken off, nothing was heard or decided"), "{text}");
    // Whoever is stopped in order is not lost.
    assert_eq!(daemon.stop(), 0);
    unheard(&home);
    let daemon = home.daemon();
    home.wail(&["page", "slow"]);
    home.until_incident(2, "triggered");
    assert_eq!(daemon.stop(), 0);
    assert_eq!(home.wail(&["log", "--json"]).stdout.matches("daemon-lost").count(), 1);
}

#[test]
fn who_was_reminded_and_what_was_promised_around_it_are_told_in_every_format() {
    use wail::domain::incident::IncidentId;
    use wail::domain::notification::About;
    use wail::domain::record::timeline::{Entry, Event};
    use wail::domain::update::told::Word;
    use wail::store::{Store, StoreError};

    let home = home_with(&["disk full", "slow"]);
    let by = "2031-01-02 12:00";
    home.wail(&["promise", "watch the vacuum", "--owner", "bo", "--by", by]);
    home.wail(&["promise", "add the index", "--owner", "bo", "--by", by, "--incident", "2"]);
    // Between what has been and what comes: the machine's clock is not asked.
    let noted = home.json(&["log", "-n", "1"])[0]["at"].as_str().unwrap().to_owned();
    let at: jiff::Timestamp = noted.parse().unwrap();
    let mut store = Store::open(&home.store_file()).unwrap();
    for id in [1, 2] {
        let text = Word::Missed.sentence(IncidentId(id), "x", "14:00");
        let (person, about, channel) = ("bo".into(), About::Update, "desktop".into());
        let event = Event::Told { person, channel, about, text };
        store.write::<_, StoreError>(|tx| tx.append(&Entry { at, incident: None, event })).unwrap();
    }
    drop(store);
    let told = home.wail(&["timeline", "1"]).stdout;
    let json = home.wail(&["timeline", "1", "--json"]).stdout;
    let export = |format| home.wail(&["timeline", "1", "--export", format]).stdout;
    for text in [told, json, export("md"), export("csv"), export("html")] {
        assert!(text.contains("watch the vacuum"), "what was promised of no incident: {text}");
        assert!(text.contains("desktop tells bo: an update of 1 was promised"), "{text}");
        assert!(!text.contains("an update of 2") && !text.contains("add the index"), "{text}");
    }
}

#[test]
fn a_clock_that_is_put_back_does_not_turn_the_story_round() {
    use wail::domain::incident::IncidentId;
    use wail::domain::record::timeline::{Entry, Event};
    use wail::store::{Store, StoreError};
    use wail::system::Clocks;

    let home = home_with(&["disk full"]);
    let opened = home.json(&["log", "1"])[0].clone();
    let at: jiff::Timestamp = opened["at"].as_str().unwrap().parse().unwrap();
    let monotonic = opened["monotonic_ms"].as_i64().unwrap();
    let ahead = at.as_millisecond() - monotonic;
    let write = |minutes: i64, incident: Option<i64>, text: &str| {
        let after = minutes * 60_000;
        // Two hours are taken from the clock right after it was opened.
        let clocks = Clocks { monotonic: monotonic + after, ahead: ahead - 7_200_000 };
        let at = at + jiff::SignedDuration::from_mins(minutes - 120);
        let event = Event::Noted("ana".into(), text.to_owned());
        let mut store = Store::open(&home.store_file()).unwrap().by_clocks(move || clocks);
        let incident = incident.map(IncidentId);
        store.write::<_, StoreError>(|tx| tx.append(&Entry { at, incident, event })).unwrap();
    };
    write(10, Some(1), "after ten minutes");
    write(15, None, "apart");
    let staged = wail::domain::record::written::WrittenEvent {
        by: "ana".into(),
        about: None,
        what: wail::domain::record::written::Written::Mitigated(None),
    };
    let clocks = Clocks { monotonic: monotonic + 1_200_000, ahead: ahead - 7_200_000 };
    let mut store = Store::open(&home.store_file()).unwrap().by_clocks(move || clocks);
    let entry = Entry {
        at: at - jiff::SignedDuration::from_mins(100),
        incident: Some(IncidentId(1)),
        event: Event::Written(staged),
    };
    store.write::<_, StoreError>(|tx| tx.append(&entry)).unwrap();
    drop(store);
    let text = home.wail(&["timeline", "1"]).stdout;
    let order = ["reports critical", "the clock was put back by 2h", "after ten minutes", "apart"];
    let places: Vec<usize> = order.iter().map(|said| text.find(said).expect(said)).collect();
    assert!(places.is_sorted(), "{places:?}\n{text}");
    let json = home.json(&["timeline", "1"]);
    let mitigated = &json["incidents"][0]["moments"][5];
    assert_eq!(mitigated["seconds_since_began"], 1_200, "{mitigated}");
    let noted = json["entries"].as_array().unwrap().iter().find(|it| it["incident"].is_null());
    let shown: jiff::Timestamp = noted.unwrap()["moment"].as_str().unwrap().parse().unwrap();
    assert_eq!(at.duration_since(shown).as_secs(), 105 * 60, "as it was written");
}
