//! Amounts as people type them: `1931000000`, `1_931_000_000`, `85%`, `12.5GB`.

/// An amount as it was typed.
#[derive(Clone, Debug, PartialEq)]
pub struct Amount {
    /// How much.
    pub value: f64,
    /// What is counted: nothing, `B` or `%`.
    pub unit: &'static str,
}

/// Why it is no amount.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum AmountError {
    /// It is no number.
    #[error("`{0}` is not a number")]
    NoNumber(String),
    /// It is one that nothing can be.
    #[error("`{0}` is no amount: nothing can be so much")]
    NotFinite(String),
    /// A comma may stand for thousands or for a fraction.
    #[error("`{0}` has a comma, which means one thing here and another there")]
    Comma(String),
    /// There is no such unit.
    #[error("`{unit}` is no unit of `{text}`")]
    NoUnit {
        /// What was typed.
        text: String,
        /// What stands behind the number.
        unit: String,
    },
    /// The two of one reading do not fit together.
    #[error("`{0}` and `{1}` do not count the same")]
    Differ(String, String),
    /// A program is to print one amount or two.
    #[error("`{0}` is neither an amount nor an amount and a maximum")]
    NotOneOrTwo(String),
    /// Nothing was printed.
    #[error("there is no amount")]
    Nothing,
    /// A maximum is above zero.
    #[error("a gauge cannot be full at {0}")]
    NotAboveZero(String),
}

/// What may be typed, for a hint.
pub const LIKE: &str = "write it like `1931000000`, `1_931_000_000`, `85%` or `12.5GB`";

/// The units, and how much one is. Bytes are `B`; a bare `k`, `M`, `G` or `T` counts anything.
const UNITS: [(&str, f64, &str); 23] = [
    ("", 1.0, ""),
    ("%", 1.0, "%"),
    ("k", 1e3, ""),
    ("K", 1e3, ""),
    ("M", 1e6, ""),
    ("G", 1e9, ""),
    ("T", 1e12, ""),
    ("Ki", 1024.0, ""),
    ("Mi", 1_048_576.0, ""),
    ("Gi", 1_073_741_824.0, ""),
    ("Ti", 1_099_511_627_776.0, ""),
    ("B", 1.0, "B"),
    ("kB", 1e3, "B"),
    ("KB", 1e3, "B"),
    ("MB", 1e6, "B"),
    ("GB", 1e9, "B"),
    ("TB", 1e12, "B"),
    ("PB", 1e15, "B"),
    ("KiB", 1024.0, "B"),
    ("MiB", 1_048_576.0, "B"),
    ("GiB", 1_073_741_824.0, "B"),
    ("TiB", 1_099_511_627_776.0, "B"),
    ("PiB", 1_125_899_906_842_624.0, "B"),
];

impl Amount {
    /// Reads an amount.
    ///
    /// # Errors
    ///
    /// If it is no number, or none that anything can be, or its unit is unknown.
    pub fn read(text: &str) -> Result<Self, AmountError> {
        let text = text.trim();
        if text.contains(',') {
            return Err(AmountError::Comma(text.to_owned()));
        }
        let bare = text.trim_start_matches(['+', '-']).to_lowercase();
        if ["nan", "inf", "infinity"].contains(&bare.as_str()) {
            return Err(AmountError::NotFinite(text.to_owned()));
        }
        let end = end_of_number(text);
        let (number, unit) = (text[..end].replace('_', ""), text[end..].trim());
        let number: f64 = number.parse().map_err(|_| AmountError::NoNumber(text.to_owned()))?;
        let Some((_, size, kind)) = UNITS.into_iter().find(|(name, ..)| *name == unit) else {
            return Err(AmountError::NoUnit { text: text.to_owned(), unit: unit.to_owned() });
        };
        let value = number * size;
        if !value.is_finite() {
            return Err(AmountError::NotFinite(text.to_owned()));
        }
        Ok(Self { value, unit: kind })
    }

    /// Reads what something is full at.
    ///
    /// # Errors
    ///
    /// As for any amount, and if it is not above zero.
    pub fn read_max(text: &str) -> Result<Self, AmountError> {
        let amount = Self::read(text)?;
        if amount.value > 0.0 {
            Ok(amount)
        } else {
            Err(AmountError::NotAboveZero(text.trim().to_owned()))
        }
    }
}

/// A reading as it was typed or printed.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Typed {
    /// How much is used.
    pub value: f64,
    /// What it is full at, if that was said.
    pub max: Option<f64>,
    /// What is counted, if that was said.
    pub unit: Option<&'static str>,
}

impl Typed {
    /// Reads an amount and its maximum. Percent are of the maximum, else of what the gauge is `full_at` as
    /// far as that is known, else of a hundred.
    ///
    /// # Errors
    ///
    /// If one of them is none, or they do not fit together.
    pub fn read(value: &str, max: Option<&str>, full_at: Option<f64>) -> Result<Self, AmountError> {
        let amount = Amount::read(value)?;
        let full = max.map(Amount::read_max).transpose()?;
        let unit = |unit: &'static str| Some(unit).filter(|unit| !unit.is_empty());
        let Some(full) = full else {
            return Ok(match (amount.unit, full_at) {
                ("%", Some(full)) => {
                    Self { value: amount.value / 100.0 * full, max: None, unit: None }
                }
                ("%", None) => Self { value: amount.value, max: Some(100.0), unit: Some("%") },
                _ => Self { value: amount.value, max: None, unit: unit(amount.unit) },
            });
        };
        let max_is = Some(full.value);
        match (amount.unit, full.unit) {
            (same, other) if same == other || same.is_empty() && other != "%" => {
                Ok(Self { value: amount.value, max: max_is, unit: unit(other) })
            }
            ("%", other) => Ok(Self {
                value: amount.value / 100.0 * full.value,
                max: max_is,
                unit: unit(other),
            }),
            _ => Err(AmountError::Differ(
                value.trim().to_owned(),
                max.unwrap_or_default().trim().to_owned(),
            )),
        }
    }

    /// Reads what a program printed: `value` or `value max` on its first line that says anything.
    ///
    /// # Errors
    ///
    /// If that is something else.
    pub fn printed(output: &str, full_at: Option<f64>) -> Result<Self, AmountError> {
        let line = output.lines().map(str::trim).find(|line| !line.is_empty());
        let line = line.ok_or(AmountError::Nothing)?;
        let words: Vec<&str> = line.split_whitespace().collect();
        match words.as_slice() {
            [value] => Self::read(value, None, full_at),
            [value, max] => Self::read(value, Some(max), full_at),
            _ => Err(AmountError::NotOneOrTwo(line.chars().take(SHOWN).collect())),
        }
    }
}

/// How much of what a program printed is shown.
const SHOWN: usize = 60;

/// Where the number ends and its unit begins. An `e` belongs to the number only with a digit behind it.
fn end_of_number(text: &str) -> usize {
    let bytes = text.as_bytes();
    let mut end = usize::from(text.starts_with(['+', '-']));
    while let Some(byte) = bytes.get(end) {
        let is_digit = |place: usize| bytes.get(place).is_some_and(u8::is_ascii_digit);
        let is_exponent = matches!(byte, b'e' | b'E')
            && end > 0
            && (is_digit(end + 1)
                || matches!(bytes.get(end + 1), Some(b'+' | b'-')) && is_digit(end + 2));
        match byte {
            b'0'..=b'9' | b'.' | b'_' => end += 1,
            _ if is_exponent => end += 2,
            _ => break,
        }
    }
    end
}

#[cfg(test)]
mod tests;
