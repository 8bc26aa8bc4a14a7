//! `wail doctor`: one line for each thing that must be right, and the exit code of the worst.

use std::fs;
use std::net::TcpListener;
use std::os::unix::fs::PermissionsExt;
use std::time::{Duration, Instant};

use rustix::process::{Signal, kill_process};
use serde_json::Value;

use crate::common::{Daemon, Ran, TestHome, free_port, ran, timeless};
use crate::world::pause;

/// The line about that, without what the clock says.
fn line(run: &Ran, about: &str) -> String {
    let found =
        run.stdout.lines().find(|line| line.get(6..).is_some_and(|it| it.starts_with(about)));
    timeless(found.unwrap_or_else(|| panic!("nothing about {about} in\n{}", run.stdout)))
}

#[test]
fn whoever_decides_for_a_store_of_a_newer_version_is_named() {
    let home = TestHome::new();
    home.wail(&["page", "disk full"]);
    let _lease = wail::store::lease_of(&home.store_file(), "db-1/4711").unwrap();
    let store = rusqlite::Connection::open(home.store_file()).unwrap();
    store.pragma_update(None, "user_version", 9999).unwrap();
    let run = home.wail(&["doctor", "--silent"]);
    assert!(line(&run, "store").ends_with(" was written by a newer version of wail"), "{run:?}");
    assert_eq!(line(&run, "daemon"), "ok    daemon     db-1/4711 decides for this store");
    assert!(run.stdout.contains("fix: install that version or a newer one\n"), "{run:?}");
}

#[test]
fn a_machine_that_can_page_passes_every_check() {
    let home = TestHome::new();
    let daemon = home.daemon();
    let run = home.wail(&["doctor"]);
    assert_eq!((run.code, run.stderr.as_str()), (0, ""), "{run:?}");
    assert_eq!(
        line(&run, "config"),
        format!("ok    config     {}, no faults", home.config_file().display())
    );
    assert!(line(&run, "store").starts_with("ok    store      "), "{run:?}");
    assert!(line(&run, "store").contains("wail.db, writable, "), "{run:?}");
    let holder = format!("/{} decides for this store", daemon.pid());
    assert!(line(&run, "daemon").ends_with(&holder), "{run:?}");
    assert_eq!(
        line(&run, "listener"),
        format!("ok    listener   ready at http://{}", home.address())
    );
    assert_eq!(
        line(&run, "audio"),
        "ok    audio      not tried: nobody is to be reached by sound here"
    );
    assert!(line(&run, "stations").contains(" rings for ana by "), "{run:?}");
    assert_eq!(
        line(&run, "on call"),
        "ok    on call    ana (on call in rota primary, the fallback) can be reached by command"
    );
    assert!(line(&run, "zones").contains("times are shown in UTC"), "{run:?}");
    assert_eq!(line(&run, "clock"), "ok    clock      STAMP, later than all that is on the record");
    assert_eq!(daemon.stop(), 0);
}

#[test]
fn monitors_without_a_canary_are_told_what_that_means() {
    let home = TestHome::new();
    home.edit_config(
        "[sources.generic]\n",
        "[sources.generic]\n[monitors.http]\nurl = \"http://127.0.0.1/\"\n",
    );
    let told = line(&home.wail(&["doctor", "--silent"]), "canaries");
    assert!(told.starts_with("ok") && told.contains("will look like 1 monitor down"), "{told}");
    let canary = "[[canary]]\nkind = \"http\"\nurl = \"http://127.0.0.1/\"\n[sources.generic]\n";
    home.edit_config("[sources.generic]\n", canary);
    let told = line(&home.wail(&["doctor", "--silent"]), "canaries");
    assert!(told.ends_with("1 canary for 1 monitor"), "{told}");
}

#[test]
fn json_has_every_check_with_its_state_and_its_fix() {
    let home = TestHome::new();
    let checks = home.json(&["doctor"]);
    let of = |about: &str| -> Value {
        let all = checks.as_array().unwrap();
        all.iter().find(|check| check["check"] == about).cloned().unwrap()
    };
    assert_eq!(of("config")["state"], "ok");
    assert_eq!(of("config")["fix"], Value::Null);
    assert_eq!(of("daemon")["state"], "warn", "a daemon that does not run is no failure");
    assert_eq!(of("daemon")["text"], "no daemon runs for this store: nobody is called");
    assert!(of("daemon")["fix"].as_str().unwrap().contains("`wail watch`"));
    assert_eq!(of("stations")["state"], "warn");
    assert_eq!(of("on call")["state"], "warn");
}

