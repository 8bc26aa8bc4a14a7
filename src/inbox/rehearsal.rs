//! Practice with a source: what arrives at `/in/drill/NAME` is read as that source would read it, and
//! is a drill for all that.

use crate::domain::drill::is_drill;
use crate::domain::name::SourceName;

/// A source that is practised with.
pub(super) struct Rehearsed<'a> {
    /// Its name in the configuration.
    pub(super) name: SourceName,
    /// What stands in the address after its name; with its `/`.
    pub(super) path: &'a str,
}

impl<'a> Rehearsed<'a> {
    /// What is practised with by a request of that source with that path, if it is practice with
    /// another source.
    pub(super) fn of(source: &SourceName, path: &'a str) -> Option<Self> {
        let path = path.strip_prefix('/').filter(|_| is_drill(source))?;
        let (name, path) = path.split_at(path.find('/').unwrap_or(path.len()));
        Some(Self { name: SourceName::from(name), path })
    }
}
