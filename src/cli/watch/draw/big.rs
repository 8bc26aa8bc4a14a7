//! Large letters, for a name that is to be read from across the room: three lines high.

/// The letters that there are.
const LETTERS: &str = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-.+,: ";

/// Their dots, five lines of three from the top, the first dot in the highest bit.
const DOTS: [u16; 42] = [
    0b010_101_111_101_101, // A
    0b110_101_110_101_110, // B
    0b011_100_100_100_011, // C
    0b110_101_101_101_110, // D
    0b111_100_110_100_111, // E
    0b111_100_110_100_100, // F
    0b011_100_101_101_011, // G
    0b101_101_111_101_101, // H
    0b111_010_010_010_111, // I
    0b001_001_001_101_010, // J
    0b101_101_110_101_101, // K
    0b100_100_100_100_111, // L
    0b101_111_111_101_101, // M
    0b110_101_101_101_101, // N
    0b010_101_101_101_010, // O
    0b110_101_110_100_100, // P
    0b010_101_101_110_011, // Q
    0b110_101_110_101_101, // R
    0b011_100_010_001_110, // S
    0b111_010_010_010_010, // T
    0b101_101_101_101_111, // U
    0b101_101_101_101_010, // V
    0b101_101_111_111_101, // W
    0b101_101_010_101_101, // X
    0b101_101_010_010_010, // Y
    0b111_001_010_100_111, // Z
    0b111_101_101_101_111, // 0
    0b010_110_010_010_111, // 1
    0b110_001_010_100_111, // 2
    0b110_001_010_001_110, // 3
    0b101_101_111_001_001, // 4
    0b111_100_110_001_110, // 5
    0b011_100_111_101_111, // 6
    0b111_001_010_010_010, // 7
    0b111_101_111_101_111, // 8
    0b111_101_111_001_110, // 9
    0b000_000_111_000_000, // -
    0b000_000_000_000_010, // .
    0b000_010_111_010_000, // +
    0b000_000_000_010_100, // ,
    0b000_010_000_010_000, // :
    0b000_000_000_000_000, // the space
];

/// How wide a letter is, with the gap after it.
const WIDE: usize = 4;

/// The text in three lines of large letters; none where it has a letter that there is not, or is wider.
pub(super) fn big(text: &str, room: usize) -> Option<[String; 3]> {
    let places = text.chars().map(|letter| LETTERS.chars().position(|it| it == upper(letter)));
    let places: Vec<usize> = places.collect::<Option<_>>()?;
    if places.is_empty() || places.len() * WIDE > room {
        return None;
    }
    let lines = [0, 1, 2].map(|line| {
        let mut drawn = String::new();
        for place in &places {
            let dots = DOTS.get(*place).copied().unwrap_or_default();
            for column in 0..3 {
                drawn
                    .push(half(is_set(dots, line * 2, column), is_set(dots, line * 2 + 1, column)));
            }
            drawn.push(' ');
        }
        drawn.trim_end().to_owned()
    });
    Some(lines)
}

fn upper(letter: char) -> char {
    letter.to_ascii_uppercase()
}

fn is_set(dots: u16, line: usize, column: usize) -> bool {
    let place = line * 3 + column;
    place < 15 && dots >> (14 - place) & 1 == 1
}

/// Two dots, one above the other.
fn half(above: bool, below: bool) -> char {
    match (above, below) {
        (true, true) => '█',
        (true, false) => '▀',
        (false, true) => '▄',
        (false, false) => ' ',
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_letter_has_its_dots() {
        assert_eq!(LETTERS.chars().count(), DOTS.len());
        let drawn = big("ana 7", 40).unwrap();
        assert_eq!(drawn, ["▄▀▄ █▀▄ ▄▀▄     ▀▀█", "█▀█ █ █ █▀█      █", "▀ ▀ ▀ ▀ ▀ ▀      ▀"]);
    }

    #[test]
    fn what_has_other_letters_or_is_too_wide_is_not_drawn() {
        assert_eq!(big("josé", 80), None);
        assert_eq!(big("ana", 11), None);
        assert_eq!(big("", 80), None);
    }
}
