//! What a status page says at an instant: loaded once, in the words of the domain.

pub mod failing;
mod public;

use std::collections::BTreeMap;

use jiff::{SignedDuration, Timestamp};

use self::public::{Concerning, Public};
use super::heartbeats::UNHEARD;
use super::monitors::labels;
use super::nines;
use crate::domain::label::Labels;
use crate::domain::name::MonitorName;
use crate::domain::nines::Span;
use crate::domain::nines::course::Course;
use crate::domain::quiet::maintenance::{Maintenance, When};
use crate::domain::status::days::{days, seen};
use crate::domain::status::incident::Disruption;
use crate::domain::status::plan::{
    AHEAD, DAYS, HEARD_FOR, INCIDENTS, Plan, Service, TIMES, is_stale,
};
use crate::domain::status::{self, Condition, Grave, Page, Planned};
use crate::domain::watch::{SOURCE, State};
use crate::store::{Result, Tx};

/// What the page is made of besides the store.
#[derive(Clone, Copy, Debug)]
pub struct Question<'q> {
    /// What it is to show.
    pub plan: &'q Plan,
    /// The monitors there are now, each with how long after a look nobody has to look again; others have
    /// gone.
    pub monitors: &'q BTreeMap<MonitorName, SignedDuration>,
    /// Quiet that is planned.
    pub maintenance: &'q [Maintenance],
    /// The instant.
    pub now: Timestamp,
}

/// A monitor of any of the services.
struct Monitored {
    labels: Labels,
    state: State,
    /// When it was last looked at, if that is not so long ago that nobody knows how it is.
    seen_at: Option<Timestamp>,
    course: Course,
    /// Whether it has gone: what it said last is not how anything is.
    is_gone: bool,
    /// Whether it need not work now.
    is_maintained: bool,
}

/// Says how everything is that the plan names.
pub fn page(tx: &Tx<'_>, question: &Question<'_>) -> Result<Page> {
    let Question { plan, now, .. } = *question;
    let dates = days(DAYS, now, &plan.zone);
    let from = dates.first().map_or(now, |(_, span)| span.from);
    let window = Span { from, to: now };
    let monitored = monitored(tx, question, window)?;
    let public = Public::load(tx, plan, from)?;
    let listened_at = tx.listened_at()?;
    let unheard = unheard(tx, window, listened_at)?;
    // What nothing looks at is only known to be up as long as somebody would hear that it is not.
    let is_deaf = listened_at.is_some_and(|at| now.duration_since(at) > HEARD_FOR);
    let services = plan.services.iter().enumerate().map(|(place, service)| {
        let of: Vec<&Monitored> =
            monitored.values().filter(|it| service.has(SOURCE, &it.labels)).collect();
        let courses: Vec<&Course> = of.iter().map(|it| &it.course).collect();
        let present = || of.iter().filter(|it| !it.is_gone);
        // What was not looked at yet since the last look of any is no time of which nobody knows.
        let looks = present().filter_map(|it| it.seen_at);
        let counted = Span { from, to: looks.max().unwrap_or(now).clamp(from, now) };
        let is_looked_at = present().next().is_some();
        let course = (!courses.is_empty()).then(|| Course::together(&courses, counted));
        let about = || public.incidents.iter().filter(move |it| it.services.contains(&place));
        let incidents: Vec<(Span, Grave)> = about().map(|it| (it.span(now), it.grave())).collect();
        let open = about().filter(|it| it.known.ended_at.is_none()).map(Concerning::grave);
        status::Service {
            name: service.name.clone(),
            about: service.about.clone(),
            condition: match condition(question, service, &of, open) {
                Condition::Up if !is_looked_at && is_deaf => Condition::Unknown,
                known => known,
            },
            tally: course.as_ref().map(|course| course.tally(window)),
            days: seen(&dates, course.as_ref(), &incidents, &unheard),
        }
    });
    let services = services.collect();
    let (incidents, left_out) = room_for(public.disruptions(plan));
    let promises = public::promises(tx, plan, &incidents)?;
    Ok(Page {
        title: plan.title.clone(),
        about: plan.about.clone(),
        address: plan.address.clone(),
        zone: plan.zone.clone(),
        at: now,
        window,
        services,
        incidents,
        left_out,
        planned: planned(question, &monitored),
        promises,
    })
}

