//! Nights told as stories: a team, a clock turned by hand, and the record of what happened.
//!
//! Everything is real but the clock and the loudspeakers: the rules are a configuration's, every turn
//! goes through the engine and a store in memory, and [`Night::log`] prints the product's timeline.

mod accepted;
mod again;
mod again_owed;
mod answered;
mod beats;
mod blind;
mod calmed;
mod cascaded;
mod depending;
mod flapping;
mod grouped;
mod held;
mod inhibited;
mod joined;
mod lapsed;
mod late;
mod listed;
mod maintained;
mod mingled;
mod more;
mod old;
mod owed;
mod peers_acks;
mod probed;
mod promised;
mod pruned;
mod public;
mod put_back;
mod quiet;
mod reached;
mod regrouped;
mod relieved;
mod relieved_line;
mod restarted;
mod routed;
mod said;
mod silenced;
mod sounded;
mod stations;
mod stormy;
mod taken;
mod team;
mod tiers;
mod unanswered;
mod updated;
mod weekly;
mod written;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use jiff::{SignedDuration, Timestamp};
use wail::domain::alert::{Alert, Severity, Signal};
use wail::domain::incident::escalation::Context;
use wail::domain::incident::{Incident, IncidentId, Input, Refusal};
use wail::domain::page::PageResult;
use wail::domain::rules::Rules;
use wail::domain::station::Station;
use wail::engine::{self, Applied, Claimed, Engine};
use wail::store::{Heartbeat, SentPage, Store, StoreError, TimelineQuery, Tx};

use self::stations::{hub, station_of};
pub(crate) use self::team::{TEAM, alert, rules};

/// The night begins at three, when nobody's day has begun.
const THREE_IN_THE_MORNING: &str = "2026-11-03T03:00:00Z";

pub(super) struct Night {
    pub(super) store: Store,
    pub(super) rules: Rules,
    pub(super) now: Timestamp,
    began: Timestamp,
    stations: BTreeMap<String, Station>,
    dead: BTreeSet<(String, String)>,
    pub(super) episodes: BTreeMap<String, Timestamp>,
    /// Which incident is meant by what people do.
    about: IncidentId,
    /// What stations have taken and not rung yet.
    taken: Vec<Claimed>,
}

impl Night {
    pub(super) fn new() -> Self {
        Self::of(TEAM)
    }

    /// A night of another team. Everybody has a station; the one who decides has no loudspeaker.
    pub(super) fn of(team: &str) -> Self {
        let rules = rules(team);
        let now = THREE_IN_THE_MORNING.parse().unwrap();
        let mut night = Self {
            store: Store::in_memory().unwrap(),
            now,
            began: now,
            stations: BTreeMap::new(),
            dead: BTreeSet::new(),
            episodes: BTreeMap::new(),
            about: IncidentId(1),
            taken: Vec::new(),
            rules,
        };
        night.everybody_has_a_station();
        night
    }

    fn everybody_has_a_station(&mut self) {
        for person in self.rules.everyone() {
            let station = station_of(&person);
            self.stations.insert(station.name.clone(), station);
        }
    }

    /// Lets the night begin at another hour.
    pub(super) fn at(mut self, instant: &str) -> Self {
        self.now = instant.parse().unwrap();
        self.began = self.now;
        self
    }

    /// `disk` is critical.
    pub(super) fn fires(self) -> Self {
        self.reports("disk", Severity::Critical)
    }

    /// A new episode of that problem, or the same again if it lasts.
    pub(super) fn reports(mut self, name: &str, severity: Severity) -> Self {
        let began = *self.episodes.entry(name.to_owned()).or_insert(self.now);
        let alert = alert(name, Signal::Firing, severity).started_at(Some(began));
        self.hears(&alert)
    }

    /// The same, in the monitor's group `g`.
    pub(super) fn reports_in_group(mut self, name: &str, severity: Severity) -> Self {
        let began = *self.episodes.entry(name.to_owned()).or_insert(self.now);
        let alert = alert(name, Signal::Firing, severity).started_at(Some(began));
        self.hears(&alert.group(Some("g".to_owned())))
    }

    /// `disk` is over.
    pub(super) fn clears(self) -> Self {
        self.ends("disk")
    }

    pub(super) fn ends(mut self, name: &str) -> Self {
        let began = self.episodes.remove(name);
        self.hears(&alert(name, Signal::Resolved, Severity::Critical).started_at(began))
    }

