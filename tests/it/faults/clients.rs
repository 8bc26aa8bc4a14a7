//! Clients that are slow, silent, too many, too large, or have no business here.

use std::io::Write;
use std::net::{SocketAddr, TcpStream};
use std::time::{Duration, Instant};

use crate::pulse::{Pulse, sounding};
use crate::sender::{Line, exchange, get, webhook};
use crate::world::{Daemon, KEY, PATIENCE, PROGRAM, SOUND, World, firing, pause, say, until};

/// Within this all slow and silent clients must be cut off: the limit for headers, and time for
/// a busy machine to do it.
const CUT: Duration = Duration::from_secs(10);

/// How many slow clients there are.
const SLOW: usize = 1500;

/// Whether the other side has closed this connection, as far as one can tell without waiting.
fn is_cut(stream: &TcpStream) -> bool {
    stream.set_nonblocking(true).unwrap();
    match stream.peek(&mut [0; 1]) {
        Ok(length) => length == 0,
        Err(error) => error.kind() != std::io::ErrorKind::WouldBlock,
    }
}

/// The middle one of so many posts.
fn usual_post(daemon: &Daemon) -> Duration {
    let mut took: Vec<Duration> = (0..9)
        .map(|number| {
            let start = Instant::now();
            let reply = daemon.post("generic", firing(&format!("post {number}")));
            assert_eq!(reply.status, 202, "{}", reply.text);
            start.elapsed()
        })
        .collect();
    took.sort_unstable();
    took[took.len() / 2]
}

#[test]
fn fifteen_hundred_slow_clients_are_cut_off_and_nobody_waits_for_them() {
    let most = wail::system::raise_open_files();
    if most < SLOW + 200 {
        return crate::world::cannot(&format!("only {most} files may be open"));
    }
    let world = World::new(PROGRAM);
    // A service manager gives no more than this; the daemon takes what it may have.
    let daemon = world.serve_by("ulimit -S -n 256; exec \"$0\" serve");
    let alone = usual_post(&daemon);
    let before = daemon.files();
    let start = Instant::now();
    let mut slow: Vec<TcpStream> =
        (0..SLOW).map(|_| TcpStream::connect(daemon.address).unwrap()).collect();
    for stream in &mut slow {
        stream.write_all(b"POST /in/generic HTTP/1.1\r\nHost: wail\r\nX-Slow: ").unwrap();
    }
    let connected = start.elapsed();
    until("they are all let in", PATIENCE, || daemon.files() > before + SLOW / 2);
    let meanwhile = usual_post(&daemon);
    let most_files = daemon.files();
    let mut cut = Duration::ZERO;
    while !slow.is_empty() {
        for stream in &mut slow {
            // One that has been cut off cannot be written to any more.
            drop(stream.write_all(b"x"));
        }
        pause(Duration::from_secs(1));
        slow.retain(|stream| !is_cut(stream));
        cut = start.elapsed();
        assert!(cut < CUT, "{} are left", slow.len());
    }
    until("their files are closed", PATIENCE, || daemon.files() <= before + 2);
    say(&format!(
        "{SLOW} slow clients, there after {} ms: all cut off after {} ms; a post took {} ms \
         meanwhile and {} ms without them; {most_files} open files at most",
        connected.as_millis(),
        cut.as_millis(),
        meanwhile.as_millis(),
        alone.as_millis()
    ));
    assert!(meanwhile < Duration::from_millis(200), "{meanwhile:?}");
    assert!(most_files < SLOW + 200, "{most_files} open files");
}

#[test]
fn a_client_that_says_nothing_is_cut_off() {
    let world = World::new(PROGRAM);
    let daemon = world.serve();
    let start = Instant::now();
    let mut silent = Line::open(daemon.address).unwrap();
    // One that has asked once and then falls silent is no better.
    let mut once = Line::open(daemon.address).unwrap();
    let reply = once.ask(&webhook("/in/generic", "", firing("once").as_bytes())).unwrap();
    assert_eq!(reply.status, 202);
    assert!(silent.is_closed());
    let first = start.elapsed();
    assert!(once.is_closed());
    let second = start.elapsed();
    say(&format!("silent clients are cut off after {first:?} and {second:?}"));
    assert!(second < CUT + Duration::from_secs(2), "{second:?}");
}

