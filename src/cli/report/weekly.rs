//! `wail report weekly`: the week behind the team, to read or to send on.

use crate::cli::Session;
use crate::cli::rota::range::instant_by;
use crate::domain::name::PersonId;
use crate::domain::nines::Span;
use crate::domain::numbers::week::{week_before, week_of};
use crate::domain::rules::Rules;
use crate::domain::text::plain;
use crate::engine::weekly::{self as engine, Weeks};
use crate::error::{Error, Kind};
use crate::publish::weekly::{self, Week};
use crate::store::lease_holder;
use clap::{Args, ValueEnum};

/// The arguments of `wail report weekly`.
#[derive(Args, Debug)]
#[command(after_help = "Examples:\n  \
    wail report weekly\n  \
    wail report weekly --format html > week.html\n  \
    wail report weekly --of 2026-03-04\n  \
    wail report weekly --send\n\n\
    A page needs nothing but itself: no script, no picture to load. `[reports.weekly]` in the configuration\n\
    sends it every week (docs/reports.md).")]
pub(super) struct Weekly {
    /// As what
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
    /// The week in which that day lies; the last whole one unless given
    #[arg(long, value_name = "DAY")]
    of: Option<String>,
    /// Send the last whole one now, to whom and by what `[reports.weekly]` says
    #[arg(long, conflicts_with_all = ["of", "format"])]
    send: bool,
}

/// As what the week is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Format {
    /// A text
    Text,
    /// A page with pictures in it
    Html,
}

pub(super) fn run(session: &Session, args: &Weekly) -> Result<(), Error> {
    let rules = session.settings_in_force()?.rules;
    if args.send {
        return send(session, &rules);
    }
    let zone = engine::zone(&rules);
    let week = match &args.of {
        Some(day) => week_of(instant_by(day, session.now, (&session.zone(), zone))?, zone),
        None => week_before(session.now, zone),
    };
    let far = || {
        Error::new(Kind::Usage, "that week is not on the calendar")
            .hint("`--of 2026-03-04` names a day of the week that is meant")
    };
    let week = week.ok_or_else(far)?;
    if week.from >= session.now {
        return Err(Error::new(Kind::Usage, "that week has not been yet")
            .hint("`wail report weekly` tells the last whole one"));
    }
    // Of a week that is not over, nothing counts that is to come.
    let week = Span { to: week.to.min(session.now), ..week };
    let weeks = session.kept()?.read(|tx| engine::weeks(tx, &rules, week))?.ok_or_else(far)?;
    let period = weekly::period(week, zone);
    let Weeks { load, numbers, before, .. } = &weeks;
    let told = Week { period: &period, load, numbers, before };
    if session.out.json {
        let sentences = weekly::sentences(&told);
        return session.out.json(&serde_json::json!({
            "from": crate::cli::json::instant(week.from),
            "to": crate::cli::json::instant(week.to),
            "zone": zone.iana_name(),
            "sentences": sentences,
        }));
    }
    match args.format {
        Format::Text => {
            weekly::text(&told).lines().try_for_each(|line| session.out.line(plain(line)))
        }
        Format::Html => session.out.text(weekly::html(&told)),
    }
}

/// Has the last whole week told now to whom the configuration says.
fn send(session: &Session, rules: &Rules) -> Result<(), Error> {
    let Some(rule) = &rules.weekly else {
        return Err(Error::new(Kind::No, "the configuration does not say whom the week is told")
            .hint("write `[reports.weekly]` with `to = \"ana\"`, and `channel = \"mail\"` for a letter"));
    };
    let mut store = session.store_as_named()?;
    let told = session.decide(&mut store, rules, |_, engine| Ok(engine.tell_week_now()?))?;
    let names: Vec<&str> = told.iter().map(PersonId::as_str).collect();
    if session.out.json {
        session.out.json(&serde_json::json!({ "to": names }))?;
    } else {
        let by = rule.channel.as_ref().map(|name| format!(", by {}", plain(name.as_str())));
        let (names, by) = (plain(&names.join(", ")).into_owned(), by.unwrap_or_default());
        session.out.line(format_args!("the week is on its way to {names}{by}"))?;
    }
    if lease_holder(store.path()).is_none() {
        session.out.warn("warning: no daemon is running here: it goes out when one is");
        session.out.warn("hint: `wail watch` starts one in this terminal");
    }
    Ok(())
}
