//! How a chain and a plan are shown: a line for each stage, a line for everybody who is called.

use std::fmt::Write as _;

use jiff::Timestamp;
use jiff::tz::TimeZone;
use serde_json::{Value, json};

use super::moment::Moment;
use crate::cli::json::{instant, maybe};
use crate::cli::out::Tone;
use crate::cli::wrap::fitted;
use crate::cli::{Session, time};
use crate::config::Settings;
use crate::domain::alert::Alert;
use crate::domain::explain::{Call, Finding, Plan, PlannedPage, PlannedStep, Told, Verdict};
use crate::domain::incident::Incident;
use crate::domain::label::Labels;
use crate::domain::name::PersonId;
use crate::domain::station::Stations;
use crate::domain::text::plain;
use crate::domain::wait::{count, spell};

/// Where the text of a stage begins.
const INDENT: usize = "  maintenance  ".len();

/// How much of one stage of an incident is told.
const TOLD: usize = 12;

/// After a channel that could not be used now.
const NOT_NOW: &str = " [not now]";

/// What a plan is shown with.
pub(super) struct Shown<'a> {
    /// By which it is known what sounds.
    pub(super) settings: &'a Settings,
    /// The labels of what is asked about.
    pub(super) labels: &'a Labels,
    /// Who can be reached now, if it is about now.
    pub(super) stations: Option<&'a Stations>,
    /// Since when time is counted.
    pub(super) since: Timestamp,
    /// Under which condition the plan holds, in words.
    pub(super) unless: &'static str,
}

impl Shown<'_> {
    /// What that page sounds like, if it is a sound.
    fn sound(&self, call: &Call, page: &PlannedPage) -> Option<String> {
        let people = &self.settings.rules.people;
        let reach = people.get(&call.person)?.channels.iter().find(|it| it.channel == page.channel);
        reach.filter(|reach| reach.kind == "sound").map(|_| {
            self.settings.sound_for(&call.person, call.severity, self.labels, page.at).name
        })
    }

    /// Whether that page would go out now; nothing is known of another time.
    fn is_reachable(&self, person: &PersonId, page: &PlannedPage) -> Option<bool> {
        let reaches = &self.settings.rules.people.get(person)?.channels;
        let reach = reaches.iter().find(|reach| reach.channel == page.channel)?;
        Some(self.stations?.can_ring(person, reach))
    }
}

/// What is asked.
pub(super) fn question_text(session: &Session, alert: &Alert, moment: &Moment) -> String {
    let labels: Vec<String> =
        alert.labels.iter().map(|(name, value)| format!("{name}={value}")).collect();
    let asked = format!("{} from {}, {}", alert.severity, alert.source, labels.join(" "));
    let at = moment.at.to_zoned(moment.zone.clone()).strftime("%Y-%m-%d %H:%M:%S %:z");
    let name = moment.zone.iana_name().filter(|_| moment.is_named);
    let zone = name.map(|name| format!(", {name}")).unwrap_or_default();
    format!("{}\n  at {at}{zone}\n\n", session.out.paint(Tone::Strong, fitted(&plain(&asked), 2)))
}

/// Which incident it is about.
pub(super) fn incident_text(session: &Session, incident: &Incident) -> String {
    let Incident { id, severity, summary, policy, status, .. } = incident;
    let head = fitted(&format!("{id} {severity}: {}", plain(summary)), 2);
    let head = session.out.paint(Tone::Strong, head);
    format!("{head}\n  {}, policy {}\n\n", status.word(), plain(policy.as_str()))
}

/// The chain, one line for each stage.
pub(super) fn findings_text(
    session: &Session,
    findings: &[Finding],
    at: Timestamp,
    zone: &TimeZone,
) -> String {
    let mut text = String::new();
    // Where every stage passes, there is no column that says so.
    let width = findings.iter().map(|finding| word(finding.verdict).len()).max().unwrap_or(0);
    for finding in findings {
        let until = finding.until.map(|until| {
            let wait = spell(until.duration_since(at));
            format!(", until {} ({wait})", time::local(until, at, zone))
        });
        let line = format!(
            "  {:<11}  {:<width$}{}{}",
            finding.stage,
            word(finding.verdict),
            plain(&finding.said),
            until.unwrap_or_default()
        );
        line_of(session, finding.verdict, (&line, INDENT + width), &mut text);
    }
    text
}

/// What happened, stage by stage.
pub(super) fn told_text(
    session: &Session,
    told: &[Told],
    incident: &Incident,
    zone: &TimeZone,
) -> String {
    let mut text = String::new();
    let mut stages: Vec<&str> = told.iter().map(|told| told.finding.stage).collect();
    stages.dedup();
    for stage in stages {
        let of_it: Vec<&Told> = told.iter().filter(|told| told.finding.stage == stage).collect();
        for Told { at, finding } in of_it.iter().take(TOLD) {
            let until = match (finding.verdict, finding.until) {
                (Verdict::Holds, Some(until)) => {
                    format!(", and that ended {}", time::stamp(until, zone))
                }
                (Verdict::Holds, None) if incident.is_open() => ", and that lasts".to_owned(),
                _ => String::new(),
            };
            let (at, said) = (time::stamp(*at, zone), plain(&finding.said));
            let line = format!("  {stage:<11}  {at}  {said}{until}");
            line_of(session, finding.verdict, (&line, INDENT), &mut text);
        }
        if of_it.len() > TOLD {
            let more = of_it.len() - TOLD;
            let id = incident.id;
            // Writing to a string cannot fail.
            let _ = writeln!(text, "  {stage:<11}  and {more} more: `wail log {id}` shows all");
        }
    }
    text
}

