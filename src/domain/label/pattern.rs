//! A pattern that must match the whole of a value, and what can be told of that without asking it.
//!
//! What is plainly a pattern is compiled when it is first needed: a configuration has hundreds, and a
//! command asks for a few.

use std::sync::{Arc, OnceLock};

use regex::{Regex, RegexBuilder};
use regex_syntax::hir::Hir;
use regex_syntax::hir::literal::Extractor;

use super::MatcherError;

/// How long a pattern may be, in bytes, and how large once it is compiled: a thousand of them must fit
/// beside one another, and a few characters such as `(a{1000}){1000}` can ask for any amount of memory.
const LONGEST: usize = 16 * 1024;
const LARGEST: usize = 1024 * 1024;

/// How long a pattern is at most whose size is not looked at before it is needed.
const SHORT: usize = 128;

/// What a whole value must match.
#[derive(Debug)]
pub(super) struct Pattern {
    written: String,
    means: Means,
}

/// What a pattern comes to. Most that people write are a few words, or begin with some.
#[derive(Debug)]
enum Means {
    /// One of these texts.
    OneOf(Vec<String>),
    /// Something that begins with one of these, none of which is empty, and matches that.
    Begins(Vec<String>, Compiled),
    /// Whatever matches that.
    Other(Compiled),
}

/// A regular expression, compiled or sure to compile: once it is tried, nothing if it did not, which is
/// ruled out before.
#[derive(Debug)]
struct Compiled(OnceLock<Option<Regex>>);

impl Compiled {
    fn is_match(&self, written: &str, value: &str) -> bool {
        let regex = self.0.get_or_init(|| limited(written).build().ok());
        regex.as_ref().is_some_and(|regex| regex.is_match(value))
    }
}

/// The texts by which a pattern is found.
#[derive(Clone, Copy, Debug)]
pub(super) enum Texts<'p> {
    /// What it matches is one of these.
    Whole(&'p [String]),
    /// What it matches begins with one of these.
    Beginnings(&'p [String]),
}

impl Pattern {
    /// Compiles it. Whoever has a copy of a matcher shares it, and what it has learned.
    pub(super) fn new(written: &str) -> Result<Arc<Self>, MatcherError> {
        if written.len() > LONGEST {
            return Err(MatcherError::TooLarge(beginning(written)));
        }
        Self::compiled(written, is_plain(written), &mut limited(written))
    }

    /// Compiles one that was taken before, however large it is.
    pub(super) fn of_any_size(written: &str) -> Result<Arc<Self>, MatcherError> {
        Self::compiled(written, false, &mut RegexBuilder::new(&anchored(written)))
    }

    fn compiled(
        written: &str,
        can_wait: bool,
        builder: &mut RegexBuilder,
    ) -> Result<Arc<Self>, MatcherError> {
        let compile = || {
            if can_wait {
                return Ok(Compiled(OnceLock::new()));
            }
            let regex = builder.build().map_err(|error| failure(written, &error))?;
            Ok(Compiled(OnceLock::from(Some(regex))))
        };
        let means = match texts(written) {
            Some((texts, true)) => Means::OneOf(texts),
            Some((texts, false)) => Means::Begins(texts, compile()?),
            None => Means::Other(compile()?),
        };
        Ok(Arc::new(Self { written: written.to_owned(), means }))
    }

    /// The pattern as it was written.
    pub(super) fn written(&self) -> &str {
        &self.written
    }

    /// Whether the whole value matches.
    pub(super) fn is_match(&self, value: &str) -> bool {
        match &self.means {
            Means::OneOf(texts) => texts.iter().any(|text| text == value),
            Means::Begins(texts, regex) => {
                texts.iter().any(|text| value.starts_with(text))
                    && regex.is_match(&self.written, value)
            }
            Means::Other(regex) => regex.is_match(&self.written, value),
        }
    }

    /// The texts by which it is found, if there are some and none of them is empty.
    pub(super) fn texts(&self) -> Option<Texts<'_>> {
        match &self.means {
            Means::OneOf(texts) if texts.iter().all(|text| !text.is_empty()) => {
                Some(Texts::Whole(texts))
            }
            Means::Begins(texts, _) => Some(Texts::Beginnings(texts)),
            Means::OneOf(_) | Means::Other(_) => None,
        }
    }
}

