//! Gauges: what each is full at, where its readings come from, and when it is told.

use std::collections::BTreeMap;
use std::ops::Range;
use std::time::Duration;

use jiff::SignedDuration;

use super::{Check, values};
use crate::config::fault::Finding;
use crate::config::raw::{GaugeTable, Given, Quantity, Raw};
use crate::config::settings::GaugeFeed;
use crate::domain::gauge::typed::{Amount, LIKE};
use crate::domain::gauge::{Gauge, NOT_NAMES, Steps, stale_after};
use crate::domain::label::Labels;
use crate::domain::name::GaugeName;
use crate::pager::CommandLine;

/// How often a program is run, and how long it may take.
const EVERY: SignedDuration = SignedDuration::from_mins(5);
const TIMEOUT: SignedDuration = SignedDuration::from_secs(30);

/// The gauges of a configuration: what is known of them, and where their readings come from.
#[derive(Default)]
pub(super) struct Gauges {
    pub(super) gauges: BTreeMap<GaugeName, Gauge>,
    pub(super) feeds: BTreeMap<GaugeName, GaugeFeed>,
}

/// The gauges by name.
pub(super) fn gauges(raw: &Raw, check: &mut Check<'_>) -> Gauges {
    let mut found = Gauges::default();
    for (name, table) in &raw.gauges {
        check.take(values::name(name));
        if NOT_NAMES.contains(&name.value.as_str()) {
            let message = format!("no gauge can be called `{}`", name.value);
            let hint = format!("`wail gauge {}` is a command; give it another name", name.value);
            check.fault(Finding::at(name.span.clone(), message).hint(hint));
        }
        let key = GaugeName::new(name.value.as_str());
        let max = table.max.as_ref().and_then(|given| check.take(full_at(given)));
        let typed = max.as_ref().map(|amount| amount.unit).unwrap_or_default();
        let text = |given: &Option<Given<String>>| given.as_ref().map(|given| given.value.clone());
        let feed = feed(raw, table, check);
        let given = table.stale_after.as_ref();
        let given =
            given.and_then(|given| check.take(values::duration("a time to be stale_after", given)));
        let gauge = Gauge {
            max: max.as_ref().map(|amount| amount.value),
            unit: text(&table.unit).unwrap_or_else(|| typed.to_owned()),
            steps: steps(table, check),
            stale_after: given.or_else(|| feed.as_ref().and_then(usually_stale_after)),
            labels: labels(table),
            service: text(&table.service),
            runbook: text(&table.runbook),
            caution: text(&table.caution),
        };
        found.gauges.insert(key.clone(), gauge);
        if let Some(feed) = feed {
            found.feeds.insert(key, feed);
        }
    }
    found
}

/// How long a gauge may be silent whose readings come as often as is configured.
fn usually_stale_after(feed: &GaugeFeed) -> Option<SignedDuration> {
    match feed {
        GaugeFeed::Run { every, .. } => Some(stale_after(*every)),
        GaugeFeed::Monitor { .. } => None,
    }
}

/// What it is full at.
fn full_at(given: &Given<Quantity>) -> Result<Amount, Finding> {
    Amount::read_max(&given.0).map_err(|error| {
        let message = values::printable(&error.to_string());
        Finding::at(given.span.clone(), message).hint(LIKE)
    })
}

fn labels(table: &GaugeTable) -> Labels {
    let given = table.labels.iter().flat_map(|labels| &labels.value);
    given.map(|(name, value)| (name.value.clone(), value.value.clone())).collect()
}

/// When it is told; each step must leave less time than the one before.
fn steps(table: &Given<GaugeTable>, check: &mut Check<'_>) -> Steps {
    let default = Steps::default();
    let steps = Steps {
        note: check.duration("a note", table.note.as_ref(), default.note),
        page: check.duration("a page", table.page.as_ref(), default.page),
        critical: check.duration("critical", table.critical.as_ref(), default.critical),
    };
    let first = [&table.critical, &table.page, &table.note].into_iter().flatten().next();
    let span = first.map_or(&table.span, |given| &given.span);
    if steps.critical >= steps.page || steps.page >= steps.note {
        let message = "what is graver is told with less time left";
        let hint = "write `note = \"90d\"`, `page = \"14d\"` and `critical = \"2d\"`, or as much in this order";
        check.fault(Finding::at(span.clone(), message).hint(hint));
    }
    steps
}

