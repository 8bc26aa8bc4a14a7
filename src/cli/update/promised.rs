//! What is promised with an update: made with it, or not at all, and shown before it is published.

use super::write::Writer;
use super::{Known, Update as Arguments};
use crate::cli::{Session, promise, time};
use crate::config::Audience;
use crate::domain::incident::IncidentId;
use crate::domain::name::{AudienceName, PersonId};
use crate::domain::promise::Wanted;
use crate::domain::text::plain;
use crate::error::{Error, Kind};

/// The audience that is everybody: what is promised to it everybody may read, until it is done.
const PUBLIC: &str = "public";

/// What is to be promised with an update of these incidents, for these audiences.
pub(super) fn wanted(
    session: &Session,
    known: &Known,
    (ids, args): (&[IncidentId], &Arguments),
    (writer, meant): (&Writer, &[(&AudienceName, &Audience)]),
) -> Result<Vec<Wanted>, Error> {
    let Some(said) = args.due.as_ref().filter(|_| !args.promises.is_empty()) else {
        return Ok(Vec::new());
    };
    let [incident] = ids else {
        let message = "a promise comes from one incident, and this is said of several";
        return Err(Error::new(Kind::Usage, message)
            .hint("make it by itself: `wail promise TEXT --owner NAME --by TIME --incident ID`"));
    };
    let rules = session.settings()?.rules;
    let owner = args.owner.as_ref().map_or_else(|| writer.by.clone(), |it| PersonId::from(&**it));
    let due_at = promise::due(session, said, &owner, &rules)?.at;
    let names: Vec<&str> = meant.iter().map(|(name, _)| name.as_str()).collect();
    let promised = args.promises.iter().map(|text| {
        let wanted = Wanted {
            text: text.clone(),
            owner: owner.clone(),
            by: writer.by.clone(),
            due_at,
            incident: Some(*incident),
            to: Some(names.join(", ")).filter(|to| !to.is_empty()),
            public: names.contains(&PUBLIC),
            fixes: false,
        };
        let checked = wanted.check(&known.rules, session.now);
        checked.map(|()| wanted).map_err(|bad| promise::refused(session, &bad, &rules))
    });
    promised.collect()
}

/// What will be promised, in words, for whoever is asked whether it is said so.
pub(super) fn shown(session: &Session, wanted: &[Wanted]) -> Vec<String> {
    let line = |wanted: &Wanted| {
        let when = time::with_distance(wanted.due_at, session.now, &session.zone());
        let public = if wanted.public { ", for everybody to read until it is closed" } else { "" };
        let (owner, text) = (plain(wanted.owner.as_str()), plain(&wanted.text));
        format!("promised: {text}, by {when}, {owner} does it{public}")
    };
    wanted.iter().map(line).collect()
}
