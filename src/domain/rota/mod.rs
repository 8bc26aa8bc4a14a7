//! Who is on call: a rota's layers and overrides, evaluated at any instant.

/// A rota.
#[derive(Clone, Debug)]
pub struct Rota {}
