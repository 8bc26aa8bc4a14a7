//! The pages that ring on one station, by what they are about.

use std::collections::{HashMap, HashSet};

use crate::domain::incident::IncidentId;
use crate::domain::page::PageId;

/// A set of pages from which all of one incident's leave at once, however many there are.
#[derive(Debug, Default)]
pub(super) struct Pages(HashMap<IncidentId, HashSet<PageId>>);

impl Pages {
    pub(super) fn insert(&mut self, incident: IncidentId, page: PageId) {
        self.0.entry(incident).or_default().insert(page);
    }

    /// The incidents that have any.
    pub(super) fn incidents(&self) -> Vec<IncidentId> {
        self.0.keys().copied().collect()
    }

    /// Takes the incident's pages out; whether there were any.
    pub(super) fn remove(&mut self, incident: IncidentId) -> bool {
        self.0.remove(&incident).is_some()
    }

    /// Takes the incident's pages out.
    pub(super) fn take(&mut self, incident: IncidentId) -> Vec<PageId> {
        self.0.remove(&incident).unwrap_or_default().into_iter().collect()
    }

    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Every page, in order.
    pub(super) fn sorted(&self) -> Vec<PageId> {
        let mut pages: Vec<PageId> = self.0.values().flatten().copied().collect();
        pages.sort_unstable();
        pages
    }
}

#[cfg(test)]
mod tests;
