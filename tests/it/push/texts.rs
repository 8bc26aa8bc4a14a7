//! Text that turns its reader's screen against them, in every field of every source: where it goes,
//! it is shown and obeyed by nothing.

use std::fs;
use std::os::unix::fs::PermissionsExt;

use jiff::Timestamp;
use serde_json::Value;
use wail::domain::alert::{Alert, Severity, Signal};
use wail::domain::name::SourceName;
use wail::sources::{Entry, Grades, Map, Part, Request, SOURCES, Source};

use super::receiver::{Receiver, Reply};
use crate::sender::{exchange, webhook};
use crate::world::{PATIENCE, World, run, until};

/// Clears a screen, names a window, rings, turns around, and begins a line of its own.
const EVIL: &str = "\u{1b}[2J\u{1b}]0;owned\u{7}\u{9b}31m\u{202e}evil\r\nfake line\0\u{8}\u{2066}";

/// The same for an address, in which there are no control characters.
const EVIL_ADDRESS: &str = "\u{202e}evil\u{2066}\u{202a}";

/// What somebody writes who gets the samples of `map`.
const MAP: &str =
    "[sources.map.map]\nkey = \"sensor.id\"\nsummary = \"sensor.name\"\nlink = \"page\"\n";

fn is_unfit(letter: char) -> bool {
    let turns = matches!(letter, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    (letter.is_control() && letter != '\n') || turns
}

/// What is printed or sent is fit to be read.
fn is_fit(what: &str, text: &str) {
    let unfit = text.find(is_unfit).map(|at| text[..at].len().saturating_sub(60));
    assert!(unfit.is_none(), "{what} has {:?}", &text.get(unfit.unwrap_or(0)..));
    assert!(!text.contains("\nfake line"), "{what} has a line of somebody else's: {text}");
}

/// Every place of a value where a text stands.
fn places(value: &Value, at: &str, places: &mut Vec<String>) {
    let name = |name: &str| format!("{at}/{}", name.replace('~', "~0").replace('/', "~1"));
    match value {
        Value::String(_) => places.push(at.to_owned()),
        Value::Array(members) => {
            members.iter().enumerate().for_each(|(it, member)| {
                self::places(member, &name(&it.to_string()), places);
            });
        }
        Value::Object(fields) => {
            fields.iter().for_each(|(it, field)| self::places(field, &name(it), places));
        }
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

fn read(source: &Source, body: &Value) -> Vec<Alert> {
    let (name, grades) = (SourceName::from(source.name), Grades::new(Severity::Error));
    let now = Timestamp::from_second(1_793_674_800).unwrap();
    let body = body.to_string();
    let mut request: Request<'_> = source.samples.firing.request(&name, &grades, now);
    request.head.content_type = None;
    request.body = body.as_bytes();
    let map = map_of_the_samples();
    request.map = (source.name == "map").then_some(&map);
    source.read(&request).map_or(Vec::new(), |reading| reading.alerts().to_vec())
}

/// What [`MAP`] says.
fn map_of_the_samples() -> Map {
    let parts = [(Part::Key, "sensor.id"), (Part::Summary, "sensor.name"), (Part::Link, "page")];
    let parts = parts.map(|(part, text)| (part, Entry::read(text).unwrap()));
    Map { parts: parts.into(), ..Map::default() }
}

/// The sample with evil in every text that may have it and still be a report of a problem.
fn evil(source: &Source) -> Value {
    let sample = source.samples.firing;
    let mut body: Value =
        serde_json::from_str(sample.body).unwrap_or_else(|_| of_form(sample.body));
    let mut all = Vec::new();
    places(&body, "", &mut all);
    for place in all {
        let text = body.pointer_mut(&place).unwrap();
        let before = text.take();
        let said = before.as_str().unwrap();
        let is_address = said.starts_with("http");
        let evil = if is_address { EVIL_ADDRESS } else { EVIL };
        *text = Value::from(format!("{said}{evil}"));
        let is_problem = |alert: &Alert| alert.signal == Signal::Firing;
        if !read(source, &body).first().is_some_and(is_problem) {
            *body.pointer_mut(&place).unwrap() = before;
        }
    }
    body
}

/// A form as an object: bodies are taken in any shape.
fn of_form(body: &str) -> Value {
    let decoded = |text: &str| {
        let text = text.replace('+', " ");
        percent_encoding::percent_decode_str(&text).decode_utf8_lossy().into_owned()
    };
    let pairs = body.trim().split('&').filter_map(|pair| pair.split_once('='));
    pairs.map(|(name, value)| (decoded(name), Value::from(decoded(value)))).collect()
}

/// What an alert has in a field.
type Field = fn(&Alert) -> Option<&String>;

/// Every field has evil in several alerts.
fn is_everywhere(alerts: &[Alert]) {
    let fields: [(&str, Field); 7] = [
        ("summary", |it| Some(&it.summary)),
        ("details", |it| Some(&it.details)),
        ("severity", |it| it.severity_word.as_ref()),
        ("origin", |it| it.origin.as_ref()),
        ("service", |it| it.service.as_ref()),
        ("link", |it| it.link.as_ref()),
        ("labels", |it| it.labels.values().find(|value| value.contains("evil"))),
    ];
    for (name, field) in fields {
        let evil = alerts.iter().filter_map(field).filter(|text| text.contains(is_unfit)).count();
        assert!(evil > 5, "{name} is evil in {evil} alerts only");
    }
}

/// A world that takes every source and tells ana on the desktop and by a service.
fn world(receiver: &Receiver) -> World {
    let sources: Vec<String> = SOURCES
        .iter()
        .map(|source| source.name)
        .filter(|name| !is_usual(name))
        .map(|name| format!("[sources.{name}]\n"))
        .collect();
    let channels = format!(
        "[people.ana]\nchannels = [\n{{ use = \"desktop\", wait = \"1s\" }},\n{{ use = \"push\", to = \"http\", \
         url = \"http://{}/\", wait = \"1s\", body = '{{\"title\": {{{{ title | tojson }}}}, \
         \"more\": {{{{ details | tojson }}}}, \"why\": {{{{ reason | tojson }}}}}}' }},\n]\n",
        receiver.address
    );
    // Everything is to be told, however long ago it began and however much there is of it.
    let each =
        "[old_news]\nenabled = false\n[storm]\nenabled = false\n[cascade]\nwindow = \"0s\"\n";
    let world = World::new(&format!("{each}{}{MAP}{channels}", sources.concat()));
    let program = world.folder().join("notify-send");
    fs::write(&program, "#!/bin/sh\nprintf '%s\\n' \"$*\" >> shown\n").unwrap();
    fs::set_permissions(&program, PermissionsExt::from_mode(0o755)).unwrap();
    world
}

/// Those that every world has.
fn is_usual(name: &str) -> bool {
    matches!(name, "generic" | "alertmanager")
}

#[test]
fn no_field_of_any_source_reaches_a_person_unescaped() {
    let receiver = Receiver::answering(&[Reply::Of(200, "", "{}")]);
    let world = world(&receiver);
    let line = "DISPLAY=:0 PATH=\".:$PATH\" exec \"$0\" watch > screen";
    let mut daemon = world.start_by(line);
    daemon.listens();
    let mut alerts = Vec::new();
    for source in SOURCES {
        let body = evil(source);
        alerts.extend(read(source, &body));
        let headers = source.samples.firing.headers.iter();
        let headers: Vec<String> =
            headers.map(|(name, value)| format!("{name}: {value}\r\n")).collect();
        let path = format!("/in/{}{}", source.name, source.samples.firing.target);
        let request = webhook(&path, &headers.concat(), body.to_string().as_bytes());
        let reply = exchange(daemon.address, &request).unwrap();
        assert_eq!(reply.status, 202, "{}: {}", source.name, reply.text);
    }
    is_everywhere(&alerts);
    daemon.decides();
    let open = world.open();
    assert!(open.len() > SOURCES.len() / 2, "{} incidents", open.len());
    until("some are told by the service", PATIENCE * 3, || receiver.seen().len() > 5);
    is_shown_fit(&world, &open);
    for request in receiver.seen() {
        let told = request.json();
        for field in ["title", "more", "why"] {
            is_fit("the service", told[field].as_str().unwrap());
        }
    }
    is_fit("the daemon", &daemon.said());
}

/// What the commands print, and what the screen and the desktop have shown.
fn is_shown_fit(world: &World, open: &[Value]) {
    let ids: Vec<String> = open.iter().map(|incident| incident["id"].to_string()).collect();
    let mut shows: Vec<Vec<&str>> =
        vec![vec!["list"], vec!["list", "--all"], vec!["log"], vec!["inbox"], vec!["who"]];
    shows.extend(ids.iter().map(|id| vec!["show", id]));
    for words in shows {
        let mut command = world.program(env!("CARGO_BIN_EXE_wail"));
        command.args(&words).args(["--color", "never"]);
        let ran = run(command);
        assert_eq!(ran.code, Some(0), "{words:?}: {}", ran.err);
        is_fit(&words.join(" "), ran.text());
    }
    for file in ["screen", "shown"] {
        let text = fs::read_to_string(world.folder().join(file)).unwrap();
        assert!(text.contains("evil"), "{file}: {text}");
        is_fit(file, &text);
    }
}
