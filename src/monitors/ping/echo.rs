//! Echo requests and their replies, over a socket that asks for no privilege where the system has one.

use std::hash::{BuildHasher, RandomState};
use std::io;
use std::net::{IpAddr, SocketAddr};
use std::os::fd::OwnedFd;
use std::time::{Duration, Instant};

use rustix::io::Errno;
use rustix::net::{AddressFamily, Protocol, SocketType, ipproto};
use tokio::net::UdpSocket;
use tokio::time::timeout;

use super::super::net;

/// What lets us ping, where the system does not.
#[cfg(any(target_os = "linux", target_os = "android"))]
pub(super) const HINT: &str =
    "`sysctl -w net.ipv4.ping_group_range=\"0 2147483647\"` does, or the capability CAP_NET_RAW";

/// What lets us ping, where the system does not.
#[cfg(not(any(target_os = "linux", target_os = "android")))]
pub(super) const HINT: &str = "run it as root, or use `tcp` instead";

/// A socket to one host.
#[derive(Debug)]
pub(super) struct Line {
    /// Not one of UDP; but what sends and receives datagrams is the same, and needs nothing unsafe.
    socket: UdpSocket,
    is_v6: bool,
    /// What only our requests have in them, and the replies to them.
    token: [u8; 8],
}

/// Why there is no line.
#[derive(Debug)]
pub(super) enum Refused {
    /// The system lets nobody like us ping.
    Forbidden,
    /// There is no way to the host, for this reason.
    Unreachable(String),
    /// This machine cannot, for this reason.
    Ours(String),
}

impl Line {
    /// A line to that host, whether or not it is there.
    pub(super) fn open(address: IpAddr) -> Result<Self, Refused> {
        let ours = |error: io::Error| Refused::Ours(net::words(&error));
        let socket = socket(address.is_ipv6()).map_err(|error| match error {
            Errno::ACCESS | Errno::PERM => Refused::Forbidden,
            Errno::AFNOSUPPORT => Refused::Unreachable("this machine does not speak IPv6".into()),
            error => ours(error.into()),
        })?;
        // From now on it hears of nobody else.
        rustix::net::connect(&socket, &SocketAddr::new(address, 0)).map_err(|error| {
            let error = io::Error::from(error);
            if net::is_ours(&error, address.is_ipv6()) {
                ours(error)
            } else {
                Refused::Unreachable(net::words(&error))
            }
        })?;
        let socket = UdpSocket::from_std(socket.into()).map_err(ours)?;
        let token = RandomState::new().hash_one(address).to_ne_bytes();
        Ok(Self { socket, is_v6: address.is_ipv6(), token })
    }

    /// Sends a request of that number and says how long its reply took.
    ///
    /// # Errors
    ///
    /// Says in one line why there is none.
    pub(super) async fn echo(&self, sequence: u16, within: Duration) -> Result<Duration, String> {
        let began = Instant::now();
        let request = request(self.is_v6, sequence, self.token);
        let talk = async {
            self.socket.send(&request).await?;
            loop {
                let mut packet = [0; 1024];
                let length = self.socket.recv(&mut packet).await?;
                let packet = packet.get(..length).unwrap_or(&packet);
                if is_reply(self.is_v6, packet, sequence, self.token) {
                    return Ok::<_, io::Error>(began.elapsed());
                }
            }
        };
        match timeout(within, talk).await {
            Ok(Ok(took)) => Ok(took),
            Ok(Err(error)) => Err(net::words(&error)),
            Err(_) => Err("nothing comes back".to_owned()),
        }
    }
}

/// A socket for echo requests: one for them alone where the system has that for us, else one for
/// every kind of packet.
fn socket(is_v6: bool) -> Result<OwnedFd, Errno> {
    let (family, protocol) = if is_v6 {
        (AddressFamily::INET6, ipproto::ICMPV6)
    } else {
        (AddressFamily::INET, ipproto::ICMP)
    };
    match made(family, SocketType::DGRAM, protocol) {
        Err(Errno::ACCESS | Errno::PERM | Errno::PROTONOSUPPORT) => {
            made(family, SocketType::RAW, protocol)
        }
        other => other,
    }
}

#[cfg(not(target_vendor = "apple"))]
fn made(family: AddressFamily, kind: SocketType, protocol: Protocol) -> Result<OwnedFd, Errno> {
    use rustix::net::{SocketFlags, socket_with};
    socket_with(family, kind, SocketFlags::CLOEXEC | SocketFlags::NONBLOCK, Some(protocol))
}

#[cfg(target_vendor = "apple")]
fn made(family: AddressFamily, kind: SocketType, protocol: Protocol) -> Result<OwnedFd, Errno> {
    let socket = rustix::net::socket(family, kind, Some(protocol))?;
    rustix::io::fcntl_setfd(&socket, rustix::io::FdFlags::CLOEXEC)?;
    rustix::io::ioctl_fionbio(&socket, true)?;
    Ok(socket)
}

/// The types of a request and of its reply.
fn types(is_v6: bool) -> (u8, u8) {
    if is_v6 { (128, 129) } else { (8, 0) }
}

/// A request. The system may put an identifier of its own where ours is, so ours is in the token.
fn request(is_v6: bool, sequence: u16, token: [u8; 8]) -> [u8; 64] {
    let mut packet = [0; 64];
    packet[0] = types(is_v6).0;
    packet[4..6].copy_from_slice(&token[..2]);
    packet[6..8].copy_from_slice(&sequence.to_be_bytes());
    for part in packet[8..].chunks_exact_mut(8) {
        part.copy_from_slice(&token);
    }
    // For version 6 the system does this, because it knows which address it sends from.
    if !is_v6 {
        let sum = checksum(&packet);
        packet[2..4].copy_from_slice(&sum.to_be_bytes());
    }
    packet
}

/// Whether that packet is the reply to our request of that number.
fn is_reply(is_v6: bool, packet: &[u8], sequence: u16, token: [u8; 8]) -> bool {
    // Some sockets show the header of IP before it; no reply begins like one.
    let is_headed = !is_v6 && packet.first().is_some_and(|first| first >> 4 == 4);
    let header = if is_headed { usize::from(packet[0] & 15) * 4 } else { 0 };
    let Some(packet) = packet.get(header..) else { return false };
    packet.len() >= 16
        && packet[0] == types(is_v6).1
        && packet[1] == 0
        && packet[6..8] == sequence.to_be_bytes()
        && packet[8..16] == token
}

/// The sum that version 4 protects a packet with, whose own place for it is zero.
fn checksum(packet: &[u8]) -> u16 {
    let words = packet
        .chunks(2)
        .map(|pair| u32::from(pair[0]) << 8 | u32::from(pair.get(1).copied().unwrap_or_default()));
    let mut sum: u32 = words.sum();
    while sum > 0xffff {
        sum = (sum & 0xffff) + (sum >> 16);
    }
    !u16::try_from(sum).unwrap_or_default()
}

#[cfg(test)]
mod tests;
