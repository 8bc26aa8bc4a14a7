//! What a port comes to that says this or that, or nothing at all.

use std::net::Ipv4Addr;

use hickory_resolver::proto::rr::{RData, RecordType};
use jiff::Timestamp;
use tokio::net::TcpListener;

use super::super::Means;
use super::super::tests::server::*;
use super::*;
use crate::domain::watch::{Finding, Observation};

const NOW: Timestamp = Timestamp::UNIX_EPOCH;

/// What a look at a server comes to that says this at once and keeps the connection.
async fn says(
    words: &'static [u8],
    written: &[(&'static str, super::super::Value)],
) -> Observation {
    let address = takes(move |mut stream| async move {
        stream.write_all(words).await.unwrap();
        drop(stream.read(&mut [0]).await);
    })
    .await;
    let address = ("address", text(&address.to_string()));
    let written: Vec<_> = [address].into_iter().chain(written.iter().cloned()).collect();
    looked(&MONITOR, &written, &Means::default(), NOW).await
}

#[tokio::test]
async fn a_port_that_takes_connections_is_fine_and_one_that_does_not_has_failed() {
    let fine = says(b"", &[]).await;
    assert_eq!(fine.finding, Finding::Fine, "{fine:?}");
    assert!(fine.said.ends_with(" takes the connection"), "{fine:?}");
    assert_eq!((fine.numbers[0].label.as_str(), fine.numbers[0].unit.as_str()), ("connect", "s"));
    let closed = closed().await;
    let address = [("address", text(&closed.to_string()))];
    let refused = looked(&MONITOR, &address, &Means::default(), NOW).await;
    assert_eq!(refused.finding, Finding::Failed);
    assert_eq!(refused.said, format!("{closed}: the connection is refused"));
}

#[tokio::test]
async fn what_it_says_first_is_as_it_should_be() {
    let banner = [("banner", list(&["220 ", "!closed"]))];
    let fine = says(b"220 mail.example\r\n", &banner).await;
    assert_eq!(fine.finding, Finding::Fine, "{fine:?}");
    assert!(fine.said.ends_with(" says `220 mail.example`"), "{fine:?}");
    let forbidden = says(b"220 closed\r\n", &banner).await;
    assert_eq!(forbidden.finding, Finding::Failed);
    let said = "takes the connection, and says `220 closed`, which has the text `closed`";
    assert!(forbidden.said.ends_with(said), "{forbidden:?}");
    let regex = [("regex", list(&["^SSH-2\\."]))];
    assert_eq!(says(b"SSH-2.0-x\r\n", &regex).await.finding, Finding::Fine);
}

#[tokio::test]
async fn what_it_says_without_end_is_read_to_its_bound() {
    let address =
        takes(|mut stream| async move { while stream.write_all(&[b'x'; 1024]).await.is_ok() {} })
            .await;
    let written = [("address", text(&address.to_string())), ("banner", list(&["220"]))];
    let look = looked(&MONITOR, &written, &Means::default(), NOW).await;
    assert_eq!(look.finding, Finding::Failed);
    assert!(look.said.contains("x…`, which has no text `220`: that in its first 16384 bytes"));
}

#[tokio::test]
async fn a_server_that_trickles_resets_or_is_silent_is_told_apart() {
    let trickling = takes(|mut stream| async move {
        let mut tick = tokio::time::interval(std::time::Duration::from_millis(5));
        while stream.write_all(b".").await.is_ok() {
            tick.tick().await;
        }
    })
    .await;
    let written = |address: std::net::SocketAddr| {
        [("address", text(&address.to_string())), ("banner", list(&["220"]))]
    };
    let look = looked_shortly(&MONITOR, &written(trickling), &Means::default()).await;
    assert!(look.said.contains("..`, which has no text `220`: nothing more comes"), "{look:?}");
    let silent = takes(|mut stream| async move { drop(stream.read(&mut [0]).await) }).await;
    let look = looked_shortly(&MONITOR, &written(silent), &Means::default()).await;
    assert!(look.said.ends_with("and says nothing: nothing more comes"), "{look:?}");
    let resetting = takes(|stream| async move {
        stream.set_zero_linger().unwrap();
        drop(stream);
    })
    .await;
    let look = looked(&MONITOR, &written(resetting), &Means::default(), NOW).await;
    assert_eq!(look.finding, Finding::Failed);
    assert!(look.said.contains("the connection is reset"), "{look:?}");
}

#[tokio::test]
async fn what_is_to_be_sent_is_sent_first() {
    let address = takes(|mut stream| async move {
        let mut heard = [0; 6];
        stream.read_exact(&mut heard).await.unwrap();
        stream.write_all(&[b"heard ", &heard[..]].concat()).await.unwrap();
    })
    .await;
    let written = [
        ("address", text(&address.to_string())),
        ("send", text("PING\r\n")),
        ("banner", list(&["heard PING"])),
    ];
    let look = looked(&MONITOR, &written, &Means::default(), NOW).await;
    assert_eq!(look.finding, Finding::Fine, "{look:?}");
}

#[tokio::test]
async fn every_address_of_a_name_is_tried_in_turn() {
    let listener = TcpListener::bind("127.0.0.3:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    let names = name_server(|_, record| match record {
        RecordType::A => Answer::Records(
            [1, 2, 3].map(|last| RData::A(Ipv4Addr::new(127, 0, 0, last).into())).to_vec(),
        ),
        _ => Answer::Records(Vec::new()),
    })
    .await;
    let written = [("address", text(&format!("shop.example:{port}")))];
    let look = looked(&MONITOR, &written, &asking(names), NOW).await;
    assert_eq!(look.said, format!("127.0.0.3:{port} takes the connection"));
    drop(listener);
    let look = looked(&MONITOR, &written, &asking(names), NOW).await;
    assert_eq!(look.finding, Finding::Failed);
    assert!(look.said.starts_with("none of 3 addresses works: "), "{look:?}");
}

#[test]
fn what_is_no_address_is_said_with_its_hint() {
    for address in
        ["db", "db:", "db:0", "db:70000", ":80", "::1:80", "[db]:80", "http://a:80", "a b:1"]
    {
        let wrong = build(&options(&[("address", text(address))])).map(drop).unwrap_err();
        assert_eq!(wrong.key, "address", "{address}");
    }
    let wrong = build(&options(&[("address", text("::1:80"))])).map(drop).unwrap_err();
    assert_eq!(wrong.hint, "write `[::1]:80`");
    let built = build(&options(&[("address", text("[::1]:80"))])).unwrap();
    assert_eq!(built.target(), "[::1]:80");
    let empty = [("address", text("a:1")), ("banner", list(&["!"]))];
    assert_eq!(build(&options(&empty)).map(drop).unwrap_err().key, "banner");
}
