//! People and how each of them is reached.

use std::collections::BTreeMap;
use std::time::Duration;

use jiff::SignedDuration;
use jiff::civil::time;
use jiff::tz::TimeZone;

use super::names::Names;
use super::quiet::{self, QuietHours};
use super::{Check, push, values};
use crate::config::fault::Finding;
use crate::config::raw::{ChannelEntry, ChannelTable, Given, PersonTable, Raw};
use crate::config::settings::Softer;
use crate::domain::alert::Severity;
use crate::domain::name::{ChannelName, PersonId};
use crate::domain::notification::Quietness;
use crate::domain::quiet::ClockHours;
use crate::domain::rules::{Person, Reach, SLEEP};
use crate::pager::push::Target;
use crate::pager::{self, CHANNELS, CommandLine};

/// The hours in which somebody may be called for what can wait, unless they say otherwise.
pub(crate) const DAY: ClockHours = ClockHours { from: time(8, 0, 0, 0), to: time(22, 0, 0, 0) };
/// The channels of somebody who names none.
pub(crate) const DEFAULT_CHANNELS: [&str; 3] = ["sound", "desktop", "bell"];
/// How long a channel has before the next one is tried as well.
pub(crate) const CHANNEL_WAIT: SignedDuration = SignedDuration::from_mins(1);
/// How long a program may take.
pub(crate) const COMMAND_LIMIT: SignedDuration = SignedDuration::from_secs(30);

/// What channels of people need that is not a rule.
#[derive(Default)]
pub(super) struct Ways {
    /// The programs.
    pub(super) commands: BTreeMap<(PersonId, ChannelName), CommandLine>,
    /// The services.
    pub(super) pushes: BTreeMap<(PersonId, ChannelName), Target>,
}

/// Everybody, the programs and services that reach them, and how it sounds in their quiet hours.
pub(super) struct Everybody {
    pub(super) people: BTreeMap<PersonId, Person>,
    pub(super) ways: Ways,
    pub(super) softer: BTreeMap<(PersonId, Severity), Softer>,
}

/// Everybody, and how they are reached.
pub(super) fn people(
    raw: &Raw,
    names: &Names,
    zone: &TimeZone,
    check: &mut Check<'_>,
) -> Everybody {
    let mut people = BTreeMap::new();
    let mut ways = Ways::default();
    let mut softer = BTreeMap::new();
    let nothing = PersonTable::default();
    for name in names.people() {
        let id = PersonId::new(name);
        let table = raw.people.get(name).map_or(&nothing, |given| &given.value);
        let channels = channels(table, check);
        for Way { reach, command, push } in &channels {
            let key = (id.clone(), reach.channel.clone());
            ways.commands.extend(command.clone().map(|command| (key.clone(), command)));
            ways.pushes.extend(push.clone().map(|push| (key, push)));
        }
        let day = table.day.as_ref().and_then(|given| check.take(values::day(given)));
        let own_zone = own_zone(name, raw, check);
        let channels: Vec<Reach> = channels.into_iter().map(|way| way.reach).collect();
        let quiet = table.quiet.as_ref().and_then(|given| quiet::quiet(given, &channels, check));
        let quiet = quiet.map(|QuietHours { quiet, softer: of_person }| {
            softer.extend(of_person.into_iter().map(|(severity, it)| ((id.clone(), severity), it)));
            quiet
        });
        let sleep = table.sleep.as_ref().and_then(|given| check.take(values::day(given)));
        let sleep = sleep.or(quiet.as_ref().map(|quiet| quiet.hours)).unwrap_or(SLEEP);
        let zone = check.zone(own_zone, zone);
        let kind = table.kind.as_ref().or(raw.kind.as_ref());
        let is_kind = kind.is_none_or(|given| given.value);
        let day = day.unwrap_or(DAY);
        people.insert(id, Person { zone, channels, day, quiet, sleep, is_kind });
    }
    Everybody { people, ways, softer }
}

/// The zones that are given for a person: by their own table, then by rotas.
fn zones_of<'r>(name: &str, raw: &'r Raw) -> impl Iterator<Item = &'r Given<String>> {
    let own = raw.people.get(name).and_then(|table| table.zone.as_ref());
    let by_rotas = raw.rota.values().filter_map(move |rota| rota.people.get(name)?.zone.as_ref());
    own.into_iter().chain(by_rotas)
}

/// Whether a person's zone is given, so that no rota decides it.
pub(super) fn has_own_zone(name: &str, raw: &Raw) -> bool {
    zones_of(name, raw).next().is_some()
}

/// The zone that is given for a person; that it is one and the same is checked.
fn own_zone<'r>(name: &str, raw: &'r Raw, check: &mut Check<'_>) -> Option<&'r Given<String>> {
    let mut zones = zones_of(name, raw);
    let first = zones.next()?;
    for other in zones.filter(|other| other.value != first.value) {
        let message = format!("elsewhere {name} lives in {}", first.value);
        check.fault(Finding::at(other.span.clone(), message).hint("one person lives by one clock"));
    }
    Some(first)
}

