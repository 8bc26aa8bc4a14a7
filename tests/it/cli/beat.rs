//! `wail beat`: a command is run and watched, and nothing that goes wrong here keeps it from running.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::process::{Child, Stdio};

use rustix::process::{Pid, Signal, kill_process};
use serde_json::Value;

use crate::common::{PATIENCE, TestHome, ran, timeless, until};

/// A home in which `backup` is expected every hour, and a run may take so long.
fn home(longest: &str) -> TestHome {
    let home = TestHome::new();
    let beats = format!(
        "[heartbeats.backup]\nevery = \"1h\"\nlongest = \"{longest}\"\n\
         [heartbeats.cleanup]\ncron = \"30 2 * * *\"\ngrace = \"1h\"\n"
    );
    home.edit_config("[store]\n", &format!("{beats}[store]\n"));
    home
}

/// The signs of life of `backup`, the oldest first.
fn beats(home: &TestHome) -> Vec<Value> {
    let shown = home.json(&["beat", "show", "backup"]);
    shown["beats"].as_array().unwrap().iter().rev().cloned().collect()
}

fn words(home: &TestHome) -> Vec<String> {
    beats(home).iter().map(|beat| beat["beat"].as_str().unwrap().to_owned()).collect()
}

/// `wail beat backup` with a line of shell, begun.
fn begun(home: &TestHome, line: &str) -> Child {
    let mut command = home.command(&["beat", "backup", "--", "sh", "-c", line]);
    command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap()
}

#[test]
fn a_command_says_what_it_says_and_how_it_went_is_kept() {
    let home = home("1h");
    let line = "echo out; echo err >&2; exit 3";
    home.wail(&["beat", "backup", "--run", "a", "--", "sh", "-c", line]).is(3, "out\n", "err\n");
    let kept = beats(&home);
    assert_eq!(words(&home), ["start", "exit"]);
    let last = &kept[1];
    assert_eq!(
        (&last["exit_code"], &last["run"], &last["local"]),
        (&3.into(), &"a".into(), &true.into())
    );
    assert!(last["took"].as_f64().unwrap() >= 0.0, "{last}");
    let mut said: Vec<&str> = last["body"].as_str().unwrap().lines().collect();
    said.sort_unstable();
    assert_eq!(said, ["err", "out"]);
    let open = home.json(&["list"]);
    assert_eq!(open[0]["summary"], "heartbeat backup failed with exit code 3");
    assert_eq!(open[0]["labels"]["heartbeat"], "backup");
    home.wail(&["beat", "backup", "--", "true"]).is(0, "", "");
    assert_eq!(home.json(&["list"]).as_array().unwrap().len(), 0, "the next success ends it");
}

#[test]
fn everything_passes_byte_for_byte_and_in_its_order_and_the_last_10_kb_are_kept() {
    let home = home("1h");
    let noise: Vec<u8> =
        (0..1_000_000_u32).map(|at| at.wrapping_mul(2_654_435_761).to_be_bytes()[1]).collect();
    fs::write(home.path().join("noise"), &noise).unwrap();
    let output = home.command(&["beat", "backup", "--", "cat", "noise"]).output().unwrap();
    assert!(output.stdout == noise && output.stderr.is_empty());
    let body = beats(&home)[1]["body"].as_str().unwrap().to_owned();
    let end = String::from_utf8_lossy(&noise[noise.len() - 10_000..]).into_owned();
    assert!(end.ends_with(&body) && body.chars().count() > 9_990, "{}", body.chars().count());
    // Both streams to one place, as in a crontab with `>log 2>&1`.
    let line = "i=0; while [ $i -lt 200 ]; do echo $i; echo $i >&2; i=$((i+1)); done";
    let mut command = home.command(&["beat", "backup", "--", "sh", "-c", line]);
    let log = fs::File::create(home.path().join("log")).unwrap();
    let status = command.stdout(log.try_clone().unwrap()).stderr(log).status().unwrap();
    let expected: String = (0..200)
        .flat_map(|at| [at, at])
        .fold(String::new(), |all, at| all + &at.to_string() + "\n");
    assert!(status.success());
    assert_eq!(fs::read_to_string(home.path().join("log")).unwrap(), expected);
    assert_eq!(beats(&home)[3]["body"], expected);
}

