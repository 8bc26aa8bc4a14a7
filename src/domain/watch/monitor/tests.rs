//! States follow looks, by tables of looks and by chance.

use proptest::prelude::*;

use super::*;

fn at(minute: i64) -> Timestamp {
    Timestamp::from_second(1_800_000_000 + minute * 60).unwrap()
}

fn look(kind: char, minute: i64) -> Observation {
    let finding = match kind {
        '!' => Finding::Degraded,
        'x' => Finding::Failed,
        '?' => Finding::Undetermined,
        _ => Finding::Fine,
    };
    let took = SignedDuration::from_millis(if kind == '~' { 2_345 } else { 12 });
    let said = if finding == Finding::Fine { "200" } else { "connection refused" };
    Observation { at: at(minute), took, finding, said: said.to_owned(), numbers: Vec::new() }
}

const LIMITS: Limits = Limits {
    down_after: 3,
    up_after: 2,
    slow_over: Some(SignedDuration::from_secs(1)),
    patience: SignedDuration::from_mins(3),
};

/// Looks once a minute, and what state holds after each: `.` is fine, `!` degraded, `x` failed, `?` says
/// nothing, `~` is slow; U, G, D, N and W are up, degraded, down, unknown and unwatched.
fn after(looks: &str) -> String {
    let mut watch = Watch::begins(at(0));
    let states = looks.chars().zip(0..).map(|(kind, minute)| {
        watch = watch.observe(&look(kind, minute), &LIMITS).watch;
        match watch.state {
            State::Up => 'U',
            State::Degraded => 'G',
            State::Down => 'D',
            State::Unknown => 'N',
            State::Unwatched => 'W',
        }
    });
    states.collect()
}

fn end(looks: &str) -> Watch {
    let begins = Watch::begins(at(0));
    looks
        .chars()
        .zip(0..)
        .fold(begins, |watch, (kind, minute)| watch.observe(&look(kind, minute), &LIMITS).watch)
}

#[test]
fn a_state_holds_when_enough_looks_agree() {
    for (looks, states) in [
        (".", "U"),
        ("..xx.", "UUUUU"),
        ("..xxx", "UUUUD"),
        (".xxx.x..", "UUUDDDDU"),
        ("xxx", "WWD"),
        (".!!!..", "UUUGGU"),
        (".~~~..", "UUUGGU"),
        (".x!x", "UUUG"),
        (".xxx!!", "UUUDDG"),
        (".xxx!..", "UUUDDDU"),
        (".???", "UUUN"),
        (".???.", "UUUNU"),
        (".??.??.", "UUUUUUU"),
        (".xxx???", "UUUDDDN"),
        (".xx?xx", "UUUUDD"),
        ("x?x?x", "WWWWD"),
    ] {
        assert_eq!(after(looks), states, "{looks}");
    }
}

#[test]
fn a_state_begins_with_the_first_look_that_hinted_at_it() {
    let down = end("..xxx");
    assert_eq!((down.state, down.since), (State::Down, at(2)));
    let up = end("..xxx.x..");
    assert_eq!((up.state, up.since), (State::Up, at(7)));
}

#[test]
fn slow_is_degraded_and_says_so() {
    let slow = end(".~~~");
    assert_eq!(slow.state, State::Degraded);
    assert_eq!(slow.why, "slow: it took 2.34 s, over 1.00 s");
    let report = slow.report("shop", Severity::Critical);
    assert_eq!(report.severity, Severity::Warning);
    assert_eq!(report.summary, "shop is degraded: slow: it took 2.34 s, over 1.00 s");
}

#[test]
fn what_agrees_with_the_state_is_no_news() {
    let watch = end(".....");
    assert!(!watch.observe(&look('.', 5), &LIMITS).is_news);
    assert!(watch.observe(&look('x', 5), &LIMITS).is_news);
    let down = end("..xxx");
    assert!(!down.observe(&look('x', 5), &LIMITS).is_news);
    assert!(down.observe(&look('.', 5), &LIMITS).is_news);
}

