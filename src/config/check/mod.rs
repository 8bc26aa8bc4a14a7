//! From the file as written to the settings: every value checked, every fault collected.

mod assertions;
mod back_off;
mod calendar;
mod cascade;
mod deadman;
mod gauges;
mod heartbeats;
mod inhibit;
mod maintenance;
mod map;
mod monitors;
mod names;
mod noise;
mod people;
mod policies;
mod polls;
mod promises;
mod push;
mod quiet;
mod relief;
mod reports;
mod rotas;
mod routes;
mod silence;
mod sounds;
mod sources;
mod station;
mod status;
mod updates;
mod values;

pub(super) use calendar::turn;
pub(super) use values::duration;

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use std::path::Path;

use jiff::SignedDuration;
use jiff::tz::TimeZone;

use super::environment::Environment;
use super::fault::Finding;
use super::raw::{Dropped, Given, Quantity, Raw, Reading, RotaTable};
use super::settings::{RotaLines, Settings};
use crate::domain::name::RotaName;
use crate::domain::rules::Rules;

pub use sources::key_variable;
pub(crate) use station::{machine, store_path};
pub(crate) use values::is_name;

/// What holds where nothing is written.
pub(crate) mod defaults {
    pub(crate) use super::heartbeats::GRACE;
    pub(crate) use super::inhibit::SETTLE;
    pub(crate) use super::maintenance::ANNOUNCE;
    pub(crate) use super::policies::{REPEAT, STEP_WAIT, check_in};
    pub(crate) use super::rotas::HANDOFF;
    pub(crate) use super::status::{AUDIENCE, SEVERITIES, TITLE};
}

/// What a check found: the settings unless there are faults, and in any case what was noticed.
pub(crate) struct Checked {
    /// The settings; none if there is a fault.
    pub(crate) settings: Option<Settings>,
    /// What is wrong.
    pub(crate) faults: Vec<Finding>,
    /// What is allowed, and most likely not meant.
    pub(crate) warnings: Vec<Finding>,
    /// Where the rotas stand.
    pub(crate) rota_spans: BTreeMap<RotaName, RotaLines<Range<usize>>>,
    /// The tests, and where they stand.
    pub(crate) tests: Vec<assertions::Placed>,
}

/// Checks what was read. Relative paths start at `directory`.
pub(crate) fn check(reading: Reading<Raw>, directory: &Path, environment: &Environment) -> Checked {
    let Reading { raw, findings, dropped, span, .. } = reading;
    let mut check = Check {
        directory,
        environment,
        dropped: &dropped,
        whole: span,
        faults: findings,
        warnings: Vec::new(),
    };
    let names = names::gather(&raw, &mut check);
    let zone = check.top_zone(&raw);
    let people::Everybody { people, ways, softer } =
        people::people(&raw, &names, &zone, &mut check);
    let rotas = rotas::rotas(&raw, &zone, &people, &mut check);
    let reminders = rotas::reminders(&raw, &mut check);
    let mut policies = policies::policies(&raw, &names, &mut check);
    let routes = routes::routes(&raw, &names, &zone, &mut check);
    let inhibit = inhibit::rules(&raw, &mut check);
    let cascade = cascade::rule(&raw, &mut check);
    let urgency = policies::urgency(&raw, &mut check);
    let fallback = names::fallback(&raw, &names, &mut check);
    let me = names::me(&raw, &names, &mut check);
    let sources = sources::sources(&raw, &mut check);
    let tests = assertions::assertions(&raw, &names, &sources, &zone, &mut check);
    let monitors = monitors::monitors(&raw, &mut check);
    let heartbeats = heartbeats::heartbeats(&raw, &zone, &mut check);
    let canaries = monitors::canaries(&raw, &mut check);
    let dropins = sources::dropins(&raw, &mut check);
    let gauges::Gauges { gauges, feeds } = gauges::gauges(&raw, &mut check);
    let noise = noise::noise(&raw, &mut check);
    let sounds::Played { sounds, longest } = sounds::sounds(&raw, &mut check);
    let silence = silence::silence(&raw, &mut check);
    let promises = promises::promises(&raw, &mut check);
    let maintenance = maintenance::maintenance(&raw, &zone, &mut check);
    let relief = relief::relief(&raw, &mut check);
    let weekly = reports::weekly(&raw, &people, &zone, &mut check);
    let update_rule = updates::rule(&raw, &mut check);
    let updates = updates::updates(&raw, &mut check);
    let store = station::store(&raw, &mut check);
    let listen = station::listen(&raw, &mut check);
    let calendar_key = sources::calendar_key(&raw, &mut check);
    let deadman = deadman::deadman(&raw, &mut check);
    let status = status::status(&raw, &zone, &mut check);
    let rota_spans = rotas::spans(&raw);
    let Check { faults, warnings, .. } = check;
    let settings = fallback.filter(|_| faults.is_empty()).map(|fallback| {
        routes::call_rotas(&raw, &names, &fallback, &mut policies);
        let rules = Rules {
            zone,
            fallback,
            people,
            rotas,
            reminders,
            accepted: rotas::accepted(&raw),
            policies,
            routes: routes.into(),
            inhibit,
            cascade,
            urgency,
            longest_ring: longest,
            heartbeats,
            gauges,
            noise,
            silence,
            promises,
            maintenance,
            relief,
            weekly,
            updates: update_rule,
        };
        Settings {
            rules,
            me,
            inhibit_sleep: raw.inhibit_sleep.as_ref().is_some_and(|given| given.value),
            sources,
            monitors,
            canaries,
            dropins,
            gauges: feeds,
            sounds,
            softer,
            updates,
            commands: ways.commands,
            pushes: ways.pushes,
            store,
            listen,
            calendar_key,
            deadman,
            status,
            warnings: Vec::new(),
            tests: Vec::new(),
            files: Vec::new(),
            zones: zones_of(&raw),
            rota_zones: zones_of_rotas(&raw),
            rota_lines: BTreeMap::new(),
            raw,
        }
    });
    Checked { settings, faults, warnings, rota_spans, tests }
}

