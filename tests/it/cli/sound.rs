//! `wail sound`: what there is, and the reason where nothing can be heard.

use std::fs;
use std::process::Command;
use std::time::Duration;

use serde_json::json;

use crate::common::{Ran, TestHome, ran, timeless};
use crate::pulse::{Pulse, sounding};

/// Runs `wail` on a machine without any sound.
fn deaf(home: &TestHome, arguments: &[&str]) -> Ran {
    ran(home.command(arguments).env("ALSA_CONFIG_PATH", "/dev/null").env("PATH", ""))
}

#[test]
fn the_sounds_are_listed_with_what_they_are_for() {
    let home = TestHome::new();
    home.wail(&["sound", "list"]).is(
        0,
        "NAME              FOR       ABOUT\n\
         another-one                 two quick knocks on wood: another page has joined\n\
         bell                        a bell struck in pairs, as on a ship\n\
         blind                       a low horn that sags: the pager cannot see\n\
         hand-over                   one voice ends where another begins: the pager changes hands\n\
         hi-lo                       two horns in turn, a fourth apart\n\
         higher-severity             three horn tones that climb: it has become worse\n\
         klaxon                      a motor that rattles a diaphragm, twice\n\
         lets-have-a-look            a child sings \"something's broken, let's have a look\"\n\
         marimba           warning   a marimba up and down a chord, for what can wait\n\
         new-problem                 two knocks and a glass a fifth higher: there is more than you have\n\
         proof                       one short soft stroke, to hear that sound works\n\
         resolved                    three notes that fall home: it is over\n\
         siren             error     a wail that rises slowly and falls fast, for what must wake\n\
         something-broken  critical  a child sings \"something's broken\", twice\n\
         two-note          info      two soft notes of a glass, for what is good to know\n\
         yelp                        a siren in a hurry, three times a second\n\
         your-fault                  a child sings \"something's broken, it's your fault\"\n",
        "",
    );
    assert_eq!(
        home.json(&["sound", "list"])[13],
        json!({
            "name": "something-broken",
            "about": "a child sings \"something's broken\", twice",
            "severities": ["critical"],
        })
    );
}

#[test]
fn a_sound_of_ones_own_is_listed_as_well() {
    let home = TestHome::new();
    let file = crate::pulse::wav(home.path(), 440);
    let config = std::fs::read_to_string(home.config_file()).unwrap();
    home.write_config(&format!("{config}\n[sounds]\ncritical = \"440.wav\"\nerror = \"bell\"\n"));
    let sounds = home.json(&["sound", "list"]);
    assert_eq!(sounds[1]["severities"], json!(["error"]));
    assert_eq!(sounds[17]["name"], json!(file));
    assert_eq!(sounds[17]["severities"], json!(["critical"]));
}

#[test]
fn a_machine_that_cannot_be_heard_says_why_with_exit_code_5() {
    let home = TestHome::new();
    for arguments in [&["sound", "proof"][..], &["sound", "play", "siren", "--volume", "0.1"]] {
        deaf(&home, arguments).is(
            5,
            "",
            "error: this machine cannot be heard\n  \
             this machine has no sound device, or its sound server does not run\n\
             hint: `wail doctor` looks closer; `speaker-test -c2 -t wav` tries the loudspeaker \
             itself\n",
        );
    }
}

#[test]
fn what_is_no_sound_is_not_played() {
    let home = TestHome::new();
    home.wail(&["sound", "play", "sirene"]).is(
        2,
        "",
        "error: there is no sound `sirene`, and no such file\n\
         hint: did you mean `siren`?\n",
    );
    let far = home.wail(&["sound", "play", "trumpet-of-doom"]);
    assert!(far.stderr.ends_with("hint: `wail sound list` lists them\n"), "{far:?}");
    let run = home.wail(&["sound", "play", "siren", "--volume", "11"]);
    assert_eq!(run.code, 2);
    assert!(run.stderr.contains("a volume lies between 0.0 and 1.0"), "{run:?}");
}

