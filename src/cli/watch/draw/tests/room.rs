//! What gives way where there is little room, and what never does.

use super::*;

#[test]
fn nothing_that_ends_is_cut_before_its_end() {
    let mut model = model();
    let until = |minutes| Quiet {
        name: "silence 2".to_owned(),
        about: "env=staging host=~\"db-.*\": load test of the new cluster (bo)".to_owned(),
        until: at(minutes),
    };
    let mut rota = data(rows(), None).on_call;
    rota.push(OnCall {
        rota: "network".to_owned(),
        people: "cleo, dan".to_owned(),
        ..rota[1].clone()
    });
    let relieved =
        OnCall { instead_of: Some("ana".to_owned()), people: "bo".to_owned(), ..rota[0].clone() };
    let quiet = vec![until(60), until(90)];
    let more = Data { quiet, on_call: rota.clone(), look: model.look(), ..data(rows(), None) };
    model.took(more.clone(), Duration::ZERO);
    for (width, head, counts) in [
        (
            80,
            " on call primary ana until 09:00 · db bo · network cleo, dan          Mon 03:00",
            " 5 open: 2 triggered · quiet: silence 2 env=staging host=~…, 1h left, and 1 more",
        ),
        (
            60,
            " on call primary ana · db bo · network cleo, dan  Mon 03:00",
            " 5 open: 2 triggered · quiet: silence 2, 1h left, and 1 more",
        ),
    ] {
        let (frame, ..) = drawn(&model, UNICODE, (width, 24));
        let lines: Vec<&str> = frame.lines().collect();
        assert_eq!((lines[0], lines[2]), (head, counts), "{frame}");
    }
    model.took(Data { on_call: vec![relieved], ..more }, Duration::ZERO);
    let (frame, ..) = drawn(&model, UNICODE, (80, 24));
    assert!(frame.starts_with(" on call primary bo for ana until 09:00 (6h) "), "{frame}");
    let (frame, ..) = drawn(&model, UNICODE, (200, 60));
    assert!(frame.contains("   for ana until 09:00 (6h)"), "{frame}");
}

#[test]
fn what_was_given_and_not_accepted_is_told_with_who_is_called_as_well() {
    let mut model = model();
    let rota = data(rows(), None).on_call;
    let given = OnCall { also: Some("ana".to_owned()), people: "bo".to_owned(), ..rota[0].clone() };
    let one = Data { on_call: vec![given.clone()], look: model.look(), ..data(rows(), None) };
    model.took(one, Duration::ZERO);
    let long = " on call primary bo (ana too: not accepted) until 09:00 (6h)";
    for ((width, height), told) in [
        ((200, 60), "   (ana too: not accepted) until 09:00 (6h)"),
        ((80, 24), long),
        ((60, 24), " on call primary bo (ana too) "),
        ((40, 10), "5 open, on call bo and ana"),
    ] {
        let (frame, ..) = drawn(&model, UNICODE, (width, height));
        assert!(frame.contains(told), "{width}:\n{frame}");
    }
    let on_call = vec![given, rota[1].clone()];
    model.took(Data { on_call, look: model.look(), ..data(rows(), None) }, Duration::ZERO);
    let (frame, ..) = drawn(&model, UNICODE, (80, 24));
    assert!(
        frame.starts_with(" on call primary bo (ana too: not accepted) until 09:00 · db bo "),
        "{frame}"
    );
}

#[test]
fn the_number_of_what_holds_something_is_never_cut() {
    let mut model = model();
    let held = |id, why: &str| {
        row(id, Severity::Warning, State::Held(why.to_owned()), (9, Some(60)), "load")
    };
    let rows = vec![
        held(1, "by silence 2"),
        held(2, "by silence 12345"),
        held(3, "for incident 412"),
        held(4, "in storm 123456"),
        held(5, "by maintenance backups"),
    ];
    let quiet = vec![Quiet {
        name: "silence 12345".to_owned(),
        about: "env=staging: load test (bo)".to_owned(),
        until: at(60),
    }];
    let more = Data { look: model.look(), quiet, ..data(rows, None) };
    model.took(more, Duration::ZERO);
    for width in [50, 60, 74, 80, 100] {
        let (frame, ..) = drawn(&model, UNICODE, (width, 24));
        for number in ["silence 2 ", "silence 12345 ", "412 ", "123456 ", "silence 12345"] {
            assert!(frame.contains(number), "{width}: {number}\n{frame}");
        }
        let line = frame.lines().nth(2).unwrap();
        assert!(line.contains("quiet: silence 12345"), "{width}: {line}");
    }
}

