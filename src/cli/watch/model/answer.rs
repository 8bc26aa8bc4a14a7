//! What a key comes to: a command in the words one would type, a line that is asked for, a question.

use std::time::Duration;

use super::super::data::{Row, State};
use super::super::keys::Key;
use super::super::morning::{AWAY, no_hard_night};
use super::{Act, Line, Mode, Model, Prompt, Question, Run, Undo, Wanted};
use crate::domain::incident::IncidentId;
use crate::domain::label::Matcher;
use crate::domain::text::plain;
use crate::domain::wait::count;

/// How much of a summary stands in a question.
const IN_QUESTION: usize = 40;

pub(super) const NOTE_STAYS: &str =
    "what is noted stays on the record; `wail note --corrects` stands beside it";
const HAS_CALLED: &str = "whoever was called has heard it; acknowledge it instead";
const IS_OVER: &str = "what is over stays over; it opens again when its source says so";
const NOBODY_HAD: &str =
    "nobody had it, and whoever it was handed to is called; e calls who is next";
const ASKS_THEM: &str = "it is asked whether they still have it";
const IS_BACK: &str = "you are on call again";
pub(super) const WAS_HELD: &str = "it was held, and is somebody's now; `wail unack` makes it ring";

pub(super) fn run(words: &[&str], undo: Undo) -> Act {
    let words = words.iter().map(|word| (*word).to_owned()).collect();
    Act::Run(Run { words, undo, page: None })
}

impl Model {
    /// Does what that key stands for, which was pressed then.
    pub(super) fn fire(&mut self, key: char, at: Duration) -> Option<Act> {
        match key {
            '?' => self.help(),
            'o' => self.next_order(),
            'q' => return self.quit(at),
            'r' => return self.rest(),
            'u' => self.take_back(at),
            '/' => self.ask_for_filter(at),
            // What is seen is only a part: it is asked about once all of it was read.
            'A' => self.wants_loose = true,
            'a' | 's' | 'n' | 'w' | 'e' | 'c' | 't' | 'm' | 'd' | 'p' => return self.act(key, at),
            _ => self.tell("that key does nothing; ? shows the keys", false),
        }
        None
    }

    /// Does something to the incident that is chosen.
    fn act(&mut self, key: char, at: Duration) -> Option<Act> {
        let Some(row) = self.row().cloned() else {
            let what = if self.listed() == 0 { "nothing is open" } else { "nothing is chosen yet" };
            self.tell(what, false);
            return None;
        };
        if key != 'w' && self.has_just_moved(at) {
            self.tell(format!("{} has just come to this place; press again", row.id), true);
            return None;
        }
        let (id, number) = (row.id, row.id.to_string());
        let about = about(&row);
        match key {
            'a' => return self.acknowledge(&row, at),
            'w' => {
                let page = Some(format!("why {id}"));
                let words = vec!["why".to_owned(), number];
                return Some(Act::Run(Run { words, undo: Undo::Looked, page }));
            }
            'c' => self.ask_for(Wanted::CheckIn(id), &format!("{id} is quiet for"), at),
            's' => self.ask_for(Wanted::Snooze(id), &format!("snooze {id} for"), at),
            'n' => self.ask_for(Wanted::Note(id), &format!("note on {id}"), at),
            't' => {
                let people = self.data.as_ref().map(|data| data.people.join(", "));
                let asks = format!("give {id} to ({})", people.unwrap_or_default());
                self.ask_for(Wanted::Assign(id), &asks, at);
            }
            'p' => self.ask_for(Wanted::Split(id), &format!("numbers of alerts of {id}"), at),
            'm' => self.ask_for_silence(&row, at),
            'e' => {
                let question = format!("take the next step for {about} now?");
                self.ask(question, run(&["escalate", &number], Undo::Never(HAS_CALLED)), at);
            }
            'd' => {
                let question = format!("is {about} over?");
                self.ask(question, run(&["resolve", &number], Undo::Never(IS_OVER)), at);
            }
            _ => {}
        }
        None
    }

