//! When is told of promises, as it works.

use super::{Settings, duration, text};
use crate::config::raw::{Given, OneOrMany, PromisesTable, Raw};
use crate::domain::promise::PromiseRules;

/// What holds where nothing is written.
pub(super) fn promises(raw: &mut Raw, settings: &Settings) {
    let PromiseRules { remind_before, escalate_after, fix_within } = &settings.rules.promises;
    let before = remind_before.iter().map(|before| text(duration(*before).value.0)).collect();
    raw.promises = Some(PromisesTable {
        remind_before: Some(Given::made(OneOrMany::Many(before))),
        escalate_after: Some(duration(*escalate_after)),
        fix_within: Some(duration(*fix_within)),
    });
}
