//! What Prometheus answers to a query.

use serde_json::{Map, Value};

use crate::domain::text::plain;

/// The answer to an instant query.
#[derive(Debug, PartialEq)]
pub(super) struct Answer {
    /// What was found.
    pub(super) series: Vec<Series>,
    /// What Prometheus thinks should be known of it: that a part is missing, say.
    pub(super) warning: Option<String>,
}

/// One series that was found.
#[derive(Debug, PartialEq)]
pub(super) struct Series {
    /// As Prometheus writes it, `up{job="shop"}`; empty if it has no labels.
    pub(super) name: String,
    /// Its value; may be infinite or no number.
    pub(super) value: f64,
    /// The value as it came.
    pub(super) written: String,
}

/// Why there is no answer.
#[derive(Debug, PartialEq)]
pub(super) enum Unread {
    /// Prometheus says so.
    Said(String),
    /// It is not Prometheus who answers.
    Foreign,
    /// What was asked has an answer of another kind.
    Unfit(String),
}

/// How long a name or a value may be, in characters.
const LONGEST: usize = 200;

impl Answer {
    /// Reads a body.
    pub(super) fn read(body: &[u8]) -> Result<Self, Unread> {
        let body: Value = serde_json::from_slice(body).map_err(|_| Unread::Foreign)?;
        let text = |key: &str| body.get(key).and_then(Value::as_str).unwrap_or_default();
        match text("status") {
            "success" => {}
            "error" => {
                let said = format!("{}: {}", text("errorType"), text("error"));
                return Err(Unread::Said(said.trim_matches([':', ' ']).to_owned()));
            }
            _ => return Err(Unread::Foreign),
        }
        let data = body.get("data").ok_or(Unread::Foreign)?;
        let result = data.get("result").ok_or(Unread::Foreign)?;
        let series = match data.get("resultType").and_then(Value::as_str) {
            Some("scalar") => vec![series("", result)?],
            Some("vector") => vector(result.as_array().ok_or(Unread::Foreign)?)?,
            Some("matrix") => {
                let what = "the query answers with ranges: put a function such as `rate` around it";
                return Err(Unread::Unfit(what.to_owned()));
            }
            Some("string") => {
                return Err(Unread::Unfit("the query answers with a text".to_owned()));
            }
            _ => return Err(Unread::Foreign),
        };
        let warning = body.get("warnings").and_then(|warnings| warnings.get(0)?.as_str());
        Ok(Self { series, warning: warning.map(short) })
    }
}

fn vector(found: &[Value]) -> Result<Vec<Series>, Unread> {
    let read = found.iter().map(|found| {
        let labels = found.get("metric").and_then(Value::as_object).ok_or(Unread::Foreign)?;
        let name = name(labels);
        match found.get("value") {
            Some(value) => series(&name, value),
            None if found.get("histogram").is_some() => {
                Err(Unread::Unfit(format!("{name} is a histogram: ask for a quantile of it")))
            }
            None => Err(Unread::Foreign),
        }
    });
    read.collect()
}

/// A series of that name; its value comes behind its time, as a text.
fn series(name: &str, value: &Value) -> Result<Series, Unread> {
    let written = value.get(1).and_then(Value::as_str).ok_or(Unread::Foreign)?;
    let value = written.parse().map_err(|_| Unread::Foreign)?;
    Ok(Series { name: name.to_owned(), value, written: short(written) })
}

fn name(labels: &Map<String, Value>) -> String {
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let name = labels.get("__name__").map(text).unwrap_or_default();
    let others = labels.iter().filter(|(key, _)| *key != "__name__");
    let mut others: Vec<String> =
        others.map(|(key, value)| format!("{key}={:?}", text(value))).collect();
    others.sort_unstable();
    if others.is_empty() { short(&name) } else { short(&format!("{name}{{{}}}", others.join(","))) }
}

fn short(text: &str) -> String {
    plain(text).chars().take(LONGEST).collect()
}

impl Series {
    /// What it is, in words.
    pub(super) fn is(&self) -> String {
        if self.name.is_empty() {
            return format!("the query comes to {}", self.written);
        }
        format!("{} is {}", self.name, self.written)
    }
}

#[cfg(test)]
mod tests;
