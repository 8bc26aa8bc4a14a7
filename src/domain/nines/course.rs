//! How something stood through a stretch of time: from the states of a monitor, or of several together.

use jiff::{SignedDuration, Timestamp};

use super::{Span, Standing, Tally};
use crate::domain::watch::State;

/// What is on record of a monitor.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct History {
    /// Since when it was in which state, the oldest first; each until the next begins.
    pub states: Vec<(Timestamp, State)>,
    /// When it first looked; it may be before the first of the states here. Nothing if it never did.
    pub began_at: Option<Timestamp>,
    /// Up to when it was watched; after that nobody knows.
    pub seen_until: Timestamp,
    /// Whether it is a monitor no more: from then on it has no say in its service.
    pub is_gone: bool,
}

/// How something stood at every instant of a span.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Course {
    span: Span,
    /// Since when it stood how; the first begins with the span, and no two in a row are alike.
    turns: Vec<(Timestamp, Standing)>,
}

impl Course {
    /// How a monitor stood through a span. What falls into maintenance counts as nothing else, be it
    /// down, fine or unknown there.
    #[must_use]
    pub fn of(history: &History, maintenance: &[Span], span: Span) -> Self {
        let mut course = Self { span, turns: Vec::with_capacity(history.states.len() + 2) };
        let Some(began_at) = history.began_at else {
            course.turn(span.from, Standing::Absent);
            return course.without(maintenance);
        };
        if began_at > span.from {
            course.turn(span.from, Standing::Absent);
        } else {
            course.turn(span.from, Standing::Unknown);
        }
        for (since, state) in &history.states {
            course.turn(*since, Standing::of(*state));
        }
        let last = history.states.last().map_or(began_at, |(since, _)| *since);
        let after = if history.is_gone { Standing::Absent } else { Standing::Unknown };
        course.turn(history.seen_until.max(last), after);
        course.without(maintenance)
    }

    /// How a service stood that needs all of these: it is down while any of them is, unknown while none
    /// is down and any is unknown, and available while all are. Whatever is in maintenance or absent has
    /// no say; where none has, it is maintenance if any is in it.
    #[must_use]
    pub fn together(courses: &[&Self], span: Span) -> Self {
        let mut turns: Vec<(Timestamp, usize, Standing)> = Vec::new();
        for (number, course) in courses.iter().enumerate() {
            turns.extend(course.turns.iter().map(|(at, standing)| (*at, number, *standing)));
        }
        // Each course is in order already, which is what this way of sorting is good at.
        turns.sort_by_key(|(at, _, _)| *at);
        let mut whole = Self { span, turns: vec![(span.from, Standing::Absent)] };
        let mut now = vec![Standing::Absent; courses.len()];
        let mut counts = Counts::default();
        for group in turns.chunk_by(|one, next| one.0 == next.0) {
            for (_, number, standing) in group {
                counts.change(now[*number], *standing);
                now[*number] = *standing;
            }
            whole.turn(group[0].0, counts.standing());
        }
        whole
    }

    /// The span it is of.
    #[must_use]
    pub fn span(&self) -> Span {
        self.span
    }

    /// How long it stood how, in the part of a span that this is of.
    #[must_use]
    pub fn tally(&self, span: Span) -> Tally {
        let mut tally = Tally::default();
        for (stretch, standing) in self.stretches(span) {
            tally.add(standing, stretch.length());
        }
        tally
    }

    /// The parts of a span in which nobody was there to look, in order.
    #[must_use]
    pub fn absent(&self, span: Span) -> Vec<Span> {
        let stretches = self.stretches(span);
        let absent = stretches.filter(|(_, standing)| *standing == Standing::Absent);
        absent.map(|(stretch, _)| stretch).collect()
    }

    /// When so much downtime had come together, counted from the begin of a span; nothing if less
    /// did in it.
    #[must_use]
    pub fn down_for(&self, allowed: SignedDuration, span: Span) -> Option<Timestamp> {
        let mut left = allowed;
        let down = self.stretches(span).filter(|(_, standing)| *standing == Standing::Down);
        for (stretch, _) in down {
            if stretch.length() >= left {
                return stretch.from.checked_add(left).ok();
            }
            left = left.saturating_sub(stretch.length());
        }
        None
    }

