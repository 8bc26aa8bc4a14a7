//! Who is asked for a name, what is remembered, and what is said when nobody answers.

use std::io::Write;
use std::net::Ipv4Addr;
use std::sync::atomic::{AtomicUsize, Ordering};

use hickory_resolver::proto::rr::RData;
use tempfile::TempDir;

use super::super::tests::server::{Answer, closed, name_server};
use super::*;

const LONG: Duration = Duration::from_secs(20);
const SHORT: Duration = Duration::from_millis(200);

fn address(last: u8) -> RData {
    RData::A(Ipv4Addr::new(192, 0, 2, last).into())
}

fn names(server: SocketAddr) -> Names {
    Names::new(Source::Server(server), REMEMBERED)
}

#[tokio::test]
async fn an_address_is_its_own_and_nobody_is_asked() {
    let names = names(closed().await);
    for address in ["192.0.2.1", "2001:db8::1"] {
        let found = names.addresses(address, SHORT).await.unwrap();
        assert_eq!(found, [address.parse::<IpAddr>().unwrap()]);
    }
}

#[tokio::test]
async fn an_answer_is_remembered_and_that_there_is_none_is_not() {
    let asked = Arc::new(AtomicUsize::new(0));
    let counted = Arc::clone(&asked);
    let server = name_server(move |name, record| {
        if record == RecordType::A {
            counted.fetch_add(1, Ordering::SeqCst);
        }
        match (name, record) {
            ("shop.example", RecordType::A) => Answer::Records(vec![address(1), address(2)]),
            ("shop.example", _) => Answer::Records(Vec::new()),
            _ => Answer::Code(ResponseCode::NXDomain),
        }
    })
    .await;
    let names = names(server);
    for _ in 0..3 {
        assert_eq!(names.addresses("shop.example", LONG).await.unwrap().len(), 2);
    }
    assert_eq!(asked.load(Ordering::SeqCst), 1);
    for _ in 0..2 {
        let why = names.addresses("nobody.example", LONG).await.unwrap_err().to_string();
        let expected = "the name nobody.example does not resolve: there is no such name (NXDOMAIN)";
        assert_eq!(why, expected);
    }
    assert_eq!(asked.load(Ordering::SeqCst), 3);
}

#[tokio::test]
async fn one_family_is_enough_when_nobody_answers_for_the_other() {
    let server = name_server(|_, record| match record {
        RecordType::A => Answer::Records(vec![address(1)]),
        _ => Answer::Silence,
    })
    .await;
    let found = names(server).addresses("shop.example", LONG).await.unwrap();
    assert_eq!(found, ["192.0.2.1".parse::<IpAddr>().unwrap()]);
}

#[tokio::test]
async fn a_resolver_that_is_silent_is_named() {
    let server = name_server(|_, _| Answer::Silence).await;
    let why = names(server).addresses("shop.example", SHORT).await.unwrap_err().to_string();
    let expected =
        format!("the name shop.example does not resolve: the resolver {server} does not answer");
    assert_eq!(why, expected);
}

#[tokio::test]
async fn the_file_of_names_comes_first_and_is_read_again_when_it_changes() {
    let folder = TempDir::new().unwrap();
    let hosts = folder.path().join("hosts");
    fs::write(&hosts, "192.0.2.7 shop.example shop\n").unwrap();
    let resolvers = folder.path().join("resolv.conf");
    let source = Source::System { resolvers: resolvers.clone(), hosts: hosts.clone() };
    let names = Names::new(source, REMEMBERED);
    let found = async |host: &str| names.addresses(host, SHORT).await;
    assert_eq!(found("SHOP").await.unwrap(), ["192.0.2.7".parse::<IpAddr>().unwrap()]);
    let why = found("db.example").await.unwrap_err().to_string();
    let expected = format!(
        "the name db.example does not resolve: cannot read {}: it is not there",
        resolvers.display()
    );
    assert_eq!(why, expected);
    let mut file = fs::OpenOptions::new().append(true).open(&hosts).unwrap();
    file.write_all(b"2001:db8::7 db.example\n").unwrap();
    assert_eq!(found("db.example").await.unwrap(), ["2001:db8::7".parse::<IpAddr>().unwrap()]);
    fs::write(&resolvers, "# nobody\n").unwrap();
    let why = found("www.example").await.unwrap_err().to_string();
    assert!(why.ends_with("names no resolver that can be asked"), "{why}");
}

#[tokio::test]
async fn what_cannot_be_a_name_is_told() {
    let names = names(closed().await);
    let why = names.addresses("a..b", SHORT).await.unwrap_err().to_string();
    assert_eq!(why, "the name a..b does not resolve: this cannot be a name");
}
