//! Shares: who carries how much, against their peers and against what a person can carry.

use std::collections::{BTreeMap, BTreeSet};

use jiff::{SignedDuration, Timestamp};

use super::super::calendar::WEEK;
use super::super::clock::{Clock, second};
use super::super::fairness::Duty;
use super::super::rotation::{Era, PersonNo};
use super::{About, FIRST_TIER, PersonId, Remark, Rota, Rule};

/// How far from the mean a share may be, in percent, before it is unfair.
const FAIR: i64 = 25;

/// The most of their time that anybody should be on call, in percent (Google's SRE book, chapter
/// "Being On-Call").
const MOST: i64 = 25;

/// The fewest people for week-long shifts of two tiers, at one site, and at each of several (the
/// same chapter).
const FEWEST: usize = 8;
const FEWEST_OF_A_SITE: usize = 6;

/// Below this a range says nothing about shares; a 90-day window misjudged good rotas.
const LONG_ENOUGH: SignedDuration = SignedDuration::from_hours(26 * 7 * 24);

/// An era of a layer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Place {
    layer: usize,
    era: usize,
}

impl Rota {
    /// Who has much more or much less than their peers, and who has too much.
    pub(super) fn shares(&self, from: Timestamp, to: Timestamp) -> Vec<Remark> {
        let time = to.duration_since(from);
        if time < LONG_ENOUGH {
            return Vec::new();
        }
        let duties = self.duties(FIRST_TIER, from, to);
        let groups = self.peers(from, to);
        let uneven = groups.iter().filter_map(|(places, people)| {
            let layer = places.first()?.layer;
            let of_peers =
                people.iter().filter_map(|who| duties.get_key_value(&self.people[who.0]));
            self.uneven(layer, &of_peers.collect())
        });
        uneven.chain(self.too_much(&duties, time.as_secs())).collect()
    }

    /// The people of the first tier, by the eras in which they take turns: those of office hours do
    /// not carry what those of nights do, and whoever joins in June not what others do.
    fn peers(&self, from: Timestamp, to: Timestamp) -> BTreeMap<Vec<Place>, Vec<PersonNo>> {
        let mut places: BTreeMap<PersonNo, Vec<Place>> = BTreeMap::new();
        for (place, era) in self.eras_of(FIRST_TIER, from, to) {
            for person in era.people.iter().collect::<BTreeSet<_>>() {
                places.entry(*person).or_default().push(place);
            }
        }
        let mut groups: BTreeMap<Vec<Place>, Vec<PersonNo>> = BTreeMap::new();
        for (person, places) in places {
            groups.entry(places).or_default().push(person);
        }
        groups
    }

    /// The eras of a tier that are in force in a range.
    fn eras_of(&self, tier: usize, from: Timestamp, to: Timestamp) -> Vec<(Place, &Era)> {
        let mut found = Vec::new();
        for number in self.tiers.get(tier).map_or(0..0, |tier| tier.layers.clone()) {
            let layer = &self.layers[number];
            let [from, to] = [from, to].map(|at| layer.clock.reading(second(at)));
            for (era, it) in layer.eras.iter().enumerate() {
                let next = layer.eras.get(era + 1).map(|next| next.anchor);
                let ends = [next, layer.until].into_iter().flatten().min().unwrap_or(i64::MAX);
                if it.anchor < to.min(ends) && from < ends {
                    found.push((Place { layer: number, era }, it));
                }
            }
        }
        found
    }

    fn uneven(&self, layer: usize, duties: &Vec<(&PersonId, &Duty)>) -> Option<Remark> {
        let all: i64 = duties.iter().map(|(_, duty)| duty.total.as_secs()).sum();
        let mean = all.checked_div(i64::try_from(duties.len()).ok()?).filter(|mean| *mean > 0)?;
        let far = duties.iter().filter_map(|(person, duty)| {
            let against_mean = (duty.total.as_secs() - mean) * 100 / mean;
            let hours = duty.total.as_hours();
            let is_far = against_mean.abs() > FAIR;
            is_far.then(|| format!("{person} carries {hours} hours ({against_mean:+} %)"))
        });
        let far: Vec<String> = far.collect();
        if far.is_empty() {
            return None;
        }
        let (layer_words, mean, far) = (self.layer_words(layer), mean / 3600, far.join(", "));
        let text = format!("{layer_words} is shared unevenly: {far}; the mean is {mean}");
        let (rule, about) = (Rule::UnfairShare, About::Layer(layer));
        Some(Remark { rule, about, at: None, times: 1, text })
    }

    /// Everybody who has too much, in one sentence.
    fn too_much(&self, duties: &BTreeMap<PersonId, Duty>, time: i64) -> Option<Remark> {
        let share = |duty: &Duty| duty.total.as_secs() * 100 / time;
        let over: Vec<(&PersonId, i64)> = duties
            .iter()
            .map(|(person, duty)| (person, share(duty)))
            .filter(|(_, share)| *share > MOST)
            .collect();
        let in_tier = self.in_tier(FIRST_TIER);
        let (about, text) = match over.as_slice() {
            [] => return None,
            [(person, share)] => (
                About::Person((*person).clone()),
                format!(
                    "{person} is on call{in_tier} {share} % of the time; more than {MOST} % wears \
                     people out"
                ),
            ),
            several => {
                let each: Vec<String> =
                    several.iter().map(|(person, share)| format!("{person} {share} %")).collect();
                let each = each.join(", ");
                let text = format!(
                    "{} people are on call{in_tier} for more than {MOST} % of the time, which wears \
                     them out: {each}",
                    several.len()
                );
                (About::Tier(self.tiers()[FIRST_TIER].clone()), text)
            }
        };
        Some(Remark { rule: Rule::TooMuch, about, at: None, times: 1, text })
    }

    /// Whether too few take week-long turns in the first two tiers.
    pub(super) fn too_few(&self, from: Timestamp, to: Timestamp) -> Option<Remark> {
        let mut sites: Vec<(&Clock, BTreeSet<PersonNo>)> = Vec::new();
        for tier in [FIRST_TIER, FIRST_TIER + 1] {
            let eras = self.eras_of(tier, from, to).into_iter();
            let mut weekly = eras.filter(|(_, era)| era.begin_of(1) - era.begin_of(0) >= WEEK);
            let first = weekly.next()?;
            for (place, era) in weekly.chain([first]) {
                let clock = &*self.layers[place.layer].clock;
                let people = era.people.iter().copied();
                match sites.iter_mut().find(|(known, _)| *known == clock) {
                    Some((_, known)) => known.extend(people),
                    None => sites.push((clock, people.collect())),
                }
            }
        }
        let fewest = sites.iter().map(|(_, people)| people.len()).min()?;
        let (least, of_site) = match sites.len() {
            1 => (FEWEST, ""),
            _ => (FEWEST_OF_A_SITE, " at one site"),
        };
        if fewest >= least {
            return None;
        }
        let verb = if fewest == 1 { "person takes" } else { "people take" };
        let text = format!(
            "{fewest} {verb} week-long turns in two tiers{of_site}; fewer than {least} rest too little"
        );
        Some(Remark { rule: Rule::TooFewPeople, about: About::Rota, at: None, times: 1, text })
    }
}
