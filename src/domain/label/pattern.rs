//! A pattern that must match a whole value. What is plainly a pattern is compiled when it is first
//! needed: a configuration has hundreds, and a command asks for a few.

use std::sync::OnceLock;

use regex::{Regex, RegexBuilder};

/// How long a pattern may be, in bytes, and how large once it is compiled: a thousand of them must fit
/// beside one another, and a few characters such as `(a{1000}){1000}` can ask for any amount of memory.
const LONGEST: usize = 16 * 1024;
const LARGEST: usize = 1024 * 1024;

/// How long a pattern is at most whose size is not looked at before it is needed.
const SHORT: usize = 128;

/// A pattern, compiled or sure to compile.
#[derive(Debug)]
pub(super) struct Pattern {
    written: String,
    /// What every value that it matches begins with.
    begins: String,
    /// None once compiled if it does not compile, which is ruled out before.
    compiled: OnceLock<Option<Regex>>,
}

/// Why a text is no pattern.
#[derive(Debug)]
pub(super) enum NoPattern {
    /// It is too long, or too large once it is compiled.
    TooLarge,
    /// It is not a regular expression, as the engine says in one line.
    Bad(String),
}

impl Pattern {
    /// The pattern, if it is one and not too large.
    pub(super) fn new(written: &str) -> Result<Self, NoPattern> {
        if written.len() > LONGEST {
            return Err(NoPattern::TooLarge);
        }
        if let Some(begins) = plain_beginning(written) {
            let begins = begins.to_owned();
            return Ok(Self { written: written.to_owned(), begins, compiled: OnceLock::new() });
        }
        Self::compiled(written, compile(written))
    }

    /// The pattern, if it is one, however large.
    pub(super) fn of_any_size(written: &str) -> Result<Self, NoPattern> {
        Self::compiled(written, Regex::new(&anchored(written)))
    }

    fn compiled(written: &str, made: Result<Regex, regex::Error>) -> Result<Self, NoPattern> {
        let made = made.map_err(|error| {
            if matches!(error, regex::Error::CompiledTooBig(_)) {
                return NoPattern::TooLarge;
            }
            let why = error.to_string();
            NoPattern::Bad(why.lines().last().unwrap_or_default().trim().to_owned())
        })?;
        let (written, begins) = (written.to_owned(), String::new());
        Ok(Self { written, begins, compiled: OnceLock::from(Some(made)) })
    }

    /// As it was written.
    pub(super) fn written(&self) -> &str {
        &self.written
    }

    /// Whether it matches all of that.
    pub(super) fn is_match(&self, value: &str) -> bool {
        if !value.starts_with(&self.begins) {
            return false;
        }
        let compiled = self.compiled.get_or_init(|| compile(&self.written).ok());
        compiled.as_ref().is_some_and(|pattern| pattern.is_match(value))
    }
}

fn compile(written: &str) -> Result<Regex, regex::Error> {
    RegexBuilder::new(&anchored(written)).size_limit(LARGEST).build()
}

fn anchored(written: &str) -> String {
    format!("^(?:{written})$")
}

/// What everything begins with that a pattern matches, if it is so plain that it surely is one and small:
/// letters, digits and signs that mean themselves, any character at all once, never or as often as it
/// likes, and alternatives of those.
fn plain_beginning(written: &str) -> Option<&str> {
    if written.len() > SHORT {
        return None;
    }
    let mut before = None;
    for character in written.chars() {
        let is_plain = match character {
            'a'..='z' | 'A'..='Z' | '0'..='9' | '_' | '-' | '/' | ':' | '@' | '.' | '|' => true,
            '*' | '+' => before == Some('.'),
            _ => false,
        };
        if !is_plain {
            return None;
        }
        before = Some(character);
    }
    if written.contains('|') {
        return Some("");
    }
    let end = written.find(['.', '*', '+']).unwrap_or(written.len());
    Some(&written[..end])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_plain_compiles_and_matches_what_it_would_have() {
        let signs = ["a", "-", "1", ".", ".*", ".+", "|", "/", ":", "@", "_"];
        let values = ["", "a", "-", "a-", "1a", "aa", "a-1", "/a", "a:@_", "ab-1", "\n"];
        let mut plain = 0;
        for one in signs {
            for two in signs {
                for three in signs {
                    let written = format!("{one}{two}{three}");
                    let expected = compile(&written);
                    let Some(begins) = plain_beginning(&written) else { continue };
                    let expected = expected.unwrap_or_else(|error| panic!("{written}: {error}"));
                    plain += 1;
                    let pattern = Pattern::new(&written).unwrap();
                    assert!(pattern.compiled.get().is_none(), "{written} waits");
                    for value in values {
                        let is_match = expected.is_match(value);
                        assert_eq!(pattern.is_match(value), is_match, "{written} {value:?}");
                        assert!(!is_match || value.starts_with(begins), "{written} {value:?}");
                    }
                }
            }
        }
        assert!(plain > 1000, "{plain}");
    }

    #[test]
    fn what_is_not_plain_is_compiled_at_once() {
        for written in ["a*", "(a", "a{3}", "[a-z]+", "(?i)a", "a?", "\\d", "*", "+a", "ä"] {
            assert_eq!(plain_beginning(written), None, "{written}");
        }
        assert!(matches!(Pattern::new("(a"), Err(NoPattern::Bad(_))));
        assert!(matches!(Pattern::new("*"), Err(NoPattern::Bad(_))));
        assert!(plain_beginning(&".".repeat(SHORT + 1)).is_none());
        assert!(compile(&".*".repeat(SHORT / 2)).is_ok(), "the largest of them is small enough");
        assert!(compile(&".|".repeat(SHORT / 2)).is_ok());
    }

    #[test]
    fn what_begins_otherwise_needs_no_compiling() {
        let pattern = Pattern::new("web-.*").unwrap();
        assert!(!pattern.is_match("db-1") && pattern.compiled.get().is_none());
        assert!(pattern.is_match("web-1") && pattern.compiled.get().is_some());
    }
}
