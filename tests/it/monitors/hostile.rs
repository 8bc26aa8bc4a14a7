//! Targets that do what they should not: none of them costs more than its own time.

use std::io::{Read as _, Write as _};
use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::thread;
use std::time::Duration;

use super::home;
use crate::common::target::Target;
use crate::common::until;

/// A listener that does that with each connection, and its address.
fn listener(does: impl Fn(TcpStream) + Clone + Send + 'static) -> String {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
    let address = listener.local_addr().unwrap();
    thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            let does = does.clone();
            thread::spawn(move || does(stream));
        }
    });
    format!("http://{address}/")
}

fn head(stream: &mut TcpStream) {
    let mut request = [0; 4096];
    let read = stream.read(&mut request).unwrap_or_default();
    assert!(read > 0 || stream.peer_addr().is_ok());
}

/// Writes again and again until nobody takes it.
fn for_ever(stream: &mut TcpStream, piece: &[u8], rest: Duration) {
    while stream.write_all(piece).is_ok() {
        thread::park_timeout(rest);
    }
}

fn monitor(name: &str, url: &str, more: &str) -> String {
    format!(
        "[monitors.{name}]\nkind = \"http\"\nurl = \"{url}\"\nevery = \"2s\"\ntimeout = \"1s\"\n\
         down_after = 1\n{more}\n"
    )
}

#[test]
fn each_is_told_for_what_it_is() {
    let silent = listener(|mut stream| {
        head(&mut stream);
        thread::park_timeout(Duration::from_mins(1));
    });
    let trickles = listener(|mut stream| {
        head(&mut stream);
        drop(stream.write_all(b"HTTP/1.1 200 OK\r\n\r\n"));
        for_ever(&mut stream, b"x", Duration::from_millis(50));
    });
    let endless = listener(|mut stream| {
        head(&mut stream);
        drop(stream.write_all(b"HTTP/1.1 200 OK\r\n\r\n"));
        for_ever(&mut stream, &vec![b'x'; 65_536], Duration::ZERO);
    });
    let endless_head = listener(|mut stream| {
        head(&mut stream);
        drop(stream.write_all(b"HTTP/1.1 200 OK\r\n"));
        for_ever(&mut stream, b"x-more: and more of it\r\n", Duration::ZERO);
    });
    let babble = listener(|mut stream| {
        head(&mut stream);
        drop(stream.write_all(b"\x00\xff\x1b[2J no http at all\r\n\r\n"));
    });
    let breaks_off = listener(|mut stream| {
        head(&mut stream);
        drop(stream.write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\nhalf"));
    });
    let around = listener(|mut stream| {
        head(&mut stream);
        let answer = b"HTTP/1.1 302 Found\r\nlocation: /\r\ncontent-length: 0\r\n\r\n";
        for_ever(&mut stream, answer, Duration::from_millis(1));
    });
    let monitors = [
        monitor("silent", &silent, ""),
        monitor("trickles", &trickles, ""),
        monitor("endless", &endless, "text = \"y\""),
        monitor("endless-head", &endless_head, ""),
        monitor("babble", &babble, ""),
        monitor("breaks-off", &breaks_off, ""),
        monitor("around", &around, "redirects = 3"),
        monitor("closed", "http://127.0.0.1:1/", ""),
    ];
    let home = home(&monitors.concat());
    let ran = home.json_of_failure(&["check"]);
    let told: Vec<String> = ran
        .as_array()
        .unwrap()
        .iter()
        .map(|seen| {
            format!("{}: {}", seen["monitor"].as_str().unwrap(), seen["said"].as_str().unwrap())
        })
        .collect();
    let expected = [
        ("around", "it leads elsewhere more than 3 times"),
        ("babble", "invalid HTTP version parsed"),
        ("breaks-off", "200 OK, and the answer breaks off: "),
        ("closed", "Connection refused"),
        ("endless", "200 OK, and the answer has no text `y` in its first 1048576 bytes"),
        // Too large, or not to its end in time: a busy machine reads only so much of it.
        ("endless-head", ""),
        ("silent", "no answer within 1.00 s"),
        ("trickles", "no answer within 1.00 s"),
    ];
    assert_eq!(told.len(), expected.len(), "{told:#?}");
    assert!(told[5].ends_with("too large") || told[5].ends_with("no answer within 1.00 s"));
    for (told, (name, said)) in told.iter().zip(expected) {
        assert!(told.starts_with(&format!("{name}: {said}")), "{told}");
    }
}

#[test]
fn many_that_never_answer_keep_no_other_from_its_beat() {
    let healthy = Target::new();
    let silent: Vec<Target> = (0..100).map(|_| Target::new()).collect();
    silent.iter().for_each(Target::falls_silent);
    let hung = silent.iter().enumerate().map(|(number, target)| {
        monitor(&format!("hung-{number}"), &target.url(), "severity = \"info\"")
    });
    let mut text: String = hung.collect();
    text.push_str(&monitor("shop", &healthy.url(), "").replace("every = \"2s\"", "every = \"1s\""));
    let home = home(&text);
    let daemon = home.daemon();
    until("the healthy one has been looked at again and again", || healthy.asked() >= 6);
    // Each of the others has been looked at no more often than its interval and the healthy one allow.
    assert!(silent.iter().all(|target| target.asked() <= healthy.asked()));
    until("each of them was looked at", || silent.iter().all(|target| target.asked() >= 1));
    assert_eq!(daemon.stop(), 0);
}