/// Where its readings come from; from `wail gauge` alone if nothing says.
fn feed(raw: &Raw, table: &Given<GaugeTable>, check: &mut Check<'_>) -> Option<GaugeFeed> {
    let monitor = of_monitor(raw, table, check);
    let Some(run) = &table.run else {
        for (key, given) in [("every", &table.every), ("timeout", &table.timeout)] {
            if let Some(given) = given {
                let message = format!("`{key}` is nothing without a program to run");
                let hint = "add `run = [\"/usr/local/bin/count\"]`, or take it out";
                let finding = Finding::at(given.span.clone(), message).hint(hint);
                check.missing(Some(&table.span), "run", finding);
            }
        }
        return monitor;
    };
    if let Some(given) = table.monitor.as_ref().or(table.number.as_ref()) {
        let message = "a gauge has its readings from a program or from a monitor, not from both";
        check.fault(Finding::at(given.span.clone(), message).hint("take one of them out"));
        return None;
    }
    let line = program(run, table, check)?;
    let every = check.duration("a time between two runs", table.every.as_ref(), EVERY);
    let timeout = check.duration("a timeout", table.timeout.as_ref(), TIMEOUT.min(every));
    if timeout > every {
        let span = table.timeout.as_ref().map_or(&table.span, |given| &given.span);
        let message = "a run must be over before the next one begins";
        let hint = "make `timeout` shorter than `every`, which is 5m unless given";
        check.fault(Finding::at(span.clone(), message).hint(hint));
    }
    let limit = Duration::try_from(timeout).unwrap_or_default();
    Some(GaugeFeed::Run { line: CommandLine { run: line, limit }, every })
}

/// The program and its arguments.
fn program(
    run: &Given<Vec<Given<String>>>,
    table: &Given<GaugeTable>,
    check: &mut Check<'_>,
) -> Option<Vec<String>> {
    let hint = "write `run = [\"/usr/local/bin/count\", \"events\"]`";
    if run.first().is_none_or(|program| program.trim().is_empty()) {
        if !check.has_lost_items(&run.span) {
            let finding = Finding::at(run.span.clone(), "there is no program to run").hint(hint);
            check.missing(Some(&table.span), "run", finding);
        }
        return None;
    }
    if let Some(part) = run.iter().find(|part| part.contains('\0')) {
        check.fault(Finding::at(part.span.clone(), "no argument can have a zero byte in it"));
        return None;
    }
    Some(run.iter().map(|part| part.value.clone()).collect())
}

/// The number of a monitor; one key is nothing without the other.
fn of_monitor(raw: &Raw, table: &Given<GaugeTable>, check: &mut Check<'_>) -> Option<GaugeFeed> {
    if let Some(monitor) = &table.monitor
        && !raw.monitors.contains_key(monitor.as_str())
        && !check.may_be_known(monitor)
    {
        let known: Vec<&str> = raw.monitors.keys().map(|name| name.value.as_str()).collect();
        check.fault(values::unknown("monitor", monitor, &known));
    }
    match (&table.monitor, &table.number) {
        (Some(monitor), Some(number)) => Some(GaugeFeed::Monitor {
            monitor: monitor.value.clone(),
            number: number.value.clone(),
        }),
        (None, None) => None,
        (Some(monitor), None) => {
            let message = "nothing says which number of this monitor is meant";
            lacks(&table.span, "number", &monitor.span, message, check);
            None
        }
        (None, Some(number)) => {
            let message = "nothing says of which monitor this is a number";
            lacks(&table.span, "monitor", &number.span, message, check);
            None
        }
    }
}

fn lacks(table: &Range<usize>, key: &str, at: &Range<usize>, message: &str, check: &mut Check<'_>) {
    let example = if key == "number" { "/srv" } else { "disk" };
    let finding = Finding::at(at.clone(), message).hint(format!("add `{key} = \"{example}\"`"));
    check.missing(Some(table), key, finding);
}
