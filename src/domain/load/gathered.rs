//! The record gone through once: what stirred each person, and how each incident went.

use std::collections::{BTreeMap, BTreeSet};

use jiff::{SignedDuration, Timestamp};

use super::wake::{Stir, StirredBy};
use super::{Chronicle, Happening, What};
use crate::domain::incident::IncidentId;
use crate::domain::name::PersonId;
use crate::domain::nines::Span;

/// What there is of one person.
#[derive(Clone, Debug, Default)]
pub struct Gathering {
    /// How often they were paged.
    pub pages: usize,
    /// How many of these pages are proved to have gone out.
    pub rings: usize,
    /// When they were called for the first time in a row, and for what: an incident counts again once
    /// somebody had it.
    pub called: Vec<(Timestamp, IncidentId)>,
    /// How long it took them to acknowledge, from the first page to them on.
    pub to_acknowledge: Vec<Answer>,
    /// Everything that found them awake or woke them, in the order of time.
    pub stirs: Vec<Stir>,
}

/// A page, and that somebody answered it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Answer {
    /// What it was about.
    pub incident: IncidentId,
    /// How long it took.
    pub took: SignedDuration,
    /// The place of the page in the record.
    pub from: i64,
    /// The place of the answer.
    pub to: i64,
}

/// How one incident went.
#[derive(Clone, Debug, Default)]
pub struct Course {
    /// The place of its beginning, if that was in this time.
    pub opened: Option<i64>,
    /// Its pages, and the place of each.
    pub pages: Vec<(Timestamp, i64)>,
    /// Who was paged in that time.
    pub called: BTreeSet<PersonId>,
    /// The first time that somebody had it.
    pub first_answer: Option<Answer>,
    /// Who had it from when on.
    pub had: Vec<(Timestamp, PersonId)>,
    /// Everything that somebody did besides having it.
    pub acts: Vec<i64>,
    /// How many reports changed it: a problem of it was there, was over, or was graver.
    pub turns: u32,
    /// Every time that it was found to go to and fro.
    pub flaps: Vec<i64>,
    /// The place of its end.
    pub resolved: Option<i64>,
    /// Since when each person is called and nobody has it.
    rings_since: BTreeMap<PersonId, (Timestamp, i64)>,
    /// The place of the last of these changes.
    turned: i64,
}

impl Course {
    /// A report changed it. What it says of one problem are entries one behind the other.
    fn turn(&mut self, place: i64, what: What) {
        let is_same = what == What::Raised && self.turned + 1 == place;
        self.turns = self.turns.saturating_add(u32::from(!is_same));
        self.turned = place;
    }
}

/// The record gone through.
///
/// What one person has is of that time, and what stirred them also of a little before and after it; how an
/// incident went is told to its end.
#[derive(Clone, Debug)]
pub struct Gathered {
    /// From when until when.
    pub window: Span,
    /// By person.
    pub people: BTreeMap<PersonId, Gathering>,
    /// By incident.
    pub courses: BTreeMap<IncidentId, Course>,
}

impl Gathered {
    /// Goes through the record once.
    #[must_use]
    pub fn of(chronicle: &Chronicle) -> Self {
        let window = chronicle.window;
        let mut gathered =
            Self { window, people: BTreeMap::default(), courses: BTreeMap::default() };
        for happening in &chronicle.happened {
            let problem = happening.incident.map(|id| chronicle.problems.get(&id));
            let is_over_by_hand = match problem {
                Some(None) => continue,
                Some(Some(problem)) => problem.is_resolved_by_hand,
                None => false,
            };
            gathered.stir(happening, is_over_by_hand);
            if window.from <= happening.at {
                gathered.take(happening);
            }
        }
        gathered
    }

    /// Whether it woke whoever it is about, or shows that they were awake.
    fn stir(&mut self, happening: &Happening, is_over_by_hand: bool) {
        if let (Some(who), Some(stir)) = (&happening.who, stir_of(happening, is_over_by_hand)) {
            self.of_person(who).stirs.push(stir);
        }
    }

    fn take(&mut self, happening: &Happening) {
        let Happening { at, incident, what, who, place } = happening;
        let Some(id) = *incident else { return };
        let is_within = *at < self.window.to;
        let course = self.courses.entry(id).or_default();
        match (what, who) {
            (What::Opened, _) => {
                course.opened = Some(*place);
                course.turn(*place, *what);
            }
            (What::Turned | What::Raised, _) => course.turn(*place, *what),
            (What::Paged, Some(who)) => self.page(id, *at, *place, who),
            (What::WentOut, Some(who)) if is_within => self.of_person(who).rings += 1,
            (What::Acknowledged, Some(who)) => self.answer(id, *at, *place, who),
            (What::GivenBack | What::CallsAgain, _) => course.rings_since.clear(),
            (What::Acted | What::Owned, _) => course.acts.push(*place),
            (What::Flaps, _) => course.flaps.push(*place),
            (What::Resolved, _) => course.resolved = Some(*place),
            (What::Paged | What::WentOut | What::Acknowledged | What::Stayed | What::Failed, _) => {
            }
        }
    }

    fn page(&mut self, id: IncidentId, at: Timestamp, place: i64, who: &PersonId) {
        let course = self.courses.entry(id).or_default();
        course.pages.push((at, place));
        if at >= self.window.to {
            return;
        }
        let is_new = !course.rings_since.contains_key(who);
        if is_new {
            course.rings_since.insert(who.clone(), (at, place));
            course.called.insert(who.clone());
        }
        let person = self.of_person(who);
        person.pages += 1;
        if is_new {
            person.called.push((at, id));
        }
    }

    fn answer(&mut self, id: IncidentId, at: Timestamp, place: i64, who: &PersonId) {
        let course = self.courses.entry(id).or_default();
        let answer = |(since, from): (Timestamp, i64)| Answer {
            incident: id,
            // A clock that was put back in between took no time.
            took: at.duration_since(since).max(SignedDuration::ZERO),
            from,
            to: place,
        };
        course.had.push((at, who.clone()));
        if course.first_answer.is_none() {
            course.first_answer = course.pages.first().copied().map(answer);
        }
        let theirs = course.rings_since.get(who).copied().map(answer);
        course.rings_since.clear();
        self.of_person(who).to_acknowledge.extend(theirs);
    }

    fn of_person(&mut self, who: &PersonId) -> &mut Gathering {
        if !self.people.contains_key(who) {
            self.people.insert(who.clone(), Gathering::default());
        }
        self.people.entry(who.clone()).or_default()
    }
}

/// What an entry is to whoever it is about, where it stirs them: that something is over does if a person
/// said so.
#[must_use]
pub fn stir_of(happening: &Happening, is_over_by_hand: bool) -> Option<Stir> {
    let Happening { at, incident, what, place, .. } = *happening;
    let by = match what {
        What::Paged => StirredBy::Page,
        What::WentOut => StirredBy::Proof,
        What::Failed if incident.is_some() => StirredBy::Failure,
        What::Resolved if is_over_by_hand => StirredBy::Act,
        What::Acknowledged | What::GivenBack | What::Acted | What::Stayed => StirredBy::Act,
        What::Opened
        | What::Failed
        | What::CallsAgain
        | What::Owned
        | What::Turned
        | What::Raised
        | What::Flaps
        | What::Resolved => return None,
    };
    Some(Stir { at, incident, by, place })
}
