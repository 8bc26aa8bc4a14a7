//! `wail sources`: which webhooks are understood, how one is set up, and what is read out of a body.

mod block;
mod read;
mod recorded;

use clap::builder::PossibleValuesParser;
use clap::{Args, Subcommand};
use serde_json::{Value, json};

use self::block::{address, block, proof_sentence};
pub(super) use self::recorded::{Recorded, Shape};
use super::format::Format;
use super::out::Tone;
use super::table::Table;
use super::{Session, wrap};
use crate::config::{Settings, SourceProof, SourceSettings, closest};
use crate::domain::name::SourceName;
use crate::domain::text::plain;
use crate::error::{Error, Kind};
use crate::sources::{self, SOURCES, Source, find};

/// The arguments of `wail sources`.
#[derive(Args, Debug)]
#[command(
    args_conflicts_with_subcommands = true,
    after_help = "Examples:\n  \
    wail sources\n  \
    wail sources uptime-kuma\n  \
    wail sources --format '{{ name }} {{ address }}'\n  \
    wail sources read alertmanager body.json"
)]
pub(super) struct Sources {
    #[command(subcommand)]
    command: Option<Command>,
    /// One kind, or a source of the configuration: what it sends and how it is set up
    #[arg(
        value_name = "SOURCE",
        value_parser = source_parser(),
        hide_possible_values = true,
        conflicts_with = "template"
    )]
    source: Option<String>,
    /// Print all of them as the document docs/sources.md
    #[arg(long, conflicts_with_all = ["source", "template"])]
    markdown: bool,
    #[command(flatten)]
    format: Format,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Read a body as a source would, and print what comes of it as JSON
    Read(read::Read),
}

pub(super) fn run(session: &Session, args: &Sources) -> Result<(), Error> {
    match (&args.command, &args.source) {
        (Some(Command::Read(args)), _) => read::run(session, args),
        (None, Some(name)) => one(session, name),
        (None, None) if args.markdown => session.out.text(sources::markdown()),
        (None, None) => list(session, &args.format),
    }
}

/// A name of the configuration or of the table, and what is known of it.
pub(super) struct Named {
    /// The name in the configuration, or the kind's.
    pub(super) name: SourceName,
    /// What it sends.
    pub(super) kind: &'static Source,
    /// What the configuration says of it; nothing for a mere kind.
    pub(super) settings: Option<SourceSettings>,
}

impl Named {
    /// The source that is meant: one of the configuration, else a kind.
    pub(super) fn find(name: &str, configuration: &Configuration) -> Result<Self, Error> {
        let source = SourceName::from(name);
        let settings = configuration.settings();
        if let Some(found) = settings.and_then(|settings| settings.sources.get(&source)) {
            return Ok(Self { name: source, kind: found.kind, settings: Some(found.clone()) });
        }
        if let Some(kind) = find(name) {
            return Ok(Self { name: source, kind, settings: None });
        }
        // What is at fault may be where the name is written.
        if let Configuration::AtFault(error) = configuration {
            return Err(Error::new(error.kind(), error.message()).hint(FAULTY));
        }
        let configured = settings.into_iter().flat_map(|settings| settings.sources.keys());
        let known =
            configured.map(SourceName::as_str).chain(SOURCES.iter().map(|source| source.name));
        Err(unknown(name, known))
    }
}

/// What to type when the configuration is at fault.
const FAULTY: &str = "`wail config check` shows what is wrong with it";

/// There is no such source.
pub(super) fn unknown<'a>(name: &str, known: impl IntoIterator<Item = &'a str>) -> Error {
    let error = Error::new(Kind::Usage, format!("there is no source or kind `{}`", plain(name)));
    match closest(name, known) {
        Some(meant) => error.hint(format!("did you mean `{meant}`?")),
        None => error.hint("`wail sources` lists them"),
    }
}

/// The configuration, where there is one: kinds are known without.
pub(super) enum Configuration {
    /// There is none.
    None,
    /// It has faults; the first of them.
    AtFault(Error),
    /// It is right.
    Right(Box<Settings>),
}

