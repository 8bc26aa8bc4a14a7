//! What settings come of what is written, and of what is not.

use std::fs;
use std::time::Duration;

use jiff::SignedDuration;
use jiff::civil::time;

use super::*;
use crate::domain::alert::Severity;
use crate::domain::incident::escalation::Target;
use crate::domain::name::PersonId;
use crate::domain::quiet::ClockHours;
use crate::domain::routing::Then;
use crate::domain::rules::Urgency;
use crate::pager::Sound;

const SMALL: &str = "fallback = \"ana\"\n[policy.default]\nsteps = [{ who = \"everyone\" }]\n";

fn settings(text: &str) -> Settings {
    let environment = Environment::made_up(&[("KEY", "hunter2")], Some(Path::new("/home/ana")));
    parse(text, Path::new("/etc/config.toml"), &environment)
        .unwrap_or_else(|faults| panic!("{faults}"))
}

fn warnings(text: &str) -> Vec<String> {
    settings(text).warnings.into_iter().map(|warning| warning.message).collect()
}

#[test]
fn a_fallback_and_a_policy_are_enough() {
    let settings = settings(SMALL);
    let rules = &settings.rules;
    assert_eq!(rules.everyone(), [PersonId::from("ana")]);
    assert_eq!(rules.zone.iana_name(), Some("UTC"));
    assert!(rules.rotas.is_empty() && settings.me.is_none() && settings.sources.is_empty());
    assert_eq!(rules.routes.all()[0].then, Then::Calls("default".into()));
    assert_eq!(rules.routes.all().len(), 1);
}

#[test]
fn a_person_has_a_day_and_three_channels_by_default() {
    let settings = settings(SMALL);
    let ana = &settings.rules.people["ana"];
    assert_eq!(ana.day, ClockHours { from: time(8, 0, 0, 0), to: time(22, 0, 0, 0) });
    let channels: Vec<_> = ana
        .channels
        .iter()
        .map(|reach| (reach.channel.as_str(), reach.kind.as_str(), reach.wait.as_secs()))
        .collect();
    let expected = ["sound", "desktop", "bell"].map(|kind| (kind, kind, 60));
    assert_eq!(channels, expected);
}

#[test]
fn a_policy_has_waits_repeats_and_check_ins_by_default() {
    let policy = &settings(SMALL).rules.policies["default"];
    assert_eq!(policy.steps[0].who, [Target::Everyone]);
    assert_eq!(policy.steps[0].wait, SignedDuration::from_mins(5));
    assert_eq!(policy.repeat, 3);
    let minutes = |severity| policy.check_in[&severity].as_mins();
    assert_eq!(Severity::ALL.map(minutes), [30, 60, 240, 480]);
}

#[test]
fn severities_and_sounds_have_defaults() {
    let settings = settings(SMALL);
    let urgency = Severity::ALL.map(|severity| settings.rules.urgency.of(severity));
    assert_eq!(urgency, [Urgency::Page, Urgency::Page, Urgency::Day, Urgency::Log]);
    let sounds = Severity::ALL.map(|severity| settings.sounds.of(severity).name.as_str());
    assert_eq!(sounds, ["something-broken", "siren", "marimba", "two-note"]);
    assert!(settings.sounds.when.is_empty());
    for severity in Severity::ALL {
        assert_eq!(*settings.sounds.of(severity), Sound::new(Sounds::built_in(severity), 1.0));
    }
}

#[test]
fn the_store_and_the_listener_have_defaults() {
    let settings = settings(SMALL);
    assert_eq!(settings.store.path, Path::new("/home/ana/data/wail/wail.db"));
    assert_eq!(settings.store.keep_bodies.age, SignedDuration::from_hours(168));
    assert_eq!(settings.store.keep_bodies.bytes, 64_000_000);
    assert_eq!(settings.listen.address.to_string(), "127.0.0.1:9911");
    assert_eq!(settings.listen.body_limit, 1_048_576);
}

#[test]
fn without_a_home_a_store_needs_a_path() {
    let parse = |text: &str| {
        let nobody = Environment::made_up(&[], None);
        parse(text, Path::new("/etc/config.toml"), &nobody)
    };
    let refused = parse(SMALL).unwrap_err().to_string();
    assert!(refused.contains("the store has no place"), "{refused}");
    let settings = parse(&format!("{SMALL}[store]\npath = \"my.db\"\n")).unwrap();
    assert_eq!(settings.store.path, Path::new("/etc/my.db"));
}

#[test]
fn a_source_is_of_the_kind_of_its_name_and_gives_errors() {
    let settings = settings(&format!("{SMALL}[sources.alertmanager]\n"));
    let source = &settings.sources["alertmanager"];
    assert_eq!(source.kind.name, "alertmanager");
    assert_eq!(source.grades.default, Severity::Error);
    assert!(source.key.is_none());
}

