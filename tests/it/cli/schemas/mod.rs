//! `wail schema`: what every command prints as JSON is what its published schema says, and nothing besides.

mod amiss;
mod typed;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use jiff::{SignedDuration, Timestamp};
use serde_json::Value;
use wail::domain::relief::Relief;
use wail::domain::rota::TierName;
use wail::store::{Store, StoreError};

use self::amiss::amiss;
use self::typed::{BODY, CONFIG, LEAVE, RELIEVED, TEAM, TYPED};
use super::sound::heard_by;
use crate::common::{Ran, TestHome, ran, until};
use crate::docs::weeks_from_monday;
use crate::pulse::Pulse;

/// A home of its own, and what was held to its schema so far.
struct Stage {
    home: TestHome,
    schemas: BTreeMap<String, Value>,
    held: BTreeSet<String>,
    amiss: Vec<String>,
}

impl Stage {
    fn new() -> Self {
        let home = TestHome::with(CONFIG);
        let write = |name: &str, text: &str| fs::write(home.path().join(name), text).unwrap();
        write("team.toml", &TEAM.replace("START", &weeks_from_monday(-2)));
        write("leave.ics", LEAVE);
        write("body.json", BODY);
        let schemas = home.json(&["schema"]);
        let schema = |name: &Value| {
            let name = name.as_str().unwrap().to_owned();
            let schema = home.json(&["schema", &name]);
            (name, schema)
        };
        let schemas = schemas.as_array().unwrap().iter().map(schema).collect();
        Self { home, schemas, held: BTreeSet::new(), amiss: Vec::new() }
    }

    /// Types that with `--json`, and holds what is printed to its schema.
    fn types(&mut self, typed: &str) {
        let typed = typed.replace("NEXT", &weeks_from_monday(3));
        let (fails, typed) = match typed.split_at_checked(1) {
            Some(("!", typed)) => (Some(true), typed),
            Some(("?", typed)) => (None, typed),
            _ => (Some(false), &*typed),
        };
        let words: Vec<&str> = typed.split(' ').chain(["--json"]).collect();
        let ran = self.home.wail(&words);
        assert!(fails.is_none_or(|fails| fails == (ran.code != 0)), "{typed}: {ran:?}");
        self.holds(&words, &ran);
    }

    /// Holds each line that was printed to the schema of the command.
    fn holds(&mut self, words: &[&str], ran: &Ran) {
        let name = (1..=3.min(words.len())).rev().map(|number| words[..number].join("-"));
        let mut name = name.map(|it| it.replace("---", "-"));
        let name = name.find(|name| self.schemas.contains_key(name));
        let name = name.unwrap_or_else(|| panic!("{words:?} has no schema"));
        assert!(!ran.stdout.is_empty(), "{words:?} prints nothing: {ran:?}");
        for line in ran.stdout.lines() {
            let value: Value = serde_json::from_str(line)
                .unwrap_or_else(|error| panic!("{words:?}: {error}: {line}"));
            let at = words.join(" ");
            amiss(&value, &self.schemas[&name], &at, &mut self.amiss);
        }
        self.held.insert(name);
    }

    fn git(&self, arguments: &[&str]) {
        let who = ["-c", "user.name=ana", "-c", "user.email=ana@example.org"];
        let mut git = Command::new("git");
        let git = git.arg("-C").arg(self.home.path()).args(who).args(arguments);
        assert!(git.output().unwrap().status.success(), "git {arguments:?}");
    }

    /// What needs somebody who decides: a page through the front door and its answer, a sample, the record as
    /// it goes on.
    fn with_a_daemon(&mut self) {
        let daemon = self.home.daemon();
        let posted = self.home.post("/in/generic", &[], b"nothing that can be read");
        assert!(posted.0 < 300, "{posted:?}");
        self.types("send generic firing");
        self.types("take 1h --yes");
        self.types("away 20m --cover bo --dry-run");
        let mut watch = self.home.command(&["watch", "--json"]);
        let printed = fs::File::create(self.home.path().join("watched")).unwrap();
        let mut watch = watch.stdout(printed).spawn().unwrap();
        let mut drill = self.home.command(&["drill", "--within", "20s", "--json"]);
        let drilled = std::thread::scope(|scope| {
            let drilled = scope.spawn(move || ran(&mut drill));
            until("the drill pages somebody", || self.acknowledges_the_drill());
            drilled.join().unwrap()
        });
        assert_eq!(drilled.code, 0, "{drilled:?}");
        self.holds(&["drill"], &drilled);
        let watched = || fs::read_to_string(self.home.path().join("watched")).unwrap();
        until("the record goes by", || watched().ends_with("}\n"));
        watch.kill().unwrap();
        watch.wait().unwrap();
        let stdout = watched();
        self.holds(&["watch"], &Ran { stdout, stderr: String::new(), code: 0 });
        self.types("inbox");
        self.types("inbox show 1");
        self.types("show 1");
        assert_eq!(daemon.stop(), 0);
    }

    /// Whether the drill was open, and somebody has it now.
    fn acknowledges_the_drill(&self) -> bool {
        let open = self.home.json(&["list"]);
        let drill = open.as_array().unwrap().iter().find(|it| {
            it["summary"].as_str().is_some_and(|it| it.contains("practice"))
                && it["pages"].as_array().unwrap().iter().any(|page| page["state"] == "delivered")
        });
        drill.is_some_and(|drill| self.home.wail(&["ack", &drill["id"].to_string()]).code == 0)
    }

