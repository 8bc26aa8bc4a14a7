//! What a one-shot command needs of the configuration, even of one with faults.

use std::path::PathBuf;

use super::environment::Environment;
use super::fault::Faults;
use super::files::Files;
use super::located::Located;
use super::{check, directory_of, read, text_of};
use crate::domain::name::PersonId;

/// Where the store is and whose machine this is.
#[derive(Clone, Debug)]
pub struct Essentials {
    /// The database file.
    pub store: PathBuf,
    /// Whose machine this is; not checked against the people there are.
    pub me: Option<Vec<PersonId>>,
    /// What was seen to be wrong on the way. Only the form of the file is looked at: that names are
    /// known, and the like, only [`load`](super::load) can tell.
    pub faults: Option<Faults>,
}

/// Reads the essentials. What cannot be read has its default, so that an alarm can be stopped
/// although somebody is just editing the file.
#[must_use]
pub fn essentials(located: &Located) -> Essentials {
    let environment = Environment::of_process();
    let path = &located.path;
    let text = match text_of(path) {
        Ok(text) => text,
        Err(faults) => {
            return Essentials { store: environment.store_file(), me: None, faults: Some(faults) };
        }
    };
    let mut files = Files::new(path, &text);
    let reading = read(&text, &mut files);
    let store = check::store_path(&reading.raw, directory_of(path), &environment);
    let me = check::machine(&reading.raw);
    let faults = (!reading.findings.is_empty()).then(|| Faults::of(&files, reading.findings));
    Essentials { store, me, faults }
}
