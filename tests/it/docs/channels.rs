//! `docs/channels.md`: every channel and every service with its keys, as the tables of the code have them.

use std::fmt::Write as _;

use wail::pager::push::SERVICES;
use wail::pager::push::keys::{Key, Kind};
use wail::pager::{CHANNELS, Channel};

use super::assert_made;

/// How the page begins.
const HEAD: &str = "\
# Channels

A person is reached by the `channels` of `[people.NAME]`, one after the other: the next is tried as well after `wait`, or at
once if the one before fails. Each is a word, or a table with `use`. Made by `make docs` from the table of the code.
What an alarm does from the first sound to the last: [alarms.md](alarms.md). Every key of a person:
[configuration.md](configuration.md#peoplename).

| every channel has | is | unless given |
|---|---|---|
| `use` | which one it is | must be given, or written as a word alone |
| `name` | what it is called in this person's list | its kind |
| `wait` | how long it has before the next is tried as well | `\"1m\"` |

";

/// What a channel has besides, and how it is written.
fn own(channel: &Channel) -> (&'static str, &'static str) {
    match channel.name {
        "command" => (
            "| key | is | unless given |\n|---|---|---|\n\
             | `run` | the program and its arguments | must be given |\n\
             | `limit` | how long it may take | `\"30s\"` |\n\n",
            "channels = [{ use = \"command\", name = \"sms\", run = [\"/usr/local/bin/sms\", \"ana\"], limit = \"20s\" }]",
        ),
        "push" => (
            "| key | is | unless given |\n|---|---|---|\n\
             | `to` | the service that takes the message, below, with its own keys | must be given |\n\n",
            "channels = [\"sound\", { use = \"push\", to = \"ntfy\", name = \"phone\", topic = \"oncall-ana-8f3k\" }]",
        ),
        "sound" => ("", "channels = [\"sound\", { use = \"desktop\", wait = \"30s\" }]"),
        "desktop" => ("", "channels = [\"desktop\"]"),
        _ => ("", "channels = [\"sound\", \"bell\"]"),
    }
}

fn row(key: &Key) -> String {
    let is = match key.kind {
        Kind::Text => "a text".to_owned(),
        Kind::Secret => "a secret: where it stands, `env:NAME` or `file:PATH`".to_owned(),
        Kind::SecretAddress => {
            "an address, which is a secret: where it stands, `env:NAME` or `file:PATH`".to_owned()
        }
        Kind::Address => "an address".to_owned(),
        Kind::Topic => "the name of a topic".to_owned(),
        Kind::Mailbox => "an e-mail address, with or without a name".to_owned(),
        Kind::Server => "a mail server, with or without its port".to_owned(),
        Kind::Word(words) => {
            words.iter().map(|word| format!("`\"{word}\"`")).collect::<Vec<_>>().join(", ")
        }
        Kind::Template => "a [template](configuration.md#peoplename)".to_owned(),
        Kind::AddressTemplate => "an address, which is a template".to_owned(),
        Kind::Headers => "headers, whose values are templates".to_owned(),
    };
    let unless = match key.default {
        _ if key.is_needed => "must be given".to_owned(),
        Some(default) => format!("`\"{default}\"`"),
        None => String::new(),
    };
    format!("| `{}` | {is} | {unless} |\n", key.name)
}

/// A key as it is written, with its example.
fn written(key: &Key) -> String {
    let example = key.example;
    match key.kind {
        Kind::Headers => format!("{} = {example}", key.name),
        _ if example.contains('"') => format!("{} = '{example}'", key.name),
        _ => format!("{} = \"{example}\"", key.name),
    }
}

#[test]
fn every_channel_is_described_with_every_key() {
    let mut text = HEAD.to_owned();
    for channel in CHANNELS {
        let (keys, example) = own(channel);
        let station = if channel.needs_station {
            "It reaches whoever sits at a running `wail watch` or `wail serve`."
        } else {
            "It reaches people wherever they are: the machine that decides sends it."
        };
        let (name, about, needs) = (channel.name, channel.about, channel.needs);
        writeln!(text, "## `{name}`\n\n{}. {station}", capital(about)).unwrap();
        writeln!(text, "\nIt needs {needs}.\n\n{keys}```toml\n[people.ana]\n{example}\n```\n")
            .unwrap();
    }
    text += "## Services of `push`\n\n";
    for service in SERVICES {
        let (name, about, setup) = (service.name, service.about, service.setup);
        writeln!(text, "### `{name}`\n\n{}. {setup}\n", capital(about)).unwrap();
        text += "| key | is | unless given |\n|---|---|---|\n";
        text.extend(service.keys.iter().map(row));
        let needed = service.keys.iter().filter(|key| key.is_needed).map(written);
        let needed: Vec<String> = needed.collect();
        writeln!(
            text,
            "\n```toml\n[people.ana]\nchannels = [\"sound\", {{ use = \"push\", to = \"{name}\", {} }}]\n```\n",
            needed.join(", ")
        )
        .unwrap();
    }
    assert_made("docs/channels.md", &(text.trim_end().to_owned() + "\n"));
}

fn capital(text: &str) -> String {
    // The name of a service is written as it is.
    if text.starts_with("ntfy") {
        return text.to_owned();
    }
    let mut letters = text.chars();
    letters.next().into_iter().flat_map(char::to_uppercase).chain(letters).collect()
}
