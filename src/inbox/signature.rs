//! Signatures: how each sender signs, and whether this request was signed with the secret we share.

use axum::http::HeaderMap;
use data_encoding::{BASE64, BASE64_NOPAD, HEXLOWER_PERMISSIVE};
use jiff::{SignedDuration, Timestamp};
use ring::hmac;
use subtle::ConstantTimeEq as _;

use super::sns;
use crate::sources::{BodyFields, Signature};

/// How old or how far ahead a signature may be that says when it was made. A request that somebody has
/// overheard opens nothing after that.
pub(super) const TOLERANCE: SignedDuration = SignedDuration::from_mins(5);

/// A request whose signature is looked at.
pub(super) struct Signed<'a> {
    pub(super) headers: &'a HeaderMap,
    pub(super) content_type: Option<&'a str>,
    pub(super) body: &'a [u8],
    pub(super) now: Timestamp,
}

/// Why a request is not taken for its sender's.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub(super) enum Unproved {
    #[error("the signature is missing")]
    Missing,
    #[error("the signature is wrong")]
    Wrong,
    #[error("the signature is too old, or its time is ahead of ours")]
    Stale,
    #[error("the certificate of the signature cannot be had now; come again")]
    NoCertificate,
}

/// What a signature proves: that its sender made the request, and which one it is, if that can be
/// told: it is then taken once.
pub(super) type Proved = Result<Option<String>, Unproved>;

/// Whether the request was signed so, with that secret.
pub(super) fn check(scheme: Signature, secret: &[u8], request: &Signed<'_>) -> Proved {
    match scheme {
        Signature::Checkly => request.hashed(secret, "x-checkly-signature", "", None),
        Signature::Flux => flux(secret, request),
        Signature::GitHub => {
            let id = Some("x-github-delivery");
            request.hashed(secret, "x-hub-signature-256", "sha256=", id)
        }
        Signature::Grafana => grafana(secret, request),
        Signature::Mailgun => mailgun(secret, request),
        Signature::PagerDuty => {
            request.hashed(secret, "x-pagerduty-signature", "v1=", None)?;
            // A header is not signed: whoever sends a delivery again may change it.
            Ok(BodyFields::of(request.body, request.content_type).text("event.id"))
        }
        Signature::Sentry => {
            request.hashed(secret, "sentry-hook-signature", "", Some("request-id"))
        }
        // It names no certificate of Amazon's, and no other one counts.
        Signature::Sns => Err(Unproved::Missing),
        Signature::StandardWebhooks => standard_webhooks(secret, request),
        Signature::StatusCake => statuscake(secret, request),
    }
}

/// The certificate that is needed first, of a sender that signs with a key of its own.
pub(super) fn certificate_of(scheme: Signature, request: &Signed<'_>) -> Option<String> {
    (scheme == Signature::Sns).then(|| sns::certificate(request.body)).flatten()
}

/// Whether that certificate's key has signed the request.
pub(super) fn check_certified(certificate: &[u8], request: &Signed<'_>) -> Proved {
    sns::check(certificate, request.body, request.now)
}

impl Signed<'_> {
    fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }

    /// HMAC with SHA-256 over the body, in hexadecimal, in a header that may list several. A header
    /// that names the delivery stays the same while the sender tries again.
    fn hashed(&self, secret: &[u8], header: &str, prefix: &str, id: Option<&str>) -> Proved {
        let signatures = self.header(header).ok_or(Unproved::Missing)?;
        let key = hmac::Key::new(hmac::HMAC_SHA256, secret);
        let mut given = signatures.split(',').filter_map(|one| one.trim().strip_prefix(prefix));
        if given.any(|hex| is_signed(&key, self.body, hex)) {
            return Ok(id.and_then(|id| self.header(id)).map(str::to_owned));
        }
        Err(Unproved::Wrong)
    }

    /// Whether that was within [`TOLERANCE`] of now.
    fn is_recent(&self, seconds: &str) -> Result<(), Unproved> {
        let at = seconds.trim().parse().ok().and_then(|at| Timestamp::from_second(at).ok());
        let at = at.ok_or(Unproved::Wrong)?;
        if at.duration_since(self.now).abs() > TOLERANCE {
            return Err(Unproved::Stale);
        }
        Ok(())
    }
}

/// Whether that hexadecimal text is the key's signature of the message; as long for every wrong one.
fn is_signed(key: &hmac::Key, message: &[u8], hex: &str) -> bool {
    HEXLOWER_PERMISSIVE
        .decode(hex.trim().as_bytes())
        .is_ok_and(|signature| hmac::verify(key, message, &signature).is_ok())
}

