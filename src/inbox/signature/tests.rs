//! Signatures: the published vectors of each scheme, and what is not signed so.

use axum::http::{HeaderName, HeaderValue};

use super::*;

fn request<'a>(headers: &'a HeaderMap, body: &'a [u8], now: Timestamp) -> Signed<'a> {
    Signed { headers, content_type: None, body, now }
}

fn headers(pairs: &[(&str, &str)]) -> HeaderMap {
    let pair = |(name, value): &(&str, &str)| {
        let name: HeaderName = name.parse().unwrap();
        (name, HeaderValue::from_str(value).unwrap())
    };
    pairs.iter().map(pair).collect()
}

fn at(second: i64) -> Timestamp {
    Timestamp::from_second(second).unwrap()
}

/// `scheme`, its header, its secret, a body and the right value.
const PUBLISHED: [(Signature, &str, &str, &str, &str); 5] = [
    (
        Signature::GitHub,
        "X-Hub-Signature-256",
        "It's a Secret to Everybody",
        "Hello, World!",
        "sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17",
    ),
    (
        Signature::Sentry,
        "Sentry-Hook-Signature",
        "example-secret",
        "{\"hello\":\"world\"}",
        "9f6d5312d4a9761237003c132a90455cd840401c38b3b17678c16dcf2ca37661",
    ),
    (
        Signature::Checkly,
        "x-checkly-signature",
        "example-secret",
        "{\"hello\":\"world\"}",
        "9f6d5312d4a9761237003c132a90455cd840401c38b3b17678c16dcf2ca37661",
    ),
    (
        Signature::Flux,
        "X-Signature",
        "example-secret",
        "{\"hello\":\"world\"}",
        "sha256=9f6d5312d4a9761237003c132a90455cd840401c38b3b17678c16dcf2ca37661",
    ),
    (
        Signature::Grafana,
        "X-Grafana-Alerting-Signature",
        "example-secret",
        "{\"hello\":\"world\"}",
        "9f6d5312d4a9761237003c132a90455cd840401c38b3b17678c16dcf2ca37661",
    ),
];

#[test]
fn what_is_signed_with_the_secret_is_its_senders() {
    for (scheme, header, secret, body, value) in PUBLISHED {
        let given = headers(&[(header, value)]);
        let right = request(&given, body.as_bytes(), at(0));
        assert_eq!(check(scheme, secret.as_bytes(), &right), Ok(None), "{scheme:?}");
        let changed = [body, " "].concat();
        let changed = request(&given, changed.as_bytes(), at(0));
        assert_eq!(check(scheme, secret.as_bytes(), &changed), Err(Unproved::Wrong));
        assert_eq!(check(scheme, b"another", &right), Err(Unproved::Wrong), "{scheme:?}");
        let nothing = headers(&[]);
        let unsigned = request(&nothing, body.as_bytes(), at(0));
        assert_eq!(check(scheme, secret.as_bytes(), &unsigned), Err(Unproved::Missing));
        for rubbish in ["", "sha256=", "v1=", "zz", &value[..value.len() - 1], "sha256=00"] {
            let given = headers(&[(header, rubbish)]);
            let wrong = request(&given, body.as_bytes(), at(0));
            assert_eq!(check(scheme, secret.as_bytes(), &wrong), Err(Unproved::Wrong), "{rubbish}");
        }
    }
}

/// The signature of a body by `PagerDuty`'s rule, with that secret.
fn hex(secret: &str, body: &[u8]) -> String {
    let key = hmac::Key::new(hmac::HMAC_SHA256, secret.as_bytes());
    HEXLOWER_PERMISSIVE.encode(hmac::sign(&key, body).as_ref())
}

