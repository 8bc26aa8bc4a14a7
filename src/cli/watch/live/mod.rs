//! The live screen at work: what happens outside comes in one line of events, and after each of them what
//! changed is drawn.
//!
//! Keys are answered from what was read before: reading and acting have threads of their own, so that a
//! store that is busy holds up no frame.

mod acts;
mod hook;
mod reading;
mod undoing;
mod warned;
mod wire;

use std::io::{self, BufWriter};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use jiff::SignedDuration;
use jiff::tz::TimeZone;
use tokio::sync::watch;

use self::hook::Hook;
use self::reading::Desk;
use self::warned::warned;
use self::wire::{Event, Wire, hear_signals};
use super::super::out::{ducts, hear};
use super::super::{Color, Session, serve};
use super::draw::{Able, Scene, areas};
use super::keys::{Decoder, Key};
use super::model::{Act, Model, Run};
use super::terminal::{Canvas, has_links, has_unicode, is_monochrome, unless_closed};
use crate::config::Settings;
use crate::daemon::clock;
use crate::daemon::report::{Notice, Report};
use crate::domain::text::plain;
use crate::error::{Error, Kind};
use crate::system::{self, KeyByKey, Mode, Typed, since_boot};

/// What the thread is called that draws: a panic there gives the terminal back first.
const SCREEN: &str = "screen";

/// How long the rest of a key may take that has begun.
const REST_OF_KEY: Duration = Duration::from_millis(30);

/// How long the end waits until the terminal is given back.
const PATIENCE: Duration = Duration::from_secs(1);

/// How often times are drawn anew where one of them counts seconds, and where none does.
const BY_SECONDS: Duration = Duration::from_secs(1);
const BY_MINUTES: Duration = Duration::from_secs(5);

/// Shows the screen and runs the daemon behind it until somebody leaves.
pub(super) fn run(session: &Session, settings: Settings, keyboard: &KeyByKey) -> Result<(), Error> {
    let failed = |error: io::Error| {
        Error::new(Kind::Unreachable, "the terminal cannot be drawn on")
            .detail(format!("  {error}"))
            .hint("`wail watch --plain` prints line by line")
    };
    let (wire, events) = Wire::new().map_err(failed)?;
    let [out, _] = ducts().map_err(failed)?;
    let out = Arc::new(out);
    let environment = session.environment();
    let canvas = Canvas::of(BufWriter::new(Arc::clone(&out)), has_links(environment));
    let is_asked = matches!(session.globals.color, Color::Always);
    let colours = session.out.has_color() && (is_asked || !is_monochrome(environment));
    let able = Able { colours, unicode: has_unicode(environment) };
    let canvas = canvas.map_err(failed)?;
    let entered = canvas.entered();
    let (quit, stop) = watch::channel(false);
    let desk = Arc::new(Desk::default());
    let screen = Screen {
        model: begin(session, &settings),
        canvas,
        able,
        zone: session.zone(),
        mode: keyboard.mode(),
        events,
        wire: wire.clone(),
        desk: Arc::clone(&desk),
        acts: acts::start(session.globals.clone(), wire.clone()),
    };
    let hook = Hook::set(
        (Arc::clone(&out), keyboard.mode(), entered),
        session.globals.clone(),
        wire.clone(),
    );
    let reading =
        reading::start(session.globals.clone(), settings, Arc::clone(&desk), wire.clone());
    let signals = hear_signals(wire.clone(), stop.clone());
    let (quit, (is_done, done)) = (Quit(quit), channel::<()>());
    let drawing = thread::Builder::new().name(SCREEN.to_owned()).spawn(move || {
        let drawn = unless_closed(screen.run());
        drop((quit, is_done));
        drawn
    });
    let drawing = Some(drawing.map_err(failed)?);
    let ending = Ending { wire: wire.clone(), desk: Arc::clone(&desk), drawing, done };
    let report = Report::to(true, telling(desk, wire));
    let (ended, said) = hear(|| serve::start(session, report, true, stop));
    let drawn = ending.end();
    // It hears that nobody waits for it any more.
    drop((reading, signals));
    let bugs = hook.take_back();
    for text in [said].into_iter().chain(bugs).filter(|text| !text.is_empty()) {
        session.out.warn(text.trim_end());
    }
    ended.and(drawn)
}

