//! How a drill goes, read from the record: decided, gone out, answered, each with its time.

use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};

use super::Report;
use crate::cli::json::instant;
use crate::domain::alert::{Alert, Fingerprint, Signal};
use crate::domain::drill::{DrillEnd, DrillResult, DrillTimes, PREFIX, SOURCE, seconds, went_out};
use crate::domain::incident::{Closer, Incident, IncidentId, Status};
use crate::domain::name::{PersonId, SourceName};
use crate::pager::sound::SOUNDING;
use crate::store::{Recorded, Result, SentPage, TimelineQuery, Tx};

/// A drill from the instant at which it was sent.
pub(super) struct Course {
    /// When the request was sent.
    pub(super) sent_at: Timestamp,
    /// The alert, by which the incident is found.
    alert: Alert,
    incident: Option<Incident>,
    is_refused: bool,
    pages: Vec<SentPage>,
    entries: Vec<Recorded>,
}

/// Somebody who answered.
pub(super) struct Answered {
    by: PersonId,
    after: SignedDuration,
}

impl Answered {
    /// What is said of it.
    pub(super) fn phrase(&self) -> String {
        format!("acknowledged by {} after {}", self.by, seconds(self.after))
    }
}

impl Course {
    /// Nothing is known yet but when it was sent.
    pub(super) fn begin(report: &Report, sent_at: Timestamp) -> Self {
        let identity = Fingerprint::of([&report.key]);
        let source = SourceName::from(SOURCE);
        let alert = Alert::new(source, identity, Signal::Firing, report.severity)
            .summary(&format!("{PREFIX}{}", report.summary));
        let (pages, entries) = (Vec::new(), Vec::new());
        Self { sent_at, alert, incident: None, is_refused: false, pages, entries }
    }

    /// Reads the incident as it stands now.
    pub(super) fn refresh(&mut self, tx: &Tx<'_>) -> Result<()> {
        if self.incident.is_none() {
            let (board, why_not) = tx.board(&self.alert)?;
            self.is_refused = why_not.is_some();
            let id = board.known.and_then(|known| known.incident);
            self.incident = id.map(|id| tx.incident(id)).transpose()?.flatten();
        } else if let Some(id) = self.incident() {
            self.incident = tx.incident(id)?;
        }
        Ok(())
    }

    /// Reads what happened, and puts what is new into words.
    pub(super) fn look(&mut self, tx: &Tx<'_>) -> Result<Vec<String>> {
        self.refresh(tx)?;
        let Some(id) = self.incident() else { return Ok(Vec::new()) };
        self.pages = tx.pages(id)?;
        let seen = self.entries.len();
        self.entries.clear();
        let entries = &mut self.entries;
        tx.timeline(TimelineQuery::Of(id), |entry| entries.push(entry))?;
        let news = self.entries.iter().skip(seen);
        Ok(news.filter_map(|entry| self.sentence(id, entry)).collect())
    }

    fn sentence(&self, id: IncidentId, entry: &Recorded) -> Option<String> {
        let after = seconds(self.since(entry.at));
        match &*entry.event {
            "opened" => Some(format!("decided after {after}: incident {id}")),
            "delivered" | "channel-failed" => Some(match self.page_of(entry) {
                Some(page) => self.rang(page, entry),
                None => format!("{} after {after}", entry.text),
            }),
            "paged" | "held" | "hold-ended" | "quiet" | "nobody-on-call" | "tier-empty"
            | "unreachable" | "exhausted" | "given-up" => {
                Some(format!("{} after {after}", entry.text))
            }
            _ => None,
        }
    }

    /// What became of a page: `ana by command at desk/7: went out after 0.1 s, it ended with 0`.
    fn rang(&self, page: &SentPage, entry: &Recorded) -> String {
        let SentPage { person, channel, station, note, .. } = page;
        let place = station.as_ref().map(|station| format!(" at {station}")).unwrap_or_default();
        let note = note.as_ref().map(|note| format!(", {note}")).unwrap_or_default();
        let became = if entry.event == "delivered" { went_out(is_sound(page)) } else { "failed" };
        let after = seconds(self.since(entry.at));
        format!("{person} by {channel}{place}: {became} after {after}{note}")
    }

