//! Setting one bad piece aside, so that it does not stop everything else.
//!
//! A turn is one transaction; if one envelope, page or incident in it cannot be decided, none of it
//! can be saved. Then everything is taken piece by piece, and the piece that fails, be it by an error
//! or by a panic, is put where somebody sees it.

use jiff::{SignedDuration, Timestamp};

use super::decider::Decider;
use super::guard::{Failure, guarded};
use super::hearing::Hearing;
use super::memory::{Answered, Finished, Memory};
use super::monitors;
use super::report::{Notice, Report};
use crate::domain::incident::escalation::Context;
use crate::domain::record::timeline::{DaemonEvent, Event};
use crate::engine::{self, Engine};
use crate::inbox::read;
use crate::store::{Result, StoreError, Tx};

/// How many pieces of each kind are looked at: no fewer than a turn takes.
const PIECES: usize = 512;

/// How long an incident that cannot be decided is left alone.
const LATER: SignedDuration = SignedDuration::from_mins(1);

/// Decides everything that is due piece by piece.
pub(super) fn set_aside(decider: &mut Decider, now: Timestamp) -> Result<()> {
    // The next time a source is asked says the same again.
    decider.memory.asking.polled.clear();
    // So does the next run of a gauge's program.
    decider.memory.printed.clear();
    // Should one of them be at fault, whoever asked may ask again.
    decider.memory.questions.clear();
    looks(decider, now)?;
    results(decider, now)?;
    if decider.lease.is_some() {
        envelopes(decider, now)?;
        incidents(decider, now)?;
        heartbeats(decider, now)?;
    }
    quiet(decider, now)?;
    // What was decided here may ring somewhere, or be silent.
    decider.memory.compare = true;
    decider.neighbours.owe();
    Ok(())
}

/// What looks came to, one by one.
fn looks(decider: &mut Decider, now: Timestamp) -> Result<()> {
    let Decider { store, memory, settings, report, lease, .. } = decider;
    for news in std::mem::take(&mut memory.asking.looked) {
        if lease.is_none() {
            continue;
        }
        let cx = Context {
            rules: &settings.rules,
            stations: &memory.stations,
            pending: &[],
            reliefs: &[],
        };
        let kept = guarded(|| {
            store.write(|tx| monitors::heed(tx, &Engine::new(tx, cx, now), &news, settings))
        });
        if let Some(failure) = fault(kept)? {
            note(memory, report, "a look at a monitor".to_owned(), &failure);
        }
    }
    Ok(())
}

fn results(decider: &mut Decider, now: Timestamp) -> Result<()> {
    let Decider { store, memory, settings, report, .. } = decider;
    while let Some(Finished { page, said }) = memory.finished.first().cloned() {
        let cx = Context {
            rules: &settings.rules,
            stations: &memory.stations,
            pending: &[],
            reliefs: &[],
        };
        let finished = guarded(|| store.write(|tx| Engine::new(tx, cx, now).said(page, said)));
        if let Some(failure) = fault(finished)? {
            note(memory, report, format!("page {page}"), &failure);
        }
        memory.finished.remove(0);
    }
    Ok(())
}

fn envelopes(decider: &mut Decider, now: Timestamp) -> Result<()> {
    let Decider { store, memory, settings, door, report, .. } = decider;
    let unread = store.read(|tx| tx.unread_after(tx.read_up_to()?, PIECES))?;
    for (id, envelope) in unread {
        let cx = Context {
            rules: &settings.rules,
            stations: &memory.stations,
            pending: &[],
            reliefs: &[],
        };
        let heard = guarded(|| {
            store.write(|tx| {
                let engine = Engine::new(tx, cx, now);
                let heard = Hearing { tx, engine: &engine, door }.hear(id, &envelope)?;
                tx.have_read(id, heard.kept_bytes)
            })
        });
        let Some(failure) = fault(heard)? else { continue };
        let why = format!("it could not be decided: {failure}");
        let about = read::unreadable(&envelope.source, &why);
        let keep = |tx: &Tx<'_>| {
            tx.keep_unreadable(id, &why)?;
            tx.have_read(id, 0)
        };
        let told = guarded(|| {
            store.write(|tx| {
                Engine::new(tx, cx, now).hear(&about)?;
                keep(tx)
            })
        });
        if told.is_err() {
            store.write(keep)?;
        }
        note(memory, report, format!("inbox entry {}", id.0), &failure);
    }
    Ok(())
}

