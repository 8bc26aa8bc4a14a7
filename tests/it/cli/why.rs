//! `wail why`: the chain and the plan of an alert that nobody has sent, and of an incident.

use serde_json::{Value, json};

use crate::common::{TestHome, timeless};

/// Routes beside the usual policy: one that only logs, one that makes it wait.
const ROUTES: &str = "[[route]]\nname = \"chatter\"\nmatch = \"env=dev\"\nlog = true\n\
     [[route]]\nname = \"batch\"\nservice = \"batch\"\nseverity = \"warning\"\ncontinue = true\n\
     [[route]]\nname = \"rest\"\npolicy = \"default\"\n";

/// The usual home with these tables besides.
fn home(more: &str) -> TestHome {
    let home = TestHome::new();
    home.edit_config("[sources.alertmanager]\n", &format!("{more}\n[sources.alertmanager]\n"));
    home
}

/// What is asked about a Tuesday night.
const NIGHT: &str = "2026-11-03T03:00[UTC]";

#[test]
fn the_chain_and_the_plan_of_an_alert_are_told() {
    let home = home("");
    let labels = "service=db,severity=critical";
    let run = home.wail(&["why", "--labels", labels, "--at", NIGHT]);
    let told = "\
critical from page, service=db severity=critical
  at 2026-11-03 03:00:00 +00:00, UTC

  dedup        nothing with these labels is open: it is a problem of its own
  route        there is one route, to policy default
  severity     critical pages at any hour
  silence      there is no silence
  maintenance  no maintenance is planned
  inhibition   no larger incident explains it
  noise        there is no storm: not more than 20 new incidents a minute
  cascade      it joins no open incident
  hours        it waits for nobody's day or quiet hours
  policy       default has 2 steps, gone through 4 times before ana is called as well; an acknowledgement lasts 30m

if nobody acknowledges
  03:00  +0    ana by command (on call for primary: layer 1)
  03:05  +5m   bo by command (named by the policy)
  03:15  +15m  again from the first step, 3 more times
  04:00  +1h   nobody acknowledged in 4 rounds, everybody on the way is called again, 10m apart at first, at most 15m
  04:00  +1h   ana by command (on call for primary: layer 1)
";
    assert_eq!((run.code, run.stdout.as_str(), run.stderr.as_str()), (0, told, ""));
}

#[test]
fn a_route_that_changes_the_severity_and_a_hold_stand_out() {
    let home = home(ROUTES);
    let run = home.wail(&["why", "--labels", "service=batch", "--at", NIGHT]);
    let told = "\
critical from page, service=batch
  at 2026-11-03 03:00:00 +00:00, UTC

  dedup                 nothing with these labels is open: it is a problem of its own
  route        changes  route rest takes it to policy default; route batch makes it warning instead of critical
  severity              warning waits for the day of whoever is called first
  silence               there is no silence
  maintenance           no maintenance is planned
  inhibition            no larger incident explains it
  noise                 there is no storm: not more than 20 new incidents a minute
  cascade               it joins no open incident
  hours        holds    warning waits for ana, who is called first, until 08:00 (5h)
";
    assert!(run.stdout.starts_with(told), "{}", run.stdout);
    assert!(run.stdout.contains("  08:00  +5h     ana by command"), "{}", run.stdout);
    assert_eq!(run.code, 0);
}

#[test]
fn what_calls_nobody_ends_the_chain_with_exit_code_1() {
    let home = home(ROUTES);
    home.wail(&["why", "--labels", "env=dev", "--at", NIGHT]).is(
        1,
        "critical from page, env=dev\n  \
           at STAMP +HH:MM, UTC\n\
         \n  \
           dedup              nothing with these labels is open: it is a problem of its own\n  \
           route        ends  route chatter only writes it down\n",
        "error: nobody is called for it\n",
    );
    let told = home.json_of_failure(&["why", "--labels", "env=dev", "--at", NIGHT]);
    assert_eq!(told["policy"], Value::Null);
    assert_eq!(told["findings"][1]["verdict"], "ends");
    assert_eq!(told["plan"]["steps"], json!([]));
}

#[test]
fn the_plan_as_json_has_every_page_with_its_time() {
    let told = home("").json(&["why", "--labels", "service=db", "--at", NIGHT]);
    assert_eq!(told["route"], "1");
    assert_eq!(told["policy"], "default");
    assert_eq!(told["held"], Value::Null);
    assert_eq!(told["plan"]["complete"], true);
    assert_eq!(
        told["plan"]["steps"][1],
        json!({
            "at": "2026-11-03T03:05:00Z",
            "after_seconds": 300,
            "step": 1,
            "round": 0,
            "calls": [{
                "person": "bo",
                "reason": "escalated",
                "because": null,
                "pages": [{
                    "channel": "command",
                    "at": "2026-11-03T03:05:00Z",
                    "sound": null,
                    "reachable": null,
                }],
            }],
            "notes": [],
        })
    );
}

