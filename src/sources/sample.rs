//! Recorded requests, to try a kind of source with.

use jiff::Timestamp;

use super::{Grades, Head, Request};
use crate::domain::name::SourceName;

/// Recorded requests of a sender.
#[derive(Clone, Copy, Debug)]
pub struct Samples {
    /// One that reports a problem.
    pub firing: Sample,
    /// One that reports the end of the same problem, where the sender does so.
    pub resolved: Option<Sample>,
}

/// A recorded request.
#[derive(Clone, Copy, Debug)]
pub struct Sample {
    /// Its body.
    pub body: &'static str,
    /// What its sender says the body is.
    pub content_type: &'static str,
    /// What stands after `/in/NAME` in its address: a path, a `?` and fields, or nothing.
    pub target: &'static str,
    /// Those of its headers that are read.
    pub headers: &'static [(&'static str, &'static str)],
}

impl Samples {
    /// Two bodies of JSON.
    #[must_use]
    pub const fn json(firing: &'static str, resolved: &'static str) -> Self {
        Self { firing: Sample::json(firing), resolved: Some(Sample::json(resolved)) }
    }

    /// One body of JSON of a sender that never says that something is over.
    #[must_use]
    pub const fn one_shot(firing: &'static str) -> Self {
        Self { firing: Sample::json(firing), resolved: None }
    }
}

impl Sample {
    /// A body of JSON.
    #[must_use]
    pub const fn json(body: &'static str) -> Self {
        Self { body, content_type: "application/json", target: "", headers: &[] }
    }

    /// A form.
    #[must_use]
    pub const fn form(body: &'static str) -> Self {
        Self { content_type: "application/x-www-form-urlencoded", ..Self::json(body) }
    }

    /// The same with headers.
    #[must_use]
    pub const fn with(self, headers: &'static [(&'static str, &'static str)]) -> Self {
        Self { headers, ..self }
    }

    /// The same with something after `/in/NAME`.
    #[must_use]
    pub const fn to(self, target: &'static str) -> Self {
        Self { target, ..self }
    }

    /// The request of that source at that instant.
    #[must_use]
    pub fn request<'a>(
        &'a self,
        source: &'a SourceName,
        grades: &'a Grades,
        received_at: Timestamp,
    ) -> Request<'a> {
        let (path, query) = self.target.split_once('?').unwrap_or((self.target, ""));
        let head = Head {
            method: None,
            path,
            query,
            content_type: Some(self.content_type),
            headers: self.headers.to_vec(),
        };
        Request { source, grades, map: None, received_at, head, body: self.body.as_bytes() }
    }
}
