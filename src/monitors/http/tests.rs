//! What an answer must be like, and what cannot be asked.

use std::collections::BTreeMap;

use hickory_resolver::proto::op::ResponseCode;
use jiff::Timestamp;
use tokio::io::{AsyncReadExt, AsyncWriteExt};

use super::super::tests::server;
use super::super::{Means, Secret, Value};
use super::*;
use crate::domain::watch::{Finding, Observation};

fn options(values: &[(&'static str, Value)]) -> Options {
    let url = ("url", Value::Text("http://127.0.0.1:9/".to_owned()));
    let values = [url].into_iter().chain(values.iter().cloned()).collect();
    Options { name: "shop".to_owned(), values }
}

fn wrong(values: &[(&'static str, Value)]) -> Wrong {
    build(&options(values)).map(drop).unwrap_err()
}

fn list(texts: &[&str]) -> Value {
    Value::List(texts.iter().map(|text| (*text).to_owned()).collect())
}

fn judged(values: &[(&'static str, Value)], body: &str) -> Look {
    let conditions = Conditions::read(&options(values)).unwrap();
    conditions.judge("200 OK", &Body { bytes: body.as_bytes().to_vec(), is_whole: true })
}

#[test]
fn statuses_are_single_ones_classes_and_ranges() {
    let statuses = Statuses::read(&["200-204".to_owned(), "3xx".to_owned(), "401".to_owned()]);
    let statuses = statuses.unwrap();
    let right: Vec<u16> = (100..600).filter(|status| statuses.have(*status)).collect();
    let expected: Vec<u16> = (200..205).chain(300..400).chain([401]).collect();
    assert_eq!(right, expected);
    assert!(Statuses::read(&[]).unwrap().have(299));
    for bad in ["", "20", "xx", "9xx9", "204-200", "2000", "-1", "ok"] {
        assert!(Statuses::read(&[bad.to_owned()]).is_err(), "{bad}");
    }
}

#[test]
fn what_must_be_in_an_answer_is_and_what_must_not_is_not() {
    let text = [("text", list(&["ready", "!maintenance"]))];
    assert_eq!(judged(&text, "all ready").finding, Finding::Fine);
    assert_eq!(judged(&text, "no").said, "200 OK, and the answer has no text `ready`");
    let both = judged(&text, "ready for maintenance");
    assert_eq!(both.said, "200 OK, and the answer has the text `maintenance`");
    let regex = [("regex", list(&["v[0-9]+", "!(?i)error"]))];
    assert_eq!(judged(&regex, "v12").finding, Finding::Fine);
    assert_eq!(judged(&regex, "v12 Error").finding, Finding::Failed);
}

#[test]
fn what_must_be_true_of_json_is_asked_by_name() {
    let json = [("json", list(&["status == 'ok' and db.lag < 5"]))];
    assert_eq!(judged(&json, r#"{"status": "ok", "db": {"lag": 2}}"#).finding, Finding::Fine);
    let late = judged(&json, r#"{"status": "ok", "db": {"lag": 9}}"#);
    assert_eq!(late.said, "200 OK, and it is not so that status == 'ok' and db.lag < 5");
    assert_eq!(judged(&json, "{}").finding, Finding::Failed);
    assert_eq!(judged(&json, "<html>").said, "200 OK, and what it answers is not JSON");
    let list = [("json", list(&["body[0].up"]))];
    assert_eq!(judged(&list, r#"[{"up": true}]"#).finding, Finding::Fine);
}

#[test]
fn numbers_of_json_are_kept_for_gauges() {
    let table = BTreeMap::from([("queue".to_owned(), "queue.length".to_owned())]);
    let number = [("number", Value::Table(table))];
    let look = judged(&number, r#"{"queue": {"length": 41}}"#);
    assert_eq!((look.numbers[0].label.as_str(), look.numbers[0].value), ("queue", 41.0));
    assert_eq!(judged(&number, "{}").said, "200 OK, and queue.length is no number");
}

#[test]
fn what_cannot_be_asked_is_said_with_its_key() {
    let text = |text: &str| Value::Text(text.to_owned());
    for (key, value) in [
        ("url", text("shop.example")),
        ("url", text("ftp://shop.example/")),
        ("url", text("https://me:secret@shop.example/")),
        ("method", text("GE T")),
        ("status", list(&["fine"])),
        ("regex", list(&["("])),
        ("text", list(&[""])),
        ("json", list(&["status =="])),
        ("certificate_days", Value::Whole(5)),
        ("password", Value::Secret(Secret::new("x"))),
        ("headers", Value::Table(BTreeMap::from([("a b".to_owned(), "c".to_owned())]))),
    ] {
        assert_eq!(wrong(&[(key, value)]).key, key);
    }
}

#[test]
fn what_is_looked_at_is_told_without_what_may_be_secret() {
    let url = Value::Text("https://shop.example/health?token=secret#x".to_owned());
    assert_eq!(build(&options(&[("url", url)])).unwrap().target(), "https://shop.example/health");
}

/// What a look comes to at a server that shows that certificate, by whoever trusts that authority.
async fn over_tls(
    identity: server::Identity,
    authority: &server::Authority,
    now: &str,
    more: &[(&'static str, Value)],
) -> Observation {
    let address = server::shows(identity, &[], rustls::ALL_VERSIONS).await;
    let usual = [
        ("url", Value::Text(format!("https://localhost:{}/", address.port()))),
        ("ca", Value::Path(authority.file())),
    ];
    let written: Vec<_> = usual.into_iter().chain(more.iter().cloned()).collect();
    server::looked(&MONITOR, &written, &Means::default(), server::at(now)).await
}

#[tokio::test]
async fn a_certificate_that_ends_soon_is_degraded_and_its_days_are_a_number() {
    let authority = server::Authority::new("Ours");
    let identity = || authority.vouches("localhost", (2001, 1, 1), (2999, 4, 1));
    let fine = over_tls(identity(), &authority, "2999-03-01T00:00:00Z", &[]).await;
    assert_eq!((fine.finding, fine.said.as_str()), (Finding::Fine, "200 OK"));
    let number = &fine.numbers[0];
    assert_eq!((number.label.as_str(), number.value), ("certificate_days", 31.0));
    let soon = over_tls(identity(), &authority, "2999-03-27T00:00:00Z", &[]).await;
    assert_eq!(soon.said, "200 OK, and its certificate ends in 5 days");
    assert_eq!(soon.finding, Finding::Degraded);
    let borne = [("certificate_days", Value::Whole(3))];
    let borne = over_tls(identity(), &authority, "2999-03-27T00:00:00Z", &borne).await;
    assert_eq!(borne.finding, Finding::Fine, "{borne:?}");
    let wrong = [("status", list(&["500"]))];
    let wrong = over_tls(identity(), &authority, "2999-03-27T00:00:00Z", &wrong).await;
    assert_eq!(wrong.finding, Finding::Failed, "{wrong:?}");
}

#[tokio::test]
async fn what_is_wrong_with_a_certificate_is_said_in_words() {
    let (authority, other) = (server::Authority::new("Ours"), server::Authority::new("Other"));
    let now = "2026-01-01T00:00:00Z";
    for (identity, said) in [
        (
            authority.vouches("localhost", (2001, 1, 1), (2025, 12, 29)),
            "its certificate ended 3 days ago",
        ),
        (
            authority.vouches("localhost", (2998, 1, 1), (2999, 1, 1)),
            "its certificate is not good yet: it begins in 355016 days",
        ),
        (
            authority.vouches("other.example", (2001, 1, 1), (2999, 1, 1)),
            "its certificate is for other.example, not for localhost",
        ),
        (
            other.vouches("localhost", (2001, 1, 1), (2999, 1, 1)),
            "the issuer of its certificate is not trusted",
        ),
    ] {
        let look = over_tls(identity, &authority, now, &[]).await;
        assert_eq!((look.finding, look.said.as_str()), (Finding::Failed, said));
    }
    let anybody = [("insecure", Value::Truth(true))];
    let identity = other.vouches("localhost", (2001, 1, 1), (2999, 1, 1));
    let look = over_tls(identity, &authority, now, &anybody).await;
    assert_eq!(look.finding, Finding::Fine, "{look:?}");
}

#[tokio::test]
async fn a_name_that_does_not_resolve_is_told_from_a_server_of_names_that_is_silent() {
    let answers = server::name_server(|name, _| match name {
        "silent.example" => server::Answer::Silence,
        _ => server::Answer::Code(ResponseCode::NXDomain),
    })
    .await;
    let means = server::asking(answers);
    let url = |host: &str| [("url", Value::Text(format!("http://{host}/")))];
    let look = server::looked_shortly(&MONITOR, &url("nobody.example"), &means).await;
    let said = "the name nobody.example does not resolve: there is no such name (NXDOMAIN)";
    assert_eq!((look.finding, look.said.as_str()), (Finding::Failed, said));
    let look = server::looked_shortly(&MONITOR, &url("silent.example"), &means).await;
    let said = format!("the resolver {answers} does not answer");
    assert_eq!(look.said, format!("the name silent.example does not resolve: {said}"));
}

#[tokio::test]
async fn a_dead_server_of_names_delays_nobody_who_does_not_need_it() {
    let silent = server::name_server(|_, _| server::Answer::Silence).await;
    let means = server::asking(silent);
    let port = server::takes(|stream| async move {
        let mut stream = stream;
        drop(stream.read(&mut [0; 1024]).await);
        stream.write_all(b"HTTP/1.1 204 No Content\r\n\r\n").await.unwrap();
    })
    .await;
    let waiting = [("url", Value::Text("http://shop.example/".to_owned()))];
    let healthy = [("url", Value::Text(format!("http://{port}/")))];
    let waiting = server::looked(&MONITOR, &waiting, &means, Timestamp::UNIX_EPOCH);
    let healthy = server::looked(&MONITOR, &healthy, &means, Timestamp::UNIX_EPOCH);
    tokio::pin!(waiting);
    // On one thread: if the other look held it, this one could not be first.
    tokio::select! {
        look = &mut waiting => panic!("nobody answers, and yet: {look:?}"),
        look = healthy => assert_eq!(look.said, "204 No Content"),
    }
}
