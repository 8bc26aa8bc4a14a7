//! `wail timeline`: what happened to an incident, or to several, as a story to read or to hand on.

mod fields;
pub(super) mod read;
mod shown;

use clap::{Args, ValueEnum};

use super::Session;
use super::session::number;
use crate::error::Error;
use crate::publish::timeline::{csv, html, markdown};

/// The arguments of `wail timeline`.
#[derive(Args, Debug)]
#[command(after_help = "Examples:\n  \
    wail timeline 412\n  \
    wail timeline 398,405,412                      a week of three outages in one\n  \
    wail timeline 412 --export md > incident.md\n  \
    wail timeline 412 --export html > incident.html\n\n\
    What was written later about an earlier moment stands at that moment, with when it was written.\n\
    Corrections stand beside what they correct. Exports tell UTC and local time.")]
pub(super) struct TimelineArgs {
    /// The incidents' numbers: `412`, `398,405,412`
    #[arg(value_name = "ID", value_parser = number, value_delimiter = ',', required = true)]
    ids: Vec<i64>,
    /// For others to read: `md`, `json`, `csv` or `html`
    #[arg(long, value_name = "FORMAT", hide_possible_values = true)]
    export: Option<Format>,
    /// Long texts whole, with the line breaks they have; exports always have them
    #[arg(long)]
    full: bool,
}

/// What it is exported as.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Format {
    /// Markdown.
    Md,
    /// JSON.
    Json,
    /// Comma-separated values.
    Csv,
    /// A page.
    Html,
}

pub(super) fn run(session: &Session, args: &TimelineArgs) -> Result<(), Error> {
    let story = read::read(session, &args.ids)?;
    let out = &session.out;
    let export = if out.json { Some(Format::Json) } else { args.export };
    match export {
        Some(Format::Json) => out.json(&fields::value(&story)),
        Some(Format::Csv) => out.text(csv(&story.timeline)),
        Some(Format::Md) => out.text(markdown(&story.told())),
        Some(Format::Html) => out.text(html(&story.told())),
        None => shown::show(session, &story.told(), args.full),
    }
}
