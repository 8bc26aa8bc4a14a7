//! Uptime Kuma: monitors and pushes out of a backup.

use std::collections::BTreeMap;

use serde_json::Value;

use super::draft::Draft;
use super::fields::{list, says, text, texts, truth, whole};
use super::probe::{self, Pace};
use super::written::{Block, length};
use super::{Content, Document, Importer};

/// Uptime Kuma.
pub(super) static IMPORTER: Importer = Importer {
    name: "uptime-kuma",
    about: "a monitor for each that is looked at, a heartbeat for each that pushes",
    export: "a backup as JSON: Settings, Backup, Export",
    recognises: |content| {
        content.data().is_some_and(|data| data.get("monitorList").is_some_and(Value::is_array))
    },
    read,
};

/// The last version whose backups are known.
const KNOWN: &str = "2";

fn read(documents: &[&Document], draft: &mut Draft<'_>) {
    for document in documents {
        let (Content::Data(data), file) = (&document.content, document.file.as_str()) else {
            continue;
        };
        let version = text(data, "version").unwrap_or_default();
        let major = version.split('.').next().unwrap_or_default();
        if major.parse().unwrap_or(0) > KNOWN.parse().unwrap_or(0) {
            let what =
                format!("version {version} is newer than what is known; it is read like {KNOWN}");
            draft.leave(file, "version", what);
        }
        let groups: BTreeMap<i64, &str> = list(data, "monitorList")
            .iter()
            .filter(|it| text(it, "type") == Some("group"))
            .filter_map(|it| Some((whole(it, "id")?, text(it, "name")?)))
            .collect();
        for monitor in list(data, "monitorList") {
            read_monitor(file, monitor, &groups, draft);
        }
        for notification in list(data, "notificationList") {
            let name = text(notification, "name").unwrap_or("without a name");
            let what = "it is a channel of a person here: `[people.NAME] channels`";
            draft.leave(file, &format!("notification {name}"), what);
        }
        for proxy in list(data, "proxyList") {
            let host = text(proxy, "host").unwrap_or("without a host");
            draft.leave(file, &format!("proxy {host}"), "monitors ask directly here");
        }
    }
}

fn read_monitor(file: &str, monitor: &Value, groups: &BTreeMap<i64, &str>, draft: &mut Draft<'_>) {
    let title = text(monitor, "name").unwrap_or("monitor");
    let place = format!("monitor {title}");
    let kind = text(monitor, "type").unwrap_or_default();
    if truth(monitor, "active") == Some(false) {
        return draft.leave(file, &place, "it is paused there, and left out");
    }
    if truth(monitor, "upsideDown") == Some(true) {
        return draft.leave(
            file,
            &place,
            "it is upside down, which no monitor is here; it is left out",
        );
    }
    match kind {
        "group" => {
            let what = "a group is a label of its monitors here, and not looked at itself";
            draft.leave(file, &place, what);
        }
        "push" => push(file, &place, monitor, groups, draft),
        _ => {
            let Some(block) = looked_at(file, &place, monitor, draft) else { return };
            let name = draft.name("monitor", title);
            let mut whole_block = Block::table("monitors", &name);
            if name != title {
                whole_block = whole_block.comment(title);
            }
            let whole_block = pace(file, &place, monitor, draft).added_to(block(whole_block));
            let labels = labels(monitor, groups);
            let labels =
                probe::labels(labels.iter().map(|(name, value)| (name.as_str(), value.as_str())));
            draft.monitors.push(whole_block.inline("labels", labels));
        }
    }
}

fn pace(file: &str, place: &str, monitor: &Value, draft: &mut Draft<'_>) -> Pace {
    let retries = whole(monitor, "maxretries").unwrap_or(0).max(0);
    let every = whole(monitor, "interval").unwrap_or(60);
    let between = whole(monitor, "retryInterval").unwrap_or(every);
    if retries > 0 && between != every {
        let what = format!("it tries again after {between}s; here it looks as often as always");
        draft.leave(file, place, what);
    }
    if whole(monitor, "resendInterval").is_some_and(|it| it > 0) {
        draft.leave(file, place, "how often it is told again is a matter of the policy here");
    }
    Pace {
        every,
        timeout: whole(monitor, "timeout").filter(|it| *it > 0),
        down_after: Some(retries + 1),
        up_after: Some(1),
    }
}