    /// Takes any alert to the board, then lets everything happen that is due.
    pub(super) fn hears(mut self, alert: &Alert) -> Self {
        self.decide(|_, engine| engine.hear(alert)).unwrap();
        self.turn();
        self
    }

    /// Lets time pass: the daemon wakes whenever something is due.
    pub(super) fn wait(mut self, minutes: i64) -> Self {
        let until = self.now + SignedDuration::from_mins(minutes);
        let mut in_vain = 0;
        while let Some(due) = self.deadline().filter(|due| *due <= until) {
            in_vain = if due > self.now { 0 } else { in_vain + 1 };
            assert!(in_vain < 100, "what is due at {due} is settled by no turn at {}", self.now);
            self.now = self.now.max(due);
            self.turn();
        }
        self.now = until;
        self
    }

    /// The machine sleeps: nothing is decided until it wakes, and then one turn is taken.
    pub(super) fn sleeps_for(mut self, hours: i64) -> Self {
        self.now += SignedDuration::from_hours(hours);
        self.turn();
        self
    }

    pub(super) fn acks(self, person: &str) -> Self {
        self.does(Input::Acknowledge { by: person.into(), check_in: None })
    }

    pub(super) fn unacks(self, person: &str) -> Self {
        self.does(Input::Unacknowledge { by: person.into() })
    }

    pub(super) fn snoozes(self, person: &str, minutes: i64) -> Self {
        let until = self.now + SignedDuration::from_mins(minutes);
        self.does(Input::Snooze { by: person.into(), until })
    }

    pub(super) fn escalates(self, person: &str) -> Self {
        self.does(Input::Escalate { by: person.into() })
    }

    pub(super) fn assigns(self, person: &str, to: &str) -> Self {
        self.does(Input::Assign { by: person.into(), to: to.into() })
    }

    pub(super) fn resolves(self, person: &str) -> Self {
        self.does(Input::Resolve { by: person.into() })
    }

    fn does(mut self, input: Input) -> Self {
        let asked = format!("{input:?}");
        let applied = self.does_quietly(input);
        assert!(matches!(applied, Applied::Changed(_)), "{asked} came to {applied:?}");
        self.turn();
        self
    }

    /// Does something and nothing that follows from it.
    pub(super) fn does_quietly(&mut self, input: Input) -> Applied {
        let about = self.about;
        self.decide(|_, engine| engine.apply(about, input)).unwrap()
    }

    /// What comes of an input that is not done.
    pub(super) fn refusal(&mut self, input: Input) -> Option<Refusal> {
        match self.does_quietly(input) {
            Applied::Refused(refusal, _) => Some(refusal),
            Applied::Changed(_) | Applied::Unchanged(_) | Applied::Missing => None,
        }
    }

    /// That channel of that person fails whatever it is given.
    pub(super) fn loses_channel(mut self, person: &str, channel: &str) -> Self {
        self.dead.insert((person.to_owned(), channel.to_owned()));
        self
    }

    /// What rings for that person stops by itself.
    pub(super) fn falls_silent(mut self, person: &str) -> Self {
        let name = station_of(&person.into()).name;
        self.decide(|tx, engine| {
            for (page, _) in tx.ringing(&name)? {
                engine.finish(page, PageResult::Failed { error: "the player died".to_owned() })?;
            }
            Ok(())
        })
        .unwrap();
        self.turn();
        self
    }

    /// Every machine is started anew: what rang there is given back, and taken again.
    pub(super) fn everybody_restarts(mut self) -> Self {
        let names: Vec<String> = self.stations.keys().cloned().collect();
        self.write(|tx| names.iter().try_for_each(|name| tx.requeue(name, usize::MAX).map(drop)))
            .unwrap();
        self.turn();
        self
    }

    /// The rules change, as after an edit of the configuration.
    pub(super) fn changes_rules(mut self, team: &str) -> Self {
        self.rules = rules(team);
        self.everybody_has_a_station();
        self.decide(|_, engine| engine.takes_rules(500)).unwrap();
        self.turn();
        self
    }

    /// When the daemon wakes next.
    pub(super) fn deadline(&mut self) -> Option<Timestamp> {
        let (now, rules) = (self.now, self.rules.clone());
        self.read(|tx| {
            let page = tx.next_page_deadline(now)?;
            let step = tx.next_incident_deadline()?;
            Ok(page
                .into_iter()
                .chain(tx.next_quiet(&rules, now)?)
                .chain(step)
                .chain(tx.next_expiry()?)
                .chain(tx.next_heartbeat()?)
                .chain(tx.next_handover_reminder()?)
                .chain(tx.next_relief(&rules, now)?)
                .chain(tx.next_flap()?)
                .chain(tx.next_update_due()?)
                .chain(tx.next_promise()?)
                .min())
        })
    }

