//! Alertmanager: routes, receivers and inhibition out of `alertmanager.yml`.

use std::collections::BTreeMap;

use serde_json::Value;

use super::draft::{Draft, Otherwise, Policy, Step, slug};
use super::fields::{list, says, text, texts, truth};
use super::written::Block;
use super::{Content, Document, Importer};
use crate::domain::label::{Labels, Matcher};

/// Alertmanager.
pub(super) static IMPORTER: Importer = Importer {
    name: "alertmanager",
    about: "routes, a policy for each receiver, and which alerts explain others",
    export: "its configuration, `alertmanager.yml`",
    recognises,
    read,
};

/// How many routes are taken over at most.
const MOST: usize = 2_000;

fn recognises(content: &Content) -> bool {
    let Some(data) = content.data() else { return false };
    data.get("receivers").is_some_and(Value::is_array)
        || data.get("route").is_some_and(|route| says(route, "receiver"))
}

fn read(documents: &[&Document], draft: &mut Draft<'_>) {
    for document in documents {
        if let Some(data) = document.content.data() {
            let policies = BTreeMap::new();
            let mut reading =
                Reading { file: &document.file, data, policies, unread: Vec::new(), draft };
            reading.all();
        }
    }
}

/// One file, being read.
struct Reading<'r, 'd, 's> {
    file: &'r str,
    data: &'r Value,
    /// The policy of each receiver; none, if it tells nobody on purpose.
    policies: BTreeMap<String, Option<String>>,
    /// The routes before the present one that call somebody and have a condition that cannot be read.
    unread: Vec<(&'r Value, Above)>,
    draft: &'d mut Draft<'s>,
}

/// What a route has of those above it.
#[derive(Clone)]
struct Above {
    conditions: Vec<String>,
    receiver: String,
    goes_on: bool,
    place: String,
}

impl<'r> Reading<'r, '_, '_> {
    fn all(&mut self) {
        self.whole();
        let data = self.data;
        let Some(root) = data.get("route") else {
            return self.leave("route", "there is none, so all alerts go to the first policy");
        };
        let receiver = text(root, "receiver").unwrap_or_default().to_owned();
        let above = Above {
            conditions: Vec::new(),
            receiver: receiver.clone(),
            goes_on: false,
            place: "route".to_owned(),
        };
        self.children(root, &above);
        self.draft.otherwise = Some(match self.policy_of(&receiver) {
            Some(policy) => Otherwise::Policy(policy),
            None => Otherwise::Log,
        });
        for (number, rule) in list(self.data, "inhibit_rules").iter().enumerate() {
            self.inhibit(number + 1, rule);
        }
        let block = Block::table("sources", "alertmanager")
            .comment("Alertmanager's webhook, or Prometheus in its place: docs/doors.md.");
        self.draft.sources.insert("alertmanager".to_owned(), block);
    }

    fn leave(&mut self, place: &str, what: impl Into<String>) {
        self.draft.leave(self.file, place, what);
    }

    /// What the file says as a whole.
    fn whole(&mut self) {
        if says(self.data, "templates") {
            self.leave("templates", "messages have words of wail's own, which channels can change");
        }
        for key in ["time_intervals", "mute_time_intervals"] {
            for interval in list(self.data, key) {
                let place = format!("{key} {}", text(interval, "name").unwrap_or_default());
                self.leave(&place, "write `hours` into a route, or a `[[maintenance]]`");
            }
        }
        let global = self.data.get("global").and_then(Value::as_object);
        for key in global.into_iter().flat_map(|global| global.keys()) {
            let what = "it belongs to the channels of people: docs/configuration.md";
            match key.as_str() {
                "resolve_timeout" => {
                    self.leave("global resolve_timeout", "`auto_resolve` of a source is its like");
                }
                key => self.leave(&format!("global {key}"), what),
            }
        }
        for receiver in list(self.data, "receivers") {
            self.receiver(receiver);
        }
    }

    fn children(&mut self, route: &'r Value, above: &Above) {
        let mut wider = Vec::new();
        let before = self.unread.len();
        for (number, child) in list(route, "routes").iter().enumerate() {
            let between = if above.place == "route" { ' ' } else { '.' };
            let place = format!("{}{between}{}", above.place, number + 1);
            let (own, is_whole) = self.own(child, above, place);
            if is_whole {
                self.route(child, own);
            } else if self.calls(child, &own.receiver) {
                if self.policy_of(&above.receiver).is_none() {
                    wider.push((child, own.clone()));
                }
                self.unread.push((child, own));
            }
        }
        self.unread.truncate(before);
        // What such a route took would only be written down: it takes what no other does, and calls.
        for (child, own) in wider {
            let what = "it would be missed: what no other route takes goes to it by the rest of its conditions";
            self.leave(&own.place, what);
            self.route(child, own);
        }
        for (key, what) in [
            ("group_by", "what begins together is one incident by `[cascade]`"),
            ("group_wait", "an alert is decided at once"),
            ("group_interval", "an alert is decided at once"),
            ("repeat_interval", "the policy says how often it calls again"),
            ("mute_time_intervals", "write `hours` into the route, or a `[[maintenance]]`"),
            ("active_time_intervals", "write `hours` into the route"),
        ] {
            if says(route, key) {
                self.leave(&format!("{} {key}", above.place), what);
            }
        }
    }

