//! Senders that prove themselves in ways of their own: signatures, tokens, deliveries taken once.

use std::net::SocketAddr;
use std::process::{Command, Stdio};

use wail::sources::find;

use crate::sender::{Reply, exchange, webhook};
use crate::world::{KEY, PROGRAM, World};

const PROVED: &str = "
[sources.ci]
kind = \"github\"
secret = \"env:WAIL_TEST_KEY\"
[sources.events]
kind = \"pagerduty-events-v2\"
key = \"env:WAIL_TEST_KEY\"
[sources.cloudflare]
key = \"env:WAIL_TEST_KEY\"
[sources.mail]
kind = \"mailgun\"
secret = \"env:WAIL_TEST_KEY\"
[sources.topic]
kind = \"aws-sns-cloudwatch\"
signed = true
";

fn world() -> World {
    World::new(&format!("{PROGRAM}{PROVED}"))
}

/// The body of what reports a problem, as that kind of sender sends it.
fn sample(kind: &str) -> &'static str {
    find(kind).unwrap().samples.firing.body
}

/// HMAC with SHA-256 under the key of this world, as openssl makes it.
fn signed(message: &str) -> String {
    use std::io::Write as _;
    let mut openssl = Command::new("openssl")
        .args(["dgst", "-sha256", "-hmac", KEY])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    openssl.stdin.take().unwrap().write_all(message.as_bytes()).unwrap();
    let told = String::from_utf8(openssl.wait_with_output().unwrap().stdout).unwrap();
    told.trim().rsplit(' ').next().unwrap().to_owned()
}

fn post(address: SocketAddr, path: &str, headers: &[(&str, &str)], body: &str) -> Reply {
    let headers: Vec<String> =
        headers.iter().map(|(name, value)| format!("{name}: {value}\r\n")).collect();
    exchange(address, &webhook(path, &headers.concat(), body.as_bytes())).unwrap()
}

#[test]
fn what_is_signed_is_taken_and_each_delivery_once() {
    let world = world();
    let daemon = world.serve();
    let body = sample("github");
    let signature = format!("sha256={}", signed(body));
    let deliver = |delivery: &str, signature: &str, body: &str| {
        let headers = [
            ("X-GitHub-Event", "workflow_run"),
            ("X-GitHub-Delivery", delivery),
            ("X-Hub-Signature-256", signature),
        ];
        post(daemon.address, "/in/ci", &headers, body).status
    };
    assert_eq!(deliver("one", "sha256=00", body), 401);
    assert_eq!(deliver("one", &signature, &body.replace("failure", "success")), 401);
    assert_eq!(post(daemon.address, "/in/ci", &[("X-GitHub-Event", "ping")], "{}").status, 401);
    assert_eq!(deliver("one", &signature, body), 202, "what was refused was not taken");
    assert_eq!(deliver("one", &signature, body), 409);
    assert_eq!(deliver("two", &signature, body), 202);
    daemon.decides();
    assert_eq!(world.open().len(), 1);
}

#[test]
fn a_page_in_a_browser_must_show_a_key_where_nobody_else_must() {
    let world = World::new(&format!("{PROGRAM}[dropin.alertmanager]\n"));
    let daemon = world.serve();
    let from = |site: &str, path: &str, body: &str| {
        post(daemon.address, path, &[("Sec-Fetch-Site", site)], body).status
    };
    let alert = r#"{"summary":"disk full"}"#;
    let ends_at = wail::daemon::clock::now() + jiff::SignedDuration::from_hours(1);
    let silence = format!(
        r#"{{"matchers":[{{"name":"severity","value":".+","isRegex":true}}],"endsAt":"{ends_at}"}}"#
    );
    for site in ["cross-site", "same-site"] {
        assert_eq!(from(site, "/in/generic", alert), 401, "{site}");
        assert_eq!(from(site, "/api/v2/silences", &silence), 401, "{site}");
    }
    assert_eq!(from("none", "/in/generic", alert), 202);
    assert_eq!(from("none", "/api/v2/silences", &silence), 200);
}

#[test]
fn a_key_is_found_where_its_kind_of_sender_puts_it() {
    let world = world();
    let daemon = world.serve();
    let body = sample("pagerduty-events-v2");
    let wrong = post(daemon.address, "/in/events", &[], body);
    assert_eq!((wrong.status, wrong.text.contains("the key is missing or wrong")), (401, true));
    let right = body.replace("0123456789abcdef0123456789abcdef", KEY);
    assert_eq!(post(daemon.address, "/in/events", &[], &right).status, 202);
    let bearer = format!("Bearer {KEY}");
    let usual = [("Authorization", bearer.as_str())];
    assert_eq!(post(daemon.address, "/in/events", &usual, body).status, 202);
    let body = sample("cloudflare");
    assert_eq!(
        post(daemon.address, "/in/cloudflare", &[("cf-webhook-auth", KEY)], body).status,
        202
    );
    assert_eq!(
        post(daemon.address, "/in/cloudflare", &[("cf-webhook-auth", "x")], body).status,
        401
    );
}

#[test]
fn a_signature_that_is_too_old_is_refused_with_that_reason() {
    let world = world();
    let daemon = world.serve();
    let form = |seconds: i64, token: &str| {
        let signature = signed(&format!("{seconds}{token}"));
        format!(
            "recipient=ops%40example.org&subject=disk+full&from=db%40example.org&\
             timestamp={seconds}&token={token}&signature={signature}"
        )
    };
    let deliver = |body: &str| {
        let kind = [("Content-Type", "application/x-www-form-urlencoded")];
        post(daemon.address, "/in/mail", &kind, body)
    };
    let old = deliver(&form(1_672_531_200, "a"));
    assert_eq!((old.status, old.text.contains("too old")), (401, true), "{}", old.text);
    let now = Command::new("date").arg("+%s").output().unwrap();
    let now: i64 = String::from_utf8(now.stdout).unwrap().trim().parse().unwrap();
    assert_eq!(deliver(&form(now, "b")).status, 202);
    assert_eq!(deliver(&form(now, "b")).status, 409);
    let text = deliver(&form(now, "c").replace("token=c", "token=d"));
    assert_eq!((text.status, text.text.contains("the signature is wrong")), (401, true));
}

/// The certificate of a message that claims to be Amazon's is not asked of anybody else.
#[test]
fn a_message_whose_certificate_is_somebody_elses_is_not_taken() {
    let world = world();
    let daemon = world.serve();
    let body = sample("aws-sns-cloudwatch");
    let forged = body.replace("amazonaws.com/", "amazonaws.com.example.org/");
    let reply = post(daemon.address, "/in/topic", &[], &forged);
    assert_eq!(reply.status, 401, "{}", reply.text);
    daemon.decides();
    assert!(world.open().is_empty());
}

#[test]
fn no_key_of_an_address_is_kept() {
    let world = world();
    let daemon = world.serve();
    let body = sample("cloudflare");
    let path = format!("/in/cloudflare/{KEY}/zone?key={KEY}&name=x");
    assert_eq!(post(daemon.address, &path, &[], body).status, 202);
    daemon.decides();
    let kept = std::fs::read(world.store()).unwrap();
    let log = std::fs::read(world.store().with_extension("db-wal")).unwrap_or_default();
    let has = |wanted: &str| {
        [&kept, &log]
            .iter()
            .any(|file| file.windows(wanted.len()).any(|it| it == wanted.as_bytes()))
    };
    assert!(has("/zone?name=x"), "the rest of the address is");
    assert!(!has(KEY));
}