    /// The stretches in which it stood in one way, cut off at the ends of a span.
    fn stretches(&self, span: Span) -> impl Iterator<Item = (Span, Standing)> {
        let span = span.within(self.span);
        let first = self.turns.partition_point(|(at, _)| *at <= span.from).saturating_sub(1);
        let turns = &self.turns[first.min(self.turns.len())..];
        let ends = turns.iter().skip(1).map(|(at, _)| *at).chain([self.span.to]);
        turns
            .iter()
            .zip(ends)
            .take_while(move |((from, _), _)| *from < span.to)
            .map(move |((from, standing), to)| (Span { from: *from, to }.within(span), *standing))
    }

    /// Lets it stand so from then on. What is said later of the same instant holds.
    fn turn(&mut self, at: Timestamp, standing: Standing) {
        if at >= self.span.to {
            return;
        }
        let at = at.max(self.span.from);
        while self.turns.last().is_some_and(|(last, _)| *last >= at) {
            self.turns.pop();
        }
        if self.turns.last().is_none_or(|(_, last)| *last != standing) {
            self.turns.push((at, standing));
        }
    }

    /// The same with maintenance put over it.
    fn without(self, maintenance: &[Span]) -> Self {
        let planned = merged(maintenance, self.span);
        if planned.is_empty() {
            return self;
        }
        let mut course = Self { span: self.span, turns: Vec::with_capacity(self.turns.len() + 2) };
        let mut from = self.span.from;
        for span in planned {
            course.take(&self, Span { from, to: span.from });
            course.turn(span.from, Standing::Maintenance);
            from = span.to;
        }
        course.take(&self, Span { from, to: self.span.to });
        course
    }

    /// Goes on as another does in a span.
    fn take(&mut self, other: &Self, span: Span) {
        for (stretch, standing) in other.stretches(span) {
            self.turn(stretch.from, standing);
        }
    }
}

/// The parts of these spans that lie in another, in order, each instant in one of them at most.
#[must_use]
pub fn merged(spans: &[Span], within: Span) -> Vec<Span> {
    let mut spans: Vec<Span> = spans.iter().map(|span| span.within(within)).collect();
    spans.retain(|span| span.from < span.to);
    spans.sort_unstable();
    let mut merged: Vec<Span> = Vec::with_capacity(spans.len());
    for span in spans {
        match merged.last_mut() {
            Some(last) if last.to >= span.from => last.to = last.to.max(span.to),
            _ => merged.push(span),
        }
    }
    merged
}

/// How many of several stand how.
#[derive(Default)]
struct Counts {
    down: usize,
    unknown: usize,
    available: usize,
    maintenance: usize,
}

impl Counts {
    fn change(&mut self, from: Standing, to: Standing) {
        if let Some(number) = self.of(from) {
            *number = number.saturating_sub(1);
        }
        if let Some(number) = self.of(to) {
            *number += 1;
        }
    }

    /// Nobody counts who is absent.
    fn of(&mut self, standing: Standing) -> Option<&mut usize> {
        match standing {
            Standing::Available => Some(&mut self.available),
            Standing::Down => Some(&mut self.down),
            Standing::Unknown => Some(&mut self.unknown),
            Standing::Maintenance => Some(&mut self.maintenance),
            Standing::Absent => None,
        }
    }

    fn standing(&self) -> Standing {
        match (self.down, self.unknown, self.available, self.maintenance) {
            (1.., _, _, _) => Standing::Down,
            (0, 1.., _, _) => Standing::Unknown,
            (0, 0, 1.., _) => Standing::Available,
            (0, 0, 0, 1..) => Standing::Maintenance,
            (0, 0, 0, 0) => Standing::Absent,
        }
    }
}

#[cfg(test)]
mod tests;
