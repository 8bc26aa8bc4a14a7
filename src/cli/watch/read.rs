//! Reading what the screen shows: counts, and of the list no more than the part that is seen.

use std::borrow::Cow;
use std::collections::BTreeSet;

use jiff::{SignedDuration, Timestamp};

use super::data::{
    Data, Detail, Entry, Gauge, Look, OnCall, Order, Quiet, Row, State, StationSeen,
};
use super::detail;
use super::morning::had_a_hard_night;
use crate::config::Settings;
use crate::domain::gauge::forecast::Forecast;
use crate::domain::gauge::{Level, Standing, used};
use crate::domain::incident::{Hold, Incident, IncidentId, Promise, Status};
use crate::domain::name::PersonId;
use crate::domain::noise::Noise;
use crate::domain::quiet::silence::SilenceState;
use crate::domain::record::written::cut;
use crate::domain::relief::{Line, Relief};
use crate::domain::rota::FIRST_TIER;
use crate::domain::rota::acceptance::{Pending, also_called};
use crate::domain::rules::Rules;
use crate::domain::text::plain;
use crate::engine::{self, gauge_at, history};
use crate::store::{
    Chosen, ListedIncident, PageState, Recorded, Result, SentPage, Store, StoreError,
    TimelineQuery, Tx, Window, WindowOrder,
};

/// How many of the gravest are told of above the list.
const GRAVEST: usize = 3;

/// How many of the newest entries are shown where nothing is chosen.
const LATELY: usize = 60;

/// How many alerts and entries of one incident are shown.
pub(super) const ALERTS: usize = 100;
pub(super) const ENTRIES: usize = 400;

/// How old a forecast may become: it takes the whole history of a gauge, and moves by hours.
const FORECAST_AGE: SignedDuration = SignedDuration::from_mins(10);

/// What reads, and what it knows from before.
pub(super) struct Reader {
    store: Store,
    /// Whoever sits here, if that is known.
    me: Option<PersonId>,
    /// The gauges as they were weighed last, and when.
    gauges: Option<(Timestamp, Vec<Standing>, Vec<Gauge>)>,
}

impl Reader {
    pub(super) fn of(store: Store, me: Option<PersonId>) -> Self {
        Self { store, me, gauges: None }
    }

    /// Everything there is to show at that instant.
    pub(super) fn read(
        &mut self,
        settings: &Settings,
        look: &Look,
        now: Timestamp,
    ) -> Result<Data> {
        let known = self.gauges.take();
        let (data, gauges) = self.store.read(|tx| {
            let rules = history::in_force(tx, &settings.rules, now)?;
            let gauges = gauges(tx, known, now)?;
            let mut data = on_screen(tx, &rules, look, now)?;
            data.may_rest = match &self.me {
                Some(me) => had_a_hard_night(tx, &rules, me, now)?,
                None => false,
            };
            data.gauges.clone_from(&gauges.2);
            Ok::<_, StoreError>((data, gauges))
        })?;
        self.gauges = Some(gauges);
        Ok(data)
    }
}

fn on_screen(tx: &Tx<'_>, rules: &Rules, look: &Look, now: Timestamp) -> Result<Data> {
    let gravest = Window { at_most: GRAVEST, ..Window::default() };
    let gravest = rows(tx, &tx.window(&gravest)?.0)?;
    let order = match look.order {
        Order::Grave => WindowOrder::Loose,
        Order::Newest => WindowOrder::Newest,
        Order::Due => WindowOrder::Due,
    };
    let window =
        Window { order, contains: look.filter.clone(), first: look.first, at_most: look.rows };
    let (ids, listed) = tx.window(&window)?;
    let rows = rows(tx, &ids)?;
    let at_cursor = look.cursor.checked_sub(look.first).and_then(|place| ids.get(place));
    let chosen = look.chosen.or(at_cursor.copied());
    Ok(Data {
        at: now,
        look: look.clone(),
        counts: tx.count_open()?,
        on_call: on_call(rules, &tx.reliefs()?, &tx.pending_handovers()?, now),
        gravest: gravest.into_iter().filter(|row| row.state.is_loose()).collect(),
        rows,
        listed,
        detail: chosen.map(|id| detail(tx, id, now)).transpose()?.flatten(),
        lately: entries(tx, TimelineQuery::Last(LATELY))?,
        quiet: quiet(tx, now)?,
        stations: stations(tx, now)?,
        audible_at: tx.last_heard()?,
        gauges: Vec::new(),
        people: rules.people.keys().map(|person| plain(person.as_str()).into_owned()).collect(),
        loose: look.wants_loose.then(|| loose(tx, &look.filter)).transpose()?,
        may_rest: false,
    })
}

