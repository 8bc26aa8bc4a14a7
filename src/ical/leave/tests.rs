//! Leave out of calendars: days, times and zones, repetitions and what is left out of them, names.

use proptest::prelude::*;

use super::*;

/// One event between the lines that every calendar has.
fn calendar(event: &str) -> String {
    let event = event.trim().replace("\n        ", "\n");
    format!("BEGIN:VCALENDAR\nVERSION:2.0\nBEGIN:VEVENT\n{event}\nEND:VEVENT\nEND:VCALENDAR\n")
}

fn read(text: &str, person: Option<&str>) -> Result<Imported, Vec<CalendarError>> {
    let people = ["ana", "Bo", "carol"].map(PersonId::from);
    let person = person.map(PersonId::from);
    let zone_of = |person: &PersonId| {
        let zone = if person.as_str() == "carol" { "Asia/Tokyo" } else { "Europe/Berlin" };
        TimeZone::get(zone).unwrap()
    };
    import(
        text,
        &Reading {
            people: &people,
            person: person.as_ref(),
            zone_of: &zone_of,
            zones: &|name| TimeZone::get(name).ok(),
            now: "2026-11-25T12:00:00Z".parse().unwrap(),
        },
    )
}

/// The leave of one event of ana's, each stretch as it would be written.
fn leave(event: &str) -> Vec<String> {
    all(&calendar(event), Some("ana"))
}

fn all(text: &str, person: Option<&str>) -> Vec<String> {
    let imported = read(text, person).unwrap();
    let written = |absence: &Absence| {
        let when = match absence.leave.stretch {
            LeaveStretch::Days { first, last } => format!("{first} - {last}"),
            LeaveStretch::Moments { from, to } => format!("{from} - {to}"),
        };
        match person {
            Some(_) => when,
            None => format!("{} {when}", absence.leave.person),
        }
    };
    imported.absences.iter().map(written).collect()
}

/// The one thing that is wrong with an event of ana's.
fn fault(event: &str) -> String {
    let errors = read(&calendar(event), Some("ana")).unwrap_err();
    assert_eq!(errors.len(), 1, "{errors:?}");
    errors[0].to_string()
}

#[test]
fn the_last_day_of_whole_days_is_not_the_one_that_is_written() {
    let days = leave("DTSTART;VALUE=DATE:20261224\nDTEND;VALUE=DATE:20261227");
    assert_eq!(days, ["2026-12-24 - 2026-12-26"]);
    assert_eq!(leave("DTSTART:20261224"), ["2026-12-24 - 2026-12-24"]);
    assert_eq!(leave("DTSTART:20261224\nDURATION:P1W"), ["2026-12-24 - 2026-12-30"]);
    assert_eq!(leave("DTSTART:20261224\nDTEND:20261224"), ["2026-12-24 - 2026-12-24"]);
}

#[test]
fn times_are_on_the_clock_of_whoever_is_off() {
    let event = "DTSTART:20261224T130000\nDTEND:20261224T180000";
    assert_eq!(leave(event), ["2026-12-24 13:00 - 2026-12-24 18:00"]);
    let tokyo = all(&calendar(event), Some("carol"));
    assert_eq!(tokyo, ["2026-12-24 13:00 - 2026-12-24 18:00"], "floating times float");
    let event = "DTSTART:20261224T130000Z\nDTEND:20261224T180000Z";
    assert_eq!(leave(event), ["2026-12-24 14:00 - 2026-12-24 19:00"]);
    let event = "DTSTART;TZID=America/New_York:20261224T130000\nDURATION:PT2H";
    assert_eq!(leave(event), ["2026-12-24 19:00 - 2026-12-24 21:00"]);
    let event = "DTSTART;TZID=\"Eastern Standard Time\":20261224T130000\nDURATION:PT2H";
    assert_eq!(leave(event), ["2026-12-24 19:00 - 2026-12-24 21:00"]);
    let event =
        "DTSTART;TZID=/mozilla.org/20050126_1/America/New_York:20261224T130000\nDURATION:PT2H";
    assert_eq!(leave(event), ["2026-12-24 19:00 - 2026-12-24 21:00"]);
}

#[test]
fn a_zone_that_nobody_knows_is_told_with_its_line() {
    let told = fault("DTSTART;TZID=Middle Earth:20261224T130000");
    assert_eq!(told, "line 4: the zone `Middle Earth` is not known");
    assert_eq!(fault("DTSTART:next week"), "line 4: `next week` is neither a date nor a time");
    assert_eq!(fault("SUMMARY:x"), "line 3: this event does not say when it begins");
    let told = fault("DTSTART:20261224\nDTEND:20261220");
    assert_eq!(told, "line 5: this event ends before it begins");
}

