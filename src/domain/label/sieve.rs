//! Which of many lists of conditions could hold for some labels, without asking each of them.

use std::collections::BTreeMap;

use super::pattern::Texts;
use super::{Labels, Matcher, Test};

/// Many lists of conditions, found by a text that each of them asks for.
#[derive(Clone, Debug, Default)]
pub struct Sieve {
    /// By label, the lists that ask for some text of it.
    by_label: BTreeMap<String, Asked>,
    /// The lists that ask for no particular text.
    others: Vec<usize>,
}

/// The lists that ask for some text of a label.
#[derive(Clone, Debug, Default)]
struct Asked {
    /// By the value that it must have.
    whole: BTreeMap<String, Vec<usize>>,
    /// By that with which its value must begin.
    beginnings: BTreeMap<String, Vec<usize>>,
    /// How long the longest of these is, in bytes.
    longest: usize,
}

/// A label, a text, and whether its value only has to begin with that.
type Key<'m> = (&'m str, &'m str, bool);

impl Sieve {
    /// A sieve for these lists. Each is found by the condition that the fewest of them share.
    pub fn of<'m>(lists: impl IntoIterator<Item = &'m [Matcher]>) -> Self {
        let lists: Vec<&[Matcher]> = lists.into_iter().collect();
        let mut asked: BTreeMap<Key<'_>, usize> = BTreeMap::new();
        for key in lists.iter().flat_map(|list| list.iter()).flat_map(keys) {
            *asked.entry(key).or_default() += 1;
        }
        let crowd =
            |keys: &Vec<Key<'_>>| -> usize { keys.iter().filter_map(|key| asked.get(key)).sum() };
        let mut sieve = Self::default();
        for (index, list) in lists.iter().enumerate() {
            let asking = list.iter().map(keys).filter(|keys| !keys.is_empty());
            match asking.min_by_key(crowd) {
                Some(keys) => keys.into_iter().for_each(|key| sieve.file(key, index)),
                None => sieve.others.push(index),
            }
        }
        sieve
    }

    fn file(&mut self, (label, text, is_beginning): Key<'_>, index: usize) {
        let asked = self.by_label.entry(label.to_owned()).or_default();
        let texts = if is_beginning {
            asked.longest = asked.longest.max(text.len());
            &mut asked.beginnings
        } else {
            &mut asked.whole
        };
        texts.entry(text.to_owned()).or_default().push(index);
    }

    /// The places of the lists that could hold, in order. Whatever is not among them does not.
    #[must_use]
    pub fn pass(&self, labels: &Labels) -> Vec<usize> {
        let mut passed = self.others.clone();
        for (label, asked) in &self.by_label {
            let Some(value) = labels.get(label) else { continue };
            passed.extend(asked.whole.get(value).into_iter().flatten());
            for end in 1..=asked.longest.min(value.len()) {
                let begun = value.get(..end).and_then(|begun| asked.beginnings.get(begun));
                passed.extend(begun.into_iter().flatten());
            }
        }
        passed.sort_unstable();
        passed.dedup();
        passed
    }
}

/// The texts that a condition asks for, if they are such as a missing label does not have.
fn keys(matcher: &Matcher) -> Vec<Key<'_>> {
    let label = matcher.label.as_str();
    match &matcher.condition {
        Test::Is(value) if !value.is_empty() => vec![(label, value, false)],
        Test::Matches(pattern) => match pattern.texts() {
            Some(Texts::Whole(texts)) => {
                texts.iter().map(|text| (label, text.as_str(), false)).collect()
            }
            Some(Texts::Beginnings(texts)) => {
                texts.iter().map(|text| (label, text.as_str(), true)).collect()
            }
            None => Vec::new(),
        },
        Test::Is(_) | Test::IsNot(_) | Test::MatchesNot(_) => Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::label::all_match;

    #[test]
    fn whatever_holds_passes() {
        let texts: [&[&str]; 8] = [
            &["a=1"],
            &["a=1", "b=2"],
            &["a!=1"],
            &["b=~2|3"],
            &["c="],
            &[],
            &["a=~1.*|13.+", "b=2"],
            &["a=~.*"],
        ];
        let lists: Vec<Vec<Matcher>> = texts
            .iter()
            .map(|list| list.iter().map(|text| Matcher::parse(text).unwrap()).collect())
            .collect();
        let sieve = Sieve::of(lists.iter().map(Vec::as_slice));
        for (a, b) in
            [("", ""), ("1", ""), ("1", "2"), ("2", "2"), ("1", "3"), ("134", "2"), ("é", "2")]
        {
            let labels =
                [("a", a), ("b", b)].map(|(name, value)| (name.to_owned(), value.to_owned()));
            let labels = Labels::from(labels);
            let passed = sieve.pass(&labels);
            for (index, list) in lists.iter().enumerate() {
                assert!(!all_match(list, &labels) || passed.contains(&index), "{labels:?} {index}");
            }
        }
        let passed = sieve.pass(&Labels::from([("a".to_owned(), "7".to_owned())]));
        assert_eq!(passed, [2, 4, 5, 7], "what asks for another value is not asked");
    }
}
