//! The events of a calendar: what belongs to each, without its alarms and without the zones.

use super::CalendarError;
use super::content::{Content, contents};

/// One `VEVENT`.
#[derive(Clone, Debug)]
pub(super) struct Component {
    /// Where it begins, from 1.
    pub(super) line: usize,
    contents: Vec<Content>,
}

impl Component {
    /// The first line of that name.
    pub(super) fn first(&self, name: &str) -> Option<&Content> {
        self.contents.iter().find(|content| content.name == name)
    }

    /// Every line of that name.
    pub(super) fn all<'s>(&'s self, name: &'s str) -> impl Iterator<Item = &'s Content> {
        self.contents.iter().filter(move |content| content.name == name)
    }
}

/// The events, in the order of the file.
pub(super) fn components(text: &str) -> Result<Vec<Component>, CalendarError> {
    let mut open: Vec<Content> = Vec::new();
    let mut events: Vec<Component> = Vec::new();
    let mut has_calendar = false;
    for content in contents(text)? {
        match content.name.as_str() {
            "BEGIN" => {
                let is_event = content.value.eq_ignore_ascii_case("VEVENT");
                has_calendar |= content.value.eq_ignore_ascii_case("VCALENDAR");
                if is_event && open.len() == 1 {
                    events.push(Component { line: content.line, contents: Vec::new() });
                }
                open.push(content);
            }
            "END" => {
                let begun = open.pop();
                if !begun.is_some_and(|it| it.value.eq_ignore_ascii_case(&content.value)) {
                    return Err(CalendarError::at(content.line, "this ends what has not begun"));
                }
            }
            _ if open.len() == 2 && open[1].value.eq_ignore_ascii_case("VEVENT") => {
                if let Some(event) = events.last_mut() {
                    event.contents.push(content);
                }
            }
            _ => {}
        }
    }
    if !has_calendar {
        let none = CalendarError::at(1, "this is no calendar");
        return Err(none.hint("a calendar begins with `BEGIN:VCALENDAR`"));
    }
    match open.last() {
        Some(begun) => {
            Err(CalendarError::at(begun.line, "this is never ended, the file breaks off"))
        }
        None => Ok(events),
    }
}
