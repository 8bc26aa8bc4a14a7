//! Promises: made, reminded, late, told to others, closed; and those that recurring incidents make.

use wail::domain::incident::{IncidentId, Input};
use wail::domain::promise::{BadPromise, PromiseId, Wanted};
use wail::engine::{Owed, PromiseChange};

use super::team::TEAM;
use super::{Night, assert_log};

/// A Monday morning at nine.
const MONDAY: &str = "2026-11-02T09:00:00Z";

/// Friday at the end of work.
const FRIDAY: &str = "2026-11-06T18:00:00Z";

fn wanted(owner: &str) -> Wanted {
    Wanted {
        text: "add the missing index".to_owned(),
        owner: owner.into(),
        by: "ana".into(),
        due_at: FRIDAY.parse().unwrap(),
        incident: None,
        to: Some("customers".to_owned()),
        public: false,
        fixes: false,
    }
}

impl Night {
    fn tries_to_promise(&mut self, wanted: &Wanted) -> Owed {
        self.decide(|_, engine| engine.promise(wanted)).unwrap()
    }

    fn promises(mut self, wanted: &Wanted) -> Self {
        self.tries_to_promise(wanted).unwrap();
        self.turn();
        self
    }

    fn tries_to_change(&mut self, id: i64, by: &str, change: PromiseChange) -> Owed {
        self.decide(|_, engine| engine.change_promise(PromiseId(id), &by.into(), change)).unwrap()
    }

    fn changes(mut self, by: &str, change: PromiseChange) -> Self {
        self.tries_to_change(1, by, change).unwrap();
        self.turn();
        self
    }

    fn owes(mut self, by: &str, owner: &str, due: Option<&str>) -> Self {
        let due_at = due.map(|due| due.parse().unwrap());
        self.does_quietly(Input::Own { by: by.into(), owner: owner.into(), due_at });
        self
    }

    /// What everybody was to be told since the last look, in order.
    fn courtesies(&mut self) -> Vec<String> {
        let open = self.read(|tx| tx.open_notifications(100));
        let told = open.iter().filter(|open| open.what.expires_at > self.now);
        told.map(|open| format!("{}: {}", open.what.person, open.what.text)).collect()
    }

    /// What people do is about the second incident from now on.
    fn about_second(mut self) -> Self {
        self.about = IncidentId(2);
        self
    }

    fn hours(self, hours: i64) -> Self {
        self.wait(hours * 60)
    }
}

#[test]
fn a_promise_is_reminded_twice_then_it_is_late_then_others_hear_of_it_until_it_is_kept() {
    let night = Night::new().at(MONDAY).promises(&wanted("bo")).hours(24 * 7);
    let night = night.changes("bo", PromiseChange::Keep("index added in 1.4.2".to_owned()));
    assert_log(
        night.hours(24 * 30),
        "
            0m  ana promises for bo: add the missing index, by Fri 18:00 UTC, to customers (promise 1)
         4860m  bo is reminded of promise 1, due in 1d: add the missing index
         6240m  bo is reminded of promise 1, due in 1h: add the missing index
         6300m  promise 1 of bo is late: add the missing index
         7740m  promise 1 of bo is 1d late, ana hears of it: add the missing index
        10080m  bo closes promise 1, it is kept: index added in 1.4.2
        ",
    );
}

#[test]
fn who_is_told_and_in_which_words() {
    let mut night = Night::new().at(MONDAY).promises(&wanted("bo"));
    assert_eq!(
        night.courtesies(),
        [
            "bo: ana promised for you: add the missing index, by Fri 18:00 UTC, to customers (promise 1)"
        ]
    );
    let mut night = night.hours(81);
    assert_eq!(
        night.courtesies(),
        [
            "bo: due in 1d: add the missing index, by Fri 18:00 UTC, to customers (promise 1); once it is \
          done: wail promise close 1 -m HOW"
        ]
    );
    let mut night = night.hours(48);
    assert_eq!(
        night.courtesies(),
        [
            "bo: 1d late: add the missing index, by Fri 18:00 UTC, to customers (promise 1); once it is done: \
             wail promise close 1 -m HOW, or move it: wail promise move 1 --by TIME -m WHY",
            "ana: promise 1 of bo is 1d late, to customers: add the missing index; wail promises shows all"
        ]
    );
}

#[test]
fn whoever_owes_it_and_is_on_call_first_is_not_told_twice() {
    let night = Night::new().at(MONDAY).promises(&wanted("ana")).hours(24 * 6);
    let log = night.log();
    assert!(
        log.contains("promise 1 of ana is 1d late, bo hears of it: add the missing index"),
        "{log}"
    );
}