/// `X-Signature: sha256=…`; the hash may be another one of the family.
fn flux(secret: &[u8], request: &Signed<'_>) -> Proved {
    let header = request.header("x-signature").ok_or(Unproved::Missing)?;
    let (hash, hex) = header.split_once('=').ok_or(Unproved::Wrong)?;
    let hash = match hash.trim() {
        "sha256" => hmac::HMAC_SHA256,
        "sha384" => hmac::HMAC_SHA384,
        "sha512" => hmac::HMAC_SHA512,
        _ => return Err(Unproved::Wrong),
    };
    let is_signed = is_signed(&hmac::Key::new(hash, secret), request.body, hex);
    if is_signed { Ok(None) } else { Err(Unproved::Wrong) }
}

/// The body, or where a header for the time is configured, `<time>:<body>`.
fn grafana(secret: &[u8], request: &Signed<'_>) -> Proved {
    let hex = request.header("x-grafana-alerting-signature").ok_or(Unproved::Missing)?;
    let key = hmac::Key::new(hmac::HMAC_SHA256, secret);
    let Some(time) = request.header("x-grafana-alerting-timestamp") else {
        let is_signed = is_signed(&key, request.body, hex);
        return if is_signed { Ok(None) } else { Err(Unproved::Wrong) };
    };
    let message = [time.as_bytes(), b":", request.body].concat();
    if !is_signed(&key, &message, hex) {
        return Err(Unproved::Wrong);
    }
    request.is_recent(time)?;
    Ok(Some(hex.to_owned()))
}

/// A time and a token of the body, not the body itself; so the token must be taken once only.
fn mailgun(secret: &[u8], request: &Signed<'_>) -> Proved {
    let fields = BodyFields::of(request.body, request.content_type);
    let field = |name: &str| {
        let inner = format!("signature.{name}");
        fields.text(name).or_else(|| fields.text(&inner))
    };
    let (time, token) = (field("timestamp"), field("token"));
    let (Some(time), Some(token), Some(hex)) = (time, token, field("signature")) else {
        return Err(Unproved::Missing);
    };
    let key = hmac::Key::new(hmac::HMAC_SHA256, secret);
    if !is_signed(&key, format!("{time}{token}").as_bytes(), &hex) {
        return Err(Unproved::Wrong);
    }
    request.is_recent(&time)?;
    Ok(Some(token))
}

/// `<id>.<time>.<body>` in base64, in a header that may list several; the secret is base64 as well,
/// after `whsec_`.
fn standard_webhooks(secret: &[u8], request: &Signed<'_>) -> Proved {
    let header = |name: &str| {
        let names = [format!("webhook-{name}"), format!("svix-{name}")];
        names.iter().find_map(|name| request.header(name)).ok_or(Unproved::Missing)
    };
    let (id, time, signatures) = (header("id")?, header("timestamp")?, header("signature")?);
    let encoded = secret.strip_prefix(b"whsec_").unwrap_or(secret);
    let decoded = BASE64.decode(encoded).or_else(|_| BASE64_NOPAD.decode(encoded));
    let key = hmac::Key::new(hmac::HMAC_SHA256, &decoded.unwrap_or_else(|_| secret.to_vec()));
    let message = [id.as_bytes(), b".", time.as_bytes(), b".", request.body].concat();
    let is_ours = |one: &str| {
        let signature = one.strip_prefix("v1,").and_then(|it| BASE64.decode(it.as_bytes()).ok());
        signature.is_some_and(|signature| hmac::verify(&key, &message, &signature).is_ok())
    };
    if !signatures.split(' ').any(is_ours) {
        return Err(Unproved::Wrong);
    }
    request.is_recent(time)?;
    Ok(Some(id.to_owned()))
}

/// `Token` is the MD5 of the account's name and its API key, one after the other: that is the secret.
fn statuscake(secret: &[u8], request: &Signed<'_>) -> Proved {
    let fields = BodyFields::of(request.body, request.content_type);
    let token = fields.text("Token").ok_or(Unproved::Missing)?.to_ascii_lowercase();
    let expected = format!("{:x}", md5::compute(secret));
    let is_right = bool::from(token.as_bytes().ct_eq(expected.as_bytes()));
    if is_right { Ok(None) } else { Err(Unproved::Wrong) }
}

#[cfg(test)]
mod tests;
