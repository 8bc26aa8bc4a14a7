//! Every service by a request that really goes out: where it goes, and what is in it.

use super::receiver::{Receiver, Reply};
use super::world_with_links;
use crate::world::KEY;

#[test]
fn every_service_is_asked_in_its_own_way() {
    let answer =
        Reply::Of(200, "", "{\"ok\":true,\"result\":{\"message_id\":5},\"request\":\"r\"}");
    let receiver = Receiver::answering(&[answer]);
    let server = format!("http://{}", receiver.address);
    let hook = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(hook.path(), format!("{server}/hooks/secret\n")).unwrap();
    let hook = hook.path().display();
    let key = "env:WAIL_TEST_KEY";
    let channels = [
        format!("name = \"gotify\", to = \"gotify\", server = \"{server}\", token = \"{key}\""),
        format!(
            "name = \"pushover\", to = \"pushover\", server = \"{server}\", token = \"{key}\", \
             user = \"{key}\""
        ),
        format!("name = \"slack\", to = \"slack\", url = \"file:{hook}\""),
        format!("name = \"mattermost\", to = \"mattermost\", url = \"file:{hook}\""),
        format!(
            "name = \"telegram\", to = \"telegram\", server = \"{server}\", token = \"{key}\", \
             chat = \"-5\""
        ),
        format!(
            "name = \"any\", to = \"http\", url = \"{server}/any/{{{{ incident }}}}\", \
             method = \"PUT\", token = \"{key}\", headers = {{ x-key = \"{{{{ token }}}}\" }}, \
             body = '{{\"text\": {{{{ title | tojson }}}}}}'"
        ),
    ];
    let channels: Vec<String> =
        channels.iter().map(|it| format!("{{ use = \"push\", wait = \"1s\", {it} }}")).collect();
    let config = format!("[people.ana]\nchannels = [\n{}\n]\n", channels.join(",\n"));
    let world = world_with_links(&config);
    let daemon = world.serve();
    daemon.fires("disk \\\"full\\\"");
    let seen = receiver.until(6);
    let asked = seen.iter().map(|it| format!("{} {}", it.method, it.path)).collect::<Vec<_>>();
    let expected = [
        "POST /message".to_owned(),
        "POST /1/messages.json".to_owned(),
        "POST /hooks/secret".to_owned(),
        "POST /hooks/secret".to_owned(),
        format!("POST /bot{KEY}/sendMessage"),
        "PUT /any/1".to_owned(),
    ];
    assert_eq!(asked, expected);
    let link = format!("http://{}/ack/", daemon.address);
    let leads = |value: &serde_json::Value| value.as_str().unwrap().starts_with(&link);
    assert_eq!(seen[0].headers["x-gotify-key"], KEY);
    assert!(leads(&seen[0].json()["extras"]["client::notification"]["click"]["url"]));
    assert!(seen[1].body.starts_with(&format!("token={KEY}&user={KEY}&title=error%2C+incident+1")));
    assert!(leads(&seen[2].json()["blocks"][1]["elements"][0]["url"]));
    assert!(seen[3].json()["text"].as_str().unwrap().contains(&format!("[I have it]({link}")));
    assert!(leads(&seen[4].json()["reply_markup"]["inline_keyboard"][0][0]["url"]));
    assert_eq!(seen[4].json()["chat_id"], "-5");
    assert_eq!(seen[5].headers["x-key"], KEY);
    assert_eq!(seen[5].json()["text"], "error, incident 1: disk \"full\"");

    // Nobody reads a secret out of what the configuration comes to, nor out of the record.
    let shown = world.wail(["config", "show"]);
    let log = world.wail(["log"]);
    for text in [shown.text(), log.text()] {
        assert!(!text.contains(KEY) && !text.contains("hooks/secret"), "{text}");
    }
    assert!(shown.text().contains("token = \"env:WAIL_TEST_KEY\""), "{}", shown.text());
}
