//! Datadog: webhooks, by the template as it is shipped or by one of the common ones.
//!
//! All values are texts and the names are the user's; what is read are the variables under their own
//! names. The state is `alert_transition`, else the mark before the title: the shipped template has
//! nothing else. So is the identity: the key of the alert's cycle or of its aggregation, the monitor
//! with its scope, or the title without marks with its scope. Event ids differ each time.

use super::fields::{self, Fields};
use super::{ParseError, Proof, Reading, Request, Resolves, Samples, Source};
use crate::domain::alert::{Fingerprint, Signal};
use crate::domain::label::Labels;

pub(super) const SOURCE: Source = Source {
    name: "datadog",
    about: "Datadog, integration Webhooks",
    docs: "docs.datadoghq.com, integrations, webhooks",
    setup: "Integrations, Webhooks, New: this address as URL, and in the payload besides what is there \
            `\"alert_transition\": \"$ALERT_TRANSITION\"`, `\"alert_cycle_key\": \
            \"$ALERT_CYCLE_KEY\"`, `\"alert_priority\": \"$ALERT_PRIORITY\"`",
    resolves: Resolves::Yes,
    proof: Proof::Key,
    headers: &[],
    parse,
    samples: Samples::json(
        include_str!("../../tests/fixtures/datadog/firing.json"),
        include_str!("../../tests/fixtures/datadog/resolved.json"),
    ),
};

fn parse(request: &Request<'_>) -> Result<Reading, ParseError> {
    let content = request.content()?;
    let body = Fields::of(&content);
    let title = said(body, &["title", "event_title", "alert_title"]);
    let title = Title::of(title.as_deref().unwrap_or_default());
    let labels = labels(body);
    let host = said(body, &["hostname", "host"]).or_else(|| labels.get("host").cloned());
    let scope = said(body, &["alert_scope", "scope"]).or(title.scope).or_else(|| host.clone());
    let identity = identity(body, &title.text, scope.as_deref());
    let identity = identity.ok_or(ParseError::Missing("title"))?;
    let kind = said(body, &["alert_type"]).unwrap_or_default();
    let state = said(body, &["alert_transition", "transition"]).or(title.state);
    let state = state.unwrap_or_else(|| kind.clone()).to_lowercase();
    let is_over = state.contains("recover") || matches!(state.as_str(), "resolved" | "success");
    let signal = if is_over { Signal::Resolved } else { Signal::Firing };
    let priority = said(body, &["alert_priority", "priority"]).filter(|word| is_priority(word));
    let grade = priority
        .or(title.priority)
        .or_else(|| matches!(kind.as_str(), "error" | "warning" | "info").then_some(kind))
        .or_else(|| state.contains("warn").then(|| "warn".to_owned()));
    let text = said(body, &["body", "event_msg", "text_only_msg"]).unwrap_or_default();
    let link = said(body, &["link", "event_link", "alert_link", "url"]);
    let link = link.and_then(|link| fields::link(&link)).or_else(|| first_monitor(&text));
    let at = ["date", "last_updated"].iter().find_map(|name| body.instant(name));
    let in_scope = scope.and_then(|scope| Some(scope.strip_prefix("host:")?.to_owned()));
    Ok(request
        .alert(identity, signal)
        .graded(request.grade(grade))
        .summary(&title.text)
        .details(text.trim_matches('%').trim())
        .origin(host.or(in_scope))
        .service(labels.get("service").cloned())
        .link(link)
        .labels(labels)
        .started_at(at)
        .ended_at(at.filter(|_| is_over))
        .into())
}

/// The first of these variables that is there, in lower case or in Datadog's own upper case.
fn said(body: Fields<'_>, names: &[&str]) -> Option<String> {
    let either = |name: &&str| body.text(name).or_else(|| body.text(&name.to_uppercase()));
    names.iter().find_map(either)
}

fn identity(body: Fields<'_>, title: &str, scope: Option<&str>) -> Option<Fingerprint> {
    if let Some(key) = said(body, &["alert_cycle_key", "cycle_key", "aggreg_key"]) {
        return Some(Fingerprint::of([key]));
    }
    let monitor = said(body, &["alert_id", "monitor_id"]);
    let monitor = monitor.or_else(|| Some(title.to_owned()).filter(|title| !title.is_empty()))?;
    Some(Fingerprint::of([monitor.as_str(), scope.unwrap_or_default()]))
}

/// The tags, of which Datadog makes one text: `host:web-1,region:eu,monitor`.
fn labels(body: Fields<'_>) -> Labels {
    let tags = said(body, &["event_tags", "tags"]).unwrap_or_default();
    let pairs = tags.split(',').filter_map(|tag| tag.trim().split_once(':'));
    pairs.map(|(name, value)| (name.to_owned(), value.to_owned())).collect()
}

fn is_priority(word: &str) -> bool {
    matches!(word.to_uppercase().as_str(), "P1" | "P2" | "P3" | "P4" | "P5")
}

/// The monitor's page, which the body of every alert of a monitor links to.
fn first_monitor(text: &str) -> Option<String> {
    let links = text.split("](").skip(1).filter_map(|rest| rest.split(')').next());
    links.filter(|link| link.contains("/monitors")).find_map(fields::link)
}

/// A title without the marks before it, and what they say: `[P2] [Triggered on {host:web-1}] Disk`.
#[derive(Default)]
struct Title {
    text: String,
    state: Option<String>,
    scope: Option<String>,
    priority: Option<String>,
}

impl Title {
    fn of(title: &str) -> Self {
        let mut read = Self::default();
        let mut rest = title.trim();
        while let Some((mark, after)) = rest.strip_prefix('[').and_then(|it| it.split_once(']')) {
            let (word, scope) = mark.split_once(" on ").unwrap_or((mark, ""));
            match word.to_lowercase().trim_start_matches("re-") {
                "triggered" | "recovered" | "resolved" | "warn" | "no data" | "renotify" => {
                    read.state = Some(word.to_owned());
                    let scope = scope.trim().trim_matches(['{', '}']);
                    read.scope = Some(scope.to_owned()).filter(|scope| !scope.is_empty());
                }
                "test" => {}
                _ if is_priority(word) => read.priority = Some(word.to_owned()),
                // It is the title's own.
                _ => break,
            }
            rest = after.trim_start();
        }
        rest.clone_into(&mut read.text);
        read
    }
}
