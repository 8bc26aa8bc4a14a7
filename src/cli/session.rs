//! One run of a command: who asks, at what instant, of which store, by which rules.

use std::borrow::Cow;
use std::convert::Infallible;
use std::path::PathBuf;
use std::sync::OnceLock;

use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};

use super::{Globals, Out, absent, letters};
use crate::config::{self, Environment, Essentials, Located, Settings};
use crate::daemon::clock;
use crate::daemon::nudge::{Tap, tap};
use crate::domain::incident::escalation::Context;
use crate::domain::name::PersonId;
use crate::domain::rules::Rules;
use crate::engine::{self, Engine, history};
use crate::error::{Error, Kind};
use crate::store::{self, Store, StoreError, Tx};

/// What a command needs of the world around it.
pub struct Session {
    /// Where its words go.
    pub out: Out,
    /// The instant, asked once.
    pub now: Timestamp,
    /// What every command understands.
    pub globals: Globals,
    environment: Environment,
    /// Read at most once.
    essentials: OnceLock<Essentials>,
}

impl Session {
    pub(super) fn new(globals: Globals) -> Self {
        let environment = Environment::of_process();
        let no_color = environment.is_set("NO_COLOR") || is_dumb(&environment);
        letters::learn(&environment);
        let out = Out::new(globals.json, globals.color, globals.quiet, no_color);
        Self { out, now: clock::now(), globals, environment, essentials: OnceLock::new() }
    }

    /// Where the configuration is.
    pub fn located(&self) -> Result<Located, Error> {
        Ok(config::find(self.globals.config.as_deref())?)
    }

    /// What this run needs of the configuration, whatever is wrong with the rest of it.
    fn essentials(&self) -> Result<&Essentials, Error> {
        let located = self.located()?;
        Ok(self.essentials.get_or_init(|| config::essentials(&located)))
    }

    /// The configuration, without a fault.
    pub fn settings(&self) -> Result<Settings, Error> {
        let mut settings = config::load(&self.located()?)?;
        if let Some(url) = &self.globals.store {
            settings.store.path = path_of(url)?;
        }
        Ok(settings)
    }

    /// The rules where the configuration has no fault. Where it has, people are told, and an alarm
    /// can still be stopped by rules that hardly say anything.
    #[must_use]
    pub fn rules_or_none(&self) -> Rules {
        match self.settings() {
            Ok(settings) => settings.rules,
            Err(error) => {
                if error.kind() == Kind::Config && self.located().is_ok() {
                    self.out.warn(format_args!("warning: {}", error.message()));
                    self.out.warn("hint: `wail config check` shows what is wrong with it");
                }
                Rules::none()
            }
        }
    }

    /// The configuration as it is in force: where a rota says of now otherwise than what was accepted,
    /// what was accepted holds, and people are told. Without a store nothing was accepted, and one
    /// that cannot be read keeps nobody from an answer.
    pub(super) fn settings_in_force(&self) -> Result<Settings, Error> {
        let mut settings = self.settings()?;
        if !settings.store.path.exists() {
            self.is_not_misnamed()?;
            return Ok(settings);
        }
        let accepted = Store::open(&settings.store.path).and_then(|mut store| {
            store.read(|tx| match history::in_force(tx, &settings.rules, self.now)? {
                Cow::Owned(rules) => Ok(Some(rules)),
                Cow::Borrowed(_) => Ok(None),
            })
        });
        match accepted {
            Ok(None) => {}
            Ok(Some(rules)) => {
                settings.rules = rules;
                let out = &self.out;
                out.warn("warning: the configuration says otherwise, but that was not accepted");
                out.warn("hint: `wail config accept` shows what would change, and confirms it");
            }
            // The file says it as well as it can.
            Err(error) => {
                self.out.warn(format_args!("warning: what was accepted is not known: {error}"));
                for hint in Error::from(error).hints() {
                    self.out.warn(format_args!("hint: {hint}"));
                }
            }
        }
        Ok(settings)
    }

    /// Where a configuration is written that is not there yet: where it is named, else in the
    /// platform's directory.
    pub(super) fn config_target(&self) -> Result<PathBuf, Error> {
        let named = self.globals.config.clone();
        named.or_else(|| self.environment.config_file()).ok_or_else(|| {
            Error::new(Kind::Config, "this system has no directory for configurations")
                .hint("name a file: `wail init --config FILE`")
        })
    }

    /// What the process was started with.
    pub(super) fn environment(&self) -> &Environment {
        &self.environment
    }

    /// Where the store is, whatever the state of the configuration.
    pub fn store_path(&self) -> Result<PathBuf, Error> {
        if let Some(url) = &self.globals.store {
            return path_of(url);
        }
        Ok(match self.essentials() {
            Ok(essentials) => essentials.store.clone(),
            Err(error) if self.globals.config.is_some() => return Err(error),
            Err(_) => self.environment.store_file(),
        })
    }

    /// The store, to be written by this command: a daemon that is busy is asked for room.
    pub fn store(&self) -> Result<Store, Error> {
        let path = self.store_path()?;
        let socket = store::nudge_socket(&path);
        Ok(Store::open(&path)?.while_busy(move || tap(&socket, Tap::Knock)))
    }

