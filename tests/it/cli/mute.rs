//! `wail mute`: quiet around a command, which ends with it in every case.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::process::Stdio;

use rustix::process::{Pid, Signal, kill_process};

use crate::common::{TestHome, until};

/// The silence of that number, as it is listed.
fn silence(home: &TestHome, place: usize) -> serde_json::Value {
    home.json(&["silence", "list", "--all"])[place].clone()
}

#[test]
fn it_is_quiet_while_the_command_runs_and_its_exit_code_is_ours() {
    let home = TestHome::new();
    let wail = env!("CARGO_BIN_EXE_wail");
    let line = format!(
        "{wail} page \"disk full\" --label host=db -q 2>/dev/null; {wail} list --json; exit 3"
    );
    let run = home.wail(&["mute", "--match", "host=db", "--", "sh", "-c", &line]);
    assert_eq!(run.code, 3, "{run:?}");
    let meanwhile: serde_json::Value =
        serde_json::from_str(run.stdout.lines().last().unwrap()).unwrap();
    assert_eq!(
        (&meanwhile[0]["status"], &meanwhile[0]["held_by_silence"]),
        (&"held".into(), &1.into())
    );
    assert_eq!(
        run.stderr,
        "silence 1 about host=db: quiet while the command runs, for 2h at most\n\
         silence 1 is over: it held 1 alert\n"
    );
    assert_eq!(home.json(&["list"])[0]["status"], "triggered", "what still fires pages at once");
    let kept = silence(&home, 0);
    assert_eq!((&kept["state"], &kept["hidden"]), (&"expired".into(), &1.into()));
    assert!(kept["reason"].as_str().unwrap().starts_with("sh -c "), "{kept}");
}

#[test]
fn it_ends_with_whatever_ends_the_command() {
    let home = TestHome::new();
    for (number, (signal, code)) in
        [(Signal::TERM, 143), (Signal::INT, 130), (Signal::HUP, 129)].into_iter().enumerate()
    {
        let line = "touch ready; exec sleep 1000";
        let mut command = home
            .command(&["mute", "-q", "--match", "host=db", "-m", "why", "--", "sh", "-c", line]);
        let mut child = command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
        until("it runs", || home.path().join("ready").exists());
        assert_eq!(home.json(&["silence", "list"]).as_array().unwrap().len(), 1);
        kill_process(Pid::from_child(&child), signal).unwrap();
        assert_eq!(child.wait().unwrap().code(), Some(code), "{signal:?}");
        fs::remove_file(home.path().join("ready")).unwrap();
        assert_eq!(home.json(&["silence", "list"]).as_array().unwrap().len(), 0);
        assert_eq!(home.json(&["silence", "list", "--all"]).as_array().unwrap().len(), number + 1);
    }
    let run = home.wail(&["mute", "-q", "--match", "host=db", "--", "no-such-command"]);
    assert_eq!(run.code, 127, "{run:?}");
    let hint = "hint: what stands behind `--` is a program and its arguments, word by word; a whole line \
                needs a shell: `-- sh -c '…'`\n";
    assert_eq!(run.stderr, format!("error: there is no command `no-such-command`\n{hint}"));
    let script = home.path().join("script");
    fs::write(&script, "#!/nowhere/shell\n").unwrap();
    let path = script.to_str().unwrap();
    let mute = ["mute", "-q", "--match", "host=db", "--", path];
    let may_not = format!("error: `{path}` may not be executed by this user\n");
    home.wail(&mute).is(126, "", &may_not);
    fs::set_permissions(&script, fs::Permissions::from_mode(0o755)).unwrap();
    let no_shell =
        format!("error: `{path}` is there, and the program that its first line names is not\n");
    home.wail(&mute).is(126, "", &no_shell);
    assert_eq!(home.json(&["silence", "list"]).as_array().unwrap().len(), 0);
}

#[test]
fn a_machine_that_dies_leaves_no_quiet_behind_that_does_not_end() {
    let home = TestHome::new();
    let words = ["mute", "-q", "--match", "host=db", "--at-most", "20m", "--", "sh", "-c"];
    let mut command = home.command(&[&words[..], &["touch ready; exec sleep 1000"]].concat());
    let mut child = command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
    until("it runs", || home.path().join("ready").exists());
    kill_process(Pid::from_child(&child), Signal::KILL).unwrap();
    child.wait().unwrap();
    let listed = home.wail(&["silence", "list"]).stdout;
    assert!(listed.contains(", in 19m") || listed.contains(", in 20m"), "{listed}");
}

#[test]
fn without_a_store_the_command_is_not_run_unless_it_is_to_run_anyway() {
    let home = TestHome::new();
    fs::create_dir(home.store_file()).unwrap();
    let words = ["mute", "--match", "host=db"];
    let run = home.wail(&[&words[..], &["--", "touch", "ran"]].concat());
    assert_eq!(run.code, 4, "{run:?}");
    assert!(run.stderr.contains("hint: `--anyway` runs the command without quiet\n"), "{run:?}");
    assert!(!home.path().join("ran").exists());
    let run =
        home.wail(&[&words[..], &["--anyway", "--", "sh", "-c", "touch ran; exit 5"]].concat());
    assert_eq!(run.code, 5, "{run:?}");
    assert!(run.stderr.ends_with("warning: the command runs, and nothing is quiet\n"), "{run:?}");
    assert!(home.path().join("ran").exists());
}

#[test]
fn what_takes_everything_or_lasts_too_long_is_not_begun() {
    let home = TestHome::new();
    for words in [&["--match", "host=~.*"][..], &["--match", "host=db", "--at-most", "8d"]] {
        let run = home.wail(&[&["mute"], words, &["--", "touch", "ran"]].concat());
        assert_eq!(run.code, 2, "{run:?}");
    }
    assert!(!home.path().join("ran").exists());
}