/// Its labels: tags, and the group it is in.
fn labels(monitor: &Value, groups: &BTreeMap<i64, &str>) -> Vec<(String, String)> {
    let group = whole(monitor, "parent").and_then(|id| groups.get(&id));
    let group = group.map(|name| ("group".to_owned(), (*name).to_owned()));
    let tags = list(monitor, "tags").iter().filter_map(|tag| {
        let value = text(tag, "value").unwrap_or("true");
        Some((text(tag, "name")?.to_owned(), value.to_owned()))
    });
    group.into_iter().chain(tags).collect()
}

type Filled = Box<dyn Fn(Block) -> Block>;

/// The keys of its kind; none, if nothing here looks at such a thing.
fn looked_at(file: &str, place: &str, monitor: &Value, draft: &mut Draft<'_>) -> Option<Filled> {
    let kind = text(monitor, "type").unwrap_or_default();
    let host = text(monitor, "hostname").map(str::to_owned);
    match kind {
        "http" | "keyword" | "json-query" => http(file, place, monitor, draft),
        "port" => {
            let (host, port) = (host?, whole(monitor, "port")?);
            let address = if host.contains(':') {
                format!("[{host}]:{port}")
            } else {
                format!("{host}:{port}")
            };
            Some(Box::new(move |block| block.text("kind", "tcp").text("address", &address)))
        }
        "ping" => {
            let host = host?;
            Some(Box::new(move |block| block.text("kind", "ping").text("host", &host)))
        }
        "dns" => {
            let name = host?;
            let record = text(monitor, "dns_resolve_type").unwrap_or("A").to_uppercase();
            let server = text(monitor, "dns_resolve_server").and_then(|it| it.split(',').next());
            let server = server.map(str::trim).filter(|it| !it.is_empty());
            let server = probe::resolver(server, (file, place), draft).ok()?.map(str::to_owned);
            if says(monitor, "conditions") {
                draft.leave(
                    file,
                    place,
                    "its conditions: write `answer` for what must be among them",
                );
            }
            Some(Box::new(move |block| {
                let block = block.text("kind", "dns").text("name", &name).text("record", &record);
                block.maybe_text("resolver", server.as_deref())
            }))
        }
        other => {
            let what = format!(
                "nothing here looks at `{other}`; a program can: `kind = \"command\"` (docs/monitors.md)"
            );
            draft.leave(file, place, what);
            None
        }
    }
}

