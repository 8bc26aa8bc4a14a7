//! The numbers of `/metrics`, in the text format of Prometheus.

use std::fmt::Write as _;
use std::sync::Arc;
use std::sync::atomic::Ordering;

use jiff::{SignedDuration, Timestamp};

use super::clock;
use super::decider::Decider;
use crate::config::Settings;
use crate::domain::drill;
use crate::domain::heartbeat::{Standing, Stands};
use crate::domain::incident::IncidentId;
use crate::domain::name::SourceName;
use crate::domain::word::Word;
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
    /// What is known of word from each source that is asked.
    words: Vec<(SourceName, Word)>,
    heartbeats: Vec<(String, Standing)>,
}

impl Kept {
    fn of(tx: &Tx<'_>, settings: &Settings) -> Result<Self> {
        let asked = settings.sources.iter().filter(|(_, source)| source.poll.is_some());
        let word = |(name, _): (&SourceName, _)| Ok((name.clone(), tx.word(name)?));
        Ok(Self {
            words: asked.map(word).collect::<Result<_>>()?,
            open: tx.count_open_besides(drill::SOURCE)?,
            unread: tx.count_unread()?,
            bytes: tx.kept_bytes()?,
            open_drills: tx.open_drills()?,
            drills: tx.count_drills()?,
            heartbeats: tx.standings()?,
        })
    }
}

/// Asks the store and puts everything that is counted into words.
pub(super) fn render(decider: &mut Decider) -> String {
    let settings = Arc::clone(&decider.settings);
    let asked: Result<Kept> = decider.store.read(|tx| Kept::of(tx, &settings));
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
    loops(&mut text, decider);
    let Ok(Kept { open, unread, bytes: kept, drills, words, heartbeats, .. }) = asked else {
        return text;
    };
    polled(&mut text, &words, clock::now());
    render_heartbeats(&mut text, &heartbeats);
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

/// How every loop of this daemon does, and when the outside watcher was last told so.
fn loops(text: &mut String, decider: &Decider) {
    let beating = decider.shared.heart.beating();
    let labels: Vec<String> =
        beating.iter().map(|beating| format!("{{loop=\"{}\"}}", beating.name)).collect();
    let labels = || labels.iter().map(String::as_str);
    let ages = Family {
        name: "wail_loop_tick_age_seconds",
        kind: "gauge",
        about: "Seconds since each loop of this daemon last ticked.",
    };
    family(text, &ages, labels().zip(beating.iter().map(|beating| beating.age)));
    let stuck = Family {
        name: "wail_loop_stuck",
        kind: "gauge",
        about: "Whether the loop has missed three ticks.",
    };
    family(text, &stuck, labels().zip(beating.iter().map(|beating| u8::from(beating.is_stuck))));
    let pinged = Family {
        name: "wail_deadman_pinged_timestamp_seconds",
        kind: "gauge",
        about: "When the deadman was last pinged, by this daemon.",
    };
    let at = decider.shared.heart.pinged_at().map(|at| ("", at.as_second()));
    family(text, &pinged, at);
}

/// Since when there is no word from each source that is asked.
fn polled(text: &mut String, words: &[(SourceName, Word)], now: Timestamp) {
    let labels: Vec<String> =
        words.iter().map(|(source, _)| format!("{{source=\"{source}\"}}")).collect();
    let labels = || labels.iter().map(String::as_str);
    let ages = Family {
        name: "wail_poll_word_age_seconds",
        kind: "gauge",
        about: "Seconds since there was last word from each source that is polled.",
    };
    let heard = labels().zip(words).filter_map(|(labels, (_, word))| {
        let age = now.duration_since(word.at?).max(SignedDuration::ZERO);
        Some((labels, age.as_secs_f64()))
    });
    family(text, &ages, heard);
    let failures = Family {
        name: "wail_poll_failures",
        kind: "gauge",
        about: "How often in a row each source has failed to answer.",
    };
    family(text, &failures, labels().zip(words.iter().map(|(_, word)| word.failures)));
}

/// Of each heartbeat whether all is well with it, and when it was last heard.
fn render_heartbeats(text: &mut String, heartbeats: &[(String, Standing)]) {
    // A name is letters, digits, `.`, `_` and `-`: nothing that would have to be escaped.
    let labels: Vec<String> =
        heartbeats.iter().map(|(name, _)| format!("{{name=\"{name}\"}}")).collect();
    let about = Family {
        name: "wail_heartbeat_up",
        kind: "gauge",
        about: "Whether a heartbeat is neither late, long-running, failed nor overlapping.",
    };
    let up = heartbeats.iter().map(|(_, it)| u8::from(!matches!(it.stands(), Stands::Wrong(_))));
    family(text, &about, labels.iter().map(String::as_str).zip(up));
    let about = Family {
        name: "wail_heartbeat_last_seconds",
        kind: "gauge",
        about: "When a heartbeat was last heard, in seconds since 1970; 0 for never.",
    };
    let heard = heartbeats.iter().map(|(_, it)| it.heard_at.map_or(0, Timestamp::as_second));
    family(text, &about, labels.iter().map(String::as_str).zip(heard));
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
