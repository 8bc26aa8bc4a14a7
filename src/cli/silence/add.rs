//! `wail silence add`: what would be covered is shown, then quiet is asked for.

use clap::Args;
use jiff::{SignedDuration, Timestamp};
use serde_json::json;

use super::preview::Preview;
use super::{About, Asked, list, named, refused};
use crate::cli::rota::range::instant;
use crate::cli::session::length;
use crate::cli::{Session, time};
use crate::domain::quiet::silence::{HOLD_DOWN, Silence, Wanted, takes_everything};
use crate::domain::rules::Rules;
use crate::domain::text::plain;
use crate::domain::wait::spell;
use crate::engine::Silenced;
use crate::error::{Error, Kind};
use crate::store::Store;

/// The arguments of `wail silence add`.
#[derive(Args, Debug)]
#[command(after_help = "Examples:\n  \
    wail silence add --match host=db-1 --for 2h -m \"a new disk\"\n  \
    wail silence add --match service=shop --match env=staging --until \"monday 09:00\" -m \"load test\"\n  \
    wail silence add --match alertname=Flaky --until-resolved --for 1d -m \"known, the fix is on its way\"\n\n\
    What it holds is on the record, and pages at its end if it still fires. What rings already rings on \
    until somebody acknowledges it.")]
pub(super) struct Add {
    #[command(flatten)]
    about: About,
    /// Why, for whoever wonders
    #[arg(short = 'm', long = "reason", value_name = "TEXT")]
    reason: String,
    /// For how long: `20m`, `2h`, `1d`
    #[arg(
        long = "for",
        value_name = "LENGTH",
        value_parser = length,
        conflicts_with = "until",
        required_unless_present_any = ["until", "until_resolved"]
    )]
    length: Option<SignedDuration>,
    /// Until when: `18:00`, `monday 09:00`, `2026-12-24 18:00`
    #[arg(long, value_name = "TIME")]
    until: Option<String>,
    /// From when on; from now unless given
    #[arg(long, value_name = "TIME")]
    from: Option<String>,
    /// End it sooner, once nothing of it has fired for the hold-down
    #[arg(long)]
    until_resolved: bool,
    /// How long nothing of it must have fired for that: `10m` unless given
    #[arg(long, value_name = "LENGTH", value_parser = length, requires = "until_resolved")]
    hold_down: Option<SignedDuration>,
    /// Show what it would cover, and write nothing
    #[arg(long)]
    dry_run: bool,
}

pub(super) fn run(session: &Session, args: &Add) -> Result<(), Error> {
    let rules = session.rules_or_none();
    let wanted = wanted(session, args, &rules)?;
    wanted.check(session.now, rules.silence).map_err(|bad| refused(bad, Asked::Add))?;
    let mut store = session.store()?;
    let preview = Preview::of(&mut store, &wanted, session.now)?;
    preview.warn(session);
    if args.dry_run {
        if !args.about.is_meant() {
            session.out.warn("warning: this takes every alert there is");
            session.out.warn("hint: it is only made with `--everything`, or once you say yes");
        }
        return tell(session, &preview, None, &wanted);
    }
    if takes_everything(&wanted.matchers) && !session.out.json {
        preview.print(session)?;
    }
    args.about.confirm(session)?;
    let silence = keep(session, &mut store, &rules, &wanted)?;
    tell(session, &preview, Some(&silence), &wanted)
}

/// Keeps a silence that is new.
pub(in crate::cli) fn keep(
    session: &Session,
    store: &mut Store,
    rules: &Rules,
    wanted: &Wanted,
) -> Result<Silence, Error> {
    session.decide(store, rules, |tx, engine| match engine.silence(None, wanted)? {
        Silenced::Kept(id) => tx.silence(id)?.ok_or_else(|| super::missing(id.0)),
        Silenced::Bad(bad) => Err(refused(bad, Asked::Add)),
        Silenced::Missing => Err(Error::new(Kind::Bug, "a new silence has no number")),
    })
}

fn wanted(session: &Session, args: &Add, rules: &Rules) -> Result<Wanted, Error> {
    if args.reason.trim().is_empty() {
        return Err(Error::new(Kind::Usage, "the reason says nothing")
            .hint("say it for whoever wonders: `-m \"a new disk\"`"));
    }
    let (now, zone) = (session.now, session.zone());
    let read = |text: &String| instant(text, now, &zone);
    let starts_at = args.from.as_ref().map(read).transpose()?.unwrap_or(now);
    let after = |length| starts_at.saturating_add(length).unwrap_or(Timestamp::MAX);
    let ends_at = match (&args.until, args.length) {
        (Some(text), _) => read(text)?,
        (None, length) => after(length.unwrap_or(rules.silence.longest)),
    };
    let hold_down = args.hold_down.unwrap_or(HOLD_DOWN);
    Ok(Wanted {
        matchers: args.about.matchers.clone(),
        starts_at,
        ends_at,
        by: session.person()?.to_string(),
        comment: args.reason.clone(),
        until_resolved: args.until_resolved.then_some(hold_down),
        // It is asked back before it is made.
        everything: true,
    })
}

/// Says what was made, or would be, and what it covers.
fn tell(
    session: &Session,
    preview: &Preview,
    made: Option<&Silence>,
    wanted: &Wanted,
) -> Result<(), Error> {
    if session.out.json {
        let silence = made.map(|made| list::value(made, &[], session.now));
        return session.out.json(&json!({ "silence": silence, "covers": preview.value() }));
    }
    let (now, zone) = (session.now, session.zone());
    let ends = time::with_distance(wanted.ends_at, now, &zone);
    let about = match made {
        Some(silence) => format!("{}: quiet", named(silence)),
        None => format!("there would be quiet about {}", plain(&wanted.about())),
    };
    let from = if wanted.starts_at > now {
        format!(" from {}", time::with_distance(wanted.starts_at, now, &zone))
    } else {
        String::new()
    };
    let calm = wanted.until_resolved.map_or_else(String::new, |wait| {
        format!(", or until nothing of it has fired for {}", spell(wait))
    });
    session.out.line(format_args!("{about}{from} until {ends}{calm}"))?;
    preview.print(session)?;
    if made.is_none() {
        session.out.talk("nothing was written");
    }
    Ok(())
}