#[test]
fn what_can_wait_waits_for_the_day_of_its_owner() {
    let due_at = "2026-11-06T02:00:00Z".parse().unwrap();
    let night = Night::new().at(MONDAY).promises(&Wanted { due_at, ..wanted("bo") });
    assert_log(
        night.hours(24 * 4),
        "
            0m  ana promises for bo: add the missing index, by Fri 02:00 UTC, to customers (promise 1)
         4260m  bo is reminded of promise 1, due in 18h: add the missing index
         5280m  bo is reminded of promise 1, due in 1h: add the missing index
         5700m  promise 1 of bo is 6h late: add the missing index
        ",
    );
}

#[test]
fn a_week_of_sleep_is_one_word_and_not_a_burst() {
    let mut night = Night::new().at(MONDAY).promises(&wanted("bo")).sleeps_for(24 * 7);
    assert_eq!(night.courtesies().len(), 2, "its owner and one other");
    let night = night.hours(1);
    assert_log(
        night,
        "
            0m  ana promises for bo: add the missing index, by Fri 18:00 UTC, to customers (promise 1)
        10080m  promise 1 of bo is 2d 15h late, ana hears of it: add the missing index
        ",
    );
}

#[test]
fn a_promise_that_is_moved_or_given_on_is_told_of_anew() {
    let monday = "2026-11-09T18:00:00Z".parse().unwrap();
    let night = Night::new().at(MONDAY).promises(&wanted("bo")).hours(104);
    let night = night.changes("bo", PromiseChange::Move(monday, "the vendor is late".to_owned()));
    let night = night.changes("ana", PromiseChange::Give("eve".into())).hours(72);
    let night = night.changes("eve", PromiseChange::Drop("the table is gone".to_owned()));
    assert_log(
        night.hours(24 * 30),
        "
            0m  ana promises for bo: add the missing index, by Fri 18:00 UTC, to customers (promise 1)
         4860m  bo is reminded of promise 1, due in 1d: add the missing index
         6240m  bo is reminded of promise 1, due in 1h: add the missing index
         6240m  bo moves promise 1 to Mon 18:00 UTC: the vendor is late
         6240m  ana gives promise 1 to eve: add the missing index
         9180m  eve is reminded of promise 1, due in 1d: add the missing index
        10560m  eve is reminded of promise 1, due in 1h: add the missing index
        10560m  eve drops promise 1: the table is gone
        ",
    );
}

#[test]
fn what_cannot_be_promised_is_refused_and_a_closed_one_stays_closed() {
    let mut night = Night::new().at(MONDAY);
    let empty = Wanted { text: " ".to_owned(), ..wanted("bo") };
    assert_eq!(night.tries_to_promise(&empty), Err(BadPromise::Empty));
    let long = Wanted { text: "x".repeat(2001), ..wanted("bo") };
    assert_eq!(night.tries_to_promise(&long), Err(BadPromise::TooLong(2001)));
    let stranger = BadPromise::Stranger("zed".into());
    assert_eq!(night.tries_to_promise(&wanted("zed")), Err(stranger));
    let past = Wanted { due_at: night.now, ..wanted("bo") };
    assert_eq!(night.tries_to_promise(&past), Err(BadPromise::Past));
    let nowhere = Wanted { incident: Some(IncidentId(7)), ..wanted("bo") };
    assert_eq!(night.tries_to_promise(&nowhere), Err(BadPromise::NoIncident(IncidentId(7))));
    let keep = |how: &str| PromiseChange::Keep(how.to_owned());
    assert_eq!(night.tries_to_change(1, "bo", keep("so")), Err(BadPromise::Missing(PromiseId(1))));
    let mut night = night.promises(&wanted("bo"));
    assert_eq!(night.tries_to_change(1, "bo", keep(" ")), Err(BadPromise::NoWord("how")));
    let long = night.tries_to_change(1, "bo", keep(&"x".repeat(2001)));
    assert_eq!(long, Err(BadPromise::TooLong(2001)));
    let past = PromiseChange::Move(night.now, "why not".to_owned());
    assert_eq!(night.tries_to_change(1, "bo", past), Err(BadPromise::Past));
    night.tries_to_change(1, "bo", keep("so")).unwrap();
    let again = night.tries_to_change(1, "ana", PromiseChange::Drop("no".to_owned()));
    assert_eq!(again.unwrap_err().to_string(), "promise 1 is already kept");
}

#[test]
fn an_owner_of_a_problem_owes_its_end_once_however_often_it_comes() {
    let night = Night::new().fires().owes("bo", "ana", None).wait(2).clears().wait(60).fires();
    let mut night = night.about_second().owes("bo", "ana", None).owes("ana", "eve", Some(FRIDAY));
    let owed = night.read(|tx| tx.open_promises());
    let owed: Vec<_> = owed.iter().map(|it| (it.what.owner.as_str(), it.what.due_at)).collect();
    assert_eq!(owed, [("eve", FRIDAY.parse().unwrap())]);
    let from = night.read(|tx| tx.promises_from(IncidentId(1)));
    assert_eq!(from.len(), 1);
    assert_log(
        night,
        "
            0m  prometheus reports critical: disk
            0m  page ana by sound, first page
            0m  bo makes ana its owner
            0m  bo promises for ana: see to it that this comes no more: disk, by Tue 2026-11-10 18:00 UTC (promise 1)
            2m  over: disk
            2m  resolved, prometheus reports that it is over
           62m  prometheus reports critical: disk
           62m  the same problem was incident 1, 1h 2m ago for 2m
           62m  page ana by sound, first page
           62m  bo makes ana its owner
           62m  ana makes eve its owner
           62m  ana gives promise 1 to eve: see to it that this comes no more: disk
           62m  ana moves promise 1 to Fri 18:00 UTC: said with incident 2
        ",
    );
}

