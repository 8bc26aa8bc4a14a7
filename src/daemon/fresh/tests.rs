//! What is held is handed out in order, and what is not held is read from the store in its place.

use jiff::Timestamp;

use super::*;
use crate::domain::name::SourceName;
use crate::store::{Store, StoreError};

fn envelope(body: &str) -> Envelope {
    Envelope {
        source: SourceName::from("script"),
        received_at: Timestamp::UNIX_EPOCH,
        content_type: None,
        head: None,
        body: body.into(),
    }
}

/// Keeps these bodies in the store; those with a `*` are held as well.
fn keep(store: &mut Store, fresh: &mut Fresh, bodies: &[&str]) {
    let kept: Vec<_> = store
        .write(|tx| {
            let receive = |body: &&str| Ok((tx.receive(&envelope(body))?, envelope(body)));
            bodies.iter().map(receive).collect::<Result<_>>()
        })
        .unwrap();
    let held = kept.into_iter().filter(|(_, envelope)| envelope.body.contains(&b'*'));
    fresh.hold(held);
}

/// Everything after that number, each with whether it was held.
fn unread(store: &mut Store, fresh: &Fresh, after: i64) -> Vec<(i64, String, bool)> {
    let read = store.read(|tx| {
        let mut unread = fresh.unread(tx, EnvelopeId(after));
        let mut all = Vec::new();
        while let Some((id, envelope)) = unread.next()? {
            let is_held = matches!(envelope, Cow::Borrowed(_));
            all.push((id.0, String::from_utf8_lossy(&envelope.body).into_owned(), is_held));
        }
        Ok::<_, StoreError>(all)
    });
    read.unwrap()
}

#[test]
fn what_is_held_and_what_is_not_come_in_one_order() {
    let (mut store, mut fresh) = (Store::in_memory().unwrap(), Fresh::default());
    keep(&mut store, &mut fresh, &["1", "2*", "3*", "4", "5"]);
    let all = unread(&mut store, &fresh, 0);
    let told = |id: i64, body: &str, is_held| (id, body.to_owned(), is_held);
    assert_eq!(
        all,
        [
            told(1, "1", false),
            told(2, "2*", true),
            told(3, "3*", true),
            told(4, "4", false),
            told(5, "5", false),
        ]
    );
}

#[test]
fn a_gap_ends_what_is_held_until_it_is_decided() {
    let (mut store, mut fresh) = (Store::in_memory().unwrap(), Fresh::default());
    keep(&mut store, &mut fresh, &["1*", "2", "3*"]);
    assert!(fresh.get(EnvelopeId(1)).is_some());
    assert!(fresh.get(EnvelopeId(3)).is_none(), "the second would be passed over");
    fresh.forget(EnvelopeId(1));
    keep(&mut store, &mut fresh, &["4*"]);
    assert!(fresh.get(EnvelopeId(4)).is_some());
    let ids: Vec<_> = unread(&mut store, &fresh, 1).into_iter().map(|(id, ..)| id).collect();
    assert_eq!(ids, [2, 3, 4]);
}

#[test]
fn no_more_is_held_than_there_is_room_for() {
    let mut fresh = Fresh::default();
    let body = "*".repeat(HELD_BYTES / 4);
    fresh.hold((1..=9).map(|id| (EnvelopeId(id), envelope(&body))));
    assert!(fresh.get(EnvelopeId(4)).is_some());
    assert!(fresh.get(EnvelopeId(5)).is_none());
    fresh.forget(EnvelopeId(4));
    assert_eq!(fresh.bytes, 0);
    fresh.hold([(EnvelopeId(10), envelope(&body))].into_iter());
    assert!(fresh.get(EnvelopeId(10)).is_some());
}
