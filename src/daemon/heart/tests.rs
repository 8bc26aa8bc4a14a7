//! What a look finds, and what it never takes for a loop that hangs.

use super::watchdog::counted;
use super::*;

/// As many seconds as one look is after another.
const FIVE: SignedDuration = SignedDuration::from_secs(5);

fn stuck(name: &str, seconds: i64) -> Change {
    Change::Stuck(name.to_owned(), SignedDuration::from_secs(seconds))
}

#[test]
fn a_loop_that_ticks_between_two_looks_is_never_stuck() {
    let heart = Heart::new();
    let pulse = Pulse::new("listener");
    let _attended = heart.attend(&pulse);
    for _ in 0..100 {
        pulse.tick();
        assert_eq!(heart.look(FIVE), []);
    }
    assert_eq!(heart.alive(), Ok(()));
}

#[test]
fn a_loop_that_stops_is_told_once_with_its_name_and_again_when_it_goes_on() {
    let heart = Heart::new();
    let (stops, goes_on) = (Pulse::new("listener"), Pulse::new("station"));
    let _attended = [heart.attend(&stops), heart.attend(&goes_on)];
    let mut told = Vec::new();
    for _ in 0..20 {
        goes_on.tick();
        told.extend(heart.look(FIVE));
    }
    // The first look sees the tick with which it began; then three times ten seconds pass.
    assert_eq!(told, [stuck("listener", 30)]);
    assert_eq!(
        heart.alive().unwrap_err(),
        "the loop listener has not ticked for 1m 35s",
        "it is told for as long as it lasts"
    );
    stops.tick();
    assert_eq!(heart.look(FIVE), [Change::GoesOn("listener".to_owned())]);
    assert_eq!(heart.alive(), Ok(()));
    assert_eq!(heart.look(FIVE), []);
}

#[test]
fn the_deciding_thread_may_sleep_for_a_nap_and_miss_two() {
    let heart = Heart::new();
    let pulse = Pulse::of_decider();
    let _attended = heart.attend(&pulse);
    heart.look(FIVE);
    for _ in 0..8 {
        assert_eq!(heart.look(FIVE), []);
    }
    assert_eq!(heart.look(FIVE), [stuck(DECIDER, 45)]);
}

#[test]
fn a_loop_that_ends_is_not_missed_and_one_that_was_stuck_is_told_of() {
    let heart = Heart::new();
    let (calm, hung) = (Pulse::new("poll calm"), Pulse::new("poll hung"));
    let of_calm = heart.attend(&calm);
    let of_hung = heart.attend(&hung);
    for _ in 0..7 {
        calm.tick();
        heart.look(FIVE);
    }
    drop([of_calm, of_hung]);
    assert_eq!(heart.look(FIVE), [Change::GoesOn("poll hung".to_owned())]);
    for _ in 0..20 {
        assert_eq!(heart.look(FIVE), []);
    }
}

#[test]
fn a_station_whose_loop_is_stuck_can_be_counted_on_for_nothing() {
    let heart = Heart::new();
    let pulse = Pulse::new(STATION);
    let _attended = heart.attend(&pulse);
    let kinds = ["bell", "sound"].map(str::to_owned);
    let station = Station { channels: kinds.to_vec(), ..Station::default() };
    assert_eq!(heart.able(station.clone()), station);
    for _ in 0..7 {
        heart.look(FIVE);
    }
    let able = heart.able(station.clone());
    assert!(able.channels.is_empty());
    assert_eq!(able.unable["sound"], "its loop is stuck");
    pulse.tick();
    heart.look(FIVE);
    assert_eq!(heart.able(station.clone()), station);
}

#[test]
fn a_night_of_suspend_is_no_missed_tick() {
    assert_eq!(counted(Duration::from_secs(5)), FIVE);
    let heart = Heart::new();
    let pulse = Pulse::new("station");
    let _attended = heart.attend(&pulse);
    heart.look(FIVE);
    assert_eq!(heart.look(counted(Duration::from_hours(9))), []);
    pulse.tick();
    assert_eq!(heart.look(FIVE), []);
}

#[test]
fn two_ticks_at_one_instant_are_two() {
    let pulse = Pulse::new("station");
    let mut last = 0;
    for _ in 0..1000 {
        pulse.tick();
        let at = pulse.at.load(Ordering::Relaxed);
        assert!(at > last);
        last = at;
    }
}

#[test]
fn every_loop_is_shown_with_its_age_by_name() {
    let heart = Heart::new();
    let pulses = ["watchman", "listener"].map(Pulse::new);
    let _attended = pulses.each_ref().map(|pulse| heart.attend(pulse));
    let beating = heart.beating();
    let names: Vec<&str> = beating.iter().map(|beating| &*beating.name).collect();
    assert_eq!(names, ["listener", "watchman"]);
    assert!(beating.iter().all(|beating| beating.age < 60.0 && !beating.is_stuck));
}

#[tokio::test]
async fn a_loop_that_waits_for_somebody_else_ticks_meanwhile() {
    let pulse = Pulse { every: Duration::from_millis(1), ..Pulse::new("poll slow") };
    let (told, work) = tokio::sync::oneshot::channel();
    let ticks = pulse.clone();
    let waiting = tokio::spawn(async move { ticks.through(work).await });
    let mut last = 0;
    for _ in 0..5 {
        while pulse.at.load(Ordering::Relaxed) == last {
            tokio::task::yield_now().await;
        }
        last = pulse.at.load(Ordering::Relaxed);
    }
    told.send(7).unwrap();
    assert_eq!(waiting.await.unwrap(), Ok(7));
}

#[test]
fn without_anybody_who_looks_nobody_is_told_that_all_is_well() {
    let heart = Heart::new();
    let start = since_boot();
    assert!(heart.is_watched(start));
    assert!(!heart.is_watched(start + 70_000));
    heart.looked_at.store(start + 60_000, Ordering::Relaxed);
    assert!(heart.is_watched(start + 70_000));
}
