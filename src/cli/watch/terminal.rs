//! The terminal as a screen: entered, drawn on, and left as it was, whatever happens.

use std::io::{self, Write};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use ratatui::Terminal;
use ratatui::backend::{Backend, ClearType, CrosstermBackend, WindowSize};
use ratatui::buffer::{Buffer, Cell};
use ratatui::layout::{Position, Rect, Size};
use unicode_width::UnicodeWidthStr as _;

use super::draw::{Link, Scene, Seen, draw};
use super::paint::paint;
use crate::config::Environment;
use crate::system::is_gone;

/// Another screen over what was there; pastes are told apart from keys.
const ENTER: &str = "\x1b[?1049h\x1b[?2004h\x1b[?25l";

/// Colours off, the cursor back, what was there back.
const LEAVE: &str = "\x1b[0m\x1b[?2004l\x1b[?25h\x1b[?1049l";

/// A frame is shown at once, where a terminal can do that.
const FRAME_BEGINS: &str = "\x1b[?2026h";
const FRAME_ENDS: &str = "\x1b[?2026l";

/// Whether the screen is entered, for everybody who may have to leave it.
#[derive(Clone, Debug, Default)]
pub(super) struct Entered(Arc<AtomicBool>);

impl Entered {
    /// Leaves the screen by whatever stdout is, unless it was left already: a terminal that is told twice
    /// forgets what was printed in between.
    pub(super) fn leave(&self, mut out: impl Write) {
        if self.0.swap(false, Ordering::SeqCst) {
            // A terminal that is gone needs nothing.
            drop(out.write_all(LEAVE.as_bytes()).and_then(|()| out.flush()));
        }
    }
}

/// A terminal that is being drawn on; it is left as soon as this is dropped.
pub(super) struct Canvas<W: Write> {
    terminal: Terminal<Ink<W>>,
    entered: Entered,
}

impl<W: Write> Canvas<W> {
    /// The terminal behind `out`; it is not entered yet.
    pub(super) fn of(out: W, has_links: bool) -> io::Result<Self> {
        let ink = Ink { inner: CrosstermBackend::new(out), has_links, link: None };
        Ok(Self { terminal: Terminal::new(ink)?, entered: Entered::default() })
    }

    /// Takes the screen, and draws everything anew next.
    pub(super) fn enter(&mut self) -> io::Result<()> {
        self.entered.0.store(true, Ordering::SeqCst);
        self.out().write_all(ENTER.as_bytes())?;
        self.terminal.clear()
    }

    /// Gives the screen back.
    pub(super) fn leave(&mut self) {
        let entered = self.entered.clone();
        entered.leave(self.out());
    }

    /// Whether it is entered, now and later.
    pub(super) fn entered(&self) -> Entered {
        self.entered.clone()
    }

    /// Whether it is entered.
    pub(super) fn is_entered(&self) -> bool {
        self.entered.0.load(Ordering::SeqCst)
    }

    fn out(&mut self) -> &mut CrosstermBackend<W> {
        &mut self.terminal.backend_mut().inner
    }

    /// How large it is.
    pub(super) fn size(&self) -> io::Result<Size> {
        self.terminal.size()
    }

    /// Draws what has changed; says from which line on the last line of a text is seen.
    pub(super) fn draw(&mut self, scene: Scene<'_>) -> io::Result<Option<usize>> {
        self.out().write_all(FRAME_BEGINS.as_bytes())?;
        let (mut seen, before) = (Seen::default(), self.terminal.backend().link.clone());
        let drawn = self.terminal.draw(|frame| seen = draw(frame, scene))?;
        let Seen { link, last } = seen;
        // Where the link is is known only once it was laid out: then its cells were drawn already.
        if link != before {
            let areas = [before.as_ref(), link.as_ref()].map(|link| link.map(|link| link.area));
            let cells = areas.into_iter().flatten().flat_map(|area| cells_of(drawn.buffer, area));
            let cells: Vec<(u16, u16, Cell)> = cells.collect();
            let ink = self.terminal.backend_mut();
            ink.link = link;
            ink.draw(cells.iter().map(|(x, y, cell)| (*x, *y, cell)))?;
        }
        self.out().write_all(FRAME_ENDS.as_bytes())?;
        Write::flush(self.out())?;
        Ok(last)
    }
}

/// The cells of an area, without those that a wide letter before them covers.
fn cells_of(buffer: &Buffer, area: Rect) -> Vec<(u16, u16, Cell)> {
    let mut covered = 0;
    let places = area.intersection(buffer.area).positions();
    let cells = places.filter_map(|place| {
        let cell = buffer.cell(place)?;
        if covered > 0 {
            covered -= 1;
            return None;
        }
        covered = cell.symbol().width().saturating_sub(1);
        Some((place.x, place.y, cell.clone()))
    });
    cells.collect()
}

