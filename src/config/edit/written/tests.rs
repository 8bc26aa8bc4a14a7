//! Random files with odd indentation, comments and line ends: whatever is added is taken back byte for
//! byte, and what somebody else has put around it stays.

use jiff::Timestamp;
use proptest::prelude::*;
use toml_edit::Document;

use super::*;
use crate::config::edit::{Block, List, Target, append};

/// Pieces of a file, each with its lines; any of them may be missing, and they come in any order.
const PIECES: [&[&str]; 11] = [
    &[
        "[[rota.team.layer]] # the days",
        "people = [",
        "\"ana\", # first",
        "\"bo\"]",
        "every = \"week\"",
    ],
    &["[[rota.team.layer]]", "people = [\"bo\"]"],
    &["[[rota.team.override]]", "from = \"2026-01-05 09:00\"", "to   = 2026-01-06T09:00:00Z"],
    &["[[rota.team.override]]", "who='bo'# no blanks"],
    &["[[ rota . team . off ]]", "who = \"bo\"", "first = 2026-12-24"],
    &[
        "[[off]]",
        "who = \"\"\"",
        "# wail: 2026-01-01T00:00:00Z ana: in a text",
        "[[rota.team.off]]\"\"\"",
    ],
    &["[policy.default]", "steps = [{ who = \"team\" }]"],
    &["[people]", "ana = {}"],
    &["[rota.other]", "zone = \"UTC\"", "[[rota.other.off]]", "who = 'ana'"],
    &["# wail: 2026-01-01T00:00:00Z ana: a note without a block", ""],
    &["# [[rota.team.override]]", "# who = \"no one\""],
];

/// What may stand between two lines.
const BETWEEN: [&str; 8] =
    ["", "", "", "\n", "\n\n", "# a remark\n", "\n# about what follows\n", "  \t\n"];

/// A file of the rota `team`.
fn file() -> impl Strategy<Value = String> {
    let piece = (0..PIECES.len(), 0..BETWEEN.len(), 0..3_usize, 0..3_usize);
    let pieces = proptest::collection::vec(piece, 0..9);
    (pieces, any::<bool>(), any::<bool>(), 0..BETWEEN.len()).prop_map(
        |(pieces, is_windows, is_open, last)| {
            let mut text = String::from("zone = \"UTC\"\n[rota.team]\n");
            let mut used = Vec::new();
            for (number, between, first_indent, indent) in pieces {
                if used.contains(&number) {
                    continue;
                }
                used.push(number);
                text.push_str(BETWEEN[between]);
                for (line_number, line) in PIECES[number].iter().enumerate() {
                    let blanks = if line_number == 0 { first_indent } else { indent };
                    // What is within a text is a part of it.
                    let blanks =
                        if line.starts_with(['[', '#']) && line_number > 0 { 0 } else { blanks };
                    text.push_str(&"  ".repeat(blanks));
                    text.push_str(line);
                    text.push('\n');
                }
            }
            text.push_str(BETWEEN[last]);
            let text = if is_open { text.trim_end_matches('\n').to_owned() } else { text };
            if is_windows { text.replace('\n', "\r\n") } else { text }
        },
    )
}

fn noted(second: i64) -> Noted {
    let at = Timestamp::from_second(1_795_619_903 + second).unwrap();
    Noted { at, by: "ana".to_owned(), what: "ana takes the pager".to_owned() }
}

fn block(number: usize) -> Block {
    let block = Block::new().text("from", "2026-11-25 16:00").text("to", "2026-11-25 18:00");
    block.text("who", "ana").text("why", &"[[rota.team.off]] \n # no".repeat(number % 2))
}

/// The file as it is read, the order of its tables apart.
fn read(text: &str) -> toml::Table {
    text.parse().unwrap_or_else(|error| panic!("{error}\n{text}"))
}

fn lists(text: &str) -> Vec<(List, bool)> {
    let layers =
        read(text)["rota"]["team"].get("layer").map_or(0, |it| it.as_array().unwrap().len());
    let changes = (0..layers).map(|layer| (List::Changes { layer }, true));
    let others = [(List::Overrides, true), (List::Leave, true), (List::SharedLeave, false)];
    others.into_iter().chain(changes).collect()
}

