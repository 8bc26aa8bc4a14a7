//! Kinds of senders that can be asked instead: one file each, one table of them.
//!
//! An entry says what to ask after the answers that have come, when they are all there is to know, and
//! what alerts they come to; or how a stream is followed. All of it is pure: `daemon/polls/` asks.

mod alertmanager;
mod grafana;
mod icinga;
mod nagios;
mod ntfy;
mod opsgenie;
mod pagerduty;
mod pages;
mod prometheus;

use serde_json::Value;

use super::{Alert, ParseError, Request};

/// A kind of sender that can be asked.
#[derive(Debug)]
pub struct Polled {
    /// The kind's name.
    pub kind: &'static str,
    /// Where it is asked unless the configuration says.
    pub home: Option<&'static str>,
    /// How a token is shown to it.
    pub scheme: Scheme,
    /// Whether it answers nobody without one.
    pub needs_token: bool,
    /// How it is asked.
    pub way: Way,
}

/// How a token is shown, in the header `Authorization`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scheme {
    /// After `Bearer`; together with a user, as that user's password.
    Bearer,
    /// After that text, and without a user.
    After(&'static str),
}

/// How a kind is asked.
#[derive(Clone, Copy, Debug)]
pub enum Way {
    /// Again and again for everything that is open there.
    List(List),
    /// Once, for a stream of what happens there.
    Stream(Stream),
}

/// How a list of everything that is open is asked for.
#[derive(Clone, Copy, Debug)]
pub struct List {
    /// What comes after those answers.
    pub next: fn(&[Value]) -> Step,
    /// What the answers come to: one as it came, several as a JSON list of them.
    pub read: fn(&Request<'_>) -> Result<Vec<Alert>, ParseError>,
}

/// What comes after some answers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Step {
    /// A question.
    Ask(Question),
    /// Nothing: what is open is in them, all of it.
    Whole,
    /// Nothing, although there is more than is in them; why.
    Part(String),
    /// Nothing: the last one is no answer to the question; why.
    Refused(String),
}

/// A question to a kind of sender.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Question {
    /// The path after the address of the configuration, with its query.
    pub path: String,
    /// What is posted; it is only asked for unless something is.
    pub body: Option<String>,
    /// Headers.
    pub headers: &'static [(&'static str, &'static str)],
}

impl Question {
    fn get(path: impl Into<String>) -> Self {
        Self { path: path.into(), ..Self::default() }
    }
}

/// How a stream of lines is followed.
#[derive(Clone, Copy, Debug)]
pub struct Stream {
    /// The question for everything after that place, or for what comes from now on.
    pub question: fn(Option<&str>) -> Question,
    /// What a line is.
    pub line: fn(&[u8]) -> Line,
}

/// A line of a stream.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Line {
    /// Something was said; the place after it.
    Said(String),
    /// It begins; the place where it does, for one that is followed for the first time.
    Begins(String),
    /// It goes on, and nothing was said.
    GoesOn,
    /// It is no line of such a stream.
    Nonsense,
}

/// Every kind that can be asked, in the order of their names.
pub static POLLED: &[&Polled] = &[
    &alertmanager::POLLED,
    &grafana::POLLED,
    &icinga::POLLED,
    &nagios::POLLED,
    &ntfy::POLLED,
    &opsgenie::POLLED,
    &pagerduty::POLLED,
    &prometheus::POLLED,
];

/// How that kind is asked, if it can be.
#[must_use]
pub fn find(kind: &str) -> Option<&'static Polled> {
    POLLED.iter().copied().find(|polled| polled.kind == kind)
}

impl Polled {
    /// How often it is asked, or for how long at most a stream of it says nothing, unless the
    /// configuration says; in seconds.
    #[must_use]
    pub fn usual_seconds(&self) -> i64 {
        match self.way {
            Way::List(_) => 15,
            Way::Stream(_) => 60,
        }
    }
}

/// The answers that a kept list is made of, as one body: one as it came, several as a list.
#[must_use]
pub fn joined(mut answers: Vec<Vec<u8>>) -> Vec<u8> {
    if answers.len() == 1 {
        return answers.swap_remove(0);
    }
    let mut body = vec![b'['];
    body.extend(answers.join(&b','));
    body.push(b']');
    body
}

#[cfg(test)]
mod tests;
