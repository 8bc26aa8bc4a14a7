//! `--format` and `wail schema`: lists as somebody wants them, and what they are made of.

use std::fs;
use std::path::Path;

use serde_json::Value;

use crate::common::TestHome;

/// The lists that have a schema, and what prints each whole.
const LISTS: [(&str, &[&str]); 5] = [
    ("list", &["list", "--all"]),
    ("log", &["log"]),
    ("promises", &["promises", "--all"]),
    ("silence-list", &["silence", "list", "--all"]),
    ("who", &["who", "--next", "2"]),
];

/// A home in which there is something on every list, in several states.
fn home() -> TestHome {
    let home = TestHome::new();
    for command in [
        &["page", "disk \u{1b}[31mfull", "--label", "service=db"][..],
        &["page", "slow", "--severity", "warning"],
        &["page", "gone"],
        &["ack", "1"],
        &["resolve", "3", "-m", "by itself"],
        &["note", "1", "looking"],
        &["promise", "a second disk", "--by", "tomorrow", "--owner", "ana"],
        &["promise", "an index", "--by", "tomorrow", "--owner", "bo"],
        &["promise", "close", "2", "-m", "done"],
        &["silence", "add", "--match", "service=web", "--for", "1h", "-m", "new disks"],
    ] {
        let run = home.wail(command);
        assert_eq!(run.code, 0, "{command:?}: {run:?}");
    }
    home
}

/// What is not as the schema has it.
fn amiss(value: &Value, schema: &Value, at: &str, found: &mut Vec<String>) {
    let kinds: Vec<&str> = match &schema["type"] {
        Value::Array(kinds) => kinds.iter().filter_map(Value::as_str).collect(),
        kind => kind.as_str().into_iter().collect(),
    };
    let kind = match value {
        Value::Null => "null",
        Value::Bool(_) => "boolean",
        Value::Number(number) if number.is_i64() || number.is_u64() => "integer",
        Value::Number(_) => "number",
        Value::String(_) => "string",
        Value::Array(_) => "array",
        Value::Object(_) => "object",
    };
    let fits = kinds.contains(&kind) || (kind == "integer" && kinds.contains(&"number"));
    if !fits {
        found.push(format!("{at} is {kind}, not {kinds:?}"));
    }
    if let Some(words) = schema["enum"].as_array().filter(|_| !value.is_null())
        && !words.contains(value)
    {
        found.push(format!("{at} is {value}, not one of {words:?}"));
    }
    if schema["format"] == "date-time"
        && let Some(text) = value.as_str()
        && text.parse::<jiff::Timestamp>().is_err()
    {
        found.push(format!("{at} is {text}, which is no instant"));
    }
    for (place, member) in value.as_array().into_iter().flatten().enumerate() {
        amiss(member, &schema["items"], &format!("{at}[{place}]"), found);
    }
    let (Some(fields), Some(known)) = (value.as_object(), schema["properties"].as_object()) else {
        return;
    };
    for (name, field) in fields {
        match known.get(name) {
            Some(schema) => amiss(field, schema, &format!("{at}.{name}"), found),
            None => found.push(format!("{at}.{name} is not in the schema")),
        }
    }
    for name in schema["required"].as_array().into_iter().flatten().filter_map(Value::as_str) {
        if !fields.contains_key(name) {
            found.push(format!("{at} has no {name}"));
        }
    }
}

#[test]
fn what_is_printed_is_what_its_schema_says() {
    let home = home();
    for (name, command) in LISTS {
        let schema = home.wail(&["schema", name]);
        assert_eq!((schema.code, schema.stderr.as_str()), (0, ""), "{name}");
        let published =
            Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("docs/schema/{name}.json"));
        assert_eq!(fs::read_to_string(published).unwrap(), schema.stdout);
        let schema: Value = serde_json::from_str(&schema.stdout).unwrap();
        let printed = home.json(command);
        assert!(!printed.as_array().unwrap().is_empty(), "{name}");
        let mut found = Vec::new();
        amiss(&printed, &schema, name, &mut found);
        assert!(found.is_empty(), "{}", found.join("\n"));
    }
    let names = home.wail(&["schema"]);
    assert_eq!(names.stdout, "list\nlog\npromises\nsilence-list\nwho\n");
}

#[test]
fn a_schema_that_lies_is_found_out() {
    let schema = serde_json::json!({
        "type": "array",
        "items": { "type": "object", "properties": { "a": { "type": "string" } }, "required": ["a", "b"] },
    });
    let mut found = Vec::new();
    amiss(&serde_json::json!([{ "a": 1, "c": true }]), &schema, "x", &mut found);
    assert_eq!(
        found,
        ["x[0].a is integer, not [\"string\"]", "x[0].c is not in the schema", "x[0] has no b"]
    );
}

#[test]
fn every_list_is_printed_by_a_template() {
    let home = home();
    home.wail(&[
        "list",
        "--format",
        "{{ id }}\\t{{ severity }}\\t{{ labels.service }}\\t{{ summary }}",
    ])
    .is(0, "1\tcritical\tdb\tdisk \\x1b[31mfull\n2\twarning\t\tslow\n", "");
    home.wail(&["who", "--format", "{{ rota }}: {{ on_call | join(', ') }}"]).is(
        0,
        "primary: ana\n",
        "",
    );
    home.wail(&["promises", "--format", "{{ owner }} owes {{ text }}"]).is(
        0,
        "ana owes a second disk\n",
        "",
    );
    home.wail(&["silence", "list", "--format", "{{ matchers | join(' ') }} {{ reason }}"]).is(
        0,
        "service=web new disks\n",
        "",
    );
    let log = home.wail(&["log", "--format", "{% if event == 'noted' %}{{ incident }}{% endif %}"]);
    assert!(log.stdout.lines().any(|line| line == "1"), "{log:?}");
}

#[test]
fn a_template_that_cannot_be_used_is_a_matter_of_usage() {
    let home = home();
    home.wail(&["list", "--format", "{{ sumary }}"]).is(
        2,
        "",
        "error: there is no field `sumary`\nhint: did you mean `summary`?\n",
    );
    let run = home.wail(&["list", "--format", "{{ id"]);
    assert_eq!((run.code, run.stdout.as_str()), (2, ""), "{run:?}");
    assert!(run.stderr.starts_with("error: the template cannot be used: "), "{run:?}");
    assert!(run.stderr.ends_with("hint: `wail schema list` lists the fields\n"), "{run:?}");
    assert_eq!(home.wail(&["list", "--json", "--format", "{{ id }}"]).code, 2);
    assert_eq!(home.wail(&["schema", "lsit"]).code, 2);
    assert!(home.wail(&["schema", "lsit"]).stderr.contains("'list'"));
}
