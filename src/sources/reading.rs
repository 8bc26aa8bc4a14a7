//! What a source makes of a request, and why it could make nothing of it.

use super::Alert;

/// What a request comes to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reading {
    /// Reports of problems, in the order of the request: what comes later is said later.
    Alerts(Vec<Alert>),
    /// A sender introduces itself.
    Handshake {
        /// What it says of itself, in a few words.
        about: String,
        /// The address that must be visited to confirm it, if there is one.
        visit: Option<String>,
    },
    /// Somebody pressed a button to try it; in a few words.
    Test(String),
    /// Something happened there that changes no state; which kind of thing, in a few words.
    Ignored(String),
}

impl Reading {
    /// What several that came in one request come to together: all their alerts in order, or else
    /// what the first of them was.
    ///
    /// # Errors
    ///
    /// The first of theirs, or that the list is empty.
    pub(super) fn together(
        readings: impl IntoIterator<Item = Result<Self, ParseError>>,
    ) -> Result<Self, ParseError> {
        let mut alerts = Vec::new();
        let mut other = None;
        for reading in readings {
            match reading? {
                Self::Alerts(more) => alerts.extend(more),
                reading => other = other.or(Some(reading)),
            }
        }
        if alerts.is_empty() {
            return other.ok_or(ParseError::Wrong { field: "body", expected: "a list of events" });
        }
        Ok(Self::Alerts(alerts))
    }

    /// The word for it in JSON.
    #[must_use]
    pub fn disposition(&self) -> &'static str {
        match self {
            Self::Alerts(_) => "alerts",
            Self::Handshake { .. } => "handshake",
            Self::Test(_) => "test",
            Self::Ignored(_) => "ignored",
        }
    }

    /// The alerts in it.
    #[must_use]
    pub fn alerts(&self) -> &[Alert] {
        match self {
            Self::Alerts(alerts) => alerts,
            Self::Handshake { .. } | Self::Test(_) | Self::Ignored(_) => &[],
        }
    }
}

impl From<Alert> for Reading {
    fn from(alert: Alert) -> Self {
        Self::Alerts(vec![alert])
    }
}

impl From<Vec<Alert>> for Reading {
    fn from(alerts: Vec<Alert>) -> Self {
        Self::Alerts(alerts)
    }
}

/// Why a body could not be read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ParseError {
    /// It is not JSON.
    #[error("the body is not JSON: {0}")]
    NotJson(String),
    /// It is nothing of all that bodies are.
    #[error("the body is neither JSON nor a form")]
    NoFields,
    /// Its source has no map, and cannot be read without.
    #[error("a source of kind `map` is read by `[sources.NAME.map]`, and there is none")]
    NoMap,
    /// The map finds nothing that tells this problem from others.
    #[error("the map finds neither a `key` nor a `summary` in it")]
    Unmapped,
    /// The map says that a list stands there.
    #[error("there is no list at `{0}`, which is the `each` of the map")]
    NoList(String),
    /// It says too much at once.
    #[error("there are more than {0} alerts in it")]
    TooMany(usize),
    /// Something it must have is not there.
    #[error("`{0}` is missing")]
    Missing(&'static str),
    /// Something in it is of another kind than it must be.
    #[error("`{field}` is not {expected}")]
    Wrong {
        /// Where.
        field: &'static str,
        /// What it must be.
        expected: &'static str,
    },
    /// Something in it says what nobody knows.
    #[error("`{field}` says `{said}`, which is none of {known}")]
    Unknown {
        /// Where.
        field: &'static str,
        /// What it says.
        said: String,
        /// What is known.
        known: &'static str,
    },
}

#[cfg(test)]
mod tests;