impl Configuration {
    /// The configuration of this session. One that is named and not there is a failure.
    pub(super) fn of(session: &Session) -> Result<Self, Error> {
        match (session.located(), session.settings()) {
            (_, Ok(settings)) => Ok(Self::Right(Box::new(settings))),
            (Ok(_), Err(error)) => Ok(Self::AtFault(error)),
            (Err(error), _) if session.globals.config.is_some() => Err(error),
            (Err(_), Err(_)) => Ok(Self::None),
        }
    }

    /// What it says, if it is right.
    pub(super) fn settings(&self) -> Option<&Settings> {
        match self {
            Self::Right(settings) => Some(settings),
            Self::None | Self::AtFault(_) => None,
        }
    }

    /// Tells people that it says nothing, where it ought to.
    pub(super) fn warn(&self, session: &Session) {
        if let Self::AtFault(error) = self {
            session.out.warn(format_args!("warning: {}", error.message()));
            session.out.warn(format_args!("hint: {FAULTY}"));
        }
    }
}

/// Any text; a shell completes the kinds.
pub(super) fn source_parser() -> impl clap::builder::TypedValueParser<Value = String> {
    // A name of the configuration is right as well, so nothing is refused here.
    Suggested(PossibleValuesParser::new(SOURCES.iter().map(|source| source.name)))
}

/// Takes everything, and proposes some of it.
#[derive(Clone)]
struct Suggested(PossibleValuesParser);

impl clap::builder::TypedValueParser for Suggested {
    type Value = String;

    fn parse_ref(
        &self,
        command: &clap::Command,
        argument: Option<&clap::Arg>,
        value: &std::ffi::OsStr,
    ) -> Result<String, clap::Error> {
        clap::builder::StringValueParser::new().parse_ref(command, argument, value)
    }

    fn possible_values(
        &self,
    ) -> Option<Box<dyn Iterator<Item = clap::builder::PossibleValue> + '_>> {
        self.0.possible_values()
    }
}

/// What only a source of the configuration has: a template that names one of these is for those.
const OF_CONFIGURED: [&str; 4] = ["name", "address", "key", "signed"];

fn list(session: &Session, format: &Format) -> Result<(), Error> {
    let configuration = Configuration::of(session)?;
    configuration.warn(session);
    let settings = configuration.settings();
    let configured = || settings.into_iter().flat_map(|settings| &settings.sources);
    if format.is_asked(session.out) {
        let kinds: Value = SOURCES.iter().map(|kind| kind_value(kind)).collect();
        let values = configured().map(|(name, source)| configured_value(name, source, settings));
        if session.out.json {
            let configured: Value = values.collect();
            return session.out.json(&json!({ "configured": configured, "kinds": kinds }));
        }
        let with_kinds = configured().zip(values).map(|((_, source), value)| both(source, value));
        let is_of_configured = format.names_any(&OF_CONFIGURED);
        let listed = if is_of_configured { with_kinds.collect() } else { kinds };
        return format.print(session.out, "sources", &listed);
    }
    let mut text = String::new();
    if settings.is_some_and(|settings| !settings.sources.is_empty()) {
        let mut table =
            Table::new(&["NAME", "KIND", "PROVED BY", "ADDRESS"]).spares(&["PROVED BY"]);
        for (name, source) in configured() {
            table.row(vec![
                (Tone::Strong, plain(name.as_str()).into_owned()),
                (Tone::Plain, source.kind.name.to_owned()),
                (Tone::Plain, proved_by(source).to_owned()),
                (Tone::Faint, address(name, settings)),
            ]);
        }
        text.push_str(&table.render(session.out));
        text.push('\n');
    }
    let mut table = Table::new(&["KIND", "RESOLVES", "SIGNS", "WHAT SENDS IT"])
        .cuts(&["SIGNS"])
        .spares(&["SIGNS", "RESOLVES"]);
    for Source { name, about, resolves, proof, .. } in SOURCES {
        table.row(vec![
            (Tone::Strong, (*name).to_owned()),
            (Tone::Plain, resolves.word().to_owned()),
            (Tone::Plain, proof.phrase().to_owned()),
            (Tone::Plain, (*about).to_owned()),
        ]);
    }
    text.push_str(&table.render(session.out));
    session.out.text(text)?;
    let next = "`wail sources KIND` says how one is set up, and where it is documented";
    session.out.talk(wrap::fitted(next, 0));
    Ok(())
}

