//! The states of a span, with the one it begins in.

use super::*;
use crate::store::Store;

fn at(minute: i64) -> Timestamp {
    Timestamp::from_second(1_800_000_000 + minute * 60).unwrap()
}

#[test]
fn a_span_begins_with_the_state_that_held_then() {
    let mut store = Store::in_memory().unwrap();
    let name = MonitorName::from("shop");
    let told: Result<()> = store.write(|tx| {
        tx.put_monitor_state(&name, at(0), State::Up, "")?;
        tx.put_monitor_state(&name, at(5), State::Down, "connection refused")?;
        tx.put_monitor_state(&name, at(5), State::Unknown, "cut off")?;
        tx.put_monitor_state(&name, at(9), State::Up, "")?;
        tx.put_monitor_state(&"other".into(), at(6), State::Down, "other")?;
        let course = |from: i64, to: i64| {
            let course = tx.monitor_course(&name, Span { from: at(from), to: at(to) });
            course.map(|course| course.into_iter().collect::<Vec<_>>())
        };
        let both = [(at(5), State::Down), (at(5), State::Unknown)];
        assert_eq!(course(5, 9)?, both);
        assert_eq!(course(7, 9)?, both, "it was in that state already");
        assert_eq!(course(-9, 1)?, [(at(0), State::Up)], "nothing was before");
        assert_eq!(course(-9, 0)?, []);
        assert_eq!(course(4, 20)?.len(), 4);
        assert_eq!(tx.monitor_began(&name)?, Some(at(0)));
        assert_eq!(tx.monitor_began(&"nobody".into())?, None);
        assert_eq!(tx.why_monitor_changed(&name, at(5))?, "cut off");
        assert_eq!(tx.why_monitor_changed(&name, at(6))?, "");
        Ok(())
    });
    told.unwrap();
}
