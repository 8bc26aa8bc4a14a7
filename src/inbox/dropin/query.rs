//! What is asked for in an address: its fields, and matchers as others write them.

use percent_encoding::percent_decode_str;

use crate::domain::label::{Matcher, MatcherParts};

/// The fields of an address, in their order.
pub(super) struct Query(Vec<(String, String)>);

impl Query {
    pub(super) fn of(query: Option<&str>) -> Self {
        let decoded = |text: &str| {
            let text = text.replace('+', " ");
            percent_decode_str(&text).decode_utf8_lossy().into_owned()
        };
        let pairs = query.unwrap_or_default().split('&').filter(|pair| !pair.is_empty());
        let pairs = pairs.map(|pair| pair.split_once('=').unwrap_or((pair, "")));
        Self(pairs.map(|(name, value)| (decoded(name), decoded(value))).collect())
    }

    /// Every value of that field.
    pub(super) fn all<'a, 'n>(
        &'a self,
        name: &'n str,
    ) -> impl Iterator<Item = &'a str> + use<'a, 'n> {
        self.0.iter().filter(move |(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    /// The first value of that field.
    pub(super) fn one(&self, name: &str) -> Option<&str> {
        self.0.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    /// Whether that field says no.
    pub(super) fn is_off(&self, name: &str) -> bool {
        self.one(name) == Some("false")
    }

    /// The matchers of the field `filter`.
    pub(super) fn matchers(&self) -> Result<Vec<Matcher>, String> {
        self.all("filter").map(matcher).collect()
    }
}

/// A matcher as Prometheus's programs write it: a value in quotes is escaped as in Go and JSON.
pub(super) fn matcher(text: &str) -> Result<Matcher, String> {
    let operator = text.find(['=', '!']).filter(|at| *at > 0);
    let at = operator.ok_or_else(|| format!("`{text}` is not a matcher"))?;
    let (label, rest) = text.split_at(at);
    let operators =
        [("=~", true, true), ("!~", true, false), ("!=", false, false), ("=", false, true)];
    let found = operators.into_iter().find(|(operator, ..)| rest.starts_with(operator));
    let (operator, is_pattern, is_equal) =
        found.ok_or_else(|| format!("`{text}` is not a matcher"))?;
    let parts = MatcherParts {
        label: unquoted(label.trim()),
        value: unquoted(rest[operator.len()..].trim()),
        is_pattern,
        is_equal,
    };
    Matcher::made(parts).map_err(|error| error.to_string())
}

fn unquoted(text: &str) -> String {
    let quoted = text.starts_with('"').then(|| serde_json::from_str(text).ok()).flatten();
    quoted.unwrap_or_else(|| text.to_owned())
}

#[cfg(test)]
mod tests;