#[test]
fn a_time_that_the_clock_shows_twice_is_said_with_its_offset() {
    let event = "DTSTART:20271031T003000Z\nDTEND:20271031T013000Z";
    assert_eq!(leave(event), ["2027-10-31T00:30:00Z - 2027-10-31T01:30:00Z"]);
}

#[test]
fn a_rule_is_followed_in_the_zone_of_its_event() {
    // Summer time begins on 28 March in Berlin, on 14 March in New York.
    let event = "DTSTART;TZID=America/New_York:20270312T090000\nDURATION:PT1H\n\
        RRULE:FREQ=WEEKLY;COUNT=3";
    assert_eq!(
        leave(event),
        [
            "2027-03-12 15:00 - 2027-03-12 16:00",
            "2027-03-19 14:00 - 2027-03-19 15:00",
            "2027-03-26 14:00 - 2027-03-26 15:00",
        ]
    );
}

#[test]
fn an_end_is_understood_in_any_form() {
    for until in ["20261203", "20261203T090000", "20261203T080000Z", "20261203T235959Z"] {
        let rule = format!(
            "DTSTART;TZID=Europe/Berlin:20261201T090000\nDURATION:PT1H\nRRULE:FREQ=DAILY;UNTIL={until}"
        );
        assert_eq!(leave(&rule).len(), 3, "{until}");
    }
    for until in ["20261203", "20261203T000000", "20261202T230000Z"] {
        let rule = format!("DTSTART:20261201\nRRULE:FREQ=DAILY;UNTIL={until}");
        assert_eq!(leave(&rule).len(), 3, "{until}");
    }
}

#[test]
fn weeks_months_and_years_are_counted_as_the_standard_does() {
    let rule = |rule: &str| leave(&format!("DTSTART:20261231\nRRULE:{rule}"));
    let first = |days: Vec<String>| days.iter().map(|it| it[..10].to_owned()).collect::<Vec<_>>();
    let months = first(rule("FREQ=MONTHLY;COUNT=3;BYMONTHDAY=31"));
    assert_eq!(months, ["2026-12-31", "2027-01-31", "2027-03-31"]);
    let years = first(rule("FREQ=YEARLY;BYMONTH=12;INTERVAL=2;COUNT=2"));
    assert_eq!(years, ["2026-12-31", "2028-12-31"]);
    let weeks =
        first(leave("DTSTART:20261201\nRRULE:FREQ=WEEKLY;INTERVAL=2;WKST=SU;BYDAY=TU,SU;COUNT=4"));
    assert_eq!(weeks, ["2026-12-01", "2026-12-13", "2026-12-15", "2026-12-27"]);
    let workdays = first(leave("DTSTART:20261204\nRRULE:FREQ=DAILY;BYDAY=MO,TU,WE,TH,FR;COUNT=3"));
    assert_eq!(workdays, ["2026-12-04", "2026-12-07", "2026-12-08"]);
}

#[test]
fn what_a_rule_says_beyond_that_is_refused_with_its_line() {
    for rule in
        ["FREQ=MONTHLY;BYDAY=2MO", "FREQ=HOURLY", "FREQ=YEARLY;BYWEEKNO=3", "COUNT=3", "FREQ"]
    {
        let told = fault(&format!("DTSTART:20261201\nRRULE:{rule}"));
        assert!(told.starts_with("line 5: "), "{rule}: {told}");
    }
}

#[test]
fn some_times_are_left_out_and_some_are_others() {
    let text = "BEGIN:VCALENDAR
BEGIN:VEVENT
UID:1
DTSTART;TZID=Europe/Berlin:20261201T090000
DTEND;TZID=Europe/Berlin:20261201T100000
RRULE:FREQ=DAILY;COUNT=5
EXDATE:20261202T080000Z
END:VEVENT
BEGIN:VEVENT
UID:1
RECURRENCE-ID;TZID=Europe/Berlin:20261203T090000
DTSTART;TZID=Europe/Berlin:20261203T140000
DTEND;TZID=Europe/Berlin:20261203T150000
END:VEVENT
BEGIN:VEVENT
UID:1
RECURRENCE-ID:20261204T080000Z
STATUS:CANCELLED
DTSTART;TZID=Europe/Berlin:20261204T090000
END:VEVENT
BEGIN:VEVENT
UID:2
STATUS:cancelled
DTSTART:20261210
END:VEVENT
END:VCALENDAR
";
    assert_eq!(
        all(text, Some("ana")),
        [
            "2026-12-01 09:00 - 2026-12-01 10:00",
            "2026-12-03 14:00 - 2026-12-03 15:00",
            "2026-12-05 09:00 - 2026-12-05 10:00",
        ]
    );
}

