//! What can stand in an argument at this moment: incidents, silences, people, rotas, sources, monitors, sounds.

mod stored;

use std::collections::BTreeSet;
use std::ffi::{OsStr, OsString};
use std::path::PathBuf;
use std::sync::{Arc, OnceLock};

use clap::Arg;
use clap::builder::StyledStr;
use clap_complete::engine::{ArgValueCompleter, CompletionCandidate};

use crate::config::{self, Settings};
use crate::domain::alert::Severity;
use crate::domain::text::plain;
use crate::import::IMPORTERS;
use crate::pager::sound::library::SOUNDS;
use crate::sources::SOURCES;
use crate::store::{Store, StoreError, Tx};

/// Names, each with a word about it.
type Offers = Vec<(String, String)>;

/// What an argument wants.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// Incidents that are open.
    Open,
    /// Incidents, over or not.
    Any,
    /// Silences that are not over.
    Silences,
    /// Promises that are owed.
    Promises,
    /// Bodies that the inbox keeps.
    Entries,
    /// Those of them that could not be read.
    Unreadable,
    /// Labels of what is open, as `LABEL=VALUE`.
    Labels,
    People,
    Rotas,
    Tiers,
    /// Sources of the configuration.
    Sources,
    /// Kinds of sources.
    SourceKinds,
    Monitors,
    Heartbeats,
    Gauges,
    Sounds,
    Audiences,
    Severities,
    /// Systems whose exports are understood.
    Systems,
}

/// What the argument of a subcommand wants, if it is something that is known here.
pub(super) fn kind(path: &str, argument: &Arg) -> Option<Kind> {
    let name = argument.get_value_names()?.first()?.as_str();
    let first = path.split(' ').next().unwrap_or_default();
    Some(match (name, path) {
        // A number says nothing of what it is the number of: each command is named, and a test knows of all.
        (
            "ID" | "ID TEXT",
            "show" | "log" | "why" | "timeline" | "note" | "mark mitigated" | "updates"
            | "report incident" | "promise",
        ) => Kind::Any,
        (
            "ID" | "INTO" | "ID TEXT",
            "ack" | "unack" | "snooze" | "escalate" | "assign" | "resolve" | "update" | "split"
            | "merge",
        ) => Kind::Open,
        ("ID", "silence extend" | "silence end") => Kind::Silences,
        ("ID", "promise close" | "promise move" | "promise give" | "promise drop") => {
            Kind::Promises
        }
        ("ENTRY", "inbox show") => Kind::Entries,
        ("ENTRY", "inbox drop") => Kind::Unreadable,
        ("PERSON" | "WHOM", _)
        | (
            "NAME",
            "report load" | "rota import" | "rota ics" | "rota add" | "rota remove" | "leave"
            | "take" | "give",
        ) => Kind::People,
        ("ROTA", _) => Kind::Rotas,
        ("TIER", _) => Kind::Tiers,
        ("LABEL=VALUE", _) => Kind::Labels,
        ("AUDIENCE", _) => Kind::Audiences,
        ("SEVERITY", _) => Kind::Severities,
        ("SYSTEM", "init") => Kind::Systems,
        ("SOURCE", "send" | "why" | "page") => Kind::Sources,
        ("SOURCE", _) if first == "sources" => Kind::SourceKinds,
        ("NAME", "check" | "report nines") => Kind::Monitors,
        ("NAME", "sound play") => Kind::Sounds,
        ("NAME", _) if first == "beat" => Kind::Heartbeats,
        ("NAME", _) if first == "gauge" => Kind::Gauges,
        _ => return None,
    })
}

/// Where a line that is being typed would look: what it says, else the surroundings.
#[derive(Clone, Debug)]
pub(super) struct Asked {
    known: Arc<Known>,
}

#[derive(Debug)]
struct Known {
    config: Option<PathBuf>,
    store: Option<PathBuf>,
    settings: OnceLock<Option<Settings>>,
}

