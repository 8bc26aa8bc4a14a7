//! Blocks added to texts of every shape, and taken back.

use std::fs;
use std::path::Path;

use jiff::Timestamp;
use jiff::civil::date;

use super::*;
use crate::config::{Environment, parse};

/// A configuration with comments, of one rota.
const TEAM: &str = r#"fallback = "ana" # always there
zone = "UTC"

# The platform's rota.
[rota.platform]
holidays = [ 2026-12-25 ,2026-12-26 ]

[[rota.platform.layer]] # the days
people = ["ana", "bo"]
every = "week"
start = 2026-01-05   # a Monday
# nothing more about the days

# the nights
[[rota.platform.layer]]
people = ["bo"]
every = "day"
start = 2026-01-05
only = [
  "22:00-06:00", # all nights
]

# Who is called.
[policy.default]
steps = [{ who = "platform" }]
"#;

fn noted(second: i64) -> Noted {
    let at = Timestamp::from_second(1_795_619_903 + second).unwrap();
    Noted { at, by: "ana".to_owned(), what: "take 2h".to_owned() }
}

fn taken() -> Block {
    let block = Block::new().text("from", "2026-11-25 16:00").text("to", "2026-11-25 18:00");
    block.text("who", "ana")
}

fn platform() -> RotaName {
    RotaName::from("platform")
}

fn added(text: &str, list: List, blocks: &[Block]) -> String {
    let rota = platform();
    append(text, Target { rota: Some(&rota), list }, blocks, &noted(0)).unwrap()
}

fn is_right(text: &str) {
    let environment = Environment::made_up(&[], Some(Path::new("/home/ana")));
    if let Err(faults) = parse(text, Path::new("config.toml"), &environment) {
        panic!("{faults}\n{text}");
    }
}

/// The lines that one text has more than another, which must be in one piece.
fn piece(old: &str, new: &str) -> String {
    let common = old.bytes().zip(new.bytes()).take_while(|(one, other)| one == other).count();
    let begin = new[..common].rfind('\n').map_or(0, |at| at + 1);
    let (before, rest) = new.split_at(begin);
    let after = &old[before.len()..];
    assert!(rest.ends_with(after), "everything else stays\n{new}");
    rest[..rest.len() - after.len()].to_owned()
}

#[test]
fn the_first_override_goes_behind_its_rota() {
    let new = added(TEAM, List::Overrides, &[taken()]);
    is_right(&new);
    assert_eq!(
        piece(TEAM, &new).trim_matches('\n'),
        "# wail: 2026-11-25T15:18:23Z ana: take 2h\n[[rota.platform.override]]\n\
         from = \"2026-11-25 16:00\"\nto = \"2026-11-25 18:00\"\nwho = \"ana\""
    );
    assert!(new.contains("]\n\n# wail: "), "{new}");
    assert!(new.contains("who = \"ana\"\n\n# Who is called.\n"), "{new}");
}

#[test]
fn a_later_override_goes_behind_the_one_before() {
    let once = added(TEAM, List::Overrides, &[taken()]);
    let second = Block::new().text("from", "2026-12-01 00:00").text("to", "2026-12-02 00:00");
    let twice = added(&once, List::Overrides, &[second.text("who", "bo")]);
    is_right(&twice);
    let (first, second) =
        (twice.find("who = \"ana\"").unwrap(), twice.find("who = \"bo\"").unwrap());
    assert!(first < second, "{twice}");
}

#[test]
fn a_change_goes_behind_its_own_layer_and_its_remarks() {
    let change = Block::new().day("start", date(2026, 12, 7)).people("people", &["bo".into()]);
    let new = added(TEAM, List::Changes { layer: 0 }, std::slice::from_ref(&change));
    is_right(&new);
    assert!(
        new.contains(
            "# nothing more about the days\n\n# wail: 2026-11-25T15:18:23Z ana: take 2h\n\
             [[rota.platform.layer.change]]\nstart = 2026-12-07\npeople = [\"bo\"]\n\n# the nights\n"
        ),
        "{new}"
    );
    let new = added(TEAM, List::Changes { layer: 1 }, &[change]);
    is_right(&new);
    assert!(new.contains("]\n\n# wail: 2026-11-25T15:18:23Z"), "{new}");
}

#[test]
fn line_endings_and_a_missing_one_at_the_end_stay() {
    let windows = TEAM.replace('\n', "\r\n");
    let new = added(&windows, List::Overrides, &[taken()]);
    is_right(&new);
    assert_eq!(new.matches('\n').count(), new.matches("\r\n").count());
    assert_eq!(new.replace("\r\n", "\n"), added(TEAM, List::Overrides, &[taken()]));
    assert_eq!(last_noted(&new).unwrap().without(), windows);

    let own = "zone = \"UTC\"\n[[layer]]\npeople = [\"ana\"]\nevery = \"week\"\nstart = 2026-01-05";
    let target = Target { rota: None, list: List::Overrides };
    let new = append(own, target, &[taken()], &noted(0)).unwrap();
    assert!(new.starts_with(&format!("{own}\n\n# wail: ")), "{new}");
    assert!(new.contains("\n[[override]]\nfrom"), "{new}");
    assert_eq!(last_noted(&new).unwrap().without(), own);
}

