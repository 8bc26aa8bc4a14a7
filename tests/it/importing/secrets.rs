//! What may be a secret is told and not written down, and nothing that is imported names a place of secrets.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;

use wail::import::Imported;

use super::{document, imported, settings};
use crate::common::{TestHome, ran};

const GATUS: &str = r#"
endpoints:
  - name: shop
    url: "https://u:hidden-1@shop.example.org/a@b?token=hidden-2#hidden-3"
    method: POST
    body: '{"password": "hidden-4"}'
    headers:
      X-Signature: hidden-5
      Accept: "file:/etc/hidden-6"
      User-Agent: "env:HIDDEN_7"
      Content-Type: application/json
    alerts: [{ type: slack }]
  - { name: shell, url: "ssh://u:hidden-8@example.org?hidden-9" }
"#;

const KUMA: &str = r#"{"monitorList": [
  {"id": 1, "name": "shop", "type": "http", "interval": 60, "method": "POST",
   "url": "https://u:hidden-1@shop.example.org/a@b?token=hidden-2#hidden-3",
   "body": "hidden-4", "headers": "{\"X-Signature\": \"hidden-5\", \"Accept\": \"file:/etc/hidden-6\",
   \"User-Agent\": \" env:HIDDEN_7\", \"Content-Type\": \"application/json\"}"},
  {"id": 2, "name": "other", "type": "http", "url": "ftp://u:hidden-8@example.org/?hidden-9"}
]}"#;

#[track_caller]
fn is_told(imported: &Imported, what: &str) {
    assert!(
        imported.left.iter().any(|left| left.what.contains(what)),
        "{what}: {:?}",
        imported.left
    );
}

#[test]
fn addresses_bodies_and_headers_keep_their_secrets() {
    for (name, content) in [("gatus.yaml", GATUS), ("backup.json", KUMA)] {
        let imported = imported(&document(name, content));
        settings(&imported.text);
        assert!(!imported.text.to_lowercase().contains("hidden"), "{}", imported.text);
        for line in [
            "url = \"https://shop.example.org/a@b\"",
            "headers = { Content-Type = \"application/json\" }",
        ] {
            assert!(imported.text.lines().any(|it| it == line), "{line}\n{}", imported.text);
        }
        for what in [
            "the user and the password in its address",
            "what follows `?` in its address",
            "what it sends may hold a secret",
            "the header `X-Signature` may be a secret",
            "the header `Accept` may be a secret",
            "the header `User-Agent` may be a secret",
            "://example.org",
        ] {
            is_told(&imported, what);
        }
    }
}

#[test]
fn only_its_owner_can_read_what_was_imported() {
    let home = TestHome::new();
    fs::write(home.path().join("gatus.yaml"), GATUS).unwrap();
    let target = home.path().join("new.toml");
    let mut command = home.command(&["init", "--from", "gatus.yaml", "--config"]);
    let run = ran(command.arg(&target).env_remove("WAIL_CONFIG"));
    assert_eq!(run.code, 0, "{run:?}");
    assert_eq!(fs::metadata(&target).unwrap().permissions().mode() & 0o777, 0o600);
}
