//! Leave as text: right where anything stands in it, and what was there before stays.

use jiff::civil::date;

use super::*;
use crate::domain::name::PersonId;

fn block(rota: Option<&str>, who: &str, why: &str) -> String {
    let stretch = LeaveStretch::Days { first: date(2026, 12, 24), last: date(2026, 12, 26) };
    let leave = LeaveDraft { person: PersonId::from(who), stretch };
    let rota = rota.map(RotaName::from);
    LeaveBlock { rota: rota.as_ref(), leave: &leave, why }.to_string()
}

#[test]
fn a_block_is_what_people_write() {
    assert_eq!(
        block(Some("platform"), "bo", "family"),
        "[[rota.platform.off]]\nwho = \"bo\"\nfirst = 2026-12-24\nlast = 2026-12-26\nwhy = \"family\"\n"
    );
    assert!(
        block(None, "bo", "")
            .ends_with("[[off]]\nwho = \"bo\"\nfirst = 2026-12-24\nlast = 2026-12-26\n")
    );
}

#[test]
fn whatever_stands_in_it_is_read_as_it_was() {
    let odd = "a \"b\" \\ 'c' \u{7f} \u{1b}[31m\n[x]";
    let table: toml::Table = block(Some("o d\"d"), odd, odd).parse().unwrap();
    let off = &table["rota"]["o d\"d"]["off"][0];
    assert_eq!((off["who"].as_str(), off["why"].as_str()), (Some(odd), Some(odd)));
}

#[test]
fn what_was_there_stays_and_lines_end_as_they_did() {
    let blocks = ["[[off]]\nwho = \"bo\"\n".to_owned()];
    assert_eq!(appended("a = 1 # x", &blocks), "a = 1 # x\n\n[[off]]\nwho = \"bo\"\n");
    assert_eq!(appended("a = 1\r\n", &blocks), "a = 1\r\n\r\n[[off]]\r\nwho = \"bo\"\r\n");
}