impl Asked {
    /// What these words say, with the variables that stand for them.
    pub(super) fn by(words: &[OsString]) -> Self {
        let environment = config::Environment::of_process();
        let of_line = |flag: &str| {
            let text = |word: &OsString| word.to_str().map(str::to_owned);
            let after = words.iter().position(|word| word == flag).and_then(|at| words.get(at + 1));
            let joined = words
                .iter()
                .filter_map(text)
                .find_map(|word| Some(word.strip_prefix(flag)?.strip_prefix('=')?.to_owned()));
            joined.or_else(|| after.and_then(text)).filter(|value| !value.is_empty())
        };
        let or_variable = |flag: &str, name: &str| {
            of_line(flag).or_else(|| environment.variable(name)?.into_string().ok())
        };
        let store = or_variable("--store", "WAIL_STORE");
        let store = store.map(|url| url.strip_prefix("sqlite:").unwrap_or(&url).to_owned());
        Self {
            known: Arc::new(Known {
                config: or_variable("--config", "WAIL_CONFIG").map(PathBuf::from),
                store: store.map(PathBuf::from),
                settings: OnceLock::new(),
            }),
        }
    }

    /// What offers everything of that kind that begins as the word does.
    pub(super) fn completer(&self, kind: Kind) -> ArgValueCompleter {
        let known = Arc::clone(&self.known);
        ArgValueCompleter::new(move |current: &OsStr| {
            let current = current.to_string_lossy();
            let fits = |(name, _): &(String, String)| name.starts_with(&*current);
            known.offered(kind).into_iter().filter(fits).map(candidate).collect()
        })
    }
}

fn names<N: ToString>(names: impl IntoIterator<Item = N>) -> Vec<String> {
    names.into_iter().map(|name| name.to_string()).collect()
}

fn candidate((name, about): (String, String)) -> CompletionCandidate {
    let about = Some(StyledStr::from(about)).filter(|about| !about.to_string().is_empty());
    CompletionCandidate::new(name).help(about)
}

impl Known {
    fn settings(&self) -> Option<&Settings> {
        let load = || {
            let located = config::find(self.config.as_deref()).ok()?;
            config::load(&located).ok()
        };
        self.settings.get_or_init(load).as_ref()
    }

    /// Every name of that kind, with a word about it.
    fn offered(&self, kind: Kind) -> Offers {
        let told = |name: &str, about: &str| (name.to_owned(), about.to_owned());
        match kind {
            Kind::Open => self.stored(|tx| stored::incidents(tx, false)),
            Kind::Any => self.stored(|tx| stored::incidents(tx, true)),
            Kind::Labels => self.stored(stored::labels),
            Kind::Silences => self.stored(stored::silences),
            Kind::Promises => self.stored(stored::promises),
            Kind::Entries => self.stored(|tx| stored::entries(tx, false)),
            Kind::Unreadable => self.stored(|tx| stored::entries(tx, true)),
            Kind::Severities => Severity::ALL.iter().map(|it| told(it.word(), "")).collect(),
            Kind::Systems => IMPORTERS.iter().map(|it| told(it.name, it.about)).collect(),
            Kind::Sounds => SOUNDS.iter().map(|it| told(it.name, it.about)).collect(),
            Kind::SourceKinds => SOURCES.iter().map(|it| told(it.name, it.about)).collect(),
            Kind::People => self.named(|it| names(it.rules.people.keys())),
            Kind::Rotas => self.named(|it| names(it.rules.rotas.keys())),
            Kind::Sources => self.named(|it| names(it.sources.keys())),
            Kind::Monitors => self.named(|it| names(it.monitors.keys())),
            Kind::Heartbeats => self.named(|it| names(it.rules.heartbeats.keys())),
            Kind::Gauges => self.named(|it| names(it.rules.gauges.keys())),
            Kind::Audiences => self.named(|it| names(it.updates.audiences.keys())),
            Kind::Tiers => self.named(|it| {
                let tiers = it.rules.rotas.values().flat_map(|rota| rota.tiers());
                names(tiers.collect::<BTreeSet<_>>())
            }),
        }
    }

    /// Names of the configuration, if it has no fault.
    fn named(&self, names: impl Fn(&Settings) -> Vec<String>) -> Offers {
        let names = self.settings().map(names).unwrap_or_default();
        names.iter().map(|name| (plain(name).into_owned(), String::new())).collect()
    }

    /// The store, if there is one of this version: nothing is made or changed by asking.
    fn store(&self) -> Option<Store> {
        let path = match &self.store {
            Some(path) => path.clone(),
            None => config::essentials(&config::find(self.config.as_deref()).ok()?).store,
        };
        Store::is_as_now(&path).then(|| Store::open(&path).ok()).flatten()
    }

    /// What is in the store; nothing where it cannot be read.
    fn stored(&self, read: impl FnOnce(&Tx<'_>) -> Result<Offers, StoreError>) -> Offers {
        let found = self.store().map(|mut store| store.read(|tx| read(tx)));
        found.and_then(Result::ok).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests;
