//! The stage of the example: people with their machines, a daemon that decides, a clock turned by hand, and the
//! real program for whatever is typed.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};

use jiff::{SignedDuration, Timestamp, Zoned};
use tempfile::TempDir;
use wail::config::{Environment, parse};
use wail::domain::alert::{Alert, Fingerprint, Severity, Signal};
use wail::domain::incident::IncidentId;
use wail::domain::incident::escalation::Context;
use wail::domain::name::SourceName;
use wail::domain::page::PageResult;
use wail::domain::rules::Rules;
use wail::domain::station::{Station, Stations};
use wail::engine::{self, Claimed, Engine};
use wail::store::{Heartbeat, Lease, Store, StoreError, TimelineQuery, Tx};
use wail::system::{Clocks, Staged};

use super::kept::Made;
use crate::common::ran;

/// The machine on which everything runs that decides and is typed.
const HOST: &str = "shop-1";

/// How loud a page is played, as a loudspeaker proves it.
const PROOF: &str = "48000 samples";

pub(super) struct Stage {
    folder: TempDir,
    store: Store,
    rules: Rules,
    pub(super) now: Timestamp,
    stations: Vec<Station>,
    /// When who has the pager is looked at next.
    look_at: Timestamp,
    /// When each problem began.
    began: BTreeMap<String, Timestamp>,
    taken: Vec<Claimed>,
    /// Everything that happened where people see it, in order.
    told: String,
    pub(super) made: Made,
    /// The right to decide, which only one has.
    _lease: Lease,
}

impl Stage {
    /// With this configuration, from that instant on.
    pub(super) fn begin(config: &str, now: &str) -> Self {
        let folder = TempDir::new().unwrap();
        let file = folder.path().join("config.toml");
        fs::write(&file, config).unwrap();
        let environment = Environment::made_up(&[], Some(folder.path()));
        let settings = parse(config, &file, &environment).unwrap_or_else(|fault| panic!("{fault}"));
        let now = at(now).timestamp();
        let store = Store::open(&folder.path().join("wail.db")).unwrap();
        let lease = store.lease(&format!("{HOST}/1")).unwrap();
        let stations = settings.rules.everyone().into_iter().map(|person| Station {
            name: format!("{person}-laptop/1"),
            people: Some(vec![person]),
            channels: ["sound", "desktop"].map(str::to_owned).to_vec(),
            ..Station::default()
        });
        let mut stage = Self {
            stations: stations.collect(),
            store,
            rules: settings.rules,
            now,
            look_at: now,
            began: BTreeMap::new(),
            taken: Vec::new(),
            told: String::new(),
            made: Made::default(),
            _lease: lease,
            folder,
        };
        stage.turn();
        stage
    }

    /// Lets time pass until that hour: `2026-03-02 18:42`.
    pub(super) fn until(&mut self, when: &str) {
        let until = at(when).timestamp();
        assert!(self.now <= until, "{when} has passed");
        while let Some(due) = self.deadline().filter(|due| *due <= until) {
            self.now = self.now.max(due);
            self.turn();
        }
        self.now = until;
        self.turn();
    }

    /// A monitor reports that problem of that service, which began so many minutes ago.
    pub(super) fn fires(&mut self, service: &str, summary: &str, (severity, ago): (Severity, i64)) {
        let began = self.now - SignedDuration::from_mins(ago);
        let began = *self.began.entry(summary.to_owned()).or_insert(began);
        self.hears(service, summary, (severity, Signal::Firing), began);
    }

    /// It reports that this is over.
    pub(super) fn clears(&mut self, service: &str, summary: &str, severity: Severity) {
        let began = self.began.remove(summary).unwrap();
        self.hears(service, summary, (severity, Signal::Resolved), began);
    }

    fn hears(
        &mut self,
        service: &str,
        text: &str,
        (how, is): (Severity, Signal),
        began: Timestamp,
    ) {
        let identity = Fingerprint::of([service, text]);
        let source = SourceName::from("prometheus");
        let labels = [("service".to_owned(), service.to_owned())].into_iter().collect();
        let alert = Alert::new(source, identity, is, how).summary(text).labels(labels);
        let alert = alert.started_at(Some(began));
        let says = if is == Signal::Resolved { "is over" } else { "fires" };
        self.tell(&format!("prometheus: {text} {says}"));
        self.decide(None, |engine| engine.hear(&alert).map(drop));
        self.turn();
    }

