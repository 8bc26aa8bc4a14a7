//! What the public is told of how everything is: only what is named, in words that give nothing away.
//!
//! Nothing that a monitor or a sender said stands in a [`Page`]: of an incident it has the services it is
//! about, its times, and what somebody wrote for the public.

pub mod days;
pub mod incident;
pub mod plan;

use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};

use self::days::Day;
use self::incident::Disruption;
use super::incident::IncidentId;
use super::nines::{Span, Tally};
use super::promise::PromiseId;
use super::watch::State;

/// How a service is, for whoever wants to use it; the later, the worse.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Condition {
    /// It serves.
    Up,
    /// It was planned that it need not.
    Maintenance,
    /// Nobody knows.
    Unknown,
    /// It serves, and something is not as it should be.
    Degraded,
    /// It does not serve.
    Down,
}

impl Condition {
    /// All of them.
    pub const ALL: [Self; 5] =
        [Self::Up, Self::Maintenance, Self::Unknown, Self::Degraded, Self::Down];

    /// The word in JSON.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Up => "up",
            Self::Maintenance => "maintenance",
            Self::Unknown => "unknown",
            Self::Degraded => "degraded",
            Self::Down => "down",
        }
    }

    /// The words for people.
    #[must_use]
    pub fn phrase(self) -> &'static str {
        match self {
            Self::Up => "Up",
            Self::Maintenance => "In maintenance",
            Self::Unknown => "Not known",
            Self::Degraded => "Degraded",
            Self::Down => "Down",
        }
    }

    /// How a service is that needs all of these monitors, each with whether it is in maintenance, while
    /// the worst open incident about it is that grave, if there is one.
    ///
    /// Monitors decide what is down. Where nothing looks, a critical incident does; any other says that
    /// something is not as it should be.
    #[must_use]
    pub fn of(monitors: &[(State, bool)], incident: Option<Grave>, is_maintained: bool) -> Self {
        let looked: Vec<State> =
            monitors.iter().filter(|(_, is_out)| !is_out).map(|(state, _)| *state).collect();
        let is_out = if monitors.is_empty() { is_maintained } else { looked.is_empty() };
        if is_out {
            return Self::Maintenance;
        }
        let has = |wanted: fn(&State) -> bool| looked.iter().any(wanted);
        if has(|state| *state == State::Down) {
            return Self::Down;
        }
        match incident {
            Some(Grave::Critical) if monitors.is_empty() => return Self::Down,
            Some(_) => return Self::Degraded,
            None => {}
        }
        if has(|state| *state == State::Degraded) {
            Self::Degraded
        } else if has(|state| state.is_available().is_none()) {
            Self::Unknown
        } else {
            Self::Up
        }
    }
}

/// How grave an incident is for the public.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Grave {
    /// Less than critical.
    Lesser,
    /// Critical.
    Critical,
}

/// A service as the public sees it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Service {
    /// What it is called.
    pub name: String,
    /// What it is, in a sentence.
    pub about: Option<String>,
    /// How it is now.
    pub condition: Condition,
    /// What was counted of it in all of the window; nothing if no monitor looks at it.
    pub tally: Option<Tally>,
    /// How it was on each day of the window, the first one first.
    pub days: Vec<Day>,
}

impl Service {
    /// For how long of all days nobody knows how it was; where no monitor looks, whether there was an
    /// incident.
    #[must_use]
    pub fn unknown(&self) -> SignedDuration {
        let days = || self.days.iter().map(|day| day.unheard);
        self.tally.map_or_else(|| days().sum(), |tally| tally.unknown)
    }
}

/// Maintenance that is planned or under way.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Planned {
    /// From when to when.
    pub span: Span,
    /// The names of the services it is about.
    pub services: Vec<String>,
    /// What was written of it for the public.
    pub text: Option<String>,
}

/// Something that was promised to the public and is not done yet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Promised {
    /// Its number.
    pub id: PromiseId,
    /// What.
    pub text: String,
    /// The names of the services it is about, as far as it comes from an incident of any.
    pub services: Vec<String>,
    /// That incident, where it is on the page.
    pub incident: Option<IncidentId>,
    /// When it was promised.
    pub made_at: Timestamp,
    /// By when.
    pub due_at: Timestamp,
}

/// Everything that a status page says at an instant.
#[derive(Clone, Debug)]
pub struct Page {
    /// What it is called.
    pub title: String,
    /// What it is about, in a sentence.
    pub about: Option<String>,
    /// Where it is found on the web, with a slash at its end.
    pub address: Option<String>,
    /// By whose clock its times are.
    pub zone: TimeZone,
    /// The instant.
    pub at: Timestamp,
    /// The time that is looked back on: whole days, and today up to that instant.
    pub window: Span,
    /// The services, in the order of the configuration.
    pub services: Vec<Service>,
    /// The incidents, the newest first.
    pub incidents: Vec<Disruption>,
    /// How many older ones there were in the window.
    pub left_out: usize,
    /// Maintenance, the next first.
    pub planned: Vec<Planned>,
    /// What is promised, the first due first.
    pub promises: Vec<Promised>,
}

impl Page {
    /// How all of it is: as its worst service.
    #[must_use]
    pub fn condition(&self) -> Condition {
        self.services.iter().map(|service| service.condition).max().unwrap_or(Condition::Up)
    }

    /// The same in a sentence that names what is not up.
    #[must_use]
    pub fn sentence(&self) -> String {
        let condition = self.condition();
        let worst = self.services.iter().filter(|service| service.condition == condition);
        let names: Vec<&str> = worst.map(|service| service.name.as_str()).collect();
        let is = if names.len() == 1 { "is" } else { "are" };
        let names = listed(&names);
        match condition {
            Condition::Up => "Everything is up".to_owned(),
            Condition::Maintenance => format!("{names} {is} in maintenance"),
            Condition::Unknown => format!("It is not known how {names} {is}"),
            Condition::Degraded => format!("{names} {is} degraded"),
            Condition::Down => format!("{names} {is} down"),
        }
    }

    /// The incidents that are not over.
    pub fn open(&self) -> impl Iterator<Item = &Disruption> {
        self.incidents.iter().filter(|it| it.ended_at.is_none())
    }

    /// The incidents that are over.
    pub fn past(&self) -> impl Iterator<Item = &Disruption> {
        self.incidents.iter().filter(|it| it.ended_at.is_some())
    }
}

/// `a`, `a and b`, `a, b and c`.
#[must_use]
pub fn listed(names: &[impl AsRef<str>]) -> String {
    let names: Vec<&str> = names.iter().map(AsRef::as_ref).collect();
    match names.as_slice() {
        [] => String::new(),
        [only] => (*only).to_owned(),
        [first @ .., last] => format!("{} and {last}", first.join(", ")),
    }
}

#[cfg(test)]
mod tests;
