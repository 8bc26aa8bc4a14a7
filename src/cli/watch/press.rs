//! The keys of `wail watch --plain`: what reaches far is asked before it is done, with how much it is.

use std::sync::Mutex;
use std::time::Duration;

use jiff::SignedDuration;
use tokio::sync::watch;

use super::super::{Globals, Session, act, list};
use super::keyboard::{Keyboard, Pressed};
use super::model::{leave, named, which};
use super::read::loose;
use super::stream::Stream;
use super::{keys, lock, morning};
use crate::domain::incident::IncidentId;
use crate::domain::wait::spell;
use crate::error::{Error, Kind};
use crate::store::{StoreError, Tx};
use crate::system::since_boot;

/// How long the key `s` keeps everything quiet.
const SNOOZE: SignedDuration = SignedDuration::from_mins(30);

/// How long a question waits for its answer: lines move it out of sight.
const PATIENCE: Duration = Duration::from_secs(30);

/// What is asked, and what `y` comes to.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Asked {
    /// To acknowledge these.
    Acknowledge(Vec<IncidentId>),
    /// To make these quiet.
    Snooze(Vec<IncidentId>),
    /// To leave although so many are open.
    Leave(i64),
}

impl Asked {
    fn question(&self) -> String {
        let asks = match self {
            Self::Acknowledge(ids) => which(ids, ""),
            Self::Snooze(ids) => format!("snooze {} for {}?", named(ids), spell(SNOOZE)),
            Self::Leave(open) => leave(*open),
        };
        format!("{asks} y: yes, else no")
    }
}

/// What is to be done about a key.
enum Next {
    /// That is asked.
    Ask(Asked),
    /// It is done.
    Done,
    /// Leave.
    Leave,
}

/// Does what the keys say until it is time to stop.
pub(super) fn listen(
    mut keyboard: Keyboard,
    globals: &Globals,
    stream: &Mutex<Stream>,
    quit: &watch::Sender<bool>,
) {
    let mut asked: Option<(Asked, Duration)> = None;
    while !quit.is_closed() {
        let pressed = keyboard.next();
        let session = quietly(globals);
        let is_late = asked.as_ref().is_some_and(|(_, since)| since_boot() > *since + PATIENCE);
        if is_late || pressed == Pressed::Words && asked.is_some() {
            asked = None;
            session.out.warn("nothing was done");
        }
        // What it says is not torn apart by what happens meanwhile.
        let _whole = (pressed != Pressed::Nothing).then(|| lock(stream));
        let next = match pressed {
            Pressed::Nothing => continue,
            // Nobody sees or answers here any more: whoever starts the next one is not to find a
            // station that rings behind a window that was closed.
            Pressed::Gone => Next::Leave,
            Pressed::Interrupt => {
                let before = asked.take();
                interrupt(&session, before.as_ref().map(|(what, _)| what))
            }
            Pressed::Key(key) => match asked.take() {
                Some((what, _)) if key == 'y' => obey(&session, &what),
                Some(_) => refuse(&session),
                None => press(&session, key),
            },
            Pressed::Words => {
                session.out.warn("that looked like words, and did nothing");
                session.out.warn(keys());
                Next::Done
            }
        };
        match next {
            Next::Done => {}
            Next::Ask(what) => {
                session.out.warn(what.question());
                asked = Some((what, since_boot()));
            }
            Next::Leave => {
                // The daemon may have ended by itself meanwhile.
                let _ = quit.send(true);
                return;
            }
        }
    }
}

/// Leaves what is asked; where nothing is, it asks whether to leave, and a second one leaves.
fn interrupt(session: &Session, asked: Option<&Asked>) -> Next {
    match asked {
        None => ask_to_leave(session),
        Some(Asked::Leave(_)) => Next::Leave,
        Some(_) => refuse(session),
    }
}

fn refuse(session: &Session) -> Next {
    session.out.warn("nothing was done");
    Next::Done
}

/// A key is a command of its own, at its own instant.
fn press(session: &Session, key: char) -> Next {
    let done = match key {
        'a' => return ask_about(session, Asked::Acknowledge),
        's' => return ask_about(session, Asked::Snooze),
        'q' => return ask_to_leave(session),
        'l' => list::run(session, &list::List::default()),
        'r' => morning::away(session),
        _ => {
            session.out.warn(keys());
            Ok(())
        }
    };
    tell(session, done)
}

fn tell(session: &Session, done: Result<(), Error>) -> Next {
    if let Err(error) = done {
        session.out.warn(error.message());
    }
    Next::Done
}

/// What was asked is meant.
fn obey(session: &Session, what: &Asked) -> Next {
    let done = match what {
        Asked::Acknowledge(ids) => act::acknowledge_these(session, ids),
        Asked::Snooze(ids) => act::snooze_these(session, ids, SNOOZE),
        Asked::Leave(_) => return Next::Leave,
    };
    tell(session, done)
}

/// Asks whether that is to be done to everything that waits for somebody.
fn ask_about(session: &Session, what: fn(Vec<IncidentId>) -> Asked) -> Next {
    let waits = session.store().and_then(|mut store| {
        Ok(store.read(|tx| Ok::<_, StoreError>((loose(tx, "")?, open(tx)?)))?)
    });
    match waits {
        Ok((ids, _)) if !ids.is_empty() => Next::Ask(what(ids)),
        Ok((_, 0)) => tell(session, Err(Error::new(Kind::No, "nothing is open"))),
        Ok(_) => {
            tell(session, Err(Error::new(Kind::No, "nothing that is open waits for somebody")))
        }
        Err(error) => tell(session, Err(error)),
    }
}

/// Asks whether to leave, where somebody would be called here.
fn ask_to_leave(session: &Session) -> Next {
    let open = session.store().and_then(|mut store| Ok(store.read(open)?));
    match open {
        Ok(open) if open > 0 => Next::Ask(Asked::Leave(open)),
        // Whoever cannot be told what is open is not kept.
        _ => Next::Leave,
    }
}

/// How many are open.
fn open(tx: &Tx<'_>) -> Result<i64, StoreError> {
    Ok(tx.count_open()?.iter().map(|count| count.number).sum())
}

fn quietly(globals: &Globals) -> Session {
    Session::new(Globals { quiet: true, json: false, ..globals.clone() })
}
