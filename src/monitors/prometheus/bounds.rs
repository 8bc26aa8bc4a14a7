//! Between which bounds a value must be.

use super::super::{Options, Wrong};
use super::answer::Series;
use crate::domain::watch::Finding;

/// What is wrong of a value.
#[derive(Debug, Default)]
pub(super) struct Bounds {
    above: Option<f64>,
    warning_above: Option<f64>,
    below: Option<f64>,
    warning_below: Option<f64>,
    /// What any value is, where there are no bounds.
    present: Option<Finding>,
}

/// What a series comes to.
#[derive(Debug)]
pub(super) struct Graded<'a> {
    /// The series.
    pub(super) series: &'a Series,
    /// How it is.
    pub(super) finding: Finding,
    /// Why, behind what it is.
    pub(super) why: String,
    /// How far it is beyond its bound.
    beyond: f64,
}

impl Bounds {
    /// What is written of `above`, `below`, their warnings, and `present`.
    pub(super) fn read(options: &Options) -> Result<Self, Wrong> {
        let bound = |key: &'static str| match options.number(key) {
            Some(bound) if bound.is_nan() => {
                let message = "no value is above or below what is no number";
                Err(Wrong::new(key, message, format!("write `{key} = 90`")))
            }
            bound => Ok(bound),
        };
        let present = match options.text("present").as_deref() {
            Some("warning") => Some(Finding::Degraded),
            Some("failed") => Some(Finding::Failed),
            Some(_) => Some(Finding::Fine),
            None => None,
        };
        let (above, warning_above) = (bound("above")?, bound("warning_above")?);
        let (below, warning_below) = (bound("below")?, bound("warning_below")?);
        let bounds = Self { above, warning_above, below, warning_below, present };
        bounds.check()?;
        Ok(bounds)
    }

    fn check(&self) -> Result<(), Wrong> {
        let is_over = |one: Option<f64>, other: Option<f64>| {
            one.zip(other).is_some_and(|(one, other)| one > other)
        };
        let has_bounds = [self.above, self.warning_above, self.below, self.warning_below]
            .iter()
            .any(Option::is_some);
        if has_bounds && self.present.is_some() {
            let message = "the bounds say already what is wrong";
            return Err(Wrong::new("present", message, "take it out"));
        }
        if is_over(self.warning_above, self.above) {
            let message = "what is above `above` never comes to a warning";
            return Err(Wrong::new("warning_above", message, "write one that is below `above`"));
        }
        if is_over(self.below, self.warning_below) {
            let message = "what is below `below` never comes to a warning";
            return Err(Wrong::new("warning_below", message, "write one that is above `below`"));
        }
        if is_over(self.below, self.above) {
            let message = "no value is between `below` and `above`";
            return Err(Wrong::new("below", message, "write one that is below `above`"));
        }
        Ok(())
    }

    /// Whether the query is one of an alerting rule, which finds only what is wrong.
    pub(super) fn find_what_is_wrong(&self) -> bool {
        self.present.is_some_and(|finding| finding != Finding::Fine)
    }

    /// What a series comes to.
    pub(super) fn grade<'a>(&self, series: &'a Series) -> Graded<'a> {
        let value = series.value;
        let graded = |finding, why: String, beyond| Graded { series, finding, why, beyond };
        if value.is_nan() {
            return graded(Finding::Undetermined, "which is no number".to_owned(), 0.0);
        }
        let above = |bound: Option<f64>| bound.filter(|bound| value > *bound);
        let below = |bound: Option<f64>| bound.filter(|bound| value < *bound);
        let failed = Finding::Failed;
        if let Some(bound) = above(self.above) {
            return graded(failed, format!("above {bound}"), value - bound);
        }
        if let Some(bound) = below(self.below) {
            return graded(failed, format!("below {bound}"), bound - value);
        }
        if let Some(bound) = above(self.warning_above) {
            return graded(Finding::Degraded, format!("above {bound}"), value - bound);
        }
        if let Some(bound) = below(self.warning_below) {
            return graded(Finding::Degraded, format!("below {bound}"), bound - value);
        }
        let finding = self.present.unwrap_or(Finding::Fine);
        graded(finding, "and should not be there".to_owned(), 0.0)
    }
}

impl Graded<'_> {
    /// The worst of them, which decides: of those that are as bad as each other, the one that is
    /// farthest beyond its bound.
    pub(super) fn worst<'a, 'b>(graded: &'b [Graded<'a>]) -> Option<&'b Graded<'a>> {
        let badness = |finding: Finding| match finding {
            Finding::Fine => 0,
            Finding::Undetermined => 1,
            Finding::Degraded => 2,
            Finding::Failed => 3,
        };
        graded.iter().reduce(|worst, next| {
            let order = badness(next.finding).cmp(&badness(worst.finding));
            if order.then(next.beyond.total_cmp(&worst.beyond)).is_gt() { next } else { worst }
        })
    }
}

#[cfg(test)]
mod tests;
