//! `wail page`: an alert raised by hand, and waiting for somebody to take it.

use std::sync::mpsc::channel;

use clap::Args;
use jiff::{SignedDuration, Timestamp};

use super::session::length;
use super::{Session, time};
use crate::config::closest;
use crate::daemon::clock;
use crate::domain::alert::{Alert, Fingerprint, Severity, Signal, one_line};
use crate::domain::incident::{IncidentId, Status};
use crate::domain::label::Labels;
use crate::domain::name::SourceName;
use crate::domain::noise;
use crate::domain::rules::{Rules, Urgency};
use crate::domain::text::plain;
use crate::domain::wait::spell;
use crate::error::{Error, Kind};
use crate::store::{Store, lease_holder};

/// The name of the source that stands for alerts raised by hand.
pub(super) const SOURCE: &str = noise::BY_HAND;

/// The label that names whoever raised it.
pub(super) const RAISED_BY: &str = noise::RAISED_BY;

/// The arguments of `wail page`.
#[derive(Args, Debug)]
#[command(after_help = "Examples:\n  \
    wail page \"the payments are stuck\"\n  \
    wail page \"backup failed\" --severity error --key backup --label service=db\n  \
    wail page \"backup failed\" --key backup --resolved\n  \
    wail page \"please come\" --wait 10m\n\n\
    Prints the incident's number. With --wait: exit code 0 once somebody has it, 1 if nobody does.")]
pub(super) struct Page {
    /// What is wrong, in one line
    #[arg(value_name = "SUMMARY", required = true)]
    summary: Vec<String>,
    /// How grave it is: critical, error, warning or info
    #[arg(long, value_name = "SEVERITY", default_value = "critical", value_parser = severity)]
    severity: Severity,
    /// Anything more there is to say
    #[arg(long, value_name = "TEXT", default_value = "", hide_default_value = true)]
    details: String,
    /// A label, for routes and matchers: `service=db`
    #[arg(long = "label", value_name = "LABEL=VALUE", value_parser = label)]
    labels: Vec<(String, String)>,
    /// The identity of the problem: the same key is the same problem
    #[arg(long, value_name = "KEY")]
    key: Option<String>,
    /// Say that the problem of this key is over
    #[arg(long, requires = "key")]
    resolved: bool,
    /// Wait so long for somebody to take it, and fail if nobody does
    #[arg(long, value_name = "LENGTH", value_parser = length)]
    wait: Option<SignedDuration>,
}

pub(super) fn severity(word: &str) -> Result<Severity, String> {
    Severity::from_word(word).ok_or_else(|| {
        let said = "it is one of critical, error, warning, info";
        match closest(word, Severity::ALL.iter().map(|it| it.word())) {
            Some(meant) => format!("{said}; did you mean `{meant}`?"),
            None => said.to_owned(),
        }
    })
}

pub(super) fn label(text: &str) -> Result<(String, String), String> {
    match text.split_once('=') {
        Some((name, value)) if !name.is_empty() => Ok((name.to_owned(), value.to_owned())),
        _ => Err("a label looks like `service=db`".to_owned()),
    }
}

pub(super) fn run(session: &Session, args: &Page) -> Result<(), Error> {
    let rules = session.settings()?.rules;
    let mut store = session.store()?;
    let alert = alert(session, args)?;
    let heard = session.decide(&mut store, &rules, |_, engine| Ok(engine.hear(&alert)?))?;
    let Some(id) = heard.incident else {
        return Err(nothing_opened(args, &rules));
    };
    if session.out.json && args.wait.is_none() {
        session.out.json(&super::list::value(session, &mut store, id)?)?;
    } else if !session.out.json {
        session.out.line(id)?;
    }
    if lease_holder(store.path()).is_none() {
        session.out.warn("warning: no daemon is running here: nobody is called until one is");
        session.out.warn("hint: `wail watch` starts one in this terminal");
    }
    match args.wait {
        Some(longest) => wait(session, &mut store, id, longest),
        None => Ok(()),
    }
}

fn nothing_opened(args: &Page, rules: &Rules) -> Error {
    if args.resolved {
        return Error::new(Kind::No, "nothing of this key is open")
            .hint("`wail list` shows what is open");
    }
    if rules.urgency.of(args.severity) != Urgency::Log {
        let labels: Vec<String> =
            args.labels.iter().map(|(label, value)| format!("{label}={value}")).collect();
        let labels = labels.join(",");
        return Error::new(Kind::No, "a route only writes it down, so nobody is called")
            .hint(format!("`wail why --labels '{}'` says which", plain(&labels)));
    }
    Error::new(Kind::No, format!("{} is only logged here, so nobody is called", args.severity))
        .hint("`[severities]` in the configuration says what each severity does")
}

fn alert(session: &Session, args: &Page) -> Result<Alert, Error> {
    let summary = one_line(&args.summary.join(" "));
    if summary.is_empty() {
        return Err(Error::new(Kind::Usage, "the summary says nothing")
            .hint("say what is wrong: `wail page \"disk full on db1\"`"));
    }
    let by = session.person()?;
    let mut labels: Labels = args.labels.iter().cloned().collect();
    labels.entry(RAISED_BY.to_owned()).or_insert_with(|| by.to_string());
    // Without a key every page is a problem of its own: whoever types it twice means it twice.
    let identity = if let Some(key) = &args.key {
        Fingerprint::of([key])
    } else {
        let process = std::process::id().to_string();
        Fingerprint::of([&session.now.to_string(), &process])
    };
    let signal = if args.resolved { Signal::Resolved } else { Signal::Firing };
    Ok(Alert::new(SourceName::from(SOURCE), identity, signal, args.severity)
        .raised_by(by)
        .summary(&summary)
        .details(&*args.details)
        .labels(labels))
}

/// Waits until somebody takes it or it is over; fails when nobody does in time.
fn wait(
    session: &Session,
    store: &mut Store,
    id: IncidentId,
    longest: SignedDuration,
) -> Result<(), Error> {
    let until = session.now + longest;
    let taken = loop {
        let incident = store.read(|tx| tx.incident(id))?;
        match incident.map(|incident| incident.status) {
            Some(Status::Triggered { .. } | Status::Held { .. }) => {}
            None => break None,
            taken => break taken,
        }
        if clock::now() >= until {
            break None;
        }
        look_again(until);
    };
    if session.out.json {
        let value = super::list::value(session, store, id)?;
        session.out.json(&value)?;
    }
    let zone = session.zone();
    let when = |at: Timestamp| time::local(at, clock::now(), &zone);
    match taken {
        Some(Status::Acknowledged { by, at, .. }) => {
            session.out.talk(format_args!("{} took it at {}", plain(by.as_str()), when(at)));
            Ok(())
        }
        Some(Status::Resolved { by, at }) => {
            let by = by.to_string();
            session.out.talk(format_args!("resolved by {} at {}", plain(&by), when(at)));
            Ok(())
        }
        Some(Status::Triggered { .. } | Status::Held { .. }) | None => {
            Err(Error::new(Kind::No, format!("nobody took incident {id} in {}", spell(longest)))
                .hint(format!("`wail show {id}` tells who was called; it goes on ringing")))
        }
    }
}

/// Rests for a moment, or until then.
fn look_again(until: Timestamp) {
    let left = until.duration_since(clock::now());
    let rest = left.clamp(SignedDuration::ZERO, SignedDuration::from_millis(100));
    let (_keep, nothing) = channel::<()>();
    // Nothing is ever sent: this is the standard library's way to wait on a channel for a while.
    let _ = nothing.recv_timeout(rest.unsigned_abs());
}