#[test]
fn leave_of_everybody_goes_to_the_end_of_the_file() {
    let target = Target { rota: None, list: List::SharedLeave };
    let off = Block::new().text("who", "bo").day("first", date(2026, 12, 7));
    let new = append(TEAM, target, &[off], &noted(0)).unwrap();
    is_right(&new);
    assert!(new.starts_with(TEAM));
    assert!(new.ends_with("\n[[off]]\nwho = \"bo\"\nfirst = 2026-12-07\n"), "{new}");
}

#[test]
fn names_and_reasons_may_hold_anything() {
    let hostile = "a \"quote\", a \\ and\nnobody = true\n[[rota.platform.layer]]";
    let block = taken().maybe_text("why", Some(hostile)).maybe_text("tier", None);
    let new = added(TEAM, List::Overrides, &[block]);
    is_right(&new);
    assert_eq!(last_noted(&new).unwrap().without(), TEAM);
    let rota = RotaName::from("day shift");
    let text = "[rota.\"day shift\"]\n[[rota.\"day shift\".layer]]\nevery = \"week\"\n";
    let target = Target { rota: Some(&rota), list: List::Overrides };
    let new = append(text, target, &[taken()], &noted(0)).unwrap();
    assert!(new.contains("\n[[rota.\"day shift\".override]]\n"), "{new}");
}

#[test]
fn what_is_written_within_a_line_is_refused() {
    let refused = |text: &str, list| {
        let rota = platform();
        append(text, Target { rota: Some(&rota), list }, &[taken()], &noted(0)).unwrap_err()
    };
    let inline = |path: &str| EditError::Inline(path.to_owned());
    let overrides = "[rota.platform]\noverride = []\n";
    assert_eq!(refused(overrides, List::Overrides), inline("rota.platform.override"));
    let layers = "[rota.platform]\nlayer = [{ people = [\"ana\"] }]\n";
    let change = List::Changes { layer: 0 };
    assert_eq!(refused(layers, change), inline("rota.platform.layer"));
    assert_eq!(refused("rota.platform.zone = \"UTC\"\n", List::Overrides), inline("rota"));
    assert_eq!(refused("rota = { platform = {} }\n", List::Overrides), inline("rota"));
    let missing = EditError::Missing("rota.platform".to_owned());
    assert_eq!(refused("[rota.other]\n", List::Overrides), missing);
    assert!(matches!(refused("[rota", List::Overrides), EditError::Unreadable(_)));
    let added = added(layers, List::Overrides, &[taken()]);
    assert!(added.ends_with("who = \"ana\"\n"), "{added}");
}

#[test]
fn what_was_added_last_is_taken_back_byte_for_byte() {
    let rota = platform();
    let target = |list| Target { rota: Some(&rota), list };
    let change = Block::new().day("start", date(2026, 12, 7)).people("people", &["bo".into()]);
    let once = append(TEAM, target(List::Overrides), &[taken()], &noted(0)).unwrap();
    let change = [change.clone(), change];
    let twice = append(&once, target(List::Changes { layer: 0 }), &change, &noted(5)).unwrap();
    let tail = last_noted(&twice).unwrap();
    assert_eq!(tail.noted, noted(5));
    assert_eq!(tail.without(), once);
    assert_eq!(last_noted(&once).unwrap().without(), TEAM);
    assert!(last_noted(TEAM).is_none());
    assert!(last_noted("# wail: never ana: x\n# wail: is fine\n[[off]]\n").is_none());
}

#[test]
fn ten_thousand_overrides_are_no_matter() {
    let one = "[[rota.platform.override]]\nfrom = \"2026-01-01 00:00\"\n\
               to = \"2026-01-01 01:00\"\nwho = \"bo\"\n\n";
    let long = format!("{TEAM}\n{}", one.repeat(10_000));
    let new = added(&long, List::Overrides, &[taken()]);
    assert_eq!(new.matches("[[rota.platform.override]]").count(), 10_001);
    assert!(new.ends_with("who = \"ana\"\n\n"), "the empty line at the end stays there");
    assert_eq!(last_noted(&new).unwrap().without(), long);
}

#[test]
fn a_file_is_replaced_with_its_mode_and_behind_its_link() {
    let folder = tempfile::tempdir().unwrap();
    let [real, link] = ["real.toml", "link.toml"].map(|name| folder.path().join(name));
    fs::write(&real, "old").unwrap();
    #[cfg(unix)]
    {
        use std::os::unix::fs::{PermissionsExt as _, symlink};
        fs::set_permissions(&real, fs::Permissions::from_mode(0o640)).unwrap();
        symlink(&real, &link).unwrap();
        replace(&link, "old", "new").unwrap();
        assert!(fs::symlink_metadata(&link).unwrap().is_symlink());
        assert_eq!(fs::metadata(&real).unwrap().permissions().mode() & 0o777, 0o640);
    }
    assert_eq!(fs::read_to_string(&real).unwrap(), "new");
    assert!(matches!(replace(&real, "old", "newer"), Err(NotReplaced::Changed)));
    assert_eq!(fs::read_to_string(&real).unwrap(), "new");
    let names = fs::read_dir(folder.path()).unwrap().count();
    assert_eq!(names, 2, "nothing is left beside it");
}
