//! `wail doctor --report`: what stands in a bug report, and above all what does not.

use std::fs;

use serde_json::Value;

use crate::common::{TestHome, ran};

/// Every place for a secret, an address and a name that there is.
const SECRETIVE: &str = r#"
me = "anastasia"
fallback = "anastasia"
zone = "Europe/Berlin"

[people.anastasia]
channels = [
    { use = "push", to = "ntfy", name = "phone", topic = "oncall-hunter-a", server = "https://ntfy.hunter-b.example.org", token = "env:TOKEN" },
    { use = "push", to = "pushover", name = "over", token = "env:TOKEN", user = "env:TOKEN" },
    { use = "push", to = "gotify", name = "go", server = "https://gotify.hunter-c.example.org", token = "env:TOKEN" },
    { use = "push", to = "slack", name = "sl", url = "env:URL" },
    { use = "push", to = "telegram", name = "tg", token = "env:TOKEN", chat = "-1009876543210" },
    { use = "push", to = "mail", name = "post", address = "anastasia@hunter-d.example.org", from = "pager@hunter-e.example.org", server = "mail.hunter-f.example.org:587", tls = "starttls", user = "hunter-g", password = "env:TOKEN" },
    { use = "push", to = "http", name = "any", url = "https://hooks.hunter-r.example.org/page", headers = { authorization = "Bearer hunter-h {{ token }}" }, token = "env:TOKEN", body = '{"text": {{ title | tojson }}, "to": "hunter-i"}' },
    { use = "command", name = "sms", run = ["/bin/sh", "-c", "true hunter-j"] },
]

[rota.platform]
[[rota.platform.layer]]
people = ["anastasia", "bonifatius"]
every = "week"
start = 2026-01-05

[policy.default]
steps = [{ who = "platform", wait = "5m" }]

[sources.prometheus]
kind = "alertmanager"
key = "env:KEY"

[sources.github]
secret = "file:secret.txt"

[monitors.shop]
kind = "http"
url = "http://127.0.0.1:1/hunter-k"
user = "hunter-l"
password = "env:TOKEN"
headers = { cookie = "hunter-m" }
runbook = "https://wiki.hunter-n.example.org"
labels = { owner = "hunter-o" }

[dropin.pagerduty]
key = "env:KEY"

[calendar]
key = "env:KEY"

[deadman]
url = "env:URL"

[store]
path = "wail.db"

[listen]
address = "127.0.0.1:PORT"
"#;

const KEY: &str = "s3cr3t-key-of-forty-two-characters-00001";
const TOKEN: &str = "s3cr3t-token-00002";
const URL: &str = "http://127.0.0.1:1/services/s3cr3t-00003";
const FILE: &str = "s3cr3t-of-a-file-00004";

fn home() -> TestHome {
    let home = TestHome::with(SECRETIVE);
    fs::write(home.path().join("secret.txt"), FILE).unwrap();
    home
}

fn report(home: &TestHome, more: &[&str]) -> crate::common::Ran {
    let arguments = [&["doctor", "--report"], more].concat();
    let mut command = home.command(&arguments);
    ran(command.env("KEY", KEY).env("TOKEN", TOKEN).env("URL", URL).env("TERM", "xterm-256color"))
}

fn assert_nothing_secret(text: &str, home: &TestHome) {
    let user = home.path().display().to_string();
    for secret in
        ["s3cr3t", "hunter-", "example.org", "anastasia", "bonifatius", "100987", "wiki", &user]
    {
        assert!(!text.contains(secret), "{secret} in\n{text}");
    }
}

#[test]
fn no_secret_no_address_and_no_name_of_a_person_is_in_it() {
    let home = home();
    let checked = home
        .command(&["config", "check"])
        .env("KEY", KEY)
        .env("TOKEN", TOKEN)
        .env("URL", URL)
        .output();
    assert_eq!(checked.unwrap().status.code(), Some(0), "or nothing is shown");
    let mut page = home.command(&["page", "hunter-p is down", "--label", "owner=hunter-q"]);
    assert_eq!(ran(page.env("KEY", KEY).env("TOKEN", TOKEN).env("URL", URL)).code, 0);
    let told = "2026-11-29T08:55:12Z wail 0.1.0 serve: panicked at src/x.rs:1:2: no page for anastasia at \
        https://ntfy.hunter-b.example.org by Bearer hunter-h {{ token }}\n";
    fs::write(home.path().join("wail.bug"), told).unwrap();
    let shown = report(&home, &[]);
    assert_eq!(shown.code, 0, "{shown:?}");
    assert!(
        shown.stdout.starts_with("```\nwail      ") && shown.stdout.ends_with("\n```\n"),
        "{shown:?}"
    );
    assert_nothing_secret(&shown.stdout, &home);
    assert_nothing_secret(&report(&home, &["--json"]).stdout, &home);
    for part in [
        "system ",
        "terminal  TERM=xterm-256color",
        "audio     ALSA, ",
        "store     shape ",
        "checks    ",
    ] {
        assert!(shown.stdout.contains(&format!("\n{part}")), "{part}: {shown:?}");
    }
    for kept in [
        "incidents 1, open 1",
        "to = \"slack\"",
        "kind = \"alertmanager\"",
        "person-1",
        "src/x.rs:1:2",
    ] {
        assert!(shown.stdout.contains(kept), "{kept}: {shown:?}");
    }
}

#[test]
fn it_is_made_where_everything_is_broken() {
    let home = home();
    home.write_config("fallback = \"hunter-z");
    fs::write(home.store_file(), "this is a letter, not a database, and long enough to be one")
        .unwrap();
    let file = home.store_file().display().to_string();
    let shown = report(&home, &["--store", &file]);
    assert_eq!(shown.code, 0, "{shown:?}");
    assert!(
        shown.stdout.contains("config    it is no TOML, so nothing of it is shown"),
        "{shown:?}"
    );
    assert_nothing_secret(&shown.stdout, &home);
    let value: Value =
        serde_json::from_str(&report(&home, &["--json", "--store", &file]).stdout).unwrap();
    assert!(value["store"][0].as_str().unwrap().ends_with(", damaged"), "{value}");
    fs::remove_file(home.config_file()).unwrap();
    assert!(report(&home, &[]).stdout.contains("config    none that can be read"));
}
