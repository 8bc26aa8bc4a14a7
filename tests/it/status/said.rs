//! What the public is told besides what is measured: what somebody wrote for it, and nothing else.

use wail::domain::alert::Severity;
use wail::domain::incident::{IncidentId, Input};
use wail::domain::name::AudienceName;
use wail::domain::promise::Wanted;
use wail::domain::status::Page;
use wail::domain::status::incident::Disruption;
use wail::domain::update::Next;
use wail::engine::{PromiseChange, Updated, Written};
use wail::publish::status::written;

use super::told::{NOW, Told, at};

/// Words that are for nobody outside: of a summary, a note, an update for the team, a promise, and names.
const INSIDE: [&str; 7] =
    ["db-7", "zebra", "the intern", "for the team", "in private", "ana", "bo"];

impl Told {
    /// Somebody writes an update for these audiences.
    fn says(&mut self, now: &str, id: i64, to: &[&str], text: &str, next: Next) {
        let publish = to.iter().map(|name| {
            let words = format!("{text} [{name}]");
            (AudienceName::from(*name), words, *name == "public")
        });
        let written = Written {
            by: "ana".into(),
            text: format!("{text}, as it was written for the team"),
            next,
            seen: None,
            anyway: true,
            publish: publish.collect(),
        };
        let updated = self.decide(now, |engine| engine.update(IncidentId(id), &written));
        assert!(matches!(updated, Updated::Kept(..)), "{updated:?}");
    }

    fn promises(&mut self, now: &str, text: &str, incident: Option<i64>, public: bool) {
        let wanted = Wanted {
            text: text.to_owned(),
            owner: "ana".into(),
            by: "ana".into(),
            due_at: at("2026-03-13T17:00:00Z"),
            incident: incident.map(IncidentId),
            to: Some("in private".to_owned()),
            public,
            fixes: false,
        };
        self.decide(now, |engine| engine.promise(&wanted)).unwrap();
    }
}

/// An incident of a page in one line.
fn line(it: &Disruption) -> String {
    let said = it.said.iter().map(|said| {
        let clock = said.at.strftime("%H:%M");
        format!("{clock} {}: {}", said.state, said.text)
    });
    let next = it.next_at.map(|at| format!(", next {}", at.strftime("%H:%M"))).unwrap_or_default();
    format!("{} {}{next} | {}", it.id, it.headline(), said.collect::<Vec<_>>().join(" | "))
}

fn lines(page: &Page) -> Vec<String> {
    page.incidents.iter().map(line).collect()
}

fn assert_gives_nothing_away(page: &Page) {
    for file in written(page) {
        for inside in INSIDE {
            let word = regex::Regex::new(&format!(r"\b{inside}\b")).unwrap();
            assert!(!word.is_match(&file.text), "{inside} is in {}:\n{}", file.name, file.text);
        }
    }
}

#[test]
fn what_is_written_for_the_public_stands_under_its_incident_and_nothing_else_does() {
    let mut told = Told::new();
    told.hears("2026-03-08T10:00:00Z", "a", Severity::Critical, "shop", false);
    let note = Input::Note { by: "bo".into(), text: "the intern did it".to_owned() };
    told.decide("2026-03-08T10:01:00Z", |engine| engine.apply(IncidentId(1), note));
    let by = |time: &str| Next::By(at(&format!("2026-03-08T{time}:00Z")));
    told.says("2026-03-08T10:05:00Z", 1, &["public", "team"], "Orders fail.", by("11:00"));
    told.says("2026-03-08T10:06:00Z", 1, &["team"], "it is zebra", Next::Unsaid);
    told.says("2026-03-08T10:07:00Z", 1, &[], "kept for the team", Next::Unsaid);
    let said = "1 Shop is disrupted, next 11:00 | 10:05 Update: Orders fail. [public] | 10:00 Noticed: \
                We noticed that something is wrong with Shop.";
    let page = told.page_at("2026-03-08T10:10:00Z");
    assert_eq!(lines(&page), [said]);
    assert_gives_nothing_away(&page);

    // What was due is late until it is there; and when the next one comes is told to whom it was told.
    let html = |page: &Page| written(page)[2].text.clone();
    assert!(html(&page).contains("Next update by <time datetime=\"2026-03-08T11:00:00Z\">"));
    assert!(html(&page).contains("8 Mar 2026, 12:00\u{a0}CET (11:00\u{a0}UTC)"));
    let late = html(&told.page_at("2026-03-08T11:01:00Z"));
    assert!(late.contains("The next update is late: it was due <time"), "{late}");
    told.says("2026-03-08T11:02:00Z", 1, &["team"], "we look", by("14:00"));
    assert_eq!(told.page_at("2026-03-08T11:03:00Z").incidents[0].next_at, None);
    told.says("2026-03-08T11:04:00Z", 1, &["public"], "Half is back.", by("12:00"));
    told.says("2026-03-08T11:50:00Z", 1, &["public"], "All is well.", Next::None);
    let page = told.page();
    assert_eq!(page.incidents[0].next_at, None);
    let states: Vec<&str> = page.incidents[0].said.iter().map(|it| it.text.as_str()).collect();
    let expected = ["All is well. [public]", "Half is back. [public]", "Orders fail. [public]"];
    assert_eq!(states[..3], expected);
    assert_gives_nothing_away(&page);
}

