//! Updates: when the next one is asked for, and who reads them in which words by which program.

use std::collections::BTreeMap;
use std::time::Duration;

use jiff::SignedDuration;

use super::{Check, push, values};
use crate::config::fault::Finding;
use crate::config::raw::{AudienceTable, Given, Raw};
use crate::config::settings::{Audience, UpdateSettings};
use crate::domain::name::AudienceName;
use crate::domain::update::UpdateRule;
use crate::pager::push::Target;
use crate::pager::{self, CommandLine};
use crate::template;

/// How long a program that publishes may take unless it is said.
const LIMIT: SignedDuration = SignedDuration::from_secs(30);

/// The one kind of channel that reaches whoever is no person.
const PUSH: &str = "push";

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
        let (program, push) = (program(table, check), channel(table, check));
        (AudienceName::from(name.as_str()), Audience { template, program, push })
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

/// The service that it is sent to, if a channel is written.
fn channel(table: &AudienceTable, check: &mut Check<'_>) -> Option<Target> {
    let channel = table.channel.as_ref()?;
    if let Some(run) = &table.run {
        let message = "this audience has a channel, and a program as well";
        let hint = "take one of them out; another audience can have it";
        check.fault(Finding::at(run.span.clone(), message).hint(hint));
    }
    let Some(kind) = &channel.kind else {
        let message = "this channel does not say what it uses";
        let finding = Finding::at(channel.span.clone(), message).hint("write `use = \"push\"`");
        check.missing(Some(&channel.span), "use", finding);
        return None;
    };
    if kind.value != PUSH {
        if pager::find(kind).is_none() {
            check.fault(values::unknown("channel", kind, &[PUSH]));
        } else {
            let message =
                format!("`{}` reaches a person at a machine, not an audience", kind.value);
            let hint = "write `use = \"push\"`; a program of your own is `run = [\"…\"]` without `channel`";
            check.fault(Finding::at(kind.span.clone(), message).hint(hint));
        }
        return None;
    }
    let name = channel.name.as_ref().map(|given| ("name", given.span.clone()));
    let wait = channel.wait.as_ref().map(|given| ("wait", given.span.clone()));
    let run = channel.run.as_ref().map(|given| ("run", given.span.clone()));
    let limit = channel.limit.as_ref().map(|given| ("limit", given.span.clone()));
    for (key, span) in [name, wait, run, limit].into_iter().flatten() {
        let message = format!("the channel of an audience has no `{key}`");
        check.fault(Finding::at(span, message).hint("take it out"));
    }
    push::target(channel, &channel.span, check)
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
