//! Lists that come in pages, and how it is known that none of them was missed.
//!
//! While pages are asked for, what was on an earlier one may be closed; everything after it moves up, and
//! one item falls between two pages. To whoever compares lists it would look as if that were over. So
//! the list is sorted by when items began, and a page begins with the last item of the one before it:
//! if it does not, something has moved, and the list is not whole.

use serde_json::Value;

use super::{Question, Step};
use crate::sources::fields::Fields;

/// How many items are on a page.
pub(super) const SIZE: usize = 100;

/// How many pages are asked for, at most.
const MOST: usize = 40;

/// A list that comes in pages.
pub(super) struct Pages {
    /// Where the items are in an answer.
    pub(super) items: &'static str,
    /// The question for the page that begins at that item, from 0.
    pub(super) page: fn(usize) -> Question,
}

impl Pages {
    /// What comes after those pages.
    pub(super) fn after(&self, answers: &[Value]) -> Step {
        let Some(last) = answers.last() else { return Step::Ask((self.page)(0)) };
        let Some(items) = Fields::of(last).at(self.items).value().as_array() else {
            return Step::Refused(format!("the answer has no `{}`", self.items));
        };
        if let Some(before) = answers.iter().rev().nth(1)
            && self.ends(before) != items.first().and_then(id)
        {
            return Step::Part("the list has changed while it was asked for".to_owned());
        }
        if items.len() < SIZE {
            return Step::Whole;
        }
        if answers.len() >= MOST {
            return Step::Part(format!("more than {} are open", MOST * (SIZE - 1)));
        }
        Step::Ask((self.page)(answers.len() * (SIZE - 1)))
    }

    /// The last item of a page.
    fn ends(&self, answer: &Value) -> Option<String> {
        Fields::of(answer).at(self.items).value().as_array()?.last().and_then(id)
    }
}

fn id(item: &Value) -> Option<String> {
    Fields::of(item).text("id")
}
