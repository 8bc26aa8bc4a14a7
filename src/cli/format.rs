//! `--format`: every member of a list on a line of one's own making.

use std::collections::BTreeSet;

use clap::Args;
use serde_json::Value;

use super::{Out, schema};
use crate::config::closest;
use crate::domain::text::plain;
use crate::error::{Error, Kind};
use crate::template::{Values, check, filled, names};

/// How the members of a list are printed, if somebody says so.
#[derive(Args, Clone, Debug, Default)]
pub(super) struct Format {
    /// Print each by this template: `{{ id }} {{ summary }}`; its fields are those of `--json`
    #[arg(long = "format", value_name = "TEMPLATE", conflicts_with = "json")]
    template: Option<String>,
}

/// What a template may name that is no field.
const FUNCTIONS: [&str; 4] = ["debug", "dict", "namespace", "range"];

impl Format {
    /// Whether the list is printed as values and not as a table.
    pub(super) fn is_asked(&self, out: Out) -> bool {
        out.json || self.template.is_some()
    }

    /// Prints a list whose members are what the schema of that name says: as JSON, or each by the
    /// template.
    pub(super) fn print(&self, out: Out, name: &str, list: &Value) -> Result<(), Error> {
        let Some(template) = &self.template else { return out.json(list) };
        let template = template.replace("\\n", "\n").replace("\\t", "\t");
        let wrong = |why: String| {
            Error::new(Kind::Usage, format!("the template cannot be used: {why}"))
                .hint(format!("`wail schema {name}` lists the fields"))
        };
        check(&template).map_err(wrong)?;
        let fields = schema::fields(name);
        for named in names(&template).map_err(wrong)? {
            if !fields.contains(&named) && !FUNCTIONS.contains(&named.as_str()) {
                return Err(unknown(&named, &fields, name));
            }
        }
        for member in list.as_array().into_iter().flatten() {
            let text = filled(&template, &Values::of(member)).map_err(wrong)?;
            let lines: Vec<_> = text.split('\n').map(plain_but_tabs).collect();
            out.line(lines.join("\n"))?;
        }
        Ok(())
    }
}

/// A line without what a terminal obeys; columns are still parted by tabs.
fn plain_but_tabs(line: &str) -> String {
    line.split('\t').map(plain).collect::<Vec<_>>().join("\t")
}

fn unknown(named: &str, fields: &BTreeSet<String>, name: &str) -> Error {
    let error = Error::new(Kind::Usage, format!("there is no field `{}`", plain(named)));
    match closest(named, fields.iter().map(String::as_str)) {
        Some(near) => error.hint(format!("did you mean `{near}`?")),
        None => error.hint(format!("`wail schema {name}` lists the fields")),
    }
}
