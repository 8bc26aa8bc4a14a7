//! `wail watch`: a station with a screen, and the keys that answer it.

mod keyboard;
mod morning;
mod screen;

use std::io::{IsTerminal as _, stdout};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread;

use clap::Args;
use jiff::SignedDuration;
use tokio::sync::watch;

use self::keyboard::{Keyboard, Pressed};
use self::screen::{Form, Screen};
use super::printer::Printer;
use super::wrap::fitted;
use super::{Globals, Session, act, list, serve};
use crate::config::Settings;
use crate::daemon::report;
use crate::domain::text::plain;
use crate::domain::wait::count;
use crate::error::Error;
use crate::store::lease_holder;
use crate::system::KeyByKey;

/// The arguments of `wail watch`.
#[derive(Args, Debug)]
#[command(after_help = "Keys, where it runs in a terminal:\n  \
    a       acknowledge everything that is open and that nobody has\n  \
    s       snooze it for 30 minutes\n  \
    l       list what is open\n  \
    r       rest the morning after a hard night: `wail away 4h`\n  \
    q       quit; so does Ctrl-C\n\n\
    Words that are typed into it by mistake do nothing. With --json: what goes on the record, one\n\
    JSON object a line.")]
pub(super) struct Watch {}

/// How long the key `s` keeps everything quiet.
const SNOOZE: SignedDuration = SignedDuration::from_mins(30);

pub(super) fn run(session: &Session, _: &Watch) -> Result<(), Error> {
    let settings = session.settings()?;
    let is_live = !session.out.json && !session.is_dumb() && stdout().is_terminal();
    let keyboard = is_live.then(KeyByKey::set).flatten();
    let form = match keyboard {
        Some(_) => Form::Live,
        None if session.out.json => Form::Json,
        None => Form::Lines,
    };
    let screen = Arc::new(Mutex::new(Screen::new(session.out, session.zone(), form)));
    begin(session, &settings, &screen, form);
    let shown = Arc::clone(&screen);
    let (report, printer) = Printer::start(true, move |notice| lock(&shown).show(&notice));
    let (quit, stop) = watch::channel(false);
    if let Some(keyboard) = &keyboard {
        let keyboard = Keyboard::of(keyboard.mode());
        let (globals, screen) = (session.globals.clone(), Arc::clone(&screen));
        thread::spawn(move || listen(keyboard, &globals, &screen, &quit));
    }
    let ended = serve::start(session, report, true, stop);
    if printer.finish() {
        lock(&screen).end();
    }
    drop(keyboard);
    if ended.is_ok() && form == Form::Live {
        farewell(session);
    }
    ended
}

fn lock(screen: &Mutex<Screen>) -> MutexGuard<'_, Screen> {
    screen.lock().unwrap_or_else(PoisonError::into_inner)
}

/// What somebody who has just sat down wants to know: what the keys do and in whose name, what is
/// open, who is on call.
fn begin(session: &Session, settings: &Settings, screen: &Mutex<Screen>, form: Form) {
    if form == Form::Live {
        session.out.talk(keys());
        say_who(session, settings);
    }
    // A store that cannot be read is told of by the daemon that is about to start.
    let Ok(mut store) = session.store() else { return };
    let board = store.read(|tx| report::board(tx, settings, 0, session.now));
    let Ok(board) = board else { return };
    if form == Form::Live && !board.open.is_empty() {
        drop(list::run(session, &list::List::default()));
    }
    lock(screen).board(&board);
}

/// Who will have acknowledged what is acknowledged by a key.
fn say_who(session: &Session, settings: &Settings) {
    match session.person() {
        Ok(person) if settings.rules.people.contains_key(&person) => {
            session.out.talk(format_args!("they act as {}", plain(person.as_str())));
        }
        Ok(person) => session.out.warn(format_args!(
            "warning: the keys act as `{}`, who is nobody in the configuration\n\
             hint: say who you are with `--as NAME`, or with `WAIL_AS`",
            plain(person.as_str())
        )),
        Err(error) => session.out.warn(error),
    }
}

/// What somebody who leaves must know: that nobody is called any more, if that is so.
fn farewell(session: &Session) {
    let Ok(mut store) = session.store() else { return };
    let Ok(open) = store.read(|tx| tx.count_open()) else { return };
    let open: i64 = open.iter().map(|count| count.number).sum();
    let open = usize::try_from(open).unwrap_or(usize::MAX);
    if open > 0 && lease_holder(store.path()).is_none() {
        let verb = if open == 1 { "is" } else { "are" };
        session.out.warn(format_args!(
            "warning: {} {verb} open, and nobody is called until a daemon runs again",
            count(open, "incident")
        ));
    }
}

/// Does what the keys say until it is time to stop.
fn listen(
    mut keyboard: Keyboard,
    globals: &Globals,
    screen: &Mutex<Screen>,
    quit: &watch::Sender<bool>,
) {
    while !quit.is_closed() {
        match keyboard.next() {
            Pressed::Nothing => {}
            // Nobody sees or answers here any more: whoever starts the next one is not to find a
            // station that rings behind a window that was closed.
            Pressed::Quit | Pressed::Gone => {
                // The daemon may have ended by itself meanwhile.
                let _ = quit.send(true);
                return;
            }
            Pressed::Key(key) => lock(screen).above(|| press(key, globals)),
            Pressed::Words => lock(screen).above(|| {
                let session = quietly(globals);
                session.out.warn("that looked like words, and did nothing");
                session.out.warn(keys());
            }),
        }
    }
}

/// A key is a command of its own, at its own instant.
fn press(key: char, globals: &Globals) {
    let session = quietly(globals);
    let done = match key {
        'a' => act::acknowledge_all(&session),
        's' => act::snooze_all(&session, SNOOZE),
        'l' => list::run(&session, &list::List::default()),
        'r' => morning::away(&session),
        _ => {
            session.out.warn(keys());
            Ok(())
        }
    };
    if let Err(error) = done {
        session.out.warn(error.message());
    }
}

/// What the keys do, as wide as there is room.
fn keys() -> String {
    let keys = "keys: a acknowledge all, s snooze all for 30m, l list, q quit";
    fitted(keys, "keys: ".len())
}

fn quietly(globals: &Globals) -> Session {
    Session::new(Globals { quiet: true, json: false, ..globals.clone() })
}
