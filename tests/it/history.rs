//! History does not move: what would change who was on call, or who is now, waits to be accepted.

use std::fs;

use crate::common::{TestHome, until};

/// Three people take weekly turns, from long ago on.
const CONFIG: &str = r#"
me = "ana"
zone = "UTC"
fallback = "ana"
people.ana.channels = [{ use = "command", run = ["/bin/sh", "-c", "cat >> 'HOME/pages'; echo >> 'HOME/pages'"] }]
people.bo.channels = [{ use = "command", run = ["/bin/sh", "-c", "cat >> 'HOME/pages'; echo >> 'HOME/pages'"] }]
people.cy.channels = [{ use = "command", run = ["/bin/sh", "-c", "cat >> 'HOME/pages'; echo >> 'HOME/pages'"] }]
policy.default.steps = [{ who = "primary", wait = "5m" }]
sources.generic = {}
store.path = "wail.db"
listen.address = "127.0.0.1:PORT"

[rota.primary]
zone = "UTC"
[[rota.primary.layer]]
people = ["ana", "bo", "cy"]
every = "week"
start = 2025-12-01
"#;

const PEOPLE: &str = r#"people = ["ana", "bo", "cy"]"#;

fn times(home: &TestHome, word: &str) -> usize {
    let entries = home.json(&["log"]);
    entries.as_array().unwrap().iter().filter(|entry| entry["event"] == word).count()
}

fn on_call(home: &TestHome) -> String {
    home.json(&["who"])[0]["on_call"][0].as_str().unwrap().to_owned()
}

/// Who is on call as the file says, accepted or not.
fn on_call_by_the_file(home: &TestHome) -> String {
    let now = home.json(&["who"])[0]["at"].as_str().unwrap().to_owned();
    home.json(&["who", "--at", &now])[0]["on_call"][0].as_str().unwrap().to_owned()
}

