//! What stands out of a load: against the limits of the SRE book, and against the team.

use crate::domain::load::person::PersonLoad;
use crate::domain::load::{Load, MOST_A_SHIFT, MOST_ON_CALL};
use crate::domain::wait::count;
use crate::publish::load::percent;

/// From how many times as much as the one in the middle of the team on something stands out.
const MUCH_MORE: f64 = 2.0;
/// Below this a number of nights stands out against nobody's.
const FEW: usize = 3;

/// What stands out, a sentence each; that nothing does, if so.
pub(super) fn remarks(load: &Load) -> Vec<String> {
    let mut remarks: Vec<String> = load.people.iter().flat_map(|it| of(it, load)).collect();
    if remarks.is_empty() {
        remarks.push(format!(
            "nobody is above the limits of the SRE book: {MOST_A_SHIFT} incidents in 12 hours on call, \
             {MOST_ON_CALL} % of the time"
        ));
    }
    remarks
}

fn of(it: &PersonLoad, load: &Load) -> Vec<String> {
    let person = &it.person;
    let mut remarks = Vec::new();
    if it.nights_in_a_row > 1 {
        let (woken, row) = (count(it.nights.len(), "night"), it.nights_in_a_row);
        remarks.push(format!("{person} was woken in {woken}, {row} of them in a row"));
    } else if it.nights.len() >= FEW && is_much(it.nights.len(), load.typical.nights) {
        let woken = count(it.nights.len(), "night");
        remarks
            .push(format!("{person} was woken in {woken}, the team in {:.1}", load.typical.nights));
    }
    if it.shifts_over > 0 {
        remarks.push(format!(
            "{person} had more than {MOST_A_SHIFT} incidents in {} of {} of 12 hours, {} at most",
            it.shifts_over,
            count(it.shifts, "shift"),
            it.busiest,
        ));
    }
    if it.is_on_call_too_much() {
        remarks.push(format!(
            "{person} was on call {} of the time, the SRE book's limit is {MOST_ON_CALL} %",
            percent(it.on_call_permille),
        ));
    }
    remarks
}

fn is_much(number: usize, typical: f64) -> bool {
    f64::from(u32::try_from(number).unwrap_or(u32::MAX)) >= typical * MUCH_MORE
}