/// The zones that are named in each rota.
fn zones_of_rotas(raw: &Raw) -> BTreeMap<RotaName, BTreeSet<String>> {
    let named = |name: &str| RotaName::from(name);
    raw.rota.iter().map(|(name, rota)| (named(&name.value), zones_of_rota(raw, rota))).collect()
}

/// The zones that are named anywhere.
fn zones_of(raw: &Raw) -> BTreeSet<String> {
    let people = raw.people.values().filter_map(|person| person.zone.as_ref());
    let beats = raw.heartbeats.values().filter_map(|table| table.zone.as_ref());
    let routes = raw.route.iter().filter_map(|route| route.zone.as_ref());
    let planned = raw.maintenance.iter().filter_map(|table| table.zone.as_ref());
    let page = raw.status.iter().filter_map(|table| table.zone.as_ref());
    let weekly = raw.reports.iter().filter_map(|table| table.weekly.as_ref()?.zone.as_ref());
    let page = page.chain(weekly);
    let own = raw.zone.iter().chain(people).chain(beats).chain(routes).chain(planned).chain(page);
    let own = own.map(|zone| zone.trim().to_owned());
    own.chain(raw.rota.values().flat_map(|rota| zones_of_rota(raw, rota))).collect()
}

/// The zones by which a rota goes.
fn zones_of_rota(raw: &Raw, rota: &RotaTable) -> BTreeSet<String> {
    let people = rota.people.values().filter_map(|person| person.zone.as_ref());
    let layers = rota.layer.iter().filter_map(|layer| layer.zone.as_ref());
    let own = rota.zone.as_ref().or(raw.zone.as_ref());
    own.into_iter().chain(people).chain(layers).map(|zone| zone.trim().to_owned()).collect()
}

/// What every check may look at, and where it leaves what it finds.
struct Check<'c> {
    directory: &'c Path,
    environment: &'c Environment,
    dropped: &'c [Dropped],
    whole: Range<usize>,
    faults: Vec<Finding>,
    warnings: Vec<Finding>,
}

impl Check<'_> {
    fn fault(&mut self, finding: Finding) {
        self.faults.push(finding);
    }

    fn warn(&mut self, finding: Finding) {
        self.warnings.push(finding);
    }

    /// The value, or nothing and a fault.
    fn take<T>(&mut self, result: Result<T, Finding>) -> Option<T> {
        result.map_err(|finding| self.fault(finding)).ok()
    }

    /// A length of time, or `default` if none is given or it is wrong.
    fn duration(
        &mut self,
        what: &str,
        given: Option<&Given<Quantity>>,
        default: SignedDuration,
    ) -> SignedDuration {
        given.and_then(|given| self.take(values::duration(what, given))).unwrap_or(default)
    }

    /// A zone, or `default` if none is given or it is wrong.
    fn zone(&mut self, given: Option<&Given<String>>, default: &TimeZone) -> TimeZone {
        let zone = given.and_then(|given| self.take(values::zone(given)));
        zone.unwrap_or_else(|| default.clone())
    }

    /// A zone, unless it is wrong.
    fn zone_of(&mut self, given: &Given<String>) -> Option<TimeZone> {
        self.take(values::zone(given))
    }

    fn top_zone(&mut self, raw: &Raw) -> TimeZone {
        if raw.zone.is_none() && !self.was_dropped(None, "zone") {
            let finding = Finding::absent("there is no `zone`, so times of day are UTC");
            self.warn(finding.hint("write `zone = \"Europe/Berlin\"` at the top"));
        }
        self.zone(raw.zone.as_ref(), &TimeZone::UTC)
    }

    /// Notes that `key` is missing from the table at `table`, or from the top; unless something
    /// stood there that could not be read, which is a fault already.
    fn missing(&mut self, table: Option<&Range<usize>>, key: &str, finding: Finding) {
        if !self.was_dropped(table, key) {
            self.fault(finding);
        }
    }

    fn was_dropped(&self, table: Option<&Range<usize>>, key: &str) -> bool {
        self.dropped
            .iter()
            .filter(|dropped| dropped.key == key)
            .any(|dropped| dropped.table == *table.unwrap_or(&self.whole))
    }

    /// Whether the list at that place held more than could be read.
    fn has_lost_items(&self, list: &Range<usize>) -> bool {
        self.dropped.iter().any(|dropped| dropped.table == *list)
    }

    /// Whether that name stands in something that could not be read.
    fn may_be_known(&self, name: &str) -> bool {
        self.dropped.iter().any(|dropped| dropped.words.contains(name))
    }
}
