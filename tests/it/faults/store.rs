//! A store that cannot be had or cannot be written: never a 2xx for what was not kept, and people
//! are told, by ear too.

use std::fs::{self, File, OpenOptions};
use std::io::Write;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

use rusqlite::Connection;
use serde_json::Value;
use tempfile::TempDir;

use crate::common::TestHome;
use crate::pulse::{Pulse, is_installed, loudness, sounding};
use crate::sender::get;
use crate::world::{PATIENCE, PROGRAM, Ran, World, cannot, firing, pause, run, say, until};

/// A small disk that can be filled.
struct Disk(TempDir);

impl Disk {
    /// Mounts it; not everybody may.
    fn mount() -> Option<Self> {
        let folder = TempDir::new().unwrap();
        let mut mount = Command::new("mount");
        mount.args(["-t", "tmpfs", "-o", "size=1m,mode=700", "tmpfs"]).arg(folder.path());
        let mounted = mount.output().is_ok_and(|output| output.status.success());
        if !mounted {
            cannot("a small disk cannot be mounted here");
        }
        mounted.then(|| Self(folder))
    }

    fn filler(&self) -> PathBuf {
        self.0.path().join("filler")
    }

    fn fill(&self) {
        let mut filler = File::create(self.filler()).unwrap();
        while filler.write_all(&[7; 512]).is_ok() {}
    }

    fn make_room(&self) {
        fs::remove_file(self.filler()).unwrap();
    }

    /// Mounts it so that nobody can write, or so that everybody can again.
    fn be(&self, how: &str) {
        let options = format!("remount,{how}");
        let mount = Command::new("mount").args(["-o", &options]).arg(self.0.path()).status();
        assert!(mount.unwrap().success());
    }
}

impl Drop for Disk {
    fn drop(&mut self) {
        // A busy one goes when its last file is closed.
        drop(Command::new("umount").arg("-l").arg(self.0.path()).status());
    }
}

#[test]
fn the_doctor_says_that_a_disk_is_full_where_the_store_cannot_even_be_opened() {
    let Some(disk) = Disk::mount() else { return };
    let home = TestHome::new();
    let store = disk.0.path().join("wail.db");
    let store = store.to_str().unwrap();
    assert_eq!(home.wail(&["--store", store, "page", "before"]).code, 0);
    disk.fill();
    let shown = home.wail(&["--store", store, "doctor", "--silent"]);
    for line in [
        format!("fail  store      the disk of the store {store} is full\n"),
        "fail  disk       0 bytes left where the store is\n".to_owned(),
    ] {
        assert!(shown.stdout.contains(&line), "{line}: {shown:?}");
    }
    assert!(!shown.stdout.contains("`wail doctor`"), "who asks is asking already: {shown:?}");
}

/// Posts alerts until one is refused; says which were taken, and the status of the refusal.
fn post_until_refused(daemon: &crate::world::Daemon) -> (Vec<String>, u16) {
    let mut taken = Vec::new();
    for number in 0..1000 {
        let name = format!("alert {number}");
        let reply = daemon.post("generic", firing(&name));
        if reply.status != 202 {
            assert!(
                reply.text.to_ascii_lowercase().contains("\r\nretry-after: "),
                "{}",
                reply.text
            );
            return (taken, reply.status);
        }
        taken.push(name);
    }
    panic!("a full disk takes everything");
}

fn summaries(world: &World) -> Vec<Value> {
    world.open().into_iter().map(|open| open["summary"].clone()).collect()
}

