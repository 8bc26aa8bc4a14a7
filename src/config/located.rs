//! Where the configuration is: named, in the environment, in the platform's directory, or here.

use std::path::{Path, PathBuf};

use super::environment::Environment;

/// A configuration file that is there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Located {
    /// The file.
    pub path: PathBuf,
}

/// There is no configuration file.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("there is no configuration file{}", places(.looked_at))]
pub struct NotFound {
    /// Where it was looked for.
    pub looked_at: Vec<PathBuf>,
}

impl NotFound {
    /// What to do about it.
    #[must_use]
    pub fn hint(&self) -> &'static str {
        "`wail init` writes one that works as it is"
    }
}

fn places(looked_at: &[PathBuf]) -> String {
    looked_at.iter().flat_map(|path| ["\n  looked at ".into(), path.to_string_lossy()]).collect()
}

/// Finds the file: the one that is `named`, else the one of `WAIL_CONFIG`, else
/// `wail/config.toml` in the platform's directory, else `config.toml` here.
///
/// A file that somebody names must be there; no other is taken in its place.
pub fn find(named: Option<&Path>) -> Result<Located, NotFound> {
    find_in(named, &Environment::of_process())
}

fn find_in(named: Option<&Path>, environment: &Environment) -> Result<Located, NotFound> {
    let named = named.map(Path::to_owned);
    let named = named.or_else(|| environment.variable("WAIL_CONFIG").map(PathBuf::from));
    let looked_at = match named {
        Some(path) => vec![path],
        None => environment.config_file().into_iter().chain(["config.toml".into()]).collect(),
    };
    match looked_at.iter().find(|path| path.exists()) {
        Some(path) => Ok(Located { path: path.clone() }),
        None => Err(NotFound { looked_at }),
    }
}

#[cfg(test)]
mod tests;
