//! A part of the list of open incidents: in an order, with a filter, from a place on.

use rusqlite::types::Value;
use rusqlite::{Connection, params_from_iter};

use super::sql::window as sql;
use super::{Result, Tx, rows};
use crate::domain::incident::IncidentId;

/// In which order open incidents are listed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum WindowOrder {
    /// What nobody has before the rest, the gravest first and the oldest first among equals.
    #[default]
    Loose,
    /// The newest first.
    Newest,
    /// What is due first; what is not due at all last.
    Due,
}

/// Which part of the open incidents is wanted.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Window {
    /// In which order.
    pub order: WindowOrder,
    /// Only those with this number, or with this text in their summary, source, status or labels, or
    /// where it is `LABEL=VALUE` with that label; large and small letters without accents are alike.
    /// All where it is empty.
    pub contains: String,
    /// From which place on.
    pub first: usize,
    /// At most so many.
    pub at_most: usize,
}

impl Tx<'_> {
    /// The numbers of the open incidents in that window, and how many there are in all. No more is read
    /// of the others than what the order and the filter need.
    pub fn window(&self, window: &Window) -> Result<(Vec<IncidentId>, usize)> {
        self.ask(|c| {
            let (condition, values) = condition(&window.contains);
            let listed = listed(c, &condition, &values)?;
            let order = match window.order {
                WindowOrder::Loose => sql::LOOSE,
                WindowOrder::Newest => sql::NEWEST,
                WindowOrder::Due => sql::DUE,
            };
            let place = values.len();
            let statement = format!(
                "{}{condition}\n{order}\nlimit ${} offset ${}",
                sql::WINDOW,
                place + 1,
                place + 2
            );
            let number = |number: usize| Value::Integer(i64::try_from(number).unwrap_or(i64::MAX));
            let values = values.into_iter().chain([number(window.at_most), number(window.first)]);
            let mut statement = c.prepare_cached(&statement)?;
            let found = statement.query_map(params_from_iter(values), |row| row.get(0))?;
            Ok((found.map(|id| id.map(IncidentId)).collect::<rusqlite::Result<_>>()?, listed))
        })
    }
}

fn listed(c: &Connection, condition: &str, values: &[Value]) -> rusqlite::Result<usize> {
    let statement = format!("{}{condition}", sql::COUNT_WINDOW);
    let number: i64 =
        c.prepare_cached(&statement)?.query_row(params_from_iter(values), |row| row.get(0))?;
    Ok(usize::try_from(number).unwrap_or_default())
}

/// What must hold of each, and the values in it.
fn condition(contains: &str) -> (String, Vec<Value>) {
    let text = contains.trim();
    if text.is_empty() {
        return (String::new(), Vec::new());
    }
    let labelled = text.split_once('=').filter(|(label, _)| !label.is_empty());
    match labelled {
        Some((label, value)) => {
            let label = rows::label_text(label.trim(), value.trim());
            (format!("\n{}", sql::HAS_LABEL), vec![Value::Text(label)])
        }
        None => (format!("\n{}", sql::CONTAINS), vec![Value::Text(text.to_lowercase())]),
    }
}

#[cfg(test)]
mod tests;
