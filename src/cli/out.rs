//! The only door to stdout and stderr: data to the one, talk to the other.

mod progress;

use std::borrow::Cow;
use std::cell::RefCell;
use std::fmt::{self, Display};
use std::fs::File;
use std::io::{self, BufRead as _, IsTerminal as _, Write as _};
use std::os::fd::{AsFd as _, OwnedFd};
use std::time::Duration;

use anstyle::{AnsiColor, Style};

pub(super) use self::progress::Progress;
use super::table::cut_with;
use super::{Color, letters};
use crate::domain::text::{is_unfit, plain};
use crate::error::{Error, Kind};
use crate::system::has_input;

/// How often it is looked, while somebody is asked, whether the question still stands.
const LOOK: Duration = Duration::from_millis(50);

/// Where a command's words go.
#[derive(Clone, Copy, Debug)]
#[expect(clippy::struct_excessive_bools, reason = "each is a choice of its own of whoever asks")]
pub struct Out {
    /// Whether data is JSON.
    pub json: bool,
    color: bool,
    quiet: bool,
    /// Whether data goes to a terminal that only has the letters of ASCII.
    ascii: bool,
}

/// What a piece of text stands for; each has a colour, and none relies on it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tone {
    /// Ringing, or broken.
    Alarm,
    /// Somebody has it, or it waits.
    Calm,
    /// Over.
    Over,
    /// Less important than the rest.
    Faint,
    /// More important than the rest.
    Strong,
    /// Nothing in particular.
    Plain,
    /// A person, by their number.
    Person(usize),
}

/// The colours of people, one after the other; none of them means anything elsewhere.
const PEOPLE: [AnsiColor; 6] = [
    AnsiColor::Cyan,
    AnsiColor::Green,
    AnsiColor::Magenta,
    AnsiColor::Blue,
    AnsiColor::BrightYellow,
    AnsiColor::BrightCyan,
];

impl Out {
    pub(super) fn new(json: bool, color: Color, quiet: bool, no_color: bool) -> Self {
        let ascii = letters::has_ascii_only(&io::stdout());
        let color = match color {
            Color::Always => true,
            Color::Never => false,
            Color::Auto => !no_color && io::stdout().is_terminal(),
        };
        Self { json, color, quiet, ascii }
    }

    /// Whether there are colours.
    pub(super) fn has_color(self) -> bool {
        self.color
    }

    /// One line of data.
    pub fn line(&self, text: impl Display) -> Result<(), Error> {
        self.text(format_args!("{text}\n"))
    }

    /// Data without a line break, in letters that the terminal has, if it goes to one.
    pub fn text(&self, text: impl Display) -> Result<(), Error> {
        let text = text.to_string();
        self.bytes(if self.ascii { letters::folded(&text) } else { text.into() }.as_bytes())
    }

    /// As much of the text as fits, with a mark where something is missing.
    pub(super) fn cut(self, text: &str, room: usize) -> String {
        let mark = if self.ascii { letters::MISSING } else { "…" };
        cut_with(text, room, mark)
    }

    /// Data as it is, whatever it is.
    pub fn bytes(&self, bytes: &[u8]) -> Result<(), Error> {
        // Whoever reads may have read enough.
        are_read(bytes).map(|_| ())
    }

    /// One JSON value on one line, with nothing in it that a terminal would obey.
    pub fn json(&self, value: &serde_json::Value) -> Result<(), Error> {
        let value = value.to_string();
        if self.ascii { self.line(letters::escaped(&value)) } else { self.line(harmless(&value)) }
    }

    /// Bytes from outside: as they are where a program reads them, and fit to be seen where a
    /// person does.
    pub fn foreign(&self, bytes: &[u8]) -> Result<(), Error> {
        if !io::stdout().is_terminal() {
            return self.bytes(bytes);
        }
        String::from_utf8_lossy(bytes).lines().try_for_each(|line| self.line(plain(line)))
    }

    /// Something for the person at the terminal; nothing with `--quiet`.
    pub fn talk(&self, text: impl Display) {
        if !self.quiet {
            self.warn(text);
        }
    }