    /// One turn of the daemon and of every station: due steps, due pages, what channels say.
    pub(super) fn turn(&mut self) {
        self.decide(|_, engine| engine.tick(500)).unwrap();
        loop {
            for by in self.stations.values().cloned().chain([hub()]).collect::<Vec<_>>() {
                self.decide_at(&by, |_, engine| engine.claim(500)).unwrap();
            }
            let rung = std::mem::take(&mut self.taken);
            if rung.is_empty() {
                break;
            }
            self.ring(rung);
        }
    }

    /// The incidents of which that person's machine takes a page now.
    pub(super) fn claims_for(&mut self, person: &str, at_most: usize) -> Vec<IncidentId> {
        self.decide_at(&station_of(&person.into()), |_, engine| engine.claim(at_most)).unwrap();
        std::mem::take(&mut self.taken).iter().map(|claimed| claimed.page.incident).collect()
    }

    fn ring(&mut self, claimed: Vec<Claimed>) {
        for page in claimed {
            let key = (page.page.person.to_string(), page.page.channel.to_string());
            let result = if self.dead.contains(&key) {
                PageResult::Failed { error: "no device".to_owned() }
            } else {
                PageResult::Delivered { proof: "48000 samples".to_owned() }
            };
            self.decide(|_, engine| engine.finish(page.id, result)).unwrap();
        }
    }

    /// Decides where the daemon runs, which has no loudspeaker.
    pub(super) fn decide<T>(
        &mut self,
        work: impl FnOnce(&Tx<'_>, &Engine<'_>) -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        self.decide_at(&hub(), work)
    }

    /// Decides in one transaction, by the stations that have just given a sign of life.
    fn decide_at<T>(
        &mut self,
        station: &Station,
        work: impl FnOnce(&Tx<'_>, &Engine<'_>) -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        let Self { store, rules, now, stations, taken, .. } = self;
        let is_hub = |station: &Station| station.name == hub().name;
        let (done, claimed) = store.write(|tx| {
            for station in stations.values().cloned().chain([hub()]) {
                let daemon = is_hub(&station);
                tx.put_station(&Heartbeat { station, seen_at: *now, daemon, audio: None })?;
            }
            let stations = engine::stations(tx, *now)?;
            let by = engine::Station { station, decides: is_hub(station) };
            let engine = Engine::new(
                tx,
                Context { rules, stations: &stations, pending: &[], reliefs: &[] },
                *now,
            )
            .at(by);
            let done = work(tx, &engine)?;
            Ok::<_, StoreError>((done, engine.claimed()))
        })?;
        taken.extend(claimed);
        Ok(done)
    }

    fn write<T>(
        &mut self,
        work: impl FnOnce(&Tx<'_>) -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        self.store.write(work)
    }

    pub(super) fn read<T>(&mut self, work: impl FnOnce(&Tx<'_>) -> Result<T, StoreError>) -> T {
        self.store.read(work).unwrap()
    }

    pub(super) fn incident(&mut self, id: i64) -> Option<Incident> {
        self.read(|tx| tx.incident(IncidentId(id)))
    }

    pub(super) fn pages(&mut self, id: i64) -> Vec<SentPage> {
        self.read(|tx| tx.pages(IncidentId(id)))
    }

    /// The record as people read it, with minutes since the night began. Of pages it tells that
    /// they were sent; what each channel says of having done so is left out.
    pub(super) fn log(mut self) -> String {
        let began = self.began;
        let mut log = String::from("\n");
        self.read(|tx| {
            tx.timeline(TimelineQuery::After(0), |entry| {
                if entry.event != "delivered" {
                    let minutes = entry.at.duration_since(began).as_mins();
                    writeln!(log, "{minutes:>5}m  {}", entry.text).unwrap();
                }
            })
        });
        log
    }
}

/// Compares a log with what it should be, line by line as they stand.
#[track_caller]
pub(super) fn assert_log(night: Night, expected: &str) {
    let log = night.log();
    let trim = |text: &str| text.trim().lines().map(str::trim).collect::<Vec<_>>().join("\n");
    assert!(trim(&log) == trim(expected), "the night went like this:\n{log}");
}
