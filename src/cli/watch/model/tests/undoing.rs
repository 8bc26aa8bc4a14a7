//! Everything at once, and what `u` takes back.

use super::*;

fn ids(ids: &[i64]) -> Vec<IncidentId> {
    ids.iter().copied().map(IncidentId).collect()
}

/// What is read next, with everything that waits for somebody.
fn reads(model: &mut Model, loose: &[i64], at: u64) {
    let look = model.look();
    assert!(look.wants_loose, "it was asked for");
    model.took(Data { loose: Some(ids(loose)), ..data(look, &two()) }, ms(at));
}

fn asks(model: &Model) -> &str {
    match &model.mode {
        Mode::Asks(question) => &question.text,
        other => panic!("nothing is asked: {other:?}"),
    }
}

#[test]
fn everything_that_waits_is_acknowledged_with_its_number_and_just_that_is_given_back() {
    let mut model = model(&two());
    presses(&mut model, &letters("A"));
    assert_eq!(model.mode, Mode::List, "it is read first how much that is");
    reads(&mut model, &[7, 8, 12], 20_000);
    assert_eq!(asks(&model), "acknowledge 3 incidents (7, 8, 12), which nobody has?");
    assert!(!model.look().wants_loose);
    let act = model.press(&Key::Letter('y'), ms(900_000));
    assert_eq!(words(act.clone()), "ack 7,8,12");
    let Some(Act::Run(run)) = act else { panic!("no command") };
    assert_eq!(run.undo, Undo::Acked(ids(&[7, 8, 12])));
    // Somebody took one of them meanwhile.
    let run = Run { undo: Undo::Acked(ids(&[7, 12])), ..run };
    model.ran(Ran { run, is_done: false, said: "bo has 8".to_owned() });
    presses(&mut model, &letters("u"));
    assert_eq!(asks(&model), "give 2 incidents (7, 12) back? the alarm returns");
    assert_eq!(words(model.press(&Key::Letter('y'), ms(990_000))), "unack 7,12");
}

#[test]
fn with_a_filter_everything_is_what_it_shows_and_the_question_says_so() {
    let mut model = model(&two());
    presses(&mut model, &letters("/db"));
    model.press(&Key::Enter, ms(900_000));
    presses(&mut model, &letters("A"));
    assert_eq!(model.look().filter, "db");
    reads(&mut model, &[8], 920_000);
    assert_eq!(asks(&model), "acknowledge incident 8 with `db`, which nobody has?");
    assert_eq!(words(model.press(&Key::Letter('y'), ms(990_000))), "ack 8");
}

#[test]
fn where_nothing_waits_for_somebody_nothing_is_asked() {
    let mut model = model(&two());
    presses(&mut model, &letters("A"));
    reads(&mut model, &[], 20_000);
    assert_eq!(said(&model), "nothing that is open waits for somebody");
    assert_eq!(model.mode, Mode::List);
}

#[test]
fn whoever_does_something_else_meanwhile_is_not_asked() {
    let mut model = model(&two());
    presses(&mut model, &letters("Aj"));
    model.took(Data { loose: Some(ids(&[7])), ..data(model.look(), &two()) }, ms(90_000));
    assert_eq!(model.mode, Mode::List);
}

#[test]
fn what_was_handed_on_goes_back_to_whoever_had_it() {
    for (state, expected) in [
        (State::Has("bo".to_owned()), "assign 7 --to=bo"),
        (State::Snoozed("bo".to_owned()), "assign 7 --to=bo"),
        (State::Has("ana".to_owned()), "ack 7 --take"),
    ] {
        let mut model = model(&[row(7, state)]);
        presses(&mut model, &letters("tbo"));
        let Some(Act::Run(run)) = model.press(&Key::Enter, ms(900_000)) else { panic!("none") };
        model.ran(Ran { run, is_done: true, said: String::new() });
        presses(&mut model, &letters("u"));
        assert_eq!(words(model.press(&Key::Letter('y'), ms(990_000))), expected);
    }
    let mut model = model(&two());
    presses(&mut model, &letters("tbo"));
    let Some(Act::Run(run)) = model.press(&Key::Enter, ms(900_000)) else { panic!("none") };
    model.ran(Ran { run, is_done: true, said: String::new() });
    presses(&mut model, &letters("u"));
    assert!(said(&model).starts_with("that cannot be taken back: nobody had it"));
}
