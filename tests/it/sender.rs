//! Senders of webhooks, byte by byte: well-behaved ones and others.

use std::io::{self, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::time::{Duration, Instant};

/// How long a sender waits for its answer: longer than any limit of the listener.
const WAIT: Duration = Duration::from_secs(30);

/// An answer.
#[derive(Debug)]
pub(crate) struct Reply {
    pub(crate) status: u16,
    /// The whole of it, headers included.
    pub(crate) text: String,
    pub(crate) took: Duration,
}

/// A connection that is used again and again.
pub(crate) struct Line(pub(crate) TcpStream);

impl Line {
    pub(crate) fn open(address: SocketAddr) -> io::Result<Self> {
        let stream = TcpStream::connect_timeout(&address, WAIT)?;
        stream.set_read_timeout(Some(WAIT))?;
        stream.set_write_timeout(Some(WAIT))?;
        stream.set_nodelay(true)?;
        Ok(Self(stream))
    }

    /// Sends these bytes and waits for the answer to them.
    pub(crate) fn ask(&mut self, request: &[u8]) -> io::Result<Reply> {
        let start = Instant::now();
        self.0.write_all(request)?;
        self.answer(start)
    }

    /// Waits for an answer.
    pub(crate) fn answer(&mut self, start: Instant) -> io::Result<Reply> {
        let mut bytes = Vec::new();
        let mut piece = [0; 4096];
        loop {
            if let Some(length) = whole(&bytes) {
                let text = String::from_utf8_lossy(&bytes[..length]).into_owned();
                let status = text.split(' ').nth(1).and_then(|word| word.parse().ok());
                let status = status.ok_or_else(|| io::Error::other(text.clone()))?;
                return Ok(Reply { status, text, took: start.elapsed() });
            }
            match self.0.read(&mut piece)? {
                0 => return Err(io::ErrorKind::UnexpectedEof.into()),
                length => bytes.extend_from_slice(&piece[..length]),
            }
        }
    }

    /// Whether the other side has closed: nothing more comes, not even after some time.
    pub(crate) fn is_closed(&mut self) -> bool {
        let mut piece = [0; 4096];
        loop {
            match self.0.read(&mut piece) {
                Ok(0) => return true,
                Ok(_) => {}
                Err(error) => return error.kind() == io::ErrorKind::ConnectionReset,
            }
        }
    }
}

/// How long the answer is, once it is there whole.
fn whole(bytes: &[u8]) -> Option<usize> {
    let head = bytes.windows(4).position(|four| four == b"\r\n\r\n")? + 4;
    let text = String::from_utf8_lossy(&bytes[..head]).to_ascii_lowercase();
    let length = text.split("content-length: ").nth(1)?.lines().next()?.parse::<usize>().ok()?;
    (bytes.len() >= head + length).then_some(head + length)
}

/// A webhook with these headers, each ended by a line break.
pub(crate) fn webhook(path: &str, headers: &str, body: &[u8]) -> Vec<u8> {
    let length = body.len();
    let mut request = format!(
        "POST {path} HTTP/1.1\r\nHost: wail\r\nContent-Type: application/json\r\n\
         Content-Length: {length}\r\n{headers}\r\n"
    )
    .into_bytes();
    request.extend_from_slice(body);
    request
}

/// Sends one body to one source on a connection of its own.
pub(crate) fn post(address: SocketAddr, source: &str, body: &[u8]) -> io::Result<Reply> {
    exchange(address, &webhook(&format!("/in/{source}"), "", body))
}

/// Asks for a page.
pub(crate) fn get(address: SocketAddr, path: &str) -> io::Result<Reply> {
    exchange(address, format!("GET {path} HTTP/1.1\r\nHost: wail\r\n\r\n").as_bytes())
}

/// Sends these bytes on a connection of their own.
pub(crate) fn exchange(address: SocketAddr, request: &[u8]) -> io::Result<Reply> {
    Line::open(address)?.ask(request)
}
