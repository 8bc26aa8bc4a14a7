//! The week of the example: told by the product, kept under `docs/example/`, and made anew by a test.
//!
//! Alerts and hours go through the engine by a clock turned by hand; everything that people type is the real
//! program, which is told the instant. `WAIL_BLESS=1` writes what came of it over what is kept.

mod browser;
mod kept;
mod stage;
mod week;

use kept::Kept;

#[test]
fn the_week_under_docs_example_is_what_the_program_says() {
    let kept = Kept::of_example();
    kept.holds(&week::told());
}
