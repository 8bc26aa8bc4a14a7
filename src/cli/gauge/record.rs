//! `wail gauge NAME VALUE`: one reading, typed or printed by the gauge's program.

use clap::Args;
use jiff::Timestamp;

use super::{asked_at, fields, name};
use crate::cli::Session;
use crate::config::{GaugeFeed, Settings};
use crate::daemon::gauges::program;
use crate::domain::gauge::typed::{AmountError, LIKE, Typed};
use crate::domain::gauge::{Level, words};
use crate::domain::name::GaugeName;
use crate::domain::text::plain;
use crate::engine::{Engine, Gauged, Weighed};
use crate::error::{Error, Kind};
use crate::store::{Tx, lease_holder};

/// A reading as it is typed.
#[derive(Args, Debug)]
pub(super) struct Given {
    /// Which gauge
    #[arg(value_name = "NAME", required = true)]
    name: Option<String>,
    /// How much is used: `1931000000`, `85%`, `12.5GB`; the gauge's program is run unless given
    #[arg(value_name = "VALUE", allow_negative_numbers = true)]
    value: Option<String>,
    /// What it is full at; as configured, else as before, unless given
    #[arg(long, value_name = "VALUE", allow_negative_numbers = true)]
    max: Option<String>,
    /// When it was read; now unless given
    #[arg(long, value_name = "INSTANT")]
    at: Option<String>,
}

pub(super) fn run(session: &Session, given: &Given) -> Result<(), Error> {
    let gauge = name(given.name.as_deref().unwrap_or_default())?;
    let settings = session.settings()?;
    let at = asked_at(session, given.at.as_deref(), &session.zone())?;
    if at > session.now {
        let error = Error::new(Kind::Usage, "nothing can have been read in the future");
        return Err(error.hint("`--at` is when it was read"));
    }
    let printed = match &given.value {
        Some(_) => None,
        None => Some(printed(&gauge, &settings)?),
    };
    let mut store = session.store()?;
    let full_at = settings.rules.gauges.get(&gauge).and_then(|known| known.max);
    let weighed = session.decide(&mut store, &settings.rules, |tx, engine| {
        let full_at = full_at.map_or_else(|| full_before(tx, &gauge), |max| Ok(Some(max)))?;
        let value = given.value.as_deref().unwrap_or_default();
        let typed = match &printed {
            Some(output) => Typed::printed(output, full_at),
            None => Typed::read(value, given.max.as_deref(), full_at),
        };
        keep(engine, &gauge, typed.map_err(|error| refused(&error))?, at)
    })?;
    if session.out.json {
        session.out.json(&fields::of(&weighed, session.now))?;
    } else {
        session.out.line(plain(&sentence(&weighed)))?;
    }
    if weighed.standing.level > Level::Fine && lease_holder(store.path()).is_none() {
        session.out.warn("warning: no daemon is running here: nobody is called until one is");
        session.out.warn("hint: `wail watch` starts one in this terminal");
    }
    Ok(())
}

/// What the gauge's program prints.
fn printed(gauge: &GaugeName, settings: &Settings) -> Result<String, Error> {
    let Some(GaugeFeed::Run { line, .. }) = settings.gauges.get(gauge) else {
        let message = format!("`{gauge}` has no program that could be asked for a value");
        let hint = format!("`wail gauge {gauge} VALUE` records one");
        return Err(Error::new(Kind::Usage, message).hint(hint));
    };
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    let runtime = runtime.map_err(|error| {
        Error::new(Kind::Bug, "no program can be run").detail(format!("  {error}"))
    })?;
    runtime.block_on(program::run(line)).map_err(|why| {
        Error::new(Kind::No, format!("there is no reading of `{gauge}`: {}", plain(&why)))
            .hint(format!("try by hand what `[gauges.{gauge}] run` says, or give the value"))
    })
}

/// What it was full at the last time.
fn full_before(tx: &Tx<'_>, gauge: &GaugeName) -> Result<Option<f64>, Error> {
    let standing = tx.gauge(gauge.as_str())?;
    Ok(standing.and_then(|standing| standing.newest).map(|newest| newest.max))
}

fn keep(
    engine: &Engine<'_>,
    gauge: &GaugeName,
    typed: Typed,
    at: Timestamp,
) -> Result<Weighed, Error> {
    if let Some(unit) = typed.unit {
        engine.count_in(gauge, unit)?;
    }
    match engine.gauge(gauge, typed.value, typed.max, at)? {
        Gauged::Kept(weighed) => Ok(*weighed),
        Gauged::NoMax => {
            let message = format!("nothing says what `{gauge}` is full at");
            let hint = format!("`wail gauge {gauge} VALUE --max MAX` says it once and for all");
            Err(Error::new(Kind::Usage, message).hint(hint))
        }
        Gauged::NoNumber => Err(Error::new(Kind::Usage, "that is no amount").hint(LIKE)),
    }
}

fn refused(error: &AmountError) -> Error {
    Error::new(Kind::Usage, plain(&error.to_string()).into_owned()).hint(LIKE)
}

fn sentence(weighed: &Weighed) -> String {
    let Weighed { standing, forecast } = weighed;
    match standing.newest {
        Some(newest) => words::sentence(&standing.name, &newest, &standing.unit, forecast),
        None => format!("{}: never a reading", standing.name),
    }
}
