//! Connections: where to, and what it comes to when there is none.

use std::error::Error;
use std::io;
use std::net::{IpAddr, SocketAddr};
use std::time::{Duration, Instant};

use rustix::io::Errno;
use tokio::net::TcpStream;
use tokio::time::timeout;

use super::{Context, Look, Wrong};

/// A host and a port.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Place {
    pub(super) host: String,
    pub(super) port: u16,
}

impl Place {
    /// Reads `host:port`, an IPv6 address in brackets.
    pub(super) fn read(key: &'static str, written: &str) -> Result<Self, Wrong> {
        let wrong = |message: String| Wrong::new(key, message, "write `shop.example:5432`");
        let written = written.trim();
        if written.contains("://") || written.contains('/') {
            return Err(wrong("this is no host with a port".to_owned()));
        }
        let Some((host, port)) = written.rsplit_once(':') else {
            return Err(wrong(format!("`{written}` has no port")));
        };
        let port = match port.parse() {
            Ok(0) | Err(_) => return Err(wrong(format!("`{port}` is no port"))),
            Ok(port) => port,
        };
        let host = match host.strip_prefix('[').and_then(|host| host.strip_suffix(']')) {
            Some(host) if host.parse::<IpAddr>().is_ok_and(|it| it.is_ipv6()) => host,
            Some(host) => return Err(wrong(format!("`{host}` is no IPv6 address"))),
            None if host.contains(':') => {
                let message = "an IPv6 address stands in brackets";
                return Err(Wrong::new(key, message, format!("write `[{host}]:{port}`")));
            }
            None => host,
        };
        is_host(host).then(|| Self { host: host.to_owned(), port }).ok_or_else(|| {
            let message = format!("`{host}` is no host");
            wrong(message)
        })
    }
}

impl std::fmt::Display for Place {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        if self.host.contains(':') {
            return write!(f, "[{}]:{}", self.host, self.port);
        }
        write!(f, "{}:{}", self.host, self.port)
    }
}

/// Whether it can be a host at all: a name or an address.
pub(super) fn is_host(host: &str) -> bool {
    let is_fit = |it: char| it.is_alphanumeric() || matches!(it, '-' | '_' | '.' | ':');
    !host.is_empty() && host.len() <= 253 && host.chars().all(is_fit)
}

/// A connection that was made.
pub(super) struct Connected {
    pub(super) stream: TcpStream,
    pub(super) address: SocketAddr,
    /// How long the handshake of TCP took.
    pub(super) took: Duration,
}

/// How many addresses of one name are tried.
const MOST: usize = 16;

/// How much of its time a look uses, so that there is some left to tell what was wrong.
pub(super) const MOST_OF_IT: f32 = 0.95;

/// The time in which a look must have its result to tell more than that its time was over.
pub(super) fn end(cx: Context<'_>) -> Instant {
    Instant::now() + cx.timeout.mul_f32(MOST_OF_IT)
}

/// How long a name may take to be resolved, so that its silence can be told from the target's.
pub(super) fn for_names(cx: Context<'_>) -> Duration {
    cx.timeout.mul_f32(0.75)
}

/// Connects to one address of the place after the other, until one takes it or the time is over.
///
/// # Errors
///
/// What the look comes to if none does.
pub(super) async fn connect(
    cx: Context<'_>,
    place: &Place,
    end: Instant,
) -> Result<Connected, Look> {
    let addresses = cx.means.names.addresses(&place.host, for_names(cx)).await;
    let addresses = addresses.map_err(|why| Look::failed(why.to_string()))?;
    let number = addresses.len().min(MOST);
    let mut refusals = Vec::new();
    for (tried, address) in addresses.into_iter().take(MOST).enumerate() {
        let address = SocketAddr::new(address, place.port);
        let began = Instant::now();
        let share = share(end, began, number - tried);
        match timeout(share, TcpStream::connect(address)).await {
            Ok(Ok(stream)) => return Ok(Connected { stream, address, took: began.elapsed() }),
            Ok(Err(error)) if is_ours(&error, address.is_ipv6()) => {
                return Err(Look::undetermined(words(&error)));
            }
            Ok(Err(error)) => refusals.push(format!("{address}: {}", words(&error))),
            Err(_) => refusals.push(format!("{address} does not answer")),
        }
    }
    Err(Look::failed(match refusals.len() {
        1 => refusals.concat(),
        number => format!("none of {number} addresses works: {}", refusals.join("; ")),
    }))
}

/// How long the next of so many may take.
pub(super) fn share(end: Instant, now: Instant, left: usize) -> Duration {
    end.saturating_duration_since(now) / u32::try_from(left.max(1)).unwrap_or(u32::MAX)
}

/// Whether it is this machine that cannot, whatever the target does.
pub(super) fn is_ours(error: &io::Error, is_v6: bool) -> bool {
    match Errno::from_io_error(error) {
        Some(Errno::MFILE | Errno::NFILE | Errno::NOBUFS | Errno::NOMEM) => true,
        // No port is left; where IPv6 is turned off, it is said of every address of it.
        Some(Errno::ADDRNOTAVAIL) => !is_v6,
        _ => false,
    }
}

/// What this machine cannot, if that is the reason of a failure.
pub(super) fn what_we_cannot(error: &(dyn Error + 'static)) -> Option<String> {
    let mut cause = Some(error);
    while let Some(error) = cause {
        if let Some(error) = error.downcast_ref().filter(|error| is_ours(error, true)) {
            return Some(words(error));
        }
        cause = error.source();
    }
    None
}

/// What the system says went wrong, as people say it.
pub(super) fn words(error: &io::Error) -> String {
    use io::ErrorKind as Kind;
    let words = match error.kind() {
        Kind::ConnectionRefused => "the connection is refused",
        Kind::ConnectionReset => "the connection is reset",
        Kind::ConnectionAborted => "the connection is aborted",
        Kind::UnexpectedEof | Kind::BrokenPipe => "the connection ends too early",
        Kind::HostUnreachable => "there is no way to the host",
        Kind::NetworkUnreachable => "there is no way to its network",
        Kind::NetworkDown => "the network is down",
        Kind::TimedOut => "nothing answers",
        Kind::PermissionDenied => "this machine does not allow it",
        Kind::NotFound => "it is not there",
        _ => {
            let text = error.to_string();
            return text.split(" (os error").next().unwrap_or_default().to_owned();
        }
    };
    words.to_owned()
}

#[cfg(test)]
mod tests;
