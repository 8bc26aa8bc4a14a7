//! What is read of a file, and what is taken out of it.

use super::*;

#[test]
fn a_value_knows_where_it_stands() {
    let text = "fallback = \"ana\"\n[people.bo]\nchannels = [\"sound\"]\n";
    let raw = read::<Raw>(text).raw;
    let fallback = raw.fallback.unwrap();
    assert_eq!(&text[fallback.span], "\"ana\"");
    let (name, table) = raw.people.iter().next().unwrap();
    assert_eq!(&text[name.span.clone()], "bo");
    let channels = table.channels.as_ref().unwrap();
    assert_eq!(&text[channels[0].span.clone()], "\"sound\"");
}

#[test]
fn what_cannot_be_read_does_not_hide_the_rest() {
    let text =
        "fallback = \"ana\"\nzone = 5\nmee = 1\n[listen]\nadress = \"x\"\nbody_limit = true\n";
    let reading = read::<Raw>(text);
    assert_eq!(reading.findings.len(), 4);
    assert!(!reading.is_broken);
    assert_eq!(reading.raw.fallback.unwrap().value, "ana");
    let dropped: Vec<&str> = reading.dropped.iter().map(|dropped| dropped.key.as_str()).collect();
    assert!(["zone", "me", "address", "body_limit"].iter().all(|key| dropped.contains(key)));
}

#[test]
fn a_list_keeps_its_good_items() {
    let reading = read::<Raw>("me = [\"ana\", 5, \"bo\", true]");
    assert_eq!(reading.findings.len(), 2);
    let names: Vec<String> =
        reading.raw.me.unwrap().each().into_iter().map(|it| it.value).collect();
    assert_eq!(names, ["ana", "bo"]);
}

#[test]
fn a_file_that_is_wrong_all_over_is_given_up() {
    let lines: Vec<String> = (0..1000).map(|number| format!("wrong{number} = 1")).collect();
    let reading = read::<Raw>(&lines.join("\n"));
    assert!(reading.is_broken);
    assert_eq!(reading.findings.len(), 100);
}

#[test]
fn dates_are_read_bare_and_in_quotes() {
    for start in ["2026-01-05", "\"2026-01-05\""] {
        let text = format!("[[rota.a.layer]]\nstart = {start}\n");
        let raw = read::<Raw>(&text).raw;
        let layer = &raw.rota.values().next().unwrap().layer[0];
        assert_eq!(layer.start.as_ref().unwrap().0, "2026-01-05");
    }
}

#[test]
fn a_date_is_none_of_the_other_values() {
    let text = "fallback = 2026-01-05\ninhibit_sleep = 12:00:00\nme = [2026-01-05]\n\
                listen = 2026-01-05T10:00:00Z\noff = [2026-01-05]\n\
                [rota.a]\nlayer = [{ start = { day = 5 } }]\n[monitors.a]\nevery = 2026-01-05\n";
    let reading = read::<Raw>(text);
    let told: Vec<(&str, String)> = reading
        .findings
        .iter()
        .map(|it| (&text[it.span.clone().unwrap()], it.clone().on_one_line()))
        .collect();
    let of = |value: &str| told.iter().filter(|(at, _)| *at == value).count();
    assert_eq!(told.len(), 7, "{told:?}");
    assert_eq!((of("2026-01-05"), of("12:00:00"), of("{ day = 5 }")), (4, 1, 1), "{told:?}");
    let says = |(at, said): &(&str, String)| match *at {
        "{ day = 5 }" => said.starts_with("a table cannot stand here"),
        _ => said.starts_with("a date cannot stand here"),
    };
    assert!(told.iter().all(says), "{told:?}");
}

#[test]
fn a_number_that_no_type_holds_is_told_at_its_place() {
    for number in
        ["0x8000000000000000", "170141183460469231731687303715884105728", "9".repeat(50).as_str()]
    {
        let text = format!("[store.keep_bodies]\nage = {number}\n[monitors.a]\nport = {number}\n");
        let reading = read::<Raw>(&text);
        let told: Vec<&str> =
            reading.findings.iter().map(|it| &text[it.span.clone().unwrap()]).collect();
        assert_eq!(told, [number, number]);
        assert!(!reading.is_broken);
    }
    let text = "[sounds]\nvolume = 1e999\n";
    let reading = read::<Raw>(text);
    assert_eq!(&text[reading.findings[0].span.clone().unwrap()], "1e999");
    assert!(read::<Raw>("[sounds]\nvolume = inf\n").findings.is_empty());
}

#[test]
fn the_schema_knows_what_is_required_what_is_refused_and_which_words_there_are() {
    let schema = schemars::schema_for!(Raw).to_value();
    assert_eq!(schema["required"], serde_json::json!(["fallback", "policy"]));
    assert_eq!(schema["additionalProperties"], false);
    let definitions = &schema["$defs"];
    assert_eq!(definitions["Layer"]["required"], serde_json::json!(["people", "every", "start"]));
    let kinds = &definitions["Source"]["properties"]["kind"]["enum"];
    assert_eq!(kinds.as_array().unwrap().len(), crate::sources::SOURCES.len());
    assert!(schema["properties"]["fallback"]["description"].is_string());
}
