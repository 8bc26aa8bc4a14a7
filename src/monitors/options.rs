//! What is written of one monitor, for the kind that makes a probe of it.

use std::collections::BTreeMap;
use std::fmt;
use std::path::PathBuf;
use std::time::Duration;

/// The values of one monitor by key. What is here is of the kind that its key says.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// What the monitor is called.
    pub name: String,
    /// What is written of it, without what every monitor has.
    pub values: BTreeMap<&'static str, Value>,
}

/// One value.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    /// A text.
    Text(String),
    /// A whole number.
    Whole(i64),
    /// A number.
    Number(f64),
    /// `true` or `false`.
    Truth(bool),
    /// A length of time.
    Length(Duration),
    /// An amount of data, in bytes.
    Size(u64),
    /// Texts.
    List(Vec<String>),
    /// Texts by name.
    Table(BTreeMap<String, String>),
    /// What must not be seen.
    Secret(Secret),
    /// A path, absolute.
    Path(PathBuf),
}

/// What must not be seen.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(String);

impl Secret {
    /// Takes it.
    #[must_use]
    pub fn new(secret: &str) -> Self {
        Self(secret.to_owned())
    }

    /// What it is.
    #[must_use]
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("(secret)")
    }
}

/// Something wrong with what is written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wrong {
    /// Of which key.
    pub key: &'static str,
    /// What is true of it.
    pub message: String,
    /// What to do about it.
    pub hint: String,
}

impl Wrong {
    /// That is true of that key, and this can be done about it.
    pub fn new(key: &'static str, message: impl Into<String>, hint: impl Into<String>) -> Self {
        Self { key, message: message.into(), hint: hint.into() }
    }
}

/// Defines how the values of one kind are taken out. A macro, because ten copies of one `match` would
/// hide that they are the same.
macro_rules! taken {
    ($(#[$doc:meta])* $name:ident, $variant:ident, $type:ty) => {
        $(#[$doc])*
        #[must_use]
        pub fn $name(&self, key: &str) -> Option<$type> {
            match self.values.get(key) {
                Some(Value::$variant(value)) => Some(value.clone()),
                _ => None,
            }
        }
    };
}

impl Options {
    taken!(
        /// The text of that key, if it is given.
        text, Text, String
    );
    taken!(
        /// The whole number of that key, if it is given.
        whole, Whole, i64
    );
    taken!(
        /// The number of that key, if it is given.
        number, Number, f64
    );
    taken!(
        /// The truth of that key, if it is given.
        truth, Truth, bool
    );
    taken!(
        /// The length of time of that key, if it is given.
        length, Length, Duration
    );
    taken!(
        /// The bytes of that key, if it is given.
        size, Size, u64
    );
    taken!(
        /// The secret of that key, if it is given.
        secret, Secret, Secret
    );
    taken!(
        /// The path of that key, if it is given.
        path, Path, PathBuf
    );

    /// The texts of that key; none if it is not given.
    #[must_use]
    pub fn list(&self, key: &str) -> Vec<String> {
        match self.values.get(key) {
            Some(Value::List(list)) => list.clone(),
            _ => Vec::new(),
        }
    }

    /// The texts by name of that key; none if it is not given.
    #[must_use]
    pub fn table(&self, key: &str) -> BTreeMap<String, String> {
        match self.values.get(key) {
            Some(Value::Table(table)) => table.clone(),
            _ => BTreeMap::new(),
        }
    }
}