impl<W: Write> Drop for Canvas<W> {
    fn drop(&mut self) {
        self.leave();
    }
}

/// What writes cells, and makes those of a link one.
struct Ink<W: Write> {
    inner: CrosstermBackend<W>,
    has_links: bool,
    /// The link that is seen.
    link: Option<Link>,
}

impl<W: Write> Ink<W> {
    fn is_linked(&self, x: u16, y: u16) -> bool {
        let link = self.link.as_ref().filter(|link| self.has_links && is_web(&link.to));
        link.is_some_and(|link| link.area.contains(Position::new(x, y)))
    }
}

/// Whether it leads to a page, and has nothing in it that would end the link.
fn is_web(to: &str) -> bool {
    let is_page = to.starts_with("https://") || to.starts_with("http://");
    is_page && to.chars().all(|letter| letter.is_ascii_graphic())
}

impl<W: Write> Backend for Ink<W> {
    type Error = io::Error;

    fn draw<'a, I>(&mut self, content: I) -> io::Result<()>
    where
        I: Iterator<Item = (u16, u16, &'a Cell)>,
    {
        let (linked, others): (Vec<_>, Vec<_>) =
            content.partition(|(x, y, _)| self.is_linked(*x, *y));
        paint(&mut self.inner, others.into_iter())?;
        if let (Some(link), false) = (&self.link, linked.is_empty()) {
            let begin = format!("\x1b]8;;{}\x1b\\", link.to);
            self.inner.write_all(begin.as_bytes())?;
            paint(&mut self.inner, linked.into_iter())?;
            self.inner.write_all(b"\x1b]8;;\x1b\\")?;
        }
        Ok(())
    }

    fn hide_cursor(&mut self) -> io::Result<()> {
        self.inner.hide_cursor()
    }

    fn show_cursor(&mut self) -> io::Result<()> {
        // Whoever ends complains aloud where this fails, and of a terminal that is gone nobody wants to hear.
        // One that is there is told it as it is left.
        drop(self.inner.show_cursor());
        Ok(())
    }

    fn get_cursor_position(&mut self) -> io::Result<Position> {
        // Nobody asks: the screen is always whole.
        Ok(Position::default())
    }

    fn set_cursor_position<P: Into<Position>>(&mut self, position: P) -> io::Result<()> {
        self.inner.set_cursor_position(position)
    }

    fn clear(&mut self) -> io::Result<()> {
        self.inner.clear()
    }

    fn clear_region(&mut self, clear_type: ClearType) -> io::Result<()> {
        self.inner.clear_region(clear_type)
    }

    fn size(&self) -> io::Result<Size> {
        self.inner.size()
    }

    fn window_size(&mut self) -> io::Result<WindowSize> {
        self.inner.window_size()
    }

    fn flush(&mut self) -> io::Result<()> {
        Backend::flush(&mut self.inner)
    }
}

/// What became of drawing: a terminal that was closed is a way to leave, and no failure.
pub(super) fn unless_closed(drawn: io::Result<()>) -> io::Result<()> {
    match drawn {
        Err(error) if is_gone(&error) => Ok(()),
        drawn => drawn,
    }
}

/// Whether the terminal says of itself that it shows links; one that does not know them may show them as
/// letters.
pub(super) fn has_links(environment: &Environment) -> bool {
    let variable =
        |name: &str| environment.variable(name).map(|value| value.to_string_lossy().into_owned());
    let number = |name: &str| variable(name).and_then(|value| value.parse::<f32>().ok());
    let by_name = matches!(
        variable("TERM_PROGRAM").as_deref(),
        Some("iTerm.app" | "WezTerm" | "vscode" | "ghostty" | "Hyper")
    );
    let in_tmux = variable("TERM_PROGRAM").as_deref() == Some("tmux")
        && number("TERM_PROGRAM_VERSION").is_some_and(|version| version >= 3.4);
    let by_kind = matches!(
        variable("TERM").as_deref(),
        Some("xterm-kitty" | "xterm-ghostty" | "alacritty" | "foot" | "contour" | "wezterm")
    );
    let is_vte = number("VTE_VERSION").is_some_and(|version| version >= 5000.0);
    let others = ["KONSOLE_VERSION", "WT_SESSION", "KITTY_WINDOW_ID", "DOMTERM"];
    by_name || in_tmux || by_kind || is_vte || others.iter().any(|name| environment.is_set(name))
}

/// Whether the terminal says of itself that it has no colours.
pub(super) fn is_monochrome(environment: &Environment) -> bool {
    let kind = environment.variable("TERM").unwrap_or_default();
    let kind = kind.to_string_lossy();
    let is_vt =
        kind.strip_prefix("vt").is_some_and(|number| number.starts_with(['1', '2', '3', '4']));
    is_vt || kind.ends_with("-m") || kind.ends_with("-mono")
}

pub(super) use crate::cli::letters::has_unicode;

#[cfg(test)]
mod tests;
