//! The machines of a night: everybody has one, and one decides; they come and go.

use wail::domain::name::PersonId;
use wail::domain::station::Station;
use wail::store::Uncalled;

use super::Night;

impl Night {
    /// That person's machine is off.
    pub(crate) fn has_no_station(mut self, person: &str) -> Self {
        let Station { name, .. } = station_of(&person.into());
        self.stations.remove(&name);
        self.write(|tx| tx.drop_station(&name).and_then(|()| tx.requeue(&name, usize::MAX)))
            .unwrap();
        self.turn();
        self
    }

    /// That person's machine is on again; the daemon notices with its next sign of life.
    pub(crate) fn has_a_station_again(mut self, person: &str) -> Self {
        let station = station_of(&person.into());
        self.stations.insert(station.name.clone(), station);
        let now = self.now;
        self.write(|tx| tx.wake_uncalled(now, Uncalled::BeingTried)).unwrap();
        self.turn();
        self
    }
}

pub(super) fn station_of(person: &PersonId) -> Station {
    Station {
        name: format!("{person}/1"),
        people: Some(vec![person.clone()]),
        channels: ["sound", "desktop", "bell"].map(str::to_owned).to_vec(),
        ..Station::default()
    }
}

/// The machine that decides.
pub(super) fn hub() -> Station {
    Station { name: "hub/1".to_owned(), people: Some(Vec::new()), ..Station::default() }
}
