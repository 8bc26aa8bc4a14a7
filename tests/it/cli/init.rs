//! `wail init`: a first configuration that works as it is.

use std::fs;

use crate::common::{Ran, TestHome, ran};

const NEXT: &str = "\
next:
  wail sound proof     hear that this machine can ring
  wail watch           receive, decide and ring in this terminal
  wail page \"a test\"   raise an alert by hand, from another terminal
monitors send to http://127.0.0.1:9911/in/alertmanager or http://127.0.0.1:9911/in/generic
";

/// Runs `wail` for a user who has not configured anything.
fn anew(home: &TestHome, arguments: &[&str]) -> Ran {
    let mut command = home.command(arguments);
    ran(command.env_remove("WAIL_CONFIG").env("USER", "cleo").current_dir("/"))
}

#[test]
fn the_file_that_is_written_is_right_and_says_who_is_on_call() {
    let home = TestHome::new();
    let file = home.path().join(".config/wail/config.toml");
    let run = anew(&home, &["init"]);
    assert_eq!((run.code, run.stderr.as_str()), (0, NEXT), "{run:?}");
    assert_eq!(run.stdout, format!("wrote {}\n", file.display()));
    anew(&home, &["config", "check"]).is(0, &format!("{}: no faults\n", file.display()), "");
    let who = anew(&home, &["who"]);
    assert_eq!(who.code, 0);
    assert!(who.stdout.contains("primary  cleo "), "{who:?}");
}

#[test]
fn a_configuration_that_is_there_is_never_overwritten() {
    let home = TestHome::new();
    let before = fs::read_to_string(home.config_file()).unwrap();
    home.wail(&["init"]).is(
        3,
        "",
        &format!(
            "error: there is a configuration already: {}\n\
             hint: `wail config check` says whether it is right; to begin anew, move it away \
             first\n",
            home.config_file().display()
        ),
    );
    assert_eq!(fs::read_to_string(home.config_file()).unwrap(), before);
    assert_eq!(home.wail(&["init", "--force"]).code, 2, "there is no way to force it");
}

#[test]
fn it_goes_where_it_is_told_and_says_how_it_is_found_there() {
    let home = TestHome::new();
    let file = home.path().join("else/where.toml");
    let run = anew(&home, &["init", "--config", file.to_str().unwrap()]);
    assert_eq!(run.stdout, format!("wrote {}\n", file.display()));
    let export = format!("  export WAIL_CONFIG={}    so that it is found there\n", file.display());
    assert!(run.stderr.contains(&export), "{run:?}");
    let run = anew(&home, &["config", "check", "--config", file.to_str().unwrap()]);
    assert_eq!(run.code, 0, "{run:?}");
}

#[test]
fn where_nothing_can_be_written_it_says_so() {
    let home = TestHome::new();
    let file = home.config_file().join("below/a/file.toml");
    let run = home.wail(&["init", "--config", file.to_str().unwrap()]);
    assert_eq!((run.code, run.stdout.as_str()), (3, ""));
    let error = format!("error: {} cannot be written\n", file.display());
    assert!(run.stderr.starts_with(&error), "{run:?}");
    assert!(
        run.stderr.ends_with("hint: name another file: `wail init --config FILE`\n"),
        "{run:?}"
    );
}
