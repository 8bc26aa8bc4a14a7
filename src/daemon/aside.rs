//! Setting one bad piece aside, so that it does not stop everything else.
//!
//! A turn is one transaction; if one envelope, page or incident in it cannot be decided, none of it
//! can be saved. Then everything is taken piece by piece, and the piece that fails is put where
//! somebody sees it.

use jiff::{SignedDuration, Timestamp};

use super::decider::Decider;
use super::hearing::Hearing;
use super::memory::{Finished, Memory};
use super::report::{Notice, Report};
use crate::domain::incident::Input;
use crate::domain::incident::escalation::Context;
use crate::domain::record::timeline::{DaemonEvent, Event};
use crate::engine::Engine;
use crate::inbox::read;
use crate::store::{Result, StoreError};

/// How many pieces of each kind are looked at.
const PIECES: usize = 256;

/// How long an incident that cannot be decided is left alone.
const LATER: SignedDuration = SignedDuration::from_mins(1);

/// Decides everything that is due piece by piece.
pub(super) fn set_aside(decider: &mut Decider, now: Timestamp) -> Result<()> {
    results(decider, now)?;
    if decider.lease.is_some() {
        envelopes(decider, now)?;
        incidents(decider, now)?;
    }
    Ok(())
}

/// Whether the piece is at fault; if it is the store, there is no use in trying the next.
fn is_the_piece(error: &StoreError) -> bool {
    matches!(error, StoreError::Failed { .. } | StoreError::Conflict(_))
}

fn results(decider: &mut Decider, now: Timestamp) -> Result<()> {
    let Decider { store, memory, settings, report, .. } = decider;
    for Finished { page, result } in std::mem::take(&mut memory.finished) {
        let cx = Context { rules: &settings.rules, stations: &memory.stations };
        match store.write(|tx| Engine::new(tx, cx, now).finish(page, result)) {
            Ok(_) => {}
            Err(error) if is_the_piece(&error) => {
                note(memory, report, format!("page {page}"), error);
            }
            Err(error) => return Err(error),
        }
    }
    Ok(())
}

fn envelopes(decider: &mut Decider, now: Timestamp) -> Result<()> {
    let Decider { store, memory, settings, door, report, .. } = decider;
    let unread = store.read(|tx| tx.unread_after(tx.read_up_to()?, PIECES))?;
    for (id, envelope) in unread {
        let cx = Context { rules: &settings.rules, stations: &memory.stations };
        let heard = store.write(|tx| {
            let engine = Engine::new(tx, cx, now);
            let heard = Hearing { tx, engine: &engine, door }.hear(id, &envelope)?;
            tx.have_read(id, heard.kept_bytes)
        });
        match heard {
            Ok(()) => {}
            Err(error) if is_the_piece(&error) => {
                let why = format!("it could not be decided: {error}");
                let about = read::unreadable(&envelope.source, &why);
                let told = store.write(|tx| {
                    Engine::new(tx, cx, now).hear(&about)?;
                    tx.keep_unreadable(id, &why)?;
                    tx.have_read(id, 0)
                });
                if told.is_err() {
                    store.write(|tx| {
                        tx.keep_unreadable(id, &why)?;
                        tx.have_read(id, 0)
                    })?;
                }
                note(memory, report, format!("inbox entry {}", id.0), error);
            }
            Err(error) => return Err(error),
        }
    }
    Ok(())
}

fn incidents(decider: &mut Decider, now: Timestamp) -> Result<()> {
    let Decider { store, memory, settings, report, .. } = decider;
    for id in store.read(|tx| tx.due_incidents(now, PIECES))? {
        let cx = Context { rules: &settings.rules, stations: &memory.stations };
        let stepped = store.write(|tx| Engine::new(tx, cx, now).apply(id, Input::Tick));
        match stepped {
            Ok(_) => {}
            Err(error) if is_the_piece(&error) => {
                store.write(|tx| tx.postpone(id, now + LATER))?;
                note(memory, report, format!("incident {id}"), error);
            }
            Err(error) => return Err(error),
        }
    }
    Ok(())
}

/// Puts it on the record and tells whoever watches.
fn note(memory: &mut Memory, report: &Report, what: String, error: StoreError) {
    let event = DaemonEvent::SetAside(what.clone(), error.to_string());
    memory.notes.push(Event::Daemon(event));
    report.say(Notice::SetAside(what, error));
}
