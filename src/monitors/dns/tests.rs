//! What the answers of a name come to, from a server of names on loopback.

use std::net::Ipv4Addr;

use hickory_resolver::proto::op::ResponseCode;
use hickory_resolver::proto::rr::RData;
use hickory_resolver::proto::rr::rdata::{MX, TXT};
use jiff::Timestamp;

use super::super::tests::server::*;
use super::super::{Means, Value};
use super::*;
use crate::domain::watch::{Finding, Observation};

fn address(last: u8) -> RData {
    RData::A(Ipv4Addr::new(192, 0, 2, last).into())
}

/// A server that knows shop.example, and is bad in a way for every other name.
async fn server() -> SocketAddr {
    name_server(|name, record| match (name, record) {
        ("shop.example", RecordType::A) => Answer::Records(vec![address(2), address(1)]),
        ("shop.example", RecordType::MX) => {
            let host = Name::from_ascii("Mail.Example.").unwrap();
            Answer::Records(vec![RData::MX(MX::new(10, host))])
        }
        ("shop.example", RecordType::TXT) => {
            Answer::Records(vec![RData::TXT(TXT::new(vec!["v=spf1 -all".to_owned()]))])
        }
        ("1.2.0.192.in-addr.arpa", RecordType::PTR) => {
            let host = Name::from_ascii("shop.example.").unwrap();
            Answer::Records(vec![RData::PTR(hickory_resolver::proto::rr::rdata::PTR(host))])
        }
        ("shop.example", _) => Answer::Records(Vec::new()),
        ("broken.example", _) => Answer::Code(ResponseCode::ServFail),
        ("theirs.example", _) => Answer::Code(ResponseCode::Refused),
        ("silent.example", _) => Answer::Silence,
        _ => Answer::Code(ResponseCode::NXDomain),
    })
    .await
}

async fn asked(server: SocketAddr, name: &str, more: &[(&'static str, Value)]) -> Observation {
    let usual = [("name", text(name)), ("resolver", text(&server.to_string()))];
    let written: Vec<_> = usual.into_iter().chain(more.iter().cloned()).collect();
    looked(&MONITOR, &written, &Means::default(), Timestamp::UNIX_EPOCH).await
}

#[tokio::test]
async fn answers_are_as_they_should_be() {
    let server = server().await;
    let fine = asked(server, "shop.example", &[]).await;
    assert_eq!((fine.finding, fine.said.as_str()), (Finding::Fine, "192.0.2.1, 192.0.2.2"));
    assert_eq!((fine.numbers[0].label.as_str(), fine.numbers[0].value), ("answers", 2.0));
    for (answer, exactly, expected) in [
        (["192.0.2.1", "!192.0.2.9"], false, Finding::Fine),
        (["192.0.2.1", "192.0.2.2"], true, Finding::Fine),
        (["192.0.2.1", "192.0.2.1"], true, Finding::Failed),
        (["192.0.2.1", "192.0.2.9"], false, Finding::Failed),
        (["192.0.2.1", "!192.0.2.2"], false, Finding::Failed),
    ] {
        let more = [("answer", list(&answer)), ("exactly", Value::Truth(exactly))];
        let look = asked(server, "shop.example", &more).await;
        assert_eq!(look.finding, expected, "{answer:?}: {look:?}");
    }
    let more = [("answer", list(&["192.0.2.9"]))];
    let look = asked(server, "shop.example.", &more).await;
    assert_eq!(look.said, "`192.0.2.9` is not among the answers: 192.0.2.1, 192.0.2.2");
}

#[tokio::test]
async fn records_of_other_kinds_are_read_as_they_are_written() {
    let server = server().await;
    let record =
        |record: &str, answer: &str| [("record", text(record)), ("answer", list(&[answer]))];
    for answer in ["mail.example", "10 MAIL.example."] {
        let look = asked(server, "shop.example", &record("MX", answer)).await;
        assert_eq!((look.finding, look.said.as_str()), (Finding::Fine, "10 mail.example"));
    }
    let spf = asked(server, "shop.example", &record("TXT", "v=spf1 -all")).await;
    assert_eq!(spf.finding, Finding::Fine, "{spf:?}");
    let word = asked(server, "shop.example", &record("TXT", "-all")).await;
    assert_eq!(word.finding, Finding::Failed, "{word:?}");
    let back = asked(server, "192.0.2.1", &record("PTR", "shop.example")).await;
    assert_eq!((back.finding, back.said.as_str()), (Finding::Fine, "shop.example"));
}

#[tokio::test]
async fn why_there_is_no_answer_is_told_apart() {
    let server = server().await;
    let said = async |name: &str, more: &[(&'static str, Value)]| {
        let look = asked(server, name, more).await;
        assert_eq!(look.finding, Finding::Failed, "{name}");
        look.said
    };
    assert_eq!(
        said("nobody.example", &[]).await,
        "nobody.example: there is no such name (NXDOMAIN)"
    );
    assert_eq!(
        said("shop.example", &[("record", text("AAAA"))]).await,
        "shop.example: it has no AAAA record"
    );
    assert_eq!(
        said("broken.example", &[]).await,
        format!("broken.example: the resolver {server} could not find out (SERVFAIL)")
    );
    assert_eq!(
        said("theirs.example", &[]).await,
        format!("theirs.example: the resolver {server} refused to answer (REFUSED)")
    );
    let written = [("name", text("silent.example")), ("resolver", text(&server.to_string()))];
    let silent = looked_shortly(&MONITOR, &written, &Means::default()).await;
    assert_eq!(silent.said, format!("silent.example: the resolver {server} does not answer"));
}

#[tokio::test]
async fn every_look_asks_anew() {
    let (sender, receiver) = std::sync::mpsc::channel();
    let server = name_server(move |_, _| {
        sender.send(()).unwrap();
        Answer::Records(vec![address(1)])
    })
    .await;
    let means = Means::default();
    let written = [("name", text("shop.example")), ("resolver", text(&server.to_string()))];
    for _ in 0..2 {
        let look = looked(&MONITOR, &written, &means, Timestamp::UNIX_EPOCH).await;
        assert_eq!(look.finding, Finding::Fine, "{look:?}");
    }
    assert!(receiver.try_iter().count() >= 2);
}

#[test]
fn what_cannot_be_asked_is_said_with_its_key() {
    let wrong = |more: &[(&'static str, Value)]| {
        let name = ("name", text("shop.example"));
        let written: Vec<_> = [name].into_iter().chain(more.iter().cloned()).collect();
        build(&options(&written)).map(drop).unwrap_err().key
    };
    assert_eq!(wrong(&[("name", text(""))]), "name");
    assert_eq!(wrong(&[("name", text("a..b"))]), "name");
    assert_eq!(wrong(&[("name", text("192.0.2.1"))]), "name");
    assert_eq!(wrong(&[("answer", list(&["shop"]))]), "answer");
    assert_eq!(wrong(&[("answer", list(&["2001:db8::1"]))]), "answer");
    assert_eq!(wrong(&[("exactly", Value::Truth(true))]), "exactly");
    assert_eq!(wrong(&[("resolver", text("dns.example"))]), "resolver");
}
