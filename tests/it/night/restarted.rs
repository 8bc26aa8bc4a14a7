//! A daemon starts anew: what was posted and kept is heard before anything rings; then what a source that
//! cannot be asked has not called over rings on.

use std::collections::BTreeSet;

use wail::domain::alert::{Alert, Severity, Signal};
use wail::domain::incident::IncidentId;

use super::stations::station_of;
use super::{Night, alert, assert_log};

impl Night {
    /// Ana's machine starts anew and decides: what it rang is given back, `kept` was posted and is not
    /// read yet. Says what rings there once it is.
    fn starts_anew(&mut self, kept: &[Alert]) -> Vec<IncidentId> {
        let ana = station_of(&"ana".into());
        self.write(|tx| tx.requeue(&ana.name, 500)).unwrap();
        let has_claimed = |night: &mut Self| {
            let taken = std::mem::take(&mut night.taken);
            taken.iter().map(|claimed| claimed.page.incident).collect::<Vec<_>>()
        };
        self.decide_at(&ana, |_, engine| {
            engine.hears_first(BTreeSet::new(), true);
            engine.tick(500)?;
            engine.claim(500)
        })
        .unwrap();
        assert_eq!(has_claimed(self), [], "nothing rings before what was kept is read");
        self.decide_at(&ana, |_, engine| {
            engine.hears_first(BTreeSet::new(), true);
            kept.iter().try_for_each(|alert| engine.hear(alert).map(drop))?;
            engine.has_left_to_hear(false);
            engine.tick(500)?;
            engine.claim(500)
        })
        .unwrap();
        has_claimed(self)
    }
}

#[test]
fn what_a_webhook_has_called_over_by_a_restart_rings_no_more_and_the_rest_rings_on() {
    let mut night = Night::new().fires().reports("cart", Severity::Critical).wait(1);
    let over = alert("disk", Signal::Resolved, Severity::Critical);
    let over = over.started_at(night.episodes.get("disk").copied());
    assert_eq!(night.starts_anew(&[over]), [IncidentId(2)]);
    assert_log(
        night,
        "
            0m  prometheus reports critical: disk
            0m  page ana by sound, first page
            0m  prometheus reports critical: cart
            0m  page ana by sound, first page
            1m  over: disk
            1m  resolved, prometheus reports that it is over
        ",
    );
}

#[test]
fn what_somebody_has_does_not_ring_because_of_a_restart() {
    let mut night = Night::new().fires().wait(1).acks("ana");
    assert_eq!(night.starts_anew(&[]), []);
}

#[test]
fn what_a_webhook_repeats_after_a_restart_is_the_same_alarm() {
    let mut night = Night::new().fires().wait(1);
    let again = alert("disk", Signal::Firing, Severity::Critical);
    let again = again.started_at(night.episodes.get("disk").copied());
    assert_eq!(night.starts_anew(&[again]), [IncidentId(1)]);
    assert_log(
        night,
        "
            0m  prometheus reports critical: disk
            0m  page ana by sound, first page
        ",
    );
}