/// What is known before anything is read.
fn begin(session: &Session, settings: &Settings) -> Model {
    let mut model = Model::default();
    match session.person() {
        Ok(person) => {
            model.is_stranger = !settings.rules.people.contains_key(&person);
            model.me = plain(person.as_str()).into_owned();
        }
        Err(error) => model.tell(error.message(), true),
    }
    if let Some(warned) = warned(&settings.warnings) {
        model.tell(warned, true);
    }
    model
}

/// What is done with what the daemon says.
fn telling(desk: Arc<Desk>, wire: Wire) -> impl Fn(Notice) + Send + Sync + 'static {
    let reconciling = AtomicBool::new(false);
    move |notice| match notice {
        // They are read from the store, with everything else.
        Notice::Entry(_) | Notice::More(_) => desk.spoil(),
        Notice::Board(board) => {
            desk.spoil();
            let is_reconciling = !board.reconciling.is_empty();
            if is_reconciling | reconciling.swap(is_reconciling, Ordering::Relaxed) {
                wire.try_send(Event::Reconciling(board.reconciling));
            }
        }
        other => {
            if matches!(other, Notice::ConfigReloaded) {
                desk.reload();
            }
            wire.try_send(Event::Notice(Box::new(other)));
        }
    }
}

/// Tells the daemon to stop once it is dropped, also if whoever has it panics.
struct Quit(watch::Sender<bool>);

impl Drop for Quit {
    fn drop(&mut self) {
        // The daemon may have ended by itself meanwhile.
        let _ = self.0.send(true);
    }
}

/// The thread that draws, which ends before the terminal is given back, also if the daemon panics.
struct Ending {
    wire: Wire,
    desk: Arc<Desk>,
    drawing: Option<JoinHandle<io::Result<()>>>,
    /// Nothing is sent: it breaks off when the terminal is given back.
    done: Receiver<()>,
}

impl Ending {
    fn end(mut self) -> Result<(), Error> {
        self.wait()
    }

    fn wait(&mut self) -> Result<(), Error> {
        self.desk.close();
        self.wire.end();
        let Some(drawing) = self.drawing.take() else { return Ok(()) };
        if self.done.recv_timeout(PATIENCE) == Err(RecvTimeoutError::Timeout) {
            // Nobody reads what is drawn: there is nothing to be given back.
            return Ok(());
        }
        match drawing.join() {
            Ok(Ok(())) => Ok(()),
            Ok(Err(error)) => Err(Error::new(Kind::Unreachable, "the terminal cannot be drawn on")
                .detail(format!("  {error}"))
                .hint("`wail watch --plain` prints line by line")),
            Err(_) => Err(Error::new(Kind::Bug, "the screen failed")
                .hint("`wail watch --plain` prints line by line")),
        }
    }
}

impl Drop for Ending {
    fn drop(&mut self) {
        // Whoever panics has said why.
        drop(self.wait());
    }
}

/// The screen, and everything it is joined to.
struct Screen {
    model: Model,
    canvas: Canvas<BufWriter<Arc<std::fs::File>>>,
    able: Able,
    zone: TimeZone,
    mode: Mode,
    events: Receiver<Event>,
    wire: Wire,
    desk: Arc<Desk>,
    acts: Sender<Run>,
}

impl Screen {
    /// Draws until it is time to leave.
    fn run(mut self) -> io::Result<()> {
        let (mut keys, mut begun) = (Decoder::default(), None);
        self.measure();
        self.wait_for_first();
        self.canvas.enter()?;
        loop {
            self.draw()?;
            let wait = if keys.waits() { REST_OF_KEY } else { self.rest() };
            let typed = self.mode.typed_or(wait, self.wire.woken());
            let came: Vec<Key> = match typed {
                Typed::Bytes(bytes) => keys.read(&bytes),
                // A key that has begun may only have been interrupted.
                Typed::Nothing if begun.is_some_and(|at| since_boot() < at + REST_OF_KEY) => {
                    Vec::new()
                }
                Typed::Nothing => keys.settle().into_iter().collect(),
                Typed::Gone => return Ok(()),
            };
            begun = keys.waits().then(|| begun.unwrap_or_else(since_boot));
            for key in came {
                let act = self.model.press(&key, since_boot());
                if self.does(act) {
                    return Ok(());
                }
            }
            let act = self.model.passed(since_boot());
            if self.does(act) || self.heed()? {
                return Ok(());
            }
        }
    }

    /// Waits for what there is to show, unless that takes long.
    fn wait_for_first(&mut self) {
        self.desk.look(self.model.look());
        if let Ok(event) = self.events.recv_timeout(REST_OF_KEY) {
            self.take(event);
        }
    }

