//! Old news that comes to an incident which is known: whether it is worth a word, and whether it stays.

use jiff::Timestamp;

use super::{Hold, Incident, Status};
use crate::domain::alert::Severity;
use crate::domain::noise::Noise;

/// One problem of an incident, as far as old news asks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Problem {
    /// When it was first reported to that incident.
    pub came_at: Timestamp,
    /// How grave its last report was.
    pub severity: Severity,
    /// Whether it fires.
    pub fires: bool,
}

/// Whether old news is worth a word that comes to an incident as it was before: to whoever has that, where
/// they did not know of it; and to whoever would hear of it only when something ends that is not about it.
#[must_use]
pub fn is_worth_a_word(before: &Incident, severity: Severity, is_back: bool) -> bool {
    let is_graver = severity > before.severity;
    match &before.status {
        Status::Acknowledged { .. } => is_graver || !is_back,
        Status::Held { by: Hold::Silence(_) | Hold::Maintenance(_), .. }
        | Status::Held { by: Hold::Inhibited(_), until: None } => true,
        Status::Held { by: Hold::Hours(_), .. }
        | Status::Held { by: Hold::Noise(Noise::Storm(_)), until: Some(_) } => is_graver,
        Status::Held { by: Hold::Inhibited(_) | Hold::Noise(_), .. }
        | Status::Triggered { .. }
        | Status::Resolved { .. } => false,
    }
}

/// Whether the old news is there still that came to what somebody has had since then: what has joined it,
/// or where nothing has, what was known and is as grave as that made it.
#[must_use]
pub fn stays(problems: &[Problem], since: Timestamp, severity: Severity) -> bool {
    let mut came = problems.iter().filter(|problem| problem.came_at > since).peekable();
    match came.peek() {
        Some(_) => came.any(|problem| problem.fires),
        None => problems.iter().any(|problem| problem.fires && problem.severity >= severity),
    }
}

/// Whether whoever has had an incident since then knows all that is left of it, once these problems are
/// split off: nothing that came later fires there, and what did came off, or was what made it so grave.
#[must_use]
pub fn is_split_off(off: &[Problem], left: &[Problem], since: Timestamp, is_less: bool) -> bool {
    let came = |problem: &Problem| problem.came_at > since;
    let is_left = left.iter().any(|problem| came(problem) && problem.fires);
    !is_left && (is_less || off.iter().any(came))
}

#[cfg(test)]
mod tests;
