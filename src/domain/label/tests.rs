//! Matchers: what they read, what they match, how they are written again.

use super::*;

fn labels(pairs: &[(&str, &str)]) -> Labels {
    pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
}

#[test]
fn the_four_operators_do_what_prometheus_says() {
    let db = labels(&[("service", "db"), ("host", "web-12")]);
    for (text, expected) in [
        ("service=db", true),
        ("service=\"db\"", true),
        ("service = db", true),
        ("service!=db", false),
        ("host=~web-.*", true),
        ("host=~web", false),
        ("host!~\"db-.*\"", true),
        ("absent=", true),
        ("absent!=x", true),
        ("absent=~.+", false),
    ] {
        assert_eq!(Matcher::parse(text).unwrap().matches(&db), expected, "{text}");
    }
}

#[test]
fn a_matcher_is_written_as_it_was_read() {
    for text in ["a=b", "a!=b", "a=~b.*", "a!~b|c", "a=x=y"] {
        assert_eq!(Matcher::parse(text).unwrap().to_string(), text);
    }
}

#[test]
fn what_is_no_matcher_says_why() {
    assert!(matches!(Matcher::parse("db"), Err(MatcherError::NoOperator(_))));
    assert!(matches!(Matcher::parse("a!b"), Err(MatcherError::NoOperator(_))));
    assert!(matches!(Matcher::parse("=db"), Err(MatcherError::NoLabel(_))));
    let error = Matcher::parse("a=~(").unwrap_err().to_string();
    assert!(error.starts_with("`(` is not a regular expression: "), "{error}");
}

#[test]
fn a_pattern_that_would_take_all_memory_is_refused_and_one_that_was_kept_is_read() {
    for pattern in ["(a{1000}){1000}".to_owned(), "a|".repeat(10_000)] {
        let error = Matcher::parse(&format!("host=~{pattern}")).unwrap_err();
        assert!(matches!(error, MatcherError::TooLarge(_)), "{error}");
        assert!(error.to_string().len() < 200, "{error}");
    }
    let parts = |value: String| MatcherParts {
        label: "host".to_owned(),
        value,
        is_pattern: true,
        is_equal: true,
    };
    let long = parts("a|".repeat(10_000));
    assert!(Matcher::made(long.clone()).is_err());
    assert!(Matcher::kept(long).unwrap().matches(&labels(&[("host", "a")])));
    // What explodes in engines that go back does not here: it is refused by its size or matched in time.
    assert!(Matcher::parse("host=~(a*)*b").unwrap().matches(&labels(&[("host", "aaab")])));
}

#[test]
fn what_takes_anything_is_known() {
    for (text, expected) in [
        ("a=~.+", true),
        ("a=~.*", true),
        ("a!=b", true),
        ("a=", true),
        ("a=b", false),
        ("a=~b.*", false),
    ] {
        assert_eq!(Matcher::parse(text).unwrap().takes_anything(), expected, "{text}");
    }
    assert_eq!(Matcher::parse("a=b").unwrap().exact(), Some(("a", "b")));
    assert_eq!(Matcher::parse("a=").unwrap().exact(), None);
    assert_eq!(Matcher::parse("a=~b").unwrap().exact(), None);
}
