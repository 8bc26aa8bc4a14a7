//! Another instant on another machine, for examples that are made by a test. Only a build with debug
//! assertions knows of it: what people install has the clock of its machine.

/// Where a command is let run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Staged {
    /// When, in milliseconds since 1970.
    pub at: i64,
    /// On the machine of that name.
    pub host: String,
}

/// The variable that says so: `1772475600000 shop-1`.
#[cfg(debug_assertions)]
const VARIABLE: &str = "WAIL_STAGED";

/// How long before that the machine was started, in milliseconds, counted from the same day for all.
const STARTED: i64 = 1_767_225_600_000;

impl Staged {
    /// What it is told by.
    #[must_use]
    pub fn written(&self) -> String {
        format!("{} {}", self.at, self.host)
    }

    /// How long that machine has been up, in milliseconds.
    #[must_use]
    pub fn up(&self) -> i64 {
        self.at.saturating_sub(STARTED)
    }

    /// What tells its run from any other.
    #[must_use]
    pub fn boot(&self) -> String {
        format!("{} of the example", self.host)
    }

    #[cfg(debug_assertions)]
    fn read(text: &str) -> Option<Self> {
        let (at, host) = text.split_once(' ')?;
        Some(Self { at: at.parse().ok()?, host: host.to_owned() })
    }
}

/// What this process was told, if it was told anything.
#[must_use]
pub fn staged() -> Option<&'static Staged> {
    #[cfg(debug_assertions)]
    {
        static STAGED: std::sync::OnceLock<Option<Staged>> = std::sync::OnceLock::new();
        #[expect(clippy::disallowed_methods, reason = "no part of any configuration")]
        let read = || std::env::var(VARIABLE).ok().and_then(|text| Staged::read(&text));
        STAGED.get_or_init(read).as_ref()
    }
    #[cfg(not(debug_assertions))]
    None
}

/// Whether the screen is to fail once it goes on after a stop: so it is seen what is left of the terminal.
#[must_use]
pub fn is_to_fail() -> bool {
    #[cfg(debug_assertions)]
    {
        #[expect(clippy::disallowed_methods, reason = "no part of any configuration")]
        let is_asked = std::env::var_os("WAIL_STAGED_PANIC").is_some();
        is_asked
    }
    #[cfg(not(debug_assertions))]
    false
}

#[cfg(all(test, debug_assertions))]
mod tests {
    use super::*;

    #[test]
    fn what_is_told_is_read_back_and_anything_else_is_nothing() {
        let staged = Staged { at: 1_772_475_600_000, host: "shop-1".to_owned() };
        assert_eq!(Staged::read(&staged.written()), Some(staged));
        for other in ["", "soon shop-1", "1772475600000"] {
            assert_eq!(Staged::read(other), None, "{other}");
        }
    }
}
