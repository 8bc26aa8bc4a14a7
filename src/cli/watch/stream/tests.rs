//! How things stand, in one line.

use super::*;
use crate::domain::alert::Severity;
use crate::domain::incident::{Hold, IncidentId};
use crate::domain::noise::Noise;
use crate::domain::quiet::silence::SilenceId;
use crate::store::OpenCount;

fn board(held: Vec<(Hold, usize)>, number: i64) -> Board {
    let count = |status, number| OpenCount { status, severity: Severity::Critical, number };
    let named = Named {
        id: IncidentId(412),
        severity: Severity::Critical,
        summary: "db-1 is down".to_owned(),
        others: 7,
    };
    Board {
        at: Timestamp::UNIX_EPOCH,
        open: vec![count("triggered", 2), count("held", number)],
        gravest: vec![named.clone()],
        newest: Some(named),
        held,
        ringing: 1,
        on_call: vec![("ops".to_owned(), Some("ana".to_owned()))],
        audible_at: None,
        reconciling: Vec::new(),
    }
}

fn line(held: Vec<(Hold, usize)>, number: i64) -> String {
    words(&board(held, number), &TimeZone::UTC)
}

#[test]
fn what_is_quiet_is_told_with_why_and_a_cascade_with_how_many_more() {
    let silence = Hold::Silence(SilenceId(2));
    let storm = Hold::Noise(Noise::Storm(IncidentId(7)));
    assert_eq!(
        line(vec![(silence.clone(), 3), (storm.clone(), 1)], 4),
        "2 triggered, 4 held (3 by silence 2, 1 in storm 7), 1 ringing here · on call: ops ana · \
         412 critical: db-1 is down +7 · and 1 more"
    );
    let one = line(vec![(Hold::Hours("ana".into()), 1)], 1);
    assert!(one.starts_with("2 triggered, 1 held (for ana's day), 1 ringing here"), "{one}");
    let many = line(vec![(storm, 50)], 312);
    assert!(many.starts_with("2 triggered, 312 held (50 in storm 7, …), "), "{many}");
    let unseen = line(Vec::new(), 312);
    assert!(unseen.starts_with("2 triggered, 312 held, 1 ringing here"), "{unseen}");
}
