//! Stretches of a week as a layer has them: `mon-fri 09:00-17:00`, `22:00-06:00`, `fri 18:00 - mon 09:00`.

use jiff::civil::{Time, Weekday};

const DAY: i64 = 86_400;
const WEEK: i64 = 7 * DAY;

/// A stretch of every day, or of one day of the week.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Stretch {
    /// The day on which it begins; every day if none.
    pub(super) day: Option<Weekday>,
    /// When it begins.
    pub(super) from: Time,
    /// In seconds.
    pub(super) length: i64,
}

/// The same as a layer has it; none where there is no restriction, or one of them is none.
pub(super) fn windows(stretches: &[Stretch]) -> Vec<String> {
    let is_all = |it: &Stretch| it.length >= if it.day.is_some() { WEEK } else { DAY };
    if stretches.iter().any(is_all) {
        return Vec::new();
    }
    let mut windows: Vec<String> = Vec::new();
    let mut of_days: Vec<(String, Vec<Weekday>)> = Vec::new();
    for stretch in stretches {
        let (days, to) = end(stretch);
        let from = stretch.from.strftime("%H:%M");
        match stretch.day {
            None => windows.push(format!("{from}-{}", to.strftime("%H:%M"))),
            Some(day) if stretch.length < DAY => {
                let hours = format!("{from}-{}", to.strftime("%H:%M"));
                match of_days.iter_mut().find(|(known, _)| *known == hours) {
                    Some((_, days)) => days.push(day),
                    None => of_days.push((hours, vec![day])),
                }
            }
            Some(day) => {
                let last = day.wrapping_add(days);
                let (first, last) = (short(day), short(last));
                windows.push(format!("{first} {from} - {last} {}", to.strftime("%H:%M")));
            }
        }
    }
    windows.extend(of_days.into_iter().map(|(hours, days)| format!("{} {hours}", named(days))));
    windows.dedup();
    windows
}

/// How many days after its first day it ends, and at what time.
fn end(stretch: &Stretch) -> (i64, Time) {
    let seconds = i64::from(stretch.from.hour()) * 3600 + i64::from(stretch.from.minute()) * 60;
    let end = seconds + stretch.length;
    let of_day = end % DAY;
    let part = |number: i64| i8::try_from(number).unwrap_or_default();
    (end / DAY, Time::new(part(of_day / 3600), part(of_day / 60 % 60), 0, 0).unwrap_or_default())
}

/// Days in the order of the week, those that follow one another as one stretch.
pub(super) fn named(mut days: Vec<Weekday>) -> String {
    days.sort_by_key(|day| day.to_monday_zero_offset());
    days.dedup();
    let mut runs: Vec<(Weekday, Weekday)> = Vec::new();
    for day in days {
        match runs.last_mut() {
            Some((_, last)) if last.to_monday_zero_offset() + 1 == day.to_monday_zero_offset() => {
                *last = day;
            }
            _ => runs.push((day, day)),
        }
    }
    let named = |(first, last): &(Weekday, Weekday)| {
        if first == last {
            return short(*first).to_owned();
        }
        format!("{}-{}", short(*first), short(*last))
    };
    runs.iter().map(named).collect::<Vec<_>>().join(",")
}

/// A weekday by a word that begins as it does, in any case: `monday`, `MO`.
pub(super) fn weekday(word: &str) -> Option<Weekday> {
    let word = word.get(..2)?.to_lowercase();
    Weekday::Monday.cycle_forward().take(7).find(|day| short(*day).starts_with(&word))
}

fn short(day: Weekday) -> &'static str {
    match day {
        Weekday::Monday => "mon",
        Weekday::Tuesday => "tue",
        Weekday::Wednesday => "wed",
        Weekday::Thursday => "thu",
        Weekday::Friday => "fri",
        Weekday::Saturday => "sat",
        Weekday::Sunday => "sun",
    }
}
