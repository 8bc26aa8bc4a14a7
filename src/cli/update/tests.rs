//! What the first words of an update mean.

use super::numbers;

#[test]
fn numbers_stand_first_and_everything_else_is_the_text() {
    let read =
        |words: &[&str]| numbers(&words.iter().map(|word| (*word).to_owned()).collect::<Vec<_>>());
    assert_eq!(read(&["412", "still", "down"]), (vec![412], "still down".to_owned()));
    assert_eq!(read(&["412,413", "both"]), (vec![412, 413], "both".to_owned()));
    assert_eq!(read(&["still read-only"]), (vec![], "still read-only".to_owned()));
    assert_eq!(read(&["12 of 40 are back"]), (vec![], "12 of 40 are back".to_owned()));
    assert_eq!(read(&["412"]), (vec![412], String::new()));
    assert_eq!(read(&[]), (vec![], String::new()));
}
