//! What being on call cost, as comma-separated values (RFC 4180): a line for each person, then for each
//! alert.

use jiff::SignedDuration;

use crate::cli::report::csv::{maybe, named, seconds};
use crate::domain::load::Load;

/// The names of the columns; what a line has no value of is empty.
const HEAD: &str = "kind,name,from,to,pages,rings,incidents,acks,to_ack_median_seconds,\
on_call_seconds,on_call_percent,shifts,shifts_over_limit,busiest_shift,wakes,nights,nights_in_a_row,\
to_quiet_median_seconds,awake_seconds,weekends,holidays,source,acted_on\n";

pub(super) fn text(load: &Load) -> String {
    let mut text = HEAD.to_owned();
    let (from, to) = (load.window.from.to_string(), load.window.to.to_string());
    for it in &load.people {
        let percent = f64::from(it.on_call_permille) / 10.0;
        push(
            &mut text,
            &[
                "person".to_owned(),
                named(it.person.as_str()),
                from.clone(),
                to.clone(),
                it.pages.to_string(),
                it.rings.to_string(),
                it.incidents.to_string(),
                it.acks.len().to_string(),
                maybe(it.to_acknowledge().map(seconds)),
                seconds(it.on_call),
                percent.to_string(),
                it.shifts.to_string(),
                it.shifts_over.to_string(),
                it.busiest.to_string(),
                it.wakes.len().to_string(),
                it.nights.len().to_string(),
                it.nights_in_a_row.to_string(),
                maybe(it.back_to_quiet().map(seconds)),
                seconds(
                    it.to_quiet
                        .iter()
                        .copied()
                        .fold(SignedDuration::ZERO, SignedDuration::saturating_add),
                ),
                it.weekends.to_string(),
                it.holidays.to_string(),
                String::new(),
                String::new(),
            ],
        );
    }
    for it in &load.alerts {
        let mut values = vec![String::new(); 23];
        let known = [
            (0, "alert".to_owned()),
            (1, named(&it.summary)),
            (2, from.clone()),
            (3, to.clone()),
            (4, it.pages.to_string()),
            (6, it.incidents.len().to_string()),
            (15, it.nights.len().to_string()),
            (18, seconds(it.awake)),
            (21, named(it.source.as_str())),
            (22, it.is_acted_on.to_string()),
        ];
        for (at, value) in known {
            values[at] = value;
        }
        push(&mut text, &values);
    }
    text
}

fn push(text: &mut String, values: &[String]) {
    text.push_str(&values.join(","));
    text.push('\n');
}
