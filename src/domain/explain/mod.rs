//! Why it rings, or does not: the chain that an alert goes through, stage by stage, and whom it calls.
//!
//! What is said of something that would happen is found out by letting it happen: the rules that decide
//! in earnest decide here, on values that are thrown away.

pub mod assertion;
mod foreseen;
mod past;
mod plan;
mod quiet;
mod stages;

use jiff::Timestamp;

pub use self::foreseen::Foreseen;
pub use self::past::{Happened, Told, findings_of};
pub use self::plan::{Call, Plan, PlannedPage, PlannedStep, continued};
pub use self::quiet::quiet_at;
pub use self::stages::STAGES;

use self::plan::World;
use super::alert::{Alert, Severity};
use super::incident::escalation::Context;
use super::incident::lifecycle::{Opening, open};
use super::incident::triage::{Board, Holding, Triage, triage};
use super::incident::{IncidentId, Outcome};
use super::name::PolicyName;
use super::quiet::silence::Silence;
use super::record::timeline::{Event, Routed};
use super::routing::route;

/// Something that would be reported, and what it would meet.
#[derive(Clone, Debug)]
pub struct Question<'a> {
    /// The alert, as its sender reports it.
    pub alert: &'a Alert,
    /// What is known of it, and what holds it besides its hour: a silence, a larger incident.
    pub board: Board,
    /// An open incident about something with these labels, if there is one.
    pub alike: Option<IncidentId>,
    /// The incident that stands for a storm of those that call the same people, if there is one.
    pub storm: Option<IncidentId>,
    /// What it comes to as the board stands; found out by the rules alone if nobody looked, or nothing
    /// came of it.
    pub foreseen: Option<Foreseen>,
    /// Whether it would be reported at this moment, and not at some other.
    pub is_now: bool,
    /// The silences that have not ended.
    pub silences: &'a [Silence],
    /// The rules, and who is taken to be reachable.
    pub cx: Context<'a>,
    /// When it would be reported.
    pub now: Timestamp,
}

/// What one stage of the chain comes to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// The stage, in a word.
    pub stage: &'static str,
    /// What follows from it.
    pub verdict: Verdict,
    /// It in words.
    pub said: String,
    /// Until when it holds, if it does and that is known.
    pub until: Option<Timestamp>,
}

/// What follows from a stage.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// The next stage is asked.
    Passes,
    /// The same, and something is otherwise than the sender said.
    Changes,
    /// Nobody is called for now.
    Holds,
    /// It is a matter of an open incident, and nobody is called for it alone.
    Joins,
    /// Nobody is called for it at all.
    Ends,
}

impl Verdict {
    /// The word in JSON.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Passes => "passes",
            Self::Changes => "changes",
            Self::Holds => "holds",
            Self::Joins => "joins",
            Self::Ends => "ends",
        }
    }
}

impl Finding {
    fn new(stage: &'static str, verdict: Verdict, said: impl Into<String>) -> Self {
        Self { stage, verdict, said: said.into(), until: None }
    }

    fn until(self, until: Option<Timestamp>) -> Self {
        Self { until, ..self }
    }
}

/// The whole chain, and the plan that comes of it.
#[derive(Clone, Debug)]
pub struct Explanation {
    /// What each stage comes to, in order, up to one that ends the chain.
    pub findings: Vec<Finding>,
    /// By which routes it goes.
    pub routed: Routed,
    /// How grave it is by then.
    pub severity: Severity,
    /// The policy that calls; none if nobody is called.
    pub policy: Option<PolicyName>,
    /// What holds it first, in a word, if anything does.
    pub held: Option<&'static str>,
    /// Whom it calls, and when, if nobody acknowledges.
    pub plan: Plan,
}

/// What a stage may look at.
#[derive(Clone, Copy)]
struct Asked<'a> {
    question: &'a Question<'a>,
    /// The alert, as grave as the routes make it.
    alert: &'a Alert,
    routed: &'a Routed,
    /// What it does to the board.
    triage: &'a Triage,
}

impl Asked<'_> {
    /// The policy that calls: that of the incident it belongs to, else the one to which the routes lead.
    fn policy(&self) -> Option<PolicyName> {
        match &self.question.foreseen {
            Some(foreseen) => Some(foreseen.incident.policy.clone()),
            None => self.routed.together(),
        }
    }
}

/// Says what would become of an alert that is reported now, and why.
#[must_use]
pub fn explain(question: &Question<'_>) -> Explanation {
    let Question { cx, now, .. } = *question;
    let routed = route(&cx.rules.routes, question.alert, now);
    let alert = routed.graded(question.alert);
    let old_news = || cx.rules.noise.old_news.hold(&alert, question.board.known.as_ref(), now);
    let board = Board {
        routed: Some(routed.clone()),
        noise: question.board.noise.clone().or_else(old_news),
        ..question.board.clone()
    };
    let question = &Question { board, ..question.clone() };
    let triage = triage(&alert, &question.board, cx.rules, now);
    let asked = Asked { question, alert: &alert, routed: &routed, triage: &triage };
    let mut findings = Vec::new();
    for stage in STAGES {
        let finding = (stage.explain)(asked);
        let is_last = matches!(finding.verdict, Verdict::Ends | Verdict::Joins);
        findings.push(finding);
        if is_last {
            break;
        }
    }
    let labels = [alert.labels.clone()];
    let (policy, held, plan) = match (&question.foreseen, first_outcome(asked)) {
        (Some(foreseen), _) => {
            let held = foreseen.outcomes.iter().flat_map(|it| &it.timeline).find_map(held_by);
            (asked.policy(), held, plan::foreseen(foreseen, question.silences, cx, now))
        }
        (None, Some(first)) => {
            let (policy, held) =
                (first.incident.policy.clone(), first.timeline.iter().find_map(held_by));
            let world = World { labels: &labels, silences: question.silences, cx };
            (Some(policy), held, plan::plan(first, world, now))
        }
        (None, None) => (None, None, Plan::default()),
    };
    let severity = alert.severity;
    Explanation { findings, routed: routed.clone(), severity, policy, held, plan }
}

/// What opening it comes to; none if it opens nothing.
fn first_outcome(Asked { question, alert, triage, .. }: Asked<'_>) -> Option<Outcome> {
    let Question { cx, now, .. } = *question;
    let begin = |policy: &PolicyName, held: Option<Holding>| {
        let policy = policy.clone();
        let opening = Opening { id: IncidentId(0), alert, policy, held, routed: None };
        open(opening, cx, now)
    };
    match triage {
        Triage::Opens(policy) => Some(begin(policy, None)),
        Triage::OpensHeld(policy, held) => Some(begin(policy, Some(held.clone()))),
        Triage::Joins(_)
        | Triage::Follows(..)
        | Triage::Repeats(_)
        | Triage::Raises(_)
        | Triage::Clears(_)
        | Triage::Acknowledges(_)
        | Triage::OnlyLogged(_) => None,
    }
}

/// What holds it by that event, in a word.
fn held_by(event: &Event) -> Option<&'static str> {
    if event.word() == "held" { event.reason() } else { None }
}
