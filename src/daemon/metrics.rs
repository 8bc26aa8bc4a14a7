//! The numbers of `/metrics`, in the text format of Prometheus.

use std::fmt::Write as _;
use std::sync::atomic::Ordering;

use super::decider::Decider;
use crate::domain::drill;
use crate::domain::incident::IncidentId;
use crate::store::{DrillCount, OpenCount, Result, Tx};

/// What samples of one name have in common.
struct Family {
    name: &'static str,
    kind: &'static str,
    about: &'static str,
}

/// What is said of looking at what is monitored.
fn looks(text: &mut String, decider: &Decider) {
    let board = &decider.shared.monitors;
    let looks = Family {
        name: "wail_monitor_looks_total",
        kind: "counter",
        about: "Looks at what is monitored.",
    };
    family(text, &looks, [("", board.looks.load(Ordering::Relaxed))]);
    let late = Family {
        name: "wail_monitor_looks_late_total",
        kind: "counter",
        about: "Looks that began more than a second late.",
    };
    family(text, &late, [("", board.late.load(Ordering::Relaxed))]);
}

/// What the store says.
struct Kept {
    open: Vec<OpenCount>,
    unread: i64,
    bytes: i64,
    /// Drills count as nothing but drills.
    open_drills: Vec<IncidentId>,
    drills: DrillCount,
}

impl Kept {
    fn of(tx: &Tx<'_>) -> Result<Self> {
        Ok(Self {
            open: tx.count_open_besides(drill::SOURCE)?,
            unread: tx.count_unread()?,
            bytes: tx.kept_bytes()?,
            open_drills: tx.open_drills()?,
            drills: tx.count_drills()?,
        })
    }
}

/// Asks the store and puts everything that is counted into words.
pub(super) fn render(decider: &mut Decider) -> String {
    let asked: Result<Kept> = decider.store.read(Kept::of);
    let counters = &decider.shared.counters;
    let mut text = String::new();
    let count = |counter: &std::sync::atomic::AtomicU64| counter.load(Ordering::Relaxed);
    family(
        &mut text,
        &Family {
            name: "wail_requests_total",
            kind: "counter",
            about: "Webhook requests by what became of them.",
        },
        [
            ("{result=\"kept\"}", count(&counters.kept)),
            ("{result=\"refused\"}", count(&counters.refused)),
            ("{result=\"wrong_key\"}", count(&counters.wrong_keys)),
            ("{result=\"flood\"}", count(&counters.floods)),
            ("{result=\"not_kept\"}", count(&counters.failed)),
        ],
    );
    let up = u8::from(asked.is_ok() && decider.memory.trouble.is_none());
    let store = Family {
        name: "wail_store_up",
        kind: "gauge",
        about: "Whether the store can be read and written.",
    };
    family(&mut text, &store, [("", up)]);
    let leads =
        Family { name: "wail_decides", kind: "gauge", about: "Whether this daemon decides." };
    family(&mut text, &leads, [("", u8::from(decider.lease.is_some()))]);
    let held = Family {
        name: "wail_inbox_held_bytes",
        kind: "gauge",
        about: "Bytes of bodies that are being read or wait to be kept.",
    };
    family(&mut text, &held, [("", decider.shared.budget.held())]);
    looks(&mut text, decider);
    let rings = Family {
        name: "wail_ringing_incidents",
        kind: "gauge",
        about: "Incidents that ring at this station.",
    };
    let drills = asked.as_ref().map(|kept| &*kept.open_drills).unwrap_or_default();
    let ringing = decider.memory.ringing.iter().filter(|id| !drills.contains(id)).count();
    family(&mut text, &rings, [("", ringing)]);
    let Ok(Kept { open, unread, bytes: kept, drills, .. }) = asked else { return text };
    let about =
        Family { name: "wail_drills", kind: "counter", about: "Drills by how they ended, ever." };
    let results = [("{result=\"passed\"}", drills.passed), ("{result=\"missed\"}", drills.missed)];
    family(&mut text, &about, results);
    let open: Vec<(String, i64)> = open.iter().map(open_sample).collect();
    let about = Family {
        name: "wail_open_incidents",
        kind: "gauge",
        about: "Open incidents by status and severity.",
    };
    family(&mut text, &about, open.iter().map(|(labels, number)| (labels.as_str(), *number)));
    let waiting = Family {
        name: "wail_inbox_unread",
        kind: "gauge",
        about: "Bodies that are kept and not yet decided.",
    };
    family(&mut text, &waiting, [("", unread)]);
    let bytes = Family {
        name: "wail_inbox_kept_bytes",
        kind: "gauge",
        about: "Bytes of bodies that were read and are kept.",
    };
    family(&mut text, &bytes, [("", kept)]);
    text
}

fn open_sample(count: &OpenCount) -> (String, i64) {
    let OpenCount { status, severity, number } = count;
    (format!("{{status=\"{status}\",severity=\"{severity}\"}}"), *number)
}

fn family<'a, N: std::fmt::Display>(
    text: &mut String,
    Family { name, kind, about }: &Family,
    samples: impl IntoIterator<Item = (&'a str, N)>,
) {
    // Writing to a string cannot fail.
    let _ = write!(text, "# HELP {name} {about}\n# TYPE {name} {kind}\n");
    for (labels, value) in samples {
        let _ = writeln!(text, "{name}{labels} {value}");
    }
}
