//! Nobody blind books downtime, nothing local is hidden, and blindness ends.

use jiff::SignedDuration;
use proptest::prelude::*;

use super::*;

fn at(second: i64) -> Timestamp {
    Timestamp::from_second(1_800_000_000 + second).unwrap()
}

fn look(is_answered: bool, second: i64) -> Observation {
    let finding = if is_answered { Finding::Fine } else { Finding::Failed };
    let said = if is_answered { "200" } else { "connection refused" };
    let took = SignedDuration::from_millis(12);
    Observation { at: at(second), took, finding, said: said.to_owned(), numbers: Vec::new() }
}

const LIMITS: Limits =
    Limits { down_after: 2, up_after: 1, slow_over: None, patience: SignedDuration::from_hours(1) };

fn seen(canaries: &[&[bool]]) -> Sight {
    let mut sight = Sight::of(canaries.len());
    for (canary, looks) in canaries.iter().enumerate() {
        for (second, is_answered) in (0..).zip(*looks) {
            sight.take(canary, "there", &look(*is_answered, second));
        }
    }
    sight
}

#[test]
fn blind_is_whoever_has_no_canary_that_answers() {
    assert!(!seen(&[]).is_blind(), "without canaries nobody is blind");
    assert!(!seen(&[&[false], &[]]).is_blind(), "one has not looked");
    assert!(!seen(&[&[false], &[true]]).is_blind());
    assert!(!seen(&[&[false], &[false, true]]).is_blind());
    assert!(seen(&[&[true, false], &[false]]).is_blind());
}

#[test]
fn each_turn_is_told_once() {
    let mut sight = Sight::of(2);
    let mut take =
        |canary, is_answered, second| sight.take(canary, "there", &look(is_answered, second));
    assert_eq!(take(0, true, 0), Some(Turn::Clear));
    assert_eq!(take(1, true, 0), None);
    assert_eq!(take(0, false, 1), None);
    assert_eq!(take(1, false, 2), Some(Turn::Blind));
    assert_eq!(take(1, false, 3), None);
    assert_eq!(take(0, true, 4), Some(Turn::Clear));
    assert_eq!(take(2, true, 5), None, "there is no such canary");
}

#[test]
fn it_says_what_each_canary_saw() {
    let sight = seen(&[&[false], &[false]]);
    let expected = "I am blind: all 2 canaries fail \
         (there: connection refused; there: connection refused)";
    assert_eq!(sight.summary(), expected);
    let alone = seen(&[&[false]]).summary();
    assert_eq!(alone, "I am blind: the only canary fails (there: connection refused)");
}

/// Up at 0, then so many looks that nobody answered, a minute apart, the last `blind` of them blind.
fn after(failed: i64, blind: i64, clear_at: Option<Timestamp>) -> Watch {
    let up = Watch::begins(at(0)).observe(&look(true, 0), &LIMITS).watch;
    let failed = (1..=failed)
        .fold(up, |watch, minute| watch.observe(&look(false, minute * 60), &LIMITS).watch);
    let from = failed.seen_at.as_second() - at(0).as_second();
    (1..=blind).fold(failed, |watch, minute| {
        watch.observe_blind(&look(false, from + minute * 60), &LIMITS, clear_at).watch
    })
}

#[test]
fn what_was_up_is_unknown_since_it_began_to_fail() {
    let unknown = after(1, 2, Some(at(0)));
    assert_eq!((unknown.state, unknown.since), (State::Unknown, at(60)));
    assert!(unknown.is_blinded);
    let once = after(1, 1, Some(at(0)));
    assert_eq!((once.state, once.is_blinded), (State::Up, false));
}

#[test]
fn what_was_down_is_unknown_since_anybody_could_see_that_last() {
    let unknown = after(3, 2, Some(at(150)));
    assert_eq!((unknown.state, unknown.since), (State::Unknown, at(150)));
    let not_known = after(3, 2, None);
    assert_eq!((not_known.state, not_known.since), (State::Unknown, at(180)));
}

#[test]
fn after_blindness_what_fails_goes_the_ordinary_way() {
    let again = after(0, 5, Some(at(0))).sees_again();
    assert_eq!(again.state, State::Unknown);
    let once = again.observe(&look(false, 1000), &LIMITS);
    assert_eq!((once.watch.state, once.watch.is_blinded), (State::Unknown, true));
    let twice = once.watch.observe(&look(false, 1060), &LIMITS);
    assert_eq!((twice.watch.state, twice.watch.since), (State::Down, at(1000)));
    let up = again.observe(&look(true, 1000), &LIMITS).watch;
    assert_eq!((up.state, up.since, up.is_blinded), (State::Up, at(1000), false));
}

#[test]
fn what_nobody_can_tell_by_itself_is_told_also_after_blindness() {
    let mut watch = after(0, 5, Some(at(0))).sees_again();
    for second in [1000, 1060] {
        assert!(watch.is_blinded);
        let unseen = Observation { finding: Finding::Undetermined, ..look(false, second) };
        watch = watch.observe(&unseen, &LIMITS).watch;
    }
    assert_eq!((watch.state, watch.is_blinded), (State::Unknown, false));
}

