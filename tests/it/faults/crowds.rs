//! Many large or slow bodies at once, and clients that never take their answers: memory stays small,
//! places come back, and an alert gets in meanwhile.

use std::io::{ErrorKind, Write};
use std::net::{SocketAddr, TcpStream};
use std::time::{Duration, Instant};

use rusqlite::Connection;
use tokio::net::TcpSocket;

use crate::sender::{Line, get, webhook};
use crate::world::{Daemon, PATIENCE, PROGRAM, World, firing, may_be_long, pause, say, until};

/// How many large bodies come at once: as many megabytes, if all were let in.
const LARGE: usize = 300;

/// How many clients say more than they send.
const SLOW: usize = 1500;

/// How large a large body is: less than is taken.
const SIZE: usize = 1_000_000;

/// How much memory a crowd may cost: the room for bodies, half as much again while they are kept, and
/// what connections take.
const COSTS: usize = 48 * 1024 * 1024;

/// How many bytes of bodies it holds.
fn held(daemon: &Daemon) -> usize {
    let metrics = get(daemon.address, "/metrics").unwrap().text;
    let line = metrics.lines().find(|line| line.starts_with("wail_inbox_held_bytes ")).unwrap();
    line.rsplit(' ').next().unwrap().parse().unwrap()
}

fn gives_everything_back(daemon: &Daemon) {
    until("what was held is given back", PATIENCE, || held(daemon) == 0);
}

/// A client that sends almost all of a large body.
fn almost_sends(address: SocketAddr, chunked: bool) -> TcpStream {
    let mut stream = TcpStream::connect(address).unwrap();
    let (header, begin) = if chunked {
        ("Transfer-Encoding: chunked".to_owned(), format!("{SIZE:x}\r\n"))
    } else {
        (format!("Content-Length: {SIZE}"), String::new())
    };
    let head = format!("POST /in/generic HTTP/1.1\r\nHost: wail\r\n{header}\r\n\r\n{begin}");
    let sent = stream.write_all(head.as_bytes());
    // One that is refused is not read to its end.
    drop(sent.and_then(|()| stream.write_all(&vec![b' '; SIZE - 1000])));
    stream
}

#[test]
fn three_hundred_large_bodies_at_once_take_little_memory_and_an_alert_gets_in() {
    let world = World::new(PROGRAM);
    let daemon = world.serve();
    daemon.fires("before");
    daemon.decides();
    let before = daemon.memory();
    let (mut crowd, mut most) = (Vec::new(), 0);
    for number in 0..LARGE {
        crowd.push(almost_sends(daemon.address, number % 2 == 0));
        if number % 10 == 0 {
            most = most.max(held(&daemon));
            daemon.fires(&format!("meanwhile {number}"));
        }
    }
    let growth = daemon.most_memory().saturating_sub(before);
    say(&format!("{LARGE} large bodies: {most} bytes held at most, {growth} more memory"));
    assert!(most > 8 * 1024 * 1024, "they were not there at the same time: {most} bytes");
    assert!(growth < COSTS, "{growth} bytes more memory");
    let floods = get(daemon.address, "/metrics").unwrap().text;
    assert!(!floods.contains("{result=\"flood\"} 0\n"), "some are refused: {floods}");
    drop(crowd);
    gives_everything_back(&daemon);
    // There is room again.
    let body = format!("{}{}", firing("large"), " ".repeat(SIZE - 100));
    assert_eq!(daemon.post("generic", body).status, 202);
    gives_everything_back(&daemon);
}

#[test]
fn fifteen_hundred_clients_that_say_more_than_they_send_keep_no_alert_out() {
    let most_files = wail::system::raise_open_files();
    if most_files < SLOW + 200 {
        return crate::world::cannot(&format!("only {most_files} files may be open"));
    }
    let world = World::new(PROGRAM);
    let daemon = world.serve();
    let before = daemon.memory();
    let mut crowd = Vec::new();
    for number in 0..SLOW {
        let mut stream = TcpStream::connect(daemon.address).unwrap();
        // The most that a body may say and still count as small, and the most that is taken.
        let length = if number % 2 == 0 { 64 * 1024 } else { 1024 * 1024 };
        let head = format!("POST /in/generic HTTP/1.1\r\nContent-Length: {length}\r\n\r\n {{");
        // A large one may have been refused by then.
        drop(stream.write_all(head.as_bytes()));
        crowd.push(stream);
        if number % 100 == 0 {
            daemon.fires(&format!("meanwhile {number}"));
        }
    }
    daemon.fires("when all are there");
    let growth = daemon.most_memory().saturating_sub(before);
    say(&format!("{SLOW} clients that say more than they send: {growth} bytes more memory"));
    assert!(growth < COSTS, "{growth} bytes more memory");
    drop(crowd);
    gives_everything_back(&daemon);
}

