//! What all looks share: clients for HTTP and whom they trust, made once for everybody who wants the
//! same, and whoever knows addresses.

use std::collections::HashMap;
use std::fs;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use reqwest::Client;
use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use reqwest::redirect::{Attempt, Policy};
use reqwest::tls::Certificate;

use super::names::{Names, Source};
use super::trust::Trust;
use crate::client;

/// What all looks share. It is made once and lasts as long as whoever looks.
#[derive(Default)]
pub struct Means {
    clients: Mutex<HashMap<Wish, Client>>,
    trusts: Mutex<HashMap<Option<PathBuf>, Trust>>,
    /// Who knows the addresses of hosts.
    pub(super) names: Arc<Names>,
    askers: Mutex<HashMap<Source, Arc<Names>>>,
}

/// What kind of client is wanted.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub(super) struct Wish {
    /// How often an answer may lead elsewhere.
    pub(super) redirects: usize,
    /// Whether connections are kept from one look to the next.
    pub(super) keeps: bool,
    /// Which version of HTTP is spoken.
    pub(super) version: Version,
    /// Whom it trusts besides those whom the system trusts: a file of certificates.
    pub(super) authority: Option<PathBuf>,
    /// Whether it trusts anybody.
    pub(super) trusts_anybody: bool,
    /// How long a look takes at most; ten seconds if nothing is said.
    pub(super) within: Duration,
}

impl Wish {
    /// The same for looks that take so long at most.
    pub(super) fn within(&self, timeout: Duration) -> Self {
        Self { within: timeout, ..self.clone() }
    }
}

/// A version of HTTP.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub(super) enum Version {
    /// What both sides can: 2 over TLS if the server offers it, else 1.1.
    #[default]
    Best,
    /// 1.1 and nothing else.
    One,
    /// 2 and nothing else, without TLS too.
    Two,
}

/// How long a kept connection may be idle: longer than most intervals.
const IDLE: Duration = Duration::from_mins(2);

/// How long a look takes at most unless it is said.
const USUAL: Duration = Duration::from_secs(10);

impl Means {
    /// A client as it is wanted.
    ///
    /// # Errors
    ///
    /// Says in one line why there is none.
    pub(super) fn client(&self, wish: &Wish) -> Result<Client, String> {
        let mut clients = self.clients.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(client) = clients.get(wish) {
            return Ok(client.clone());
        }
        let client = made(wish, &self.names)?;
        clients.insert(wish.clone(), client.clone());
        Ok(client)
    }

    /// Whom a look trusts: whom the system trusts, and the certificates of that file.
    ///
    /// # Errors
    ///
    /// Says in one line why nobody can be trusted.
    pub(super) fn trust(&self, authority: Option<&Path>) -> Result<Trust, String> {
        let mut trusts = self.trusts.lock().unwrap_or_else(PoisonError::into_inner);
        let key = authority.map(Path::to_owned);
        if let Some(trust) = trusts.get(&key) {
            return Ok(trust.clone());
        }
        let trust = Trust::of(authority)?;
        trusts.insert(key, trust.clone());
        Ok(trust)
    }

    /// Somebody who asks there for records and remembers nothing.
    pub(super) fn asker(&self, source: &Source) -> Arc<Names> {
        let mut askers = self.askers.lock().unwrap_or_else(PoisonError::into_inner);
        let made = || Arc::new(Names::new(source.clone(), Duration::ZERO));
        Arc::clone(askers.entry(source.clone()).or_insert_with(made))
    }
}

/// Who tells a client addresses.
struct Teller {
    names: Arc<Names>,
    within: Duration,
}

impl Resolve for Teller {
    fn resolve(&self, name: Name) -> Resolving {
        let (names, within) = (Arc::clone(&self.names), self.within);
        Box::pin(async move {
            let found = names.addresses(name.as_str(), within).await?;
            let found = found.into_iter().map(|address| SocketAddr::new(address, 0));
            Ok(Box::new(found) as Addrs)
        })
    }
}

fn made(wish: &Wish, names: &Arc<Names>) -> Result<Client, String> {
    let within = if wish.within.is_zero() { USUAL } else { wish.within };
    let authorities = match &wish.authority {
        Some(path) => {
            let shown = path.display();
            let bytes = fs::read(path).map_err(|error| format!("cannot read {shown}: {error}"))?;
            Certificate::from_pem_bundle(&bytes)
                .map_err(|error| format!("{shown} has no certificates: {}", client::cause(error)))?
        }
        None => Vec::new(),
    };
    let made = client::trusting(|builder| {
        let redirects = wish.redirects;
        let builder = builder
            .redirect(Policy::custom(move |attempt: Attempt<'_>| {
                let number = attempt.previous().len();
                if number > redirects {
                    let why = format!("it leads elsewhere more than {redirects} times");
                    return attempt.error(why);
                }
                attempt.follow()
            }))
            // As many as may look at one host at once.
            .pool_max_idle_per_host(if wish.keeps { 64 } else { 0 })
            .pool_idle_timeout(IDLE)
            // Its addresses share this time, so that a silent one leaves some to the next.
            .connect_timeout(within.mul_f32(0.9))
            .dns_resolver(Arc::new(Teller {
                names: Arc::clone(names),
                within: within.mul_f32(0.75),
            }))
            .tls_info(true)
            .tls_danger_accept_invalid_certs(wish.trusts_anybody)
            .tls_certs_merge(authorities.iter().cloned());
        // What lasts no longer than a look needs no sign of life of its own.
        let builder = if wish.keeps {
            builder
        } else {
            builder.tcp_keepalive(None).tcp_keepalive_interval(None).tcp_keepalive_retries(None)
        };
        match wish.version {
            Version::Best => builder,
            Version::One => builder.http1_only(),
            Version::Two => builder.http2_prior_knowledge(),
        }
    });
    made.map_err(|error| format!("nothing can be asked: {}", client::cause(error)))
}
