//! The Monitoring Plugins as Debian has them, run as monitors.

use std::net::{SocketAddr, TcpListener};
use std::path::Path;

use super::*;
use crate::real_input::Target;
use crate::world::cannot;

/// Where Debian has them.
const PLUGINS: &str = "/usr/lib/nagios/plugins";

fn are_installed() -> bool {
    let are_there = Path::new(PLUGINS).join("check_http").exists();
    if !are_there {
        cannot("monitoring-plugins-basic is not installed");
    }
    are_there
}

/// A plugin of that line.
fn plugin(line: &str) -> Arc<dyn Probe> {
    let mut words: Vec<String> = line.split_whitespace().map(str::to_owned).collect();
    words[0] = format!("{PLUGINS}/{}", words[0]);
    probe("command", &[("run", Value::List(words))])
}

/// The numbers of a look, each as `label=value unit`, without its value.
fn numbers(observation: &Observation) -> Vec<String> {
    let numbers = observation.numbers.iter();
    numbers.map(|number| format!("{}={}", number.label, number.unit)).collect()
}

#[test]
fn exit_codes_and_words_of_a_real_plugin_are_understood() {
    if !are_installed() {
        return;
    }
    for (line, finding, said) in [
        ("check_dummy 0 fine", Finding::Fine, "OK: fine"),
        ("check_dummy 1 slow", Finding::Degraded, "WARNING: slow"),
        ("check_dummy 2 gone", Finding::Failed, "CRITICAL: gone"),
        ("check_dummy 3 odd", Finding::Undetermined, "UNKNOWN: odd"),
    ] {
        assert_eq!(look(&*plugin(line)), (finding, said.to_owned()));
    }
    // A plugin that runs another one.
    let negated = plugin(&format!("negate {PLUGINS}/check_dummy 0 fine"));
    assert_eq!(look(&*negated).0, Finding::Failed);
    // What it says of arguments that it does not understand is no finding either.
    assert_eq!(look(&*plugin("check_disk --nonsense")).0, Finding::Undetermined);
}

#[test]
fn this_machine_is_looked_at_by_plugins_that_print_numbers() {
    if !are_installed() {
        return;
    }
    let disk = look_within(&*plugin("check_disk -w 0% -c 0% -p /"), PATIENCE);
    assert_eq!(disk.finding, Finding::Fine, "{}", disk.said);
    assert!(disk.said.starts_with("DISK OK"), "{}", disk.said);
    let root = disk.numbers.iter().find(|number| number.label == "/").unwrap();
    assert!(root.max.unwrap() > root.value && root.value > 0.0, "{root:?}");
    let full = look(&*plugin("check_disk -w 100% -c 100% -p /"));
    assert_eq!(full.0, Finding::Failed, "{}", full.1);

    let load = look_within(&*plugin("check_load -w 9999 -c 9999"), PATIENCE);
    assert_eq!(numbers(&load), ["load1=", "load5=", "load15="]);
    let few = look(&*plugin("check_procs -w 1: -c 1000000:"));
    assert_eq!(few.0, Finding::Failed, "{}", few.1);
    let procs = look_within(&*plugin("check_procs -w 1: -c 1:"), PATIENCE);
    assert_eq!((procs.finding, numbers(&procs)), (Finding::Fine, vec!["procs=".to_owned()]));
}

#[test]
fn a_server_is_watched_by_check_http_until_it_dies() {
    if !are_installed() {
        return;
    }
    let mut target = Target::live(SocketAddr::from(([127, 0, 0, 1], 0)));
    let port = target.address.port();
    let probe = plugin(&format!("check_http -I 127.0.0.1 -p {port}"));
    let up = look_within(&*probe, PATIENCE);
    assert_eq!(up.finding, Finding::Fine, "{}", up.said);
    assert!(up.said.starts_with("HTTP OK: HTTP/1.1 200 OK"), "{}", up.said);
    assert_eq!(numbers(&up), ["time=s", "size=B"]);
    let wanted = plugin(&format!("check_http -I 127.0.0.1 -p {port} -s nothing-of-the-kind"));
    assert_eq!(look(&*wanted).0, Finding::Failed);
    target.die();
    let (finding, said) = look(&*probe);
    assert_eq!(finding, Finding::Failed);
    assert!(said.contains("Connection refused"), "{said}");
}

#[test]
fn a_plugin_whose_server_never_answers_is_ended_in_time() {
    if !are_installed() {
        return;
    }
    let silent = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = silent.local_addr().unwrap().port();
    let probe = plugin(&format!("check_http -I 127.0.0.1 -p {port} -t 600"));
    let observation = look_within(&*probe, Duration::from_secs(2));
    assert_eq!(observation.finding, Finding::Failed);
    let expected = format!("`{PLUGINS}/check_http` did not end within 1.80 s and was killed");
    // The plugin has a last word of its own for whoever ends it, in some versions.
    assert!(observation.said.starts_with(&expected), "{}", observation.said);
}