/// Sends an alert, and says who is called for it.
fn called(home: &TestHome, name: &str) -> String {
    let body = format!(r#"{{"summary": "{name}"}}"#);
    assert_eq!(home.post("/in/generic", &[], body.as_bytes()).0, 202);
    called_for(home, name)
}

/// Waits until somebody is called for that, and says who.
fn called_for(home: &TestHome, name: &str) -> String {
    let mut person = String::new();
    until("somebody is called", || {
        let pages = home.pages();
        let page = pages.iter().find(|page| page.to_string().contains(&format!("\"{name}\"")));
        person = page.map_or_else(String::new, |page| page["person"].as_str().unwrap().to_owned());
        !person.is_empty()
    });
    person
}

/// The list of people with whoever is on call put last, so that somebody else is.
fn others_first(present: &str) -> String {
    let mut people = ["ana", "bo", "cy"];
    let at = people.iter().position(|each| *each == present).unwrap();
    people.swap(at, (at + 1) % 3);
    format!("people = [\"{}\"]", people.join("\", \""))
}

#[test]
fn an_edit_that_moves_the_past_is_refused_until_it_is_accepted() {
    let home = TestHome::with(CONFIG);
    let present = on_call(&home);
    let daemon = home.daemon();
    let others: Vec<&str> = ["ana", "bo", "cy"].into_iter().filter(|it| *it != present).collect();
    let edits = [
        ("one is removed", PEOPLE, format!("people = [\"{present}\", \"{}\"]", others[0])),
        ("another is removed", PEOPLE, format!("people = [\"{}\", \"{present}\"]", others[1])),
        ("one is added", PEOPLE, r#"people = ["ana", "bo", "cy", "ana"]"#.to_owned()),
        ("the start moves", "start = 2025-12-01", "start = 2025-12-09".to_owned()),
        ("the handoff moves", "every = \"week\"", "every = \"week\"\nhandoff = \"10:00\"".to_owned()),
        ("the zone moves", "zone = \"UTC\"\n[[", "zone = \"Asia/Tokyo\"\n[[".to_owned()),
        ("somebody was away", "start = 2025-12-01", format!(
            "start = 2025-12-01\n[[rota.primary.override]]\nwho = \"{}\"\nfrom = \"2025-12-03\"\n\
             to = \"2025-12-04\"", others[0]).replace("\"2025-12-03\"", "\"2025-12-03 10:00\"")
            .replace("\"2025-12-04\"", "\"2025-12-30 10:00\"")),
    ];
    for (number, (what, old, new)) in edits.iter().enumerate() {
        home.edit_config(old, new);
        until(what, || times(&home, "config-refused") == number + 1);
        assert_eq!(called(&home, what), present, "{what}");
        home.edit_config(new, old);
        until("the edit is taken back", || times(&home, "config-reloaded") == number + 1);
    }
    let log = daemon.log();
    assert!(log.contains("it would change who was on call"), "{log}");
    assert!(log.contains("hint: `wail config accept` confirms it"), "{log}");
    assert_eq!(daemon.stop(), 0);
}

#[test]
fn who_is_on_call_now_changes_once_it_is_accepted_and_not_before() {
    let home = TestHome::with(CONFIG);
    let present = on_call(&home);
    let daemon = home.daemon();
    home.edit_config(PEOPLE, &others_first(&present));
    until("it is refused", || times(&home, "config-refused") == 1);
    let next = on_call_by_the_file(&home);
    assert_ne!(next, present, "the file says somebody else");
    let who = home.wail(&["who"]);
    assert!(who.stdout.contains(&present) && who.stdout.contains("as it was accepted"), "{who:?}");
    assert_eq!(
        who.stderr,
        "warning: the configuration says otherwise, but that was not accepted\n\
         hint: `wail config accept` shows what would change, and confirms it\n"
    );
    let doctor = home.wail(&["doctor", "--silent"]).stdout;
    assert!(doctor.contains(&format!("{present} (on call in rota primary")), "{doctor}");
    assert!(
        daemon.log().contains(&format!("primary: {present} -> {next} from ")),
        "{}",
        daemon.log()
    );
    assert_eq!(called(&home, "before"), present);
    let listed = home.json(&["list"]);
    assert_eq!(listed[0]["on_call"][0], present, "{listed}");
    let shown = home.json(&["show", &listed[0]["id"].to_string()]);
    assert_eq!(shown["on_call"][0], present, "{shown}");
    assert_eq!(shown["pages"][0]["because"], "on call for primary: layer 1", "{shown}");
    // A command decides by itself, and by what was accepted as well.
    assert_eq!(home.wail(&["page", "by hand"]).code, 0);
    assert_eq!(called_for(&home, "by hand"), present);

    let asked = home.wail(&["config", "accept"]);
    assert_eq!(asked.code, 2, "{asked:?}");
    assert!(asked.stdout.contains(&format!("  primary: {present} -> {next} from ")), "{asked:?}");
    assert_eq!(times(&home, "history-accepted"), 0);
    assert_eq!(called(&home, "asked"), present);

    let accepted = home.wail(&["config", "accept", "--yes"]);
    assert_eq!(accepted.code, 0, "{accepted:?}");
    until("it is in force", || times(&home, "config-reloaded") == 1);
    assert_eq!(times(&home, "history-accepted"), 1);
    assert_eq!(called(&home, "after"), next);
    let again = home.wail(&["config", "accept"]);
    assert_eq!(
        (again.code, &*again.stdout),
        (0, "nothing to accept: the past stays, and who is on call now\n")
    );
    assert_eq!(daemon.stop(), 0);

    let daemon = home.daemon();
    assert_eq!(called(&home, "restarted"), next);
    assert_eq!(times(&home, "config-refused"), 1);
    assert_eq!(daemon.stop(), 0);
}

#[test]
fn a_restart_slips_nothing_in() {
    let home = TestHome::with(CONFIG);
    let present = on_call(&home);
    assert_eq!(home.daemon().stop(), 0);
    home.edit_config(PEOPLE, &others_first(&present));
    let next = on_call_by_the_file(&home);
    let daemon = home.daemon();
    assert!(
        daemon.log().contains(&format!("primary: {present} -> {next} from ")),
        "{}",
        daemon.log()
    );
    assert_eq!(called(&home, "before"), present);
    assert_eq!(times(&home, "config-refused"), 1);
    assert_eq!(daemon.stop(), 0);
    // What was not accepted is not accepted by starting again and again.
    let daemon = home.daemon();
    assert_eq!(called(&home, "still"), present);
    assert_eq!(home.wail(&["config", "accept", "--yes"]).code, 0);
    until("it is in force", || times(&home, "config-reloaded") == 1);
    assert_eq!(called(&home, "after"), next);
    assert_eq!(daemon.stop(), 0);
}

#[test]
fn somebody_removed_while_on_call_stays_until_that_is_accepted() {
    let home = TestHome::with(CONFIG);
    let present = on_call(&home);
    let daemon = home.daemon();
    let others: Vec<&str> = ["ana", "bo", "cy"].into_iter().filter(|it| *it != present).collect();
    let text = fs::read_to_string(home.config_file()).unwrap();
    let person = format!("people.{present}.channels");
    let lines: Vec<&str> = text.lines().filter(|line| !line.starts_with(&person)).collect();
    let without = (lines.join("\n") + "\n")
        .replace(PEOPLE, &format!("people = [\"{}\", \"{}\"]", others[0], others[1]))
        .replace("me = \"ana\"", &format!("me = \"{}\"", others[0]))
        .replace("fallback = \"ana\"", &format!("fallback = \"{}\"", others[0]));
    fs::write(home.config_file(), without).unwrap();
    until("it is refused", || times(&home, "config-refused") == 1);
    assert_eq!(called(&home, "refused"), present);
    assert_eq!(daemon.stop(), 0);
    // Over a restart their channels are gone with their name: somebody else hears of it at once.
    let daemon = home.daemon();
    assert_eq!(called(&home, "restarted"), others[0]);
    let log = home.wail(&["log"]).stdout;
    assert!(log.contains(&format!("{present} cannot be reached")), "{log}");
    assert_eq!(home.wail(&["config", "accept", "--yes"]).code, 0);
    until("it is in force", || times(&home, "config-reloaded") == 1);
    let next = called(&home, "accepted");
    assert!(others.contains(&&*next), "{next}");
    assert_eq!(daemon.stop(), 0);
}

#[test]
fn what_lies_ahead_is_changed_without_a_question() {
    let home = TestHome::with(CONFIG);
    let present = on_call(&home);
    let daemon = home.daemon();
    let era = "[[rota.primary.layer.change]]\nstart = 2090-01-02\npeople = [\"cy\"]\n";
    home.edit_config("start = 2025-12-01\n", &format!("start = 2025-12-01\n{era}"));
    until("it is in force", || times(&home, "config-reloaded") == 1);
    assert_eq!(times(&home, "config-refused"), 0);
    assert_eq!(called(&home, "after"), present);
    assert_eq!(daemon.stop(), 0);
}

#[test]
fn a_rota_in_a_file_of_its_own_is_watched_and_held_to_its_past_as_well() {
    let (head, rota) = CONFIG.split_once("[rota.primary]").unwrap();
    let home = TestHome::with(&format!("{head}[rota.primary]\nfile = \"team.toml\"\n"));
    let rota = rota.replace("rota.primary.", "");
    let file = home.path().join("team.toml");
    fs::write(&file, &rota).unwrap();
    let present = on_call(&home);
    let daemon = home.daemon();
    fs::write(&file, rota.replace(PEOPLE, &others_first(&present))).unwrap();
    until("it is refused", || times(&home, "config-refused") == 1);
    assert_eq!(called(&home, "before"), present);
    fs::write(&file, rota.replace(PEOPLE, "people = []")).unwrap();
    until("its fault is told", || times(&home, "config-refused") == 2);
    fs::write(&file, &rota).unwrap();
    until("it is taken back", || times(&home, "config-reloaded") == 1);
    assert_eq!(daemon.stop(), 0);
}

/// Ana is called first and bo after her, each alone; a policy calls everybody.
const TIERS: &str = r#"
me = "ana"
zone = "UTC"
fallback = "ana"
people.ana.channels = [{ use = "command", run = ["true"] }]
people.bo.channels = [{ use = "command", run = ["true"] }]
policy.default.steps = [{ who = "everyone", wait = "5m" }]
sources.generic = {}
store.path = "wail.db"
listen.address = "127.0.0.1:PORT"

[rota.team]
escalate = ["primary", "secondary"]
[[rota.team.layer]]
people = ["ana"]
every = "week"
start = 2025-12-01
[[rota.team.layer]]
tier = "secondary"
people = ["bo"]
every = "week"
start = 2025-12-01
"#;

/// A home of which that was accepted.
fn accepted(config: &str) -> TestHome {
    let home = TestHome::with(config);
    let daemon = home.daemon();
    assert_eq!(daemon.stop(), 0);
    home
}

/// Writes that configuration, and tells what there is to accept; then accepts it.
fn accept(home: &TestHome, config: &str) -> String {
    fs::write(home.config_file(), config.replace("127.0.0.1:PORT", "127.0.0.1:0")).unwrap();
    let shown = home.wail(&["config", "accept", "--yes"]);
    assert_eq!(shown.code, 0, "{shown:?}");
    let again = home.wail(&["config", "accept", "--yes"]);
    assert!(again.stdout.starts_with("nothing to accept"), "{again:?}");
    shown.stdout
}

#[test]
fn a_first_tier_is_held_to_its_past_under_another_name() {
    let home = accepted(TIERS);
    let renamed = TIERS
        .replace("[\"primary\", \"secondary\"]", "[\"first\", \"secondary\"]")
        .replace("people = [\"ana\"]", "tier = \"first\"\npeople = [\"ana\"]");
    assert!(accept(&home, &renamed).starts_with("nothing to accept"));
    let other = renamed.replace("people = [\"ana\"]", "people = [\"ana\", \"cy\"]");
    fs::write(home.config_file(), other.replace(":PORT", ":0")).unwrap();
    assert_eq!(on_call(&home), "ana", "what was accepted holds");
    assert!(accept(&home, &other).starts_with("  team: ana -> cy from "));
}

#[test]
fn an_order_of_escalation_is_not_turned_round_unseen() {
    let home = accepted(TIERS);
    let swapped = TIERS.replace("[\"primary\", \"secondary\"]", "[\"secondary\", \"primary\"]");
    fs::write(home.config_file(), swapped.replace(":PORT", ":0")).unwrap();
    let who = home.json(&["who"]);
    assert_eq!((&who[0]["tier"], &who[0]["on_call"][0]), (&"primary".into(), &"ana".into()));
    assert_eq!((&who[1]["tier"], &who[1]["on_call"][0]), (&"secondary".into(), &"bo".into()));
    let told = accept(&home, &swapped);
    assert_eq!(told.trim(), "team: ana -> bo from 2025-12-01 09:00");
    assert_eq!(on_call(&home), "bo");
}

#[test]
fn nobody_is_lost_with_a_tier_or_a_rota_that_is_deleted() {
    let home = accepted(TIERS);
    let (without_second, _) = TIERS.rsplit_once("[[rota.team.layer]]").unwrap();
    let without_second = without_second.replace("[\"primary\", \"secondary\"]", "[\"primary\"]");
    let told = accept(&home, &without_second);
    assert_eq!(told.trim(), "team.secondary: bo -> nobody from 2025-12-01 09:00");

    let (without, _) = TIERS.split_once("[rota.team]").unwrap();
    fs::write(home.config_file(), without.replace(":PORT", ":0")).unwrap();
    assert_eq!(on_call(&home), "ana", "what was accepted holds");
    let told = accept(&home, without);
    assert_eq!(told.trim(), "team: ana -> nobody from 2025-12-01 09:00");
    assert_eq!(home.json(&["who"]), serde_json::json!([]));
}
