//! Keeps this machine from falling asleep while somebody whose machine it is is on call and it has
//! mains power.
//!
//! Another program holds the system's inhibitor, for as long as the pipe it reads from is open: when
//! this process ends, however it ends, the machine may sleep again.

use std::process::{Child, Command, Stdio};

use jiff::{SignedDuration, Timestamp};

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
    keeper: Option<Keeper>,
    /// Whether it has been told that nothing here can.
    is_refused: bool,
}

/// The program that keeps it awake.
struct Keeper {
    child: Child,
    begun_at: Timestamp,
}

/// How soon a program ends that cannot keep anything awake.
const AT_ONCE: SignedDuration = SignedDuration::from_mins(1);

impl Awake {
    /// Begins, goes on or ends keeping awake, as it should be now. Says what has changed.
    pub(super) fn look(&mut self, settings: &Settings, now: Timestamp) -> Option<DaemonEvent> {
        let is_wanted = settings.inhibit_sleep
            && is_on_call(settings.me.as_deref(), &settings.rules, now)
            && system::has_mains_power();
        if !is_wanted {
            // The next time it is wanted, it is tried anew.
            self.is_refused = false;
            return self.release().then_some(DaemonEvent::MaySleep);
        }
        let (is_kept, ended_at_once) = match &mut self.keeper {
            Some(Keeper { child, begun_at }) => {
                let lasted = now.duration_since(*begun_at);
                let has_ended = has_ended(child);
                (!has_ended, has_ended && lasted < AT_ONCE)
            }
            None => (false, false),
        };
        if is_kept { None } else { self.begin(ended_at_once, now) }
    }

    fn begin(&mut self, ended_at_once: bool, now: Timestamp) -> Option<DaemonEvent> {
        self.release();
        if self.is_refused {
            return None;
        }
        // One that ended at once will do so again: there is nobody to inhibit anything.
        let begun =
            if ended_at_once { None } else { KEEPERS.iter().find_map(|keeper| start(keeper)) };
        let Some((name, child)) = begun else {
            self.is_refused = true;
            return Some(DaemonEvent::CannotStayAwake);
        };
        self.keeper = Some(Keeper { child, begun_at: now });
        Some(DaemonEvent::StaysAwake(name.to_owned()))
    }

    /// Lets the machine sleep; whether anything kept it from that.
    fn release(&mut self) -> bool {
        let Some(Keeper { mut child, .. }) = self.keeper.take() else { return false };
        drop(child.stdin.take());
        // It may have ended by itself, and is reaped in either case.
        drop(child.kill());
        drop(child.wait());
        true
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

    fn settings() -> Settings {
        let text = "fallback = 'ana'\nzone = 'UTC'\npolicy.default.steps = [{ who = 'ana' }]\n";
        let environment = Environment::made_up(&[], Some(Path::new("/home/ana")));
        parse(text, Path::new("config.toml"), &environment).unwrap()
    }

    #[test]
    fn a_keeper_that_ended_by_itself_is_gone_once_it_is_not_wanted() {
        let now: Timestamp = "2026-01-07T12:00:00Z".parse().unwrap();
        let mut child = Command::new("true").stdin(Stdio::piped()).spawn().unwrap();
        child.wait().unwrap();
        let mut awake = Awake { keeper: Some(Keeper { child, begun_at: now }), is_refused: true };
        assert_eq!(awake.look(&settings(), now), Some(DaemonEvent::MaySleep));
        assert!(awake.keeper.is_none() && !awake.is_refused, "the next shift tries anew");
        assert_eq!(awake.look(&settings(), now), None);
    }

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
