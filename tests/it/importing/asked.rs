//! `wail init` in a real terminal: five questions, and a configuration that passes the check.

use std::fs;

use crate::common::{TestHome, until};
use crate::terminal::Terminal;

#[test]
fn five_answers_become_a_configuration_that_passes_the_check() {
    let home = TestHome::new();
    fs::remove_file(home.config_file()).unwrap();
    let Some(terminal) = Terminal::open(&home, 120) else { return };
    terminal.types("USER=cleo wail init; echo it ended with $?");
    terminal.shows("five questions; Enter takes what stands in brackets");
    terminal.shows("1. Who are you? A short name, for the rota [cleo]:");
    terminal.types("everyone");
    terminal.shows("`everyone` can be no name here");
    terminal.types("ana");
    terminal.shows("2. Whose clock do you live by? A zone [UTC]:");
    terminal.types("Mars/Base");
    terminal.shows("there is no zone `Mars/Base`; they are called `Europe/Berlin` or `UTC`");
    terminal.types("Europe/Berlin");
    terminal.shows("3. Who else takes turns, and how long is one?");
    terminal.types("bo, cleo; 3 fortnights");
    terminal.shows("is not how long a turn is");
    terminal.types("bo, cleo; 2 weeks");
    terminal.shows("4. How are you reached, in order?");
    terminal.types("loudspeaker");
    terminal.shows("`loudspeaker` is none of");
    terminal.types("sound, ntfy oncall-ana");
    terminal.shows("5. What sends alerts? Words of `wail sources` [alertmanager, generic]:");
    terminal.types("grafna");
    terminal.shows("did you mean `grafana`?");
    terminal.types("grafana sentry");
    terminal.shows("it ended with 0");
    let checked = home.wail(&["config", "check"]);
    assert_eq!(checked.code, 0, "{checked:?}\n{}", home.config());
    let text = home.config();
    for line in [
        "me = \"ana\"",
        "zone = \"Europe/Berlin\"",
        "channels = [\"sound\", { use = \"push\", to = \"ntfy\", topic = \"oncall-ana\" }]",
        "people = [\"ana\", \"bo\", \"cleo\"]",
        "every = \"2 weeks\"",
        "[sources.grafana]",
        "[sources.sentry]",
    ] {
        assert!(text.lines().any(|it| it == line), "{line}:\n{text}");
    }
}

#[test]
fn whoever_only_presses_enter_gets_one_that_works_and_whoever_leaves_gets_none() {
    let home = TestHome::new();
    fs::remove_file(home.config_file()).unwrap();
    let Some(terminal) = Terminal::open(&home, 120) else { return };
    terminal.types("USER=cleo wail init; echo it ended with $?");
    terminal.shows("1. Who are you?");
    terminal.presses("C-d");
    terminal.shows("error: not all questions were answered; nothing is written");
    terminal.shows("it ended with 1");
    assert!(!home.config_file().exists());
    terminal.types("clear; USER=cleo wail init; echo it ended again with $?");
    for question in ["1. ", "2. ", "3. ", "4. ", "5. "] {
        terminal.shows(question);
        terminal.presses("Enter");
    }
    terminal.shows("it ended again with 0");
    until("it is written", || home.config_file().exists());
    let checked = home.wail(&["config", "check"]);
    assert_eq!(checked.code, 0, "{checked:?}\n{}", home.config());
    assert!(home.config().contains("fallback = \"cleo\""));
}
