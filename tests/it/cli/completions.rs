//! `wail completions`: for every shell there is.

use crate::common::TestHome;

#[test]
fn every_shell_gets_a_script_that_knows_every_command() {
    let home = TestHome::new();
    for shell in ["bash", "elvish", "fish", "powershell", "zsh"] {
        let run = home.wail(&["completions", shell]);
        assert_eq!((run.code, run.stderr.as_str()), (0, ""), "{shell}");
        for command in ["watch", "ack", "doctor", "--check-in"] {
            let word = if shell == "fish" { command.trim_start_matches('-') } else { command };
            assert!(run.stdout.contains(word), "{shell} does not know {command}");
        }
    }
}

#[test]
fn the_script_for_bash_is_one() {
    let home = TestHome::new();
    let script = home.path().join("wail.bash");
    std::fs::write(&script, home.wail(&["completions", "bash"]).stdout).unwrap();
    let mut bash = std::process::Command::new("bash");
    let checks = bash.arg("-n").arg(&script).output().unwrap();
    assert!(checks.status.success(), "{checks:?}");
}

#[test]
fn an_unknown_shell_is_a_matter_of_usage() {
    let run = TestHome::new().wail(&["completions", "tcsh"]);
    assert_eq!((run.code, run.stdout.as_str()), (2, ""));
    assert!(run.stderr.contains("[possible values: bash, elvish, fish, powershell, zsh]"));
}