#[test]
fn flapping_is_one_problem_with_a_beginning_and_an_end() {
    let mut watch = end("..........");
    let mut flaps = Vec::new();
    let looks = "x.x.x.x.x.......................".chars().zip(10..);
    for (kind, minute) in looks {
        let watched = watch.observe(&look(kind, minute), &LIMITS);
        flaps.extend(watched.flap.map(|flap| (flap, minute)));
        watch = watched.watch;
    }
    let kinds: Vec<Flap> = flaps.iter().map(|(flap, _)| *flap).collect();
    assert_eq!(kinds, [Flap::Begins, Flap::Ends]);
    assert_eq!(watch.report("shop", Severity::Error).signal, Signal::Resolved);
}

#[test]
fn a_flapping_monitor_says_so_whatever_its_state() {
    let report = end("..........x.x.x.x.x.").report("shop", Severity::Critical);
    assert_eq!((report.signal, report.severity), (Signal::Firing, Severity::Critical));
    assert!(report.summary.starts_with("shop is flapping: "), "{}", report.summary);
}

#[test]
fn when_nobody_looked_for_too_long_it_was_unwatched() {
    let before = end("...xx");
    let watched = before.observe(&look('.', 60), &LIMITS);
    let changes: Vec<(State, State, Timestamp)> =
        watched.changes.iter().map(|change| (change.from, change.to, change.since)).collect();
    let missed = (State::Up, State::Unwatched, at(4));
    assert_eq!(changes, [missed, (State::Unwatched, State::Up, at(60))]);
    let failing = before.observe(&look('x', 60), &LIMITS);
    assert_eq!(failing.watch.state, State::Unwatched);
    assert_eq!(failing.watch.failing.unwrap().count, 1);
    let soon = before.observe(&look('x', 7), &LIMITS);
    assert_eq!(soon.watch.state, State::Down);
}

#[test]
fn by_a_clock_that_is_set_back_states_begin_by_what_it_says_then() {
    let before = end("....");
    let back = before.observe(&look('.', -600), &LIMITS);
    assert_eq!((back.watch.state, back.watch.since), (State::Up, at(-600)));
    let again = Change { from: State::Up, to: State::Up, since: at(-600) };
    assert_eq!(back.changes, [again]);
    assert!(back.watch.observe(&look('.', -599), &LIMITS).changes.is_empty());
    let down = "xxx"
        .chars()
        .zip(-600..)
        .fold(before, |watch, (kind, minute)| watch.observe(&look(kind, minute), &LIMITS).watch);
    assert_eq!((down.state, down.since), (State::Down, at(-600)));
    let soon = end("..").observe(&look('.', 0), &LIMITS);
    assert!(soon.changes.is_empty(), "a step back within a state changes nothing");
}

proptest! {
    /// However they come, looks that agree long enough decide.
    #[test]
    fn in_the_end_the_latest_looks_decide(looks in "[.!x?~]{0,40}") {
        prop_assert_eq!(end(&format!("{looks}...")).state, State::Up);
        prop_assert_eq!(end(&format!("{looks}xxx")).state, State::Down);
        prop_assert_eq!(end(&format!("{looks}!!!")).state, State::Degraded);
        prop_assert_eq!(end(&format!("{looks}???")).state, State::Unknown);
    }

    /// States follow one another: none begins before the one that it follows.
    #[test]
    fn states_begin_one_after_the_other(looks in "[.!x?~]{1,60}") {
        let mut watch = Watch::begins(at(0));
        for (kind, minute) in looks.chars().zip(0..) {
            let watched = watch.observe(&look(kind, minute), &LIMITS);
            prop_assert!(watched.changes.len() <= 1);
            for change in watched.changes {
                prop_assert!(change.since >= watch.since && change.since <= at(minute));
                prop_assert_ne!(change.from, change.to);
                prop_assert_eq!(change.from, watch.state);
                prop_assert_eq!(change.to, watched.watch.state);
            }
            watch = watched.watch;
        }
    }
}
