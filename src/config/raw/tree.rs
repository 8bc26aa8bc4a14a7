//! Any part of a configuration as one tree, in the order of its keys: what makes TOML and JSON of it is compiled
//! for this one type, and not for each of the hundred that a file is read into.

use std::fmt;

use serde::ser::{Impossible, Serialize, SerializeMap, SerializeSeq, SerializeStruct, Serializer};

/// It as TOML.
///
/// # Errors
///
/// It has what TOML cannot say.
pub(crate) fn toml<T: Serialize>(what: &T) -> Result<String, String> {
    let tree = Tree::of(what).map_err(|error| error.to_string())?;
    toml::to_string(&tree).map_err(|error| error.to_string())
}

/// It as JSON; null if that cannot be.
pub(crate) fn json<T: Serialize>(what: &T) -> serde_json::Value {
    let tree = Tree::of(what).ok();
    tree.and_then(|tree| serde_json::to_value(tree).ok()).unwrap_or_default()
}

/// What there is in a configuration.
enum Tree {
    Nothing,
    Truth(bool),
    Whole(i64),
    Number(f64),
    Text(String),
    List(Vec<Tree>),
    Table(Vec<(String, Tree)>),
}

impl Tree {
    /// The tree of it; an error if it has what no configuration has, such as a key that is no text.
    fn of<T: Serialize>(what: &T) -> Result<Self, fmt::Error> {
        what.serialize(Gardener)
    }
}

impl Serialize for Tree {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Nothing => serializer.serialize_none(),
            Self::Truth(truth) => serializer.serialize_bool(*truth),
            Self::Whole(number) => serializer.serialize_i64(*number),
            Self::Number(number) => serializer.serialize_f64(*number),
            Self::Text(text) => serializer.serialize_str(text),
            Self::List(list) => serializer.collect_seq(list),
            Self::Table(entries) => {
                serializer.collect_map(entries.iter().map(|(key, value)| (key, value)))
            }
        }
    }
}

type Grown = Result<Tree, fmt::Error>;
type Never = Impossible<Tree, fmt::Error>;

/// Makes a tree of what it is given.
struct Gardener;

impl Serializer for Gardener {
    type Ok = Tree;
    type Error = fmt::Error;
    type SerializeSeq = List;
    type SerializeMap = Table;
    type SerializeStruct = Table;
    type SerializeTuple = Never;
    type SerializeTupleStruct = Never;
    type SerializeTupleVariant = Never;
    type SerializeStructVariant = Never;

    fn serialize_bool(self, truth: bool) -> Grown {
        Ok(Tree::Truth(truth))
    }

    fn serialize_i8(self, number: i8) -> Grown {
        self.serialize_i64(number.into())
    }

    fn serialize_i16(self, number: i16) -> Grown {
        self.serialize_i64(number.into())
    }

    fn serialize_i32(self, number: i32) -> Grown {
        self.serialize_i64(number.into())
    }

    fn serialize_i64(self, number: i64) -> Grown {
        Ok(Tree::Whole(number))
    }

    fn serialize_u8(self, number: u8) -> Grown {
        self.serialize_i64(number.into())
    }

    fn serialize_u16(self, number: u16) -> Grown {
        self.serialize_i64(number.into())
    }

    fn serialize_u32(self, number: u32) -> Grown {
        self.serialize_i64(number.into())
    }

    fn serialize_u64(self, number: u64) -> Grown {
        self.serialize_i64(i64::try_from(number).map_err(|_| fmt::Error)?)
    }

    fn serialize_f32(self, number: f32) -> Grown {
        self.serialize_f64(number.into())
    }

    fn serialize_f64(self, number: f64) -> Grown {
        Ok(Tree::Number(number))
    }

    fn serialize_char(self, letter: char) -> Grown {
        Ok(Tree::Text(letter.to_string()))
    }

    fn serialize_str(self, text: &str) -> Grown {
        Ok(Tree::Text(text.to_owned()))
    }