#[test]
fn a_command_is_found_by_person_and_channel() {
    let text = format!(
        "{SMALL}[people.ana]\nchannels = [{{ use = \"command\", run = [\"/bin/a\"] }}, \
         {{ use = \"command\", name = \"sms\", run = [\"/bin/sms\", \"1\"], limit = \"20s\" }}]\n"
    );
    let settings = settings(&text);
    let command = |channel: &str| &settings.commands[&("ana".into(), channel.into())];
    assert_eq!(command("command").limit, Duration::from_secs(30));
    assert_eq!(command("sms").limit, Duration::from_secs(20));
    assert_eq!(command("sms").run, ["/bin/sms", "1"]);
    assert_eq!(settings.rules.people["ana"].channels[1].kind, "command");
}

#[test]
fn relative_paths_start_at_the_configuration() {
    let directory = tempfile::tempdir().unwrap();
    fs::write(directory.path().join("horn.wav"), "").unwrap();
    fs::write(directory.path().join("wail.key"), "hunter2").unwrap();
    let text = format!(
        "{SMALL}[sounds]\ncritical = {{ sound = \"horn.wav\", volume = 0.5 }}\n[store]\npath = \
         \"my.db\"\n[sources.generic]\nkey = \"file:wail.key\"\n"
    );
    let environment = Environment::made_up(&[], Some(directory.path()));
    let settings = parse(&text, &directory.path().join("config.toml"), &environment).unwrap();
    assert_eq!(settings.store.path, directory.path().join("my.db"));
    let horn = settings.sounds.of(Severity::Critical);
    assert_eq!(Path::new(&horn.name), directory.path().join("horn.wav"));
    assert!((horn.volume - 0.5).abs() < f32::EPSILON);
    assert_eq!(settings.sources["generic"].key.as_ref().map(Secret::expose), Some("hunter2"));
}

#[test]
fn no_secret_is_printed() {
    let settings = settings(&format!("{SMALL}[sources.generic]\nkey = \"env:KEY\"\n"));
    assert!(!format!("{settings:?}").contains("hunter2"));
    assert!(!show(&settings).contains("hunter2"));
}

#[test]
fn a_listener_for_others_is_right_with_a_key_on_every_source() {
    let text =
        format!("{SMALL}[sources.generic]\nkey = \"env:KEY\"\n[listen]\naddress = \"0.0.0.0:1\"\n");
    assert_eq!(settings(&text).listen.address.port(), 1);
}

#[test]
fn names_in_rotas_and_overrides_are_people() {
    let text = format!(
        "{SMALL}[[rota.a.layer]]\npeople = [\"bo\", \"cy\"]\nevery = \"day\"\nstart = 2026-01-05\n\
         [[rota.a.override]]\nfrom = \"2026-12-24 18:00\"\nto = \"2026-12-27 09:00\"\nwho = \"dan\"\n"
    );
    let settings = settings(&text);
    assert_eq!(settings.rules.names().into_iter().collect::<Vec<_>>(), ["ana", "bo", "cy", "dan"]);
    let monday: jiff::Timestamp = "2026-01-05T12:00:00Z".parse().unwrap();
    assert_eq!(settings.rules.rotas["a"].on_call(0, monday)[0].as_str(), "bo");
    let christmas: jiff::Timestamp = "2026-12-25T12:00:00Z".parse().unwrap();
    assert_eq!(settings.rules.rotas["a"].on_call(0, christmas)[0].as_str(), "dan");
}

#[test]
fn what_is_most_likely_not_meant_is_a_warning() {
    assert_eq!(warnings(SMALL), ["there is no `zone`, so times of day are UTC"]);
    let zone = "zone = \"UTC\"\n";
    let layer = "[[rota.a.layer]]\npeople = [\"anna\"]\nevery = \"day\"\nstart = 2026-01-05\n";
    assert_eq!(warnings(&format!("{zone}{SMALL}{layer}")), ["`ana` is named only here"]);
    let more = "[policy.night]\nsteps = [{ who = \"ana\" }]\n[[route]]\npolicy = \"default\"\n";
    let twice = format!("{zone}{SMALL}{more}[[route]]\npolicy = \"default\"\n");
    assert_eq!(
        warnings(&twice),
        [
            "no route leads to the policy `night`",
            "this route matches everything, so those below it are never used"
        ]
    );
}

