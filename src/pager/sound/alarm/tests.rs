//! What is asked of the player as incidents join and leave.

use tokio::sync::mpsc::{UnboundedReceiver, unbounded_channel};

use super::*;
use crate::pager::tests::call;

fn page(incident: i64, severity: Severity, sound: &str, volume: f32) -> Call {
    let sound = Sound::new(sound, volume);
    Call { incident: IncidentId(incident), page: PageId(incident), severity, sound, ..call() }
}

fn begun(call: &Call) -> (Alarm, UnboundedReceiver<Request>) {
    let (_, beginning) = watch::channel(None);
    let mut alarm = Alarm::new(call, beginning, [tokio::spawn(async {}), tokio::spawn(async {})]);
    let (asker, asked) = unbounded_channel();
    alarm.asker = Some(asker);
    (alarm, asked)
}

/// The sound that was asked for last, its volume, and the tone before it.
fn asked(requests: &mut UnboundedReceiver<Request>) -> Option<(String, f32, Option<String>)> {
    requests.try_recv().ok().map(|request| (request.name, request.volume, request.aside))
}

#[tokio::test]
async fn what_is_left_sounds_as_its_own_gravest_once_a_graver_one_is_taken() {
    let (mut alarm, mut requests) = begun(&page(1, Severity::Warning, "marimba", 0.5));
    alarm.join(&page(2, Severity::Critical, "something-broken", 1.0));
    let worse = Some(WORSE.to_owned());
    assert_eq!(asked(&mut requests), Some(("something-broken".to_owned(), 1.0, worse)));
    alarm.hush(IncidentId(2));
    assert_eq!(asked(&mut requests), Some(("marimba".to_owned(), 0.5, None)));
    assert_eq!(alarm.request.name, "marimba", "also for a player that is started anew");
    alarm.hush(IncidentId(1));
    assert_eq!(asked(&mut requests), None);
}

#[tokio::test]
async fn somebody_whose_night_it_is_not_is_called_as_loud_as_they_are() {
    let (mut alarm, mut requests) = begun(&page(1, Severity::Error, "siren", 0.3));
    alarm.join(&page(2, Severity::Error, "siren", 1.0));
    assert_eq!(asked(&mut requests), Some(("siren".to_owned(), 1.0, None)));
    alarm.join(&page(3, Severity::Error, "siren", 0.3));
    alarm.hush(IncidentId(1));
    assert_eq!(asked(&mut requests), None, "what is loudest goes on");
}
