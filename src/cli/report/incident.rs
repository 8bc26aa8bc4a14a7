//! `wail report incident`: the write-up of one incident, or of several that are one story.

mod gather;

use std::fs::{self, File};
use std::io::Write as _;
use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};
use serde_json::{Value, json};

use crate::cli::{Session, json as fields};
use crate::domain::incident::IncidentId;
use crate::domain::incident::before::Before;
use crate::domain::name::PersonId;
use crate::domain::record::moments::Moments;
use crate::domain::text::plain;
use crate::error::{Error, Kind};
use crate::publish::writeup::{Known, Told};

/// The arguments of `wail report incident`.
#[derive(Args, Debug)]
#[command(after_help = "Examples:\n  \
    wail report incident 412 > 412.md\n  \
    wail report incident 412 --chart 412.svg > 412.md\n  \
    wail report incident 412,413,415 --title \"Three outages in a week\" --format html > week.html\n\n\
    What is known is filled in; what only people know is asked for, after \"To write\".")]
pub(super) struct Incident {
    /// The incident's number, or several: `412,413`
    #[arg(value_name = "ID", required = true, value_delimiter = ',', value_parser = crate::cli::session::number)]
    ids: Vec<i64>,
    /// As what: `md` or `html`
    #[arg(
        long,
        value_name = "FORMAT",
        value_enum,
        default_value = "md",
        hide_possible_values = true
    )]
    format: Format,
    /// What it is called
    #[arg(long, value_name = "TEXT")]
    title: Option<String>,
    /// Also write the picture of the hours into this file, as SVG
    #[arg(long, value_name = "FILE")]
    chart: Option<PathBuf>,
}

/// The form of a write-up.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Format {
    /// Markdown.
    #[value(alias = "markdown")]
    Md,
    /// A page of HTML.
    Html,
}

pub(super) fn run(session: &Session, args: &Incident) -> Result<(), Error> {
    if session.out.json && args.title.is_some() {
        return Err(Error::new(Kind::Usage, "the facts as JSON have no title")
            .hint("leave out `--title` or `--json`"));
    }
    let mut ids: Vec<IncidentId> = args.ids.iter().map(|id| IncidentId(*id)).collect();
    ids.sort_unstable();
    ids.dedup();
    let mut written = gather::gather(session, &ids)?;
    written.title = args.title.clone().filter(|title| !title.trim().is_empty());
    written.picture = args.chart.as_ref().map(|file| file.display().to_string());
    if let Some(file) = &args.chart {
        keep(file, &written.picture())?;
    }
    if session.out.json {
        let values = written.incidents.iter().map(|told| value(told, written.known(told)));
        return session.out.json(&values.collect());
    }
    session.out.text(match args.format {
        Format::Md => written.markdown(),
        Format::Html => written.html(),
    })
}

/// Writes a file at once: whoever reads it sees the old picture or the new one.
fn keep(file: &Path, text: &str) -> Result<(), Error> {
    let name = file.file_name().unwrap_or_default().to_string_lossy();
    let beside = file.with_file_name(format!(".{name}.new"));
    let written = File::create(&beside).and_then(|mut new| {
        new.write_all(text.as_bytes())?;
        new.sync_all()?;
        fs::rename(&beside, file)
    });
    written.map_err(|error| {
        // What cannot be removed either is a file beside it that nobody reads.
        drop(fs::remove_file(&beside));
        Error::new(
            Kind::Unreachable,
            format!("`{}` cannot be written", plain(&file.display().to_string())),
        )
        .detail(format!("  {error}"))
        .hint("check who may write that directory, or name another file")
    })
}

/// The facts of an incident as JSON.
fn value(told: &Told, known: Known) -> Value {
    let Known { impact, went_well, was_hard, causes, fixes } = known;
    let problems = told
        .problems
        .iter()
        .map(|(problem, summary)| json!({ "problem": problem, "summary": summary }));
    let Moments { detected, paged, heard, acknowledged, mitigated, .. } = told.moments;
    json!({
        "id": told.id.0,
        "summary": told.summary,
        "severity": told.severity.word(),
        "services": told.services,
        "began_at": fields::instant(told.began_at),
        "opened_at": fields::maybe(detected),
        "paged_at": fields::maybe(paged),
        "heard_at": fields::maybe(heard),
        "acknowledged_at": fields::maybe(acknowledged),
        "mitigated_at": fields::maybe(mitigated),
        "resolved_at": fields::maybe(told.resolved_at),
        "pages": told.pages.len(),
        "asleep": told.asleep,
        "times_in_30_days": told.times.max(1),
        "problems": problems.collect::<Value>(),
        "impact": impact,
        "went_well": went_well,
        "was_hard": was_hard,
        "causes": causes,
        "fixes": fixes,
        "before": told.before.as_ref().map(Before::sentence),
        "owner": told.owner.as_ref().map(PersonId::as_str),
    })
}
