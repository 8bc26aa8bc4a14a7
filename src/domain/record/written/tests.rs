//! What people write is told in a sentence, and cut where it is long.

use super::*;

fn written(what: Written) -> WrittenEvent {
    WrittenEvent { by: PersonId::from("ana"), about: None, what }
}

#[test]
fn what_people_write_is_told_in_one_sentence() {
    let command = "kubectl rollout undo".to_owned();
    let ran = |exit, text: Option<&str>| Written::Ran {
        command: command.clone(),
        exit,
        text: text.map(str::to_owned),
    };
    for (what, word, sentence) in [
        (Written::Note("it lags".to_owned()), "noted", "ana notes: it lags"),
        (
            Written::Correction { entry: 17, text: "it was db-2".to_owned() },
            "corrected",
            "ana corrects entry 17: it was db-2",
        ),
        (ran(Some(0), None), "ran", "ana ran: kubectl rollout undo (exit 0)"),
        (ran(None, None), "ran", "ana ran: kubectl rollout undo"),
        (ran(Some(1), Some("no")), "ran", "ana ran: kubectl rollout undo (exit 1): no"),
        (Written::Mitigated(None), "mitigated", "ana says that it is mitigated"),
        (
            Written::Mitigated(Some("read only".to_owned())),
            "mitigated",
            "ana says that it is mitigated: read only",
        ),
    ] {
        let event = written(what);
        assert_eq!((event.word(), event.sentence().as_str()), (word, sentence));
    }
}

#[test]
fn only_a_correction_corrects() {
    assert_eq!(
        written(Written::Correction { entry: 17, text: String::new() }).corrects(),
        Some(17)
    );
    assert_eq!(written(Written::Note(String::new())).corrects(), None);
}

#[test]
fn a_long_text_is_cut_between_characters_and_what_is_left_is_said() {
    let long = "ю".repeat(600);
    let (kept, left) = cut(&long);
    assert_eq!((kept.chars().count(), left), (500, 200));
    assert_eq!(cut("short"), ("short", 0));
    let sizes = [1, 640, 1_024, 99_000].map(size);
    assert_eq!(sizes, ["1 byte", "640 bytes", "1 KB", "97 KB"]);
    let sizes = [3 << 19, (1 << 30) - 1, 1 << 30, 55_405_000_000].map(size);
    assert_eq!(sizes, ["1.5 MB", "1023.9 MB", "1.0 GB", "51.5 GB"]);
}
