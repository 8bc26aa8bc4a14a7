//! Nights in which somebody says which problems belong together and which do not.

use wail::domain::alert::{Severity, Signal};
use wail::domain::incident::IncidentId;
use wail::engine::{NotRegrouped, Regrouped};
use wail::store::AlertRow;

use super::cascaded::of;
use super::stormy::STORMY;
use super::{Night, alert, assert_log};

impl Night {
    fn tries_to_split(&mut self, id: i64, names: &[&str]) -> Result<Regrouped, NotRegrouped> {
        let chosen = |_: usize, alert: &AlertRow| names.contains(&&*alert.summary);
        let ana = "ana".into();
        let split = self.decide(|_, engine| engine.split(IncidentId(id), &ana, chosen)).unwrap();
        self.turn();
        split
    }

    fn splits(mut self, id: i64, names: &[&str]) -> Self {
        self.tries_to_split(id, names).unwrap();
        self
    }

    fn tries_to_merge(&mut self, id: i64, into: i64) -> Result<Regrouped, NotRegrouped> {
        let (id, into, ana) = (IncidentId(id), IncidentId(into), "ana".into());
        let merged = self.decide(|_, engine| engine.merge(id, into, &ana)).unwrap();
        self.turn();
        merged
    }

    pub(super) fn merges(mut self, id: i64, into: i64) -> Self {
        self.tries_to_merge(id, into).unwrap();
        self
    }
}

#[test]
fn what_somebody_splits_off_pages_at_once_and_is_not_joined_again() {
    let night = Night::new()
        .breaks("disk", "db")
        .breaks("cart", "db")
        .acks("ana")
        .wait(1)
        .splits(1, &["cart"])
        .about(2)
        .acks("bo")
        .wait(1)
        .mends("cart", "db")
        .mends("disk", "db")
        .wait(20)
        .breaks("disk", "db")
        .breaks("cart", "db");
    assert_log(
        night,
        "
            0m  prometheus reports critical: disk
            0m  page ana by sound, first page
            0m  another alert joins: cart (shares service=db, at the same time as the first)
            0m  ana acknowledges, check-in in 30m
            1m  ana makes 1 alert of incident 1 an incident of its own
            1m  prometheus reports critical: cart
            1m  page ana by sound, first page
            1m  ana splits 1 alert off, which is incident 2 now
            1m  bo acknowledges, check-in in 30m
            2m  over: cart
            2m  resolved, prometheus reports that it is over
            2m  over: disk
            2m  resolved, prometheus reports that it is over
           22m  prometheus reports critical: disk
           22m  the same problem was incident 1, 22m ago for 2m; ana had it
           22m  page ana by sound, first page
           22m  prometheus reports critical: cart
           22m  the same problem was incident 2, 21m ago for 1m; bo had it
           22m  page ana by sound, first page
        ",
    );
}

#[test]
fn what_is_left_is_named_for_what_is_in_it() {
    let night = Night::new().breaks("disk", "db").breaks("cart", "db").breaks("web", "db");
    let mut night = night.splits(1, &["cart"]);
    assert_eq!(night.incident(1).unwrap().summary, "disk", "its first alert is still there");
    let mut night = night.splits(1, &["disk"]);
    assert_eq!(night.incident(1).unwrap().summary, "web");
    assert_eq!(night.incident(3).unwrap().summary, "disk");
}

#[test]
fn what_is_left_is_as_grave_as_it_is_and_rings_when_that_rises_again() {
    let night = Night::new()
        .hears(&of("disk", "db", Signal::Firing, Severity::Error))
        .breaks("cart", "db")
        .acks("ana")
        .splits(1, &["cart"])
        .about(2)
        .acks("bo")
        .wait(1)
        .hears(&of("disk", "db", Signal::Firing, Severity::Critical));
    assert_log(
        night,
        "
            0m  prometheus reports error: disk
            0m  page ana by sound, first page
            0m  another alert joins: cart (shares service=db, at the same time as the first)
            0m  the severity rises to critical
            0m  page ana by sound, the severity rose
            0m  ana acknowledges, check-in in 30m
            0m  ana makes 1 alert of incident 1 an incident of its own
            0m  prometheus reports critical: cart
            0m  page ana by sound, first page
            0m  ana splits 1 alert off, which is incident 2 now; what is left is error
            0m  bo acknowledges, check-in in 30m
            1m  the severity rises to critical
            1m  page ana by sound, there is more than was acknowledged
        ",
    );
}