    /// The store, to see or change what is in it: one that is not there is not made. Where one is named, the
    /// name is wrong; where none was, nothing has happened on this machine yet, and nothing is in it.
    pub(super) fn kept(&self) -> Result<Store, Error> {
        let path = self.store_path()?;
        if !matches!(path.try_exists(), Ok(false)) {
            return self.store();
        }
        self.is_not_misnamed()?;
        Ok(Store::in_memory()?)
    }

    /// The store, to write something that is about what is in it: one that is named and not there is not
    /// made for that.
    pub(super) fn store_as_named(&self) -> Result<Store, Error> {
        self.is_not_misnamed()?;
        self.store()
    }

    /// That no store is named which is not there.
    pub(super) fn is_not_misnamed(&self) -> Result<(), Error> {
        let Some(named) = &self.globals.store else { return Ok(()) };
        let path = path_of(named)?;
        if matches!(path.try_exists(), Ok(false)) {
            return Err(absent::failure(&path, self.is_of_variable(named)));
        }
        Ok(())
    }

    /// Whether it is `WAIL_STORE` that names the store.
    fn is_of_variable(&self, named: &str) -> bool {
        self.environment.variable("WAIL_STORE").is_some_and(|said| said == *named)
    }

    /// Tells the daemon, if one runs, that something was saved.
    pub fn saved(&self, store: &Store) {
        tap(&store::nudge_socket(store.path()), Tap::Saved);
    }

    /// Does `work` by these rules in one transaction, and tells the daemon once it is saved.
    pub fn decide<T>(
        &self,
        store: &mut Store,
        rules: &Rules,
        work: impl FnOnce(&Tx<'_>, &Engine<'_>) -> Result<T, Error>,
    ) -> Result<T, Error> {
        let done = store.write(|tx| self.decide_in(tx, rules, work))?;
        self.saved(store);
        Ok(done)
    }

    /// Does `work` as [`decide`](Self::decide) would, and then nothing of it was done.
    pub(super) fn imagine<T>(
        &self,
        store: &mut Store,
        rules: &Rules,
        work: impl FnOnce(&Tx<'_>, &Engine<'_>) -> Result<T, Error>,
    ) -> Result<T, Error> {
        // What ends in an error is not saved.
        let Err(undone) = store.write(|tx| {
            let done = self.decide_in(tx, rules, work);
            Err::<Infallible, _>(Undone(done))
        });
        undone.0
    }

    fn decide_in<T>(
        &self,
        tx: &Tx<'_>,
        rules: &Rules,
        work: impl FnOnce(&Tx<'_>, &Engine<'_>) -> Result<T, Error>,
    ) -> Result<T, Error> {
        let stations = engine::stations(tx, self.now)?;
        // What was not accepted is not in force, for this command no more than for the daemon.
        let rules = history::in_force(tx, rules, self.now)?;
        let cx = Context { rules: &rules, stations: &stations, pending: &[], reliefs: &[] };
        work(tx, &Engine::new(tx, cx, self.now))
    }

    /// Who asks: `--as`, `WAIL_AS`, the one person this machine belongs to, or the user's name.
    pub fn person(&self) -> Result<PersonId, Error> {
        let said = self.globals.person.as_deref().filter(|name| !name.is_empty());
        if let Some(name) = said {
            return Ok(PersonId::from(name));
        }
        let me = self.essentials().ok().and_then(|essentials| essentials.me.as_deref());
        if let Some([person]) = me {
            return Ok(person.clone());
        }
        self.environment.user().map(PersonId::new).ok_or_else(|| {
            Error::new(Kind::Usage, "nobody knows who you are")
                .hint("say so with `--as NAME`, with `WAIL_AS`, or with `me` in the configuration")
        })
    }

    /// Whether the terminal says that it can do nothing but print.
    #[must_use]
    pub(super) fn is_dumb(&self) -> bool {
        is_dumb(&self.environment)
    }

    /// The zone of this machine, for times that people read.
    #[must_use]
    pub fn zone(&self) -> TimeZone {
        config::own_zone()
    }
}

/// What something came to that was done in order to be undone.
struct Undone<T>(Result<T, Error>);

impl<T> From<StoreError> for Undone<T> {
    fn from(error: StoreError) -> Self {
        Self(Err(error.into()))
    }
}

fn is_dumb(environment: &Environment) -> bool {
    environment.variable("TERM").is_some_and(|kind| kind == "dumb")
}

/// The file a store's address names.
fn path_of(url: &str) -> Result<PathBuf, Error> {
    let path = url.strip_prefix("sqlite:").unwrap_or(url);
    match path.split_once("://") {
        Some((scheme, _)) => {
            Err(Error::new(Kind::Usage, format!("a store at `{scheme}://` is not supported"))
                .hint("name a file: `--store /path/to/wail.db`"))
        }
        None if path.is_empty() => Err(Error::new(Kind::Usage, "the store has no name")
            .hint("name a file: `--store /var/lib/wail/wail.db`")),
        None => Ok(PathBuf::from(path)),
    }
}

/// A length of time as people type it: `20m`, `90s`, `2h30m`, `1d`.
pub(super) fn length(text: &str) -> Result<SignedDuration, String> {
    config::duration(text)
}

/// The number of an incident.
pub(super) fn number(text: &str) -> Result<i64, String> {
    text.parse().map_err(|_| "it is a number, as `wail list` shows it".to_owned())
}
