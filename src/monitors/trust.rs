//! Whom a look over TLS trusts, and what the server showed while that was found out.

use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use jiff::Timestamp;
use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::crypto::{self, CryptoProvider, verify_tls12_signature, verify_tls13_signature};
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::{DigitallySignedStruct, Error, SignatureScheme};
use rustls_platform_verifier::Verifier;

/// Whom a look trusts.
#[derive(Clone, Debug)]
pub(super) struct Trust(Arc<dyn ServerCertVerifier>);

impl Trust {
    /// Trusts whom the system trusts, and the certificates of that file.
    ///
    /// # Errors
    ///
    /// Says in one line why nobody can be trusted.
    pub(super) fn of(authority: Option<&Path>) -> Result<Self, String> {
        let authorities = match authority {
            Some(path) => read(path)?,
            None => Vec::new(),
        };
        let provider = Arc::new(crypto::ring::default_provider());
        let verifier = Verifier::new_with_extra_roots(authorities, provider);
        let verifier = verifier.map_err(|error| format!("nobody can be trusted here: {error}"))?;
        Ok(Self(Arc::new(verifier)))
    }
}

fn read(path: &Path) -> Result<Vec<CertificateDer<'static>>, String> {
    let shown = path.display();
    let read = CertificateDer::pem_file_iter(path).and_then(Iterator::collect::<Result<Vec<_>, _>>);
    let read = read.map_err(|error| format!("cannot read certificates of {shown}: {error}"))?;
    if read.is_empty() {
        return Err(format!("{shown} has no certificates"));
    }
    Ok(read)
}

/// Looks at a server's certificates on behalf of one connection, and keeps them.
#[derive(Debug)]
pub(super) struct Witness {
    trust: Option<Trust>,
    provider: Arc<CryptoProvider>,
    now: UnixTime,
    shown: Mutex<Vec<CertificateDer<'static>>>,
}

impl Witness {
    /// One who trusts like that at that instant; anybody without.
    pub(super) fn new(trust: Option<Trust>, provider: Arc<CryptoProvider>, now: Timestamp) -> Self {
        let since = Duration::from_secs(u64::try_from(now.as_second()).unwrap_or_default());
        let now = UnixTime::since_unix_epoch(since);
        Self { trust, provider, now, shown: Mutex::default() }
    }

    /// The certificates that were shown, the server's own first.
    pub(super) fn shown(&self) -> Vec<CertificateDer<'static>> {
        self.shown.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

impl ServerCertVerifier for Witness {
    fn verify_server_cert(
        &self,
        own: &CertificateDer<'_>,
        above: &[CertificateDer<'_>],
        name: &ServerName<'_>,
        ocsp: &[u8],
        _: UnixTime,
    ) -> Result<ServerCertVerified, Error> {
        let shown = [own].into_iter().chain(above).map(|it| it.clone().into_owned()).collect();
        *self.shown.lock().unwrap_or_else(PoisonError::into_inner) = shown;
        match &self.trust {
            Some(Trust(trust)) => trust.verify_server_cert(own, above, name, ocsp, self.now),
            None => Ok(ServerCertVerified::assertion()),
        }
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        own: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        let known = &self.provider.signature_verification_algorithms;
        verify_tls12_signature(message, own, signature, known)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        own: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        let known = &self.provider.signature_verification_algorithms;
        verify_tls13_signature(message, own, signature, known)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.provider.signature_verification_algorithms.supported_schemes()
    }
}
