//! `wail show`: one incident with its alerts, its pages and its timeline.

use clap::Args;
use jiff::Timestamp;

use super::members::Members;
use super::out::Tone;
use super::page::{RAISED_BY, SOURCE};
use super::session::number;
use super::update::{owed_line, owed_value};
use super::wrap::fitted;
use super::{Session, json, log, time};
use crate::domain::incident::before::{Before, RECURRING};
use crate::domain::incident::{Incident, IncidentId};
use crate::domain::name::{PersonId, SourceName};
use crate::domain::record::ack::{recurring, text_of};
use crate::domain::text::plain;
use crate::domain::update::Owed;
use crate::domain::wait::count;
use crate::engine::history;
use crate::error::{Error, Kind};
use crate::store::{
    AlertRow, Chosen, ListedIncident, Problem, Recorded, SentPage, StoreError, TimelineQuery, Tx,
};

/// The arguments of `wail show`.
#[derive(Args, Debug)]
pub(super) struct Show {
    /// The incident's number
    #[arg(value_name = "ID", value_parser = number)]
    id: i64,
}

/// Everything there is to show.
struct Whole {
    listed: ListedIncident,
    alerts: Vec<AlertRow>,
    members: Members,
    pages: Vec<SentPage>,
    timeline: Vec<Recorded>,
    again: Again,
    /// The update that is owed.
    owed: Option<Owed>,
    /// Whom its policy calls at the step it has reached; asked for JSON only.
    on_call: Vec<String>,
}

/// What is known of the times before.
#[derive(Default)]
struct Again {
    before: Option<Before>,
    /// What mended it, as it was noted last: this time, or else before.
    fix: Option<String>,
    /// Whose task it is that it comes no more.
    owner: Option<PersonId>,
}

impl Again {
    fn read(
        tx: &Tx<'_>,
        listed: &ListedIncident,
        (alerts, timeline): (&[AlertRow], &[Recorded]),
        now: Timestamp,
    ) -> Result<Self, StoreError> {
        let id = listed.incident.id;
        let mut again = Self::default();
        for AlertRow { source, fingerprint, .. } in alerts.iter().take(LOOKED_AT) {
            let problem = Problem { source: &SourceName::from(source.as_str()), fingerprint };
            again.before = again.before.or(tx.before(problem, id, now)?);
            again.owner = again.owner.or(tx.owner(problem)?);
        }
        let noted = timeline.iter().rev().find(|entry| entry.event == "fix-noted");
        let text = noted.and_then(|entry| text_of(&entry.text, entry.who.as_deref()?));
        let before = || again.before.as_ref().and_then(|before| before.fix.clone());
        again.fix = text.map(str::to_owned).or_else(before);
        Ok(again)
    }

    fn lines(&self, listed: &ListedIncident) -> Vec<String> {
        let Self { before, fix, owner } = self;
        let (id, times) = (listed.incident.id, listed.times);
        let mut lines = Vec::new();
        lines.extend(before.clone().map(|before| {
            // It has a line of its own.
            let before = Before { fix: None, ..before };
            format!("  before   {}", plain(&before.sentence()))
        }));
        lines.extend(fix.as_ref().map(|fix| format!("  fix      {}", plain(fix))));
        if times >= RECURRING {
            let hint = match owner {
                Some(_) => String::new(),
                None => format!("; `wail note {id} --owner NAME` says who does"),
            };
            lines.push(format!("  again    {}{hint}", plain(&recurring(times, owner.as_ref()))));
        }
        lines.extend(owner.as_ref().map(|owner| format!("  owner    {}", plain(owner.as_str()))));
        lines
    }
}

/// Of how many of its alerts it is looked up whether they were there before.
const LOOKED_AT: usize = 20;

pub(super) fn run(session: &Session, args: &Show) -> Result<(), Error> {
    let id = IncidentId(args.id);
    let whole = read(session, id)?.ok_or_else(|| {
        Error::new(Kind::No, format!("there is no incident {id}"))
            .hint("`wail list --all` shows every incident")
    })?;
    if session.out.json {
        let Whole { listed, alerts, pages, on_call, again, .. } = &whole;
        let mut value = json::incident(listed, alerts, pages, on_call);
        let before = again.before.as_ref().map(|before| json::before(before, session.now));
        value["seen_before"] = before.unwrap_or_default();
        value["fix"] = again.fix.as_deref().into();
        value["owner"] = again.owner.as_ref().map(PersonId::as_str).into();
        value["update_owed"] =
            whole.owed.as_ref().map(|owed| owed_value(owed, session.now)).unwrap_or_default();
        whole.members.mark(&mut value);
        value["timeline"] = whole.timeline.iter().map(json::entry).collect();
        return session.out.json(&value);
    }
    session.out.text(text(session, &whole))
}

