//! A line that is written: what its keys do, and what it comes to once it is whole.

use std::time::Duration;

use super::super::super::session::length;
use super::super::data::Row;
use super::super::keys::Key;
use super::answer::{NOTE_STAYS, WAS_HELD, run, undo_ack, undo_assign};
use super::{Act, Mode, Model, Prompt, Run, Undo, Wanted};
use crate::config::closest;
use crate::domain::incident::IncidentId;
use crate::domain::text::plain;

/// How long something is quiet where nothing else is written.
const QUIET: &str = "30m";

/// How long a silence lasts where nothing else is written.
const SILENT: &str = "2h";

impl Wanted {
    /// What counts where nothing is written; empty where something must be.
    pub(super) fn unless_written(&self) -> &'static str {
        match self {
            Self::CheckIn(_) | Self::Snooze(_) => QUIET,
            Self::Silence(..) => SILENT,
            Self::Note(_) | Self::Assign(_) | Self::Split(_) | Self::Filter => "",
        }
    }
}

impl Model {
    /// A key where a line is written.
    pub(super) fn write(&mut self, key: &Key, at: Duration) -> Option<Act> {
        self.held = None;
        let Mode::Writes(prompt) = &mut self.mode else { return None };
        prompt.wrong = None;
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
            Key::Escape => self.drop_it(),
            Key::Enter => {
                let Mode::Writes(prompt) = std::mem::take(&mut self.mode) else { return None };
                return self.written(prompt, at);
            }
            _ => {}
        }
        None
    }

    /// Goes on writing, and says what is wrong with what stands there.
    fn mend(&mut self, prompt: Prompt, wrong: String) {
        self.mode = Mode::Writes(Prompt { wrong: Some(wrong), ..prompt });
    }

    /// A line is written, and what it asks for is done.
    fn written(&mut self, prompt: Prompt, at: Duration) -> Option<Act> {
        let text = prompt.line.text().trim().to_owned();
        let text = if text.is_empty() { prompt.what.unless_written().to_owned() } else { text };
        // A dash alone would be read from the keyboard.
        if prompt.what != Wanted::Filter && (text.is_empty() || text == "-") {
            self.tell("nothing was written, and nothing done", false);
            return None;
        }
        let number = |id: IncidentId| id.to_string();
        match &prompt.what {
            Wanted::Filter => {
                self.filter = text;
                self.back_to_start();
                None
            }
            Wanted::Silence(id, labels) => {
                self.silence(prompt.clone(), (*id, labels), &text, at);
                None
            }
            Wanted::CheckIn(id) => {
                let id = *id;
                let words = ["ack", &number(id), &format!("--check-in={text}")];
                self.quieten(prompt, id, &words, &text)
            }
            Wanted::Snooze(id) => {
                let id = *id;
                let words = ["snooze", &number(id), &format!("--for={text}")];
                self.quieten(prompt, id, &words, &text)
            }
            Wanted::Note(id) => {
                Some(run(&["note", "--", &number(*id), &text], Undo::Never(NOTE_STAYS)))
            }
            Wanted::Assign(id) => {
                if let Some(wrong) = self.unknown(&text) {
                    self.mend(prompt, wrong);
                    return None;
                }
                let undo = self
                    .before(*id)
                    .map_or(Undo::Never(WAS_HELD), |row| undo_assign(row, &self.me));
                Some(run(&["assign", &number(*id), &format!("--to={text}")], undo))
            }
            Wanted::Split(id) => {
                let number = number(*id);
                let alerts = text.split([' ', ',']).filter(|it| !it.is_empty());
                let words = ["split", "--", &number].into_iter().chain(alerts);
                Some(run(&words.collect::<Vec<_>>(), Undo::JoinSplit(*id)))
            }
        }
    }

    /// The row of that incident as it is now, before anything is done to it.
    fn before(&self, id: IncidentId) -> Option<&Row> {
        self.row().filter(|row| row.id == id)
    }

    /// Makes it quiet for that long, if that is how long something can be.
    fn quieten(
        &mut self,
        prompt: Prompt,
        id: IncidentId,
        words: &[&str],
        text: &str,
    ) -> Option<Act> {
        if let Err(wrong) = length(text) {
            self.mend(prompt, wrong);
            return None;
        }
        Some(run(words, self.before(id).map_or(Undo::Never(WAS_HELD), undo_ack)))
    }

    /// That nobody is called so, and who may be meant.
    fn unknown(&self, name: &str) -> Option<String> {
        let people = self.data.as_ref().map(|data| data.people.as_slice()).unwrap_or_default();
        if people.is_empty() || people.iter().any(|known| known == name) {
            return None;
        }
        let meant = closest(name, people.iter().map(String::as_str));
        let meant = meant.map(|meant| format!("; did you mean `{meant}`?")).unwrap_or_default();
        Some(format!("there is no person `{}`{meant}", plain(name)))
    }

    /// Asks whether that silence is meant: the first word is how long it lasts, if it is a length, and the
    /// others say why.
    fn silence(
        &mut self,
        prompt: Prompt,
        (id, labels): (IncidentId, &[String]),
        text: &str,
        at: Duration,
    ) {
        let (first, others) = text.split_once(char::is_whitespace).unwrap_or((text, ""));
        let (lasts, why) = match length(first) {
            Ok(_) => (first, others.trim()),
            Err(wrong)
                if first.starts_with(|letter: char| letter == '-' || letter.is_numeric()) =>
            {
                return self.mend(prompt, wrong);
            }
            Err(_) => (SILENT, text),
        };
        if why.is_empty() {
            let wrong = format!("a silence needs a reason as well: `{lasts} a new disk`");
            return self.mend(prompt, wrong);
        }
        let mut words = vec!["silence".to_owned(), "add".to_owned()];
        words.extend(labels.iter().map(|label| format!("--match={label}")));
        words.push(format!("--for={lasts}"));
        words.push(format!("--reason={why}"));
        let act = Act::Run(Run { words, undo: Undo::EndSilence, page: None });
        let question = format!(
            "quiet about {} for {lasts} ({id} rings on until somebody has it)?",
            plain(&labels.join(" "))
        );
        self.ask(question, act, at);
    }
}
