//! What an alert does to the board: it opens, joins, repeats, clears, is held, or is only logged.

use std::borrow::Cow;

use jiff::{SignedDuration, Timestamp};

pub use super::due::Holding;

use super::cascade::Tie;
use super::inhibition::Inhibited;
use super::{HeldUntil, Hold, IncidentId};
use crate::domain::alert::{Alert, Severity, Signal};
use crate::domain::name::PolicyName;
use crate::domain::record::timeline::Routed;
use crate::domain::routing::route;
use crate::domain::rules::{Rules, Urgency};

/// What is known of a problem before its next report is looked at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Known {
    /// The incident its last report belonged to, if it had one.
    pub incident: Option<IncidentId>,
    /// How grave that incident is, while it is open.
    pub open: Option<Severity>,
    /// What its last report said.
    pub signal: Signal,
    /// When the episode of its last report began, if the sender said so.
    pub started_at: Option<Timestamp>,
    /// When the last report arrived that said something.
    pub said_at: Timestamp,
}

/// The part of the board that one alert needs.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Board {
    /// The same problem.
    pub known: Option<Known>,
    /// The open incident of the alert's group.
    pub group: Option<IncidentId>,
    /// The silence that holds the alert.
    pub silence: Option<HeldUntil>,
    /// The larger incident that explains the alert.
    pub inhibited: Option<Inhibited>,
    /// By which routes the alert goes; they are asked if nobody has.
    pub routed: Option<Routed>,
    /// What keeps it from waking anybody at once because it may be noise.
    pub noise: Option<HeldUntil>,
    /// The incident that it joins for what they have in common, if nothing holds it.
    pub cascade: Option<(IncidentId, Tie)>,
}

impl Board {
    /// What holds the alert, besides that its severity may wait for somebody's day.
    #[must_use]
    pub fn holding(&self) -> Option<Holding> {
        let silence = self.silence.clone().map(Holding::Until);
        silence.or_else(|| self.inhibited.clone().map(Holding::Inhibited))
    }

    /// What keeps it from waking anybody because it may be noise.
    #[must_use]
    pub fn noisy(&self) -> Option<Holding> {
        self.noise.clone().map(Holding::Until)
    }
}

/// What an alert does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Triage {
    /// It opens an incident under that policy.
    Opens(PolicyName),
    /// It opens one that is held.
    OpensHeld(PolicyName, Holding),
    /// It is one more problem of that incident, or one of its problems that is back.
    Joins(IncidentId),
    /// It is one more problem of that incident, for what it has in common with the first.
    Follows(IncidentId, Tie),
    /// It says again what was known.
    Repeats(IncidentId),
    /// It says again what was known, and that it is graver than that incident was.
    Raises(IncidentId),
    /// It says that a problem of that incident is over.
    Clears(IncidentId),
    /// It says that somebody has that incident, as the sender knows.
    Acknowledges(IncidentId),
    /// It changes nothing, for that reason.
    OnlyLogged(WhyNot),
}

/// Why a report opened nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WhyNot {
    /// Its severity is only written down.
    LowSeverity,
    /// It is a late copy of something that is already over.
    LateCopy,
    /// It is about an episode older than the one that is known.
    OlderEpisode,
    /// It says that something is over which was not open.
    NothingOpen,
    /// It says that somebody has something which is not open.
    NothingToAcknowledge,
    /// It says nothing of any problem: a sender introduces itself.
    Handshake,
    /// Somebody tried whether it arrives.
    Test,
    /// What happened changes no state.
    NoChange,
    /// The route that takes it only writes it down.
    RouteLogs,
}

impl WhyNot {
    /// All of them.
    pub const ALL: [Self; 9] = [
        Self::LowSeverity,
        Self::LateCopy,
        Self::OlderEpisode,
        Self::NothingOpen,
        Self::NothingToAcknowledge,
        Self::Handshake,
        Self::Test,
        Self::NoChange,
        Self::RouteLogs,
    ];

    /// The word in JSON and in the store.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::LowSeverity => "low-severity",
            Self::LateCopy => "late-copy",
            Self::OlderEpisode => "older-episode",
            Self::NothingOpen => "nothing-open",
            Self::NothingToAcknowledge => "nothing-to-acknowledge",
            Self::Handshake => "handshake",
            Self::Test => "test",
            Self::NoChange => "no-change",
            Self::RouteLogs => "route-logs",
        }
    }

    /// The reason as a person reads it.
    #[must_use]
    pub fn phrase(self) -> &'static str {
        match self {
            Self::LowSeverity => "only logged at this severity",
            Self::LateCopy => "a late copy of what is already over",
            Self::OlderEpisode => "about an episode older than the one known",
            Self::NothingOpen => "it is over, and nothing was open",
            Self::NothingToAcknowledge => "somebody has it there, and nothing is open here",
            Self::Handshake => "the sender introduces itself",
            Self::Test => "a test, which pages nobody",
            Self::NoChange => "it changes no state",
            Self::RouteLogs => "a route says that it is only logged",
        }
    }
}

