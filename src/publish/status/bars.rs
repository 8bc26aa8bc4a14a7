//! The days of a service: a picture of bars, each with its words, and a table that says the same.

use std::fmt::Write as _;

use super::words;
use crate::domain::status::days::Day;
use crate::domain::status::{Condition, Service};
use crate::publish::svg::escaped;

/// From one bar to the next, how wide each is, as the style draws it, and how high the picture is.
const STEP: usize = 8;
const WIDTH: usize = 6;
const HEIGHT: usize = 40;

/// How high the bar of a day is: what is worse is higher, so that no colour is needed to see it.
fn height(condition: Condition) -> usize {
    match condition {
        Condition::Up => 22,
        Condition::Unknown => 8,
        Condition::Maintenance => 14,
        Condition::Degraded => 31,
        Condition::Down => HEIGHT,
    }
}

/// The picture. Whoever cannot see it has its words, and the table below.
pub(super) fn picture(service: &Service) -> String {
    let width = service.days.len() * STEP - (STEP - WIDTH);
    let bad = service.days.iter().filter(|day| day.condition() >= Condition::Degraded).count();
    let days = service.days.len();
    let described = match bad {
        0 => format!("{}: nothing was wrong on any of {days} days", service.name),
        1 => format!("{}: something was wrong on 1 of {days} days", service.name),
        bad => format!("{}: something was wrong on {bad} of {days} days", service.name),
    };
    let mut picture = format!(
        "<svg class=\"bars\" viewBox=\"0 0 {width} {HEIGHT}\" preserveAspectRatio=\"none\" \
         role=\"img\" aria-label=\"{}\">\n",
        escaped(&described)
    );
    let mut number = 0;
    // Ninety days of ten services are most of the page: days in a row that were as good say so once.
    for days in service.days.chunk_by(|one, next| one.condition() == next.condition()) {
        let Some(condition) = days.first().map(Day::condition) else { continue };
        let _ = write!(picture, "<g class=\"{}\">", condition.word());
        for day in days {
            let says = format!("{}: {}", words::date(day.date), words::of_day(day));
            // Writing to a text does not fail.
            let _ = write!(
                picture,
                "<path d=\"M{} {HEIGHT}v-{}\"><title>{}</title></path>",
                number * STEP + WIDTH / 2,
                height(condition),
                escaped(&says)
            );
            number += 1;
        }
        picture.push_str("</g>\n");
    }
    picture.push_str("</svg>\n");
    picture
}

/// The table: every day is in it, and days in a row that were alike are one line.
pub(super) fn table(service: &Service) -> String {
    let mut table = format!(
        "<details><summary>Day by day<span class=\"aside\"> of {}</span></summary>\n<table>\n\
         <thead><tr><th scope=\"col\">Day</th><th scope=\"col\">What was seen</th></tr></thead>\n\
         <tbody>\n",
        escaped(&service.name)
    );
    let alike = service.days.chunk_by(|one, next| one.is_like(next));
    // The newest is what is asked for first.
    for days in alike.collect::<Vec<_>>().into_iter().rev() {
        let (Some(first), Some(last)) = (days.first(), days.last()) else { continue };
        let _ = writeln!(
            table,
            "<tr><th scope=\"row\">{}</th><td>{}</td></tr>",
            span(first, last),
            escaped(&each(last, days.len()))
        );
    }
    table.push_str("</tbody>\n</table></details>\n");
    table
}

fn span(first: &Day, last: &Day) -> String {
    if first.date == last.date {
        return words::date(first.date);
    }
    format!("{} to {}", words::date(first.date), words::date(last.date))
}

/// What each of so many days was like.
fn each(day: &Day, number: usize) -> String {
    let said = words::of_day(day);
    if number > 1 && said.contains(char::is_numeric) { format!("each {said}") } else { said }
}
