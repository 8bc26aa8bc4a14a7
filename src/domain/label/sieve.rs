//! Which of many lists of conditions could hold for some labels, without asking each of them.

use std::collections::BTreeMap;

use super::{Labels, Matcher, Test};

/// Many lists of conditions, found by a value that each of them asks for.
#[derive(Clone, Debug, Default)]
pub struct Sieve {
    /// By label and value, the lists that ask for just that.
    by_value: BTreeMap<String, BTreeMap<String, Vec<usize>>>,
    /// The lists that ask for no particular value.
    others: Vec<usize>,
}

impl Sieve {
    /// A sieve for these lists. Each is found by the value that the fewest of them ask for.
    pub fn of<'m>(lists: impl IntoIterator<Item = &'m [Matcher]>) -> Self {
        let lists: Vec<&[Matcher]> = lists.into_iter().collect();
        let mut asked: BTreeMap<(&str, &str), usize> = BTreeMap::new();
        for wanted in lists.iter().flat_map(|list| list.iter()).filter_map(wanted) {
            *asked.entry(wanted).or_default() += 1;
        }
        let mut sieve = Self::default();
        for (index, list) in lists.iter().enumerate() {
            let rarest = list.iter().filter_map(wanted).min_by_key(|wanted| asked.get(wanted));
            match rarest {
                Some((label, value)) => {
                    let values = sieve.by_value.entry(label.to_owned()).or_default();
                    values.entry(value.to_owned()).or_default().push(index);
                }
                None => sieve.others.push(index),
            }
        }
        sieve
    }

    /// The places of the lists that could hold, in order. Whatever is not among them does not.
    #[must_use]
    pub fn pass(&self, labels: &Labels) -> Vec<usize> {
        let mut passed = self.others.clone();
        for (label, values) in &self.by_value {
            let Some(value) = labels.get(label) else { continue };
            passed.extend(values.get(value).into_iter().flatten());
        }
        passed.sort_unstable();
        passed
    }
}

/// The label and the value that a condition asks for, if it is one that a missing label does not have.
fn wanted(matcher: &Matcher) -> Option<(&str, &str)> {
    match &matcher.condition {
        Test::Is(value) if !value.is_empty() => Some((&matcher.label, value)),
        Test::Is(_) | Test::IsNot(_) | Test::Matches(_) | Test::MatchesNot(_) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::label::all_match;

    #[test]
    fn whatever_holds_passes() {
        let texts: [&[&str]; 6] = [&["a=1"], &["a=1", "b=2"], &["a!=1"], &["b=~2|3"], &["c="], &[]];
        let lists: Vec<Vec<Matcher>> = texts
            .iter()
            .map(|list| list.iter().map(|text| Matcher::parse(text).unwrap()).collect())
            .collect();
        let sieve = Sieve::of(lists.iter().map(Vec::as_slice));
        for (a, b) in [("", ""), ("1", ""), ("1", "2"), ("2", "2"), ("1", "3")] {
            let labels =
                [("a", a), ("b", b)].map(|(name, value)| (name.to_owned(), value.to_owned()));
            let labels = Labels::from(labels);
            let passed = sieve.pass(&labels);
            for (index, list) in lists.iter().enumerate() {
                assert!(!all_match(list, &labels) || passed.contains(&index), "{labels:?} {index}");
            }
        }
        let passed = sieve.pass(&Labels::from([("a".to_owned(), "7".to_owned())]));
        assert_eq!(passed, [2, 3, 4, 5], "what asks for another value is not asked");
    }
}
