//! The week behind a team, as a text and as a page: what began, how fast it was answered, and what it cost
//! the people.

use std::fmt::Write as _;

use super::load::{percent, picture};
use super::svg::{Anchor, Look, Picture, escaped};
use crate::domain::load::Load;
use crate::domain::load::person::PersonLoad;
use crate::domain::numbers::{Numbers, headline};
use crate::domain::wait::{count, spell};

/// How many alerts are named.
const DEAREST: usize = 5;

/// A week, and the one before it.
#[derive(Clone, Copy, Debug)]
pub struct Week<'a> {
    /// From when until when, in words.
    pub period: &'a str,
    /// What it cost the people.
    pub load: &'a Load,
    /// Its numbers.
    pub numbers: &'a Numbers,
    /// The numbers of the week before.
    pub before: &'a Numbers,
}

/// The colours and sizes of the page: they follow the reader's theme, and fit a phone.
const STYLE: &str = "\
:root{color-scheme:light dark;--ink:#1b1f24;--paper:#fff;--faint:#57606a;--line:#d0d7de}\
@media(prefers-color-scheme:dark){:root{--ink:#e6edf3;--paper:#0d1117;--faint:#9198a1;--line:#3d444d}}\
body{font:16px/1.5 system-ui,sans-serif;color:var(--ink);background:var(--paper);max-width:46rem;\
margin:0 auto;padding:1rem;overflow-wrap:anywhere}h1{font-size:1.5rem}h2{font-size:1.15rem;margin-top:2rem}\
table{border-collapse:collapse;width:100%}th,td{text-align:left;padding:.3rem .5rem;\
border-bottom:1px solid var(--line);vertical-align:top;overflow-wrap:normal}.wide{overflow-x:auto}\
svg{max-width:100%;height:auto}footer{color:var(--faint);margin-top:2rem}";

/// The week in a few sentences, the first as its subject.
#[must_use]
pub fn sentences(week: &Week<'_>) -> Vec<String> {
    let (now, before) = (&week.numbers.whole, &week.before.whole);
    let mut said = vec![headline(now, before)];
    let times = [
        ("acknowledged", now.to_acknowledge.median(), before.to_acknowledge.median()),
        ("resolved", now.to_resolve.median(), before.to_resolve.median()),
    ];
    for (what, median, before) in times {
        if let Some(median) = median {
            let before = before.map(|before| format!(" ({} the week before)", spell(before)));
            let before = before.unwrap_or_default();
            said.push(format!("half of them were {what} within {}{before}", spell(median)));
        }
    }
    let noise = now.never_acted_on.len();
    if noise > 0 {
        said.push(format!("{noise} of {} were never acted on", now.incidents.len()));
    }
    for person in week.load.people.iter().filter(|person| !person.nights.is_empty()) {
        said.push(format!(
            "{} was woken in {}; they slept again after {}",
            person.person,
            count(person.nights.len(), "night"),
            person.back_to_quiet().map(spell).unwrap_or_default(),
        ));
    }
    said
}

/// The week as a text.
#[must_use]
pub fn text(week: &Week<'_>) -> String {
    let mut text = format!("{}\n\n", week.period);
    for sentence in sentences(week) {
        line(&mut text, format_args!("- {sentence}"));
    }
    if !week.load.people.is_empty() {
        line(&mut text, format_args!("\non call:"));
        for it in &week.load.people {
            line(&mut text, format_args!("- {}", described(it)));
        }
    }
    if !week.load.alerts.is_empty() {
        line(&mut text, format_args!("\nwhat it cost:"));
        for alert in week.load.alerts.iter().take(DEAREST) {
            line(
                &mut text,
                format_args!("- {} ({}): {}", alert.summary, alert.source, alert.phrase()),
            );
        }
    }
    text
}

fn line(text: &mut String, said: std::fmt::Arguments<'_>) {
    // Writing to a text does not fail.
    let _ = writeln!(text, "{said}");
}

fn described(it: &PersonLoad) -> String {
    format!(
        "{}: {} of the time, {}, {}, acknowledged after {}",
        it.person,
        percent(it.on_call_permille),
        count(it.pages, "page"),
        count(it.incidents, "incident"),
        to_acknowledge(it),
    )
}