    /// A route with what it has of those above it, and whether all its conditions could be read.
    fn own(&mut self, route: &Value, above: &Above, place: String) -> (Above, bool) {
        let mut own = above.clone();
        let keys = ("matchers", "match", "match_re");
        let (conditions, is_whole) = self.conditions(route, keys, &place);
        own.conditions.extend(conditions.into_iter().filter(|it| !above.conditions.contains(it)));
        if let Some(receiver) = text(route, "receiver") {
            receiver.clone_into(&mut own.receiver);
        }
        own.place = place;
        (own, is_whole)
    }

    /// Whether it or a route within it calls anybody.
    fn calls(&mut self, route: &Value, receiver: &str) -> bool {
        let mut within = list(route, "routes").iter();
        self.policy_of(receiver).is_some()
            || within.any(|it| self.calls(it, text(it, "receiver").unwrap_or(receiver)))
    }

    /// Before a route that only writes down what it takes: routes for what of that a route before it may have
    /// called for, as far as its conditions can be read.
    fn calls_first(&mut self, logging: &Above) {
        let unread = std::mem::take(&mut self.unread);
        for (route, above) in &unread {
            let Above { place, conditions, .. } = logging;
            let what = format!(
                "what {place} would only write down goes to it by the rest of its conditions: it may be missed"
            );
            self.leave(&above.place, what);
            let mut own = above.clone();
            let others = conditions.iter().filter(|it| !above.conditions.contains(it));
            own.conditions.extend(others.cloned());
            self.route(route, own);
        }
        self.unread = unread;
    }

    fn route(&mut self, route: &'r Value, mut own: Above) {
        if self.draft.routes.len() >= MOST {
            return self.leave(&own.place, format!("more than {MOST} routes are not taken over"));
        }
        let goes_on = truth(route, "continue") == Some(true);
        if goes_on {
            let what = "it goes on: the routes below are asked as well, here down to the last one, which \
                        Alertmanager leaves out";
            self.leave(&own.place, what);
        }
        own.goes_on |= goes_on;
        self.children(route, &own);
        let policy = self.policy_of(&own.receiver);
        if own.goes_on && policy.is_none() {
            return self.leave(&own.place, "it goes on and calls nobody, so it is not needed");
        }
        if policy.is_none() {
            self.calls_first(&own);
        }
        let title = format!("{}: {}", own.place, own.receiver);
        let block = Block::item("route").comment(&title).list("match", &own.conditions);
        let block = match policy {
            Some(policy) => block.text("policy", &policy),
            None => block.plain("log", true),
        };
        let block = if own.goes_on { block.plain("continue", true) } else { block };
        self.draft.routes.push(block);
    }

    /// Those conditions on labels that can be read, in all three ways of writing them, and whether all can.
    fn conditions(
        &mut self,
        value: &Value,
        (matchers, equal, pattern): (&str, &str, &str),
        place: &str,
    ) -> (Vec<String>, bool) {
        let mut written: Vec<String> = Vec::new();
        for text in texts(value, matchers) {
            written.extend(split(text));
        }
        for (key, operator) in [(equal, "="), (pattern, "=~")] {
            let fields = value.get(key).and_then(Value::as_object);
            for (label, value) in fields.into_iter().flatten() {
                let value = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
                written.push(format!("{label}{operator}{}", guarded(&value)));
            }
        }
        let count = written.len();
        written.retain(|condition| match Matcher::parse(condition) {
            Ok(_) => true,
            Err(error) => {
                self.leave(place, format!("{error}; it is left out"));
                false
            }
        });
        let is_whole = written.len() == count;
        (written, is_whole)
    }

    /// The policy of a receiver; none, if it tells nobody on purpose.
    fn policy_of(&mut self, receiver: &str) -> Option<String> {
        if let Some(policy) = self.policies.get(receiver) {
            return policy.clone();
        }
        let place = format!("receiver {receiver}");
        self.leave(&place, "it is not in the file; whoever is on call stands in for it");
        Some(self.policy(receiver))
    }

    /// A policy for a receiver: the one of that name, if another export has it.
    fn policy(&mut self, receiver: &str) -> String {
        let wanted = slug(receiver);
        let known = self.draft.policies.iter().find(|policy| Some(&policy.name) == wanted.as_ref());
        let name = known.map(|policy| policy.name.clone());
        let name = name.unwrap_or_else(|| self.new_policy(receiver));
        self.policies.insert(receiver.to_owned(), Some(name.clone()));
        name
    }