    /// Somebody types that. What is printed is told, and returned.
    pub(super) fn types(&mut self, person: &str, arguments: &[&str]) -> String {
        self.turn();
        let typed = arguments.iter().map(|word| quoted(word)).collect::<Vec<_>>().join(" ");
        let ran = ran(&mut self.command(person, arguments));
        assert_eq!(ran.code, 0, "{} wail {typed}: {ran:?}", self.clock());
        let said = format!("{}{}", ran.stdout, ran.stderr);
        let said = said.replace(&format!("{}/", self.folder.path().display()), "");
        let told = format!("{person}$ wail {typed}\n{}", indented(&said));
        self.tell(told.trim_end());
        self.turn();
        format!("$ wail {typed}\n{said}")
    }

    /// The same, and it is shown on the page under that name.
    pub(super) fn shows(&mut self, name: &str, person: &str, arguments: &[&str]) {
        let said = self.types(person, arguments);
        let said = format!("{}, {person}\n{said}", self.clock());
        self.made.printed.insert(name.to_owned(), said);
    }

    /// The last lines of what happened are shown on the page under that name.
    pub(super) fn shows_last(&mut self, name: &str, number: usize) {
        let lines: Vec<&str> = self.told.lines().collect();
        let last = lines.iter().skip(lines.len().saturating_sub(number));
        let last = last.map(|line| format!("{line}\n")).collect::<Vec<_>>().concat();
        self.made.printed.insert(name.to_owned(), last);
    }

    /// The number of the entry of that incident whose text begins so.
    pub(super) fn entry_of(&mut self, id: i64, begins: &str) -> String {
        let of = TimelineQuery::Of(IncidentId(id));
        let mut found = None;
        let read = self.store.read(|tx| {
            tx.timeline(of, |entry| {
                if entry.text.starts_with(begins) {
                    found = Some(entry.id);
                }
            })
        });
        read.map_err(|error: StoreError| error).unwrap();
        found.unwrap().to_string()
    }

    /// What a command prints goes into a file.
    pub(super) fn prints_into(&mut self, name: &str, arguments: &[&str]) {
        self.turn();
        let ran = ran(&mut self.command("ana", arguments));
        assert_eq!(ran.code, 0, "wail {arguments:?}: {ran:?}");
        self.made.files.insert(name.to_owned(), ran.stdout);
    }

    /// A file that a command wrote.
    pub(super) fn takes_file(&mut self, written: &str, name: &str) {
        let text = fs::read_to_string(self.folder.path().join(written)).unwrap();
        self.made.files.insert(name.to_owned(), text);
    }

    /// Everything that happened where people see it.
    pub(super) fn told(&self) -> &str {
        &self.told
    }

    fn command(&self, person: &str, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_wail"));
        let staged = Staged { at: self.now.as_millisecond(), host: HOST.to_owned() };
        command
            .args(arguments)
            .current_dir(self.folder.path())
            .env_clear()
            .env("HOME", self.folder.path())
            .env("TZ", "Europe/Berlin")
            .env("WAIL_CONFIG", self.folder.path().join("config.toml"))
            .env("WAIL_AS", person)
            .env("WAIL_STAGED", staged.written())
            .stdin(Stdio::null());
        command
    }

    fn clock(&self) -> String {
        let zone = self.rules.zone.clone();
        self.now.to_zoned(zone).strftime("%a %H:%M").to_string()
    }

    fn tell(&mut self, what: &str) {
        let clock = self.clock();
        writeln!(self.told, "{clock}  {what}").unwrap();
    }

    /// When something is due next.
    fn deadline(&mut self) -> Option<Timestamp> {
        let (now, rules, look_at) = (self.now, self.rules.clone(), self.look_at);
        let due = self.store.read(|tx| {
            let page = tx.next_page_deadline(now)?;
            let due = page.into_iter().chain(tx.next_quiet(&rules, now)?);
            let due = due.chain(tx.next_incident_deadline()?).chain(tx.next_expiry()?);
            let due = due.chain(tx.next_handover_reminder()?).chain(tx.next_relief(&rules, now)?);
            let due = due.chain(tx.next_flap()?).chain(tx.next_update_due()?);
            Ok::<_, StoreError>(due.chain(tx.next_promise()?).chain([look_at]).min())
        });
        due.unwrap()
    }

