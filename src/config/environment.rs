//! What the configuration takes from around it: variables and the platform's directories.

use std::ffi::OsString;
use std::fmt;
use std::path::{Path, PathBuf};

use directories::BaseDirs;

type Lookup = dyn Fn(&str) -> Option<OsString> + Send + Sync;

/// Where variables and directories come from: the process, or what a test says.
pub struct Environment {
    variable: Box<Lookup>,
    config_directory: Option<PathBuf>,
    data_directory: Option<PathBuf>,
}

impl Environment {
    /// That of this process.
    #[must_use]
    #[expect(clippy::disallowed_methods, reason = "the one place where the environment is read")]
    pub fn of_process() -> Self {
        let directories = BaseDirs::new();
        Self {
            variable: Box::new(|name| std::env::var_os(name)),
            config_directory: directories.as_ref().map(|all| all.config_dir().to_owned()),
            data_directory: directories.as_ref().map(|all| all.data_dir().to_owned()),
        }
    }

    /// One that is made up: these variables, and `config` and `data` under `home`, if there is one.
    #[must_use]
    pub fn made_up(variables: &[(&str, &str)], home: Option<&Path>) -> Self {
        let variables: Vec<(String, OsString)> =
            variables.iter().map(|(name, value)| ((*name).to_owned(), value.into())).collect();
        let find = move |wanted: &str| {
            variables.iter().find(|(name, _)| name == wanted).map(|(_, value)| value.clone())
        };
        Self {
            variable: Box::new(find),
            config_directory: home.map(|home| home.join("config")),
            data_directory: home.map(|home| home.join("data")),
        }
    }

    /// The variable of that name, unless it is unset or empty.
    pub(crate) fn variable(&self, name: &str) -> Option<OsString> {
        (self.variable)(name).filter(|value| !value.is_empty())
    }

    /// Whether the variable is set at all, even to nothing.
    pub(crate) fn is_set(&self, name: &str) -> bool {
        (self.variable)(name).is_some()
    }

    /// Where the configuration is looked for unless somebody says otherwise.
    #[must_use]
    pub fn config_file(&self) -> Option<PathBuf> {
        self.config_directory.as_ref().map(|directory| directory.join("wail").join("config.toml"))
    }

    /// Where everything is kept unless somebody says otherwise.
    #[must_use]
    pub fn store_file(&self) -> PathBuf {
        let directory = self.data_directory.clone().unwrap_or_default();
        directory.join("wail").join("wail.db")
    }

    /// Whether the platform says where a program keeps its data; it does not for a user without a
    /// home.
    pub(crate) fn has_data_directory(&self) -> bool {
        self.data_directory.is_some()
    }

    /// The name of whoever runs this, for a configuration that has none yet.
    #[must_use]
    pub fn user(&self) -> Option<String> {
        ["USER", "LOGNAME", "USERNAME"]
            .into_iter()
            .find_map(|name| self.variable(name)?.into_string().ok())
    }
}

impl fmt::Debug for Environment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Environment").finish_non_exhaustive()
    }
}