fn line_of(session: &Session, verdict: Verdict, (line, indent): (&str, usize), text: &mut String) {
    let tone = match verdict {
        Verdict::Passes => Tone::Plain,
        Verdict::Changes | Verdict::Holds | Verdict::Joins => Tone::Calm,
        Verdict::Ends => Tone::Alarm,
    };
    text.push_str(&session.out.paint(tone, fitted(line, indent)));
    text.push('\n');
}

/// What follows from a stage, for people: nothing where the next is asked.
fn word(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Passes => "",
        Verdict::Changes => "changes  ",
        Verdict::Holds => "holds  ",
        Verdict::Joins => "joins  ",
        Verdict::Ends => "ends  ",
    }
}

/// Whom it calls and when, if nobody acknowledges. Rounds that are like the first are told in a line.
pub(super) fn plan_text(plan: &Plan, shown: &Shown<'_>, zone: &TimeZone) -> String {
    if plan.steps.is_empty() && plan.joins.is_none() {
        return String::new();
    }
    let columns = Columns::of(plan, shown, zone);
    let mut lines = vec![String::new()];
    if plan.in_storm {
        lines.push(match plan.after {
            Some(id) => format!("incident {id} calls for it, as for all of the storm"),
            None => "the storm that begins calls for it, as for all that is in it".to_owned(),
        });
        lines.extend(plan.instead.iter().flat_map(|step| step_lines(step, shown, columns)));
        lines.push(String::new());
    }
    lines.push(heading(plan, shown.since, shown.unless));
    let first_round = plan.steps.iter().find_map(|step| step.place).map_or(0, |(_, round)| round);
    let last = plan.steps.len().saturating_sub(1);
    let is_told = |index: usize, step: &PlannedStep| {
        (index == last && !plan.is_cut) || step.place.is_none_or(|(_, round)| round == first_round)
    };
    let mut is_skipping = false;
    for (index, step) in plan.steps.iter().enumerate() {
        if is_told(index, step) {
            lines.extend(step_lines(step, shown, columns));
        } else if !is_skipping {
            is_skipping = true;
            lines.push(format!("{}{}", columns.moment(step.at, shown), again(plan, first_round)));
        }
    }
    if lines.iter().any(|line| line.contains(NOT_NOW)) {
        lines.push(String::new());
        let about = "no running station can ring so at this moment: `wail doctor` says more";
        lines.push(format!(" {NOT_NOW}  {about}"));
    }
    let indent = 2 + columns.clock + 2 + columns.wait + 2;
    let lines = lines.iter().map(|line| fitted(line, indent));
    lines.collect::<Vec<_>>().join("\n") + "\n"
}

/// Of what the plan is, and on which condition.
fn heading(plan: &Plan, since: Timestamp, unless: &str) -> String {
    let calls_at_once = plan.steps.iter().any(|step| step.at == since && !step.calls.is_empty());
    let once = match (plan.after, plan.in_storm) {
        (Some(id), _) => Some(format!("once incident {id} is over")),
        (None, true) => Some("once that storm is over".to_owned()),
        (None, false) => None,
    };
    match (plan.joins, once) {
        (Some(id), Some(once)) => {
            format!("no page of its own goes; incident {id} is held: {once}, {unless}")
        }
        (Some(id), None) if plan.steps.is_empty() => {
            format!("no page of its own goes; incident {id} calls nobody")
        }
        (Some(id), None) if calls_at_once => format!("incident {id} calls for it; {unless}"),
        (Some(id), None) => format!("no page of its own goes; of incident {id}, {unless}"),
        (None, Some(once)) => format!("{once}, {unless}"),
        (None, None) => unless.to_owned(),
    }
}

/// How often it all comes again, up to the last step, which is told apart.
fn again(plan: &Plan, first_round: u32) -> String {
    let told = plan.steps.len() - usize::from(!plan.is_cut);
    let rounds = plan.steps[..told].iter().filter_map(|step| step.place).map(|(_, round)| round);
    let most = rounds.max().unwrap_or(first_round);
    let times = count((most - first_round) as usize, "more time");
    let more = if plan.is_cut { " at least" } else { "" };
    format!("again from the first step, {times}{more}")
}

/// How wide the columns of a plan are, and where its clocks are.
#[derive(Clone, Copy)]
struct Columns<'z> {
    zone: &'z TimeZone,
    clock: usize,
    wait: usize,
}

