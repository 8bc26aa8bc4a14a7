//! The only door to stdout and stderr: data to the one, talk to the other.

use std::fmt::Display;
use std::io::{self, IsTerminal as _, Write as _};

use anstyle::{AnsiColor, Style};

use super::Color;
use crate::error::{Error, Kind};

/// Where a command's words go.
#[derive(Clone, Copy, Debug)]
pub struct Out {
    /// Whether data is JSON.
    pub json: bool,
    color: bool,
    quiet: bool,
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
}

impl Out {
    pub(super) fn new(json: bool, color: Color, quiet: bool, no_color: bool) -> Self {
        let color = match color {
            Color::Always => true,
            Color::Never => false,
            Color::Auto => !no_color && io::stdout().is_terminal(),
        };
        Self { json, color, quiet }
    }

    /// One line of data.
    pub fn line(&self, text: impl Display) -> Result<(), Error> {
        self.text(format_args!("{text}\n"))
    }

    /// Data as it is, without a line break.
    pub fn text(&self, text: impl Display) -> Result<(), Error> {
        self.bytes(text.to_string().as_bytes())
    }

    /// Data as it is, whatever it is.
    pub fn bytes(&self, bytes: &[u8]) -> Result<(), Error> {
        let mut stdout = io::stdout().lock();
        match stdout.write_all(bytes).and_then(|()| stdout.flush()) {
            Ok(()) => Ok(()),
            // Whoever reads has read enough.
            Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
            Err(error) => Err(Error::new(Kind::Unreachable, "the output cannot be written")
                .detail(format!("  {error}"))),
        }
    }

    /// One JSON value on one line.
    pub fn json(&self, value: &serde_json::Value) -> Result<(), Error> {
        self.line(value)
    }

    /// Something for the person at the terminal; nothing with `--quiet`.
    pub fn talk(&self, text: impl Display) {
        if !self.quiet {
            self.warn(text);
        }
    }

    /// Something the person must not miss.
    pub fn warn(&self, text: impl Display) {
        // There is nowhere left to say that stderr cannot be written.
        drop(writeln!(io::stderr().lock(), "{text}"));
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
        };
        format!("{style}{text}{style:#}")
    }
}

/// Prints a failure where failures go.
pub fn report(error: &Error) {
    // There is nowhere left to say that stderr cannot be written.
    drop(write!(io::stderr().lock(), "{error}"));
}
