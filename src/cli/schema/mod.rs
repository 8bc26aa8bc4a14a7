//! `wail schema`: what `--json` prints, as a JSON Schema that programs can hold it to.

mod incidents;
mod people;
mod record;
mod reports;
mod shape;
mod ways;

use std::collections::BTreeSet;

use clap::Args;
use clap::builder::PossibleValuesParser;
use serde_json::{Value, json};

use self::shape::Shape;
use super::Session;
use crate::config::closest;
use crate::error::{Error, Kind};

/// What commands print as JSON.
struct Printed {
    /// The name of the command that it is published by, and of those that print the same: the words of a
    /// command, joined by `-`.
    commands: &'static [&'static str],
    shape: Shape,
}

const fn printed(commands: &'static [&'static str], shape: Shape) -> Printed {
    Printed { commands, shape }
}

/// What every command prints that prints JSON; `docs/schema/` has a file for each.
const PRINTED: &[Printed] = &[
    printed(&["accept"], people::ACCEPT),
    printed(
        &["ack", "unack", "snooze", "escalate", "assign", "resolve", "note", "mark-mitigated"],
        incidents::ACTED,
    ),
    printed(&["backup"], ways::BACKUP),
    printed(&["beat"], ways::BEAT),
    printed(&["beat-list"], ways::BEATS),
    printed(&["beat-show"], ways::BEAT_SHOWN),
    printed(&["check"], ways::CHECKS),
    printed(&["check-last"], ways::LAST_CHECKS),
    printed(&["config-accept", "rota-check"], people::CHANGES),
    printed(&["config-check"], ways::CONFIG_CHECKED),
    printed(&["config-path"], ways::CONFIG_PATH),
    printed(&["config-show"], ways::CONFIG_SHOWN),
    printed(&["doctor"], ways::FINDINGS),
    printed(&["drill"], incidents::DRILL),
    printed(&["export"], record::EXPORTED),
    printed(&["gauge"], ways::GAUGE),
    printed(&["gauge-list"], ways::GAUGES),
    printed(&["gauge-show"], ways::GAUGE_SHOWN),
    printed(&["handover"], people::HANDOVER),
    printed(&["inbox", "inbox-list"], ways::INBOX),
    printed(&["inbox-show"], ways::INBOX_SHOWN),
    printed(&["init"], ways::INITIAL),
    printed(&["list"], incidents::MANY),
    printed(&["log"], record::LOG),
    printed(&["log-verify"], record::VERIFICATION),
    printed(&["page"], incidents::ONE),
    printed(
        &["promise", "promise-close", "promise-move", "promise-give", "promise-drop"],
        record::PROMISE,
    ),
    printed(&["promises"], record::PROMISES),
    printed(&["prune"], ways::PRUNED),
    printed(&["relief", "relief-list", "relief-decline", "relief-end"], people::RELIEFS),
    printed(&["report"], reports::REPORT),
    printed(&["report-incident"], reports::WRITEUP),
    printed(&["report-load"], reports::LOAD),
    printed(&["report-nines"], reports::NINES),
    printed(&["report-noise"], reports::NOISE),
    printed(&["report-weekly"], reports::WEEK),
    printed(&["restore"], ways::RESTORED),
    printed(&["rota-diff"], people::DIFF),
    printed(&["rota-import"], people::IMPORTED),
    printed(&["rota-lint"], people::LINT),
    printed(&["rota-show"], people::CALENDAR),
    printed(&["schema"], ways::SCHEMA),
    printed(&["send"], incidents::SENT),
    printed(&["show"], incidents::WHOLE),
    printed(&["silence-add"], record::SILENCED),
    printed(&["silence-extend"], record::SILENCE),
    printed(&["silence-list", "silence-end"], record::SILENCES),
    printed(&["sound-list"], ways::SOUNDS),
    printed(&["sound-play"], ways::PLAYED),
    printed(&["sound-proof"], ways::PROVED),
    printed(&["sources"], ways::SOURCES),
    printed(&["sources-read"], ways::READ),
    printed(&["split", "merge"], incidents::SPLIT),
    printed(&["status-build"], ways::STATUS_PAGE),
    printed(
        &[
            "take",
            "give",
            "swap",
            "away",
            "leave",
            "rota-add",
            "rota-remove",
            "rota-reorder",
            "rota-undo",
        ],
        people::CHANGED,
    ),
    printed(&["timeline"], record::TIMELINE),
    printed(&["update"], record::WRITTEN),
    printed(&["updates"], record::UPDATES),
    printed(&["watch"], record::WATCHED),
    printed(&["who"], people::WHO),
    printed(&["why"], incidents::WHY),
];

/// Commands that print one such value on each line.
const STREAMS: [&str; 2] = ["export", "watch"];

/// The arguments of `wail schema`.
#[derive(Args, Debug)]
#[command(after_help = "Examples:\n  \
    wail schema                            the commands that print JSON\n  \
    wail schema list > list.schema.json    what `wail list --json` prints\n  \
    wail schema silence-add                what `wail silence add --json` prints\n\n\
    docs/json.md tells the same in words.")]
pub(super) struct Schema {
    /// Which command's output, its words joined by `-`; all names unless given
    #[arg(value_name = "NAME", value_parser = PossibleValuesParser::new(names()), hide_possible_values = true)]
    name: Option<String>,
}

/// What is typed for the command of that name.
fn typed(name: &str) -> String {
    if name == "check-last" { "check --last".to_owned() } else { name.replace('-', " ") }
}

fn names() -> Vec<&'static str> {
    let mut names: Vec<&str> = PRINTED.iter().flat_map(|it| it.commands).copied().collect();
    names.sort_unstable();
    names
}

fn find(name: &str) -> Option<&'static Printed> {
    PRINTED.iter().find(|it| it.commands.contains(&name))
}

pub(super) fn run(session: &Session, args: &Schema) -> Result<(), Error> {
    let Some(name) = &args.name else {
        if session.out.json {
            return session.out.json(&json!(names()));
        }
        return names().iter().try_for_each(|name| session.out.line(name));
    };
    let printed = find(name).ok_or_else(|| {
        let error = Error::new(Kind::Usage, format!("there is no schema `{name}`"));
        match closest(name, names().iter().map(|it| &**it)) {
            Some(meant) => error.hint(format!("did you mean `{meant}`?")),
            None => error.hint("`wail schema` lists them"),
        }
    })?;
    let schema = printed.schema();
    if session.out.json {
        return session.out.json(&schema);
    }
    session.out.line(format_args!("{schema:#}"))
}

impl Printed {
    fn schema(&self) -> Value {
        let mut schema = self.shape.schema();
        schema.insert("$schema".to_owned(), "https://json-schema.org/draft/2020-12/schema".into());
        schema.insert("title".to_owned(), self.title().into());
        schema.into()
    }

    fn title(&self) -> String {
        let commands: Vec<String> =
            self.commands.iter().map(|name| format!("`wail {} --json`", typed(name))).collect();
        let whole = if self.commands.iter().any(|command| STREAMS.contains(command)) {
            "Each line that"
        } else {
            "What"
        };
        match commands.split_last() {
            Some((last, [])) => format!("{whole} {last} prints"),
            Some((last, others)) => format!("{whole} {} and {last} print", others.join(", ")),
            None => whole.to_owned(),
        }
    }
}

/// The fields of the members of a list.
pub(super) fn fields(name: &str) -> BTreeSet<&'static str> {
    find(name).into_iter().flat_map(|it| it.shape.fields()).collect()
}