#[test]
fn a_body_that_trickles_is_refused_with_408() {
    let world = World::new(PROGRAM);
    let daemon = world.serve();
    let start = Instant::now();
    let mut line = Line::open(daemon.address).unwrap();
    let request = webhook("/in/generic", "", &[b' '; 1000]);
    line.0.write_all(&request[..request.len() - 1000]).unwrap();
    let mut trickle = line.0.try_clone().unwrap();
    let trickling = std::thread::spawn(move || {
        // It is refused before it is through.
        while trickle.write_all(b" ").is_ok() && start.elapsed() < PATIENCE {
            pause(Duration::from_millis(100));
        }
    });
    let reply = line.answer(start).unwrap();
    assert_eq!(reply.status, 408, "{}", reply.text);
    assert!(reply.took < Duration::from_secs(15), "{:?}", reply.took);
    assert!(line.is_closed());
    trickling.join().unwrap();
    daemon.fires("others are not harmed");
}

/// Sends 200 MB in pieces for as long as they are taken; says how much was sent.
fn pour(mut stream: TcpStream, chunked: bool) -> usize {
    let piece = vec![b'x'; 64 * 1024];
    let mut sent = 0;
    while sent < 200_000_000 {
        let head = if chunked { "10000\r\n" } else { "" };
        let end = if chunked { "\r\n" } else { "" };
        let parts = [head.as_bytes(), &piece, end.as_bytes()];
        if parts.into_iter().any(|part| stream.write_all(part).is_err()) {
            return sent;
        }
        sent += piece.len();
    }
    sent
}

fn oversize(daemon: &Daemon, headers: &str, chunked: bool) {
    let before = daemon.memory();
    let head = format!("POST /in/generic HTTP/1.1\r\nHost: wail\r\n{headers}\r\n");
    let mut line = Line::open(daemon.address).unwrap();
    let start = Instant::now();
    line.0.write_all(head.as_bytes()).unwrap();
    let stream = line.0.try_clone().unwrap();
    let pouring = std::thread::spawn(move || pour(stream, chunked));
    let reply = line.answer(start).unwrap();
    assert_eq!(reply.status, 413, "{}", reply.text);
    assert!(!reply.text.contains("100 Continue"), "{}", reply.text);
    assert!(reply.took < Duration::from_secs(5), "{:?}", reply.took);
    assert!(line.is_closed(), "the rest is not worth reading");
    let sent = pouring.join().unwrap();
    let growth = daemon.most_memory().saturating_sub(before);
    say(&format!(
        "200 MB with `{}`: refused after {} ms, {} kB were sent, {} kB more memory",
        headers.trim_end(),
        reply.took.as_millis(),
        sent / 1024,
        growth / 1024
    ));
    assert!(sent < 50_000_000, "{sent} bytes were taken");
    assert!(growth < 8 * 1024 * 1024, "{growth} bytes more memory");
}

#[test]
fn two_hundred_megabytes_are_refused_with_413_before_they_are_here() {
    let world = World::new(PROGRAM);
    let daemon = world.serve();
    daemon.fires("before");
    oversize(&daemon, "Content-Length: 200000000\r\n", false);
    oversize(&daemon, "Transfer-Encoding: chunked\r\n", true);
    daemon.fires("others are not harmed");
}

#[test]
fn a_client_that_asks_first_is_refused_before_it_sends() {
    let world = World::new(PROGRAM);
    let daemon = world.serve();
    let mut line = Line::open(daemon.address).unwrap();
    let ask = "POST /in/generic HTTP/1.1\r\nHost: wail\r\nContent-Length: 200000000\r\n\
               Expect: 100-continue\r\n\r\n";
    let reply = line.ask(ask.as_bytes()).unwrap();
    assert_eq!(reply.status, 413, "{}", reply.text);
    assert!(reply.took < Duration::from_secs(2), "{:?}", reply.took);
    assert!(line.is_closed());
}

#[tokio::test]
async fn with_all_files_taken_others_are_served_it_does_not_spin_and_the_alarm_sounds() {
    let Some(pulse) = Pulse::start().await else { return };
    let world = World::on(&pulse, SOUND);
    let daemon = world.serve_by("ulimit -n 64; exec \"$0\" serve");
    let mut friend = Line::open(daemon.address).unwrap();
    let post = |friend: &mut Line, name: &str| {
        friend.ask(&webhook("/in/generic", "", firing(name).as_bytes())).unwrap()
    };
    assert_eq!(post(&mut friend, "before").status, 202);
    until("the alarm is proved", PATIENCE, || world.count("delivered") == 1);
    assert_eq!(world.wail(["ack", "1"]).code, Some(0));
    let start = Instant::now();
    let crowd: Vec<TcpStream> =
        (0..200).map(|_| TcpStream::connect(daemon.address).unwrap()).collect();
    let worked = daemon.work();
    let begun = pulse.recorded();
    assert_eq!(post(&mut friend, "meanwhile").status, 202);
    until("the alarm is proved", PATIENCE, || world.count("delivered") == 2);
    let heard = pulse.listen(begun, Duration::from_secs(2)).await;
    assert!(sounding(&heard).is_some(), "there are files left for the alarm");
    let work = daemon.work().saturating_sub(worked);
    let passed = start.elapsed();
    let files = daemon.files();
    say(&format!("64 files, 200 clients: {files} open, {work:?} of work in {passed:?}"));
    assert!(work < passed / 4, "it spins: {work:?} of work in {passed:?}");
    assert!(files <= 64, "{files}");
    assert_eq!(world.wail(["list"]).code, Some(0));
    drop(crowd);
    until("others are served again", PATIENCE, || {
        get(daemon.address, "/healthz").is_ok_and(|reply| reply.status == 200)
    });
}