#[test]
fn whoever_has_what_is_left_is_not_called_for_the_old_news_that_is_split_off() {
    let old = |night: Night| {
        let began = night.now - jiff::SignedDuration::from_mins(180);
        let alert = alert("cart", Signal::Firing, Severity::Critical).started_at(Some(began));
        night.hears(&alert.group(Some("g".to_owned())))
    };
    let night = old(Night::new().reports_in_group("disk", Severity::Error).acks("ana"));
    let night = night.wait(1).splits(1, &["cart"]).about(2).acks("bo").wait(20);
    assert_log(
        night,
        "
            0m  prometheus reports error: disk
            0m  page ana by sound, first page
            0m  ana acknowledges, check-in in 30m
            0m  another alert joins: cart
            0m  the severity rises to critical
            0m  that began 3h ago and is only heard of now: a soft word, and a page in 15m unless it is over by then
            1m  ana makes 1 alert of incident 1 an incident of its own
            1m  prometheus reports critical: cart
            1m  page ana by sound, first page
            1m  ana splits 1 alert off, which is incident 2 now; what is left is error
            1m  bo acknowledges, check-in in 30m
        ",
    );
}

#[test]
fn what_is_merged_is_over_and_what_it_reports_later_goes_where_its_alerts_went() {
    let group =
        |name: &str, signal| alert(name, signal, Severity::Critical).group(Some("g".to_owned()));
    let night = Night::new()
        .breaks("disk", "db")
        .acks("ana")
        .hears(&group("cart", Signal::Firing))
        .merges(2, 1)
        .wait(5)
        .hears(&group("basket", Signal::Firing))
        .acks("ana")
        .hears(&group("cart", Signal::Resolved))
        .hears(&group("basket", Signal::Resolved))
        .mends("disk", "db")
        .wait(60);
    assert_log(
        night,
        "
            0m  prometheus reports critical: disk
            0m  page ana by sound, first page
            0m  ana acknowledges, check-in in 30m
            0m  prometheus reports critical: cart
            0m  page ana by sound, first page
            0m  ana merges incident 2 into it, with its 1 alert
            0m  ana merges it into incident 1, which has its 1 alert now
            5m  another alert joins: basket
            5m  page ana by sound, there is more than was acknowledged
            5m  ana acknowledges, check-in in 30m
            5m  over: cart
            5m  over: basket
            5m  over: disk
            5m  resolved, prometheus reports that it is over
        ",
    );
}

#[test]
fn what_is_graver_than_the_one_that_takes_it_in_is_heard_there() {
    let night = Night::new()
        .hears(&of("disk", "db", Signal::Firing, Severity::Warning))
        .breaks("cart", "shop")
        .merges(2, 1)
        .wait(6);
    assert_log(
        night,
        "
            0m  prometheus reports warning: disk
            0m  held for 5h, until ana's day begins
            0m  prometheus reports critical: cart
            0m  page ana by sound, first page
            0m  ana merges incident 2 into it, with its 1 alert
            0m  ana merges it into incident 1, which has its 1 alert now
            0m  the severity rises to critical
            0m  page ana by sound, the severity rose
            5m  page bo by sound, nobody acknowledged in time
        ",
    );
}

#[test]
fn what_a_silence_held_rings_when_something_else_is_merged_into_it() {
    let night = Night::new()
        .silences_label("service=db", 30)
        .breaks("disk", "db")
        .breaks("cart", "shop")
        .merges(2, 1);
    assert_log(
        night,
        "
            0m  silence 1: ana asks for quiet for 30m about service=db: a new disk
            0m  prometheus reports critical: disk
            0m  held for 30m, silence 1 asks for it
            0m  prometheus reports critical: cart
            0m  page ana by sound, first page
            0m  ana merges incident 2 into it, with its 1 alert
            0m  ana merges it into incident 1, which has its 1 alert now
            0m  the hold ends
            0m  page ana by sound, the hold has ended
        ",
    );
}

