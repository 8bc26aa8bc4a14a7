//! When somebody is called besides whoever has the pager, and reminded.

use super::{Pending, REMIND_EVERY, REMINDED_FOR, also_called};
use crate::domain::name::{PersonId, RotaName};
use crate::domain::rota::TierName;

fn pending() -> Pending {
    Pending {
        rota: RotaName::from("payments"),
        tier: TierName::new("primary"),
        giver: PersonId::from("ana"),
        taker: PersonId::from("bo"),
        begins_at: "2026-03-02T09:00:00Z".parse().unwrap(),
    }
}

#[test]
fn whoever_hands_over_is_called_from_the_beginning_of_the_next_shift() {
    let (rota, tier) = (RotaName::from("payments"), TierName::new("primary"));
    let all = [pending()];
    let before = "2026-03-02T08:59:59Z".parse().unwrap();
    assert_eq!(also_called(&all, &rota, &tier, before), None);
    assert_eq!(also_called(&all, &rota, &tier, all[0].begins_at), Some(&all[0]));
    assert_eq!(also_called(&all, &rota, &TierName::new("secondary"), all[0].begins_at), None);
}

#[test]
fn reminders_come_every_quarter_of_an_hour_and_end() {
    let pending = pending();
    let early = "2026-03-01T12:00:00Z".parse().unwrap();
    let mut at = pending.remind_after(early).unwrap();
    assert_eq!(at, pending.begins_at + REMIND_EVERY);
    let mut number = 1;
    while let Some(next) = pending.remind_after(at) {
        assert_eq!(next, at + REMIND_EVERY);
        (at, number) = (next, number + 1);
    }
    assert_eq!((at, number), (pending.begins_at + REMINDED_FOR, 16));
}
