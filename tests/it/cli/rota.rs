//! `wail rota`: the calendar and what may be wrong with it.

use serde_json::{Value, json};

use crate::common::TestHome;

/// A week each by day, office hours at the weekend uncovered, one leave, one override, one silence.
const TEAM: &str = r#"
zone = "Europe/Berlin"
fallback = "ana"

[rota.platform]
coverage = ["mon-fri", "sat 00:00-12:00"]
holidays = [2026-12-25]

[[rota.platform.layer]]
name = "base"
people = ["ana", "bo", "cy"]
every = "week"
start = 2026-11-30
only = ["mon 00:00 - sat 12:00"]

[[rota.platform.override]]
from = "2026-12-08 18:00"
to = "2026-12-09 09:00"
who = "cy"
why = "bo has a concert"

[[rota.platform.override]]
from = "2026-12-24 18:00"
to = "2026-12-25 09:00"
nobody = true

[[rota.platform.off]]
who = "cy"
first = 2026-12-16
last = 2026-12-17

[policy.default]
steps = [{ who = "platform" }]

[store]
path = "wail.db"
"#;

#[test]
fn the_calendar_shows_weeks_and_marks_what_is_not_as_usual() {
    let home = TestHome::with(TEAM).in_zone("Europe/Berlin");
    let run = home.wail(&["rota", "show", "--from", "2026-12-07", "--to", "2026-12-28"]);
    assert_eq!((run.code, run.stderr.as_str()), (0, ""));
    let (calendar, data) = run.stdout.rsplit_once("\nzone data ").unwrap();
    assert!(data.starts_with("20") && data.ends_with(")\n"), "{data}");
    assert_eq!(
        calendar,
        "platform, primary: Europe/Berlin
Mon 7 Dec       Tue 8           Wed 9           Thu 10          Fri 11          Sat 12          Sun 13
ana             bo              cy*             bo              bo              bo              -
09:00 bo        18:00 cy*       09:00 bo                                        12:00 -

Mon 14 Dec      Tue 15          Wed 16          Thu 17          Fri 18          Sat 19          Sun 20
bo              cy              ana~            ana~            cy              cy              -
09:00 cy                                                                        12:00 -

Mon 21 Dec      Tue 22          Wed 23          Thu 24          Fri 25          Sat 26          Sun 27
cy              ana             ana             ana             silenced        ana             -
09:00 ana                                       18:00 silenced  09:00 ana       12:00 -

* by an override   ~ next in line: whoever is before them is off or has another pager   silenced: nobody, on purpose   -: hours that need not be covered

PERSON  SHIFTS  HOURS  NIGHT  WEEKEND  HOLIDAY
ana     4       165    54     12       15
bo      3       117    38     12       0
cy      4       99     38     12       0
"
    );
}

#[test]
fn a_gap_glares() {
    let home = TestHome::with(&TEAM.replace("coverage", "# coverage")).in_zone("Europe/Berlin");
    let run = home.wail(&["rota", "show", "--from", "2026-12-07", "--to", "2026-12-14"]);
    assert!(run.stdout.contains("12:00 !NOBODY"), "{}", run.stdout);
    assert!(run.stdout.contains("!NOBODY: a gap, the fallback is called"), "{}", run.stdout);
    let run = home.wail(&[
        "--color",
        "always",
        "rota",
        "show",
        "--from",
        "2026-12-07",
        "--to",
        "2026-12-14",
    ]);
    assert!(run.stdout.contains("\u{1b}[1m\u{1b}[31m12:00 !NOBODY"), "{:?}", run.stdout);
}

