//! What monitors of other systems have in common: how often they look, what is secret in them.

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

/// Headers that may be written down; those that prove who asks are only named.
pub(super) fn headers<'h>(
    block: Block,
    (file, place): (&str, &str),
    headers: impl IntoIterator<Item = (&'h str, &'h str)>,
    draft: &mut Draft<'_>,
) -> Block {
    let (secret, open): (Vec<_>, Vec<_>) =
        headers.into_iter().partition(|(name, _)| is_secret(name));
    for (name, _) in secret {
        let what = format!(
            "the header `{name}` may be a secret and is not written down: \
             `headers = {{ {name} = \"env:NAME\" }}`"
        );
        draft.leave(file, place, what);
    }
    block.inline("headers", open)
}

fn is_secret(header: &str) -> bool {
    let header = header.to_lowercase();
    ["auth", "cookie", "key", "token", "secret", "password"].iter().any(|it| header.contains(it))
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
