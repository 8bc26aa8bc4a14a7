//! Drills: pages that are practice and count as none, and what became of one.

use jiff::SignedDuration;

use super::name::{PersonId, SourceName};
use super::wait::spell;

/// The name of the source of every drill, and of nothing else.
pub const SOURCE: &str = "drill";

/// What the summary of every drill begins with, so that whoever sees it anywhere is told.
pub const PREFIX: &str = "DRILL: ";

/// Whether what that source reports is practice.
#[must_use]
pub fn is_drill(source: &SourceName) -> bool {
    source.as_str() == SOURCE
}

/// How long each thing took, from the instant at which the report was sent; nothing for what did
/// not happen.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct DrillTimes {
    /// Until it was decided whom to call.
    pub decided: Option<SignedDuration>,
    /// Until the first channel proved that a page went out.
    pub went_out: Option<SignedDuration>,
    /// Whether that was heard: it was a sound.
    pub is_sound: bool,
}

/// How a drill ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DrillResult {
    /// Whether somebody acknowledged in time.
    pub end: DrillEnd,
    /// From which station it went out first, if it did from one.
    pub station: Option<String>,
    /// How long it took.
    pub times: DrillTimes,
}

/// Whether somebody acknowledged in time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DrillEnd {
    /// This person did, after so long.
    Passed(PersonId, SignedDuration),
    /// Nobody did in so long; who was called first, if anybody was.
    Missed(Option<PersonId>, SignedDuration),
}

impl DrillResult {
    /// The word in JSON and in the store.
    #[must_use]
    pub fn word(&self) -> &'static str {
        match self.end {
            DrillEnd::Passed(..) => PASSED,
            DrillEnd::Missed(..) => MISSED,
        }
    }

    /// Whose drill it was.
    #[must_use]
    pub fn who(&self) -> Option<&PersonId> {
        match &self.end {
            DrillEnd::Passed(person, _) => Some(person),
            DrillEnd::Missed(person, _) => person.as_ref(),
        }
    }

    /// What is said of it on the record.
    #[must_use]
    pub fn sentence(&self) -> String {
        let end = match &self.end {
            DrillEnd::Passed(person, after) => {
                format!("the drill is passed: {person} acknowledged after {}", seconds(*after))
            }
            DrillEnd::Missed(Some(person), within) => format!(
                "the drill is missed: {person} was called, nobody acknowledged in {}",
                spell(*within)
            ),
            DrillEnd::Missed(None, within) => {
                format!("the drill is missed: nobody was called in {}", spell(*within))
            }
        };
        let decided = self.times.decided.map(|it| format!(", decided after {}", seconds(it)));
        let place = self.station.as_ref().map(|station| format!(" at {station}"));
        let verb = went_out(self.times.is_sound);
        let out = match self.times.went_out {
            Some(it) => format!(", {verb} after {}{}", seconds(it), place.unwrap_or_default()),
            None => ", nothing went out".to_owned(),
        };
        format!("{end}{}{out}", decided.unwrap_or_default())
    }
}

/// What became of a page that reached its channel: only a sound is heard; what a service or a program
/// took may not be.
#[must_use]
pub fn went_out(is_sound: bool) -> &'static str {
    if is_sound { "sounded" } else { "went out" }
}

/// The word of a drill that was passed.
pub const PASSED: &str = "drill-passed";

/// The word of a drill that was missed.
pub const MISSED: &str = "drill-missed";

/// `2.1 s`: of a drill tenths matter, and more than that nobody hears.
#[must_use]
pub fn seconds(length: SignedDuration) -> String {
    format!("{:.1} s", length.as_secs_f64().max(0.0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_sentence_has_who_where_and_how_long() {
        let times = DrillTimes {
            decided: Some(SignedDuration::from_millis(20)),
            went_out: Some(SignedDuration::from_millis(260)),
            is_sound: true,
        };
        let ana = PersonId::from("ana");
        let end = DrillEnd::Passed(ana.clone(), SignedDuration::from_millis(4120));
        let passed = DrillResult { end, station: Some("desk/7".to_owned()), times };
        assert_eq!(
            passed.sentence(),
            "the drill is passed: ana acknowledged after 4.1 s, decided after 0.0 s, \
             sounded after 0.3 s at desk/7"
        );
        assert_eq!((passed.word(), passed.who()), ("drill-passed", Some(&ana)));
        let by_push = DrillTimes { is_sound: false, ..times };
        let sentence = DrillResult { times: by_push, ..passed }.sentence();
        assert!(sentence.ends_with(", went out after 0.3 s at desk/7"), "{sentence}");
        let five = SignedDuration::from_mins(5);
        let end = DrillEnd::Missed(Some(ana), five);
        let missed = DrillResult { end, station: None, times: DrillTimes::default() };
        assert_eq!(
            missed.sentence(),
            "the drill is missed: ana was called, nobody acknowledged in 5m, nothing went out"
        );
        assert_eq!(missed.word(), "drill-missed");
        let nobody = DrillResult { end: DrillEnd::Missed(None, five), ..missed };
        assert_eq!(nobody.who(), None);
    }
}
