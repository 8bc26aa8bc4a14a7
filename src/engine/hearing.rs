//! Hearing before ringing: pages that are decided and saved, and not taken to ring yet.

use std::collections::BTreeSet;

use super::Engine;
use crate::domain::name::SourceName;

/// What is to be heard before anything of it rings.
#[derive(Debug, Default)]
pub(super) struct Unheard {
    /// What these report may be over by now.
    sources: BTreeSet<SourceName>,
    /// Whatever there is may be.
    all: bool,
}

impl Engine<'_> {
    /// Lets no page ring here for now of what these sources report, or of anything at all: whether it is
    /// over is about to be heard.
    pub fn hears_first(&self, sources: BTreeSet<SourceName>, all: bool) {
        self.to_hear.replace(Unheard { sources, all });
    }

    /// Whether anything is left of what was kept; if not, it has all been heard.
    pub fn has_left_to_hear(&self, is_left: bool) {
        self.to_hear.borrow_mut().all &= is_left;
    }

    /// Whether a page of that source waits for that.
    pub(super) fn hears_before(&self, source: &SourceName) -> bool {
        let to_hear = self.to_hear.borrow();
        to_hear.all || to_hear.sources.contains(source)
    }
}
