//! What answers of a host come to, and what is lost of them.

use std::net::Ipv4Addr;

use jiff::Timestamp;

use super::super::tests::server::*;
use super::super::{Means, Value};
use super::*;
use crate::domain::watch::Finding;

const HERE: IpAddr = IpAddr::V4(Ipv4Addr::LOCALHOST);

fn ping(count: u16, loss: u32) -> Ping {
    Ping { host: "127.0.0.1".to_owned(), count, loss }
}

/// Whether this machine lets us, which decides what a look has to say.
fn may_ping() -> bool {
    match Line::open(HERE) {
        Ok(_) => true,
        Err(Refused::Forbidden) => false,
        Err(other) => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn this_machine_answers_or_says_why_it_may_not_be_asked() {
    for host in ["127.0.0.1", "localhost"] {
        let written = [("host", text(host)), ("count", Value::Whole(3))];
        let look = looked(&MONITOR, &written, &Means::default(), Timestamp::UNIX_EPOCH).await;
        if may_ping() {
            assert_eq!(look.finding, Finding::Fine, "{look:?}");
            assert!(look.said.starts_with("127.0.0.1 answers 3 of 3 times in "), "{look:?}");
            let labels: Vec<&str> = look.numbers.iter().map(|it| it.label.as_str()).collect();
            assert_eq!(labels, ["rtt", "loss"]);
        } else {
            assert_eq!(look.finding, Finding::Undetermined, "{look:?}");
            assert!(look.said.starts_with("this machine does not let wail ping; "), "{look:?}");
        }
    }
}

#[tokio::test]
async fn a_host_whose_name_does_not_resolve_has_failed() {
    let server = name_server(|_, _| Answer::Silence).await;
    let look = looked_shortly(&MONITOR, &[("host", text("shop.example"))], &asking(server)).await;
    assert_eq!(look.finding, Finding::Failed);
    assert!(look.said.starts_with("the name shop.example does not resolve: "), "{look:?}");
}

#[test]
fn what_is_lost_is_weighed() {
    let answers = [Duration::from_micros(1500); 3];
    let silence = || Some("nothing comes back".to_owned());
    let degraded = ping(4, 0).judge(HERE, &answers, silence());
    assert_eq!(degraded.finding, Finding::Degraded);
    assert_eq!(degraded.said, "127.0.0.1 answers 3 of 4 times in 1.50 ms: nothing comes back");
    assert!((degraded.numbers[1].value - 25.0).abs() < 1e-9);
    let borne = ping(4, 25).judge(HERE, &answers, silence());
    assert_eq!((borne.finding, borne.numbers[0].value), (Finding::Fine, 0.0015));
    let failed = ping(4, 99).judge(HERE, &[], silence());
    assert_eq!(failed.finding, Finding::Failed);
    assert_eq!(failed.said, "127.0.0.1 does not answer any of 4 times: nothing comes back");
    assert_eq!(ping(1, 0).judge(HERE, &answers[..1], None).said, "127.0.0.1 answers in 1.50 ms");
}

#[test]
fn what_is_no_host_is_said() {
    for host in ["", "a b", "http://a"] {
        let wrong = build(&options(&[("host", text(host))])).map(drop).unwrap_err();
        assert_eq!(wrong.key, "host", "{host}");
    }
    assert_eq!(build(&options(&[("host", text("[::1]"))])).unwrap().target(), "::1");
}
