//! `wail schema`: what `--json` prints, as a JSON Schema that programs can hold it to.

use std::collections::BTreeSet;

use clap::Args;
use clap::builder::PossibleValuesParser;
use serde_json::{Map, Value, json};

use super::Session;
use crate::error::{Error, Kind};

/// The lists and what their members are: the same files are published in `docs/schema/`.
const SCHEMAS: &[(&str, &str)] = &[
    ("list", include_str!("../../docs/schema/list.json")),
    ("log", include_str!("../../docs/schema/log.json")),
    ("promises", include_str!("../../docs/schema/promises.json")),
    ("silence-list", include_str!("../../docs/schema/silence-list.json")),
    ("who", include_str!("../../docs/schema/who.json")),
];

/// The arguments of `wail schema`.
#[derive(Args, Debug)]
#[command(after_help = "Examples:\n  \
    wail schema\n  \
    wail schema list > list.schema.json")]
pub(super) struct Schema {
    /// Which command's output; all names unless given
    #[arg(value_name = "NAME", value_parser = PossibleValuesParser::new(names()), hide_possible_values = true)]
    name: Option<String>,
}

fn names() -> impl Iterator<Item = &'static str> {
    SCHEMAS.iter().map(|(name, _)| *name)
}

pub(super) fn run(session: &Session, args: &Schema) -> Result<(), Error> {
    let Some(name) = &args.name else {
        if session.out.json {
            return session.out.json(&json!(names().collect::<Vec<_>>()));
        }
        return names().try_for_each(|name| session.out.line(name));
    };
    match SCHEMAS.iter().find(|(known, _)| known == name) {
        Some((_, text)) if session.out.json => session.out.json(&read(text)),
        Some((_, text)) => session.out.text(text),
        None => Err(Error::new(Kind::Usage, format!("there is no schema `{name}`"))),
    }
}

fn read(text: &str) -> Value {
    serde_json::from_str(text).unwrap_or_default()
}

/// The fields of the members of a list.
pub(super) fn fields(name: &str) -> BTreeSet<String> {
    let found = SCHEMAS.iter().find(|(known, _)| *known == name).map(|(_, text)| read(text));
    let properties = found.as_ref().and_then(|it| it["items"]["properties"].as_object());
    properties.into_iter().flat_map(Map::keys).cloned().collect()
}