/// The times of a window in which nobody heard of incidents: before there was any record, and whenever
/// nobody listened. Where nobody ever has listened all the time, what is raised by hand is the record.
fn unheard(tx: &Tx<'_>, window: Span, listened_at: Option<Timestamp>) -> Result<Vec<Span>> {
    let mut unheard = tx.unheard(window.from)?;
    // Where its beginning was let go, it is whole since then, whenever the first entry was written that stays.
    let first = match tx.anchor()? {
        Some(anchor) => anchor.before,
        None => tx.first_entry()?.unwrap_or(window.to),
    };
    unheard.push(Span { from: window.from, to: first.max(window.from) });
    if let Some(from) = listened_at
        && window.to.duration_since(from) > UNHEARD
    {
        unheard.push(Span { from, to: window.to });
    }
    Ok(unheard)
}

/// Those for which there is room, and how many are left out: what is open stands there however old it is.
fn room_for(mut incidents: Vec<Disruption>) -> (Vec<Disruption>, usize) {
    let (all, open) =
        (incidents.len(), incidents.iter().filter(|it| it.ended_at.is_none()).count());
    let mut room = INCIDENTS.saturating_sub(open);
    incidents.retain(|it| {
        let is_shown = it.ended_at.is_none() || room > 0;
        room -= usize::from(it.ended_at.is_some() && is_shown);
        is_shown
    });
    let left_out = all - incidents.len();
    (incidents, left_out)
}

/// The monitors of all services, by name, with how each stood through the window.
fn monitored(
    tx: &Tx<'_>,
    question: &Question<'_>,
    window: Span,
) -> Result<BTreeMap<MonitorName, Monitored>> {
    let now = question.now;
    let kept = tx.maintenance_between(window)?;
    let lasting: Vec<&Maintenance> =
        question.maintenance.iter().filter(|it| it.under_way(now).is_some()).collect();
    let mut monitored = BTreeMap::new();
    for (name, row) in tx.monitors()? {
        let labels = labels(&name, &row.labels);
        if question.plan.concerned(SOURCE, &labels).next().is_none() {
            continue;
        }
        let patience = question.monitors.get(&name);
        let age = now.duration_since(row.watch.seen_at);
        let is_stale = patience.is_some_and(|patience| is_stale(age, *patience));
        // As long as nobody has to look again it keeps out of what the others see.
        let history = nines::history(tx, &name, &row, window, !is_stale)?;
        let planned: Vec<Span> = kept
            .iter()
            .filter(|(about, _)| about.covers(SOURCE, &labels))
            .map(|(_, span)| *span)
            .collect();
        monitored.insert(
            name,
            Monitored {
                state: if is_stale { State::Unwatched } else { row.watch.state },
                seen_at: (!is_stale).then_some(row.watch.seen_at),
                course: Course::of(&history, &planned, window),
                is_gone: patience.is_none(),
                is_maintained: lasting.iter().any(|it| it.about.covers(SOURCE, &labels)),
                labels,
            },
        );
    }
    Ok(monitored)
}

fn condition(
    question: &Question<'_>,
    service: &Service,
    monitors: &[&Monitored],
    open: impl Iterator<Item = Grave>,
) -> Condition {
    let present = monitors.iter().filter(|it| !it.is_gone);
    let present: Vec<(State, bool)> = present.map(|it| (it.state, it.is_maintained)).collect();
    let mut maintenance = question.maintenance.iter();
    let is_maintained =
        maintenance.any(|it| service.is_meant_by(it) && it.under_way(question.now).is_some());
    Condition::of(&present, open.max(), is_maintained)
}

/// Maintenance of any of the services that is under way or to come, the next first.
fn planned(question: &Question<'_>, monitored: &BTreeMap<MonitorName, Monitored>) -> Vec<Planned> {
    let horizon = question.now.saturating_add(AHEAD).unwrap_or(Timestamp::MAX);
    let mut planned = Vec::new();
    for maintenance in question.maintenance {
        let is_about = |service: &&Service| {
            let mut monitors = monitored.values().filter(|it| !it.is_gone);
            service.is_meant_by(maintenance)
                || monitors.any(|it| {
                    service.has(SOURCE, &it.labels) && maintenance.about.covers(SOURCE, &it.labels)
                })
        };
        let services = question.plan.services.iter().filter(is_about);
        let names: Vec<String> = services.map(|service| service.name.clone()).collect();
        if names.is_empty() {
            continue;
        }
        let is_near =
            |span: &Span| matches!(maintenance.when, When::Once(_)) || span.from < horizon;
        let times = maintenance.upcoming(question.now).take(TIMES).take_while(is_near);
        planned.extend(times.map(|span| Planned {
            span,
            services: names.clone(),
            text: maintenance.public.clone(),
        }));
    }
    planned.sort_by_key(|planned| (planned.span, planned.services.clone()));
    planned
}