#[test]
fn what_is_grave_and_silenced_waits_no_longer_than_the_silence_where_a_warning_takes_it_in() {
    let night = Night::new()
        .reports("mail", Severity::Warning)
        .silences_label("service=db", 30)
        .breaks("disk", "db")
        .merges(2, 1)
        .wait(31);
    assert_log(
        night,
        "
            0m  prometheus reports warning: mail
            0m  held for 5h, until ana's day begins
            0m  silence 1: ana asks for quiet for 30m about service=db: a new disk
            0m  prometheus reports critical: disk
            0m  held for 30m, silence 1 asks for it
            0m  ana merges incident 2 into it, with its 1 alert
            0m  ana merges it into incident 1, which has its 1 alert now
            0m  the severity rises to critical
            0m  held for 30m, silence 1 asks for it
           30m  silence 1 is over, it held 1 alert
           30m  the hold ends
           30m  page ana by sound, the hold has ended
        ",
    );
}

#[test]
fn what_rings_is_not_lost_in_old_news_that_takes_it_in() {
    let night = Night::new().hears_late(180).breaks("cart", "shop").merges(2, 1);
    assert_log(
        night,
        "
            0m  prometheus reports critical: disk
            0m  it began 3h ago and is only heard of now: old news
            0m  held for 15m: it pages then, unless it is over
            0m  prometheus reports critical: cart
            0m  page ana by sound, first page
            0m  ana merges incident 2 into it, with its 1 alert
            0m  ana merges it into incident 1, which has its 1 alert now
            0m  the hold ends
            0m  page ana by sound, the hold has ended
        ",
    );
}

#[test]
fn what_rings_is_not_lost_in_what_waits_for_its_turn_after_a_storm() {
    let night = Night::of(STORMY)
        .bursts(Severity::Error, &["a", "b", "c", "d"])
        .wait(6)
        .reports("mail", Severity::Error)
        .merges(6, 5);
    let log = night.log();
    let lines: Vec<&str> = log.lines().map(str::trim).collect();
    let from = lines.iter().rposition(|line| line.contains("reports error: mail")).unwrap();
    assert_eq!(
        lines[from..],
        [
            "6m  prometheus reports error: mail",
            "6m  route 2 takes it to policy web",
            "6m  page ana by sound, first page",
            "6m  ana merges incident 6 into it, with its 1 alert",
            "6m  ana merges it into incident 5, which has its 1 alert now",
            "6m  the hold ends",
            "6m  page ana by sound, the hold has ended",
        ]
    );
}

#[test]
fn what_rings_is_not_lost_in_what_waits_for_the_day() {
    let night = Night::new()
        .reports("mail", Severity::Warning)
        .reports("web", Severity::Warning)
        .about(2)
        .escalates("ana")
        .merges(2, 1);
    assert_log(
        night,
        "
            0m  prometheus reports warning: mail
            0m  held for 5h, until ana's day begins
            0m  prometheus reports warning: web
            0m  held for 5h, until ana's day begins
            0m  ana asks for the next step
            0m  page ana by sound, somebody asked for it
            0m  ana merges incident 2 into it, with its 1 alert
            0m  ana merges it into incident 1, which has its 1 alert now
            0m  the hold ends
            0m  page ana by sound, the hold has ended
        ",
    );
}

#[test]
fn somebody_who_changes_their_mind_gets_back_what_was() {
    let mut night = Night::new()
        .breaks("disk", "db")
        .breaks("cart", "db")
        .splits(1, &["cart"])
        .merges(2, 1)
        .mends("cart", "db")
        .mends("disk", "db")
        .wait(30)
        .breaks("disk", "db")
        .breaks("cart", "db");
    assert_eq!(night.incident(3).unwrap().firing, 2, "they may belong together again");
    assert_eq!(night.incident(1).unwrap().status.word(), "resolved");
}

#[test]
fn what_makes_no_sense_is_refused() {
    let mut night = Night::new().breaks("disk", "db").breaks("cart", "db").breaks("web", "shop");
    assert_eq!(night.tries_to_split(9, &["disk"]), Err(NotRegrouped::Missing(IncidentId(9))));
    assert_eq!(night.tries_to_split(1, &["nothing"]), Err(NotRegrouped::NothingChosen));
    assert_eq!(night.tries_to_split(1, &["disk", "cart"]), Err(NotRegrouped::NothingLeft));
    assert_eq!(night.tries_to_merge(1, 1), Err(NotRegrouped::Same));
    let mut night = night.mends("web", "shop");
    assert_eq!(night.tries_to_merge(1, 2), Err(NotRegrouped::Resolved(IncidentId(2))));
    assert_eq!(night.tries_to_split(2, &["web"]), Err(NotRegrouped::Resolved(IncidentId(2))));
    assert_eq!(night.incident(1).unwrap().firing, 2);
}