#[test]
fn one_of_several_signatures_is_enough_and_other_versions_are_skipped() {
    let body = b"{\"event\": {}}";
    let (old, new) = (hex("old", body), hex("new", body));
    for (value, is_right) in [
        (format!("v1={old},v1={new}"), true),
        (format!("v2=00, v1={new}"), true),
        (format!("v1={old}"), false),
        (format!("v2={new}"), false),
    ] {
        let given = headers(&[("X-PagerDuty-Signature", &value), ("X-Webhook-Id", "w-1")]);
        let proved = check(Signature::PagerDuty, b"new", &request(&given, body, at(0)));
        assert_eq!(proved.is_ok(), is_right, "{value}");
    }
}

#[test]
fn a_delivery_of_pagerduty_is_named_by_what_is_signed() {
    let body = b"{\"event\":{\"id\":\"e-1\"}}";
    let signature = format!("v1={}", hex("s", body));
    let given = headers(&[("X-PagerDuty-Signature", &signature), ("X-Webhook-Id", "w-1")]);
    let proved = check(Signature::PagerDuty, b"s", &request(&given, body, at(0)));
    assert_eq!(proved, Ok(Some("e-1".to_owned())));
}

const STANDARD: [(&str, &str); 2] =
    [("webhook-id", "msg_p5jXN8AQM9LWM0D4loKWxJek"), ("webhook-timestamp", "1614265330")];
const STANDARD_SECRET: &[u8] = b"whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
const STANDARD_BODY: &[u8] = b"{\"test\": 2432232314}";
const STANDARD_VALUE: &str = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=";

#[test]
fn a_standard_webhook_names_itself_and_its_time() {
    let id = Ok(Some(STANDARD[0].1.to_owned()));
    let scheme = Signature::StandardWebhooks;
    for value in [STANDARD_VALUE, &format!("v1a,xx v1,AAAA {STANDARD_VALUE}")] {
        let given = headers(&[STANDARD[0], STANDARD[1], ("webhook-signature", value)]);
        for (second, expected) in [
            (1_614_265_330, id.clone()),
            (1_614_265_330 + 300, id.clone()),
            (1_614_265_330 - 300, id.clone()),
            (1_614_265_330 + 301, Err(Unproved::Stale)),
            (1_614_265_330 - 301, Err(Unproved::Stale)),
        ] {
            let proved =
                check(scheme, STANDARD_SECRET, &request(&given, STANDARD_BODY, at(second)));
            assert_eq!(proved, expected, "{second}");
        }
        let proved = check(scheme, STANDARD_SECRET, &request(&given, b"{}", at(1_614_265_330)));
        assert_eq!(proved, Err(Unproved::Wrong));
    }
    let svix = [("svix-id", STANDARD[0].1), ("svix-timestamp", STANDARD[1].1)];
    let given = headers(&[svix[0], svix[1], ("svix-signature", STANDARD_VALUE)]);
    let proved = check(scheme, STANDARD_SECRET, &request(&given, STANDARD_BODY, at(1_614_265_330)));
    assert_eq!(proved, id);
}

#[test]
fn mailgun_signs_a_time_and_a_token_which_is_taken_once() {
    let value = "500e5f00ab29b6db92df2ac406d6c58873ff691d4e9d08e57eb792162a2a215c";
    let form = format!("subject=x&timestamp=1672531200&token=some-token&signature={value}");
    let json = format!(
        "{{\"signature\":{{\"timestamp\":\"1672531200\",\"token\":\"some-token\",\"signature\":\"{value}\"}}}}"
    );
    let nothing = headers(&[]);
    let check = |body: &str, second| {
        check(
            Signature::Mailgun,
            b"example-secret",
            &request(&nothing, body.as_bytes(), at(second)),
        )
    };
    assert_eq!(check(&form, 1_672_531_200), Ok(Some("some-token".to_owned())));
    assert_eq!(check(&form, 1_672_531_501), Err(Unproved::Stale));
    assert_eq!(check(&form.replace("some-token", "other"), 1_672_531_200), Err(Unproved::Wrong));
    assert_eq!(check("subject=x", 1_672_531_200), Err(Unproved::Missing));
    assert_eq!(check(&json, 1_672_531_200), Ok(Some("some-token".to_owned())));
}

