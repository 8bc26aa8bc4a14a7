//! How available everything was, as comma-separated values (RFC 4180): a line for each.

use jiff::Timestamp;

use crate::cli::report::csv::{maybe, named, seconds};
use crate::domain::nines::share::Share;
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
        named(&line.name),
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
