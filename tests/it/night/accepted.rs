//! Hand-overs that have to be accepted: until then whoever handed over is called as well.

use wail::domain::alert::Severity;
use wail::domain::name::RotaName;
use wail::domain::rota::TierName;
use wail::domain::rota::acceptance::Pending;

use super::{Night, assert_log};

/// Ana, then bo, by the week; everybody hands over at nine on Monday.
const WEEKS: &str = r#"
fallback = "eve"
people.ana.channels = ["sound"]
people.bo.channels = ["sound"]
people.cy.channels = ["sound"]
people.eve.channels = ["sound"]
[rota.team]
[[rota.team.layer]]
people = ["ana", "bo", "cy"]
every = "week"
start = 2026-11-02
handoff = "09:00"
[policy.default]
steps = [{ who = "team", wait = "5m" }, { who = "eve" }]
"#;

/// An hour before ana's week ends.
const MONDAY_AT_EIGHT: &str = "2026-11-09T08:00:00Z";

fn from_ana_to_bo() -> Pending {
    Pending {
        rota: RotaName::from("team"),
        tier: TierName::new("primary"),
        giver: "ana".into(),
        taker: "bo".into(),
        begins_at: "2026-11-09T09:00:00Z".parse().unwrap(),
    }
}

impl Night {
    pub(crate) fn looks_at_pagers(mut self) -> Self {
        self.decide(|_, engine| engine.hand_over()).unwrap();
        self.turn();
        self
    }

    pub(crate) fn hands_over(mut self, pending: &Pending) -> Self {
        self.decide(|_, engine| engine.begin_handover(pending, "nothing is open")).unwrap();
        self.turn();
        self
    }

    pub(crate) fn accepts(mut self, person: &str) -> Self {
        let pending = self.read(|tx| tx.pending_handovers()).remove(0);
        self.decide(|_, engine| engine.accept_handover(&pending, &person.into())).unwrap();
        self.turn();
        self
    }

    /// What somebody is to be told, in order.
    fn asked_to_tell(&mut self) -> Vec<String> {
        let open = self.read(|tx| tx.open_notifications(100));
        open.into_iter().map(|open| format!("{}: {}", open.what.person, open.what.text)).collect()
    }
}

#[test]
fn both_are_called_until_the_next_one_accepts() {
    let night = Night::of(WEEKS)
        .at(MONDAY_AT_EIGHT)
        .hands_over(&from_ana_to_bo())
        .wait(70)
        .reports("disk", Severity::Critical)
        .wait(1)
        .accepts("bo")
        .reports("memory", Severity::Critical);
    assert_log(
        night,
        "
            0m  ana hands over to bo, who has to accept it: team from Mon 09:00 UTC; nothing is open
           70m  prometheus reports critical: disk
           70m  page bo by sound, first page (on call for team: layer 1)
           70m  page ana by sound, first page (bo has not accepted team yet)
           71m  bo accepts team, 11m into the shift: ana is not called any more
           71m  prometheus reports critical: memory
           71m  page bo by sound, first page (on call for team: layer 1)
        ",
    );
}

#[test]
fn whoever_accepts_before_the_shift_begins_has_it_alone_from_its_first_moment() {
    let night = Night::of(WEEKS)
        .at(MONDAY_AT_EIGHT)
        .hands_over(&from_ana_to_bo())
        .accepts("bo")
        .wait(60)
        .fires();
    assert_log(
        night,
        "
            0m  ana hands over to bo, who has to accept it: team from Mon 09:00 UTC; nothing is open
            0m  bo accepts team: ana is not called any more
           60m  prometheus reports critical: disk
           60m  page bo by sound, first page (on call for team: layer 1)
        ",
    );
}

#[test]
fn where_the_rota_wants_it_every_shift_has_to_be_accepted() {
    let wanted = WEEKS.replace("[rota.team]", "[rota.team]\naccept = true");
    let mut night =
        Night::of(&wanted).at(MONDAY_AT_EIGHT).looks_at_pagers().wait(60).looks_at_pagers();
    assert_eq!(
        night.asked_to_tell(),
        [
            "bo: ana hands over to you: team. `wail accept` says that you have it; until then you are both called"
        ]
    );
    // Looking again asks nobody twice, and neither does a restart.
    let night = night.wait(1).looks_at_pagers().everybody_restarts().looks_at_pagers().fires();
    assert_log(
        night,
        "
           60m  bo is on call for team until Mon 2026-11-16 09:00 UTC, layer 1
           60m  ana hands over to bo, who has to accept it: team; `wail handover` shows what is in it
           61m  prometheus reports critical: disk
           61m  page bo by sound, first page (on call for team: layer 1)
           61m  page ana by sound, first page (bo has not accepted team yet)
        ",
    );
}