#[tokio::test]
async fn a_machine_that_can_be_heard_is_heard() {
    let Some(pulse) = Pulse::start().await else { return };
    let home = TestHome::new();
    let start = pulse.recorded();
    let run = ran(heard_by(&pulse, &mut home.command(&["sound", "proof"])));
    assert_eq!((run.code, run.stderr.as_str()), (0, ""), "{run:?}");
    assert!(run.stdout.starts_with("proof was played on "), "{run:?}");
    let heard = pulse.listen(start, Duration::from_millis(500)).await;
    assert!(sounding(&heard).is_some(), "nothing was recorded");

    home.edit_config("[people.ana]\nchannels = [", "[people.ana]\nchannels = [\"sound\", ");
    let run = ran(heard_by(&pulse, &mut home.command(&["doctor"])));
    assert_eq!(run.code, 0, "{run:?}");
    assert!(run.stdout.contains("ok    audio      proof was played on "), "{run:?}");
    let drill =
        "ok    drill      none passed, but a machine of ana was proved audible HH:MM, AGO\n";
    assert!(timeless(&run.stdout).contains(drill), "its own proof counts: {run:?}");
    let proofs = home.json(&["log"]);
    let proofs = proofs.as_array().unwrap().iter().filter(|it| it["event"] == "proved-audible");
    assert_eq!(proofs.count(), 2);

    let mut asks = home.command(&["sound", "play", "bell", "--volume", "0.5", "--json"]);
    let run = ran(heard_by(&pulse, &mut asks));
    let receipt: serde_json::Value = serde_json::from_str(&run.stdout).unwrap();
    assert_eq!(receipt["sound"], "bell");
    assert!(receipt["seconds"].as_f64().unwrap() > 0.1, "{receipt}");
}

#[tokio::test]
async fn a_proof_is_on_the_record_and_counts_for_doctor_with_a_daemon_and_without_one() {
    let Some(pulse) = Pulse::start().await else { return };
    let home = TestHome::new();
    let checked = || {
        let checks = home.json(&["doctor", "--silent"]);
        let drill = checks.as_array().unwrap().iter().find(|check| check["check"] == "drill");
        (drill.unwrap()["state"].clone(), timeless(drill.unwrap()["text"].as_str().unwrap()))
    };
    let prove = || ran(heard_by(&pulse, &mut home.command(&["sound", "proof"])));
    let proofs = || {
        let all = home.json(&["log"]);
        let proofs = all.as_array().unwrap().iter().filter(|it| it["event"] == "proved-audible");
        proofs.cloned().collect::<Vec<_>>()
    };
    let daemon = home.daemon();
    assert_eq!(checked().0, "warn");
    assert_eq!((prove().code, proofs().len()), (0, 1));
    let well =
        (json!("ok"), "none passed, but a machine of ana was proved audible HH:MM, AGO".to_owned());
    assert_eq!(checked(), well);
    assert_eq!(daemon.stop(), 0);
    assert_eq!(checked(), well, "it is known without a daemon");
    let proof = proofs().remove(0);
    assert_eq!((&proof["who"], &proof["incident"]), (&"ana".into(), &json!(null)));
    let text = proof["text"].as_str().unwrap();
    assert!(text.starts_with("ana's machine can be heard: proof was played on "), "{text}");

    home.edit_config("me = \"ana\"\n", "");
    assert_eq!((prove().code, proofs().len()), (0, 2));
    assert_eq!(proofs()[1]["who"], json!(null), "this machine is everybody's");
    assert_eq!(checked(), well);
}

#[tokio::test]
async fn a_proof_for_somebody_else_is_none() {
    let Some(pulse) = Pulse::start().await else { return };
    let home = TestHome::new();
    home.edit_config("me = \"ana\"", "me = \"bo\"");
    let run = ran(heard_by(&pulse, &mut home.command(&["sound", "proof"])));
    assert_eq!(run.code, 0, "{run:?}");
    let run = home.wail(&["doctor", "--silent"]);
    assert!(timeless(&run.stdout).contains(" has no passed drill or proof\n"), "{run:?}");
}