    /// One turn of the daemon and of every machine: what is due is done, rung and told.
    fn turn(&mut self) {
        if self.look_at <= self.now {
            self.look_at = Timestamp::MAX;
            let mut next = None;
            self.decide(None, |engine| {
                next = engine.hand_over()?;
                Ok(())
            });
            self.look_at = next.unwrap_or(Timestamp::MAX);
        }
        self.decide(None, |engine| engine.tick(100).map(drop));
        loop {
            for place in 0..self.stations.len() {
                self.decide(Some(place), |engine| engine.claim(100).map(drop));
                self.tell_courtesies(place);
            }
            let rings = std::mem::take(&mut self.taken);
            if rings.is_empty() {
                break;
            }
            for Claimed { id, page, .. } in rings {
                let (person, channel, reason) = (&page.person, &page.channel, page.reason);
                self.tell(&format!(
                    "{channel} calls {person} for {}: {}",
                    page.incident,
                    reason.phrase()
                ));
                let result = PageResult::Delivered { proof: PROOF.to_owned() };
                self.decide(None, |engine| engine.finish(id, result).map(drop));
            }
        }
    }

    fn tell_courtesies(&mut self, place: usize) {
        let mut told = Vec::new();
        self.decide(Some(place), |engine| {
            told = engine.take_notifications()?;
            Ok(())
        });
        for taken in told {
            self.tell(&format!(
                "{} tells {}: {}",
                taken.channel, taken.what.person, taken.what.text
            ));
            self.decide(None, |engine| engine.told(taken.id, &Ok("shown".to_owned())));
        }
    }

    /// Decides in one transaction at that machine, or where the daemon runs.
    fn decide(
        &mut self,
        place: Option<usize>,
        work: impl FnOnce(&Engine<'_>) -> Result<(), StoreError>,
    ) {
        let hub =
            Station { name: format!("{HOST}/1"), people: Some(Vec::new()), ..Station::default() };
        let station = place.map_or(&hub, |place| &self.stations[place]);
        let (now, rules) = (self.now, &self.rules);
        let staged = Staged { at: now.as_millisecond(), host: HOST.to_owned() };
        let path = self.folder.path().join("wail.db");
        let clocks = Clocks::of(&staged);
        let mut store = Store::open(&path).unwrap().as_machine(HOST, &staged.boot());
        store = store.by_clocks(move || clocks);
        let taken = store.write(|tx| {
            self.stations.iter().try_for_each(|it| alive(tx, it, (now, false)))?;
            alive(tx, &hub, (now, true))?;
            let stations: Stations = engine::stations(tx, now)?;
            let cx = Context { rules, stations: &stations, pending: &[], reliefs: &[] };
            let by = engine::Station { station, decides: place.is_none() };
            let engine = Engine::new(tx, cx, now).at(by);
            work(&engine)?;
            Ok::<_, StoreError>(engine.claimed())
        });
        self.taken.extend(taken.unwrap());
    }
}

fn alive(
    tx: &Tx<'_>,
    station: &Station,
    (at, daemon): (Timestamp, bool),
) -> Result<(), StoreError> {
    tx.put_station(&Heartbeat { station: station.clone(), seen_at: at, daemon, audio: None })
}

/// That hour on the shop's clock.
fn at(when: &str) -> Zoned {
    let civil: jiff::civil::DateTime = when.replace(' ', "T").parse().unwrap();
    civil.in_tz("Europe/Berlin").unwrap()
}

/// A word as a shell takes it.
fn quoted(word: &str) -> String {
    let is_plain = |it: char| it.is_ascii_alphanumeric() || "-_=,./:".contains(it);
    if !word.is_empty() && word.chars().all(is_plain) {
        word.to_owned()
    } else {
        format!("\"{}\"", word.replace('\\', "\\\\").replace('"', "\\\""))
    }
}

fn indented(text: &str) -> String {
    text.lines().map(|line| format!("             {line}\n")).collect::<Vec<_>>().concat()
}

/// Where the configuration of the example is.
pub(super) fn config() -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/example/config.toml");
    fs::read_to_string(path).unwrap()
}
