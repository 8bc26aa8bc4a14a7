//! A monitor that is asked: what it answers can be changed, and it remembers every question.

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::thread;

use serde_json::Value;

use crate::world::{PATIENCE, until};

/// A question as it came.
#[derive(Clone, Debug)]
pub(super) struct Question {
    pub(super) method: String,
    pub(super) path: String,
    pub(super) headers: BTreeMap<String, String>,
    pub(super) body: String,
}

impl Question {
    /// The number after that name in the query.
    pub(super) fn number(&self, name: &str) -> usize {
        let (_, after) = self.path.split_once(&format!("{name}=")).unwrap();
        after.split('&').next().unwrap().parse().unwrap()
    }
}

/// What is answered.
#[derive(Clone)]
pub(super) enum Answer {
    Json(Value),
    /// That status, these headers and that body.
    Of(u16, String, String),
    /// So much of a body that was promised to be longer.
    Cut(String),
    /// Nothing, ever.
    Silence,
}

type Answers = Box<dyn Fn(&Question) -> Answer + Send>;

/// The monitor, until the test ends.
pub(super) struct There {
    pub(super) address: SocketAddr,
    answers: Arc<Mutex<Answers>>,
    seen: Arc<Mutex<Vec<Question>>>,
}

impl There {
    pub(super) fn answering(answers: impl Fn(&Question) -> Answer + Send + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let answers: Arc<Mutex<Answers>> = Arc::new(Mutex::new(Box::new(answers)));
        let seen = Arc::new(Mutex::new(Vec::new()));
        let (gives, keeps) = (Arc::clone(&answers), Arc::clone(&seen));
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let (gives, keeps) = (Arc::clone(&gives), Arc::clone(&keeps));
                thread::spawn(move || {
                    let Some(question) = read(&stream) else { return };
                    let answer = gives.lock().unwrap()(&question);
                    keeps.lock().unwrap().push(question);
                    give(stream, answer);
                });
            }
        });
        Self { address, answers, seen }
    }

    /// Answers always the same.
    pub(super) fn saying(answer: Value) -> Self {
        Self::answering(move |_| Answer::Json(answer.clone()))
    }

    /// From now on it answers so.
    pub(super) fn answers(&self, answers: impl Fn(&Question) -> Answer + Send + 'static) {
        *self.answers.lock().unwrap() = Box::new(answers);
    }

    pub(super) fn says(&self, answer: Value) {
        self.answers(move |_| Answer::Json(answer.clone()));
    }

    pub(super) fn seen(&self) -> Vec<Question> {
        self.seen.lock().unwrap().clone()
    }

    /// Waits until it has been asked so many times more.
    pub(super) fn is_asked(&self, times: usize) {
        let before = self.seen().len();
        until("it is asked", PATIENCE, || self.seen().len() >= before + times);
    }
}

pub(super) fn read(stream: &TcpStream) -> Option<Question> {
    let mut reader = BufReader::new(stream);
    let mut line = String::new();
    reader.read_line(&mut line).ok()?;
    let mut words = line.split_whitespace().map(str::to_owned);
    let (method, path) = (words.next()?, words.next()?);
    let mut headers = BTreeMap::new();
    loop {
        let mut line = String::new();
        reader.read_line(&mut line).ok()?;
        let Some((name, value)) = line.trim().split_once(": ") else { break };
        headers.insert(name.to_lowercase(), value.to_owned());
    }
    let length = headers.get("content-length").and_then(|length| length.parse().ok()).unwrap_or(0);
    let mut body = vec![0; length];
    reader.read_exact(&mut body).ok()?;
    Some(Question { method, path, headers, body: String::from_utf8(body).ok()? })
}

fn give(mut stream: TcpStream, answer: Answer) {
    let (status, headers, body, more) = match answer {
        Answer::Json(json) => (200, String::new(), json.to_string(), 0),
        Answer::Of(status, headers, body) => (status, headers, body, 0),
        Answer::Cut(body) => (200, String::new(), body, 100),
        Answer::Silence => {
            // Until the other side has had enough.
            drop(stream.read(&mut [0]));
            return;
        }
    };
    let length = body.len() + more;
    // Whoever asked may have gone.
    drop(write!(
        stream,
        "HTTP/1.1 {status} Some\r\ncontent-length: {length}\r\nconnection: close\r\n{headers}\r\n{body}"
    ));
}
