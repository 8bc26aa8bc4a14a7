//! Conditions as Gatus has them, as keys of a monitor: `[STATUS] == 200`, `[BODY].data.id > 3`.

use super::probe::{millis, seconds};
use super::uptime_kuma::literal;
use super::written::{Block, quoted};

/// What a monitor must see.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Look {
    /// Nothing more than that it answers.
    Answers,
    /// One of these statuses.
    Status(Vec<String>),
    /// From so many milliseconds on it is slow.
    Slow(i64),
    /// Its certificate must last so many days.
    Days(i64),
    /// A text must be in it.
    Text(String),
    /// A pattern must match.
    Regex(String),
    /// An expression over its JSON must be true.
    Json(String),
    /// These must be answered.
    Answer(Vec<String>),
}

/// What a condition asks of a monitor of that kind.
///
/// # Errors
///
/// Says why there is nothing like it here.
pub(super) fn read(condition: &str, kind: &str) -> Result<Look, String> {
    let unknown = || "it is not taken over; see docs/monitors.md for what is like it".to_owned();
    let (left, operator, right) = parts(condition).ok_or_else(unknown)?;
    let is_http = kind == "http";
    match (left, operator) {
        ("[CONNECTED]", "==") if right == "true" => Ok(Look::Answers),
        ("[DNS_RCODE]", "==") if right == "NOERROR" && kind == "dns" => Ok(Look::Answers),
        ("[STATUS]", _) if is_http => statuses(operator, right).ok_or_else(unknown),
        ("[RESPONSE_TIME]", "<" | "<=") => {
            millis(right).filter(|it| *it > 0).map(Look::Slow).ok_or_else(unknown)
        }
        ("[CERTIFICATE_EXPIRATION]", ">" | ">=") if is_http || kind == "tls" => {
            let days = seconds(right).map(|seconds| (seconds + 86_399) / 86_400);
            days.map(|days| Look::Days(days.clamp(0, 3650))).ok_or_else(unknown)
        }
        // All answers of a list must be there, and there is no list of which one is enough.
        ("[BODY]", "==") if kind == "dns" => {
            Some(any(right)).filter(|it| it.len() == 1).map(Look::Answer).ok_or_else(unknown)
        }
        ("[BODY]", "==") if is_http => Ok(body(right)),
        _ if is_http => expression(left, operator, right).map(Look::Json).ok_or_else(unknown),
        _ => Err(unknown()),
    }
}

fn parts(condition: &str) -> Option<(&str, &str, &str)> {
    let operators = [" == ", " != ", " <= ", " >= ", " < ", " > "];
    let found = operators.iter().filter_map(|operator| Some((condition.find(operator)?, operator)));
    let (at, operator) = found.min_by_key(|(at, _)| *at)?;
    let (left, right) = (condition[..at].trim(), condition[at + operator.len()..].trim());
    Some((left, operator.trim(), right)).filter(|_| !left.is_empty() && !right.is_empty())
}

/// The members of `any(a, b)`, or the one that it is.
fn any(text: &str) -> Vec<String> {
    let list = text.strip_prefix("any(").and_then(|it| it.strip_suffix(')'));
    match list {
        Some(list) => list.split(',').map(|it| it.trim().to_owned()).collect(),
        None => vec![text.to_owned()],
    }
}

fn statuses(operator: &str, right: &str) -> Option<Look> {
    let numbers: Option<Vec<u16>> = any(right).iter().map(|it| it.parse().ok()).collect();
    let numbers = numbers?;
    if operator == "==" {
        return Some(Look::Status(numbers.iter().map(u16::to_string).collect()));
    }
    let [number] = numbers.as_slice() else { return None };
    let range = match operator {
        "<" => (100, number.checked_sub(1)?),
        "<=" => (100, *number),
        ">" => (number.checked_add(1)?, 599),
        ">=" => (*number, 599),
        _ => return None,
    };
    let fits = range.0 >= 100 && range.1 <= 599 && range.0 <= range.1;
    fits.then(|| Look::Status(vec![format!("{}-{}", range.0, range.1)]))
}

/// What a whole answer must be: a text within it, or a pattern.
fn body(right: &str) -> Look {
    let Some(pattern) = right.strip_prefix("pat(").and_then(|it| it.strip_suffix(')')) else {
        return Look::Regex(format!(r"^\s*{}\s*$", escaped(right)));
    };
    let within = pattern.strip_prefix('*').and_then(|it| it.strip_suffix('*'));
    let within = within.filter(|it| !it.contains('*') && !it.is_empty() && !it.starts_with('!'));
    if let Some(text) = within {
        return Look::Text(text.to_owned());
    }
    let parts: Vec<String> = pattern.split('*').map(escaped).collect();
    Look::Regex(format!("(?s)^{}$", parts.join(".*")))
}

