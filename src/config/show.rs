//! The configuration as it works, defaults included, as TOML; of secrets only where they are.

mod back_off;
mod noise;
mod promises;
mod relief;
mod status;
mod updates;

use jiff::SignedDuration;

use super::Settings;
use super::check::defaults;
use super::raw::{
    self, CascadeTable, ChannelEntry, ChannelTable, CheckInTable, DEFAULT, Entry, Given,
    KeepBodiesTable, ListenTable, OneOrMany, PersonTable, Quantity, RampTable, Raw, RouteTable,
    SeverityEntry, SeverityTable, SilenceTable, SoundEntry, SoundTable, SoundsTable, StoreTable,
};
use super::settings::{GaugeFeed, SourceProof, SourceSettings};
use crate::domain::alert::Severity;
use crate::domain::incident::cascade::CascadeRule;
use crate::domain::quiet::ClockHours;
use crate::domain::rules::{Person, Urgency};
use crate::pager::Sound;

/// The configuration as it works: what is written, and the default for everything that is not.
#[must_use]
pub fn show(settings: &Settings) -> String {
    raw::toml(&whole(settings)).unwrap_or_else(|error| format!("# {error}\n"))
}

/// The same as JSON.
#[must_use]
pub fn show_json(settings: &Settings) -> serde_json::Value {
    raw::json(&whole(settings))
}

fn whole(settings: &Settings) -> Raw {
    let mut raw = settings.raw.clone();
    let rules = &settings.rules;
    raw.zone.get_or_insert_with(|| text(zone_name(&rules.zone)));
    for (id, person) in &rules.people {
        let table = raw
            .people
            .entry(text(id.as_str()))
            .or_insert_with(|| Given::made(PersonTable::default()));
        table.value = person_table(person, settings, id.as_str());
    }
    rotas(&mut raw, settings);
    if raw.route.is_empty() {
        let policy = rules.policies.keys().next().map(|policy| text(policy.as_str()));
        raw.route.push(Given::made(RouteTable { policy, ..RouteTable::default() }));
    }
    policies(&mut raw, settings);
    inhibit(&mut raw);
    raw.cascade = Some(cascade(settings));
    raw.severities = Some(severities(settings));
    for (name, source) in &settings.sources {
        if let Some(table) = raw.sources.get_mut(name.as_str()) {
            table.value.kind = Some(text(source.kind.name));
            table.value.severity = Some(Given::made(severity_words(source)));
            // The origin and never the value: a secret has no other text form.
            table.value.key = source.key.as_ref().map(|key| text(key.origin()));
            if let Some(SourceProof::Secret(secret)) = &source.proof {
                table.value.secret = Some(text(secret.origin()));
            }
            if let Some(poll) = &source.poll {
                table.value.poll = Some(duration(poll.every));
                table.value.url = Some(text(poll.url.as_str()));
                table.value.stale_after = Some(Given::made(i64::from(poll.stale_after)));
            }
        }
    }
    if let (Some(table), Some(deadman)) = (&mut raw.deadman, &settings.deadman) {
        table.value.every = Some(duration(deadman.every));
        table.value.method = Some(text(deadman.method.as_str()));
    }
    status::status(&mut raw, settings);
    gauges(&mut raw, settings);
    monitors(&mut raw, settings);
    heartbeats(&mut raw, settings);
    noise::noise(&mut raw, settings);
    relief::relief(&mut raw, settings);
    updates::updates(&mut raw, settings);
    quiet(&mut raw, settings);
    promises::promises(&mut raw, settings);
    raw.sounds = Some(sounds(settings));
    raw.store = Some(StoreTable {
        path: Some(text(settings.store.path.to_string_lossy())),
        keep_bodies: Some(KeepBodiesTable {
            age: Some(duration(settings.store.keep_bodies.age)),
            size: Some(size(settings.store.keep_bodies.bytes)),
        }),
    });
    raw.listen = Some(ListenTable {
        address: Some(text(settings.listen.address.to_string())),
        public_url: settings.listen.public_url.as_deref().map(text),
        body_limit: Some(size(settings.listen.body_limit as u64)),
    });
    raw
}