#[test]
fn a_terminal_stays_one_and_a_reader_that_leaves_is_noticed() {
    let home = home("1h");
    let wail = env!("CARGO_BIN_EXE_wail");
    let script = home.command(&[]);
    let line =
        format!("{wail} beat backup -- sh -c '[ -t 1 ] && [ -t 2 ] && echo it is a terminal'");
    let mut other = std::process::Command::new("script");
    other.args(["-qec", &line, "/dev/null"]).current_dir(home.path()).stdin(Stdio::null());
    other.envs(script.get_envs().filter_map(|(name, value)| Some((name, value?))));
    let run = ran(&mut other);
    assert_eq!((run.code, run.stdout.trim()), (0, "it is a terminal"), "{run:?}");
    assert_eq!(beats(&home)[1]["body"], "", "what is shown there is not kept");
    // `yes` would go on for ever if it were not told.
    let script = home.command(&[]);
    let mut shell = std::process::Command::new("sh");
    shell.args(["-c", &format!("{wail} beat backup -- yes | head -n 1")]);
    shell.current_dir(home.path());
    shell.envs(script.get_envs().filter_map(|(name, value)| Some((name, value?))));
    assert_eq!(ran(&mut shell).stdout, "y\n");
}

#[test]
fn signals_reach_the_command_and_what_ended_it_is_the_exit_code() {
    let home = home("1h");
    for (signal, code) in [
        (Signal::TERM, 143),
        (Signal::INT, 130),
        (Signal::HUP, 129),
        (Signal::QUIT, 131),
        (Signal::USR1, 138),
        (Signal::USR2, 140),
    ] {
        let mut child = begun(&home, "touch ready; exec sleep 1000");
        until("it runs", || home.path().join("ready").exists());
        kill_process(Pid::from_child(&child), signal).unwrap();
        assert_eq!(child.wait().unwrap().code(), Some(code), "{signal:?}");
        fs::remove_file(home.path().join("ready")).unwrap();
        assert_eq!(beats(&home).last().unwrap()["exit_code"], code);
    }
    let mut child = begun(&home, "trap 'exit 7' USR1; touch ready; while :; do sleep 0.01; done");
    until("it runs", || home.path().join("ready").exists());
    kill_process(Pid::from_child(&child), Signal::USR1).unwrap();
    assert_eq!(child.wait().unwrap().code(), Some(7), "a signal that is caught");
    // What is ignored from the start stays ignored, as `nohup` wants it.
    let wail = env!("CARGO_BIN_EXE_wail");
    fs::remove_file(home.path().join("ready")).unwrap();
    let mut shell = std::process::Command::new("sh");
    shell.args([
        "-c",
        &format!("trap '' HUP; exec {wail} beat backup -- sh -c 'touch ready; exec sleep 1000'"),
    ]);
    shell.current_dir(home.path());
    shell.envs(home.command(&[]).get_envs().filter_map(|(name, value)| Some((name, value?))));
    let mut child = shell.spawn().unwrap();
    until("it runs", || home.path().join("ready").exists());
    kill_process(Pid::from_child(&child), Signal::HUP).unwrap();
    kill_process(Pid::from_child(&child), Signal::TERM).unwrap();
    assert_eq!(child.wait().unwrap().code(), Some(143));
}

#[test]
fn a_command_that_cannot_be_started_ends_as_in_a_shell() {
    let home = home("1h");
    let run = home.wail(&["beat", "backup", "--", "no-such-command"]);
    assert_eq!(run.code, 127, "{run:?}");
    assert!(run.stderr.starts_with("error: there is no command `no-such-command`\n"), "{run:?}");
    fs::write(home.path().join("plain"), "echo").unwrap();
    let mode = fs::Permissions::from_mode(0o644);
    fs::set_permissions(home.path().join("plain"), mode).unwrap();
    assert_eq!(home.wail(&["beat", "backup", "--", "./plain"]).code, 126);
    let codes: Vec<Value> = beats(&home).iter().map(|beat| beat["exit_code"].clone()).collect();
    assert_eq!(codes, [Value::Null, 127.into(), Value::Null, 126.into()]);
}

