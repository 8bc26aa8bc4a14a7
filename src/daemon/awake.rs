//! Keeps this machine from falling asleep while somebody whose machine it is is on call and it has
//! mains power.
//!
//! Another program holds the system's inhibitor, for as long as the pipe it reads from is open: when
//! this process ends, however it ends, the machine may sleep again.

use std::process::{Child, Command, Stdio};

use jiff::Timestamp;

use crate::config::Settings;
use crate::domain::name::PersonId;
use crate::domain::record::timeline::DaemonEvent;
use crate::domain::rota::Rota;
use crate::domain::rules::Rules;
use crate::system;

/// The programs that can hold a machine awake, each with the arguments that make it do so until its
/// standard input ends.
const KEEPERS: &[&[&str]] = &[
    &[
        "systemd-inhibit",
        "--what=sleep:idle",
        "--who=wail",
        "--why=somebody is on call here",
        "--mode=block",
        "cat",
    ],
    // On a Mac, with mains power only.
    &["caffeinate", "-s", "-i", "cat"],
];

/// What keeps the machine awake, if anything does.
#[derive(Default)]
pub(super) struct Awake {
    keeper: Option<Child>,
    /// Whether it has been told that nothing here can.
    is_refused: bool,
}

impl Awake {
    /// Begins, goes on or ends keeping awake, as it should be now. Says what has changed.
    pub(super) fn look(&mut self, settings: &Settings, now: Timestamp) -> Option<DaemonEvent> {
        let is_wanted = settings.inhibit_sleep
            && is_on_call(settings.me.as_deref(), &settings.rules, now)
            && system::has_mains_power();
        let has_ended = self.keeper.as_mut().is_some_and(has_ended);
        match (is_wanted, self.keeper.is_some() && !has_ended) {
            (true, true) | (false, false) => None,
            (false, true) => {
                self.release();
                Some(DaemonEvent::MaySleep)
            }
            (true, false) => self.begin(has_ended),
        }
    }

    fn begin(&mut self, has_ended: bool) -> Option<DaemonEvent> {
        self.release();
        if self.is_refused {
            return None;
        }
        // One that ended at once will do so again: there is nobody to inhibit anything.
        let begun = if has_ended { None } else { KEEPERS.iter().find_map(|keeper| start(keeper)) };
        let Some((name, keeper)) = begun else {
            self.is_refused = true;
            return Some(DaemonEvent::CannotStayAwake);
        };
        self.keeper = Some(keeper);
        Some(DaemonEvent::StaysAwake(name.to_owned()))
    }

    /// Lets the machine sleep.
    fn release(&mut self) {
        let Some(mut keeper) = self.keeper.take() else { return };
        drop(keeper.stdin.take());
        // It may have ended by itself, and is reaped in either case.
        drop(keeper.kill());
        drop(keeper.wait());
    }
}

impl Drop for Awake {
    fn drop(&mut self) {
        self.release();
    }
}

fn has_ended(keeper: &mut Child) -> bool {
    !matches!(keeper.try_wait(), Ok(None))
}

fn start(keeper: &[&'static str]) -> Option<(&'static str, Child)> {
    let (name, arguments) = keeper.split_first()?;
    let mut command = Command::new(name);
    command.args(arguments).stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::null());
    command.spawn().ok().map(|child| (*name, child))
}

/// Whether anybody whose machine this is holds a pager; a machine of nobody's in particular rings for
/// everybody.
fn is_on_call(me: Option<&[PersonId]>, rules: &Rules, now: Timestamp) -> bool {
    let Some(me) = me else { return true };
    let tiers = |rota: &Rota| 0..rota.tiers().len();
    let mut rotas = rules.rotas.values();
    rotas.any(|rota| {
        tiers(rota)
            .any(|tier| rota.holder(tier, now).is_some_and(|holder| me.contains(&holder.person)))
    })
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;
    use crate::config::{Environment, parse};

    #[test]
    fn whose_machine_it_is_must_hold_some_pager() {
        let text = "fallback = 'ana'\nzone = 'UTC'\npolicy.default.steps = [{ who = 'team' }]\n\
            [[rota.team.layer]]\npeople = ['ana', 'bo']\nevery = 'week'\nstart = 2026-01-05\n\
            [[rota.other.layer]]\npeople = ['cy']\nevery = 'week'\nstart = 2026-01-05\n";
        let environment = Environment::made_up(&[], Some(Path::new("/home/ana")));
        let rules = parse(text, Path::new("config.toml"), &environment).unwrap().rules;
        let at: Timestamp = "2026-01-07T12:00:00Z".parse().unwrap();
        let is_on_call = |me: &[&str]| {
            let me: Vec<PersonId> = me.iter().map(|name| PersonId::from(*name)).collect();
            is_on_call(Some(&me), &rules, at)
        };
        assert!(is_on_call(&["ana"]));
        assert!(!is_on_call(&["bo"]));
        assert!(is_on_call(&["bo", "cy"]));
        assert!(super::is_on_call(None, &rules, at), "it rings for everybody");
    }
}
