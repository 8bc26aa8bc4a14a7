//! Lines: folded and put together again, escaped and read, and never more than one.

use proptest::prelude::*;

use super::*;

fn written(name: &str, text: &str) -> String {
    let mut writer = Writer::default();
    writer.text(name, text);
    writer.finish()
}

#[test]
fn a_value_cannot_become_a_line() {
    let text = "ana\r\nATTACH:file:///etc\nX;Y,Z\\ \u{7}\u{2028}end";
    let line = written("SUMMARY", text);
    assert_eq!(line, "SUMMARY:ana\\nATTACH:file:///etc\\nX\\;Y\\,Z\\\\ \\nend\r\n");
}

#[test]
fn a_line_is_taken_apart() {
    let text =
        "DTSTART;TZID=\"Europe/Berlin:x\";value=DATE:2026\r\n 1224\r\n\r\nitem1.summary:a:b;c";
    let lines = contents(text).unwrap();
    assert_eq!(lines.len(), 2);
    assert_eq!((lines[0].line, lines[0].name.as_str()), (1, "DTSTART"));
    assert_eq!(lines[0].value, "20261224");
    assert_eq!(lines[0].parameter("TZID"), Some("Europe/Berlin:x"));
    assert_eq!(lines[0].parameter("VALUE"), Some("DATE"));
    assert_eq!((lines[1].line, lines[1].name.as_str()), (4, "SUMMARY"));
    assert_eq!(lines[1].value, "a:b;c");
}

#[test]
fn a_line_that_is_none_is_told_with_its_number() {
    let error = contents("BEGIN:VCALENDAR\nwhat is this\n").unwrap_err();
    assert_eq!(error.to_string(), "line 2: this is no line of a calendar");
}

proptest! {
    #[test]
    fn what_is_written_is_read_and_no_line_is_too_long(text in any::<String>()) {
        let line = written("SUMMARY", &text);
        prop_assert!(line.ends_with("\r\n"));
        for line in line.split("\r\n") {
            prop_assert!(line.len() <= LONGEST, "{} octets", line.len());
        }
        let read = contents(&line).unwrap();
        prop_assert_eq!(read.len(), 1);
        let expected: String = text
            .replace("\r\n", "\n")
            .chars()
            .map(|it| if "\r\u{85}\u{2028}\u{2029}".contains(it) { '\n' } else { it })
            .filter(|it| !it.is_control() || "\n\t".contains(*it))
            .collect();
        prop_assert_eq!(unescaped(&read[0].value), expected);
    }

    #[test]
    fn no_text_breaks_the_reader(text in any::<String>()) {
        drop(contents(&text));
    }
}
