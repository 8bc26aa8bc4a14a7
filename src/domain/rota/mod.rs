//! Who is on call: a rota's layers and overrides, evaluated at any instant.

/// A rota.
#[derive(Clone, Debug)]
pub struct Rota {}

impl Rota {
    /// Who holds the pager at that instant.
    #[must_use]
    pub fn holder(&self, _at: jiff::Timestamp) -> Option<crate::domain::name::PersonId> {
        None
    }
}
