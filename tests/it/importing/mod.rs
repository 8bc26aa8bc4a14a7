//! Exports of other systems become configurations: whole, right, and honest about what is not in them.

mod asked;
mod legal;
mod secrets;
mod typed;
mod whose;

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use jiff::Timestamp;
use jiff::tz::TimeZone;
use wail::config::{Environment, Settings, parse};
use wail::domain::rota::FIRST_TIER;
use wail::import::{Document, IMPORTERS, Imported, Surroundings, import};

/// Where the exports are: a directory for each system.
pub(crate) fn exports() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/import")
}

/// The exports of a system, in the order of their names.
fn files_of(system: &str) -> Vec<PathBuf> {
    let entries =
        fs::read_dir(exports().join(system)).unwrap_or_else(|error| panic!("{system}: {error}"));
    let mut files: Vec<PathBuf> = entries.map(|entry| entry.unwrap().path()).collect();
    files.retain(|file| file.extension().is_some_and(|it| it != "toml"));
    files.sort();
    files
}

/// A file of that content.
fn document(name: &str, content: &str) -> Vec<Document> {
    Document::of(name, content.as_bytes()).unwrap()
}

fn documents(files: &[PathBuf]) -> Vec<Document> {
    let read = |file: &PathBuf| {
        let name = file.file_name().unwrap().to_string_lossy().into_owned();
        Document::of(&name, &fs::read(file).unwrap()).unwrap()
    };
    files.iter().flat_map(read).collect()
}

fn imported(documents: &[Document]) -> Imported {
    let zones = |name: &str| TimeZone::get(name).ok();
    let surroundings = Surroundings {
        zones: &zones,
        now: "2026-11-29T12:00:00Z".parse().unwrap(),
        zone: Some("Europe/Berlin"),
        user: Some("ana"),
    };
    import(documents, None, surroundings).unwrap()
}

/// The settings that a configuration comes to; it must have no fault.
#[track_caller]
fn settings(text: &str) -> Settings {
    let environment = Environment::made_up(&[], Some(Path::new("/home/ana")));
    parse(text, Path::new("config.toml"), &environment)
        .unwrap_or_else(|faults| panic!("{faults}\n{text}"))
}

/// Who is called first for a rota at an instant; empty for nobody.
#[track_caller]
fn on_call(settings: &Settings, rota: &str, at: &str) -> String {
    let rota = settings.rules.rotas.get(rota).unwrap_or_else(|| panic!("no rota {rota}"));
    let people = rota.on_call(FIRST_TIER, at.parse::<Timestamp>().unwrap());
    people.first().map(|person| person.as_str().to_owned()).unwrap_or_default()
}

#[test]
fn every_system_comes_to_the_configuration_that_is_written_beside_its_exports() {
    for importer in IMPORTERS {
        let documents = documents(&files_of(importer.name));
        let imported = imported(&documents);
        settings(&imported.text);
        let expected = exports().join(importer.name).join("expected.toml");
        let Ok(written) = fs::read_to_string(&expected) else {
            fs::write(&expected, &imported.text).unwrap();
            panic!("{} was not there and is written: look at it", expected.display());
        };
        assert_eq!(
            imported.text,
            written,
            "{}: take it away to have it written anew",
            expected.display()
        );
    }
}

#[test]
fn what_is_left_behind_stands_in_the_file_as_well_and_no_secret_does() {
    for importer in IMPORTERS {
        let imported = imported(&documents(&files_of(importer.name)));
        for left in &imported.left {
            assert!(imported.text.contains(&format!("#   {left}\n")), "{left}");
        }
        assert!(!imported.text.contains("never-to-be-shown"), "{}", importer.name);
    }
}

