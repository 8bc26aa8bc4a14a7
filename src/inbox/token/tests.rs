//! Nobody makes a link but us, and ours do one thing for a while.

use super::*;

fn at(second: i64) -> Timestamp {
    Timestamp::from_second(second).unwrap()
}

fn permit() -> Permit {
    Permit {
        incident: IncidentId(412),
        page: PageId(7),
        person: PersonId::from("ana"),
        expires_at: at(1000),
    }
}

#[test]
fn what_was_signed_is_read_back() {
    let key = AckKey::new(b"a secret");
    assert_eq!(key.open(&key.sign(&permit()), at(999)), Ok(permit()));
    let other = Permit { person: PersonId::from("Zoë"), ..permit() };
    assert_eq!(key.open(&key.sign(&other), at(0)), Ok(other));
}

#[test]
fn a_link_ends_at_its_instant() {
    let key = AckKey::new(b"a secret");
    assert_eq!(key.open(&key.sign(&permit()), at(1000)), Err(Invalid::Expired(permit())));
}

#[test]
fn every_changed_bit_every_cut_and_every_addition_is_a_forgery() {
    let key = AckKey::new(b"a secret");
    let token = key.sign(&permit());
    let bytes = unhex(&token).unwrap();
    for place in 0..bytes.len() {
        for bit in 0..8 {
            let mut changed = bytes.clone();
            changed[place] ^= 1 << bit;
            let found = key.open(&hex(&changed), at(0));
            assert_eq!(found, Err(Invalid::Forged), "bit {bit} of byte {place}");
        }
    }
    for end in 0..token.len() {
        assert_eq!(key.open(&token[..end], at(0)), Err(Invalid::Forged), "cut at {end}");
    }
    for longer in [format!("{token}00"), format!("00{token}"), token.to_uppercase()] {
        assert_eq!(key.open(&longer, at(0)), Err(Invalid::Forged), "{longer}");
    }
    for nonsense in ["", "é", "zz", "../../etc/passwd", &"0".repeat(128)] {
        assert_eq!(key.open(nonsense, at(0)), Err(Invalid::Forged), "{nonsense}");
    }
}

#[test]
fn another_key_and_another_purpose_open_nothing() {
    let key = AckKey::new(b"a secret");
    let other = AckKey::new(b"another");
    assert_eq!(key.open(&other.sign(&permit()), at(0)), Err(Invalid::Forged));
    let said = &unhex(&key.sign(&permit())).unwrap()[..27];
    let signed = [b"wail: resolve, 1\0", said].concat();
    let elsewhere = [said, hmac::sign(&key.0, &signed).as_ref()].concat();
    assert_eq!(key.open(&hex(&elsewhere), at(0)), Err(Invalid::Forged));
}

#[test]
fn secrets_differ() {
    assert_ne!(fresh_secret().unwrap(), fresh_secret().unwrap());
}