#[test]
fn what_was_unknown_by_itself_before_stays_so() {
    let unseen = |second| Observation { finding: Finding::Undetermined, ..look(false, second) };
    let mut watch = after(0, 0, None);
    for second in [60, 120] {
        watch = watch.observe(&unseen(second), &LIMITS).watch;
    }
    let blind = watch.observe_blind(&look(false, 180), &LIMITS, Some(at(0))).watch;
    assert_eq!((blind.state, blind.is_blinded), (State::Unknown, false));
}

#[test]
fn a_look_that_is_not_counted_was_made_all_the_same() {
    let failing = after(1, 0, None);
    let watched = failing.without(&look(false, 120), &LIMITS);
    assert_eq!(watched.watch.failing, failing.failing);
    assert_eq!((watched.watch.seen_at, watched.is_news), (at(120), false));
    let late = failing.without(&look(false, 6000), &LIMITS);
    assert_eq!((late.watch.state, late.changes.len()), (State::Unwatched, 1));
}

/// One second of a story: whether the link is there, whether the target is, and who looks in which order.
#[derive(Clone, Debug)]
struct Second {
    has_link: bool,
    is_there: bool,
    looks: Vec<u8>,
}

fn second() -> impl Strategy<Value = Second> {
    let order = prop::collection::vec(0..3_u8, 0..4);
    (prop::bool::weighted(0.6), prop::bool::weighted(0.8), order)
        .prop_map(|(has_link, is_there, looks)| Second { has_link, is_there, looks })
}

/// A monitor and two canaries by the rules of whoever looks: a look that is not answered and may become
/// news waits until the canaries have looked.
struct World {
    sight: Sight,
    watch: Watch,
    /// Each state with the second in which it began.
    states: Vec<(State, Timestamp)>,
}

impl World {
    fn looks_at_canary(&mut self, canary: usize, second: i64, has_link: bool) {
        let turn = self.sight.take(canary, "there", &look(has_link, second));
        if turn == Some(Turn::Clear) {
            self.watch = self.watch.sees_again();
        }
    }

    fn looks(&mut self, second: i64, Second { has_link, is_there, .. }: &Second, is_local: bool) {
        let is_answered = *is_there && (*has_link || is_local);
        let observation = look(is_answered, second);
        if !is_answered && !is_local && self.watch.state != State::Down && !self.sight.is_blind() {
            for canary in [0, 1] {
                self.looks_at_canary(canary, second, *has_link);
            }
        }
        let watched = if !is_answered && !is_local && self.sight.is_blind() {
            self.watch.observe_blind(&observation, &LIMITS, self.sight.clear_at())
        } else {
            self.watch.observe(&observation, &LIMITS)
        };
        self.states.extend(watched.changes.iter().map(|change| (change.to, change.since)));
        self.watch = watched.watch;
    }
}

fn lived(story: &[Second], is_local: bool) -> World {
    let mut world = World { sight: Sight::of(2), watch: Watch::begins(at(0)), states: Vec::new() };
    for (now, second) in (0..).zip(story) {
        for who in &second.looks {
            match who {
                0 => world.looks(now, second, is_local),
                canary => world.looks_at_canary(usize::from(*canary) - 1, now, second.has_link),
            }
        }
    }
    world
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2048))]

    /// A target that is always there is never down, whoever looks when, and however the link comes and
    /// goes.
    #[test]
    fn no_downtime_is_booked_while_blind(story in prop::collection::vec(second(), 1..60)) {
        let story: Vec<Second> =
            story.into_iter().map(|second| Second { is_there: true, ..second }).collect();
        let world = lived(&story, false);
        prop_assert!(world.states.iter().all(|(state, _)| *state != State::Down), "{:?}", world.states);
    }

    /// Whoever looks at this machine sees it with the link and without.
    #[test]
    fn blindness_hides_nothing_that_is_local(story in prop::collection::vec(second(), 1..60)) {
        let with: Vec<Second> = story
            .iter()
            .map(|second| Second { has_link: true, ..second.clone() })
            .collect();
        prop_assert_eq!(lived(&story, true).states, lived(&with, true).states);
    }

    /// Once the link is there for good, whoever looks knows how the target is.
    #[test]
    fn blindness_always_ends(
        story in prop::collection::vec(second(), 0..60),
        is_there in any::<bool>(),
    ) {
        let calm = Second { has_link: true, is_there, looks: vec![1, 0] };
        let story: Vec<Second> = story.into_iter().chain(vec![calm; 3]).collect();
        let watch = lived(&story, false).watch;
        prop_assert_eq!(watch.state, if is_there { State::Up } else { State::Down });
        prop_assert!(!watch.is_blinded);
    }

    /// States follow one another, also from one that nobody can tell.
    #[test]
    fn states_begin_one_after_the_other(story in prop::collection::vec(second(), 1..60)) {
        let states = lived(&story, false).states;
        for pair in states.windows(2) {
            prop_assert!(pair[0].1 <= pair[1].1, "{:?}", states);
            prop_assert_ne!(pair[0].0, pair[1].0);
        }
    }
}
