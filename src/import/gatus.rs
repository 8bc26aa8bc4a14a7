//! Gatus: endpoints, external ones, and its maintenance out of its configuration.

use jiff::civil::Weekday;
use serde_json::Value;

use super::conditions::{self, Look};
use super::draft::Draft;
use super::fields::{list, says, text, texts, time, truth, whole};
use super::hours::{named, weekday};
use super::probe::{self, Pace, seconds};
use super::written::{Block, length, listed};
use super::{Document, Importer};

/// Gatus.
pub(super) static IMPORTER: Importer = Importer {
    name: "gatus",
    about: "a monitor for each endpoint, a heartbeat for each external one, and maintenance",
    export: "its configuration, `config.yaml`",
    recognises: |content| {
        let lists = ["endpoints", "external-endpoints", "services"];
        let is_list = |data: &Value| {
            lists
                .iter()
                .any(|key| list(data, key).first().is_some_and(|it| it.get("name").is_some()))
        };
        content.data().is_some_and(|data| is_list(data) && data.get("monitorList").is_none())
    },
    read,
};

fn read(documents: &[&Document], draft: &mut Draft<'_>) {
    for document in documents {
        let Some(data) = document.content.data() else { continue };
        let file = document.file.as_str();
        let mut names = Vec::new();
        for endpoint in list(data, "endpoints").iter().chain(list(data, "services")) {
            names.extend(read_endpoint(file, endpoint, draft));
        }
        for endpoint in list(data, "external-endpoints") {
            read_external(file, endpoint, draft);
        }
        if let Some(maintenance) = data.get("maintenance").filter(|it| it.is_object()) {
            read_maintenance(file, maintenance, &names, draft);
        }
        if let Some(checker) = data.get("connectivity").and_then(|it| it.get("checker")) {
            read_checker(file, checker, draft);
        }
        let alerting = data.get("alerting").and_then(Value::as_object);
        for provider in alerting.into_iter().flat_map(|it| it.keys()) {
            let what = "it is a channel of a person here: `[people.NAME] channels`";
            draft.leave(file, &format!("alerting {provider}"), what);
        }
        for key in ["storage", "security", "ui", "web", "remote", "suites", "announcements"] {
            if says(data, key) {
                draft.leave(file, key, "wail has its own, or none");
            }
        }
    }
}

/// What an endpoint is called, with its group.
fn title(endpoint: &Value) -> String {
    let name = text(endpoint, "name").unwrap_or("endpoint");
    text(endpoint, "group").map_or_else(|| name.to_owned(), |group| format!("{group} {name}"))
}

/// Whether the environment has a part in it: `${NAME}` or `$NAME`; two dollars are one.
fn has_variable(text: &str) -> bool {
    let begins =
        |it: &str| it.starts_with(|c: char| c == '{' || c == '_' || c.is_ascii_alphabetic());
    text.replace("$$", "").split('$').skip(1).any(begins)
}

