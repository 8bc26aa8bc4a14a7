//! What being on call cost each person, as a picture: nights, pages, and time on call beside its limit.

use super::svg::{Anchor, Look, Picture};
use crate::domain::load::person::PersonLoad;
use crate::domain::load::{Load, MOST_ON_CALL};
use crate::domain::wait::count;

/// Where a column of bars begins, and how wide it is.
#[derive(Clone, Copy)]
struct Column {
    left: f64,
    width: f64,
}

const NAMES: f64 = 120.0;
const NIGHTS: Column = Column { left: 130.0, width: 130.0 };
const PAGES: Column = Column { left: 320.0, width: 130.0 };
const ON_CALL: Column = Column { left: 510.0, width: 130.0 };
const WIDTH: f64 = 720.0;
const HEAD: f64 = 54.0;
const ROW: f64 = 26.0;
const BAR: f64 = 14.0;
/// Names longer than this are cut: a bar begins there.
const LONGEST: usize = 16;

/// The picture of that load. `period` says of when it is.
#[must_use]
pub fn picture(load: &Load, period: &str) -> String {
    let height = HEAD + ROW * count_of(load.people.len()) + 16.0;
    let described: Vec<String> = load.people.iter().map(described).collect();
    let title = format!("On-call load, {period}");
    let mut picture = Picture::new(WIDTH, height, &title, &described.join("; "));
    picture.words((10.0, 18.0), Anchor::Start, &title);
    for (column, name) in
        [(NIGHTS, "nights woken"), (PAGES, "pages"), (ON_CALL, "time on call, limit 25 %")]
    {
        picture.words((column.left, 42.0), Anchor::Start, name);
    }
    let most =
        |number: fn(&PersonLoad) -> usize| load.people.iter().map(number).max().unwrap_or(0).max(1);
    let (most_nights, most_pages) = (most(|it| it.nights.len()), most(|it| it.pages));
    for (row, person) in load.people.iter().enumerate() {
        let top = HEAD + ROW * count_of(row);
        let name: String = person.person.as_str().chars().take(LONGEST).collect();
        picture.words((NAMES, top + 12.0), Anchor::End, &name);
        let nights = person.nights.len();
        let look = if nights > 0 { Look::Bad } else { Look::Good };
        bar(&mut picture, NIGHTS, top, (nights, most_nights), look, &count(nights, "night"));
        let pages = (person.pages, most_pages);
        bar(&mut picture, PAGES, top, pages, Look::Accent, &count(person.pages, "page"));
        let look = if person.is_on_call_too_much() { Look::Warn } else { Look::Good };
        let share = percent(person.on_call_permille);
        let part = (person.on_call_permille as usize, 1000);
        bar(&mut picture, ON_CALL, top, part, look, &share);
    }
    let limit = ON_CALL.left + ON_CALL.width * f64::from(MOST_ON_CALL) / 100.0;
    picture.line((limit, HEAD - 4.0), (limit, height - 12.0));
    picture.finish()
}

fn bar(
    picture: &mut Picture,
    column: Column,
    top: f64,
    (part, whole): (usize, usize),
    look: Look,
    says: &str,
) {
    let width = column.width * count_of(part) / count_of(whole);
    picture.bar((column.left, top), (column.width, BAR), Look::Faint, "");
    picture.bar((column.left, top), (width, BAR), look, says);
    let number = says.strip_suffix("nights").or_else(|| says.strip_suffix("night"));
    let number =
        number.or_else(|| says.strip_suffix("pages")).or_else(|| says.strip_suffix("page"));
    let number = number.unwrap_or(says).trim_end();
    picture.words((column.left + column.width + 6.0, top + 12.0), Anchor::Start, number);
}

/// `25.3 %`
#[must_use]
pub fn percent(permille: u32) -> String {
    format!("{}.{} %", permille / 10, permille % 10)
}

fn described(person: &PersonLoad) -> String {
    format!(
        "{}: {}, woken in {}, {} of the time on call",
        person.person,
        count(person.pages, "page"),
        count(person.nights.len(), "night"),
        percent(person.on_call_permille),
    )
}

/// A number of things as a length.
fn count_of(number: usize) -> f64 {
    f64::from(u32::try_from(number).unwrap_or(u32::MAX))
}
