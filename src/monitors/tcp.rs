//! `tcp`: a port that must take connections, and say what it should.

use std::sync::Arc;
use std::time::Instant;

use regex::Regex;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::time::timeout;

use super::keys::{key, needed};
use super::net::{self, Place, connect};
use super::wanted::{self, Wanted};
use super::{Context, Key, KeyKind, Look, Looking, Monitor, Options, Probe, Wrong};
use crate::domain::text::plain;

/// `tcp`
pub(super) static MONITOR: Monitor = Monitor {
    name: "tcp",
    about: "a port that must take connections, and say what it should",
    keys: KEYS,
    is_local: false,
    build,
};

const KEYS: &[Key] = &[
    needed(
        "address",
        KeyKind::Text,
        "Where it is: a host and a port, an IPv6 address in brackets.",
        "\"db.example:5432\"",
    ),
    key("send", KeyKind::Text, "What is sent to it first.", "\"PING\\r\\n\""),
    key(
        "banner",
        KeyKind::List,
        "What must stand in what it says first; a text that begins with `!` must not.",
        "[\"220 \", \"!closed\"]",
    ),
    key(
        "regex",
        KeyKind::List,
        "What must match what it says first; one that begins with `!` must not.",
        "\"^SSH-2\\\\.0\"",
    ),
];

/// How much of what it says is read, in bytes.
const MOST: usize = 16 * 1024;

/// How much of it is shown, in characters.
const SHOWN: usize = 80;

#[derive(Debug)]
struct Tcp {
    place: Place,
    send: Option<String>,
    banner: Vec<Wanted<String>>,
    regexes: Vec<Wanted<Regex>>,
}

fn build(options: &Options) -> Result<Arc<dyn Probe>, Wrong> {
    Ok(Arc::new(Tcp {
        place: Place::read("address", &options.text("address").unwrap_or_default())?,
        send: options.text("send"),
        banner: wanted::texts(options, "banner")?,
        regexes: wanted::regexes(options, "regex")?,
    }))
}

impl Probe for Tcp {
    fn look<'a>(&'a self, cx: Context<'a>) -> Looking<'a> {
        Box::pin(async move {
            let end = net::end(cx);
            let connected = match connect(cx, &self.place, end).await {
                Ok(connected) => connected,
                Err(look) => return look,
            };
            let address = connected.address.to_string();
            let look = match self.talk(connected.stream, end).await {
                Ok(None) => Look::fine(format!("{address} takes the connection")),
                Ok(Some(said)) => Look::fine(format!("{address} says `{}`", shown(&said))),
                Err(why) => Look::failed(format!("{address} takes the connection, and {why}")),
            };
            look.number("connect", connected.took.as_secs_f64(), "s")
        })
    }

    fn target(&self) -> String {
        self.place.to_string()
    }
}

impl Tcp {
    /// Says what is to be said and hears what there is to hear; nothing if nobody asks for that.
    async fn talk(&self, mut stream: TcpStream, end: Instant) -> Result<Option<Vec<u8>>, String> {
        let left = || net::share(end, Instant::now(), 1);
        if let Some(send) = &self.send {
            match timeout(left(), stream.write_all(send.as_bytes())).await {
                Ok(Ok(())) => {}
                Ok(Err(error)) => return Err(net::words(&error)),
                Err(_) => return Err("does not read what is sent".to_owned()),
            }
        }
        if self.banner.is_empty() && self.regexes.is_empty() {
            return Ok(None);
        }
        let mut said = Vec::new();
        loop {
            let mut piece = [0; 4096];
            let why = match timeout(left(), stream.read(&mut piece)).await {
                Ok(Ok(0)) => Some("then closes it".to_owned()),
                Ok(Ok(length)) => {
                    said.extend_from_slice(&piece[..length]);
                    (said.len() >= MOST).then(|| format!("that in its first {MOST} bytes"))
                }
                Ok(Err(error)) => Some(net::words(&error)),
                Err(_) => Some("nothing more comes".to_owned()),
            };
            match (self.missed(&said), why) {
                (Missed::Nothing, _) if !said.is_empty() => return Ok(Some(said)),
                (Missed::Forbidden(what), _) => {
                    return Err(format!("says `{}`, which has {what}", shown(&said)));
                }
                (_, Some(why)) if said.is_empty() => return Err(format!("says nothing: {why}")),
                (Missed::Lacking(what), Some(why)) => {
                    return Err(format!("says `{}`, which has no {what}: {why}", shown(&said)));
                }
                (_, None) | (Missed::Nothing, Some(_)) => {}
            }
        }
    }

    /// What is wrong with what it said so far.
    fn missed(&self, said: &[u8]) -> Missed {
        let text = String::from_utf8_lossy(said);
        let texts = self
            .banner
            .iter()
            .map(|it| (it.is_there, text.contains(&it.what), format!("text `{}`", it.what)));
        let regexes = self
            .regexes
            .iter()
            .map(|it| (it.is_there, it.what.is_match(&text), format!("match of `{}`", it.what)));
        let mut lacking = Missed::Nothing;
        for (is_wanted, is_there, what) in texts.chain(regexes) {
            match (is_wanted, is_there) {
                (false, true) => return Missed::Forbidden(format!("the {what}")),
                (true, false) => lacking = Missed::Lacking(what),
                _ => {}
            }
        }
        lacking
    }
}

/// What is wrong with what was said so far.
enum Missed {
    Nothing,
    /// This is not there, and may still come.
    Lacking(String),
    /// This must not be there.
    Forbidden(String),
}

/// The beginning of what it said, on one line.
fn shown(said: &[u8]) -> String {
    let text = String::from_utf8_lossy(said);
    let text = plain(text.trim());
    match text.char_indices().nth(SHOWN) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.into_owned(),
    }
}

#[cfg(test)]
mod tests;
