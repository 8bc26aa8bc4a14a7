//! From a draft to a rota: everything checked, people numbered, zones read once, moments in seconds.

mod error;

use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::tz::TimeZone;

use crate::domain::name::PersonId;

use super::calendar::{DAY, civil_second, day_number};
use super::clock::{Clock, second};
use super::draft::{
    EraDraft, LayerDraft, LeaveDraft, LeaveStretch, Moment, OverrideDraft, OverrideKind, RotaDraft,
    TierName,
};
use super::exceptions::{Action, InForce, MOST_LEAVE, MOST_OVERRIDES, Override, Timeline};
use super::hours::Hours;
use super::layer::Layer;
use super::lint::{About, OddTime};
use super::rotation::{Era, PersonNo, TurnUnit, Turns};
use super::{FIRST_TIER, Rota, Tier, Written};

pub use error::RotaError;

/// What has been numbered and read so far.
#[derive(Default)]
struct Compiler {
    people: Vec<PersonId>,
    numbers: BTreeMap<PersonId, PersonNo>,
    clocks: Vec<(TimeZone, Arc<Clock>)>,
    written: Written,
}

impl Rota {
    /// Checks a draft and makes it ready for questions.
    pub fn build(draft: RotaDraft) -> Result<Self, RotaError> {
        if draft.tiers.is_empty() {
            return Err(RotaError::NoTiers);
        }
        let mut compiler = Compiler::default();
        let clock = compiler.clock(&draft.zone);
        let tier_names: Vec<TierName> = draft.tiers.iter().map(|tier| tier.name.clone()).collect();
        let mut layers = Vec::new();
        let mut tiers: Vec<Tier> = Vec::new();
        for (number, tier) in draft.tiers.into_iter().enumerate() {
            if tier_names[..number].contains(&tier.name) {
                return Err(RotaError::TierTwice(tier.name));
            }
            let first = layers.len();
            for (number, layer) in tier.layers.into_iter().enumerate() {
                layers.push(compiler.layer(number, layer, &draft.zone)?);
            }
            tiers.push(Tier { layers: first..layers.len(), overrides: Timeline::default() });
        }
        let overrides = compiler.overrides(&draft.overrides, &tier_names, &clock)?;
        for (number, tier) in tiers.iter_mut().enumerate() {
            tier.overrides = concerning(number, &overrides)?;
        }
        compiler.written.overrides = overrides;
        let leave = compiler.leave(&draft.leave, &draft.zones, &draft.zone)?;
        let coverage = (!draft.coverage.is_empty()).then(|| Hours::new(&draft.coverage));
        if coverage.as_ref().is_some_and(Hours::is_empty) {
            return Err(RotaError::NoCoverage);
        }
        let people = std::mem::take(&mut compiler.people);
        let zone_of = |person: &PersonId| draft.zones.get(person).unwrap_or(&draft.zone);
        let people_clocks = people.iter().map(|who| compiler.clock(zone_of(who))).collect();
        let people_zones = people.iter().map(|who| zone_of(who).clone()).collect();
        Ok(Self {
            people_clocks,
            people: people.into(),
            tier_names: tier_names.into(),
            tiers: tiers.into(),
            layers: layers.into(),
            whys: draft.overrides.into_iter().map(|each| each.why).collect(),
            leave,
            clock,
            coverage,
            holidays: draft.holidays,
            zone: draft.zone,
            people_zones,
            written: compiler.written,
        })
    }
}

impl Compiler {
    fn number(&mut self, person: &PersonId) -> PersonNo {
        if let Some(number) = self.numbers.get(person) {
            return *number;
        }
        let number = PersonNo(self.people.len());
        self.people.push(person.clone());
        self.numbers.insert(person.clone(), number);
        number
    }

    fn clock(&mut self, zone: &TimeZone) -> Arc<Clock> {
        if let Some((_, clock)) = self.clocks.iter().find(|(known, _)| known == zone) {
            return clock.clone();
        }
        let clock = Arc::new(Clock::new(zone));
        self.clocks.push((zone.clone(), clock.clone()));
        clock
    }

    fn layer(
        &mut self,
        number: usize,
        draft: LayerDraft,
        rota_zone: &TimeZone,
    ) -> Result<Layer, RotaError> {
        let name = draft.name.unwrap_or_else(|| (number + 1).to_string().into());
        if draft.eras.is_empty() {
            return Err(RotaError::NoEras { layer: name });
        }
        if draft.windows.as_ref().is_some_and(|windows| Hours::new(windows).is_empty()) {
            return Err(RotaError::NoWindows { layer: name });
        }
        for pair in draft.eras.windows(2) {
            let [earlier, later] = [0, 1].map(|era| pair[era].start.to_datetime(pair[era].handoff));
            if later <= earlier {
                return Err(RotaError::ErasOutOfOrder { layer: name, earlier, later });
            }
        }
        let eras = draft.eras.iter().map(|era| self.era(&name, era)).collect::<Result<_, _>>()?;
        Ok(Layer {
            name,
            clock: self.clock(draft.zone.as_ref().unwrap_or(rota_zone)),
            eras,
            hours: draft.windows.map(|windows| Hours::new(&windows)),
            until: draft.until.map(civil_second),
        })
    }

