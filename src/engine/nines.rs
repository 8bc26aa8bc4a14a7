//! What the record says of how available everything was: loaded once, counted by the domain.

use std::collections::{BTreeMap, BTreeSet};

use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};

use super::monitors::{identity, labels};
use crate::domain::incident::IncidentId;
use crate::domain::label::{Labels, Matcher, all_match};
use crate::domain::name::MonitorName;
use crate::domain::nines::budget::{Budget, Target, burn_rate};
use crate::domain::nines::calendar::{month, month_before, quarter};
use crate::domain::nines::course::{Course, History};
use crate::domain::nines::outage::{Outage, outages};
use crate::domain::nines::{SERVICE, Span, Tally};
use crate::domain::watch::SOURCE;
use crate::store::{MonitorRow, Result, Tx};

/// What the report is to be about.
#[derive(Clone, Debug)]
pub struct Question {
    /// The time to count; its end is the instant at which budgets are looked at.
    pub window: Span,
    /// By whose calendar months and quarters are.
    pub zone: TimeZone,
    /// Only these monitors; all, if none is named.
    pub monitors: BTreeSet<MonitorName>,
    /// The monitors there are now, where that is known: others have gone.
    pub present: Option<BTreeSet<MonitorName>>,
    /// Only those with such labels.
    pub matchers: Vec<Matcher>,
    /// What was planned for all, besides the maintenance on record.
    pub maintenance: Vec<Span>,
    /// What each has to reach.
    pub targets: Targets,
    /// How many of the worst outages to tell.
    pub worst: usize,
}

/// What monitors have to reach.
#[derive(Clone, Debug)]
pub struct Targets {
    /// Of those that have one of their own.
    pub of: BTreeMap<MonitorName, Target>,
    /// Of all others.
    pub otherwise: Target,
}

/// How available everything was.
#[derive(Clone, Debug)]
pub struct Nines {
    /// The time that was counted.
    pub window: Span,
    /// The month in which it ends, and the one before.
    pub month: Span,
    /// The month before that one.
    pub month_before: Span,
    /// The quarter in which it ends.
    pub quarter: Span,
    /// The services, by name.
    pub services: Vec<Line>,
    /// The monitors, by name.
    pub monitors: Vec<Line>,
    /// The longest outages, the longest first.
    pub worst: Vec<Worst>,
}

/// How available one monitor or service was.
#[derive(Clone, Debug)]
pub struct Line {
    /// Its name.
    pub name: String,
    /// The monitors it is made of; of a monitor itself.
    pub monitors: Vec<MonitorName>,
    /// What it has to reach; of a service the highest that any of its monitors has to.
    pub target: Target,
    /// What was counted in the window.
    pub tally: Tally,
    /// What was counted in the month before.
    pub month_before: Tally,
    /// What is left of the month.
    pub month: Budget,
    /// What is left of the quarter.
    pub quarter: Budget,
    /// How fast the budget was used on the last day of the window.
    pub burn_day: Option<f64>,
    /// How fast in its last week.
    pub burn_week: Option<f64>,
}

/// One of the longest outages.
#[derive(Clone, Debug)]
pub struct Worst {
    /// What was down.
    pub monitor: MonitorName,
    /// When, and for how long.
    pub outage: Outage,
    /// Why, in one line; it may have words of the target in it.
    pub why: String,
    /// The incident about it, if there is one.
    pub incident: Option<IncidentId>,
}

/// A monitor, with what is on record of it.
struct Monitored {
    name: MonitorName,
    labels: Labels,
    target: Target,
    history: History,
    /// When it need not have worked.
    maintenance: Vec<Span>,
    course: Course,
}

impl Line {
    /// Whether it is that monitor's own.
    #[must_use]
    pub fn is(&self, monitor: &MonitorName) -> bool {
        self.name == monitor.as_str()
    }
}

impl Question {
    fn is_about(&self, name: &MonitorName, row: &MonitorRow) -> bool {
        let is_named = self.monitors.is_empty() || self.monitors.contains(name);
        is_named
            && (self.matchers.is_empty() || all_match(&self.matchers, &labels(name, &row.labels)))
    }

    /// The last so many hours of the window, be it shorter or not.
    fn last(&self, hours: i64) -> Span {
        let to = self.window.to;
        let from = to.saturating_sub(SignedDuration::from_hours(hours));
        Span { from: from.unwrap_or(Timestamp::MIN), to }
    }
}

