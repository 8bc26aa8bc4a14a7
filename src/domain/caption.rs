//! Everything that rings, in one sentence: the gravest and newest of it, and how much else there is.

use super::alert::Severity;
use super::text::{is_unfit, plain};

/// How much of a summary is said, in characters: about ten seconds.
const LONGEST: usize = 140;

/// How much of one word is said, in characters; what is longer was not made to be read.
const LONGEST_WORD: usize = 24;

/// The largest number that is said as it is.
const MOST: usize = 100;

/// The gravest and newest of several incidents, and the number of the others.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Caption {
    severity: Severity,
    summary: String,
    others: usize,
}

impl Caption {
    /// The caption of incidents, each with its place in the order in which they began to ring; nothing
    /// if there is none.
    #[must_use]
    pub fn of<'a>(ringing: impl IntoIterator<Item = (Severity, u64, &'a str)>) -> Option<Self> {
        let mut number = 0;
        let counted = ringing.into_iter().inspect(|_| number += 1);
        let (severity, _, summary) = counted.max_by_key(|(severity, at, _)| (*severity, *at))?;
        Some(Self::new(severity, summary, number - 1))
    }

    /// The caption of one incident, and so many others.
    #[must_use]
    pub fn new(severity: Severity, summary: &str, others: usize) -> Self {
        Self { severity, summary: summary.to_owned(), others }
    }

    /// The caption in one line: `disk full, and 14 more`, with at most so many characters of the
    /// summary.
    #[must_use]
    pub fn shown(&self, longest: usize) -> String {
        let summary: String = plain(&self.summary).chars().take(longest).collect();
        match self.others {
            0 => summary,
            others => format!("{summary}, and {others} more"),
        }
    }

    /// The caption in words to be said: `critical. disk full. and fourteen more`. There is nothing in
    /// it that a program for speech could take for a command, and it is said in about twelve seconds.
    #[must_use]
    pub fn spoken(&self) -> String {
        let summary = sayable(&self.summary);
        let others = match self.others {
            0 => String::new(),
            others => format!("and {} more", in_words(others)),
        };
        let parts = [self.severity.word().to_owned(), summary, others];
        let parts: Vec<String> = parts.into_iter().filter(|part| !part.is_empty()).collect();
        parts.join(". ")
    }
}

/// The words of a text, without what is written and not said.
fn sayable(text: &str) -> String {
    let is_between = |character: char| is_unfit(character) || is_written(character);
    let words = text.split(|character: char| character.is_whitespace() || is_between(character));
    let mut said = String::new();
    let mut length = 0;
    for word in words.filter(|word| word.contains(char::is_alphanumeric)) {
        let word: String = word.trim_start_matches('-').chars().take(LONGEST_WORD).collect();
        length += word.chars().count() + 1;
        if length > LONGEST {
            break;
        }
        if !said.is_empty() {
            said.push(' ');
        }
        said.push_str(&word);
    }
    said.trim_end_matches(['.', ',', ':', ';', '!', '?']).to_owned()
}

/// Whether the character belongs to writing, such as a bracket; some programs for speech take two of
/// them for the beginning of a command.
fn is_written(character: char) -> bool {
    matches!(
        character,
        '_' | '/'
            | '\\'
            | '|'
            | '<'
            | '>'
            | '['
            | ']'
            | '{'
            | '}'
            | '('
            | ')'
            | '#'
            | '*'
            | '='
            | '~'
            | '^'
            | '`'
            | '"'
            | '&'
    )
}

/// A number as it is said.
fn in_words(number: usize) -> String {
    const SMALL: [&str; 20] = [
        "no",
        "one",
        "two",
        "three",
        "four",
        "five",
        "six",
        "seven",
        "eight",
        "nine",
        "ten",
        "eleven",
        "twelve",
        "thirteen",
        "fourteen",
        "fifteen",
        "sixteen",
        "seventeen",
        "eighteen",
        "nineteen",
    ];
    const TENS: [&str; 8] =
        ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"];
    if let Some(word) = SMALL.get(number) {
        return (*word).to_owned();
    }
    match (TENS.get((number / 10).saturating_sub(2)), number % 10) {
        (Some(tens), 0) => (*tens).to_owned(),
        (Some(tens), ones) => format!("{tens}-{}", SMALL[ones]),
        (None, _) if number == MOST => "a hundred".to_owned(),
        (None, _) => "more than a hundred".to_owned(),
    }
}

#[cfg(test)]
mod tests;