#[tokio::test]
async fn a_proof_is_heard_and_says_so_where_it_cannot_be_written_down() {
    let Some(pulse) = Pulse::start().await else { return };
    let home = TestHome::new();
    let letter = "this is a letter, not a database, and long enough to be read as one";
    fs::write(home.store_file(), letter).unwrap();
    let run = ran(heard_by(&pulse, &mut home.command(&["sound", "proof"])));
    assert_eq!(run.code, 0, "{run:?}");
    assert!(run.stdout.starts_with("proof was played on "), "{run:?}");
    assert!(run.stderr.starts_with("warning: this is not on the record: the store "), "{run:?}");
}

/// Gives the command the loudspeaker of that server.
pub(super) fn heard_by<'a>(pulse: &Pulse, command: &'a mut Command) -> &'a mut Command {
    let socket = pulse.folder().join("pulse/native");
    command
        .env("HOME", pulse.folder())
        .env("XDG_RUNTIME_DIR", pulse.folder())
        .env("XDG_CONFIG_HOME", pulse.folder())
        .env("PULSE_SERVER", format!("unix:{}", socket.display()))
}

#[tokio::test]
async fn the_proof_is_listened_to_and_an_output_that_is_muted_is_exit_code_5() {
    let Some(pulse) = Pulse::start().await else { return };
    let home = TestHome::new();
    let mut asks = home.command(&["sound", "proof", "--listen"]);
    let run = ran(heard_by(&pulse, &mut asks));
    assert_eq!((run.code, run.stderr.as_str()), (0, ""), "{run:?}");
    assert!(run.stdout.contains(", and heard through alarm.monitor at "), "{run:?}");

    pulse.plug_in("elsewhere");
    let mut elsewhere = home.command(&["sound", "proof", "--listen", "elsewhere.monitor"]);
    let run = ran(heard_by(&pulse, &mut elsewhere));
    assert_eq!(run.code, 5, "{run:?}");
    assert!(run.stderr.contains("nothing of it was heard through `elsewhere.monitor`"), "{run:?}");

    pulse.control(&["set-sink-mute", "alarm", "1"]);
    for arguments in [&["sound", "proof"][..], &["sound", "proof", "--listen"]] {
        let run = ran(heard_by(&pulse, &mut home.command(arguments)));
        assert_eq!(run.code, 5, "{run:?}");
        assert!(run.stderr.contains("\n  the output `alarm` is muted\n"), "{run:?}");
    }

    pulse.plug_in("kitchen");
    home.write_config(&format!("{}[sounds]\ndevice = \"kitchen\"\n", home.config()));
    let run = ran(heard_by(&pulse, &mut asks));
    assert_eq!((run.code, run.stderr.as_str()), (0, ""), "{run:?}");
    assert!(run.stdout.starts_with("proof was played on kitchen, "), "{run:?}");
    assert!(run.stdout.contains(", and heard through kitchen.monitor at "), "{run:?}");
    home.write_config(&home.config().replace("device = \"kitchen\"\n", ""));

    let config = std::fs::read_to_string(home.config_file()).unwrap();
    home.write_config(&format!("{config}unmute = true\n"));
    let run = ran(heard_by(&pulse, &mut home.command(&["sound", "proof"])));
    let said = "warning: the output `alarm` is muted; it is unmuted for an alarm\n";
    assert_eq!((run.code, run.stderr.as_str()), (0, said), "{run:?}");

    let run = ran(heard_by(&pulse, &mut home.command(&["sound", "proof", "--listen=attic"])));
    assert_eq!(run.code, 5, "{run:?}");
    assert!(run.stderr.contains("nothing could be recorded from `attic`"), "{run:?}");
}
