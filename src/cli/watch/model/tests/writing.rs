//! What is written in a line: what counts where nothing is, and what is wrong with it.

use super::*;

/// The line that is written.
fn prompt(model: &Model) -> &Prompt {
    match &model.mode {
        Mode::Writes(prompt) => prompt,
        other => panic!("no line is written: {other:?}"),
    }
}

#[test]
fn what_is_typed_is_what_is_meant_and_nothing_typed_means_what_stands_in_brackets() {
    for (typed, expected) in [
        ("c45m", "ack 7 --check-in=45m"),
        ("c", "ack 7 --check-in=30m"),
        ("s1h", "snooze 7 --for=1h"),
        ("s", "snooze 7 --for=30m"),
    ] {
        let mut model = model(&two());
        presses(&mut model, &letters(typed));
        assert!(prompt(&model).asks.ends_with(" for [30m]"), "{}", prompt(&model).asks);
        assert_eq!(words(model.press(&Key::Enter, ms(900_000))), expected, "{typed}");
    }
}

#[test]
fn a_length_that_is_none_is_told_and_the_line_stays_to_be_mended() {
    for key in ["c", "s"] {
        let mut model = model(&two());
        presses(&mut model, &letters(&format!("{key}5x")));
        assert_eq!(model.press(&Key::Enter, ms(900_000)), None);
        let wrong = prompt(&model).wrong.clone().unwrap();
        assert!(wrong.contains("`5x` is not a length of time"), "{wrong}");
        model.press(&Key::Backspace, ms(910_000));
        assert_eq!(prompt(&model).wrong, None);
        model.press(&Key::Letter('m'), ms(920_000));
        let act = words(model.press(&Key::Enter, ms(930_000)));
        assert!(act.ends_with("=5m"), "{act}");
    }
}

#[test]
fn a_silence_is_about_just_these_labels_with_an_end_and_a_reason() {
    for (typed, lasts, why) in [
        ("mnew disk", "2h", "new disk"),
        ("m1h because of work", "1h", "because of work"),
        ("m 45m  x", "45m", "x"),
    ] {
        let mut model = model(&two());
        presses(&mut model, &letters(typed));
        assert_eq!(model.press(&Key::Enter, ms(900_000)), None);
        let asks = format!("quiet about host=db-1 for {lasts} (7 rings on");
        assert!(
            matches!(&model.mode, Mode::Asks(question) if question.text.starts_with(&asks)),
            "{:?}",
            model.mode
        );
        let act = model.press(&Key::Letter('y'), ms(910_000));
        let expected = format!("silence add --match=host=db-1 --for={lasts} --reason={why}");
        assert_eq!(words(act), expected);
    }
}

#[test]
fn a_silence_without_a_reason_or_with_half_a_length_is_not_even_asked_about() {
    for (typed, told) in [
        ("m", "a silence needs a reason as well: `2h a new disk`"),
        ("m1h", "a silence needs a reason as well: `1h a new disk`"),
        ("m5x reason", "`5x` is not a length of time"),
        ("m5 reason", "it needs a unit"),
        ("m-1h reason", "it cannot be negative"),
    ] {
        let mut model = model(&two());
        presses(&mut model, &letters(typed));
        assert_eq!(model.press(&Key::Enter, ms(900_000)), None);
        let wrong = prompt(&model).wrong.clone().unwrap_or_default();
        assert!(wrong.contains(told), "{typed}: {wrong}");
    }
}

#[test]
fn labels_in_what_is_asked_are_as_plain_as_everywhere() {
    let odd = Row { labels: vec!["esc=\u{1b}[31mred".to_owned()], ..row(7, State::Rings) };
    let mut model = model(&[odd]);
    presses(&mut model, &letters("m"));
    assert_eq!(prompt(&model).asks, "quiet about esc=\\x1b[31mred for, and why [2h]");
    model.press(&Key::Letter('x'), ms(800_000));
    model.press(&Key::Enter, ms(900_000));
    assert!(
        matches!(&model.mode, Mode::Asks(asks) if asks.text.contains("esc=\\x1b[31mred for 2h"))
    );
    let act = words(model.press(&Key::Letter('y'), ms(910_000)));
    assert!(act.contains("--match=esc=\u{1b}[31mred"), "{act:?}");
}

#[test]
fn a_filter_takes_the_place_of_the_one_before() {
    let mut model = model(&two());
    presses(&mut model, &letters("/db"));
    model.press(&Key::Enter, ms(900_000));
    presses(&mut model, &letters("/"));
    assert_eq!(prompt(&model).asks, "filter (now `db`; nothing shows all)");
    presses(&mut model, &letters("web"));
    model.press(&Key::Enter, ms(900_000));
    assert_eq!(model.filter, "web");
    presses(&mut model, &letters("/"));
    model.press(&Key::Enter, ms(900_000));
    assert_eq!(model.filter, "");
}

#[test]
fn nobody_is_given_anything_whose_name_is_mistyped() {
    let mut model = model(&two());
    presses(&mut model, &letters("tanaa"));
    assert_eq!(model.press(&Key::Enter, ms(900_000)), None);
    let wrong = prompt(&model).wrong.clone().unwrap();
    assert_eq!(wrong, "there is no person `anaa`; did you mean `ana`?");
    model.press(&Key::Backspace, ms(910_000));
    assert_eq!(words(model.press(&Key::Enter, ms(920_000))), "assign 7 --to=ana");
}

#[test]
fn what_stands_below_a_colon_belongs_to_it() {
    let mut model = model(&two());
    let run = Run { words: Vec::new(), undo: Undo::Looked, page: None };
    let text = "silence 1 is set\nit holds what is open now:\n  3  error\n  4  error\n";
    model.ran(Ran { run, is_done: true, said: text.to_owned() });
    assert_eq!(said(&model), "silence 1 is set; it holds what is open now: 3  error; 4  error");
}
