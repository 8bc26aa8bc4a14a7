//! The numbers of the week that `load` counts, computed by hand.

use std::collections::{BTreeMap, BTreeSet};

use jiff::SignedDuration;
use jiff::tz::TimeZone;

use super::{Measure, Numbers, numbers};
use crate::domain::incident::IncidentId;
use crate::domain::load::gathered::Answer;
use crate::domain::load::tests::chronicle;
use crate::domain::name::{PolicyName, RotaName};

fn counted() -> Numbers {
    let shop = BTreeSet::from([RotaName::from("shop")]);
    let rotas = BTreeMap::from([(PolicyName::from("default"), shop)]);
    numbers(&chronicle(), &rotas, &TimeZone::UTC)
}

fn seconds(length: Option<SignedDuration>) -> i64 {
    length.unwrap().as_secs()
}

/// | incident | first page | first ack | minutes | began | over | minutes |
/// |---|---|---|---|---|---|---|
/// | 1 | 23:10 | 23:14 | 4 | 23:10 | 23:40 | 30 |
/// | 2 | 02:00 | 02:12 | 12 | 02:00 | 02:50 | 50 |
/// | 3 | 12:00 | 12:06 | 6 | 12:00 | 12:30 | 30 |
/// | 4 | 05:00 | 05:21 | 21 | 05:00 | 05:45 | 45 |
/// | 5 | 05:20 | 05:21 | 1 | 05:20 | 06:30 | 70 |
///
/// AVERAGE(4; 12; 6; 21; 1) = 44 / 5 = 8.8 min = 528 s; MEDIAN = 6 min; the fifth of five is the ninth
/// of ten: 21 min. AVERAGE(30; 50; 30; 45; 70) = 225 / 5 = 45 min; MEDIAN = 45; 70 at most.
#[test]
fn the_mean_times_are_what_a_spreadsheet_says() {
    let whole = counted().whole;
    let measure = &whole.to_acknowledge;
    assert_eq!(seconds(measure.mean()), 528);
    assert_eq!((seconds(measure.median()), seconds(measure.p90())), (6 * 60, 21 * 60));
    let measure = &whole.to_resolve;
    assert_eq!(seconds(measure.mean()), 45 * 60);
    assert_eq!((seconds(measure.median()), seconds(measure.p90())), (45 * 60, 70 * 60));
    // The first page is the 2nd entry of the record, its acknowledgement the 5th.
    let first = whole.to_acknowledge.values[0];
    assert_eq!((first.incident, first.from, first.to), (IncidentId(1), 2, 5));
}

#[test]
fn noise_is_what_nobody_acted_on_and_what_said_nothing_new() {
    let whole = counted().whole;
    // Ana noted something about 3, and about nothing else.
    assert_eq!(whole.never_acted_on, [1, 2, 4, 5].map(IncidentId));
    assert_eq!((whole.incidents.len(), whole.pages.len()), (5, 7));
    assert_eq!((whole.unanswered.len(), whole.flapping.len()), (0, 0));
    // Each was reported twice: that it is there, and that it is over.
    assert_eq!((whole.reports, whole.duplicates), (10, 0));
}

#[test]
fn pages_have_hours_and_weekdays() {
    let numbers = counted();
    let busy: Vec<(usize, u32)> =
        numbers.hours.into_iter().enumerate().filter(|(_, pages)| *pages > 0).collect();
    assert_eq!(busy, [(2, 2), (5, 2), (12, 1), (23, 2)]);
    // Monday two, Tuesday three, Thursday two.
    assert_eq!(numbers.weekdays, [2, 3, 0, 2, 0, 0, 0]);
}

#[test]
fn everything_is_told_by_service_source_rota_and_month() {
    let numbers = counted();
    for parts in [&numbers.services, &numbers.rotas] {
        assert_eq!(
            (parts.len(), &*parts[0].name, parts[0].figures.incidents.len()),
            (1, "shop", 5)
        );
    }
    assert_eq!(numbers.sources[0].name, "prometheus");
    let months: Vec<(&str, usize)> =
        numbers.months.iter().map(|month| (&*month.name, month.figures.incidents.len())).collect();
    assert_eq!(months, [("2026-11", 5)]);
}

#[test]
fn nine_of_ten_is_the_nearest_rank() {
    let measure = |minutes: &[i64]| Measure {
        values: minutes
            .iter()
            .map(|minutes| Answer {
                incident: IncidentId(1),
                took: SignedDuration::from_mins(*minutes),
                from: 0,
                to: 0,
            })
            .collect(),
    };
    assert_eq!(measure(&[]).p90(), None);
    assert_eq!(measure(&[]).mean(), None);
    assert_eq!(measure(&[5]).p90(), Some(SignedDuration::from_mins(5)));
    let ten = measure(&[10, 9, 8, 7, 6, 5, 4, 3, 2, 1]);
    assert_eq!(ten.p90(), Some(SignedDuration::from_mins(9)));
}
