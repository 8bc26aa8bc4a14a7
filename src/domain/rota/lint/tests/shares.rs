//! Shares: among peers, and against what people can carry.

use super::*;

#[test]
fn shares_are_compared_among_those_who_do_the_same() {
    let mut draft = six();
    let mut office = layer(weekly(&["gus", "hal"]));
    let days = Weekday::Monday.cycle_forward().take(5).collect();
    let (from, to) = (time(9, 0, 0, 0), time(12, 0, 0, 0));
    office.windows = Some(vec![Window::Daily { days, from, to }]);
    draft.tiers[0].layers.push(office);
    assert_eq!(said(Rule::UnfairShare, draft), [""; 0]);
}

#[test]
fn too_few_for_two_tiers_of_weeks_are_told_of() {
    let tiers = |names: &[&str]| {
        let mut draft = RotaDraft::of_one_layer(zone("UTC"), weekly(names));
        let second = layer(weekly(names));
        draft.tiers.push(TierDraft { name: TierName::new("secondary"), layers: vec![second] });
        draft
    };
    let seven = ["ana", "bo", "cy", "dan", "eva", "fay", "gus"];
    assert_eq!(
        said(Rule::TooFewPeople, tiers(&seven)),
        ["7 people take week-long turns in two tiers; fewer than 8 rest too little"]
    );
    let eight = ["ana", "bo", "cy", "dan", "eva", "fay", "gus", "hal"];
    assert_eq!(said(Rule::TooFewPeople, tiers(&eight)), [""; 0]);
    let mut days = tiers(&seven);
    for tier in &mut days.tiers {
        tier.layers[0].eras[0].unit = TurnUnit::Day;
    }
    assert_eq!(said(Rule::TooFewPeople, days), [""; 0]);
    // Six at each of two sites are enough.
    let mut sites = tiers(&seven[..6]);
    for tier in &mut sites.tiers {
        let mut other = layer(weekly(&["xi", "yu", "zoe", "wu", "val"]));
        other.zone = Some(zone("Asia/Tokyo"));
        tier.layers.push(other);
    }
    assert_eq!(
        said(Rule::TooFewPeople, sites.clone()),
        ["5 people take week-long turns in two tiers at one site; fewer than 6 rest too little"]
    );
    for tier in &mut sites.tiers {
        tier.layers[1].eras[0].people.push("uli".into());
    }
    assert_eq!(said(Rule::TooFewPeople, sites), [""; 0]);
}

#[test]
fn unfair_shares_and_too_much_are_told_of() {
    let mut draft = six();
    draft.tiers[0].layers[0].eras[0].people =
        ["ana", "ana", "ana", "bo"].map(PersonId::from).to_vec();
    assert_eq!(
        said(Rule::UnfairShare, draft.clone()),
        ["layer 1 is shared unevenly: ana carries 6049 hours (+50 %), bo carries 2015 hours \
             (-50 %); the mean is 4032"]
    );
    assert_eq!(
        said(Rule::TooMuch, draft),
        ["ana is on call 75 % of the time; more than 25 % wears people out"]
    );
}