/// What holds of silences, and of maintenance where nothing is written.
fn quiet(raw: &mut Raw, settings: &Settings) {
    let rules = settings.rules.silence;
    raw.silence = Some(SilenceTable {
        longest: Some(duration(rules.longest)),
        warn_before: Some(duration(rules.warn_before)),
    });
    for table in &mut raw.maintenance {
        table.value.announce.get_or_insert_with(|| duration(defaults::ANNOUNCE));
        table.value.zone.get_or_insert_with(|| text(zone_name(&settings.rules.zone)));
    }
}

/// What holds of each monitor and each canary where nothing is written.
fn monitors(raw: &mut Raw, settings: &Settings) {
    let length = |length: std::time::Duration| {
        let length = SignedDuration::try_from(length).unwrap_or(SignedDuration::MAX);
        Entry::Text(duration(length).value.0)
    };
    for (name, monitor) in &settings.monitors {
        let Some(table) = raw.monitors.get_mut(name.as_str()) else { continue };
        let mut shown = |key: &str, entry: Entry| {
            table.value.0.entry(text(key)).or_insert(Given::made(entry));
        };
        shown("kind", Entry::Text(monitor.kind.name.to_owned()));
        shown("every", length(monitor.every));
        shown("timeout", length(monitor.timeout));
        shown("down_after", Entry::Whole(monitor.limits.down_after.into()));
        shown("up_after", Entry::Whole(monitor.limits.up_after.into()));
        shown("severity", Entry::Text(monitor.severity.word().to_owned()));
    }
    for (table, canary) in raw.canary.iter_mut().zip(&settings.canaries) {
        let mut shown = |key: &str, entry: Entry| {
            table.value.0.entry(text(key)).or_insert(Given::made(entry));
        };
        shown("every", length(canary.every));
        shown("timeout", length(canary.timeout));
    }
}

fn text(text: impl Into<String>) -> Given<String> {
    Given::made(text.into())
}

fn zone_name(zone: &jiff::tz::TimeZone) -> &str {
    zone.iana_name().unwrap_or("UTC")
}

fn person_table(person: &Person, settings: &Settings, name: &str) -> PersonTable {
    let channel = |reach: &crate::domain::rules::Reach| {
        let key = (name.into(), reach.channel.clone());
        let command = settings.commands.get(&key);
        let has_own_name = reach.channel.as_str() != reach.kind;
        let run = |run: &Vec<String>| Given::made(run.iter().map(text).collect());
        let limit = command.and_then(|command| SignedDuration::try_from(command.limit).ok());
        Given::made(ChannelEntry::Table(Box::new(ChannelTable {
            kind: Some(text(reach.kind.as_str())),
            name: has_own_name.then(|| text(reach.channel.as_str())),
            wait: Some(duration(reach.wait)),
            run: command.map(|command| run(&command.run)),
            limit: limit.map(duration),
            ..pushed(settings, name, reach)
        })))
    };
    let hours = |hours: ClockHours| {
        let [from, to] = [hours.from, hours.to].map(|time| time.strftime("%H:%M"));
        Some(text(format!("{from}-{to}")))
    };
    PersonTable {
        zone: Some(text(zone_name(&person.zone))),
        quiet: settings.raw.people.get(name).and_then(|person| person.quiet.clone()),
        day: hours(person.day),
        sleep: hours(person.sleep),
        kind: Some(Given::made(person.is_kind)),
        channels: Some(Given::made(person.channels.iter().map(channel).collect())),
    }
}

/// What is written of where a push goes, with what holds where nothing is: of a secret where it is.
fn pushed(settings: &Settings, person: &str, reach: &crate::domain::rules::Reach) -> ChannelTable {
    let Some(target) = settings.pushes.get(&(person.into(), reach.channel.clone())) else {
        return ChannelTable::default();
    };
    let entries = settings.raw.people.get(person).and_then(|table| table.value.channels.as_ref());
    let tables = entries.into_iter().flat_map(|entries| &entries.value).filter_map(|entry| {
        let ChannelEntry::Table(table) = &entry.value else { return None };
        let name = table.name.as_ref().or(table.kind.as_ref())?;
        (name.value == reach.channel.as_str()).then(|| table.as_ref().clone())
    });
    with_defaults(tables.into_iter().next().unwrap_or_default(), target)
}