/// Everything that is open, contains that and waits for somebody, the gravest first.
pub(super) fn loose(tx: &Tx<'_>, contains: &str) -> Result<Vec<IncidentId>> {
    let all = Window { contains: contains.to_owned(), at_most: usize::MAX, ..Window::default() };
    let mut ids = tx.window(&all)?.0;
    let mut waits = BTreeSet::new();
    tx.list(&Chosen::default(), |listed| {
        if matches!(listed.incident.status, Status::Triggered { .. }) {
            waits.insert(listed.incident.id);
        }
    })?;
    ids.retain(|id| waits.contains(id));
    Ok(ids)
}

fn detail(tx: &Tx<'_>, id: IncidentId, now: Timestamp) -> Result<Option<Detail>> {
    let chosen = Chosen { resolved: true, ids: vec![id], ..Chosen::default() };
    let mut found = None;
    tx.list(&chosen, |listed| found = Some(listed))?;
    found.map(|listed| detail::read(tx, &listed, now)).transpose()
}

/// These incidents, in that order.
fn rows(tx: &Tx<'_>, ids: &[IncidentId]) -> Result<Vec<Row>> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let chosen = Chosen { ids: ids.to_vec(), ..Chosen::default() };
    let mut found = Vec::with_capacity(ids.len());
    tx.list(&chosen, |listed| found.push(listed))?;
    found.sort_by_key(|listed| ids.iter().position(|id| *id == listed.incident.id));
    let with_pages = |listed: ListedIncident| {
        let pages = match listed.incident.status {
            Status::Triggered { .. } => tx.pages(listed.incident.id)?,
            _ => Vec::new(),
        };
        Ok(row(&listed, &pages))
    };
    found.into_iter().map(with_pages).collect()
}

/// One incident as a row, with what is known of its pages.
pub(super) fn row(listed: &ListedIncident, pages: &[SentPage]) -> Row {
    let incident = &listed.incident;
    let label = |(name, value): (&String, &String)| format!("{name}={value}");
    Row {
        id: incident.id,
        severity: incident.severity,
        state: state(incident, pages),
        opened_at: incident.opened_at,
        next_at: incident.deadline(),
        summary: short(&incident.summary),
        others: incident.firing.saturating_sub(1),
        times: listed.times,
        labels: incident.labels.iter().map(label).collect(),
    }
}

/// A text as it stands in a line, and no more of it than anybody reads there.
pub(super) fn short(text: &str) -> String {
    let (kept, left) = cut(text);
    if left == 0 { plain(kept).into_owned() } else { format!("{}…", plain(kept)) }
}

fn state(incident: &Incident, pages: &[SentPage]) -> State {
    let any = |state| pages.iter().any(|page| page.state == state);
    match &incident.status {
        Status::Held { by, .. } => State::Held(why_held(by)),
        Status::Triggered { asked: Some(asked), .. } => {
            State::Asks(plain(asked.as_str()).into_owned())
        }
        Status::Triggered { .. } if any(PageState::Delivered) => State::Rings,
        Status::Triggered { .. } if any(PageState::Out) || any(PageState::Waiting) => State::Calls,
        Status::Triggered { .. } => State::ReachesNobody,
        Status::Acknowledged { by, promise, .. } => {
            let by = plain(by.as_str()).into_owned();
            match promise {
                Promise::CheckIn => State::Has(by),
                Promise::Snooze => State::Snoozed(by),
            }
        }
        Status::Resolved { by, .. } => State::Over(plain(&by.to_string()).into_owned()),
    }
}

/// Why something is held, to follow that it is: `by silence 2`, `in storm 7`.
pub(super) fn why_held(by: &Hold) -> String {
    match by {
        Hold::Hours(person) => format!("for {}'s day", plain(person.as_str())),
        Hold::Silence(id) => format!("by silence {id}"),
        Hold::Maintenance(name) => format!("by maintenance {}", plain(name.as_str())),
        Hold::Inhibited(by) => format!("for incident {}", by.cause),
        Hold::Noise(Noise::OldNews) => "as old news".to_owned(),
        Hold::Noise(Noise::Flapping) => "for flapping".to_owned(),
        Hold::Noise(Noise::Storm(id)) => format!("in storm {id}"),
    }
}

/// Who is called for each tier of each rota, who is called as well until it is accepted, and until when that is
/// so.
fn on_call(rules: &Rules, reliefs: &[Relief], given: &[Pending], now: Timestamp) -> Vec<OnCall> {
    let lines = rules.rotas.iter().map(|(name, rota)| {
        let relieved = if rules.relief.is_some() { reliefs } else { &[] };
        (name, rota, Line::of(relieved, (name, rota), now))
    });
    let answers = lines.flat_map(|(name, rota, line)| {
        let of_tier = move |tier: usize| {
            let holders = rota.on_call(tier, now);
            let holders: Vec<Cow<'_, str>> =
                holders.iter().map(|who| plain(who.as_str())).collect();
            let until = match rota.shift_at(tier, now) {
                Some(shift) => shift.end,
                None => rota.next_handoff(tier, now),
            };
            let waits = rota.tiers().get(tier).and_then(|it| also_called(given, name, it, now));
            let also = waits.map(|waits| plain(waits.giver.as_str()).into_owned());
            let rota = match tier {
                FIRST_TIER => plain(name.as_str()).into_owned(),
                tier => format!("{}.{}", plain(name.as_str()), plain(rota.tiers()[tier].as_str())),
            };
            let people = holders.join(", ");
            match line.instead(tier) {
                Some((by, relief)) => OnCall {
                    rota,
                    people: plain(by.as_str()).into_owned(),
                    also: also.filter(|giver| *giver != *by.as_str()),
                    instead_of: Some(people),
                    until: Some(until.map_or(relief.ends_at, |end| end.min(relief.ends_at))),
                },
                None => OnCall { rota, people, instead_of: None, also, until },
            }
        };
        (0..rota.tiers().len()).map(of_tier)
    });
    answers.collect()
}

