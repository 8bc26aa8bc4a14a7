//! The write-up of one incident, or of several that are one story: the facts filled in, the rest asked for.

mod chart;
mod facts;
mod html;
mod markdown;
mod noted;
mod story;

use jiff::{SignedDuration, Timestamp};

use crate::domain::alert::Severity;
use crate::domain::incident::IncidentId;
use crate::domain::incident::before::Before;
use crate::domain::name::PersonId;
use crate::domain::promise::Promise;
use crate::domain::record::moments::Moments;
use crate::domain::record::said::Topic;
use crate::publish::timeline::{Line, Timeline};

/// How much of one text stands in a write-up, in characters.
const LONGEST: usize = 2000;

/// Everything that a write-up is made of.
#[derive(Clone, Debug)]
pub struct WriteUp {
    /// What it is called, unless its incidents say so.
    pub title: Option<String>,
    /// The instant at which it is made.
    pub now: Timestamp,
    /// What happened to them and around them, as `wail timeline` tells it, and the zone whose time stands in it
    /// beside UTC.
    pub timeline: Timeline,
    /// The incidents, the first to begin first; at least one.
    pub incidents: Vec<Told>,
    /// What else happened from shortly before the first until the end of the last, in order.
    pub around: Vec<Happened>,
    /// What was promised with any of them, or before of the same problem and owed when it came again.
    pub promises: Vec<Promise>,
    /// Where the picture of the hours is, for a text that cannot hold it.
    pub picture: Option<String>,
}

/// An incident as it is told.
#[derive(Clone, Debug)]
pub struct Told {
    /// Its number.
    pub id: IncidentId,
    /// How grave it was.
    pub severity: Severity,
    /// What it said of itself.
    pub summary: String,
    /// The services it was about, each once.
    pub services: Vec<String>,
    /// Who reported it.
    pub source: String,
    /// When what happened to it, as its timeline says.
    pub moments: Moments,
    /// When it began, as far as is known.
    pub began_at: Timestamp,
    /// When it was over, if it is.
    pub resolved_at: Option<Timestamp>,
    /// The problems in it, the first to begin first: identity and what each says.
    pub problems: Vec<(String, String)>,
    /// The problem that is likely to have caused the others.
    pub origin: Option<String>,
    /// When somebody was paged for it: the instant, whom and by what.
    pub pages: Vec<(Timestamp, String, String)>,
    /// How many of these fell into the hours in which whoever was paged sleeps, by their own clock.
    pub asleep: usize,
    /// How often its problem had come in 30 days; 0 if it had not come before.
    pub times: u32,
    /// The last time before.
    pub before: Option<Before>,
    /// Whose task it is that it comes no more.
    pub owner: Option<PersonId>,
}

impl Told {
    /// How long it lasted, until now while it does.
    fn lasted(&self, now: Timestamp) -> SignedDuration {
        self.resolved_at.unwrap_or(now).duration_since(self.began_at)
    }
}

/// What the record says of an incident, in sentences.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Known {
    /// What people noted that others could not do.
    pub impact: Vec<String>,
    /// What went well.
    pub went_well: Vec<String>,
    /// What was hard.
    pub was_hard: Vec<String>,
    /// What may have been behind it.
    pub causes: Vec<String>,
    /// What mended it, as people noted.
    pub fixes: Vec<String>,
}

/// An entry of the record that belongs to none of the incidents.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Happened {
    /// When.
    pub at: Timestamp,
    /// To which incident.
    pub incident: Option<IncidentId>,
    /// What, as a word.
    pub event: String,
    /// The sentence.
    pub text: String,
}

/// A piece of a write-up, before it has a form. Nothing in it is escaped yet.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Block {
    /// A section begins.
    Heading(String),
    /// Sentences of ours with facts in them.
    Facts(String),
    /// Facts one by one.
    List(Vec<String>),
    /// Facts in columns: the headings, then the rows. What stands in a cell on a line of its own is said of the
    /// line before it.
    Table(Vec<&'static str>, Vec<Vec<String>>),
    /// The picture of the hours.
    Picture,
    /// What the writer is asked.
    Ask(&'static str),
}

impl WriteUp {
    /// It in Markdown.
    #[must_use]
    pub fn markdown(&self) -> String {
        markdown::text(self, &story::blocks(self))
    }

    /// It as a page of HTML that needs nothing else.
    #[must_use]
    pub fn html(&self) -> String {
        html::page(self, &story::blocks(self))
    }

    /// The picture of the hours, in SVG.
    #[must_use]
    pub fn picture(&self) -> String {
        chart::picture(self)
    }

    /// What it is called.
    #[must_use]
    pub fn title(&self) -> String {
        if let Some(title) = &self.title {
            return title.clone();
        }
        match self.incidents.as_slice() {
            [one] => format!("Incident {}: {}", one.id, one.summary),
            several => {
                let ids: Vec<String> = several.iter().map(|told| told.id.to_string()).collect();
                format!("Incidents {}", ids.join(", "))
            }
        }
    }

    /// What stands in it of one of them.
    #[must_use]
    pub fn known(&self, told: &Told) -> Known {
        Known {
            impact: noted::noted(self, told, Topic::Impact),
            went_well: facts::went_well(self, told),
            was_hard: facts::was_hard(self, told),
            causes: noted::causes_of(self, told),
            fixes: noted::noted(self, told, Topic::Fix),
        }
    }

    /// When the first began and when the last was over; until now while one is not.
    fn span(&self) -> (Timestamp, Timestamp) {
        let from = self.incidents.iter().map(|told| told.began_at).min().unwrap_or(self.now);
        let to = self.incidents.iter().map(|told| told.resolved_at.unwrap_or(self.now)).max();
        (from, to.unwrap_or(self.now))
    }

    /// What happened to one of them, in order.
    fn lines_of(&self, id: IncidentId) -> impl Iterator<Item = &Line> {
        self.timeline.lines.iter().filter(move |line| line.incident == Some(id))
    }

    /// `Tue 2026-11-03 03:12`, by the zone's clock.
    fn local(&self, at: Timestamp) -> String {
        at.to_zoned(self.timeline.zone.clone()).strftime("%a %Y-%m-%d %H:%M").to_string()
    }
}

/// As much of a text as a write-up holds, on one line.
fn bounded(text: &str) -> String {
    let plain = crate::domain::text::plain(text);
    let length = plain.chars().count();
    if length <= LONGEST {
        return plain.into_owned();
    }
    let kept: String = plain.chars().take(LONGEST).collect();
    format!("{}… ({length} characters, cut)", kept.trim_end())
}

#[cfg(test)]
mod tests;
