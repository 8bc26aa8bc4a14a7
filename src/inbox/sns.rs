//! Amazon SNS: messages signed by a key of Amazon's, whose certificate must be fetched from Amazon and
//! from nowhere else.

use std::fmt::Write as _;

use data_encoding::BASE64;
use jiff::{SignedDuration, Timestamp};
use ring::signature::{
    RSA_PKCS1_2048_8192_SHA1_FOR_LEGACY_USE_ONLY, RSA_PKCS1_2048_8192_SHA256, UnparsedPublicKey,
};
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject as _;
use webpki::EndEntityCert;

use super::signature::{Proved, Unproved};
use crate::sources::{BodyFields, is_amazons};

/// How old a message may be. Its time is that of its publication, and Amazon goes on trying to deliver
/// it for about half an hour.
const OLDEST: SignedDuration = SignedDuration::from_hours(1);

/// The fields that are signed, in order; those that a message lacks are left out.
const NOTIFICATION: [&str; 6] =
    ["Message", "MessageId", "Subject", "Timestamp", "TopicArn", "Type"];
const CONFIRMATION: [&str; 7] =
    ["Message", "MessageId", "SubscribeURL", "Timestamp", "Token", "TopicArn", "Type"];

/// The address of the certificate, if it is one of Amazon's.
pub(super) fn certificate(body: &[u8]) -> Option<String> {
    let fields = BodyFields::of(body, None);
    fields.text("SigningCertURL").filter(|url| is_amazons(url))
}

/// What confirms a subscription that this message offers: an address of Amazon's that must be visited.
pub(super) fn confirmation(body: &[u8]) -> Option<String> {
    let fields = BodyFields::of(body, None);
    let offers = fields.text("Type").as_deref() == Some("SubscriptionConfirmation");
    fields.text("SubscribeURL").filter(|url| offers && is_amazons(url))
}

/// Whether the key of that certificate (PEM) has signed the message.
pub(super) fn check(certificate: &[u8], body: &[u8], now: Timestamp) -> Proved {
    let fields = BodyFields::of(body, None);
    let signature = fields.text("Signature").ok_or(Unproved::Missing)?;
    let signature = BASE64.decode(signature.as_bytes()).map_err(|_| Unproved::Wrong)?;
    let algorithm = match fields.text("SignatureVersion").as_deref() {
        Some("2") => &RSA_PKCS1_2048_8192_SHA256,
        _ => &RSA_PKCS1_2048_8192_SHA1_FOR_LEGACY_USE_ONLY,
    };
    let der = CertificateDer::from_pem_slice(certificate).map_err(|_| Unproved::NoCertificate)?;
    let key = EndEntityCert::try_from(&der).map_err(|_| Unproved::NoCertificate)?;
    let key = key.subject_public_key_info();
    let key = rsa_key(&key).ok_or(Unproved::NoCertificate)?;
    let message = signed_text(&fields);
    UnparsedPublicKey::new(algorithm, key)
        .verify(message.as_bytes(), &signature)
        .map_err(|_| Unproved::Wrong)?;
    let at = fields.text("Timestamp").and_then(|at| at.parse::<Timestamp>().ok());
    let at = at.ok_or(Unproved::Wrong)?;
    if now.duration_since(at).abs() > OLDEST {
        return Err(Unproved::Stale);
    }
    Ok(fields.text("MessageId"))
}

/// Names and values, each on a line.
fn signed_text(fields: &BodyFields) -> String {
    let is_notification = fields.text("Type").as_deref() == Some("Notification");
    let names: &[&str] = if is_notification { &NOTIFICATION } else { &CONFIRMATION };
    let mut text = String::new();
    for name in names {
        if let Some(value) = fields.exact(name) {
            // Writing to a string cannot fail.
            let _ = writeln!(text, "{name}\n{value}");
        }
    }
    text
}

/// The RSA key in a `SubjectPublicKeyInfo` (RFC 5280, section 4.1): what its bit string holds.
fn rsa_key(info: &[u8]) -> Option<&[u8]> {
    let (content, _) = element(info, 0x30)?;
    let (_, rest) = element(content, 0x30)?;
    let (bits, _) = element(rest, 0x03)?;
    bits.strip_prefix(&[0])
}

/// The content of a DER element with that tag, and what follows it.
fn element(der: &[u8], tag: u8) -> Option<(&[u8], &[u8])> {
    let (found, rest) = der.split_first()?;
    let (length, rest) = rest.split_first()?;
    if *found != tag {
        return None;
    }
    let (length, rest) = match *length {
        short @ 0..=0x7f => (usize::from(short), rest),
        0x81 => (usize::from(*rest.first()?), rest.get(1..)?),
        0x82 => (usize::from(u16::from_be_bytes([*rest.first()?, *rest.get(1)?])), rest.get(2..)?),
        _ => return None,
    };
    Some((rest.get(..length)?, rest.get(length..)?))
}

#[cfg(test)]
mod tests;
