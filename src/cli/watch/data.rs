//! What the screen shows, as it was read at one instant: values only, fit to be shown.

use jiff::Timestamp;
use unicode_width::UnicodeWidthStr as _;

use crate::domain::alert::Severity;
use crate::domain::incident::IncidentId;
use crate::store::OpenCount;

/// Everything that was read at once.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Data {
    /// When.
    pub(super) at: Timestamp,
    /// What it is an answer to.
    pub(super) look: Look,
    /// How many are open, by status and severity.
    pub(super) counts: Vec<OpenCount>,
    /// Who is on call.
    pub(super) on_call: Vec<OnCall>,
    /// The gravest of what nobody has, at most three.
    pub(super) gravest: Vec<Row>,
    /// The rows of the list that were asked for, from that place on.
    pub(super) rows: Vec<Row>,
    /// How many there are in the whole list.
    pub(super) listed: usize,
    /// The incident that is chosen.
    pub(super) detail: Option<Detail>,
    /// What happened lately, oldest first.
    pub(super) lately: Vec<Entry>,
    /// What is quiet now that somebody asked for or planned.
    pub(super) quiet: Vec<Quiet>,
    /// Which stations are alive.
    pub(super) stations: Vec<StationSeen>,
    /// When this machine was last proved to be heard.
    pub(super) audible_at: Option<Timestamp>,
    /// How full what is counted is, the most urgent first.
    pub(super) gauges: Vec<Gauge>,
    /// What waits for somebody, of what the filter shows, if it was asked for.
    pub(super) loose: Option<Vec<IncidentId>>,
    /// Who can be given something.
    pub(super) people: Vec<String>,
    /// Whether whoever sits here was just told that the night was hard.
    pub(super) may_rest: bool,
}

/// Which part of the list is wanted.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Look {
    /// In which order.
    pub(super) order: Order,
    /// Only what contains this; everything where it is empty.
    pub(super) filter: String,
    /// From which place on.
    pub(super) first: usize,
    /// How many.
    pub(super) rows: usize,
    /// Of which incident everything is wanted; of the one at `cursor` where none is named.
    pub(super) chosen: Option<IncidentId>,
    /// At which place of the list the one is that is chosen.
    pub(super) cursor: usize,
    /// Whether it is asked what waits for somebody, however much that is.
    pub(super) wants_loose: bool,
}

/// The order of the list.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Order {
    /// What nobody has before the rest, the gravest first.
    #[default]
    Grave,
    /// The newest first.
    Newest,
    /// What is due first.
    Due,
}

/// Who is on call for a tier of a rota.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct OnCall {
    pub(super) rota: String,
    /// Nobody, where it is empty.
    pub(super) people: String,
    /// Who is relieved, and has somebody else called first.
    pub(super) instead_of: Option<String>,
    /// Who gave it to somebody who has not accepted it, and is called as well.
    pub(super) also: Option<String>,
    pub(super) until: Option<Timestamp>,
}

/// One incident of the list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Row {
    pub(super) id: IncidentId,
    pub(super) severity: Severity,
    pub(super) state: State,
    pub(super) opened_at: Timestamp,
    /// When its state ends by itself, or the next step is due.
    pub(super) next_at: Option<Timestamp>,
    pub(super) summary: String,
    /// How many of its alerts fire besides the first.
    pub(super) others: u32,
    /// How often its problem came in a month.
    pub(super) times: u32,
    /// Its labels, as a silence about just them is asked for: `host=db-1`.
    pub(super) labels: Vec<String>,
}

/// Where an incident stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum State {
    /// It is heard.
    Rings,
    /// Somebody is being called.
    Calls,
    /// Nobody can be reached.
    ReachesNobody,
    /// Whoever had it is asked softly.
    Asks(String),
    /// Somebody has it.
    Has(String),
    /// Somebody made it quiet.
    Snoozed(String),
    /// It is held, and why.
    Held(String),
    /// It is over, and who says so.
    Over(String),
}

impl State {
    /// Whether it waits for somebody.
    pub(super) fn is_loose(&self) -> bool {
        matches!(self, Self::Rings | Self::Calls | Self::ReachesNobody | Self::Asks(_))
    }

    /// The state in a word or three.
    pub(super) fn words(&self) -> String {
        match self {
            Self::Rings => "rings".to_owned(),
            Self::Calls => "calls".to_owned(),
            Self::ReachesNobody => "reaches nobody".to_owned(),
            Self::Asks(who) => format!("asks {who}"),
            Self::Has(who) => format!("{who} has it"),
            Self::Snoozed(who) => format!("snoozed, {who}"),
            Self::Held(why) => format!("held {why}"),
            Self::Over(by) => format!("over, {by}"),
        }
    }
}

impl State {
    /// The same in so much room, if it is of those that end with a number: that is what one types, and is not
    /// cut.
    pub(super) fn words_in(&self, room: usize) -> String {
        let words = self.words();
        let Self::Held(why) = self else { return words };
        let Some((what, number)) = why.rsplit_once(' ').filter(|(_, it)| is_number(it)) else {
            return words;
        };
        let bare = what.rsplit(' ').next().unwrap_or(what);
        let shorter = [words, why.clone(), format!("{bare} {number}")];
        let fits = shorter.into_iter().find(|it| it.width() <= room);
        fits.unwrap_or_else(|| number.to_owned())
    }
}

fn is_number(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|it| it.is_ascii_digit())
}

/// Everything about one incident.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Detail {
    pub(super) row: Row,
    /// What is known of it, each with its name.
    pub(super) facts: Vec<Fact>,
    /// Where to look.
    pub(super) link: Option<String>,
    /// Its alerts, each in a line.
    pub(super) alerts: Vec<String>,
    /// How many alerts there are.
    pub(super) alert_count: usize,
    /// What happened, oldest first.
    pub(super) timeline: Vec<Entry>,
}

/// One thing that is known of an incident.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Fact {
    pub(super) name: &'static str,
    pub(super) text: String,
    /// Whether nobody may miss it.
    pub(super) is_grave: bool,
}

/// One thing that happened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Entry {
    pub(super) at: Timestamp,
    pub(super) incident: Option<IncidentId>,
    pub(super) event: String,
    pub(super) text: String,
}

/// Something that is quiet, and until when.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Quiet {
    /// Which it is, as one names it to end it: `silence 2`.
    pub(super) name: String,
    /// What it is about, and why.
    pub(super) about: String,
    pub(super) until: Timestamp,
}

/// A station that is alive.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct StationSeen {
    pub(super) name: String,
    /// The kinds of channels it cannot ring by.
    pub(super) unable: Vec<String>,
}

/// How full something is.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Gauge {
    pub(super) name: String,
    /// Which part of it is used, from 0 to 1.
    pub(super) used: f64,
    /// When it is full, in a few words.
    pub(super) left: String,
    pub(super) is_urgent: bool,
}
