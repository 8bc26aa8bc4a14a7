//! The receipt of a ring, as one sentence.

use super::*;

fn receipt() -> Sounding {
    Sounding {
        sound: "siren".to_owned(),
        device: "desk".to_owned(),
        volume: Some(80),
        muted: Some(false),
        milliseconds: 42_900,
        fallback: None,
    }
}

#[test]
fn a_receipt_says_what_sounded_where_for_how_long_and_how_loud() {
    assert_eq!(receipt().to_string(), "siren sounded for 42s on desk at 80 %, not muted");
    let short = Sounding { milliseconds: 1_250, muted: Some(true), ..receipt() };
    assert_eq!(short.to_string(), "siren sounded for 1.2s on desk at 80 %, muted");
}

#[test]
fn what_the_system_does_not_tell_is_not_said_and_a_fallback_is() {
    let unknown = Sounding { volume: None, muted: None, ..receipt() };
    assert_eq!(unknown.to_string(), "siren sounded for 42s on desk");
    let fallback = Some("paplay plays because `desk` failed: gone".to_owned());
    assert_eq!(
        Sounding { fallback, ..unknown }.to_string(),
        "siren sounded for 42s on desk; paplay plays because `desk` failed: gone"
    );
}
