//! What addresses of pings say, and what is kept of bodies.

use super::*;

#[test]
fn an_address_says_which_job_and_how_it_goes() {
    let key = Some(&b"secret"[..]);
    for (address, beat) in [
        ("backup", Beat::Succeeded),
        ("backup/start", Beat::Started),
        ("backup/fail", Beat::Failed),
        ("backup/log", Beat::Logged),
        ("backup/0", Beat::Exited(0)),
        ("secret/backup", Beat::Succeeded),
        ("secret/backup/255", Beat::Exited(255)),
    ] {
        assert_eq!(said(address, key), Some(("backup".to_owned(), beat)), "{address}");
    }
    for address in ["", "backup/256", "backup/stop", "a/b/c", "secret/backup/fail/x", "/fail"] {
        assert_eq!(said(address, key), None, "{address}");
    }
    assert_eq!(said("secret", key), Some(("secret".to_owned(), Beat::Succeeded)));
}

#[test]
fn a_run_has_an_identity_of_36_characters() {
    assert!(is_uuid("3f2a9c0b-1d4e-4f00-8000-0123456789ab"));
    for wrong in ["", "3f2a9c0b1d4e4f0080000123456789ab", "3f2a9c0b-1d4e-4f00-8000-0123456789ag"] {
        assert!(!is_uuid(wrong), "{wrong}");
    }
}
