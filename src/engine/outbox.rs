//! Effects as rows: which pages a station takes, and what became of them.

use super::{Applied, Engine};
use crate::domain::incident::{FailedPage, Incident, Input, Reason};
use crate::domain::page::{Page, PageId, PageResult};
use crate::domain::record::timeline::{Entry, Event};
use crate::domain::station;
use crate::store::{DuePage, PageState, Result, Subject};

/// The station that takes pages, and whether it is the daemon that decides.
#[derive(Clone, Copy, Debug)]
pub struct Station<'a> {
    /// What it is and what it can reach.
    pub station: &'a station::Station,
    /// Whether it takes the pages that need no station.
    pub decides: bool,
}

/// A page this station has taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Claimed {
    /// Its number.
    pub id: PageId,
    /// What was decided.
    pub page: Page,
    /// What it is about.
    pub subject: Subject,
}

/// How many pages that are for other stations are looked past to find one's own.
const SKIPPED_AT_MOST: usize = 5000;

/// The kind of channel whose place others take on the same machine.
const LOUDSPEAKER: &str = "sound";

/// What is to be done with a page that is due.
enum Fate {
    Mine,
    AnotherStations,
    Nobodys(String),
}

impl Engine<'_> {
    /// Puts a page into the outbox. One that is due at once and that this station can ring is taken
    /// in the same breath.
    pub(super) fn put_page(&self, page: &Page, incident: &Incident) -> Result<()> {
        let is_due = page.due_at <= self.now;
        let rings = is_due && !self.hears_before(&incident.source);
        let by = self.station.filter(|by| rings && matches!(self.fate(page, *by), Fate::Mine));
        if is_due && by.is_none() {
            self.concerns_others.set(true);
        }
        let name = by.map(|by| by.station.name.as_str());
        let id = self.tx.put_page(page, name, self.now)?;
        if by.is_some() {
            self.supersede(id, page)?;
            let subject = Subject {
                summary: incident.summary.clone(),
                source: incident.source.clone(),
                labels: incident.labels.clone(),
                seen: self.tx.seen(incident.id)?,
            };
            let claimed = self.worded(id, page.clone(), subject)?;
            self.claimed.borrow_mut().push(claimed);
        }
        Ok(())
    }

    /// Takes the due pages that this station can ring, at most about so many; says how many it
    /// dealt with. A page that nobody can ring any more has failed: the person's next channel, or
    /// the next step, is due at once.
    pub fn claim(&self, at_most: usize) -> Result<usize> {
        let Some(by) = self.station else { return Ok(0) };
        let (mut dealt_with, mut others) = (0, 0);
        loop {
            let due = self.tx.due_pages(self.now, others, at_most)?;
            let (number, before) = (due.len(), others);
            let mut has_failed = false;
            for due in due {
                if self.hears_before(&due.subject.source) {
                    others += 1;
                    continue;
                }
                match self.fate(&due.page, by) {
                    Fate::Mine => self.take(due, by.station)?,
                    Fate::AnotherStations => others += 1,
                    Fate::Nobodys(why) => {
                        has_failed = true;
                        self.tx.claim(due.id, &by.station.name)?;
                        self.finish(due.id, PageResult::Failed { error: why })?;
                        self.let_stand_in(due, by)?;
                    }
                }
            }
            dealt_with += number - (others - before);
            if has_failed {
                // What follows from a failure is due at once, and may stand anywhere. It ends:
                // whoever is called next can be reached by these same stations.
                others = 0;
            }
            let is_all = number < at_most && !has_failed;
            if is_all || dealt_with >= at_most || others >= SKIPPED_AT_MOST {
                return Ok(dealt_with);
            }
        }
    }

    /// A page that no loudspeaker can ring now, for somebody who sits here, is told by whatever else this
    /// machine has, for as long as it is wanted.
    fn let_stand_in(&self, due: DuePage, by: Station<'_>) -> Result<()> {
        let DuePage { id, page, subject, .. } = due;
        let reaches = self.cx.rules.people.get(&page.person).map(|person| &person.channels);
        let reach =
            reaches.and_then(|reaches| reaches.iter().find(|reach| reach.channel == page.channel));
        if by.station.is_for(&page.person) && reach.is_some_and(|reach| reach.kind == LOUDSPEAKER) {
            self.tx.keep_trying(id)?;
            let claimed = self.worded(id, page, subject)?;
            self.unheard.borrow_mut().push(claimed);
        }
        Ok(())
    }

    fn fate(&self, page: &Page, by: Station<'_>) -> Fate {
        let reaches = self.cx.rules.people.get(&page.person).map(|person| &person.channels);
        let reach =
            reaches.and_then(|reaches| reaches.iter().find(|reach| reach.channel == page.channel));
        match reach {
            None => Fate::Nobodys("the configuration has this channel no longer".to_owned()),
            Some(reach) if !reach.needs_station && by.decides => Fate::Mine,
            Some(reach)
                if reach.needs_station
                    && by.station.is_for(&page.person)
                    && by.station.channels.contains(&reach.kind) =>
            {
                Fate::Mine
            }
            Some(reach) if self.cx.stations.can_ring(&page.person, reach) => Fate::AnotherStations,
            Some(reach) => Fate::Nobodys(
                self.cx
                    .stations
                    .why_not(&page.person, reach)
                    .unwrap_or_else(|| "the station that could ring it is gone".to_owned()),
            ),
        }
    }

    fn take(&self, due: DuePage, by: &station::Station) -> Result<()> {
        let DuePage { id, page, decided_at, subject } = due;
        if !self.tx.claim(id, &by.name)? {
            return Ok(());
        }
        // What was due at once went on the record when it was decided, and what follows a failure
        // when that was written down. A clock that was put back may have moved the rest to before that.
        if page.due_at != decided_at && page.reason != Reason::ChannelFailed {
            let event = self.paged_late(id, &page)?;
            self.tx.append(&Entry { at: self.now, incident: Some(page.incident), event })?;
        }
        self.supersede(id, &page)?;
        let claimed = self.worded(id, page, subject)?;
        self.claimed.borrow_mut().push(claimed);
        Ok(())
    }

    /// Writes down what a channel says of a page. Says whether the page was still wanted: one that
    /// was hushed meanwhile is not.
    pub fn finish(&self, id: PageId, result: PageResult) -> Result<bool> {
        let (state, note) = match &result {
            PageResult::Delivered { proof } => (PageState::Delivered, proof),
            PageResult::Failed { error } | PageResult::FailedForNow { error, .. } => {
                (PageState::Failed, error)
            }
        };
        let Some((page, station)) = self.tx.finish(id, state, note, self.now)? else {
            return self.finish_again(id, &result);
        };
        if !matches!(result, PageResult::Delivered { .. }) {
            // Whoever decides, or has the next channel, goes on from here.
            self.concerns_others.set(true);
        }
        match result {
            PageResult::Delivered { proof } => {
                self.went_out(&page)?;
                let event = Event::Delivered(page.person, page.channel, proof);
                self.tx.append(&Entry { at: self.now, incident: Some(page.incident), event })?;
            }
            PageResult::Failed { error } if self.another_can(&page, station.as_deref()) => {
                self.tx.give_back(id)?;
                let error = format!("{error}; another station tries");
                let event = Event::ChannelFailed(page.person, page.channel, error);
                self.tx.append(&Entry { at: self.now, incident: Some(page.incident), event })?;
            }
            PageResult::Failed { error } => self.page_failed(id, &page, error)?,
            PageResult::FailedForNow { error, again } => {
                self.failed_for_now(id, &page, &error, again)?;
            }
        }
        Ok(true)
    }

    /// Whether a station other than the one that could not can ring it.
    fn another_can(&self, page: &Page, could_not: Option<&str>) -> bool {
        let reaches = self.cx.rules.people.get(&page.person).map(|person| &person.channels);
        let reach = reaches
            .and_then(|reaches| reaches.iter().find(|reach| reach.channel == page.channel))
            .filter(|reach| reach.needs_station);
        let others =
            self.cx.stations.alive.iter().filter(|other| Some(other.name.as_str()) != could_not);
        reach.is_some_and(|reach| {
            let mut others = others;
            others.any(|other| other.is_for(&page.person) && other.channels.contains(&reach.kind))
        })
    }

    pub(super) fn page_failed(&self, id: PageId, page: &Page, error: String) -> Result<()> {
        let failed = FailedPage {
            person: page.person.clone(),
            channel: page.channel.clone(),
            error,
            next: self.tx.next_channel(page.incident, &page.person)?,
            others: self.tx.has_other_pages(page.incident, id)?,
        };
        match self.apply(page.incident, Input::PageFailed(failed))? {
            Applied::Changed(_)
            | Applied::Unchanged(_)
            | Applied::Refused(..)
            | Applied::Missing => Ok(()),
        }
    }
}