#[test]
fn repeated_identities_are_no_error_and_the_last_revision_counts() {
    let event = |sequence: u8, day: &str| {
        format!("BEGIN:VEVENT\nUID:1\nSEQUENCE:{sequence}\nDTSTART:{day}\nEND:VEVENT\n")
    };
    let text = |events: &[String]| format!("BEGIN:VCALENDAR\n{}END:VCALENDAR\n", events.concat());
    let revised = text(&[event(0, "20261201"), event(2, "20261202"), event(1, "20261203")]);
    assert_eq!(all(&revised, Some("ana")), ["2026-12-02 - 2026-12-02"]);
    let same = text(&[event(0, "20261201"), event(0, "20261201"), event(0, "20261205")]);
    assert_eq!(all(&same, Some("ana")).len(), 2);
}

#[test]
fn people_are_found_by_name_and_address_in_any_case() {
    for whose in [
        "SUMMARY:BO on holiday",
        "SUMMARY:Urlaub (Bo)",
        "ATTENDEE;CN=\"Bo Berg\":mailto:b.berg@example.org",
        "ATTENDEE:MAILTO:BO@example.org",
        "SUMMARY:out of office\nORGANIZER;CN=bo:mailto:x@example.org",
        "ATTENDEE;CUTYPE=ROOM:mailto:room@example.org\nATTENDEE:mailto:bo@example.org",
    ] {
        let found = all(&calendar(&format!("DTSTART:20261201\n{whose}")), None);
        assert_eq!(found, ["Bo 2026-12-01 - 2026-12-01"], "{whose}");
    }
}

#[test]
fn whoever_is_nobody_is_told_with_the_line() {
    let told = |whose: &str| {
        let errors = read(&calendar(&format!("DTSTART:20261201\n{whose}")), None).unwrap_err();
        errors[0].to_string()
    };
    assert_eq!(told("SUMMARY:Zoe is away"), "line 5: `Zoe is away` names nobody of this rota");
    assert_eq!(
        told("ATTENDEE:mailto:zoe@example.org"),
        "line 5: `mailto:zoe@example.org` names nobody of this rota"
    );
    assert_eq!(told("SUMMARY:ana and Bo"), "line 5: this title names several people");
    assert_eq!(told("SUMMARY:Bob is away"), "line 5: `Bob is away` names nobody of this rota");
    assert_eq!(told("UID:1"), "line 3: this event does not say whose it is");
}

#[test]
fn what_is_over_is_left_out() {
    assert_eq!(leave("DTSTART:20261120\nDTEND:20261125"), [""; 0]);
    assert_eq!(leave("DTSTART:20261120\nDTEND:20261126"), ["2026-11-20 - 2026-11-25"]);
    let endless = read(&calendar("DTSTART:20200106\nRRULE:FREQ=WEEKLY"), Some("ana")).unwrap();
    assert_eq!((endless.absences.len(), endless.endless), (104, 1));
}

#[test]
fn a_calendar_of_too_much_is_refused() {
    let told = fault("DTSTART:00010101\nRRULE:FREQ=DAILY;UNTIL=99991231");
    assert_eq!(told, "line 3: these repetitions have no end that is worth following");
    let told = fault("DTSTART:20261201\nRRULE:FREQ=DAILY;COUNT=2000");
    assert_eq!(told, "line 3: this calendar comes to more than 1000 days off");
}

#[test]
fn what_is_no_calendar_is_told() {
    let told = |text: &str| read(text, None).unwrap_err()[0].to_string();
    assert_eq!(told(""), "line 1: this is no calendar");
    assert_eq!(
        told("BEGIN:VCALENDAR\nBEGIN:VEVENT\n"),
        "line 2: this is never ended, the file breaks off"
    );
    assert_eq!(told("END:VCALENDAR\n"), "line 1: this ends what has not begun");
}

proptest! {
    #[test]
    fn no_event_breaks_the_reader(
        start in "[0-9TZ]{0,16}|2026[01][0-9][0-3][0-9](T[0-9]{6}Z?)?",
        zone in "(;TZID=(Europe/Berlin|Eastern Standard Time|[a-z/]{0,9}))?",
        end in "(DTEND|DURATION):([0-9TZ]{0,16}|P[0-9]{1,9}[DW]|PT[0-9]{0,19}[HMS])",
        rule in "(FREQ=(DAILY|WEEKLY|MONTHLY|YEARLY|X);?)?(COUNT=[0-9]{1,20};?)?(INTERVAL=-?[0-9]{1,6};?)?(UNTIL=[0-9TZ]{8,16};?)?(BYDAY=[MOTUWEHFR,]{1,6})?",
        except in "[0-9TZ,]{0,40}",
    ) {
        let text = format!("DTSTART{zone}:{start}\n{end}\nRRULE:{rule}\nEXDATE:{except}\nRECURRENCE-ID:{start}");
        drop(read(&calendar(&text), Some("ana")));
    }
}
