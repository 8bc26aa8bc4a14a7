//! What a key comes to: a command in the words one would type, a line that is asked for, a question.

use std::time::Duration;

use super::super::data::{Row, State};
use super::super::keys::Key;
use super::super::morning::{AWAY, no_hard_night};
use super::{Act, Line, Mode, Model, Prompt, Question, Run, Undo, Wanted};
use crate::domain::incident::IncidentId;
use crate::domain::label::Matcher;
use crate::domain::wait::count;

/// How much of a summary stands in a question.
const IN_QUESTION: usize = 40;

const NOTE_STAYS: &str =
    "what is noted stays on the record; `wail note --corrects` stands beside it";
const HAS_CALLED: &str = "whoever was called has heard it; acknowledge it instead";
const IS_OVER: &str = "what is over stays over; it opens again when its source says so";
const IS_GIVEN: &str = "it was given away; hand it on with t";
const IS_SPLIT: &str = "`wail merge` puts two incidents together";
const ARE_MANY: &str = "give them back one by one with `wail unack`";
const IS_BACK: &str = "you are on call again";
const WAS_HELD: &str = "it was held, and is somebody's now; `wail unack` makes it ring";

fn run(words: &[&str], undo: Undo) -> Act {
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
            '/' => self.ask_for(Wanted::Filter, "filter", &self.filter.clone(), at),
            'A' => {
                let all = run(&["ack", "--all"], Undo::Never(ARE_MANY));
                self.ask("acknowledge everything that nobody has?".to_owned(), all, at);
            }
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
            'c' => self.ask_for(Wanted::CheckIn(id), &format!("{id} is quiet for"), "30m", at),
            's' => self.ask_for(Wanted::Snooze(id), &format!("snooze {id} for"), "30m", at),
            'n' => self.ask_for(Wanted::Note(id), &format!("note on {id}"), "", at),
            't' => {
                let people = self.data.as_ref().map(|data| data.people.join(", "));
                let asks = format!("give {id} to ({})", people.unwrap_or_default());
                self.ask_for(Wanted::Assign(id), &asks, "", at);
            }
            'p' => self.ask_for(Wanted::Split(id), &format!("numbers of alerts of {id}"), "", at),
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
                let undo = Undo::By(undo.to_vec(), "it is asked whether they still have it");
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
        let asks = format!("quiet about {} for, and why", labels.join(" "));
        self.ask_for(Wanted::Silence(row.id, labels), &asks, "2h ", at);
    }

    fn quit(&mut self, at: Duration) -> Option<Act> {
        let counts = self.data.as_ref().map(|data| &data.counts);
        let open: i64 = counts.into_iter().flatten().map(|count| count.number).sum();
        if open == 0 {
            return Some(Act::Quit);
        }
        let (open, verb) =
            (usize::try_from(open).unwrap_or(usize::MAX), if open == 1 { "is" } else { "are" });
        let question =
            format!("leave? {} {verb} open, and nothing rings here then", count(open, "incident"));
        self.ask(question, Act::Quit, at);
        None
    }

    fn take_back(&mut self, at: Duration) {
        match self.undo.clone() {
            Undo::Nothing | Undo::Looked | Undo::EndSilence => {
                self.tell("nothing was done here that could be taken back", false);
            }
            Undo::Never(why) => self.tell(format!("that cannot be taken back: {why}"), false),
            Undo::By(words, comes_to) => {
                let question = format!("`wail {}`? {comes_to}", words.join(" "));
                let undo = Undo::Nothing;
                self.ask(question, Act::Run(Run { words, undo, page: None }), at);
            }
        }
    }

    fn ask(&mut self, text: String, act: Act, since: Duration) {
        self.mode = Mode::Asks(Question { text, act, since });
    }

    fn ask_for(&mut self, what: Wanted, asks: &str, begin: &str, since: Duration) {
        let asks = asks.to_owned();
        self.mode = Mode::Writes(Prompt { what, line: Line::of(begin), asks, since });
    }

    /// A key where something is asked: only `y` is yes.
    pub(super) fn answer(&mut self, key: &Key) -> Option<Act> {
        self.held = None;
        let Mode::Asks(question) = std::mem::take(&mut self.mode) else { return None };
        if *key == Key::Letter('y') {
            return Some(question.act);
        }
        self.tell("nothing was done", false);
        None
    }

    /// A key where a line is written.
    pub(super) fn write(&mut self, key: &Key, at: Duration) -> Option<Act> {
        self.held = None;
        let Mode::Writes(prompt) = &mut self.mode else { return None };
        let line = &mut prompt.line;
        match key {
            Key::Letter(letter) => line.insert(*letter),
            Key::Paste(text) => line.paste(text),
            Key::Backspace => line.backspace(),
            Key::Delete => line.delete(),
            Key::Left => line.left(),
            Key::Right => line.right(),
            Key::Home | Key::Control('a') => line.home(),
            Key::End | Key::Control('e') => line.end(),
            Key::Control('u') => line.delete_to_start(),
            Key::Control('w') => line.delete_word(),
            Key::Escape => {
                self.mode = Mode::List;
                self.tell("nothing was done", false);
            }
            Key::Enter => {
                let Mode::Writes(prompt) = std::mem::take(&mut self.mode) else { return None };
                return self.written(prompt, at);
            }
            _ => {}
        }
        None
    }

    /// A line is written, and what it asks for is done.
    fn written(&mut self, prompt: Prompt, at: Duration) -> Option<Act> {
        let text = prompt.line.text().trim().to_owned();
        let before = |id: IncidentId| {
            let row = self.row().filter(|row| row.id == id);
            row.map_or(Undo::Never(WAS_HELD), undo_ack)
        };
        let number = |id: IncidentId| id.to_string();
        match prompt.what {
            Wanted::Filter => {
                self.filter = text;
                self.back_to_start();
                None
            }
            // A dash alone would be read from the keyboard.
            _ if text.is_empty() || text == "-" => {
                self.tell("nothing was written, and nothing done", false);
                None
            }
            Wanted::Silence(id, labels) => {
                self.silence(id, &labels, &text, at);
                None
            }
            Wanted::CheckIn(id) => {
                Some(run(&["ack", &number(id), &format!("--check-in={text}")], before(id)))
            }
            Wanted::Snooze(id) => {
                Some(run(&["snooze", &number(id), &format!("--for={text}")], before(id)))
            }
            Wanted::Note(id) => {
                Some(run(&["note", "--", &number(id), &text], Undo::Never(NOTE_STAYS)))
            }
            Wanted::Assign(id) => {
                let to = format!("--to={text}");
                Some(run(&["assign", &number(id), &to], Undo::Never(IS_GIVEN)))
            }
            Wanted::Split(id) => {
                let number = number(id);
                let alerts = text.split([' ', ',']).filter(|it| !it.is_empty());
                let words = ["split", "--", &number].into_iter().chain(alerts);
                Some(run(&words.collect::<Vec<_>>(), Undo::Never(IS_SPLIT)))
            }
        }
    }

    /// Asks whether that silence is meant: the first word is how long it lasts, the others say why.
    fn silence(&mut self, id: IncidentId, labels: &[String], text: &str, at: Duration) {
        let (length, why) = text.split_once(' ').unwrap_or((text, ""));
        if why.trim().is_empty() {
            return self.tell("a silence needs a length and a reason: `2h a new disk`", true);
        }
        let mut words = vec!["silence".to_owned(), "add".to_owned()];
        words.extend(labels.iter().map(|label| format!("--match={label}")));
        words.push(format!("--for={length}"));
        words.push(format!("--reason={}", why.trim()));
        let act = Act::Run(Run { words, undo: Undo::EndSilence, page: None });
        let question = format!(
            "quiet about {} for {length} ({id} rings on until somebody has it)?",
            labels.join(" ")
        );
        self.ask(question, act, at);
    }
}

/// What takes an acknowledgement of that back.
fn undo_ack(row: &Row) -> Undo {
    let words = vec!["unack".to_owned(), row.id.to_string()];
    match &row.state {
        State::Held(_) => Undo::Never(WAS_HELD),
        _ => Undo::By(words, "the alarm returns"),
    }
}

fn about(row: &Row) -> String {
    let mut summary: String = row.summary.chars().take(IN_QUESTION).collect();
    if summary.len() < row.summary.len() {
        summary.push('…');
    }
    format!("{} ({summary})", row.id)
}
