//! Pictures in SVG: bars, lines and words, in light and in dark, with words for whoever cannot see them.

use std::fmt::Write as _;

/// How a part of a picture looks; the colours are those of `STYLE`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Look {
    /// Words, axes.
    Ink,
    /// What is less important: grids, what lies behind.
    Faint,
    /// As it should be.
    Good,
    /// Not as it should be.
    Warn,
    /// As it should not be at all.
    Bad,
    /// Something else worth telling apart.
    Accent,
}

impl Look {
    fn class(self) -> &'static str {
        match self {
            Self::Ink => "ink",
            Self::Faint => "faint",
            Self::Good => "good",
            Self::Warn => "warn",
            Self::Bad => "bad",
            Self::Accent => "accent",
        }
    }
}

/// Where words begin or end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Anchor {
    /// They begin there.
    Start,
    /// Their middle is there.
    Middle,
    /// They end there.
    End,
}

impl Anchor {
    fn word(self) -> &'static str {
        match self {
            Self::Start => "start",
            Self::Middle => "middle",
            Self::End => "end",
        }
    }
}

/// The colours: at least 4.5 to 1 against what is behind them where they are words, 3 to 1 where they are
/// bars (WCAG 2.2, 1.4.3 and 1.4.11).
const STYLE: &str = "\
.ink{fill:#1b1f24;stroke:none}.faint{fill:#d0d7de;stroke:none}.good{fill:#1a7f37}.warn{fill:#9a6700}\
.bad{fill:#cf222e}.accent{fill:#0969da}line{stroke:#8c959f;stroke-width:1}text{font:12px sans-serif}\
@media(prefers-color-scheme:dark){.ink{fill:#e6edf3}.faint{fill:#3d444d}.good{fill:#3fb950}\
.warn{fill:#d29922}.bad{fill:#f85149}.accent{fill:#4493f8}line{stroke:#6e7681}}";

/// A picture that is being drawn. Lengths are in pixels, from the left and from the top.
#[derive(Clone, Debug)]
pub struct Picture {
    width: f64,
    height: f64,
    title: String,
    described: String,
    drawn: String,
}

impl Picture {
    /// An empty one of that size; what it is called, and what it shows, in words.
    #[must_use]
    pub fn new(width: f64, height: f64, title: &str, described: &str) -> Self {
        let (title, described) = (escaped(title), escaped(described));
        Self { width, height, title, described, drawn: String::new() }
    }

    /// A bar from that corner on, so wide and so high, and what it says when it is pointed at.
    pub fn bar(&mut self, (x, y): (f64, f64), (width, height): (f64, f64), look: Look, says: &str) {
        let says = escaped(says);
        let class = look.class();
        let title = if says.is_empty() { String::new() } else { format!("<title>{says}</title>") };
        self.draw(format_args!(
            "<rect x=\"{x:.1}\" y=\"{y:.1}\" width=\"{width:.1}\" height=\"{height:.1}\" class=\"{class}\">\
             {title}</rect>"
        ));
    }

    /// A line from there to there.
    pub fn line(&mut self, (x1, y1): (f64, f64), (x2, y2): (f64, f64)) {
        self.draw(format_args!(
            "<line x1=\"{x1:.1}\" y1=\"{y1:.1}\" x2=\"{x2:.1}\" y2=\"{y2:.1}\"/>"
        ));
    }

    /// Words on that line.
    pub fn words(&mut self, (x, y): (f64, f64), anchor: Anchor, text: &str) {
        let (text, anchor) = (escaped(text), anchor.word());
        self.draw(format_args!(
            "<text x=\"{x:.1}\" y=\"{y:.1}\" text-anchor=\"{anchor}\" class=\"ink\">{text}</text>"
        ));
    }

    fn draw(&mut self, part: std::fmt::Arguments<'_>) {
        // Writing to a text does not fail.
        let _ = writeln!(self.drawn, "{part}");
    }

    /// The picture, to stand by itself or in a page.
    #[must_use]
    pub fn finish(self) -> String {
        let Self { width, height, title, described, drawn } = self;
        format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width:.0} {height:.0}\" \
             width=\"{width:.0}\" height=\"{height:.0}\" role=\"img\">\n<title>{title}</title>\n\
             <desc>{described}</desc>\n<style>{STYLE}</style>\n{drawn}</svg>\n"
        )
    }
}

/// A text as it may stand in SVG and in HTML, in an attribute as well. What cannot stand there at all, such
/// as an escape sequence of a terminal, is replaced, and so are marks that turn the direction of writing: what
/// comes behind them would read otherwise than it is.
#[must_use]
pub fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            '\n' | '\t' => escaped.push(character),
            it if it.is_control()
                || matches!(it, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
                || matches!(it, '\u{fffe}' | '\u{ffff}') =>
            {
                escaped.push('\u{fffd}');
            }
            it => escaped.push(it),
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_comes_from_outside_stays_words() {
        let mut picture = Picture::new(10.0, 20.0, "<b>", "a & b");
        picture.bar((0.0, 1.0), (2.0, 3.0), Look::Bad, "\"><script>alert(1)</script>");
        picture.words((0.0, 1.0), Anchor::Middle, "it's \u{1b}[31mred");
        picture.words((0.0, 1.0), Anchor::Middle, "moc.elpmaxe\u{202e}\u{2066}\0");
        let drawn = picture.finish();
        for inside in ["<script", "<b>", "\u{1b}", "a & b", "\u{202e}", "\u{2066}", "\0"] {
            assert!(!drawn.contains(inside), "{drawn}");
        }
        assert!(drawn.contains("<desc>a &amp; b</desc>"), "{drawn}");
        assert!(drawn.contains("it&#39;s \u{fffd}[31mred"), "{drawn}");
        assert!(drawn.starts_with("<svg xmlns") && drawn.ends_with("</svg>\n"), "{drawn}");
    }
}