/// One channel of one person, with what it runs.
struct Way {
    reach: Reach,
    command: Option<CommandLine>,
    push: Option<Target>,
}

fn channels(table: &PersonTable, check: &mut Check<'_>) -> Vec<Way> {
    let Some(list) = &table.channels else {
        let reach = |kind: &&'static str| way(kind, kind, CHANNEL_WAIT);
        return DEFAULT_CHANNELS.iter().map(reach).collect();
    };
    if list.is_empty() && !check.has_lost_items(&list.span) {
        check.fault(
            Finding::at(list.span.clone(), "nothing here can reach this person")
                .hint("leave `channels` out for sound, desktop and bell"),
        );
    }
    let mut ways: Vec<Way> = Vec::new();
    for entry in list.iter() {
        let Some((name, found)) = channel(entry, check) else { continue };
        if ways.iter().any(|way| way.reach.channel == found.reach.channel) {
            let message = format!("there is another channel `{}` in this list", name.value);
            check.fault(
                Finding::at(name.span, message)
                    .hint("give one of them a `name = \"…\"` of its own"),
            );
            continue;
        }
        ways.push(found);
    }
    ways
}

fn way(name: &str, kind: &str, wait: SignedDuration) -> Way {
    let found = pager::find(kind);
    let reach = Reach {
        channel: ChannelName::new(name),
        kind: kind.to_owned(),
        needs_station: found.is_none_or(|channel| channel.needs_station),
        quietness: found.map_or(Quietness::Tone, |channel| channel.quietness),
        wait,
    };
    Way { reach, command: None, push: None }
}

fn channel(entry: &Given<ChannelEntry>, check: &mut Check<'_>) -> Option<(Given<String>, Way)> {
    let alone;
    let table = match &entry.value {
        ChannelEntry::Table(table) => table.as_ref(),
        ChannelEntry::Kind(kind) => {
            let kind = Given { value: kind.clone(), span: entry.span.clone() };
            alone = ChannelTable { kind: Some(kind), ..ChannelTable::default() };
            &alone
        }
    };
    let Some(kind) = &table.kind else {
        let finding = Finding::at(entry.span.clone(), "this channel does not say what it uses")
            .hint("write `use = \"sound\"`");
        check.missing(Some(&entry.span), "use", finding);
        return None;
    };
    let name = table.name.as_ref().unwrap_or(kind);
    let wait = check.duration("a wait", table.wait.as_ref(), CHANNEL_WAIT);
    if pager::find(kind).is_none() {
        let known: Vec<&str> = CHANNELS.iter().map(|channel| channel.name).collect();
        check.fault(values::unknown("channel", kind, &known));
        return None;
    }
    if table.name.is_some() {
        check.take(values::name(name));
    }
    let mut way = way(name, kind, wait);
    if kind.value == "command" {
        way.command = command(table, entry, check);
    } else {
        refuse_command(table, kind, check);
    }
    if kind.value == "push" {
        way.push = push::target(table, &entry.span, check);
    } else {
        push::refuse(table, kind, check);
    }
    Some((name.clone(), way))
}

fn command(
    table: &ChannelTable,
    entry: &Given<ChannelEntry>,
    check: &mut Check<'_>,
) -> Option<CommandLine> {
    let limit = check.duration("a limit", table.limit.as_ref(), COMMAND_LIMIT);
    let hint = "write `run = [\"/usr/local/bin/sms\", \"ana\"]`";
    let Some(run) = &table.run else {
        let finding = Finding::at(entry.span.clone(), "a `command` needs a program to run");
        check.missing(Some(&entry.span), "run", finding.hint(hint));
        return None;
    };
    let program = run.first().map_or("", |program| program.trim());
    if program.is_empty() {
        if !check.has_lost_items(&run.span) {
            check.fault(Finding::at(run.span.clone(), "there is no program to run").hint(hint));
        }
        return None;
    }
    if let Some(part) = run.iter().find(|part| part.contains('\0')) {
        check.fault(Finding::at(part.span.clone(), "no program can be given a NUL character"));
    }
    let run = run.iter().map(|part| part.value.clone()).collect();
    Some(CommandLine { run, limit: Duration::try_from(limit).unwrap_or_default() })
}

fn refuse_command(table: &ChannelTable, kind: &str, check: &mut Check<'_>) {
    let run = table.run.as_ref().map(|run| ("run", run.span.clone()));
    let limit = table.limit.as_ref().map(|limit| ("limit", limit.span.clone()));
    for (key, span) in run.into_iter().chain(limit) {
        check.fault(
            Finding::at(span, format!("`{kind}` runs no program, so it has no `{key}`"))
                .hint("write `use = \"command\"`, or take it out"),
        );
    }
}
