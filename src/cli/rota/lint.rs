//! `wail rota lint`: what may be wrong with the rotas in the time ahead, one line each.

use std::collections::BTreeMap;

use clap::Args;
use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};

use super::advice::advice;
use super::{find, known};
use crate::cli::Session;
use crate::cli::format::Format;
use crate::cli::json::instant;
use crate::cli::out::Tone;
use crate::cli::wrap::fitted;
use crate::config::{Line, RotaLines, Settings, zone_data};
use crate::domain::name::RotaName;
use crate::domain::rota::{About, Level, Remark, Rota, Rule, between_rotas};
use crate::domain::text::plain;
use crate::domain::wait::count;
use crate::error::{Error, Kind};

/// How far to the right what is too long for a line goes on.
const HANGING: usize = 4;

/// The arguments of `wail rota lint`.
#[derive(Args, Debug)]
#[command(after_help = "Examples:\n  \
    wail rota lint\n  \
    wail --config ./config.toml rota lint payments --days 90 --json\n\n\
    Exit code 1 if there is an error: a time in which nobody would be called.")]
pub(super) struct Lint {
    /// The rota; all of them unless given
    rota: Option<String>,
    /// How many days from now on are looked at
    #[arg(long, value_name = "DAYS", default_value_t = 365,
        value_parser = clap::value_parser!(u16).range(1..=3660))]
    days: u16,
    #[command(flatten)]
    format: Format,
}

/// A remark with the rota it is about and the line it stands on.
struct Told<'a> {
    rota: &'a RotaName,
    line: Option<&'a Line>,
    remark: Remark,
}

impl Told<'_> {
    /// Whether it says that something has no effect.
    fn is_idle(&self) -> bool {
        self.remark.rule == Rule::NoEffect
    }
}

pub(super) fn run(session: &Session, args: &Lint) -> Result<(), Error> {
    let settings = session.settings()?;
    if let Some(name) = &args.rota {
        find(&settings, Some(name.as_str()))?;
    }
    if settings.rules.rotas.is_empty() {
        return Err(Error::new(Kind::Usage, "there is no rota to look at").hint(known(&settings)));
    }
    let from = session.now;
    let days = SignedDuration::from_hours(i64::from(args.days) * 24);
    let to = from.saturating_add(days).unwrap_or(Timestamp::MAX);
    let mut told = without_what_matters_elsewhere(told(&settings, from, to), &settings);
    told.retain(|told| args.rota.as_ref().is_none_or(|rota| told.rota.as_str() == rota));
    told.sort_by(|one, other| one.line.cmp(&other.line));
    told.dedup_by(|one, other| one.is_idle() && other.is_idle() && one.line == other.line);
    let errors = told.iter().filter(|told| told.remark.rule.level() == Level::Error).count();
    if args.format.is_asked(session.out) {
        args.format.print(session.out, "rota-lint", &told.iter().map(value).collect())?;
    } else {
        print(session, &told, args.days)?;
    }
    match errors {
        0 => Ok(()),
        errors => Err(Error::new(Kind::No, format!("{} in the rotas", count(errors, "error")))
            .hint("`wail rota show` shows the calendar")),
    }
}

/// Everything there is to say.
fn told(settings: &Settings, from: Timestamp, to: Timestamp) -> Vec<Told<'_>> {
    let rotas = &settings.rules.rotas;
    let mut told = Vec::new();
    for (name, rota) in rotas {
        let lines = settings.rota_lines.get(name);
        told.extend(rota.lint(from, to).into_iter().map(|remark| {
            let line = lines.map(|lines| line_of(rota, lines, &remark.about));
            Told { rota: name, line, remark }
        }));
    }
    for (name, remark) in between_rotas(rotas, from, to) {
        let Some((name, rota)) = rotas.get_key_value(&name) else { continue };
        let lines = settings.rota_lines.get(name);
        let line = lines.map(|lines| line_of(rota, lines, &remark.about));
        told.push(Told { rota: name, line, remark });
    }
    let data = zone_data();
    for (name, lines) in &settings.rota_lines {
        let Some(zones) = settings.rota_zones.get(name) else { continue };
        let found = data.disagreements(zones.iter().map(String::as_str), from);
        told.extend(found.into_iter().map(|found| {
            let (at, text) = (found.from, data.sentence(&found));
            let (rule, about) = (Rule::ZoneData, About::Rota);
            let remark = Remark { rule, about, at, times: 1, text };
            Told { rota: name, line: Some(&lines.rota), remark }
        }));
    }
    told
}

