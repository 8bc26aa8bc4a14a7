//! Looks are bounded and told in a line; kinds are what they say.

pub(super) mod server;

use std::future::pending;

use super::*;

#[derive(Debug)]
struct Says(&'static str);

impl Probe for Says {
    fn look<'a>(&'a self, _: Context<'a>) -> Looking<'a> {
        Box::pin(async {
            if self.0.is_empty() {
                pending::<()>().await;
            }
            Look::fine(self.0).number("n", f64::NAN, "").number("m", 1.0, "s")
        })
    }

    fn target(&self) -> String {
        "here".to_owned()
    }
}

async fn observed(says: &'static str) -> Observation {
    let (means, now) = (Means::default(), Timestamp::UNIX_EPOCH);
    observe(&Says(says), Context { means: &means, now, timeout: Duration::from_millis(20) }).await
}

#[tokio::test]
async fn what_takes_too_long_has_failed() {
    let observation = observed("").await;
    assert_eq!(observation.finding, Finding::Failed);
    assert_eq!(observation.said, "no answer within 20 ms");
}

#[tokio::test]
async fn what_is_said_is_fit_for_one_line_and_numbers_are_numbers() {
    let observation = observed("a\nb\x1b[2J").await;
    assert_eq!(observation.said, "a b\\x1b[2J");
    let labels: Vec<&str> = observation.numbers.iter().map(|number| &*number.label).collect();
    assert_eq!(labels, ["m"]);
}

#[test]
fn the_number_of_an_error_is_not_told() {
    assert_eq!(without_number("Connection refused (os error 111)"), "Connection refused");
    assert_eq!(without_number("half (os error x)"), "half (os error x)");
    assert_eq!(without_number("200 OK"), "200 OK");
}

#[test]
fn kinds_are_in_the_order_of_their_names_and_say_what_they_are() {
    assert!(MONITORS.is_sorted_by_key(|monitor| monitor.name));
    for monitor in MONITORS {
        assert!(!monitor.about.is_empty() && !monitor.about.ends_with('.'), "{}", monitor.name);
        for key in monitor.keys {
            assert!(key.about.ends_with('.'), "{} {}", monitor.name, key.name);
            assert!(COMMON.iter().all(|common| common.name != key.name), "{}", key.name);
        }
    }
}

#[test]
fn a_key_that_several_kinds_have_is_of_one_kind() {
    let mut known = std::collections::BTreeMap::new();
    for key in MONITORS.iter().flat_map(|monitor| monitor.keys) {
        let kind = known.entry(key.name).or_insert(key.kind);
        assert_eq!(*kind, key.kind, "{}", key.name);
    }
}