#[test]
fn json_has_shifts_gaps_and_hours() {
    let home = TestHome::with(TEAM).in_zone("Europe/Berlin");
    let mut shown =
        home.json(&["rota", "show", "--from", "2026-12-24 00:00", "--to", "2026-12-26"]);
    assert!(shown.as_object_mut().unwrap().remove("zone_data").unwrap().is_string());
    assert_eq!(
        shown,
        json!({
            "shifts": [
                {
                    "start": "2026-12-23T23:00:00Z",
                    "end": "2026-12-24T17:00:00Z",
                    "person": "ana",
                    "because": "layer base",
                },
                {
                    "start": "2026-12-25T08:00:00Z",
                    "end": "2026-12-25T23:00:00Z",
                    "person": "ana",
                    "because": "layer base",
                },
            ],
            "gaps": [],
            "silences": [{
                "start": "2026-12-24T17:00:00Z",
                "end": "2026-12-25T08:00:00Z",
                "because": "nobody, on purpose",
            }],
            "hours": {
                "ana": {
                    "shifts": 2,
                    "total": 33 * 3600,
                    "night": 8 * 3600,
                    "weekend": 0,
                    "holiday": 15 * 3600,
                },
            },
        })
    );
}

#[test]
fn a_range_and_a_rota_that_are_none_are_told() {
    let home = TestHome::with(TEAM).in_zone("Europe/Berlin");
    let told = |arguments: &[&str]| {
        let run = home.wail(arguments);
        assert_eq!((run.code, run.stdout.as_str()), (2, ""), "{run:?}");
        run.stderr
    };
    assert_eq!(
        told(&["rota", "show", "nix"]),
        "error: there is no rota `nix`\nhint: there is platform\n"
    );
    assert_eq!(
        told(&["rota", "show", "--tier", "second"]),
        "error: there is no tier `second` in this rota\nhint: its tiers are primary\n"
    );
    assert_eq!(
        told(&["rota", "show", "--from", "xmas"]),
        "error: `xmas` is no time\nhint: write `monday 09:00`, `tomorrow 18:00` or \
         `2026-12-24 18:00`\n"
    );
    assert_eq!(
        told(&["rota", "show", "--from", "2026-12-24", "--to", "2026-12-24"]),
        "error: the range ends before it begins\nhint: `--to` is the first day that is not shown\n"
    );
}

/// A rota of which nothing is to be said, but that it ends.
const ENDS: &str = r#"
zone = "UTC"
fallback = "ana"
[[rota.team.layer]]
people = ["ana", "bo", "cy", "dan"]
every = "day"
start = 2020-01-06
until = 2020-03-02
[policy.default]
steps = [{ who = "team" }]
[store]
path = "wail.db"
"#;

#[test]
fn lint_says_each_thing_on_its_line_and_is_1_for_an_error() {
    let home = TestHome::with(ENDS);
    let run = home.wail(&["rota", "lint"]);
    assert_eq!(run.code, 1);
    let file = home.config_file();
    let begins = format!("{}:4: error: team: nobody is on call from ", file.display());
    assert!(run.stdout.starts_with(&begins), "{run:?}");
    assert!(run.stdout.contains(": after the end\n  hint: add a layer for it, or"), "{run:?}");
    assert_eq!(
        run.stderr,
        "error: 1 error in the rotas\nhint: `wail rota show` shows the calendar\n"
    );
    let run = home.wail(&["rota", "lint", "--json"]);
    let said: Vec<Value> = serde_json::from_str(&run.stdout).unwrap();
    assert_eq!((run.code, said.len()), (1, 1));
    assert_eq!(said[0]["level"], "error");
    assert_eq!((&said[0]["rule"], &said[0]["line"]), (&json!("gap"), &json!(4)));
    assert!(said[0]["hint"].as_str().unwrap().contains("`override`"), "{said:?}");
}

#[test]
fn lint_is_0_when_there_is_nothing_or_only_a_warning() {
    let home = TestHome::with(&ENDS.replace("until = 2020-03-02\n", ""));
    home.wail(&["rota", "lint", "--days", "20"]).is(
        0,
        "nothing to be said of the next 20 days\n",
        "",
    );
    let pointless = "[[rota.team.override]]\nfrom = \"2026-01-01 00:00\"\nto = \"2035-01-01 00:00\"\n\
                     who = \"zoe\"\nfor = \"yan\"\n[policy.default]";
    let home = TestHome::with(
        &ENDS.replace("until = 2020-03-02\n", "").replace("[policy.default]", pointless),
    );
    let run = home.wail(&["rota", "lint", "team", "--days", "20"]);
    let expected = format!(
        "{}:8: warning: team: this override changes nothing: without it the same people have the \
         pager\n  hint: take it out, or correct its name and time; `wail rota show` shows who has the \
         pager then\n",
        home.config_file().display()
    );
    assert_eq!((run.code, run.stdout, run.stderr.as_str()), (0, expected, ""));
}