#[test]
fn an_hour_that_clocks_show_twice_is_told_in_the_zone_that_was_asked() {
    let told =
        home("").json(&["why", "--labels", "a=1", "--at", "2026-10-25T01:30[Europe/London]"]);
    assert_eq!(told["at"], "2026-10-25T00:30:00Z", "the first of the two");
    let home = home("");
    home.edit_config("zone = \"UTC\"", "zone = \"America/New_York\"");
    let run = home.wail(&["why", "--labels", "a=1", "--at", "2026-10-25T01:30[Europe/London]"]);
    let head = "critical from page, a=1\n  at 2026-10-25 01:30:00 +01:00, Europe/London\n\n";
    assert!(run.stdout.starts_with(head), "{}", run.stdout);
    assert!(run.stdout.contains("\n  01:30  +0    ana by command"), "{}", run.stdout);
    assert!(run.stdout.contains("\n  01:30  +1h   ana by command"), "{}", run.stdout);
    let hint = "hint: the clocks are put back and show that time twice, and this is the first; \
                for the second: `--at 2026-10-25T01:30:00+00:00[Europe/London]`\n";
    assert_eq!(run.stderr, hint);
    let second = "2026-10-25T01:30:00+00:00[Europe/London]";
    let run = home.wail(&["why", "--labels", "a=1", "--at", second]);
    assert!(run.stdout.contains("at 2026-10-25 01:30:00 +00:00, Europe/London"), "{}", run.stdout);
    assert_eq!(run.stderr, "");
    let run = home.wail(&["why", "--labels", "a=1", "--at", "2026-03-29T01:30[Europe/London]"]);
    let hint = "hint: the clocks are put forward and never show that time: 02:30 is meant\n";
    assert_eq!(run.stderr, hint);
    let run = home.wail(&["why", "--labels", "a=1", "--at", "2026-03-29T01:30[Europe/Lundun]"]);
    let error = "error: `2026-03-29T01:30[Europe/Lundun]` is not a time of a zone\n\
                 hint: write it like `2026-10-25T01:30[Europe/London]`\n";
    assert_eq!((run.code, run.stderr.as_str()), (2, error));
}

#[test]
fn of_now_it_says_what_is_open_and_who_cannot_be_reached() {
    let home = home("");
    home.wail(&["page", "disk full", "--label", "service=db"]);
    let run = home.wail(&["why", "--labels", "service=db"]);
    assert!(run.stdout.contains("incident 1 is open with these labels"), "{}", run.stdout);
    let out = "ana by command [not now] (on call for primary: layer 1)";
    assert!(run.stdout.contains(out), "{}", run.stdout);
    let other = home.wail(&["why", "--labels", "service=web"]);
    assert!(other.stdout.contains("nothing with these labels is open"), "{}", other.stdout);
}

#[test]
fn what_joins_an_open_incident_is_told_by_the_plan_of_that() {
    let home = home("");
    let firing = json!({
        "version": "4", "groupKey": "g", "status": "firing", "receiver": "wail",
        "groupLabels": {}, "commonLabels": {}, "commonAnnotations": {}, "externalURL": "",
        "alerts": [{
            "status": "firing", "fingerprint": "a", "startsAt": "0001-01-01T00:00:00Z",
            "endsAt": "0001-01-01T00:00:00Z", "generatorURL": "",
            "labels": { "alertname": "disk", "service": "db", "severity": "critical" },
            "annotations": { "summary": "disk full" },
        }],
    });
    let daemon = home.daemon();
    daemon.until_ready();
    assert_eq!(home.post("/in/alertmanager", &[], firing.to_string().as_bytes()).0, 202);
    home.until_incident(1, "triggered");
    let ask = |labels: &str| home.wail(&["why", "--source", "alertmanager", "--labels", labels]);
    let joins = ask("alertname=slow,service=db,severity=critical");
    let stage = "\n  cascade      joins  it joins incident 1, shares service=db, ";
    let plan = "\n\nno page of its own goes; of incident 1, if nobody acknowledges\n";
    assert!(joins.stdout.contains(stage), "{}", joins.stdout);
    assert!(joins.stdout.contains(plan), "{}", joins.stdout);
    assert!(!joins.stdout.contains("\n  hours"), "{}", joins.stdout);
    let again = ask("alertname=disk,service=db,severity=critical");
    let stage =
        "\n\n  dedup        joins  incident 1 is about this very problem: it is only counted there";
    assert!(again.stdout.contains(&format!("{stage}{plan}")), "{}", again.stdout);
    let labels = "alertname=slow,service=db,severity=critical";
    let told = home.json(&["why", "--source", "alertmanager", "--labels", labels]);
    assert_eq!(told["plan"]["joins_incident"], 1);
    assert_eq!(told["findings"].as_array().unwrap().last().unwrap()["verdict"], "joins");
    assert_eq!(home.json(&["list"]).as_array().map(Vec::len), Some(1), "nothing is kept");
    assert_eq!(daemon.stop(), 0);
}