/// Says what `alert` does to the board.
///
/// Reports may arrive late and in any order. Senders that say when an episode began are taken at
/// their word: an older episode never overrides a newer one, and within one episode `resolved` is
/// the last word. So every order of the same reports ends in the same state, and a late copy of a
/// resolved alert does not ring. Senders that do not say are taken in the order of arrival.
#[must_use]
pub fn triage(alert: &Alert, board: &Board, rules: &Rules, now: Timestamp) -> Triage {
    if let Some(why) = board.known.as_ref().and_then(|known| old_news(alert, known, now)) {
        return Triage::OnlyLogged(why);
    }
    let open = board.known.as_ref().and_then(|known| {
        let (incident, severity) = (known.incident?, known.open?);
        Some((incident, known.signal, severity))
    });
    let routed = match &board.routed {
        Some(routed) => Cow::Borrowed(routed),
        None => Cow::Owned(route(&rules.routes, alert, now)),
    };
    match (alert.signal, open) {
        (Signal::Firing, Some((id, Signal::Firing | Signal::Acknowledged, severity)))
            if alert.severity > severity =>
        {
            Triage::Raises(id)
        }
        (Signal::Firing, Some((id, Signal::Firing | Signal::Acknowledged, _))) => {
            Triage::Repeats(id)
        }
        (Signal::Firing, Some((id, Signal::Resolved, _))) => {
            only_logged(alert, &routed, rules).map_or(Triage::Joins(id), Triage::OnlyLogged)
        }
        (Signal::Resolved, Some((id, Signal::Firing | Signal::Acknowledged, _))) => {
            Triage::Clears(id)
        }
        (Signal::Acknowledged, Some((id, Signal::Firing | Signal::Acknowledged, _))) => {
            Triage::Acknowledges(id)
        }
        (Signal::Resolved, Some((_, Signal::Resolved, _)) | None) => {
            Triage::OnlyLogged(WhyNot::NothingOpen)
        }
        (Signal::Acknowledged, Some((_, Signal::Resolved, _)) | None) => {
            Triage::OnlyLogged(WhyNot::NothingToAcknowledge)
        }
        (Signal::Firing, None) => arrives(alert, board, &routed, rules, now),
    }
}

/// For how long after the end of a problem was reported a report of its beginning counts as late.
/// Senders try again for minutes; what still says "firing" after that means it, whatever start it
/// names: Alertmanager resolves what it has not heard of for a while, and when it hears again the
/// start is the old one. So it is with what somebody has ended here.
pub const LATENESS: SignedDuration = SignedDuration::from_mins(10);

/// Whether the report is about something that is known to be over or older than what is known.
///
/// A beginning may move back while the problem lasts: of two monitors that see the same,
/// Alertmanager comes to believe the earlier one. So an end after the known beginning ends it.
fn old_news(alert: &Alert, known: &Known, now: Timestamp) -> Option<WhyNot> {
    let (reported, last) = (alert.started_at?, known.started_at?);
    let is_over = known.signal == Signal::Resolved;
    // Somebody may have ended it here, while its sender has not.
    let is_closed = is_over || known.open.is_none();
    if alert.signal == Signal::Firing && is_closed && now > known.said_at + LATENESS {
        return None;
    }
    let ends_it = alert.signal == Signal::Resolved && alert.ended_at.is_some_and(|end| end > last);
    if reported < last && !ends_it {
        return Some(WhyNot::OlderEpisode);
    }
    let is_late = reported == last && alert.signal == Signal::Firing && is_over;
    is_late.then_some(WhyNot::LateCopy)
}

/// Why a problem that begins is only written down, if it is.
fn only_logged(alert: &Alert, routed: &Routed, rules: &Rules) -> Option<WhyNot> {
    if routed.policy.is_none() {
        return Some(WhyNot::RouteLogs);
    }
    (rules.urgency.of(alert.severity) == Urgency::Log).then_some(WhyNot::LowSeverity)
}

/// A problem that no open incident has yet.
fn arrives(alert: &Alert, board: &Board, routed: &Routed, rules: &Rules, now: Timestamp) -> Triage {
    if let Some(why) = only_logged(alert, routed, rules) {
        return Triage::OnlyLogged(why);
    }
    if let Some(id) = board.group {
        return Triage::Joins(id);
    }
    let Some(policy) = routed.together() else { return Triage::OnlyLogged(WhyNot::RouteLogs) };
    let day = || waits_for(alert.severity, &policy, rules, now).map(Holding::Until);
    // What may be noise is looked at by itself, unless it waits for the day as what it may join does.
    let is_held = || board.holding().is_some() || (board.noisy().is_some() && day().is_none());
    if let Some((id, tie)) = board.cascade.clone().filter(|_| !is_held()) {
        return Triage::Follows(id, tie);
    }
    // Nothing is told softly at night of what waits for the day anyway.
    match board.holding().or_else(day).or_else(|| board.noisy()) {
        Some(held) => Triage::OpensHeld(policy, held),
        None => Triage::Opens(policy),
    }
}

/// The hold of a severity that waits for somebody's day; none if it pages now.
pub(in crate::domain) fn waits_for(
    severity: Severity,
    policy: &PolicyName,
    rules: &Rules,
    now: Timestamp,
) -> Option<HeldUntil> {
    let waits_for_day = rules.urgency.of(severity) == Urgency::Day;
    if !waits_for_day && rules.people.values().all(|person| person.quiet.is_none()) {
        return None;
    }
    let name = super::called::first_person(policy, rules, now);
    let person = rules.people.get(&name)?;
    let day = waits_for_day.then(|| person.day_begins(now)).flatten();
    let until = day.max(person.quiet_until(severity, now))?;
    Some(HeldUntil { by: Hold::Hours(name), until })
}

/// How far off a hold can be at most, should a zone's calendar give no answer.
pub(crate) const LONGEST_NIGHT: SignedDuration = SignedDuration::from_hours(24);
