//! Messages that did not go out and may yet: taken again, given up, and told of when none goes out.

use jiff::SignedDuration;

use super::{Claimed, Engine};
use crate::domain::page::{Again, Page, PageId, PageResult};
use crate::domain::record::timeline::{DaemonEvent, Entry, Event};
use crate::domain::resend::Resend;
use crate::store::{DuePage, Result};

/// How many are tried again at once.
const AT_ONCE: usize = 16;

/// How long one attempt may take, with the wait for its turn. After a crash in the middle of one, it is
/// made again then.
const ATTEMPT: SignedDuration = SignedDuration::from_secs(60);

impl Engine<'_> {
    /// Takes the messages that are due to be tried again; only the daemon that decides does. One whose
    /// time was over meanwhile is given up.
    pub fn claim_again(&self) -> Result<()> {
        if !self.station.is_some_and(|by| by.decides) {
            return Ok(());
        }
        let places = AT_ONCE.saturating_sub(self.tx.resends_out(self.now)?);
        for DuePage { id, page, subject, .. } in self.tx.due_resends(self.now, places)? {
            let resend = self.tx.resend(id)?.filter(|resend| !resend.has_expired(self.now));
            if resend.is_none() {
                self.give_up(id, &page)?;
                continue;
            }
            self.tx.take_resend(id, self.now + ATTEMPT)?;
            let claimed = self.worded(id, page, subject)?;
            self.again.borrow_mut().push(claimed);
        }
        Ok(())
    }

    /// What has been taken to be tried again since this was last asked.
    #[must_use]
    pub fn claimed_again(&self) -> Vec<Claimed> {
        self.again.take()
    }

    /// A page did not go out now: the failure follows at once as any other does, and the message itself
    /// is tried again.
    pub(super) fn failed_for_now(
        &self,
        id: PageId,
        page: &Page,
        error: &str,
        again: Again,
    ) -> Result<()> {
        let resend = Resend::begin(again, self.now);
        let next = resend.next(again, self.now);
        let told = match next {
            Some(_) => format!("{error}; it is tried again"),
            None => error.to_owned(),
        };
        self.page_failed(id, page, told)?;
        if let Some(again_at) = next {
            self.tx.put_resend(id, page.incident, &resend, again_at)?;
        }
        self.count_failure(page, error)
    }

    /// Writes down what became of another attempt. Says whether it was still wanted.
    pub(super) fn finish_again(&self, id: PageId, result: &PageResult) -> Result<bool> {
        let Some(resend) = self.tx.resend(id)? else { return Ok(false) };
        let Some(page) = self.tx.page(id)?.map(|found| found.page) else { return Ok(false) };
        match result {
            PageResult::Delivered { proof } => {
                let proof = format!("{proof}, at attempt {}", resend.attempts + 1);
                let station = self.station.map_or("", |by| by.station.name.as_str());
                self.tx.drop_resend(id)?;
                self.tx.revive(id, &proof, station, self.now)?;
                let event = Event::Delivered(page.person.clone(), page.channel.clone(), proof);
                self.tx.append(&Entry { at: self.now, incident: Some(page.incident), event })?;
                self.went_out(&page)?;
            }
            PageResult::FailedForNow { error, again } => {
                self.count_failure(&page, error)?;
                self.tx.note_failure(id, error)?;
                let resend = resend.failed(*again);
                let next = resend.next(*again, self.now);
                // Counted also when it is the last, for the record.
                self.tx.delay_resend(id, &resend, next.unwrap_or(self.now))?;
                if next.is_none() {
                    self.give_up(id, &page)?;
                }
            }
            PageResult::Failed { error } => {
                self.tx.note_failure(id, error)?;
                self.give_up(id, &page)?;
            }
        }
        Ok(true)
    }

    /// It is not tried any more.
    fn give_up(&self, id: PageId, page: &Page) -> Result<()> {
        let attempts = self.tx.resend(id)?.map_or(1, |resend| resend.attempts);
        let error = self.tx.page(id)?.and_then(|found| found.error).unwrap_or_default();
        self.tx.drop_resend(id)?;
        let (person, channel) = (page.person.clone(), page.channel.clone());
        let event = Event::GivenUp { person, channel, attempts, error };
        self.tx.append(&Entry { at: self.now, incident: Some(page.incident), event })
    }

    /// Counts a message that failed. When none goes out any more, that is told, once.
    fn count_failure(&self, page: &Page, error: &str) -> Result<()> {
        let failing = self.tx.push_failed(page, error, self.now)?;
        if !failing.is_news(self.now) {
            return Ok(());
        }
        self.tx.push_told(page, self.now)?;
        self.concerns_others.set(true);
        let (person, channel) = (page.person.clone(), page.channel.clone());
        self.note(DaemonEvent::PushFails(person, channel, error.to_owned()))
    }

    /// A message went out; where people had been told that none does, they are told that too.
    pub(super) fn went_out(&self, page: &Page) -> Result<()> {
        if !self.is_push(page) || !self.tx.push_works(page)? {
            return Ok(());
        }
        self.concerns_others.set(true);
        self.note(DaemonEvent::PushWorks(page.person.clone(), page.channel.clone()))
    }

    /// A message that goes out now tells what older ones of the same incident still try to tell.
    pub(super) fn supersede(&self, id: PageId, page: &Page) -> Result<()> {
        if self.is_push(page) { self.tx.supersede(id, page) } else { Ok(()) }
    }

    fn is_push(&self, page: &Page) -> bool {
        let person = self.cx.rules.people.get(&page.person);
        let mut reaches = person.into_iter().flat_map(|person| &person.channels);
        reaches.any(|reach| reach.channel == page.channel && reach.kind == "push")
    }

    fn note(&self, event: DaemonEvent) -> Result<()> {
        self.tx.append(&Entry { at: self.now, incident: None, event: Event::Daemon(event) })
    }
}
