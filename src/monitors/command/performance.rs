//! Performance data: the numbers that a plugin prints behind the bar.

use crate::domain::text::plain;
use crate::domain::watch::Number;

/// How many numbers are read.
const MOST: usize = 1000;

/// How long a label or a unit may be, in characters.
const LONGEST: usize = 100;

/// The numbers of `'label'=value[unit];[warning];[critical];[minimum];[maximum]`, as many as there
/// are. What is no number, such as `U` for one that the plugin does not know, is left out.
pub(super) fn numbers(text: &str) -> Vec<Number> {
    let mut numbers = Vec::new();
    let mut rest = text.trim_start();
    while !rest.is_empty() && numbers.len() < MOST {
        let (label, behind) = label(rest);
        let end = behind.find(char::is_whitespace).unwrap_or(behind.len());
        let (figures, next) = behind.split_at(end);
        numbers.extend(label.and_then(|label| number(&label, figures)));
        rest = next.trim_start();
    }
    numbers
}

/// The label at the beginning, and what is behind its equals sign. Without one, there is no label.
fn label(text: &str) -> (Option<String>, &str) {
    if let Some(found) = quoted(text) {
        return found;
    }
    let word = &text[..text.find(char::is_whitespace).unwrap_or(text.len())];
    match word.find('=') {
        Some(at) => (Some(word[..at].to_owned()), &text[at + 1..]),
        None => (None, &text[word.len()..]),
    }
}

/// The label in quotes, in which two quotes are one.
fn quoted(text: &str) -> Option<(Option<String>, &str)> {
    let mut rest = text.strip_prefix('\'')?;
    let mut label = String::new();
    loop {
        let (piece, behind) = rest.split_once('\'')?;
        label.push_str(piece);
        if let Some(behind) = behind.strip_prefix('=') {
            return Some((Some(label), behind));
        }
        rest = behind.strip_prefix('\'')?;
        label.push('\'');
    }
}

fn number(label: &str, figures: &str) -> Option<Number> {
    let mut figures = figures.split(';');
    let (value, unit) = figure(figures.next()?)?;
    let max = figures.nth(3).and_then(figure).map(|(max, _)| max).filter(|max| *max > 0.0);
    // Of a percentage, the maximum need not be said.
    let max = max.or_else(|| (unit == "%").then_some(100.0));
    let label = short(label);
    (!label.is_empty()).then(|| Number { label, value, unit: short(unit), max })
}

/// The number at the beginning, and its unit. Some locales have a comma for the point.
fn figure(text: &str) -> Option<(f64, &str)> {
    let is_figure = |c: char| c.is_ascii_digit() || matches!(c, '.' | ',' | '-' | '+');
    let mut end = text.find(|c| !is_figure(c)).unwrap_or(text.len());
    if let Some(exponent) = text[end..].strip_prefix(['e', 'E']) {
        let digits = exponent.strip_prefix(['+', '-']).unwrap_or(exponent);
        let length = digits.find(|c: char| !c.is_ascii_digit()).unwrap_or(digits.len());
        if length > 0 {
            end = text.len() - digits.len() + length;
        }
    }
    let (value, unit) = text.split_at(end);
    let value: f64 = value.replace(',', ".").parse().ok()?;
    value.is_finite().then_some((value, unit))
}

fn short(text: &str) -> String {
    plain(text.trim()).chars().take(LONGEST).collect()
}

#[cfg(test)]
mod tests;
