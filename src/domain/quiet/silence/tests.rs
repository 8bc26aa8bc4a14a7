//! What silences hold, and which cannot be.

use super::*;

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
    }
}

fn silence(id: i64, matchers: &[&str], from: i64, to: i64) -> Silence {
    let what = wanted(matchers, from, to);
    Silence { id: SilenceId(id), what, changed_at: at(from), hidden: 0 }
}

fn labels(pairs: &[(&str, &str)]) -> Labels {
    pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
}

fn until(id: i64, minute: i64) -> HeldUntil {
    HeldUntil { by: Hold::Silence(SilenceId(id)), until: at(minute) }
}

#[test]
fn a_silence_holds_from_its_beginning_to_its_end_what_all_its_matchers_match() {
    let silences = [silence(1, &["host=db", "env!=dev"], 10, 20)];
    let db = labels(&[("host", "db")]);
    for (minute, held) in
        [(9, None), (10, Some(until(1, 20))), (19, Some(until(1, 20))), (20, None)]
    {
        assert_eq!(holding(&silences, &db, at(minute)), held, "{minute}");
    }
    for other in [labels(&[("host", "web")]), labels(&[("host", "db"), ("env", "dev")])] {
        assert_eq!(holding(&silences, &other, at(15)), None);
    }
}

#[test]
fn of_several_the_last_to_end_holds_an_alert_and_the_first_to_end_all_of_them() {
    let silences = [silence(1, &["host=db"], 0, 20), silence(2, &["env=prod"], 0, 30)];
    let both = labels(&[("host", "db"), ("env", "prod")]);
    let db = labels(&[("host", "db")]);
    assert_eq!(holding(&silences, &both, at(5)), Some(until(2, 30)));
    assert_eq!(holding_all(&silences, [&both, &db], at(5)), Some(until(1, 20)));
    assert_eq!(holding_all(&silences, [&both, &labels(&[("host", "web")])], at(5)), None);
    assert_eq!(holding_all(&silences, [], at(5)), None);
}

#[test]
fn what_would_hold_everything_or_is_over_cannot_be() {
    assert_eq!(wanted(&["host=db"], 0, 10).check(at(5)), Ok(()));
    for matchers in [&[][..], &["host=~.*"], &["host="], &["host!=db"]] {
        assert_eq!(wanted(matchers, 0, 10).check(at(5)), Err(BadSilence::Everything));
    }
    assert_eq!(wanted(&["host=db"], 10, 10).check(at(5)), Err(BadSilence::Backwards));
    assert_eq!(wanted(&["host=db"], 0, 5).check(at(5)), Err(BadSilence::Past));
}
