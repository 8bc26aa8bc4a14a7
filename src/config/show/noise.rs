//! From when on something is noise, as it works.

use super::{Settings, duration, text};
use crate::config::raw::{FlappingTable, Given, OldNewsTable, Raw, StormTable};
use crate::domain::flapping::FlappingRule;
use crate::domain::noise::{OldNewsRule, StormRule};

/// What holds where nothing is written.
pub(super) fn noise(raw: &mut Raw, settings: &Settings) {
    let rules = &settings.rules.noise;
    raw.old_news = Some(old_news(&rules.old_news));
    let StormRule { more_than } = rules.storm;
    raw.storm = Some(StormTable {
        enabled: Some(Given::made(more_than.is_some())),
        more_than: more_than.map(|more_than| Given::made(more_than.into())),
    });
    raw.flapping = Some(flapping(&rules.flapping));
}

fn old_news(rule: &OldNewsRule) -> OldNewsTable {
    let OldNewsRule { after, sources, wait } = rule;
    let Some(after) = after else {
        return OldNewsTable { enabled: Some(Given::made(false)), ..OldNewsTable::default() };
    };
    let sources = sources.iter().map(|(name, after)| (text(name.as_str()), duration(*after)));
    OldNewsTable {
        enabled: Some(Given::made(true)),
        after: Some(duration(*after)),
        wait: Some(duration(*wait)),
        sources: sources.collect(),
    }
}

fn flapping(rule: &FlappingRule) -> FlappingTable {
    let FlappingRule { changes, within, calm } = rule;
    let Some(changes) = changes else {
        return FlappingTable { enabled: Some(Given::made(false)), ..FlappingTable::default() };
    };
    FlappingTable {
        enabled: Some(Given::made(true)),
        changes: Some(Given::made(i64::from(*changes))),
        within: Some(duration(*within)),
        calm: Some(duration(*calm)),
    }
}
