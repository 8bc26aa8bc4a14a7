//! What a certificate says of itself, in words and days.

use super::super::tests::server::{alone, at};
use super::*;

#[test]
fn what_is_read_of_a_certificate_is_who_and_how_long() {
    let der = alone("shop.example", (2030, 1, 1), (2030, 4, 1)).certificate;
    let certificate = Certificate::read(&der).unwrap();
    assert!(certificate.subject.contains("CN=shop.example"), "{certificate:?}");
    assert_eq!(certificate.subject, certificate.issuer);
    assert_eq!(certificate.ends_at, at("2030-04-01T00:00:00Z"));
    assert_eq!(Certificate::read(&der[..der.len() - 1]), None);
    assert_eq!(Certificate::read(b""), None);
}

#[test]
fn days_that_are_left_are_whole_ones() {
    let ends_at = at("2030-04-01T00:00:00Z");
    let certificate = Certificate { subject: String::new(), issuer: String::new(), ends_at };
    for (now, days, said) in [
        ("2030-03-01T00:00:00Z", 31, "it ends in 31 days"),
        ("2030-03-30T00:00:01Z", 1, "it ends in 1 day"),
        ("2030-03-31T00:00:01Z", 0, "it ends in 23 hours"),
        ("2030-03-31T23:59:00Z", 0, "it ends in less than an hour"),
        ("2030-04-01T00:00:01Z", -1, "it ended less than an hour ago"),
        ("2030-04-04T00:00:01Z", -4, "it ended 3 days ago"),
    ] {
        assert_eq!(certificate.days_left(at(now)), days, "{now}");
        assert_eq!(certificate.soon("it", 366, at(now)).unwrap(), said);
    }
    assert_eq!(certificate.soon("it", 31, at("2030-03-01T00:00:00Z")), None);
}

#[test]
fn a_certificate_without_an_end_never_ends() {
    let der = alone("shop.example", (2030, 1, 1), (9999, 12, 31)).certificate;
    let certificate = Certificate::read(&der).unwrap();
    assert_eq!(certificate.soon("it", 3650, at("2030-01-01T00:00:00Z")), None);
}

#[test]
fn what_is_wrong_with_tls_is_found_however_deep_it_lies() {
    let wrong = || rustls::Error::InvalidCertificate(CertificateError::UnknownIssuer);
    let once = io::Error::other(wrong());
    let twice = io::Error::other(io::Error::other(wrong()));
    for error in [&once, &twice] {
        assert_eq!(of_tls(error), Some(&wrong()));
    }
    assert_eq!(of_tls(&io::Error::other("something else")), None);
    assert_eq!(of_tls(&io::Error::from(io::ErrorKind::TimedOut)), None);
}
