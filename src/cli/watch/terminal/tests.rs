//! What is written to a terminal: entering, links, and leaving, also by a panic.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::sync::{Arc, Mutex};

use ratatui::layout::Rect;

use super::*;

/// What was written, seen from outside.
#[derive(Clone, Default)]
struct Written(Arc<Mutex<Vec<u8>>>);

impl Write for Written {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Written {
    fn text(&self) -> String {
        String::from_utf8(self.0.lock().unwrap().clone()).unwrap()
    }
}

fn environment(variables: &[(&str, &str)]) -> Environment {
    Environment::made_up(variables, Some(Path::new("/home/ana")))
}

/// Cells as they are written, of which those from the third to the fifth column are a link.
fn inked(to: &str, has_links: bool) -> String {
    let written = Written::default();
    let link = Some(Link { area: Rect::new(2, 0, 3, 1), to: to.to_owned() });
    let mut ink = Ink { inner: CrosstermBackend::new(written.clone()), has_links, link };
    let cells: Vec<Cell> = "ablnkc".chars().map(Cell::from).collect();
    let places = cells.iter().zip(0..).map(|(cell, x)| (x, 0, cell));
    ink.draw(places).unwrap();
    written.text()
}

#[test]
fn a_link_is_one_where_the_terminal_can_and_it_leads_to_a_page() {
    let text = inked("https://example.org/", true);
    let (before, rest) = text.split_once("\x1b]8;;https://example.org/\x1b\\").unwrap();
    let (linked, after) = rest.split_once("\x1b]8;;\x1b\\").unwrap();
    assert!(before.contains("ab") && linked.contains("lnk") && after.is_empty(), "{text:?}");
    for (to, has_links) in [
        ("https://example.org/", false),
        ("file:///etc/passwd", true),
        ("https://example.org/\x1b]0;evil\x07", true),
        ("https://example.org/…", true),
    ] {
        assert!(!inked(to, has_links).contains("\x1b]"), "{to}");
    }
}

#[test]
fn what_is_drawn_on_is_left_also_when_something_panics() {
    let written = Written::default();
    let drawing = written.clone();
    let panics = catch_unwind(AssertUnwindSafe(move || {
        let ink = Ink { inner: CrosstermBackend::new(drawing), has_links: false, link: None };
        let viewport = ratatui::Viewport::Fixed(Rect::new(0, 0, 10, 3));
        let options = ratatui::TerminalOptions { viewport };
        let terminal = Terminal::with_options(ink, options).unwrap();
        let mut canvas = Canvas { terminal, entered: Entered::default() };
        canvas.enter().unwrap();
        std::panic::resume_unwind(Box::new("so"));
    }));
    assert!(panics.is_err());
    let text = written.text();
    assert!(text.starts_with(ENTER), "{text:?}");
    assert_eq!(text.matches(LEAVE).count(), 1, "{text:?}");
}

#[test]
fn a_terminal_shows_links_if_it_says_so() {
    assert!(has_links(&environment(&[("TERM_PROGRAM", "WezTerm")])));
    assert!(has_links(&environment(&[("TERM", "xterm-kitty")])));
    assert!(has_links(&environment(&[("VTE_VERSION", "7006")])));
    let tmux =
        |version| environment(&[("TERM_PROGRAM", "tmux"), ("TERM_PROGRAM_VERSION", version)]);
    assert!(has_links(&tmux("3.4")) && !has_links(&tmux("3.3")));
    assert!(!has_links(&environment(&[("TERM", "linux")])));
}

#[test]
fn a_terminal_without_colours_is_known_by_its_name() {
    for kind in ["vt100", "vt220", "xterm-mono", "linux-m"] {
        assert!(is_monochrome(&environment(&[("TERM", kind)])), "{kind}");
    }
    for kind in ["vt525", "vte-256color", "xterm", "linux", "screen", "ansi"] {
        assert!(!is_monochrome(&environment(&[("TERM", kind)])), "{kind}");
    }
}

#[test]
fn letters_beyond_ascii_are_for_a_locale_that_has_them() {
    assert!(has_unicode(&environment(&[("LANG", "de_DE.UTF-8")])));
    assert!(has_unicode(&environment(&[("LC_ALL", "C.utf8"), ("LANG", "C")])));
    assert!(!has_unicode(&environment(&[("LC_ALL", "C"), ("LANG", "de_DE.UTF-8")])));
    assert!(!has_unicode(&environment(&[("LANG", "de_DE.ISO-8859-1")])));
    assert!(!has_unicode(&environment(&[])));
}
