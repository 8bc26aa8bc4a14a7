//! `wail gauge`: readings, the list and the chart.

use jiff::{SignedDuration, Timestamp};

use super::NO_DAEMON;
use crate::common::{TestHome, until};

/// The last day of the readings that are written here.
const THEN: &str = "2026-03-31T12:00:00Z";

/// So many daily readings up to then, kept as `wail gauge --at` keeps them.
fn recorded(home: &TestHome, gauge: &str, max: &str, values: &[u32]) {
    let then: Timestamp = THEN.parse().unwrap();
    for (day, value) in values.iter().rev().enumerate() {
        let at = then - SignedDuration::from_hours(24 * i64::try_from(day).unwrap());
        let value = value.to_string();
        let run = home.wail(&["gauge", gauge, &value, "--max", max, "--at", &at.to_string()]);
        assert_eq!((run.code, run.stderr.as_str()), (0, ""), "{run:?}");
    }
}

/// Two thirds of the way in twenty days.
fn rising() -> Vec<u32> {
    (0..20).map(|day| 1_000 + 50 * day).collect()
}

#[test]
fn a_reading_is_kept_and_its_sentence_printed() {
    let home = TestHome::new();
    home.wail(&["gauge", "events.id", "1_931_000_000", "--max", "2147483647"]).is(
        0,
        "events.id: 1_931_000_000 of 2_147_483_647, 1 reading over 0s cannot tell when it runs out: \
         that needs 6 over a day\n"
            .replace("0s", "Ns")
            .as_str(),
        "",
    );
    home.wail(&["gauge", "disk", "85%"]).is(
        0,
        "disk: 85% of 100%, 1 reading over Ns cannot tell when it runs out: that needs 6 over a day\n",
        "",
    );
    home.wail(&["gauge", "disk", "100%"]).is(0, "disk: 100% of 100%, it is full\n", NO_DAEMON);
    let open = home.json(&["list"]);
    assert_eq!(open[0]["severity"], "critical");
    assert_eq!(open[0]["labels"]["gauge"], "disk");
    assert_eq!(open[0]["summary"], "disk: 100% of 100%, it is full");
    assert_eq!(home.wail(&["gauge", "disk", "12%"]).code, 0);
    assert_eq!(home.json(&["gauge", "list"]).as_array().unwrap().len(), 2);
}

#[test]
fn what_is_no_reading_is_refused_with_what_to_write() {
    let home = TestHome::new();
    let like = "hint: write it like `1931000000`, `1_931_000_000`, `85%` or `12.5GB`\n";
    for (arguments, told) in [
        (&["disk", "NaN", "--max", "5"][..], "`NaN` is no amount: nothing can be so much"),
        (&["disk", "inf", "--max", "5"], "`inf` is no amount: nothing can be so much"),
        (&["disk", "5", "--max", "0"], "a gauge cannot be full at 0"),
        (&["disk", "5", "--max", "-3"], "a gauge cannot be full at -3"),
        (
            &["disk", "1,5", "--max", "9"],
            "`1,5` has a comma, which means one thing here and another there",
        ),
        (&["disk", "12GB", "--max", "50"], "`12GB` and `50` do not count the same"),
        (&["disk", "much", "--max", "50"], "`much` is not a number"),
    ] {
        let run = home.wail(&[&["gauge"], arguments].concat());
        run.is(2, "", &format!("error: {told}\n{like}"));
    }
    home.wail(&["gauge", "disk", "5"]).is(
        2,
        "",
        "error: nothing says what `disk` is full at\n\
         hint: `wail gauge disk VALUE --max MAX` says it once and for all\n",
    );
    for word in ["list", "show"] {
        home.wail(&["gauge", word, "5", "--max", "9"]).is(
            2,
            "",
            &format!("error: no gauge can be called `{word}`: that is a command\nhint: give it another name\n"),
        );
    }
    home.wail(&["gauge", "a/b", "5", "--max", "9"]).is(
        2,
        "",
        "error: `a/b` cannot be the name of a gauge\n\
         hint: a name has 1 to 64 letters, digits, `.`, `_` and `-`\n",
    );
    home.wail(&["gauge", "disk", "5", "--max", "9", "--at", "2999-01-01 00:00"]).is(
        2,
        "",
        "error: nothing can have been read in the future\nhint: `--at` is when it was read\n",
    );
    home.wail(&["gauge", "disk"]).is(
        2,
        "",
        "error: `disk` has no program that could be asked for a value\n\
         hint: `wail gauge disk VALUE` records one\n",
    );
    assert_eq!(home.json(&["gauge", "list"]), serde_json::json!([]));
}