    fn draw(&mut self) -> io::Result<()> {
        if !self.canvas.is_entered() || !system::is_in_foreground() {
            return Ok(());
        }
        self.measure();
        self.desk.look(self.model.look());
        let now = clock::now();
        let (model, zone, able) = (&self.model, &self.zone, self.able);
        if let Some(last) = self.canvas.draw(Scene { model, now, zone, able })? {
            self.model.ends_at(last);
        }
        Ok(())
    }

    /// Learns how many rows are seen.
    fn measure(&mut self) {
        let Ok(size) = self.canvas.size() else { return };
        self.model.sees(areas(size, &self.model, self.able).map_or(1, |areas| areas.rows()));
    }

    /// How long nothing changes by itself.
    fn rest(&self) -> Duration {
        let now = clock::now();
        let is_close =
            |at: jiff::Timestamp| at.duration_since(now).abs() <= SignedDuration::from_secs(60);
        let data = self.model.data.as_ref();
        let seen = data.into_iter().flat_map(|data| data.gravest.iter().chain(&data.rows));
        let mut times = seen.flat_map(|row| [Some(row.opened_at), row.next_at]).flatten();
        let rest = if times.any(is_close) { BY_SECONDS } else { BY_MINUTES };
        match self.model.wakes_at() {
            Some(at) => at.saturating_sub(since_boot()).min(rest),
            None => rest,
        }
    }

    /// Does what a key came to; says whether that is to leave.
    fn does(&mut self, act: Option<Act>) -> bool {
        match act {
            None => false,
            Some(Act::Quit) => true,
            Some(Act::Run(run)) => {
                if run.page.is_none() {
                    self.model.tell(format!("wail {}", run.words.join(" ")), false);
                }
                // Whoever does it lives as long as this.
                drop(self.acts.send(run));
                false
            }
        }
    }

    /// Heeds what happened outside; says whether it is time to leave.
    fn heed(&mut self) -> io::Result<bool> {
        self.wire.heed();
        while let Ok(event) = self.events.try_recv() {
            match event {
                Event::Stops => self.stop()?,
                Event::GoesOn => self.go_on()?,
                other => self.take(other),
            }
        }
        Ok(self.wire.is_over())
    }

    fn take(&mut self, event: Event) {
        match event {
            Event::Data(data) => self.model.took(*data, since_boot()),
            Event::Unread(why) => self.model.could_not(why),
            Event::Ran(ran) => {
                self.model.ran(ran);
                self.desk.spoil();
            }
            Event::Reconciling(sources) => {
                let sources = sources.iter().map(|source| plain(source).into_owned());
                self.model.reconciling = sources.collect();
            }
            Event::Notice(notice) => self.tell(&notice),
            Event::Resized | Event::Stops | Event::GoesOn => {}
        }
    }

    /// Tells what the daemon has to say.
    fn tell(&mut self, notice: &Notice) {
        let out = super::super::Out::new(false, Color::Never, false, true);
        let ((), said) = hear(|| serve::say(out, notice));
        let lines: Vec<&str> = said.lines().map(str::trim).filter(|it| !it.is_empty()).collect();
        let is_bad = !matches!(
            notice,
            Notice::Listens(_)
                | Notice::Decides
                | Notice::OnlyRings(_)
                | Notice::StoreRecovered
                | Notice::ConfigReloaded
        );
        // What is wrong stays until a key says that it was seen.
        let is_covered = !is_bad && self.model.said.as_ref().is_some_and(|said| said.is_bad);
        if !lines.is_empty() && !is_covered {
            self.model.tell(lines.join("; "), is_bad);
        }
    }

    /// Leaves the terminal to the shell, and stops until it is let go on.
    fn stop(&mut self) -> io::Result<()> {
        self.canvas.leave();
        self.mode.give_back();
        system::stop();
        // It may take a moment until this thread is stopped as well: until it is told that it goes on, the
        // terminal is the shell's.
        while !self.wire.is_over() {
            match self.events.recv() {
                Ok(Event::GoesOn) => return self.go_on(),
                Ok(other) => self.take(other),
                Err(_) => break,
            }
        }
        Ok(())
    }

    /// Takes the terminal again, once it listens to this process.
    fn go_on(&mut self) -> io::Result<()> {
        assert!(!system::is_to_fail(), "a failure that was asked for");
        self.mode.renew();
        if system::is_in_foreground() {
            self.canvas.leave();
            self.canvas.enter()?;
        }
        self.desk.spoil();
        Ok(())
    }
}
