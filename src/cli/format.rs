//! `--format`: every member of a list on a line of one's own making.

use std::collections::BTreeSet;

use clap::Args;
use serde_json::Value;
use unicode_width::UnicodeWidthStr as _;

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

    /// Whether the template names one of these fields.
    pub(super) fn names_any(&self, fields: &[&str]) -> bool {
        // What is wrong with a template is told where it is printed.
        let named = self.template.as_deref().and_then(|it| names(it).ok()).unwrap_or_default();
        named.iter().any(|name| fields.contains(&name.as_str()))
    }

    /// Prints a list whose members are what the schema of that name says: as JSON, or each by the
    /// template.
    pub(super) fn print(&self, out: Out, name: &str, list: &Value) -> Result<(), Error> {
        let Some(typed) = &self.template else { return out.json(list) };
        self.check(name)?;
        let template = unescaped(typed);
        for member in list.as_array().into_iter().flatten() {
            let text = filled(&template, &Values::of(member))
                .map_err(|why| unusable(&why, typed, name))?;
            let lines: Vec<_> = text.split('\n').map(plain_but_tabs).collect();
            out.line(lines.join("\n"))?;
        }
        Ok(())
    }

    /// Refuses a template that cannot be used: for what does something first, and prints a list of it.
    pub(super) fn check(&self, name: &str) -> Result<(), Error> {
        let Some(typed) = &self.template else { return Ok(()) };
        let template = unescaped(typed);
        let wrong = |why: String| unusable(&why, typed, name);
        check(&template).map_err(wrong)?;
        let fields = schema::fields(name);
        for named in names(&template).map_err(wrong)? {
            if !fields.contains(named.as_str()) && !FUNCTIONS.contains(&named.as_str()) {
                return Err(unknown(&named, typed, &fields, name));
            }
        }
        Ok(())
    }
}

/// A template with its ends of lines and tabs, as they are typed in a shell.
fn unescaped(typed: &str) -> String {
    typed.replace("\\n", "\n").replace("\\t", "\t")
}

fn unusable(why: &str, typed: &str, name: &str) -> Error {
    Error::new(Kind::Usage, format!("the template cannot be used: {why}"))
        .detail(format!("  {}", plain(typed)))
        .hint(format!("`wail schema {name}` lists the fields"))
}

/// A line without what a terminal obeys; columns are still parted by tabs.
fn plain_but_tabs(line: &str) -> String {
    line.split('\t').map(plain).collect::<Vec<_>>().join("\t")
}

fn unknown(named: &str, typed: &str, fields: &BTreeSet<&str>, name: &str) -> Error {
    let error = Error::new(Kind::Usage, format!("there is no field `{}`", plain(named)));
    let error = error.detail(pointed(named, typed));
    match closest(named, fields.iter().copied()) {
        Some(near) => error.hint(format!("did you mean `{near}`?")),
        None => error.hint(format!("`wail schema {name}` lists the fields")),
    }
}

/// The template as it was typed, with a mark under that name where it stands alone.
fn pointed(named: &str, typed: &str) -> String {
    let is_part = |it: char| it.is_alphanumeric() || "_.".contains(it);
    let stands_alone = |(place, _): &(usize, &str)| {
        let after = typed[place + named.len()..].chars().next();
        let before = typed[..*place].chars().next_back();
        !before.is_some_and(is_part) && !after.is_some_and(|it| it.is_alphanumeric() || it == '_')
    };
    let shown = format!("  {}", plain(typed));
    match typed.match_indices(named).find(stands_alone) {
        Some((place, _)) => {
            let before = plain(&typed[..place]).width();
            format!("{shown}\n  {}{}", " ".repeat(before), "^".repeat(named.width()))
        }
        None => shown,
    }
}