#[test]
fn the_list_has_a_curve_and_what_is_left_the_most_urgent_first() {
    let home = TestHome::new();
    home.wail(&["gauge", "list"]).is(
        0,
        "there is no gauge\n",
        "hint: `wail gauge NAME VALUE --max MAX` records a reading of one\n",
    );
    recorded(&home, "seats", "900", &[500; 20]);
    recorded(&home, "events.id", "3000", &rising());
    recorded(&home, "new", "10", &[1, 2]);
    home.wail(&["gauge", "list", "--at", THEN]).is(
        0,
        "\
GAUGE      USED   NOW   CURVE             LEFT
events.id  65.0%  1950  ▁▁▂▂▃▃▄▄▅▅▆▆▆▇▇█  21 days left (20 to 22), growth is steady
new        20.0%  2     ▁              █  2 readings over 1d cannot tell when it runs out: that needs 6 over a day
seats      55.5%  500   ▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁  it does not grow
",
        "",
    );
}

#[test]
fn the_chart_shows_what_was_and_the_day_on_which_it_runs_out() {
    let home = TestHome::new();
    recorded(&home, "events.id", "3000", &rising());
    home.wail(&["gauge", "show", "events.id", "--at", THEN]).is(0, CHART, "");
    let shown = home.json(&["gauge", "show", "events.id", "--at", THEN]);
    assert_eq!(shown["forecast"], "runs-out");
    assert_eq!(shown["growth"], "even");
    assert_eq!(shown["runs_out_at"].as_str().unwrap().split('T').next(), Some("2026-04-21"));
    assert!((shown["days_left"].as_f64().unwrap() - 21.0).abs() < 0.1, "{shown}");
    assert_eq!(shown["history"].as_array().unwrap().len(), 20);
    home.wail(&["gauge", "show", "events"]).is(
        2,
        "",
        "error: there is no gauge `events`\nhint: did you mean `events.id`?\n",
    );
    let before = home.wail(&["gauge", "show", "events.id", "--at", "2020-01-01 00:00"]);
    assert_eq!(before.code, 1, "{before:?}");
}

const CHART: &str = "\
events.id: 1950 of 3000, 65.0% used; read HH:MM, AGO
21 days left (20 to 22), growth is steady
runs out on 2026-04-21 (2026-04-20 to 2026-04-22) at 50 a day

3000 ┤┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄······×
     │                                                       ············
     │                                           ············
     │                               •••••·······
     │                  •••••••••••••
1500 ┤      ••••••••••••
     │••••••
     │
     │
   0 ┤
     └───────────────────────────────────┴──────────────────────────────────────
      2026-03-12                        now                           2026-04-21
";

/// The usual configuration with that gauge.
fn with_gauge(home: &TestHome, gauge: &str) {
    home.edit_config("[sources.generic]\n", &format!("[sources.generic]\n{gauge}"));
}

#[test]
fn a_program_is_asked_by_hand_and_by_the_daemon() {
    let home = TestHome::new();
    with_gauge(
        &home,
        "[gauges.files]\nrun = [\"/bin/sh\", \"-c\", \"cat HOME/used\"]\nevery = \"1s\"\ntimeout = \"1s\"\n",
    );
    let use_up = |text: &str| std::fs::write(home.path().join("used"), text).unwrap();
    use_up("12GB 50GB\n");
    let run = home.wail(&["gauge", "files"]);
    assert!(run.stdout.starts_with("files: 12 GB of 50 GB, 1 reading over "), "{run:?}");
    std::fs::remove_file(home.path().join("used")).unwrap();
    let run = home.wail(&["gauge", "files"]);
    assert_eq!(run.code, 1);
    assert!(run.stderr.contains("`/bin/sh` ended with exit code 1: cat: "), "{run:?}");
    let daemon = home.daemon();
    let gauge = || home.json(&["gauge", "list"])[0].clone();
    until("the daemon says why there is none", || gauge()["trouble"].is_string());
    use_up("49.5GB 50GB\n");
    until("there is a reading", || gauge()["value"] == 49.5e9 && gauge()["trouble"].is_null());
    use_up("51GB 50GB\n");
    until("somebody is paged", || !home.pages().is_empty());
    assert_eq!(home.pages()[0]["summary"], "files: 51 GB of 50 GB, it is full");
    use_up("nonsense\n");
    until("what makes no sense is told", || gauge()["trouble"] == "`nonsense` is not a number");
    assert_eq!(daemon.stop(), 0);
}

#[test]
fn a_reading_that_is_typed_reaches_a_daemon_that_runs() {
    let home = TestHome::new();
    let daemon = home.daemon();
    home.wail(&["gauge", "disk", "100%"]).is(0, "disk: 100% of 100%, it is full\n", "");
    until("somebody is paged", || !home.pages().is_empty());
    assert_eq!(home.wail(&["gauge", "disk", "10%"]).code, 0);
    assert_eq!(daemon.stop(), 0);
}
