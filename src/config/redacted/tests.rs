//! Whatever is a secret, an address or a person is not in what is shown.

use super::*;

/// Every text in it, with the key it stands at.
fn texts(table: &Table, found: &mut Vec<(String, String)>) {
    fn value(key: &str, of: &Value, found: &mut Vec<(String, String)>) {
        match of {
            Value::String(text) => found.push((key.to_owned(), text.clone())),
            Value::Array(list) => list.iter().for_each(|member| value(key, member, found)),
            Value::Table(table) => texts(table, found),
            Value::Datetime(date) => found.push((key.to_owned(), date.to_string())),
            Value::Integer(_) | Value::Float(_) | Value::Boolean(_) => {}
        }
    }
    table.iter().for_each(|(key, of)| value(key, of, found));
}

#[test]
fn of_every_text_in_the_example_only_words_names_and_times_are_shown() {
    let text = include_str!("../../../config.example.toml");
    let whole: Table = text.parse().unwrap();
    let shown = redacted(text);
    let (mut said, mut told) = (Vec::new(), Vec::new());
    texts(&whole, &mut said);
    texts(&shown.parse().unwrap(), &mut told);
    assert_eq!(said.len(), told.len(), "its shape stays");
    assert!(said.len() > 150, "{}", said.len());
    let people = ["ana", "bo", "carol"];
    for (key, text) in &told {
        assert!(!people.contains(&text.as_str()), "{key} = {text}");
        assert!(
            !text.contains(['@', '/', '=', '{']) || text.contains("/B") || text.contains("/L"),
            "{key} = {text}"
        );
    }
    for word in ["shop.example", "192.0.2", "sms", "wiki", "her family", "\"ana\"", "\"carol\""] {
        assert!(!shown.contains(word), "{word} in\n{shown}");
    }
    for kept in
        ["Europe/Berlin", "every = \"week\"", "person-1", "wait = \"5m\"", "kind = \"http\""]
    {
        assert!(shown.contains(kept), "{kept} is not in\n{shown}");
    }
}

#[test]
fn a_secret_is_hidden_however_it_is_written() {
    let text = r#"
        fallback = "ana"
        [people."ana@example.org"]
        channels = [
            { use = "push", to = "slack", url = "https://hooks.slack.com/services/T0/B0/hunter2" },
            { use = "push", to = "pushover", token = "5m", user = "hunter3" },
            { use = "push", to = "ntfy", topic = "oncall-hunter4", server = "https://ana:hunter5@ntfy.example.org" },
            { use = "push", to = "telegram", token = "env:TELEGRAM_HUNTER6", chat = -1001234567890 },
            { use = "command", run = ["/usr/local/bin/sms", "--password=hunter7", "5m"] },
            { use = "push", to = "http", url = "env:X", headers = { authorization = "Bearer hunter8" }, body = "hunter9" },
            { use = "push", to = "mail", address = "ana@example.org", password = 12 },
        ]
        [people.ana]
        channels = ["sound"]
        [monitors.shop]
        kind = "command"
        environment = { PASSWORD = "critical", "ana@example.org" = "x" }
    "#;
    let shown = redacted(text);
    for secret in
        ["hunter", "HUNTER", "ana", "example", "\"5m\"", "1001234567890", "12", "PASSWORD = \"crit"]
    {
        assert!(!shown.contains(secret), "{secret} in\n{shown}");
    }
    for kept in ["use = \"push\"", "to = \"slack\"", "token = \"env:…\"", "kind = \"command\""] {
        assert!(shown.contains(kept), "{kept} is not in\n{shown}");
    }
    assert!(!redacted("a = hunter2").contains("hunter2"));
}

#[test]
fn a_person_is_one_whatever_else_has_the_name_and_a_machine_is_not_named() {
    let text = r#"
        [people.ana]
        channels = ["sound"]
        [people.bo]
        channels = ["sound"]
        [rota.storage]
        [policy.ana]
        steps = [{ who = "storage" }, { who = "bo" }]
        [monitors."db-1.corp.example.com"]
        kind = "ping"
        [monitors."192.0.2.1"]
        kind = "ping"
    "#;
    let shown = redacted(text);
    for secret in ["ana", "bo\"", "corp", "192.0"] {
        assert!(!shown.contains(secret), "{secret} in\n{shown}");
    }
    assert!(shown.contains("who = \"storage\"") && shown.contains("policy.person-1"), "{shown}");
}

#[test]
fn a_date_is_shown_as_it_is_written() {
    let shown = redacted("[[rota.main.layer]]\nstart = 2026-01-05\nfor = 1979-05-27T07:32:00Z\n");
    assert!(shown.contains("start = \"2026-01-05\""), "{shown}");
    assert!(!shown.contains("toml"), "{shown}");
}
