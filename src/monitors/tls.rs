//! `tls`: a server whose certificates must be right, and last for a while.

use std::io;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Instant;

use rustls::client::Resumption;
use rustls::crypto;
use rustls::pki_types::ServerName;
use rustls::{AlertDescription, ClientConfig, ProtocolVersion, SupportedProtocolVersion, version};
use tokio::io::AsyncWriteExt;
use tokio::time::timeout;
use tokio_rustls::TlsConnector;

use super::certificate::{self, Certificate};
use super::keys::{key, needed};
use super::net::{self, Place, connect};
use super::trust::Witness;
use super::{Context, Key, KeyKind, Look, Looking, Monitor, Options, Probe, Wrong};

/// `tls`
pub(super) static MONITOR: Monitor = Monitor {
    name: "tls",
    about: "a server whose certificates must be right, and last for a while",
    keys: KEYS,
    is_local: false,
    build,
};

const KEYS: &[Key] = &[
    needed("address", KeyKind::Text, "Where it is: a host and a port.", "\"mail.example:993\""),
    key(
        "server_name",
        KeyKind::Text,
        "The name its certificate must be for; the host of `address` unless given.",
        "\"mail.example\"",
    ),
    key(
        "days",
        KeyKind::Whole(0, 3650),
        "How many days each certificate it shows must last; with fewer it is degraded. 14 unless given, none where `insecure` is `true`.",
        "30",
    ),
    key(
        "tls_version",
        KeyKind::Word(&["1.2", "1.3"]),
        "The oldest TLS that will do; `1.2` unless given.",
        "\"1.3\"",
    ),
    key(
        "ca",
        KeyKind::Path,
        "Certificates (PEM) that are trusted besides the system's.",
        "\"internal-ca.pem\"",
    ),
    key(
        "insecure",
        KeyKind::Truth,
        "Whether a certificate of anybody, for any name, will do; not unless given.",
        "true",
    ),
];

#[derive(Debug)]
struct Tls {
    place: Place,
    name: ServerName<'static>,
    days: i64,
    versions: &'static [&'static SupportedProtocolVersion],
    authority: Option<PathBuf>,
    trusts_anybody: bool,
}

static FROM_TWO: &[&SupportedProtocolVersion] = &[&version::TLS12, &version::TLS13];
static ONLY_THREE: &[&SupportedProtocolVersion] = &[&version::TLS13];

fn build(options: &Options) -> Result<Arc<dyn Probe>, Wrong> {
    let place = Place::read("address", &options.text("address").unwrap_or_default())?;
    let written = options.text("server_name");
    let name = written.clone().unwrap_or_else(|| place.host.clone());
    let name = ServerName::try_from(name.trim().to_owned()).map_err(|_| {
        let key = if written.is_some() { "server_name" } else { "address" };
        let message = format!("`{name}` is no name that a certificate can be for");
        Wrong::new(key, message, "write `mail.example`")
    })?;
    let trusts_anybody = options.truth("insecure").unwrap_or_default();
    if trusts_anybody && options.path("ca").is_some() {
        let message = "whoever trusts anybody needs no certificates";
        return Err(Wrong::new("ca", message, "take `insecure` out"));
    }
    let days = options.whole("days");
    let versions = match options.text("tls_version").as_deref() {
        Some("1.3") => ONLY_THREE,
        _ => FROM_TWO,
    };
    Ok(Arc::new(Tls {
        place,
        name,
        days: days.unwrap_or(if trusts_anybody { i64::MIN } else { certificate::DAYS }),
        versions,
        authority: options.path("ca"),
        trusts_anybody,
    }))
}

impl Probe for Tls {
    fn look<'a>(&'a self, cx: Context<'a>) -> Looking<'a> {
        Box::pin(async move {
            match self.ask(cx).await {
                Ok(look) | Err(look) => look,
            }
        })
    }

    fn target(&self) -> String {
        self.place.to_string()
    }
}

