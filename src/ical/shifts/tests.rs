//! Whose shift an event is, and when.

use super::*;

fn read(events: &str) -> Result<Duties, Vec<CalendarError>> {
    let text = format!("BEGIN:VCALENDAR\r\nX-WR-CALNAME:Platform\r\n{events}END:VCALENDAR\r\n");
    let zones = |name: &str| TimeZone::get(name).ok();
    duties(&text, &zones, &TimeZone::UTC, "2026-01-01T00:00:00Z".parse().unwrap())
}

fn event(lines: &str) -> String {
    format!(
        "BEGIN:VEVENT\r\nUID:{}\r\nDTSTART:20260105T090000Z\r\nDTEND:20260112T090000Z\r\n{lines}\r\n\
         END:VEVENT\r\n",
        lines.len()
    )
}

#[test]
fn whose_it_is_stands_in_the_attendee_or_in_the_title() {
    for (lines, who, address) in [
        ("SUMMARY:On Call - Ana Lopez - Platform", "Ana Lopez", None),
        ("SUMMARY:[L1] bo", "bo", None),
        ("SUMMARY:On-call: Cleo (Platform", "Cleo", None),
        ("SUMMARY:x\r\nATTENDEE;CN=Ana:mailto:ana@example.org", "Ana", Some("ana@example.org")),
        ("ATTENDEE:mailto:ana@example.org", "ana@example.org", Some("ana@example.org")),
        ("SUMMARY:On Call - Bo\r\nORGANIZER;CN=Boss:mailto:boss@example.org", "Bo", None),
        ("ORGANIZER;CN=Boss:mailto:boss@example.org", "Boss", Some("boss@example.org")),
    ] {
        let duties = read(&event(lines)).unwrap();
        assert_eq!(duties.name.as_deref(), Some("Platform"));
        let [duty] = duties.all.as_slice() else { panic!("{duties:?}") };
        assert_eq!((duty.who.as_str(), duty.address.as_deref()), (who, address), "{lines}");
        assert_eq!(duty.from.to_string(), "2026-01-05T09:00:00Z");
    }
}

#[test]
fn an_event_of_nobody_is_an_error_with_its_line_and_what_is_over_is_left_out() {
    let errors = read(&event("DESCRIPTION:nothing")).unwrap_err();
    assert_eq!(errors[0].to_string(), "line 3: this event does not say whose it is");
    let past = event("SUMMARY:ana").replace("2026", "2025");
    assert_eq!(read(&past).unwrap().all, []);
}

#[test]
fn what_names_no_zone_is_on_the_clock_of_the_calendar() {
    let all_day = "X-WR-TIMEZONE:America/New_York\r\nBEGIN:VEVENT\r\nUID:1\r\n\
        DTSTART;VALUE=DATE:20260105\r\nDTEND;VALUE=DATE:20260112\r\nSUMMARY:ana\r\n\
        ATTENDEE:mailto:a@example.org\r\nATTENDEE:mailto:b@example.org\r\nEND:VEVENT\r\n";
    for (events, from) in [
        (all_day.to_owned(), "2026-01-05T05:00:00Z"),
        (all_day.replace("America/New_York", "Middle/Earth"), "2026-01-05T00:00:00Z"),
    ] {
        let duties = read(&events).unwrap();
        let [duty] = duties.all.as_slice() else { panic!("{duties:?}") };
        assert_eq!((duty.from.to_string().as_str(), duty.others), (from, 1));
    }
}
