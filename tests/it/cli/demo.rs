//! `wail demo`: the whole story, with nothing configured.

use std::fs;
use std::time::{Duration, Instant};

use rustix::process::{Signal, kill_process};

use super::sound::heard_by;
use crate::common::{Ran, TestHome, ran, timeless, until};
use crate::pulse::{Pulse, samples, sounding};

/// Runs the demo where nothing is configured, and says what it left in its directory.
fn demo(home: &TestHome, path: &str) -> (Ran, Vec<String>) {
    let mut command = home.command(&["demo"]);
    command.env_remove("WAIL_CONFIG").env("TMPDIR", temporary(home)).env("PATH", path);
    (
        ran(command.env("ALSA_CONFIG_PATH", "/dev/null").env("PULSE_SERVER", "unix:/nowhere")),
        left(home),
    )
}

fn temporary(home: &TestHome) -> std::path::PathBuf {
    let directory = home.path().join("tmp");
    fs::create_dir_all(&directory).unwrap();
    directory
}

fn left(home: &TestHome) -> Vec<String> {
    let entries = fs::read_dir(temporary(home)).unwrap();
    entries.map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned()).collect()
}

#[test]
fn an_alert_goes_all_the_way_and_nothing_is_left_behind() {
    let home = TestHome::new();
    let begun = Instant::now();
    let (run, left) = demo(&home, "/usr/bin:/bin");
    assert_eq!((run.code, run.stderr.as_str()), (0, ""), "{run:?}");
    assert!(begun.elapsed() < Duration::from_secs(25), "{:?}", begun.elapsed());
    assert!(left.is_empty(), "{left:?}");
    let told = timeless(&run.stdout);
    let mut rest = told.as_str();
    for step in [
        "everything happens in ",
        "a daemon decides, and listens on http://127.0.0.1:",
        "the rota says that ",
        " is on call: ana and bo take turns by the day\n",
        "its monitor posts an Alertmanager webhook\n",
        "the daemon answers 202 Accepted: it is on the disk\n",
        "on the record: alertmanager reports critical: the primary database does not answer\n",
        " by sound, first page (on call for primary: layer 1)\n",
        "on the record: sound cannot reach ",
        ": this machine has no sound device, or its sound server does not run",
        " took over at once\n",
        " has it, and types `wail ack 1`:\n",
        " has 1: the primary database does not answer; ",
        "the database is back; the monitor posts that too\n",
        "on the record: resolved, alertmanager reports that it is over\n",
        "the daemon has stopped\n",
        "the record, as `wail log 1` prints it:\n",
        "STAMP      1  alertmanager reports critical: the primary database does not answer\n",
        " acknowledges, check-in in 30m\n",
        "STAMP      1  resolved, alertmanager reports that it is over\n",
        "all of it is true. Next: `wail init`, then `wail watch`\n",
    ] {
        let found = rest.find(step).unwrap_or_else(|| panic!("`{step}` is missing in\n{told}"));
        rest = &rest[found + step.len()..];
    }
}

#[test]
fn a_demo_in_which_nobody_could_be_reached_is_no_success() {
    let home = TestHome::new();
    // Without a shell the last channel has nothing to run.
    let (run, left) = demo(&home, "/nowhere");
    if fs::File::open("/dev/tty").is_ok() {
        // The bell of the terminal these tests run in took over.
        return;
    }
    assert_eq!(run.code, 70, "{run:?}");
    assert!(run.stderr.starts_with("error: the demo failed: nothing was delivered\n"), "{run:?}");
    assert!(left.is_empty(), "{left:?}");
}

#[tokio::test]
async fn where_there_is_a_loudspeaker_the_alarm_sounds_until_the_ack() {
    let Some(pulse) = Pulse::start().await else { return };
    let home = TestHome::new();
    let start = pulse.recorded();
    let mut command = home.command(&["demo"]);
    let run = ran(heard_by(&pulse, command.env("TMPDIR", temporary(&home))));
    assert_eq!((run.code, run.stderr.as_str()), (0, ""), "{run:?}");
    assert!(run.stdout.contains("s  the alarm sounds, until somebody says \"I have it\"\n"));
    assert!(run.stdout.contains(" has 1: the primary database does not answer; 1 alarm stopped; "));
    let heard = pulse.listen(start, Duration::from_millis(300)).await;
    let (first, last) = sounding(&heard).expect("nothing was recorded");
    assert!(last - first > samples(Duration::from_secs(3)), "{first} to {last}");
    let quiet = heard.len() - last;
    assert!(quiet > samples(Duration::from_millis(500)), "it was quiet for {quiet} samples");
    assert!(left(&home).is_empty(), "{:?}", left(&home));
}

#[test]
fn a_demo_that_is_interrupted_leaves_nothing_behind() {
    for signal in [Signal::INT, Signal::TERM] {
        let home = TestHome::new();
        let mut command = home.command(&["demo"]);
        command
            .env("TMPDIR", temporary(&home))
            .env("ALSA_CONFIG_PATH", "/dev/null")
            .env("PULSE_SERVER", "unix:/nowhere");
        let mut running = home.daemon_of(command);
        until("the daemon of the demo has a store", || {
            left(&home)
                .first()
                .is_some_and(|name| temporary(&home).join(name).join("wail.db").exists())
        });
        kill_process(running.pid(), signal).unwrap();
        let code = running.wait();
        let said = running.log();
        assert_eq!(
            (code, said.as_str()),
            (1, "error: the demo was interrupted; nothing is left of it\n")
        );
        assert!(left(&home).is_empty(), "{:?}", left(&home));
    }
}
