//! Silences: how long one may last.

use super::Check;
use crate::config::fault::Finding;
use crate::config::raw::Raw;
use crate::domain::quiet::silence::SilenceRules;
use crate::domain::wait::spell;

/// What holds for every silence.
pub(super) fn silence(raw: &Raw, check: &mut Check<'_>) -> SilenceRules {
    let default = SilenceRules::default();
    let Some(table) = &raw.silence else { return default };
    let length =
        |given, what, otherwise, check: &mut Check<'_>| check.duration(what, given, otherwise);
    let longest = length(table.longest.as_ref(), "the longest silence", default.longest, check);
    let given = table.warn_before.as_ref();
    let warn_before = length(given, "the time before an end", default.warn_before, check);
    if let Some(given) = given.filter(|_| warn_before >= longest) {
        let message =
            format!("no silence lasts longer than {}, so nobody would be told", spell(longest));
        check.fault(Finding::at(given.span.clone(), message).hint("it is shorter than `longest`"));
    }
    SilenceRules { longest, warn_before }
}
