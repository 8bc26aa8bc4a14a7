//! What updates say and who reads them.

use std::collections::BTreeMap;

use crate::domain::name::AudienceName;
use crate::pager::CommandLine;

/// What updates say and who reads them.
#[derive(Clone, Debug, Default)]
pub struct UpdateSettings {
    /// What a draft fills in, if it is not the usual one.
    pub template: Option<String>,
    /// Who reads them, by name.
    pub audiences: BTreeMap<AudienceName, Audience>,
}

/// Somebody who reads updates.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Audience {
    /// What they read, if it is not the update as it was written.
    pub template: Option<String>,
    /// What publishes it; without one it stands on the record.
    pub program: Option<CommandLine>,
}