/// Counts how available everything was.
pub fn nines(tx: &Tx<'_>, question: &Question) -> Result<Nines> {
    // The window ends before its last instant, which is the one that says in which month it ends.
    let to = question.window.to;
    let end = to.saturating_sub(SignedDuration::from_millis(1)).unwrap_or(to);
    let zone = &question.zone;
    let mut nines = Nines {
        window: question.window,
        month: month(end, zone),
        month_before: month_before(end, zone),
        quarter: quarter(end, zone),
        services: Vec::new(),
        monitors: Vec::new(),
        worst: Vec::new(),
    };
    let monitored = load(tx, question, &nines)?;
    for monitor in &monitored {
        let Monitored { name, target, course, .. } = monitor;
        let of = vec![name.clone()];
        nines.monitors.push(line(question, &nines, name.to_string(), of, course, *target));
    }
    let mut services: BTreeMap<&str, Vec<&Monitored>> = BTreeMap::new();
    for monitor in &monitored {
        // A monitor or two that somebody picked are not the service they belong to.
        let service = monitor.labels.get(SERVICE).filter(|_| question.monitors.is_empty());
        if let Some(service) = service {
            services.entry(service).or_default().push(monitor);
        }
    }
    for (name, of) in services {
        let courses: Vec<&Course> = of.iter().map(|monitor| &monitor.course).collect();
        let Some(first) = courses.first() else { continue };
        let course = Course::together(&courses, first.span());
        let target = of.iter().map(|monitor| monitor.target).max().unwrap_or(Target::DEFAULT);
        let names = of.iter().map(|monitor| monitor.name.clone()).collect();
        nines.services.push(line(question, &nines, name.to_owned(), names, &course, target));
    }
    nines.worst = worst(tx, question, &monitored)?;
    Ok(nines)
}

/// Everything on record that the answer needs: the window, and the month before, the quarter and the
/// week in which it ends.
fn load(tx: &Tx<'_>, question: &Question, nines: &Nines) -> Result<Vec<Monitored>> {
    let week = question.last(7 * 24);
    let begins = [nines.month_before.from, nines.quarter.from, week.from];
    let from = begins.into_iter().fold(question.window.from, Timestamp::min);
    let recorded = Span { from, to: question.window.to };
    let span = Span { from, to: nines.quarter.to.max(question.window.to) };
    let targets = &question.targets;
    let kept = tx.maintenance_between(span)?;
    let mut monitored = Vec::new();
    for (name, row) in tx.monitors()? {
        if !question.is_about(&name, &row) {
            continue;
        }
        let is_gone = question.present.as_ref().is_some_and(|present| !present.contains(&name));
        let history = history(tx, &name, &row, recorded, is_gone)?;
        let own = labels(&name, &row.labels);
        let planned = kept.iter().filter(|(about, _)| about.covers(SOURCE, &own));
        let planned = planned.map(|(_, span)| *span).chain(question.maintenance.iter().copied());
        let maintenance: Vec<Span> = planned.collect();
        let course = Course::of(&history, &maintenance, span);
        let target = targets.of.get(&name).copied().unwrap_or(targets.otherwise);
        let labels = row.labels;
        monitored.push(Monitored { name, labels, target, history, maintenance, course });
    }
    Ok(monitored)
}

/// What is on record of a monitor in a span.
pub(super) fn history(
    tx: &Tx<'_>,
    name: &MonitorName,
    row: &MonitorRow,
    recorded: Span,
    is_gone: bool,
) -> Result<History> {
    Ok(History {
        states: tx.monitor_course(name, recorded)?,
        began_at: tx.monitor_began(name)?,
        seen_until: row.watch.seen_at.min(recorded.to),
        is_gone,
    })
}

fn line(
    question: &Question,
    nines: &Nines,
    name: String,
    monitors: Vec<MonitorName>,
    course: &Course,
    target: Target,
) -> Line {
    let until = question.window.to;
    Line {
        name,
        monitors,
        target,
        tally: course.tally(question.window),
        month_before: course.tally(nines.month_before),
        month: Budget::of(course, nines.month, until, target),
        quarter: Budget::of(course, nines.quarter, until, target),
        burn_day: burn_rate(course, question.last(24), target),
        burn_week: burn_rate(course, question.last(7 * 24), target),
    }
}

/// The longest outages of all of these.
fn worst(tx: &Tx<'_>, question: &Question, monitored: &[Monitored]) -> Result<Vec<Worst>> {
    let mut found: Vec<(&Monitored, Outage)> = Vec::new();
    for monitor in monitored {
        let of = outages(&monitor.history, &monitor.maintenance, question.window);
        found.extend(of.into_iter().map(|outage| (monitor, outage)));
    }
    found.sort_by_key(|(_, outage)| std::cmp::Reverse(outage.counted));
    found.truncate(question.worst);
    let told = found.into_iter().map(|(Monitored { name, .. }, outage)| {
        let to = outage.ended_at.unwrap_or(question.window.to);
        let meanwhile = Span { from: outage.began_at, to };
        Ok(Worst {
            monitor: name.clone(),
            outage,
            why: tx.why_monitor_changed(name, outage.began_at)?,
            incident: tx.incident_about(SOURCE, &identity(name), meanwhile)?,
        })
    });
    told.collect()
}