#[test]
fn only_what_is_public_and_owed_is_for_the_status_page() {
    let public = Wanted { public: true, ..wanted("bo") };
    let mut night = Night::new().at(MONDAY).promises(&public).promises(&wanted("bo"));
    let shown = night.read(|tx| tx.public_promises());
    assert_eq!(shown.iter().map(|it| it.id).collect::<Vec<_>>(), [PromiseId(1)]);
    let mut night = night.changes("bo", PromiseChange::Keep("so".to_owned()));
    assert!(night.read(|tx| tx.public_promises()).is_empty());
    assert_eq!(night.read(|tx| tx.all_promises()).len(), 2);
}

#[test]
fn other_reminders_are_heeded_from_the_change_of_the_configuration_on() {
    let sooner = format!("{TEAM}\n[promises]\nremind_before = \"3d\"\nescalate_after = \"2h\"\n");
    let mut night = Night::new().at(MONDAY).promises(&wanted("bo")).changes_rules(&sooner);
    night.decide(|_, engine| engine.hand_over()).unwrap();
    assert_log(
        night.hours(24 * 5),
        "
            0m  ana promises for bo: add the missing index, by Fri 18:00 UTC, to customers (promise 1)
         1980m  bo is reminded of promise 1, due in 3d: add the missing index
         6300m  promise 1 of bo is late: add the missing index
         6420m  promise 1 of bo is 2h late, ana hears of it: add the missing index
        ",
    );
}

/// Ana, bo and eve take turns by the day; bo is off all week, and the policy calls the rota alone.
const OFF: &str = r#"
zone = "UTC"
fallback = "eve"
people.ana.channels = ["sound"]
people.bo.channels = ["sound"]
people.eve.channels = ["sound"]
[rota.team]
[[rota.team.layer]]
people = ["bo", "eve"]
every = "week"
start = 2026-11-02
[[rota.team.off]]
who = "bo"
from = "2026-11-02 00:00"
to = "2026-11-09 00:00"
[policy.default]
steps = [{ who = "team", wait = "5m" }]
"#;

#[test]
fn of_somebody_who_is_off_whoever_promised_for_them_is_reminded_and_others_hear_at_once() {
    let mut night = Night::of(OFF).at(MONDAY).promises(&wanted("bo")).hours(81);
    assert_eq!(
        night.courtesies(),
        [
            "bo: due in 1d: add the missing index, by Fri 18:00 UTC, to customers (promise 1); once it is \
             done: wail promise close 1 -m HOW",
            "ana: bo is off, and owes by then what you promised, due in 1d: add the missing index; wail \
             promise give 1 --owner NAME"
        ]
    );
    assert_log(
        night.hours(25),
        "
            0m  ana promises for bo: add the missing index, by Fri 18:00 UTC, to customers (promise 1)
         4860m  bo is reminded of promise 1, due in 1d: add the missing index
         6240m  bo is reminded of promise 1, due in 1h: add the missing index
         6300m  promise 1 of bo is late, eve hears of it: add the missing index
        ",
    );
}

#[test]
fn a_clock_that_is_put_back_repeats_nothing_and_one_that_is_put_forward_skips_to_the_last() {
    let mut night = Night::new().at(MONDAY).promises(&wanted("bo")).hours(82);
    night.now -= jiff::SignedDuration::from_hours(30);
    let mut night = night.hours(29);
    night.now += jiff::SignedDuration::from_hours(24);
    assert_log(
        night.hours(1),
        "
            0m  ana promises for bo: add the missing index, by Fri 18:00 UTC, to customers (promise 1)
         4860m  bo is reminded of promise 1, due in 1d: add the missing index
         6300m  promise 1 of bo is late: add the missing index
        ",
    );
}

#[test]
fn a_restart_tells_nothing_twice_and_forgets_nothing() {
    let night = Night::new().at(MONDAY).promises(&wanted("bo"));
    let night = night.hours(81).everybody_restarts().hours(10).everybody_restarts().hours(14);
    assert_log(
        night.everybody_restarts(),
        "
            0m  ana promises for bo: add the missing index, by Fri 18:00 UTC, to customers (promise 1)
         4860m  bo is reminded of promise 1, due in 1d: add the missing index
         6240m  bo is reminded of promise 1, due in 1h: add the missing index
         6300m  promise 1 of bo is late: add the missing index
        ",
    );
}
