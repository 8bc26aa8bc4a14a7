//! `dns`: a name that must be answered for, and with what it should.

use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;

use hickory_resolver::proto::rr::{Name, RecordType};

use super::keys::{key, needed};
use super::names::Source;
use super::net;
use super::wanted::{self, Wanted};
use super::{Context, Key, KeyKind, Look, Looking, Monitor, Options, Probe, Wrong};

/// `dns`
pub(super) static MONITOR: Monitor = Monitor {
    name: "dns",
    about: "a name that must be answered for, and with what it should",
    keys: KEYS,
    is_local: false,
    build,
};

const KEYS: &[Key] = &[
    needed(
        "name",
        KeyKind::Text,
        "What is asked for; an address where `record` is `PTR`.",
        "\"shop.example\"",
    ),
    key("record", KeyKind::Word(RECORDS), "Which records; `A` unless given.", "\"MX\""),
    key(
        "answer",
        KeyKind::List,
        "What must be among the answers, whole or one word of it; what begins with `!` must not.",
        "[\"192.0.2.1\", \"!192.0.2.9\"]",
    ),
    key(
        "exactly",
        KeyKind::Truth,
        "Whether there must be no answers but those of `answer`; there may unless given.",
        "true",
    ),
    key(
        "resolver",
        KeyKind::Text,
        "Who is asked: an address, with a port where it is not 53; this machine's unless given.",
        "\"192.0.2.53\"",
    ),
];

/// What can be asked for.
const RECORDS: &[&str] = &["A", "AAAA", "CAA", "CNAME", "MX", "NS", "PTR", "SOA", "SRV", "TXT"];

/// How many answers are shown.
const SHOWN: usize = 5;

#[derive(Debug)]
struct Dns {
    /// As it is written.
    written: String,
    name: Name,
    record: RecordType,
    answers: Vec<Wanted<String>>,
    is_all: bool,
    source: Source,
}

fn build(options: &Options) -> Result<Arc<dyn Probe>, Wrong> {
    let record = match options.text("record").as_deref() {
        Some("AAAA") => RecordType::AAAA,
        Some("CAA") => RecordType::CAA,
        Some("CNAME") => RecordType::CNAME,
        Some("MX") => RecordType::MX,
        Some("NS") => RecordType::NS,
        Some("PTR") => RecordType::PTR,
        Some("SOA") => RecordType::SOA,
        Some("SRV") => RecordType::SRV,
        Some("TXT") => RecordType::TXT,
        _ => RecordType::A,
    };
    let written = options.text("name").unwrap_or_default();
    let mut answers = wanted::texts(options, "answer")?;
    for answer in &mut answers {
        answer.what = normal(record, &answer.what).ok_or_else(|| {
            let message = format!("`{}` is no address that an {record} record has", answer.what);
            Wrong::new("answer", message, "write `192.0.2.1`, or `2001:db8::1` for `AAAA`")
        })?;
    }
    let is_all = options.truth("exactly").unwrap_or_default();
    if is_all && !answers.iter().any(|answer| answer.is_there) {
        let message = "it is not said which answers are right";
        return Err(Wrong::new("exactly", message, "add `answer`"));
    }
    let source = match options.text("resolver") {
        Some(written) => Source::Server(resolver(&written)?),
        None => Source::system(),
    };
    let name = name(&written, record)?;
    Ok(Arc::new(Dns { written, name, record, answers, is_all, source }))
}

fn name(written: &str, record: RecordType) -> Result<Name, Wrong> {
    let written = written.trim();
    let address = written.parse::<IpAddr>().ok();
    let wrong = |message: String, hint: &str| Err(Wrong::new("name", message, hint));
    match (address, record) {
        (Some(address), RecordType::PTR) => return Ok(Name::from(address)),
        (Some(_), _) => {
            let message = format!("`{written}` is an address, and needs no {record} record");
            return wrong(message, "write a name, or `record = \"PTR\"`");
        }
        (None, _) => {}
    }
    match Name::from_utf8(written) {
        // Whoever asks for records asks for the whole name, whatever this machine searches in.
        Ok(mut name) if !written.is_empty() => {
            name.set_fqdn(true);
            Ok(name)
        }
        _ => wrong(format!("`{written}` is no name"), "write `shop.example`"),
    }
}

