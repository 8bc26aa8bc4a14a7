//! What is told of a pattern without asking it is what asking it says.

use proptest::prelude::*;

use super::*;

fn means(written: &str) -> String {
    match &Pattern::new(written).unwrap().means {
        Means::OneOf(texts) => format!("one of {texts:?}"),
        Means::Begins(texts, _) => format!("begins {texts:?}"),
        Means::Other(_) => "other".to_owned(),
    }
}

#[test]
fn words_are_compared_and_what_begins_with_a_word_is_asked_only_then() {
    for (written, expected) in [
        ("db", r#"one of ["db"]"#),
        ("warning|error", r#"one of ["warning", "error"]"#),
        ("a|ab", r#"one of ["a", "ab"]"#),
        ("web-[12]", r#"one of ["web-1", "web-2"]"#),
        ("", r#"one of [""]"#),
        ("a?", r#"one of ["a", ""]"#),
        (r"10\.9\.7\..*", r#"begins ["10.9.7."]"#),
        ("(?i)db", r#"one of ["DB", "Db", "dB", "db"]"#),
        (".*", "other"),
        ("a*", "other"),
        (r"db\b", "other"),
        ("b|^a", "other"),
        ("[^0-9]+", "other"),
    ] {
        assert_eq!(means(written), expected, "{written}");
    }
}

proptest! {
    #[test]
    fn a_pattern_matches_what_its_regular_expression_matches(
        written in r"[ab]{0,2}(\.\*|\.\+|\?|\||[ab]\*|\(a\|b\)|\[ab\]|\(\?i\)|\$|\^|\\b){0,3}[ab]{0,2}",
        values in prop::collection::vec("[abAB.]{0,5}", 1..20),
    ) {
        let Ok(pattern) = Pattern::new(&written) else { return Ok(()) };
        let regex = Regex::new(&anchored(&written)).unwrap();
        for value in values {
            prop_assert_eq!(pattern.is_match(&value), regex.is_match(&value), "{} of {}", value, written);
        }
    }
}

#[test]
fn what_is_plain_is_compiled_when_it_is_first_needed_and_surely_compiles() {
    let signs = ["a", "-", "1", ".", ".*", ".+", "|", "/", "\\.", "\\*", "\\\\", "@", "_"];
    let values = ["", "a", "-", "a-", "1a", "aa", ".-1", "/a", "*:@_", "ab-1", "\n", "\\a"];
    let waits = |pattern: &Pattern| match &pattern.means {
        Means::OneOf(_) => true,
        Means::Begins(_, compiled) | Means::Other(compiled) => compiled.0.get().is_none(),
    };
    for one in signs {
        for two in signs {
            for three in signs {
                let written = format!("{one}{two}{three}");
                assert!(is_plain(&written), "{written}");
                let regex =
                    limited(&written).build().unwrap_or_else(|it| panic!("{written}: {it}"));
                let pattern = Pattern::new(&written).unwrap();
                assert!(waits(&pattern), "{written} waits");
                for value in values {
                    assert_eq!(
                        pattern.is_match(value),
                        regex.is_match(value),
                        "{written} {value:?}"
                    );
                }
            }
        }
    }
    for written in
        ["a*", "(a", "a{3}", "[a-z]+", "(?i)a", "a?", r"\d", "*", "+a", "ä", r"a\", r"\\+"]
    {
        assert!(!is_plain(written), "{written}");
    }
    assert!(matches!(Pattern::new("(a"), Err(MatcherError::BadPattern { .. })));
    assert!(matches!(Pattern::new("*"), Err(MatcherError::BadPattern { .. })));
    assert!(!is_plain(&".".repeat(SHORT + 1)));
    for largest in [".*", ".|", "a|"] {
        assert!(limited(&largest.repeat(SHORT / 2)).build().is_ok(), "the largest is small enough");
    }
}