/// The same with what holds where nothing is written.
fn with_defaults(mut table: ChannelTable, target: &crate::pager::push::Target) -> ChannelTable {
    for key in target.service.keys {
        let Some(default) = key.default else { continue };
        let field = match key.name {
            "server" => &mut table.server,
            "method" => &mut table.method,
            "tls" => &mut table.tls,
            _ => continue,
        };
        field.get_or_insert_with(|| text(default));
    }
    table
}

fn rotas(raw: &mut Raw, settings: &Settings) {
    for rota in raw.rota.values_mut() {
        // What its file holds is shown here.
        rota.value.file = None;
        let zone = &mut rota.value.zone;
        zone.get_or_insert_with(|| text(zone_name(&settings.rules.zone)));
        for layer in &mut rota.value.layer {
            let handoff = &mut layer.value.handoff;
            handoff.get_or_insert_with(|| text(defaults::HANDOFF.strftime("%H:%M").to_string()));
        }
    }
}

fn gauges(raw: &mut Raw, settings: &Settings) {
    for (name, gauge) in &settings.rules.gauges {
        let Some(table) = raw.gauges.get_mut(name.as_str()) else { continue };
        table.value.note = Some(duration(gauge.steps.note));
        table.value.page = Some(duration(gauge.steps.page));
        table.value.critical = Some(duration(gauge.steps.critical));
        if let Some(GaugeFeed::Run { line, every }) = settings.gauges.get(name) {
            table.value.every = Some(duration(*every));
            table.value.timeout = SignedDuration::try_from(line.limit).ok().map(duration);
        }
    }
}

fn policies(raw: &mut Raw, settings: &Settings) {
    for (name, policy) in &mut raw.policy {
        let rules = settings.rules.policies.get(name.as_str());
        policy.value.back_off = rules.map(back_off::back_offs);
        policy.value.repeat.get_or_insert(Given::made(i64::from(defaults::REPEAT)));
        for step in policy.value.steps.iter_mut().flat_map(|steps| &mut steps.value) {
            step.value.wait.get_or_insert_with(|| duration(defaults::STEP_WAIT));
        }
        let given = policy.value.check_in.take().unwrap_or_default();
        let or_default = |given: Option<Given<Quantity>>, severity| {
            Some(given.unwrap_or_else(|| duration(defaults::check_in(severity))))
        };
        policy.value.check_in = Some(CheckInTable {
            critical: or_default(given.critical, Severity::Critical),
            error: or_default(given.error, Severity::Error),
            warning: or_default(given.warning, Severity::Warning),
            info: or_default(given.info, Severity::Info),
        });
    }
    for route in &mut raw.route {
        let none = OneOrMany::Many(Vec::new());
        route.value.matches.get_or_insert_with(|| Given::made(none));
    }
}

fn cascade(settings: &Settings) -> CascadeTable {
    let CascadeRule { window, share } = &settings.rules.cascade;
    let window =
        if window.is_zero() { Given::made(Quantity("0s".to_owned())) } else { duration(*window) };
    let share = OneOrMany::Many(share.iter().map(|name| text(name.as_str())).collect());
    CascadeTable { window: Some(window), share: Some(Given::made(share)) }
}

fn inhibit(raw: &mut Raw) {
    for (index, table) in raw.inhibit.iter_mut().enumerate() {
        table.value.name.get_or_insert_with(|| text((index + 1).to_string()));
        table.value.equal.get_or_insert_with(|| Given::made(OneOrMany::Many(Vec::new())));
        table.value.settle.get_or_insert_with(|| duration(defaults::SETTLE));
    }
}

fn heartbeats(raw: &mut Raw, settings: &Settings) {
    for (name, rule) in &settings.rules.heartbeats {
        let Some(table) = raw.heartbeats.get_mut(name.as_str()) else { continue };
        let table = &mut table.value;
        table.grace.get_or_insert_with(|| duration(defaults::GRACE));
        table.overlap.get_or_insert_with(|| Given::made(rule.may_overlap));
        table.severity.get_or_insert_with(|| text(rule.severity.word()));
        if table.cron.is_some() {
            table.zone.get_or_insert_with(|| text(zone_name(&rule.zone)));
        }
    }
}

