//! The thread that reads: what is wanted lies on a desk, and what changed outside makes it stale.

use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use super::super::super::bug::caught;
use super::super::super::{Globals, Session};
use super::super::data::{Data, Look};
use super::super::read::Reader;
use super::wire::{Event, Wire};
use crate::config::Settings;
use crate::daemon::clock;
use crate::error::Error;
use crate::system::since_boot;

/// How often it is read although nobody has said that anything changed.
const AT_LEAST: Duration = Duration::from_secs(15);

/// How long it rests at least, and how many times as long as it has read: however large the store is, and
/// however fast it changes, most of the machine is left to whoever decides.
const REST: Duration = Duration::from_millis(50);
const RESTS: u32 = 4;

/// What is wanted, and whether what was read is good still.
#[derive(Default)]
pub(super) struct Desk {
    wanted: Mutex<Note>,
    changed: Condvar,
}

#[derive(Default)]
struct Note {
    look: Option<Look>,
    /// Whether what is wanted has changed, and whether what was read has.
    is_new: bool,
    is_stale: bool,
    asked: Asked,
}

/// What is asked besides.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
enum Asked {
    #[default]
    Nothing,
    /// The configuration is to be read anew.
    Reload,
    /// It is over.
    Close,
}

impl Desk {
    /// That is wanted from now on.
    pub(super) fn look(&self, look: Look) {
        let mut note = self.note();
        if note.look.as_ref() != Some(&look) {
            note.look = Some(look);
            note.is_new = true;
            self.changed.notify_all();
        }
    }

    /// Something has changed outside.
    pub(super) fn spoil(&self) {
        self.note().is_stale = true;
        self.changed.notify_all();
    }

    /// The configuration has changed.
    pub(super) fn reload(&self) {
        let mut note = self.note();
        if note.asked != Asked::Close {
            note.asked = Asked::Reload;
        }
        drop(note);
        self.spoil();
    }

    /// Nobody reads any more.
    pub(super) fn close(&self) {
        self.note().asked = Asked::Close;
        self.changed.notify_all();
    }

    fn note(&self) -> MutexGuard<'_, Note> {
        self.wanted.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Waits, after so long a reading, until there is something to read; none once it is closed. What is
    /// wanted anew is read at once, what is stale after a rest.
    fn next(&self, took: Duration) -> Option<(Look, bool)> {
        let read_at = since_boot();
        let rests_until = read_at + REST.max(took * RESTS);
        let mut note = self.note();
        loop {
            if note.asked == Asked::Close {
                return None;
            }
            let now = since_boot();
            let is_due = note.is_new
                || note.is_stale && now >= rests_until
                || now >= read_at + AT_LEAST.max(took * RESTS);
            if let (true, Some(look)) = (is_due, note.look.clone()) {
                (note.is_new, note.is_stale) = (false, false);
                let is_reloaded = std::mem::take(&mut note.asked) == Asked::Reload;
                return Some((look, is_reloaded));
            }
            let until = if note.is_stale { rests_until } else { read_at + AT_LEAST };
            let wait = until.saturating_sub(now).max(Duration::from_millis(1));
            note = match self.changed.wait_timeout(note, wait) {
                Ok((note, _)) => note,
                Err(poisoned) => poisoned.into_inner().0,
            };
        }
    }
}

fn open(session: &Session) -> Result<Reader, String> {
    let store = session.store().map_err(|error| error.message().to_owned())?;
    Ok(Reader::of(store, session.person().ok()))
}

/// Reads what is wanted until the desk is closed.
pub(super) fn start(
    globals: Globals,
    mut settings: Settings,
    desk: Arc<Desk>,
    wire: Wire,
) -> JoinHandle<()> {
    let mut reader = None;
    go_on(desk, wire, move |look, is_reloaded| {
        if is_reloaded && let Ok(changed) = Session::new(globals.clone()).settings() {
            settings = changed;
        }
        // A reader that fails, or panics, is opened anew the next time.
        let mut opened = match reader.take() {
            Some(reader) => reader,
            None => open(&Session::new(globals.clone()))?,
        };
        let data = opened.read(&settings, look, clock::now());
        let data = data.map_err(|error| Error::from(error).to_string())?;
        reader = Some(opened);
        Ok(data)
    })
}

/// The thread that does so, and goes on after a reading that breaks off.
fn go_on(
    desk: Arc<Desk>,
    wire: Wire,
    mut read: impl FnMut(&Look, bool) -> Result<Data, String> + Send + 'static,
) -> JoinHandle<()> {
    thread::spawn(move || {
        let mut took = Duration::ZERO;
        while let Some((look, is_reloaded)) = desk.next(took) {
            let begun = since_boot();
            let data = caught(|| Ok(read(&look, is_reloaded)));
            let data = data.map_err(|error| error.to_string()).flatten();
            took = since_boot().saturating_sub(begun);
            let event = data.map(|data| Event::Data(Box::new(data)));
            wire.send(event.unwrap_or_else(Event::Unread));
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reading_that_breaks_off_is_told_and_the_next_one_is_read() {
        let (wire, events) = Wire::new().unwrap();
        let desk = Arc::new(Desk::default());
        let thread = go_on(Arc::clone(&desk), wire, |look, _| {
            assert_ne!(look.rows, 6, "the board has no 6");
            Ok(Data { look: look.clone(), ..Data::default() })
        });
        let read = |rows| {
            desk.look(Look { rows, ..Look::default() });
            match events.recv_timeout(Duration::from_mins(1)) {
                Ok(Event::Data(data)) => Ok(data.look.rows),
                Ok(Event::Unread(why)) => Err(why),
                _ => panic!("nothing was read of {rows} rows"),
            }
        };
        let why = read(6).unwrap_err();
        assert!(why.contains("this is a bug in wail"), "{why}");
        assert_eq!(read(7), Ok(7));
        desk.close();
        thread.join().unwrap();
    }
}
