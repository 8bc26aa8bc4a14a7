//! Where everything stands, for a terminal of that size.

use ratatui::layout::{Rect, Size};

/// From how many columns on what is chosen stands beside the list.
const WIDE: u16 = 140;

/// From how many lines on the name of whoever is on call is large.
const TALL: u16 = 36;

/// How many lines the list has at least, its heading and a free line included.
const LEAST_LISTED: u16 = 5;

/// What is smaller shows only what rings.
const NARROWEST: u16 = 50;
const LOWEST: u16 = 12;

/// What there must be room for.
#[derive(Clone, Copy, Debug)]
pub(super) struct Wanted {
    /// Whether somebody's name can be written in large letters.
    pub(super) has_large: bool,
    /// Whether there are gauges.
    pub(super) has_gauges: bool,
    /// How many incidents there are in the list.
    pub(super) listed: usize,
}

/// Where everything stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::cli::watch) struct Areas {
    pub(super) head: Rect,
    pub(super) alarm: Rect,
    pub(super) counts: Rect,
    /// The list, its heading included.
    pub(super) list: Rect,
    /// What is chosen, its title included.
    pub(super) detail: Rect,
    pub(super) gauges: Rect,
    pub(super) status: Rect,
    pub(super) said: Rect,
    pub(super) keys: Rect,
}

impl Areas {
    /// How wide and how high a terminal is at least in which everything is shown.
    pub(super) const LEAST: (u16, u16) = (NARROWEST, LOWEST);

    /// The areas of such a terminal; none where it is too small.
    pub(super) fn of(size: Size, wanted: Wanted) -> Option<Self> {
        if size.width < NARROWEST || size.height < LOWEST {
            return None;
        }
        let mut from = 0;
        let mut line = |height: u16| {
            let area = Rect::new(0, from, size.width, height);
            from += height;
            area
        };
        let is_large = wanted.has_large && size.height >= TALL && size.width >= 100;
        let head = line(if is_large { 5 } else { 1 });
        let (alarm, counts) = (line(1), line(1));
        let below = 3 + u16::from(wanted.has_gauges);
        let middle = size.height.saturating_sub(head.height + 2 + below);
        let middle = line(middle);
        let (list, detail) =
            if size.width >= WIDE { beside(middle) } else { stacked(middle, wanted.listed) };
        let gauges = line(u16::from(wanted.has_gauges));
        let (status, said, keys) = (line(1), line(1), line(1));
        Some(Self { head, alarm, counts, list, detail, gauges, status, said, keys })
    }

    /// How many incidents are seen at once.
    pub(in crate::cli::watch) fn rows(&self) -> usize {
        usize::from(self.list.height.saturating_sub(1))
    }

    /// The list and what is chosen together.
    pub(super) fn middle(&self) -> Rect {
        self.list.union(self.detail)
    }
}

fn beside(middle: Rect) -> (Rect, Rect) {
    let list = middle.width / 2 + middle.width / 20;
    let detail = Rect { x: list, width: middle.width - list, ..middle };
    // A free column between what is cut and what begins.
    (Rect { width: list - 1, ..middle }, detail)
}

/// A short list leaves its room to what is chosen.
fn stacked(middle: Rect, listed: usize) -> (Rect, Rect) {
    let needs = u16::try_from(listed).unwrap_or(u16::MAX).saturating_add(2).max(LEAST_LISTED);
    let list = middle.height.div_ceil(2).min(needs);
    let detail = Rect { y: middle.y + list, height: middle.height - list, ..middle };
    (Rect { height: list, ..middle }, detail)
}
