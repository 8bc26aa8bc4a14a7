//! Processes that run, have ended, are hidden, or are those of another.

use tempfile::TempDir;

use super::super::{Means, Value, observe};
use super::*;
use crate::domain::watch::Finding;

fn options(values: &[(&'static str, Value)]) -> Options {
    Options { name: "web".to_owned(), values: values.iter().cloned().collect() }
}

fn text(text: &str) -> Value {
    Value::Text(text.to_owned())
}

/// A `/proc` with these: number, name, state, command line.
fn table(processes: &[(u32, &str, char, &str)]) -> (TempDir, Table) {
    let root = TempDir::new().unwrap();
    fs::create_dir(root.path().join("self")).unwrap();
    fs::write(root.path().join("self/stat"), "").unwrap();
    fs::write(root.path().join("uptime"), "1 1").unwrap();
    for (number, name, state, line) in processes {
        let folder = root.path().join(number.to_string());
        fs::create_dir(&folder).unwrap();
        fs::write(folder.join("stat"), format!("{number} ({name}) {state} 1 1 1")).unwrap();
        fs::write(folder.join("cmdline"), line.replace(' ', "\0") + "\0").unwrap();
    }
    let table = Table::at(root.path());
    (root, table)
}

const SHOP: &[(u32, &str, char, &str)] = &[
    (1, "systemd", 'S', "/sbin/init"),
    (2, "kworker/0:1", 'I', ""),
    (40, "nginx", 'S', "nginx: master process"),
    (41, "nginx", 'S', "nginx: worker process"),
    (42, "nginx", 'Z', ""),
    (50, "java", 'S', "/usr/bin/java -jar /srv/shop.jar"),
    (60, "prometheus-aler", 'S', "/usr/bin/prometheus-alertmanager --config.file=x"),
    (70, "a) Z (b", 'S', "odd"),
];

fn wanted(values: &[(&'static str, Value)]) -> Wanted {
    let (name, pattern) = (options(values).text("name"), options(values).text("pattern"));
    let which = match (name, pattern) {
        (Some(name), _) => Which::Name(name),
        (None, Some(pattern)) => Which::Pattern(Regex::new(&pattern).unwrap()),
        (None, None) => Which::Any,
    };
    let number = |key| options(values).whole(key).map(|number| usize::try_from(number).unwrap());
    let pid_file = options(values).path("pid_file");
    Wanted {
        which,
        pid_file,
        at_least: number("at_least").unwrap_or(1),
        at_most: number("at_most"),
    }
}

fn said(values: &[(&'static str, Value)]) -> (Finding, String) {
    let (_root, table) = table(SHOP);
    let look = wanted(values).look(&table);
    (look.finding, look.said)
}

fn of(finding: Finding, said: &str) -> (Finding, String) {
    (finding, said.to_owned())
}

#[test]
fn processes_are_counted_by_name_and_those_that_have_ended_are_not() {
    let nginx = ("name", text("nginx"));
    assert_eq!(said(std::slice::from_ref(&nginx)), of(Finding::Fine, "2 processes of `nginx` run"));
    let three = said(&[nginx.clone(), ("at_least", Value::Whole(3))]);
    assert_eq!(three, of(Finding::Failed, "2 processes of `nginx` run, and at least 3 should"));
    let one = said(&[nginx, ("at_most", Value::Whole(1))]);
    assert_eq!(one, of(Finding::Failed, "2 processes of `nginx` run, and at most 1 should"));
    assert_eq!(said(&[("name", text("ngin"))]), of(Finding::Failed, "no process of `ngin` runs"));
    let odd = said(&[("name", text("a) Z (b"))]);
    assert_eq!(odd, of(Finding::Fine, "1 process of `a) Z (b` runs"));
}

#[test]
fn of_a_name_that_the_kernel_cuts_the_rest_is_compared_too() {
    assert_eq!(said(&[("name", text("prometheus-alertmanager"))]).0, Finding::Fine);
    assert_eq!(said(&[("name", text("prometheus-alerts"))]).0, Finding::Failed);
    assert_eq!(said(&[("name", text("prometheus-aler"))]).0, Finding::Fine);
}

#[test]
fn a_pattern_is_looked_for_in_command_lines() {
    let shop = said(&[("pattern", text("java .*shop[.]jar$"))]);
    assert_eq!(shop, of(Finding::Fine, "1 process of `java .*shop[.]jar$` runs"));
    assert_eq!(said(&[("pattern", text("^shop"))]).0, Finding::Failed);
}

#[test]
fn the_number_in_a_file_must_be_that_of_a_process() {
    let folder = TempDir::new().unwrap();
    let file = folder.path().join("pid");
    let pid_file = ("pid_file", Value::Path(file.clone()));
    let shown = file.display();
    let look = |values: &[(&'static str, Value)]| {
        let values: Vec<_> = [pid_file.clone()].into_iter().chain(values.to_vec()).collect();
        said(&values)
    };
    assert_eq!(look(&[]), (Finding::Failed, format!("there is no `{shown}`")));
    fs::write(&file, "40\n").unwrap();
    assert_eq!(look(&[]), of(Finding::Fine, "process 40 runs: `nginx`"));
    let other = format!("process 40 of `{shown}` is `nginx`, and not `java`");
    assert_eq!(look(&[("name", text("java"))]), (Finding::Failed, other));
    assert_eq!(look(&[("pattern", text("master"))]).0, Finding::Fine);
    for gone in ["42", "99"] {
        fs::write(&file, gone).unwrap();
        let expected = format!("process {gone} of `{shown}` does not run");
        assert_eq!(look(&[]), (Finding::Failed, expected));
    }
    for odd in ["", "nginx", "-1"] {
        fs::write(&file, odd).unwrap();
        let expected = format!("`{shown}` holds no number of a process");
        assert_eq!(look(&[]), (Finding::Undetermined, expected));
    }
}

#[test]
fn where_processes_are_hidden_too_few_say_nothing() {
    let (_root, hiding) = table(&[(40, "nginx", 'S', "nginx")]);
    let java = wanted(&[("name", text("java"))]).look(&hiding);
    assert_eq!(java.finding, Finding::Undetermined);
    let expected = "no process of `java` runs that this user may see, which is not all there are";
    assert_eq!(java.said, expected);
    assert_eq!(wanted(&[("name", text("nginx"))]).look(&hiding).finding, Finding::Fine);
    let nowhere = TempDir::new().unwrap();
    let look = wanted(&[("name", text("nginx"))]).look(&Table::at(nowhere.path()));
    let expected = "this system has no /proc that tells which processes run";
    assert_eq!(look, Look::undetermined(expected));
}

#[tokio::test]
async fn this_machine_says_what_runs_on_it() {
    let mut child = std::process::Command::new("sleep").arg("987.125").spawn().unwrap();
    let means = Means::default();
    let timeout = std::time::Duration::from_secs(30);
    let cx = Context { means: &means, now: jiff::Timestamp::UNIX_EPOCH, timeout };
    let values = [("pattern", text("^sleep 987[.]125$")), ("at_most", Value::Whole(1))];
    let probe = build(&options(&values)).unwrap();
    // Whoever spawns may return before the new program has its own command line.
    let mut looks = tokio::time::interval(std::time::Duration::from_millis(5));
    let runs = async {
        while observe(&*probe, cx).await.finding != Finding::Fine {
            looks.tick().await;
        }
    };
    tokio::time::timeout(timeout, runs).await.unwrap();
    child.kill().unwrap();
    child.wait().unwrap();
    let observation = observe(&*probe, cx).await;
    assert_eq!(observation.said, "no process of `^sleep 987[.]125$` runs");
    assert_eq!(
        (observation.numbers[0].label.as_str(), observation.numbers[0].value),
        ("count", 0.0)
    );
}

#[test]
fn what_says_no_process_is_wrong() {
    let file = || ("pid_file", Value::Path(PathBuf::from("/run/x.pid")));
    for (key, values) in [
        ("name", vec![]),
        ("name", vec![("name", text(" "))]),
        ("pattern", vec![("name", text("a")), ("pattern", text("b"))]),
        ("pattern", vec![("pattern", text("("))]),
        ("at_least", vec![file(), ("at_least", Value::Whole(1))]),
        ("at_most", vec![file(), ("at_most", Value::Whole(1))]),
        (
            "at_least",
            vec![("name", text("a")), ("at_least", Value::Whole(2)), ("at_most", Value::Whole(1))],
        ),
    ] {
        assert_eq!(build(&options(&values)).map(drop).unwrap_err().key, key);
    }
    assert!(build(&options(&[("name", text("a")), ("at_most", Value::Whole(0))])).is_ok());
}
