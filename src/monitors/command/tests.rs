//! Plugins that say how it is, and those that hang, die or print anything.

use std::time::Duration;

use jiff::Timestamp;

use super::super::{Means, Value, observe};
use super::*;
use crate::domain::watch::{Finding, Observation};

fn list(words: &[&str]) -> Value {
    Value::List(words.iter().map(|word| (*word).to_owned()).collect())
}

fn options(values: &[(&'static str, Value)]) -> Options {
    Options { name: "disk".to_owned(), values: values.iter().cloned().collect() }
}

async fn observed(values: &[(&'static str, Value)], timeout: Duration) -> Observation {
    let probe = build(&options(values)).unwrap();
    let (means, now) = (Means::default(), Timestamp::UNIX_EPOCH);
    observe(&*probe, Context { means: &means, now, timeout }).await
}

async fn script(text: &str) -> Observation {
    let run = list(&["sh", "-c", text]);
    observed(&[("run", run)], Duration::from_secs(30)).await
}

async fn said(text: &str) -> (Finding, String) {
    let observation = script(text).await;
    (observation.finding, observation.said)
}

fn of(finding: Finding, said: &str) -> (Finding, String) {
    (finding, said.to_owned())
}

#[tokio::test]
async fn exit_codes_are_those_of_plugins() {
    assert_eq!(said("echo all is well").await, of(Finding::Fine, "all is well"));
    assert_eq!(said("echo so so; exit 1").await, of(Finding::Degraded, "so so"));
    assert_eq!(said("echo broken; exit 2").await, of(Finding::Failed, "broken"));
    assert_eq!(said("echo who knows; exit 3").await, of(Finding::Undetermined, "who knows"));
    let other = of(Finding::Undetermined, "exit code 42, which means nothing: what");
    assert_eq!(said("echo what; exit 42").await, other);
    let shell = said("nowhere-to-be-found").await;
    assert_eq!(shell.0, Finding::Undetermined);
    assert!(shell.1.starts_with("exit code 127, as shells end where there is no"), "{shell:?}");
}

#[tokio::test]
async fn what_is_said_is_the_first_line_up_to_the_bar_or_else_the_first_complaint() {
    let text = "echo 'DISK OK | /=1MB'; echo long text; echo complaint >&2";
    assert_eq!(said(text).await, of(Finding::Fine, "DISK OK"));
    assert_eq!(said("echo ' no | route ' >&2; exit 2").await, of(Finding::Failed, "no | route"));
    assert_eq!(said("exit 2").await, of(Finding::Failed, "exit code 2, and no word"));
}

#[tokio::test]
async fn numbers_stand_behind_both_bars() {
    let text = "printf 'OK | a=1;;;;9\\nlong text\\nmore | b=2s\\nc=3%%\\n'";
    let numbers = script(text).await.numbers;
    let shown: Vec<String> = numbers
        .iter()
        .map(|number| format!("{}={}{} {:?}", number.label, number.value, number.unit, number.max))
        .collect();
    assert_eq!(shown, ["a=1 Some(9.0)", "b=2s None", "c=3% Some(100.0)"]);
    assert!(script("echo 'no | a=1' >&2").await.numbers.is_empty());
}

#[tokio::test]
async fn a_plugin_that_hangs_has_failed_with_what_it_said_so_far() {
    let run = list(&["sh", "-c", "echo asking; sleep 1000"]);
    let observation = observed(&[("run", run)], Duration::from_secs(3)).await;
    let expected = "`sh` did not end within 2.70 s and was killed: asking";
    assert_eq!((observation.finding, observation.said.as_str()), (Finding::Failed, expected));
}

#[tokio::test]
async fn megabytes_and_binary_are_cut_and_made_plain() {
    let large = script("echo OK; head -c 3000000 /dev/zero | tr '\\0' x").await;
    assert_eq!(large.finding, Finding::Fine);
    assert_eq!(large.said, "OK (of what it printed, the first 64 KiB were read)");
    let endless = script("yes").await;
    assert_eq!(endless.said, "`sh` printed without end and was killed");
    assert_eq!(endless.finding, Finding::Undetermined);
    let binary = script("printf '\\377\\376\\0\\033]0;x\\007ok'").await;
    assert_eq!(binary.said, "\u{fffd}\u{fffd}\\x00\\x1b]0;x\\x07ok");
    let noise = script("head -c 20000 /dev/urandom; exit 2").await;
    assert_eq!(noise.finding, Finding::Failed);
    assert!(!noise.said.contains(|c: char| c.is_control()), "{:?}", noise.said);
}

#[tokio::test]
async fn death_by_a_signal_and_what_cannot_be_started_say_nothing_of_the_target() {
    let dead = said("echo well; kill -KILL $$").await;
    assert_eq!(dead, of(Finding::Undetermined, "`sh` was killed by signal 9 (SIGKILL): well"));
    let run = ("run", list(&["/nowhere/check_disk", "-w", "10%"]));
    let missing = observed(&[run], Duration::from_secs(30)).await;
    assert_eq!(missing.finding, Finding::Undetermined);
    assert_eq!(missing.said, "there is no program `/nowhere/check_disk`");
}

#[tokio::test]
async fn it_runs_where_and_with_what_is_written() {
    let environment = BTreeMap::from([("WHO".to_owned(), "ana".to_owned())]);
    let values = [
        ("run", list(&["sh", "-c", "echo $WHO at $(pwd)"])),
        ("environment", Value::Table(environment)),
        ("directory", Value::Path(PathBuf::from("/"))),
    ];
    let observation = observed(&values, Duration::from_secs(30)).await;
    assert_eq!(observation.said, "ana at /");
    let values = [("run", list(&["true"])), ("directory", Value::Path("/nowhere".into()))];
    let observation = observed(&values, Duration::from_secs(30)).await;
    assert_eq!(observation.said, "there is no directory `/nowhere`");
}

#[test]
fn what_cannot_be_run_is_said_with_its_key() {
    for (run, message) in [
        (list(&[]), "there is no program to run"),
        (list(&[" "]), "the program has no name"),
        (list(&["check_disk -w 10%"]), "no shell reads this, so it is the name of one program"),
        (list(&["a", "b\0"]), "no program can be given a null character"),
    ] {
        let wrong = build(&options(&[("run", run)])).unwrap_err();
        assert_eq!((wrong.key, wrong.message.as_str()), ("run", message));
    }
    for name in ["", "A=B", "A\0"] {
        let table = Value::Table(BTreeMap::from([(name.to_owned(), String::new())]));
        let run = ("run", list(&["true"]));
        let wrong = build(&options(&[run, ("environment", table)])).unwrap_err();
        assert_eq!(wrong.key, "environment");
    }
}

#[test]
fn what_is_looked_at_is_told_without_arguments() {
    let run = list(&["/usr/lib/nagios/plugins/check_pgsql", "-p", "secret"]);
    let probe = build(&options(&[("run", run)])).unwrap();
    assert_eq!(probe.target(), "/usr/lib/nagios/plugins/check_pgsql");
}