#[test]
fn a_configuration_with_faults_is_exit_code_3_whatever_else_there_is() {
    let home = TestHome::new();
    home.edit_config("wait = \"5m\"", "wait = \"5\"");
    let run = ran(home.command(&["doctor"]).env("ALSA_CONFIG_PATH", "/dev/null").env("PATH", ""));
    assert_eq!(run.code, 3, "{run:?}");
    assert!(line(&run, "config").starts_with("fail  config     "), "{run:?}");
    assert!(line(&run, "config").ends_with(": 1 fault in the configuration"), "{run:?}");
    assert!(run.stdout.contains("fix: `wail config check` shows what is wrong with it\n"));
    assert!(run.stderr.contains("failed: config"), "{run:?}");
    fs::remove_file(home.config_file()).unwrap();
    let run = home.wail(&["doctor", "--silent"]);
    assert_eq!(run.code, 3, "{run:?}");
    assert!(run.stdout.contains("fix: `wail init` writes one that works as it is\n"), "{run:?}");
}

#[test]
fn a_store_that_cannot_be_opened_is_exit_code_4() {
    let home = TestHome::new();
    fs::write(
        home.store_file(),
        "this is a letter, not a database, and long enough to be read as one",
    )
    .unwrap();
    let run = home.wail(&["doctor"]);
    assert_eq!(run.code, 4, "{run:?}");
    assert!(line(&run, "store").starts_with("fail  store      the store "), "{run:?}");
    assert_eq!(run.stderr, "error: 1 check failed: store\n");
}

#[test]
fn a_store_that_others_can_read_is_a_warning_with_its_fix() {
    let home = TestHome::new();
    home.wail(&["doctor"]);
    fs::set_permissions(home.store_file(), PermissionsExt::from_mode(0o644)).unwrap();
    let run = home.wail(&["doctor"]);
    assert_eq!(run.code, 0, "{run:?}");
    let file = home.store_file().display().to_string();
    assert!(
        run.stdout.contains(&format!("warn  store      others on this machine can read {file}\n"))
    );
    assert!(run.stdout.contains(&format!("fix: chmod 600 {file}\n")));
}

#[test]
fn an_address_that_something_else_has_is_exit_code_4() {
    let home = TestHome::new();
    let other = TcpListener::bind(home.address()).unwrap();
    let run = std::thread::scope(|scope| {
        scope.spawn(|| {
            use std::io::{Read as _, Write as _};
            let (mut asked, _) = other.accept().unwrap();
            let _ = asked.read(&mut [0; 1024]).unwrap();
            asked.write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi").unwrap();
        });
        home.wail(&["doctor"])
    });
    assert_eq!(run.code, 4, "{run:?}");
    assert!(line(&run, "listener").starts_with("fail  listener   something else listens at "));
}

#[test]
fn a_machine_that_must_be_heard_and_cannot_is_exit_code_5() {
    let home = TestHome::new();
    home.edit_config("[people.bo]\nchannels = [", "[people.bo]\nchannels = [\"sound\", ");
    home.edit_config("me = \"ana\"", "me = \"bo\"");
    let run = ran(home.command(&["doctor"]).env("ALSA_CONFIG_PATH", "/dev/null").env("PATH", ""));
    assert_eq!(run.code, 5, "{run:?}");
    assert_eq!(
        line(&run, "audio"),
        "fail  audio      this machine has no sound device, or its sound server does not run"
    );
    assert_eq!(run.stderr, "error: 1 check failed: audio\n");
    assert_eq!(home.wail(&["doctor", "--silent"]).code, 0);
}

#[test]
fn somebody_on_call_whom_no_channel_reaches_is_exit_code_4() {
    let home = TestHome::new();
    home.edit_config("people = [\"ana\"]", "people = [\"cleo\"]");
    home.edit_config("[people.bo]", "[people.cleo]\nchannels = [\"desktop\"]\n\n[people.bo]");
    let daemon = home.daemon();
    let run = home.wail(&["doctor"]);
    assert_eq!(run.code, 4, "{run:?}");
    let told = "fail  on call    cleo (on call in rota primary) cannot be reached now by desktop\n";
    assert!(run.stdout.contains(told), "{run:?}");
    assert!(run.stdout.contains("fix: `wail watch` on cleo's machine, "), "{run:?}");
    assert_eq!(daemon.stop(), 0);
}