proptest! {
    #[test]
    fn what_is_added_is_taken_back_byte_for_byte(
        text in file(), first in 0..9_usize, second in 0..9_usize, number in 1..4_usize,
    ) {
        let team = RotaName::from("team");
        let lists = lists(&text);
        let target = |which: usize| {
            let (list, is_of_rota) = lists[which % lists.len()];
            Target { rota: is_of_rota.then_some(&team), list }
        };
        let blocks: Vec<Block> = (0..number).map(block).collect();
        let once = append(&text, target(first), &blocks, &noted(0)).unwrap();
        let twice = append(&once, target(second), &blocks[..1], &noted(1)).unwrap();
        read(&once);
        read(&twice);
        let tail = last_noted(&twice).unwrap();
        prop_assert_eq!((&tail.noted, tail.blocks.len()), (&noted(1), 1), "{}", twice);
        prop_assert_eq!(tail.without(), &*once);
        let tail = last_noted(&once).unwrap();
        prop_assert_eq!((&tail.noted, tail.blocks.len()), (&noted(0), number), "{}", once);
        prop_assert_eq!(tail.without(), text);
    }

    #[test]
    fn no_line_of_somebody_else_is_taken_out(
        text in file(), first in 0..9_usize, line in 0..99_usize, remark in 0..3_usize,
    ) {
        let team = RotaName::from("team");
        let lists = lists(&text);
        let (list, is_of_rota) = lists[first % lists.len()];
        let target = Target { rota: is_of_rota.then_some(&team), list };
        let new = append(&text, target, &[block(0)], &noted(0)).unwrap();
        let added = last_noted(&new).unwrap().blocks.remove(0);
        // A remark or an empty line below any line of what was added, only no empty one below the note.
        let remark = ["# mine\n", "  # mine\n", "\t\n"][remark];
        let note = remark.contains('#').then_some(added.note_lines.end);
        let keys = added.keys.iter().map(|key| key.lines.end).filter(|end| *end < new.len());
        let places: Vec<usize> = keys.chain([added.header.end]).chain(note).collect();
        let place = places[line % places.len()];
        let changed = format!("{}{remark}{}", &new[..place], &new[place..]);
        let without = last_noted(&changed).unwrap().without();
        let lines_of = |text: &str| -> Vec<String> {
            let lines = text.lines().filter(|line| *line != remark.trim_end_matches('\n'));
            lines.map(str::to_owned).collect()
        };
        prop_assert_eq!(lines_of(&without), lines_of(&text), "{}", changed);
        prop_assert!(without.contains(remark.trim_end_matches('\n')));
        prop_assert_eq!(read(&without), read(&text));
    }
}

/// The one block that stands in a text.
fn only(text: &str) -> Tail<'_> {
    let tail = last_noted(text).unwrap();
    assert_eq!(tail.blocks.len(), 1);
    tail
}

const NOTE: &str = "# wail: 2026-11-25T15:18:23Z ana: typed\n";

fn ends(to: &str) -> impl Fn(&Written) -> Fate {
    move |_| Fate::Ends { from: Some("2026-07-13 00:00".to_owned()), to: to.to_owned() }
}

#[test]
fn whole_days_become_times_where_they_end() {
    let ended = "# wail ended this: 2026-11-25T15:18:23Z ana: typed\n";
    let days =
        format!("{NOTE}[[off]]\nwho = \"bo\"\nfirst = 2026-07-13 # a Monday\nlast = 2026-07-24\n");
    let new = only(&days).with(ends("2026-07-15 12:00"));
    let times = "from = \"2026-07-13 00:00\" # a Monday\nto = \"2026-07-15 12:00\"\n";
    assert_eq!(new, format!("{ended}[[off]]\nwho = \"bo\"\n{times}"));
    assert!(last_noted(&new).is_none(), "it is found no more");

    let one_day = format!("{NOTE}[[off]]\r\nfirst = 2026-07-13\r\nwho = \"bo\"\r\n");
    let new = only(&one_day).with(ends("2026-07-13 12:00"));
    assert!(
        new.contains("\r\nfrom = \"2026-07-13 00:00\"\r\nto = \"2026-07-13 12:00\"\r\nwho"),
        "{new}"
    );
}

#[test]
fn what_ends_keeps_its_begin_and_what_has_no_end_stays() {
    let take = format!(
        "{NOTE}[[override]]\n  from = \"2026-07-13 09:00\"\n  to=2026-07-24T09:00:00Z # late\n"
    );
    let new = only(&take).with(|block| {
        assert_eq!(block.value("to"), Some("2026-07-24T09:00:00Z"));
        Fate::Ends { from: None, to: "2026-07-15 12:00".to_owned() }
    });
    assert!(
        new.ends_with("  from = \"2026-07-13 09:00\"\n  to = \"2026-07-15 12:00\" # late\n"),
        "{new}"
    );
    let change = format!("[[layer]]\n{NOTE}[[layer.change]]\nstart = 2026-07-13\n");
    assert_eq!(only(&change).with(ends("2026-07-15 12:00")), change);
    assert_eq!(only(&change).with(|_| Fate::Stays), change);
}

#[test]
fn a_note_is_of_the_block_below_it_and_of_no_other() {
    let block = "[[override]]\nwho = \"ana\"\n";
    assert!(last_noted(&format!("{NOTE}\n{block}")).is_none(), "an empty line is between them");
    assert!(last_noted(&format!("{NOTE}[policy.default]\n{block}")).is_none());
    assert!(last_noted(&format!("{NOTE}# mine\n{block}")).is_some());
    assert!(Document::parse(&*format!("{NOTE}{block}[")).is_err());
    assert!(last_noted(&format!("{NOTE}{block}[")).is_none());
}