fn read_endpoint(file: &str, endpoint: &Value, draft: &mut Draft<'_>) -> Option<String> {
    let title = title(endpoint);
    let place = format!("endpoint {title}");
    if truth(endpoint, "enabled") == Some(false) {
        draft.leave(file, &place, "it is disabled, and left out");
        return None;
    }
    let url = text(endpoint, "url").unwrap_or_default();
    let name = endpoint.get("dns").and_then(|it| text(it, "query-name")).unwrap_or_default();
    if has_variable(&probe::shown(url)) || has_variable(name) {
        draft.leave(file, &place, "its address has a variable in it: write it out");
        return None;
    }
    let spot = (file, place.as_str());
    let (kind, block) = target(endpoint, url, spot, draft)?;
    let block = asked(block, (file, &place), kind, endpoint, draft);
    let conditions = texts(endpoint, "conditions");
    let mut looks = Vec::new();
    if kind == "http" && conditions.iter().all(|it| !it.contains("[STATUS]")) {
        // Any answer is fine then; here it would be 2xx alone.
        looks.push(Look::Status(vec!["100-599".to_owned()]));
    }
    for condition in conditions {
        match conditions::read(condition, kind) {
            _ if has_variable(condition) => {
                let what = format!("`{condition}` has a variable in it: write it out");
                draft.leave(file, &place, what);
            }
            Ok(look) => {
                if matches!(look, Look::Slow(_) | Look::Days(_)) {
                    let what =
                        format!("`{condition}`: what is not so is degraded here, and not down");
                    draft.leave(file, &place, what);
                }
                looks.push(look);
            }
            Err(what) => draft.leave(file, &place, format!("`{condition}`: {what}")),
        }
    }
    let block = conditions::added_to(block, looks).unwrap_or_else(|(block, what)| {
        draft.leave(file, &place, what);
        block
    });
    let name = draft.name("monitor", &title);
    let alerts = list(endpoint, "alerts");
    let most = |key: &str| alerts.iter().filter_map(|alert| whole(alert, key)).min();
    let client = endpoint.get("client").unwrap_or(&Value::Null);
    let pace = Pace {
        every: text(endpoint, "interval").and_then(seconds).unwrap_or(60),
        timeout: text(client, "timeout").and_then(seconds),
        down_after: Some(most("failure-threshold").unwrap_or(3)),
        up_after: Some(most("success-threshold").unwrap_or(2)),
    };
    let head = Block::table("monitors", &name);
    let head = if name == title { head } else { head.comment(&title) };
    let mut block = pace.added_to(head.with(&block));
    if alerts.is_empty() {
        draft.leave(
            file,
            &place,
            "it alerts nobody there; here it is `info`, which is only logged",
        );
        block = block.text("severity", "info");
    }
    let labels = probe::labels(text(endpoint, "group").map(|group| ("group", group)));
    draft.monitors.push(block.inline("labels", labels));
    Some(name)
}

/// The kind of monitor for an address, and where it looks; that there is none is told.
fn target(
    endpoint: &Value,
    url: &str,
    spot: (&str, &str),
    draft: &mut Draft<'_>,
) -> Option<(&'static str, Block)> {
    let block = Block::default();
    if let Some(dns) = endpoint.get("dns").filter(|it| it.is_object()) {
        let record = text(dns, "query-type").unwrap_or("A").to_uppercase();
        let Some(name) = text(dns, "query-name") else {
            draft.leave(spot.0, spot.1, "it does not say which name it asks for, and is left out");
            return None;
        };
        let server = url.rsplit("://").next().filter(|it| !it.is_empty());
        let server = probe::resolver(server, spot, draft).ok()?;
        let name = name.trim_end_matches('.');
        let block = block.text("kind", "dns").text("name", name).text("record", &record);
        return Some(("dns", block.maybe_text("resolver", server)));
    }
    let (scheme, rest) = url.split_once("://").unwrap_or_default();
    let rest = rest.trim_end_matches('/');
    match scheme {
        "http" | "https" => {
            let url = probe::address(url, spot, draft);
            Some(("http", block.text("kind", "http").text("url", &url)))
        }
        "tcp" => Some(("tcp", block.text("kind", "tcp").text("address", rest))),
        "tls" => Some(("tls", block.text("kind", "tls").text("address", rest))),
        "icmp" => Some(("ping", block.text("kind", "ping").text("host", rest))),
        _ => {
            let url = probe::shown(url);
            let what =
                format!("nothing here looks at `{url}`; a program can: `kind = \"command\"`");
            draft.leave(spot.0, spot.1, what);
            None
        }
    }
}

