//! Asking a source what is open there, again and again: the requests, their limits, and when an answer
//! is kept.

use std::time::Duration;

use reqwest::redirect::{Attempt, Policy};
use reqwest::{Client, RequestBuilder, Response, Url};
use serde_json::Value;
use tokio::time::timeout;

use super::{Asker, rest};
use crate::client;
use crate::domain::text::plain;
use crate::sources::polled::{List, Question, Scheme, Step, joined};
use crate::sources::{Head, LIST, PART};

/// How long a connection may take, how long one answer, and how long all answers of one list.
const CONNECT: Duration = Duration::from_secs(5);
const ANSWER: Duration = Duration::from_secs(10);
const WHOLE: Duration = Duration::from_mins(1);

/// How many bytes all answers of one list may have.
const MOST: usize = 4 * 1024 * 1024;

/// How often an answer may lead elsewhere on the same host.
const REDIRECTS: usize = 3;

/// A list as it was fetched.
struct Fetched {
    body: Vec<u8>,
    /// Why there is more than is in it, if there is.
    lacks: Option<String>,
}

impl Asker {
    /// Asks for a list again and again. One that is byte for byte the last one is word, and is not kept
    /// again.
    pub(super) async fn ask_again_and_again(&self, list: List) {
        let mut last = Vec::new();
        loop {
            let fetched = match timeout(WHOLE, self.fetch(list)).await {
                Ok(fetched) => fetched,
                Err(_) => Err(format!("not all of it came within {} seconds", WHOLE.as_secs())),
            };
            match fetched {
                Ok(Fetched { body, lacks: None }) if body == last => self.tell(Ok(()), None),
                Ok(fetched) => {
                    let kept = fetched.body.clone();
                    let is_whole = fetched.lacks.is_none();
                    if self.take(fetched).await {
                        // One that lacks something is never what the next whole one is compared with.
                        last = if is_whole { kept } else { Vec::new() };
                    }
                }
                Err(why) => self.tell(Err(why), None),
            }
            self.pulse.through(rest(self.every())).await;
        }
    }

    /// Has a list kept, then tells of it. Whether it is kept.
    async fn take(&self, Fetched { body, lacks }: Fetched) -> bool {
        let method = if lacks.is_none() { LIST } else { PART };
        let head = Head { method: Some(method), path: "/", ..Head::default() };
        let is_kept = self.keep(body, Some(head), None).await.is_ok();
        if is_kept {
            self.tell(lacks.map_or(Ok(()), Err), None);
        }
        is_kept
    }

    /// Asks until there is nothing more to ask.
    async fn fetch(&self, list: List) -> Result<Fetched, String> {
        let client = made()?;
        let (mut answers, mut bodies) = (Vec::new(), Vec::new());
        let mut room = MOST;
        loop {
            self.pulse.tick();
            let lacks = match (list.next)(&answers) {
                Step::Ask(question) => {
                    let body = self.answer(&client, &question, room).await?;
                    room -= body.len();
                    let answer: Value = serde_json::from_slice(&body)
                        .map_err(|_| "what it answers is not JSON".to_owned())?;
                    answers.push(answer);
                    bodies.push(body);
                    continue;
                }
                Step::Whole => None,
                Step::Part(why) => Some(said(&why)),
                Step::Refused(why) => return Err(said(&why)),
            };
            return Ok(Fetched { body: joined(bodies), lacks });
        }
    }

    /// The answer to one question.
    async fn answer(
        &self,
        client: &Client,
        question: &Question,
        room: usize,
    ) -> Result<Vec<u8>, String> {
        let answering = async {
            let mut answer = self.send(client, question).await?;
            let mut bytes = Vec::new();
            loop {
                let piece = answer.chunk().await;
                let piece = piece.map_err(|_| "the answer breaks off".to_owned())?;
                let Some(piece) = piece else { return Ok(bytes) };
                bytes.extend_from_slice(&piece);
                if bytes.len() > room {
                    return Err(format!("the answer has more than {} MB", MOST / 1_000_000));
                }
            }
        };
        let late = || format!("no answer within {} seconds", ANSWER.as_secs());
        timeout(ANSWER, answering).await.map_err(|_| late())?
    }

    /// Sends one question; what comes back is an answer to it, as far as its status says.
    pub(super) async fn send(
        &self,
        client: &Client,
        question: &Question,
    ) -> Result<Response, String> {
        let url = format!("{}{}", self.poll.url, question.path);
        let url = Url::parse(&url).map_err(|_| "its address is none".to_owned())?;
        let mut request = match &question.body {
            Some(body) => client.post(url).body(body.clone()),
            None => client.get(url),
        };
        for (name, value) in question.headers {
            request = request.header(*name, *value);
        }
        let answer = self.shown(request).send().await.map_err(client::cause);
        let answer = answer.map_err(|why| said(&why))?;
        let status = answer.status();
        if status.is_redirection() {
            return Err(format!("it answered {}, which leads to another host", status.as_u16()));
        }
        if !status.is_success() {
            return Err(format!("it answered {status}"));
        }
        Ok(answer)
    }

    /// The request with what it has to show.
    fn shown(&self, request: RequestBuilder) -> RequestBuilder {
        let Some(token) = &self.poll.token else { return request };
        match (self.poll.polled.scheme, &self.poll.user) {
            (Scheme::Bearer, Some(user)) => request.basic_auth(user, Some(token.expose())),
            (Scheme::Bearer, None) => request.bearer_auth(token.expose()),
            (Scheme::After(word), _) => {
                request.header("authorization", format!("{word}{}", token.expose()))
            }
        }
    }
}

/// A client that goes nowhere but to the host it was sent to: what it shows is for that host.
pub(super) fn made() -> Result<Client, String> {
    let made = client::trusting(|builder| {
        builder.connect_timeout(CONNECT).redirect(Policy::custom(|attempt: Attempt<'_>| {
            let place = |url: &Url| {
                (url.scheme().to_owned(), url.host_str().map(str::to_owned), url.port())
            };
            let is_same = attempt.previous().first().map(place) == Some(place(attempt.url()));
            if is_same && attempt.previous().len() <= REDIRECTS {
                attempt.follow()
            } else {
                attempt.stop()
            }
        }))
    });
    made.map_err(|error| format!("nothing can be asked: {}", client::cause(error)))
}

/// What somebody else says, fit for one line.
fn said(text: &str) -> String {
    plain(text.trim()).chars().take(160).collect()
}