/// The few texts that a pattern matches, or with which all that it matches begins; and which of the two.
///
/// What looks around itself (`\b`, `^`) is not asked: there a text may match that stands elsewhere and
/// not here.
fn texts(written: &str) -> Option<(Vec<String>, bool)> {
    let (texts, are_whole) = if is_plain(written) { plain(written) } else { parsed(written)? };
    let says_nothing = texts.is_empty() || (!are_whole && texts.iter().any(String::is_empty));
    (!says_nothing).then_some((texts, are_whole))
}

/// The same of one that is plain: each alternative up to the first dot that is not escaped.
fn plain(written: &str) -> (Vec<String>, bool) {
    let (mut texts, mut are_whole) = (vec![String::new()], true);
    let (mut is_escaped, mut is_open) = (false, true);
    for character in written.chars() {
        match character {
            '\\' if !is_escaped => {
                is_escaped = true;
                continue;
            }
            '|' if !is_escaped => {
                texts.push(String::new());
                is_open = true;
            }
            '.' if !is_escaped => (is_open, are_whole) = (false, false),
            character if is_open => {
                if let Some(text) = texts.last_mut() {
                    text.push(character);
                }
            }
            _ => {}
        }
        is_escaped = false;
    }
    (texts, are_whole)
}

/// The same of any, as far as it is known.
fn parsed(written: &str) -> Option<(Vec<String>, bool)> {
    let pattern: Hir = regex_syntax::parse(written).ok()?;
    if !pattern.properties().look_set().is_empty() {
        return None;
    }
    let found = Extractor::new().extract(&pattern);
    let literals = found.literals()?;
    let text = |literal: &[u8]| String::from_utf8(literal.to_vec()).ok();
    let texts: Vec<String> =
        literals.iter().map(|it| text(it.as_bytes())).collect::<Option<_>>()?;
    Some((texts, found.is_exact()))
}

/// Whether a text is so plain that it surely is a pattern, and a small one: letters, digits and signs that
/// mean themselves, any character at all once, never or as often as it likes, and alternatives of those.
fn is_plain(written: &str) -> bool {
    let mut before = ' ';
    let is_plain = |character: char| {
        let is_allowed = match character {
            _ if before == '\\' => character.is_ascii_punctuation(),
            'a'..='z' | 'A'..='Z' | '0'..='9' | '_' | '-' | '/' | ':' | '@' | '.' | '|' | '\\' => {
                true
            }
            '*' | '+' => before == '.',
            _ => false,
        };
        // What is escaped means itself, and escapes nothing.
        before = if before == '\\' { ' ' } else { character };
        is_allowed
    };
    written.len() <= SHORT && written.chars().all(is_plain) && before != '\\'
}

fn limited(pattern: &str) -> RegexBuilder {
    let mut builder = RegexBuilder::new(&anchored(pattern));
    builder.size_limit(LARGEST);
    builder
}

fn anchored(pattern: &str) -> String {
    format!("^(?:{pattern})$")
}

fn failure(pattern: &str, error: &regex::Error) -> MatcherError {
    if matches!(error, regex::Error::CompiledTooBig(_)) {
        return MatcherError::TooLarge(beginning(pattern));
    }
    MatcherError::BadPattern {
        pattern: pattern.to_owned(),
        why: error.to_string().lines().last().unwrap_or_default().trim().to_owned(),
    }
}

/// As much of a pattern as a message has room for.
fn beginning(pattern: &str) -> String {
    const ROOM: usize = 40;
    let mut shown: String = pattern.chars().take(ROOM).collect();
    if shown.len() < pattern.len() {
        shown.push('…');
    }
    shown
}

#[cfg(test)]
mod tests;
