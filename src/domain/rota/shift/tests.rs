//! Causes and reasons, as people read them.

use super::*;

#[test]
fn a_cause_says_which_layer_or_override_decided() {
    let why = Some("long weekend".into());
    let (ana, bo) = (PersonId::from("ana"), PersonId::from("bo"));
    for (cause, expected) in [
        (ShiftCause::Layer { name: "base".into() }, "layer base"),
        (
            ShiftCause::NextInLine { layer: "base".into(), instead_of: bo.clone() },
            "layer base, next in line after bo",
        ),
        (ShiftCause::Take { by: ana.clone(), why: None }, "override: ana takes"),
        (ShiftCause::Take { by: ana.clone(), why }, "override: ana takes (long weekend)"),
        (
            ShiftCause::Cover { by: ana.clone(), instead_of: bo.clone(), why: None },
            "override: ana stands in for bo",
        ),
        (ShiftCause::Swap { one: ana, other: bo, why: None }, "override: ana and bo trade places"),
    ] {
        assert_eq!(cause.phrase(), expected);
    }
}
