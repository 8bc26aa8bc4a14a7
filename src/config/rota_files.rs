//! Rotas in files of their own: `[rota.NAME] file = "payments.toml"`, so that a team keeps its rota
//! where it keeps its code.

use std::path::Path;

use super::directory_of;
use super::fault::{Faults, Finding};
use super::files::Files;
use super::raw::{self, Given, Raw, Reading, RotaTable};

/// What reads a file, or says why it cannot.
type Reader<'r> = dyn Fn(&Path) -> Result<String, Faults> + 'r;

/// Reads the files that rotas name, and puts what stands in them where it belongs.
pub(super) fn read(reading: &mut Reading<Raw>, files: &mut Files, reader: &Reader<'_>) {
    let mut rotas = std::mem::take(&mut reading.raw.rota);
    for table in rotas.values_mut() {
        let Some(file) = table.file.clone() else { continue };
        match read_one(table, &file, files, reader) {
            Ok(rota) => {
                reading.findings.extend(rota.findings);
                reading.dropped.extend(rota.dropped);
                reading.is_broken |= rota.is_broken;
                *table =
                    Given { value: RotaTable { file: Some(file), ..rota.raw }, span: rota.span };
            }
            Err(finding) => {
                reading.findings.push(finding);
                // Whatever would be said of what is missing would be said of the wrong place.
                reading.is_broken = true;
            }
        }
    }
    reading.raw.rota = rotas;
}

fn read_one(
    table: &RotaTable,
    file: &Given<String>,
    files: &mut Files,
    reader: &Reader<'_>,
) -> Result<Reading<RotaTable>, Finding> {
    let fault = |message: String| Finding::at(file.span.clone(), message);
    let is_all = *table == RotaTable { file: Some(file.clone()), ..RotaTable::default() };
    if !is_all {
        return Err(fault(
            "a rota is written here or in a file of its own, not in both".to_owned(),
        )
        .hint(format!("move the rest of this table into {}", file.value)));
    }
    let path = directory_of(files.main()).join(&file.value);
    if files.has(&path) {
        return Err(
            fault("this file is read already".to_owned()).hint("give each rota a file of its own")
        );
    }
    let text = reader(&path).map_err(|faults| {
        let why = faults.all().first().map_or_else(String::new, |fault| fault.message.clone());
        fault(why).hint(format!("the file of the rota is looked for at {}", path.display()))
    })?;
    let length = text.len();
    let placed = files.add(path, text);
    let mut rota: Reading<RotaTable> = raw::read(&placed);
    // The whole of it begins where the file does, and not with what stands before.
    let whole = placed.len() - length..placed.len();
    for dropped in rota.dropped.iter_mut().filter(|dropped| dropped.table == rota.span) {
        dropped.table = whole.clone();
    }
    rota.span = whole;
    match &rota.raw.file {
        Some(nested) => Err(Finding::at(nested.span.clone(), "the file of a rota names no other")
            .hint("take this line out")),
        None => Ok(rota),
    }
}

#[cfg(test)]
mod tests;
