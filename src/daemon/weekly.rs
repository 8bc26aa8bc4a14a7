//! The week behind the team, written out for the channel that is to carry it.

use super::outgoing::Spoken;
use crate::config::Settings;
use crate::domain::notification::About;
use crate::domain::numbers::week::week_before;
use crate::engine::{ToTell, weekly};
use crate::pager::Whole;
use crate::publish::weekly::{Week, html, period, text};
use crate::store::{Result, Tx};

/// The command that shows it.
const SHOWN_BY: &str = "wail report weekly";

/// What is told, with all of it where that is the week.
pub(super) fn spoken(tx: &Tx<'_>, taken: Vec<ToTell>, settings: &Settings) -> Result<Vec<Spoken>> {
    let each = taken.into_iter().map(|it| {
        let whole = match it.what.about {
            About::Weekly => whole(tx, &it, settings)?,
            _ => None,
        };
        Ok(Spoken::new(it, whole, settings))
    });
    each.collect()
}

fn whole(tx: &Tx<'_>, taken: &ToTell, settings: &Settings) -> Result<Option<Whole>> {
    let rules = &settings.rules;
    let zone = weekly::zone(rules);
    let Some(week) = week_before(taken.what.made_at, zone) else { return Ok(None) };
    let Some(weeks) = weekly::weeks(tx, rules, week)? else { return Ok(None) };
    let period = period(week, zone);
    let told =
        Week { period: &period, load: &weeks.load, numbers: &weeks.numbers, before: &weeks.before };
    let subject = taken.what.text.split_once(". `").map_or(&*taken.what.text, |(said, _)| said);
    Ok(Some(Whole {
        subject: subject.to_owned(),
        text: text(&told),
        html: html(&told),
        shown_by: SHOWN_BY,
    }))
}