    /// What is typed once, where there is nothing yet, or over what is there.
    fn elsewhere(&mut self) {
        let copy = fs::read_dir(self.home.path().join("copies")).unwrap().next().unwrap();
        let copy = copy.unwrap().path().to_string_lossy().into_owned();
        self.types(&format!("restore {copy} --yes"));
        let new = self.home.path().join("new");
        fs::create_dir(&new).unwrap();
        let export = ["init", "--from", "alertmanager.yml", "--json"];
        let dry = [&export[..], &["--dry-run"]].concat();
        for words in [&["init", "--json"][..], &export[..], &dry[..]] {
            let export = "receivers:\n- name: ana\nroute:\n  receiver: ana\n";
            fs::write(new.join("alertmanager.yml"), export).unwrap();
            let mut command = self.home.command(words);
            let ran = ran(command.env_remove("WAIL_CONFIG").env("HOME", &new).current_dir(&new));
            assert_eq!(ran.code, 0, "{ran:?}");
            self.holds(words, &ran);
            if !words.contains(&"--dry-run") {
                fs::remove_dir_all(new.join(".config")).unwrap();
            }
        }
    }

    /// What is only there where somebody is relieved.
    fn relieved(&mut self) {
        self.home.write_config(RELIEVED);
        for command in ["relief decline", "relief end"] {
            let who = self.home.json(&["who"]);
            let now: Timestamp = who[0]["at"].as_str().unwrap().parse().unwrap();
            let relief = Relief {
                rota: "primary".into(),
                tier: TierName::new("primary"),
                person: "ana".into(),
                by: "bo".into(),
                begins_at: now,
                ends_at: now + SignedDuration::from_hours(2),
            };
            let mut store = Store::open(&self.home.store_file()).unwrap();
            let kept: Result<(), StoreError> = store.write(|tx| tx.put_relief(&relief));
            kept.unwrap();
            drop(store);
            self.types("who");
            self.types("relief");
            self.types(command);
        }
    }
}

#[tokio::test]
async fn everything_that_is_printed_as_json_is_as_its_schema_says() {
    let mut stage = Stage::new();
    stage.git(&["init", "--quiet"]);
    stage.git(&["add", "config.toml", "team.toml"]);
    stage.git(&["commit", "--quiet", "--message", "as it is"]);
    for typed in TYPED {
        stage.types(typed);
    }
    stage.with_a_daemon();
    stage.relieved();
    stage.elsewhere();
    let Some(pulse) = Pulse::start().await else { return };
    for words in
        [&["sound", "play", "bell"][..], &["sound", "proof"], &["sound", "proof", "--listen"]]
    {
        let mut command = stage.home.command(&[words, &["--json"]].concat());
        let ran = ran(heard_by(&pulse, &mut command));
        assert_eq!(ran.code, 0, "{ran:?}");
        stage.holds(words, &ran);
    }
    assert!(stage.amiss.is_empty(), "{}", stage.amiss.join("\n"));
    let never: Vec<&String> = stage.schemas.keys().filter(|it| !stage.held.contains(*it)).collect();
    assert!(never.is_empty(), "has a schema and was never printed: {never:?}");
}

/// The commands that print no JSON, and why.
const WITHOUT: [(&str, &str); 9] = [
    ("completions", "a program for a shell"),
    ("config schema", "a JSON Schema, with and without"),
    ("demo", "a story that is told while it happens"),
    ("inbox drop", "one line that says what was done"),
    ("inbox read", "one line that says what was done"),
    ("man", "pages for a reader of manuals"),
    ("mute", "what the command says that it runs"),
    ("rota ics", "a calendar for other programs"),
    ("serve", "nothing: it goes on"),
];

#[test]
fn every_command_has_a_schema_or_a_reason_why_not() {
    let home = TestHome::new();
    let schemas = home.json(&["schema"]);
    let names: BTreeSet<&str> =
        schemas.as_array().unwrap().iter().filter_map(Value::as_str).collect();
    let mut wrong = Vec::new();
    for command in crate::docs::every_command() {
        let has_schema = names.contains(command.replace(' ', "-").as_str());
        let has_reason = WITHOUT.iter().any(|(without, _)| *without == command);
        if has_schema == has_reason {
            wrong.push(command);
        }
    }
    assert!(wrong.is_empty(), "with neither a schema nor a reason, or with both: {wrong:?}");
}

fn published(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("docs/schema/{name}.json"))
}

#[test]
fn every_schema_is_published() {
    let home = TestHome::new();
    let names = home.json(&["schema"]);
    let mut texts: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for name in names.as_array().unwrap().iter().filter_map(Value::as_str) {
        let schema = home.wail(&["schema", name]);
        assert_eq!((schema.code, schema.stderr.as_str()), (0, ""), "{name}");
        texts.entry(schema.stdout).or_default().push(name.to_owned());
    }
    // Several commands print the same: one file, by the name of the one that it names first.
    let files: BTreeMap<String, String> = texts
        .into_iter()
        .map(|(text, names)| {
            let first = text.split("`wail ").nth(1).unwrap().split(" --json").next().unwrap();
            let first = first.replace(" --", "-").replace(' ', "-");
            assert!(names.contains(&first), "{first} is none of {names:?}");
            (first, text)
        })
        .collect();
    if crate::docs::is_blessed() {
        for (name, text) in &files {
            fs::write(published(name), text).unwrap();
        }
    }
    for (name, text) in &files {
        let kept = fs::read_to_string(published(name)).unwrap_or_default();
        assert_eq!(
            kept, *text,
            "docs/schema/{name}.json is not as `wail schema {name}`: `make docs`"
        );
    }
    let kept = fs::read_dir(published("x").parent().unwrap()).unwrap();
    let kept: BTreeSet<String> = kept
        .map(|it| it.unwrap().file_name().to_string_lossy().trim_end_matches(".json").to_owned())
        .collect();
    assert_eq!(kept, files.into_keys().collect(), "files of schemas that are none");
}
