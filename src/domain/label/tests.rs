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
