//! `wail check`: monitors look once, side by side, for cron and for scripts.

mod alarm;
pub(super) mod bar;
mod last;
mod plugin;
mod record;
mod sight;

use std::collections::BTreeMap;
use std::sync::Arc;

use clap::Args;
use serde_json::{Value, json};
use tokio::task::JoinSet;

use self::bar::Bar;
use super::format::Format;
use super::out::Tone;
use super::table::Table;
use super::{Session, json as shown, serve};
use crate::cli::unknown::unknown;
use crate::config::{MonitorSettings, Settings};
use crate::daemon::clock;
use crate::domain::label::{Labels, Matcher, all_match};
use crate::domain::name::MonitorName;
use crate::domain::text::plain;
use crate::domain::wait::count;
use crate::domain::watch::monitor::in_words;
use crate::domain::watch::{Finding, Observation};
use crate::error::{Error, Kind};
use crate::monitors::{self, Context, Means};

/// How many look at once.
const AT_ONCE: usize = 512;

/// The arguments of `wail check`.
#[derive(Args, Debug)]
#[expect(clippy::struct_excessive_bools, reason = "each is a flag that is typed")]
#[command(after_help = "Examples:\n  \
    wail check                          every monitor of the configuration\n  \
    wail check shop mail                only these\n  \
    wail check --match service=db       only those with this label\n  \
    wail check --last                   how each stands, without a look\n  \
    wail check --page                   and ring here for what is down, if no daemon runs\n  \
    */5 * * * *  wail check --quiet     from cron; what is found is on the record\n\n\
    Exit code 0 if all is well, 1 if anything failed or could not be told. With --plugin: one line \
    and the exit codes of the Monitoring Plugins, 0 to 3.")]
pub(super) struct Check {
    /// The monitors that look; every one unless named
    #[arg(value_name = "NAME")]
    names: Vec<String>,
    /// Only those with this label: `service=db`; all must match
    #[arg(long = "match", value_name = "LABEL=VALUE", value_parser = matcher)]
    matchers: Vec<Matcher>,
    /// Ring on this machine for what is down, until somebody has it, if no daemon runs
    #[arg(long)]
    page: bool,
    /// Speak as the Monitoring Plugins do, for Nagios, Icinga and others
    #[arg(long, conflicts_with_all = ["page", "template"])]
    plugin: bool,
    /// How each stands by the record, and how long looks took in the last day; nobody looks
    #[arg(long, conflicts_with_all = ["page", "plugin", "dry_run"])]
    last: bool,
    /// Write nothing down: look, and only tell
    #[arg(long, conflicts_with = "page")]
    dry_run: bool,
    #[command(flatten)]
    format: Format,
}

fn matcher(text: &str) -> Result<Matcher, String> {
    Matcher::parse(text).map_err(|error| error.to_string())
}

/// What a monitor saw.
struct Seen {
    name: MonitorName,
    settings: MonitorSettings,
    observation: Observation,
    /// How it is, slowness included.
    finding: Finding,
}

pub(super) fn run(session: &Session, args: &Check) -> Result<(), Error> {
    let settings = session.settings()?;
    let chosen = chosen(&settings, args)?;
    if args.last {
        return last::print(session, &chosen, &args.format);
    }
    let runtime = serve::runtime()?;
    let seen = runtime.block_on(look(session, chosen))?;
    let sight = runtime.block_on(sight::look(&settings, &seen));
    let recorded =
        if args.dry_run { None } else { record::record(session, &settings, &seen, &sight)? };
    if args.plugin {
        return plugin::print(session, &seen);
    }
    print(session, &seen, &args.format)?;
    if sight.is_blind() {
        session.out.warn(format_args!("warning: {}", plain(&sight.summary())));
    }
    if let Some(recorded) = &recorded {
        recorded.tell(session, args.page);
    }
    if args.page {
        alarm::ring(session, settings, &seen)?;
    }
    verdict(&seen)
}

/// Whom to look at; a name that is none is an error.
fn chosen(
    settings: &Settings,
    args: &Check,
) -> Result<BTreeMap<MonitorName, MonitorSettings>, Error> {
    let monitors = &settings.monitors;
    if monitors.is_empty() {
        return Err(Error::new(Kind::No, "the configuration has no monitors")
            .hint("add one, such as `[monitors.shop]` with `kind = \"http\"` and `url = \"…\"`"));
    }
    for name in &args.names {
        if !monitors.contains_key(name.as_str()) {
            return Err(unknown("monitor", name, monitors.keys().map(MonitorName::as_str), ""));
        }
    }
    let is_meant = |name: &MonitorName, monitor: &MonitorSettings| {
        let is_named = args.names.is_empty() || args.names.iter().any(|it| it == name.as_str());
        is_named && all_match(&args.matchers, &labels(name, monitor))
    };
    let chosen: BTreeMap<_, _> = monitors
        .iter()
        .filter(|(name, monitor)| is_meant(name, monitor))
        .map(|(name, monitor)| (name.clone(), monitor.clone()))
        .collect();
    if chosen.is_empty() {
        return Err(Error::new(Kind::No, "no monitor has these labels")
            .hint("`wail check --json` shows the labels of each"));
    }
    Ok(chosen)
}