#[test]
fn turns_are_whose_they_were() {
    let pagerduty = settings(&imported(&documents(&files_of("pagerduty"))).text);
    for (at, who) in [
        // Weeks from 5 January on: this is the 47th after it, an odd one.
        ("2026-11-30T12:00:00+01:00", "bo"),
        ("2026-12-07T12:00:00+01:00", "ana"),
        // Nights outrank weeks; the 330th is even.
        ("2026-12-01T23:00:00+01:00", "cleo-fox"),
        ("2026-12-02T05:59:00+01:00", "cleo-fox"),
        ("2026-12-02T06:00:00+01:00", "bo"),
        ("2026-12-02T23:00:00+01:00", "bo"),
        // And what somebody took outranks both.
        ("2026-12-25T23:00:00+01:00", "bo"),
        ("2026-12-27T08:59:00+01:00", "bo"),
    ] {
        assert_eq!(on_call(&pagerduty, "web-primary", at), who, "{at}");
    }
    let opsgenie = settings(&imported(&documents(&files_of("opsgenie"))).text);
    for (rota, at, who) in [
        // Monday, 08:00 to 18:00 in New York, in the 47th week.
        ("ops_schedule-business", "2026-11-30T12:00:00-05:00", "eli"),
        ("ops_schedule-business", "2026-11-30T19:00:00-05:00", ""),
        ("ops_schedule-business", "2026-12-05T03:00:00-05:00", "eli"),
        ("ops_schedule-business", "2026-12-07T07:30:00-05:00", "eli"),
        ("ops_schedule-business", "2026-12-07T08:30:00-05:00", "dana"),
    ] {
        assert_eq!(on_call(&opsgenie, rota, at), who, "{rota} {at}");
    }
    let grafana = settings(&imported(&documents(&files_of("grafana-oncall"))).text);
    for (at, who) in [
        // Two weeks each from 5 January on, handed over at nine in London.
        ("2026-12-01T12:00:00+01:00", "gus"),
        ("2026-12-07T10:01:00+01:00", "fay"),
        // Nights of Monday to Thursday, beginning with the second of the list.
        ("2026-12-01T23:00:00+01:00", "gus"),
        ("2026-12-08T05:00:00+01:00", "fay"),
        ("2026-12-31T19:00:00+01:00", "hal"),
    ] {
        assert_eq!(on_call(&grafana, "platform", at), who, "{at}");
    }
}

#[test]
fn a_calendar_goes_on_as_it_went() {
    let calendar = settings(&imported(&documents(&files_of("ical"))).text);
    for (rota, at, who) in [
        ("storage", "2026-12-01T12:00:00+01:00", "ivy"),
        ("storage", "2026-12-07T08:59:00+01:00", "ivy"),
        ("storage", "2026-12-07T09:00:00+01:00", "jon"),
        // Past the end of the export, over a change of the clocks.
        ("storage", "2027-04-05T09:00:00+02:00", "ivy"),
        ("storage-by-hand", "2026-12-02T12:00:00+01:00", "ivy"),
        ("storage-by-hand", "2026-12-04T20:59:00+01:00", "lou"),
        ("storage-by-hand", "2026-12-05T12:00:00+01:00", ""),
        ("storage-by-hand", "2026-12-06T12:00:00+01:00", "ivy"),
    ] {
        assert_eq!(on_call(&calendar, rota, at), who, "{rota} {at}");
    }
}

#[test]
fn several_systems_become_one_configuration_whatever_their_order() {
    let all: Vec<PathBuf> = IMPORTERS.iter().flat_map(|it| files_of(it.name)).collect();
    let mut documents = documents(&all);
    let one = imported(&documents);
    documents.reverse();
    let other = imported(&documents);
    assert_eq!(one.counts, other.counts);
    for imported in [&one, &other] {
        let settings = settings(&imported.text);
        // A receiver that is called like an escalation policy is that policy.
        let shop =
            settings.rules.policies.iter().filter(|(name, _)| name.as_str().starts_with("shop"));
        assert_eq!(shop.count(), 1, "{}", imported.text);
        assert!(
            imported.text.contains("steps = [\n    { who = \"web-primary\", wait = \"10m\" },")
        );
    }
    let counts: BTreeMap<&str, usize> = one.counts.into_iter().collect();
    assert!(counts["rota"] >= 6 && counts["monitor"] >= 10, "{counts:?}");
}

#[test]
fn whoever_two_systems_know_by_one_address_is_one_person() {
    let mut documents = documents(&files_of("pagerduty"));
    let calendar = "BEGIN:VCALENDAR\r\nX-WR-CALNAME:Other\r\nBEGIN:VEVENT\r\nUID:1\r\n\
        DTSTART:20261201T090000Z\r\nDTEND:20261208T090000Z\r\nSUMMARY:On Call - A. Lopez - Other\r\n\
        ATTENDEE:mailto:ANA@example.org\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n";
    documents.extend(Document::of("other.ics", calendar.as_bytes()).unwrap());
    let settings = settings(&imported(&documents).text);
    assert_eq!(on_call(&settings, "other", "2026-12-02T12:00:00Z"), "ana");
    let names: Vec<&str> = settings.rules.people.keys().map(|name| name.as_str()).collect();
    assert_eq!(names, ["ana", "bo", "cleo-fox"]);
}

#[test]
fn the_document_lists_every_system() {
    let document = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/import.md"));
    let document = document.unwrap();
    let rows: Vec<&str> = document.lines().filter(|line| line.starts_with("| `")).collect();
    let expected: Vec<String> = IMPORTERS
        .iter()
        .map(|it| format!("| `{}` | {} | {} |", it.name, it.about, it.export))
        .collect();
    assert_eq!(rows, expected, "docs/import.md should say:\n{}", expected.join("\n"));
}