fn incidents(decider: &mut Decider, now: Timestamp) -> Result<()> {
    let Decider { store, memory, settings, report, .. } = decider;
    for id in store.read(|tx| tx.due_incidents(now, PIECES))? {
        let cx = Context {
            rules: &settings.rules,
            stations: &memory.stations,
            pending: &[],
            reliefs: &[],
        };
        let stepped = guarded(|| store.write(|tx| Engine::new(tx, cx, now).tick_one(id)));
        if let Some(failure) = fault(stepped)? {
            store.write(|tx| tx.postpone(id, now + LATER))?;
            note(memory, report, format!("incident {id}"), &failure);
        }
    }
    Ok(())
}

/// What each heartbeat has come to; one that cannot be judged is left alone for a while.
fn heartbeats(decider: &mut Decider, now: Timestamp) -> Result<()> {
    let Decider { store, memory, settings, report, .. } = decider;
    for name in store.read(|tx| tx.due_heartbeats(now, PIECES))? {
        let cx = Context {
            rules: &settings.rules,
            stations: &memory.stations,
            pending: &[],
            reliefs: &[],
        };
        let judged = guarded(|| store.write(|tx| Engine::new(tx, cx, now).judge_heartbeat(&name)));
        let Some(failure) = fault(judged)? else { continue };
        store.write(|tx| tx.postpone_heartbeat(&name, now + LATER))?;
        note(memory, report, format!("heartbeat {name}"), &failure);
    }
    Ok(())
}

/// What people are told quietly is one piece: if it cannot be decided, nothing is told for a while.
fn quiet(decider: &mut Decider, now: Timestamp) -> Result<()> {
    let Decider { store, memory, settings, report, lease, station, .. } = decider;
    let cx =
        Context { rules: &settings.rules, stations: &memory.stations, pending: &[], reliefs: &[] };
    let by = engine::Station { station, decides: lease.is_some() };
    // Only tried: it would tell what nobody has heard of. What comes of it is taken back.
    let tried = guarded(|| {
        let tried = store.write(|tx| {
            let engine = Engine::new(tx, cx, now).at(by);
            for Answered { notification, result } in &memory.quiet.told {
                engine.told(*notification, result)?;
            }
            if by.decides {
                engine.hand_over()?;
            }
            engine.take_notifications()?;
            Err::<(), _>(Undone::OnPurpose)
        });
        match tried {
            Ok(()) | Err(Undone::OnPurpose) => Ok(()),
            Err(Undone::Failed(error)) => Err(error),
        }
    });
    if let Some(failure) = fault(tried)? {
        note(memory, report, "who is to be told of a hand-over".to_owned(), &failure);
        memory.quiet.mute(now, LATER);
    }
    Ok(())
}

/// Why nothing of a transaction remains.
enum Undone {
    /// It was only to be seen whether it can be done.
    OnPurpose,
    /// It cannot.
    Failed(StoreError),
}

impl From<StoreError> for Undone {
    fn from(error: StoreError) -> Self {
        Self::Failed(error)
    }
}

/// What is wrong with the piece, if it is at fault. If the store is, there is no use in trying the
/// next.
fn fault(done: std::result::Result<(), Failure>) -> Result<Option<Failure>> {
    match done {
        Ok(()) => Ok(None),
        Err(Failure::Store(error)) if !Failure::from(error.clone()).is_the_piece() => Err(error),
        Err(failure) => Ok(Some(failure)),
    }
}

/// Puts it on the record and tells whoever watches.
pub(super) fn note(memory: &mut Memory, report: &Report, what: String, failure: &Failure) {
    let event = DaemonEvent::SetAside(what.clone(), failure.to_string());
    memory.notes.push(Event::Daemon(event));
    report.say(Notice::SetAside(what, failure.to_string()));
}

#[cfg(test)]
mod tests;
