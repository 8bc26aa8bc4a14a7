//! What signs of life say, and how it stands with a job whatever comes in whatever order.

use jiff::tz::TimeZone;
use proptest::prelude::*;

use super::*;
use crate::domain::alert::Severity;
use crate::domain::cron::Cron;
use crate::domain::label::Labels;

#[test]
fn a_failure_begins_a_problem_a_success_ends_it_and_the_rest_says_neither() {
    for (beat, signal) in [
        (Beat::Failed, Some(Signal::Firing)),
        (Beat::Exited(3), Some(Signal::Firing)),
        (Beat::Exited(0), Some(Signal::Resolved)),
        (Beat::Succeeded, Some(Signal::Resolved)),
        (Beat::Started, None),
        (Beat::Logged, None),
    ] {
        assert_eq!(beat.signal(), signal, "{beat:?}");
    }
    assert_eq!(Beat::Exited(3).summary("backup"), "heartbeat backup failed with exit code 3");
    assert_eq!(Beat::Failed.summary("backup"), "heartbeat backup failed");
}

#[test]
fn the_end_of_a_body_begins_with_a_whole_character() {
    assert_eq!(tail(b"done"), "done");
    assert_eq!(tail(b""), "");
    let long = "ä".repeat(TAIL);
    let kept = tail(&long.as_bytes()[1..]);
    assert!(kept.len() <= TAIL && kept.chars().all(|it| it == 'ä'), "{}", kept.len());
}

fn rule(schedule: Schedule) -> Rule {
    Rule {
        schedule,
        zone: TimeZone::UTC,
        grace: SignedDuration::from_mins(2),
        longest: None,
        may_overlap: false,
        severity: Severity::Error,
        labels: Labels::new(),
        runbook: None,
        caution: None,
        alert: None,
    }
}

fn at(minute: i64) -> Timestamp {
    Timestamp::from_second(1_790_000_040 + minute * 60).unwrap()
}

fn beat(beat: Beat, run: Option<u8>, minute: i64) -> Heartbeat {
    Heartbeat {
        name: "backup".to_owned(),
        beat,
        run: run.map(|run| run.to_string()),
        at: at(minute),
        body: String::new(),
        took: None,
        is_local: false,
    }
}

#[test]
fn one_that_is_older_than_what_was_heard_only_ends_its_run() {
    let rule = rule(Schedule::Every(SignedDuration::from_mins(10)));
    let mut standing = Standing::new(&rule, at(0));
    assert!(standing.hear(&beat(Beat::Started, Some(1), 1), &rule).is_empty());
    assert!(standing.hear(&beat(Beat::Logged, None, 2), &rule).is_empty());
    standing.hear(&beat(Beat::Succeeded, Some(2), 5), &rule);
    let before = standing.clone();
    assert!(standing.hear(&beat(Beat::Failed, Some(3), 3), &rule).is_empty());
    assert!(standing.hear(&beat(Beat::Started, Some(4), 3), &rule).is_empty());
    assert_eq!(standing, before);
    assert_eq!(standing.due_at, at(15));
}

#[derive(Clone, Copy, Debug)]
enum Step {
    Hears(Beat, Option<u8>),
    Waits(i64),
    Unheard(i64),
    PutBack(i64),
    Planned,
}

fn step() -> impl Strategy<Value = Step> {
    let beat = prop_oneof![
        Just(Beat::Started),
        Just(Beat::Succeeded),
        Just(Beat::Failed),
        Just(Beat::Exited(2)),
        Just(Beat::Logged)
    ];
    prop_oneof![
        4 => (beat, prop_oneof![Just(None), (0_u8..3).prop_map(Some)])
            .prop_map(|(beat, run)| Step::Hears(beat, run)),
        4 => (0_i64..40).prop_map(Step::Waits),
        1 => (1_i64..400).prop_map(Step::Unheard),
        1 => (1_i64..400).prop_map(Step::PutBack),
        1 => Just(Step::Planned),
    ]
}

proptest! {
    /// Whatever happens, of each trouble it is told in turn that it is there and that it is over, what is
    /// told is what stands, and there is always a next look as long as nothing is told.
    #[test]
    fn what_is_told_of_a_job_is_what_stands(
        steps in proptest::collection::vec(step(), 1..60),
        may_overlap in any::<bool>(),
        is_cron in any::<bool>(),
        longest in prop_oneof![Just(None), (1_i64..60).prop_map(Some)],
    ) {
        let schedule = if is_cron {
            Schedule::Cron(Cron::parse("*/15 * * * *").unwrap())
        } else {
            Schedule::Every(SignedDuration::from_mins(10))
        };
        let longest = longest.map(SignedDuration::from_mins);
        let rule = Rule { longest, may_overlap, ..rule(schedule) };
        let mut now = 0;
        let mut standing = Standing::new(&rule, at(0));
        let mut open: Vec<Trouble> = Vec::new();
        for step in steps {
            let mut news = match step {
                Step::Hears(kind, run) => standing.hear(&beat(kind, run, now), &rule),
                Step::Waits(minutes) => { now += minutes; Vec::new() }
                Step::Unheard(minutes) => {
                    now += minutes;
                    standing.was_unheard(at(now - minutes), at(now), &rule);
                    prop_assert!(standing.next_at().is_none_or(|next_at| next_at > at(now - minutes)));
                    Vec::new()
                }
                Step::PutBack(minutes) => {
                    now -= minutes;
                    standing.was_put_back(at(now), &rule);
                    Vec::new()
                }
                Step::Planned => standing.is_planned_anew("backup", &rule, at(now)).into_iter().collect(),
            };
            news.extend(standing.tick("backup", &rule, at(now)));
            for News { trouble, signal, summary, .. } in news {
                if signal == Signal::Resolved {
                    prop_assert!(open.contains(&trouble), "{summary}");
                    open.retain(|it| *it != trouble);
                } else if !open.contains(&trouble) {
                    open.push(trouble);
                }
            }
            for trouble in Trouble::ALL {
                prop_assert_eq!(open.contains(&trouble), standing.has(trouble), "{:?}", trouble);
            }
            prop_assert!(standing.next_at().is_none_or(|next_at| next_at > at(now)), "looked at");
            prop_assert!(standing.has(Trouble::Late) || standing.next_at().is_some());
            let stands = standing.stands();
            prop_assert_eq!(matches!(stands, Stands::Wrong(_)), !open.is_empty());
        }
        prop_assert_eq!(standing.is_forgotten("backup").len(), open.len());
    }
}
