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
fn what_waits_for_the_day_is_found_among_what_is_held_for_somebody() {
    let store = Store::in_memory().unwrap();
    let plan = explained(&store, "explain query plan", sql::maintenance::WAITING_INCIDENTS, 3);
    assert!(plan[0].contains("USING INDEX incident_held_for"), "{plan:?}");
}

#[test]
fn what_a_status_page_asks_of_each_incident_is_found_by_an_index() {
    let store = Store::in_memory().unwrap();
    let asked = [
        sql::status::PUBLIC_INCIDENTS,
        sql::status::PUBLIC_INCIDENT,
        sql::status::WHAT_IT_IS_ABOUT,
        sql::status::UNHEARD,
        sql::update::TO,
        sql::update::PUBLICATIONS,
        sql::promise::OPEN,
    ];
    for statement in asked {
        let plan = explained(&store, "explain query plan", statement, 3);
        // What is open, or owed, is little.
        let is_bounded = |step: &String| {
            let few = ["INDEX incident_open", "INDEX promise_open"];
            !step.starts_with("SCAN ") || few.iter().any(|index| step.contains(index))
        };
        assert!(plan.iter().all(is_bounded), "{plan:?}, for\n{statement}");
    }
}

#[test]
fn what_every_turn_and_alert_asks_looks_through_no_large_table() {
    let store = Store::in_memory().unwrap();
    let of_each_turn = [
        sql::DUE_INCIDENTS,
        sql::NEXT_INCIDENT_DEADLINE,
        sql::EXPIRED,
        sql::storm::STORMS_OVER,
        sql::flap::DUE_FLAPS,
        sql::acceptance::TO_REMIND,
        sql::silence::CALMING_SILENCES,
        sql::gauge::SILENT_GAUGES,
        sql::heartbeat::DUE_WATCHES,
        sql::page::DUE_PAGES,
        sql::page::CLAIM,
        sql::push::FAILING,
        sql::push::DUE_RESENDS,
        sql::page::NEXT_PAGE_DEADLINE,
        sql::push::NEXT_RESEND,
        sql::flap::NEXT_FLAP,
        sql::gauge::NEXT_SILENT_GAUGE,
        sql::heartbeat::NEXT_WATCH,
        sql::acceptance::NEXT_REMINDER,
        sql::silence::NEXT_SILENCE_END,
        sql::silence::NEXT_SILENCE_WARNING,
        sql::silence::NEXT_SILENCE_LOOK,
    ];
    let of_each_alert = [
        sql::KNOWN,
        sql::OPEN_GROUP,
        sql::cascade::KIN,
        sql::cascade::IS_APART,
        sql::cascade::MERGED_GROUP,
        sql::inhibition::RULING,
        sql::inhibition::INHIBITORS,
        sql::storm::STORM_OF,
        sql::storm::CALLED_SINCE,
        sql::storm::COUNT_OPENING,
        sql::storm::HELD_BY_NOISE,
        sql::storm::COUNT_HELD_BY_NOISE,
        sql::acknowledgement::BEFORE,
    ];
    let of_each_question = [
        sql::firing::FIRING_OF,
        sql::firing::PROBLEM_WITH,
        sql::firing::HAS_LABEL,
        sql::firing::LATEST_LABELS,
    ];
    // What has few rows: what is under way, or is limited where it stands.
    let small = ["storm", "s", "ruling", "failing", "acceptance", "flap", "f", "kin", "CONSTANT"];
    let asked = of_each_turn.into_iter().chain(of_each_alert).chain(of_each_question);
    for statement in asked {
        let plan = explained(&store, "explain query plan", statement, 3);
        for step in &plan {
            let table =
                step.strip_prefix("SCAN ").map(|rest| rest.split(' ').next().unwrap_or(rest));
            let is_small = |table: &str| small.contains(&table) || table.starts_with('(');
            let is_through_the_open = step.contains("INDEX incident_open");
            let is_bounded = table.is_none_or(is_small)
                || is_through_the_open
                || statement.contains("limit $1)");
            assert!(is_bounded, "{step}, of {plan:?}, for\n{statement}");
        }
    }
    let whole = explained(&store, "explain query plan", sql::firing::FIRING, 3);
    assert!(whole.contains(&"SCAN a".to_owned()), "it would be seen: {whole:?}");
}

#[test]
fn what_became_later_of_what_was_open_is_looked_up_incident_by_incident() {
    let store = Store::in_memory().unwrap();
    let plan = explained(&store, "explain query plan", sql::load::HAPPENED_LATER, 3);
    let looks_up = plan.iter().any(|step| step.contains("SEARCH t USING INDEX timeline_incident"));
    assert!(looks_up && !plan.iter().any(|step| step.contains("SCAN t")), "{plan:?}");
}

#[test]
fn what_is_open_is_counted_without_reading_an_incident() {
    let store = Store::in_memory().unwrap();
    let plan = explained(&store, "explain query plan", sql::COUNT_OPEN, 3);
    assert_eq!(plan, ["SCAN incident USING COVERING INDEX incident_open"]);
    let whole = explained(&store, "explain query plan", sql::COUNT_OPEN_BESIDES, 3);
    assert_eq!(whole, ["SCAN incident USING INDEX incident_open"], "it would be seen");
}
