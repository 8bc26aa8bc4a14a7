//! Sources that are asked: where, how often, and what they are shown.

use jiff::SignedDuration;

use super::sources::{key_variable, secret};
use super::{Check, values};
use crate::config::fault::Finding;
use crate::config::raw::{Given, SourceTable};
use crate::config::settings::PollSettings;
use crate::domain::word::STALE_AFTER;
use crate::pager::push::keys::{is_address, is_loopback};
use crate::sources::Source;
use crate::sources::polled::{self, POLLED, Polled, Scheme, Way};

/// How often and how seldom a source may be asked.
const FASTEST: SignedDuration = SignedDuration::from_secs(1);
const SLOWEST: SignedDuration = SignedDuration::from_hours(1);

/// How often it may fail to answer before that is told, at most.
const MOST_FAILURES: i64 = 1000;

/// How that source is asked, if it is.
pub(super) fn poll(
    name: &Given<String>,
    table: &Given<SourceTable>,
    kind: &'static Source,
    check: &mut Check<'_>,
) -> Option<PollSettings> {
    let first = first_key(table)?;
    let Some(polled) = polled::find(kind.name) else {
        let kinds: Vec<&str> = POLLED.iter().map(|polled| polled.kind).collect();
        let message = format!("`{}` cannot be polled", kind.name);
        let hint = format!("it posts to /in/NAME; what can be polled is {}", kinds.join(", "));
        check.fault(Finding::at(first, message).hint(hint));
        return None;
    };
    if table.poll.is_none() && table.url.is_none() {
        let hint = match polled.home {
            Some(_) => format!("add `poll = \"{}s\"`", polled.usual_seconds()),
            None => format!("add `url = \"{}\"`", example(polled)),
        };
        check.fault(Finding::at(first, "this source is not polled").hint(hint));
        return None;
    }
    nothing_else(table, polled, check);
    let every = match &table.poll {
        Some(given) => check.take(values::duration("a time to poll", given)).filter(|every| {
            let is_fine = (FASTEST..=SLOWEST).contains(every);
            if !is_fine {
                let message = "a source is polled between once a second and once an hour";
                check.fault(Finding::at(given.span.clone(), message).hint("`15s` is usual"));
            }
            is_fine
        }),
        None => Some(SignedDuration::from_secs(polled.usual_seconds())),
    };
    let url = url(table, polled, check);
    let token = table.token.as_ref();
    let token = token.and_then(|given| secret(&key_variable(name, "TOKEN"), given, check));
    needs_token(name, table, polled, check);
    let stale_after = stale_after(table, check);
    if let (Some(url), Some(given)) = (&url, &table.token) {
        could_be_read(url, given, check);
    }
    Some(PollSettings {
        polled,
        url: url?,
        every: every?,
        user: table.user.as_ref().map(|user| user.value.clone()),
        token,
        stale_after,
    })
}

/// Where the first key stands that only a polled source has.
fn first_key(table: &SourceTable) -> Option<std::ops::Range<usize>> {
    let texts = [&table.url, &table.token, &table.user].into_iter().flatten();
    let spans = texts.map(|given| &given.span);
    let spans = spans.chain(table.poll.iter().map(|given| &given.span));
    let spans = spans.chain(table.stale_after.iter().map(|given| &given.span));
    spans.min_by_key(|span| span.start).cloned()
}

/// What makes no sense for a source that is polled.
fn nothing_else(table: &SourceTable, polled: &Polled, check: &mut Check<'_>) {
    let texts = [&table.key, &table.secret].into_iter().flatten().map(|given| &given.span);
    for span in texts.chain(table.signed.iter().map(|given| &given.span)) {
        let message = "nobody posts to a source that is polled";
        let hint = "take it out; what wail shows when it asks is its `token`";
        check.fault(Finding::at(span.clone(), message).hint(hint));
    }
    if let (Some(given), Way::List(_)) = (&table.auto_resolve, polled.way) {
        let message = "of a source that is polled, the next poll says what is over";
        check.fault(Finding::at(given.span.clone(), message).hint("take it out"));
    }
}

