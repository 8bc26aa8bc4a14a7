//! Promises: made, changed and closed on the record; told of before they are due, and when they are late.

use jiff::{SignedDuration, Timestamp};

use super::Engine;
use crate::domain::alert::one_line;
use crate::domain::incident::{Incident, IncidentId, Input};
use crate::domain::name::PersonId;
use crate::domain::notification::{About, Notification};
use crate::domain::promise::{
    BadPromise, Closed, LONGEST, Promise, PromiseId, Step, Wanted, fixed_by, others,
};
use crate::domain::record::timeline::{Entry, Event, PromiseEvent};
use crate::domain::rota::handover::clock_time;
use crate::domain::wait::spell;
use crate::store::Result;

/// What is made of a promise, or why not.
pub type Owed = std::result::Result<Promise, BadPromise>;

/// Of how many promises something is told in a turn, at most.
const AT_ONCE: usize = 100;

/// What somebody asks of a promise.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PromiseChange {
    /// It is due then, for that reason.
    Move(Timestamp, String),
    /// Somebody else does it.
    Give(PersonId),
    /// It is kept, in that way.
    Keep(String),
    /// It is given up, for that reason.
    Drop(String),
}

/// That somebody was named as the owner of a problem.
pub(super) struct Owning {
    by: PersonId,
    owner: PersonId,
    due_at: Option<Timestamp>,
}

impl Owning {
    /// What an input says of it.
    pub(super) fn of(input: &Input) -> Option<Self> {
        let Input::Own { by, owner, due_at } = input else { return None };
        Some(Self { by: by.clone(), owner: owner.clone(), due_at: *due_at })
    }
}

