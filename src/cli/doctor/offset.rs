//! Whether something sets the clock, and how far it is from those of others.

use std::path::Path;
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};

use super::{Finding, Patient};
use crate::cli::{serve, web};
use crate::daemon::clock;
use crate::domain::wait::spell;
use crate::error::{Error, Kind};

/// How long another one has to answer.
const ANSWER: Duration = Duration::from_secs(3);

/// How many are asked.
const ASKED: usize = 3;

/// With more than so much between two clocks one is wrong, and with more than that it tells in when people are
/// called.
const APART: SignedDuration = SignedDuration::from_secs(5);
const FAR_APART: SignedDuration = SignedDuration::from_mins(2);

/// What sets the clock of a machine, and where it shows that it runs.
const SETTERS: [(&str, &str); 5] = [
    ("systemd-timesyncd", "run/systemd/timesync/synchronized"),
    ("chrony", "run/chrony/chronyd.pid"),
    ("ntpd", "run/ntpd.pid"),
    ("ntpsec", "run/ntpsec/ntpd.pid"),
    ("openntpd", "run/openntpd.pid"),
];

/// How far this clock is from those that polled sources and the own address outside show in their answers; else
/// whether anything sets it.
pub(super) fn offset(patient: &Patient<'_>) -> Result<Option<Finding>, Error> {
    let Some(settings) = patient.settings else { return Ok(None) };
    let polled =
        settings.sources.values().filter_map(|source| Some(source.poll.as_ref()?.url.clone()));
    let asked: Vec<String> = polled
        .filter(|url| url.starts_with("http"))
        .chain(settings.listen.public_url.clone())
        .take(ASKED)
        .collect();
    for url in asked.into_iter().filter(|_| patient.asks_others) {
        let before = clock::now();
        let answer = serve::runtime()?.block_on(web::get_url(&url, ANSWER));
        let took = clock::now().duration_since(before);
        let date = answer.ok().and_then(|answer| instant(answer.date.as_deref()?));
        if let Some(date) = date {
            // It was written somewhere between the two, by the second.
            return Ok(Some(told(&url, date.duration_since(before + took / 2))));
        }
    }
    Ok(Some(setter(Path::new("/"))))
}

fn instant(date: &str) -> Option<Timestamp> {
    jiff::fmt::rfc2822::parse(date).ok().map(|date| date.timestamp())
}

/// What it means that the other clock is so far ahead.
fn told(url: &str, ahead: SignedDuration) -> Finding {
    let by = ahead.abs();
    let which = if ahead.is_negative() { "ahead of" } else { "behind" };
    let place = place(url);
    let text = format!("this clock is {} {which} that of {place}", spell(by));
    let fix = "see which is right: `timedatectl`, and set it: `timedatectl set-ntp true`";
    match by {
        by if by > FAR_APART => Finding::failure("offset", Kind::Unreachable, text, fix),
        by if by > APART => Finding::warning("offset", text, fix),
        _ => Finding::fine("offset", format!("this clock and that of {place} agree")),
    }
}

/// Who answered, without what may be a secret in the address.
fn place(url: &str) -> &str {
    let begin = url.find("://").map_or(0, |at| at + 3);
    let rest = url.get(begin..).unwrap_or(url);
    let rest = rest.split(['/', '?', '#']).next().unwrap_or(rest);
    rest.rsplit('@').next().unwrap_or(rest)
}

/// What sets the clock. Where no systemd runs, as in a container, which has the clock of its host, that
/// nothing is seen says nothing.
fn setter(root: &Path) -> Finding {
    let found = SETTERS.into_iter().find(|(_, sign)| root.join(sign).exists());
    match found {
        Some((name, _)) => Finding::fine("offset", format!("{name} sets this clock")),
        None if root.join("run/systemd/system").is_dir() => Finding::warning(
            "offset",
            "nothing is seen that sets this clock, so it drifts",
            "`timedatectl set-ntp true`",
        ),
        None => Finding::fine(
            "offset",
            "not known: nothing here sets this clock, as in a container, and no other one answered \
             (`listen.public_url`, or a source that is polled, has one)",
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn clocks_that_agree_are_fine_and_those_far_apart_are_not() {
        let state = |seconds| told("http://x", SignedDuration::from_secs(seconds)).state.word();
        assert_eq!(
            [state(0), state(-5), state(6), state(-119), state(121)],
            ["ok", "ok", "warn", "warn", "fail"]
        );
        let text = told("http://ana:secret@x/t?k=v", SignedDuration::from_secs(-47)).text;
        assert_eq!(text, "this clock is 47s ahead of that of x");
        assert_eq!(
            told("http://x", SignedDuration::from_secs(47)).text,
            "this clock is 47s behind that of x"
        );
    }

    #[test]
    fn the_date_of_an_answer_is_understood() {
        let date = instant("Tue, 03 Nov 2026 03:00:00 GMT").unwrap();
        assert_eq!(date.to_string(), "2026-11-03T03:00:00Z");
        assert_eq!(instant("soon"), None);
    }

    #[test]
    fn what_sets_the_clock_is_named_and_nothing_is_a_warning() {
        let root = tempfile::tempdir().unwrap();
        assert!(
            setter(root.path()).text.starts_with("not known: "),
            "{}",
            setter(root.path()).text
        );
        std::fs::create_dir_all(root.path().join("run/systemd/system")).unwrap();
        assert_eq!(setter(root.path()).state.word(), "warn");
        std::fs::create_dir_all(root.path().join("run/chrony")).unwrap();
        std::fs::write(root.path().join("run/chrony/chronyd.pid"), "1").unwrap();
        assert_eq!(setter(root.path()).text, "chrony sets this clock");
    }
}