fn escaped(text: &str) -> String {
    let mut pattern = String::new();
    for character in text.chars() {
        if r"\.+*?()|[]{}^$#&-~".contains(character) {
            pattern.push('\\');
        }
        pattern.push(character);
    }
    pattern
}

/// An expression over the parts of an answer.
fn expression(left: &str, operator: &str, right: &str) -> Option<String> {
    let call = |name: &str| left.strip_prefix(name)?.strip_prefix('(')?.strip_suffix(')');
    if let Some(inner) = call("has") {
        let path = path(inner)?;
        return match (operator, right) {
            ("==", "true") | ("!=", "false") => Some(format!("{path} is defined")),
            ("==", "false") | ("!=", "true") => Some(format!("{path} is undefined")),
            _ => None,
        };
    }
    let value = match call("len") {
        Some(inner) => format!("{}|length", path(inner)?),
        None => path(left)?,
    };
    if right.starts_with("pat(") || right.starts_with('[') {
        return None;
    }
    match (operator, right.starts_with("any(")) {
        ("==", true) => {
            let all: Vec<String> = any(right).iter().map(|it| literal(it)).collect();
            Some(format!("{value} in [{}]", all.join(", ")))
        }
        (_, true) => None,
        _ => Some(format!("{value} {operator} {}", literal(right))),
    }
}

/// `[BODY].data[0].id` as an expression names it: `data[0].id`.
fn path(text: &str) -> Option<String> {
    let rest = text.strip_prefix("[BODY]")?;
    let is_plain = |it: char| it.is_ascii_alphanumeric() || matches!(it, '.' | '_' | '[' | ']');
    if rest.is_empty() || !rest.chars().all(is_plain) {
        return rest.is_empty().then(|| "body".to_owned());
    }
    match rest.strip_prefix('.') {
        Some(rest) => {
            Some(rest.to_owned()).filter(|it| it.starts_with(|c: char| c.is_ascii_alphabetic()))
        }
        None => Some(format!("body{rest}")),
    }
}

/// The keys for all of them; of what is said more than once in a way that has one value, the strictest.
///
/// # Errors
///
/// Says what no answer can be, with the keys for the others.
pub(super) fn added_to(mut block: Block, looks: Vec<Look>) -> Result<Block, (Block, String)> {
    let (mut texts, mut patterns, mut truths) = (Vec::new(), Vec::new(), Vec::new());
    let (mut slow, mut days, mut status, mut answers) =
        (None::<i64>, None::<i64>, Vec::new(), Vec::new());
    for look in looks {
        match look {
            Look::Answers => {}
            Look::Status(all) => status.push(all),
            Look::Slow(millis) => slow = Some(slow.map_or(millis, |known| known.min(millis))),
            Look::Days(of_one) => days = Some(days.map_or(of_one, |known| known.max(of_one))),
            Look::Text(text) => texts.push(text),
            Look::Regex(pattern) => patterns.push(pattern),
            Look::Json(truth) => truths.push(truth),
            Look::Answer(all) => answers.extend(all),
        }
    }
    if let Some(slow) = slow {
        let text = if slow % 1000 == 0 { format!("{}s", slow / 1000) } else { format!("{slow}ms") };
        block = block.text("slow_over", &text);
    }
    if let Some(days) = days {
        let is_tls = block.says("kind", &quoted("tls"));
        block = block.plain(if is_tls { "days" } else { "certificate_days" }, days);
    }
    let common = common(&status);
    let block = block.list("status", &common).list("text", &texts).list("regex", &patterns);
    let block = block.list("json", &truths).list("answer", &answers);
    if common.is_empty() && !status.is_empty() {
        let what =
            "no status is all that its conditions on `[STATUS]` ask for: write `status` for it";
        return Err((block, what.to_owned()));
    }
    Ok(block)
}

/// The statuses that every one of these lists has: `200`, `200-299`.
fn common(all: &[Vec<String>]) -> Vec<String> {
    if let [one] = all {
        return one.clone();
    }
    let has = |list: &[String], status: u16| {
        list.iter().any(|it| {
            let (from, to) = it.split_once('-').unwrap_or((it, it));
            let of = |text: &str| text.parse::<u16>().ok();
            of(from).is_some_and(|from| from <= status) && of(to).is_some_and(|to| status <= to)
        })
    };
    let mut runs: Vec<(u16, u16)> = Vec::new();
    for status in (100..600).filter(|status| all.iter().all(|list| has(list, *status))) {
        match runs.last_mut() {
            Some((_, last)) if *last + 1 == status => *last = status,
            _ => runs.push((status, status)),
        }
    }
    let written = |(from, to): &(u16, u16)| {
        if from == to { from.to_string() } else { format!("{from}-{to}") }
    };
    if all.is_empty() { Vec::new() } else { runs.iter().map(written).collect() }
}