#[test]
fn a_record_from_the_future_says_that_the_clock_is_wrong() {
    let home = TestHome::new();
    home.wail(&["page", "disk full"]);
    let mut store = wail::store::Store::open(&home.store_file()).unwrap();
    let entry = wail::domain::record::timeline::Entry {
        at: "2100-01-01T00:00:00Z".parse().unwrap(),
        incident: None,
        event: wail::domain::record::timeline::Event::HoldEnded,
    };
    store.write(|tx| tx.append(&entry)).unwrap();
    drop(store);
    let run = home.wail(&["doctor"]);
    assert_eq!(run.code, 4, "{run:?}");
    assert!(
        line(&run, "clock")
            .starts_with("fail  clock      it is STAMP, but something on the record")
    );
}

#[test]
fn a_daemon_that_listens_elsewhere_than_the_configuration_says_is_exit_code_4() {
    let home = TestHome::new();
    let daemon = home.daemon();
    let elsewhere = format!("127.0.0.1:{}", free_port());
    home.edit_config(&home.address().to_string(), &elsewhere);
    let run = home.wail(&["doctor"]);
    assert_eq!(run.code, 4, "{run:?}");
    assert_eq!(
        line(&run, "listener"),
        format!(
            "fail  listener   nothing listens at http://{elsewhere}, where alerts should arrive"
        )
    );
    assert_eq!(daemon.stop(), 0);
}

/// What the doctor says, before long, while the daemon stands still.
fn stopped(home: &TestHome, daemon: &Daemon) -> Ran {
    // Whatever it had to write at the start it has most likely written then.
    pause(Duration::from_millis(200));
    kill_process(daemon.pid(), Signal::STOP).unwrap();
    let begun = Instant::now();
    let run = home.wail(&["doctor"]);
    kill_process(daemon.pid(), Signal::CONT).unwrap();
    assert!(begun.elapsed().as_secs() < 8, "{:?}", begun.elapsed());
    run
}

#[test]
fn a_daemon_that_stands_still_is_exit_code_4_before_long() {
    let home = TestHome::new();
    let daemon = home.daemon();
    // Stopped while it writes, it holds the store, and that is what is told instead.
    let is_locked = |run: &Ran| run.stdout.contains("is locked by another process");
    let run = std::iter::repeat_with(|| stopped(&home, &daemon))
        .take(3)
        .find(|run| !is_locked(run))
        .expect("it stands still between two writes");
    assert_eq!(run.code, 4, "{run:?}");
    assert!(line(&run, "listener").ends_with(" is not ready: no answer came in time"), "{run:?}");
    assert_eq!(daemon.stop(), 0);
}

#[test]
fn a_store_of_which_a_page_is_lost_is_told_with_the_way_out_and_the_rest_as_well() {
    let home = TestHome::new();
    home.wail(&["page", "disk full"]);
    let store = rusqlite::Connection::open(home.store_file()).unwrap();
    let root: u32 = store
        .query_row("select rootpage from sqlite_schema where name = 'timeline'", [], |row| {
            row.get(0)
        })
        .unwrap();
    let size: u32 = store.pragma_query_value(None, "page_size", |row| row.get(0)).unwrap();
    drop(store);
    let file = fs::File::options().write(true).open(home.store_file()).unwrap();
    let lost = vec![0xff; size as usize];
    std::os::unix::fs::FileExt::write_all_at(&file, &lost, u64::from((root - 1) * size)).unwrap();
    let run = home.wail(&["doctor", "--silent"]);
    assert_eq!(run.code, 4, "{run:?}");
    let told: String = run.stdout.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(told.contains("fail store the database is damaged: "), "{run:?}");
    assert!(told.contains("fix: `wail restore COPY` puts a copy in its place"), "{run:?}");
    assert!(
        line(&run, "on call").contains("ana (on call in rota primary, the fallback)"),
        "{run:?}"
    );
    assert!(line(&run, "clock").starts_with("ok"), "{run:?}");
}

#[test]
fn a_store_that_is_named_and_not_there_fails_and_is_not_made() {
    let home = TestHome::new();
    let absent = home.path().join("nowhere/x.db");
    let run = home.wail(&["--store", absent.to_str().unwrap(), "doctor", "--silent"]);
    assert_eq!(run.code, 4, "{run:?}");
    assert!(line(&run, "store").contains("there is no store at "), "{run:?}");
    assert!(!absent.parent().unwrap().exists());
}