/// Leaves out that a time off has no effect in one rota, where it stands for several and has one in
/// another: it is not to be taken out.
fn without_what_matters_elsewhere<'s>(
    told: Vec<Told<'s>>,
    settings: &'s Settings,
) -> Vec<Told<'s>> {
    let mut idle: BTreeMap<&Line, usize> = BTreeMap::new();
    for line in told.iter().filter(|told| told.is_idle()).filter_map(|told| told.line) {
        *idle.entry(line).or_default() += 1;
    }
    let mut stands_for: BTreeMap<&Line, usize> = BTreeMap::new();
    for line in settings.rota_lines.values().flat_map(|lines| &lines.leave) {
        *stands_for.entry(line).or_default() += 1;
    }
    let matters = |told: &Told<'_>| {
        let line = told.line.filter(|_| told.is_idle());
        line.is_some_and(|line| idle.get(line) < stands_for.get(line))
    };
    told.into_iter().filter(|told| !matters(told)).collect()
}

/// The line that a remark is about: that of the block, or of the rota if it is about no block.
fn line_of<'l>(rota: &Rota, lines: &'l RotaLines, about: &About) -> &'l Line {
    let block = match about {
        About::Override(number) => lines.overrides.get(*number),
        About::Leave(number) => lines.leave.get(*number),
        About::Layer(_) | About::Tier(_) | About::Person(_) | About::Rota => {
            rota.layer_of(about).and_then(|layer| lines.layers.get(layer))
        }
    };
    block.unwrap_or(&lines.rota)
}

fn print(session: &Session, told: &[Told<'_>], days: u16) -> Result<(), Error> {
    for (number, Told { rota, line, remark }) in told.iter().enumerate() {
        let (tone, word) = match remark.rule.level() {
            Level::Error => (Tone::Alarm, "error"),
            Level::Warning => (Tone::Calm, "warning"),
        };
        let place = line.map_or_else(String::new, |line| {
            format!("{}:{}: ", plain(&line.file.to_string_lossy()), line.number)
        });
        let text = fitted(
            &format!("{place}{word}: {}: {}", plain(rota.as_str()), plain(&remark.text)),
            HANGING,
        );
        let painted = session.out.paint(tone, word);
        session.out.line(text.replacen(&format!("{word}: "), &format!("{painted}: "), 1))?;
        // Of several remarks of a kind, one after the other, the last has the hint.
        let next = told.get(number + 1).map(|next| advice(&next.remark));
        let hint = advice(remark);
        if next.as_ref() != Some(&hint) {
            session.out.line(fitted(&format!("  hint: {}", plain(&hint)), 2 * HANGING))?;
        }
    }
    if told.is_empty() {
        session.out.line(format_args!("nothing to be said of the next {days} days"))?;
    }
    Ok(())
}

fn value(told: &Told<'_>) -> Value {
    let Told { rota, line, remark } = told;
    json!({
        "level": match remark.rule.level() { Level::Error => "error", Level::Warning => "warning" },
        "rule": remark.rule.word(),
        "rota": rota.as_str(),
        "file": line.map(|line| line.file.to_string_lossy()),
        "line": line.map(|line| line.number),
        "at": remark.at.map(instant),
        "times": remark.times,
        "text": remark.text,
        "hint": advice(remark),
    })
}
