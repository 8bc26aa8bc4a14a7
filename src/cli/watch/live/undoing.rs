//! What takes back what was just done, where that is known only once it is done.

use super::super::super::{Globals, Session};
use super::super::model::Undo;
use crate::domain::incident::{IncidentId, Status};
use crate::domain::name::PersonId;
use crate::store::{StoreError, TimelineQuery, Tx, Window, WindowOrder};

const IS_SPLIT: &str = "`wail merge` puts two incidents together";
const COME_BACK: &str = "its alerts come back, and whoever was called has heard it";

/// Of several that were to be acknowledged, those that whoever sits here has now; and what was split off.
pub(super) fn settled(globals: &Globals, undo: Undo) -> Undo {
    match undo {
        Undo::Acked(ids) => Undo::Acked(
            read(globals, |tx, me| {
                let mut mine = Vec::with_capacity(ids.len());
                for id in ids {
                    let status = tx.incident(id)?.map(|incident| incident.status);
                    let is_mine =
                        matches!(status, Some(Status::Acknowledged { by, .. }) if by == *me);
                    mine.extend(is_mine.then_some(id));
                }
                Ok(mine)
            })
            .unwrap_or_default(),
        ),
        Undo::JoinSplit(from) => {
            let split = read(globals, |tx, me| split_off(tx, from, me)).flatten();
            let words = |id: IncidentId| vec!["merge".to_owned(), id.to_string(), from.to_string()];
            split.map_or(Undo::Never(IS_SPLIT), |id| Undo::By(words(id), COME_BACK))
        }
        other => other,
    }
}

/// The newest incident, if that person has just split it off.
fn split_off(
    tx: &Tx<'_>,
    from: IncidentId,
    me: &PersonId,
) -> Result<Option<IncidentId>, StoreError> {
    let newest = Window { order: WindowOrder::Newest, at_most: 1, ..Window::default() };
    let Some(newest) = tx.window(&newest)?.0.pop().filter(|id| *id > from) else { return Ok(None) };
    let mut is_split = false;
    tx.timeline(TimelineQuery::Of(newest), |entry| {
        is_split |= entry.event == "split-from" && entry.who.as_deref() == Some(me.as_str());
    })?;
    Ok(is_split.then_some(newest))
}

fn read<T>(
    globals: &Globals,
    work: impl FnOnce(&Tx<'_>, &PersonId) -> Result<T, StoreError>,
) -> Option<T> {
    let session = Session::new(globals.clone());
    let me = session.person().ok()?;
    session.store().ok()?.read(|tx| work(tx, &me)).ok()
}
