//! Updates: when the next one is asked for, and who reads them in which words by which program.

use std::collections::BTreeMap;
use std::time::Duration;

use jiff::SignedDuration;

use super::{Check, values};
use crate::config::fault::Finding;
use crate::config::raw::{AudienceTable, Given, Raw};
use crate::config::settings::{Audience, UpdateSettings};
use crate::domain::name::AudienceName;
use crate::domain::update::UpdateRule;
use crate::pager::CommandLine;
use crate::template;

/// How long a program that publishes may take unless it is said.
const LIMIT: SignedDuration = SignedDuration::from_secs(30);

/// What `wail update --to` understands otherwise.
const RESERVED: [&str; 2] = ["none", "all"];

/// When an update that was promised is asked for.
pub(super) fn rule(raw: &Raw, check: &mut Check<'_>) -> UpdateRule {
    let default = UpdateRule::default();
    let Some(table) = &raw.updates else { return default };
    let before = table.remind_before.as_ref();
    UpdateRule {
        remind_before: check.duration("a time before an update", before, default.remind_before),
        alarm_after: check.duration(
            "a time after an update was promised",
            table.alarm_after.as_ref(),
            default.alarm_after,
        ),
        every: check.duration("a time between updates", table.every.as_ref(), default.every),
    }
}

/// What a draft says, and who reads updates.
pub(super) fn updates(raw: &Raw, check: &mut Check<'_>) -> UpdateSettings {
    let given = raw.updates.as_ref().and_then(|table| table.template.as_ref());
    let template = given.and_then(|given| template_of(given, check));
    let audiences = raw.audience.iter().map(|(name, table)| {
        check.take(values::name(name));
        if RESERVED.contains(&name.as_str()) {
            let message = format!("`wail update --to {}` means something else", name.value);
            let finding = Finding::at(name.span.clone(), message);
            check.fault(finding.hint("give it another name"));
        }
        let template = table.template.as_ref().and_then(|given| template_of(given, check));
        (AudienceName::from(name.as_str()), Audience { template, program: program(table, check) })
    });
    let audiences: BTreeMap<AudienceName, Audience> = audiences.collect();
    UpdateSettings { template, audiences }
}

fn template_of(given: &Given<String>, check: &mut Check<'_>) -> Option<String> {
    if given.trim().is_empty() {
        let finding = Finding::at(given.span.clone(), "this template says nothing");
        check.fault(finding.hint("write `template = \"{{ text }}\"`, or take it out"));
        return None;
    }
    if let Err(why) = template::check(given) {
        let message = format!("this template is wrong: {}", values::printable_sentence(&why));
        let hint = "docs/updates.md lists what a template can name";
        check.fault(Finding::at(given.span.clone(), message).hint(hint));
        return None;
    }
    Some(given.value.clone())
}

fn program(table: &Given<AudienceTable>, check: &mut Check<'_>) -> Option<CommandLine> {
    let limit = check.duration("a limit", table.limit.as_ref(), LIMIT);
    let hint = "write `run = [\"/usr/local/bin/publish\", \"public\"]`";
    let Some(run) = &table.run else {
        if let Some(given) = &table.limit {
            let finding = Finding::at(given.span.clone(), "`limit` is nothing without a program");
            check.missing(Some(&table.span), "run", finding.hint(hint));
        }
        return None;
    };
    if run.first().is_none_or(|program| program.trim().is_empty()) {
        if !check.has_lost_items(&run.span) {
            check.fault(Finding::at(run.span.clone(), "there is no program to run").hint(hint));
        }
        return None;
    }
    if let Some(part) = run.iter().find(|part| part.contains('\0')) {
        check.fault(Finding::at(part.span.clone(), "no program can be given a NUL character"));
    }
    let run = run.iter().map(|part| part.value.clone()).collect();
    Some(CommandLine { run, limit: Duration::try_from(limit).unwrap_or_default() })
}
