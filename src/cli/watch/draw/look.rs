//! Colours and shapes: what each kind of thing looks like, with and without either.

use ratatui::style::{Color, Modifier, Style};
use unicode_width::UnicodeWidthStr as _;

use super::super::super::table::cut;
use super::super::data::State;
use crate::domain::alert::Severity;

/// What the terminal can show.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::cli::watch) struct Able {
    /// Colours, of which sixteen are used.
    pub(in crate::cli::watch) colours: bool,
    /// Letters and shapes beyond ASCII.
    pub(in crate::cli::watch) unicode: bool,
}

impl Able {
    fn coloured(self, colour: Color) -> Style {
        if self.colours { Style::new().fg(colour) } else { Style::new() }
    }

    #[expect(clippy::unused_self, reason = "asked for as every other look is")]
    pub(super) fn bold(self) -> Style {
        Style::new().add_modifier(Modifier::BOLD)
    }

    /// What matters less than the rest: fainter in whatever colour the terminal writes, since the bright
    /// black of many themes is that of their ground.
    pub(super) fn faint(self) -> Style {
        if self.colours { Style::new().add_modifier(Modifier::DIM) } else { Style::new() }
    }

    /// What nobody may miss, on a whole line.
    pub(super) fn alarm(self) -> Style {
        let style = self.bold();
        if self.colours {
            style.fg(Color::White).bg(Color::Red)
        } else {
            style.add_modifier(Modifier::REVERSED)
        }
    }

    pub(super) fn bad(self) -> Style {
        self.coloured(Color::Red).add_modifier(Modifier::BOLD)
    }

    pub(super) fn calm(self) -> Style {
        self.coloured(Color::Yellow)
    }

    pub(super) fn good(self) -> Style {
        self.coloured(Color::Green)
    }

    pub(super) fn name(self) -> Style {
        self.coloured(Color::Cyan).add_modifier(Modifier::BOLD)
    }

    /// A key that can be pressed.
    pub(super) fn key(self) -> Style {
        self.coloured(Color::Cyan).add_modifier(Modifier::BOLD)
    }

    /// The row that is chosen: one bar, in which no colour is left that would be hard to read reversed.
    #[expect(clippy::unused_self, reason = "asked for as every other look is")]
    pub(super) fn chosen(self) -> Style {
        let one = Style::new().fg(Color::Reset).bg(Color::Reset);
        one.remove_modifier(Modifier::DIM).add_modifier(Modifier::REVERSED)
    }

    pub(super) fn severity(self, severity: Severity) -> Style {
        match severity {
            Severity::Critical => self.bad(),
            Severity::Error => self.coloured(Color::Magenta).add_modifier(Modifier::BOLD),
            Severity::Warning => self.coloured(Color::Yellow),
            Severity::Info => self.coloured(Color::Blue),
        }
    }

    /// The shape of a severity, for whoever sees no colour and reads no word.
    pub(super) fn shape(self, severity: Severity) -> &'static str {
        match (severity, self.unicode) {
            (Severity::Critical, true) => "▲",
            (Severity::Error, true) => "◆",
            (Severity::Warning, true) => "●",
            (Severity::Info, true) => "·",
            (Severity::Critical, false) => "#",
            (Severity::Error, false) => "*",
            (Severity::Warning, false) => "+",
            (Severity::Info, false) => ".",
        }
    }

    pub(super) fn state(self, state: &State) -> Style {
        match state {
            State::Rings | State::ReachesNobody => self.bad(),
            State::Calls | State::Asks(_) => self.coloured(Color::Red),
            State::Has(_) | State::Snoozed(_) | State::Held(_) => self.calm(),
            State::Over(_) => self.good(),
        }
    }

    /// A text in letters that the terminal has.
    pub(super) fn text(self, text: &str) -> String {
        if self.unicode || text.is_ascii() {
            return text.to_owned();
        }
        let plain = |letter: char| match letter {
            '…' => '~',
            '·' | '●' => '.',
            '─' => '-',
            '“' | '”' | '„' => '"',
            '’' | '‘' => '\'',
            '↑' => '^',
            '↓' => 'v',
            letter if letter.is_ascii() => letter,
            _ => '?',
        };
        text.chars().map(plain).collect()
    }

    /// As much of a text as fits, in letters that the terminal has.
    pub(super) fn fit(self, text: &str, room: usize) -> String {
        self.text(&cut(text, room))
    }

    /// The same, filled up to that width.
    pub(super) fn cell(self, text: &str, room: usize) -> String {
        let mut cell = self.fit(text, room);
        cell.push_str(&" ".repeat(room.saturating_sub(cell.width())));
        cell
    }

    pub(super) fn rule(self) -> &'static str {
        if self.unicode { "─" } else { "-" }
    }

    pub(super) fn dot(self) -> &'static str {
        if self.unicode { " · " } else { " | " }
    }

    /// A bar of that width, full up to that part.
    pub(super) fn bar(self, part: f64, width: usize) -> String {
        let (full, empty) = if self.unicode { ("█", "░") } else { ("#", ".") };
        let steps = (0..width).filter(|step| {
            let middle = (f64::from(u32::try_from(*step).unwrap_or(u32::MAX)) + 0.5)
                / f64::from(u32::try_from(width).unwrap_or(u32::MAX).max(1));
            middle < part
        });
        let filled = steps.count();
        full.repeat(filled) + &empty.repeat(width - filled)
    }
}
