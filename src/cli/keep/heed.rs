//! Ctrl-C and its like while files are made: what is under way breaks off, and nothing half done stays.

use std::io;
use std::sync::atomic::{AtomicI32, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use tokio::signal::unix::{SignalKind, signal};
use tokio::sync::mpsc::{UnboundedReceiver, unbounded_channel};
use tokio::sync::oneshot;
use tokio::time::timeout;

use crate::cli::{Session, serve};
use crate::error::{Error, Kind};
use crate::store::Store;
use crate::system;

/// How often what is under way is broken off again: it may have been between two questions to the store.
const AGAIN: Duration = Duration::from_millis(20);

/// What a shell adds to the number of a signal that ended a command.
const BY_SIGNAL: i32 = 128;

/// Hears the signals that end a command, for as long as it lives: then whatever is under way on the stores that
/// it looks after breaks off.
pub(super) struct Heed {
    heard: Arc<Heard>,
    /// Dropped, it ends the listener.
    end: Option<oneshot::Sender<()>>,
    listener: Option<JoinHandle<()>>,
}

type Interrupter = Box<dyn Fn() + Send>;

#[derive(Default)]
struct Heard {
    /// The number of the first signal; 0 as long as there was none.
    signal: AtomicI32,
    stores: Mutex<Vec<Interrupter>>,
}

impl Heed {
    /// Listens from now on.
    pub(super) fn begin() -> Result<Self, Error> {
        let cannot = |error: io::Error| {
            Error::new(Kind::Unreachable, format!("Ctrl-C cannot be heard: {error}"))
        };
        let runtime = serve::runtime()?;
        let entered = runtime.enter();
        let mut signals = listen().map_err(cannot)?;
        drop(entered);
        let heard = Arc::new(Heard::default());
        let told = Arc::clone(&heard);
        let (end, mut ended) = oneshot::channel();
        let listen = move || {
            runtime.block_on(async {
                tokio::select! {
                    Some(number) = signals.recv() => told.signal.store(number, Ordering::SeqCst),
                    _ = &mut ended => return,
                }
                while timeout(AGAIN, &mut ended).await.is_err() {
                    told.break_off();
                }
            });
        };
        let listener = thread::Builder::new().name("signals".to_owned()).spawn(listen);
        Ok(Self { heard, end: Some(end), listener: Some(listener.map_err(cannot)?) })
    }

    /// Looks after what that store is asked as well.
    pub(super) fn over(&self, store: &Store) {
        self.heard.stores().push(Box::new(store.interrupter()));
    }

    /// Whether nothing was heard so far.
    pub(super) fn goes_on(&self) -> bool {
        self.number() == 0
    }

    /// Fails with the exit code of the signal, if one was heard.
    pub(super) fn check(&self) -> Result<(), Error> {
        if self.goes_on() { Ok(()) } else { Err(self.code()) }
    }

    /// What came of it; where it failed because it was broken off, the exit code of the signal.
    pub(super) fn told<T>(&self, result: Result<T, Error>) -> Result<T, Error> {
        result.map_err(|error| if self.goes_on() { error } else { self.code() })
    }

    /// The same, and then says that.
    pub(super) fn or_says<T>(
        &self,
        session: &Session,
        what: &str,
        result: Result<T, Error>,
    ) -> Result<T, Error> {
        self.told(result).inspect_err(|_| {
            if !self.goes_on() {
                session.out.talk(format_args!("broken off: {what}"));
            }
        })
    }

    fn number(&self) -> i32 {
        self.heard.signal.load(Ordering::SeqCst)
    }

    fn code(&self) -> Error {
        Error::exit(u8::try_from(BY_SIGNAL + self.number()).unwrap_or(u8::MAX))
    }
}

impl Drop for Heed {
    fn drop(&mut self) {
        drop(self.end.take());
        // One that broke off hears nothing any more, as it should be.
        drop(self.listener.take().map(JoinHandle::join));
    }
}

impl Heard {
    fn stores(&self) -> std::sync::MutexGuard<'_, Vec<Interrupter>> {
        self.stores.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn break_off(&self) {
        self.stores().iter().for_each(|interrupt| interrupt());
    }
}

/// The numbers of the signals that end a command, as they come. One that whoever started this process has it
/// ignore, as `nohup` does, stays ignored.
fn listen() -> io::Result<UnboundedReceiver<i32>> {
    let (tell, told) = unbounded_channel();
    for kind in [SignalKind::interrupt(), SignalKind::terminate(), SignalKind::hangup()] {
        let number = kind.as_raw_value();
        if system::ignores(number) {
            continue;
        }
        let (mut stream, tell) = (signal(kind)?, tell.clone());
        tokio::spawn(
            async move { while stream.recv().await.is_some() && tell.send(number).is_ok() {} },
        );
    }
    Ok(told)
}
