//! The first configuration works as it is.

use std::path::Path;

use jiff::civil::date;

use super::*;
use crate::config::parse;

#[test]
fn a_starter_has_neither_faults_nor_warnings() {
    for (user, name) in [("ana", "ana"), ("Ana Maria", "you"), ("everyone", "you"), ("a.b", "a.b")]
    {
        let environment = Environment::made_up(&[("USER", user)], Some(Path::new("/home")));
        let text = starter(&environment, Some("Europe/Berlin"), date(2026, 11, 22));
        let settings = parse(&text, Path::new("config.toml"), &environment)
            .unwrap_or_else(|faults| panic!("{faults}"));
        assert!(settings.warnings.is_empty());
        assert_eq!(settings.rules.fallback.as_str(), name);
        assert_eq!(settings.me, Some(vec![name.into()]));
        assert_eq!(settings.sources.len(), 2);
    }
}

#[test]
fn its_rota_starts_on_the_monday_before() {
    let environment = Environment::made_up(&[], Some(Path::new("/home")));
    for (today, monday) in [(22, "2026-11-16"), (23, "2026-11-23")] {
        let text = starter(&environment, None, date(2026, 11, today));
        assert!(text.contains(&format!("start = {monday}")), "{text}");
        assert!(text.contains("zone = \"UTC\""));
    }
}
