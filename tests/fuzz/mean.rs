//! Inputs that are meant badly: each of a kind that is known to cost programs dearly, of a megabyte.

use wail::sources::{SOURCES, find};

use crate::bounds;
use crate::chance::SIZE;
use crate::request::{Sent, Wrapping};

/// `start`, then `unit` as often as there is room, then `end`.
fn filled(start: &str, unit: &str, end: &str) -> String {
    let times = (SIZE - start.len() - end.len()) / unit.len();
    [start, &unit.repeat(times), end].concat()
}

fn many_keys(start: &str, end: &str, value: &str) -> String {
    let mut text = start.to_owned();
    for number in 0.. {
        let field = format!("\"{number:x}\":{value},");
        if text.len() + field.len() + end.len() > SIZE {
            break;
        }
        text += &field;
    }
    text + end
}

/// Bodies that mean nothing to anybody.
fn bodies() -> Vec<(&'static str, Vec<u8>)> {
    let text = [
        ("dense zeros", filled("[", "0,", "0]")),
        ("dense texts", filled("[", "\"\",", "0]")),
        ("dense lists", filled("[", "[],", "0]")),
        ("dense lists of one", filled("[", "[0],", "0]")),
        ("dense objects", filled("[", "{},", "0]")),
        ("dense objects of one", filled("[", "{\"\":0},", "0]")),
        ("deep lists", filled("", "[", "")),
        ("deep objects", filled("", "{\"a\":", "")),
        ("deep and dense", filled("[", &format!("{}{},", "[".repeat(100), "]".repeat(100)), "0]")),
        ("many keys", many_keys("{", "\"z\":0}", "0")),
        ("one key many times", filled("{", "\"a\":[1,2,3],", "\"z\":0}")),
        ("a number without end", filled("{\"id\":", "9", "}")),
        ("a fraction without end", filled("{\"id\":0.", "1", "}")),
        ("escapes", filled("{\"summary\":\"", "\\u0041", "\"}")),
        ("half surrogates", filled("{\"summary\":\"", "\\ud800", "\"}")),
        ("half surrogates, then not JSON", filled("{\"summary\":\"", "\\ud800", "\"")),
        ("quotes", filled("", "\"", "")),
        ("commas", filled("[", ",", "]")),
        ("blanks", filled("[", " ", "]")),
        ("many fields", filled("", "a=b&", "c=d")),
        ("many fields of JSON", filled("", "a=[0,0,0,0,0,0,0]&", "c=d")),
        ("one field of dense JSON", filled("payload=[", "0,", "0]")),
        ("empty fields", filled("a=b", "&", "")),
        ("percent signs", filled("a=", "%ff", "")),
        ("percent signs in JSON", filled("data={\"summary\":\"", "%ff", "\"}")),
        ("dashes", filled(&format!("{}\n", "-".repeat(SIZE / 2)), "-", "")),
        ("almost boundaries", filled(&format!("--{}\n", "a".repeat(SIZE / 3)), "a-", "")),
        ("boundaries", filled("--\u{61}\n", "--a\n", "")),
        ("parts", filled("", "--a\nname=b\n\n[0,0,0,0]\n", "--a")),
        ("line breaks", filled("--a", "\n\r\n", "")),
    ];
    let packed = |start: &str, byte: u8, end: &str| {
        [start.as_bytes(), &vec![byte; SIZE - 100], end.as_bytes()].concat()
    };
    let bytes = [
        ("no text", packed("{\"summary\":\"", 0xff, "\"}")),
        ("no text in many places", {
            let unit = [&b"\""[..], &[0xff; 30], b"\","].concat();
            [&b"["[..], &unit.repeat(SIZE / unit.len() - 1), b"0]"].concat()
        }),
        ("zeros", packed("", 0, "")),
        ("no text in a form", packed("summary=", 0xff, "")),
    ];
    text.map(|(name, text)| (name, text.into_bytes())).into_iter().chain(bytes).collect()
}

