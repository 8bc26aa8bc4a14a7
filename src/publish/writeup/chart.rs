//! The picture of the hours: each incident as a bar over the time, with its pages, its answer and its end.

use jiff::{SignedDuration, Timestamp};

use super::{Told, WriteUp, bounded};
use crate::domain::wait::{count, spell};
use crate::publish::svg::{Anchor, Look, Picture};

const WIDTH: f64 = 800.0;
/// Where the time begins and ends, from the left.
const LEFT: f64 = 10.0;
const RIGHT: f64 = 790.0;
/// How high one incident is, with its name.
const ROW: f64 = 44.0;
/// How high the line of the times is, and that of what the marks mean.
const FOOT: f64 = 52.0;
/// How many times stand below, at most.
const TICKS: i64 = 6;
/// How much of a summary is a name.
const NAME: usize = 60;
/// The distances between the times below that read well, in minutes.
const STEPS: [i64; 15] = [1, 2, 5, 10, 15, 30, 60, 120, 180, 360, 720, 1440, 2880, 10_080, 43_200];

pub(super) fn picture(of: &WriteUp) -> String {
    let rows = u32::try_from(of.incidents.len()).unwrap_or(u32::MAX);
    let bottom = f64::from(rows) * ROW + 6.0;
    let described: Vec<String> = of.incidents.iter().map(|told| in_words(of, told)).collect();
    let title = bounded(&of.title());
    let mut picture = Picture::new(WIDTH, bottom + FOOT, &title, &described.join("; "));
    let (from, to) = of.span();
    let scale = Scale { from, length: to.duration_since(from).max(SignedDuration::from_mins(1)) };
    ticks(&mut picture, of, &scale, bottom);
    for (row, told) in (0_u32..).zip(&of.incidents) {
        draw(&mut picture, of, told, (&scale, f64::from(row) * ROW));
    }
    legend(&mut picture, bottom + FOOT - 8.0);
    picture.finish()
}

/// What stands where.
struct Scale {
    from: Timestamp,
    length: SignedDuration,
}

impl Scale {
    fn place(&self, at: Timestamp) -> f64 {
        let share = at.duration_since(self.from).as_secs_f64() / self.length.as_secs_f64();
        LEFT + share.clamp(0.0, 1.0) * (RIGHT - LEFT)
    }
}

fn draw(picture: &mut Picture, of: &WriteUp, told: &Told, (scale, top): (&Scale, f64)) {
    let name: String = bounded(&told.summary).chars().take(NAME).collect();
    picture.words((LEFT, top + 16.0), Anchor::Start, &format!("{} {name}", told.id));
    let (y, height) = (top + 22.0, 16.0);
    let begin = scale.place(told.began_at);
    let end = scale.place(told.resolved_at.unwrap_or(of.now));
    let says = in_words(of, told);
    picture.bar((begin, y), ((end - begin).max(3.0), height), Look::Warn, &says);
    for (at, person, channel) in &told.pages {
        let says = format!("{} page {person} by {channel}", of.local(*at));
        // Below the bar, and the answer above it: over days they are hardly apart.
        picture.bar(
            (scale.place(*at) - 1.0, y + height - 2.0),
            (2.0, 8.0),
            Look::Bad,
            &bounded(&says),
        );
    }
    if let Some(at) = told.moments.acknowledged {
        let says = format!("{} acknowledged", of.local(at));
        picture.bar((scale.place(at) - 2.0, y - 4.0), (4.0, 8.0), Look::Accent, &says);
    }
    if let Some(at) = told.resolved_at {
        let says = format!("{} over", of.local(at));
        picture.bar((scale.place(at) - 2.0, y - 2.0), (4.0, height + 4.0), Look::Good, &says);
    }
}

/// `412 disk full, from Tue 2026-11-03 03:00 for 40m, 2 pages, acknowledged after 3m`
fn in_words(of: &WriteUp, told: &Told) -> String {
    let answered = told.moments.acknowledged.map_or_else(
        || "never acknowledged".to_owned(),
        |at| format!("acknowledged after {}", spell(at.duration_since(told.began_at))),
    );
    let ongoing = if told.resolved_at.is_none() { " so far" } else { "" };
    format!(
        "{} {}, from {} for {}{ongoing}, {}, {answered}",
        told.id,
        bounded(&told.summary),
        of.local(told.began_at),
        spell(told.lasted(of.now)),
        count(told.pages.len(), "page")
    )
}

/// The times below, at full hours and days of the zone's clock.
fn ticks(picture: &mut Picture, of: &WriteUp, scale: &Scale, bottom: f64) {
    picture.line((LEFT, bottom), (RIGHT, bottom));
    let minutes = scale.length.as_mins();
    let step = STEPS.into_iter().find(|step| minutes / step < TICKS).unwrap_or(525_600);
    let step = SignedDuration::from_mins(step);
    let end = scale.from.saturating_add(scale.length).unwrap_or(scale.from);
    let midnight = scale.from.to_zoned(of.timeline.zone.clone()).start_of_day();
    let mut at = midnight.map_or(scale.from, |zoned| zoned.timestamp());
    let behind = scale.from.duration_since(at).as_secs() / step.as_secs().max(1);
    at = at.saturating_add(step * i32::try_from(behind).unwrap_or(0)).unwrap_or(at);
    let form = if minutes > 24 * 60 { "%a %H:%M" } else { "%H:%M" };
    while at <= end {
        if at >= scale.from {
            let place = scale.place(at);
            picture.line((place, 0.0), (place, bottom + 5.0));
            let anchor = match place {
                it if it < LEFT + 30.0 => Anchor::Start,
                it if it > RIGHT - 30.0 => Anchor::End,
                _ => Anchor::Middle,
            };
            let words = at.to_zoned(of.timeline.zone.clone()).strftime(form).to_string();
            picture.words((place, bottom + 18.0), anchor, &words);
        }
        let Ok(next) = at.checked_add(step) else { break };
        at = next;
    }
}

/// What the marks mean, for whoever does not know the colours.
fn legend(picture: &mut Picture, y: f64) {
    let marks = [
        (Look::Warn, 14.0, "it lasts"),
        (Look::Bad, 2.0, "page"),
        (Look::Accent, 4.0, "acknowledged"),
        (Look::Good, 4.0, "over"),
    ];
    for (place, (look, width, words)) in (0_u32..).zip(marks) {
        let x = LEFT + f64::from(place) * 130.0;
        picture.bar((x, y - 10.0), (width, 12.0), look, "");
        picture.words((x + 20.0, y), Anchor::Start, words);
    }
}