#[test]
fn an_incident_is_told_from_its_record_with_what_comes_next() {
    let home = home(ROUTES);
    home.wail(&["page", "disk full", "--severity", "critical", "--label", "service=db"]);
    home.wail(&["ack", "1"]);
    let told = timeless(&home.wail(&["why", "1"]).stdout);
    let expected = "\
1 critical: disk full
  acknowledged, policy default

  dedup        STAMP  ana reports critical by hand: disk full
  route        STAMP  route rest takes it to policy default
  policy       STAMP  ana cannot be reached: no channel is left that works now
  policy       STAMP  bo cannot be reached: no channel is left that works now
  answer       STAMP  ana acknowledges, check-in in 30m

if nobody does anything from now on
";
    assert!(told.starts_with(expected), "{told}");
    assert!(told.contains("ana missed the check-in"), "{told}");
    home.wail(&["resolve", "1"]);
    let told = home.wail(&["why", "1"]).stdout;
    assert!(told.contains("ana resolves it") && !told.contains("if nobody"), "{told}");
    let value = home.json(&["why", "1"]);
    assert_eq!(value["status"], "resolved");
    assert_eq!(value["findings"][1]["stage"], "route");
}

#[test]
fn what_happened_is_told_although_the_configuration_has_a_fault() {
    let home = home("");
    home.wail(&["page", "disk full", "--label", "service=db"]);
    home.edit_config("zone = \"UTC\"", "zone = \"Utopia\"");
    let run = home.wail(&["why", "1"]);
    let told = timeless(&run.stdout);
    assert!(told.starts_with("1 critical: disk full\n  triggered, policy default\n"), "{told}");
    assert!(told.contains("ana reports critical by hand: disk full"), "{told}");
    assert!(!told.contains("if nobody"), "{told}");
    let error = "error: what comes next is not known: 1 fault in the configuration\n\
                 hint: `wail config check` shows what is wrong with it\n";
    assert_eq!((run.code, run.stderr.as_str()), (3, error));
    let value = home.json_of_failure(&["why", "1"]);
    assert_eq!((&value["status"], &value["plan"]), (&json!("triggered"), &Value::Null));
    home.wail(&["resolve", "1"]);
    let run = home.wail(&["why", "1"]);
    assert!(run.stdout.contains("resolves it"), "{}", run.stdout);
    assert_eq!((run.code, run.stderr.as_str()), (0, ""), "nothing comes next");
}

#[test]
fn a_label_that_no_alert_of_late_had_is_told() {
    let home = home("");
    home.wail(&["page", "disk full", "--label", "service=db"]);
    let run = home.wail(&["why", "--labels", "servcie=db,service=web,severity=error"]);
    let hint = "hint: no alert of late has had a label `servcie`: did you mean `service`?\n";
    assert_eq!((run.code, run.stderr.as_str()), (0, hint));
    let run = home.wail(&["why", "--labels", "service=other"]);
    assert_eq!((run.code, run.stderr.as_str()), (0, ""));
}

#[test]
fn of_another_time_it_is_said_that_a_silence_does_not_match_then() {
    let home = home("");
    home.wail(&["page", "disk full", "--label", "service=db"]);
    home.wail(&["silence", "add", "--match", "service=db", "--for", "1h", "--reason", "new disk"]);
    let said = |arguments: &[&str]| home.wail(&[&["why", "--labels"], arguments].concat()).stdout;
    let now = said(&["service=web"]);
    assert!(now.contains("the one silence does not match it now"), "{now}");
    let later = said(&["service=db", "--at", "2099-12-24 03:00"]);
    assert!(later.contains("there is no silence"), "{later}");
    let past = said(&["service=db", "--at", "2020-01-01 03:00"]);
    assert!(past.contains("the one silence does not match it at that time"), "{past}");
}

