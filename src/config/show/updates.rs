//! When an update is asked for and how it is published, as it works.

use jiff::SignedDuration;

use super::{Settings, duration, with_defaults};
use crate::config::raw::{Raw, UpdatesTable};

/// What holds where nothing is written.
pub(super) fn updates(raw: &mut Raw, settings: &Settings) {
    let rule = settings.rules.updates;
    let template = raw.updates.take().and_then(|table| table.template);
    raw.updates = Some(UpdatesTable {
        remind_before: Some(duration(rule.remind_before)),
        alarm_after: Some(duration(rule.alarm_after)),
        every: Some(duration(rule.every)),
        template,
    });
    for (name, audience) in &settings.updates.audiences {
        let Some(table) = raw.audience.get_mut(name.as_str()) else { continue };
        let limit = audience.program.as_ref().map(|program| program.limit);
        let limit = limit.and_then(|limit| SignedDuration::try_from(limit).ok());
        table.value.limit = limit.map(duration);
        if let (Some(channel), Some(push)) = (&mut table.value.channel, &audience.push) {
            channel.value = with_defaults(channel.value.clone(), push);
        }
    }
}
