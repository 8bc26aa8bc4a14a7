//! Clients for HTTP: who is trusted, what a request may cost, and why none was answered.

use std::error::Error;

use reqwest::redirect::Policy;
use reqwest::{Client, ClientBuilder};
use rustls::{ClientConfig, RootCertStore};

/// A client that trusts nobody, which is enough for plain HTTP on this machine: it needs no
/// certificates, so it works where there are none, and is made at once.
pub fn plain() -> ClientBuilder {
    provide();
    let nobody = ClientConfig::builder().with_root_certificates(RootCertStore::empty());
    bare().tls_backend_preconfigured(nobody.with_no_client_auth())
}

/// A client for services, which trusts whom the system trusts, with the limits that `settled` sets.
/// A system without certificates still has servers of its own without TLS.
///
/// # Errors
///
/// That no client can be made at all.
pub fn trusting(settled: impl Fn(ClientBuilder) -> ClientBuilder) -> reqwest::Result<Client> {
    provide();
    let made = |builder: ClientBuilder| {
        let builder = builder.user_agent(concat!("wail/", env!("CARGO_PKG_VERSION")));
        // A redirect would take what is secret to another place.
        settled(builder.redirect(Policy::none())).build()
    };
    made(bare()).or_else(|_| made(plain()))
}

/// The innermost cause of a failure: what was really wrong, without the address, which may be secret.
#[must_use]
pub fn cause(error: reqwest::Error) -> String {
    let error = error.without_url();
    let mut cause: &dyn Error = &error;
    while let Some(deeper) = cause.source() {
        cause = deeper;
    }
    cause.to_string()
}

/// Without it a client cannot be made at all. One that is there already is as good.
fn provide() {
    drop(rustls::crypto::ring::default_provider().install_default());
}

fn bare() -> ClientBuilder {
    Client::builder().no_proxy()
}
