//! JSON as it is written, so that it can be written wrongly: keys twice, numbers of any length, in
//! the order of the writer.

use std::fmt::Write as _;

use serde_json::Value;

/// A value, or what stands in its place.
#[derive(Clone, Debug)]
pub(crate) enum Node {
    /// Written as it is.
    Raw(String),
    List(Vec<Node>),
    Object(Vec<(String, Node)>),
}

impl From<&Value> for Node {
    fn from(value: &Value) -> Self {
        match value {
            Value::Array(members) => Self::List(members.iter().map(Self::from).collect()),
            Value::Object(fields) => {
                let fields = fields.iter().map(|(name, value)| (name.clone(), Self::from(value)));
                Self::Object(fields.collect())
            }
            scalar => Self::Raw(scalar.to_string()),
        }
    }
}

impl Node {
    pub(crate) fn text(text: &str) -> Self {
        Self::Raw(Value::String(text.to_owned()).to_string())
    }

    /// How many places there are in it, itself among them.
    pub(crate) fn places(&self) -> usize {
        1 + match self {
            Self::Raw(_) => 0,
            Self::List(members) => members.iter().map(Self::places).sum(),
            Self::Object(fields) => fields.iter().map(|(_, value)| value.places()).sum(),
        }
    }

    /// The place of that number, counted as they are written.
    pub(crate) fn place(&mut self, number: usize) -> Option<&mut Self> {
        let mut left = number;
        self.seek(&mut left)
    }

    fn seek(&mut self, left: &mut usize) -> Option<&mut Self> {
        if *left == 0 {
            return Some(self);
        }
        *left -= 1;
        match self {
            Self::Raw(_) => None,
            Self::List(members) => members.iter_mut().find_map(|member| member.seek(left)),
            Self::Object(fields) => fields.iter_mut().find_map(|(_, value)| value.seek(left)),
        }
    }

    pub(crate) fn written(&self) -> String {
        let mut text = String::new();
        self.write(&mut text);
        text
    }

    fn write(&self, text: &mut String) {
        match self {
            Self::Raw(raw) => text.push_str(raw),
            Self::List(members) => {
                text.push('[');
                for (index, member) in members.iter().enumerate() {
                    text.push_str(if index > 0 { "," } else { "" });
                    member.write(text);
                }
                text.push(']');
            }
            Self::Object(fields) => {
                text.push('{');
                for (index, (name, value)) in fields.iter().enumerate() {
                    text.push_str(if index > 0 { "," } else { "" });
                    // Writing to a string cannot fail.
                    let _ = write!(text, "{}:", Value::String(name.clone()));
                    value.write(text);
                }
                text.push('}');
            }
        }
    }
}

#[test]
fn what_is_read_and_written_again_is_the_same() {
    let text = r#"{"a":[1,{"b":null}],"c":"\u0007 \"x\""}"#;
    let mut node = Node::from(&serde_json::from_str::<Value>(text).unwrap());
    let read: Value = serde_json::from_str(&node.written()).unwrap();
    assert_eq!(read, serde_json::from_str::<Value>(text).unwrap());
    assert_eq!(node.places(), 6);
    *node.place(4).unwrap() = Node::Raw("1e999".to_owned());
    assert_eq!(node.place(4).map(|place| place.written()), Some("1e999".to_owned()));
    assert!(node.place(6).is_none());
}