/// What a sender must show, in a few words.
fn proved_by(source: &SourceSettings) -> &'static str {
    match (&source.key, &source.proof) {
        (None, None) => "nothing",
        (Some(_), None) => "key",
        (None, Some(_)) => "signature",
        (Some(_), Some(_)) => "key, signature",
    }
}

fn configured_value(
    name: &SourceName,
    source: &SourceSettings,
    settings: Option<&Settings>,
) -> Value {
    json!({
        "name": name.as_str(),
        "kind": source.kind.name,
        "address": address(name, settings),
        "key": source.key.is_some(),
        "signed": source.proof.is_some(),
    })
}

/// What the configuration says of a source, and what its kind is.
fn both(source: &SourceSettings, mut configured: Value) -> Value {
    let mut both = kind_value(source.kind);
    for field in OF_CONFIGURED {
        both[field] = configured[field].take();
    }
    both
}

fn kind_value(kind: &Source) -> Value {
    json!({
        "kind": kind.name,
        "about": kind.about,
        "resolves": kind.resolves.word(),
        "signs": kind.proof.phrase(),
        "docs": kind.docs,
        "setup": kind.setup,
    })
}

fn one(session: &Session, name: &str) -> Result<(), Error> {
    let configuration = Configuration::of(session)?;
    let named = Named::find(name, &configuration)?;
    let settings = configuration.settings();
    let Named { name, kind, settings: source } = &named;
    let address = address(name, settings);
    if session.out.json {
        let mut value = kind_value(kind);
        value["name"] = name.as_str().into();
        value["address"] = address.into();
        value["configured"] = source.is_some().into();
        value["block"] = block(name, kind).into();
        return session.out.json(&value);
    }
    let shown = plain(name.as_str());
    let title = session.out.paint(Tone::Strong, &shown);
    let kind_word =
        if *shown == *kind.name { String::new() } else { format!(" (kind `{}`)", kind.name) };
    session.out.line(format_args!("{title}{kind_word}: {}", kind.about))?;
    let setup = kind.setup.replace("this address", &address);
    let rows = [
        ("address", address.clone()),
        ("setup", setup),
        ("proof", proof_sentence(kind)),
        ("proved by", source.as_ref().map(how_proved).unwrap_or_default()),
        ("resolves", resolves_sentence(kind).to_owned()),
        ("docs", kind.docs.to_owned()),
    ];
    for (word, text) in rows.iter().filter(|(_, text)| !text.is_empty()) {
        session.out.line(wrap::fitted(&format!("  {word:<10} {text}"), 13))?;
    }
    if source.is_none() {
        session.out.line(format_args!("\n{}", block(name, kind).trim_end()))?;
    }
    Ok(())
}

/// What the configuration insists on.
fn how_proved(source: &SourceSettings) -> String {
    let key = source.key.as_ref().map(|key| format!("the key of `{}`", key.origin()));
    let signature = source.proof.as_ref().map(|proof| match proof {
        SourceProof::Secret(secret) => format!("its signature with `{}`", secret.origin()),
        SourceProof::OwnKey => "its signature".to_owned(),
    });
    let both: Vec<String> = key.into_iter().chain(signature).collect();
    match &*both {
        [] => "nothing: whatever reaches the listener is taken".to_owned(),
        both => plain(&both.join(", and ")).into_owned(),
    }
}

fn resolves_sentence(kind: &Source) -> &'static str {
    match kind.resolves {
        sources::Resolves::Yes => "yes: it also says when a problem is over",
        sources::Resolves::Some => "of some problems it also says when they are over",
        sources::Resolves::No => {
            "no: somebody resolves it, or `auto_resolve = \"6h\"` does after its last report"
        }
    }
}
