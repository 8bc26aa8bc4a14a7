//! What keys come to: alone, in a hurry, as words, as a paste.

mod leaving;
mod undoing;
mod writing;

use jiff::Timestamp;

use super::super::data::{Row, State};
use super::*;
use crate::domain::alert::Severity;
use crate::store::OpenCount;

fn ms(milliseconds: u64) -> Duration {
    Duration::from_millis(milliseconds)
}

fn row(id: i64, state: State) -> Row {
    Row {
        id: IncidentId(id),
        severity: Severity::Critical,
        state,
        opened_at: Timestamp::UNIX_EPOCH,
        next_at: None,
        summary: "disk full".to_owned(),
        others: 0,
        times: 0,
        labels: vec!["host=db-1".to_owned(), "path=~odd".to_owned()],
    }
}

/// What was read for that look.
fn data(look: Look, all: &[Row]) -> Data {
    let rows = all.iter().skip(look.first).take(look.rows).cloned().collect();
    let number = i64::try_from(all.len()).unwrap();
    let counts = vec![OpenCount { status: "triggered", severity: Severity::Critical, number }];
    let people = vec!["ana".to_owned(), "bo".to_owned()];
    Data { look, rows, listed: all.len(), counts, people, ..Data::default() }
}

/// A screen of ana's on which these are open, ten rows high.
fn model(all: &[Row]) -> Model {
    let mut model = Model { me: "ana".to_owned(), ..Model::default() };
    model.sees(10);
    model.took(data(model.look(), all), ms(0));
    model
}

fn two() -> Vec<Row> {
    vec![row(7, State::Rings), row(8, State::Rings)]
}

/// Presses keys one after the other, each standing alone; the last act.
fn presses(model: &mut Model, keys: &[Key]) -> Option<Act> {
    let mut last = None;
    for (place, key) in (1..).zip(keys) {
        let at = ms(10_000 * place);
        let pressed = model.press(key, at);
        last = pressed.or_else(|| model.passed(at + ALONE));
    }
    last
}

fn letters(text: &str) -> Vec<Key> {
    text.chars().map(Key::Letter).collect()
}

/// The words of a command, as they would be typed.
fn words(act: Option<Act>) -> String {
    match act {
        Some(Act::Run(run)) => run.words.join(" "),
        other => format!("{other:?}"),
    }
}

fn said(model: &Model) -> &str {
    model.said.as_ref().map_or("", |said| &said.text)
}

#[test]
fn a_key_that_stands_alone_is_seen_at_once_and_done_a_moment_later() {
    let mut model = model(&two());
    assert_eq!(model.press(&Key::Letter('a'), ms(1000)), None);
    assert_eq!(model.pending, Some(('a', ms(1000))));
    assert_eq!(model.wakes_at(), Some(ms(1200)));
    assert_eq!(model.passed(ms(1199)), None);
    assert_eq!(words(model.passed(ms(1200))), "ack 7");
    assert_eq!(model.passed(ms(1300)), None, "once");
}

#[test]
fn a_key_that_is_held_down_is_done_once() {
    let mut model = model(&two());
    let times = [0, 500, 530, 560, 590, 620, 1200];
    let mut done = 0;
    for at in times {
        done += usize::from(model.passed(ms(at)).is_some());
        done += usize::from(model.press(&Key::Letter('a'), ms(at)).is_some());
    }
    assert_eq!(done, 1);
}

#[test]
fn a_key_that_is_pressed_twice_in_a_hurry_is_meant_and_done_once() {
    let mut model = model(&two());
    assert_eq!(model.press(&Key::Letter('a'), ms(0)), None);
    assert_eq!(words(model.press(&Key::Letter('a'), ms(90))), "ack 7");
    assert_eq!(model.passed(ms(1000)), None);
}

#[test]
fn words_meant_for_another_window_do_nothing() {
    for text in ["sudo wail ack 1 && quit", "apt install", "resolve y", "jack", "qa", "ny"] {
        for pace in [0, 40, 150] {
            let mut model = model(&two());
            for (place, key) in (0..).zip(letters(text).iter().chain([&Key::Enter])) {
                let at = ms(5000 + place * pace);
                assert_eq!(model.passed(at), None, "{text}");
                assert_eq!(model.press(key, at), None, "{text}");
            }
            assert_eq!(model.passed(ms(60_000)), None, "{text}");
            assert!(said(&model).contains("looked like words"), "{text}: {}", said(&model));
            assert_eq!(model.mode, Mode::List);
        }
    }
}

