//! Déjà vu: what is known of the times before, and a problem that comes again and again.

use wail::domain::incident::{IncidentId, Input};

use super::{Night, assert_log};

impl Night {
    fn fixes(self, person: &str, text: &str) -> Self {
        self.does(Input::NoteFix { by: person.into(), text: text.to_owned() })
    }

    fn owns(self, by: &str, owner: &str) -> Self {
        self.does(Input::Own { by: by.into(), owner: owner.into(), due_at: None })
    }

    /// What people do is about that one from now on.
    fn turns_to(mut self, id: i64) -> Self {
        self.about = IncidentId(id);
        self
    }

    /// It comes and goes, and nobody does anything.
    fn flares(self, days: i64) -> Self {
        self.fires().wait(2).clears().wait(days * 24 * 60 - 2)
    }
}

#[test]
fn the_time_before_is_told_with_who_had_it_how_long_it_took_and_what_mended_it() {
    let night = Night::new().fires().wait(1).acks("bo").notes("bo", "the log was not rotated");
    let night = night.fixes("bo", "logrotate -f /etc/logrotate.d/db").wait(13).clears();
    let mut night = night.wait(3 * 24 * 60 - 14).fires();
    let seen = night.read(|tx| tx.seen(IncidentId(2)));
    assert_eq!(
        seen.as_deref(),
        Some("as in incident 1, 3d ago for 14m (bo): logrotate -f /etc/logrotate.d/db"),
        "for whoever is paged"
    );
    assert_log(
        night,
        "
            0m  prometheus reports critical: disk
            0m  page ana by sound, first page
            1m  bo acknowledges, check-in in 30m
            1m  bo notes: the log was not rotated
            1m  bo notes the fix: logrotate -f /etc/logrotate.d/db
           14m  over: disk
           14m  resolved, prometheus reports that it is over
         4320m  prometheus reports critical: disk
         4320m  the same problem was incident 1, 3d ago for 14m; bo had it; note: the log was not rotated; \
         fix: logrotate -f /etc/logrotate.d/db
         4320m  page ana by sound, first page
        ",
    );
}

#[test]
fn a_fix_that_is_noted_when_all_is_over_is_known_the_next_time() {
    let night = Night::new().fires().wait(2).resolves("ana").wait(5).fixes("eve", "more disk");
    let night = night.wait(60).fires();
    assert_log(
        night,
        "
            0m  prometheus reports critical: disk
            0m  page ana by sound, first page
            2m  ana resolves it
            7m  eve notes the fix: more disk
           67m  prometheus reports critical: disk
           67m  the same problem was incident 1, 1h 7m ago for 2m; ana had it; fix: more disk
           67m  page ana by sound, first page
        ",
    );
}

#[test]
fn a_fix_is_remembered_beyond_a_time_when_nobody_noted_one() {
    let night = Night::new().fires().wait(2).fixes("ana", "more disk").clears();
    let log = night.wait(60).flares(1).fires().log();
    let last = "the same problem was incident 2, 1d ago for 2m; fix: more disk";
    assert!(log.contains(last), "{log}");
}

#[test]
fn the_third_time_in_30_days_is_recurring_and_asks_for_an_owner() {
    let night =
        Night::new().flares(10).flares(10).fires().turns_to(3).owns("bo", "ana").wait(2).clears();
    let mut night = night.wait(24 * 60).fires();
    let times = |night: &mut Night, id| {
        let mut times = 0;
        let chosen =
            wail::store::Chosen { resolved: true, ids: vec![IncidentId(id)], ..Default::default() };
        night.read(|tx| tx.list(&chosen, |listed| times = listed.times));
        times
    };
    assert_eq!([1, 2, 3, 4].map(|id| times(&mut night, id)), [0, 2, 3, 4]);
    assert_log(
        night,
        "
            0m  prometheus reports critical: disk
            0m  page ana by sound, first page
            2m  over: disk
            2m  resolved, prometheus reports that it is over
        14400m  prometheus reports critical: disk
        14400m  the same problem was incident 1, 10d ago for 2m
        14400m  page ana by sound, first page
        14402m  over: disk
        14402m  resolved, prometheus reports that it is over
        28800m  prometheus reports critical: disk
        28800m  the same problem was incident 2, 10d ago for 2m
        28800m  recurring: third time in 30 days, nobody owns it
        28800m  page ana by sound, first page
        28800m  bo makes ana its owner
        28800m  bo promises for ana: see to it that this comes no more: disk, by Mon 2026-11-30 18:00 UTC (promise 1)
        28802m  over: disk
        28802m  resolved, prometheus reports that it is over
        30242m  prometheus reports critical: disk
        30242m  the same problem was incident 3, 1d ago for 2m
        30242m  recurring: 4th time in 30 days, ana owns it
        30242m  page ana by sound, first page
        ",
    );
}

#[test]
fn what_comes_every_sixteen_days_does_not_recur() {
    let log = Night::new().flares(16).flares(16).flares(16).log();
    assert!(log.contains("the same problem was incident 2, 16d ago for 2m"), "{log}");
    assert!(!log.contains("recurring"), "{log}");
}