#[test]
fn what_was_accepted_early_is_not_asked_for_again() {
    let wanted = WEEKS.replace("[rota.team]", "[rota.team]\naccept = true");
    let night = Night::of(&wanted)
        .at(MONDAY_AT_EIGHT)
        .looks_at_pagers()
        .hands_over(&from_ana_to_bo())
        .accepts("bo")
        .wait(60)
        .looks_at_pagers()
        .fires();
    assert_log(
        night,
        "
            0m  ana hands over to bo, who has to accept it: team from Mon 09:00 UTC; nothing is open
            0m  bo accepts team: ana is not called any more
           60m  bo is on call for team until Mon 2026-11-16 09:00 UTC, layer 1
           60m  prometheus reports critical: disk
           60m  page bo by sound, first page (on call for team: layer 1)
        ",
    );
}

#[test]
fn a_shift_that_nobody_ever_accepted_ends_with_the_next_one() {
    let wanted = WEEKS.replace("[rota.team]", "[rota.team]\naccept = true");
    let night = Night::of(&wanted)
        .at(MONDAY_AT_EIGHT)
        .looks_at_pagers()
        .wait(60)
        .looks_at_pagers()
        .wait(7 * 24 * 60)
        .looks_at_pagers()
        .fires();
    assert_log(
        night,
        "
           60m  bo is on call for team until Mon 2026-11-16 09:00 UTC, layer 1
           60m  ana hands over to bo, who has to accept it: team; `wail handover` shows what is in it
        10140m  cy is on call for team until Mon 2026-11-23 09:00 UTC, layer 1
        10140m  bo never accepted team, and has handed it on: ana is not called any more
        10140m  bo hands over to cy, who has to accept it: team; `wail handover` shows what is in it
        10140m  prometheus reports critical: disk
        10140m  page cy by sound, first page (on call for team: layer 1)
        10140m  page bo by sound, first page (cy has not accepted team yet)
        ",
    );
}

#[test]
fn whoever_has_not_accepted_is_reminded() {
    let mut night = Night::of(WEEKS).at(MONDAY_AT_EIGHT).hands_over(&from_ana_to_bo());
    let told = night.asked_to_tell();
    assert_eq!(
        told,
        [
            "bo: ana hands over to you: team from Mon 09:00 UTC. `wail accept` says that you have it; otherwise you are both called from then on"
        ]
    );
    let mut night = night.wait(74);
    assert_eq!(night.asked_to_tell(), told);
    let mut night = night.wait(1);
    assert!(night.asked_to_tell()[1].ends_with("; until then you are both called"));
    let mut night = night.wait(24 * 60);
    assert_eq!(night.asked_to_tell().len(), 1 + 16);
    let mut night = night.accepts("bo");
    let last = night.asked_to_tell().pop().unwrap();
    assert_eq!(last, "ana: bo has accepted team: you are not called for it any more");
    let mut night = night.wait(60);
    assert_eq!(night.asked_to_tell().len(), 1 + 16 + 1);
}

#[test]
fn a_hand_over_by_hand_that_nobody_accepted_ends_with_the_next_shift_too() {
    let night = Night::of(WEEKS)
        .at(MONDAY_AT_EIGHT)
        .looks_at_pagers()
        .hands_over(&from_ana_to_bo())
        .wait(60)
        .looks_at_pagers()
        .wait(7 * 24 * 60)
        .looks_at_pagers()
        .fires();
    assert_log(
        night,
        "
            0m  ana hands over to bo, who has to accept it: team from Mon 09:00 UTC; nothing is open
           60m  bo is on call for team until Mon 2026-11-16 09:00 UTC, layer 1
        10140m  cy is on call for team until Mon 2026-11-23 09:00 UTC, layer 1
        10140m  bo never accepted team, and has handed it on: ana is not called any more
        10140m  prometheus reports critical: disk
        10140m  page cy by sound, first page (on call for team: layer 1)
        ",
    );
}
