//! Letters to a real SMTP server: with a password, encrypted, refused, and to one that never answers.

use std::io::{BufRead, BufReader};
use std::net::TcpListener;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{Receiver, channel};

use serde_json::Value;

use super::{LONG, sentences, until_events, world_with_links};
use crate::world::{PATIENCE, World, cannot, until};

/// A mail server at work; it ends with the test.
struct Server {
    child: Child,
    lines: Receiver<String>,
    port: u16,
}

impl Server {
    /// Starts it, with a certificate and its key if it is to encrypt; none where there is no such
    /// program here.
    fn start(world: &World, secured: Option<(&Path, &Path)>) -> Option<Self> {
        let mut command = world.program("/usr/bin/python3");
        command.args(["-c", include_str!("smtp.py")]);
        command.args(secured.into_iter().flat_map(|(certificate, key)| [certificate, key]));
        command.stdin(Stdio::piped()).stdout(Stdio::piped());
        let mut child = command.spawn().ok()?;
        let output = BufReader::new(child.stdout.take().unwrap());
        let (sender, lines) = channel();
        std::thread::spawn(move || {
            output.lines().map_while(Result::ok).all(|line| sender.send(line).is_ok())
        });
        let port = lines.recv_timeout(PATIENCE).ok().and_then(|port| port.parse().ok());
        if port.is_none() {
            cannot("there is no python3-aiosmtpd");
        }
        Some(Self { child, lines, port: port? })
    }