#[test]
fn what_waits_for_a_locked_store_keeps_its_room_even_if_its_sender_goes() {
    let world = World::new(PROGRAM);
    let daemon = world.serve();
    daemon.fires("before");
    daemon.decides();
    let before = daemon.memory();
    let lock = Connection::open(world.store()).unwrap();
    lock.busy_timeout(PATIENCE).unwrap();
    lock.execute_batch("begin exclusive").unwrap();
    let body = format!("{}{}", firing("large"), " ".repeat(SIZE - 100));
    let request = webhook("/in/generic", "", body.as_bytes());
    let (start, mut refused) = (Instant::now(), 0);
    while start.elapsed() < Duration::from_secs(3) {
        let mut line = Line::open(daemon.address).unwrap();
        line.0.set_read_timeout(Some(Duration::from_millis(10))).unwrap();
        // Whoever is refused may be cut off before everything is sent; whoever is not goes away.
        match line.ask(&request) {
            Ok(reply) => {
                assert_eq!(reply.status, 429, "{}", reply.text);
                assert!(reply.text.contains("retry-after: 1\r\n"), "{}", reply.text);
                refused += 1;
            }
            Err(error) => assert!(error.kind() != ErrorKind::ConnectionRefused, "{error}"),
        }
    }
    let growth = daemon.most_memory().saturating_sub(before);
    lock.execute_batch("rollback").unwrap();
    say(&format!("a locked store: {refused} large bodies refused, {growth} bytes more memory"));
    assert!(refused > 10, "{refused} refused");
    assert!(growth < COSTS, "{growth} bytes more memory");
    gives_everything_back(&daemon);
    daemon.fires("after");
}

/// A client that asks without end and takes no answer; says how it ended.
fn asks_without_end(mut stream: TcpStream, request: &[u8]) -> std::io::Error {
    let requests = request.repeat(1000);
    loop {
        if let Err(error) = stream.write_all(&requests) {
            return error;
        }
    }
}

#[tokio::test]
async fn a_client_that_takes_no_answers_is_cut_off_and_costs_nobody_anything() {
    if !may_be_long() {
        return say("not tested: it takes 15 seconds; set WAIL_LONG to test it");
    }
    let world = World::new(PROGRAM);
    let daemon = world.serve();
    daemon.fires("before");
    let (before, files) = (daemon.memory(), daemon.files());
    let start = Instant::now();
    let mut asking = Vec::new();
    // Answers with a body, and answers of nothing but a head.
    let requests: [&[u8]; 2] =
        [b"GET /healthz HTTP/1.1\r\n\r\n", b"HEAD /healthz HTTP/1.1\r\n\r\n"];
    for request in requests {
        let socket = TcpSocket::new_v4().unwrap();
        socket.set_recv_buffer_size(4096).unwrap();
        let stream = socket.connect(daemon.address).await.unwrap().into_std().unwrap();
        stream.set_nonblocking(false).unwrap();
        stream.set_write_timeout(Some(PATIENCE * 2)).unwrap();
        asking.push(std::thread::spawn(move || asks_without_end(stream, request)));
    }
    while !asking.iter().all(|client| client.is_finished()) {
        assert!(start.elapsed() < PATIENCE * 2, "they hold their places");
        let reply = daemon.post("generic", firing("meanwhile"));
        assert_eq!(reply.status, 202, "{}", reply.text);
        assert!(reply.took < Duration::from_secs(2), "{:?}", reply.took);
        pause(Duration::from_millis(500));
    }
    let cut = start.elapsed();
    let growth = daemon.most_memory().saturating_sub(before);
    say(&format!("clients that take no answers are cut off after {cut:?}, {growth} bytes more"));
    for client in asking {
        let error = client.join().unwrap();
        let is_cut = [ErrorKind::ConnectionReset, ErrorKind::BrokenPipe].contains(&error.kind());
        assert!(is_cut, "{error}");
    }
    until("their files are closed", PATIENCE, || daemon.files() <= files);
    assert!(growth < 16 * 1024 * 1024, "{growth} bytes more memory");
}