/// Every bound that is broken by one of these.
fn broken(all: impl IntoIterator<Item = (String, &'static str, Sent)>) -> Vec<String> {
    let all = all.into_iter();
    all.filter_map(|(name, kind, sent)| {
        let excess = sent.excess(find(kind).unwrap())?;
        Some(format!("{name}: {excess}"))
    })
    .collect()
}

#[test]
fn bodies_that_mean_nothing_are_within_bounds() {
    let _alone = bounds::alone();
    let mut faults = Vec::new();
    for (name, body) in bodies() {
        for kind in ["generic", "alertmanager", "standard-webhooks", "riemann"] {
            let sent = Sent::sample(find(kind).unwrap(), body.clone());
            faults.extend(broken([(name.to_owned(), kind, sent)]));
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn bodies_that_mean_too_much_are_within_bounds() {
    let _alone = bounds::alone();
    let key = "k".repeat(100_000);
    let grouped = |alerts: &str| {
        format!("{{\"groupKey\":\"{key}\",\"groupLabels\":{{\"a\":\"b\"}},\"alerts\":{alerts}}}")
    };
    let alert = "{\"labels\":{\"alertname\":\"a\"}},";
    let event = "{\"host\":\"a\",\"service\":\"b\",\"state\":\"critical\"},";
    let labels = many_keys("{\"summary\":\"a\",\"labels\":{", "\"z\":0}}", "0");
    let inner = filled("[", "{\"labels\":{\"a\":\"b\"}},", "0]");
    let dense = filled("[", "0,", "0]");
    let sns = serde_json::json!({"Type": "Notification", "TopicArn": "a", "Message": dense});
    let event_with = |data: &str| serde_json::json!({"type": "a", "data": data}).to_string();
    let thousand = grouped(&format!("[{}{{}}]", alert.repeat(1000)));
    let bodies = [
        ("a long group", "alertmanager", grouped(&filled("[", alert, "{}]"))),
        ("a long group of a thousand", "alertmanager", thousand.clone()),
        ("a long group of a thousand", "grafana", thousand),
        ("small alerts", "alertmanager", filled("{\"alerts\":[", alert, "{}]}")),
        ("empty alerts", "alertmanager", filled("{\"alerts\":[", "{},", "{}]}")),
        ("small alerts", "alertmanager-api", filled("[", alert, "{}]")),
        ("small events", "riemann", filled("[", event, "{}]")),
        ("many labels", "generic", labels.clone()),
        ("many labels in a text", "cloudevents", event_with(&labels)),
        ("alerts in a text", "cloudevents", event_with(&inner)),
        ("dense JSON in a text", "aws-sns-cloudwatch", sns.to_string()),
    ];
    let sent = bodies.map(|(name, kind, body)| {
        (name.to_owned(), kind, Sent::sample(find(kind).unwrap(), body.into_bytes()))
    });
    let faults = broken(sent);
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn one_text_that_fills_the_body_is_within_bounds_wherever_it_stands() {
    let _alone = bounds::alone();
    let mut faults = Vec::new();
    for source in SOURCES {
        faults.extend(
            crate::mutation::swollen(source, SIZE)
                .into_iter()
                .filter_map(|sent| sent.excess(source)),
        );
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn every_wrapping_of_dense_json_is_within_bounds() {
    let _alone = bounds::alone();
    let sent = Wrapping::ALL.into_iter().flat_map(|wrapping| {
        let source = find("generic").unwrap();
        let json = filled("{\"summary\":[", "0,", "0]}");
        let json = json[..json.len() / 3].rsplit_once(',').unwrap().0.to_owned() + "]}";
        let sent = wrapping.wrap(Sent::sample(source, Vec::new()), &json);
        [(format!("{wrapping:?}"), source.name, sent)]
    });
    let faults = broken(sent);
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}
