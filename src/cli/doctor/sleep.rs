//! Whether this machine may fall asleep while it should ring.

use std::fs;
use std::path::Path;

use super::{Finding, Patient, State};
use crate::system::has_mains_power;

/// What can keep a machine awake, by its name.
const KEEPERS: [&str; 2] = ["systemd-inhibit", "caffeinate"];

/// What there is to know of it.
#[derive(Clone, Copy)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "five things that have nothing to do with each other"
)]
struct Bed {
    is_kept_awake: bool,
    has_keeper: bool,
    has_mains: bool,
    has_battery: bool,
    can_sleep: bool,
}

/// Says whether it can fall asleep, and what is done against it.
pub(super) fn sleep(patient: &Patient<'_>) -> Option<Finding> {
    let settings = patient.settings?;
    let path = patient.session.environment().variable("PATH").unwrap_or_default();
    let is_there = |name: &&str| std::env::split_paths(&path).any(|at| at.join(name).is_file());
    Some(judge(Bed {
        is_kept_awake: settings.inhibit_sleep,
        has_keeper: KEEPERS.iter().any(is_there),
        has_mains: has_mains_power(),
        has_battery: has_battery(Path::new("/sys/class/power_supply")),
        can_sleep: can_fall_asleep() && !is_masked(Path::new("/etc/systemd/system/sleep.target")),
    }))
}

/// Whether the kernel knows a way to sleep; a machine that does not say, such as a Mac, does.
fn can_fall_asleep() -> bool {
    let states = fs::read_to_string("/sys/power/state");
    states.map_or(!cfg!(target_os = "linux"), |states| !states.trim().is_empty())
}

/// Whether it is one that is carried about.
fn has_battery(supplies: &Path) -> bool {
    let found = fs::read_dir(supplies).into_iter().flatten().flatten();
    let kind = |at: std::path::PathBuf| fs::read_to_string(at.join("type")).unwrap_or_default();
    let scope = |at: std::path::PathBuf| fs::read_to_string(at.join("scope")).unwrap_or_default();
    // That of a mouse is of a device.
    let is_own = |at: std::path::PathBuf| {
        kind(at.clone()).trim() == "Battery" && scope(at).trim() != "Device"
    };
    found.map(|supply| supply.path()).any(is_own)
}

/// Whether somebody has made sure that systemd never does that.
fn is_masked(unit: &Path) -> bool {
    fs::read_link(unit).is_ok_and(|to| to == Path::new("/dev/null"))
}

fn judge(bed: Bed) -> Finding {
    let Bed { is_kept_awake, has_keeper, has_mains, has_battery, can_sleep } = bed;
    match (can_sleep, is_kept_awake) {
        (false, _) => Finding::fine("sleep", "this machine does not fall asleep"),
        (true, true) if !has_keeper => Finding::warning(
            "sleep",
            "nothing here can keep this machine awake, though `inhibit_sleep` asks for it",
            "`apt-get install systemd` has systemd-inhibit; or `systemctl mask sleep.target suspend.target`",
        ),
        (true, true) if !has_mains => Finding::warning(
            "sleep",
            "this machine is on battery, so it is not kept awake",
            "plug it in; `wail away` has somebody else called until then",
        ),
        (true, true) => Finding::fine(
            "sleep",
            "kept awake with mains power while somebody is on call here; a lid that is closed may win",
        ),
        (true, false) if has_battery => Finding::warning(
            "sleep",
            "this machine may fall asleep, and then it rings for nobody",
            "`inhibit_sleep = true` at the top of the configuration, then `wail config check`",
        ),
        (true, false) => Finding {
            about: "sleep",
            state: State::Fine,
            text: "this machine could be put to sleep, and nothing keeps it awake".to_owned(),
            fix: Some("`systemctl mask sleep.target suspend.target` makes sure of it".to_owned()),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_laptop_that_may_sleep_is_told_and_a_server_that_cannot_is_fine() {
        let laptop = Bed {
            is_kept_awake: false,
            has_keeper: true,
            has_mains: true,
            has_battery: true,
            can_sleep: true,
        };
        let told = |bed| (judge(bed).state.word(), judge(bed).fix.is_some());
        assert_eq!(told(laptop), ("warn", true));
        assert_eq!(told(Bed { has_battery: false, ..laptop }), ("ok", true));
        assert_eq!(told(Bed { can_sleep: false, ..laptop }), ("ok", false));
        let kept = Bed { is_kept_awake: true, ..laptop };
        assert_eq!(told(kept), ("ok", false));
        assert_eq!(told(Bed { has_keeper: false, ..kept }), ("warn", true));
        assert_eq!(told(Bed { has_mains: false, ..kept }), ("warn", true));
    }

    #[test]
    fn a_battery_of_a_mouse_is_none_of_the_machine() {
        let supplies = tempfile::tempdir().unwrap();
        let supply = |name: &str, file: &str, text: &str| {
            let folder = supplies.path().join(name);
            fs::create_dir_all(&folder).unwrap();
            fs::write(folder.join(file), text).unwrap();
        };
        assert!(!has_battery(supplies.path()));
        supply("mouse", "type", "Battery\n");
        supply("mouse", "scope", "Device\n");
        supply("AC", "type", "Mains\n");
        assert!(!has_battery(supplies.path()));
        supply("BAT0", "type", "Battery\n");
        assert!(has_battery(supplies.path()));
    }

    #[test]
    fn a_unit_is_masked_by_a_link_to_nothing() {
        let directory = tempfile::tempdir().unwrap();
        let unit = directory.path().join("sleep.target");
        assert!(!is_masked(&unit));
        std::os::unix::fs::symlink("/dev/null", &unit).unwrap();
        assert!(is_masked(&unit));
    }
}