#[test]
fn after_words_keys_count_again_once_there_was_a_pause() {
    let mut model = model(&two());
    for key in letters("ab") {
        assert_eq!(model.press(&key, ms(0)), None);
    }
    assert_eq!(model.press(&Key::Letter('a'), ms(500)), None);
    assert_eq!(model.passed(ms(1400)), None, "it belongs to the words");
    assert_eq!(model.press(&Key::Letter('a'), ms(2000)), None);
    assert_eq!(words(model.passed(ms(2200))), "ack 7");
}

#[test]
fn a_paste_is_no_command_and_in_a_line_it_is_letters() {
    let mut model = model(&two());
    let paste = Key::Paste("aq\rwail ack 7\n".to_owned());
    assert_eq!(presses(&mut model, std::slice::from_ref(&paste)), None);
    assert!(said(&model).contains("a paste does nothing"));
    assert_eq!(presses(&mut model, &[Key::Letter('n'), paste]), None);
    let Mode::Writes(prompt) = &model.mode else { panic!("no line") };
    assert_eq!(prompt.line.text(), "aq wail ack 7");
}

#[test]
fn every_key_comes_to_the_command_that_one_would_type() {
    let enter = Key::Enter;
    for (typed, expected) in [
        ("a", "ack 7"),
        ("ja", "ack 8"),
        ("c", "ack 7 --check-in=30m"),
        ("s", "snooze 7 --for=30m"),
        ("nlag is back", "note -- 7 lag is back"),
        ("n--help", "note -- 7 --help"),
        ("tbo", "assign 7 --to=bo"),
        ("p1, 3", "split -- 7 1 3"),
        ("w", "why 7"),
    ] {
        let mut model = model(&two());
        let mut act = presses(&mut model, &letters(typed));
        if matches!(model.mode, Mode::Writes(_)) {
            act = model.press(&enter, ms(900_000));
        }
        assert_eq!(words(act), expected, "{typed}");
    }
}

#[test]
fn what_reaches_far_asks_once_and_only_y_is_yes() {
    for (key, expected) in [('e', "escalate 7"), ('d', "resolve 7"), ('q', "Some(Quit)")] {
        let mut asked = model(&two());
        assert_eq!(presses(&mut asked, &[Key::Letter(key)]), None);
        assert!(matches!(asked.mode, Mode::Asks(_)), "{key}");
        assert_eq!(asked.clone().press(&Key::Letter('n'), ms(900_000)), None, "{key}");
        assert_eq!(asked.clone().press(&Key::Enter, ms(900_000)), None, "{key}");
        assert_eq!(words(asked.press(&Key::Letter('y'), ms(900_000))), expected);
        assert_eq!(asked.mode, Mode::List);
    }
}

#[test]
fn what_somebody_else_has_is_taken_over_only_after_a_question() {
    let mut model = model(&[row(7, State::Has("bo".to_owned()))]);
    assert_eq!(presses(&mut model, &letters("a")), None);
    let act = model.press(&Key::Letter('y'), ms(900_000));
    assert_eq!(words(act.clone()), "ack 7 --take");
    let Some(Act::Run(run)) = act else { panic!("no command") };
    model.ran(Ran { run, is_done: true, said: "ana has 7".to_owned() });
    presses(&mut model, &letters("u"));
    assert_eq!(words(model.press(&Key::Letter('y'), ms(990_000))), "assign 7 --to=bo");
}

#[test]
fn the_last_thing_done_is_taken_back_after_a_question_or_it_is_said_why_not() {
    let mut model = model(&two());
    presses(&mut model, &letters("u"));
    assert!(said(&model).contains("nothing was done here"));
    let Some(Act::Run(run)) = presses(&mut model, &letters("a")) else { panic!("no command") };
    model.ran(Ran { run, is_done: true, said: "ana has 7".to_owned() });
    presses(&mut model, &letters("u"));
    assert!(matches!(&model.mode, Mode::Asks(asks) if asks.text.starts_with("`wail unack 7`?")));
    assert_eq!(words(model.press(&Key::Letter('y'), ms(900_000))), "unack 7");
    let never = Run { words: Vec::new(), undo: Undo::Never("it was said"), page: None };
    model.ran(Ran { run: never, is_done: true, said: String::new() });
    presses(&mut model, &letters("u"));
    assert_eq!(said(&model), "that cannot be taken back: it was said");
}

#[test]
fn what_failed_is_said_and_is_nothing_to_be_taken_back() {
    let mut model = model(&two());
    let Some(Act::Run(run)) = presses(&mut model, &letters("a")) else { panic!("no command") };
    let text = "bo has had incident 7 for 5m\nhint: `wail ack 7 --take` takes it over";
    model.ran(Ran { run, is_done: false, said: text.to_owned() });
    assert!(model.said.as_ref().is_some_and(|said| said.is_bad));
    presses(&mut model, &letters("u"));
    assert!(said(&model).contains("nothing was done here"));
}