    fn era(&mut self, layer: &Arc<str>, draft: &EraDraft) -> Result<Era, RotaError> {
        let EraDraft { start, handoff, unit, length, .. } = *draft;
        let layer = layer.clone();
        if draft.people.is_empty() {
            return Err(RotaError::NobodyInEra { layer, start });
        }
        if length == 0 {
            return Err(RotaError::NoLength { layer, start });
        }
        let turns = match draft.turn_days {
            None => Turns::new(unit, length, start, handoff),
            Some(_) if unit != TurnUnit::Day => {
                return Err(RotaError::TurnDaysWithoutDays { layer, start });
            }
            Some(days) if days.is_empty() => return Err(RotaError::NoTurnDays { layer, start }),
            Some(days) => Turns::on_days(days, length, start, handoff),
        };
        let people = draft.people.iter().map(|person| self.number(person)).collect();
        Ok(Era::new(start, handoff, turns, people))
    }

    /// The overrides, as they are written.
    fn overrides(
        &mut self,
        drafts: &[OverrideDraft],
        tiers: &[TierName],
        clock: &Clock,
    ) -> Result<Vec<InForce<Override>>, RotaError> {
        let mut overrides = Vec::new();
        for (number, draft) in drafts.iter().enumerate() {
            let tier_of = |name: &TierName| {
                tiers.iter().position(|tier| tier == name).ok_or_else(|| RotaError::UnknownTier {
                    number: number + 1,
                    tier: name.clone(),
                })
            };
            let named_tier = draft.tier.as_ref().map(tier_of).transpose()?;
            let is_take = matches!(draft.kind, OverrideKind::Take { .. });
            let only_tier = named_tier.or(is_take.then_some(FIRST_TIER));
            let (from, to) = (draft.from, draft.to);
            let (begins, ends) = stretch(from, to, clock)
                .ok_or(RotaError::OverrideEndsBeforeStart { number: number + 1, from, to })?;
            self.look_at(&About::Override(number), &[from, to], clock);
            let what = Override { number, action: self.action(&draft.kind), only_tier };
            overrides.push(InForce { from: begins, to: ends, what });
        }
        Ok(overrides)
    }

    fn action(&mut self, kind: &OverrideKind) -> Action {
        match kind {
            OverrideKind::Take { by } => Action::Take { by: self.number(by) },
            OverrideKind::Cover { by, instead_of } => {
                Action::Cover { by: self.number(by), instead_of: self.number(instead_of) }
            }
            OverrideKind::Swap { one, other } => {
                Action::Swap { one: self.number(one), other: self.number(other) }
            }
            OverrideKind::Nobody => Action::Nobody,
        }
    }

    /// Notes which of these times the clock never shows, or shows twice.
    fn look_at(&mut self, about: &About, moments: &[Moment], clock: &Clock) {
        for moment in moments {
            if let Moment::Civil(civil) = moment
                && let Some(oddity) = clock.oddity(civil_second(*civil))
            {
                let time = *civil;
                self.written.odd_times.push(OddTime { about: about.clone(), time, oddity });
            }
        }
    }

    fn leave(
        &mut self,
        drafts: &[LeaveDraft],
        zones: &BTreeMap<PersonId, TimeZone>,
        rota_zone: &TimeZone,
    ) -> Result<Timeline<PersonNo>, RotaError> {
        let mut off = Vec::new();
        for (number, draft) in drafts.iter().enumerate() {
            let clock = self.clock(zones.get(&draft.person).unwrap_or(rota_zone));
            let person = || draft.person.clone();
            let (from, to) = match draft.stretch {
                LeaveStretch::Days { first, last } if last < first => {
                    return Err(RotaError::LastDayBeforeFirst { person: person(), first, last });
                }
                LeaveStretch::Days { first, last } => (
                    clock.reach(day_number(first) * DAY),
                    clock.reach((day_number(last) + 1) * DAY),
                ),
                LeaveStretch::Moments { from, to } => {
                    self.look_at(&About::Leave(number), &[from, to], &clock);
                    stretch(from, to, &clock).ok_or_else(|| RotaError::LeaveEndsBeforeStart {
                        number: number + 1,
                        person: person(),
                        from,
                        to,
                    })?
                }
            };
            off.push(InForce { from, to, what: self.number(&draft.person) });
        }
        self.written.leave.clone_from(&off);
        let too_much = |place| RotaError::TooMuchLeave { number: place + 1, most: MOST_LEAVE };
        Timeline::new(&off, MOST_LEAVE).map_err(too_much)
    }
}

/// The overrides that concern one tier, laid out in time.
fn concerning(tier: usize, all: &[InForce<Override>]) -> Result<Timeline<Override>, RotaError> {
    let concern = all.iter().filter(|each| each.what.concerns(tier));
    let concern: Vec<InForce<Override>> = concern.copied().collect();
    Timeline::new(&concern, MOST_OVERRIDES).map_err(|place| RotaError::TooManyOverrides {
        number: concern[place].what.number + 1,
        most: MOST_OVERRIDES,
    })
}

/// The instants of a stretch, unless it ends before it starts as it is written. One within skipped
/// time is in order, and empty.
fn stretch(from: Moment, to: Moment, clock: &Clock) -> Option<(i64, i64)> {
    let instant = |moment: Moment| match moment {
        Moment::Civil(civil) => clock.reach(civil_second(civil)),
        Moment::Instant(instant) => second(instant),
    };
    let in_order = match (from, to) {
        (Moment::Civil(from), Moment::Civil(to)) => from < to,
        (Moment::Instant(_), _) | (_, Moment::Instant(_)) => instant(from) < instant(to),
    };
    in_order.then(|| (instant(from), instant(to)))
}

#[cfg(test)]
mod tests;
