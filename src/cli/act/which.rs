//! Which incidents are meant by what somebody types: numbers, all, or those with some labels.

use clap::Args;

use super::super::session::number;
use super::super::{Session, list};
use crate::domain::incident::{IncidentId, Input, Status};
use crate::domain::label::Matcher;
use crate::domain::wait::count;
use crate::error::{Error, Kind};
use crate::store::{Chosen, ListedIncident, Store};

/// Which incidents are meant.
#[derive(Args, Clone, Debug, Default)]
pub(super) struct Which {
    /// The incidents' numbers; the only one that is open may be left out
    #[arg(value_name = "ID", value_parser = number)]
    pub(super) ids: Vec<i64>,
    /// Every open incident
    #[arg(long, conflicts_with = "ids")]
    pub(super) all: bool,
    /// Every open incident with this label: `service=db`, `host=~web-.*`; all must match
    #[arg(long = "match", value_name = "LABEL=VALUE", value_parser = matcher, conflicts_with = "ids")]
    pub(super) matchers: Vec<Matcher>,
}

fn matcher(text: &str) -> Result<Matcher, String> {
    Matcher::parse(text).map_err(|error| error.to_string())
}

/// The incidents that are meant: those named, those that match, or the only one there is.
pub(super) fn choose(
    session: &Session,
    store: &mut Store,
    which: &Which,
    inputs: &[Input],
) -> Result<Vec<IncidentId>, Error> {
    if !which.ids.is_empty() {
        return Ok(which.ids.iter().copied().map(IncidentId).collect());
    }
    let is_chosen = which.all || !which.matchers.is_empty();
    // What somebody has already is not meant by an acknowledgement of everything.
    let skips_acknowledged = inputs
        .iter()
        .any(|input| matches!(input, Input::Acknowledge { .. } | Input::Snooze { .. }));
    let chosen = Chosen { matchers: which.matchers.clone(), ..Chosen::default() };
    let mut found: Vec<ListedIncident> = Vec::new();
    let mut taken = 0;
    store.read(|tx| {
        tx.list(&chosen, |listed| {
            let is_acknowledged = matches!(listed.incident.status, Status::Acknowledged { .. });
            if skips_acknowledged && is_acknowledged {
                taken += 1;
            } else {
                found.push(listed);
            }
        })
    })?;
    match (found.len(), is_chosen) {
        (0, _) => Err(none_meant(which, taken)),
        (1, _) | (_, true) => Ok(found.iter().map(|listed| listed.incident.id).collect()),
        (several, false) => Err(which_one(session, &found, several)),
    }
}

/// Why no incident is meant: none is open, none matches, or somebody has those that do already.
fn none_meant(which: &Which, taken: usize) -> Error {
    let what = match (taken, which.matchers.is_empty()) {
        (0, true) => "nothing is open",
        (0, false) => "nothing open matches",
        (_, true) => "somebody has everything that is open",
        (_, false) => "somebody has everything open that matches",
    };
    let hint = match taken {
        0 => "`wail list --all` shows what is over as well",
        _ => "`wail list` shows who; name an incident's number to take it or to renew",
    };
    Error::new(Kind::No, what).hint(hint)
}

fn which_one(session: &Session, found: &[ListedIncident], several: usize) -> Error {
    let lines: Vec<String> = found
        .iter()
        .take(10)
        .map(|listed| list::one_line(session, &listed.incident))
        .collect();
    Error::new(Kind::Usage, format!("which one? {} are open", count(several, "incident")))
        .detail(lines.join("\n"))
        .hint("name its number, or say `--all` or `--match LABEL=VALUE`")
}
