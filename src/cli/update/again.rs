//! `wail update --again`: what did not reach an audience is published once more.

use super::publish::{Shown, confirm, failed, publish};
use super::{Known, list};
use crate::cli::{Session, time};
use crate::config::Audience;
use crate::domain::incident::Incident;
use crate::domain::update::{Publication, PublicationState, Update};
use crate::error::Error;
use crate::store::{StoreError, UpdateQuery};

/// What waits to be published, of these incidents or of all: of each audience and incident only the last
/// words, and only if none came after them.
pub(super) fn run(session: &Session, ids: &[i64], yes: bool) -> Result<(), Error> {
    let (known, by) = (Known::of(session), session.person()?);
    let mut store = session.kept()?;
    let waiting = store.read(|tx| {
        let mut waiting: Vec<(Update, Incident)> = Vec::new();
        for mut update in tx.updates(UpdateQuery::Unpublished)? {
            let later = tx.updates(UpdateQuery::Of(update.incident))?;
            let is_last = |to: &Publication| {
                let mut later = later.iter().filter(|later| later.id > update.id);
                later.all(|later| later.publications.iter().all(|it| it.audience != to.audience))
            };
            let waits = |to: &Publication| to.state != PublicationState::Published && is_last(to);
            let left = update.publications.iter().filter(|to| waits(to)).cloned().collect();
            update.publications = left;
            let is_meant = ids.is_empty() || ids.contains(&update.incident.0);
            if let Some(incident) = tx.incident(update.incident)?.filter(|_| is_meant)
                && !update.publications.is_empty()
            {
                waiting.push((update, incident));
            }
        }
        Ok::<_, StoreError>(waiting)
    })?;
    if waiting.is_empty() {
        if session.out.json {
            return session.out.json(&serde_json::Value::Array(Vec::new()));
        }
        return session.out.line("nothing waits to be published");
    }
    let mut shown = Vec::new();
    for (update, _) in &waiting {
        let written = time::with_distance(update.at, session.now, &session.zone());
        for to in &update.publications {
            let why = match &to.state {
                PublicationState::Failed(why) => why.as_str(),
                PublicationState::Pending => "it is not known whether it was published",
                PublicationState::Published => "it was published",
            };
            let audience = known.updates.audiences.get(&to.audience);
            let gone = || "which the configuration has no more".to_owned();
            shown.push(Shown {
                audience: &to.audience,
                way: audience.map_or_else(gone, Audience::way),
                text: &to.text,
                remark: Some(format!("{}, written {written}: {why}", update.incident)),
            });
        }
    }
    confirm(session, (&shown, Vec::new()), yes)?;
    let (mut outcomes, mut values) = (Vec::new(), Vec::new());
    for (update, incident) in &waiting {
        let became = publish(session, &mut store, &known, (update, incident, &by))?;
        for outcome in became.iter().filter(|outcome| outcome.result.is_ok()) {
            if !session.out.json {
                let (audience, id) = (&outcome.audience, update.incident);
                session.out.line(format_args!("the update of {id} is published to {audience}"))?;
            }
        }
        outcomes.extend(became);
        if session.out.json {
            values.push(list::fresh(&mut store, update)?);
        }
    }
    if session.out.json {
        session.out.json(&serde_json::Value::Array(values))?;
    }
    failed(&outcomes)
}
