//! What is told at once of a configuration that is doubtful.

use crate::config::Fault;
use crate::domain::text::plain;
use crate::domain::wait::count;

/// What is doubtful in the configuration, in a sentence: the first of it, and how much there is.
pub(super) fn warned(warnings: &[Fault]) -> Option<String> {
    let first = warnings.first()?;
    let file = first.file.file_name().unwrap_or(first.file.as_os_str()).to_string_lossy();
    let (number, message) = (count(warnings.len(), "warning"), plain(&first.message));
    let more = if warnings.len() > 1 { ", and more" } else { "" };
    Some(format!("{number} in {}: {message}{more}; `wail config check`", plain(&file)))
}

#[cfg(test)]
mod tests {
    use std::path::PathBuf;

    use super::*;

    #[test]
    fn a_warning_is_told_as_a_sentence_and_several_with_their_number() {
        let warning = |message: &str| Fault {
            file: PathBuf::from("/etc/wail/config.toml"),
            place: None,
            message: message.to_owned(),
            hint: None,
        };
        let zone = warning("there is no `zone`, so times of day are UTC");
        assert_eq!(warned(&[]), None);
        assert_eq!(
            warned(std::slice::from_ref(&zone)).unwrap(),
            "1 warning in config.toml: there is no `zone`, so times of day are UTC; `wail config check`"
        );
        let both = [zone, warning("`anaa` is named only here")];
        assert_eq!(
            warned(&both).unwrap(),
            "2 warnings in config.toml: there is no `zone`, so times of day are UTC, and more; `wail \
             config check`"
        );
    }
}
