//! What acknowledgements say of themselves.

use super::*;
use crate::domain::record::timeline::Event;

#[test]
fn numbers_count_as_they_are_said() {
    let said = [3, 4, 11, 12, 13, 21, 22, 23, 101, 112].map(ordinal);
    let expected =
        ["third", "4th", "11th", "12th", "13th", "21st", "22nd", "23rd", "101st", "112th"];
    assert_eq!(said, expected);
    let owner = PersonId::from("bo");
    assert_eq!(recurring(3, None), "recurring: third time in 30 days, nobody owns it");
    assert_eq!(recurring(5, Some(&owner)), "recurring: 5th time in 30 days, bo owns it");
}

#[test]
fn what_somebody_wrote_is_found_in_its_sentence_again() {
    let by = || PersonId::from("bo notes: b");
    for text in ["restarted it", "bo notes: twice", ""] {
        let noted = Event::Noted(by(), text.to_owned()).sentence();
        assert_eq!(text_of(&noted, by().as_str()), Some(text));
        let fixed = AckEvent::Fixed(by(), text.to_owned()).sentence();
        assert_eq!(text_of(&fixed, by().as_str()), Some(text));
    }
    assert_eq!(text_of("ana resolves it", "ana"), None);
    assert_eq!(text_of("ana notes: x", "bo"), None);
}
