//! Monitors: what is looked at, how often, and what it means when something is wrong with it.

mod canaries;
mod depends;
mod written;

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use jiff::SignedDuration;

pub(super) use self::canaries::canaries;

use self::written::Written;
use super::{Check, values};
use crate::config::fault::Finding;
use crate::config::raw::{Entry, Given, MonitorTable, Raw};
use crate::config::settings::MonitorSettings;
use crate::config::suggest;
use crate::domain::alert::Severity;
use crate::domain::label::Labels;
use crate::domain::name::MonitorName;
use crate::domain::watch::monitor::Limits;
use crate::monitors::{self, COMMON, Key, MONITORS, Monitor, Probe};

/// What holds where nothing is written.
const EVERY: SignedDuration = SignedDuration::from_secs(30);
const TIMEOUT: SignedDuration = SignedDuration::from_secs(10);
const AFTER: u32 = 2;

/// How often and how seldom a monitor may look.
const FASTEST: SignedDuration = SignedDuration::from_secs(1);
const SLOWEST: SignedDuration = SignedDuration::from_hours(24);

/// The monitors by name.
pub(super) fn monitors(raw: &Raw, check: &mut Check<'_>) -> BTreeMap<MonitorName, MonitorSettings> {
    let mut monitors = BTreeMap::new();
    for (name, table) in &raw.monitors {
        if let Err(finding) = values::name(name) {
            check.fault(finding);
        }
        if let Some(settings) = monitor(name, table, check) {
            monitors.insert(MonitorName::new(name.value.as_str()), settings);
        }
    }
    depends::depends(raw, check);
    monitors
}

fn monitor(
    name: &Given<String>,
    table: &Given<MonitorTable>,
    check: &mut Check<'_>,
) -> Option<MonitorSettings> {
    let kind = kind(name, table, check)?;
    let common = Written::read(COMMON, name, table, check);
    let (every, timeout) = times(table, &common, check);
    let severity = severity(&common, check);
    let target = target(&common, check);
    let labels: Labels = common.options.table("labels").into_iter().collect();
    let count = |key: &str| {
        let given = common.options.whole(key);
        given.and_then(|number| u32::try_from(number).ok()).unwrap_or(AFTER)
    };
    let slow_over = common.options.length("slow_over");
    let limits = Limits {
        down_after: count("down_after"),
        up_after: count("up_after"),
        slow_over: slow_over.and_then(|length| SignedDuration::try_from(length).ok()),
        patience: every.saturating_mul(2) + timeout,
    };
    let depends_on = common.options.list("depends_on");
    let probe = probe(kind, name, table, check)?;
    Some(MonitorSettings {
        kind,
        probe,
        every: Duration::try_from(every).unwrap_or(Duration::from_secs(30)),
        timeout: Duration::try_from(timeout).unwrap_or(Duration::from_secs(10)),
        limits,
        severity,
        labels,
        depends_on: depends_on.iter().map(|name| MonitorName::from(name.as_str())).collect(),
        runbook: common.options.text("runbook"),
        caution: common.options.text("caution"),
        target,
        is_local: common.options.truth("local").unwrap_or(kind.is_local),
    })
}

/// The probe of a table, with every fault in what its kind understands.
pub(super) fn probe(
    kind: &'static Monitor,
    name: &Given<String>,
    table: &Given<MonitorTable>,
    check: &mut Check<'_>,
) -> Option<Arc<dyn Probe>> {
    unknown_keys(kind, table, check);
    let written = Written::read(kind.keys, name, table, check);
    let missing: Vec<&Key> =
        kind.keys.iter().filter(|key| key.is_needed && table.get(key.name).is_none()).collect();
    for key in &missing {
        let message = format!("`{}` has no `{}`", name.value, key.name);
        let finding = Finding::at(name.span.clone(), message);
        let hint = format!("add `{} = {}`", key.name, key.example);
        check.missing(Some(&table.span), key.name, finding.hint(hint));
    }
    if written.has_faults || !missing.is_empty() {
        return None;
    }
    match (kind.build)(&written.options) {
        Ok(probe) => Some(probe),
        Err(wrong) => {
            let finding = Finding::at(written.span(wrong.key, table), wrong.message);
            check.fault(finding.hint(wrong.hint));
            None
        }
    }
}

