//! What all looks share: clients for HTTP, made once for everybody who wants the same.

use std::collections::HashMap;
use std::fs;
use std::path::PathBuf;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use reqwest::Client;
use reqwest::redirect::{Attempt, Policy};
use reqwest::tls::Certificate;

use crate::client;

/// What all looks share. It is made once and lasts as long as whoever looks.
#[derive(Default)]
pub struct Means {
    clients: Mutex<HashMap<Wish, Client>>,
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
        let client = made(wish)?;
        clients.insert(wish.clone(), client.clone());
        Ok(client)
    }
}

fn made(wish: &Wish) -> Result<Client, String> {
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
            .pool_max_idle_per_host(if wish.keeps { 4 } else { 0 })
            .pool_idle_timeout(IDLE)
            .tls_info(true)
            .tls_danger_accept_invalid_certs(wish.trusts_anybody)
            .tls_certs_merge(authorities.iter().cloned());
        match wish.version {
            Version::Best => builder,
            Version::One => builder.http1_only(),
            Version::Two => builder.http2_prior_knowledge(),
        }
    });
    made.map_err(|error| format!("nothing can be asked: {}", client::cause(error)))
}
