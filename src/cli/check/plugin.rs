//! What is seen, as the Monitoring Plugins tell it: one line, performance data, an exit code.

use std::fmt::Write as _;

use super::Seen;
use crate::cli::Session;
use crate::domain::wait::count;
use crate::domain::watch::{Finding, Number};
use crate::error::Error;

/// Prints the line; the error is the exit code, with nothing said of it.
pub(super) fn print(session: &Session, seen: &[Seen]) -> Result<(), Error> {
    session.out.text(text(seen))?;
    match code(worst(seen)) {
        0 => Ok(()),
        code => Err(Error::exit(code)),
    }
}

/// The gravest finding; what failed comes before what may be well.
fn worst(seen: &[Seen]) -> Finding {
    let findings = [Finding::Failed, Finding::Degraded, Finding::Undetermined];
    let mut there = findings.into_iter().filter(|it| seen.iter().any(|one| one.finding == *it));
    there.next().unwrap_or(Finding::Fine)
}

fn code(finding: Finding) -> u8 {
    match finding {
        Finding::Fine => 0,
        Finding::Degraded => 1,
        Finding::Failed => 2,
        Finding::Undetermined => 3,
    }
}

fn word(finding: Finding) -> &'static str {
    match finding {
        Finding::Fine => "OK",
        Finding::Degraded => "WARNING",
        Finding::Failed => "CRITICAL",
        Finding::Undetermined => "UNKNOWN",
    }
}

/// The first line with the worst of them and how long each took, then a line for each that is not
/// well.
fn text(seen: &[Seen]) -> String {
    let worst = worst(seen);
    let bad = seen.iter().filter(|one| one.finding != Finding::Fine);
    let first = match seen {
        [one] => one.said(),
        _ if worst == Finding::Fine => {
            format!("{} as they should be", count(seen.len(), "monitor"))
        }
        _ => {
            let names: Vec<&str> = bad.clone().map(|one| one.name.as_str()).collect();
            format!("{} of {} not well: {}", names.len(), seen.len(), names.join(", "))
        }
    };
    // A bar ends the text and begins the performance data.
    let mut text = format!("WAIL {} - {}", word(worst), first.replace('|', "/"));
    let data: Vec<String> = seen.iter().flat_map(performance).collect();
    text.push_str(" | ");
    text.push_str(&data.join(" "));
    text.push('\n');
    if seen.len() > 1 {
        for one in bad {
            let said = one.said().replace('|', "/");
            // Writing to a string cannot fail.
            let _ = writeln!(text, "{} {}: {said}", word(one.finding), one.name);
        }
    }
    text
}

/// How long it took, and every number it saw.
fn performance(seen: &Seen) -> Vec<String> {
    let limit = seen.settings.limits.slow_over;
    let warning = limit.map(|limit| limit.as_secs_f64().to_string()).unwrap_or_default();
    let took = seen.observation.took.as_secs_f64();
    let time = format!("{}={took:.6}s;{warning};;0", label(&format!("{} time", seen.name)));
    let numbers = seen.observation.numbers.iter().map(|number| {
        let Number { label: name, value, unit, max } = number;
        let max = max.map(|max| max.to_string()).unwrap_or_default();
        let end = if max.is_empty() { String::new() } else { format!(";;;;{max}") };
        format!("{}={value}{unit}{end}", label(&format!("{} {name}", seen.name)))
    });
    [time].into_iter().chain(numbers).collect()
}

/// A label in quotes, without what would end it.
fn label(name: &str) -> String {
    let kept = name.chars().filter(|character| !matches!(character, '=' | '|' | '\n'));
    format!("'{}'", kept.collect::<String>().replace('\'', "''"))
}