/// The labels that alerts of a monitor have.
fn labels(name: &MonitorName, monitor: &MonitorSettings) -> Labels {
    let own = ("monitor".to_owned(), name.to_string());
    let labels = monitor.labels.iter().map(|(name, value)| (name.clone(), value.clone()));
    labels.chain([own]).collect()
}

/// Looks at all of them side by side.
async fn look(
    session: &Session,
    chosen: BTreeMap<MonitorName, MonitorSettings>,
) -> Result<Vec<Seen>, Error> {
    let means = Arc::new(Means::default());
    let mut bar = Bar::of(chosen.len(), session);
    let mut waiting = chosen.into_iter();
    let mut looks = JoinSet::new();
    let mut seen = Vec::new();
    loop {
        while looks.len() < AT_ONCE {
            let Some((name, settings)) = waiting.next() else { break };
            let means = Arc::clone(&means);
            looks.spawn(async move {
                let (now, timeout) = (clock::now(), settings.timeout);
                let cx = Context { means: &means, now, timeout };
                let observation = monitors::observe(&*settings.probe, cx).await;
                let finding = observation.graded(&settings.limits);
                Seen { name, settings, observation, finding }
            });
        }
        tokio::select! {
            next = looks.join_next() => match next {
                Some(Ok(one)) => seen.push(one),
                Some(Err(error)) => {
                    bar.clear();
                    return Err(Error::new(Kind::Bug, format!("a look broke off: {error}")));
                }
                None => break,
            },
            () = bar.rest() => {}
        }
        bar.show(seen.len());
    }
    bar.clear();
    seen.sort_by(|one, other| one.name.cmp(&other.name));
    Ok(seen)
}

/// A line for each.
fn print(session: &Session, seen: &[Seen], format: &Format) -> Result<(), Error> {
    if format.is_asked(session.out) {
        return format.print(session.out, "check", &seen.iter().map(value).collect());
    }
    let mut table = Table::new(&["CHECK", "MONITOR", "TOOK", "SAW"]);
    for one in seen {
        let tone = match one.finding {
            Finding::Fine => Tone::Over,
            Finding::Degraded | Finding::Undetermined => Tone::Calm,
            Finding::Failed => Tone::Alarm,
        };
        table.row(vec![
            (tone, one.finding.word().to_owned()),
            (Tone::Strong, plain(one.name.as_str()).into_owned()),
            (Tone::Plain, in_words(one.observation.took)),
            (Tone::Plain, one.said()),
        ]);
    }
    session.out.text(table.render(session.out))
}

impl Seen {
    /// What was seen, or what is not as it should be.
    fn said(&self) -> String {
        if self.finding == Finding::Fine {
            return self.observation.said.clone();
        }
        self.observation.reason(&self.settings.limits)
    }

    fn is_bad(&self) -> bool {
        matches!(self.finding, Finding::Failed | Finding::Undetermined)
    }
}

fn value(seen: &Seen) -> Value {
    let Observation { at, took, numbers, .. } = &seen.observation;
    let numbers = numbers.iter().map(|number| {
        json!({
            "label": number.label,
            "value": number.value,
            "unit": number.unit,
            "max": number.max,
        })
    });
    json!({
        "monitor": seen.name.as_str(),
        "kind": seen.settings.kind.name,
        "target": seen.settings.probe.target(),
        "finding": seen.finding.word(),
        "said": seen.said(),
        "at": shown::instant(*at),
        "took_ms": milliseconds(took),
        "labels": labels(&seen.name, &seen.settings),
        "numbers": numbers.collect::<Vec<_>>(),
    })
}

/// Milliseconds, with their fraction to the microsecond.
fn milliseconds(took: &jiff::SignedDuration) -> f64 {
    let micros = u32::try_from(took.as_micros()).unwrap_or(u32::MAX);
    f64::from(micros) / 1000.0
}

fn verdict(seen: &[Seen]) -> Result<(), Error> {
    let bad = seen.iter().filter(|one| one.is_bad()).count();
    if bad == 0 {
        return Ok(());
    }
    let text = match (bad, seen) {
        (_, [one]) => format!("{} is not well", one.name),
        (1, _) => format!("1 of {} is not well", count(seen.len(), "monitor")),
        (_, _) => format!("{bad} of {} are not well", count(seen.len(), "monitor")),
    };
    Err(Error::new(Kind::No, text))
}
