//! `wail doctor`: whether this machine can page anybody, one line for each thing that must be right.

mod checks;
mod drills;
mod heart;
mod heartbeats;
mod keeping;
mod monitors;
mod offset;
mod people;
mod polls;
mod report;
mod senders;
mod silences;
mod sleep;

use clap::Args;
use jiff::Timestamp;
use serde_json::{Value, json};

use super::Session;
use super::format::Format;
use super::out::{Progress, Tone};
use super::wrap::fitted;
use crate::config::{Located, Settings};
use crate::domain::station::Stations;
use crate::domain::text::plain;
use crate::domain::wait::count;
use crate::error::{Error, Kind};
use crate::store::Store;

/// The arguments of `wail doctor`.
#[derive(Args, Debug)]
#[command(
    after_help = "Exit codes: 0 all is well, or there are only warnings; 3 the configuration; \
    4 the store, the daemon or a person cannot be reached; 5 this machine cannot be heard."
)]
pub(super) struct Doctor {
    /// Do not play the short soft sound that proves that this machine can be heard
    #[arg(long)]
    silent: bool,
    #[command(flatten)]
    format: Format,
    /// Print one block for a bug report, without secrets, addresses and names of people
    #[arg(long)]
    report: bool,
}

/// How it stands with one thing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    Fine,
    Warning,
    /// It must be mended; the exit code says what kind of thing it is.
    Failure(Kind),
}

impl State {
    fn word(self) -> &'static str {
        match self {
            Self::Fine => "ok",
            Self::Warning => "warn",
            Self::Failure(_) => "fail",
        }
    }

    fn tone(self) -> Tone {
        match self {
            Self::Fine => Tone::Over,
            Self::Warning => Tone::Calm,
            Self::Failure(_) => Tone::Alarm,
        }
    }
}

/// What was found out about one thing.
struct Finding {
    about: &'static str,
    state: State,
    text: String,
    fix: Option<String>,
}

impl Finding {
    fn fine(about: &'static str, text: impl Into<String>) -> Self {
        Self { about, state: State::Fine, text: text.into(), fix: None }
    }

    fn warning(about: &'static str, text: impl Into<String>, fix: impl Into<String>) -> Self {
        Self { about, state: State::Warning, text: text.into(), fix: Some(fix.into()) }
    }

    fn failure(
        about: &'static str,
        kind: Kind,
        text: impl Into<String>,
        fix: impl Into<String>,
    ) -> Self {
        Self { about, state: State::Failure(kind), text: text.into(), fix: Some(fix.into()) }
    }

    /// A failure as another command would tell it, but for the advice to ask the doctor.
    fn of_error(about: &'static str, error: &Error) -> Self {
        let is_news = |hint: &&String| !hint.contains("`wail doctor`");
        let fix = error.hints().iter().find(is_news).cloned();
        let fix = fix.or_else(|| Some("see what the system says of that disk: `dmesg`".to_owned()));
        let text = error.message().lines().map(str::trim).collect::<Vec<_>>().join("; ");
        Self { about, state: State::Failure(error.kind()), text, fix }
    }
}

/// What the checks share.
struct Patient<'a> {
    session: &'a Session,
    settings: Option<&'a Settings>,
    store: Option<Store>,
    holder: Option<String>,
    stations: Stations,
    /// When the newest entry of the store was written.
    newest: Option<Timestamp>,
    /// Whether others are asked over the network: a report is of this machine alone.
    asks_others: bool,
}

pub(super) fn run(session: &Session, args: &Doctor) -> Result<(), Error> {
    let findings = examine(session, args)?;
    if args.report {
        return report::print(session, &findings);
    }
    if args.format.is_asked(session.out) {
        args.format.print(session.out, "doctor", &findings.iter().map(value).collect())?;
    } else {
        for finding in &findings {
            session.out.line(line(session, finding))?;
        }
    }
    verdict(&findings)
}

fn examine(session: &Session, args: &Doctor) -> Result<Vec<Finding>, Error> {
    let progress = Progress::of(session, "looking at the store");
    let (located, settings) = (session.located(), session.settings());
    let config = checks::config(session, located.as_ref().map(Located::clone), &settings);
    let (store_finding, store) = checks::store(session);
    let mut findings = vec![config];
    findings.extend(store_finding);
    let mut patient = Patient {
        session,
        settings: settings.as_ref().ok(),
        // A daemon may well decide for a store that this version cannot open.
        holder: session.store_path().ok().and_then(|path| crate::store::lease_holder(&path)),
        store,
        stations: Stations::default(),
        newest: None,
        asks_others: !args.report,
    };
    if let Err(error) = patient.look_into_the_store() {
        findings.push(Finding::of_error("store", &error));
    }
    findings.extend(keeping::keeping(&mut patient));
    progress.now("asking the daemon");
    findings.extend(checks::daemon(&patient)?);
    findings.extend(senders::reach(&patient)?);
    progress.now("listening to this machine");
    findings.push(checks::audio(&patient, args.silent || args.report)?);
    progress.now("looking at the rest");
    findings.push(people::stations(&patient));
    findings.extend(people::on_call(&mut patient)?);
    findings.extend(drills::shifts(&mut patient)?);
    findings.extend(senders::words(&mut patient)?);
    findings.extend(polls::polls(&mut patient)?);
    findings.extend(heart::loops(&patient)?);
    findings.push(heart::deadman(&mut patient)?);
    findings.extend(heartbeats::heartbeats(&mut patient)?);
    findings.extend(monitors::canaries(&patient));
    findings.extend(silences::silences(&mut patient)?);
    findings.extend(checks::pushes(&mut patient)?);
    findings.extend(checks::history(&mut patient)?);
    findings.extend(checks::zones(&patient));
    findings.push(checks::clock(&patient));
    progress.now("asking others what time it is");
    findings.extend(offset::offset(&patient)?);
    findings.extend(sleep::sleep(&patient));
    Ok(findings)
}

fn line(session: &Session, finding: &Finding) -> String {
    let Finding { about, state, text, fix } = finding;
    let word = format!("{:<4}", state.word());
    let start = format!("{word}  {about:<9}  ");
    let told = fitted(&format!("{start}{}", plain(text)), start.len());
    let fix = fix.as_ref().map(|fix| {
        let start = format!("{:1$}fix: ", "", start.len());
        format!("\n{}", fitted(&format!("{start}{}", plain(fix)), start.len()))
    });
    let painted = session.out.paint(state.tone(), &word);
    format!("{painted}{}{}", &told[word.len()..], fix.unwrap_or_default())
}

fn value(finding: &Finding) -> Value {
    json!({
        "check": finding.about,
        "state": finding.state.word(),
        "text": finding.text,
        "fix": finding.fix,
    })
}

/// The failure that weighs most: what comes first in the way of an alert.
fn verdict(findings: &[Finding]) -> Result<(), Error> {
    let failures: Vec<(&str, Kind)> = findings
        .iter()
        .filter_map(|finding| match finding.state {
            State::Failure(kind) => Some((finding.about, kind)),
            State::Fine | State::Warning => None,
        })
        .collect();
    let Some(worst) = failures.iter().map(|(_, kind)| *kind).min_by_key(|kind| kind.code()) else {
        return Ok(());
    };
    let mut names: Vec<&str> = failures.iter().map(|(about, _)| *about).collect();
    names.dedup();
    let message = format!("{} failed: {}", count(failures.len(), "check"), names.join(", "));
    Err(Error::new(worst, message))
}