fn resolver(written: &str) -> Result<SocketAddr, Wrong> {
    let written = written.trim();
    let address = written.parse::<IpAddr>().map(|address| SocketAddr::new(address, 53));
    address.or_else(|_| written.parse()).map_err(|_| {
        let message = format!("`{written}` is no address");
        let hint = "write `192.0.2.53`, `192.0.2.53:5353` or `[2001:db8::53]:5353`";
        Wrong::new("resolver", message, hint)
    })
}

/// An answer as answers are compared; nothing if that record cannot have it.
fn normal(record: RecordType, written: &str) -> Option<String> {
    let written = written.trim();
    match record {
        RecordType::A | RecordType::AAAA => {
            let address: IpAddr = written.parse().ok()?;
            (address.is_ipv6() == (record == RecordType::AAAA)).then(|| address.to_string())
        }
        RecordType::TXT => Some(written.to_owned()),
        RecordType::CAA => Some(written.replace('"', "")),
        _ => {
            let words = written.split_whitespace().map(|word| word.trim_end_matches('.'));
            Some(words.collect::<Vec<_>>().join(" ").to_lowercase())
        }
    }
}

impl Probe for Dns {
    fn look<'a>(&'a self, cx: Context<'a>) -> Looking<'a> {
        Box::pin(async move {
            let asker = cx.means.asker(&self.source);
            let within = cx.timeout.mul_f32(net::MOST_OF_IT);
            match asker.records(self.name.clone(), self.record, within).await {
                Ok(found) => self.judge(&found),
                Err(why) => Look::failed(format!("{}: {why}", self.written)),
            }
        })
    }

    fn target(&self) -> String {
        format!("{} {}", self.written, self.record)
    }
}

impl Dns {
    /// What answers come to.
    fn judge(&self, found: &[String]) -> Look {
        let mut found: Vec<String> =
            found.iter().filter_map(|answer| normal(self.record, answer)).collect();
        found.sort_unstable();
        let number = found.len();
        let shown = shown(&found);
        let look = match self.wrong(&found) {
            Some(wrong) => Look::failed(format!("{wrong}: {shown}")),
            None => Look::fine(shown),
        };
        look.number("answers", f64::from(u32::try_from(number).unwrap_or(u32::MAX)), "")
    }

    fn wrong(&self, found: &[String]) -> Option<String> {
        for Wanted { what, is_there } in &self.answers {
            let is_found = found.iter().any(|answer| self.is(answer, what));
            match (is_found, is_there) {
                (false, true) => return Some(format!("`{what}` is not among the answers")),
                (true, false) => return Some(format!("`{what}` is among the answers")),
                _ => {}
            }
        }
        let expected: Vec<&str> =
            self.answers.iter().filter(|it| it.is_there).map(|it| &*it.what).collect();
        let other = found.iter().find(|answer| !expected.iter().any(|it| self.is(answer, it)))?;
        self.is_all.then(|| format!("`{other}` should not be among the answers"))
    }

    /// Whether an answer is that one. A word of it is enough, such as the name in a record of MX,
    /// except in a text, whose words mean nothing by themselves.
    fn is(&self, answer: &str, what: &str) -> bool {
        answer == what
            || (self.record != RecordType::TXT && answer.split(' ').any(|word| word == what))
    }
}

fn shown(found: &[String]) -> String {
    let first = found[..found.len().min(SHOWN)].join(", ");
    match found.len().saturating_sub(SHOWN) {
        0 => first,
        more => format!("{first} and {more} more"),
    }
}

#[cfg(test)]
mod tests;
