//! The live screen in a hard night and on the morning after: who is relieved, and the key that lets one sleep.

use jiff::{SignedDuration, Timestamp};
use wail::domain::incident::IncidentId;
use wail::domain::relief::{Night, Relief};
use wail::domain::rota::TierName;
use wail::domain::rota::acceptance::Pending;
use wail::store::{Store, StoreError, Tx};

use super::{Terminal, fires};
use crate::common::{TestHome, until};

/// A home in which bo is next in line behind ana.
fn with_a_second() -> TestHome {
    let home = TestHome::new();
    home.edit_config(
        "[rota.primary]\n",
        "[rota.primary]\nescalate = [\"primary\", \"secondary\"]\n[[rota.primary.layer]]\n\
         tier = \"secondary\"\npeople = [\"bo\"]\nevery = \"week\"\nstart = 2026-01-05\n",
    );
    home.edit_config("{ who = \"bo\"", "{ who = \"primary.secondary\"");
    home
}

fn now() -> Timestamp {
    let seconds = std::time::UNIX_EPOCH.elapsed().unwrap().as_secs();
    Timestamp::from_second(seconds.try_into().unwrap()).unwrap()
}

fn keeps(home: &TestHome, work: impl FnOnce(&Tx<'_>) -> Result<(), StoreError>) {
    let mut store = Store::open(&home.store_file()).unwrap();
    store.write(work).unwrap();
}

#[test]
fn the_morning_after_a_hard_night_a_key_has_somebody_stand_in_and_at_any_other_time_it_does_not() {
    let home = with_a_second();
    let Some(terminal) = Terminal::open(&home, 100) else { return };
    terminal.watches("wail watch");
    terminal.presses("r");
    terminal.shows("the key r is for the morning after a hard night, and ana had none");
    let now = now();
    let evening = now.to_zoned(jiff::tz::TimeZone::UTC).date().yesterday().unwrap();
    let night = Night {
        evening,
        woken_by: vec![IncidentId(1), IncidentId(2)],
        last_at: now,
        is_relieved: false,
        is_told: true,
    };
    keeps(&home, |tx| tx.put_night(&"ana".into(), &night));
    // It is read anew when something happens.
    fires(&home, "disk full");
    terminal.shows("\n r rest  a ack");
    // Another key before, since one that comes again at once is taken for one that is held down.
    terminal.presses("o");
    terminal.shows("in order: the newest first");
    terminal.presses("r");
    terminal.shows("ana is away from primary");
    until("bo stands in for ana", || home.config().contains("for = \"ana\""));
    let away = home.config();
    terminal.presses("u");
    terminal.shows("`wail rota undo --yes`? you are on call again y: yes, else no");
    terminal.presses("y");
    // Before its minute has begun it is taken back, afterwards it ends.
    until("ana is back", || home.config() != away);
}

#[test]
fn whoever_is_relieved_is_named_with_whoever_is_called_instead() {
    let home = with_a_second();
    home.edit_config(
        "[policy.default]",
        "[relief]\nwakes = 2\nbefore = \"06:00\"\nuntil = \"12:00\"\n\n[policy.default]",
    );
    let Some(terminal) = Terminal::open(&home, 100) else { return };
    let relief = Relief {
        rota: "primary".into(),
        tier: TierName::new("primary"),
        person: "ana".into(),
        by: "bo".into(),
        begins_at: now() - SignedDuration::from_hours(1),
        ends_at: now() + SignedDuration::from_hours(2),
    };
    keeps(&home, |tx| tx.put_relief(&relief));
    terminal.watches("wail watch");
    terminal.shows(" on call primary bo for ana until ");
    terminal.shows(" | primary.secondary ana for bo");
}

#[test]
fn who_gave_the_pager_is_named_until_it_is_accepted() {
    let home = with_a_second();
    let Some(terminal) = Terminal::open(&home, 100) else { return };
    let given = Pending {
        rota: "primary".into(),
        tier: TierName::new("primary"),
        giver: "bo".into(),
        taker: "ana".into(),
        begins_at: now() - SignedDuration::from_hours(1),
    };
    keeps(&home, |tx| tx.put_handover(&given, given.begins_at, None));
    terminal.watches("wail watch");
    terminal.shows(" on call primary ana (bo too: not accepted)");
    assert_eq!(home.wail(&["accept"]).code, 0);
    terminal.shows(" on call primary ana | primary.secondary bo");
}
