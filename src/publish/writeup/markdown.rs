//! A write-up in Markdown. Whatever comes from outside stays words: no link, no heading, no HTML.

use std::fmt::Write as _;

use super::{Block, WriteUp, bounded};
use crate::publish::timeline::makes_link;

pub(super) fn text(of: &WriteUp, blocks: &[Block]) -> String {
    let mut text = String::new();
    line(&mut text, &format!("# {}", escaped(&bounded(&of.title()))));
    for block in blocks {
        line(&mut text, "");
        write_block(&mut text, of, block);
    }
    text
}

fn line(text: &mut String, said: &str) {
    text.push_str(said);
    text.push('\n');
}

fn write_block(text: &mut String, of: &WriteUp, block: &Block) {
    match block {
        Block::Heading(heading) => line(text, &format!("## {}", escaped(heading))),
        Block::Facts(facts) => line(text, &escaped(facts)),
        Block::List(facts) => {
            for fact in facts {
                line(text, &format!("- {}", escaped(fact)));
            }
        }
        Block::Table(head, rows) => {
            line(text, &format!("| {} |", head.join(" | ")));
            line(text, &format!("|{}", "---|".repeat(head.len())));
            for row in rows {
                let cells: Vec<String> = row.iter().map(|cell| words(cell)).collect();
                line(text, &format!("| {} |", cells.join(" | ")));
            }
        }
        Block::Picture => match &of.picture {
            Some(file) => line(text, &format!("![The hours, as a picture]({})", address(file))),
            None => line(
                text,
                "The picture is in the write-up as HTML, and in the file that `--chart FILE` names.",
            ),
        },
        Block::Ask(question) => line(text, &format!("> **To write:** {}", escaped(question))),
    }
}

/// A cell; what stands on a line of its own is said of the line before it.
fn words(cell: &str) -> String {
    let lines = cell.lines().enumerate().map(|(place, line)| match place {
        0 => escaped(line),
        _ => format!("<br>*{}*", escaped(line)),
    });
    lines.collect()
}

/// A text in which nothing means anything to Markdown, wherever in a line it stands.
fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len() + 16);
    for (place, character) in text.char_indices() {
        let before = text.get(..place).unwrap_or_default().trim_start();
        let begins = before.is_empty();
        let counts = !begins && before.len() < 10 && before.bytes().all(|it| it.is_ascii_digit());
        match character {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '\\' | '`' | '*' | '_' | '[' | ']' | '|' | '#' | '~' | '$' | '!' | '@' => {
                escaped.push('\\');
                escaped.push(character);
            }
            _ if makes_link(text, place) => escaped.extend(['\\', character]),
            '-' | '+' | '=' | ':' if begins => {
                escaped.push('\\');
                escaped.push(character);
            }
            '.' | ')' if counts => {
                escaped.push('\\');
                escaped.push(character);
            }
            it => escaped.push(it),
        }
    }
    escaped
}

/// The address of a file beside the write-up.
fn address(file: &str) -> String {
    let mut address = String::with_capacity(file.len());
    for byte in file.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._/~".contains(&byte) {
            address.push(char::from(byte));
        } else {
            // Writing to a text does not fail.
            let _ = write!(address, "%{byte:02X}");
        }
    }
    address
}
