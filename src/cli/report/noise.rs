//! `wail report noise`: which alerts were good for nothing: never acted on, flapping, said again and again.

use clap::Args;
use serde_json::json;

use super::load::{USUAL, heading};
use super::period::Period;
use crate::cli::Session;
use crate::cli::json::instant;
use crate::cli::out::Tone;
use crate::cli::table::Table;
use crate::domain::numbers::Alert;
use crate::domain::text::plain;
use crate::domain::wait::count;
use crate::engine::numbers;
use crate::error::Error;

/// How many alerts are shown; JSON has all.
const NOISIEST: usize = 20;

/// The arguments of `wail report noise`.
#[derive(Args, Debug)]
#[command(after_help = "Examples:\n  \
    wail report noise\n  \
    wail report noise --since 90d\n\n\
    An alert that nobody ever acted on should be mended, made a warning, or deleted.")]
pub(super) struct Noise {
    #[command(flatten)]
    period: Period,
}

pub(super) fn run(session: &Session, args: &Noise) -> Result<(), Error> {
    let rules = session.settings_in_force()?.rules;
    let window = args.period.span_since(session.now, &rules.zone, USUAL)?;
    let counted = session.kept()?.read(|tx| numbers::numbers(tx, &rules, window, &rules.zone))?;
    let noisy: Vec<&Alert> = counted.alerts.iter().filter(|alert| alert.is_noisy()).collect();
    if session.out.json {
        return session.out.json(&json!({
            "from": instant(window.from),
            "to": instant(window.to),
            "zone": rules.zone.iana_name(),
            "alerts": noisy.into_iter().map(value).collect::<Vec<_>>(),
        }));
    }
    session.out.line(heading(window, &rules.zone))?;
    if noisy.is_empty() {
        session.out.talk("no alert was noise in that time");
        return Ok(());
    }
    session.out.line("")?;
    session.out.text(table(&noisy).render(session.out))?;
    let more = noisy.len().saturating_sub(NOISIEST);
    if more > 0 {
        session.out.talk(format_args!("and {}; `--json` has all", count(more, "more alert")));
    }
    session.out.talk("`wail report --explain never-acted-on` lists the entries");
    Ok(())
}

fn table(noisy: &[&Alert]) -> Table {
    let mut table =
        Table::new(&["NEVER ACTED ON", "PAGES", "FLAPPED", "SAID AGAIN", "SOURCE", "ALERT"]);
    for alert in noisy.iter().take(NOISIEST) {
        let Alert { summary, source, figures } = alert;
        let number = |number: usize| (Tone::Plain, number.to_string());
        let never = format!("{} of {}", figures.never_acted_on.len(), figures.incidents.len());
        table.row(vec![
            (Tone::Strong, never),
            number(figures.pages.len()),
            number(figures.flapping.len()),
            number(figures.duplicates as usize),
            (Tone::Plain, plain(source.as_str()).into_owned()),
            (Tone::Plain, plain(summary).into_owned()),
        ]);
    }
    table
}

fn value(Alert { summary, source, figures }: &Alert) -> serde_json::Value {
    let mut value = super::numbers::json::figures(figures);
    value["summary"] = json!(summary);
    value["source"] = json!(source.as_str());
    value
}