/// How long they took to acknowledge, in the middle.
fn to_acknowledge(it: &PersonLoad) -> String {
    it.to_acknowledge().map_or_else(|| "-".to_owned(), spell)
}

/// The week as a page that stands by itself: no script, nothing to load.
#[must_use]
pub fn html(week: &Week<'_>) -> String {
    let title = escaped(week.period);
    let mut page = format!(
        "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <title>{title}</title>\n<style>{STYLE}</style>\n</head>\n<body>\n<main>\n<h1>{title}</h1>\n<ul>\n"
    );
    for sentence in sentences(week) {
        line(&mut page, format_args!("<li>{}</li>", escaped(&sentence)));
    }
    page.push_str("</ul>\n");
    if !week.load.people.is_empty() {
        page.push_str("<h2>On call</h2>\n");
        page.push_str(&picture(week.load, week.period));
        people(&mut page, &week.load.people);
    }
    if week.numbers.hours.iter().any(|pages| *pages > 0) {
        page.push_str("<h2>Pages by the hour of the day</h2>\n");
        page.push_str(&hours(&week.numbers.hours));
    }
    alerts(&mut page, week.load);
    page.push_str("</main>\n<footer>Counted by wail from its record.</footer>\n</body>\n</html>\n");
    page
}

fn people(page: &mut String, people: &[PersonLoad]) {
    page.push_str(
        "<div class=\"wide\" tabindex=\"0\" role=\"region\" aria-label=\"On call\">\n<table>\n\
         <thead><tr><th scope=\"col\">Person</th><th scope=\"col\">On call</th><th scope=\"col\">Pages</th>\
         <th scope=\"col\">To acknowledge</th><th scope=\"col\">Nights woken</th></tr></thead>\n<tbody>\n",
    );
    for it in people {
        line(
            page,
            format_args!(
                "<tr><th scope=\"row\">{}</th><td>{}</td><td>{}</td><td>{}</td><td>{}</td></tr>",
                escaped(it.person.as_str()),
                percent(it.on_call_permille),
                it.pages,
                to_acknowledge(it),
                it.nights.len(),
            ),
        );
    }
    page.push_str("</tbody>\n</table>\n</div>\n");
}

fn alerts(page: &mut String, load: &Load) {
    if load.alerts.is_empty() {
        return;
    }
    page.push_str("<h2>What it cost</h2>\n<ul>\n");
    for alert in load.alerts.iter().take(DEAREST) {
        line(
            page,
            format_args!(
                "<li>{} ({}): {}</li>",
                escaped(&alert.summary),
                escaped(alert.source.as_str()),
                alert.phrase(),
            ),
        );
    }
    page.push_str("</ul>\n");
}

/// How many pages there were in each hour of the day.
fn hours(hours: &[u32; 24]) -> String {
    const STEP: f64 = 26.0;
    const HIGH: f64 = 80.0;
    let most = f64::from(hours.iter().copied().max().unwrap_or(0).max(1));
    let named = hours.iter().zip(0..).filter(|(pages, _)| **pages > 0);
    let named: Vec<String> = named
        .map(|(pages, hour)| format!("{hour:02}:00: {}", count(*pages as usize, "page")))
        .collect();
    let mut drawn =
        Picture::new(24.0 * STEP + 16.0, HIGH + 36.0, "Pages by the hour", &named.join("; "));
    let mut left = 8.0;
    for (pages, hour) in hours.iter().zip(0..) {
        let height = HIGH * f64::from(*pages) / most;
        let look = if (6..22).contains(&hour) { Look::Accent } else { Look::Bad };
        let says = format!("{hour:02}:00: {}", count(*pages as usize, "page"));
        drawn.bar((left, 10.0 + HIGH - height), (STEP - 6.0, height), look, &says);
        if hour % 3 == 0 {
            drawn.words((left, HIGH + 26.0), Anchor::Start, &format!("{hour:02}"));
        }
        left += STEP;
    }
    drawn.line((8.0, 10.0 + HIGH), (8.0 + 24.0 * STEP, 10.0 + HIGH));
    drawn.finish()
}
