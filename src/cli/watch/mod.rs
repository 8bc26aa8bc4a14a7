//! `wail watch`: a station with a screen, and the keys that answer it.

mod data;
mod detail;
mod draw;
mod keyboard;
mod keys;
mod live;
mod model;
mod morning;
mod paint;
mod press;
mod read;
mod stream;
mod terminal;

use std::io::{IsTerminal as _, stdout};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread;

use clap::Args;
use tokio::sync::watch;

use self::keyboard::Keyboard;
use self::stream::{Form, Stream};
use super::printer::Printer;
use super::wrap::fitted;
use super::{Session, list, serve};
use crate::config::Settings;
use crate::daemon::report;
use crate::domain::text::plain;
use crate::domain::wait::count;
use crate::error::Error;
use crate::store::lease_holder;
use crate::system::KeyByKey;

/// The arguments of `wail watch`.
#[derive(Args, Debug)]
#[command(after_help = "In a terminal it is a screen; `?` there shows its keys:\n  \
    a acknowledge, s snooze, n note, w why, / filter, u undo, q quit\n\n\
    Everywhere else, with --plain, and where TERM says that nothing can be drawn, it prints line by\n\
    line. With --plain in a terminal there are keys as well:\n  \
    a       acknowledge everything that is open and that nobody has; asks once\n  \
    s       snooze it for 30 minutes; asks once\n  \
    l       list what is open\n  \
    r       rest the morning after a hard night: `wail away 4h`\n  \
    q       quit, as Ctrl-C does; asks once while something is open\n\n\
    Words that are typed into it by mistake do nothing. With --json: what goes on the record, one\n\
    JSON object a line.")]
pub(super) struct Watch {
    /// Print line by line, for a screen reader or a log
    #[arg(long)]
    plain: bool,
}

pub(super) fn run(session: &Session, args: &Watch) -> Result<(), Error> {
    let settings = session.settings()?;
    let has_keys = !session.out.json && !session.is_dumb() && stdout().is_terminal();
    let keyboard = has_keys.then(KeyByKey::set).flatten();
    let can_draw = session.environment().variable("TERM").is_some() && !args.plain;
    let ended = match &keyboard {
        Some(keyboard) if can_draw => live::run(session, settings, keyboard),
        _ => lines(session, &settings, keyboard.as_ref()),
    };
    let had_keys = keyboard.is_some();
    drop(keyboard);
    if ended.is_ok() && had_keys {
        farewell(session);
    }
    ended
}

/// Prints line by line until it is told to stop.
fn lines(session: &Session, settings: &Settings, keyboard: Option<&KeyByKey>) -> Result<(), Error> {
    let form = if session.out.json { Form::Json } else { Form::Lines };
    let stream = Arc::new(Mutex::new(Stream::new(session.out, session.zone(), form)));
    begin(session, settings, &stream, keyboard.is_some());
    let shown = Arc::clone(&stream);
    let (report, printer) = Printer::start(true, move |notice| lock(&shown).show(&notice));
    let (quit, stop) = watch::channel(false);
    if let Some(keyboard) = keyboard {
        let keyboard = Keyboard::of(keyboard.mode());
        let (globals, stream) = (session.globals.clone(), Arc::clone(&stream));
        thread::spawn(move || press::listen(keyboard, &globals, &stream, &quit));
        let ended = serve::start(session, report, true, stop);
        printer.finish();
        return ended;
    }
    let ended = serve::start(session, report, true, stop);
    printer.finish();
    // It is kept for as long as the daemon runs: without it nobody could ask it to stop.
    drop(quit);
    ended
}

fn lock(stream: &Mutex<Stream>) -> MutexGuard<'_, Stream> {
    stream.lock().unwrap_or_else(PoisonError::into_inner)
}

/// What somebody who has just sat down wants to know: what the keys do and in whose name, what is
/// open, who is on call.
fn begin(session: &Session, settings: &Settings, stream: &Mutex<Stream>, has_keys: bool) {
    if has_keys {
        session.out.talk(keys());
        say_who(session, settings);
    }
    // A store that cannot be read is told of by the daemon that is about to start.
    let Ok(mut store) = session.store() else { return };
    let board = store.read(|tx| report::board(tx, settings, 0, session.now));
    let Ok(board) = board else { return };
    if has_keys && !board.open.is_empty() {
        drop(list::run(session, &list::List::default()));
    }
    lock(stream).board(&board);
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

/// What the keys do, as wide as there is room.
fn keys() -> String {
    let keys = "keys: a acknowledge all, s snooze all for 30m, l list, q quit";
    fitted(keys, "keys: ".len())
}
