//! Zabbix, media type *Webhook*, whose body is whatever its script makes of the macros.
//!
//! The names that common scripts use are read. The trigger is the identity, since its recovery may
//! be an event with another id and another name; a script that knows no trigger must give an id that
//! stays. `event_value` decides: the title may still say *Problem*. Dates in Zabbix's own format name
//! no zone and are not read; `{EVENT.TIMESTAMP}` is.

use super::fields::{self, Fields};
use super::{ParseError, Proof, Reading, Request, Resolves, Samples, Source};
use crate::domain::alert::{Fingerprint, Severity, Signal};
use crate::domain::label::Labels;

pub(super) const SOURCE: Source = Source {
    name: "zabbix",
    about: "Zabbix, media type Webhook",
    docs: "zabbix.com, manual, Configuration, Notifications upon events, Media types, Webhook",
    setup: "a media type Webhook whose script posts its parameters as JSON to this address: \
            `event_value` {EVENT.VALUE}, `event_nseverity` {EVENT.NSEVERITY}, `event_id` {EVENT.ID}, \
            `trigger_id` {TRIGGER.ID}, `event_ack_status` {EVENT.ACK.STATUS}, `event_timestamp` \
            {EVENT.TIMESTAMP}, `event_recovery_timestamp` {EVENT.RECOVERY.TIMESTAMP}, `host_name` \
            {HOST.NAME}, `title` {EVENT.NAME}, `event_tags` {EVENT.TAGSJSON}, `zabbix_url` {$ZABBIX.URL}",
    resolves: Resolves::Yes,
    proof: Proof::Key,
    headers: &[],
    parse,
    samples: Samples::json(
        include_str!("../../tests/fixtures/zabbix/firing.json"),
        include_str!("../../tests/fixtures/zabbix/resolved.json"),
    ),
};

const LINKS: [&str; 5] = ["link_to_upstream_details", "link", "url", "trigger_url", "event_url"];

fn parse(request: &Request<'_>) -> Result<Reading, ParseError> {
    let content = request.content()?;
    let body = Fields::of(&content);
    if matches!(body.word("event_source").as_str(), "1" | "2") {
        return Ok(Reading::Ignored("a discovery or a registration".to_owned()));
    }
    let host = body.first(&["host_name", "hostname", "host", "host_ip"]);
    let name = body.first(&["event_name", "trigger_name", "trigger"]);
    let link = LINKS.iter().find_map(|path| body.text(path));
    let identity = identity(body, link.as_deref())
        .or_else(|| fields::identity([host.clone(), Some(name.clone()?)]))
        .ok_or(ParseError::Missing("trigger_id"))?;
    let signal = signal(body);
    let words = ["event_nseverity", "nseverity", "event_severity", "trigger_severity", "severity"];
    let grade = request.grade_by(body.first(&words), severity);
    let title = body.first(&["title", "subject", "alert_subject"]).or(name);
    let message = body.first(&["description", "message", "alert_message", "event_opdata"]);
    let started_at = body.instant("event_timestamp");
    let ended_at = body.instant("event_recovery_timestamp");
    Ok(request
        .alert(identity, signal)
        .graded(grade)
        .summary(&title.or_else(|| message.clone()).unwrap_or_default())
        .details(message.unwrap_or_default())
        .origin(host)
        .link(link.and_then(|link| fields::link(&link)).or_else(|| page(body)))
        .started_at(started_at)
        .ended_at(ended_at.filter(|_| signal == Signal::Resolved))
        .labels(tags(body))
        .into())
}

fn identity(body: Fields<'_>, link: Option<&str>) -> Option<Fingerprint> {
    let in_link = link.and_then(|link| {
        let (_, id) = link.split_once("triggerid=").or_else(|| link.split_once("triggerids[]="))?;
        id.split('&').next().map(str::to_owned)
    });
    let trigger = body.first(&["trigger_id", "triggerid"]).or(in_link);
    fields::identity([trigger])
        .or_else(|| fields::identity([None, body.first(&["alert_uid", "event_id", "eventid"])]))
}

fn signal(body: Fields<'_>) -> Signal {
    let states =
        ["event_value", "trigger_value", "event_status", "trigger_status", "status", "state"];
    let state = body.first(&states).unwrap_or_default();
    let signal = match state.as_str() {
        "0" => Signal::Resolved,
        word => fields::signal(word).unwrap_or(Signal::Firing),
    };
    match signal {
        Signal::Firing if body.truth("event_ack_status") == Some(true) => Signal::Acknowledged,
        signal => signal,
    }
}

fn severity(word: &str) -> Option<Severity> {
    match word {
        "0" | "1" | "not classified" => Some(Severity::Info),
        "2" | "3" => Some(Severity::Warning),
        "4" => Some(Severity::Error),
        "5" => Some(Severity::Critical),
        _ => None,
    }
}

/// The page of the event, where the script names only the parts of its address.
fn page(body: Fields<'_>) -> Option<String> {
    let base = body.link("zabbix_url")?;
    let (trigger, event) = (body.text("trigger_id")?, body.text("event_id")?);
    let base = base.trim_end_matches('/');
    fields::link(&format!("{base}/tr_events.php?triggerid={trigger}&eventid={event}"))
}

/// The tags as labels where they are JSON, or else as one.
fn tags(body: Fields<'_>) -> Labels {
    let tags = body.embedded("event_tags");
    let tags = Fields::of(&tags);
    let labels: Labels = tags
        .items("")
        .filter_map(|tag| Some((tag.text("tag")?, tag.text("value").unwrap_or_default())))
        .collect();
    if labels.is_empty() { fields::labelled([("tags", body.listed("event_tags"))]) } else { labels }
}

#[cfg(test)]
mod tests;
