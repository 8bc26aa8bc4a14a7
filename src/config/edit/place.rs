//! Where a list of blocks ends in a text.

use toml_edit::{Document, Item, Key, Table, TableLike};

use super::{EditError, List, Target};

/// The header of a new block, such as `rota.team.override`.
pub(super) fn header(target: Target<'_>) -> String {
    let mut words = table_of(target);
    words.extend(match target.list {
        List::Overrides => vec!["override".to_owned()],
        List::Leave | List::SharedLeave => vec!["off".to_owned()],
        List::Changes { .. } => vec!["layer".to_owned(), "change".to_owned()],
    });
    words.iter().map(|word| Key::new(word).to_string()).collect::<Vec<_>>().join(".")
}

/// The table that has the list.
fn table_of(target: Target<'_>) -> Vec<String> {
    match target.rota {
        Some(rota) => vec!["rota".to_owned(), rota.as_str().to_owned()],
        None => Vec::new(),
    }
}

/// Where a list's next block goes: behind its last one, else behind the table that has it.
pub(super) fn end_of_list(
    document: &Document<&str>,
    text: &str,
    target: Target<'_>,
) -> Result<usize, EditError> {
    let mut table: &Table = document.as_table();
    let mut path = String::new();
    for word in table_of(target) {
        path = if path.is_empty() { word.clone() } else { format!("{path}.{word}") };
        table = match table.get(&word) {
            Some(Item::Table(inner)) if !inner.is_dotted() => inner,
            Some(Item::None) | None => return Err(EditError::Missing(path)),
            Some(_) => return Err(EditError::Inline(path)),
        };
    }
    let named = |key: &str| if path.is_empty() { key.to_owned() } else { format!("{path}.{key}") };
    let end = match target.list {
        List::Overrides => end_within(table, "override", &named)?,
        List::Leave | List::SharedLeave => end_within(table, "off", &named)?,
        List::Changes { layer } => {
            let layers = match table.get("layer") {
                Some(Item::ArrayOfTables(layers)) => layers,
                Some(Item::None) | None => return Err(EditError::Missing(named("layer"))),
                Some(_) => return Err(EditError::Inline(named("layer"))),
            };
            let layer = layers.get(layer).ok_or_else(|| EditError::Missing(named("layer")))?;
            end_within(layer, "change", &|key| named(&format!("layer.{key}")))?
        }
    };
    Ok(behind(text, end))
}

/// The end of the last block of a list, or of the table if there is none yet.
fn end_within(
    table: &Table,
    key: &str,
    named: &impl Fn(&str) -> String,
) -> Result<usize, EditError> {
    match table.get(key) {
        Some(Item::ArrayOfTables(blocks)) => {
            let ends = blocks.iter().map(end_of_table);
            Ok(ends.max().unwrap_or_else(|| end_of_table(table)))
        }
        Some(Item::None) | None => Ok(end_of_table(table)),
        Some(_) => Err(EditError::Inline(named(key))),
    }
}

/// The end of the last thing that belongs to a table, its header at least.
fn end_of_table(table: &Table) -> usize {
    let own = table.span().map_or(0, |span| span.end);
    let within = TableLike::iter(table).map(|(_, item)| match item {
        Item::None => 0,
        Item::Value(value) => value.span().map_or(0, |span| span.end),
        Item::Table(table) => end_of_table(table),
        Item::ArrayOfTables(blocks) => blocks.iter().map(end_of_table).max().unwrap_or(0),
    });
    within.max().unwrap_or(0).max(own)
}

/// The beginning of the line after this place; after comments, too, that follow at once and are not
/// about what comes next.
fn behind(text: &str, end: usize) -> usize {
    let after_line = |from: usize| text[from..].find('\n').map_or(text.len(), |at| from + at + 1);
    if end == 0 {
        return 0;
    }
    let place = after_line(end);
    let mut reached = place;
    while reached < text.len() {
        let next = after_line(reached);
        let line = text[reached..next].trim();
        if !line.starts_with('#') {
            // Comments right above a header are about it.
            return if line.is_empty() { reached } else { place };
        }
        reached = next;
    }
    reached
}