fn url(table: &Given<SourceTable>, polled: &Polled, check: &mut Check<'_>) -> Option<String> {
    let Some(given) = &table.url else {
        if polled.home.is_none() {
            let message = format!("`{}` is polled, and nothing says where", polled.kind);
            let finding = Finding::at(table.span.clone(), message);
            let hint = format!("add `url = \"{}\"`", example(polled));
            check.missing(Some(&table.span), "url", finding.hint(hint));
        }
        return polled.home.map(str::to_owned);
    };
    let url = given.trim().trim_end_matches('/');
    let after = url.split_once("://").map_or("", |(_, after)| after);
    let host = after.split('/').next().unwrap_or_default();
    if host.contains('@') {
        let message = "a user and a password do not belong in an address";
        let hint = "write `user = \"…\"`, and the password as `token = \"env:…\"`";
        check.fault(Finding::at(given.span.clone(), message).hint(hint));
        return None;
    }
    if !is_address(url) || url.contains(['?', '#']) {
        let message = "this is not an address that can be polled";
        let hint = format!("write it like `{}`, without what is asked there", example(polled));
        check.fault(Finding::at(given.span.clone(), message).hint(hint));
        return None;
    }
    Some(url.to_owned())
}

/// An address of that kind.
fn example(polled: &Polled) -> &'static str {
    match (polled.home, polled.kind) {
        (Some(home), _) => home,
        (None, "alertmanager") => "http://127.0.0.1:9093",
        (None, "prometheus") => "http://127.0.0.1:9090",
        (None, "ntfy") => "https://ntfy.sh/TOPIC",
        (None, "nagios") => "https://nagios.example.org/nagios",
        (None, "icinga") => "https://icinga.example.org:5665",
        (None, _) => "https://monitor.example.org",
    }
}

/// What a kind must be shown, and what it knows nothing of.
fn needs_token(
    name: &Given<String>,
    table: &Given<SourceTable>,
    polled: &Polled,
    check: &mut Check<'_>,
) {
    let variable = key_variable(name, "TOKEN");
    if polled.needs_token && table.token.is_none() {
        let message = format!("`{}` answers nobody without a token", polled.kind);
        let finding = Finding::at(table.span.clone(), message);
        let hint = format!("add `token = \"env:{variable}\"`");
        check.missing(Some(&table.span), "token", finding.hint(hint));
    }
    let Some(user) = &table.user else { return };
    if polled.scheme != Scheme::Bearer {
        let message = format!("`{}` knows tokens and no users", polled.kind);
        check.fault(Finding::at(user.span.clone(), message).hint("take it out"));
    } else if user.trim().is_empty() || user.contains(':') {
        let message = "this cannot be the name of a user";
        check.fault(Finding::at(user.span.clone(), message).hint("it has no `:` in it"));
    } else if table.token.is_none() && !polled.needs_token {
        let hint = format!("add `token = \"env:{variable}\"`");
        let finding = Finding::at(user.span.clone(), "a user is nothing without a password");
        check.missing(Some(&table.span), "token", finding.hint(hint));
    }
}

/// A token that goes over a network as it is.
fn could_be_read(url: &str, token: &Given<String>, check: &mut Check<'_>) {
    let Some(after) = url.strip_prefix("http://") else { return };
    let host = after.split('/').next().unwrap_or_default();
    let host = host.rsplit_once(':').map_or(host, |(host, port)| {
        if port.chars().all(|c| c.is_ascii_digit()) { host } else { after }
    });
    if !is_loopback(host) {
        let message = "whoever is on the way can read this token";
        let hint = "ask it at an address that begins with `https://`";
        check.warn(Finding::at(token.span.clone(), message).hint(hint));
    }
}

fn stale_after(table: &SourceTable, check: &mut Check<'_>) -> u32 {
    let Some(given) = &table.stale_after else { return STALE_AFTER };
    match u32::try_from(given.value) {
        Ok(number) if (1..=MOST_FAILURES).contains(&given.value) => number,
        _ => {
            let message = "this is a number of polls between 1 and 1000";
            check.fault(Finding::at(given.span.clone(), message).hint("`3` is usual"));
            STALE_AFTER
        }
    }
}