fn severities(settings: &Settings) -> SeverityTable {
    let word = |severity| {
        Some(text(match settings.rules.urgency.of(severity) {
            Urgency::Page => "page",
            Urgency::Day => "day",
            Urgency::Log => "log",
        }))
    };
    SeverityTable {
        critical: word(Severity::Critical),
        error: word(Severity::Error),
        warning: word(Severity::Warning),
        info: word(Severity::Info),
    }
}

fn sounds(settings: &Settings) -> SoundsTable {
    let entry = |severity| {
        let longest = settings.rules.longest_ring(severity).map(duration);
        Some(sound(settings.sounds.of(severity), longest))
    };
    let mut table = settings.raw.sounds.clone().unwrap_or_default();
    for (given, when) in table.when.iter_mut().zip(&settings.sounds.when) {
        given.value.play = Some(sound(&when.sound, None));
    }
    let output = &settings.sounds.output;
    let many = |words: &[String]| {
        Given::made(OneOrMany::Many(words.iter().map(|word| text(word.as_str())).collect()))
    };
    SoundsTable {
        volume: None,
        ramp: None,
        gap: None,
        longest: None,
        when: table.when,
        device: Some(many(&output.devices)),
        speak: Some(&output.speak).filter(|line| !line.is_empty()).map(|line| many(line)),
        unmute: Some(Given::made(output.unmute)),
        critical: entry(Severity::Critical),
        error: entry(Severity::Error),
        warning: entry(Severity::Warning),
        info: entry(Severity::Info),
        new_problem: Some(sound(&settings.sounds.new_problem, None)),
    }
}

/// A sound with everything there is to say about it.
fn sound(sound: &Sound, longest: Option<Given<Quantity>>) -> Given<SoundEntry> {
    let Sound { name, volume, ramp, gap } = sound;
    let length = |length: std::time::Duration| SignedDuration::try_from(length).ok().map(duration);
    let ramp = RampTable { from: Some(Given::made(rounded(ramp.from))), over: length(ramp.over) };
    Given::made(SoundEntry::Table(Box::new(SoundTable {
        sound: Some(text(name.as_str())),
        volume: Some(Given::made(rounded(*volume))),
        ramp: Some(Given::made(ramp)),
        gap: Some(*gap).filter(|gap| !gap.is_zero()).and_then(length),
        longest,
    })))
}

/// 0.8 as 0.8, and not as 0.800000011920929.
fn rounded(volume: f32) -> f64 {
    (f64::from(volume) * 1000.0).round() / 1000.0
}

/// `2h30m`, from the largest unit to the smallest.
fn duration(length: SignedDuration) -> Given<Quantity> {
    let mut seconds = length.as_secs();
    let mut written = String::new();
    for (unit, size) in [("d", 24 * 60 * 60), ("h", 60 * 60), ("m", 60), ("s", 1)] {
        if seconds >= size {
            written.push_str(&(seconds / size).to_string());
            written.push_str(unit);
            seconds %= size;
        }
    }
    Given::made(Quantity(written))
}

/// `64MB` or `1MiB`: the largest unit that leaves no remainder.
fn size(bytes: u64) -> Given<Quantity> {
    const UNITS: [(&str, u64); 6] = [
        ("GiB", 1 << 30),
        ("GB", 1_000_000_000),
        ("MiB", 1 << 20),
        ("MB", 1_000_000),
        ("KiB", 1 << 10),
        ("kB", 1000),
    ];
    let unit = UNITS.into_iter().find(|(_, size)| bytes >= *size && bytes.is_multiple_of(*size));
    let (unit, size) = unit.unwrap_or(("B", 1));
    Given::made(Quantity(format!("{}{unit}", bytes / size)))
}

/// What the words of a sender mean: a word where only the default is known.
fn severity_words(source: &SourceSettings) -> SeverityEntry {
    let default = source.grades.default.word();
    if source.grades.words.is_empty() {
        return SeverityEntry::One(default.to_owned());
    }
    let words = source.grades.words.iter().map(|(word, severity)| (word.as_str(), severity.word()));
    let words = words.chain([(DEFAULT, default)]);
    SeverityEntry::Words(words.map(|(word, severity)| (text(word), text(severity))).collect())
}

#[cfg(test)]
mod tests;
