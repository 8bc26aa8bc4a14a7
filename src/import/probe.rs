//! What monitors of other systems have in common: how often they look, what is secret in them.

use core::net::{IpAddr, SocketAddr};

use super::draft::Draft;
use super::written::{Block, length};

/// How often a monitor looks, how long it may take, after how many looks it is down.
#[derive(Clone, Copy, Debug)]
pub(super) struct Pace {
    /// In seconds.
    pub(super) every: i64,
    /// In seconds.
    pub(super) timeout: Option<i64>,
    /// Looks in a row.
    pub(super) down_after: Option<i64>,
    /// Looks in a row.
    pub(super) up_after: Option<i64>,
}

impl Pace {
    /// As a monitor has it.
    pub(super) fn added_to(self, block: Block) -> Block {
        let every = self.every.clamp(1, 86_400);
        let mut block = block.text("every", &length(every));
        if let Some(timeout) = self.timeout {
            block = block.text("timeout", &length(timeout.clamp(1, every)));
        }
        for (key, looks) in [("down_after", self.down_after), ("up_after", self.up_after)] {
            if let Some(looks) = looks {
                block = block.plain(key, looks.clamp(1, 100));
            }
        }
        block
    }
}

/// An address of the web as it may be written down: without a user, and without what follows `?` or `#`.
pub(super) fn address(url: &str, (file, place): (&str, &str), draft: &mut Draft<'_>) -> String {
    let bare = shown(url);
    if user_of(url).is_some() {
        let what = "the user and the password in its address are not written down: `user` with \
                    `password = \"env:NAME\"`";
        draft.leave(file, place, what);
    }
    if url.contains('?') {
        let what = "what follows `?` in its address may be a secret and is not written down: add it to \
                    `url` where it is none";
        draft.leave(file, place, what);
    }
    bare
}

/// An address without what may be a secret in it.
pub(super) fn shown(url: &str) -> String {
    let bare = url.split(['?', '#']).next().unwrap_or_default();
    match (user_of(bare), bare.split_once("://")) {
        (Some(user), Some((scheme, rest))) => format!("{scheme}://{}", &rest[user.len() + 1..]),
        _ => bare.to_owned(),
    }
}

/// What stands before the `@` of an address.
fn user_of(url: &str) -> Option<&str> {
    let (_, rest) = url.split_once("://")?;
    let host = rest.split(['/', '\\', '?', '#']).next().unwrap_or_default();
    host.rsplit_once('@').map(|(user, _)| user)
}

/// The address of a DNS server; that it is a name is told, since no resolver here has one.
///
/// # Errors
///
/// Says that it was told.
pub(super) fn resolver<'s>(
    server: Option<&'s str>,
    (file, place): (&str, &str),
    draft: &mut Draft<'_>,
) -> Result<Option<&'s str>, Told> {
    let Some(server) = server else { return Ok(None) };
    if server.parse::<IpAddr>().is_ok() || server.parse::<SocketAddr>().is_ok() {
        return Ok(Some(server));
    }
    let what = format!("it asks `{server}`, and `resolver` is an address here: it is left out");
    draft.leave(file, place, what);
    Err(Told)
}

/// That something is left out was told.
pub(super) struct Told;

/// Tells of a body, which is not written down.
pub(super) fn body(body: Option<&str>, (file, place): (&str, &str), draft: &mut Draft<'_>) {
    if body.is_some() {
        let what = "what it sends may hold a secret and is not written down: `body = \"…\"` where it holds none";
        draft.leave(file, place, what);
    }
}

/// Headers that say nothing about who asks.
const OPEN: [&str; 7] = [
    "accept",
    "accept-encoding",
    "accept-language",
    "cache-control",
    "content-type",
    "host",
    "user-agent",
];

/// Headers that may be written down; those that may prove who asks are only named.
pub(super) fn headers<'h>(
    block: Block,
    (file, place): (&str, &str),
    headers: impl IntoIterator<Item = (&'h str, &'h str)>,
    draft: &mut Draft<'_>,
) -> Block {
    let (open, secret): (Vec<_>, Vec<_>) =
        headers.into_iter().partition(|(name, value)| is_open(name, value));
    for (name, _) in secret {
        let what = format!(
            "the header `{name}` may be a secret and is not written down: \
             `headers = {{ {name} = \"env:NAME\" }}`"
        );
        draft.leave(file, place, what);
    }
    block.inline("headers", open)
}

/// Whether a header is no secret, and its value no place where one would be looked for.
fn is_open(header: &str, value: &str) -> bool {
    let is_place =
        value.trim_start().starts_with("env:") || value.trim_start().starts_with("file:");
    !is_place && OPEN.iter().any(|it| header.eq_ignore_ascii_case(it))
}

/// Labels out of what a system says of a monitor; those that are none are left out.
pub(super) fn labels<'l>(
    labels: impl IntoIterator<Item = (&'l str, &'l str)>,
) -> Vec<(&'l str, &'l str)> {
    let mut found: Vec<(&str, &str)> = Vec::new();
    for (name, value) in labels {
        let is_label = !name.is_empty() && name != "monitor" && name != "heartbeat";
        let fits = is_label && !name.contains(['=', '!', '~']) && !value.is_empty();
        if fits && !found.iter().any(|(known, _)| *known == name) {
            found.push((name, value));
        }
    }
    found
}

/// Seconds of a length as Go programs write it: `30s`, `1m30s`, `500ms`; at least one.
pub(super) fn seconds(text: &str) -> Option<i64> {
    let millis = millis(text)?;
    Some(((millis + 999) / 1000).max(1))
}

/// Milliseconds of the same; a bare number is milliseconds.
pub(super) fn millis(text: &str) -> Option<i64> {
    let mut rest = text.trim();
    if let Ok(number) = rest.parse::<i64>() {
        return Some(number);
    }
    let mut total = 0.0_f64;
    while !rest.is_empty() {
        let end = rest.find(|it: char| !it.is_ascii_digit() && it != '.')?;
        let number: f64 = rest[..end].parse().ok()?;
        rest = &rest[end..];
        let end = rest.find(|it: char| it.is_ascii_digit()).unwrap_or(rest.len());
        total += number
            * match &rest[..end] {
                "ms" => 1.0,
                "s" => 1_000.0,
                "m" => 60_000.0,
                "h" => 3_600_000.0,
                "d" => 86_400_000.0,
                _ => return None,
            };
        rest = &rest[end..];
    }
    #[expect(clippy::cast_possible_truncation, reason = "nobody writes a length of ages")]
    Some(total as i64)
}
