//! What silences hold, and which cannot be.

use super::*;
use crate::domain::quiet::silences::Silences;

fn at(minute: i64) -> Timestamp {
    Timestamp::from_second(1_800_000_000 + 60 * minute).unwrap()
}

fn wanted(matchers: &[&str], from: i64, to: i64) -> Wanted {
    Wanted {
        matchers: matchers.iter().map(|text| Matcher::parse(text).unwrap()).collect(),
        starts_at: at(from),
        ends_at: at(to),
        by: "ana".to_owned(),
        comment: "a new disk".to_owned(),
        until_resolved: None,
        everything: false,
    }
}

fn silence(id: i64, matchers: &[&str], from: i64, to: i64) -> Silence {
    let what = wanted(matchers, from, to);
    let (matched, calm_since, is_over) = (false, None, false);
    let (id, changed_at) = (SilenceId(id), at(from));
    Silence { id, what, changed_at, hidden: 0, matched, calm_since, is_over }
}

fn labels(pairs: &[(&str, &str)]) -> Labels {
    pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
}

fn until(id: i64, minute: i64) -> HeldUntil {
    HeldUntil { by: Hold::Silence(SilenceId(id)), until: at(minute) }
}

#[test]
fn a_silence_holds_from_its_beginning_to_its_end_what_all_its_matchers_match() {
    let silences = Silences::new(vec![silence(1, &["host=db", "env!=dev"], 10, 20)]);
    let db = labels(&[("host", "db")]);
    for (minute, held) in
        [(9, None), (10, Some(until(1, 20))), (19, Some(until(1, 20))), (20, None)]
    {
        assert_eq!(silences.holding(&db, at(minute)), held, "{minute}");
    }
    for other in [labels(&[("host", "web")]), labels(&[("host", "db"), ("env", "dev")])] {
        assert_eq!(silences.holding(&other, at(15)), None);
    }
}

#[test]
fn of_several_the_last_to_end_holds_an_alert_and_the_first_to_end_all_of_them() {
    let all = vec![silence(1, &["host=db"], 0, 20), silence(2, &["env=prod"], 0, 30)];
    let silences = Silences::new(all);
    let both = labels(&[("host", "db"), ("env", "prod")]);
    let (db, web) = (labels(&[("host", "db")]), labels(&[("host", "web")]));
    let holding = |labels: &[&Labels]| {
        holding_all(labels.iter().map(|labels| silences.holding(labels, at(5))))
    };
    assert_eq!(silences.holding(&both, at(5)), Some(until(2, 30)));
    assert_eq!(holding(&[&both, &db]), Some(until(1, 20)));
    assert_eq!(holding(&[&both, &web]), None);
    assert_eq!(holding(&[]), None);
}

#[test]
fn what_would_hold_everything_or_is_over_or_lasts_too_long_cannot_be() {
    let rules = SilenceRules::default();
    let check = |matchers: &[&str], from, to| wanted(matchers, from, to).check(at(5), rules);
    assert_eq!(check(&["host=db"], 0, 10), Ok(()));
    for matchers in [&[][..], &["host=~.*"], &["host="], &["host!=db"]] {
        assert_eq!(check(matchers, 0, 10), Err(BadSilence::Everything));
        let known = Wanted { everything: true, ..wanted(matchers, 0, 10) };
        assert_eq!(known.check(at(5), rules), Ok(()));
    }
    assert_eq!(check(&["host=db"], 10, 10), Err(BadSilence::Backwards));
    assert_eq!(check(&["host=db"], 0, 5), Err(BadSilence::Past));
    let week = 7 * 24 * 60;
    assert_eq!(check(&["host=db"], 0, 5 + week), Ok(()));
    assert_eq!(check(&["host=db"], 0, 6 + week), Err(BadSilence::TooLong(rules.longest)));
    assert_eq!(check(&["host=db"], 20 * week, 21 * week), Ok(()));
    let error = BadSilence::TooLong(rules.longest).to_string();
    assert_eq!(error, "it must end within 7d, the longest that `[silence]` allows");
}

#[test]
fn it_says_what_it_is_about_and_how_it_ends() {
    let wanted = wanted(&["host=db", "env!=dev"], 0, 60);
    assert_eq!(
        wanted.phrase(at(0)),
        "ana asks for quiet for 1h about host=db env!=dev: a new disk"
    );
    let until_resolved = Some(HOLD_DOWN);
    let all = Wanted { matchers: Vec::new(), everything: true, until_resolved, ..wanted };
    assert_eq!(
        all.phrase(at(-5)),
        "ana asks for quiet for 1h, or until nothing of it has fired for 10m in 5m about everything: \
         a new disk"
    );
}

#[test]
fn calm_lasts_as_long_as_it_must_and_begins_anew_with_what_fires() {
    let calm = |fires, since: Option<i64>, now| Calm::of(fires, since.map(at), HOLD_DOWN, at(now));
    assert_eq!(calm(true, None, 0), Calm::Stirs);
    assert_eq!(calm(true, Some(0), 30), Calm::Stirs);
    assert_eq!(calm(false, None, 5), Calm::Since(at(5), at(15)));
    assert_eq!(calm(false, Some(5), 14), Calm::Since(at(5), at(15)));
    assert_eq!(calm(false, Some(5), 15), Calm::Over);
    assert_eq!(calm(false, Some(5), -60), Calm::Since(at(-60), at(-50)), "the clock was put back");
}

#[test]
fn whoever_has_just_asked_for_a_short_silence_is_not_told_that_it_ends() {
    let rules = SilenceRules::default();
    assert!(!silence(1, &["host=db"], 0, 15).is_warned_of(rules));
    assert!(silence(1, &["host=db"], 0, 16).is_warned_of(rules));
    let extended = Silence { changed_at: at(50), ..silence(1, &["host=db"], 0, 60) };
    assert!(!extended.is_warned_of(rules));
}