    /// A policy that calls whoever is on call, since a receiver is a place and not a person.
    fn new_policy(&mut self, receiver: &str) -> String {
        let name = self.draft.name("policy", receiver);
        let first = Step { who: Vec::new(), wait: Some(300) };
        let then = Step { who: vec!["everyone".to_owned()], wait: Some(600) };
        let (steps, notes) = (vec![first, then], vec![format!("the receiver {receiver}")]);
        self.draft.policies.push(Policy { name: name.clone(), steps, repeat: None, notes });
        name
    }

    fn receiver(&mut self, receiver: &Value) {
        let Some(name) = text(receiver, "name") else { return };
        let ways = receiver.as_object().into_iter().flatten();
        let ways = ways.filter(|(key, _)| key.ends_with("_configs"));
        let ways: Vec<(&str, &Value)> = ways
            .flat_map(|(key, _)| {
                list(receiver, key).iter().map(move |config| (key.as_str(), config))
            })
            .collect();
        if ways.is_empty() {
            self.policies.insert(name.to_owned(), None);
            return;
        }
        self.policy(name);
        for (key, config) in ways {
            let kind = key.trim_end_matches("_configs");
            self.leave(&format!("receiver {name}"), way(kind, config));
        }
    }

    fn inhibit(&mut self, number: usize, rule: &Value) {
        let place = format!("inhibit rule {number}");
        let source = ("source_matchers", "source_match", "source_match_re");
        let target = ("target_matchers", "target_match", "target_match_re");
        let source = self.conditions(rule, source, &place);
        let target = self.conditions(rule, target, &place);
        let ((source, true), (target, true)) = (source, target) else { return };
        if source.is_empty() || target.is_empty() {
            return self.leave(&place, "one side of it takes everything, and it is left out");
        }
        let equal = texts(rule, "equal");
        let nothing = Labels::new();
        let takes_nothing =
            |it: &String| Matcher::parse(it).is_ok_and(|matcher| matcher.matches(&nothing));
        if equal.is_empty() && target.iter().all(takes_nothing) {
            let what =
                "its target takes everything but a few, and nothing must be equal: it is left out";
            return self.leave(&place, what);
        }
        let block = Block::item("inhibit")
            .list("source", &source)
            .list("target", &target)
            .list("equal", &equal);
        self.draft.inhibits.push(block);
    }
}

/// What stands here for a way of a receiver: who is told by what is said of people.
fn way(kind: &str, config: &Value) -> String {
    let said = ["to", "channel", "chat_id", "room_id"].into_iter();
    let mut said = said.filter_map(|key| text(config, key));
    let place = said.next().map(|place| format!(" to `{place}`")).unwrap_or_default();
    let service = match kind {
        "email" => "mail",
        "webhook" => "http",
        "slack" | "pushover" | "telegram" => kind,
        _ => {
            return format!(
                "{kind}{place} has no like here; a program can do it: `{{ use = \"command\", … }}`"
            );
        }
    };
    format!("{kind}{place} is a channel of a person: `{{ use = \"push\", to = \"{service}\", … }}`")
}

/// The conditions of one text: `a="b"`, or `{a="b", c!~"d"}`; a comma in quotes is no end.
fn split(text: &str) -> Vec<String> {
    let text = text.trim();
    let text = text.strip_prefix('{').and_then(|it| it.strip_suffix('}')).unwrap_or(text);
    let (mut parts, mut part, mut quoted, mut escaped) = (Vec::new(), String::new(), false, false);
    for character in text.chars() {
        match character {
            _ if escaped => {
                escaped = false;
                match character {
                    'n' => part.push('\n'),
                    '"' | '\\' => part.push(character),
                    _ => part.extend(['\\', character]),
                }
                continue;
            }
            '\\' if quoted => {
                escaped = true;
                continue;
            }
            '"' => quoted = !quoted,
            ',' if !quoted => {
                parts.push(std::mem::take(&mut part));
                continue;
            }
            _ => {}
        }
        part.push(character);
    }
    parts.push(part);
    let parts = parts.iter().map(|part| part.trim()).filter(|part| !part.is_empty());
    parts.map(tidy).collect()
}

/// A condition without the spaces and quotes that it does not need.
fn tidy(condition: &str) -> String {
    let Some(at) = condition.find(['=', '!']) else { return condition.to_owned() };
    let (label, rest) = condition.split_at(at);
    let end = rest.find(|it: char| !matches!(it, '=' | '!' | '~')).unwrap_or(rest.len());
    let (operator, value) = rest.split_at(end.min(2));
    let value = value.trim();
    let bare = value.strip_prefix('"').and_then(|it| it.strip_suffix('"')).unwrap_or(value);
    format!("{}{operator}{}", label.trim().trim_matches('"'), guarded(bare))
}

/// A value in quotes where it would not be the same without them.
fn guarded(value: &str) -> String {
    let is_plain =
        value.trim() == value && !value.starts_with(['"', '=', '~']) && !value.is_empty();
    if is_plain { value.to_owned() } else { format!("\"{value}\"") }
}
