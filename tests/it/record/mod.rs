//! The record as a witness: it cannot be changed unseen, it takes notes of any moment, and it is told whole.

mod left;
mod noted;
mod tampered;
mod told;

use crate::common::TestHome;

/// A home in which that problem is open, by three entries, and no daemon runs.
fn home_with(summaries: &[&str]) -> TestHome {
    let home = TestHome::new();
    for summary in summaries {
        assert_eq!(home.wail(&["page", summary]).code, 0);
    }
    home
}
