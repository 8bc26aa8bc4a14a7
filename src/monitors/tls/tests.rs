//! What certificates come to, good and bad ones, from servers on loopback.

use rustls::ALL_VERSIONS;
use tokio::io::AsyncReadExt;

use super::super::tests::server::*;
use super::super::{Means, Value};
use super::*;
use crate::domain::watch::{Finding, Observation};

const FROM: (i32, u8, u8) = (2030, 1, 1);
const TO: (i32, u8, u8) = (2030, 4, 1);

/// What a look at that server comes to at noon of that day, by somebody who trusts that authority.
async fn seen(
    server: std::net::SocketAddr,
    authority: &Authority,
    day: &str,
    more: &[(&'static str, Value)],
) -> Observation {
    let usual = [
        ("address", text(&server.to_string())),
        ("server_name", text("shop.example")),
        ("ca", Value::Path(authority.file())),
    ];
    let written: Vec<_> = usual.into_iter().chain(more.iter().cloned()).collect();
    looked(&MONITOR, &written, &Means::default(), at(&format!("{day}T12:00:00Z"))).await
}

#[tokio::test]
async fn a_certificate_is_fine_then_degraded_then_over() {
    let authority = Authority::new("Ours");
    let server = shows(authority.vouches("shop.example", FROM, TO), &[], ALL_VERSIONS).await;
    let fine = seen(server, &authority, "2030-02-01", &[]).await;
    assert_eq!(fine.said, "TLS 1.3, and its certificate ends in 58 days");
    assert_eq!((fine.finding, fine.numbers[0].value), (Finding::Fine, 58.0));
    let soon = seen(server, &authority, "2030-03-27", &[]).await;
    assert_eq!(soon.said, "TLS 1.3, and its certificate ends in 4 days");
    assert_eq!(soon.finding, Finding::Degraded);
    let enough = seen(server, &authority, "2030-03-27", &[("days", Value::Whole(4))]).await;
    assert_eq!(enough.finding, Finding::Fine, "{enough:?}");
    let over = seen(server, &authority, "2030-04-04", &[]).await;
    assert_eq!(over.said, "its certificate ended 3 days ago");
    assert_eq!((over.finding, over.numbers[0].value), (Finding::Failed, -4.0));
    let early = seen(server, &authority, "2029-12-30", &[]).await;
    assert_eq!(early.said, "its certificate is not good yet: it begins in 1 day");
    assert_eq!(early.finding, Finding::Failed);
}

#[tokio::test]
async fn a_certificate_of_somebody_else_says_whose_it_is() {
    let authority = Authority::new("Ours");
    let server = shows(authority.vouches("other.example", FROM, TO), &[], ALL_VERSIONS).await;
    let look = seen(server, &authority, "2030-02-01", &[]).await;
    assert_eq!(look.said, "its certificate is for other.example, not for shop.example");
    assert_eq!(look.finding, Finding::Failed);
}

#[tokio::test]
async fn nobody_vouches_for_it_in_several_ways() {
    let (authority, other) = (Authority::new("Ours"), Authority::new("Other"));
    let single = shows(alone("shop.example", FROM, TO), &[], ALL_VERSIONS).await;
    let look = seen(single, &authority, "2030-02-01", &[]).await;
    let said = "its certificate is signed by itself, and nobody who is trusted vouches for it";
    assert_eq!((look.finding, look.said.as_str()), (Finding::Failed, said));
    let short = shows(other.vouches("shop.example", FROM, TO), &[], ALL_VERSIONS).await;
    let look = seen(short, &authority, "2030-02-01", &[]).await;
    assert!(look.said.contains("is not trusted, and it shows none above it: CN=Other"), "{look:?}");
    let whole = other.vouches("shop.example", FROM, TO);
    let whole = shows(whole, &[other.own()], ALL_VERSIONS).await;
    let look = seen(whole, &authority, "2030-02-01", &[]).await;
    assert!(look.said.starts_with("the issuer of its certificate is not trusted: "), "{look:?}");
}

#[tokio::test]
async fn a_certificate_above_its_own_that_ends_first_is_told() {
    let authority = Authority::new("Ours");
    let above = alone("Old Root", FROM, (2030, 2, 5)).certificate;
    let server = authority.vouches("shop.example", FROM, TO);
    let server = shows(server, &[above], ALL_VERSIONS).await;
    let look = seen(server, &authority, "2030-02-01", &[]).await;
    assert_eq!(look.finding, Finding::Degraded);
    assert!(look.said.contains("CN=Old Root"), "{look:?}");
    assert!(look.said.ends_with("above its own ends in 3 days"), "{look:?}");
}

#[tokio::test]
async fn whoever_trusts_anybody_still_sees_how_long_it_lasts() {
    let server = shows(alone("other.example", FROM, TO), &[], ALL_VERSIONS).await;
    let mut written =
        vec![("address", text(&server.to_string())), ("insecure", Value::Truth(true))];
    let now = at("2030-03-27T12:00:00Z");
    let look = looked(&MONITOR, &written, &Means::default(), now).await;
    assert_eq!((look.finding, look.numbers[0].value), (Finding::Fine, 4.0), "{look:?}");
    written.push(("days", Value::Whole(14)));
    let look = looked(&MONITOR, &written, &Means::default(), now).await;
    assert_eq!(look.finding, Finding::Degraded, "{look:?}");
    let look = looked(&MONITOR, &written, &Means::default(), at("2030-05-01T00:00:00Z")).await;
    assert_eq!(look.said, "TLS 1.3, and its certificate ended 30 days ago");
    assert_eq!(look.finding, Finding::Failed);
}

#[tokio::test]
async fn an_old_version_and_what_is_no_tls_are_told() {
    let authority = Authority::new("Ours");
    let old = authority.vouches("shop.example", FROM, TO);
    let old = shows(old, &[], &[&version::TLS12]).await;
    assert!(seen(old, &authority, "2030-02-01", &[]).await.said.starts_with("TLS 1.2, "));
    let newer = [("tls_version", text("1.3"))];
    let look = seen(old, &authority, "2030-02-01", &newer).await;
    assert_eq!((look.finding, look.said.as_str()), (Finding::Failed, "it does not speak TLS 1.3"));
    let plain = takes(|mut stream| async move {
        stream.write_all(b"HTTP/1.1 400 Bad Request\r\n\r\n").await.unwrap();
        drop(stream.read(&mut [0; 1024]).await);
    })
    .await;
    let look = seen(plain, &authority, "2030-02-01", &[]).await;
    assert_eq!(look.said, "what it speaks is not TLS");
    let closing = takes(|mut stream| async move { drop(stream.read(&mut [0; 8]).await) }).await;
    let look = seen(closing, &authority, "2030-02-01", &[]).await;
    assert!(look.said.starts_with("the handshake of TLS does not succeed: the connection"));
    let silent = takes(|mut stream| async move {
        while stream.read(&mut [0; 1024]).await.is_ok_and(|length| length > 0) {}
    })
    .await;
    let written = [("address", text(&silent.to_string()))];
    // Whom the system trusts takes a while to read, once.
    let means = Means::default();
    means.trust(None).unwrap();
    let look = looked_shortly(&MONITOR, &written, &means).await;
    assert!(look.said.ends_with("does not finish the handshake of TLS"), "{look:?}");
}

#[tokio::test]
async fn certificates_that_are_not_there_cannot_be_trusted() {
    let server = shows(alone("shop.example", FROM, TO), &[], ALL_VERSIONS).await;
    let missing = Value::Path("/nonexistent/ca.pem".into());
    let written = [("address", text(&server.to_string())), ("ca", missing)];
    let look = looked(&MONITOR, &written, &Means::default(), at("2030-02-01T00:00:00Z")).await;
    assert_eq!(look.finding, Finding::Undetermined);
    assert!(look.said.contains("/nonexistent/ca.pem"), "{look:?}");
}

#[test]
fn what_cannot_be_is_said_with_its_key() {
    let wrong = |more: &[(&'static str, Value)]| {
        let address = ("address", text("mail.example:993"));
        let written: Vec<_> = [address].into_iter().chain(more.iter().cloned()).collect();
        build(&options(&written)).map(drop).unwrap_err().key
    };
    assert_eq!(wrong(&[("address", text("mail.example"))]), "address");
    assert_eq!(wrong(&[("server_name", text("a b"))]), "server_name");
    let both = [("ca", Value::Path("/x".into())), ("insecure", Value::Truth(true))];
    assert_eq!(wrong(&both), "ca");
}
