//! Leave that a rota knows of, for whoever brings more of it.

use jiff::Timestamp;

use super::Rota;
use super::clock::second;
use crate::domain::name::PersonId;

impl Rota {
    /// Whether one stretch of somebody's leave holds the whole of that range.
    #[must_use]
    pub fn has_leave(&self, person: &PersonId, from: Timestamp, to: Timestamp) -> bool {
        let (from, to) = (second(from), second(to));
        self.written.leave.iter().any(|leave| {
            self.people[leave.what.0] == *person && leave.from <= from && to <= leave.to
        })
    }
}