    fn letter(&self) -> Value {
        serde_json::from_str(&self.lines.recv_timeout(LONG).unwrap()).unwrap()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // It may have ended before.
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

/// Reaches ana by a letter over that server.
fn by_mail(host: &str, port: u16, more: &str) -> String {
    format!(
        "[people.ana]\nchannels = [{{ use = \"push\", to = \"mail\", name = \"mail\", \
         address = \"Ana <ana@example.org>\", from = \"wail <pager@example.org>\", \
         server = \"{host}:{port}\", user = \"pager\", {more} }}]\n"
    )
}

/// The text of a letter, whose lines are not broken by how it was sent.
fn text_of(letter: &Value) -> String {
    letter["content"].as_str().unwrap().replace("=\r\n", "").replace("\r\n", "\n")
}

#[test]
fn a_letter_goes_to_a_server_that_knows_the_password() {
    let world = world_with_links("");
    let Some(server) = Server::start(&world, None) else { return };
    let channel =
        by_mail("127.0.0.1", server.port, "password = \"env:WAIL_TEST_KEY\", tls = \"none\"");
    let config = std::fs::read_to_string(world.config()).unwrap();
    world.overwrite(&format!("{config}{channel}"));
    let daemon = world.serve();
    daemon.fires("plötzlich\\r\\nBcc: everybody@example.org");
    let letter = server.letter();
    assert_eq!(letter["from"], "pager@example.org");
    assert_eq!(letter["to"], serde_json::json!(["ana@example.org"]));
    assert_eq!(letter["login"], "pager");
    let text = text_of(&letter);
    let (head, body) = text.split_once("\n\n").unwrap();
    assert!(head.contains("X-Priority: 2 (High)"), "{head}");
    assert!(head.contains("Message-ID: <wail.1.1@example.org>"), "{head}");
    let mut lines = head.lines();
    assert!(
        !lines.any(|line| line.to_lowercase().starts_with("bcc")),
        "a summary is no header:\n{head}"
    );
    assert!(body.contains(&format!("I have it: http://{}/ack/", daemon.address)), "{body}");
    assert!(body.contains("wail ack 1"), "{body}");
    until_events(&world, "delivered", 1);
    let proof = "mail reaches out to ana: 127.0.0.1 answered 250, 2.0.0 queued as 4711";
    assert_eq!(sentences(&world, "delivered"), [proof]);
}

#[test]
fn the_week_is_a_letter_with_a_text_and_a_page_with_pictures() {
    let world = World::new("");
    let Some(server) = Server::start(&world, None) else { return };
    let channel =
        by_mail("127.0.0.1", server.port, "password = \"env:WAIL_TEST_KEY\", tls = \"none\"");
    world.configure(&format!("{channel}[reports.weekly]\nto = \"ana\"\nchannel = \"mail\"\n"));
    let sent = world.wail(["report", "weekly", "--send"]);
    assert!(sent.text().contains("the week is on its way to ana, by mail"), "{}", sent.err);
    assert!(sent.err.contains("no daemon is running here"), "{}", sent.err);
    let _daemon = world.serve();
    let letter = server.letter();
    assert_eq!(letter["to"], serde_json::json!(["ana@example.org"]));
    let text = text_of(&letter);
    let (head, body) = text.split_once("\n\n").unwrap();
    assert!(
        head.contains("Subject: the week on call: no incident, as many as the week before"),
        "{head}"
    );
    assert!(head.contains("multipart/alternative"), "{head}");
    let plain = body.find("Content-Type: text/plain").unwrap();
    let page = body.find("Content-Type: text/html").unwrap();
    assert!(plain < page, "who can show it shows the page:\n{body}");
    assert!(body[plain..page].contains("- no incident, as many as the week before"), "{body}");
    assert!(body[page..].contains("<h1>The week on call</h1>"), "{body}");
    until_events(&world, "told", 1);
    assert!(sentences(&world, "told")[0].contains("the week on call: no incident"));
}

#[test]
fn a_wrong_password_is_told_and_asked_about_once_more_only() {
    let world = World::new("");
    let Some(server) = Server::start(&world, None) else { return };
    std::fs::write(world.folder().join("wrong"), "hunter2").unwrap();
    let more = "password = \"file:wrong\", tls = \"none\"";
    world.configure(&by_mail("127.0.0.1", server.port, more));
    let daemon = world.serve();
    daemon.fires("disk");
    until_events(&world, "given-up", 1);
    let given_up = sentences(&world, "given-up").remove(0);
    assert!(given_up.contains("after 2 attempts: the mail server 127.0.0.1: "), "{given_up}");
    assert!(given_up.contains("535"), "{given_up}");
    assert!(!given_up.contains("hunter2"), "{given_up}");
}

#[test]
fn the_way_is_encrypted_unless_it_is_said_otherwise() {
    let world = World::new("");
    let at = |name: &str| world.folder().join(name);
    let mut command = Command::new("openssl");
    command.current_dir(world.folder()).args(["req", "-x509", "-newkey", "rsa:2048", "-nodes"]);
    command.args(["-days", "2", "-subj", "/CN=localhost", "-keyout", "key.pem", "-out", "crt.pem"]);
    command.args(["-addext", "subjectAltName=DNS:localhost"]);
    command.args(["-addext", "basicConstraints=critical,CA:FALSE"]);
    let made = command.stderr(Stdio::null()).status();
    if !made.is_ok_and(|status| status.success()) {
        return cannot("there is no openssl");
    }
    let Some(server) = Server::start(&world, Some((&at("crt.pem"), &at("key.pem")))) else {
        return;
    };
    world.configure(&by_mail("localhost", server.port, "password = \"env:WAIL_TEST_KEY\""));
    {
        // Nobody knows who made this certificate: nothing is sent.
        let daemon = world.serve();
        daemon.fires("disk");
        until_events(&world, "channel-failed", 1);
        let failed = sentences(&world, "channel-failed").remove(0);
        assert!(failed.to_lowercase().contains("certificate"), "{failed}");
    }
    let line = format!("SSL_CERT_FILE={} exec \"$0\" serve", at("crt.pem").display());
    let _daemon = world.serve_by(&line);
    let letter = server.letter();
    assert_eq!(letter["tls"], true, "{letter}");
    assert_eq!(letter["login"], "pager");
    until("it is delivered", PATIENCE, || world.count("delivered") == 1);
}

#[test]
fn a_mail_server_that_never_answers_is_a_failure_in_time() {
    let stalls = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = stalls.local_addr().unwrap().port();
    let more = "password = \"env:WAIL_TEST_KEY\", tls = \"none\"";
    let world = World::new(&by_mail("127.0.0.1", port, more));
    let daemon = world.serve();
    daemon.fires("disk");
    until_events(&world, "channel-failed", 1);
    let failed = sentences(&world, "channel-failed").remove(0);
    let expected = "mail cannot reach ana: the mail server 127.0.0.1 did not answer within 20 seconds; \
        it is tried again";
    assert_eq!(failed, expected);
}
