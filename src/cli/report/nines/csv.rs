//! How available everything was, as comma-separated values (RFC 4180): a line for each.

use std::borrow::Cow;

use jiff::{SignedDuration, Timestamp};

use crate::domain::nines::share::Share;
use crate::domain::text::plain;
use crate::engine::nines::{Line, Nines};

/// The names of the columns.
const HEAD: &str = "kind,name,from,to,target_percent,availability_percent,at_least_percent,\
at_most_percent,available_seconds,down_seconds,unknown_seconds,maintenance_seconds,\
month_from,month_allowed_seconds,month_used_seconds,month_left_seconds,month_spent_at,\
quarter_from,quarter_allowed_seconds,quarter_used_seconds,quarter_left_seconds,quarter_spent_at\n";

pub(super) fn text(nines: &Nines) -> String {
    let services = nines.services.iter().map(|line| ("service", line));
    let monitors = nines.monitors.iter().map(|line| ("monitor", line));
    let mut text = HEAD.to_owned();
    for (kind, line) in services.chain(monitors) {
        text.push_str(&values(kind, line, nines).join(","));
        text.push('\n');
    }
    text
}

fn values(kind: &str, line: &Line, nines: &Nines) -> Vec<String> {
    let (tally, bounds) = (&line.tally, line.tally.bounds());
    let percent = |share: Option<Share>| maybe(share.map(|share| share.percent()));
    let mut values = vec![
        kind.to_owned(),
        quoted(&plain(&line.name)).into_owned(),
        nines.window.from.to_string(),
        nines.window.to.to_string(),
        line.target.as_percent().to_string(),
        percent(tally.availability()),
        percent(bounds.map(|(least, _)| least)),
        percent(bounds.map(|(_, most)| most)),
        seconds(tally.available),
        seconds(tally.down),
        seconds(tally.unknown),
        seconds(tally.maintenance),
    ];
    for budget in [&line.month, &line.quarter] {
        values.extend([
            budget.span.from.to_string(),
            seconds(budget.allowed),
            seconds(budget.used),
            seconds(budget.left),
            maybe::<Timestamp>(budget.spent_at),
        ]);
    }
    values
}

fn maybe<T: ToString>(value: Option<T>) -> String {
    value.map(|value| value.to_string()).unwrap_or_default()
}

/// Seconds with as many decimals as they have: `60`, `0.25`, `-1.5`.
fn seconds(length: SignedDuration) -> String {
    let sign = if length.is_negative() { "-" } else { "" };
    let (whole, rest) = (length.as_secs().unsigned_abs(), length.subsec_millis().unsigned_abs());
    match rest {
        0 => format!("{sign}{whole}"),
        _ => format!("{sign}{whole}.{rest:03}").trim_end_matches('0').to_owned(),
    }
}

fn quoted(text: &str) -> Cow<'_, str> {
    if text.contains([',', '"']) {
        Cow::Owned(format!("\"{}\"", text.replace('"', "\"\"")))
    } else {
        Cow::Borrowed(text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn seconds_are_exact_and_names_with_commas_are_one_value() {
        for (milliseconds, text) in [
            (0, "0"),
            (60_000, "60"),
            (250, "0.25"),
            (-1_500, "-1.5"),
            (-7, "-0.007"),
            (1_001, "1.001"),
        ] {
            assert_eq!(seconds(SignedDuration::from_millis(milliseconds)), text);
        }
        for (name, value) in [("db", "db"), ("a,b", "\"a,b\""), ("say \"x\"", "\"say \"\"x\"\"\"")]
        {
            assert_eq!(quoted(name), value);
        }
    }
}