    /// Has somebody stand in, if the kind word was said: at any other time a key that is hit by mistake must
    /// not hand on a pager.
    fn rest(&mut self) -> Option<Act> {
        if self.data.as_ref().is_some_and(|data| data.may_rest) {
            let undo = ["rota", "undo", "--yes"].map(str::to_owned);
            return Some(run(&["away", AWAY, "--yes"], Undo::By(undo.to_vec(), IS_BACK)));
        }
        self.tell(no_hard_night(&self.me), false);
        None
    }

    fn acknowledge(&mut self, row: &Row, at: Duration) -> Option<Act> {
        let number = row.id.to_string();
        match &row.state {
            State::Has(who) | State::Snoozed(who) if *who != self.me => {
                let undo = ["assign", &number, &format!("--to={who}")].map(str::to_owned);
                let undo = Undo::By(undo.to_vec(), ASKS_THEM);
                let question = format!("{who} has {}; take it over?", about(row));
                self.ask(question, run(&["ack", &number, "--take"], undo), at);
                None
            }
            _ => Some(run(&["ack", &number], undo_ack(row))),
        }
    }

    fn ask_for_silence(&mut self, row: &Row, at: Duration) {
        let is_exact = |label: &&String| {
            let (name, value) = label.split_once('=').unwrap_or_default();
            Matcher::parse(label).is_ok_and(|it| it.exact() == Some((name, value)))
        };
        let labels: Vec<String> = row.labels.iter().filter(is_exact).cloned().collect();
        if labels.is_empty() {
            let what =
                format!("{} has no labels that a silence could be about; s snoozes it", row.id);
            return self.tell(what, true);
        }
        let asks = format!("quiet about {} for, and why", plain(&labels.join(" ")));
        self.ask_for(Wanted::Silence(row.id, labels), &asks, at);
    }

    /// Asks about everything that waits for somebody and that the filter shows, now that it was read.
    pub(super) fn ask_for_all(&mut self, loose: &[IncidentId], at: Duration) {
        self.wants_loose = false;
        let shown = if self.filter.is_empty() { "open" } else { "shown" };
        if loose.is_empty() {
            return self.tell(format!("nothing that is {shown} waits for somebody"), false);
        }
        let act = run(&["ack", &listed(loose)], Undo::Acked(loose.to_vec()));
        self.ask(which(loose, &self.filter), act, at);
    }

    /// Asks whether to leave, where somebody would be called here.
    pub(super) fn quit(&mut self, at: Duration) -> Option<Act> {
        let counts = self.data.as_ref().map(|data| &data.counts);
        let open: i64 = counts.into_iter().flatten().map(|count| count.number).sum();
        if open == 0 {
            return Some(Act::Quit);
        }
        self.ask(leave(open), Act::Quit, at);
        None
    }

    /// Ctrl-C: leaves what is asked or shown; where nothing is, it asks whether to leave, and a second one leaves.
    pub(super) fn interrupt(&mut self, at: Duration) -> Option<Act> {
        (self.pending, self.held, self.words_until, self.wants_loose) = (None, None, None, false);
        match &self.mode {
            Mode::Asks(question) if question.act == Act::Quit => return Some(Act::Quit),
            Mode::Asks(_) | Mode::Writes(_) => self.drop_it(),
            Mode::Whole(_) | Mode::Text(_) => self.leave(),
            Mode::List => return self.quit(at),
        }
        None
    }

    /// Leaves what is asked.
    pub(super) fn drop_it(&mut self) {
        self.mode = Mode::List;
        self.tell("nothing was done", false);
    }

    fn take_back(&mut self, at: Duration) {
        match self.undo.clone() {
            Undo::Nothing | Undo::Looked | Undo::EndSilence | Undo::JoinSplit(_) => {
                self.tell("nothing was done here that could be taken back", false);
            }
            Undo::Never(why) => self.tell(format!("that cannot be taken back: {why}"), false),
            Undo::By(words, comes_to) => {
                let question = format!("`wail {}`? {comes_to}", words.join(" "));
                let undo = Undo::Nothing;
                self.ask(question, Act::Run(Run { words, undo, page: None }), at);
            }
            Undo::Acked(ids) => {
                let question = format!("give {} back? the alarm returns", named(&ids));
                self.ask(question, run(&["unack", &listed(&ids)], Undo::Nothing), at);
            }
        }
    }

