//! The integration tests: one binary.

mod rota_vectors;
