//! How programs that speak are called.

use super::*;

fn program(line: &[&str]) -> Program {
    Program::of(&line.iter().map(|&word| word.to_owned()).collect::<Vec<_>>()).unwrap()
}

fn called(line: &[&str]) -> Vec<String> {
    let command = program(line).command("-v. disk full", 0.8);
    let command = command.as_std();
    let words = [command.get_program()].into_iter().chain(command.get_args());
    words.map(|word| word.to_string_lossy().into_owned()).collect()
}

#[test]
fn each_program_is_called_in_its_own_way_and_after_what_is_configured() {
    for (line, words) in [
        (&["espeak-ng"][..], &["espeak-ng", "--stdin", "--stdout"][..]),
        (&["/opt/espeak-ng", "-v", "de"], &["/opt/espeak-ng", "-v", "de", "--stdin", "--stdout"]),
        (&["say", "-v", "Anna"], &["say", "-v", "Anna", "-f", "-"]),
        (&["spd-say"], &["spd-say", "--wait", "--volume=+60", "--", "-v. disk full"]),
        (&["my-tts", "--voice", "anna"], &["my-tts", "--voice", "anna"]),
    ] {
        assert_eq!(called(line), words);
    }
    assert!(Program::of(&[]).is_none());
}

#[test]
fn only_who_asks_others_to_speak_is_told_to_be_silent() {
    assert!(program(&["espeak-ng"]).silencer().is_none());
    assert!(program(&["my-tts"]).silencer().is_none());
    let silencer = program(&["spd-say"]).silencer().unwrap();
    assert_eq!(silencer.as_std().get_args().collect::<Vec<_>>(), ["--cancel"]);
}
