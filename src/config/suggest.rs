//! Did you mean: the known name that is most like what was written.

use strsim::{damerau_levenshtein, jaro_winkler};

/// The name among `known` that somebody who wrote `written` most likely meant.
pub fn closest<'n>(written: &str, known: impl IntoIterator<Item = &'n str>) -> Option<&'n str> {
    let written = written.to_lowercase();
    known
        .into_iter()
        .filter_map(|name| Some((distance(&written, &name.to_lowercase())?, name)))
        .min()
        .map(|(_, name)| name)
}

/// The name among `known` that differs from what was written in one letter. Names that short that
/// they have little else are left alone.
pub(crate) fn a_letter_away<'n>(
    written: &str,
    known: impl IntoIterator<Item = &'n str>,
) -> Option<&'n str> {
    const LETTERS: usize = 4;
    let is_long = |name: &str| name.chars().count() >= LETTERS;
    let mut near = known.into_iter().filter(|name| damerau_levenshtein(written, name) == 1);
    near.find(|name| is_long(written) && is_long(name))
}

/// The name among `known` for which `written`, which is none of them, is most likely a slip of the
/// pen: one letter away, or two in a longer name. Short names begin alike.
pub(crate) fn slip_of<'n>(
    written: &str,
    known: impl IntoIterator<Item = &'n str>,
) -> Option<&'n str> {
    const SHORT: usize = 4;
    const LONG: usize = 5;
    let written = written.to_lowercase();
    let slip = |name: &'n str| {
        let lower = name.to_lowercase();
        let distance = damerau_levenshtein(&written, &lower);
        let letters = written.chars().count().min(lower.chars().count());
        let begin_alike = written.chars().next() == lower.chars().next();
        let is_near = distance <= 1 || (distance == 2 && letters >= LONG);
        (is_near && (begin_alike || letters >= SHORT)).then_some((distance, name))
    };
    known.into_iter().filter_map(slip).min().map(|(_, name)| name)
}

/// How far apart two names are, if they are near enough to be mistaken for each other.
fn distance(written: &str, name: &str) -> Option<usize> {
    let distance = damerau_levenshtein(written, name);
    let longer = written.chars().count().max(name.chars().count());
    let is_near = distance <= (longer / 3).max(1) && distance < longer;
    let starts_alike = longer > 4 && jaro_winkler(written, name) > 0.9;
    (is_near || starts_alike).then_some(distance)
}

/// Names in quotes for a sentence: `` `a`, `b` and `c` ``; a long list is cut.
pub(crate) fn listed<S: AsRef<str>>(names: &[S]) -> String {
    const MOST: usize = 12;
    let quoted: Vec<String> =
        names.iter().take(MOST).map(|name| format!("`{}`", name.as_ref())).collect();
    if names.len() > MOST {
        return format!("{} and {} more", quoted.join(", "), names.len() - MOST);
    }
    match quoted.split_last() {
        None => "none".to_owned(),
        Some((only, [])) => only.clone(),
        Some((last, others)) => format!("{} and {last}", others.join(", ")),
    }
}

/// What there is to choose from, as a sentence.
pub(crate) fn there_are<S: AsRef<str>>(names: &[S]) -> String {
    let verb = if names.len() == 1 { "is" } else { "are" };
    format!("there {verb} {}", listed(names))
}

#[cfg(test)]
mod tests;