    /// Something the person must not miss.
    pub fn warn(&self, text: impl Display) {
        let text = format!("{text}\n");
        if is_overheard(text.as_bytes()) {
            return;
        }
        let printing = progress::printing();
        let text = letters::fit_for(&io::stderr(), &text);
        // There is nowhere left to say that stderr cannot be written.
        drop(io::stderr().lock().write_all(text.as_bytes()));
        drop(printing);
    }

    /// Asks whoever sits at the terminal; only `y` and `yes` mean yes. None where nobody does.
    #[must_use]
    pub fn ask(&self, question: &str) -> Option<bool> {
        Self::ask_while(question, || true)
    }

    /// Asks for as long as that is so. None where nobody sits at the terminal, or it is so no longer.
    #[must_use]
    pub(super) fn ask_while(question: &str, goes_on: impl Fn() -> bool) -> Option<bool> {
        let answer = Self::answer_while(question, goes_on)?;
        Some(["y", "yes"].contains(&answer.trim().to_lowercase().as_str()))
    }

    /// Whether somebody sits at the terminal who can be asked, and does not want to hear little.
    #[must_use]
    pub(super) fn is_asking(self) -> bool {
        !self.json && !self.quiet && is_answered()
    }

    /// What whoever sits at the terminal answers, on one line. None where nobody does, or it is ended.
    #[must_use]
    pub(super) fn answer(question: &str) -> Option<String> {
        Self::answer_while(question, || true)
    }

    fn answer_while(question: &str, goes_on: impl Fn() -> bool) -> Option<String> {
        if !is_answered() {
            return None;
        }
        let printing = progress::printing();
        let question = letters::fit_for(&io::stderr(), question);
        let mut stderr = io::stderr().lock();
        stderr.write_all(question.as_bytes()).and_then(|()| stderr.flush()).ok()?;
        drop((stderr, printing));
        // A signal that is heard elsewhere does not end the reading of a line.
        loop {
            let is_answered = has_input(&io::stdin(), LOOK);
            // What is typed after it is for whoever reads next.
            if !goes_on() {
                return None;
            }
            if is_answered {
                break;
            }
        }
        let mut answer = String::new();
        let read = io::stdin().lock().read_line(&mut answer).ok()?;
        if read == 0 {
            // What is said next begins a line of its own.
            io::stderr().write_all(b"\n").ok()?;
            return None;
        }
        Some(answer)
    }

    /// The text in the colour of what it stands for.
    #[must_use]
    pub fn paint(&self, tone: Tone, text: impl Display) -> String {
        let style = match tone {
            _ if !self.color => Style::new(),
            Tone::Alarm => AnsiColor::Red.on_default().bold(),
            Tone::Calm => AnsiColor::Yellow.on_default(),
            Tone::Over => AnsiColor::Green.on_default(),
            Tone::Faint => Style::new().dimmed(),
            Tone::Strong => Style::new().bold(),
            Tone::Plain => Style::new(),
            Tone::Person(number) => PEOPLE[number % PEOPLE.len()].on_default(),
        };
        format!("{style}{text}{style:#}")
    }
}

/// Writes data as it is, and says whether anybody still reads it.
pub(super) fn are_read(bytes: &[u8]) -> Result<bool, Error> {
    if is_overheard(bytes) {
        return Ok(true);
    }
    let _printing = progress::printing();
    let mut stdout = io::stdout().lock();
    match stdout.write_all(bytes).and_then(|()| stdout.flush()) {
        Ok(()) => Ok(true),
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(false),
        Err(error) => Err(unwritten(&error)),
    }
}

/// One JSON value out of many, on a line of its own.
pub(super) fn json_line(value: &serde_json::Value) -> String {
    let value = value.to_string();
    let is_folded = letters::has_ascii_only(&io::stdout());
    let value = if is_folded { letters::escaped(&value).into() } else { harmless(&value) };
    format!("{value}\n")
}

/// Whether data goes to a file.
pub(super) fn is_file() -> bool {
    let stdout = io::stdout().as_fd().try_clone_to_owned().map(File::from);
    stdout.and_then(|file| file.metadata()).is_ok_and(|about| about.is_file())
}

