//! Whether senders elsewhere reach this machine, and when each was last heard.

use std::collections::BTreeMap;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, UdpSocket};
use std::time::Duration;

use jiff::Timestamp;

use super::{Finding, Patient, State};
use crate::cli::web::Silence;
use crate::cli::{serve, time, web};
use crate::error::{Error, Kind};
use crate::store::StoreError;

/// How long the way round may take.
const ANSWER: Duration = Duration::from_secs(5);

/// Addresses that nobody has: asking the system by which way it would go there sends nothing.
const ELSEWHERE: [IpAddr; 2] = [
    IpAddr::V4(Ipv4Addr::new(192, 0, 2, 1)),
    IpAddr::V6(Ipv6Addr::new(0x2001, 0xdb8, 0, 0, 0, 0, 0, 1)),
];

/// Whether the listener can be reached from where senders are, as far as that can be seen from here; nothing
/// where no daemon listens.
pub(super) fn reach(patient: &Patient<'_>) -> Result<Vec<Finding>, Error> {
    let (Some(settings), Some(_)) = (patient.settings, &patient.holder) else {
        return Ok(Vec::new());
    };
    let listen = &settings.listen;
    let mut findings = Vec::new();
    if listen.address.ip().is_loopback() {
        if listen.public_url.is_none() {
            findings.push(Finding {
                about: "reach",
                state: State::Fine,
                text: "only programs on this machine can send to it".to_owned(),
                fix: Some(format!(
                    "for senders elsewhere `address = \"0.0.0.0:{}\"` in `[listen]` with a key on every source, \
                     or `poll` in a source asks them (docs/polling.md)",
                    listen.address.port()
                )),
            });
        }
    } else {
        findings.push(own(listen.address)?);
    }
    if let Some(url) = listen.public_url.as_ref().filter(|_| patient.asks_others) {
        findings.push(outside(url)?);
    }
    Ok(findings)
}

/// Whether it answers at the address that other machines would use.
fn own(address: SocketAddr) -> Result<Finding, Error> {
    let ip = if address.ip().is_unspecified() { outward(address) } else { Some(address.ip()) };
    let Some(ip) = ip else {
        return Ok(Finding::warning(
            "reach",
            "this machine has no address but its own: nobody elsewhere reaches it",
            "see its addresses and ways: `ip address`, `ip route`",
        ));
    };
    let at = SocketAddr::new(ip, address.port());
    let answer = serve::runtime()?.block_on(web::get(at, "/readyz", ANSWER));
    Ok(match answer {
        Ok(_) => Finding {
            about: "reach",
            state: State::Fine,
            text: format!("it answers at http://{at}, where other machines would ask"),
            fix: Some(format!("a firewall shows only there: `curl http://{at}/healthz`")),
        },
        Err(silence) => Finding::failure(
            "reach",
            Kind::Unreachable,
            format!(
                "http://{at}, where other machines would ask, does not answer: {}",
                silence.phrase()
            ),
            format!("see whether a firewall is in the way: `curl http://{at}/healthz`"),
        ),
    })
}

/// By which address of its own this machine would speak to another one.
fn outward(address: SocketAddr) -> Option<IpAddr> {
    let there = ELSEWHERE.into_iter().filter(|ip| ip.is_ipv4() || address.is_ipv6());
    there.into_iter().find_map(|ip| {
        let any: IpAddr = match ip {
            IpAddr::V4(_) => Ipv4Addr::UNSPECIFIED.into(),
            IpAddr::V6(_) => Ipv6Addr::UNSPECIFIED.into(),
        };
        let socket = UdpSocket::bind((any, 0)).ok()?;
        socket.connect((ip, 9)).ok()?;
        let own = socket.local_addr().ok()?.ip();
        (!own.is_loopback() && !own.is_unspecified()).then_some(own)
    })
}

/// Whether it is this that answers at the address which everybody is given.
fn outside(url: &str) -> Result<Finding, Error> {
    let answer = serve::runtime()?.block_on(web::get_url(&format!("{url}/healthz"), ANSWER));
    let fix = format!("see what answers there: `curl -i {url}/healthz`");
    Ok(match answer {
        Ok(answer) if answer.is_success => Finding::fine("reach", format!("it answers at {url}")),
        Ok(answer) => {
            let text = format!("{url} answers {}: that is not wail", answer.status);
            Finding::warning("reach", text, fix)
        }
        // A router may well not lead back in whoever comes from inside.
        Err(Silence::Nobody | Silence::TooLate | Silence::Nonsense) => {
            Finding::warning("reach", format!("{url} does not answer from here"), fix)
        }
    })
}

/// When there was last word of each source that posts; those that are polled are told of apart.
pub(super) fn words(patient: &mut Patient<'_>) -> Result<Vec<Finding>, Error> {
    let (Some(settings), Some(store)) = (patient.settings, &mut patient.store) else {
        return Ok(Vec::new());
    };
    let posting = settings.sources.iter().filter(|(_, source)| source.poll.is_none());
    let names: Vec<String> = posting.map(|(name, _)| name.as_str().to_owned()).collect();
    let heard: BTreeMap<String, Timestamp> =
        store.read::<_, StoreError>(|tx| tx.sources_heard())?;
    let (now, zone) = (patient.session.now, patient.session.zone());
    let word = |name: &String| match heard.get(name) {
        Some(at) => {
            let at = time::with_distance((*at).min(now), now, &zone);
            Finding::fine("source", format!("{name}, last word {at}"))
        }
        None => Finding {
            about: "source",
            state: State::Fine,
            text: format!("{name} has never sent anything"),
            fix: Some(format!("`wail send {name} firing` tries it")),
        },
    };
    Ok(names.iter().map(word).collect())
}
