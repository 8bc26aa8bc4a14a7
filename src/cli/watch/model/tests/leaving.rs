//! What Ctrl-C and Ctrl-D come to, and `q`.

use super::*;

const CTRL_C: Key = Key::Control('c');

#[test]
fn quitting_asks_nothing_where_nothing_is_open() {
    let mut quiet = model(&[]);
    assert_eq!(presses(&mut quiet, &[Key::Letter('q')]), Some(Act::Quit));
    assert_eq!(model(&[]).press(&CTRL_C, ms(0)), Some(Act::Quit));
}

#[test]
fn ctrl_c_leaves_what_is_asked_or_shown_and_nothing_more() {
    for keys in ["n", "sx", "e", "m", "A", "/", "?", "w"] {
        let mut model = model(&two());
        presses(&mut model, &letters(keys));
        model.took(
            Data { loose: Some(vec![IncidentId(7)]), ..data(model.look(), &two()) },
            ms(70_000),
        );
        assert_eq!(model.press(&CTRL_C, ms(90_000)), None, "{keys}");
        let is_leaving = matches!(&model.mode, Mode::Asks(question) if question.act == Act::Quit);
        assert!(model.mode == Mode::List || keys == "w" && is_leaving, "{keys}: {:?}", model.mode);
    }
    let mut whole = model(&two());
    presses(&mut whole, &[Key::Enter]);
    assert_eq!(whole.press(&CTRL_C, ms(90_000)), None);
    assert_eq!(whole.mode, Mode::List);
}

#[test]
fn ctrl_c_in_the_list_asks_as_q_does_and_a_second_one_leaves() {
    let mut open = model(&two());
    assert_eq!(open.press(&CTRL_C, ms(0)), None);
    assert!(matches!(&open.mode, Mode::Asks(asks) if asks.text.starts_with("leave? 2 incidents")));
    assert_eq!(open.clone().press(&Key::Letter('n'), ms(9000)), None);
    assert_eq!(open.clone().press(&Key::Letter('y'), ms(9000)), Some(Act::Quit));
    assert_eq!(open.press(&CTRL_C, ms(50)), Some(Act::Quit), "also in a hurry");
}

#[test]
fn ctrl_c_counts_after_words_and_lets_a_key_that_waits_go() {
    let mut model = model(&two());
    for key in letters("apt") {
        model.press(&key, ms(0));
    }
    assert_eq!(model.press(&CTRL_C, ms(100)), None);
    assert_eq!(model.press(&Key::Letter('y'), ms(500)), Some(Act::Quit));
    let mut waits = super::model(&two());
    waits.press(&Key::Letter('a'), ms(0));
    waits.press(&CTRL_C, ms(100));
    assert_eq!(waits.passed(ms(1000)), None);
}

#[test]
fn ctrl_d_does_nothing() {
    for keys in ["", "n", "?"] {
        let mut model = model(&two());
        presses(&mut model, &letters(keys));
        let before = model.mode.clone();
        assert_eq!(model.press(&Key::Control('d'), ms(90_000)), None, "{keys}");
        assert_eq!(model.mode, before, "{keys}");
    }
}
