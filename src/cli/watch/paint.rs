//! Cells as a terminal is told of them: each colour of the sixteen by its own code, which every terminal with
//! colours knows; one that does not know the codes of more colours may take them for blinking.

use std::io::{self, Write};

use ratatui::buffer::Cell;
use ratatui::style::{Color, Modifier};
use unicode_width::UnicodeWidthStr as _;

/// What looks are called, each with the code that begins it.
const MODIFIERS: [(Modifier, u8); 5] = [
    (Modifier::BOLD, 1),
    (Modifier::DIM, 2),
    (Modifier::ITALIC, 3),
    (Modifier::UNDERLINED, 4),
    (Modifier::REVERSED, 7),
];

/// Shapes beyond ASCII of which every terminal knows that they are one column wide.
const NARROW: [&str; 3] = ["─", "█", "░"];

/// Writes these cells, and leaves no look behind.
pub(super) fn paint<'a>(
    out: &mut impl Write,
    cells: impl Iterator<Item = (u16, u16, &'a Cell)>,
) -> io::Result<()> {
    let (mut cursor, mut look) = (None, None);
    for (x, y, cell) in cells {
        if cursor != Some((x, y)) {
            write!(out, "\x1b[{};{}H", y + 1, x + 1)?;
        }
        let wanted = (cell.fg, cell.bg, cell.modifier);
        if look != Some(wanted) {
            out.write_all(codes(wanted).as_bytes())?;
            look = Some(wanted);
        }
        let symbol = cell.symbol();
        out.write_all(symbol.as_bytes())?;
        // How wide anything else is is for the terminal to know: whatever follows is put in its place.
        let is_sure = (symbol.is_ascii() && symbol.width() == 1) || NARROW.contains(&symbol);
        cursor = is_sure.then_some((x + 1, y));
    }
    if look.is_some() { out.write_all(b"\x1b[0m") } else { Ok(()) }
}

/// `\x1b[0;1;31m`
fn codes((ink, ground, modifier): (Color, Color, Modifier)) -> String {
    let looks = MODIFIERS.iter().filter(|(one, _)| modifier.contains(*one)).map(|(_, code)| *code);
    let colours = [colour(ink), colour(ground).map(|code| code + 10)].into_iter().flatten();
    let codes = looks.chain(colours).map(|code| format!(";{code}"));
    format!("\x1b[0{}m", codes.collect::<String>())
}

/// The code of a colour as ink; none for that of the terminal.
fn colour(colour: Color) -> Option<u8> {
    Some(match colour {
        Color::Black => 30,
        Color::Red => 31,
        Color::Green => 32,
        Color::Yellow => 33,
        Color::Blue => 34,
        Color::Magenta => 35,
        Color::Cyan => 36,
        Color::Gray => 37,
        Color::DarkGray => 90,
        Color::LightRed => 91,
        Color::LightGreen => 92,
        Color::LightYellow => 93,
        Color::LightBlue => 94,
        Color::LightMagenta => 95,
        Color::LightCyan => 96,
        Color::White => 97,
        Color::Reset | Color::Rgb(..) | Color::Indexed(_) => return None,
    })
}

#[cfg(test)]
mod tests {
    use ratatui::style::Style;

    use super::*;

    fn painted(cells: &[(u16, u16, &str, Style)]) -> String {
        let cells: Vec<(u16, u16, Cell)> = cells
            .iter()
            .map(|(x, y, symbol, style)| {
                let mut cell = Cell::default();
                cell.set_symbol(symbol).set_style(*style);
                (*x, *y, cell)
            })
            .collect();
        let mut out = Vec::new();
        paint(&mut out, cells.iter().map(|(x, y, cell)| (*x, *y, cell))).unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn colours_have_their_own_codes_and_are_told_once() {
        let alarm = Style::new().fg(Color::White).bg(Color::Red).add_modifier(Modifier::BOLD);
        let text = painted(&[(0, 0, "a", alarm), (1, 0, "b", alarm), (2, 0, "c", Style::new())]);
        assert_eq!(text, "\x1b[1;1H\x1b[0;1;97;41mab\x1b[0mc\x1b[0m");
        assert_eq!(painted(&[]), "");
    }

    #[test]
    fn what_follows_a_letter_of_unsure_width_is_put_in_its_place() {
        let plain = Style::new();
        let text = painted(&[(0, 1, "数", plain), (2, 1, "x", plain), (3, 1, "─", plain)]);
        assert_eq!(text, "\x1b[2;1H\x1b[0m数\x1b[2;3Hx─\x1b[0m");
        let text = painted(&[(0, 0, "▲", plain), (1, 0, "c", plain)]);
        assert_eq!(text, "\x1b[1;1H\x1b[0m▲\x1b[1;2Hc\x1b[0m");
    }
}
