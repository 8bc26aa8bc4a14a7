//! Something to be looked at over HTTP: it answers as it is told to, falls silent, goes away and
//! comes back at the same address.

use std::io::{BufRead as _, BufReader, Write as _};
use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::thread;

/// What it does with whoever asks.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Manner {
    /// Answers this, and closes.
    Answers(String),
    /// Takes the request and never answers.
    Silent,
    /// Closes at once, without an answer.
    Closes,
}

/// What is looked at.
pub(crate) struct Target {
    address: SocketAddr,
    manner: Arc<Mutex<Manner>>,
    asked: Arc<AtomicUsize>,
}

impl Target {
    /// One that answers 200 and `fine`.
    pub(crate) fn new() -> Self {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
        let address = listener.local_addr().unwrap();
        let manner = Arc::new(Mutex::new(answer(200, "fine")));
        let asked = Arc::new(AtomicUsize::new(0));
        let target = Self { address, manner, asked };
        let (manner, asked) = (Arc::clone(&target.manner), Arc::clone(&target.asked));
        thread::spawn(move || {
            let mut held = Vec::new();
            for stream in listener.incoming().flatten() {
                let manner = manner.lock().unwrap().clone();
                asked.fetch_add(1, Ordering::SeqCst);
                match manner {
                    Manner::Answers(text) => reply(&stream, &text),
                    Manner::Silent => held.push(stream),
                    Manner::Closes => {}
                }
            }
        });
        target
    }

    /// Where it is asked.
    pub(crate) fn url(&self) -> String {
        format!("http://{}/", self.address)
    }

    /// From now on it answers so.
    pub(crate) fn answers(&self, status: u16, body: &str) {
        *self.manner.lock().unwrap() = answer(status, body);
    }

    /// From now on it takes requests and never answers.
    pub(crate) fn falls_silent(&self) {
        *self.manner.lock().unwrap() = Manner::Silent;
    }

    /// From now on it closes every connection at once.
    pub(crate) fn closes(&self) {
        *self.manner.lock().unwrap() = Manner::Closes;
    }

    /// How often it was asked.
    pub(crate) fn asked(&self) -> usize {
        self.asked.load(Ordering::SeqCst)
    }
}

fn answer(status: u16, body: &str) -> Manner {
    let length = body.len();
    Manner::Answers(format!(
        "HTTP/1.1 {status} So\r\ncontent-length: {length}\r\nconnection: close\r\n\r\n{body}"
    ))
}

/// Reads a request up to its empty line, and answers it. Whoever asks may have gone.
fn reply(mut stream: &TcpStream, text: &str) {
    let mut lines = BufReader::new(stream).lines();
    while lines.next().is_some_and(|line| line.is_ok_and(|line| !line.is_empty())) {}
    drop(stream.write_all(text.as_bytes()));
}
