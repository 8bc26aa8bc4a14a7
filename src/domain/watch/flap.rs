//! Flapping: a target that goes to and fro, told by how many of the last looks differ from the one
//! before.
//!
//! The rule and its figures are those of Icinga 2: the last twenty changes count, the newest half as
//! much again as the oldest, and it takes less to stay in it than to get into it.

/// How many looks are remembered: as many changes, and the one before them.
const LOOKS: u32 = 21;

/// From how many hundredths of changed looks on it flaps, and down to how many it goes on.
const BEGINS: u32 = 30;
const ENDS: u32 = 25;

/// The last looks: one bit each, the newest the lowest, set where it was bad.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Looks {
    bits: u32,
    number: u32,
}

/// What has changed about flapping.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Flap {
    /// It flaps from now on.
    Begins,
    /// It does not flap any more.
    Ends,
}

impl Looks {
    /// Looks as they were kept: the bits, and how many of them count.
    #[must_use]
    pub fn kept(bits: u32, number: u32) -> Self {
        Self { bits, number: number.min(LOOKS) }
    }

    /// As they are kept.
    #[must_use]
    pub fn parts(self) -> (u32, u32) {
        (self.bits, self.number)
    }

    /// With one look more.
    #[must_use]
    pub fn and(self, is_bad: bool) -> Self {
        let bits = (self.bits << 1 | u32::from(is_bad)) & ((1 << LOOKS) - 1);
        Self { bits, number: (self.number + 1).min(LOOKS) }
    }

    /// How many of the looks were other than the one before, of how many.
    #[must_use]
    pub fn changes(self) -> (u32, u32) {
        let pairs = self.number.saturating_sub(1);
        let changed = (self.bits ^ (self.bits >> 1)) & ((1_u32 << pairs) - 1);
        (changed.count_ones(), pairs)
    }

    /// What has changed about flapping with the newest look, for a target that did or did not flap.
    #[must_use]
    pub fn flap(self, is_flapping: bool) -> Option<Flap> {
        let share = self.share();
        match is_flapping {
            false if share >= BEGINS => Some(Flap::Begins),
            true if share < ENDS => Some(Flap::Ends),
            false | true => None,
        }
    }

    /// How many hundredths of the looks were other than the one before, new ones counting for more.
    /// Looks that were not made yet count as alike.
    fn share(self) -> u32 {
        let most = LOOKS - 1;
        let (mut changed, mut whole) = (0, 0);
        for age in 0..most {
            // From 1.2 for the newest to 0.8 for the oldest, in steps of a fiftieth.
            let weight = 60 - age;
            whole += weight;
            let differs = (self.bits >> age ^ self.bits >> (age + 1)) & 1 == 1;
            if differs && age + 1 < self.number {
                changed += weight;
            }
        }
        changed * 100 / whole
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn looks(written: &str) -> Looks {
        written.chars().fold(Looks::default(), |looks, look| looks.and(look == 'x'))
    }

    #[test]
    fn one_outage_is_no_flapping() {
        assert_eq!(looks("..........xxxx.......").flap(false), None);
        assert_eq!(looks("xxxx.......").flap(false), None);
    }

    #[test]
    fn to_and_fro_is_flapping_until_it_has_been_quiet() {
        let to_and_fro = looks("..............x.x.x.x");
        assert_eq!(to_and_fro.flap(false), Some(Flap::Begins));
        assert_eq!(to_and_fro.changes(), (7, 20));
        let quieter = "............".chars().fold(to_and_fro, |looks, _| looks.and(false));
        assert_eq!(quieter.flap(true), None);
        let quiet = "....".chars().fold(quieter, |looks, _| looks.and(false));
        assert_eq!(quiet.flap(true), Some(Flap::Ends));
    }

    #[test]
    fn the_first_looks_are_compared_with_nothing() {
        assert_eq!(looks("x").changes(), (0, 0));
        assert_eq!(Looks::default().changes(), (0, 0));
        assert_eq!(looks("x.").changes(), (1, 1));
    }

    #[test]
    fn what_was_kept_goes_on_where_it_was() {
        let before = looks("..x.x.");
        let (bits, number) = before.parts();
        assert_eq!(Looks::kept(bits, number), before);
    }
}