fn http(file: &str, place: &str, monitor: &Value, draft: &mut Draft<'_>) -> Option<Filled> {
    let url = text(monitor, "url")?.to_owned();
    if !url.starts_with("http://") && !url.starts_with("https://") {
        let url = probe::shown(&url);
        draft.leave(file, place, format!("`{url}` is no address of the web, and it is left out"));
        return None;
    }
    let url = probe::address(&url, (file, place), draft);
    let mut block = Block::default().text("kind", "http").text("url", &url);
    if let Some(method) = text(monitor, "method").filter(|it| *it != "GET") {
        block = block.text("method", method);
    }
    probe::body(text(monitor, "body"), (file, place), draft);
    let written = text(monitor, "headers").and_then(|it| serde_json::from_str::<Value>(it).ok());
    let written = written.as_ref().or_else(|| monitor.get("headers")).and_then(Value::as_object);
    let pairs = written.into_iter().flatten();
    let pairs = pairs.filter_map(|(name, value)| Some((name.as_str(), value.as_str()?)));
    block = probe::headers(block, (file, place), pairs, draft);
    let statuses = texts(monitor, "accepted_statuscodes");
    if !statuses.is_empty() && statuses != ["200-299"] {
        block = block.list("status", &statuses);
    }
    if let Some(most) = whole(monitor, "maxredirects").filter(|it| *it != 5) {
        block = block.plain("redirects", most.clamp(0, 20));
    }
    if truth(monitor, "ignoreTls") == Some(true) {
        block = block.plain("insecure", true);
    }
    if let Some(word) =
        text(monitor, "keyword").filter(|_| text(monitor, "type") == Some("keyword"))
    {
        let unwanted = truth(monitor, "invertKeyword") == Some(true);
        if word.starts_with('!') {
            draft.leave(file, place, format!("the keyword `{word}`: write `regex` for it"));
        } else {
            block =
                block.text("text", &if unwanted { format!("!{word}") } else { word.to_owned() });
        }
    }
    if text(monitor, "type") == Some("json-query") {
        block = json(block, file, place, monitor, draft);
    }
    let is_proved = says(monitor, "basic_auth_user") || says(monitor, "oauth_client_id");
    if is_proved || says(monitor, "tlsKey") {
        let what = "how it proves who asks is a secret and not written down: `user` with `password`, or `token`";
        draft.leave(file, place, what);
    }
    if says(monitor, "proxyId") {
        draft.leave(file, place, "it asks through a proxy; here it asks directly");
    }
    Some(Box::new(move |head| head.with(&block)))
}

/// What must stand where in JSON.
fn json(block: Block, file: &str, place: &str, monitor: &Value, draft: &mut Draft<'_>) -> Block {
    let path = text(monitor, "jsonPath").unwrap_or_default();
    let bare = path.strip_prefix("$.").unwrap_or(path);
    let is_plain = |it: char| it.is_ascii_alphanumeric() || matches!(it, '.' | '_' | '[' | ']');
    let is_path =
        bare.starts_with(|it: char| it.is_ascii_alphabetic()) && bare.chars().all(is_plain);
    let operator = text(monitor, "jsonPathOperator").unwrap_or("==");
    let expected = monitor
        .get("expectedValue")
        .map(|it| it.as_str().map_or_else(|| it.to_string(), str::to_owned));
    let expected =
        expected.filter(|_| is_path && ["==", "!=", "<", ">", "<=", ">="].contains(&operator));
    if let Some(expected) = expected {
        return block.text("json", &format!("{bare} {operator} {}", literal(&expected)));
    }
    let what = format!("its query `{path}`: write `json` for it (docs/monitors.md)");
    draft.leave(file, place, what);
    block
}

/// A value as an expression has it.
pub(super) fn literal(text: &str) -> String {
    let is_bare =
        ["true", "false", "none"].contains(&text) || text.parse::<f64>().is_ok_and(f64::is_finite);
    if is_bare {
        text.to_owned()
    } else {
        format!("'{}'", text.replace('\\', "\\\\").replace('\'', "\\'"))
    }
}

fn push(
    file: &str,
    place: &str,
    monitor: &Value,
    groups: &BTreeMap<i64, &str>,
    draft: &mut Draft<'_>,
) {
    let title = text(monitor, "name").unwrap_or("push");
    let name = draft.name("heartbeat", title);
    let every = whole(monitor, "interval").unwrap_or(60).clamp(1, 366 * 86_400);
    let retries = whole(monitor, "maxretries").unwrap_or(0).max(0);
    let between = whole(monitor, "retryInterval").unwrap_or(every).max(0);
    let grace = retries.saturating_mul(between).clamp(60, 366 * 86_400);
    let what = format!("its job calls `wail beat {name}`, or another address: docs/heartbeats.md");
    draft.leave(file, place, what);
    let block = Block::table("heartbeats", &name);
    let block = if name == title { block } else { block.comment(title) };
    let labels = labels(monitor, groups);
    let labels = probe::labels(labels.iter().map(|(name, value)| (name.as_str(), value.as_str())));
    let block = block.text("every", &length(every)).text("grace", &length(grace));
    draft.heartbeats.push(block.inline("labels", labels));
}