#[test]
fn a_name_that_is_unknown_is_an_error_and_the_command_runs_all_the_same() {
    let home = home("1h");
    let told = "error: there is no heartbeat `backpu`\nhint: did you mean `backup`?\n";
    home.wail(&["beat", "backpu"]).is(2, "", told);
    home.wail(&["beat", "backpu", "--", "sh", "-c", "echo hi; exit 4"]).is(
        4,
        "hi\n",
        &format!("{told}warning: the command runs, and nothing is kept of it\n"),
    );
    let run = home.wail(&["beat", "something-else"]);
    assert!(run.code == 2 && run.stderr.contains("add `[heartbeats.something-else]`"), "{run:?}");
    assert_eq!(home.wail(&["beat"]).code, 2);
    assert_eq!(home.wail(&["beat", "backup", "--start", "--fail"]).code, 2);
    assert_eq!(home.wail(&["beat", "backup", "--exit-code", "256"]).code, 2);
    assert_eq!(home.wail(&["beat", "backup", "--fail", "--", "true"]).code, 2);
}

#[test]
fn while_the_store_is_busy_or_broken_the_command_runs_and_what_it_says_waits_beside_it() {
    let home = home("1h");
    home.wail(&["beat", "backup"]).is(0, "", "");
    let busy = rusqlite::Connection::open(home.store_file()).unwrap();
    busy.execute_batch("begin immediate").unwrap();
    let run = home.wail(&["beat", "backup", "--", "echo", "hi"]);
    assert_eq!((run.code, run.stdout.as_str()), (0, "hi\n"), "{run:?}");
    let file = home.path().join("wail.beats");
    let waits = format!(
        "the sign of life is put into {}, and taken from there by whoever writes next",
        file.display()
    );
    assert_eq!(run.stderr.matches(&waits).count(), 2, "{run:?}");
    busy.execute_batch("rollback").unwrap();
    drop(busy);
    assert_eq!(words(&home), ["success"], "nobody has written since");
    // Something that is no store at all.
    let store = fs::read(home.store_file()).unwrap();
    for extension in ["db-wal", "db-shm"] {
        drop(fs::remove_file(home.path().join("wail").with_extension(extension)));
    }
    fs::write(home.store_file(), "no store").unwrap();
    let run = home.wail(&["beat", "backup", "--fail", "-m", "the disk is full"]);
    assert!(run.code == 0 && run.stderr.contains("is damaged or not a store"), "{run:?}");
    fs::write(home.store_file(), store).unwrap();
    home.wail(&["beat", "backup", "--log", "-m", "again"]).is(0, "", "");
    assert_eq!(words(&home), ["success", "start", "exit", "fail", "log"]);
    assert_eq!(fs::metadata(file).unwrap().len(), 0, "all of it is taken");
    let log = home.wail(&["log"]).stdout;
    assert!(log.contains("3 signs of life are taken in that had to wait"), "{log}");
    assert!(log.contains("heartbeat backup failed"), "{log}");
}

#[test]
fn a_configuration_at_fault_leaves_it_to_the_daemon_which_has_the_last_good_one() {
    let home = home("1h");
    let daemon = home.daemon();
    let good = home.config();
    home.write_config(&format!("{good}\nnonsense = 1\n"));
    let run = home.wail(&["beat", "backup", "--", "sh", "-c", "echo hi; exit 3"]);
    assert_eq!((run.code, run.stdout.as_str()), (3, "hi\n"), "{run:?}");
    assert!(run.stderr.contains("1 fault in the configuration"), "{run:?}");
    // Whatever happens next there makes it look.
    assert_eq!(home.post("/in/generic", &[], super::DISK_FULL).0, 202);
    until("the daemon has taken it in", || {
        home.wail(&["list", "--json"]).stdout.contains("heartbeat backup failed with exit code 3")
    });
    home.write_config(&good);
    assert_eq!(words(&home), ["start", "exit"]);
    assert_eq!(daemon.stop(), 0);
}

