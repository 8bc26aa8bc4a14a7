//! The key of the door for drills: whoever can read the store has it, and nobody else.

use std::fmt::{self, Write as _};

use crate::domain::alert::Severity;
use crate::inbox::{Gate, token};
use crate::sources::{DRILL, Grades};
use crate::store::{Result, Store};

/// The name of the key in the store.
const NAME: &str = "drill";

/// What the sender of a drill must know, as text that fits into a header.
#[derive(Clone)]
pub struct DrillKey(String);

impl fmt::Debug for DrillKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("DrillKey(…)")
    }
}

impl DrillKey {
    /// The store's key, made the first time it is asked for; none on a system without chance.
    pub fn of(store: &mut Store) -> Result<Option<Self>> {
        let Some(fresh) = token::fresh_secret() else { return Ok(None) };
        let secret = store.write(|tx| tx.secret(NAME, &fresh))?;
        let mut text = String::with_capacity(2 * secret.len());
        for byte in secret {
            // Writing to a string cannot fail.
            let _ = write!(text, "{byte:02x}");
        }
        Ok(Some(Self(text)))
    }

    /// The key in the open, to be sent.
    #[must_use]
    pub fn expose(&self) -> &str {
        &self.0
    }

    /// What is behind the door.
    pub(super) fn gate(&self) -> Gate {
        Gate {
            kind: DRILL,
            grades: Grades::new(Severity::Critical),
            map: None,
            key: Some(self.0.clone().into_bytes()),
            secret: None,
            auto_resolve: None,
            is_polled: false,
        }
    }
}
