//! What must be there, and, with a `!` before it, what must not.

use regex::{Regex, RegexBuilder};

use super::{Options, Wrong};

/// Something that must be there, or must not.
#[derive(Clone, Debug)]
pub(super) struct Wanted<T> {
    pub(super) what: T,
    pub(super) is_there: bool,
}

/// How much memory one regular expression may take.
const REGEX_SIZE: usize = 1 << 20;

/// The texts of a key; none of them is empty.
pub(super) fn texts(options: &Options, key: &'static str) -> Result<Vec<Wanted<String>>, Wrong> {
    let texts = options.list(key).into_iter().map(|written| {
        let (is_there, text) = wanted(&written);
        if text.is_empty() {
            return Err(Wrong::new(key, "an empty text is everywhere", "take it out"));
        }
        Ok(Wanted { what: text.to_owned(), is_there })
    });
    texts.collect()
}

/// The regular expressions of a key.
pub(super) fn regexes(options: &Options, key: &'static str) -> Result<Vec<Wanted<Regex>>, Wrong> {
    let regexes = options.list(key).into_iter().map(|written| {
        let (is_there, pattern) = wanted(&written);
        let made = RegexBuilder::new(pattern).size_limit(REGEX_SIZE).build();
        let what = made.map_err(|error| {
            let message = format!("this is no regular expression: {}", last_line(&error));
            Wrong::new(key, message, "`\\\\.` in double quotes is a point")
        })?;
        Ok(Wanted { what, is_there })
    });
    regexes.collect()
}

fn wanted(written: &str) -> (bool, &str) {
    written.strip_prefix('!').map_or((true, written), |rest| (false, rest))
}

/// The last line of what the library says; those before show the pattern.
fn last_line(error: &regex::Error) -> String {
    let text = error.to_string();
    text.lines().last().unwrap_or_default().trim_start_matches("error: ").to_owned()
}