impl<'z> Columns<'z> {
    /// As wide as the widest of what is in them.
    fn of(plan: &Plan, shown: &Shown<'_>, zone: &'z TimeZone) -> Self {
        let steps = || plan.instead.iter().chain(&plan.steps);
        let clock = |step: &PlannedStep| time::local(step.at, shown.since, zone).len();
        let wait = |step: &PlannedStep| waited(step.at, shown.since).len();
        Self {
            zone,
            clock: steps().map(clock).max().unwrap_or_default(),
            wait: steps().map(wait).max().unwrap_or_default(),
        }
    }

    /// `  03:05  +5m  `
    fn moment(self, at: Timestamp, shown: &Shown<'_>) -> String {
        let Self { zone, clock, wait } = self;
        let waited = waited(at, shown.since);
        format!("  {:<clock$}  {waited:<wait$}  ", time::local(at, shown.since, zone))
    }
}

/// `+1h30m`
fn waited(at: Timestamp, since: Timestamp) -> String {
    if at == since {
        return "+0".to_owned();
    }
    format!("+{}", spell(at.duration_since(since)).replace(' ', ""))
}

fn step_lines(step: &PlannedStep, shown: &Shown<'_>, columns: Columns<'_>) -> Vec<String> {
    let start = columns.moment(step.at, shown);
    let notes = step.notes.iter().map(|note| format!("{start}{}", plain(note)));
    let calls = step.calls.iter().map(|call| {
        let pages: Vec<String> =
            call.pages.iter().map(|page| page_text(step.at, call, page, shown)).collect();
        let person = plain(call.person.as_str());
        let because = match &call.because {
            Some(because) => plain(because).into_owned(),
            None => "named by the policy".to_owned(),
        };
        format!("{start}{person} by {} ({because})", pages.join(", "))
    });
    notes.chain(calls).map(|line| fitted(&line, start.len())).collect()
}

/// `sound (siren)`, `push 2m later`
fn page_text(step_at: Timestamp, call: &Call, page: &PlannedPage, shown: &Shown<'_>) -> String {
    let mut said = plain(page.channel.as_str()).into_owned();
    if let Some(sound) = shown.sound(call, page) {
        said = format!("{said} {}", plain(&sound));
    }
    if page.at > step_at {
        said = format!("{said} {} later", spell(page.at.duration_since(step_at)));
    }
    if shown.is_reachable(&call.person, page) == Some(false) {
        said.push_str(NOT_NOW);
    }
    said
}

/// A stage as JSON.
pub(super) fn finding_value(finding: &Finding) -> Value {
    json!({
        "stage": finding.stage,
        "verdict": finding.verdict.word(),
        "text": finding.said,
        "until": maybe(finding.until),
    })
}

/// What happened at a stage, as JSON.
pub(super) fn told_value(told: &Told) -> Value {
    let mut value = finding_value(&told.finding);
    value["at"] = instant(told.at);
    value
}

/// A plan as JSON.
pub(super) fn plan_value(plan: &Plan, shown: &Shown<'_>) -> Value {
    json!({
        "after_incident": plan.after.map(|id| id.0),
        "joins_incident": plan.joins.map(|id| id.0),
        "in_storm": plan.in_storm,
        "instead": plan.instead.iter().map(|step| step_value(step, shown)).collect::<Vec<_>>(),
        "complete": !plan.is_cut,
        "steps": plan.steps.iter().map(|step| step_value(step, shown)).collect::<Vec<_>>(),
    })
}

fn step_value(step: &PlannedStep, shown: &Shown<'_>) -> Value {
    let call = |call: &Call| {
        let page = |page: &PlannedPage| {
            json!({
                "channel": page.channel.as_str(),
                "at": instant(page.at),
                "sound": shown.sound(call, page),
                "reachable": shown.is_reachable(&call.person, page),
            })
        };
        json!({
            "person": call.person.as_str(),
            "reason": call.reason.word(),
            "because": call.because,
            "pages": call.pages.iter().map(page).collect::<Vec<_>>(),
        })
    };
    json!({
        "at": instant(step.at),
        "after_seconds": step.at.duration_since(shown.since).as_secs(),
        "step": step.place.map(|(step, _)| step),
        "round": step.place.map(|(_, round)| round),
        "calls": step.calls.iter().map(call).collect::<Vec<_>>(),
        "notes": step.notes,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::incident::IncidentId;

    #[test]
    fn a_plan_says_of_what_it_is_and_what_must_be_over_first() {
        let (one, two) = (Some(IncidentId(1)), Some(IncidentId(2)));
        for (joins, after, in_storm, expected) in [
            (None, None, false, "if nobody acts"),
            (None, one, false, "once incident 1 is over, if nobody acts"),
            (None, None, true, "once that storm is over, if nobody acts"),
            (two, None, false, "no page of its own goes; incident 2 calls nobody"),
            (
                two,
                one,
                false,
                "no page of its own goes; incident 2 is held: once incident 1 is over, if nobody acts",
            ),
            (
                two,
                one,
                true,
                "no page of its own goes; incident 2 is held: once incident 1 is over, if nobody acts",
            ),
        ] {
            let plan = Plan { after, in_storm, joins, ..Plan::default() };
            assert_eq!(heading(&plan, Timestamp::UNIX_EPOCH, "if nobody acts"), expected);
        }
    }
}
