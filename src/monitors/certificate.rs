//! Certificates: how long they last, and what is wrong with one in words that people understand.

use std::error::Error;
use std::io;
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use rustls::CertificateError;
use rustls::pki_types::{ServerName, UnixTime};
use x509_cert::certificate::{CertificateInner, Raw};
use x509_cert::der::Decode;

use crate::client;
use crate::domain::wait::count;

/// How many days a certificate should last unless it is said otherwise.
pub(super) const DAYS: i64 = 14;

/// What we have to know of a certificate.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Certificate {
    /// Whose it is.
    pub(super) subject: String,
    /// Who made it.
    pub(super) issuer: String,
    /// The last instant at which it is good.
    pub(super) ends_at: Timestamp,
}

impl Certificate {
    /// Reads one in DER; nothing if it is none.
    pub(super) fn read(der: &[u8]) -> Option<Self> {
        // Numbers and lengths that the standard does not allow are everywhere, and none of our business.
        let certificate = CertificateInner::<Raw>::from_der(der).ok()?;
        let told = certificate.tbs_certificate();
        Some(Self {
            subject: told.subject().to_string(),
            issuer: told.issuer().to_string(),
            ends_at: instant(told.validity().not_after.to_unix_duration()),
        })
    }

    /// How many whole days are left; less than nothing once it has ended.
    pub(super) fn days_left(&self, now: Timestamp) -> i64 {
        self.ends_at.duration_since(now).as_secs().div_euclid(24 * 60 * 60)
    }

    /// How many whole days are left, as a number for gauges.
    pub(super) fn days_as_number(&self, now: Timestamp) -> f64 {
        f64::from(i32::try_from(self.days_left(now)).unwrap_or(i32::MAX))
    }

    /// What is to be said of it if it has fewer days left; `whose` begins the sentence.
    pub(super) fn soon(&self, whose: &str, days: i64, now: Timestamp) -> Option<String> {
        (self.days_left(now) < days).then(|| format!("{whose} {}", ends(self.ends_at, now)))
    }
}

/// When it ends, as people say it.
pub(super) fn ends(ends_at: Timestamp, now: Timestamp) -> String {
    if ends_at < now {
        return format!("ended {} ago", length(now.duration_since(ends_at)));
    }
    format!("ends in {}", length(ends_at.duration_since(now)))
}

fn length(length: SignedDuration) -> String {
    let hours = usize::try_from(length.as_hours()).unwrap_or_default();
    match (hours / 24, hours) {
        (0, 0) => "less than an hour".to_owned(),
        (0, hours) => count(hours, "hour"),
        (days, _) => count(days, "day"),
    }
}

/// The instant so long after the beginning of 1970; "no end" is the last one there is.
fn instant(since: Duration) -> Timestamp {
    let seconds = i64::try_from(since.as_secs()).unwrap_or(i64::MAX);
    Timestamp::from_second(seconds).unwrap_or(Timestamp::MAX)
}

fn of_unix(time: UnixTime) -> Timestamp {
    instant(Duration::from_secs(time.as_secs()))
}

/// What is wrong with a certificate. `chain` is what the server showed, its own first, as far as that
/// is known.
pub(super) fn words(error: &CertificateError, chain: &[Certificate], now: Timestamp) -> String {
    match error {
        CertificateError::ExpiredContext { not_after, .. } => {
            let ends_at = of_unix(*not_after);
            let is_above = chain.first().is_some_and(|own| own.ends_at > ends_at);
            let whose = if is_above { "a certificate above its own" } else { "its certificate" };
            format!("{whose} {}", ends(ends_at, now))
        }
        CertificateError::Expired => "its certificate has ended".to_owned(),
        CertificateError::NotValidYetContext { not_before, .. } => {
            let wait = length(of_unix(*not_before).duration_since(now));
            format!("its certificate is not good yet: it begins in {wait}")
        }
        CertificateError::NotValidYet => "its certificate is not good yet".to_owned(),
        CertificateError::NotValidForNameContext { expected, presented } => {
            wrong_name(expected, presented)
        }
        CertificateError::NotValidForName => "its certificate is for another name".to_owned(),
        CertificateError::UnknownIssuer => unknown_issuer(chain),
        CertificateError::Revoked => "its certificate was taken back by its issuer".to_owned(),
        CertificateError::BadSignature => {
            "its certificate is forged: the signature is not its issuer's".to_owned()
        }
        CertificateError::BadEncoding => "what it shows is no certificate".to_owned(),
        CertificateError::Other(other) if is_authority(other) => unknown_issuer(chain),
        CertificateError::Other(_) if chain.first().is_some_and(is_own_issuer) => {
            unknown_issuer(chain)
        }
        other => format!("its certificate is not right: {other}"),
    }
}

fn is_own_issuer(certificate: &Certificate) -> bool {
    certificate.subject == certificate.issuer
}

/// Whether the certificate is one that vouches for others, which most are that are made by hand.
fn is_authority(other: &rustls::OtherError) -> bool {
    other.0.downcast_ref().is_some_and(|it| matches!(it, webpki::Error::CaUsedAsEndEntity))
}

fn unknown_issuer(chain: &[Certificate]) -> String {
    match chain {
        [] => "the issuer of its certificate is not trusted".to_owned(),
        [own] if is_own_issuer(own) => {
            "its certificate is signed by itself, and nobody who is trusted vouches for it"
                .to_owned()
        }
        [own] => format!(
            "the issuer of its certificate is not trusted, and it shows none above it: {}",
            own.issuer
        ),
        [.., last] => format!("the issuer of its certificate is not trusted: {}", last.issuer),
    }
}

fn wrong_name(expected: &ServerName<'_>, presented: &[String]) -> String {
    let expected = expected.to_str();
    let names = presented.iter().map(|name| name.split('"').nth(1).unwrap_or(name));
    let names: Vec<&str> = names.collect();
    match names.as_slice() {
        [] => format!("its certificate names nobody, and not {expected}"),
        [one] => format!("its certificate is for {one}, not for {expected}"),
        [one, two] => format!("its certificate is for {one} and {two}, not for {expected}"),
        [one, rest @ ..] => {
            let rest = rest.len();
            format!("its certificate is for {one} and {rest} others, not for {expected}")
        }
    }
}

/// Why a request failed, with what is wrong with the certificate in words.
pub(super) fn cause(error: reqwest::Error, now: Timestamp) -> String {
    if let Some(rustls::Error::InvalidCertificate(wrong)) = of_tls(&error) {
        return words(wrong, &[], now);
    }
    client::cause(error)
}

/// What went wrong with TLS, however deep it lies.
fn of_tls<'a>(error: &'a (dyn Error + 'static)) -> Option<&'a rustls::Error> {
    let mut error = error;
    loop {
        if let Some(found) = error.downcast_ref() {
            return Some(found);
        }
        // What an error of input carries is not its source: its source is the source of that.
        if let Some(carried) = error.downcast_ref::<io::Error>().and_then(io::Error::get_ref) {
            error = carried;
        } else {
            error = error.source()?;
        }
    }
}

#[cfg(test)]
mod tests;
