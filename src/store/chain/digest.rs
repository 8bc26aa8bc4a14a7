//! What an entry is as bytes, and its hash.

use std::fmt::Write as _;

use ring::digest::{Context, SHA256};
use rusqlite::Row;

use super::Witness;
use crate::system::Clocks;

/// A hash (SHA-256).
pub(super) type Hash = [u8; 32];

/// What the first entry commits to.
pub(super) const NONE: Hash = [0; 32];

/// What is hashed begins with this, and with nothing else that is ever hashed.
const KIND: &str = "wail timeline 1";

/// The hash in a column, if there is any. One of another length is none that this program wrote, and matches
/// nothing.
pub(in crate::store) fn read(row: &Row<'_>, column: usize) -> rusqlite::Result<Option<Hash>> {
    let hash = row.get_ref(column)?.as_bytes_or_null();
    Ok(hash.unwrap_or(Some(&[])).map(|hash| Hash::try_from(hash).unwrap_or(NONE)))
}

/// A hash as people pass it on, in digits.
#[must_use]
pub fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::with_capacity(2 * bytes.len()), |mut hex, byte| {
        // Writing to a text does not fail.
        let _ = write!(hex, "{byte:02x}");
        hex
    })
}

/// Everything that an entry says.
pub(super) struct Link<'a> {
    pub(super) id: i64,
    pub(super) at: i64,
    pub(super) incident: Option<i64>,
    pub(super) event: &'a str,
    pub(super) who: Option<&'a str>,
    pub(super) reason: Option<&'a str>,
    pub(super) text: &'a str,
    pub(super) about: Option<i64>,
    pub(super) corrects: Option<i64>,
    pub(super) clocks: Option<Clocks>,
    pub(super) witness: Option<&'a Witness>,
}

impl Link<'_> {
    /// Its hash, if it stands behind that one.
    pub(super) fn hash(&self, before: &Hash) -> Hash {
        let mut fields = Fields(Context::new(&SHA256));
        fields.text(Some(KIND));
        fields.bytes(Some(before));
        fields.number(Some(self.id));
        fields.number(Some(self.at));
        fields.number(self.incident);
        fields.text(Some(self.event));
        fields.text(self.who);
        fields.text(self.reason);
        fields.text(Some(self.text));
        fields.number(self.about);
        fields.number(self.corrects);
        fields.clocks(self.clocks);
        fields.number(self.witness.map(|witness| witness.id));
        fields.text(self.witness.map(|witness| &*witness.station));
        fields.text(self.witness.map(|witness| &*witness.boot));
        fields.text(self.witness.map(|witness| &*witness.version));
        fields.clocks(self.witness.map(|witness| witness.began));
        let digest = fields.0.finish();
        let mut hash = NONE;
        for (to, from) in hash.iter_mut().zip(digest.as_ref()) {
            *to = *from;
        }
        hash
    }
}

/// Fields one after the other, each with its length before it, so that nothing can be moved from one into
/// the next; one that is missing has another mark than one that is empty.
struct Fields(Context);

impl Fields {
    fn bytes(&mut self, value: Option<&[u8]>) {
        match value {
            None => self.0.update(&[0]),
            Some(value) => {
                self.0.update(&[1]);
                self.0.update(&(value.len() as u64).to_be_bytes());
                self.0.update(value);
            }
        }
    }

    fn text(&mut self, value: Option<&str>) {
        self.bytes(value.map(str::as_bytes));
    }

    fn number(&mut self, value: Option<i64>) {
        self.bytes(value.map(i64::to_be_bytes).as_ref().map(<[u8; 8]>::as_slice));
    }

    fn clocks(&mut self, value: Option<Clocks>) {
        self.number(value.map(|clocks| clocks.monotonic));
        self.number(value.map(|clocks| clocks.ahead));
    }
}
