//! What a value of JSON looks like, and how a JSON Schema says so.

use serde_json::{Map, Value, json};

/// A field of an object: its name, what it looks like, and what it is.
#[derive(Debug)]
pub(super) struct Field(pub(super) &'static str, pub(super) Shape, pub(super) &'static str);

/// What a value looks like.
#[derive(Debug)]
pub(super) enum Shape {
    /// Any text.
    Text,
    /// An instant as RFC 3339 in UTC.
    Instant,
    /// A day, as `2026-12-24`.
    Day,
    /// A whole number.
    Integer,
    /// Any number.
    Number,
    /// Yes or no.
    Flag,
    /// One of these.
    Word(&'static [&'static str]),
    /// Texts by name.
    Labels,
    /// What is by name, whatever the names are.
    ByName(&'static Shape),
    /// Any value at all: it has its own schema elsewhere.
    Anything,
    /// The fields of all of these, always.
    Object(&'static [&'static [Field]]),
    /// A list of such.
    List(&'static Shape),
    /// Such, or null.
    Maybe(&'static Shape),
    /// One of these, by what was asked.
    Either(&'static [Shape]),
}

/// A text or null.
pub(super) const MAYBE_TEXT: Shape = Shape::Maybe(&Shape::Text);
/// An instant or null.
pub(super) const MAYBE_INSTANT: Shape = Shape::Maybe(&Shape::Instant);
/// A whole number or null.
pub(super) const MAYBE_INTEGER: Shape = Shape::Maybe(&Shape::Integer);
/// A number or null.
pub(super) const MAYBE_NUMBER: Shape = Shape::Maybe(&Shape::Number);
/// A list of texts.
pub(super) const TEXTS: Shape = Shape::List(&Shape::Text);
/// A list of whole numbers.
pub(super) const INTEGERS: Shape = Shape::List(&Shape::Integer);

impl Shape {
    /// The JSON Schema of it, without its head.
    pub(super) fn schema(&self) -> Map<String, Value> {
        match self {
            Self::Text => typed("string"),
            Self::Instant => with(typed("string"), "format", "date-time"),
            Self::Day => with(typed("string"), "format", "date"),
            Self::Integer => typed("integer"),
            Self::Number => typed("number"),
            Self::Flag => typed("boolean"),
            Self::Word(words) => with(typed("string"), "enum", json!(words)),
            Self::Labels => Self::ByName(&Self::Text).schema(),
            Self::ByName(of) => with(typed("object"), "additionalProperties", of.schema()),
            Self::Anything => Map::new(),
            Self::Object(parts) => object(parts),
            Self::List(of) => with(typed("array"), "items", of.schema()),
            Self::Maybe(of) => nullable(of.schema()),
            Self::Either(shapes) => {
                let shapes: Vec<_> = shapes.iter().map(Self::schema).collect();
                with(Map::new(), "anyOf", json!(shapes))
            }
        }
    }

    /// The names of the fields that each member of it has, if it is a list of objects, or has such lists
    /// in it.
    pub(super) fn fields(&self) -> Vec<&'static str> {
        let in_all =
            |parts: &[&'static [Field]]| parts.iter().copied().flatten().collect::<Vec<_>>();
        match self {
            Self::List(Self::Object(parts)) => {
                in_all(parts).iter().map(|Field(name, ..)| *name).collect()
            }
            Self::Object(parts) => {
                in_all(parts).iter().flat_map(|Field(_, shape, _)| shape.fields()).collect()
            }
            Self::Either(shapes) => {
                let list = shapes.iter().find(|shape| matches!(shape, Self::List(_)));
                list.map_or_else(|| shapes.iter().flat_map(Self::fields).collect(), Self::fields)
            }
            _ => Vec::new(),
        }
    }
}

fn typed(kind: &str) -> Map<String, Value> {
    with(Map::new(), "type", kind)
}

fn with(
    mut schema: Map<String, Value>,
    keyword: &str,
    value: impl Into<Value>,
) -> Map<String, Value> {
    schema.insert(keyword.to_owned(), value.into());
    schema
}

fn object(parts: &[&[Field]]) -> Map<String, Value> {
    let mut properties = Map::new();
    let mut required = Vec::new();
    for Field(name, shape, about) in parts.iter().copied().flatten() {
        let described = with(shape.schema(), "description", *about);
        properties.insert((*name).to_owned(), described.into());
        required.push(*name);
    }
    let object = with(typed("object"), "properties", properties);
    with(object, "required", required)
}

/// The same, or null.
fn nullable(mut schema: Map<String, Value>) -> Map<String, Value> {
    let kind = schema.remove("type");
    if let Some(Value::Array(words)) = schema.get_mut("enum") {
        words.push(Value::Null);
    }
    with(schema, "type", json!([kind, "null"]))
}