#[test]
fn statuscake_sends_a_hash_of_the_account() {
    let nothing = headers(&[]);
    let check = |body: &str| {
        check(
            Signature::StatusCake,
            b"exampleexample-key",
            &request(&nothing, body.as_bytes(), at(0)),
        )
    };
    assert_eq!(check("Token=e58797080f32b5ab63085fc068b93957&Status=Down"), Ok(None));
    assert_eq!(check("Token=e58797080f32b5ab63085fc068b93958&Status=Down"), Err(Unproved::Wrong));
    assert_eq!(check("Status=Down"), Err(Unproved::Missing));
}

#[test]
fn grafana_may_sign_its_time_as_well() {
    let body = b"{\"status\":\"firing\"}";
    let value = hex("s", &[b"1772935860:", &body[..]].concat());
    let given = headers(&[
        ("X-Grafana-Alerting-Signature", &value),
        ("X-Grafana-Alerting-Timestamp", "1772935860"),
    ]);
    let check = |second| check(Signature::Grafana, b"s", &request(&given, body, at(second)));
    assert!(check(1_772_935_860).is_ok_and(|id| id.is_some()));
    assert_eq!(check(1_772_936_161), Err(Unproved::Stale));
}

/// The directory that `WAIL_PAYLOADS` names may have vectors of signatures that others have published.
#[test]
#[expect(clippy::disallowed_methods, reason = "the collection lies wherever the tester has it")]
fn published_vectors_verify() {
    let Some(collection) = std::env::var_os("WAIL_PAYLOADS") else { return };
    let folder = std::path::Path::new(&collection).join("_signatures");
    let Ok(text) = std::fs::read_to_string(folder.join("VECTORS.toml")) else { return };
    let vectors: toml::Value = toml::from_str(&text).unwrap();
    let vectors = vectors["vector"].as_array().unwrap();
    for vector in vectors {
        let said = |field: &str| vector.get(field).and_then(toml::Value::as_str);
        let (scheme, value) = (said("scheme").unwrap(), said("value").unwrap());
        let body = match said("body_file") {
            Some(file) => std::fs::read(folder.join(file)).unwrap(),
            None => said("body").unwrap().as_bytes().to_vec(),
        };
        let secret = said("secret").unwrap().as_bytes();
        let others = vector.get("headers").and_then(toml::Value::as_table);
        let others = others.into_iter().flatten();
        let mut pairs: Vec<(&str, &str)> =
            others.map(|(name, value)| (name.as_str(), value.as_str().unwrap())).collect();
        let form;
        let (scheme, secret, body, now) = match scheme {
            "pagerduty-v3" => (Signature::PagerDuty, secret, body.as_slice(), at(0)),
            "github-sha256" => (Signature::GitHub, secret, body.as_slice(), at(0)),
            "sentry" => (Signature::Sentry, secret, body.as_slice(), at(0)),
            "standard-webhooks" => {
                (Signature::StandardWebhooks, secret, body.as_slice(), at(1_614_265_330))
            }
            // What is hashed there stands in fields here, and the secret is what is hashed.
            "mailgun" => {
                form = format!("timestamp=1672531200&token=some-token&signature={value}");
                assert_eq!(body, b"1672531200some-token");
                (Signature::Mailgun, secret, form.as_bytes(), at(1_672_531_200))
            }
            "statuscake" => {
                form = format!("Token={value}");
                (Signature::StatusCake, body.as_slice(), form.as_bytes(), at(0))
            }
            other => panic!("no scheme is called {other}"),
        };
        if let Some(header) = said("header").filter(|header| !header.contains(' ')) {
            pairs.push((header, value));
        }
        let given = headers(&pairs);
        let proved = check(scheme, secret, &request(&given, body, now));
        assert!(proved.is_ok(), "{scheme:?}: {proved:?}");
    }
    assert!(vectors.len() >= 6, "only {} vectors", vectors.len());
}
