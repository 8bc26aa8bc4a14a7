//! What happened, in order, with who and why: the entries of the timeline and their one sentence.

/// Something that happened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Event {}
