//! `wail handover`: what the next one has to know, and the pager until they say that they have it.

pub(super) mod brief;
pub(super) mod pager;

use clap::Args;

use self::brief::Brief;
use super::rota::change;
use super::{Session, time};
use crate::error::Error;

/// The arguments of `wail handover`.
#[derive(Args, Debug)]
#[command(after_help = "Examples:\n  \
    wail handover              every pager of yours, to whoever is next\n  \
    wail handover payments -m \"the disk of db3 is being grown\"\n  \
    wail handover --dry-run    only shows what is to be known\n\n\
    From the next shift on both of you are called, until whoever is next runs `wail accept`. Exit \
    code 1 if you have no pager.")]
pub(super) struct Handover {
    /// The rota, or a tier of it: `payments`, `payments.secondary`; all of yours unless given
    #[arg(value_name = "ROTA")]
    pager: Option<String>,
    /// What the next one should know besides
    #[arg(short, long, value_name = "TEXT")]
    message: Option<String>,
    /// Show what is to be known, and hand nothing over
    #[arg(long)]
    dry_run: bool,
}

pub(super) fn run(session: &Session, args: &Handover) -> Result<(), Error> {
    let settings = session.settings_in_force()?;
    let me = change::me(session, &settings)?;
    let wanted = args.pager.as_deref().map(|name| pager::wanted(name, &settings)).transpose()?;
    let handed = pager::handed_over_by(&me, wanted.as_ref(), &settings, session.now)?;
    let mut store = session.store()?;
    let mut briefs: Vec<Brief> = Vec::with_capacity(handed.len());
    for pending in &handed {
        briefs.push(brief::gather(session, &mut store, &settings, pending)?);
    }
    if !args.dry_run {
        session.decide(&mut store, &settings.rules, |_, engine| {
            for (pending, brief) in handed.iter().zip(&briefs) {
                engine.begin_handover(pending, &brief.in_short(args.message.as_deref()))?;
            }
            Ok::<_, Error>(())
        })?;
    }
    if session.out.json {
        return session.out.json(&briefs.iter().map(Brief::value).collect());
    }
    for (pending, brief) in handed.iter().zip(&briefs) {
        let (called, taker) = (&brief.called, &pending.taker);
        let from = time::with_distance(pending.begins_at, session.now, &settings.rules.zone);
        session.out.line(format_args!("{called}: {me} hands over to {taker}, {from}"))?;
        session.out.text(brief.render(session))?;
        if args.dry_run {
            session.out.talk("nothing was handed over: without `--dry-run` it is");
        } else {
            session.out.talk(format_args!(
                "{taker} is told, and accepts it with `wail accept`; until then both of you are called"
            ));
        }
    }
    Ok(())
}
