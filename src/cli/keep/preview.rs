//! What `wail prune` would let go, what stays and why, and what cannot be counted any more, in words.

use jiff::Timestamp;
use jiff::tz::TimeZone;
use serde_json::{Value, json};

use crate::cli::json as fields;
use crate::cli::{Session, time};
use crate::domain::record::prune::Stays;
use crate::domain::record::written::size;
use crate::domain::text::plain;
use crate::domain::wait::count;
use crate::store::{Amount, Owner, Plan};

/// How many of those that keep more from going are named.
const NAMED: usize = 5;

/// How far back the page for everybody looks.
pub(super) const STATUS_DAYS: i64 = 90;

/// What is asked to go, and what would come of it.
pub(super) struct Preview<'p> {
    pub(super) session: &'p Session,
    pub(super) before: Timestamp,
    pub(super) plan: &'p Plan,
}

impl Preview<'_> {
    /// The lines that people read.
    pub(super) fn lines(&self) -> Vec<String> {
        let Plan { cut, amount, .. } = self.plan;
        let before = self.day(self.before);
        let mut lines = Vec::new();
        if cut.last == 0 {
            lines.push(format!("nothing of before {before} can be let go"));
        } else {
            lines.push(format!(
                "{} and {} of before {before}, about {}, would be let go",
                entries(amount.entries),
                number(amount.incidents, "incident"),
                size(usize::try_from(amount.bytes).unwrap_or(usize::MAX)),
            ));
            lines.extend(self.goes(amount));
        }
        lines.extend(self.stays());
        if cut.last > 0 {
            lines.extend(self.loses(amount));
        }
        lines
    }

    fn goes(&self, amount: &Amount) -> Vec<String> {
        let (oldest, newest) =
            (amount.oldest.map(|at| self.at(at)), amount.newest.map(|at| self.at(at)));
        let mut lines = vec![format!(
            "  entries    {} to {}, of {} to {}",
            amount.first,
            self.plan.cut.last,
            oldest.unwrap_or_default(),
            newest.unwrap_or_default(),
        )];
        if let Some((first, last)) = amount.numbers {
            lines.push(format!(
                "  incidents  {first} to {last}, with {} and {}",
                number(amount.alerts, "alert"),
                number(amount.pages, "page"),
            ));
        }
        lines
    }

    /// What keeps more from going, though it is old enough.
    fn stays(&self) -> Vec<String> {
        let held = &self.plan.cut.held_by;
        let told = |why: &Stays| format!("  stays      {}", self.told(*why));
        let mut lines: Vec<String> = held.iter().take(NAMED).map(told).collect();
        if held.len() > NAMED {
            lines.push(format!("  stays      and {} more such", held.len() - NAMED));
        }
        if !held.is_empty() {
            let from = self.plan.cut.last + 1;
            lines.push(format!(
                "  stays      so entries stay from {from} on: the record has no holes"
            ));
        }
        if self.plan.cut.last > 0 {
            lines.push("  stays      what is open, owed or promised, whatever its age".to_owned());
        }
        lines
    }

    /// What numbers lose.
    fn loses(&self, amount: &Amount) -> Vec<String> {
        let until = amount.newest.map(|at| self.day(at)).unwrap_or_default();
        let mut lines = vec![
            format!("  loses      what `wail report load` and `wail report noise` count up to {until}"),
            "  loses      what `wail report nines` says of why and in which incident; its numbers stay"
                .to_owned(),
        ];
        if amount.fixes > 0 {
            let fixes = number(amount.fixes, "note");
            lines.push(format!(
                "  loses      {fixes} on what mended a problem, for when it comes again"
            ));
        }
        lines.extend(self.owners());
        let lost = amount.newest.filter(|newest| days(*newest, self.session.now) < STATUS_DAYS);
        lines.push(match lost {
            Some(_) => "  loses      incidents that the status page still shows".to_owned(),
            None => format!("  loses      nothing of the {STATUS_DAYS} days of the status page"),
        });
        lines
    }

    /// Who owns a problem no longer, though it may come again.
    fn owners(&self) -> Vec<String> {
        let owners = &self.plan.owners;
        let line = |Owner { person, incident, summary }: &Owner| {
            format!("  loses      that {person} owns what was in incident {incident}: {summary}")
        };
        let mut lines: Vec<String> = owners.iter().take(NAMED).map(line).collect();
        if owners.len() > NAMED {
            lines.push(format!("  loses      and {} more such", owners.len() - NAMED));
        }
        lines.iter().map(|line| plain(line).into_owned()).collect()
    }

    pub(super) fn value(&self) -> Value {
        let Plan { cut, amount, owners } = self.plan;
        json!({
            "before": fields::instant(self.before),
            "entries": amount.entries,
            "from": (cut.last > 0).then_some(amount.first),
            "until": (cut.last > 0).then_some(cut.last),
            "oldest_at": fields::maybe(amount.oldest),
            "newest_at": fields::maybe(amount.newest),
            "incidents": amount.incidents,
            "alerts": amount.alerts,
            "pages": amount.pages,
            "fixes": amount.fixes,
            "bytes": amount.bytes,
            "owners": owners.iter().map(owner).collect::<Value>(),
            "held_by": cut.held_by.iter().map(|why| self.held(*why)).collect::<Value>(),
        })
    }

    /// Why it stays, and what to do about it.
    fn told(&self, why: Stays) -> String {
        match why {
            Stays::Open(id) => format!("incident {id} is open: `wail show {id}`"),
            Stays::UpdateOwed(id) => format!("an update of incident {id} is owed: `wail updates`"),
            Stays::IncidentPromised(id, promise) => {
                format!("promise {promise} of incident {id} is not closed: `wail promises`")
            }
            Stays::StillReported(id) => {
                format!("an alert of incident {id} is still reported: `wail show {id}`")
            }
            Stays::Younger(id) => format!("incident {id} has younger entries: `wail log {id}`"),
            Stays::Promised(promise) => format!("promise {promise} is not closed: `wail promises`"),
            Stays::Ahead { entry, at, behind } => {
                let yet = if at > self.session.now { ", which has not been yet" } else { "" };
                let (behind, before) = (entries(behind), self.day(self.before));
                format!(
                    "entry {entry} is dated {}{yet}: {behind} of before {before} come after it",
                    self.at(at)
                )
            }
            Stays::Corrected { entry, by } => format!("entry {by} corrects entry {entry}"),
        }
    }

    fn held(&self, why: Stays) -> Value {
        let (what, incident, promise, entry) = match why {
            Stays::Open(id) => ("open", Some(id), None, None),
            Stays::UpdateOwed(id) => ("update-owed", Some(id), None, None),
            Stays::IncidentPromised(id, promise) => ("promised", Some(id), Some(promise), None),
            Stays::StillReported(id) => ("still-reported", Some(id), None, None),
            Stays::Younger(id) => ("younger-entries", Some(id), None, None),
            Stays::Promised(promise) => ("promised", None, Some(promise), None),
            Stays::Ahead { entry, .. } => ("dated-ahead", None, None, Some(entry)),
            Stays::Corrected { entry, .. } => ("corrected", None, None, Some(entry)),
        };
        json!({
            "why": what,
            "incident": incident.map(|id| id.0),
            "promise": promise.map(|id| id.0),
            "entry": entry,
            "text": self.told(why),
        })
    }

    fn at(&self, at: Timestamp) -> String {
        at.to_zoned(self.zone()).strftime("%Y-%m-%d %H:%M").to_string()
    }

    fn day(&self, at: Timestamp) -> String {
        let there = at.to_zoned(self.zone());
        let is_midnight = there.time() == jiff::civil::Time::midnight();
        if is_midnight { there.date().to_string() } else { self.at(at) }
    }

    fn zone(&self) -> TimeZone {
        self.session.zone()
    }
}

fn owner(owner: &Owner) -> Value {
    let Owner { person, incident, summary } = owner;
    json!({ "person": person.as_str(), "incident": incident.0, "summary": summary })
}

/// How many whole days ago that was.
pub(super) fn days(at: Timestamp, now: Timestamp) -> i64 {
    now.duration_since(at).as_hours() / 24
}

pub(super) fn entries(number: i64) -> String {
    if number == 1 { "1 entry".to_owned() } else { format!("{number} entries") }
}

pub(super) fn number(number: i64, one: &str) -> String {
    count(usize::try_from(number).unwrap_or(0), one)
}

/// `2025-10-25 03:12`, for the command that does it.
pub(super) fn typed(at: Timestamp, session: &Session) -> String {
    let stamp = time::stamp(at, &session.zone());
    stamp.strip_suffix(":00").unwrap_or(&stamp).to_owned()
}
