//! The week behind a team, as a text and as a page: what began, how fast it was answered, and what it cost
//! the people.

use std::fmt::Write as _;

use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan as _};

use super::load::{percent, picture};
use super::svg::{Anchor, Look, Picture, escaped};
use crate::domain::load::Load;
use crate::domain::load::person::PersonLoad;
use crate::domain::nines::Span;
use crate::domain::numbers::{Figures, Numbers, against, headline};
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

/// How wide a line of the text is at most.
const WIDTH: usize = 80;

/// The colours and sizes of the page: they follow the reader's theme, and fit a phone. There the picture of
/// the people is left out, since words that are made smaller with it cannot be read; the table says the same.
const STYLE: &str = "\
:root{color-scheme:light dark;--ink:#1b1f24;--paper:#fff;--soft:#f6f8fa;--faint:#57606a;--line:#d0d7de}\
@media(prefers-color-scheme:dark){:root{--ink:#e6edf3;--paper:#0d1117;--soft:#161b22;--faint:#9198a1;\
--line:#3d444d}}\
*{box-sizing:border-box}body{font:16px/1.5 system-ui,sans-serif;color:var(--ink);background:var(--paper);\
max-width:50rem;margin:0 auto;padding:1.5rem 1rem;overflow-wrap:anywhere}\
h1{font-size:1.6rem;line-height:1.2;margin:0}header p{color:var(--faint);margin:.25rem 0 1.25rem}\
h2{font-size:1.15rem;margin:2.25rem 0 .75rem}\
.tiles{display:grid;grid-template-columns:repeat(auto-fit,minmax(9.5rem,1fr));gap:.75rem;margin:0 0 1.25rem}\
.tiles div{background:var(--soft);border:1px solid var(--line);border-radius:.6rem;padding:.7rem .9rem}\
dt{color:var(--faint);font-size:.85rem}dd{margin:0}.value{font-size:1.7rem;font-weight:600;line-height:1.3}\
.note{color:var(--faint);font-size:.8rem}\
table{border-collapse:collapse;width:100%;font-variant-numeric:tabular-nums}\
th,td{text-align:left;padding:.4rem .75rem .4rem 0;border-bottom:1px solid var(--line);vertical-align:top}thead th{color:var(--faint);font-weight:500;font-size:.85rem}\
tbody th{font-weight:600}td,thead th{overflow-wrap:normal;white-space:nowrap}td.said{white-space:normal}\
.long{width:58%}th .note{font-weight:400}ul{padding-left:1.2rem;margin:0}\
svg{display:block;max-width:100%;height:auto}.people{margin-top:1.25rem}\
@media(max-width:44rem){.people{display:none}th,td{padding-right:.4rem}}footer{color:var(--faint);font-size:.85rem;margin-top:2.5rem}";

/// `Monday, 2 March 2026 to Sunday, 8 March 2026`
#[must_use]
pub fn period(week: Span, zone: &TimeZone) -> String {
    let day = |at: Timestamp| at.to_zoned(zone.clone()).strftime("%A, %-d %B %Y").to_string();
    let last = week.to.checked_sub(1.millisecond()).unwrap_or(week.to);
    format!("{} to {}", day(week.from), day(last))
}

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
        let were = if noise == 1 { "was" } else { "were" };
        said.push(format!("{noise} of {} {were} never acted on", now.incidents.len()));
    }
    for person in week.load.people.iter().filter(|person| !person.nights.is_empty()) {
        let middle = if person.to_quiet.len() > 1 { ", in the middle" } else { "" };
        said.push(format!(
            "{} was woken in {}; quiet again after {}{middle}",
            person.person,
            count(person.nights.len(), "night"),
            person.back_to_quiet().map(spell).unwrap_or_default(),
        ));
    }
    said
}

/// The week as a text, in 80 columns.
#[must_use]
pub fn text(week: &Week<'_>) -> String {
    let mut text = format!("{}\n\n", week.period);
    for sentence in sentences(week) {
        item(&mut text, &sentence);
    }
    if !week.load.people.is_empty() {
        text.push_str("\non call:\n");
        for it in &week.load.people {
            item(&mut text, &described(it));
        }
    }
    if !week.load.alerts.is_empty() {
        text.push_str("\nwhat it cost:\n");
        for alert in week.load.alerts.iter().take(DEAREST) {
            let said = format!("{} ({}): {}", alert.summary, alert.source, alert.phrase());
            item(&mut text, &said);
        }
    }
    text
}

/// One thing of a list, broken between words; a word that is too long stays whole, to be copied.
fn item(text: &mut String, said: &str) {
    let mut width = 1;
    text.push('-');
    for word in said.split_whitespace() {
        let length = word.chars().count();
        if width > 1 && width + 1 + length > WIDTH {
            text.push_str("\n ");
            width = 1;
        }
        text.push(' ');
        text.push_str(word);
        width += 1 + length;
    }
    text.push('\n');
}

fn line(text: &mut String, said: std::fmt::Arguments<'_>) {
    // Writing to a text does not fail.
    let _ = writeln!(text, "{said}");
}

