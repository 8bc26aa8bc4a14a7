//! Names that nothing has: told with the one that was nearly typed, and with one exit code.

use crate::common::{TestHome, ran};

const MORE: &str = "[rota.platform]\n[[rota.platform.layer]]\npeople = [\"ana\"]\nevery = \"week\"\n\
    start = 2020-01-06\n[audience.public]\n[heartbeats.backup]\nevery = \"1h\"\n\
    [monitors.shop]\nkind = \"ping\"\nhost = \"192.0.2.1\"\n";

fn home() -> TestHome {
    let home = TestHome::new();
    let config = home.config() + MORE;
    std::fs::write(home.config_file(), config).unwrap();
    assert_eq!(home.wail(&["page", "disk full", "--label", "service=db"]).code, 0);
    assert_eq!(home.wail(&["gauge", "events.id", "7", "--max", "9"]).code, 0);
    home
}

#[test]
fn a_name_that_was_nearly_typed_is_told_and_nothing_is_done() {
    let home = home();
    for (words, said, meant) in [
        (&["assign", "1", "--to", "anaa"][..], "there is no person `anaa`", "ana"),
        (&["note", "1", "x", "--fix", "y", "--owner", "anaa"], "there is no person `anaa`", "ana"),
        (
            &["promise", "x", "--owner", "anaa", "--by", "friday"],
            "there is no person `anaa`",
            "ana",
        ),
        (&["give", "boo", "1h", "--rota", "primary"], "there is no person `boo`", "bo"),
        (&["rota", "show", "platfrom"], "there is no rota `platfrom`", "platform"),
        (&["who", "--rota", "platfrm"], "there is no rota `platfrm`", "platform"),
        (&["who", "--tier", "primry"], "there is no tier `primry`", "primary"),
        (&["handover", "platfrm"], "there is no rota or tier `platfrm`", "platform"),
        (&["update", "1", "x", "--to", "pubic"], "there is no audience `pubic`", "public"),
        (&["gauge", "show", "event.id"], "there is no gauge `event.id`", "events.id"),
        (&["check", "shp"], "there is no monitor `shp`", "shop"),
        (&["report", "nines", "--monitor", "shp"], "there is no monitor `shp`", "shop"),
        (&["report", "load", "--person", "anaa"], "there is no person `anaa`", "ana"),
        (&["beat", "bakcup"], "there is no heartbeat `bakcup`", "backup"),
    ] {
        home.wail(words).is(2, "", &format!("error: {said}\nhint: did you mean `{meant}`?\n"));
    }
}

#[test]
fn whoever_mistypes_their_own_name_is_told_and_can_still_stop_an_alarm() {
    let home = home();
    let ack = home.wail(&["ack", "1", "--as", "anaa"]);
    assert_eq!(ack.code, 0, "{ack:?}");
    assert!(
        ack.stderr.ends_with(
            "hint: did you mean `ana`? say who you are with `--as NAME`, or with `WAIL_AS`\n"
        ),
        "{ack:?}"
    );
    let snoozed = home.wail(&["snooze", "1", "--as", "anaa"]);
    assert_eq!(snoozed.code, 0, "{snoozed:?}");
    assert!(
        snoozed.stderr.contains(
            "warning: `anaa` is on the record, and the configuration knows nobody of this name\n\
             hint: did you mean `ana`?\n"
        ),
        "{snoozed:?}"
    );
}

#[test]
fn a_source_that_is_asked_about_and_that_nothing_has_is_told() {
    let home = home();
    let ask = |source: &str| {
        ran(&mut home.command(&["why", "--labels", "service=db", "--source", source])).stderr
    };
    let hint = "hint: the configuration has no source `genric`: did you mean `generic`?\n";
    assert!(ask("genric").contains(hint), "{}", ask("genric"));
    for known in ["generic", "page", "monitor", "alertmanager"] {
        assert!(!ask(known).contains("has no source"), "{known}: {}", ask(known));
    }
}
