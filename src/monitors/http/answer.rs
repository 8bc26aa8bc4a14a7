//! What an answer must be like: its status, and what stands in it.

use std::fmt;
use std::ops::RangeInclusive;

use regex::Regex;
use serde_json::{Value, json};

use super::super::wanted::{self, Wanted};
use super::super::{Look, Options, Wrong};
use super::{Body, MOST};
use crate::template::{self, Values};

/// Which statuses are right.
#[derive(Debug)]
pub(super) struct Statuses {
    written: Vec<String>,
    ranges: Vec<RangeInclusive<u16>>,
}

impl Statuses {
    /// Reads `200`, `2xx` and `200-204`; without any, `2xx`.
    pub(super) fn read(written: &[String]) -> Result<Self, Wrong> {
        let written = if written.is_empty() { vec!["2xx".to_owned()] } else { written.to_vec() };
        let ranges = written.iter().map(|text| {
            range(text.trim()).ok_or_else(|| {
                let message = format!("`{text}` is no status");
                Wrong::new("status", message, "write `200`, `2xx` or `200-204`")
            })
        });
        Ok(Self { ranges: ranges.collect::<Result<_, _>>()?, written })
    }

    /// Whether that one is right.
    pub(super) fn have(&self, status: u16) -> bool {
        self.ranges.iter().any(|range| range.contains(&status))
    }
}

impl fmt::Display for Statuses {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.written.join(" or "))
    }
}

fn range(text: &str) -> Option<RangeInclusive<u16>> {
    let number = |text: &str| {
        let number = text.trim().parse().ok()?;
        (100..=999).contains(&number).then_some(number)
    };
    if let Some(class) = text.strip_suffix("xx").or_else(|| text.strip_suffix("XX")) {
        let first = number(&format!("{class}00"))?;
        return Some(first..=first + 99);
    }
    let (first, last) = text.split_once('-').unwrap_or((text, text));
    let range = number(first)?..=number(last)?;
    (!range.is_empty()).then_some(range)
}

/// What must stand in an answer, and what must not.
#[derive(Debug)]
pub(super) struct Conditions {
    texts: Vec<Wanted<String>>,
    regexes: Vec<Wanted<Regex>>,
    truths: Vec<String>,
    numbers: Vec<(String, String)>,
}

impl Conditions {
    /// What is written of `text`, `regex`, `json` and `number`.
    pub(super) fn read(options: &Options) -> Result<Self, Wrong> {
        let texts = wanted::texts(options, "text")?;
        let regexes = wanted::regexes(options, "regex")?;
        let truths = options.list("json");
        let numbers: Vec<(String, String)> = options.table("number").into_iter().collect();
        let checked = truths.iter().map(|truth| ("json", truth));
        for (key, expression) in checked.chain(numbers.iter().map(|(_, text)| ("number", text))) {
            template::check(&filling(expression)).map_err(|why| {
                let message = format!("`{expression}` is no expression: {why}");
                Wrong::new(key, message, "write `status == 'ok'` or `queue.length`")
            })?;
        }
        Ok(Self { texts, regexes, truths, numbers })
    }

    /// What an answer with that status comes to.
    pub(super) fn judge(&self, status: &str, body: &Body) -> Look {
        let text = String::from_utf8_lossy(&body.bytes);
        let cut = if body.is_whole { String::new() } else { format!(" in its first {MOST} bytes") };
        for Wanted { what, is_there } in &self.texts {
            if text.contains(what.as_str()) != *is_there {
                return Look::failed(format!(
                    "{status}, and {}{cut}",
                    missed("text", what, *is_there)
                ));
            }
        }
        for Wanted { what, is_there } in &self.regexes {
            if what.is_match(&text) != *is_there {
                let missed = missed("match of", what.as_str(), *is_there);
                return Look::failed(format!("{status}, and {missed}{cut}"));
            }
        }
        if self.truths.is_empty() && self.numbers.is_empty() {
            return Look::fine(status);
        }
        if !body.is_whole {
            return Look::failed(format!("{status}, and its JSON has more than {MOST} bytes"));
        }
        match serde_json::from_slice(&body.bytes) {
            Ok(value) => self.judge_json(status, value),
            Err(_) => Look::failed(format!("{status}, and what it answers is not JSON")),
        }
    }

    fn judge_json(&self, status: &str, body: Value) -> Look {
        let fields = match body {
            Value::Object(mut fields) => {
                let whole = Value::Object(fields.clone());
                fields.entry("body").or_insert(whole);
                Value::Object(fields)
            }
            other => json!({ "body": other }),
        };
        let values = Values::of(&fields);
        for truth in &self.truths {
            match template::filled(&filling(truth), &values) {
                Ok(word) if word == "true" => {}
                Ok(_) => return Look::failed(format!("{status}, and it is not so that {truth}")),
                Err(why) => return Look::failed(format!("{status}, and {truth}: {why}")),
            }
        }
        let mut look = Look::fine(status);
        for (label, expression) in &self.numbers {
            let filled = template::filled(&filling(expression), &values);
            match filled.ok().and_then(|number| number.trim().parse::<f64>().ok()) {
                Some(number) => look = look.number(label, number, ""),
                None => {
                    return Look::failed(format!("{status}, and {expression} is no number"));
                }
            }
        }
        look
    }
}

/// An expression as a template.
fn filling(expression: &str) -> String {
    format!("{{{{ ({expression}) }}}}")
}

fn missed(kind: &str, what: &str, is_there: bool) -> String {
    let verb = if is_there { "has no" } else { "has the" };
    format!("the answer {verb} {kind} `{what}`")
}