#[tokio::test]
async fn a_full_disk_takes_nothing_with_2xx_sounds_and_recovers_without_a_restart() {
    let Some(disk) = Disk::mount() else { return };
    let Some(pulse) = Pulse::start().await else { return };
    let store = disk.0.path().join("wail.db");
    let world = World::on(&pulse, PROGRAM).with_store(&store, PROGRAM);
    let mut daemon = world.serve();
    daemon.fires("before");
    daemon.decides();
    let calm = pulse.listen(pulse.recorded(), Duration::from_millis(500)).await;
    assert!(sounding(&calm).is_none(), "nothing sounds yet");

    let start = pulse.recorded();
    disk.fill();
    let (taken, status) = post_until_refused(&daemon);
    assert!([503, 507].contains(&status), "{status}");
    let said = daemon.says("is full");
    assert!(said.contains("senders are told to come again"), "{said}");
    assert_eq!(get(daemon.address, "/readyz").unwrap().status, 503);
    assert_eq!(get(daemon.address, "/healthz").unwrap().status, 200);
    let heard = pulse.listen(start, Duration::from_secs(3)).await;
    let loud = loudness(&heard).into_iter().filter(|loud| *loud > 0.02).count();
    assert!(loud > 15, "the alarm needs no store: loud in {loud} windows of 100 ms");
    let acknowledged = world.wail(["ack", "--all"]);
    assert_eq!(acknowledged.code, Some(4), "{}", acknowledged.err);
    assert!(acknowledged.err.contains("full"), "{}", acknowledged.err);
    assert!(acknowledged.err.contains("hint: make room"), "{}", acknowledged.err);
    // What is there can still be read.
    assert!(summaries(&world).contains(&Value::from("before")));

    disk.make_room();
    daemon.says("the store can be written again");
    daemon.fires("after");
    daemon.decides();
    let open = summaries(&world);
    for name in taken.iter().map(String::as_str).chain(["before", "after"]) {
        assert_eq!(open.iter().filter(|open| *open == name).count(), 1, "{name}: {open:?}");
    }
    let silent_from = pulse.recorded();
    let heard = pulse.listen(silent_from, Duration::from_secs(2)).await;
    let last = loudness(&heard).into_iter().next_back().unwrap();
    assert!(last < 0.001, "the alarm about the store ends with its cause");
    assert!(daemon.stop().0.success(), "it stops in order: {}", daemon.said());
}

