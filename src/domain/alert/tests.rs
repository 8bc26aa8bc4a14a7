//! Identity, summaries and severities.

use super::*;

#[test]
fn different_parts_never_share_an_identity() {
    assert_ne!(Fingerprint::of(["a:b", "c"]), Fingerprint::of(["a", "b:c"]));
    assert_ne!(Fingerprint::of(["a\\", "b"]), Fingerprint::of(["a", "\\b"]));
    let long = "x".repeat(200);
    assert_ne!(Fingerprint::of([&long, "a"]), Fingerprint::of([&long, "b"]));
}

#[test]
fn an_identity_is_short_and_printable() {
    for part in ["\u{1b}[2J", &"é".repeat(400), "a\nb"] {
        let fingerprint = Fingerprint::of([part]);
        assert!(fingerprint.as_str().len() <= FINGERPRINT_LENGTH, "{fingerprint:?}");
        assert!(!fingerprint.as_str().chars().any(char::is_control), "{fingerprint:?}");
    }
    assert_eq!(Fingerprint::of(["791cec13fcba0368"]).as_str(), "791cec13fcba0368");
}

#[test]
fn the_hash_is_the_published_one() {
    // Test vectors of the FNV reference: the empty string and "a".
    assert_eq!(fnv128(b""), 0x6c62_272e_07bb_0142_62b8_2175_6295_c58d);
    assert_eq!(fnv128(b"a"), 0xd228_cb69_6f1a_8caf_7891_2b70_4e4a_8964);
}

#[test]
fn a_summary_is_one_line_of_at_most_120_characters() {
    assert_eq!(one_line("\n  disk full  \nmore"), "disk full");
    assert_eq!(one_line(&"ä".repeat(500)).chars().count(), SUMMARY_LENGTH);
    assert_eq!(one_line("\u{1b}[2Jx"), "\u{1b}[2Jx", "stripping is for whoever prints");
}

#[test]
fn severities_are_ordered_by_gravity() {
    assert!(Severity::Critical > Severity::Error);
    assert!(Severity::Error > Severity::Warning);
    assert!(Severity::Warning > Severity::Info);
    assert_eq!(Severity::from_word("error"), Some(Severity::Error));
    assert_eq!(Severity::from_word("Error"), None);
}

#[test]
fn advice_comes_before_the_details_each_on_a_line() {
    let alert = || {
        let (source, fingerprint) = (SourceName::from("shop"), Fingerprint::of(["disk"]));
        Alert::new(source, fingerprint, Signal::Firing, Severity::Error)
    };
    let advised = alert().details("93 %").advised(Some("https://run.book"), Some("never\n delete"));
    assert_eq!(advised.details, "caution: never delete\nrunbook: https://run.book\n93 %");
    assert_eq!(alert().advised(None, Some("slowly")).details, "caution: slowly");
    assert_eq!(alert().details("93 %").advised(Some(" "), None).details, "93 %");
    assert_eq!(alert().advised(None, None).details, "");
}
