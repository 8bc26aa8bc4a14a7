//! What a service has to be told: its keys, what each of them is, and whether a value is that.

use std::net::IpAddr;

use reqwest::Url;
use reqwest::header::HeaderName;

use super::{http, mail};
use crate::domain::text::plain;

/// One key of a service.
#[derive(Debug)]
pub struct Key {
    /// The word in the configuration.
    pub name: &'static str,
    /// What it is.
    pub kind: Kind,
    /// Whether it must be given.
    pub is_needed: bool,
    /// What holds where it is not given.
    pub default: Option<&'static str>,
    /// What could be written.
    pub example: &'static str,
}

/// What kind of value a key has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Any text.
    Text,
    /// `env:NAME` or `file:PATH`.
    Secret,
    /// The same, and what stands there is an address.
    SecretAddress,
    /// `https://…`
    Address,
    /// The name of a topic.
    Topic,
    /// An e-mail address, with or without a name.
    Mailbox,
    /// A mail server, with or without its port.
    Server,
    /// One of these words.
    Word(&'static [&'static str]),
    /// A text with places to be filled in.
    Template,
    /// An address with places to be filled in.
    AddressTemplate,
    /// Headers with places to be filled in.
    Headers,
}

/// Something wrong with a value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wrong {
    /// Of which key.
    pub key: &'static str,
    /// What is true of it.
    pub message: String,
    /// What to do about it.
    pub hint: String,
}

impl Key {
    /// A key that must be given.
    pub(super) const fn needed(name: &'static str, kind: Kind, example: &'static str) -> Self {
        Self { name, kind, is_needed: true, default: None, example }
    }

    /// A key that may be left out.
    pub(super) const fn optional(name: &'static str, kind: Kind, example: &'static str) -> Self {
        Self { name, kind, is_needed: false, default: None, example }
    }

    /// Says what holds where it is left out.
    pub(super) const fn or(self, default: &'static str) -> Self {
        Self { default: Some(default), ..self }
    }

    /// Whether its value is a secret.
    #[must_use]
    pub fn is_secret(&self) -> bool {
        matches!(self.kind, Kind::Secret | Kind::SecretAddress)
    }

    /// Whether that can be its value; a secret as it is, not where it stands.
    pub fn check(&self, value: &str) -> Result<(), Wrong> {
        let wrong = |message: &str| {
            Err(Wrong {
                key: self.name,
                message: message.to_owned(),
                hint: format!("write it like `{} = \"{}\"`", self.name, self.example),
            })
        };
        match self.kind {
            Kind::Text if value.trim().is_empty() => wrong("there is nothing in it"),
            Kind::Address if !is_address(value) => wrong("this is not an address of the web"),
            Kind::SecretAddress if !is_address(value) => Err(Wrong {
                key: self.name,
                message: "what stands there is not an address of the web".to_owned(),
                hint: "it begins with `https://`; the service shows it where the hook is made"
                    .to_owned(),
            }),
            Kind::Topic if !is_topic(value) => {
                wrong("a topic has 1 to 64 letters, digits, `_` and `-`")
            }
            Kind::Mailbox if !mail::is_mailbox(value) => wrong("this is not an e-mail address"),
            Kind::Server if mail::host_and_port(value).is_none() => {
                wrong("this is not a mail server")
            }
            Kind::Word(words) if !words.contains(&value) => {
                let words: Vec<String> = words.iter().map(|word| format!("`{word}`")).collect();
                wrong(&format!("this is none of {}", words.join(", ")))
            }
            Kind::Template | Kind::AddressTemplate => http::compile(value).map_err(|why| Wrong {
                key: self.name,
                message: format!("this template is wrong: {why}"),
                hint: format!("write it like {} = '{}'", self.name, self.example),
            }),
            _ => Ok(()),
        }
    }
}

/// Whether that is a header, whose value is a template.
pub fn check_header(name: &str, value: &str) -> Result<(), String> {
    if HeaderName::from_bytes(name.as_bytes()).is_err() {
        return Err(format!("`{}` cannot be the name of a header", plain(name)));
    }
    http::compile(value).map_err(|why| format!("this template is wrong: {why}"))
}

/// Whether that is an address that can be asked by HTTP.
#[must_use]
pub fn is_address(text: &str) -> bool {
    let url = Url::parse(text.trim());
    url.is_ok_and(|url| matches!(url.scheme(), "http" | "https") && url.has_host())
}

/// Whether a host is this machine, as it is written.
#[must_use]
pub fn is_loopback(host: &str) -> bool {
    let ip: Result<IpAddr, _> = host.trim_matches(['[', ']']).parse();
    host == "localhost" || ip.is_ok_and(|ip| ip.is_loopback())
}

fn is_topic(text: &str) -> bool {
    let is_fine = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-');
    (1..=64).contains(&text.len()) && text.chars().all(is_fine)
}
