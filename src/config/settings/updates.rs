//! What updates say and who reads them.

use std::collections::BTreeMap;

use crate::domain::name::AudienceName;
use crate::domain::text::plain;
use crate::pager::CommandLine;
use crate::pager::push::Target;

/// What updates say and who reads them.
#[derive(Clone, Debug, Default)]
pub struct UpdateSettings {
    /// What a draft fills in, if it is not the usual one.
    pub template: Option<String>,
    /// Who reads them, by name.
    pub audiences: BTreeMap<AudienceName, Audience>,
}

/// Somebody who reads updates.
#[derive(Clone, Debug)]
pub struct Audience {
    /// What they read, if it is not the update as it was written.
    pub template: Option<String>,
    /// The program that publishes it, if one does.
    pub program: Option<CommandLine>,
    /// The service that it is sent to, if it is sent. With neither it stands on the record.
    pub push: Option<Target>,
}

impl Audience {
    /// Whether something has to be done for them to read it.
    #[must_use]
    pub fn is_elsewhere(&self) -> bool {
        self.program.is_some() || self.push.is_some()
    }

    /// How they come to read it, in words: by a program, by a service, or on the record.
    #[must_use]
    pub fn way(&self) -> String {
        let program = self.program.as_ref().and_then(|program| program.run.first());
        match (program, &self.push) {
            (Some(program), _) => format!("by `{}`", plain(program)),
            (None, Some(push)) => format!("by {}", push.shown()),
            (None, None) => "on the record".to_owned(),
        }
    }
}
