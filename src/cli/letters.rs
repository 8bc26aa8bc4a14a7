//! Which letters a terminal has, as the locale says, and what stands for those that it has not.

use std::borrow::Cow;
use std::fmt::Write as _;
use std::io::IsTerminal;
use std::sync::OnceLock;

use unicode_width::UnicodeWidthChar as _;

use crate::config::Environment;
use crate::domain::text::is_unfit;

/// Where something is missing, in ASCII.
pub(super) const MISSING: &str = "...";

/// Whether terminals have more letters than ASCII, once it is known.
static UNICODE: OnceLock<bool> = OnceLock::new();

/// Whether the locale says that the terminal shows UTF-8.
pub(super) fn has_unicode(environment: &Environment) -> bool {
    let locale = ["LC_ALL", "LC_CTYPE", "LANG"].iter().find_map(|name| environment.variable(name));
    let locale = locale.map(|value| value.to_string_lossy().to_lowercase()).unwrap_or_default();
    locale.contains("utf-8") || locale.contains("utf8")
}

/// Remembers what the locale says, for everything that is printed from now on.
pub(super) fn learn(environment: &Environment) {
    UNICODE.get_or_init(|| has_unicode(environment));
}

/// Whether that is a terminal which has the letters of ASCII and no others.
pub(super) fn has_ascii_only(stream: &impl IsTerminal) -> bool {
    UNICODE.get().is_some_and(|unicode| !unicode) && stream.is_terminal()
}

/// A text in the letters that the reader of that stream has: a program reads UTF-8 everywhere.
pub(super) fn fit_for<'t>(stream: &impl IsTerminal, text: &'t str) -> Cow<'t, str> {
    if has_ascii_only(stream) { folded(text) } else { Cow::Borrowed(text) }
}

/// A text in ASCII, as wide as it was but for what is left out: our own signs have others that stand for
/// them, and a letter that has none is shown as `?`.
pub(super) fn folded(text: &str) -> Cow<'_, str> {
    if text.is_ascii() {
        return Cow::Borrowed(text);
    }
    let mut folded = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            letter if letter.is_ascii() => folded.push(letter),
            '…' => folded.push_str(MISSING),
            letter => match sign(letter) {
                Some(sign) => folded.push(sign),
                None => (0..letter.width().unwrap_or(0)).for_each(|_| folded.push('?')),
            },
        }
    }
    Cow::Owned(folded)
}

/// What stands for a sign of ours.
fn sign(letter: char) -> Option<char> {
    Some(match letter {
        '▁' | '▂' => '_',
        '▃' | '▄' | '░' | '·' => '.',
        '▅' | '▆' | '─' | '┄' | '–' | '—' => '-',
        '▇' | '’' | '‘' => '\'',
        '█' => '#',
        '•' | '●' => 'o',
        '×' => 'x',
        '│' | '┤' | '├' => '|',
        '┴' | '┬' | '┼' | '└' | '┘' | '┌' | '┐' => '+',
        '“' | '”' | '„' => '"',
        '→' => '>',
        '←' => '<',
        '\u{a0}' => ' ',
        _ => return None,
    })
}

/// JSON in ASCII: any other letter is written as an escape, and so is what a terminal would obey.
pub(super) fn escaped(json: &str) -> String {
    let mut escaped = String::with_capacity(json.len() + 16);
    for letter in json.chars() {
        if letter.is_ascii() && !is_unfit(letter) {
            escaped.push(letter);
            continue;
        }
        for unit in letter.encode_utf16(&mut [0; 2]) {
            // Writing to a string cannot fail.
            let _ = write!(escaped, "\\u{unit:04x}");
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn signs_have_others_that_stand_for_them_and_letters_are_not_guessed() {
        assert_eq!(folded("database… 12 %"), "database... 12 %");
        assert_eq!(folded("▁▂▃▄▅▆▇█ │┤└─┴"), "__..--'# ||+-+");
        assert_eq!(folded("Größe 数据 e\u{301}"), "Gr??e ???? e");
        assert!(matches!(folded("plain"), Cow::Borrowed("plain")));
    }

    #[test]
    fn json_in_ascii_means_the_same() {
        let value = serde_json::json!(["Größe", "💾 \u{1b}[31m \u{7f}"]);
        let text = escaped(&value.to_string());
        assert_eq!(text, "[\"Gr\\u00f6\\u00dfe\",\"\\ud83d\\udcbe \\u001b[31m \\u007f\"]");
        assert_eq!(serde_json::from_str::<serde_json::Value>(&text).unwrap(), value);
    }
}