    fn serialize_bytes(self, _: &[u8]) -> Grown {
        Err(fmt::Error)
    }

    fn serialize_none(self) -> Grown {
        Ok(Tree::Nothing)
    }

    fn serialize_some<T: Serialize + ?Sized>(self, value: &T) -> Grown {
        value.serialize(self)
    }

    fn serialize_unit(self) -> Grown {
        Err(fmt::Error)
    }

    fn serialize_unit_struct(self, _: &'static str) -> Grown {
        Err(fmt::Error)
    }

    fn serialize_unit_variant(self, _: &'static str, _: u32, variant: &'static str) -> Grown {
        self.serialize_str(variant)
    }

    fn serialize_newtype_struct<T: Serialize + ?Sized>(self, _: &'static str, value: &T) -> Grown {
        value.serialize(self)
    }

    fn serialize_newtype_variant<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        _: u32,
        _: &'static str,
        _: &T,
    ) -> Grown {
        Err(fmt::Error)
    }

    fn serialize_seq(self, _: Option<usize>) -> Result<List, fmt::Error> {
        Ok(List(Vec::new()))
    }

    fn serialize_map(self, _: Option<usize>) -> Result<Table, fmt::Error> {
        Ok(Table { entries: Vec::new(), key: None })
    }

    fn serialize_struct(self, _: &'static str, _: usize) -> Result<Table, fmt::Error> {
        self.serialize_map(None)
    }

    fn serialize_tuple(self, _: usize) -> Result<Never, fmt::Error> {
        Err(fmt::Error)
    }

    fn serialize_tuple_struct(self, _: &'static str, _: usize) -> Result<Never, fmt::Error> {
        Err(fmt::Error)
    }

    fn serialize_tuple_variant(
        self,
        _: &'static str,
        _: u32,
        _: &'static str,
        _: usize,
    ) -> Result<Never, fmt::Error> {
        Err(fmt::Error)
    }

    fn serialize_struct_variant(
        self,
        _: &'static str,
        _: u32,
        _: &'static str,
        _: usize,
    ) -> Result<Never, fmt::Error> {
        Err(fmt::Error)
    }
}

/// A list that grows.
struct List(Vec<Tree>);

impl SerializeSeq for List {
    type Ok = Tree;
    type Error = fmt::Error;

    fn serialize_element<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), fmt::Error> {
        self.0.push(value.serialize(Gardener)?);
        Ok(())
    }

    fn end(self) -> Grown {
        Ok(Tree::List(self.0))
    }
}

/// A table that grows, and the key whose value comes next.
struct Table {
    entries: Vec<(String, Tree)>,
    key: Option<String>,
}

impl Table {
    fn put(&mut self, key: &str, value: Tree) {
        self.entries.push((key.to_owned(), value));
    }
}

impl SerializeMap for Table {
    type Ok = Tree;
    type Error = fmt::Error;

    fn serialize_key<T: Serialize + ?Sized>(&mut self, key: &T) -> Result<(), fmt::Error> {
        let Tree::Text(key) = key.serialize(Gardener)? else { return Err(fmt::Error) };
        self.key = Some(key);
        Ok(())
    }

    fn serialize_value<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), fmt::Error> {
        let key = self.key.take().ok_or(fmt::Error)?;
        self.put(&key, value.serialize(Gardener)?);
        Ok(())
    }

    fn end(self) -> Grown {
        Ok(Tree::Table(self.entries))
    }
}

impl SerializeStruct for Table {
    type Ok = Tree;
    type Error = fmt::Error;

    fn serialize_field<T: Serialize + ?Sized>(
        &mut self,
        key: &'static str,
        value: &T,
    ) -> Result<(), fmt::Error> {
        self.put(key, value.serialize(Gardener)?);
        Ok(())
    }

    fn end(self) -> Grown {
        Ok(Tree::Table(self.entries))
    }
}
