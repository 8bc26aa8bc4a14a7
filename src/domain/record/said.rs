//! What people noted of an incident by its first word: the impact, what is done, what was behind it, what
//! mended it; and what it says after whoever corrected it.

use std::collections::BTreeSet;

use super::ack::text_of;

/// The word of an entry that notes what mended a problem.
const FIX_NOTED: &str = "fix-noted";

/// The first words of a note that say what it is about, as in `cause: a table ran out of numbers`.
const WORDS: [(&str, Topic); 3] =
    [("impact:", Topic::Impact), ("doing:", Topic::Doing), ("cause:", Topic::Cause)];

/// What a note is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Topic {
    /// What people could not do.
    Impact,
    /// What is done about it.
    Doing,
    /// What was behind it.
    Cause,
    /// What mended it.
    Fix,
}

/// A note as it stands by now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Said<'a> {
    /// What it is about, where it says so.
    pub topic: Option<Topic>,
    /// What it says, without the word for that; empty where nothing stands behind the word.
    pub text: &'a str,
}

/// What an entry of that word says, out of its sentence and that of the last entry that corrects it; none if
/// it is no note. A correction that names no topic is about the same.
#[must_use]
pub fn said<'a>(
    event: &str,
    who: &str,
    sentence: &'a str,
    correction: Option<&'a str>,
) -> Option<Said<'a>> {
    let said = parted(text_of(sentence, who)?);
    let said = if event == FIX_NOTED { Said { topic: Some(Topic::Fix), ..said } } else { said };
    let Some(right) = correction.and_then(corrected) else { return Some(said) };
    let right = parted(right);
    Some(Said { topic: right.topic.or(said.topic), ..right })
}

/// The entries that correct that one, or what corrects it, out of all that there are in their order: each by
/// its number and the number of what it corrects.
pub fn corrections(
    of: i64,
    entries: impl IntoIterator<Item = (i64, Option<i64>)>,
) -> BTreeSet<i64> {
    let mut found = BTreeSet::new();
    for (number, corrects) in entries {
        if corrects.is_some_and(|it| it == of || found.contains(&it)) {
            found.insert(number);
        }
    }
    found
}

/// A text with its topic taken off.
fn parted(text: &str) -> Said<'_> {
    let found = WORDS.into_iter().find_map(|(word, topic)| {
        text.get(..word.len()).filter(|begin| begin.eq_ignore_ascii_case(word))?;
        Some(Said { topic: Some(topic), text: text.get(word.len()..)?.trim() })
    });
    found.unwrap_or(Said { topic: None, text })
}

/// What is right, out of the sentence of a correction.
fn corrected(sentence: &str) -> Option<&str> {
    let (_, said) = sentence.split_once(" corrects entry ")?;
    said.split_once(": ").map(|(_, text)| text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_note_is_about_what_its_first_word_says() {
        for (text, topic, rest) in [
            ("cause: a lock: held", Some(Topic::Cause), "a lock: held"),
            ("Impact:no orders", Some(Topic::Impact), "no orders"),
            ("DOING:  ", Some(Topic::Doing), ""),
            ("because: x", None, "because: x"),
            ("causé: x", None, "causé: x"),
        ] {
            let sentence = format!("ana notes: {text}");
            let found = said("noted", "ana", &sentence, None);
            assert_eq!(found, Some(Said { topic, text: rest }), "{text}");
        }
        let fix = said("fix-noted", "ana", "ana notes the fix: cause: none", None);
        assert_eq!(fix.map(|fix| fix.topic), Some(Some(Topic::Fix)));
        assert_eq!(said("opened", "ana", "ana reports critical: x", None), None);
    }

    #[test]
    fn the_last_correction_counts_and_is_about_the_same_unless_it_says_otherwise() {
        let told =
            |correction| said("noted", "bo", "bo notes: cause: ana did it", Some(correction));
        let cause = |text| Some(Said { topic: Some(Topic::Cause), text });
        assert_eq!(
            told("eve corrects entry 5: cause: the disk was full"),
            cause("the disk was full")
        );
        assert_eq!(told("eve corrects entry 5: it was: the disk"), cause("it was: the disk"));
        let other = told("eve corrects entry 5: impact: no orders");
        assert_eq!(other, Some(Said { topic: Some(Topic::Impact), text: "no orders" }));
        let entries = [(5, None), (6, Some(5)), (7, Some(4)), (8, Some(6)), (9, None)];
        assert_eq!(corrections(5, entries).into_iter().collect::<Vec<_>>(), [6, 8]);
    }
}