#[test]
fn a_long_question_and_what_is_said_at_length_are_read_to_their_end() {
    let mut model = model();
    model.tell("bo has it already; hint: `wail ack 412 --take` takes it over, and bo is told of that at once", true);
    let (frame, ..) = drawn(&model, UNICODE, (80, 24));
    assert!(
        frame.contains("\n bo has it already; hint: `wail ack 412 --take` takes it over"),
        "{frame}"
    );
    assert!(frame.contains("told of\n that at once\n"), "{frame}");
    model.press(&Key::Letter('m'), Duration::ZERO);
    model.passed(Duration::from_secs(1));
    model.press(
        &Key::Paste("30m a reason that is as long as reasons are at three".to_owned()),
        Duration::from_secs(2),
    );
    let (frame, ..) = drawn(&model, UNICODE, (50, 24));
    assert!(frame.contains("\n quiet about host=db-1 for, and why [2h]:"), "{frame}");
    assert!(frame.contains("\n▲ critical, rings; the next step 03:04, in 4m\n"), "{frame}");
    assert!(
        !frame.contains("\n         primary: layer 1)"),
        "an entry begins at its begin: {frame}"
    );
    model.press(&Key::Enter, Duration::from_secs(3));
    let (frame, ..) = drawn(&model, UNICODE, (50, 24));
    assert!(frame.contains("\n somebody has it)? y: yes, else no\n"), "{frame}");
}

#[test]
fn a_text_says_how_much_of_it_is_below_and_ends_with_its_last_line() {
    let mut model = model();
    model.press(&Key::Letter('?'), Duration::ZERO);
    model.passed(Duration::from_secs(1));
    let (frame, ..) = drawn(&model, UNICODE, (80, 24));
    assert!(frame.contains(" PgDn: ") && frame.contains("lines more"), "{frame}");
    assert!(frame.contains("\n Esc goes back\n"), "{frame}");
    model.press(&Key::End, Duration::from_secs(2));
    let mut terminal = Terminal::new(TestBackend::new(80, 24)).unwrap();
    let scene = Scene { model: &model, now: at(0), zone: &TimeZone::UTC, able: UNICODE };
    let mut last = None;
    terminal.draw(|frame| last = draw(frame, scene).last).unwrap();
    let last = last.unwrap();
    model.ends_at(last);
    let (at_end, ..) = drawn(&model, UNICODE, (80, 24));
    assert!(at_end.contains("`wail ack 412`") && !at_end.contains("PgDn: "), "{at_end}");
    model.press(&Key::Up, Duration::from_secs(4));
    let (before, ..) = drawn(&model, UNICODE, (80, 24));
    assert_ne!(before, at_end, "the first key up moves");
}

#[test]
fn as_whom_the_keys_act_is_said_whatever_gives_way() {
    let mut model = model();
    let stations = vec![StationSeen { name: "vm".to_owned(), unable: vec!["sound".to_owned()] }];
    let read = Data { stations, audible_at: None, look: model.look(), ..data(rows(), None) };
    model.took(read, Duration::ZERO);
    for me in ["ana", "anastasia-of-the-night"] {
        model.me = me.to_owned();
        for width in (50..=140).step_by(3) {
            let (frame, ..) = drawn(&model, UNICODE, (width, 24));
            assert!(frame.contains(&format!("acts as {me}")), "{width}: {frame}");
        }
    }
    model.me = "ana".to_owned();
    let (frame, ..) = drawn(&model, UNICODE, (80, 24));
    assert!(
        frame.contains(" · never proven audible · 1 station (not by sound) · acts as ana"),
        "{frame}"
    );
}

#[test]
fn what_is_wrong_with_a_line_stands_above_it_also_where_there_is_hardly_any_room() {
    let mut model = model();
    model.press(&Key::Letter('c'), Duration::ZERO);
    model.passed(Duration::from_secs(1));
    model.press(&Key::Paste("5x".to_owned()), Duration::from_secs(2));
    model.press(&Key::Enter, Duration::from_secs(3));
    let (frame, ..) = drawn(&model, UNICODE, (80, 24));
    assert!(frame.contains("\n `5x` is not a length of time"), "{frame}");
    assert!(frame.contains("\n 412 is quiet for [30m]: 5x "), "{frame}");
    let (frame, ..) = drawn(&model, UNICODE, (20, 5));
    assert!(frame.ends_with("\n`5x` is not a lengt…\n5x\n"), "{frame}");
}

#[test]
fn what_is_told_takes_one_line_where_there_is_hardly_any_room() {
    let mut model = model();
    model.tell("1 warning in config.toml: there is no `zone`; `wail config check`", true);
    let (frame, ..) = drawn(&model, UNICODE, (20, 5));
    assert!(frame.contains("\na acks 412, q leaves\n 1 warning in confi…\n"), "{frame}");
}

#[test]
fn what_a_station_cannot_ring_by_is_said_in_words() {
    let mut model = model();
    let deaf = StationSeen { name: "desk".to_owned(), unable: vec!["sound".to_owned()] };
    let stations = vec![deaf, StationSeen { name: "hub".to_owned(), unable: Vec::new() }];
    model.took(Data { stations, look: model.look(), ..data(rows(), None) }, Duration::ZERO);
    for (width, told) in
        [(140, "2 stations: desk (not by sound), hub"), (80, "2 stations, desk (not by sound)")]
    {
        let (frame, ..) = drawn(&model, ASCII, (width, 24));
        assert!(frame.contains(told), "{frame}");
    }
}
