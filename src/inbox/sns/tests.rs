//! Messages of Amazon SNS: whose certificates are fetched, and what they prove.

use std::process::{Command, Stdio};

use serde_json::json;

use super::*;

#[test]
fn only_amazons_own_addresses_are_asked() {
    for url in [
        "https://sns.eu-north-1.amazonaws.com/SimpleNotificationService-0.pem",
        "https://sns.cn-north-1.amazonaws.com.cn/x.pem",
        "https://sns.us-east-1.amazonaws.com/?Action=ConfirmSubscription",
    ] {
        assert!(is_amazons(url), "{url}");
    }
    for url in [
        "http://sns.eu-north-1.amazonaws.com/x.pem",
        "https://sns.amazonaws.com.evil.example/x.pem",
        "https://evil.example/sns.eu-north-1.amazonaws.com/x.pem",
        "https://sns.eu-north-1.amazonaws.com@evil.example/x.pem",
        "https://sns.eu-north-1.amazonaws.com:443/x.pem",
        "https://sns.evil.example#.amazonaws.com/x.pem",
        "https://sns..amazonaws.com/x.pem",
        "https://bucket.s3.amazonaws.com/x.pem",
        "https://sns.s3.amazonaws.com/x.pem",
        "https://sns.s3-us-west-2.amazonaws.com/x.pem",
        "https://sns.a.b.amazonaws.com/x.pem",
        "",
    ] {
        assert!(!is_amazons(url), "{url}");
    }
}

/// A key and its certificate, made by openssl; nothing where that is not installed.
fn made() -> Option<(tempfile::TempDir, Vec<u8>)> {
    let folder = tempfile::TempDir::new().unwrap();
    let made = Command::new("openssl")
        .current_dir(folder.path())
        .args(["req", "-x509", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=sns.amazonaws.com"])
        .args(["-days", "1", "-keyout", "key.pem", "-out", "certificate.pem"])
        .stderr(Stdio::null())
        .status();
    made.ok().filter(|status| status.success())?;
    let certificate = std::fs::read(folder.path().join("certificate.pem")).unwrap();
    Some((folder, certificate))
}

fn sign(folder: &std::path::Path, hash: &str, text: &str) -> String {
    std::fs::write(folder.join("text"), text).unwrap();
    let signed = Command::new("openssl")
        .current_dir(folder)
        .args(["dgst", hash, "-sign", "key.pem", "text"])
        .output()
        .unwrap();
    BASE64.encode(&signed.stdout)
}

const TIME: &str = "2026-03-08T02:11:00.000Z";

fn now() -> Timestamp {
    "2026-03-08T02:12:00Z".parse().unwrap()
}

#[test]
fn a_message_is_proved_by_the_key_of_the_certificate_and_by_no_other() {
    let Some((folder, certificate)) = made() else { return };
    let text = format!(
        "Message\nline one\n line two \nMessageId\nm-1\nTimestamp\n{TIME}\nTopicArn\narn:x\nType\n\
         Notification\n"
    );
    for (version, hash) in [("1", "-sha1"), ("2", "-sha256")] {
        let message = |message: &str, time: &str| {
            json!({
                "Type": "Notification", "MessageId": "m-1", "TopicArn": "arn:x",
                "Message": message, "Timestamp": time, "SignatureVersion": version,
                "Signature": sign(folder.path(), hash, &text),
                "SigningCertURL": "https://sns.eu-north-1.amazonaws.com/x.pem",
            })
            .to_string()
            .into_bytes()
        };
        let right = message("line one\n line two ", TIME);
        assert_eq!(check(&certificate, &right, now()), Ok(Some("m-1".to_owned())), "{version}");
        let changed = message("line one\n line three ", TIME);
        assert_eq!(check(&certificate, &changed, now()), Err(Unproved::Wrong));
        let later = now() + SignedDuration::from_hours(2);
        assert_eq!(check(&certificate, &right, later), Err(Unproved::Stale));
        assert!(certificate_is_asked_for(&right));
    }
    assert_eq!(check(b"no certificate", b"{\"Signature\":\"\"}", now()), Err(Unproved::Missing));
    assert_eq!(
        check(b"no certificate", b"{\"Signature\":\"QUJD\"}", now()),
        Err(Unproved::NoCertificate)
    );
}

fn certificate_is_asked_for(body: &[u8]) -> bool {
    certificate(body).as_deref() == Some("https://sns.eu-north-1.amazonaws.com/x.pem")
}

#[test]
fn a_certificate_of_anybody_else_is_not_asked_for() {
    for url in ["https://evil.example/x.pem", "http://sns.eu-north-1.amazonaws.com/x.pem", ""] {
        assert_eq!(certificate(json!({"SigningCertURL": url}).to_string().as_bytes()), None);
    }
    assert_eq!(certificate(b"rubbish"), None);
}
