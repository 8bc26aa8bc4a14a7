//! What stands for everything that rings, on a screen and in words.

use super::*;

fn caption(summary: &str, others: usize) -> Caption {
    Caption::new(Severity::Critical, summary, others)
}

#[test]
fn the_gravest_is_named_and_the_newest_among_equals() {
    let ringing = [
        (Severity::Error, 1, "a disk is full"),
        (Severity::Critical, 4, "the newer one"),
        (Severity::Critical, 2, "the older one"),
        (Severity::Warning, 5, "a disk fills"),
    ];
    assert_eq!(Caption::of(ringing), Some(caption("the newer one", 3)));
    assert_eq!(Caption::of([]), None);
}

#[test]
fn others_are_counted_in_words() {
    for (others, said) in [
        (0, "critical. disk full"),
        (1, "critical. disk full. and one more"),
        (2, "critical. disk full. and two more"),
        (14, "critical. disk full. and fourteen more"),
        (20, "critical. disk full. and twenty more"),
        (42, "critical. disk full. and forty-two more"),
        (99, "critical. disk full. and ninety-nine more"),
        (100, "critical. disk full. and a hundred more"),
        (101, "critical. disk full. and more than a hundred more"),
        (100_000, "critical. disk full. and more than a hundred more"),
    ] {
        assert_eq!(caption("disk full", others).spoken(), said);
    }
}

#[test]
fn what_is_written_and_not_said_is_left_out() {
    for (summary, said) in [
        ("the primary database does not answer.", "the primary database does not answer"),
        ("disk_full on /var/lib (95%)", "disk full on var lib 95%"),
        ("--voice=x -- \u{1b}[2J\u{7}beep\r\n\tnow", "voice x 2J beep now"),
        ("[[rate 9]] <say-as x=\"y\">boo</say-as>", "rate 9 say-as x y boo say-as"),
        ("Größe überschritten: 数据库", "Größe überschritten: 数据库"),
        ("!!! ... ---", ""),
    ] {
        assert_eq!(sayable(summary), said);
    }
    assert_eq!(caption("***", 1).spoken(), "critical. and one more");
}

#[test]
fn words_and_summaries_have_an_end() {
    let hash = "0123456789abcdef".repeat(4);
    assert_eq!(sayable(&format!("image {hash} gone")), "image 0123456789abcdef01234567 gone");
    let long = sayable(&"again and ".repeat(10_000));
    assert!((100..=LONGEST).contains(&long.len()), "{}", long.len());
    assert!(long.ends_with("again") || long.ends_with("and"), "{long}");
    assert!(sayable(&"x".repeat(100_000)).len() <= LONGEST_WORD);
}

#[test]
fn on_a_screen_it_is_one_line_without_anything_to_obey() {
    assert_eq!(caption("disk\n\u{1b}[2Jfull", 0).shown(40), "disk \\x1b[2Jfull");
    assert_eq!(caption("disk full", 1).shown(40), "disk full, and 1 more");
    assert_eq!(caption("disk full", 14).shown(4), "disk, and 14 more");
}