/// What kind of monitor it is.
pub(super) fn kind(
    name: &Given<String>,
    table: &Given<MonitorTable>,
    check: &mut Check<'_>,
) -> Option<&'static Monitor> {
    let kinds: Vec<&str> = MONITORS.iter().map(|kind| kind.name).collect();
    match table.get("kind") {
        Some(Given { value: Entry::Text(word), span }) => {
            let found = monitors::find(word.trim());
            if found.is_none() {
                let written = Given { value: word.clone(), span: span.clone() };
                check.fault(values::unknown("kind of monitor", &written, &kinds));
            }
            found
        }
        Some(other) => {
            let finding = Finding::at(other.span.clone(), "a kind is a word in quotes");
            check.fault(finding.hint(suggest::there_are(&kinds)));
            None
        }
        None => {
            let found = monitors::find(&name.value);
            if found.is_none() {
                let message =
                    format!("`{}` is not a kind of monitor, and it has no `kind`", name.value);
                let hint = format!("add a `kind`; {}", suggest::there_are(&kinds));
                let finding = Finding::at(name.span.clone(), message);
                check.missing(Some(&table.span), "kind", finding.hint(hint));
            }
            found
        }
    }
}

fn unknown_keys(kind: &'static Monitor, table: &Given<MonitorTable>, check: &mut Check<'_>) {
    let known: Vec<&str> = kind.keys.iter().chain(COMMON).map(|key| key.name).collect();
    for key in table.0.keys().filter(|key| !known.contains(&key.value.as_str())) {
        let word = values::printable(key);
        let finding = Finding::at(key.span.clone(), format!("`{}` has no key `{word}`", kind.name));
        let others =
            MONITORS.iter().filter(|other| other.keys.iter().any(|it| it.name == key.value));
        let others: Vec<&str> = others.map(|other| other.name).collect();
        let hint = match suggest::closest(&key.value, known.iter().copied()) {
            Some(meant) => format!("did you mean `{meant}`?"),
            None if !others.is_empty() => format!("it is a key of {}", suggest::listed(&others)),
            None => format!("its keys are {}", suggest::listed(&known)),
        };
        check.fault(finding.hint(hint));
    }
}

/// How often it looks and how long a look may take.
fn times(
    table: &Given<MonitorTable>,
    common: &Written,
    check: &mut Check<'_>,
) -> (SignedDuration, SignedDuration) {
    let length = |key: &str| {
        common.options.length(key).and_then(|length| SignedDuration::try_from(length).ok())
    };
    let every = length("every").unwrap_or(EVERY);
    if !(FASTEST..=SLOWEST).contains(&every) {
        let message = "a monitor looks between once a second and once a day";
        check.fault(Finding::at(common.span("every", table), message).hint("`30s` is usual"));
    }
    let timeout = length("timeout").unwrap_or(TIMEOUT.min(every));
    if timeout > every {
        let message = "a look may not take longer than the time to the next one";
        let hint = "make `timeout` shorter, or `every` longer";
        check.fault(Finding::at(common.span("timeout", table), message).hint(hint));
    }
    if timeout.is_zero() {
        let message = "a look takes some time";
        check.fault(Finding::at(common.span("timeout", table), message).hint("`10s` is usual"));
    }
    (every, timeout)
}

fn severity(common: &Written, check: &mut Check<'_>) -> Severity {
    let Some(word) = common.options.text("severity") else { return Severity::Error };
    let span = common.spans.get("severity").cloned().unwrap_or_default();
    check.take(values::severity(&Given { value: word, span })).unwrap_or(Severity::Error)
}

fn target(common: &Written, check: &mut Check<'_>) -> Option<f64> {
    let target = common.options.number("target")?;
    if target > 0.0 && target < 100.0 {
        return Some(target);
    }
    let span = common.spans.get("target").cloned().unwrap_or_default();
    let message = "a target is a share in percent, and never all of the time";
    check.fault(Finding::at(span, message).hint("write `99.9` for 43 minutes a month"));
    None
}