    /// The page that entry is about. An entry has no column for a channel: its sentence names it.
    fn page_of(&self, entry: &Recorded) -> Option<&SentPage> {
        let is_it = |page: &&SentPage| {
            entry.who.as_deref() == Some(&*page.person)
                && entry.text.starts_with(&format!("{} ", page.channel))
                && page.decided_at <= entry.at
                && page.finished_at.is_none_or(|at| at >= entry.at)
        };
        self.pages.iter().find(is_it)
    }

    fn since(&self, at: Timestamp) -> SignedDuration {
        at.duration_since(self.sent_at).max(SignedDuration::ZERO)
    }

    /// The incident, once it is decided.
    pub(super) fn incident(&self) -> Option<IncidentId> {
        self.incident.as_ref().map(|incident| incident.id)
    }

    /// Whether it is there and not over.
    pub(super) fn is_open(&self) -> bool {
        self.incident.as_ref().is_some_and(Incident::is_open)
    }

    /// Whether it was decided that nobody is called.
    pub(super) fn is_only_logged(&self) -> bool {
        self.incident.is_none() && self.is_refused
    }

    /// Who answered, if somebody has.
    pub(super) fn answered(&self) -> Option<Answered> {
        match &self.incident.as_ref()?.status {
            Status::Acknowledged { by, at, .. }
            | Status::Resolved { by: Closer::Person(by), at } => {
                Some(Answered { by: by.clone(), after: self.since(*at) })
            }
            Status::Held { .. } | Status::Triggered { .. } | Status::Resolved { .. } => None,
        }
    }

    /// When the first channel proved that it went out, and the page it was.
    fn first_out(&self) -> Option<(&Recorded, Option<&SentPage>)> {
        let entry = self.entries.iter().find(|entry| entry.event == "delivered")?;
        Some((entry, self.page_of(entry)))
    }

    /// What goes on the record of it.
    pub(super) fn result(
        &self,
        answered: Option<&Answered>,
        within: SignedDuration,
    ) -> DrillResult {
        let first = self.first_out();
        let opened = self.entries.iter().find(|entry| entry.event == "opened");
        let called = self.pages.first().map(|page| PersonId::from(page.person.as_str()));
        DrillResult {
            end: match answered {
                Some(Answered { by, after }) => DrillEnd::Passed(by.clone(), *after),
                None => DrillEnd::Missed(called, within),
            },
            station: first.and_then(|(_, page)| page?.station.clone()),
            times: DrillTimes {
                decided: opened.map(|entry| self.since(entry.at)),
                went_out: first.map(|(entry, _)| self.since(entry.at)),
                is_sound: first.and_then(|(_, page)| page).is_some_and(is_sound),
            },
        }
    }

    /// All of it, as JSON.
    pub(super) fn value(&self, result: &DrillResult) -> Value {
        let number = |length: Option<SignedDuration>| length.map(|it| it.as_millis_f64() / 1000.0);
        let (by, after) = match &result.end {
            DrillEnd::Passed(by, after) => (Some(by.as_str()), Some(*after)),
            DrillEnd::Missed(..) => (None, None),
        };
        json!({
            "incident": self.incident().map(|id| id.0),
            "summary": self.alert.summary,
            "severity": self.alert.severity.word(),
            "sent_at": instant(self.sent_at),
            "decided": number(result.times.decided),
            "went_out": number(result.times.went_out),
            "pages": self.pages.iter().map(|page| self.page(page)).collect::<Vec<_>>(),
            "acknowledged_by": by,
            "acknowledged": number(after),
            "passed": by.is_some(),
        })
    }

    fn page(&self, page: &SentPage) -> Value {
        let is_its = |entry: &&Recorded| {
            entry.event == "delivered"
                && self.page_of(entry).is_some_and(|found| found.id == page.id)
        };
        let out = self.entries.iter().find(is_its).map(|entry| self.since(entry.at));
        let out = out.map(|it| it.as_millis_f64() / 1000.0);
        json!({
            "person": page.person,
            "channel": page.channel,
            "station": page.station,
            "state": page.state.word(),
            "went_out": out,
            "sounded": out.filter(|_| is_sound(page)),
            "note": page.note,
        })
    }
}

/// Whether a loudspeaker took it. Its channel may have any name; its proof begins in one way.
fn is_sound(page: &SentPage) -> bool {
    page.note.as_ref().is_some_and(|proof| proof.starts_with(SOUNDING))
}