#[test]
fn essentials_are_read_from_a_file_with_faults() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("config.toml");
    let essentials_of = |text: &str| {
        fs::write(&path, text).unwrap();
        essentials(&Located { path: path.clone() })
    };
    let fine = essentials_of(&format!("me = \"ana\"\n{SMALL}[store]\npath = \"my.db\"\n"));
    assert!(fine.faults.is_none());
    let wrong = essentials_of("me = \"ana\"\nfallback = 5\n[store]\npath = \"my.db\"\n");
    assert_eq!(wrong.faults.unwrap().all().len(), 1);
    let broken = essentials_of("me = \"ana\"\nfallback = \"\n[store]\npath = \"my.db\"\n");
    assert_eq!(broken.faults.unwrap().all().len(), 1);
    for essentials in [fine.store, wrong.store, broken.store] {
        assert_eq!(essentials, directory.path().join("my.db"));
    }
    assert_eq!(fine.me.as_deref(), Some(&[PersonId::from("ana")][..]));
    let unreadable = essentials(&Located { path: directory.path().to_owned() });
    assert!(unreadable.faults.unwrap().to_string().contains("it cannot be read"));
}

#[test]
fn a_file_that_is_no_text_says_in_which_line() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("config.toml");
    fs::write(&path, b"a = 1\nb = \"\xff\"\n").unwrap();
    let faults = load(&Located { path }).unwrap_err();
    assert!(faults.to_string().contains("line 2 is not UTF-8"), "{faults}");
}

#[test]
fn a_byte_order_mark_and_windows_line_ends_are_fine() {
    settings(&format!("\u{feff}{}", SMALL.replace('\n', "\r\n")));
}

#[test]
fn a_name_a_letter_away_from_another_is_a_warning() {
    let layer = |people: &str| {
        format!("[[rota.a.layer]]\npeople = {people}\nevery = \"day\"\nstart = 2026-01-05\n")
    };
    let rotas = |second: &str| {
        format!(
            "{SMALL}{}{}",
            layer("[\"carol\", \"bernd\"]"),
            layer(&format!("[\"carol\", \"{second}\"]"))
        )
    };
    assert_eq!(warnings(&format!("zone = \"UTC\"\n{}", rotas("bernd"))), [""; 0]);
    assert_eq!(
        warnings(&format!("zone = \"UTC\"\n{}", rotas("carl"))),
        ["`carl` is named only here"]
    );
    assert_eq!(warnings(&format!("zone = \"UTC\"\n{}", rotas("zora"))), [""; 0]);
}

#[test]
fn whoever_has_a_table_is_known_and_a_name_nearly_theirs_is_a_warning() {
    let text = |people: &str| {
        format!(
            "zone = \"UTC\"\n{SMALL}[people]\nbo = {{}}\ncarol = {{}}\n[[rota.a.layer]]\n\
             people = {people}\nevery = \"day\"\nstart = 2026-01-05\n\
             [[rota.a.layer.change]]\nstart = 2026-05-04\npeople = {people}\n"
        )
    };
    assert_eq!(
        warnings(&text("[\"ana\", \"carrol\", \"boo\", \"zora\"]")),
        [
            "`carrol` is not in `[people]`, and `carol` is",
            "`boo` is not in `[people]`, and `bo` is"
        ]
    );
    assert_eq!(warnings(&text("[\"ana\", \"carol\", \"bo\"]")), [""; 0]);
    let tables = text("[\"ana\", \"carrol\"]").replace("bo = {}", "carrol = {}");
    assert_eq!(warnings(&tables), [""; 0]);
}

#[test]
fn whoever_is_off_and_in_no_rota_is_a_warning() {
    let text = |who: &str| {
        format!(
            "zone = \"UTC\"\n{SMALL}[people.zed]\n[[off]]\nwho = \"{who}\"\nfirst = 2026-12-01\n\
             [[rota.a.layer]]\npeople = [\"ana\", \"carol\"]\nevery = \"day\"\nstart = 2026-01-05\n"
        )
    };
    assert_eq!(warnings(&text("zed")), ["no rota names `zed`, so this time off changes nothing"]);
    assert_eq!(warnings(&text("carrol")), ["`carrol` is named only here"]);
    assert_eq!(warnings(&text("carol")), [""; 0]);
}

#[test]
fn a_rule_that_holds_nothing_or_a_cascade_of_everything_is_a_warning() {
    let rule = |source: &str, target: &str| {
        format!("[[inhibit]]\nsource = \"{source}\"\ntarget = \"{target}\"\n")
    };
    let text = format!(
        "zone = \"UTC\"\n{SMALL}{}{}[cascade]\nshare = [\"service\", \"severity\"]\n",
        rule("alertname=Down", "alertname=Down"),
        rule("team!=db", "severity=warning"),
    );
    assert_eq!(
        warnings(&text),
        [
            "this rule holds nothing: what is a source and a target is not held by its like",
            "this rule takes almost everything as its source",
            "problems that only share `severity` are joined",
        ]
    );
    let off = settings(&format!("{SMALL}[cascade]\nwindow = \"0s\"\n"));
    assert!(off.rules.cascade.is_off());
}
