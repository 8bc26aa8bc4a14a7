//! Hours of the week: the windows people write, merged into one sorted list of edges.

use jiff::civil::{Time, Weekday};

use super::calendar::{DAY, WEEK, Weekdays, second_of_day, second_of_week};

/// Hours of the week as people write them, in the zone of whatever they belong to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Window {
    /// On each of these days, from one time to the first such time after it: into the next day when
    /// `to` is not after `from`, and for 24 hours when they are equal. 24:00 is written as 00:00.
    ///
    /// The window belongs to the day it starts on.
    Daily {
        /// The days it starts on.
        days: Weekdays,
        /// When it starts.
        from: Time,
        /// When it ends.
        to: Time,
    },
    /// From one moment of the week to the next such moment: the whole week when they are equal.
    Weekly {
        /// When it starts.
        from: (Weekday, Time),
        /// When it ends.
        to: (Weekday, Time),
    },
}

/// Windows, compiled: where they open and close within a week that begins on Monday at 00:00.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Hours {
    /// Opening and closing in turn, sorted, no two alike.
    edges: Box<[i64]>,
}

impl Hours {
    /// Merges windows.
    pub(super) fn new(windows: &[Window]) -> Self {
        let mut stretches: Vec<(i64, i64)> = windows.iter().flat_map(Window::stretches).collect();
        stretches.sort_unstable();
        let mut edges: Vec<i64> = Vec::new();
        for (opens, closes) in stretches {
            match edges.last_mut() {
                Some(last) if *last >= opens => *last = closes.max(*last),
                Some(_) | None => edges.extend([opens, closes]),
            }
        }
        Self { edges: edges.into() }
    }

    /// Whether these are no hours at all.
    pub(super) fn is_empty(&self) -> bool {
        self.edges.is_empty()
    }

    /// Whether these are all hours of the week.
    pub(super) fn are_always(&self) -> bool {
        *self.edges == [0, WEEK]
    }

    /// Whether a civil time lies in these hours.
    pub(super) fn contain(&self, civil: i64) -> bool {
        self.edges_up_to(second_of_week(civil)) % 2 == 1
    }

    /// The next civil time at which these hours open or close, and the time after it.
    ///
    /// Hours that hold all week have none.
    pub(super) fn next_edge(&self, civil: i64) -> Option<i64> {
        if self.are_always() {
            return None;
        }
        let of_week = second_of_week(civil);
        let monday = civil - of_week;
        // What runs on over Sunday night was cut there, and nothing changes.
        let runs_on = self.edges.first() == Some(&0) && self.edges.last() == Some(&WEEK);
        match self.edges.get(self.edges_up_to(of_week)) {
            Some(edge) if !(runs_on && *edge == WEEK) => Some(monday + edge),
            _ => self.edges.get(usize::from(runs_on)).map(|edge| monday + WEEK + edge),
        }
    }

    /// How many seconds of `[from, to)`, two readings of a wall clock, lie in these hours.
    pub(super) fn measure(&self, from: i64, to: i64) -> i64 {
        let until = |civil: i64| {
            let of_week = second_of_week(civil);
            let weeks = (civil - of_week).div_euclid(WEEK);
            weeks * self.of_week(WEEK) + self.of_week(of_week)
        };
        until(to) - until(from)
    }

    /// How many seconds of a week's first `until` seconds lie in these hours.
    fn of_week(&self, until: i64) -> i64 {
        let (stretches, _) = self.edges.as_chunks::<2>();
        stretches.iter().map(|[opens, closes]| until.clamp(*opens, *closes) - opens).sum()
    }

    fn edges_up_to(&self, of_week: i64) -> usize {
        self.edges.partition_point(|edge| *edge <= of_week)
    }
}

impl Window {
    /// The stretches of a week it covers; what runs over Sunday night is cut there.
    fn stretches(&self) -> Vec<(i64, i64)> {
        match *self {
            Self::Daily { days, from, to } => {
                let from = second_of_day(from);
                let length = distance(from, second_of_day(to), DAY);
                (0..7)
                    .filter(|day| days.contains_day(*day))
                    .flat_map(|day| within_week(day * DAY + from, length))
                    .collect()
            }
            Self::Weekly { from, to } => {
                let moment = |(weekday, time): (Weekday, Time)| {
                    i64::from(weekday.to_monday_zero_offset()) * DAY + second_of_day(time)
                };
                let length = distance(moment(from), moment(to), WEEK);
                within_week(moment(from), length).collect()
            }
        }
    }
}

/// From one moment to the next `to` after it, both counted within a day or a week.
fn distance(from: i64, to: i64, period: i64) -> i64 {
    if to > from { to - from } else { to - from + period }
}

/// A stretch of the week, cut in two where it runs over the end.
fn within_week(from: i64, length: i64) -> impl Iterator<Item = (i64, i64)> {
    let beyond = from + length - WEEK;
    [Some((from, (from + length).min(WEEK))), (beyond > 0).then_some((0, beyond))]
        .into_iter()
        .flatten()
}

#[cfg(test)]
mod tests;
