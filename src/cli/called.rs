//! Who is called for an incident right now and why, after what somebody did, in a few words.

use std::collections::BTreeSet;

use super::Session;
use crate::domain::incident::{Incident, Reason, Status};
use crate::domain::text::plain;
use crate::store::{PageState, SentPage};

/// Who is called for it now and why, or why nobody is, to follow what else is said of it: `; ana is
/// called now: it is an incident of its own`.
pub(super) fn called(session: &Session, incident: &Incident, pages: &[SentPage]) -> String {
    match &incident.status {
        Status::Resolved { .. } => return String::new(),
        Status::Held { .. } => return "; nobody is called while it is held".to_owned(),
        Status::Acknowledged { .. } => return "; nobody is called until then".to_owned(),
        Status::Triggered { .. } => {}
    }
    let live: Vec<&SentPage> = live(session, pages).collect();
    let newest = live.iter().max_by_key(|page| page.decided_at);
    let Some(newest) = newest else { return "; nobody can be reached now".to_owned() };
    let people = people(&live);
    if newest.decided_at < session.now {
        return format!("; {people} called as before");
    }
    let why = match newest.reason {
        Reason::FirstPage => "it is an incident of its own",
        reason => reason.phrase(),
    };
    format!("; {people} called now: {why}")
}

/// Who is called for it now: `bo is called`, `nobody can be reached`.
pub(super) fn who(session: &Session, pages: &[SentPage]) -> String {
    let live: Vec<&SentPage> = live(session, pages).collect();
    if live.is_empty() {
        return "nobody can be reached".to_owned();
    }
    format!("{} called", people(&live))
}

/// What goes out now or has, and was not in vain.
fn live<'p>(session: &Session, pages: &'p [SentPage]) -> impl Iterator<Item = &'p SentPage> {
    let now = session.now;
    let is_in_vain = |state| matches!(state, PageState::Failed | PageState::Hushed);
    pages.iter().filter(move |page| page.due_at <= now && !is_in_vain(page.state))
}

/// `ana is`, `ana and bo are`
fn people(pages: &[&SentPage]) -> String {
    let people: BTreeSet<&str> = pages.iter().map(|page| page.person.as_str()).collect();
    let verb = if people.len() == 1 { "is" } else { "are" };
    let people: Vec<_> = people.into_iter().map(plain).collect();
    format!("{} {verb}", people.join(" and "))
}
