//! Values as they stand in the file: each with its place, so that a fault can point at it.

use std::borrow::{Borrow, Cow};
use std::cmp::Ordering;
use std::fmt;
use std::marker::PhantomData;
use std::ops::{Deref, Range};

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::de::{EnumAccess, Error, MapAccess, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A value and the bytes of the file it was read from. Compares by value alone.
#[derive(Clone, Debug)]
pub(crate) struct Given<T> {
    /// What was read.
    pub(crate) value: T,
    /// Where it stands.
    pub(crate) span: Range<usize>,
}

impl<T> Given<T> {
    /// A value that no file holds: a default, made visible.
    pub(crate) fn made(value: T) -> Self {
        Self { value, span: 0..0 }
    }
}

impl<T> Deref for Given<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.value
    }
}

impl Borrow<str> for Given<String> {
    fn borrow(&self) -> &str {
        &self.value
    }
}

impl<T: PartialEq> PartialEq for Given<T> {
    fn eq(&self, other: &Self) -> bool {
        self.value == other.value
    }
}

impl<T: Eq> Eq for Given<T> {}

impl<T: PartialOrd> PartialOrd for Given<T> {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        self.value.partial_cmp(&other.value)
    }
}

impl<T: Ord> Ord for Given<T> {
    fn cmp(&self, other: &Self) -> Ordering {
        self.value.cmp(&other.value)
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Given<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        /// Takes where it stands as a key, and what it is as its value.
        struct Placed<T>(PhantomData<T>);

        impl<'de, T: Deserialize<'de>> Visitor<'de> for Placed<T> {
            type Value = Given<T>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a value and where it stands")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Given<T>, A::Error> {
                let (start, end) =
                    map.next_key()?.ok_or_else(|| A::Error::custom("a value that is nowhere"))?;
                Ok(Given { value: map.next_value()?, span: start..end })
            }
        }

        deserializer.deserialize_tuple_struct("Given", 2, Placed(PhantomData))
    }
}

impl<T: Serialize> Serialize for Given<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.value.serialize(serializer)
    }
}

impl<T: JsonSchema> JsonSchema for Given<T> {
    fn inline_schema() -> bool {
        T::inline_schema()
    }

    fn schema_name() -> Cow<'static, str> {
        T::schema_name()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        T::json_schema(generator)
    }
}

/// One name, or a list of them.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
#[serde(untagged)]
#[schemars(inline)]
pub(crate) enum OneOrMany {
    /// `"ana"`
    One(String),
    /// `["ana", "bo"]`
    Many(Vec<Given<String>>),
}

impl Given<OneOrMany> {
    /// The names one by one, each with its place.
    pub(crate) fn each(&self) -> Vec<Given<String>> {
        match &self.value {
            OneOrMany::One(name) => vec![Given { value: name.clone(), span: self.span.clone() }],
            OneOrMany::Many(names) => names.clone(),
        }
    }
}

impl<'de> Deserialize<'de> for OneOrMany {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Names;

        impl<'de> Visitor<'de> for Names {
            type Value = OneOrMany;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a text in quotes or a list of them")
            }

            fn visit_str<E>(self, name: &str) -> Result<OneOrMany, E> {
                Ok(OneOrMany::One(name.to_owned()))
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<OneOrMany, A::Error> {
                let mut names = Vec::new();
                while let Some(name) = list.next_element()? {
                    names.push(name);
                }
                Ok(OneOrMany::Many(names))
            }
        }

        deserializer.deserialize_any(Names)
    }
}

/// A quantity with its unit, as written: `5m`, `64MB`. A bare number is kept too, so that the fault
/// can say which unit it lacks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Quantity(pub(crate) String);

impl Quantity {
    fn schema(pattern: &str, example: &str) -> Schema {
        json_schema!({ "type": "string", "pattern": pattern, "examples": [example] })
    }

    /// The schema of a length of time.
    pub(crate) fn duration(_: &mut SchemaGenerator) -> Schema {
        Self::schema(r"^\s*([0-9]+\s*[a-z]+\s*)+$", "5m")
    }

    /// The schema of an amount of data.
    pub(crate) fn size(_: &mut SchemaGenerator) -> Schema {
        Self::schema(r"^\s*[0-9]+\s*([kKMG]i?)?B\s*$", "64MB")
    }
}

impl<'de> Deserialize<'de> for Quantity {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Written;

        impl Visitor<'_> for Written {
            type Value = Quantity;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a number with a unit, in quotes")
            }

            fn visit_str<E>(self, text: &str) -> Result<Quantity, E> {
                Ok(Quantity(text.to_owned()))
            }

            fn visit_i64<E>(self, number: i64) -> Result<Quantity, E> {
                Ok(Quantity(number.to_string()))
            }

            fn visit_f64<E>(self, number: f64) -> Result<Quantity, E> {
                Ok(Quantity(number.to_string()))
            }
        }

        deserializer.deserialize_any(Written)
    }
}

impl Serialize for Quantity {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.0)
    }
}

/// A date, with or without a time: TOML's own, or the same in quotes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Moment(pub(crate) String);

impl<'de> Deserialize<'de> for Moment {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct DateOrText;

        impl<'de> Visitor<'de> for DateOrText {
            type Value = Moment;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a date such as `2026-01-05`, or one with a time in quotes")
            }

            fn visit_str<E>(self, text: &str) -> Result<Moment, E> {
                Ok(Moment(text.to_owned()))
            }

            fn visit_enum<A: EnumAccess<'de>>(self, date: A) -> Result<Moment, A::Error> {
                date.variant().map(|(date, _)| Moment(date))
            }
        }

        deserializer.deserialize_any(DateOrText)
    }
}

impl Serialize for Moment {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.0)
    }
}

impl JsonSchema for Moment {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        "Moment".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "string", "examples": ["2026-12-24 18:00"] })
    }
}
