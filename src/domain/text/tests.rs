//! What is kept, what becomes a space, what becomes visible.

use proptest::prelude::*;

use super::*;

#[test]
fn plain_text_is_not_copied() {
    for text in ["", "disk full", "räksmörgås 🦀", "👩\u{200d}🔧", "क्\u{200d}ष"] {
        assert!(matches!(plain(text), Cow::Borrowed(same) if same == text), "{text}");
    }
}

#[test]
fn line_breaks_and_tabs_become_a_space() {
    assert_eq!(plain("a\nb\tc\rd\u{2028}e\u{2029}f"), "a b c d e f");
}

#[test]
fn what_a_terminal_would_obey_becomes_visible() {
    assert_eq!(plain("\u{1b}[2Jgone"), "\\x1b[2Jgone");
    assert_eq!(plain("\u{1b}]0;title\u{7}"), "\\x1b]0;title\\x07");
    assert_eq!(plain("\0 \u{7f} \u{9b}31m \u{85}"), "\\x00 \\x7f \\x9b31m \\x85");
}

#[test]
fn turns_of_direction_become_visible() {
    assert_eq!(plain("\u{202e}gnp.exe\u{202c}"), "\\u{202e}gnp.exe\\u{202c}");
    assert_eq!(plain("\u{2066}a\u{2069}"), "\\u{2066}a\\u{2069}");
}

proptest! {
    #[test]
    fn what_comes_out_is_plain_and_stays_so(text in any::<String>()) {
        let once = plain(&text).into_owned();
        prop_assert!(!once.contains(is_unfit));
        prop_assert_eq!(plain(&once), once.as_str());
    }
}