#[test]
fn a_rota_of_another_file_is_told_of_with_its_own_lines() {
    let main = "fallback = \"ana\"\nzone = \"UTC\"\n[rota.team]\nfile = \"team.toml\"\n\
                [policy.default]\nsteps = [{ who = \"team\" }]\n[store]\npath = \"wail.db\"\n";
    let home = TestHome::with(main);
    let rota = "[[layer]]\npeople = [\"ana\", \"bo\"]\nevery = \"day\"\nstart = 2020-01-06\n\
                handoff = \"23:30\"\n";
    std::fs::write(home.path().join("team.toml"), rota).unwrap();
    let run = home.wail(&["rota", "lint", "--json", "--days", "10"]);
    let said: Vec<Value> = serde_json::from_str(&run.stdout).unwrap();
    assert_eq!(run.code, 0);
    assert!(!said.is_empty());
    for remark in said {
        assert_eq!((&remark["rule"], &remark["line"]), (&json!("night-handover"), &json!(1)));
        assert!(remark["file"].as_str().unwrap().ends_with("team.toml"));
    }
}

#[test]
fn a_remark_points_at_the_block_it_is_about() {
    let tiers = ENDS.replace("until = 2020-03-02\n", "").replace(
        "[policy.default]",
        "[[rota.team.layer]]\ntier = \"secondary\"\npeople = [\"eva\", \"fay\", \"gus\"]\n\
         every = \"day\"\nstart = 2020-01-06\nhandoff = \"02:00\"\nuntil = 2020-03-02\n\
         [policy.default]",
    );
    let home = TestHome::with(&tiers);
    let run = home.wail(&["rota", "lint", "--days", "10", "--json"]);
    let said: Vec<Value> = serde_json::from_str(&run.stdout).unwrap();
    let empty = said.iter().find(|remark| remark["rule"] == "empty-tier");
    assert_eq!(empty.unwrap()["line"], 8, "{said:?}");
}

#[test]
fn time_off_for_several_rotas_is_told_of_only_if_it_changes_none() {
    let rota = |name: &str, people: &str| {
        format!(
            "[[rota.{name}.layer]]\npeople = {people}\nevery = \"day\"\nstart = 2020-01-06\n\
             until = 2035-01-01\n"
        )
    };
    let config = |both: &str| {
        format!(
            "zone = \"UTC\"\nfallback = \"ana\"\nstore.path = \"wail.db\"\n\
             policy.default.steps = [{{ who = \"one\" }}]\n\
             [[off]]\nwho = \"zoe\"\nfrom = \"2026-01-01 00:00\"\nto = \"2034-01-01 00:00\"\n{}{}",
            rota("one", "[\"ana\", \"zoe\"]"),
            rota("two", both)
        )
    };
    let idle = |config: &str| {
        let home = TestHome::with(config);
        let run = home.wail(&["rota", "lint", "--days", "20", "--json"]);
        let said: Vec<Value> = serde_json::from_str(&run.stdout).unwrap();
        said.iter().filter(|remark| remark["rule"] == "no-effect").count()
    };
    // In the second rota zoe only covers for somebody who is not in it.
    let covers = "[[rota.two.override]]\nwho = \"zoe\"\nfor = \"yan\"\nfrom = \"2020-01-01 00:00\"\n\
                  to = \"2020-01-02 00:00\"\n";
    let matters_in_one = format!("{}{covers}", config("[\"bo\", \"cy\"]"));
    assert_eq!(idle(&matters_in_one), 0);
    let in_none = matters_in_one.replace("[\"ana\", \"zoe\"]", "[\"ana\", \"dan\"]");
    let in_none = format!("{in_none}{}", covers.replace("rota.two", "rota.one"));
    assert_eq!(idle(&in_none), 1);
}