/// Entries, fit to be shown.
pub(super) fn entries(tx: &Tx<'_>, query: TimelineQuery) -> Result<Vec<Entry>> {
    let mut entries = Vec::new();
    tx.timeline(query, |entry: Recorded| {
        let Recorded { at, incident, event, text, .. } = entry;
        entries.push(Entry { at, incident, event, text: short(&text) });
    })?;
    Ok(entries)
}

fn quiet(tx: &Tx<'_>, now: Timestamp) -> Result<Vec<Quiet>> {
    let silences = tx.silences(now)?;
    let silences = silences.iter().filter(|it| it.state(now) == SilenceState::Active);
    let silences = silences.map(|silence| {
        let (about, why) = (short(&silence.what.about()), short(&silence.what.comment));
        let by = plain(&silence.what.by);
        let (name, about) = (format!("silence {}", silence.id), format!("{about}: {why} ({by})"));
        Quiet { name, about, until: silence.what.ends_at }
    });
    let maintenance = tx.open_maintenance()?;
    let lasts = maintenance.iter().filter(|it| it.begun_at.is_some() && it.planned.to > now);
    let lasts = lasts.map(|it| {
        let name = format!("maintenance {}", plain(it.name.as_str()));
        Quiet { name, about: String::new(), until: it.planned.to }
    });
    Ok(silences.chain(lasts).collect())
}

fn stations(tx: &Tx<'_>, now: Timestamp) -> Result<Vec<StationSeen>> {
    let alive = engine::stations(tx, now)?.alive;
    let seen = |station: crate::domain::station::Station| StationSeen {
        // Its process says nothing to whoever looks for the machine.
        name: plain(station.name.split('/').next().unwrap_or_default()).into_owned(),
        unable: station.unable.keys().map(|kind| plain(kind).into_owned()).collect(),
    };
    Ok(alive.into_iter().map(seen).collect())
}

/// The gauges, weighed anew where one of them has another reading, or the forecast is old.
fn gauges(
    tx: &Tx<'_>,
    known: Option<(Timestamp, Vec<Standing>, Vec<Gauge>)>,
    now: Timestamp,
) -> Result<(Timestamp, Vec<Standing>, Vec<Gauge>)> {
    let standings = tx.gauges()?;
    if let Some((at, before, gauges)) = known
        && before == standings
        && now < at.saturating_add(FORECAST_AGE).unwrap_or(now)
    {
        return Ok((at, before, gauges));
    }
    let mut weighed = Vec::with_capacity(standings.len());
    for standing in &standings {
        if let Some((known, _)) = gauge_at(tx, standing.clone(), now)? {
            weighed.push((urgency(&known.forecast), shown(&known.standing, &known.forecast)));
        }
    }
    weighed.sort_by(|(one, _), (other, _)| one.total_cmp(other));
    Ok((now, standings, weighed.into_iter().map(|(_, gauge)| gauge).collect()))
}

/// Fewer days are more urgent; what does not run out is least.
fn urgency(forecast: &Forecast) -> f64 {
    match forecast {
        Forecast::Full => -1.0,
        Forecast::RunsOut(left) => left.days,
        Forecast::NotWithin(days) => days.max(1e6),
        Forecast::TooLittle { .. } => 1e7,
        Forecast::Steady { .. } => 1e8,
    }
}

fn shown(standing: &Standing, forecast: &Forecast) -> Gauge {
    let part = standing.newest.map_or(0.0, |newest| used(newest.value, newest.max));
    let left = match forecast {
        Forecast::Full => "full".to_owned(),
        Forecast::RunsOut(left) if left.days < 2.0 => format!("{:.0}h", left.days * 24.0),
        Forecast::RunsOut(left) if left.days < 730.0 => format!("{:.0}d", left.days),
        Forecast::RunsOut(_)
        | Forecast::NotWithin(_)
        | Forecast::Steady { .. }
        | Forecast::TooLittle { .. } => String::new(),
    };
    Gauge {
        name: plain(&standing.name).into_owned(),
        used: part,
        left,
        is_urgent: standing.level >= Level::Page,
    }
}
