//! `wail doctor --report`: one block for a bug report, in which no secret, no address and no name of a person is.

use std::fs;
use std::path::Path;

use serde_json::{Value, json};

use super::Finding;
use crate::cli::{Session, bug};
use crate::config::redacted;
use crate::domain::record::written::size;
use crate::domain::text::plain;
use crate::error::Error;
use crate::pager::sound::cards;
use crate::store::{Store, StoreError, engine_version};

/// The variables that say what kind of terminal it is, and those of which only counts that they are set.
const TERMINAL: [&str; 6] = ["TERM", "COLORTERM", "LANG", "LC_ALL", "LC_CTYPE", "TZ"];
const SET: [&str; 5] = ["NO_COLOR", "TMUX", "STY", "SSH_CONNECTION", "WAYLAND_DISPLAY"];

/// What stands under one heading, a line each.
struct Part {
    name: &'static str,
    lines: Vec<String>,
}

/// Prints it; what the checks found is told without their texts, which may name somebody.
pub(super) fn print(session: &Session, findings: &[Finding]) -> Result<(), Error> {
    let text = session.located().ok().and_then(|it| fs::read_to_string(it.path).ok());
    let config = text.as_deref().map(redacted);
    let parts = parts(session, findings, config.as_deref());
    if session.out.json {
        let parts = parts.iter().map(|Part { name, lines }| ((*name).to_owned(), json!(lines)));
        return session.out.json(&Value::Object(parts.collect()));
    }
    session.out.line("```")?;
    for Part { name, lines } in &parts {
        for (at, line) in lines.iter().enumerate() {
            let name = if at == 0 { *name } else { "" };
            session.out.line(format!("{name:<9} {}", plain(line)).trim_end())?;
        }
    }
    session.out.line("```")?;
    session.out.talk(
        "no secret, no address and no name of a person should be in it: read it before you post it",
    );
    Ok(())
}

fn parts(session: &Session, findings: &[Finding], config: Option<&str>) -> Vec<Part> {
    let kept = session.store_path().map(|store| bug::last(&bug::place(&store)));
    let kept = kept.unwrap_or_default();
    let bugs: Vec<String> = kept.iter().map(|line| bug::outline(line)).collect();
    let shown = match config {
        None => vec!["none that can be read".to_owned()],
        Some(config) => config.lines().map(str::to_owned).collect(),
    };
    let or_none =
        |lines: Vec<String>| if lines.is_empty() { vec!["none".to_owned()] } else { lines };
    vec![
        Part { name: "wail", lines: versions() },
        Part { name: "system", lines: vec![system()] },
        Part { name: "terminal", lines: vec![terminal(session)] },
        Part { name: "audio", lines: audio(session) },
        Part { name: "store", lines: store(session) },
        Part { name: "checks", lines: vec![checks(findings)] },
        Part { name: "bugs", lines: or_none(bugs) },
        Part { name: "config", lines: or_none(shown) },
    ]
}

fn versions() -> Vec<String> {
    let build = if cfg!(debug_assertions) { "debug" } else { "release" };
    let (version, engine) = (env!("CARGO_PKG_VERSION"), engine_version());
    vec![format!("{version}, {build}, SQLite {engine}")]
}

fn system() -> String {
    let read = |file| fs::read_to_string(file).unwrap_or_default();
    let release = read("/etc/os-release");
    let name = release.lines().find_map(|line| line.strip_prefix("PRETTY_NAME="));
    let name = name.map_or("unknown", |name| name.trim_matches('"'));
    let kernel = read("/proc/sys/kernel/osrelease");
    let (os, arch) = (std::env::consts::OS, std::env::consts::ARCH);
    format!("{os} {} {arch}, {name}", kernel.trim())
}

fn terminal(session: &Session) -> String {
    let environment = session.environment();
    let valued = TERMINAL.into_iter().filter_map(|name| {
        let value = environment.variable(name)?;
        Some(format!("{name}={}", value.to_string_lossy()))
    });
    let set =
        SET.into_iter().filter(|name| environment.is_set(name)).map(|name| format!("{name} set"));
    let mut told: Vec<String> = valued.chain(set).collect();
    told.push(match crate::system::terminal_width() {
        Some(width) => format!("{width} columns"),
        None => "stdout is no terminal".to_owned(),
    });
    told.join(", ")
}

/// By what sound is played here, and the cards there are.
fn audio(session: &Session) -> Vec<String> {
    let runtime = session.environment().variable("XDG_RUNTIME_DIR");
    let has = |name: &str| runtime.as_ref().is_some_and(|it| Path::new(it).join(name).exists());
    let servers = [("PipeWire", "pipewire-0"), ("PulseAudio", "pulse/native")];
    let servers: Vec<&str> =
        servers.into_iter().filter(|(_, socket)| has(socket)).map(|(name, _)| name).collect();
    let server = if servers.is_empty() { "no server".to_owned() } else { servers.join(" and ") };
    let cards = cards();
    let found = if cards.is_empty() { "no card".to_owned() } else { cards.join("; ") };
    vec![format!("ALSA, {server}: {found}")]
}

/// What the store is like, and how much is in it.
fn store(session: &Session) -> Vec<String> {
    let Ok(path) = session.store_path() else { return vec!["nobody knows where it is".to_owned()] };
    if !path.exists() {
        return vec!["none yet".to_owned()];
    }
    let bytes =
        fs::metadata(&path).map_or(0, |file| usize::try_from(file.len()).unwrap_or(usize::MAX));
    let opened = Store::open(&path).and_then(|mut store| {
        let shape = store.shape()?;
        let holder = crate::store::lease_holder(&path).is_some();
        let rows = store.read::<_, StoreError>(|tx| tx.row_counts())?;
        Ok((shape, holder, rows))
    });
    match opened {
        // The failure names the file, and that whoever's home it is in.
        Err(error) => vec![format!("{}, {}", size(bytes), failure(&error))],
        Ok((shape, is_decided, rows)) => {
            let daemon = if is_decided { "a daemon decides" } else { "no daemon" };
            let rows: Vec<String> =
                rows.iter().map(|(table, number)| format!("{table} {number}")).collect();
            vec![format!("shape {shape}, {}, {daemon}", size(bytes)), rows.join(", ")]
        }
    }
}

fn failure(error: &StoreError) -> &'static str {
    match error {
        StoreError::Busy { .. } => "locked",
        StoreError::Full { .. } => "the disk is full",
        StoreError::CannotOpen { .. } => "cannot be opened",
        StoreError::Damaged { .. } => "damaged",
        StoreError::Newer { .. } => "written by a newer version",
        StoreError::Leased { .. } | StoreError::Conflict(_) | StoreError::Failed { .. } => "fails",
    }
}

/// What was found, by how it stands: `fail store; warn daemon, stations; ok config, record`.
fn checks(findings: &[Finding]) -> String {
    let mut told = Vec::new();
    for word in ["fail", "warn", "ok"] {
        let of = |finding: &&Finding| finding.state.word() == word;
        let mut names: Vec<&str> = findings.iter().filter(of).map(|it| it.about).collect();
        names.dedup();
        if !names.is_empty() {
            told.push(format!("{word} {}", names.join(", ")));
        }
    }
    told.join("; ")
}