#[test]
fn one_that_is_killed_at_any_point_leaves_a_whole_store_and_a_run_that_takes_long() {
    let home = home("1s");
    let said = home.wail(&["beat", "backup", "-v"]).stdout;
    assert!(said.starts_with("backup: fine, due "), "{said}");
    for look in 0..12 {
        let run = look.to_string();
        let mut command =
            home.command(&["beat", "backup", "--run", &run, "--", "sh", "-c", "touch ready"]);
        let mut child = command.stdout(Stdio::null()).spawn().unwrap();
        for _ in 0..look {
            std::thread::park_timeout(std::time::Duration::from_millis(2));
        }
        child.kill().unwrap();
        child.wait().unwrap();
        let theirs: Vec<String> = beats(&home)
            .iter()
            .filter(|beat| beat["run"] == run)
            .map(|beat| beat["beat"].as_str().unwrap().to_owned())
            .collect();
        assert!(
            [&[][..], &["start"], &["start", "exit"]]
                .contains(&&*theirs.iter().map(String::as_str).collect::<Vec<_>>()),
            "{theirs:?}"
        );
    }
    home.wail(&["beat", "backup"]).is(0, "", "");
    drop(fs::remove_file(home.path().join("ready")));
    // In its midst: the command goes on, and the daemon says that its end never came.
    let mut child = begun(&home, "touch ready; exec sleep 1000");
    until("it runs", || home.path().join("ready").exists());
    let children = format!("/proc/{0}/task/{0}/children", child.id());
    let command = fs::read_to_string(children).unwrap();
    child.kill().unwrap();
    child.wait().unwrap();
    let daemon = home.daemon();
    until("it takes long", || {
        home.json(&["list"])[0]["summary"].as_str().is_some_and(|it| it.contains("runs long"))
    });
    let state = home.json(&["beat", "list"])[0]["state"].clone();
    assert_eq!(state, "long-running");
    let doctor = home.wail(&["doctor", "--silent", "--json"]).stdout;
    assert!(doctor.contains("backup: long-running"), "{doctor}");
    assert!(doctor.contains("cleanup was never heard"), "{doctor}");
    let metrics = home.get("/metrics").1;
    assert!(metrics.contains("wail_heartbeat_up{name=\"backup\"} 0\n"), "{metrics}");
    assert!(metrics.contains("wail_heartbeat_last_seconds{name=\"cleanup\"} 0\n"), "{metrics}");
    home.wail(&["beat", "backup"]).is(0, "", "");
    until("it is over", || home.json(&["list"]).as_array().unwrap().is_empty());
    for process in command.split_whitespace() {
        let process = Pid::from_raw(process.parse().unwrap()).unwrap();
        // It may have ended since.
        let _ = kill_process(process, Signal::KILL);
    }
    assert_eq!(daemon.stop(), 0);
}

#[test]
fn how_each_stands_is_listed_and_one_is_shown() {
    let home = TestHome::new();
    home.wail(&["beat", "list"]).is(
        0,
        "no heartbeat is expected\n",
        "hint: `[heartbeats.NAME]` in the configuration says what is expected\n",
    );
    let home = self::home("1h");
    home.wail(&["beat", "backup", "--start", "--run", "a"]).is(0, "", "");
    let listed = timeless(&home.wail(&["beat", "list"]).stdout);
    let lines: Vec<String> =
        listed.lines().map(|it| it.split_whitespace().collect::<Vec<_>>().join(" ")).collect();
    assert_eq!(lines[0], "NAME STATE LAST HEARD NEXT DUE TAKES EXPECTED");
    assert!(lines[1].starts_with("backup running HH:MM, AGO HH:MM, in "), "{listed}");
    assert!(lines[1].ends_with(" - every 1h"), "{listed}");
    assert_eq!(lines[2], "cleanup new never - - 30 2 * * *");
    home.wail(&["beat", "backup", "--run", "a", "-m", "42 files"]).is(0, "", "");
    let shown = timeless(&home.wail(&["beat", "show", "backup"]).stdout);
    for line in [
        "backup: fine\n",
        "  expected    every 1h (UTC), 5m of grace\n",
        "  last heard  HH:MM, AGO\n",
        "the end of what was said HH:MM, AGO:\n  42 files\n",
    ] {
        assert!(shown.contains(line), "{line}\n{shown}");
    }
    let listed = home.json(&["beat", "list"]);
    assert_eq!(listed[0]["state"], "fine");
    assert_eq!(listed[1]["state"], "new");
    assert!(PATIENCE.as_secs_f64() > listed[0]["took"].as_f64().unwrap(), "{listed}");
    home.wail(&["beat", "show", "cleanpu"]).is(
        2,
        "",
        "error: there is no heartbeat `cleanpu`\nhint: did you mean `cleanup`?\n",
    );
}
