//! Doing something in order to see what would come of it, and then not having done it.

use super::Session;
use crate::domain::incident::escalation::Context;
use crate::domain::rules::Rules;
use crate::engine::{self, Engine, history};
use crate::error::Error;
use crate::store::{Store, StoreError, Tx};

/// What a transaction came to that is taken back.
enum TakenBack<T> {
    /// What would have been done.
    Done(T),
    /// Why it cannot be.
    Failed(Error),
}

impl<T> From<StoreError> for TakenBack<T> {
    fn from(error: StoreError) -> Self {
        Self::Failed(error.into())
    }
}

/// Does `work` by these rules in one transaction, of which nothing remains.
pub(super) fn rehearse<T>(
    session: &Session,
    store: &mut Store,
    rules: &Rules,
    work: impl FnOnce(&Tx<'_>, &Engine<'_>) -> Result<T, Error>,
) -> Result<T, Error> {
    let taken_back = store.write(|tx| -> Result<Error, TakenBack<T>> {
        let stations = engine::stations(tx, session.now)?;
        let rules = history::in_force(tx, rules, session.now)?;
        let cx = Context { rules: &rules, stations: &stations, pending: &[] };
        let done = work(tx, &Engine::new(tx, cx, session.now));
        Err(done.map_or_else(TakenBack::Failed, TakenBack::Done))
    });
    match taken_back {
        Err(TakenBack::Done(done)) => Ok(done),
        Err(TakenBack::Failed(error)) | Ok(error) => Err(error),
    }
}