fn status(address: SocketAddr, request: &[u8]) -> u16 {
    exchange(address, request).unwrap().status
}

#[test]
fn unknown_sources_wrong_keys_and_other_methods_are_refused_each_with_its_status() {
    let world = World::new(PROGRAM);
    let daemon = world.serve();
    let address = daemon.address;
    let body = firing("let me in");
    let with =
        |path: &str, headers: &str| status(address, &webhook(path, headers, body.as_bytes()));
    let bearer = |key: &str| format!("Authorization: Bearer {key}\r\n");
    let cases = [
        (with("/in/nobody", ""), 404),
        (with("/nowhere", ""), 404),
        (with("/in/locked", ""), 401),
        (with("/in/locked", &bearer("wrong")), 401),
        (with("/in/locked", &bearer("")), 401),
        (with("/in/locked?key=correct-hors", ""), 401),
        (with("/in/locked", &bearer(KEY)), 202),
        (with(&format!("/in/locked?key={KEY}"), ""), 202),
        // "x:correct-horse" in base64.
        (with("/in/locked", "Authorization: Basic eDpjb3JyZWN0LWhvcnNl\r\n"), 202),
        (status(address, b"GET /in/generic HTTP/1.1\r\nHost: wail\r\n\r\n"), 405),
        (
            status(address, b"PUT /in/generic HTTP/1.1\r\nHost: wail\r\nContent-Length: 0\r\n\r\n"),
            400,
        ),
        (status(address, b"DELETE /in/generic HTTP/1.1\r\nHost: wail\r\n\r\n"), 405),
        (status(address, &webhook("/in/generic", "", b"")), 400),
        (status(address, &webhook("/in/generic", "", b" \r\n\t ")), 400),
    ];
    for (number, (status, expected)) in cases.into_iter().enumerate() {
        assert_eq!(status, expected, "case {number}");
    }
    daemon.decides();
    assert_eq!(world.open().len(), 1, "only who has the key is heard");
    // That somebody tried is on the record with the next sign of life; the one that comes meanwhile has
    // the first of them.
    let noted = || {
        let events = world.events().into_iter().filter(|entry| entry["event"] == "wrong-key");
        events.map(|entry| entry["text"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    let number = |text: &String| text.split(' ').next().unwrap().parse::<u32>().unwrap();
    until("the wrong keys are noted", PATIENCE, || noted().iter().map(number).sum::<u32>() == 4);
    assert!(noted().iter().all(|text| text.contains("refused") && !text.contains(KEY)));
}

#[test]
fn requests_that_are_no_http_are_refused_and_harm_nobody() {
    let world = World::new(PROGRAM);
    let daemon = world.serve();
    let long = format!("POST /in/generic HTTP/1.1\r\nX: {}\r\n\r\n", "x".repeat(1_000_000));
    let many = format!("POST /in/generic HTTP/1.1\r\n{}\r\n", "X: y\r\n".repeat(10_000));
    let requests: [&[u8]; 6] = [
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
        b"POST /in/generic\r\n\r\n",
        b"POST /in/generic HTTP/1.1\r\nContent-Length: -5\r\n\r\n",
        b"POST /in/generic HTTP/1.1\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nhello!",
        long.as_bytes(),
        many.as_bytes(),
    ];
    for request in requests {
        let start = Instant::now();
        let mut line = Line::open(daemon.address).unwrap();
        // It may be cut off before everything is sent.
        drop(line.0.write_all(request));
        match line.answer(start) {
            Ok(reply) => assert!((400..500).contains(&reply.status), "{}", reply.text),
            Err(error) => assert!(error.kind() != std::io::ErrorKind::WouldBlock, "{error}"),
        }
        assert!(start.elapsed() < CUT);
    }
    daemon.fires("others are not harmed");
    daemon.decides();
    assert_eq!(world.open().len(), 1);
}
