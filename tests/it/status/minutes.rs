//! Every minute of a page beside what it comes to by hand.

use jiff::SignedDuration;
use wail::domain::alert::Severity;
use wail::domain::nines::Span;
use wail::domain::status::Condition;
use wail::domain::watch::State;
use wail::publish::status::written;
use wail::store::StoreError;

use super::told::{Told, at};

/// Noon in UTC on the day after the clocks of Berlin were put forward.
const NOW: &str = "2026-03-30T12:00:00Z";

fn told() -> Told {
    let mut told = Told::new();
    // A monitor that first looked at 13:00 on Saturday, by the clock of the page.
    told.keep_until(
        NOW,
        "db",
        Some("shop"),
        &[
            ("2026-03-28T12:00:00Z", State::Up),
            // Down from 23:30 until 1:45.
            ("2026-03-28T22:30:00Z", State::Down),
            ("2026-03-29T00:45:00Z", State::Up),
            // Nobody looked for 2 h 20 min 30 s.
            ("2026-03-29T05:00:00Z", State::Unwatched),
            ("2026-03-29T07:20:30Z", State::Up),
        ],
    );
    // The record begins at 11:00 on Friday, with half an hour of trouble with the mail.
    told.hears("2026-03-27T10:00:00Z", "mail", Severity::Error, "mail", false);
    told.hears("2026-03-27T10:30:00Z", "mail", Severity::Error, "mail", true);
    // Nobody listened from 23:00 on Saturday until 6:00 on Sunday, which is six hours, and in the last hour.
    let kept: Result<(), StoreError> = told.store.write(|tx| {
        tx.put_unheard(Span { from: at("2026-03-28T22:00:00Z"), to: at("2026-03-29T04:00:00Z") })?;
        tx.listens(at("2026-03-30T11:00:00Z"))
    });
    kept.unwrap();
    told
}

#[test]
fn bars_and_text_say_the_minutes_that_are_counted_by_hand() {
    let page = told().page_at(NOW);
    let html = written(&page).into_iter().find(|file| file.name == "index.html").unwrap().text;
    let (shop, mail) = html.split_once("<h3>mail</h3>").unwrap();
    for (of, day, says) in [
        (shop, "Fri 27 Mar", "not known 24 h"),
        // 13 h before the first look; 30 min before midnight.
        (shop, "Sat 28 Mar", "down 30 min, not known 13 h"),
        // A day of 23 hours.
        (shop, "Sun 29 Mar", "down 1 h 45 min, not known 2 h 20 min 30 s"),
        (shop, "Mon 30 Mar", "no downtime"),
        (mail, "Thu 26 Mar", "not known 24 h"),
        (mail, "Fri 27 Mar", "not known 11 h, an incident for 30 min"),
        (mail, "Sat 28 Mar", "not known 1 h"),
        (mail, "Sun 29 Mar", "not known 5 h"),
        (mail, "Mon 30 Mar", "not known 1 h"),
    ] {
        let bar = format!("<title>{day}: {says}</title>");
        assert!(of.contains(&bar), "{bar} is not in\n{of}");
        // Days before that were alike are one line.
        let row = format!("{day}</th><td>{says}</td>");
        let same = format!("{day}</th><td>each {says}</td>");
        assert!(of.contains(&row) || of.contains(&same), "{row} is not in\n{of}");
    }
    // 87 days of 24 hours, none of which the clocks changed, and what stands above.
    assert!(shop.contains("not known 87 d 15 h 20 min 30 s"), "{shop}");
    // 135 min down of what was seen: 10 h 30 min + 18 h 54 min 30 s + 14 h and those.
    let seen = 10 * 3600 + 30 * 60 + 18 * 3600 + 54 * 60 + 30 + 14 * 3600;
    let share = f64::from(seen) / f64::from(seen + 135 * 60) * 100.0;
    assert!(shop.contains(&format!("{:.2}", (share * 100.0).floor() / 100.0)), "{share}: {shop}");
    assert!(shop.contains("down 2 h 15 min"), "{shop}");
    // 86 days and 11 h before the record began, then 1 h, 5 h and 1 h.
    assert!(mail.contains("not known 86 d 18 h"), "{mail}");
}

#[test]
fn every_day_adds_up_to_its_length() {
    let page = told().page_at(NOW);
    for service in &page.services {
        for day in &service.days {
            let tally = day.counted();
            let all = tally.available + tally.down + tally.unknown + tally.maintenance;
            assert_eq!(all, day.length, "{} of {}", day.date, service.name);
        }
        let all: SignedDuration = service.days.iter().map(|day| day.length).sum();
        assert_eq!(all, page.window.length());
    }
}

#[test]
fn what_nothing_looks_at_is_not_up_while_nobody_listens() {
    let mut told = told();
    let conditions = |told: &mut Told, now: &str| {
        told.page_at(now).services.iter().map(|it| it.condition).collect::<Vec<_>>()
    };
    assert_eq!(conditions(&mut told, NOW), [Condition::Up, Condition::Up]);
    let later = "2026-03-30T12:00:01Z";
    assert_eq!(conditions(&mut told, later), [Condition::Up, Condition::Unknown]);
    // Where something is open, that is known all the same.
    told.hears(later, "mail", Severity::Error, "mail", false);
    assert_eq!(conditions(&mut told, later), [Condition::Up, Condition::Degraded]);
}

#[test]
fn time_in_which_nobody_listened_is_kept_whatever_ended_it() {
    let mut told = Told::new();
    for now in ["2026-03-30T10:00:00Z", "2026-03-30T10:00:29Z", "2026-03-30T10:20:00Z"] {
        told.decide(now, |engine| engine.listens());
    }
    let unheard: Result<Vec<Span>, StoreError> =
        told.store.read(|tx| tx.unheard(at("2026-03-30T00:00:00Z")));
    let gap = Span { from: at("2026-03-30T10:00:29Z"), to: at("2026-03-30T10:20:00Z") };
    assert_eq!(unheard.unwrap(), [gap]);
}
