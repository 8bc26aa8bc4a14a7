//! Sources on the board: what their samples open, close and leave alone.

use std::collections::BTreeSet;

use jiff::Timestamp;
use wail::domain::alert::{Alert, Severity, Signal};
use wail::domain::name::SourceName;
use wail::sources::{Entry, Grades, Map, Part, Request, SOURCES, Sample, Source};
use wail::store::{Chosen, TimelineQuery};

use crate::night::Night;

/// What a source whose alerts are errors unless they say otherwise makes of a sample.
fn read(source: &Source, sample: &Sample) -> Vec<Alert> {
    let name = SourceName::from(source.name);
    let grades = Grades::new(Severity::Error);
    let received_at = Timestamp::from_second(1_793_674_800).unwrap();
    let request = sample.request(&name, &grades, received_at);
    let map = map_of_the_samples();
    let map = (source.name == "map").then_some(&map);
    let read = source.read(&Request { map, ..request });
    read.unwrap_or_else(|error| panic!("{}: {error}", source.name)).alerts().to_vec()
}

/// What somebody would write who gets the samples of `map`.
fn map_of_the_samples() -> Map {
    let parts = [(Part::Key, "sensor.id"), (Part::Status, "state"), (Part::At, "since")];
    let parts = parts.map(|(part, text)| (part, Entry::read(text).unwrap()));
    let words = vec![(Signal::Resolved, BTreeSet::from(["fine".to_owned()]))];
    Map { parts: parts.into(), words, ..Map::default() }
}

fn open(night: &mut Night) -> usize {
    let mut open = 0;
    night.read(|tx| tx.list(&Chosen::default(), |_| open += 1));
    open
}

fn entries(night: &mut Night) -> usize {
    let mut entries = 0;
    night.read(|tx| tx.timeline(TimelineQuery::After(0), |_| entries += 1));
    entries
}

fn hears_all(night: Night, alerts: &[Alert]) -> Night {
    alerts.iter().fold(night, Night::hears)
}

#[test]
fn a_sample_opens_one_incident_and_its_end_closes_it_and_either_twice_changes_nothing() {
    for source in SOURCES {
        let firing = read(source, &source.samples.firing);
        let mut night = hears_all(Night::new(), &firing);
        assert_eq!(open(&mut night), 1, "{}", source.name);
        let told = entries(&mut night);
        let mut night = hears_all(night, &firing);
        assert_eq!((open(&mut night), entries(&mut night)), (1, told), "{}", source.name);
        let Some(resolved) = source.samples.resolved else { continue };
        let resolved = read(source, &resolved);
        let mut night = hears_all(night, &resolved);
        assert_eq!(open(&mut night), 0, "{}", source.name);
        let incident = night.incident(1).unwrap();
        assert!(!incident.is_open(), "{}", source.name);
        let mut night = hears_all(night, &resolved);
        let pages = night.pages(1).len();
        if firing[0].started_at.is_none() {
            continue;
        }
        let mut night = hears_all(night, &firing);
        assert_eq!(open(&mut night), 0, "{}: a late copy", source.name);
        assert_eq!(night.pages(1).len(), pages, "{}", source.name);
        assert!(night.incident(2).is_none(), "{}", source.name);
    }
}
