//! Which incidents are meant by what somebody types: numbers, all, some labels, or one's own.

use clap::Args;

use super::super::session::number;
use super::super::{Session, list};
use crate::domain::incident::{IncidentId, Input, Status};
use crate::domain::label::Matcher;
use crate::domain::name::PersonId;
use crate::domain::wait::count;
use crate::error::{Error, Kind};
use crate::store::{Chosen, ListedIncident, Store};

/// Which incidents are meant.
#[derive(Args, Clone, Debug, Default)]
pub(in crate::cli) struct Which {
    /// The incidents' numbers; the only one that is open may be left out
    #[arg(
        value_name = "ID",
        value_parser = number,
        value_delimiter = ',',
        conflicts_with_all = ["all", "matchers", "mine"]
    )]
    pub(in crate::cli) ids: Vec<i64>,
    #[command(flatten)]
    pub(in crate::cli) set: Set,
}

/// Incidents that are meant without their numbers, and whether anything is done to them.
#[derive(Args, Clone, Debug, Default)]
pub(in crate::cli) struct Set {
    /// Every open incident
    #[arg(long, conflicts_with = "mine")]
    pub(in crate::cli) all: bool,
    /// Every open incident with this label: `service=db`, `host=~web-.*`; all must match
    #[arg(long = "match", value_name = "LABEL=VALUE", value_parser = matcher)]
    pub(in crate::cli) matchers: Vec<Matcher>,
    /// Every open incident that you have or were paged for
    #[arg(long)]
    pub(in crate::cli) mine: bool,
    /// Say what would happen, and change nothing
    #[arg(long)]
    pub(in crate::cli) dry_run: bool,
}

impl Set {
    /// Whether it says which incidents are meant.
    pub(in crate::cli) fn chooses(&self) -> bool {
        self.all || self.mine || !self.matchers.is_empty()
    }
}

fn matcher(text: &str) -> Result<Matcher, String> {
    Matcher::parse(text).map_err(|error| error.to_string())
}

/// The incidents that are meant: those named, those that match, one's own, or the only one there is.
pub(in crate::cli) fn choose(
    session: &Session,
    store: &mut Store,
    which: &Which,
    inputs: &[Input],
) -> Result<Vec<IncidentId>, Error> {
    if !which.ids.is_empty() {
        return Ok(which.ids.iter().copied().map(IncidentId).collect());
    }
    let set = &which.set;
    let me = if set.mine { Some(session.person()?) } else { None };
    let mut found = open(store, set, me.as_ref())?;
    let number = found.len();
    found.retain(|listed| is_free(listed, me.as_ref(), inputs));
    match (found.len(), set.chooses()) {
        (0, _) => Err(none_meant(set, number)),
        (1, _) | (_, true) => Ok(found.iter().map(|listed| listed.incident.id).collect()),
        (_, false) => Err(which_one(session, &found, number)),
    }
}

/// What is open and is meant, by whoever may act on it.
fn open(store: &mut Store, set: &Set, me: Option<&PersonId>) -> Result<Vec<ListedIncident>, Error> {
    let chosen = Chosen { matchers: set.matchers.clone(), ..Chosen::default() };
    store.read(|tx| {
        let mut found: Vec<ListedIncident> = Vec::new();
        tx.list(&chosen, |listed| found.push(listed))?;
        let Some(me) = me else { return Ok(found) };
        let mut mine = Vec::new();
        for listed in found {
            let id = listed.incident.id;
            if holder(&listed) == Some(me) || tx.was_paged(id, me)? {
                mine.push(listed);
            }
        }
        Ok(mine)
    })
}

fn holder(listed: &ListedIncident) -> Option<&PersonId> {
    match &listed.incident.status {
        Status::Acknowledged { by, .. } => Some(by),
        Status::Held { .. } | Status::Triggered { .. } | Status::Resolved { .. } => None,
    }
}

/// Whether it is meant by an acknowledgement of several: what somebody has already is not, unless it is
/// to be taken from them, or one's own is to be renewed.
fn is_free(listed: &ListedIncident, me: Option<&PersonId>, inputs: &[Input]) -> bool {
    let takes = inputs.iter().any(|input| matches!(input, Input::TakeOver { .. }));
    let is_claim =
        |input: &Input| matches!(input, Input::Acknowledge { .. } | Input::Snooze { .. });
    let holder = holder(listed);
    takes || !inputs.iter().any(is_claim) || holder.is_none() || holder == me
}

/// Why no incident is meant, of so many that are open and chosen: none is, or somebody has them.
fn none_meant(set: &Set, taken: usize) -> Error {
    let what = match (taken, set.mine, set.matchers.is_empty()) {
        (0, true, _) => "you have nothing that is open, and were paged for nothing of it",
        (0, false, true) => "nothing is open",
        (0, false, false) => "nothing open matches",
        (_, _, true) => "somebody has everything that is open",
        (_, _, false) => "somebody has everything open that matches",
    };
    let hint = match (taken, set.mine) {
        (0, true) => "`wail list` shows what is open",
        (0, false) => "`wail list --all` shows what is over as well",
        _ => "`wail list` shows who; name an incident's number to renew, or take it with `--take`",
    };
    Error::new(Kind::No, what).hint(hint)
}

/// That one of several must be named, out of so many that are open and chosen.
fn which_one(session: &Session, found: &[ListedIncident], open: usize) -> Error {
    let lines: Vec<String> =
        found.iter().take(10).map(|listed| list::one_line(session, &listed.incident)).collect();
    let several = count(found.len(), "incident");
    let nobody = if found.len() < open { " that nobody has" } else { "" };
    Error::new(Kind::Usage, format!("which one? {several} are open{nobody}"))
        .detail(lines.join("\n"))
        .hint("name its number, or say `--all` or `--match LABEL=VALUE`")
}
