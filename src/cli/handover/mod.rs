//! `wail handover`: what the next one has to know, and the pager until they say that they have it.

pub(super) mod brief;
pub(super) mod pager;

use std::collections::BTreeSet;

use clap::Args;

use self::brief::Brief;
use super::rota::change;
use super::{Session, promise, time};
use crate::domain::name::PersonId;
use crate::domain::promise::Wanted;
use crate::domain::rota::acceptance::Pending;
use crate::domain::rules::Rules;
use crate::error::Error;

/// The arguments of `wail handover`.
#[derive(Args, Debug)]
#[command(after_help = "Examples:\n  \
    wail handover              every pager of yours, to whoever is next\n  \
    wail handover payments -m \"the disk of db3 is being grown\"\n  \
    wail handover --promise \"watch the vacuum of db3\" --by friday\n  \
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
    /// What whoever takes over owes from then on: a promise of theirs; may be repeated
    #[arg(long = "promise", value_name = "TEXT", requires = "by")]
    promises: Vec<String>,
    /// By when that is done: `friday`, `tomorrow 12:00`
    #[arg(long, value_name = "TIME", requires = "promises")]
    by: Option<String>,
    /// Show what is to be known, and hand nothing over
    #[arg(long)]
    dry_run: bool,
}

pub(super) fn run(session: &Session, args: &Handover) -> Result<(), Error> {
    let settings = session.settings_in_force()?;
    let me = change::me(session, &settings)?;
    let wanted = args.pager.as_deref().map(|name| pager::wanted(name, &settings)).transpose()?;
    let handed = pager::handed_over_by(&me, wanted.as_ref(), &settings, session.now)?;
    let owed = owed(session, args, &me, &handed, &settings.rules)?;
    let mut store = session.store()?;
    let mut briefs: Vec<Brief> = Vec::with_capacity(handed.len());
    for pending in &handed {
        briefs.push(brief::gather(session, &mut store, &settings, pending)?);
    }
    if !args.dry_run {
        session.decide(&mut store, &settings.rules, |_, engine| {
            for (pending, brief) in handed.iter().zip(&briefs) {
                engine.begin_handover(
                    pending,
                    &brief.in_short(args.message.as_deref(), session.now),
                )?;
            }
            for wanted in &owed {
                let made = engine.promise(wanted)?;
                made.map_err(|bad| promise::refused(session, &bad, &settings.rules))?;
            }
            Ok::<_, Error>(())
        })?;
    }
    if session.out.json {
        return session.out.json(&briefs.iter().map(|it| it.value(session.now)).collect());
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

/// What everybody who takes over owes, each promise once for each of them.
fn owed(
    session: &Session,
    args: &Handover,
    me: &PersonId,
    handed: &[Pending],
    rules: &Rules,
) -> Result<Vec<Wanted>, Error> {
    let Some(said) = &args.by else { return Ok(Vec::new()) };
    let takers: BTreeSet<&PersonId> = handed.iter().map(|pending| &pending.taker).collect();
    let mut owed = Vec::new();
    for taker in takers {
        let due_at = promise::due(session, said, taker, rules)?.at;
        owed.extend(args.promises.iter().map(|text| Wanted {
            text: text.clone(),
            owner: taker.clone(),
            by: me.clone(),
            due_at,
            incident: None,
            to: None,
            public: false,
            fixes: false,
        }));
    }
    Ok(owed)
}