#[test]
fn somebody_who_is_reached_only_by_a_program_is_told_that_the_store_fails() {
    let Some(disk) = Disk::mount() else { return };
    let rest = "\
[people.ana]
channels = [{ use = \"command\", name = \"phone\", run = [\"sh\", \"-c\", \"cat >> pages\"] }]
[people.bo]
channels = [{ use = \"command\", run = [\"sh\", \"-c\", \"cat >> nobody-asked\"] }]
";
    let world = World::new(rest).with_store(&disk.0.path().join("wail.db"), rest);
    let daemon = world.serve();
    disk.fill();
    post_until_refused(&daemon);
    let pages = world.folder().join("pages");
    let text = || fs::read_to_string(&pages).unwrap_or_default();
    until("the program is run", PATIENCE, || text().ends_with('\n'));
    let page: Value = serde_json::from_str(text().lines().next_back().unwrap()).unwrap();
    let summary = page["summary"].as_str().unwrap();
    assert!(summary.starts_with("wail cannot keep alerts: the disk of the store "), "{page}");
    assert!(summary.ends_with(" is full"), "{page}");
    assert_eq!((&page["person"], &page["channel"]), (&"ana".into(), &"phone".into()), "{page}");
    assert_eq!((&page["severity"], &page["source"]), (&"critical".into(), &"wail".into()));
    let alarms = || text().matches("wail cannot keep alerts").count();
    let told = alarms();
    assert_eq!(told, 1, "once, not with every sender that is turned away: {}", text());
    assert!(!world.folder().join("nobody-asked").exists(), "bo is not called first");
}

#[test]
fn a_daemon_that_stops_while_its_disk_is_full_says_so_with_its_exit_code() {
    let Some(disk) = Disk::mount() else { return };
    let world = World::new(PROGRAM).with_store(&disk.0.path().join("wail.db"), PROGRAM);
    let mut daemon = world.serve();
    disk.fill();
    let (taken, _) = post_until_refused(&daemon);
    let (status, _) = daemon.stop();
    assert_eq!(status.code(), Some(4), "{}", daemon.said());
    assert!(daemon.said().contains("error: the disk of the store"), "{}", daemon.said());
    disk.make_room();
    let daemon = world.serve();
    daemon.decides();
    let open = summaries(&world);
    assert_eq!(open.len(), taken.len(), "what was taken is there, nothing is torn: {open:?}");
}

/// Another process that writes to the store; the kernel lists its number as the lock's.
fn lock(store: &Path) -> Connection {
    let connection = Connection::open(store).unwrap();
    connection.busy_timeout(PATIENCE).unwrap();
    connection.execute_batch("begin exclusive").unwrap();
    connection
}

#[test]
fn a_store_locked_for_ten_seconds_loses_nothing_and_its_holder_is_named() {
    let world = World::new(PROGRAM);
    let mut daemon = world.serve();
    let address = daemon.address;
    daemon.fires("before");
    daemon.decides();
    let locked = Instant::now();
    let lock = lock(world.store());
    let mut replies = Vec::new();
    let typed = std::thread::scope(|scope| {
        let typed = scope.spawn(|| world.wail(["note", "1", "is", "it", "locked"]));
        let senders: Vec<_> =
            (0..8).map(|sender| scope.spawn(move || posts_for(address, sender, locked))).collect();
        pause(Duration::from_secs(10).saturating_sub(locked.elapsed()));
        lock.execute_batch("rollback").unwrap();
        replies.extend(senders.into_iter().flat_map(|sender| sender.join().unwrap()));
        typed.join().unwrap()
    });
    daemon.fires("after");
    daemon.decides();
    let open = summaries(&world);
    for (name, status, _) in &replies {
        assert!([202, 503].contains(status), "{name}: {status}");
        let times = open.iter().filter(|open| *open == name).count();
        assert_eq!(times, usize::from(*status == 202), "{name}: {status}");
    }
    let refused = replies.iter().filter(|(_, status, _)| *status == 503).count();
    let slowest = replies.iter().map(|(_, _, took)| *took).max().unwrap();
    say(&format!(
        "locked for 10 s: {} answered, {refused} of them with 503, the slowest after {} ms",
        replies.len(),
        slowest.as_millis()
    ));
    assert!(refused > 0, "a lock of ten seconds is longer than a sender is kept waiting");
    assert!(slowest < Duration::from_secs(8), "a sender gives up after ten seconds");
    let holder = format!("process {}", std::process::id());
    assert_eq!(typed.code, Some(4), "{}", typed.err);
    assert!(typed.err.contains("is locked by another process"), "{}", typed.err);
    assert!(typed.err.contains(&holder), "{}", typed.err);
    assert!(daemon.said().contains(&holder), "{}", daemon.said());
    assert!(daemon.stop().0.success());
}

/// Posts one alert after the other while the lock is held, and says what became of each.
fn posts_for(
    address: std::net::SocketAddr,
    sender: usize,
    since: Instant,
) -> Vec<(String, u16, Duration)> {
    let mut replies = Vec::new();
    while since.elapsed() < Duration::from_secs(10) {
        let name = format!("{sender}-{}", replies.len());
        let reply = crate::sender::post(address, "generic", firing(&name).as_bytes()).unwrap();
        replies.push((name, reply.status, reply.took));
        pause(Duration::from_millis(200));
    }
    replies
}

#[test]
fn a_store_below_a_file_is_refused_with_its_path_and_what_the_system_says() {
    let world = World::new(PROGRAM);
    let file = world.folder().join("file");
    OpenOptions::new().create(true).append(true).open(&file).unwrap();
    let store = file.join("wail.db");
    let world = world.with_store(&store, PROGRAM);
    let refused = world.wail(["serve"]);
    assert_eq!(refused.code, Some(4), "{}", refused.err);
    assert!(refused.err.contains(&store.display().to_string()), "{}", refused.err);
    assert!(refused.err.contains("os error 20") || refused.err.contains("os error 17"));
    assert!(refused.err.contains("\nhint: "), "{}", refused.err);
}

#[test]
fn a_store_on_a_read_only_disk_is_refused_with_its_path_and_what_the_system_says() {
    let Some(disk) = Disk::mount() else { return };
    let store = disk.0.path().join("wail.db");
    let world = World::new(PROGRAM).with_store(&store, PROGRAM);
    // Neither a store that is not there yet, nor one that is.
    for _ in 0..2 {
        disk.be("ro");
        let refused = world.wail(["serve"]);
        assert_eq!(refused.code, Some(4), "{}", refused.err);
        assert!(refused.err.contains(&store.display().to_string()), "{}", refused.err);
        assert!(refused.err.contains("os error 30"), "{}", refused.err);
        disk.be("rw");
        world.serve().stop();
    }
}

/// `wail` without the rights by which root passes over the modes of files.
fn as_anybody(world: &World, word: &str) -> Ran {
    let wail = env!("CARGO_BIN_EXE_wail");
    if !rustix::process::geteuid().is_root() {
        return world.wail([word]);
    }
    let mut command = world.program("setpriv");
    command.args(["--bounding-set=-all", "--inh-caps=-all", wail, word]);
    run(command)
}

fn set_mode(path: &Path, mode: u32) {
    fs::set_permissions(path, PermissionsExt::from_mode(mode)).unwrap();
}

#[test]
fn a_store_that_its_owner_may_not_touch_is_refused_with_its_path_and_what_the_system_says() {
    if !is_installed("setpriv") {
        return cannot("setpriv is not installed");
    }
    let world = World::new(PROGRAM);
    let folder = world.folder().join("kept");
    let (store, lease) = (folder.join("wail.db"), folder.join("wail.lease"));
    let world = world.with_store(&store, PROGRAM);
    let refuses = |word: &str, path: &Path, what: &str| {
        let refused = as_anybody(&world, word);
        assert_eq!(refused.code, Some(4), "{word}, {what}: {}", refused.err);
        assert!(refused.err.contains(&format!("{} ", path.display())), "{what}: {}", refused.err);
        assert!(refused.err.contains("(os error 13)"), "{word}, {what}: {}", refused.err);
        assert!(refused.err.contains("\nhint: "), "{word}, {what}: {}", refused.err);
    };
    fs::create_dir(&folder).unwrap();
    for mode in [0o000, 0o500] {
        set_mode(&folder, mode);
        refuses("serve", &store, "a directory without a store");
    }
    set_mode(&folder, 0o700);
    let mut daemon = world.serve();
    daemon.fires("before");
    daemon.decides();
    daemon.stop();
    for (path, modes) in [(&folder, [0o000, 0o500]), (&store, [0o000, 0o400])] {
        for mode in modes {
            set_mode(path, mode);
            refuses("serve", &store, &format!("{} with mode {mode:o}", path.display()));
            refuses("list", &store, &format!("{} with mode {mode:o}", path.display()));
        }
        set_mode(path, 0o700);
    }
    set_mode(&lease, 0o000);
    refuses("serve", &lease, "a lease that cannot be taken");
    set_mode(&lease, 0o600);
    assert_eq!(as_anybody(&world, "list").code, Some(0), "with its rights it is as it was");
    assert_eq!(summaries(&world), ["before"]);
}

#[test]
fn without_a_home_it_does_not_run_without_a_store() {
    let world = World::new(PROGRAM);
    let config = fs::read_to_string(world.config()).unwrap();
    let at = config.find("[store]").unwrap();
    let end = config[at + 1..].find('[').unwrap() + at + 1;
    world.overwrite(&format!("{}{}", &config[..at], &config[end..]));
    let nowhere = world.folder().join("nowhere");
    fs::write(&nowhere, "").unwrap();
    for variable in ["HOME", "XDG_DATA_HOME"] {
        let mut command = world.program(env!("CARGO_BIN_EXE_wail"));
        command.env_remove("HOME").env(variable, nowhere.join("at/all")).arg("serve");
        let refused = run(command);
        assert_eq!(refused.code, Some(4), "{}", refused.err);
        assert!(refused.err.contains(&nowhere.display().to_string()), "{}", refused.err);
        assert!(refused.err.contains("os error"), "{}", refused.err);
    }
}