fn described(it: &PersonLoad) -> String {
    let duty = format!("{}: {} of the time", it.person, percent(it.on_call_permille));
    if it.pages == 0 {
        return format!("{duty}, no page");
    }
    let (pages, incidents) = (count(it.pages, "page"), count(it.incidents, "incident"));
    // Whoever acknowledged none may have ended it by hand.
    let answered = it.to_acknowledge().map(|took| format!(", acknowledged after {}", spell(took)));
    format!("{duty}, {pages}, {incidents}{}", answered.unwrap_or_default())
}

/// How long they took to acknowledge, in the middle.
fn to_acknowledge(it: &PersonLoad) -> String {
    it.to_acknowledge().map_or_else(|| "-".to_owned(), spell)
}

/// The week as a page that stands by itself: no script, nothing to load.
#[must_use]
pub fn html(week: &Week<'_>) -> String {
    let period = escaped(week.period);
    let mut page = format!(
        "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <title>The week on call, {period}</title>\n<style>{STYLE}</style>\n</head>\n<body>\n\
         <header>\n<h1>The week on call</h1>\n<p>{period}</p>\n</header>\n<main>\n"
    );
    tiles(&mut page, week);
    page.push_str("<ul>\n");
    for sentence in sentences(week) {
        line(&mut page, format_args!("<li>{}</li>", escaped(&sentence)));
    }
    page.push_str("</ul>\n");
    if !week.load.people.is_empty() {
        page.push_str("<h2>On call</h2>\n");
        people(&mut page, &week.load.people);
        let picture = picture(week.load, week.period);
        line(&mut page, format_args!("<div class=\"people\">\n{picture}</div>"));
    }
    if week.numbers.hours.iter().any(|pages| *pages > 0) {
        page.push_str("<h2>Pages by the hour of the day</h2>\n");
        page.push_str(&hours(&week.numbers.hours));
    }
    alerts(&mut page, week.load);
    page.push_str(
        "</main>\n<footer>Counted by wail from its record: <code>wail report --explain</code> lists the \
         entries.</footer>\n</body>\n</html>\n",
    );
    page
}

/// The four numbers that are looked at first, each beside the week before.
fn tiles(page: &mut String, week: &Week<'_>) {
    let (now, before) = (&week.numbers.whole, &week.before.whole);
    let median = |of: &Figures| of.to_acknowledge.median().map(spell);
    let nights: usize = week.load.people.iter().map(|it| it.nights.len()).sum();
    let woken = week.load.people.iter().filter(|it| !it.nights.is_empty()).count();
    let tiles = [
        (
            "Incidents",
            now.incidents.len().to_string(),
            against(now.incidents.len(), before.incidents.len()),
        ),
        ("Pages", now.pages.len().to_string(), against(now.pages.len(), before.pages.len())),
        (
            "Acknowledged in",
            median(now).unwrap_or_else(|| "\u{2013}".to_owned()),
            median(before).map_or_else(
                || "half of them".to_owned(),
                |before| format!("half of them; {before} the week before"),
            ),
        ),
        (
            "Nights of sleep",
            nights.to_string(),
            match woken {
                0 => "nobody was woken".to_owned(),
                1 => "of one person".to_owned(),
                people => format!("of {people} people"),
            },
        ),
    ];
    page.push_str("<dl class=\"tiles\">\n");
    for (name, value, note) in tiles {
        line(
            page,
            format_args!(
                "<div><dt>{name}</dt><dd class=\"value\">{value}</dd><dd class=\"note\">{note}</dd></div>"
            ),
        );
    }
    page.push_str("</dl>\n");
}

fn people(page: &mut String, people: &[PersonLoad]) {
    page.push_str(
        "<table>\n<thead><tr><th scope=\"col\">Person</th><th scope=\"col\">On call</th>\
         <th scope=\"col\">Pages</th><th scope=\"col\">To ack</th><th scope=\"col\">Nights</th></tr>\
         </thead>\n<tbody>\n",
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
    page.push_str("</tbody>\n</table>\n");
}

fn alerts(page: &mut String, load: &Load) {
    if load.alerts.is_empty() {
        return;
    }
    page.push_str("<h2>What it cost</h2>\n");
    let mut table =
        "<table>\n<thead><tr><th scope=\"col\">Alert</th><th scope=\"col\">Cost</th></tr>\
         </thead>\n<tbody>\n"
            .to_owned();
    for alert in load.alerts.iter().take(DEAREST) {
        let awake = if alert.nights.is_empty() {
            String::new()
        } else {
            format!("<br><span class=\"note\">{} awake</span>", spell(alert.awake))
        };
        line(
            &mut table,
            format_args!(
                "<tr><th scope=\"row\" class=\"long\">{}<br><span class=\"note\">{}</span></th>\
                 <td class=\"said\">{}{awake}</td></tr>",
                escaped(&alert.summary),
                escaped(alert.source.as_str()),
                alert.phrase(),
            ),
        );
    }
    table.push_str("</tbody>\n</table>\n");
    page.push_str(&table);
}

/// How many pages there were in each hour of the day.
fn hours(hours: &[u32; 24]) -> String {
    const STEP: f64 = 14.0;
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
        drawn.bar((left, 10.0 + HIGH - height), (STEP - 3.0, height), look, &says);
        if hour % 3 == 0 {
            drawn.words((left, HIGH + 26.0), Anchor::Start, &format!("{hour:02}"));
        }
        left += STEP;
    }
    drawn.line((8.0, 10.0 + HIGH), (8.0 + 24.0 * STEP, 10.0 + HIGH));
    drawn.finish()
}