#[test]
fn what_somebody_writes_for_the_public_is_shown_however_grave_it_is_but_only_of_what_is_named() {
    let mut told = Told::new();
    told.hears("2026-03-08T10:00:00Z", "a", Severity::Warning, "mail", false);
    told.hears("2026-03-08T10:00:00Z", "b", Severity::Critical, "billing", false);
    assert_eq!(lines(&told.page()), [""; 0]);
    told.says("2026-03-08T10:05:00Z", 1, &["public"], "Mail is slow.", Next::Unsaid);
    told.says("2026-03-08T10:05:00Z", 2, &["public"], "Bills are late.", Next::Unsaid);
    let page = told.page();
    let said = "1 mail is disrupted | 10:05 Update: Mail is slow. [public] | 10:00 Noticed: We noticed \
                that something is wrong with mail.";
    assert_eq!(lines(&page), [said]);
}

#[test]
fn public_promises_are_there_until_they_are_closed_with_what_they_are_about() {
    let mut told = Told::new();
    told.hears("2026-03-08T10:00:00Z", "a", Severity::Critical, "shop", false);
    told.hears("2026-03-08T10:00:00Z", "b", Severity::Critical, "billing", false);
    told.promises("2026-03-08T10:30:00Z", "An index.", Some(1), true);
    told.promises("2026-03-08T10:31:00Z", "Nothing of this in private.", Some(1), false);
    told.promises("2026-03-08T10:32:00Z", "A word.", Some(2), true);
    told.promises("2026-03-08T10:33:00Z", "More tests.", None, true);
    let page = told.page();
    let promised: Vec<(&str, String, Option<i64>)> = page
        .promises
        .iter()
        .map(|it| (&*it.text, it.services.join("+"), it.incident.map(|id| id.0)))
        .collect();
    let expected = [
        ("An index.", "Shop".to_owned(), Some(1)),
        ("A word.", String::new(), None),
        ("More tests.", String::new(), None),
    ];
    assert_eq!(promised, expected);
    assert_gives_nothing_away(&page);
    let [json, feed, html] = written(&page).map(|file| file.text);
    assert!(html.contains("<a href=\"#incident-1\">Shop</a> · Promised <time"), "{html}");
    assert!(
        html.contains("due <time datetime=\"2026-03-13T17:00:00Z\">13 Mar 2026, 18:00"),
        "{html}"
    );
    assert!(feed.contains("<title>Shop: Promised</title>"), "{feed}");
    let value: serde_json::Value = serde_json::from_str(&json).unwrap();
    let shop = serde_json::json!({
        "id": 1, "text": "An index.", "services": ["Shop"], "incident": 1,
        "made_at": "2026-03-08T10:30:00Z", "due_at": "2026-03-13T17:00:00Z",
    });
    assert_eq!(value["promises"][0], shop);

    for (id, change) in [
        (1, PromiseChange::Keep("there since 1.4".to_owned())),
        (3, PromiseChange::Drop("no time".to_owned())),
    ] {
        let id = wail::domain::promise::PromiseId(id);
        told.decide(NOW, |engine| engine.change_promise(id, &"ana".into(), change)).unwrap();
    }
    let left: Vec<String> = told.page().promises.into_iter().map(|it| it.text).collect();
    assert_eq!(left, ["More tests."]);
}

#[test]
fn what_is_merged_goes_on_where_it_went_and_what_is_split_off_began_when_it_did() {
    let mut told = Told::new();
    told.hears("2026-03-08T10:00:00Z", "a", Severity::Critical, "shop", false);
    told.hears("2026-03-08T10:20:00Z", "b", Severity::Error, "mail", false);
    told.says("2026-03-08T10:21:00Z", 2, &["public"], "Mail too.", Next::Unsaid);
    let both = told.decide("2026-03-08T10:30:00Z", |engine| {
        engine.merge(IncidentId(1), IncidentId(2), &"ana".into())
    });
    both.unwrap();
    // Nothing is over, and the whole of it began when its first part did.
    let merged = "2 Shop and mail are disrupted | 10:21 Update: Mail too. [public] | 10:00 Noticed: We \
                  noticed that something is wrong with Shop and mail.";
    assert_eq!(lines(&told.page()), [merged]);
    told.says("2026-03-08T10:40:00Z", 1, &["public"], "Still.", Next::Unsaid);
    assert!(lines(&told.page())[0].contains("10:40 Update: Still. [public]"));

    let split = told.decide("2026-03-08T11:00:00Z", |engine| {
        let is_shop =
            |_, alert: &wail::store::AlertRow| alert.labels.values().any(|it| it == "shop");
        engine.split(IncidentId(2), &"ana".into(), is_shop)
    });
    split.unwrap();
    let page = told.page();
    let began = page
        .incidents
        .iter()
        .map(|it| (it.id.0, it.services.join("+"), it.began_at.strftime("%H:%M").to_string()));
    let expected =
        [(3, "Shop".to_owned(), "10:00".to_owned()), (2, "mail".to_owned(), "10:20".to_owned())];
    assert_eq!(began.collect::<Vec<_>>(), expected);
    // No minute of the shop is lost by that.
    assert_eq!(page.services[0].days.last().unwrap().disrupted.as_mins(), 120);
}
