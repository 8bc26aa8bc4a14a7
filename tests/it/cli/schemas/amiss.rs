//! What is not as a JSON Schema says, as far as the schemas here go.

use serde_json::Value;

/// What is not as the schema has it; a field that it does not have is.
pub(super) fn amiss(value: &Value, schema: &Value, at: &str, found: &mut Vec<String>) {
    if let Some(shapes) = schema["anyOf"].as_array() {
        let each = shapes.iter().map(|shape| {
            let mut found = Vec::new();
            amiss(value, shape, at, &mut found);
            found
        });
        found.extend(each.min_by_key(Vec::len).unwrap_or_default());
        return;
    }
    let kinds: Vec<&str> = match &schema["type"] {
        Value::Array(kinds) => kinds.iter().filter_map(Value::as_str).collect(),
        Value::String(kind) => vec![kind],
        _ => return,
    };
    let kind = kind_of(value);
    if !(kinds.contains(&kind) || (kind == "integer" && kinds.contains(&"number"))) {
        found.push(format!("{at} is {kind}, not {kinds:?}"));
    }
    if let Some(words) = schema["enum"].as_array()
        && !words.contains(value)
    {
        found.push(format!("{at} is {value}, not one of {words:?}"));
    }
    let text = value.as_str().unwrap_or_default();
    let is_right = match schema["format"].as_str() {
        Some("date-time") => value.is_null() || text.parse::<jiff::Timestamp>().is_ok(),
        Some("date") => value.is_null() || text.parse::<jiff::civil::Date>().is_ok(),
        _ => true,
    };
    if !is_right {
        found.push(format!("{at} is {text}, which is no {}", schema["format"]));
    }
    for (place, member) in value.as_array().into_iter().flatten().enumerate() {
        amiss(member, &schema["items"], &format!("{at}[{place}]"), found);
    }
    let Some(fields) = value.as_object() else { return };
    for (name, field) in fields {
        match schema["properties"].get(name).or(schema.get("additionalProperties")) {
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

fn kind_of(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "boolean",
        Value::Number(number) if number.is_i64() || number.is_u64() => "integer",
        Value::Number(_) => "number",
        Value::String(_) => "string",
        Value::Array(_) => "array",
        Value::Object(_) => "object",
    }
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
    let either = serde_json::json!({ "anyOf": [{ "type": "integer" }, schema] });
    let mut found = Vec::new();
    amiss(&serde_json::json!("text"), &either, "x", &mut found);
    assert_eq!(found, ["x is string, not [\"integer\"]"]);
}