impl Engine<'_> {
    /// Makes a promise, and tells its owner if somebody else made it.
    pub fn promise(&self, wanted: &Wanted) -> Result<Owed> {
        if let Err(bad) = wanted.check(self.cx.rules, self.now) {
            return Ok(Err(bad));
        }
        if let Some(id) = wanted.incident
            && self.tx.incident(id)?.is_none()
        {
            return Ok(Err(BadPromise::NoIncident(id)));
        }
        let new = Promise {
            id: PromiseId(0),
            what: wanted.clone(),
            made_at: self.now,
            told_at: self.now,
            closed: None,
        };
        let next_at = new.next(&self.cx.rules.promises);
        let id = self.tx.put_promise_owed(wanted, self.now, next_at)?;
        let promise = Promise { id, ..new };
        let (by, owner) = (wanted.by.clone(), wanted.owner.clone());
        let what = self.put_in_words(&promise, &self.cx.rules.zone);
        self.put_on_record_of(&promise, PromiseEvent::Made { id, by, owner, what })?;
        if wanted.by != wanted.owner {
            let said = self.to_owner(&promise);
            let text = format!("{} promised for you: {said}", wanted.by);
            self.tell_of_promise(&wanted.owner, text, wanted.due_at)?;
        }
        self.concerns_others.set(true);
        Ok(Ok(promise))
    }

    /// Changes a promise that is owed, on the record.
    pub fn change_promise(
        &self,
        id: PromiseId,
        by: &PersonId,
        change: PromiseChange,
    ) -> Result<Owed> {
        let Some(promise) = self.tx.promise(id)? else { return Ok(Err(BadPromise::Missing(id))) };
        if promise.closed.is_some() {
            return Ok(Err(BadPromise::Over(Box::new(promise))));
        }
        if let PromiseChange::Move(_, word) | PromiseChange::Keep(word) | PromiseChange::Drop(word) =
            &change
            && word.len() > LONGEST
        {
            return Ok(Err(BadPromise::TooLong(word.len())));
        }
        self.concerns_others.set(true);
        match change {
            PromiseChange::Move(due_at, why) => self.move_promise(promise, by, due_at, why),
            PromiseChange::Give(owner) => self.give_promise(promise, by, owner),
            PromiseChange::Keep(how) if how.trim().is_empty() => Ok(Err(BadPromise::NoWord("how"))),
            PromiseChange::Drop(why) if why.trim().is_empty() => Ok(Err(BadPromise::NoWord("why"))),
            PromiseChange::Keep(how) => self.close_promise(promise, by, (true, how)),
            PromiseChange::Drop(why) => self.close_promise(promise, by, (false, why)),
        }
    }

    fn move_promise(
        &self,
        mut promise: Promise,
        by: &PersonId,
        due_at: Timestamp,
        why: String,
    ) -> Result<Owed> {
        if why.trim().is_empty() {
            return Ok(Err(BadPromise::NoWord("why")));
        }
        if due_at <= self.now {
            return Ok(Err(BadPromise::Past));
        }
        promise.what.due_at = due_at;
        promise.told_at = self.now;
        self.tx.change_promise(&promise, promise.next(&self.cx.rules.promises))?;
        let due = clock_time(due_at, &self.cx.rules.zone, self.now);
        let event = PromiseEvent::Moved { id: promise.id, by: by.clone(), due, why };
        self.put_on_record_of(&promise, event)?;
        if promise.what.owner != *by {
            let text = format!("{by} moved what you promised: {}", self.to_owner(&promise));
            self.tell_of_promise(&promise.what.owner, text, due_at)?;
        }
        Ok(Ok(promise))
    }

    fn give_promise(&self, mut promise: Promise, by: &PersonId, owner: PersonId) -> Result<Owed> {
        if !self.knows(&owner) {
            return Ok(Err(BadPromise::Stranger(owner)));
        }
        if promise.what.owner == owner {
            return Ok(Ok(promise));
        }
        let before = std::mem::replace(&mut promise.what.owner, owner.clone());
        promise.told_at = self.now;
        self.tx.change_promise(&promise, promise.next(&self.cx.rules.promises))?;
        let (id, what) = (promise.id, one_line(&promise.what.text));
        let event = PromiseEvent::Given { id, by: by.clone(), owner: owner.clone(), what };
        self.put_on_record_of(&promise, event)?;
        let said = self.to_owner(&promise);
        let until = promise.what.due_at.max(self.now.saturating_add(DAY).unwrap_or(self.now));
        if owner != *by {
            self.tell_of_promise(
                &owner,
                format!("{by} gives you a promise of {before}: {said}"),
                until,
            )?;
        }
        if before != *by {
            let text =
                format!("{owner} has your promise {id} now: {}", one_line(&promise.what.text));
            self.tell_of_promise(&before, text, until)?;
        }
        Ok(Ok(promise))
    }

    fn close_promise(
        &self,
        mut promise: Promise,
        by: &PersonId,
        (kept, word): (bool, String),
    ) -> Result<Owed> {
        let closed = Closed { at: self.now, by: by.clone(), kept, word: word.clone() };
        self.tx.close_promise(promise.id, &closed)?;
        promise.closed = Some(closed);
        let (id, by) = (promise.id, by.clone());
        let event = if kept {
            PromiseEvent::Kept { id, by, how: word }
        } else {
            PromiseEvent::Dropped { id, by, why: word }
        };
        self.put_on_record_of(&promise, event)?;
        Ok(Ok(promise))
    }

    /// Whoever is named as the owner of a problem owes that it comes no more. One that is owed already
    /// for the same problem, by whichever incident, is given on or moved.
    pub(super) fn owe_fix(&self, owning: &Owning, incident: &Incident) -> Result<()> {
        let Owning { by, owner, due_at } = owning;
        if !self.knows(owner) {
            return Ok(());
        }
        if let Some(owed) = self.tx.fix_promised(incident.id)? {
            let given = self.give_promise(owed, by, owner.clone())?;
            if let (Ok(promise), Some(due_at)) = (given, *due_at)
                && promise.what.due_at != due_at
            {
                let why = format!("said with incident {}", incident.id);
                drop(self.move_promise(promise, by, due_at, why)?);
            }
            return Ok(());
        }
        let wanted = Wanted {
            text: format!("see to it that this comes no more: {}", incident.summary),
            owner: owner.clone(),
            by: by.clone(),
            due_at: due_at.unwrap_or_else(|| fixed_by(owner, self.cx.rules, self.now)),
            incident: Some(incident.id),
            to: None,
            public: false,
            fixes: true,
        };
        // An owner is known by now, and a time that has passed was refused where it was said.
        drop(self.promise(&wanted)?);
        Ok(())
    }

    /// Tells what is due to be told of promises.
    pub(super) fn tell_of_promises(&self) -> Result<()> {
        for promise in self.tx.promises_to_tell(self.now, AT_ONCE)? {
            self.tell_what_is_due(promise)?;
        }
        Ok(())
    }

    /// Finds out anew when is told of each: the configuration may say otherwise than it did.
    pub(super) fn review_promises(&self) -> Result<()> {
        for promise in self.tx.open_promises()? {
            self.tx.change_promise(&promise, promise.next(&self.cx.rules.promises))?;
        }
        Ok(())
    }

    fn tell_what_is_due(&self, mut promise: Promise) -> Result<()> {
        let rules = self.cx.rules;
        let owner = promise.what.owner.clone();
        let due = promise.due(&rules.promises, self.now);
        let day = rules.people.get(&owner).and_then(|person| person.day_begins(self.now));
        // Nobody is woken for a promise, unless tomorrow is too late to hear of it.
        let wait = day.filter(|day| due != Some(Step::Remind) || *day < promise.what.due_at);
        if let (Some(_), Some(day)) = (due, wait) {
            return self.tx.change_promise(&promise, Some(day));
        }
        promise.told_at = self.now;
        self.tx.change_promise(&promise, promise.next(&rules.promises))?;
        match due {
            Some(Step::Remind) => self.remind_of(&promise),
            // Somebody who is off mends nothing meanwhile: others hear of it at once.
            Some(Step::Late) if self.is_off(&owner) => self.escalate(&promise),
            Some(Step::Late | Step::Again) => self.tell_late(&promise, Vec::new()),
            Some(Step::Escalate) => self.escalate(&promise),
            None => Ok(()),
        }
    }

    fn escalate(&self, promise: &Promise) -> Result<()> {
        let policy = match promise.what.incident {
            Some(id) => self.tx.incident(id)?.map(|incident| incident.policy),
            None => None,
        };
        let told = others(policy.as_ref(), &promise.what.owner, self.cx.rules, self.now);
        self.tell_late(promise, told)
    }

    fn is_off(&self, person: &PersonId) -> bool {
        self.cx.rules.rotas.values().any(|rota| rota.is_off(person, self.now))
    }

    fn remind_of(&self, promise: &Promise) -> Result<()> {
        let Promise { id, what, .. } = promise;
        let left = what.due_at.duration_since(self.now);
        let text = format!("due in {}: {}; {}", spell(left), self.to_owner(promise), closing(*id));
        self.tell_of_promise(&what.owner, text, what.due_at)?;
        if what.by != what.owner && self.is_off(&what.owner) {
            let text = format!(
                "{} is off, and owes by then what you promised, due in {}: {}; wail promise give {id} --owner \
                 NAME",
                what.owner,
                spell(left),
                one_line(&what.text)
            );
            self.tell_of_promise(&what.by, text, what.due_at)?;
        }
        let (id, owner, what) = (*id, what.owner.clone(), one_line(&what.text));
        self.put_on_record_of(promise, PromiseEvent::Reminded { id, owner, what, left })
    }

    fn tell_late(&self, promise: &Promise, told: Vec<PersonId>) -> Result<()> {
        let Promise { id, what, .. } = promise;
        let late = self.now.duration_since(what.due_at);
        let until = self.now.saturating_add(DAY).unwrap_or(self.now);
        let by = if late < SignedDuration::from_mins(1) {
            "late".to_owned()
        } else {
            format!("{} late", spell(late))
        };
        let said = self.to_owner(promise);
        let (closing, moving) = (closing(*id), format!("wail promise move {id} --by TIME -m WHY"));
        let text = format!("{by}: {said}; {closing}, or move it: {moving}");
        self.tell_of_promise(&what.owner, text, until)?;
        for other in &told {
            let to = what.to.as_ref().map(|to| format!(", to {}", one_line(to)));
            let text = format!(
                "promise {id} of {} is {by}{}: {}; wail promises shows all",
                what.owner,
                to.unwrap_or_default(),
                one_line(&what.text)
            );
            self.tell_of_promise(other, text, until)?;
        }
        let (id, owner, what) = (*id, what.owner.clone(), one_line(&what.text));
        self.put_on_record_of(promise, PromiseEvent::Late { id, owner, what, late, told })
    }

    /// `"add the missing index" by Fri 18:00, to customers (promise 3)`, on its owner's clock.
    fn to_owner(&self, promise: &Promise) -> String {
        let rules = self.cx.rules;
        let person = rules.people.get(&promise.what.owner);
        let zone = person.map_or(&rules.zone, |person| &person.zone);
        format!("{} (promise {})", self.put_in_words(promise, zone), promise.id)
    }

    /// `add the missing index, by Fri 18:00, to customers`
    fn put_in_words(&self, promise: &Promise, zone: &jiff::tz::TimeZone) -> String {
        let what = &promise.what;
        let due = clock_time(what.due_at, zone, self.now);
        let to = what.to.as_ref().map(|to| format!(", to {}", one_line(to)));
        let public = if what.public { ", for everybody to read" } else { "" };
        format!("{}, by {due}{}{public}", one_line(&what.text), to.unwrap_or_default())
    }

    fn tell_of_promise(&self, person: &PersonId, text: String, end: Timestamp) -> Result<()> {
        let lasts = self.now.saturating_add(About::Promise.lasts()).unwrap_or(end);
        let (person, expires_at) = (person.clone(), end.min(lasts));
        let (about, made_at) = (About::Promise, self.now);
        self.notify(&Notification { person, about, text, made_at, expires_at })
    }

    fn put_on_record_of(&self, promise: &Promise, event: PromiseEvent) -> Result<()> {
        let incident: Option<IncidentId> = promise.what.incident;
        self.tx.append(&Entry { at: self.now, incident, event: Event::Promise(event) })
    }
}

/// For how long it is worth telling that something is late.
const DAY: SignedDuration = SignedDuration::from_hours(24);

fn closing(id: PromiseId) -> String {
    format!("once it is done: wail promise close {id} -m HOW")
}
