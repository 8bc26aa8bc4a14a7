//! Where a sign of life goes: into the store, or beside it if that cannot be written.

use std::time::Duration;

use crate::cli::Session;
use crate::config::closest;
use crate::daemon::clock;
use crate::domain::heartbeat::Heartbeat;
use crate::domain::incident::escalation::Context;
use crate::domain::rules::Rules;
use crate::domain::station::own_source;
use crate::domain::text::plain;
use crate::engine::{self, Engine, history};
use crate::error::{Error, Kind};
use crate::store::{Spool, spool};

/// Keeps the signs of life of one job.
pub(super) struct Recorder<'s> {
    session: &'s Session,
    /// None while the configuration is at fault: then the daemon, which has the last good one, decides.
    rules: Option<Rules>,
}

impl<'s> Recorder<'s> {
    /// Whoever keeps those of that job.
    ///
    /// # Errors
    ///
    /// If there is no configuration, or it does not name that job.
    pub(super) fn of(session: &'s Session, name: &str) -> Result<Self, Error> {
        session.located()?;
        let rules = match session.settings() {
            Ok(settings) => settings.rules,
            Err(error) => {
                session.out.warn(format_args!("warning: {}", error.message()));
                return Ok(Self { session, rules: None });
            }
        };
        if rules.heartbeats.contains_key(name) {
            return Ok(Self { session, rules: Some(rules) });
        }
        Err(unknown(name, &rules))
    }

    /// Keeps a sign of life, and waits no longer than that for others who write.
    ///
    /// # Errors
    ///
    /// If it can be written nowhere.
    pub(super) fn keep(&self, heartbeat: &Heartbeat, patience: Duration) -> Result<(), Error> {
        let out = &self.session.out;
        if let Some(rules) = &self.rules {
            let Err(error) = self.write(rules, heartbeat, patience) else { return Ok(()) };
            out.warn(format_args!("warning: {}", error.message()));
            error.hints().iter().for_each(|hint| out.warn(format_args!("hint: {hint}")));
        }
        let store = self.session.store_path()?;
        match spool(&store, heartbeat) {
            Ok(path) => {
                let path = path.display().to_string();
                out.warn(format_args!(
                    "warning: the sign of life is put into {}, and taken from there by whoever writes \
                     next",
                    plain(&path)
                ));
                Ok(())
            }
            Err(error) => Err(Error::new(
                Kind::Unreachable,
                format!("the sign of life of {} is lost", plain(&heartbeat.name)),
            )
            .detail(format!("  beside {}: {error}", store.display()))
            .hint("`wail doctor` looks whether the store can be written")),
        }
    }

    fn write(&self, rules: &Rules, heartbeat: &Heartbeat, patience: Duration) -> Result<(), Error> {
        let mut store = self.session.store()?;
        store.be_patient_for(patience);
        let now = clock::now();
        let spool = Spool::take(store.path());
        store.write(|tx| {
            let stations = engine::stations(tx, now)?;
            let rules = history::in_force(tx, rules, now)?;
            let engine = Engine::new(
                tx,
                Context { rules: &rules, stations: &stations, pending: &[], reliefs: &[] },
                now,
            );
            if let Some(spool) = &spool {
                engine.take_in(spool)?;
            }
            engine.beat(&own_source(), heartbeat)
        })?;
        if let Some(spool) = spool {
            // What is not emptied is taken in again, and changes nothing.
            drop(spool.clear());
        }
        self.session.saved(&store);
        Ok(())
    }
}

/// There is no such heartbeat.
pub(super) fn unknown(name: &str, rules: &Rules) -> Error {
    let message = format!("there is no heartbeat `{}`", plain(name));
    let error = Error::new(Kind::Usage, message);
    match closest(name, rules.heartbeats.keys().map(String::as_str)) {
        Some(meant) => error.hint(format!("did you mean `{meant}`?")),
        None => error.hint(format!(
            "add `[heartbeats.{}]` with `every = \"1h\"` or `cron = \"30 2 * * *\"` to the \
             configuration",
            plain(name)
        )),
    }
}

/// Tells an error without ending for it.
pub(super) fn warn_of(session: &Session, error: &Error) {
    session.out.warn(error.to_string().trim_end());
}