#[test]
fn what_is_chosen_stays_chosen_when_others_come_and_go() {
    let mut all: Vec<Row> = (1..=30).map(|id| row(id, State::Rings)).collect();
    let mut model = model(&all);
    for _ in 0..12 {
        model.press(&Key::Down, ms(0));
    }
    assert_eq!(model.chosen, Some(IncidentId(13)));
    assert_eq!((model.cursor, model.top), (12, 3));
    all.insert(0, row(99, State::Rings));
    model.took(data(model.look(), &all), ms(100));
    assert_eq!((model.chosen, model.cursor), (Some(IncidentId(13)), 13));
    all.retain(|row| row.id != IncidentId(13));
    model.took(data(model.look(), &all), ms(200));
    assert_eq!(model.chosen, Some(IncidentId(14)), "it is over, and the next takes its place");
    assert_eq!(
        presses(&mut model.clone(), &letters("a")).map(|act| words(Some(act))).as_deref(),
        Some("ack 14")
    );
}

#[test]
fn nothing_is_done_to_what_has_just_taken_the_place_of_another() {
    let mut all = two();
    let mut model = model(&all);
    all.insert(0, row(99, State::Rings));
    model.took(data(model.look(), &all), ms(1000));
    assert_eq!(model.chosen, Some(IncidentId(99)), "nobody has moved: the first is chosen");
    model.press(&Key::Letter('a'), ms(1100));
    assert_eq!(model.passed(ms(1300)), None);
    assert_eq!(said(&model), "99 has just come to this place; press again");
    model.press(&Key::Letter('a'), ms(2200));
    assert_eq!(words(model.passed(ms(2400))), "ack 99");
}

#[test]
fn the_list_is_seen_from_its_first_line_to_its_last() {
    let all: Vec<Row> = (1..=1000).map(|id| row(id, State::Rings)).collect();
    let mut model = model(&all);
    model.press(&Key::End, ms(0));
    assert_eq!((model.cursor, model.top, model.chosen), (999, 990, None));
    let look = model.look();
    assert_eq!((look.first, look.rows), (980, 30), "no more is read than what is seen and near");
    model.took(data(look, &all), ms(10));
    assert_eq!(model.chosen, Some(IncidentId(1000)));
    model.press(&Key::Home, ms(20));
    assert_eq!((model.cursor, model.top), (0, 0));
    model.press(&Key::PageDown, ms(30));
    assert_eq!(model.cursor, 9);
}

#[test]
fn a_filter_begins_at_the_top_and_escape_shows_all_again() {
    let mut model = model(&two());
    presses(&mut model, &letters("j/db"));
    model.press(&Key::Enter, ms(900_000));
    assert_eq!((model.filter.as_str(), model.cursor, model.chosen), ("db", 0, None));
    let old = data(Look::default(), &two());
    model.took(old, ms(900_100));
    assert_eq!(model.chosen, None, "that was the answer to another question");
    presses(&mut model, &[Key::Escape]);
    assert_eq!(model.filter, "");
}

#[test]
fn whoever_comes_back_from_what_has_left_the_list_acts_on_what_is_marked() {
    let mut model = model(&two());
    presses(&mut model, &[Key::Enter]);
    assert!(matches!(model.mode, Mode::Whole(_)));
    model.took(data(model.look(), &two()[1..]), ms(20_000));
    assert_eq!(model.chosen, Some(IncidentId(7)), "it is read to its end");
    model.press(&Key::Escape, ms(30_000));
    model.passed(ms(40_000));
    assert_eq!((model.mode.clone(), model.chosen), (Mode::List, Some(IncidentId(8))));
}

#[test]
fn every_key_of_the_table_does_something_and_is_described() {
    let document = include_str!("../../../../docs/watch.md");
    for command in COMMANDS {
        let row = format!("| `{}` | {} |", command.key, command.does);
        assert!(document.contains(&row), "docs/watch.md should say:\n{row}");
        let mut letters = command.key.chars();
        let (Some(letter), None) = (letters.next(), letters.next()) else { continue };
        let mut model = model(&two());
        let act = presses(&mut model, &[Key::Letter(letter)]);
        assert!(!said(&model).contains("that key does nothing"), "{letter}");
        let is_read = model.look().wants_loose;
        assert!(
            act.is_some() || model.mode != Mode::List || model.said.is_some() || is_read,
            "{letter}"
        );
    }
    for (keys, does) in MOVES {
        let row = format!("| {keys} | {does} |");
        assert!(document.contains(&row), "docs/watch.md should say:\n{row}");
    }
}