impl Tls {
    /// What it looks like, whichever way it comes to that.
    async fn ask(&self, cx: Context<'_>) -> Result<Look, Look> {
        let end = net::end(cx);
        let trust = if self.trusts_anybody {
            None
        } else {
            Some(cx.means.trust(self.authority.as_deref()).map_err(Look::undetermined)?)
        };
        let provider = Arc::new(crypto::ring::default_provider());
        let witness = Arc::new(Witness::new(trust, Arc::clone(&provider), cx.now));
        let config = ClientConfig::builder_with_provider(provider)
            .with_protocol_versions(self.versions)
            .map_err(|error| Look::undetermined(error.to_string()))?;
        let verifier = Arc::clone(&witness);
        let mut config =
            config.dangerous().with_custom_certificate_verifier(verifier).with_no_client_auth();
        // A session that is taken up again shows no certificates.
        config.resumption = Resumption::disabled();

        let stream = connect(cx, &self.place, end).await?.stream;
        let handshake = TlsConnector::from(Arc::new(config)).connect(self.name.clone(), stream);
        let left = net::share(end, Instant::now(), 1);
        let answer = timeout(left, handshake).await.map_err(|_| {
            Look::failed("it takes the connection, and does not finish the handshake of TLS")
        })?;
        let shown = witness.shown();
        let chain: Vec<Certificate> =
            shown.iter().filter_map(|der| Certificate::read(der)).collect();
        let mut stream = match answer {
            Ok(stream) => stream,
            Err(error) => {
                return Err(with_days(Look::failed(self.why(&error, &chain, cx)), &chain, cx));
            }
        };
        let version = stream.get_ref().1.protocol_version();
        // Whoever does not hear us go has seen enough of us.
        drop(timeout(net::share(end, Instant::now(), 2), stream.shutdown()).await);
        Ok(with_days(self.judge(version, &chain, cx), &chain, cx))
    }

    /// What certificates come to that are to be trusted.
    fn judge(
        &self,
        version: Option<ProtocolVersion>,
        chain: &[Certificate],
        cx: Context<'_>,
    ) -> Look {
        let version = spoken(version);
        let Some((own, above)) = chain.split_first() else {
            return Look::failed(format!("{version}, and what it shows is no certificate"));
        };
        if let Some(soon) = own.soon("its certificate", self.days, cx.now) {
            let said = format!("{version}, and {soon}");
            let is_over = own.ends_at < cx.now;
            return if is_over { Look::failed(said) } else { Look::degraded(said) };
        }
        // One above that has ended is in nobody's way as long as there is another way to somebody
        // who is trusted, and there was one.
        let soon = above.iter().find_map(|certificate| {
            let whose = format!("the certificate {} above its own", certificate.subject);
            certificate.soon(&whose, self.days, cx.now)
        });
        let ends = || certificate::ends(own.ends_at, cx.now);
        match soon {
            Some(soon) => Look::degraded(format!("{version}, and {soon}")),
            None => Look::fine(format!("{version}, and its certificate {}", ends())),
        }
    }

    /// Why there is no connection.
    fn why(&self, error: &io::Error, chain: &[Certificate], cx: Context<'_>) -> String {
        use rustls::Error;
        let inner = error.get_ref().and_then(|inner| inner.downcast_ref::<Error>());
        match inner {
            Some(Error::InvalidCertificate(wrong)) => certificate::words(wrong, chain, cx.now),
            Some(
                Error::AlertReceived(AlertDescription::ProtocolVersion)
                | Error::PeerIncompatible(_),
            ) => {
                let oldest = if self.versions.len() == 1 { "1.3" } else { "1.2 or newer" };
                format!("it does not speak TLS {oldest}")
            }
            Some(Error::AlertReceived(AlertDescription::UnrecognisedName)) => {
                format!("it knows nobody of the name {}", self.name.to_str())
            }
            Some(Error::AlertReceived(alert)) => format!("it refuses the handshake: {alert:?}"),
            Some(Error::InvalidMessage(_)) => "what it speaks is not TLS".to_owned(),
            Some(other) => format!("the handshake of TLS does not succeed: {other}"),
            None => format!("the handshake of TLS does not succeed: {}", net::words(error)),
        }
    }
}

/// With how many days are left to that certificate that ends first.
fn with_days(look: Look, chain: &[Certificate], cx: Context<'_>) -> Look {
    match chain.iter().min_by_key(|certificate| certificate.ends_at) {
        Some(first) => look.number("days", first.days_as_number(cx.now), "d"),
        None => look,
    }
}

fn spoken(version: Option<ProtocolVersion>) -> &'static str {
    match version {
        Some(ProtocolVersion::TLSv1_2) => "TLS 1.2",
        Some(ProtocolVersion::TLSv1_3) => "TLS 1.3",
        _ => "TLS",
    }
}

#[cfg(test)]
mod tests;