#[test]
fn old_news_is_asked_for_with_when_it_began() {
    let home = home("");
    for at in [&["--at", NIGHT][..], &[]] {
        let run = home.wail(&[&["why", "--labels", "service=db", "--began", "3h"], at].concat());
        let told = "noise        holds  old news, it began 3h before, until ";
        assert!(run.stdout.contains(told), "{}", run.stdout);
        assert!(run.stdout.contains("+15m"), "{}", run.stdout);
    }
}

#[test]
fn of_several_tests_it_is_said_how_many_fail_and_pass() {
    let test = |name: &str, held: &str| {
        format!(
            "[[test]]\nname = \"{name}\"\nlabels = {{ service = \"db\" }}\n\
             at = 2026-11-03T03:00:00Z\nheld = \"{held}\"\n"
        )
    };
    for (held, said) in [
        (&["hours"][..], "1 test fails"),
        (&["hours", "nothing"], "1 test fails, 1 passes"),
        (&["hours", "nothing", "nothing"], "1 test fails, 2 pass"),
        (&["hours", "hours"], "2 tests fail"),
        (&["hours", "nothing", "hours"], "2 tests fail, 1 passes"),
    ] {
        let tests: Vec<String> = held.iter().map(|held| test("nights", held)).collect();
        let run = home(&tests.concat()).wail(&["config", "check"]);
        let error = format!("error: {said}\n");
        assert!(run.code == 3 && run.stderr.starts_with(&error), "{}", run.stderr);
    }
    let passes = home(&[test("one", "nothing"), test("two", "nothing")].concat());
    let run = passes.wail(&["config", "check"]);
    assert!(run.stdout.ends_with(": no faults, 2 tests pass\n"), "{}", run.stdout);
}

#[test]
fn what_does_not_exist_has_no_why() {
    TestHome::new().wail(&["why", "9"]).is(
        1,
        "",
        "error: there is no incident 9\nhint: `wail list --all` shows every incident\n",
    );
}

#[test]
fn a_configuration_is_held_to_its_tests() {
    let test = "[[test]]\nname = \"nights\"\nlabels = { service = \"db\" }\nat = 2026-11-03T03:00:00Z\n\
                expect = [\"ana at +0 by command\", \"bo at +5m\"]\npolicy = \"default\"\n\
                route = \"1\"\nheld = \"nothing\"\nlogged = false\n";
    let home = home(test);
    let file = home.config_file().display().to_string();
    home.wail(&["config", "check"]).is(0, &format!("{file}: no faults, 1 test passes\n"), "");
    let told = home.json(&["config", "check"]);
    assert_eq!(told["tests"][0]["passed"], true);
    home.edit_config("\"bo at +5m\"", "\"bo at +4m\"");
    home.edit_config("held = \"nothing\"", "held = \"hours\"");
    let run = home.wail(&["config", "check"]);
    let line = home.config().lines().position(|line| line == "[[test]]").unwrap() + 1;
    let expected = format!(
        "error: 1 test fails\n\
         \n  \
           {file}:{line}:1\n   \
            {line} │ [[test]]\n      │ ^^^^^^^^ test `nights` fails\n    \
             expect, expected      would be\n    \
             ana at +0 by command  ana at +0 by command\n    \
             bo at +4m             bo at +5m by command\n    \
             held, expected  would be\n    \
             hours           nothing\n  \
           hint: `wail why --labels service=db --source page --at 2026-11-03T03:00:00Z` shows the \
         whole chain\n"
    );
    assert_eq!((run.code, run.stdout.as_str(), run.stderr.as_str()), (3, "", expected.as_str()));
    let run = home.wail(&["config", "check", "--json"]);
    let told: Value = serde_json::from_str(&run.stdout).unwrap();
    assert_eq!((run.code, run.stderr.as_str()), (3, "error: 1 test fails\n"));
    assert_eq!(told["tests"][0]["differences"][1]["about"], "held");
    assert_eq!(told["tests"][0]["line"], line);
}

#[test]
fn a_daemon_starts_although_a_test_fails() {
    let home = home("[[test]]\nname = \"no\"\nat = 2026-11-03T03:00:00Z\nexpect = []\n");
    assert_eq!(home.wail(&["config", "check"]).code, 3);
    home.daemon().until_ready();
}

#[test]
fn who_pages_by_hand_what_a_route_only_logs_is_told_how_to_find_it() {
    let home = home(ROUTES);
    home.wail(&["page", "hello", "--label", "env=dev"]).is(
        1,
        "",
        "error: a route only writes it down, so nobody is called\n\
         hint: `wail why --labels 'env=dev'` says which\n",
    );
}
