//! Values of a document, as serde reads them: each knows where it stands.
//!
//! What toml has for this is compiled anew, whole, for each of the hundred types that are read. Here only the
//! calls are, and all that is done for them is the same for every type.

use std::fmt;
use std::ops::Range;

use serde::de::value::{BorrowedStrDeserializer, SeqDeserializer};
use serde::de::{
    DeserializeSeed, Deserializer, Error, IntoDeserializer, MapAccess, SeqAccess, Visitor,
};
use serde::forward_to_deserialize_any;
use toml::Spanned;
use toml::de::{DeInteger, DeString, DeTable, DeValue};
use toml::map;

/// Why a value could not be read.
#[derive(Debug)]
pub(super) struct Misread {
    /// What serde says.
    pub(super) message: String,
    /// Where the smallest value stands that is to blame.
    pub(super) span: Option<Range<usize>>,
}

/// Says that it stands there, unless a smaller place is known.
fn within(span: Range<usize>) -> impl FnOnce(Box<Misread>) -> Box<Misread> {
    |mut misread| {
        misread.span.get_or_insert(span);
        misread
    }
}

impl fmt::Display for Misread {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for Misread {}

// In a box: whatever is read comes with room for it.
impl Error for Box<Misread> {
    fn custom<T: fmt::Display>(message: T) -> Self {
        Self::new(Misread { message: message.to_string(), span: None })
    }
}

/// A value that is read. A date is an enum of one variant, its text: so only who wants a date gets one.
#[derive(Clone, Copy)]
pub(super) struct Value<'de>(pub(super) &'de Spanned<DeValue<'de>>);

/// A number of a document, as wide as it has to be.
enum Whole {
    Usual(i64),
    Large(u64),
    Huge(i128),
    Vast(u128),
}

fn whole(written: &DeInteger<'_>) -> Result<Whole, Box<Misread>> {
    let (digits, radix) = (written.as_str(), written.radix());
    i64::from_str_radix(digits, radix)
        .map(Whole::Usual)
        .or_else(|_| u64::from_str_radix(digits, radix).map(Whole::Large))
        .or_else(|_| i128::from_str_radix(digits, radix).map(Whole::Huge))
        .or_else(|_| u128::from_str_radix(digits, radix).map(Whole::Vast))
        .map_err(|_| Box::<Misread>::custom("integer number overflowed"))
}

fn number(written: &str) -> Result<f64, Box<Misread>> {
    let number = written.parse().ok();
    number
        .filter(|number: &f64| !number.is_infinite() || written.contains("inf"))
        .ok_or_else(|| Box::<Misread>::custom("floating-point number overflowed"))
}

impl<'de> Value<'de> {
    fn hand_to<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Box<Misread>> {
        match self.0.as_ref() {
            DeValue::String(text) => visitor.visit_borrowed_str(text),
            DeValue::Integer(written) => match whole(written)? {
                Whole::Usual(number) => visitor.visit_i64(number),
                Whole::Large(number) => visitor.visit_u64(number),
                Whole::Huge(number) => visitor.visit_i128(number),
                Whole::Vast(number) => visitor.visit_u128(number),
            },
            DeValue::Float(written) => visitor.visit_f64(number(written.as_str())?),
            DeValue::Boolean(truth) => visitor.visit_bool(*truth),
            DeValue::Datetime(date) => visitor.visit_enum(date.to_string().into_deserializer()),
            DeValue::Array(list) => visitor.visit_seq(List(list.iter())),
            DeValue::Table(table) => visitor.visit_map(Table::of(table)),
        }
    }
}

impl<'de> Deserializer<'de> for Value<'de> {
    type Error = Box<Misread>;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Box<Misread>> {
        self.hand_to(visitor).map_err(within(self.0.span()))
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Box<Misread>> {
        visitor.visit_some(self)
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        _name: &'static str,
        visitor: V,
    ) -> Result<V::Value, Box<Misread>> {
        visitor.visit_newtype_struct(self)
    }

    /// Only `Given` asks for one: a place, and what stands there.
    fn deserialize_tuple_struct<V: Visitor<'de>>(
        self,
        _name: &'static str,
        _parts: usize,
        visitor: V,
    ) -> Result<V::Value, Box<Misread>> {
        visitor.visit_map(Placed { span: self.0.span(), what: Some(self) })
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf unit
        unit_struct seq tuple map struct enum identifier ignored_any
    }
}

