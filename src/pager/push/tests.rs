//! What each service is sent, word for word.

use jiff::Timestamp;
use serde_json::{Value, json};

use super::post::HttpRequest;
use super::*;
use crate::domain::alert::Severity;
use crate::domain::incident::{Closer, Incident, Status, Version};
use crate::domain::update::UpdateId;
use crate::pager::tests::call;

const LINK: &str = "https://pager.example.org/ack/00ff";

fn target(name: &str, values: &[(&'static str, &str)]) -> Target {
    let values = values.iter().map(|(key, value)| (*key, (*value).to_owned())).collect();
    Target { service: service(name).unwrap(), values, headers: BTreeMap::new() }
}

/// An incident of which updates are written.
pub(super) fn incident() -> Incident {
    let at = Timestamp::UNIX_EPOCH;
    Incident {
        id: IncidentId(412),
        version: Version(1),
        opened_at: at,
        severity: Severity::Critical,
        summary: "db-1.internal: \"read only\"".to_owned(),
        labels: BTreeMap::new(),
        source: "alertmanager".into(),
        group: None,
        policy: "default".into(),
        firing: 1,
        status: Status::Resolved { by: Closer::Person("ana".into()), at },
    }
}

/// The request for the usual page, with the link or without.
fn made(target: &Target, call: &Call) -> HttpRequest {
    sent(target, &Message::page(call))
}

fn sent(target: &Target, message: &Message<'_>) -> HttpRequest {
    match target.service.make {
        Make::Always(make) => make(message, target),
        Make::Mostly(make) => match make(message, target) {
            Ok(Request::Http(request)) => request,
            Ok(Request::Mail(_)) => panic!("a letter"),
            Err(why) => panic!("{why}"),
        },
    }
}

fn linked(summary: &str) -> Call {
    Call { ack: Some(LINK.to_owned()), summary: summary.to_owned(), ..call() }
}

fn body(request: &HttpRequest) -> Value {
    serde_json::from_str(&request.body).unwrap()
}

#[test]
fn services_are_sorted_unique_and_found() {
    assert!(SERVICES.windows(2).all(|pair| pair[0].name < pair[1].name));
    for each in SERVICES {
        assert!(service(each.name).is_some_and(|found| found.about == each.about));
        for key in each.keys.iter().filter(|key| !key.is_secret()) {
            assert_eq!(key.check(key.example), Ok(()), "{} {}", each.name, key.name);
        }
    }
    assert!(service("pigeon").is_none());
}

#[test]
fn ntfy_has_a_button_that_posts() {
    let request =
        made(&target("ntfy", &[("topic", "ana"), ("token", "tk_1")]), &linked("disk full"));
    assert_eq!(request.url, "https://ntfy.sh");
    let token = ("authorization".to_owned(), "Bearer tk_1".to_owned());
    assert!(request.headers.contains(&token), "{:?}", request.headers);
    let expected = json!({
        "topic": "ana",
        "title": "error, incident 412: disk full",
        "message": "first page, for ana\nfrom alertmanager",
        "priority": 4,
        "tags": ["warning"],
        "click": LINK,
        "actions": [
            { "action": "http", "label": "I have it", "url": LINK, "method": "POST", "clear": true },
        ],
    });
    assert_eq!(body(&request), expected);
}

#[test]
fn without_a_link_there_is_no_button() {
    for (name, values) in [
        ("ntfy", &[("topic", "ana")][..]),
        ("slack", &[("url", "https://hooks.example.org/x")]),
        ("telegram", &[("token", "1:x"), ("chat", "5")]),
        ("gotify", &[("server", "https://g.example.org"), ("token", "t")]),
        ("mattermost", &[("url", "https://hooks.example.org/x")]),
        ("pushover", &[("token", "t"), ("user", "u")]),
    ] {
        let request = made(&target(name, values), &call());
        for word in ["ack", "actions", "reply_markup", "extras", "url_title", "I have it"] {
            assert!(!request.body.contains(word), "{name}: {}", request.body);
        }
    }
}

#[test]
fn pushover_repeats_what_is_critical_by_itself() {
    let target = target("pushover", &[("token", "tok"), ("user", "usr")]);
    let critical = Call { severity: Severity::Critical, ..linked("50% & more") };
    let request = made(&target, &critical);
    assert_eq!(request.url, "https://api.pushover.net/1/messages.json");
    assert_eq!(
        request.body,
        "token=tok&user=usr&title=critical%2C+incident+412%3A+50%25+%26+more\
         &message=first+page%2C+for+ana%0Afrom+alertmanager&priority=2&retry=60&expire=3600\
         &url=https%3A%2F%2Fpager.example.org%2Fack%2F00ff&url_title=I+have+it"
    );
    let request = made(&target, &call());
    assert!(request.body.contains("priority=1") && !request.body.contains("retry"));
    let repeats = target.service.repeats.as_ref().unwrap();
    let receipt = |answer: &str| (repeats.receipt)(answer);
    assert_eq!(receipt(r#"{"status":1,"receipt":"rUhLqmHn"}"#).as_deref(), Some("rUhLqmHn"));
    for none in [r#"{"status":1}"#, r#"{"receipt":""}"#, r#"{"receipt":"../1?x"}"#, "<html>"] {
        assert_eq!(receipt(none), None, "{none}");
    }
    let request = (repeats.call_off)(&target, "rUhLqmHn");
    assert_eq!(request.url, "https://api.pushover.net/1/receipts/rUhLqmHn/cancel.json");
    assert_eq!(request.body, "token=tok");
}

#[test]
fn gotify_is_told_in_its_own_numbers() {
    let target = target("gotify", &[("server", "https://g.example.org/sub/"), ("token", "app")]);
    let request = made(&target, &linked("disk full"));
    assert_eq!(request.url, "https://g.example.org/sub/message");
    assert!(request.headers.contains(&("x-gotify-key".to_owned(), "app".to_owned())));
    let expected = json!({
        "title": "error, incident 412: disk full",
        "message": "first page, for ana\nfrom alertmanager",
        "priority": 8,
        "extras": { "client::notification": { "click": { "url": LINK } } },
    });
    assert_eq!(body(&request), expected);
}

#[test]
fn nobody_calls_the_whole_channel_by_a_summary() {
    let slack = target("slack", &[("url", "https://hooks.slack.com/services/T/B/x")]);
    let request = made(&slack, &linked("<!channel> a & b"));
    let title = "error, incident 412: &lt;!channel&gt; a &amp; b";
    let text = format!("*{title}*\nfirst page, for ana\nfrom alertmanager");
    let expected = json!({
        "text": title,
        "blocks": [
            { "type": "section", "text": { "type": "mrkdwn", "text": text } },
            { "type": "actions", "elements": [{
                "type": "button",
                "style": "primary",
                "text": { "type": "plain_text", "text": "I have it" },
                "url": LINK,
            }] },
        ],
    });
    assert_eq!(body(&request), expected);
    let values = [("url", "https://chat.example.org/hooks/x"), ("room", "oncall")];
    let request = made(&target("mattermost", &values), &linked("@channel *now* [x](http://e)"));
    let text = "**error, incident 412: @\u{200b}channel \\*now\\* \\[x\\](http://e)**\n\
        first page, for ana\nfrom alertmanager\n[I have it](https://pager.example.org/ack/00ff)";
    assert_eq!(body(&request), json!({ "text": text, "username": "wail", "channel": "oncall" }));
}

#[test]
fn telegram_has_a_button_below() {
    let request =
        made(&target("telegram", &[("token", "1:x"), ("chat", "-5")]), &linked("disk full"));
    assert_eq!(request.url, "https://api.telegram.org/bot1:x/sendMessage");
    let expected = json!({
        "chat_id": "-5",
        "text": "error, incident 412: disk full\nfirst page, for ana\nfrom alertmanager",
        "disable_notification": false,
        "link_preview_options": { "is_disabled": true },
        "reply_markup": { "inline_keyboard": [[{ "text": "I have it", "url": LINK }]] },
    });
    assert_eq!(body(&request), expected);
}

#[test]
fn any_request_is_filled_in() {
    let mut target = target(
        "http",
        &[
            ("url", "https://hooks.example.org/{{ summary | urlencode }}"),
            ("method", "PUT"),
            (
                "body",
                r#"{"text": {{ title | tojson }}, "on": {{ labels.on | default("?") | tojson }}}"#,
            ),
            ("token", "tok"),
        ],
    );
    target.headers.insert("authorization".to_owned(), "Bearer {{ token }}".to_owned());
    assert_eq!(target.faults(), []);
    let request = made(&target, &linked("a \"b\"\nc"));
    assert_eq!(request.url, "https://hooks.example.org/a%20%22b%22%0Ac");
    assert_eq!(request.method, "PUT");
    let sent = json!({ "text": "error, incident 412: a \"b\" c", "on": "?" });
    assert_eq!(body(&request), sent, "a label that is missing costs nothing");
    assert!(request.headers.contains(&("authorization".to_owned(), "Bearer tok".to_owned())));
}

#[test]
fn a_summary_in_a_header_is_one_header_whatever_is_in_it() {
    let mut target = target("http", &[("url", "https://hooks.example.org/page")]);
    target.headers.insert("x-title".to_owned(), "{{ summary }}".to_owned());
    let request = made(&target, &linked("a\r\nx-b: c \u{1b}[31m\u{7f}\u{0}d"));
    let title = ("x-title".to_owned(), "a  x-b: c  [31m  d".to_owned());
    assert!(request.headers.contains(&title), "{:?}", request.headers);
}

#[test]
fn a_header_that_cannot_be_filled_in_is_a_fault() {
    let mut target = target("http", &[("url", "https://hooks.example.org/page")]);
    target.headers.insert("x-title".to_owned(), "{{ summary | shorten }}".to_owned());
    let faults = target.faults();
    assert_eq!(faults.len(), 1, "{faults:?}");
    let start = "the header `x-title` cannot be filled in: ";
    assert!(faults[0].key == "headers" && faults[0].message.starts_with(start), "{faults:?}");
}

#[test]
fn without_a_body_everything_is_sent() {
    let target = target("http", &[("url", "https://hooks.example.org/page")]);
    let request = made(&target, &linked("disk \"full\""));
    let expected = json!({
        "severity": "error",
        "summary": "disk \"full\"",
        "incident": 412,
        "person": "ana",
        "reason": "first page",
        "labels": {},
        "ack": LINK,
    });
    assert_eq!(body(&request), expected);
}

#[test]
fn a_target_shows_no_secret_and_says_none_back() {
    let target = target("telegram", &[("token", "1:hunter2"), ("chat", "5")]);
    assert!(!format!("{target:?}").contains("hunter2"));
    let said = target.masked("no bot 1:hunter2 here".to_owned());
    assert_eq!(said, "no bot *** here");
}

#[test]
fn text_from_outside_is_cut_and_made_plain() {
    let awkward = "\u{1b}[2J".to_owned() + &"x".repeat(5000);
    let title = Message::page(&linked(&awkward)).title(100);
    assert_eq!(title.chars().count(), 100);
    assert!(title.starts_with("error, incident 412: \\x1b[2Jxxx") && title.ends_with('…'));
}

#[test]
fn a_notification_is_a_quiet_message_of_no_incident() {
    let call = as_call(crate::pager::tests::telling());
    let request = made(&target("ntfy", &[("topic", "ana")]), &call);
    let body = body(&request);
    assert_eq!(body["priority"], 2);
    assert!(body["title"].as_str().unwrap().starts_with("info: "), "{body}");
    assert!(body.get("actions").is_none(), "{body}");
}

#[test]
fn how_it_was_the_last_time_is_a_line_of_its_own() {
    let call = Call { seen: Some("as in incident 398: \u{1b}[2Jrestart".to_owned()), ..call() };
    let details = Message::page(&call).details(200);
    let expected = "first page, for ana\nas in incident 398: \\x1b[2Jrestart\nfrom alertmanager";
    assert_eq!(details, expected);
}

#[test]
fn a_request_of_ones_own_for_an_audience_names_what_it_reads_and_who_that_is() {
    let (incident, audience, by) = (incident(), "public".into(), "ana".into());
    let text = "half of it\nis \"back\" \u{1b}[2J";
    let update =
        Update { id: UpdateId(7), audience: &audience, by: &by, text, incident: &incident };
    let call = update::as_call(update);
    let message = Message { update: Some(update), ..Message::page(&call) };
    let url = ("url", "https://hooks.example.org/{{ channel }}");
    let told = body(&sent(&target("http", &[url]), &message));
    assert_eq!(told, json!({ "text": "half of it\nis \"back\" \\x1b[2J" }));
    let own = (
        "body",
        r#"{"t": {{ text | tojson }}, "first": {{ title | tojson }}, "n": {{ incident }}}"#,
    );
    let target = target("http", &[url, own]);
    assert_eq!(target.faults(), []);
    let request = sent(&target, &message);
    assert_eq!(request.url, "https://hooks.example.org/public");
    let expected =
        json!({ "t": "half of it\nis \"back\" \\x1b[2J", "first": "half of it", "n": 412 });
    assert_eq!(body(&request), expected);
    let page = body(&made(&target, &linked("disk full")));
    assert_eq!(
        page["t"], "error, incident 412: disk full\nfirst page, for ana\nfrom alertmanager",
        "of a page it is all that is told"
    );
}

#[test]
fn a_target_says_where_something_goes_and_tells_no_secret() {
    for (name, values, shown) in [
        ("slack", &[("url", "https://hooks.example.org/x")][..], "slack"),
        ("ntfy", &[("topic", "status"), ("token", "tk_1")], "ntfy to status"),
        ("telegram", &[("token", "1:x"), ("chat", "-5")], "telegram to -5"),
        ("mail", &[("address", "all@example.org"), ("password", "p")], "mail to all@example.org"),
        ("pushover", &[("token", "t"), ("user", "u")], "pushover"),
        ("http", &[("url", "https://hooks.example.org/secret")], "http"),
    ] {
        assert_eq!(target(name, values).shown(), shown);
    }
}
