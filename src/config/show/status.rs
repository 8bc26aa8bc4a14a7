//! What holds of the status page where nothing is written.

use super::{defaults, text, zone_name};
use crate::config::Settings;
use crate::config::raw::{Given, OneOrMany, Raw};

pub(super) fn status(raw: &mut Raw, settings: &Settings) {
    let Some(table) = &mut raw.status else { return };
    let zone = zone_name(&settings.rules.zone);
    table.value.zone.get_or_insert_with(|| text(zone));
    table.value.title.get_or_insert_with(|| text(defaults::TITLE));
    table.value.audience.get_or_insert_with(|| text(defaults::AUDIENCE));
    table.value.severities.get_or_insert_with(|| {
        let words = defaults::SEVERITIES.map(|severity| text(severity.word()));
        Given::made(OneOrMany::Many(words.to_vec()))
    });
}