/// How it is asked.
fn asked(
    mut block: Block,
    (file, place): (&str, &str),
    kind: &str,
    endpoint: &Value,
    draft: &mut Draft<'_>,
) -> Block {
    let client = endpoint.get("client").unwrap_or(&Value::Null);
    if kind == "http" {
        if let Some(method) = text(endpoint, "method").filter(|it| *it != "GET") {
            block = block.text("method", method);
        }
        probe::body(text(endpoint, "body"), (file, place), draft);
        let headers = endpoint.get("headers").and_then(Value::as_object).into_iter().flatten();
        let headers = headers.filter_map(|(name, value)| Some((name.as_str(), value.as_str()?)));
        let (unset, headers): (Vec<_>, Vec<_>) =
            headers.partition(|(_, value)| has_variable(value));
        for (name, _) in unset {
            let what = format!("the header `{name}` has a variable in it: write it out");
            draft.leave(file, place, what);
        }
        block = probe::headers(block, (file, place), headers, draft);
        if truth(client, "ignore-redirect") == Some(true) {
            block = block.plain("redirects", 0);
        }
    }
    if truth(client, "insecure") == Some(true) && ["http", "tls"].contains(&kind) {
        block = block.plain("insecure", true);
    }
    for key in ["proxy-url", "oauth2", "identity-aware-proxy", "dns-resolver", "network", "tls"] {
        if says(client, key) {
            draft.leave(file, place, format!("`client.{key}` has no like here"));
        }
    }
    for key in ["graphql", "ssh", "maintenance-windows"] {
        if says(endpoint, key) {
            draft.leave(file, place, format!("`{key}` is not taken over"));
        }
    }
    block
}

fn read_external(file: &str, endpoint: &Value, draft: &mut Draft<'_>) {
    let title = title(endpoint);
    let place = format!("external endpoint {title}");
    let every = endpoint.get("heartbeat").and_then(|it| text(it, "interval")).and_then(seconds);
    let Some(every) = every else {
        let what = "nothing says how often it reports; write `[heartbeats.NAME]` with `every`";
        return draft.leave(file, &place, what);
    };
    let name = draft.name("heartbeat", &title);
    let what = format!("its job calls `wail beat {name}`, or another address: docs/heartbeats.md");
    draft.leave(file, &place, what);
    let block = Block::table("heartbeats", &name).text("every", &length(every));
    let labels = probe::labels(text(endpoint, "group").map(|group| ("group", group)));
    draft.heartbeats.push(block.text("grace", "1m").inline("labels", labels));
}

fn read_maintenance(file: &str, written: &Value, names: &[String], draft: &mut Draft<'_>) {
    if truth(written, "enabled") == Some(false) || names.is_empty() {
        return;
    }
    let start = text(written, "start").and_then(time);
    let lasts = text(written, "duration").and_then(seconds);
    let (Some(start), Some(lasts)) = (start, lasts) else {
        return draft.leave(file, "maintenance", "it does not say when it is, and is left out");
    };
    // Where nothing is said, or nothing that is known, it is on the clock of UTC.
    let said = text(written, "timezone");
    let zone = said.filter(|name| (draft.around.zones)(name).is_some()).unwrap_or("UTC");
    if let Some(said) = said.filter(|said| *said != zone) {
        let what = format!("the zone `{said}` is not known here; UTC stands in for it");
        draft.leave(file, "maintenance", what);
    }
    let days: Vec<Weekday> = texts(written, "every").into_iter().filter_map(weekday).collect();
    let days = if days.is_empty() { "*".to_owned() } else { named(days) };
    let cron = format!("{} {} * * {days}", start.minute(), start.hour());
    let block = Block::item("maintenance")
        .text("name", "gatus")
        .text("why", "the maintenance of gatus")
        .raw("monitors", &listed(names))
        .text("cron", &cron)
        .text("for", &length(lasts))
        .text("zone", zone);
    draft.others.push(block);
}

fn read_checker(file: &str, checker: &Value, draft: &mut Draft<'_>) {
    let Some(target) = text(checker, "target").filter(|it| it.contains(':')) else {
        return draft.leave(file, "connectivity", "it does not say what it asks, and is left out");
    };
    let every = text(checker, "interval").and_then(seconds).unwrap_or(60);
    let block = Block::item("canary").text("kind", "tcp").text("address", target);
    draft.others.push(block.text("every", &length(every)));
}
