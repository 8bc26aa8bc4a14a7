//! `wail watch`: a station whose screen is one line after another, and the keys that answer it.

use std::io::{IsTerminal as _, stdin, stdout};
use std::sync::Mutex;
use std::thread;
use std::time::Duration;

use clap::Args;
use crossterm::event::{Event, KeyCode, KeyModifiers, poll, read};
use crossterm::terminal::{disable_raw_mode, enable_raw_mode};
use jiff::{SignedDuration, Timestamp};
use tokio::sync::watch;

use super::out::Tone;
use super::{Globals, Out, Session, act, serve, time};
use crate::daemon::report::{Board, Notice, Report};
use crate::domain::text::plain;
use crate::error::Error;

/// The arguments of `wail watch`.
#[derive(Args, Debug)]
pub(super) struct Watch {}

/// How long the key `s` keeps everything quiet.
const SNOOZE: SignedDuration = SignedDuration::from_mins(30);

/// For how long an unchanged board is not shown again.
const BOARD_AGE: SignedDuration = SignedDuration::from_mins(1);

/// How often the keyboard's thread looks whether it is time to stop.
const LOOK: Duration = Duration::from_millis(500);

pub(super) fn run(session: &Session, _: &Watch) -> Result<(), Error> {
    let has_keys = stdin().is_terminal() && stdout().is_terminal();
    let out = session.out.in_raw_mode(has_keys);
    let screen = Screen { out, zone: session.zone(), last: Mutex::default() };
    if has_keys {
        session.out.talk("keys: a acknowledge all, s snooze all for 30m, q quit");
    }
    let report = Report::to(true, move |notice| screen.show(&notice));
    let (quit, stop) = watch::channel(false);
    let keyboard = has_keys.then(|| Keyboard::open(session.globals.clone(), quit));
    let ended = serve::start(session, report, true, stop);
    drop(keyboard);
    ended
}

/// What is shown, line after line.
struct Screen {
    out: Out,
    zone: jiff::tz::TimeZone,
    /// When the board was last shown, and as which line.
    last: Mutex<(Timestamp, String)>,
}

impl Screen {
    fn show(&self, notice: &Notice) {
        let line = match notice {
            Notice::Entry(entry) => {
                let line = super::log::line(entry, &self.zone);
                let tone = match entry.event.as_str() {
                    "opened" | "paged" | "unreachable" | "channel-failed" | "nobody-on-call"
                    | "exhausted" | "check-in-missed" | "deaf" => Tone::Alarm,
                    "acknowledged" | "snoozed" | "held" => Tone::Calm,
                    "resolved" | "cleared" => Tone::Over,
                    _ => Tone::Plain,
                };
                self.out.paint(tone, line)
            }
            Notice::Board(board) => match self.board(board) {
                Some(line) => self.out.paint(Tone::Strong, line),
                None => return,
            },
            other => return serve::say(self.out, other),
        };
        // A reader that is gone has seen enough; the station goes on ringing.
        drop(self.out.line(line));
    }

    /// The board in one line, if it has changed since it was last shown or a minute has passed: a
    /// line that is older than that means that nobody looks any more.
    fn board(&self, board: &Board) -> Option<String> {
        let line = words(board);
        let mut last = self.last.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        if last.1 == line && board.at < last.0 + BOARD_AGE {
            return None;
        }
        *last = (board.at, line.clone());
        Some(format!("{}  ·  {line}", time::stamp(board.at, &self.zone)))
    }
}

/// What is open, what rings and who is on call.
fn words(board: &Board) -> String {
    let number = |wanted: &str| -> i64 {
        let of = board.open.iter().filter(|count| count.status == wanted);
        of.map(|count| count.number).sum()
    };
    let mut parts = vec![format!(
        "{} triggered, {} acknowledged, {} held, {} ringing here",
        number("triggered"),
        number("acknowledged"),
        number("held"),
        board.ringing,
    )];
    let gravest = board.gravest.iter();
    parts.extend(gravest.map(|(id, severity, text)| format!("{id} {severity}: {}", plain(text))));
    let on_call: Vec<String> = board
        .on_call
        .iter()
        .map(|(rota, person)| {
            let person = person.as_deref().unwrap_or("nobody");
            format!("{} {}", plain(rota), plain(person))
        })
        .collect();
    let on_call = if on_call.is_empty() { "no rota".to_owned() } else { on_call.join(", ") };
    parts.push(format!("on call: {on_call}"));
    parts.join(" · ")
}

/// The keyboard in raw mode; dropping it gives the terminal back.
struct Keyboard;

impl Keyboard {
    fn open(globals: Globals, quit: watch::Sender<bool>) -> Self {
        // A terminal that cannot be set so has no keys; the station works without.
        if enable_raw_mode().is_ok() {
            thread::spawn(move || listen(&globals, &quit));
        }
        Self
    }
}

impl Drop for Keyboard {
    fn drop(&mut self) {
        // There is nothing to be done about a terminal that is gone.
        drop(disable_raw_mode());
    }
}

/// Does what the keys say until it is time to stop.
fn listen(globals: &Globals, quit: &watch::Sender<bool>) {
    while !quit.is_closed() {
        match poll(LOOK) {
            Ok(true) => {}
            Ok(false) => continue,
            Err(_) => return,
        }
        let Ok(Event::Key(key)) = read() else { continue };
        let is_control = key.modifiers.contains(KeyModifiers::CONTROL);
        // Each key is a command of its own, at its own instant.
        let session = Session::new(Globals { quiet: true, json: false, ..globals.clone() });
        let done = match key.code {
            KeyCode::Char('q') => return stop(quit),
            KeyCode::Char('c') if is_control => return stop(quit),
            KeyCode::Char('a') => act::acknowledge_all(&session),
            KeyCode::Char('s') => act::snooze_all(&session, SNOOZE),
            _ => Ok(()),
        };
        // What was done is told with line breaks that do not return to the left in raw mode.
        session.out.text("\r").unwrap_or_default();
        if let Err(error) = done {
            session.out.warn(format_args!("{}\r", error.message()));
        }
    }
}

fn stop(quit: &watch::Sender<bool>) {
    // The daemon may have ended by itself meanwhile.
    let _ = quit.send(true);
}