/// That nobody gets what was to be printed.
pub(super) fn unwritten(error: &io::Error) -> Error {
    Error::new(Kind::Unreachable, "the output cannot be written").detail(format!("  {error}")).hint(
        "make room where it goes; what was committed before stays: `wail list` shows what is open",
    )
}

/// Whether questions reach a person, and answers come from one.
fn is_answered() -> bool {
    !is_heard() && io::stdin().is_terminal() && io::stderr().is_terminal()
}

/// Whether somebody hears what is said on this thread instead of a terminal.
fn is_heard() -> bool {
    HEARD.with_borrow(Option::is_some)
}

thread_local! {
    /// What was said so far on this thread, while somebody hears it instead of a terminal.
    static HEARD: RefCell<Option<String>> = const { RefCell::new(None) };
}

/// Does `work`, and hears what it says on this thread: nothing of it is printed, and nothing asked.
pub(super) fn hear<T>(work: impl FnOnce() -> T) -> (T, String) {
    let before = HEARD.replace(Some(String::new()));
    let done = work();
    let said = HEARD.replace(before);
    (done, said.unwrap_or_default())
}

/// Keeps what is said for whoever hears it; says whether anybody does.
fn is_overheard(bytes: &[u8]) -> bool {
    HEARD.with_borrow_mut(|heard| match heard {
        Some(heard) => {
            heard.push_str(&String::from_utf8_lossy(bytes));
            true
        }
        None => false,
    })
}

/// JSON in which every character that a terminal might obey is written as an escape. JSON itself
/// only escapes those below the space.
fn harmless(json: &str) -> Cow<'_, str> {
    if !json.contains(is_unfit) {
        return Cow::Borrowed(json);
    }
    let mut harmless = String::with_capacity(json.len() + 16);
    for character in json.chars() {
        if is_unfit(character) {
            for unit in character.encode_utf16(&mut [0; 2]) {
                // Writing to a string cannot fail.
                let _ = fmt::Write::write_fmt(&mut harmless, format_args!("\\u{unit:04x}"));
            }
        } else {
            harmless.push(character);
        }
    }
    Cow::Owned(harmless)
}

/// Standard output and standard error as they are, for what a command says that is run: it passes as it
/// comes, byte for byte.
pub(super) fn ducts() -> io::Result<[File; 2]> {
    let own = |stream: io::Result<OwnedFd>| stream.map(File::from);
    let out = io::stdout().as_fd().try_clone_to_owned();
    let err = io::stderr().as_fd().try_clone_to_owned();
    Ok([own(out)?, own(err)?])
}

/// Prints a failure where failures go.
pub fn report(error: &Error) {
    if matches!(error.kind(), Kind::Exit(_)) {
        return;
    }
    // There is nowhere left to say that stderr cannot be written.
    let text = error.to_string();
    drop(io::stderr().lock().write_all(letters::fit_for(&io::stderr(), &text).as_bytes()));
    if error.kind() == Kind::Bug {
        drop(writeln!(io::stderr().lock(), "hint: {}", super::bug::NEXT));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_heard_is_not_printed_and_asks_nobody() {
        let out = Out::new(false, Color::Never, false, true);
        let (answer, said) = hear(|| {
            out.line("done").unwrap();
            out.warn("hint: look");
            out.ask("sure?")
        });
        assert_eq!((answer, said.as_str()), (None, "done\nhint: look\n"));
        assert!(!is_overheard(b"x"), "only for so long");
    }

    #[test]
    fn json_holds_nothing_a_terminal_obeys_and_means_the_same() {
        let value = serde_json::json!({ "disk \u{9b}2J": "\u{1b}[31m \u{7f} \u{202e}ю 💾" });
        let text = harmless(&value.to_string()).into_owned();
        assert_eq!(text, "{\"disk \\u009b2J\":\"\\u001b[31m \\u007f \\u202eю 💾\"}");
        assert_eq!(serde_json::from_str::<serde_json::Value>(&text).unwrap(), value);
        assert!(matches!(harmless("{\"a\":\"ю\"}"), Cow::Borrowed(_)));
    }
}
