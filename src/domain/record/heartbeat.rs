//! What is written down of heartbeats besides what is wrong with a job.

use jiff::SignedDuration;

use crate::domain::wait::{count, spell};

/// Something about signs of life that concerns no incident.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum HeartbeatEvent {
    /// For so long nobody listened, and so many that were due meanwhile have another chance.
    Unheard(SignedDuration, usize),
    /// The clock was put back by so much, and so many are expected by what it shows now.
    PutBack(SignedDuration, usize),
    /// So many that could not be written before are taken in, and so many lines were unreadable.
    TakenIn(usize, usize),
}

impl HeartbeatEvent {
    pub(super) fn word(&self) -> &'static str {
        match self {
            Self::Unheard(..) => "heartbeats-unheard",
            Self::PutBack(..) => "clock-put-back",
            Self::TakenIn(..) => "heartbeats-taken-in",
        }
    }

    pub(super) fn sentence(&self) -> String {
        match self {
            Self::Unheard(length, number) => format!(
                "nobody listened for {}: {} due meanwhile, and each has another chance",
                spell(*length),
                were(*number)
            ),
            Self::PutBack(length, number) => format!(
                "the clock was put back by {}: {} ahead of it, and each is expected anew",
                spell(*length),
                were(*number)
            ),
            Self::TakenIn(number, unreadable) => {
                let lost = match unreadable {
                    0 => String::new(),
                    lost => format!(", {} could not be read", count(*lost, "line")),
                };
                format!("{} taken in that had to wait{lost}", signs(*number))
            }
        }
    }
}

/// `1 heartbeat was`, `2 heartbeats were`
fn were(number: usize) -> String {
    let verb = if number == 1 { "was" } else { "were" };
    format!("{} {verb}", count(number, "heartbeat"))
}

/// `1 sign of life is`, `2 signs of life are`
fn signs(number: usize) -> String {
    if number == 1 { "1 sign of life is".to_owned() } else { format!("{number} signs of life are") }
}
