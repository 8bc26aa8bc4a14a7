//! An alert meets every silence that could match it, and few others.

use proptest::prelude::*;

use super::*;
use crate::domain::label::{Matcher, all_match};
use crate::domain::quiet::silence::{SilenceId, Wanted};

fn at(minute: i64) -> Timestamp {
    Timestamp::from_second(1_800_000_000 + 60 * minute).unwrap()
}

fn silence(id: i64, matchers: &[&str], from: i64, to: i64) -> Silence {
    let what = Wanted {
        matchers: matchers.iter().map(|text| Matcher::parse(text).unwrap()).collect(),
        starts_at: at(from),
        ends_at: at(to),
        by: "ana".to_owned(),
        comment: "a new disk".to_owned(),
        until_resolved: None,
        everything: true,
    };
    let (matched, calm_since, is_over) = (false, None, false);
    let (id, changed_at) = (SilenceId(id), at(from));
    Silence { id, what, changed_at, hidden: 0, matched, calm_since, is_over }
}

fn labels(pairs: &[(&str, &str)]) -> Labels {
    pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
}

#[test]
fn of_a_thousand_an_alert_meets_those_that_name_its_host_or_no_value_at_all() {
    let mut all: Vec<Silence> = (0..1000)
        .map(|number| silence(number, &["env=prod", &format!("host=db-{number}")], 0, 10))
        .collect();
    all.push(silence(1000, &["host=~web-.*"], 0, 10));
    all.extend(
        (1001..2000).map(|id| silence(id, &["env=prod", &format!("host=~cache-{id}-.*")], 0, 10)),
    );
    let silences = Silences::new(all);
    let met = |pairs: &[(&str, &str)]| {
        let labels = labels(pairs);
        let ids = silences.matching(&labels, at(5)).map(|silence| silence.id.0);
        ids.collect::<Vec<_>>()
    };
    assert_eq!(met(&[("env", "prod"), ("host", "db-7")]), [7]);
    assert!(met(&[("env", "dev"), ("host", "db-7")]).is_empty());
    assert_eq!(met(&[("env", "prod"), ("host", "web-7")]), [1000]);
    assert_eq!(met(&[("env", "prod"), ("host", "cache-1500-a")]), [1500]);
    for host in ["db-7", "web-7", "cache-1500-a", "cache"] {
        let asked = silences.sieve.pass(&labels(&[("env", "prod"), ("host", host)]));
        assert!(asked.len() <= 1, "{asked:?} for {host}");
    }
}

fn matcher() -> impl Strategy<Value = String> {
    let label = prop::sample::select(vec!["host", "env", "service"]);
    let test = prop::sample::select(vec!["=", "!=", "=~", "!~"]);
    let value = prop::sample::select(vec!["", "a", "b", "a|b", ".*"]);
    (label, test, value).prop_map(|(label, test, value)| format!("{label}{test}{value}"))
}

proptest! {
    #[test]
    fn what_is_met_by_place_is_what_is_met_one_by_one(
        all in prop::collection::vec(prop::collection::vec(matcher(), 0..4), 0..12),
        host in "[abc]?", env in "[abc]?",
    ) {
        let all: Vec<Silence> = (0..).zip(&all).map(|(id, matchers)| {
            let matchers: Vec<&str> = matchers.iter().map(String::as_str).collect();
            silence(id, &matchers, 0, 10)
        }).collect();
        let labels = labels(&[("host", &host), ("env", &env)]);
        let one_by_one = all.iter().filter(|it| all_match(&it.what.matchers, &labels));
        let mut expected: Vec<i64> = one_by_one.map(|silence| silence.id.0).collect();
        let silences = Silences::new(all.clone());
        let mut met: Vec<i64> =
            silences.matching(&labels, at(5)).map(|silence| silence.id.0).collect();
        met.sort_unstable();
        expected.sort_unstable();
        prop_assert_eq!(met, expected);
        prop_assert_eq!(silences.matching(&labels, at(10)).count(), 0);
    }
}
