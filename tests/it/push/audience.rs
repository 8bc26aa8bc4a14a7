//! An audience that is reached by a service: it reads the words that were shown, and nothing besides.

use serde_json::json;
use tempfile::NamedTempFile;

use super::receiver::{Receiver, Reply};
use super::world_with_links;
use crate::world::{KEY, World};

/// What stands where the address of a hook is secret.
const SECRET: &str = "hooks/secret";

/// A team with an audience for each of these services; an incident is open. The file holds the hook's address.
fn world_of(receiver: &Receiver, channels: &[(&str, String)]) -> (World, NamedTempFile) {
    let hook = NamedTempFile::new().unwrap();
    std::fs::write(hook.path(), format!("http://{}/{SECRET}\n", receiver.address)).unwrap();
    let audiences = channels.iter().map(|(name, channel)| {
        let channel = channel.replace("HOOK", &format!("file:{}", hook.path().display()));
        format!("[audience.{name}]\nchannel = {{ use = \"push\", {channel} }}\n")
    });
    let world = world_with_links(&audiences.collect::<String>());
    assert_eq!(world.wail(["page", "disk of <db-1>", "--as", "ana"]).code, Some(0));
    (world, hook)
}

/// What is said of an update by ana, to whoever types it.
fn updates<const N: usize>(world: &World, words: [&str; N]) -> (Option<i32>, String) {
    let words: Vec<&str> = ["--as", "ana", "update"].into_iter().chain(words).collect();
    let ran = world.wail_all(&words);
    (ran.code, format!("{}{}", ran.text(), ran.err))
}

#[test]
fn every_service_is_sent_the_words_that_were_shown_and_nothing_besides() {
    let answer =
        Reply::Of(200, "", "{\"ok\":true,\"result\":{\"message_id\":5},\"request\":\"r\"}");
    let receiver = Receiver::answering(&[answer]);
    let server = format!("http://{}", receiver.address);
    let key = "env:WAIL_TEST_KEY";
    let (world, _hook) = world_of(
        &receiver,
        &[
            ("a", "to = \"slack\", url = \"HOOK\"".to_owned()),
            ("b", "to = \"mattermost\", url = \"HOOK\", room = \"status\"".to_owned()),
            ("c", format!("to = \"ntfy\", server = \"{server}\", topic = \"status\"")),
            ("d", format!("to = \"gotify\", server = \"{server}\", token = \"{key}\"")),
            (
                "e",
                format!(
                    "to = \"telegram\", server = \"{server}\", token = \"{key}\", chat = \"-5\""
                ),
            ),
            (
                "f",
                format!(
                    "to = \"pushover\", server = \"{server}\", token = \"{key}\", user = \"{key}\""
                ),
            ),
            ("g", format!("to = \"http\", url = \"{server}/any\", token = \"{key}\"")),
        ],
    );
    let text = "*half* of it <!channel> @all is back\nand we look";
    let (code, shown) = updates(&world, ["1", text]);
    assert_eq!(code, Some(2), "nobody can be asked: {shown}");
    for way in ["to a, by slack\n", "to b, by mattermost to status\n", "to c, by ntfy to status\n"]
    {
        assert!(shown.contains(way), "{shown}");
    }
    assert!(receiver.seen().is_empty(), "nothing goes out before somebody says yes");
    let (code, said) = updates(&world, ["1", text, "--yes"]);
    assert_eq!(code, Some(0), "{said}");
    let seen = receiver.until(7);
    let sent: Vec<serde_json::Value> = seen
        .iter()
        .map(|it| serde_json::from_str(&it.body).unwrap_or_else(|_| json!(it.body)))
        .collect();
    let plain = "*half* of it &lt;!channel&gt; @all is back\nand we look";
    assert_eq!(sent[0], json!({ "text": plain, "mrkdwn": false }));
    let escaped = "\\*half\\* of it \\<\\!channel\\> @\u{200b}all is back\nand we look";
    assert_eq!(sent[1], json!({ "text": escaped, "username": "wail", "channel": "status" }));
    assert_eq!(sent[2], json!({ "topic": "status", "message": text, "priority": 3 }));
    assert_eq!(sent[3], json!({ "message": text, "priority": 5 }));
    assert_eq!(
        sent[4],
        json!({
            "chat_id": "-5", "text": text, "disable_notification": false,
            "link_preview_options": { "is_disabled": true },
        })
    );
    let form = seen[5].body.clone();
    assert!(form.contains("&message=*half*+of+it") && !form.contains("title="), "{form}");
    assert_eq!(sent[6], json!({ "text": text }));
    let log = world.wail(["log", "1"]).text().to_owned();
    assert!(log.contains("publishes the update to a: slack answered 200\n"), "{log}");
    assert!(log.contains("publishes the update to e: telegram answered 200, message 5\n"), "{log}");
    let config = world.wail(["config", "show"]).text().to_owned();
    assert!(config.contains("token = \"env:WAIL_TEST_KEY\""), "{config}");
    for text in [shown, said, log, config] {
        assert!(!text.contains(KEY) && !text.contains(SECRET), "{text}");
    }
}

#[test]
fn what_a_service_refuses_is_an_event_and_is_tried_again() {
    let replies = [Reply::Of(403, "", "no such hook"), Reply::Of(200, "", "ok")];
    let receiver = Receiver::answering(&replies);
    let (world, _hook) =
        world_of(&receiver, &[("public", "to = \"slack\", url = \"HOOK\"".to_owned())]);
    let (code, failed) = updates(&world, ["1", "we look", "--yes"]);
    assert_eq!(code, Some(1), "{failed}");
    let why = "slack answered 403: no such hook";
    assert!(failed.contains(&format!("did not reach 1 audience\n  public: {why}\n")), "{failed}");
    let log = world.wail(["log", "1"]).text().to_owned();
    assert!(log.contains(&format!("ana cannot publish the update to public: {why}\n")), "{log}");
    let (code, again) = updates(&world, ["--again", "--yes"]);
    assert_eq!(code, Some(0), "{again}");
    assert_eq!(receiver.seen().len(), 2);
    assert!(again.contains("the update of 1 is published to public\n"), "{again}");
}

#[test]
fn what_a_service_would_not_take_whole_is_refused_before_anything_is_kept() {
    let receiver = Receiver::answering(&[Reply::Of(200, "", "{}")]);
    let server = format!("http://{}", receiver.address);
    let key = "env:WAIL_TEST_KEY";
    let channel =
        format!("to = \"pushover\", server = \"{server}\", token = \"{key}\", user = \"{key}\"");
    let (world, _hook) = world_of(&receiver, &[("public", channel)]);
    let long = "ü".repeat(1_025);
    let (code, refused) = updates(&world, ["1", &long, "--yes"]);
    assert_eq!(code, Some(2), "{refused}");
    let why = "error: this is too long for public, and nothing is kept\n  \
               pushover takes 1024 characters at most, and this has 1025\n";
    assert!(refused.contains(why), "{refused}");
    assert!(receiver.seen().is_empty());
    let kept = world.json(["updates", "1", "--json"]);
    assert_eq!(kept[0]["updates"], json!([]));
}
