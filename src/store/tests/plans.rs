//! What SQLite does for a statement: nothing that grows with the store, where it is asked often.

use super::*;

/// What SQLite does for a statement: its program, or its plan.
fn explained(store: &Store, how: &str, statement: &str, column: usize) -> Vec<String> {
    let mut statement = store.connection.prepare(&format!("{how} {statement}")).unwrap();
    for place in 1..=statement.parameter_count() {
        statement.raw_bind_parameter(place, rusqlite::types::Null).unwrap();
    }
    let mut found = statement.raw_query();
    let mut texts = Vec::new();
    while let Some(row) = found.next().unwrap() {
        texts.push(row.get::<_, String>(column).unwrap());
    }
    texts
}

#[test]
fn what_every_alert_and_page_asks_makes_no_table() {
    let store = Store::in_memory().unwrap();
    let of_each_alert = [
        sql::RECEIVE,
        sql::SET_MARK,
        sql::ADD_TO_MARK,
        sql::DROP_BODY,
        sql::KNOWN,
        sql::OPEN_GROUP,
        sql::NEW_ALERT,
        sql::CHANGE_ALERT,
        sql::COUNT_ALERT,
        sql::INCIDENT,
        sql::NEW_INCIDENT,
        sql::CHANGE_INCIDENT,
        sql::APPEND,
    ];
    let of_each_page = [
        sql::page::PUT_PAGE,
        sql::page::PAGE_OUT,
        sql::page::FINISH,
        sql::page::CLAIM,
        sql::page::HUSH,
        sql::push::EMERGENCIES_OVER,
    ];
    for statement in of_each_alert.into_iter().chain(of_each_page) {
        let program = explained(&store, "explain", statement, 1);
        let makes_one = program.iter().any(|step| step == "OpenEphemeral" || step == "SorterOpen");
        assert!(!makes_one && program.len() > 5, "{statement}\n{program:?}");
    }
    let ordered = explained(&store, "explain", sql::page::NEXT_CHANNEL, 1);
    assert!(ordered.iter().any(|step| step == "OpenEphemeral"), "it would be seen: {ordered:?}");
}

#[test]
fn the_pages_that_are_out_are_found_by_their_index() {
    let store = Store::in_memory().unwrap();
    for statement in [sql::page::RINGING, sql::page::REQUEUE, sql::station::GONE_STATIONS] {
        let plan = explained(&store, "explain query plan", statement, 3).join("\n");
        assert!(plan.contains("USING INDEX page_ringing"), "{plan}");
    }
}

#[test]
fn what_every_turn_and_alert_asks_looks_through_no_large_table() {
    use super::super::sql::*;
    let store = Store::in_memory().unwrap();
    let of_each_turn = [
        DUE_INCIDENTS,
        NEXT_INCIDENT_DEADLINE,
        EXPIRED,
        storm::STORMS_OVER,
        flap::DUE_FLAPS,
        acceptance::TO_REMIND,
        silence::CALMING_SILENCES,
        gauge::SILENT_GAUGES,
        heartbeat::DUE_WATCHES,
        page::DUE_PAGES,
        page::CLAIM,
        push::FAILING,
        push::DUE_RESENDS,
        page::NEXT_PAGE_DEADLINE,
        push::NEXT_RESEND,
        flap::NEXT_FLAP,
        gauge::NEXT_SILENT_GAUGE,
        heartbeat::NEXT_WATCH,
        acceptance::NEXT_REMINDER,
        silence::NEXT_SILENCE_END,
        silence::NEXT_SILENCE_WARNING,
        silence::NEXT_SILENCE_LOOK,
    ];
    let of_each_alert = [
        KNOWN,
        OPEN_GROUP,
        cascade::KIN,
        cascade::IS_APART,
        cascade::MERGED_GROUP,
        inhibition::RULING,
        inhibition::INHIBITORS,
        storm::STORM_OF,
        storm::CALLED_SINCE,
        storm::COUNT_OPENING,
        storm::HELD_BY_NOISE,
        storm::COUNT_HELD_BY_NOISE,
        acknowledgement::BEFORE,
    ];
    let large = [
        "alert",
        "incident",
        "timeline",
        "page",
        "inbox",
        "inhibitor",
        "silence",
        "i",
        "a",
        "p",
        "e",
    ];
    for statement in of_each_turn.into_iter().chain(of_each_alert) {
        let plan = explained(&store, "explain query plan", statement, 3);
        for step in &plan {
            let table = step.strip_prefix("SCAN ").unwrap_or_default();
            let is_bounded = step.contains("COVERING INDEX") || !large.contains(&table);
            assert!(is_bounded, "{step}, of {plan:?}, for\n{statement}");
        }
    }
    let whole = explained(&store, "explain query plan", firing::FIRING, 3);
    assert!(whole.contains(&"SCAN a".to_owned()), "it would be seen: {whole:?}");
}
