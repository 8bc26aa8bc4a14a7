//! Which pager is handed over, by whom, to whom and from when on.

use jiff::{SignedDuration, Timestamp};

use crate::cli::unknown::unknown;
use crate::config::Settings;
use crate::domain::name::{PersonId, RotaName};
use crate::domain::rota::acceptance::{Pending, called};
use crate::domain::rota::{FIRST_TIER, Rota, TierName};
use crate::error::{Error, Kind};

/// How long after its end a shift can still be handed over.
const AFTERWARDS: SignedDuration = SignedDuration::from_hours(12);

/// The pager of that name: a rota, whose first tier is meant, or a tier of one.
pub(in crate::cli) fn wanted(
    name: &str,
    settings: &Settings,
) -> Result<(RotaName, TierName), Error> {
    let pagers = pagers(settings);
    let found = pagers.iter().find(|pager| pager.called() == name);
    let found = found
        .or_else(|| pagers.iter().find(|pager| format!("{}.{}", pager.name, pager.tier()) == name));
    let Some(found) = found else {
        let known: Vec<String> = pagers.iter().map(Pager::called).collect();
        let known = known.iter().map(String::as_str);
        return Err(unknown("rota or tier", name, known, "the configuration has no rota"));
    };
    Ok((found.name.clone(), found.tier().clone()))
}

/// What that person can hand over: pagers they have now, or had until a while ago.
pub(super) fn handed_over_by(
    me: &PersonId,
    wanted: Option<&(RotaName, TierName)>,
    settings: &Settings,
    now: Timestamp,
) -> Result<Vec<Pending>, Error> {
    let meant = pagers(settings).into_iter().filter(|pager| {
        wanted.is_none_or(|(rota, tier)| pager.name == rota && pager.tier() == tier)
    });
    let mut found = Vec::new();
    let mut endless = None;
    for pager in meant {
        match pager.hand_over(me, now) {
            HandOver::To(pending) => found.push(pending),
            HandOver::Endless => endless = Some(pager.called()),
            HandOver::NotTheirs => {}
        }
    }
    match (found.is_empty(), endless) {
        (false, _) => Ok(found),
        (true, Some(called)) => Err(Error::new(
            Kind::No,
            format!("nobody takes {called} over from {me} that the rota knows of"),
        )
        .hint("`wail give PERSON WHEN` gives it to somebody for a while")),
        (true, None) => Err(Error::new(Kind::No, format!("{me} has no pager to hand over"))
            .hint("`wail who` shows who has one")),
    }
}

/// The pager of a tier.
struct Pager<'s> {
    name: &'s RotaName,
    rota: &'s Rota,
    place: usize,
}

/// Whether somebody can hand a pager over.
enum HandOver {
    To(Pending),
    /// It is theirs, and no shift of anybody else follows.
    Endless,
    NotTheirs,
}

impl Pager<'_> {
    fn tier(&self) -> &TierName {
        &self.rota.tiers()[self.place]
    }

    fn called(&self) -> String {
        called(self.name, self.tier(), self.rota.tiers().get(FIRST_TIER))
    }

    /// The next shift of somebody else follows that of whoever has it; whoever had it before hands over
    /// what has begun.
    fn hand_over(&self, me: &PersonId, now: Timestamp) -> HandOver {
        let present = self.rota.shift_at(self.place, now);
        if present.as_ref().is_some_and(|shift| shift.person == *me) {
            let mut next = self.rota.next_shifts(self.place, now);
            let next = next.find(|shift| shift.person != *me);
            return next.map_or(HandOver::Endless, |next| {
                HandOver::To(self.pending(me, &next.person, next.start))
            });
        }
        let since = now.saturating_sub(AFTERWARDS).unwrap_or(now);
        let Some(present) = present.filter(|shift| shift.start > since) else {
            return HandOver::NotTheirs;
        };
        match self.rota.shifts(self.place, since, present.start).last() {
            Some(before) if before.person == *me => {
                HandOver::To(self.pending(me, &present.person, present.start))
            }
            _ => HandOver::NotTheirs,
        }
    }

    fn pending(&self, me: &PersonId, taker: &PersonId, begins_at: Timestamp) -> Pending {
        Pending {
            rota: self.name.clone(),
            tier: self.tier().clone(),
            giver: me.clone(),
            taker: taker.clone(),
            begins_at,
        }
    }
}

fn pagers(settings: &Settings) -> Vec<Pager<'_>> {
    let rotas = settings.rules.rotas.iter();
    rotas
        .flat_map(|(name, rota)| {
            (0..rota.tiers().len()).map(move |place| Pager { name, rota, place })
        })
        .collect()
}
