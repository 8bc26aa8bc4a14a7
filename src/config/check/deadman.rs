//! The outside watcher: where it is, how often it is told and how it is asked.

use jiff::SignedDuration;

use super::{Check, sources, values};
use crate::config::fault::Finding;
use crate::config::raw::{Given, Raw};
use crate::config::secret::Secret;
use crate::config::settings::DeadmanSettings;
use crate::pager::push::keys::is_address;

/// How often it is told unless the configuration says; and how often and how seldom it may be.
const EVERY: SignedDuration = SignedDuration::from_mins(1);
const FASTEST: SignedDuration = SignedDuration::from_secs(1);
const SLOWEST: SignedDuration = SignedDuration::from_hours(24);

/// How it may be asked; the first unless the configuration says.
const METHODS: [&str; 3] = ["GET", "HEAD", "POST"];

/// Whom wail tells that it is alive, if anybody.
pub(super) fn deadman(raw: &Raw, check: &mut Check<'_>) -> Option<DeadmanSettings> {
    let table = raw.deadman.as_ref()?;
    if table.url.is_none() {
        let finding = Finding::at(table.span.clone(), "nothing says whom to tell");
        let hint = "add `url = \"env:WAIL_DEADMAN_URL\"`, or take `[deadman]` out";
        check.missing(Some(&table.span), "url", finding.hint(hint));
    }
    let url = table.url.as_ref();
    let url = url.and_then(|given| address("WAIL_DEADMAN_URL", given, check));
    let fail_url = table.fail_url.as_ref();
    let fail_url = fail_url.and_then(|given| address("WAIL_DEADMAN_FAIL_URL", given, check));
    let every = check.duration("a time between pings", table.every.as_ref(), EVERY);
    if let Some(given) = table.every.as_ref().filter(|_| !(FASTEST..=SLOWEST).contains(&every)) {
        let message = "a deadman is pinged between once a second and once a day";
        check.fault(Finding::at(given.span.clone(), message).hint("`1m` is usual"));
    }
    let method = table.method.as_ref().map_or(METHODS[0], |given| given.value.as_str());
    if let Some(given) = table.method.as_ref().filter(|_| !METHODS.contains(&method)) {
        check.fault(values::unknown("method", given, &METHODS));
    }
    let audio_within = table.audio_within.as_ref();
    let audio_within = audio_within.and_then(|given| check.take(values::duration("an age", given)));
    Some(DeadmanSettings { url: url?, fail_url, every, method: method.to_owned(), audio_within })
}

/// A secret that is an address.
fn address(variable: &str, given: &Given<String>, check: &mut Check<'_>) -> Option<Secret> {
    let secret = sources::secret(variable, given, check)?;
    if !is_address(secret.expose()) {
        let message = "what stands there is not an address of the web";
        let hint = "it begins with `https://`; the watcher shows it where the check is made";
        check.fault(Finding::at(given.span.clone(), message).hint(hint));
        return None;
    }
    Some(secret)
}