fn read(session: &Session, id: IncidentId) -> Result<Option<Whole>, Error> {
    let chosen = Chosen { resolved: true, ids: vec![id], ..Chosen::default() };
    let rules = session.out.json.then(|| session.rules_or_none());
    Ok(session.kept()?.read(|tx| {
        let (mut found, mut timeline) = (Vec::new(), Vec::new());
        tx.list(&chosen, |listed| found.push(listed))?;
        let Some(listed) = found.pop() else { return Ok(None) };
        tx.timeline(TimelineQuery::Of(id), |entry| timeline.push(entry))?;
        let (alerts, pages) = (tx.alerts(id)?, tx.pages(id)?);
        let again = Again::read(tx, &listed, (&alerts, &timeline), session.now)?;
        let on_call = match &rules {
            Some(rules) => {
                let rules = history::in_force(tx, rules, session.now)?;
                super::list::on_call(session, &rules, &tx.reliefs()?, &listed.incident)
            }
            None => Vec::new(),
        };
        let members = Members::of(tx, &listed.incident, &alerts)?;
        let owed = tx.owed_update(id)?;
        Ok::<_, StoreError>(Some(Whole {
            listed,
            alerts,
            members,
            pages,
            timeline,
            again,
            owed,
            on_call,
        }))
    })?)
}

fn text(session: &Session, whole: &Whole) -> String {
    let (incident, zone) = (&whole.listed.incident, session.zone());
    let opened = time::with_distance(incident.opened_at, session.now, &zone);
    let mut lines = vec![
        session.out.paint(
            Tone::Strong,
            format_args!("{} {}: {}", incident.id, incident.severity, plain(&incident.summary)),
        ),
        format!("  status   {}", super::list::status(session, incident, Some(&whole.pages))),
        format!("  opened   {opened}, by {}", plain(opener(incident))),
        format!("  policy   {}", plain(incident.policy.as_str())),
    ];
    lines.extend(whole.again.lines(&whole.listed).iter().map(|line| fitted(line, 11)));
    let owed =
        whole.owed.as_ref().map(|owed| format!("  update   {}", owed_line(session, owed, &zone)));
    lines.extend(owed.map(|line| fitted(&line, 11)));
    let merged = whole.members.merged_into;
    lines.extend(merged.map(|id| format!("  merged   into {id}, which has its alerts now")));
    lines.push(String::new());
    lines.push(count(whole.alerts.len(), "alert"));
    for place in &whole.members.order {
        let Some(alert) = whole.alerts.get(*place) else { continue };
        let mut shown = alert_lines(alert);
        if let (Some(first), true) = (shown.first_mut(), whole.alerts.len() > 1) {
            let began = time::stamp(super::members::began_at(alert), &zone);
            let is_origin = whole.members.origin == Some(*place);
            let origin = if is_origin { ", suspected origin" } else { "" };
            *first = format!("{:>3}{first}  since {began}{origin}", place + 1);
        }
        lines.extend(shown);
    }
    if !whole.pages.is_empty() {
        lines.push(String::new());
        lines.push(count(whole.pages.len(), "page"));
        lines.extend(whole.pages.iter().flat_map(page_lines));
    }
    lines.push(String::new());
    lines.push("timeline".to_owned());
    lines.extend(whole.timeline.iter().map(|entry| {
        let start = format!("  {}  ", time::stamp(entry.at, &zone));
        fitted(&format!("{start}{}", log::text(entry, &zone)), start.len())
    }));
    lines.join("\n") + "\n"
}

/// Who opened it: whoever raised it by hand, else its source.
fn opener(incident: &Incident) -> &str {
    let source = incident.source.as_str();
    let by_hand = incident.labels.get(RAISED_BY).filter(|_| source == SOURCE);
    by_hand.map_or(source, |person| person.as_str())
}

fn alert_lines(alert: &AlertRow) -> Vec<String> {
    let reports = usize::try_from(alert.reports).unwrap_or(0);
    let mut lines = vec![format!(
        "  {:<8}  {:<8}  {}  ({})",
        alert.signal.word(),
        alert.severity,
        plain(&alert.summary),
        count(reports, "report")
    )];
    let details = alert.details.lines().filter(|line| !line.trim().is_empty());
    lines.extend(details.map(|line| format!("    {}", plain(line))));
    let labels: Vec<String> = alert
        .labels
        .iter()
        .map(|(name, value)| format!("{}={}", plain(name), plain(value)))
        .collect();
    if !labels.is_empty() {
        lines.push(format!("    {}", labels.join(" ")));
    }
    lines.extend(alert.link.as_ref().map(|link| format!("    {}", plain(link))));
    lines
}

/// A page, and how it rang.
fn page_lines(page: &SentPage) -> impl Iterator<Item = String> {
    let receipt =
        page.receipt.as_ref().map(|receipt| format!("    {}", plain(&receipt.to_string())));
    [page_line(page)].into_iter().chain(receipt).map(|line| fitted(&line, 4))
}

fn page_line(page: &SentPage) -> String {
    let note = page.note.as_deref().map(|note| format!(": {}", plain(note)));
    format!(
        "  {:<9}  {} by {}, {}{}",
        page.state.word(),
        plain(&page.person),
        plain(&page.channel),
        page.reason.phrase(),
        note.unwrap_or_default()
    )
}
