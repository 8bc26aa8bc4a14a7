//! A service that takes messages: keeps every request, and answers as it was told to.

use std::collections::{BTreeMap, VecDeque};
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::time::Instant;

use serde_json::Value;

use super::LONG;
use crate::world::until;

/// One request as it came.
#[derive(Clone, Debug)]
pub(crate) struct Request {
    pub(crate) method: String,
    pub(crate) path: String,
    pub(super) headers: BTreeMap<String, String>,
    pub(crate) body: String,
    pub(crate) at: Instant,
}

impl Request {
    pub(super) fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap_or_else(|error| panic!("{error}: {}", self.body))
    }
}

/// What is answered.
#[derive(Clone, Debug)]
pub(crate) enum Reply {
    /// That status, with these headers and that body.
    Of(u16, &'static str, &'static str),
    /// Nothing, ever.
    Silence,
}

/// What ntfy says of a message that it took.
pub(super) const TAKEN: Reply = Reply::Of(200, "", "{\"id\":\"hwQ2YpKdmg\",\"event\":\"message\"}");

/// A receiver at work, until the test ends.
pub(crate) struct Receiver {
    pub(crate) address: SocketAddr,
    seen: Arc<Mutex<Vec<Request>>>,
}

impl Receiver {
    /// Answers with these, one after the other, and with the last one from then on.
    pub(crate) fn answering(replies: &[Reply]) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let seen = Arc::new(Mutex::new(Vec::new()));
        let replies = Arc::new(Mutex::new(VecDeque::from(replies.to_vec())));
        let keeps = Arc::clone(&seen);
        std::thread::spawn(move || {
            let mut silent = Vec::new();
            for stream in listener.incoming().flatten() {
                let Some(request) = read(&stream) else { continue };
                keeps.lock().unwrap().push(request);
                let mut replies = replies.lock().unwrap();
                let is_last = replies.len() == 1;
                let reply = if is_last { replies[0].clone() } else { replies.pop_front().unwrap() };
                match reply {
                    Reply::Of(status, headers, body) => answer(stream, status, headers, body),
                    Reply::Silence => silent.push(stream),
                }
            }
        });
        Self { address, seen }
    }

    /// Everything that came so far.
    pub(crate) fn seen(&self) -> Vec<Request> {
        self.seen.lock().unwrap().clone()
    }

    /// Waits until that many requests have come, and returns them all.
    pub(super) fn until(&self, number: usize) -> Vec<Request> {
        until(&format!("{number} requests"), LONG, || self.seen().len() >= number);
        self.seen()
    }
}

fn read(stream: &TcpStream) -> Option<Request> {
    let mut reader = BufReader::new(stream);
    let mut line = String::new();
    reader.read_line(&mut line).ok()?;
    let mut words = line.split_whitespace().map(str::to_owned);
    let (method, path) = (words.next()?, words.next()?);
    let mut headers = BTreeMap::new();
    loop {
        let mut line = String::new();
        reader.read_line(&mut line).ok()?;
        let Some((name, value)) = line.trim().split_once(": ") else { break };
        headers.insert(name.to_lowercase(), value.to_owned());
    }
    let length = headers.get("content-length").and_then(|length| length.parse().ok()).unwrap_or(0);
    let mut body = vec![0; length];
    reader.read_exact(&mut body).ok()?;
    Some(Request { method, path, headers, body: String::from_utf8(body).ok()?, at: Instant::now() })
}

fn answer(mut stream: TcpStream, status: u16, headers: &str, body: &str) {
    let length = body.len();
    let text = format!(
        "HTTP/1.1 {status} Some\r\ncontent-length: {length}\r\nconnection: close\r\n{headers}\r\n{body}"
    );
    // Whoever asked may have gone.
    drop(stream.write_all(text.as_bytes()));
}
