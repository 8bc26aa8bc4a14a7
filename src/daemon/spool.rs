//! Signs of life that could not be written when they came are taken in before anything is judged.

use jiff::Timestamp;

use super::aside;
use super::decider::Decider;
use super::guard::guarded;
use crate::domain::incident::escalation::Context;
use crate::engine::Engine;
use crate::store::Spool;

/// Takes in what lies beside the store, in a transaction of its own: what cannot be decided of it is put
/// where it disturbs nobody, and said.
pub(super) fn take_in(decider: &mut Decider, now: Timestamp) {
    let Decider { store, memory, settings, report, lease, .. } = decider;
    if lease.is_none() {
        return;
    }
    let Some(spool) = Spool::take(store.path()) else { return };
    let cx =
        Context { rules: &settings.rules, stations: &memory.stations, pending: &[], reliefs: &[] };
    let taken = guarded(|| store.write(|tx| Engine::new(tx, cx, now).take_in(&spool)));
    let failure = match taken {
        Ok(()) => {
            // What is not emptied is taken in again, and changes nothing.
            drop(spool.clear());
            // Pages may have come of it.
            memory.compare = true;
            return;
        }
        // The turn that follows fails as well, and says so.
        Err(failure) if !failure.is_the_piece() => return,
        Err(failure) => failure,
    };
    let what = match spool.set_aside() {
        Ok(aside) => format!("what lay in {}", aside.display()),
        Err(_) => "what lay beside the store".to_owned(),
    };
    aside::note(memory, report, what, &failure);
}
