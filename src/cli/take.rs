//! `wail take`: the pager for a while, gaps included.

use clap::Args;

use super::Session;
use super::rota::change::{self, How};
use super::rota::moment::{from_now, shown, written};
use crate::config::edit::{Block, List};
use crate::error::Error;

/// The arguments of `wail take`.
#[derive(Args, Debug)]
#[command(after_help = "Examples:\n  \
    wail take 2h\n  \
    wail take until monday 09:00 --why \"bob is ill\"\n  \
    wail take until \"2026-12-24 18:00\" --rota payments --dry-run\n\n\
    Begins with the next full minute. `wail rota undo` ends it earlier.")]
pub(super) struct Take {
    /// How long, or until when: `2h`, `until monday 09:00`
    #[arg(value_name = "WHEN", required = true)]
    when: Vec<String>,
    /// Why, for whoever asks later
    #[arg(long, value_name = "TEXT")]
    why: Option<String>,
    #[command(flatten)]
    how: How,
}

pub(super) fn run(session: &Session, args: &Take) -> Result<(), Error> {
    let settings = session.settings()?;
    let (name, rota) = change::rota(&settings, &args.how)?;
    let me = change::me(session, &settings)?;
    let zone = rota.zone();
    let stretch = from_now(&args.when, session.now, zone)?;
    let block = Block::new()
        .text("from", &written(stretch.from, zone))
        .text("to", &written(stretch.to, zone))
        .text("who", me.as_str())
        .maybe_text("why", args.why.as_deref());
    let (from, to) = (shown(stretch.from, zone), shown(stretch.to, zone));
    let what = format!("{me} takes the pager of {name} from {from} to {to}");
    let list = (Some(name), List::Overrides);
    let draft = change::draft(session, &settings, list, &[block], what)?;
    change::carry_out(session, &settings, &args.how.consent, &draft)
}
