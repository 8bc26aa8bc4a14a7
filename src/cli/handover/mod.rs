//! `wail handover`: what the next one has to know, and the pager until they say that they have it.

pub(super) mod brief;
pub(super) mod pager;

use std::collections::BTreeSet;

use clap::Args;

use self::brief::Brief;
use super::format::Format;
use super::rota::change;
use super::{Session, promise, time};
use crate::domain::name::PersonId;
use crate::domain::promise::Wanted;
use crate::domain::rota::acceptance::Pending;
use crate::domain::rules::Rules;
use crate::error::{Error, Kind};

/// The arguments of `wail handover`.
#[derive(Args, Debug)]
#[command(after_help = "Examples:\n  \
    wail handover              every pager of yours, to whoever is next\n  \
    wail handover payments -m \"the disk of db3 is being grown\"\n  \
    wail handover --promise \"watch the vacuum of db3\" --by friday  whoever takes over owes it\n  \
    wail handover --owe \"answer the vendor\" --by friday           you owe it, whoever has the pager\n  \
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
    /// What you owe, although the pager goes: a promise of yours; may be repeated
    #[arg(long, value_name = "TEXT", requires = "by")]
    owe: Vec<String>,
    /// By when that is done: `friday`, `tomorrow 12:00`
    #[arg(long, value_name = "TIME")]
    by: Option<String>,
    /// Show what is to be known, and hand nothing over
    #[arg(long)]
    dry_run: bool,
    #[command(flatten)]
    format: Format,
}

pub(super) fn run(session: &Session, args: &Handover) -> Result<(), Error> {
    args.format.check("handover")?;
    let settings = session.settings_in_force()?;
    let me = change::me(session, &settings)?;
    let wanted = args.pager.as_deref().map(|name| pager::wanted(name, &settings)).transpose()?;
    let handed = pager::handed_over_by(&me, wanted.as_ref(), &settings, session.now)?;
    let owed = owed(session, args, &me, &handed, &settings.rules)?;
    let mut store = session.store_as_named()?;
    let mut briefs: Vec<Brief> = Vec::with_capacity(handed.len());
    for pending in &handed {
        briefs.push(brief::gather(session, &mut store, &settings, pending)?);
    }
    let mut made = Vec::new();
    if !args.dry_run {
        made = session.decide(&mut store, &settings.rules, |_, engine| {
            for (pending, brief) in handed.iter().zip(&briefs) {
                engine.begin_handover(
                    pending,
                    &brief.in_short(args.message.as_deref(), session.now),
                )?;
            }
            let made = owed.iter().map(|wanted| {
                let made = engine.promise(wanted)?;
                made.map_err(|bad| promise::refused(session, &bad, &settings.rules))
            });
            made.collect::<Result<Vec<_>, Error>>()
        })?;
    }
    if args.format.is_asked(session.out) {
        let briefs = briefs.iter().map(|it| it.value(session.now)).collect();
        return args.format.print(session.out, "handover", &briefs);
    }
    for (pending, brief) in handed.iter().zip(&briefs) {
        let (called, taker) = (&brief.called, &pending.taker);
        let from = time::with_distance(pending.begins_at, session.now, &session.zone());
        session.out.line(format_args!("{called}: {me} hands over to {taker}, {from}"))?;
        session.out.text(brief.render(session))?;
        if args.dry_run {
            session.out.talk("nothing was handed over: without `--dry-run` it is");
        } else {
            let called = if pending.begins_at > session.now {
                "otherwise both of you are called from then on"
            } else {
                "until then both of you are called"
            };
            session
                .out
                .talk(format_args!("{taker} is told, and accepts it with `wail accept`; {called}"));
        }
    }
    for promise in &made {
        session.out.line(promise::sentence(session, promise))?;
    }
    Ok(())
}

/// What everybody who takes over owes, each promise once for each of them; and what the giver does.
fn owed(
    session: &Session,
    args: &Handover,
    me: &PersonId,
    handed: &[Pending],
    rules: &Rules,
) -> Result<Vec<Wanted>, Error> {
    let Some(said) = &args.by else { return Ok(Vec::new()) };
    if args.promises.is_empty() && args.owe.is_empty() {
        return Err(Error::new(Kind::Usage, "nothing says what is done by then")
            .hint("`--promise TEXT` is what whoever takes over owes, `--owe TEXT` what you do"));
    }
    let takers: BTreeSet<&PersonId> = handed.iter().map(|pending| &pending.taker).collect();
    let owners = takers.into_iter().map(|taker| (taker, &args.promises)).chain([(me, &args.owe)]);
    let mut owed = Vec::new();
    for (owner, texts) in owners {
        let due_at = promise::due(session, said, owner, rules)?.at;
        owed.extend(texts.iter().map(|text| Wanted {
            text: text.clone(),
            owner: owner.clone(),
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
