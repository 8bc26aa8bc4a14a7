//! Who tells a notification, and by what.

use super::*;

fn reach(kind: &str, quietness: Quietness, needs_station: bool) -> Reach {
    let channel = ChannelName::from(kind);
    let wait = SignedDuration::from_mins(1);
    Reach { channel, kind: kind.to_owned(), needs_station, quietness, wait }
}

/// A person's channels, the loudest first.
fn reaches() -> Vec<Reach> {
    vec![
        reach("sound", Quietness::Tone, true),
        reach("bell", Quietness::Stroke, true),
        reach("command", Quietness::Message, false),
        reach("desktop", Quietness::Seen, true),
    ]
}

fn what(about: About) -> Notification {
    Notification {
        person: "ana".into(),
        about,
        text: "you are on call for payments".to_owned(),
        made_at: Timestamp::UNIX_EPOCH,
        expires_at: Timestamp::UNIX_EPOCH + about.lasts(),
    }
}

fn station(name: &str, people: Option<&[&str]>, channels: &[&str]) -> Station {
    Station {
        name: name.to_owned(),
        people: people.map(|people| people.iter().map(|name| PersonId::from(*name)).collect()),
        channels: channels.iter().map(|kind| (*kind).to_owned()).collect(),
        ..Station::default()
    }
}

/// What the first of these stations does, which decides.
fn choice(about: About, stations: &[Station], tried: &[&str]) -> Choice {
    let tried: Vec<ChannelName> = tried.iter().map(|name| ChannelName::from(*name)).collect();
    let all = Stations { alive: stations.to_vec(), daemon: true };
    let chooser = Chooser { station: &stations[0], decides: true, stations: &all };
    chooser.choose(&what(about), &reaches(), &tried)
}

#[test]
fn it_is_told_by_the_quietest_channel_that_works_and_on_failure_by_the_next() {
    let here = [station("here", None, &["sound", "bell", "desktop"])];
    let mut tried = Vec::new();
    for expected in ["desktop", "command", "bell", "sound"] {
        let chosen = choice(About::Reminder, &here, &tried);
        assert_eq!(chosen, Choice::Mine(expected.into()));
        tried.push(expected);
    }
    assert_eq!(choice(About::Reminder, &here, &tried), Choice::Exhausted);
}

#[test]
fn whoever_was_away_hears_that_it_is_over() {
    let here = [station("here", None, &["sound", "bell", "desktop"])];
    assert_eq!(choice(About::Back, &here, &[]), Choice::Mine("sound".into()));
    assert_eq!(choice(About::Back, &here, &["sound"]), Choice::Mine("desktop".into()));
    let deaf = [station("here", None, &["desktop"])];
    assert_eq!(choice(About::Back, &deaf, &[]), Choice::Mine("desktop".into()));
}

#[test]
fn the_station_where_the_person_sits_tells_it() {
    let hub = station("hub", Some(&["bo"]), &["desktop", "sound"]);
    let laptop = station("laptop", Some(&["ana"]), &["desktop"]);
    let both = [hub.clone(), laptop];
    assert_eq!(choice(About::Greeting, &both, &[]), Choice::AnotherStations);
    assert_eq!(
        choice(About::Greeting, std::slice::from_ref(&hub), &[]),
        Choice::Mine("command".into())
    );
    assert_eq!(choice(About::Greeting, &[hub], &["command"]), Choice::Nobodys);
}

#[test]
fn every_word_is_read_back() {
    for about in [About::Reminder, About::Greeting, About::Back] {
        assert_eq!(About::from_word(about.word()), Some(about));
    }
    assert_eq!(About::from_word("gossip"), None);
}