/// What is left of a list.
struct List<'de>(std::slice::Iter<'de, Spanned<DeValue<'de>>>);

impl<'de> SeqAccess<'de> for List<'de> {
    type Error = Box<Misread>;

    fn next_element_seed<T: DeserializeSeed<'de>>(
        &mut self,
        seed: T,
    ) -> Result<Option<T::Value>, Box<Misread>> {
        self.0.next().map(|value| seed.deserialize(Value(value))).transpose()
    }

    fn size_hint(&self) -> Option<usize> {
        Some(self.0.len())
    }
}

/// What is left of a table, and the value of the key that was read last.
struct Table<'de> {
    entries: map::Iter<'de, Spanned<DeString<'de>>, Spanned<DeValue<'de>>>,
    value: Option<&'de Spanned<DeValue<'de>>>,
}

impl<'de> Table<'de> {
    fn of(table: &'de DeTable<'de>) -> Self {
        Self { entries: table.iter(), value: None }
    }

    fn next_key(&mut self) -> Option<Key<'de>> {
        let (key, value) = self.entries.next()?;
        self.value = Some(value);
        Some(Key(key))
    }

    fn next_value(&mut self) -> Result<Value<'de>, Box<Misread>> {
        self.value.take().map(Value).ok_or_else(|| Box::<Misread>::custom("a value without a key"))
    }
}

impl<'de> MapAccess<'de> for Table<'de> {
    type Error = Box<Misread>;

    fn next_key_seed<K: DeserializeSeed<'de>>(
        &mut self,
        seed: K,
    ) -> Result<Option<K::Value>, Box<Misread>> {
        let Some(key) = self.next_key() else { return Ok(None) };
        seed.deserialize(key).map(Some).map_err(within(key.0.span()))
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(
        &mut self,
        seed: V,
    ) -> Result<V::Value, Box<Misread>> {
        let value = self.next_value()?;
        seed.deserialize(value).map_err(within(value.0.span()))
    }
}

/// The key of an entry.
#[derive(Clone, Copy)]
struct Key<'de>(&'de Spanned<DeString<'de>>);

impl<'de> Deserializer<'de> for Key<'de> {
    type Error = Box<Misread>;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Box<Misread>> {
        visitor.visit_borrowed_str(self.0.as_ref())
    }

    fn deserialize_tuple_struct<V: Visitor<'de>>(
        self,
        _name: &'static str,
        _parts: usize,
        visitor: V,
    ) -> Result<V::Value, Box<Misread>> {
        let what = BorrowedStrDeserializer::new(self.0.as_ref());
        visitor.visit_map(Placed { span: self.0.span(), what: Some(what) })
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf option
        unit unit_struct newtype_struct seq tuple map struct enum identifier ignored_any
    }
}

/// What `Given` reads: where something stands as the key, and what it is as the value.
struct Placed<D> {
    span: Range<usize>,
    what: Option<D>,
}

impl<'de, D: Deserializer<'de, Error = Box<Misread>>> MapAccess<'de> for Placed<D> {
    type Error = Box<Misread>;

    fn next_key_seed<K: DeserializeSeed<'de>>(
        &mut self,
        seed: K,
    ) -> Result<Option<K::Value>, Box<Misread>> {
        let ends = [self.span.start, self.span.end];
        seed.deserialize(SeqDeserializer::new(ends.into_iter())).map(Some)
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(
        &mut self,
        seed: V,
    ) -> Result<V::Value, Box<Misread>> {
        let what =
            self.what.take().ok_or_else(|| Box::<Misread>::custom("a place without a value"))?;
        seed.deserialize(what)
    }
}
