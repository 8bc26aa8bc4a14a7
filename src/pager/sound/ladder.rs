//! What an alarm is played by, one after another, until one of them takes samples.

use std::fmt;
use std::time::Duration;

use super::super::Output;
use super::line::Outlet;

/// How long an outlet may take to its first sample where there is another to try; twice as long in
/// the next round.
const FIRST_PATIENCE: Duration = Duration::from_millis(600);

/// How long it may take at most.
const LAST_PATIENCE: Duration = Duration::from_secs(2);

/// Why an outlet does not sound.
#[derive(Clone, Debug)]
pub(super) struct Failure {
    pub(super) outlet: Outlet,
    pub(super) error: String,
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { outlet, error } = self;
        match outlet {
            // What is said of the machine's own device needs no name.
            Outlet::Default => f.write_str(error),
            Outlet::Device(_) | Outlet::Program(_) => write!(f, "{outlet} failed: {error}"),
        }
    }
}

/// The outlets in their order, and the one that is tried now.
#[derive(Clone, Debug)]
pub(super) struct Ladder {
    rungs: Vec<Outlet>,
    at: usize,
    round: u32,
}

impl Ladder {
    /// The devices that are named, the machine's default one, the programs that are installed.
    pub(super) fn new(output: &Output, programs: &[String]) -> Self {
        let named = output.devices.iter().cloned().map(Outlet::Device);
        let programs = programs.iter().cloned().map(Outlet::Program);
        Self { rungs: named.chain([Outlet::Default]).chain(programs).collect(), at: 0, round: 0 }
    }

    /// What is tried now.
    pub(super) fn outlet(&self) -> &Outlet {
        // It is never empty: the default device is always there to try.
        self.rungs.get(self.at).unwrap_or(&Outlet::Default)
    }

    /// How long it may take to its first sample.
    pub(super) fn patience(&self) -> Duration {
        match self.rungs.len() {
            1 => LAST_PATIENCE,
            _ => (FIRST_PATIENCE * 2_u32.saturating_pow(self.round.min(4))).min(LAST_PATIENCE),
        }
    }

    /// Whether there is nothing else to try.
    pub(super) fn is_only(&self) -> bool {
        self.rungs.len() == 1
    }

    /// Whether this is the first choice.
    pub(super) fn is_first(&self) -> bool {
        self.at == 0
    }

    /// What is played by may have changed with the configuration: then it is tried from the first choice
    /// on.
    pub(super) fn follow(&mut self, other: Self) {
        if self.rungs != other.rungs {
            (self.rungs, self.at) = (other.rungs, 0);
        }
    }

    /// What would rather be played by, the first choice first: also this one, if what plays has strayed
    /// from it.
    pub(super) fn preferred(&self, has_strayed: bool) -> &[Outlet] {
        self.rungs.get(..self.at + usize::from(has_strayed)).unwrap_or_default()
    }

    /// It sounds by that one of them.
    pub(super) fn go_back_to(&mut self, place: usize) {
        self.at = place.min(self.at);
    }

    /// Goes on to the next; says whether that is the first again.
    pub(super) fn next(&mut self) -> bool {
        self.at += 1;
        let is_over = self.at >= self.rungs.len();
        if is_over {
            self.at = 0;
            self.round += 1;
        }
        is_over
    }

    /// How often all of them have been tried in vain.
    pub(super) fn rounds(&self) -> u32 {
        self.round
    }

    /// It sounds: what comes next is tried from there, without haste.
    pub(super) fn sounds(&mut self) {
        self.round = 0;
    }
}

#[cfg(test)]
mod tests;