    pub(super) fn ask(&mut self, text: String, act: Act, since: Duration) {
        self.mode = Mode::Asks(Question { text, act, since });
    }

    fn ask_for(&mut self, what: Wanted, asks: &str, since: Duration) {
        let asks = match what.unless_written() {
            "" => asks.to_owned(),
            usual => format!("{asks} [{usual}]"),
        };
        self.mode = Mode::Writes(Prompt { what, line: Line::default(), asks, wrong: None, since });
    }

    /// What is written takes the place of the filter that there is.
    fn ask_for_filter(&mut self, at: Duration) {
        let asks = match self.filter.as_str() {
            "" => "filter".to_owned(),
            now => format!("filter (now `{}`; nothing shows all)", plain(now)),
        };
        self.ask_for(Wanted::Filter, &asks, at);
    }

    /// A key where something is asked: only `y` is yes.
    pub(super) fn answer(&mut self, key: &Key) -> Option<Act> {
        self.held = None;
        let Mode::Asks(question) = std::mem::take(&mut self.mode) else { return None };
        if *key == Key::Letter('y') {
            return Some(question.act);
        }
        self.drop_it();
        None
    }
}

/// How many numbers are told one by one.
const TOLD: usize = 6;

/// Whether all of these, which nobody has, are to be acknowledged.
pub(in crate::cli::watch) fn which(loose: &[IncidentId], filter: &str) -> String {
    let filter = match filter {
        "" => String::new(),
        filter => format!(" with `{}`", plain(filter)),
    };
    format!("acknowledge {}{filter}, which nobody has?", named(loose))
}

/// Whether to leave although so many are open.
pub(in crate::cli::watch) fn leave(open: i64) -> String {
    let verb = if open == 1 { "is" } else { "are" };
    let open = count(usize::try_from(open).unwrap_or(usize::MAX), "incident");
    format!("leave? {open} {verb} open, and nothing rings here then")
}

/// Which they are where they are few, else how many: `3 incidents (7, 8, 12)`.
pub(in crate::cli::watch) fn named(ids: &[IncidentId]) -> String {
    let number = count(ids.len(), "incident");
    match ids {
        [id] => format!("incident {id}"),
        ids if ids.len() > TOLD => number,
        ids => {
            let ids: Vec<String> = ids.iter().map(ToString::to_string).collect();
            format!("{number} ({})", ids.join(", "))
        }
    }
}

/// Their numbers as they are typed: `7,8,9`.
fn listed(ids: &[IncidentId]) -> String {
    let ids: Vec<String> = ids.iter().map(ToString::to_string).collect();
    ids.join(",")
}

/// What takes an acknowledgement of that back.
pub(super) fn undo_ack(row: &Row) -> Undo {
    let words = vec!["unack".to_owned(), row.id.to_string()];
    match &row.state {
        State::Held(_) => Undo::Never(WAS_HELD),
        _ => Undo::By(words, "the alarm returns"),
    }
}

/// What hands that back which is handed to somebody by whoever sits here, `me`.
pub(super) fn undo_assign(row: &Row, me: &str) -> Undo {
    let number = row.id.to_string();
    match &row.state {
        State::Has(who) | State::Snoozed(who) | State::Asks(who) if who == me => {
            let words = ["ack", &number, "--take"].map(str::to_owned);
            Undo::By(words.to_vec(), "you have it again")
        }
        State::Has(who) | State::Snoozed(who) | State::Asks(who) => {
            let words = ["assign", &number, &format!("--to={who}")].map(str::to_owned);
            Undo::By(words.to_vec(), ASKS_THEM)
        }
        State::Held(_) => Undo::Never(WAS_HELD),
        State::Rings | State::Calls | State::ReachesNobody | State::Over(_) => {
            Undo::Never(NOBODY_HAD)
        }
    }
}

fn about(row: &Row) -> String {
    let mut summary: String = row.summary.chars().take(IN_QUESTION).collect();
    if summary.len() < row.summary.len() {
        summary.push('…');
    }
    format!("{} ({summary})", row.id)
}
